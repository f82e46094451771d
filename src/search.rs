//! Finding codes: an index over the catalog, searched in tiers.
//!
//! ```text
//! code, prefix   the code itself; a prefix gives exactly its codes
//! words          every word of the query, whole or begun, in names, brands, topics, descriptors, labelers, notes; NDCs
//! typo           words with a letter or two wrong          only where nothing holds the words as typed
//! fuzzy          scattered letters of a name or brand      only where nothing is near
//! ```

mod biosimilars;
mod card;
mod documents;
mod dose;
mod found;
mod hit;
mod mention;
mod ndc;
mod numbers;
mod phrase;
mod query;
mod rank;
mod spelling;
mod subsequence;
mod tables;
mod tokens;

use std::cell::LazyCell;
use std::ops::Range;

use crate::catalog::{Catalog, Code, Date, State};
pub use card::Card;
pub use documents::CardKind;
use documents::Field;
pub use found::Found;
use found::{Row, Shown};
pub use hit::{Group, Hit, Tier};
pub use mention::Mention;
pub use query::{Query, asked};
use rank::{Candidate, TermMatch};
use tables::Day;

/// The searchable words of a catalog.
#[derive(Debug)]
pub struct Index {
    flat: tables::IndexTables<'static>,
}

impl Index {
    /// Indexes a catalog: some tens of milliseconds for thousands of codes, so the shipped one comes with its tables.
    pub fn new(catalog: &Catalog) -> Index {
        Index { flat: tables::IndexTables::new(&documents::collect_documents(catalog)) }
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
        self.flat.state(position, Day::of(on))
    }

    /// The best `limit` hits for what was typed, as [`find`](Index::find) orders them.
    pub fn search(&self, query: &str, on: Date, limit: usize) -> Vec<Hit> {
        let found = self.find(query, on, limit);
        (0..found.len()).filter_map(|row| self.hit(&found, row)).collect()
    }

    /// A row of what was found here, with the text that matched.
    pub fn hit(&self, found: &Found, row: usize) -> Option<Hit> {
        found.hit(&self.flat, row)
    }

    /// The sentence in which a row of group `note` was found.
    pub fn mention(&self, catalog: &Catalog, found: &Found, row: usize, on: Date) -> Option<Mention> {
        mention::of(&self.flat, catalog, found, row, on)
    }

    /// The best `limit` codes for what was typed, active codes before future ones before ended ones within a tier, and cards for
    /// what is no code. An empty query finds nothing.
    pub fn find(&self, query: &str, on: Date, limit: usize) -> Found {
        let query = Query::read(query);
        if limit == 0 || query.text.is_empty() {
            return Found::default();
        }
        let mut found = Found { query: query.words.clone(), dose: query.dose.clone(), patient: query.patient.clone(), ..Found::default() };
        found.cards = card::whole(&self.flat, &query);
        if let Some(read) = &query.ndc {
            self.by_ndc(&mut found, read, on);
            if found.is_empty() && found.cards.is_empty() {
                found.cards = card::of_ndc(&query);
            }
        } else {
            self.by_query(&mut found, &query, on, limit);
        }
        found.truncate(limit);
        found
    }

    fn by_query(&self, found: &mut Found, query: &Query, on: Date, limit: usize) {
        self.by_code(found, on);
        if !found.is_empty() {
            return;
        }
        // What has a card of its own is not taken for the start of a word, nor looked for in notes.
        if let Some(kind) = found.cards.iter().map(|card| card.kind).min() {
            let query = tokens::normal(&found.query);
            let number = query.bytes().all(|b| b.is_ascii_digit());
            let is_name = |c: &Candidate| self.flat.names_of(c.position).any(|(_, _, name)| name == query);
            self.by_words(found, on, limit, &|c| match kind {
                CardKind::Rule => c.whole() && !c.noted(),
                CardKind::Payer => c.whole() && is_name(c),
                _ if number => c.whole() && is_name(c),
                _ => c.whole() && (is_name(c) || matches!(c.group(), Group::Indication | Group::Class)),
            });
            return;
        }
        if let Some((cards, words)) = card::beside(&self.flat, &query.words) {
            // Vitamin K1 is a drug, not vitamin with the modifier.
            self.by_name(found, on, limit);
            if found.is_empty() {
                (found.cards, found.query, found.cards_beside) = (cards, words, true);
                self.by_code(found, on);
            }
        }
        if found.is_empty() {
            self.by_fact(found, on, limit);
        }
        if found.is_empty() {
            self.by_words(found, on, limit, &|_| true);
        }
        if let Some(core) =
            query.core.as_ref().filter(|_| !found.rows.iter().any(|row| row.tier == Tier::Words && row.group != Group::Note))
        {
            found.rows.clear();
            found.query = core.clone();
            self.by_code(found, on);
            if found.is_empty() {
                self.by_words(found, on, limit, &|_| true);
            }
        }
        if found.is_empty() && !query.text.bytes().all(|b| b.is_ascii_digit() || b == b' ') {
            self.by_letters(found, on);
        }
        self.code_first(found, query);
        self.by_reference(found, query, Day::of(on));
    }

