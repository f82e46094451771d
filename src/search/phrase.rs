//! Words that stand side by side in a note: codes of such notes come before those that hold the words scattered.

use std::collections::BTreeMap;

use super::documents::Field;
use super::rank::{Candidate, TermMatch, weight};
use super::tables::{IndexTables, Leads};

/// Notes, for each candidate that needs them, where the words of the query stand one after the other.
pub(super) fn mark(flat: &IndexTables<'_>, candidates: &mut [Candidate], readings: &[Vec<TermMatch>]) {
    if readings.len() < 2 || !candidates.iter().any(Candidate::noted) {
        return;
    }
    let wanted: Vec<Vec<u32>> = readings.iter().map(|r| numbers(r)).collect();
    let mut found = BTreeMap::new();
    let Some(rarest) = readings.iter().min_by_key(|r| weight(flat, r)) else { return };
    for (entry, leads) in holding(flat, rarest) {
        if let Some(place) = place(flat, entry, &wanted) {
            found.extend(leads.map(|position| (position, place)));
        }
    }
    for candidate in candidates.iter_mut().filter(|c| c.noted()) {
        candidate.phrase = found.get(&candidate.position).copied();
    }
}

/// The entries of notes in which a word stands, with the codes they lead to.
fn holding<'f>(flat: &'f IndexTables<'_>, readings: &[TermMatch]) -> BTreeMap<u32, Leads<'f>> {
    let postings = readings.iter().flat_map(|r| flat.postings(r.word));
    postings.filter(|(_, field, _)| *field == Field::Note).map(|(entry, _, leads)| (entry, leads)).collect()
}

/// The words that a word of the query may stand for, in order.
fn numbers(readings: &[TermMatch]) -> Vec<u32> {
    let mut numbers: Vec<u32> = readings.iter().map(|r| r.word as u32).collect();
    numbers.sort_unstable();
    numbers
}

/// The place of the first word among the words of notes, where the others follow.
fn place(flat: &IndexTables<'_>, entry: u32, wanted: &[Vec<u32>]) -> Option<usize> {
    let is = |place: usize, words: &[u32]| words.binary_search(&flat.noted(place)).is_ok();
    let (first, last) = (wanted.first()?, wanted.first()?.last()?);
    let mut places = flat.places(entry);
    let end = places.end;
    places.find(|place| {
        // Most words lie outside of what the first one may be.
        (first[0]..=*last).contains(&flat.noted(*place))
            && place + wanted.len() <= end
            && wanted.iter().enumerate().all(|(i, words)| is(place + i, words))
    })
}
