//! The tables made from what was gathered: at build time for the shipped catalog, at start where a user's data is laid over.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use super::{BIOSIMILAR, CLASS, Day, FIELD, INJECTED, IndexTables, LENGTH, NOTE_ENDS, OTHER, SHORT, STRONG, UNCLASSIFIED, letters};
use crate::search::documents::{Documents, Field, Owner};
use crate::search::numbers::push_short;
use crate::search::tokens;

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
        }
        for position in 0..=gathered.dates.len() as u32 {
            let first = gathered.entries.partition_point(|e| e.owner < Owner::Code(position));
            flat.by_code.extend(&[first as u32]);
        }
        // Words come first, so that each ends where the next begins.
        let mut end = 0;
        for (word, (strong, postings)) in &vocabulary {
            let (start, length) = text.add(word);
            let set = letters(word) | if *strong { STRONG } else { 0 };
            flat.words.extend(&[start, set, flat.postings.len() as u32]);
            end = start + length;
            let mut last = 0;
            for entry in postings {
                push_short(flat.postings.to_mut(), entry - last);
                last = *entry;
            }
        }
        flat.words.extend(&[end, 0, flat.postings.len() as u32]);
        for entry in &gathered.entries {
            let owner = match entry.owner {
                Owner::Code(position) => position,
                Owner::Class(class) => class | CLASS,
            };
            let columns = match entry.field {
                // The place of their words, which are numbered below.
                Field::Note => {
                    let first = sequence.len();
                    for note in entry.text.lines() {
                        sequence.extend(tokens::tokens(note).into_iter().map(|t| Some(t.folded)).chain([None]));
                    }
                    [(sequence.len() - first) as u32, first as u32, 0]
                }
                Field::Descriptor => [0; 3],
                field => {
                    let drawn = text.add(&entry.text);
                    let named = matches!(field, Field::Name | Field::Brand | Field::Topic | Field::Indication);
                    let normal = if named { text.add(&tokens::normal(&entry.text)) } else { (0, 0) };
                    [drawn.0, normal.0, drawn.1 | normal.1 << 16]
                }
            };
            flat.entries.extend(&[owner | (entry.field as u32) << FIELD]);
            flat.entries.extend(&columns);
        }
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
            let descriptor = gathered.descriptors.get(position).map_or("", String::as_str);
            let mut head = [0; 4];
            head.iter_mut().zip(descriptor.bytes()).for_each(|(letter, byte)| *letter = byte.to_ascii_lowercase());
            flat.dates.extend(&[bits, u32::from_le_bytes(head)]);
        }
        flat.descriptors = gathered.descriptors.iter().cloned().collect();
        for topic in &gathered.topics {
            let [name, id, title] = [&topic.name, &topic.id, &topic.title].map(|t| text.add(t));
            flat.topics.extend(&[name.0, name.1, topic.kind as u32, id.0, id.1, title.0, title.1]);
        }
        flat.text = Cow::Owned(text.text);
        flat
    }
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
        let string = string.get(..string.floor_char_boundary(SHORT as usize)).unwrap_or_default();
        let place = (self.text.len() as u32, string.len() as u32);
        self.text.push_str(string);
        self.known.insert(string.to_owned(), place);
        place
    }
}
