//! The vocabulary and its postings as flat tables, so that the shipped ones are used where they lie, without decoding.

mod layout;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::documents::{CardKind, Field, Traits};
use super::numbers::{self, Numbers, take_short};
use crate::catalog::{Date, Rows, State};

/// The tables. Strings are slices of one text; numbers are little-endian.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct IndexTables<'a> {
    #[serde(borrow)]
    text: Cow<'a, str>,
    /// Words in order, one behind the other at the start of the text: where each begins there, letters, where its postings begin.
    #[serde(borrow)]
    words: Numbers<'a>,
    /// Entry numbers, by word: each as its distance from the one before, in bytes of seven bits.
    #[serde(borrow, with = "numbers::bytes")]
    postings: Cow<'a, [u8]>,
    /// Entries by owner: owner and field, start of the text, start of its normal form, the lengths of both in 16 bits each. Notes
    /// have neither, but the number of their words and the place of the first.
    #[serde(borrow)]
    entries: Numbers<'a>,
    /// First entry of each code; then the number of entries of codes.
    #[serde(borrow)]
    by_code: Numbers<'a>,
    /// First member of each class; then the members' positions.
    #[serde(borrow)]
    class_starts: Numbers<'a>,
    #[serde(borrow)]
    members: Numbers<'a>,
    /// NDC, low and high half, and code position; in order.
    #[serde(borrow)]
    ndcs: Numbers<'a>,
    /// Descriptors, by position.
    descriptors: Rows<String>,
    /// First and last day of each code, its [`Traits`] as bits, and the first letters of its descriptor.
    #[serde(borrow)]
    dates: Numbers<'a>,
    /// Names of what is no code, in order: start and length of the name, the kind, start and length of id and title.
    #[serde(borrow)]
    topics: Numbers<'a>,
    /// The words of notes as they follow each other, by number; [`NOTE_ENDS`] after each note.
    #[serde(borrow)]
    notes: Numbers<'a, 3>,
}

/// Stands after the last word of a note.
pub const NOTE_ENDS: u32 = Numbers::<3>::MAX;

const WORD: usize = 3;
const ENTRY: usize = 4;
const NDC: usize = 3;
const DATES: usize = 4;
const TOPIC: usize = 7;
const CLASS: u32 = 1 << 31;
const OTHER: u32 = 1;
const BIOSIMILAR: u32 = 2;
const UNCLASSIFIED: u32 = 4;
const INJECTED: u32 = 8;
/// The length of the descriptor stands above these.
const LENGTH: u32 = 8;

/// The field stands in the four bits below that of a class.
const FIELD: u32 = 27;
const OWNER: u32 = (1 << FIELD) - 1;

/// The most bytes of the text of an entry; what is longer is cut.
const SHORT: u32 = u16::MAX as u32;

/// Set in the letters of a word that is worth correcting to: one of a code, name, brand or topic.
const STRONG: u32 = 1 << 31;

/// What of a word can be compared without reading it.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// Its letters as a set, see [`letters`].
    pub letters: u32,
    /// Its bytes.
    pub length: usize,
    /// It is one of a code, name, brand or topic.
    pub strong: bool,
}

/// An entry, read from the table.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// What it is.
    pub field: Field,
    /// As drawn; empty for notes.
    pub text: &'a str,
}

/// The letters and digits of a folded word as a set in 31 bits.
pub fn letters(word: &str) -> u32 {
    word.bytes().fold(0, |set, b| {
        set | match b {
            b'a'..=b'z' => 1 << (b - b'a'),
            b'0'..=b'9' => 1 << (26 + b % 4),
            _ => 1 << 30,
        }
    })
}

impl<'a> IndexTables<'a> {
    /// The number of codes.
    pub fn codes(&self) -> usize {
        self.dates.len() / DATES
    }

    /// The state of the code at a position on a day; [`State::Ended`] where there is none.
    pub fn state(&self, position: usize, on: Day) -> State {
        let day = |column| self.dates.get(position * DATES + column) as i32;
        match (day(0), day(1)) {
            (_, ended) if position >= self.codes() || ended != 0 && ended < on.0 => State::Ended,
            (added, _) if added != 0 && added > on.0 => State::Future,
            _ => State::Active,
        }
    }

    /// What decides about the place of a code beside its words.
    pub fn traits(&self, position: usize) -> Traits {
        let bits = self.dates.get(position * DATES + 2);
        let is = |bit| bits & bit != 0;
        let (unclassified, injected, length) = (is(UNCLASSIFIED), is(INJECTED), (bits >> LENGTH) as u8);
        Traits { other: is(OTHER), biosimilar: is(BIOSIMILAR), unclassified, injected, length }
    }

