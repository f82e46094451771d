//! Finding codes: an index over the catalog, searched in tiers.
//!
//! ```text
//! code, prefix   the code itself; a prefix gives exactly its codes
//! words          every word of the query, whole or begun, in names, brands, topics, descriptors, labelers, notes; NDCs
//! typo           words with a letter or two wrong          only where nothing holds the words as typed
//! fuzzy          scattered letters of a name or brand      only where nothing is near
//! ```

mod flat;
mod fuzzy;
mod gather;
mod ndc;
mod numbers;
mod phrase;
mod rank;
mod tokens;
mod typo;

use std::cell::LazyCell;
use std::ops::Range;

use crate::catalog::{Catalog, Code, Date, State};
use gather::Field;
use rank::{Candidate, Reading};

/// How a hit was found, the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Tier {
    /// The whole code.
    Code,
    /// The start of a code.
    Prefix,
    /// Words of names, brands, descriptors, classes, notes.
    Words,
    /// A word with a letter wrong.
    Typo,
    /// Scattered letters.
    Fuzzy,
}

impl Tier {
    /// In words, as in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Tier::Code => "code",
            Tier::Prefix => "prefix",
            Tier::Words => "words",
            Tier::Typo => "typo",
            Tier::Fuzzy => "fuzzy",
        }
    }
}

/// A code that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its position in [`Catalog::codes`].
    pub position: usize,
    /// How it was found.
    pub tier: Tier,
    /// The text that matched: a code, a name, a brand.
    pub matched: String,
    /// Byte ranges of `matched` to highlight, in order, not overlapping; none after the first hundreds of hits.
    pub ranges: Vec<Range<usize>>,
}

/// The searchable words of a catalog.
#[derive(Debug)]
pub struct Index {
    flat: flat::Flat<'static>,
}

/// So many hits are marked where they match: one letter finds thousands, and nobody looks for its marks further down.
const MARKED: usize = 256;

/// Longer queries are cut: nobody types them, and a paste must not stop the screen.
const LONGEST_QUERY: usize = 200;

impl Index {
    /// Indexes a catalog: some tens of milliseconds for thousands of codes, so the shipped one comes with its tables.
    pub fn new(catalog: &Catalog) -> Index {
        Index { flat: flat::Flat::new(&gather::gather(catalog)) }
    }

    /// Opens the tables that the build script made.
    ///
    /// # Errors
    /// The bytes are not such tables.
    pub fn open(tables: &'static [u8]) -> Result<Index, postcard::Error> {
        Ok(Index { flat: postcard::from_bytes(tables)? })
    }

    /// The state of the code at a position on a date of service, without looking at the code.
    pub fn state(&self, position: usize, on: Date) -> State {
        self.flat.dates(position).map_or(State::Ended, |dates| dates.state(on))
    }

    /// The best `limit` hits for what was typed, active codes before future ones before ended ones within a tier.
    /// An empty query finds nothing.
    pub fn search(&self, query: &str, on: Date, limit: usize) -> Vec<Hit> {
        let query = query.trim();
        let query = &query[..query.char_indices().nth(LONGEST_QUERY).map_or(query.len(), |(i, _)| i)];
        if limit == 0 || query.is_empty() {
            return Vec::new();
        }
        let steps: [&dyn Fn() -> Vec<Hit>; 4] =
            [&|| self.by_code(query, on, limit), &|| self.by_ndc(query, on, limit), &|| self.by_words(query, on, limit), &|| {
                self.by_letters(query, on, limit)
            }];
        steps.iter().map(|step| step()).find(|hits| !hits.is_empty()).unwrap_or_default()
    }

    /// The code and, where it ended, its successors; or all codes that begin so, the active ones first.
    fn by_code(&self, query: &str, on: Date, limit: usize) -> Vec<Hit> {
        let wanted = query.to_ascii_uppercase();
        let codes = self.flat.codes();
        let first = flat::partition(codes, |i| self.flat.code(i) < wanted.as_str());
        let mut positions: Vec<usize> = (first..codes).take_while(|i| self.flat.code(*i).starts_with(&wanted)).collect();
        positions.sort_by_key(|i| self.state(*i, on));
        let whole = first < codes && self.flat.code(first) == wanted;
        let tier = if whole { Tier::Code } else { Tier::Prefix };
        let hit = |i: usize| Hit { position: i, tier, matched: self.flat.code(i).to_owned(), ranges: begin(wanted.len()) };
        let mut hits: Vec<Hit> = positions.into_iter().take(limit).map(hit).collect();
        if whole {
            let word = self.flat.starting_with(&tokens::fold(&wanted)).start;
            let took_over = self.flat.postings(word).filter(|(_, field, _)| *field == Field::OldCode).flat_map(|(_, _, leads)| leads);
            hits.extend(took_over.map(|new| Hit { tier: Tier::Words, matched: wanted.clone(), ..hit(new) }));
        }
        hits.truncate(limit);
        hits
    }

