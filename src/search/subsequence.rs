//! Scattered letters (`pmbrlzmb`): the last resort, over names and brands only.

use std::ops::Range;

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;

use super::tables::IndexTables;

/// Fewer letters than this say too little.
const SHORTEST: usize = 6;

/// Twice what a letter must score on average. Abbreviations of real names score 16 to 21 a letter, letters that happen to
/// stand in a name mostly less.
const FLOOR: i64 = 31;

/// The letters may be spread over so many times their number.
const SPREAD: usize = 2;

/// A name or brand that holds the letters.
pub struct SubsequenceMatch {
    /// The number of the entry.
    pub entry: u32,
    /// The position of its code.
    pub position: usize,
    score: i64,
}

/// Names and brands that hold the letters in order, beginning at a word, close together; the best first.
pub fn subsequence_matches(flat: &IndexTables<'_>, typed: &str) -> Vec<SubsequenceMatch> {
    let pattern = pattern(typed);
    let length = pattern.chars().count();
    if length < SHORTEST {
        return Vec::new();
    }
    let folded = super::tokens::fold(&pattern);
    let held = |name: &str| folded.bytes().all(|letter| name.as_bytes().contains(&letter));
    let floor = FLOOR * i64::try_from(length).unwrap_or(i64::MAX / FLOOR);
    let matcher = matcher();
    let mut found = Vec::new();
    for position in 0..flat.codes() {
        for (number, _, _) in flat.names_of(position).filter(|(_, _, normal)| held(normal)) {
            let text = flat.entry(number).text;
            if let Some((score, letters)) = matcher.fuzzy_indices(text, &pattern)
                && 2 * score >= floor
                && close(text, &letters)
            {
                found.push(SubsequenceMatch { entry: number, position, score });
            }
        }
    }
    found.sort_by_key(|s| (std::cmp::Reverse(s.score), s.position, s.entry));
    found
}

/// The bytes of a text in which the letters stand.
pub fn marks(text: &str, typed: &str) -> Vec<Range<usize>> {
    let letters = matcher().fuzzy_indices(text, &pattern(typed)).map(|(_, letters)| letters).unwrap_or_default();
    let held = text.char_indices().enumerate().filter(|(n, _)| letters.contains(n));
    held.map(|(_, (i, c))| i..i + c.len_utf8()).collect()
}

fn matcher() -> SkimMatcherV2 {
    SkimMatcherV2::default().ignore_case()
}

fn pattern(typed: &str) -> String {
    typed.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The letters begin where a word begins and are not spread far.
fn close(text: &str, letters: &[usize]) -> bool {
    let (Some(first), Some(last)) = (letters.first(), letters.last()) else { return false };
    let before = first.checked_sub(1).and_then(|i| text.chars().nth(i));
    before.is_none_or(|c| !c.is_alphanumeric()) && last - first < SPREAD * letters.len()
}