    /// A code, a name or a brand with a word for a fact of its page.
    fn by_fact(&self, found: &mut Found, on: Date, limit: usize) {
        let Some((rest, pane)) = query::asked(&found.query) else { return };
        let words = std::mem::replace(&mut found.query, rest);
        self.by_code(found, on);
        if found.is_empty() {
            self.by_name(found, on, limit);
        }
        match found.is_empty() {
            true => found.query = words,
            false => found.pane = Some(pane),
        }
    }

    /// The codes whose name or brand the query is.
    fn by_name(&self, found: &mut Found, on: Date, limit: usize) {
        let name = tokens::normal(&found.query);
        self.by_words(found, on, limit, &|c| self.flat.names_of(c.position).any(|(_, _, held)| held == name));
    }

    /// The biosimilars alone where they were asked for, or behind their reference product.
    fn by_reference(&self, found: &mut Found, query: &Query, on: Day) {
        if !query.biosimilars {
            return biosimilars::behind_reference(&self.flat, &mut found.rows, &found.query, on);
        }
        let Some(Row { position, tier, shown: Shown::Entry(entry), .. }) = found.rows.first().copied() else { return };
        let rows = biosimilars::rows(&self.flat, position as usize, entry, tier, on);
        if !rows.is_empty() {
            found.rows = rows;
        }
    }

    /// The code and, where it ended, its successors; or all codes that begin so, the active ones first.
    fn by_code(&self, found: &mut Found, on: Date) {
        let wanted = found.query.to_ascii_uppercase();
        let codes = self.flat.codes();
        let first = tables::partition(codes, |i| self.flat.code(i) < wanted.as_str());
        let count = tables::partition(codes - first, |i| self.flat.code(first + i).starts_with(&wanted));
        let mut positions: Vec<usize> = (first..first + count).collect();
        positions.sort_by_cached_key(|i| self.state(*i, on));
        let whole = count > 0 && self.flat.code(first) == wanted;
        let tier = if whole { Tier::Code } else { Tier::Prefix };
        found.rows.extend(positions.into_iter().map(|i| Row { position: i as u32, tier, group: Group::Code, shown: Shown::Code }));
        if whole {
            let word = self.flat.starting_with(&tokens::fold(&wanted)).start;
            let took_over = self.flat.postings(word).filter(|(_, field, _)| *field == Field::OldCode).flat_map(|(_, _, leads)| leads);
            let row = |new| Row { position: new as u32, tier: Tier::Words, group: Group::Reference, shown: Shown::OldCode };
            found.rows.extend(took_over.map(row));
        }
    }

    /// A code that was typed whole comes first, whatever else was typed: what is said of it in the notes of another code does not
    /// stand for it.
    fn code_first(&self, found: &mut Found, query: &Query) {
        let codes = self.flat.codes();
        let whole = |word: &str| {
            let wanted = word.to_ascii_uppercase();
            let at = tables::partition(codes, |i| self.flat.code(i) < wanted.as_str());
            (at < codes && self.flat.code(at) == wanted).then_some(at as u32)
        };
        let mut named = query.words.split_whitespace().filter_map(whole);
        let (Some(position), None) = (named.next(), named.next()) else { return };
        // Nor are codes and names like what was typed meant.
        found.rows.retain(|row| row.position == position || row.tier < Tier::Typo);
        if found.rows.first().is_none_or(|row| row.position != position) {
            found.rows.retain(|row| row.position != position);
            found.rows.insert(0, Row { position, tier: Tier::Code, group: Group::Code, shown: Shown::Code });
        }
    }

