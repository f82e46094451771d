//! What a search found: rows in order, each made into a [`Hit`] only when it is looked at, for one letter finds thousands.

use std::cell::LazyCell;
use std::ops::Range;

use super::documents::Field;
use super::rank::{Candidate, TermMatch};
use super::tables::IndexTables;
use super::{Card, Group, Hit, Tier, ndc, subsequence, tokens};

/// The codes that a search found, the best first.
#[derive(Clone, Debug, Default)]
pub struct Found {
    pub(super) query: String,
    /// The words of the query, folded.
    pub(super) words: Vec<String>,
    /// What each of them was taken for.
    pub(super) readings: Vec<Vec<TermMatch>>,
    pub(super) rows: Vec<Row>,
    pub(super) dose: Option<String>,
    pub(super) patient: Vec<(&'static str, String)>,
    pub(super) pane: Option<&'static str>,
    pub(super) cards: Vec<Card>,
    /// The cards were named beside what was searched.
    pub(super) cards_beside: bool,
}

/// A code that was found, with what its text is made of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub position: u32,
    pub tier: Tier,
    pub group: Group,
    pub shown: Shown,
}

/// What of a code matched.
#[derive(Clone, Copy, Debug)]
pub(super) enum Shown {
    /// Nothing was searched for.
    Nothing,
    /// The code begins as the query, or stands in it.
    Code,
    /// The query is an ended code that this one took over from.
    OldCode,
    /// The first bytes of an NDC.
    Ndc(u64, u8),
    /// The text of an entry.
    Entry(u32),
    /// The name of its reference product, by the number of the entry.
    Biosimilar(u32),
    /// A word of a note.
    Word(u32),
    /// Words of a note side by side, the first by its place.
    Phrase(u32),
}

impl Found {
    /// Codes by their positions in [`crate::catalog::Catalog::codes`], for a list that nothing was searched for in.
    pub fn all(positions: impl IntoIterator<Item = usize>) -> Found {
        let row = |position: usize| Row { position: position as u32, tier: Tier::Code, group: Group::Code, shown: Shown::Nothing };
        Found { rows: positions.into_iter().map(row).collect(), ..Found::default() }
    }

    /// What was named and is no code, the surest first.
    pub fn cards(&self) -> &[Card] {
        &self.cards
    }

    /// The cards were named beside the drug or the code that was searched: `J9271 JZ`.
    pub fn cards_are_beside(&self) -> bool {
        self.cards_beside
    }

    /// The dose in the query, as the calculator takes it: `60 mg`, `2 g x 5 days`.
    pub fn dose(&self) -> Option<&str> {
        self.dose.as_deref()
    }

    /// Fields of a request about the patient in the query: `weight`, `165 lb`.
    pub fn patient(&self) -> &[(&'static str, String)] {
        &self.patient
    }

    /// The pane that states the fact which was asked of a drug: `J9271 mue`.
    pub fn pane(&self) -> Option<&'static str> {
        self.pane
    }

    /// How a row was found.
    pub fn tier(&self, row: usize) -> Option<Tier> {
        self.rows.get(row).map(|row| row.tier)
    }

    /// In what a row was found.
    pub fn group(&self, row: usize) -> Option<Group> {
        self.rows.get(row).map(|row| row.group)
    }

    /// The words of the query, folded; with what each was taken for, they find a sentence in notes.
    pub(super) fn holds(&self, flat: &IndexTables<'_>, text: &str) -> usize {
        let tokens = tokens::tokens(text);
        let meant =
            |word: &str, readings: &[TermMatch]| tokens.iter().any(|t| t.folded.starts_with(word) || is_read(flat, readings, &t.folded));
        self.words.iter().zip(&self.readings).filter(|(word, readings)| meant(word, readings)).count()
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
        let Row { position, tier, group, shown } = *self.rows.get(row)?;
        let begun = |matched: String, bytes: usize| (matched, std::iter::once(0..bytes).collect());
        let (matched, ranges) = match shown {
            Shown::Nothing => (String::new(), Vec::new()),
            Shown::Code => {
                let code = flat.code(position as usize);
                begun(code.to_owned(), self.query.len().min(code.len()))
            }
            Shown::OldCode => begun(self.query.to_ascii_uppercase(), self.query.len()),
            Shown::Biosimilar(entry) => (format!("biosimilar of {}", flat.entry(entry).text), Vec::new()),
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
        let did_you_mean = match (tier, shown) {
            (Tier::Typo, _) => Some(self.corrected(flat, &matched)),
            (Tier::Fuzzy, _) => Some(matched.clone()),
            _ => None,
        };
        Some(Hit { position: position as usize, tier, group, matched, did_you_mean, ranges })
    }

    /// A correction that finds no more than the words that were typed is none: the code holds only some of them.
    pub fn is_partial(&self, meant: &str) -> bool {
        meant.eq_ignore_ascii_case(&self.query)
    }

    /// The query with the words that were meant: those of the text that matched, else the nearest ones.
    fn corrected(&self, flat: &IndexTables<'_>, matched: &str) -> String {
        let held = tokens::words(matched);
        let meant = |(word, readings): (&String, &Vec<TermMatch>)| {
            let near = |r: &&TermMatch| held.iter().any(|h| h == flat.word(r.word));
            let best = readings.iter().filter(near).min_by_key(|r| r.distance).or_else(|| readings.iter().min_by_key(|r| r.distance))?;
            Some(if best.distance < 2 { word.clone() } else { flat.word(best.word).to_owned() })
        };
        let words = self.words.iter().zip(&self.readings).filter_map(meant).collect::<Vec<_>>().join(" ");
        // As it is written, where it is the whole of what matched.
        if tokens::normal(matched) == words { matched.to_owned() } else { words }
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
                ranges.extend(tokens.iter().filter(|t| is_read(flat, readings, &t.folded)).map(|t| t.range.clone()));
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
        let group = match candidate.group() {
            // What is no drug has no name but its descriptor.
            Group::Descriptor if flat.traits(candidate.position).other => Group::Name,
            group => group,
        };
        Row { position: candidate.position as u32, tier: candidate.tier(), group, shown }
    }
}

/// A word of a text is one that the query was taken for: compared by number, for one letter begins thousands of words.
fn is_read(flat: &IndexTables<'_>, readings: &[TermMatch], folded: &str) -> bool {
    flat.number(folded).is_some_and(|number| readings.iter().any(|r| r.word == number))
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