    /// What is no code and is named so, or begins with these whole words: name, kind, id and title.
    pub fn topics_named(&self, name: &str) -> impl Iterator<Item = (&str, CardKind, &str, &str)> {
        let of = |row: usize, column: usize| self.slice(self.topics.get(row * TOPIC + column), self.topics.get(row * TOPIC + column + 1));
        let count = self.topics.len() / TOPIC;
        let first = partition(count, |row| of(row, 0) < name);
        let kind = |row: usize| CardKind::ALL.get(self.topics.get(row * TOPIC + 2) as usize).copied();
        let rows = (first..count).take_while(move |row| of(*row, 0).starts_with(name));
        let whole = |held: &str| held.len() == name.len() || held.as_bytes().get(name.len()) == Some(&b' ');
        rows.filter(move |row| whole(of(*row, 0))).filter_map(move |row| Some((of(row, 0), kind(row)?, of(row, 3), of(row, 5))))
    }

    /// The number of words.
    pub fn vocabulary(&self) -> usize {
        (self.words.len() / WORD).saturating_sub(1)
    }

    /// A word by its number, folded; words are in order.
    pub fn word(&self, number: usize) -> &str {
        let [start, end] = [number, number + 1].map(|number| self.words.get(number * WORD));
        self.slice(start, end.saturating_sub(start))
    }

    /// The number of a word.
    pub fn number(&self, word: &str) -> Option<usize> {
        self.starting_with(word).next().filter(|number| self.word(*number) == word)
    }

    /// What of words can be compared without reading them, by number.
    pub fn shapes(&self, words: std::ops::Range<usize>) -> impl Iterator<Item = Shape> {
        let mut rows = self.words.rows(words.start..words.end + 1);
        let mut row: [u32; WORD] = rows.next().unwrap_or_default();
        rows.map(move |next| {
            let [start, set, _] = std::mem::replace(&mut row, next);
            Shape { letters: set & !STRONG, length: next[0].saturating_sub(start) as usize, strong: set & STRONG != 0 }
        })
    }

    /// A word is one of a code, name, brand or topic.
    pub fn strong(&self, word: usize) -> bool {
        self.words.get(word * WORD + 1) & STRONG != 0
    }

    /// The numbers of the words that begin with `prefix`, the whole word first where there is one.
    pub fn starting_with(&self, prefix: &str) -> std::ops::Range<usize> {
        let first = partition(self.vocabulary(), |i| self.word(i) < prefix);
        let count = partition(self.vocabulary() - first, |i| self.word(first + i).starts_with(prefix));
        first..first + count
    }

    /// The entries in which a word stands, each with the codes it leads to.
    pub fn postings(&self, word: usize) -> impl Iterator<Item = (u32, Field, Leads<'_>)> {
        self.postings_to(word, Field::Note)
    }

    /// Those of a field or of one before it. Of a letter most stand in notes, whose codes are not looked up.
    pub fn postings_to(&self, word: usize, weakest: Field) -> impl Iterator<Item = (u32, Field, Leads<'_>)> {
        let of = |w: usize| self.words.get(w * WORD + 2) as usize;
        let mut bytes = self.postings.get(of(word)..of(word + 1)).unwrap_or_default();
        let mut entry = 0;
        std::iter::from_fn(move || {
            loop {
                entry += take_short(&mut bytes)?;
                let owner = self.entries.get(entry as usize * ENTRY);
                let field = field(owner);
                if field <= weakest {
                    return Some((entry, field, self.leads(owner)));
                }
            }
        })
    }

    /// About how many entries a word stands in.
    pub fn weight(&self, word: usize) -> usize {
        let of = |w: usize| self.words.get(w * WORD + 2) as usize;
        of(word + 1).saturating_sub(of(word))
    }