    fn by_ndc(&self, found: &mut Found, read: &ndc::Ndc, on: Date) {
        for range in &read.readings {
            let mut held: Vec<(State, usize, u64)> =
                self.flat.ndcs(range.start, range.end).map(|(n, i)| (self.state(i, on), i, n)).collect();
            held.sort_unstable();
            held.dedup_by_key(|(_, i, _)| *i);
            if !held.is_empty() {
                // The digits that were typed, counted in the written form with its two hyphens.
                let digits = range.end - range.start;
                let same = if digits == 1 { 11 } else { 11 - digits.ilog10() as u8 };
                let bytes = same + u8::from(same > 5) + u8::from(same > 9);
                let row = |(_, i, n)| Row { position: i as u32, tier: Tier::Words, group: Group::Reference, shown: Shown::Ndc(n, bytes) };
                found.rows = held.into_iter().map(row).collect();
                return;
            }
        }
    }

    /// The words as typed, else misspelled, else misspelled and without the words that nothing is near to.
    fn by_words(&self, found: &mut Found, on: Date, limit: usize, wanted: &dyn Fn(&Candidate) -> bool) {
        let words = self.typed_words(&found.query);
        let alone = words.len() == 1;
        let typed: Vec<Vec<TermMatch>> = words.iter().enumerate().map(|(i, w)| self.as_typed(w, i + 1 == words.len(), alone)).collect();
        let (mut readings, mut asked) = (typed, found.query.clone());
        let mut held = self.holding_all(&readings);
        phrase::mark(&self.flat, &mut held, &readings);
        // A phrase of the notes was meant as it was typed.
        if !held.iter().any(|c| c.strong() || c.phrase.is_some()) {
            let near: Vec<_> = words.iter().map(|word| LazyCell::new(|| self.near(word, alone))).collect();
            // As typed where that says something; where it does not, or for `all`, also what is near.
            let said = |typed: &[TermMatch]| typed.iter().any(|r| self.flat.strong(r.word));
            let unsaid = readings.iter().any(|typed| !said(typed));
            for all in [false, true].into_iter().filter(|all| *all || unsaid) {
                let mended: Vec<Vec<TermMatch>> = std::iter::zip(&readings, &near)
                    .map(|(typed, near)| if !all && said(typed) { typed.clone() } else { [typed.as_slice(), near].concat() })
                    .collect();
                let mut nearby = self.holding_all(&mended);
                if nearby.is_empty() && all && !alone {
                    (nearby, asked) = self.holding_most(&words, &mended);
                }
                // What stands in notes or labelers alone gives way to a misspelled name.
                nearby.retain(|c| held.is_empty() || c.named());
                if !nearby.is_empty() {
                    (held, readings) = (nearby, mended);
                    phrase::mark(&self.flat, &mut held, &readings);
                    break;
                }
            }
        }
        held.retain(wanted);
        let best = rank::best(&self.flat, held, &asked, on, limit);
        found.rows = best.iter().map(|candidate| Row::of(candidate, &self.flat)).collect();
        (found.words, found.readings) = (words, readings);
    }

    /// The words of a query; those joined by hyphens are one where some name is written so (`G-CSF`, `5-FU`).
    fn typed_words(&self, query: &str) -> Vec<String> {
        let joined = |chunk: &str| {
            let word = tokens::words(chunk).pop().filter(|_| chunk.contains('-'))?;
            let mut begun = self.flat.starting_with(&word);
            begun.any(|w| self.flat.strong(w)).then(|| vec![word])
        };
        let plain = |chunk: &str| tokens::tokens(chunk).into_iter().map(|t| t.folded).collect();
        query.split_whitespace().flat_map(|chunk| joined(chunk).unwrap_or_else(|| plain(chunk))).collect()
    }

    fn holding_all(&self, readings: &[Vec<TermMatch>]) -> Vec<Candidate> {
        if readings.iter().any(Vec::is_empty) {
            return Vec::new();
        }
        let mut found = rank::holding_all(&self.flat, readings);
        rank::without_mentions(&self.flat, &mut found);
        found
    }

