//! The vocabulary and its postings as flat tables, so that the shipped ones are used where they lie, without decoding.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::documents::{CardKind, Documents, Field, Owner, Traits};
use super::numbers::{self, Numbers, push_short, take_short};
use super::tokens;
use crate::catalog::{Date, State};

/// The tables. Strings are slices of one text; numbers are little-endian.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct IndexTables<'a> {
    #[serde(borrow)]
    text: Cow<'a, str>,
    /// Words in order: start and length in the text, letters, where its postings begin.
    #[serde(borrow)]
    words: Numbers<'a>,
    /// Entry numbers, by word: each as its distance from the one before, in bytes of seven bits.
    #[serde(borrow, with = "numbers::bytes")]
    postings: Cow<'a, [u8]>,
    /// Entries by owner: owner and field, start and length of the text, start and length of its normal form or, for notes, of
    /// their words.
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
    /// First and last day of each code, and its [`Traits`] as bits.
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

const WORD: usize = 4;
const ENTRY: usize = 5;
const NDC: usize = 3;
const DATES: usize = 3;
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
    /// Lays out what was gathered.
    pub fn new(gathered: &Documents) -> IndexTables<'a> {
        let mut text = Strings::default();
        let mut vocabulary: BTreeMap<String, (bool, Vec<u32>)> = BTreeMap::new();
        let mut flat = IndexTables::default();
        let mut sequence: Vec<Option<String>> = Vec::new();
        for (number, entry) in gathered.entries.iter().enumerate() {
            let strong = !matches!(entry.field, Field::Descriptor | Field::Labeler | Field::Note);
            for word in tokens::words(&entry.text) {
                let (is_strong, postings) = vocabulary.entry(word).or_default();
                *is_strong |= strong;
                if postings.last() != Some(&(number as u32)) {
                    postings.push(number as u32);
                }
            }
            let owner = match entry.owner {
                Owner::Code(position) => position,
                Owner::Class(class) => class | CLASS,
            };
            let drawn = if entry.field == Field::Note { (0, 0) } else { text.add(&entry.text) };
            let normal = match entry.field {
                Field::Name | Field::Brand | Field::Topic | Field::Indication => text.add(&tokens::normal(&entry.text)),
                // The place of their words, which are numbered below.
                Field::Note => {
                    let first = sequence.len();
                    for note in entry.text.lines() {
                        sequence.extend(tokens::tokens(note).into_iter().map(|t| Some(t.folded)).chain([None]));
                    }
                    (first as u32, (sequence.len() - first) as u32)
                }
                _ => (0, 0),
            };
            flat.entries.extend(&[owner | (entry.field as u32) << FIELD, drawn.0, drawn.1, normal.0, normal.1]);
        }
        for position in 0..=gathered.dates.len() as u32 {
            let first = gathered.entries.partition_point(|e| e.owner < Owner::Code(position));
            flat.by_code.extend(&[first as u32]);
        }
        for (word, (strong, postings)) in &vocabulary {
            let (start, length) = text.add(word);
            let set = letters(word) | if *strong { STRONG } else { 0 };
            flat.words.extend(&[start, length, set, flat.postings.len() as u32]);
            let mut last = 0;
            for entry in postings {
                push_short(flat.postings.to_mut(), entry - last);
                last = *entry;
            }
        }
        flat.words.extend(&[0, 0, 0, flat.postings.len() as u32]);
        let numbers: HashMap<&str, u32> = vocabulary.keys().zip(0..).map(|(word, number)| (word.as_str(), number)).collect();
        let number = |word: &Option<String>| word.as_ref().and_then(|w| numbers.get(w.as_str())).map_or(NOTE_ENDS, |n| NOTE_ENDS.min(*n));
        flat.notes.extend(&sequence.iter().map(number).collect::<Vec<_>>());
        for members in &gathered.classes {
            flat.class_starts.extend(&[flat.members.len() as u32]);
            flat.members.extend(members);
        }
        flat.class_starts.extend(&[flat.members.len() as u32]);
        for (ndc, position) in &gathered.ndcs {
            flat.ndcs.extend(&[*ndc as u32, (*ndc >> 32) as u32, *position]);
        }
        for (position, dates) in gathered.dates.iter().enumerate() {
            let of = gathered.traits.get(position).copied().unwrap_or_default();
            let bits = [(of.other, OTHER), (of.biosimilar, BIOSIMILAR), (of.unclassified, UNCLASSIFIED), (of.injected, INJECTED)];
            let bits = bits.into_iter().filter(|(is, _)| *is).fold(u32::from(of.length) << LENGTH, |bits, (_, bit)| bits | bit);
            flat.dates.extend(&[dates.added, dates.ended].map(|day| day.map_or(0, |d| Day::of(d).0 as u32)));
            flat.dates.extend(&[bits]);
        }
        for topic in &gathered.topics {
            let [name, id, title] = [&topic.name, &topic.id, &topic.title].map(|t| text.add(t));
            flat.topics.extend(&[name.0, name.1, topic.kind as u32, id.0, id.1, title.0, title.1]);
        }
        flat.text = Cow::Owned(text.text);
        flat
    }

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
        let row = number * WORD;
        self.slice(self.words.get(row), self.words.get(row + 1))
    }

    /// What of each word can be compared without reading it, by number.
    pub fn shapes(&self) -> impl Iterator<Item = Shape> {
        let shape = |[_, length, set, _]: [u32; WORD]| Shape { letters: set & !STRONG, length: length as usize, strong: set & STRONG != 0 };
        self.words.rows().take(self.vocabulary()).map(shape)
    }

    /// A word is one of a code, name, brand or topic.
    pub fn strong(&self, word: usize) -> bool {
        self.words.get(word * WORD + 2) & STRONG != 0
    }

    /// The numbers of the words that begin with `prefix`, the whole word first where there is one.
    pub fn starting_with(&self, prefix: &str) -> std::ops::Range<usize> {
        let first = partition(self.vocabulary(), |i| self.word(i) < prefix);
        let count = partition(self.vocabulary() - first, |i| self.word(first + i).starts_with(prefix));
        first..first + count
    }

    /// The entries in which a word stands, each with the codes it leads to.
    pub fn postings(&self, word: usize) -> impl Iterator<Item = (u32, Field, Leads<'_>)> {
        let of = |w: usize| self.words.get(w * WORD + 3) as usize;
        let mut bytes = self.postings.get(of(word)..of(word + 1)).unwrap_or_default();
        let mut entry = 0;
        std::iter::from_fn(move || {
            entry += take_short(&mut bytes)?;
            let row = entry as usize * ENTRY;
            Some((entry, self.field(row), self.leads(self.entries.get(row))))
        })
    }

    /// About how many entries a word stands in.
    pub fn weight(&self, word: usize) -> usize {
        let of = |w: usize| self.words.get(w * WORD + 3) as usize;
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
        View { field: self.field(row), text: self.slice(self.entries.get(row + 1), self.entries.get(row + 2)) }
    }

    /// The normal form of a name, brand, topic or indication; else empty.
    pub fn normal(&self, number: u32) -> &str {
        let row = number as usize * ENTRY;
        if self.field(row) == Field::Note { "" } else { self.slice(self.entries.get(row + 3), self.entries.get(row + 4)) }
    }

    /// The places of an entry's words among the words of notes; only entries of notes have any.
    pub fn places(&self, entry: u32) -> std::ops::Range<usize> {
        let row = entry as usize * ENTRY;
        let first = self.entries.get(row + 3) as usize;
        let count = if self.field(row) == Field::Note { self.entries.get(row + 4) as usize } else { 0 };
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
        let fields = self.entries_of(position).map(|number| (number, self.field(number as usize * ENTRY)));
        // They follow each other, behind the code itself.
        let names = fields.skip_while(|(_, field)| *field < Field::Name).take_while(|(_, field)| *field <= Field::Brand);
        names.map(|(number, field)| (number, field, self.normal(number)))
    }

    /// The indications of a code alone, by the numbers of their entries.
    pub fn indications_of(&self, position: usize) -> impl Iterator<Item = u32> {
        self.entries_of(position).filter(|number| self.field(*number as usize * ENTRY) == Field::Indication)
    }

    /// The descriptor of a code.
    pub fn descriptor(&self, position: usize) -> &str {
        let found = self.entries_of(position).find(|number| self.field(*number as usize * ENTRY) == Field::Descriptor);
        found.map_or("", |number| self.entry(number).text)
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

    fn field(&self, row: usize) -> Field {
        Field::ALL.get((self.entries.get(row) >> FIELD & 15) as usize).copied().unwrap_or(Field::Note)
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

/// One text in which equal strings lie once.
#[derive(Default)]
struct Strings {
    text: String,
    known: HashMap<String, (u32, u32)>,
}

impl Strings {
    /// Start and length of a string in the text.
    fn add(&mut self, string: &str) -> (u32, u32) {
        if let Some(place) = self.known.get(string) {
            return *place;
        }
        let place = (self.text.len() as u32, string.len() as u32);
        self.text.push_str(string);
        self.known.insert(string.to_owned(), place);
        place
    }
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
