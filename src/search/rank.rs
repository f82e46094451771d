//! Which codes hold every word of a query, and in which order they are shown.

use super::flat::Flat;
use super::gather::Field;
use super::{Index, Tier, tokens, typo};
use crate::catalog::{Date, State};

/// A word of the vocabulary that a word of the query may stand for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading {
    /// Its number in the vocabulary.
    pub word: usize,
    /// 0 the word itself, 1 the start of it, from 2 on misspelled: twice the distance, one more for the start.
    pub distance: u8,
}

/// A code that holds every word, with the entry to show.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub position: usize,
    pub entry: u32,
    pub word: usize,
    cost: u32,
    strongest: Field,
    weakest: Field,
    distance: u8,
    /// Where the words stand side by side in a note.
    pub phrase: Option<usize>,
}

impl Candidate {
    pub(super) fn tier(&self) -> Tier {
        if self.distance > 1 { Tier::Typo } else { Tier::Words }
    }

    /// Every word stands in a code, name, brand, topic or descriptor.
    pub(super) fn strong(&self) -> bool {
        self.weakest < Field::Labeler
    }

    /// Some word stands in a name or brand, and all in something better than a note.
    pub(super) fn named(&self) -> bool {
        self.strongest <= Field::OldCode && self.weakest < Field::Note
    }

    /// Some word stands in nothing better than a note.
    pub(super) fn noted(&self) -> bool {
        self.weakest == Field::Note
    }

    fn new(position: usize, b: Best) -> Candidate {
        let (cost, distance) = (b.cost, b.distance);
        Candidate { position, entry: b.entry, word: b.word as usize, cost, strongest: b.field, weakest: b.field, distance, phrase: None }
    }

    fn and(self, b: Best) -> Candidate {
        let better = b.field < self.strongest;
        Candidate {
            position: self.position,
            entry: if better { b.entry } else { self.entry },
            word: if better { b.word as usize } else { self.word },
            cost: self.cost + b.cost,
            strongest: self.strongest.min(b.field),
            weakest: self.weakest.max(b.field),
            distance: self.distance.max(b.distance),
            phrase: None,
        }
    }
}

/// The best way in which a code holds one word.
#[derive(Clone, Copy)]
struct Best {
    cost: u32,
    entry: u32,
    word: u32,
    field: Field,
    distance: u8,
}

fn cost(field: Field, shared: bool, distance: u8) -> u32 {
    let worth = match field {
        Field::Code | Field::Name => 0,
        Field::Brand => 1,
        Field::OldCode => 2,
        Field::Topic => 3,
        Field::Descriptor => 4,
        Field::Labeler => 5,
        Field::Note => 8,
    };
    worth * 4 + u32::from(shared) * 2 + u32::from(distance) * 3
}

/// The codes that hold all words of a query, each word in any of its readings. The order is that of the catalog.
pub(super) fn holding_all(flat: &Flat<'_>, readings: &[Vec<Reading>], codes: usize) -> Vec<Candidate> {
    let mut found: Option<Vec<Candidate>> = None;
    let mut best: Vec<Option<Best>> = Vec::new();
    for readings in readings {
        best.clear();
        best.resize(codes, None);
        for reading in readings {
            for (entry, field, leads) in flat.postings(reading.word) {
                let cost = cost(field, leads.shared(), reading.distance);
                for position in leads {
                    if let Some(place) = best.get_mut(position)
                        && place.is_none_or(|held| cost < held.cost)
                    {
                        *place = Some(Best { cost, entry, word: reading.word as u32, field, distance: reading.distance });
                    }
                }
            }
        }
        found = Some(match found {
            None => best.iter().enumerate().filter_map(|(position, b)| Some(Candidate::new(position, (*b)?))).collect(),
            Some(held) => held.into_iter().filter_map(|c| Some(c.and(best[c.position]?))).collect(),
        });
    }
    found.unwrap_or_default()
}