    /// What is named by the first words whole, `Rebif Rebidose`; else what holds all words but those without a reading, or all but
    /// the shortest, where at least half of the letters remain. With the words that were kept, which names are compared with.
    fn holding_most(&self, words: &[String], readings: &[Vec<TermMatch>]) -> (Vec<Candidate>, String) {
        let named = |at: Range<usize>| {
            let mut found = self.holding_all(&readings[at.clone()]);
            // `Gamunex-C` is one word where some name is written so.
            let name = |held: &str| held.bytes().filter(|b| *b != b' ').eq(words[at.clone()].iter().flat_map(|word| word.bytes()));
            found.retain(|c| c.whole() && self.flat.names_of(c.position).any(|(_, _, held)| name(held)));
            found
        };
        let first = (1..words.len()).rev().map(|count| (count, named(0..count))).find(|(_, found)| !found.is_empty());
        // Two names are not one of them with something behind it.
        if let Some((count, found)) = first.filter(|(count, _)| (*count..words.len()).all(|at| named(at..at + 1).is_empty())) {
            return (found.into_iter().map(Candidate::corrected).collect(), words[..count].join(" "));
        }
        let letters: usize = words.iter().map(String::len).sum();
        let known: Vec<usize> = (0..words.len()).filter(|i| !readings[*i].is_empty()).collect();
        let mut order = known.clone();
        order.sort_by_key(|i| words[*i].len());
        let without = |left_out: Option<usize>| {
            let kept: Vec<usize> = known.iter().copied().filter(|i| Some(*i) != left_out).collect();
            let enough = 2 * kept.iter().map(|i| words[*i].len()).sum::<usize>() >= letters;
            let found = if enough { self.holding_all(&kept.iter().map(|i| readings[*i].clone()).collect::<Vec<_>>()) } else { Vec::new() };
            (found, kept.iter().map(|i| words[*i].as_str()).collect::<Vec<_>>().join(" "))
        };
        let tries = std::iter::once(None).chain(order.into_iter().map(Some));
        let (found, kept) = tries.map(without).find(|(found, _)| !found.is_empty()).unwrap_or_default();
        (found.into_iter().map(Candidate::corrected).collect(), kept)
    }

    /// Words that are or begin with what was typed. A number before the last word must be the whole number, and one or two
    /// letters begin only words of names, brands and topics: in notes and descriptors they would begin everything.
    fn as_typed(&self, word: &str, last: bool, alone: bool) -> Vec<TermMatch> {
        let number = word.bytes().all(|b| b.is_ascii_digit());
        let short = word.len() <= 2;
        let begun = self.flat.starting_with(word);
        let whole = self.flat.number(word);
        let reading = |w: usize| {
            let whole = whole == Some(w);
            let begins = (last || !number) && (!short || self.flat.strong(w));
            let weakest = if short && alone && !whole { Field::Topic } else { Field::Note };
            (whole || begins).then(|| TermMatch { word: w, distance: u8::from(!whole), weakest })
        };
        begun.filter_map(reading).collect()
    }

    /// Words near what was typed, the nearest kind only; of up to three letters only those of names and brands, for in a text every
    /// small word is near to another.
    fn near(&self, word: &str, alone: bool) -> Vec<TermMatch> {
        let mut near = spelling::near(&self.flat, word, alone);
        let nearest = near.iter().map(|(_, d)| d / 2).filter(|d| *d > 0).min();
        near.retain(|(_, d)| Some(d / 2) == nearest);
        let weakest = if word.len() <= 3 { Field::OldCode } else { Field::Note };
        near.into_iter().map(|(word, distance)| TermMatch { word, distance, weakest }).collect()
    }

    fn by_letters(&self, found: &mut Found, on: Date) {
        let mut held = subsequence::subsequence_matches(&self.flat, &found.query);
        let mut seen = std::collections::BTreeSet::new();
        held.retain(|s| seen.insert(s.position));
        held.sort_by_key(|s| self.state(s.position, on));
        found.rows = held
            .into_iter()
            .map(|s| Row { position: s.position as u32, tier: Tier::Fuzzy, group: Group::Name, shown: Shown::Entry(s.entry) })
            .collect();
    }
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
