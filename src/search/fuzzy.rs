//! Scattered letters (`pmbrlzmb`): the last resort, over names and brands only.

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;

use super::flat::{self, Flat};
use super::gather::Field;

/// Fewer letters than this say too little.
const SHORTEST: usize = 6;

/// Twice what a letter must score on average. Abbreviations of real names score 16 to 21 a letter, letters that happen to
/// stand in a name mostly less.
const FLOOR: i64 = 31;

/// The letters may be spread over so many times their number.
const SPREAD: usize = 2;

/// A name or brand that holds the letters.
pub struct Scattered {
    /// The number of the entry.
    pub entry: u32,
    /// The position of its code.
    pub position: usize,
    /// The letters' places in the entry's text, in characters.
    pub letters: Vec<usize>,
    score: i64,
}

/// Names and brands that hold the letters in order, beginning at a word, close together; the best first.
pub fn scattered(flat: &Flat<'_>, typed: &str, codes: usize) -> Vec<Scattered> {
    let pattern: String = typed.chars().filter(|c| c.is_alphanumeric()).collect();
    let length = pattern.chars().count();
    if length < SHORTEST {
        return Vec::new();
    }
    let set = flat::letters(&super::tokens::fold(&pattern));
    let floor = FLOOR * i64::try_from(length).unwrap_or(i64::MAX / FLOOR);
    let matcher = SkimMatcherV2::default().ignore_case();
    let mut found = Vec::new();
    for position in 0..codes {
        for number in flat.entries_of(position) {
            let entry = flat.entry(number);
            if !matches!(entry.field, Field::Name | Field::Brand) || set & !flat::letters(entry.normal) != 0 {
                continue;
            }
            if let Some((score, letters)) = matcher.fuzzy_indices(entry.text, &pattern)
                && 2 * score >= floor
                && close(entry.text, &letters)
            {
                found.push(Scattered { entry: number, position, letters, score });
            }
        }
    }
    found.sort_by_key(|s| (std::cmp::Reverse(s.score), s.position, s.entry));
    found
}

/// The letters begin where a word begins and are not spread far.
fn close(text: &str, letters: &[usize]) -> bool {
    let (Some(first), Some(last)) = (letters.first(), letters.last()) else { return false };
    let before = first.checked_sub(1).and_then(|i| text.chars().nth(i));
    before.is_none_or(|c| !c.is_alphanumeric()) && last - first < SPREAD * letters.len()
}
