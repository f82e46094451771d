//! Scattered letters (`pmbrlzmb`): the last resort, over names and brands only.

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;

use super::flat::{self, Flat};
use super::gather::Field;

/// Fewer letters than this say too little.
const SHORTEST: usize = 4;

/// What a letter must score on average; lone letters far apart score about 10, letters in a row 16 and more.
const FLOOR: i64 = 14;

/// Names and brands that hold the letters in order, as (entry number, code position, score, character indices), best first.
pub fn scattered(flat: &Flat<'_>, typed: &str, codes: usize) -> Vec<(u32, usize, i64, Vec<usize>)> {
    let pattern: String = typed.chars().filter(|c| c.is_alphanumeric()).collect();
    let length = pattern.chars().count();
    if length < SHORTEST {
        return Vec::new();
    }
    let letters = flat::letters(&super::tokens::fold(&pattern));
    let floor = FLOOR * i64::try_from(length).unwrap_or(i64::MAX / FLOOR);
    let matcher = SkimMatcherV2::default().ignore_case();
    let mut found = Vec::new();
    for position in 0..codes {
        for number in flat.entries_of(position) {
            let entry = flat.entry(number);
            if !matches!(entry.field, Field::Name | Field::Brand) || letters & !flat::letters(entry.normal) != 0 {
                continue;
            }
            if let Some((score, indices)) = matcher.fuzzy_indices(entry.text, &pattern)
                && score >= floor
            {
                found.push((number, position, score, indices));
            }
        }
    }
    found.sort_by_key(|(number, position, score, _)| (std::cmp::Reverse(*score), *position, *number));
    found
}
