//! What a search found: rows in order, each made into a [`Hit`] only when it is looked at, for one letter finds thousands.

use std::cell::LazyCell;
use std::ops::Range;

use super::documents::Field;
use super::rank::{Candidate, TermMatch};
use super::tables::IndexTables;
use super::{Hit, Tier, ndc, subsequence, tokens};

/// The codes that a search found, the best first.
#[derive(Clone, Debug, Default)]
pub struct Found {
    pub(super) query: String,
    /// The words of the query, folded.
    pub(super) words: Vec<String>,
    /// What each of them was taken for.
    pub(super) readings: Vec<Vec<TermMatch>>,
    pub(super) rows: Vec<Row>,
}

/// A code that was found, with what its text is made of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub position: u32,
    pub tier: Tier,
    pub shown: Shown,
}

/// What of a code matched.
#[derive(Clone, Copy, Debug)]
pub(super) enum Shown {
    /// Nothing was searched for.
    Nothing,
    /// The code begins as the query.
    Code,
    /// The query is an ended code that this one took over from.
    OldCode,
    /// The first bytes of an NDC.
    Ndc(u64, u8),
    /// The text of an entry.
    Entry(u32),
    /// A word of a note.
    Word(u32),
    /// Words of a note side by side, the first by its place.
    Phrase(u32),
}

impl Found {
    /// Codes by their positions in [`crate::catalog::Catalog::codes`], for a list that nothing was searched for in.
    pub fn all(positions: impl IntoIterator<Item = usize>) -> Found {
        let row = |position: usize| Row { position: position as u32, tier: Tier::Code, shown: Shown::Nothing };
        Found { rows: positions.into_iter().map(row).collect(), ..Found::default() }
    }

    /// How many codes were found.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Nothing was found.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The position of the code of a row.
    pub fn position(&self, row: usize) -> Option<usize> {
        self.rows.get(row).map(|row| row.position as usize)
    }

    /// The positions of all codes, in order.
    pub fn positions(&self) -> impl Iterator<Item = usize> {
        self.rows.iter().map(|row| row.position as usize)
    }

    /// Keeps the codes at the wanted positions.
    pub fn retain(&mut self, mut wanted: impl FnMut(usize) -> bool) {
        self.rows.retain(|row| wanted(row.position as usize));
    }

    /// Keeps the first rows.
    pub fn truncate(&mut self, rows: usize) {
        self.rows.truncate(rows);
    }

    /// The hit of a row: the text that matched and where.
    pub(super) fn hit(&self, flat: &IndexTables<'_>, row: usize) -> Option<Hit> {
        let Row { position, tier, shown } = *self.rows.get(row)?;
        let begun = |matched: String, bytes: usize| (matched, std::iter::once(0..bytes).collect());
        let (matched, ranges) = match shown {
            Shown::Nothing => (String::new(), Vec::new()),
            Shown::Code => begun(flat.code(position as usize).to_owned(), self.query.len()),
            Shown::OldCode => begun(self.query.to_ascii_uppercase(), self.query.len()),
            Shown::Ndc(number, bytes) => begun(ndc::shown(number), usize::from(bytes)),
            Shown::Entry(entry) if tier == Tier::Fuzzy => {
                let text = flat.entry(entry).text;
                (text.to_owned(), joined(subsequence::marks(text, &self.query)))
            }
            Shown::Entry(entry) => self.marked(flat, flat.entry(entry).text.to_owned()),
            Shown::Word(word) => self.marked(flat, flat.word(word as usize).to_owned()),
            Shown::Phrase(first) => {
                let places = (first as usize..).take(self.readings.len());
                let words: Vec<&str> = places.map(|place| flat.word(flat.noted(place) as usize)).collect();
                self.marked(flat, words.join(" "))
            }
        };
        Some(Hit { position: position as usize, tier, matched, ranges })
    }

    /// A text with the bytes of the words that were found in it.
    fn marked(&self, flat: &IndexTables<'_>, matched: String) -> (String, Vec<Range<usize>>) {
        let places = tokens::places(&matched);
        let tokens = LazyCell::new(|| tokens::tokens(&matched));
        let mut ranges = Vec::new();
        for (word, readings) in self.words.iter().zip(&self.readings) {
            let mut covered: Vec<_> = places.iter().filter_map(|place| tokens::covered(&matched, place, word)).collect();
            if covered.is_empty() {
                covered.extend(tokens::compound(&matched, &tokens, word));
            }
            if covered.is_empty() {
                let meant = |t: &&tokens::Token| readings.iter().any(|r| flat.word(r.word) == t.folded);
                ranges.extend(tokens.iter().filter(meant).map(|t| t.range.clone()));
            }
            ranges.extend(covered);
        }
        (matched, joined(ranges))
    }
}

impl Row {
    /// The row of a code that holds the words of the query.
    pub(super) fn of(candidate: &Candidate, flat: &IndexTables<'_>) -> Row {
        let shown = match candidate.phrase {
            Some(first) => Shown::Phrase(first as u32),
            None if flat.entry(candidate.entry).field == Field::Note => Shown::Word(candidate.word as u32),
            None => Shown::Entry(candidate.entry),
        };
        Row { position: candidate.position as u32, tier: candidate.tier(), shown }
    }
}

/// Ranges in order, those that touch made one.
fn joined(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|r| r.start);
    let mut out: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match out.last_mut().filter(|last| last.end >= range.start) {
            Some(last) => last.end = last.end.max(range.end),
            None => out.push(range),
        }
    }
    out
}
