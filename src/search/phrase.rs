//! Words that stand side by side in a note: codes of such notes come before those that hold the words scattered.

use super::flat::{Flat, NOTE_ENDS};
use super::gather::Field;
use super::rank::Reading;

/// Where the words of a query stand one after the other in the notes: the first word's place for each code, by position.
///
/// Only entries that hold the first word are read. `None` where the query is one word.
pub(super) fn side_by_side(flat: &Flat<'_>, readings: &[Vec<Reading>], codes: usize) -> Option<Vec<Option<usize>>> {
    if readings.len() < 2 {
        return None;
    }
    let wanted: Vec<Vec<u32>> = readings.iter().map(|r| numbers(r)).collect();
    let mut entries: Vec<u32> = Vec::new();
    let mut found = vec![None; codes];
    for reading in readings.first()? {
        for (entry, field, leads) in flat.postings(reading.word) {
            if field != Field::Note || entries.contains(&entry) {
                continue;
            }
            entries.push(entry);
            if let Some(place) = place(flat, entry, &wanted) {
                leads.for_each(|position| {
                    if let Some(held) = found.get_mut(position) {
                        *held = Some(place);
                    }
                });
            }
        }
    }
    Some(found)
}

/// The words that a word of the query may stand for, in order.
fn numbers(readings: &[Reading]) -> Vec<u32> {
    let mut numbers: Vec<u32> = readings.iter().map(|r| r.word as u32).collect();
    numbers.sort_unstable();
    numbers
}

/// The place of the first word among the words of notes, where the others follow.
fn place(flat: &Flat<'_>, entry: u32, wanted: &[Vec<u32>]) -> Option<usize> {
    let is = |place: usize, words: &[u32]| {
        let word = flat.noted(place);
        word != NOTE_ENDS && words.first().is_some_and(|first| *first <= word) && words.binary_search(&word).is_ok()
    };
    let places = flat.places(entry);
    places.clone().find(|place| place + wanted.len() <= places.end && wanted.iter().enumerate().all(|(i, words)| is(place + i, words)))
}