/// Notes are looked at only where no name or brand answers.
pub(super) fn without_notes(candidates: &mut Vec<Candidate>) {
    if candidates.iter().any(Candidate::named) {
        candidates.retain(|c| c.weakest != Field::Note);
    }
}

/// The order of the hits: active before ended, then how well a name or brand answers, then the plain reference code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    state: State,
    /// Of the better of name and brand.
    level: u32,
    /// Words of notes that do not stand side by side.
    scattered: bool,
    cost: u32,
    letter: u8,
    /// Words in parentheses tell codes of one drug apart: the name without any is the plain one.
    qualified: bool,
    length: usize,
    /// Of the other one: the code of which a product is sold under that very name comes first.
    other: u32,
    position: usize,
}

/// Misspelled names are compared letter by letter only for so many.
const COMPARED: usize = 64;

/// Sorts the best `limit` candidates to the front and drops the others.
pub(super) fn best(index: &Index, mut candidates: Vec<Candidate>, query: &str, on: Date, limit: usize) -> Vec<Candidate> {
    let normal = tokens::normal(query);
    if candidates.len() > COMPARED && candidates.iter().any(|c| c.tier() == Tier::Typo) {
        candidates.select_nth_unstable_by_key(COMPARED, |c| (c.cost, c.position));
        candidates.truncate(COMPARED);
    }
    let mut keyed: Vec<(Key, Candidate)> = candidates.into_iter().map(|c| key(index, c, &normal, on)).collect();
    if limit < keyed.len() {
        keyed.select_nth_unstable_by_key(limit, |(key, _)| *key);
        keyed.truncate(limit);
    }
    keyed.sort_unstable_by_key(|(key, _)| *key);
    keyed.into_iter().map(|(_, c)| c).collect()
}

/// The candidate's place in the order; it then shows the name or brand that answers best.
fn key(index: &Index, mut candidate: Candidate, query: &str, on: Date) -> (Key, Candidate) {
    let (mut level, mut base) = (u32::MAX, None);
    let mut best = [u32::MAX; 2];
    let named = matches!(candidate.strongest, Field::Name | Field::Brand);
    for number in index.flat.entries_of(candidate.position).filter(|_| named) {
        let entry = index.flat.entry(number);
        if !matches!(entry.field, Field::Name | Field::Brand) {
            continue;
        }
        let found = if candidate.distance > 1 { far(query, entry.normal) } else { near(query, entry.normal) };
        let found = found.map_or(u32::MAX, |l| 2 * l + u32::from(entry.field == Field::Brand));
        let kind = usize::from(entry.field == Field::Brand);
        best[kind] = best[kind].min(found);
        if found < level {
            (level, base) = (found, Some((entry.text.find(" ("), entry.text.len())));
            candidate.entry = number;
        }
    }
    let key = Key {
        state: index.state(candidate.position, on),
        level,
        scattered: candidate.noted() && candidate.phrase.is_none(),
        cost: candidate.cost,
        letter: match index.flat.code(candidate.position).bytes().next() {
            Some(b'J') => 0,
            Some(b'Q') => 1,
            Some(b'C') => 3,
            Some(b'S') => 4,
            _ => 2,
        },
        qualified: base.is_none_or(|(parenthesis, _)| parenthesis.is_some()),
        length: base.map_or(usize::MAX, |(parenthesis, length)| parenthesis.unwrap_or(length)),
        other: best[0].max(best[1]),
        position: candidate.position,
    };
    (key, candidate)
}

/// 0 the whole name, 1 its start.
fn near(query: &str, name: &str) -> Option<u32> {
    (name == query).then_some(0).or_else(|| name.starts_with(query).then_some(1))
}

/// How many letters are wrong, in the whole name or in its start.
fn far(query: &str, name: &str) -> Option<u32> {
    let (whole, start) = typo::distances(query.as_bytes(), name.as_bytes());
    u32::try_from((2 * whole).min(2 * start + 1)).ok()
}