    fn by_ndc(&self, query: &str, on: Date, limit: usize) -> Vec<Hit> {
        for (low, high) in ndc::readings(query) {
            let mut found: Vec<(State, usize, u64)> = self.flat.ndcs(low, high).map(|(n, i)| (self.state(i, on), i, n)).collect();
            found.sort_unstable();
            found.dedup_by_key(|(_, i, _)| *i);
            if !found.is_empty() {
                // The digits that were typed, counted in the written form with its two hyphens.
                let same = if high - low == 1 { 11 } else { 11 - (high - low).ilog10() as usize };
                let bytes = same + usize::from(same > 5) + usize::from(same > 9);
                let hit = |(_, position, n): (State, usize, u64)| Hit {
                    position,
                    tier: Tier::Words,
                    matched: ndc::shown(n),
                    ranges: begin(bytes),
                };
                return found.into_iter().take(limit).map(hit).collect();
            }
        }
        Vec::new()
    }

    /// The words as typed, else misspelled, else misspelled and without the words that nothing is near to.
    fn by_words(&self, query: &str, on: Date, limit: usize) -> Vec<Hit> {
        let words: Vec<String> = tokens::tokens(query).into_iter().map(|t| t.folded).collect();
        let typed: Vec<Vec<Reading>> = words.iter().enumerate().map(|(i, w)| self.as_typed(w, i + 1 == words.len())).collect();
        let mut readings = typed.clone();
        let mut found = self.holding_all(&readings);
        phrase::mark(&self.flat, &mut found, &readings);
        // A phrase of the notes was meant as it was typed.
        if !found.iter().any(|c| c.strong() || c.phrase.is_some()) {
            for all in [false, true] {
                let corrected: Vec<Vec<Reading>> =
                    words.iter().zip(&typed).map(|(w, t)| self.corrected(w, words.len() == 1, t, all)).collect();
                let mut near = self.holding_all(&corrected);
                if near.is_empty() && all && words.len() > 1 {
                    near = self.holding_most(&words, &corrected);
                }
                // What stands in notes or labelers alone gives way to a misspelled name.
                near.retain(|c| found.is_empty() || c.named());
                if !near.is_empty() {
                    (found, readings) = (near, corrected);
                    phrase::mark(&self.flat, &mut found, &readings);
                    break;
                }
            }
        }
        let best = rank::best(self, found, query, on, limit);
        let words = |row| if row < MARKED { words.as_slice() } else { &[] };
        best.into_iter().enumerate().map(|(row, c)| self.hit(&c, words(row), &readings)).collect()
    }

    fn holding_all(&self, readings: &[Vec<Reading>]) -> Vec<Candidate> {
        if readings.iter().any(Vec::is_empty) {
            return Vec::new();
        }
        let mut found = rank::holding_all(&self.flat, readings, self.flat.codes());
        rank::without_notes(&mut found);
        found
    }

    /// What holds all words but those without a reading, or all but the shortest, where at least half of the letters remain.
    fn holding_most(&self, words: &[String], readings: &[Vec<Reading>]) -> Vec<Candidate> {
        let letters: usize = words.iter().map(String::len).sum();
        let known: Vec<usize> = (0..words.len()).filter(|i| !readings[*i].is_empty()).collect();
        let mut order = known.clone();
        order.sort_by_key(|i| words[*i].len());
        let without = |left_out: Option<usize>| {
            let kept: Vec<usize> = known.iter().copied().filter(|i| Some(*i) != left_out).collect();
            let enough = 2 * kept.iter().map(|i| words[*i].len()).sum::<usize>() >= letters;
            if enough { self.holding_all(&kept.iter().map(|i| readings[*i].clone()).collect::<Vec<_>>()) } else { Vec::new() }
        };
        let tries = std::iter::once(None).chain(order.into_iter().map(Some));
        tries.map(without).find(|found| !found.is_empty()).unwrap_or_default()
    }