    fn leads(&self, owner: u32) -> Leads<'_> {
        let number = owner & OWNER;
        if owner & CLASS == 0 {
            return Leads { members: None, next: number, end: number + 1 };
        }
        let class = number as usize;
        Leads { members: Some(&self.members), next: self.class_starts.get(class), end: self.class_starts.get(class + 1) }
    }

    /// An entry by its number.
    pub fn entry(&self, number: u32) -> View<'_> {
        let row = number as usize * ENTRY;
        let text = match field(self.entries.get(row)) {
            Field::Note => "",
            Field::Descriptor => self.descriptor(self.entries.get(row) as usize & OWNER as usize),
            _ => self.slice(self.entries.get(row + 1), self.entries.get(row + 3) & SHORT),
        };
        View { field: field(self.entries.get(row)), text }
    }

    /// The normal form of a name, brand, topic or indication; else empty.
    pub fn normal(&self, number: u32) -> &str {
        let row = number as usize * ENTRY;
        if field(self.entries.get(row)) == Field::Note {
            ""
        } else {
            self.slice(self.entries.get(row + 2), self.entries.get(row + 3) >> 16)
        }
    }

    /// The places of an entry's words among the words of notes; only entries of notes have any.
    pub fn places(&self, entry: u32) -> std::ops::Range<usize> {
        let row = entry as usize * ENTRY;
        let first = self.entries.get(row + 2) as usize;
        let count = if field(self.entries.get(row)) == Field::Note { self.entries.get(row + 1) as usize } else { 0 };
        first..first + count
    }

    /// The number of the word at a place, [`NOTE_ENDS`] behind a note.
    pub fn noted(&self, place: usize) -> u32 {
        self.notes.get(place)
    }

    /// A code by its position; codes are in order.
    pub fn code(&self, position: usize) -> &str {
        // The first entry of each code is the code itself.
        self.entry(self.by_code.get(position)).text
    }

    /// The name and the brands of a code: the number of each entry with its normal form.
    pub fn names_of(&self, position: usize) -> impl Iterator<Item = (u32, Field, &str)> {
        let fields = self.entries_of(position).map(|number| (number, field(self.entries.get(number as usize * ENTRY))));
        // They follow each other, behind the code itself.
        let names = fields.skip_while(|(_, field)| *field < Field::Name).take_while(|(_, field)| *field <= Field::Brand);
        names.map(|(number, field)| (number, field, self.normal(number)))
    }

    /// The indications of a code alone, by the numbers of their entries.
    pub fn indications_of(&self, position: usize) -> impl Iterator<Item = u32> {
        self.entries_of(position).filter(|number| field(self.entries.get(*number as usize * ENTRY)) == Field::Indication)
    }

    /// The descriptor of a code.
    pub fn descriptor(&self, position: usize) -> &str {
        self.descriptors.get(position).map_or("", String::as_str)
    }

    /// Does the descriptor of a code begin with a text, case aside? Few need to be unpacked for that.
    pub fn is_described(&self, position: usize, text: &str) -> bool {
        let head = self.dates.get(position * DATES + 3).to_le_bytes();
        let short = text.len().min(head.len());
        head.get(..short).is_some_and(|head| text.as_bytes().get(..short).is_some_and(|text| text.eq_ignore_ascii_case(head)))
            && self.descriptor(position).get(..text.len()).is_some_and(|start| start.eq_ignore_ascii_case(text))
    }

    /// The numbers of the entries of a code.
    pub fn entries_of(&self, position: usize) -> std::ops::Range<u32> {
        self.by_code.get(position)..self.by_code.get(position + 1)
    }

    /// The NDCs from `low` up to but without `high`, each with the position of a code.
    pub fn ndcs(&self, low: u64, high: u64) -> impl Iterator<Item = (u64, usize)> {
        let ndc = |i: usize| u64::from(self.ndcs.get(i * NDC)) | u64::from(self.ndcs.get(i * NDC + 1)) << 32;
        let count = self.ndcs.len() / NDC;
        let first = partition(count, |i| ndc(i) < low);
        (first..count).map(move |i| (ndc(i), self.ndcs.get(i * NDC + 2) as usize)).take_while(move |(n, _)| *n < high)
    }

    fn slice(&self, start: u32, length: u32) -> &str {
        self.text.get(start as usize..(start + length) as usize).unwrap_or("")
    }
}

/// A day as a number in the order of days: year, month and day in bits; never 0, since there is no month 0.
#[derive(Clone, Copy, Debug)]
pub struct Day(i32);

impl Day {
    /// The number of a day.
    pub fn of(day: Date) -> Day {
        Day(i32::from(day.year()) << 9 | i32::from(day.month()) << 5 | i32::from(day.day()))
    }
}

/// The positions of codes that an entry leads to.
pub struct Leads<'a> {
    members: Option<&'a Numbers<'a>>,
    next: u32,
    end: u32,
}

impl Leads<'_> {
    /// The entry is that of a class, not of a code alone.
    pub fn shared(&self) -> bool {
        self.members.is_some()
    }
}

impl Iterator for Leads<'_> {
    type Item = usize;
    fn next(&mut self) -> Option<usize> {
        (self.next < self.end).then(|| {
            let at = self.next;
            self.next += 1;
            self.members.map_or(at, |m| m.get(at as usize)) as usize
        })
    }
}

/// The first of `count` items for which `before` is false; the items are in order.
pub fn partition(count: usize, before: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = low.midpoint(high);
        if before(middle) { low = middle + 1 } else { high = middle }
    }
    low
}

/// The field of an entry, which stands in the bits above its owner.
fn field(owner: u32) -> Field {
    Field::ALL.get((owner >> FIELD & 15) as usize).copied().unwrap_or(Field::Note)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Date, Day, IndexTables};
    use crate::catalog::Dates;
    use crate::search::documents::Documents;

    fn date() -> impl Strategy<Value = Date> {
        (0_i16..3, 1_i8..=12, 1_i8..=28).prop_map(|(year, month, day)| Date::constant(2025 + year, month, day))
    }

    proptest! {
        #[test]
        fn the_state_is_that_of_the_dates(added in prop::option::of(date()), ended in prop::option::of(date()), on in date()) {
            let dates = Dates { added, effective: None, ended };
            let flat = IndexTables::new(&Documents { dates: vec![dates], ..Documents::default() });
            for on in [on, Date::MIN, Date::MAX] {
                prop_assert_eq!(flat.state(0, Day::of(on)), dates.state(on));
            }
        }
    }
}