    /// Words that are or begin with what was typed. A number before the last word must be the whole number, and one or two
    /// letters begin only words of names, brands and topics: in notes and descriptors they would begin everything.
    fn as_typed(&self, word: &str, last: bool) -> Vec<Reading> {
        let number = word.bytes().all(|b| b.is_ascii_digit());
        let reading = |w: usize| {
            let found = self.flat.word(w);
            let whole = found.text == word;
            let begins = (last || !number) && (word.len() > 2 || found.strong);
            (whole || begins).then(|| Reading { word: w, distance: u8::from(!whole) })
        };
        self.flat.starting_with(word).filter_map(reading).collect()
    }

    /// Words near what was typed, the nearest kind only, for words that say nothing as typed, or for `all`.
    fn corrected(&self, word: &str, alone: bool, typed: &[Reading], all: bool) -> Vec<Reading> {
        let mut readings = typed.to_vec();
        if all || !typed.iter().any(|r| self.flat.word(r.word).strong) {
            let mut near = typo::near(&self.flat, word, alone);
            let nearest = near.iter().map(|(_, d)| d / 2).filter(|d| *d > 0).min();
            near.retain(|(_, d)| Some(d / 2) == nearest);
            readings.extend(near.into_iter().map(|(word, distance)| Reading { word, distance }));
        }
        readings
    }

    fn by_letters(&self, query: &str, on: Date, limit: usize) -> Vec<Hit> {
        let mut found = fuzzy::scattered(&self.flat, query, self.flat.codes());
        let mut seen = std::collections::BTreeSet::new();
        found.retain(|s| seen.insert(s.position));
        found.sort_by_key(|s| self.state(s.position, on));
        let hit = |s: fuzzy::Scattered| {
            let matched = self.flat.entry(s.entry).text.to_owned();
            let letters = matched.char_indices().enumerate().filter(|(n, _)| s.letters.contains(n));
            let ranges = joined(letters.map(|(_, (i, c))| i..i + c.len_utf8()).collect());
            Hit { position: s.position, tier: Tier::Fuzzy, matched, ranges }
        };
        found.into_iter().take(limit).map(hit).collect()
    }

    /// The hit of a candidate: the entry's text with the words that were found in it.
    fn hit(&self, candidate: &Candidate, words: &[String], readings: &[Vec<Reading>]) -> Hit {
        let entry = self.flat.entry(candidate.entry);
        let noted = entry.field == Field::Note;
        let word = |place: usize| self.flat.word(self.flat.noted(place) as usize).text;
        let matched = match candidate.phrase {
            Some(first) => (first..first + readings.len()).map(word).collect::<Vec<_>>().join(" "),
            None if noted => self.flat.word(candidate.word).text.to_owned(),
            None => entry.text.to_owned(),
        };
        let places = if words.is_empty() { Vec::new() } else { tokens::places(&matched) };
        let tokens = LazyCell::new(|| tokens::tokens(&matched));
        let mut ranges = Vec::new();
        for (word, readings) in words.iter().zip(readings) {
            let mut covered: Vec<_> = places.iter().filter_map(|place| tokens::covered(&matched, place, word)).collect();
            if covered.is_empty() {
                covered.extend(tokens::compound(&matched, &tokens, word));
            }
            if covered.is_empty() {
                let meant = |t: &&tokens::Token| readings.iter().any(|r| self.flat.word(r.word).text == t.folded);
                ranges.extend(tokens.iter().filter(meant).map(|t| t.range.clone()));
            }
            ranges.extend(covered);
        }
        Hit { position: candidate.position, tier: candidate.tier(), matched, ranges: joined(ranges) }
    }
}

/// The first bytes of a text.
fn begin(bytes: usize) -> Vec<Range<usize>> {
    std::iter::once(0..bytes).collect()
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

/// Codes that could have been meant by `typed`, which is none: a letter wrong, or the same beginning.
pub fn nearest_codes<'a>(catalog: &'a Catalog, typed: &str, on: Date, limit: usize) -> Vec<&'a Code> {
    let typed = typed.trim().to_ascii_uppercase();
    let same = |code: &str| code.bytes().zip(typed.bytes()).take_while(|(a, b)| a == b).count();
    let mut found: Vec<(usize, State, usize, &Code)> = catalog
        .codes()
        .iter()
        .map(|c| (strsim::osa_distance(&c.code, &typed), c.state(on), usize::MAX - same(&c.code), c))
        .filter(|(distance, _, _, _)| *distance <= 2)
        .collect();
    found.sort_by_key(|(distance, state, same, c)| (*distance, *same, *state, &c.code));
    let least = found.first().map(|(distance, ..)| *distance);
    found.into_iter().filter(|(distance, ..)| Some(*distance) == least).take(limit).map(|(.., c)| c).collect()
}
