//! Which codes hold every word of a query, and in which order they are shown.

use super::documents::{Field, Traits};
use super::spelling::Pattern;
use super::tables::{Day, IndexTables};
use super::{Group, Tier, tokens};
use crate::catalog::{Date, State};

/// A word of the vocabulary that a word of the query may stand for.
#[derive(Clone, Copy, Debug)]
pub(super) struct TermMatch {
    /// Its number in the vocabulary.
    pub word: usize,
    /// 0 the word itself, 1 the start of it, from 2 on misspelled: twice the distance, one more for the start.
    pub distance: u8,
    /// It counts in this field and in those before.
    pub weakest: Field,
}

/// A code that holds every word, with the entry to show.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub position: usize,
    pub entry: u32,
    pub word: usize,
    cost: u16,
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

    /// In what it was found.
    pub(super) fn group(&self) -> Group {
        match self.strongest {
            _ if self.noted() => Group::Note,
            Field::Code => Group::Code,
            Field::Name => Group::Name,
            Field::Descriptor => Group::Descriptor,
            Field::Brand => Group::Brand,
            Field::OldCode | Field::Labeler => Group::Reference,
            Field::Topic => Group::Class,
            Field::Indication => Group::Indication,
            Field::Note => Group::Note,
        }
    }

    /// Every word is whole and right.
    pub(super) fn whole(&self) -> bool {
        self.distance == 0
    }

    /// Some words of the query were left out.
    pub(super) fn corrected(mut self) -> Candidate {
        self.distance = self.distance.max(2);
        self
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
            cost: self.cost.saturating_add(b.cost),
            strongest: self.strongest.min(b.field),
            weakest: self.weakest.max(b.field),
            distance: self.distance.max(b.distance),
            phrase: None,
        }
    }
}

/// The best way in which a code holds one word.
#[derive(Clone, Copy, Debug)]
struct Best {
    entry: u32,
    word: u32,
    cost: u16,
    field: Field,
    distance: u8,
}

fn cost(field: Field, shared: bool, distance: u8) -> u16 {
    let worth = match field {
        Field::Code | Field::Name => 0,
        Field::Brand => 1,
        Field::OldCode => 2,
        Field::Indication => 3,
        Field::Topic => 4,
        Field::Descriptor => 5,
        Field::Labeler => 6,
        Field::Note => 8,
    };
    worth * 4 + u16::from(shared) * 2 + u16::from(distance) * 3
}

/// How much there is to read for a word of the query.
pub(super) fn weight(flat: &IndexTables<'_>, readings: &[TermMatch]) -> usize {
    readings.iter().map(|r| flat.weight(r.word)).sum()
}

/// The codes that hold all words of a query, each word in any of its readings. Returned in no particular order.
pub(super) fn holding_all(flat: &IndexTables<'_>, readings: &[Vec<TermMatch>]) -> Vec<Candidate> {
    // The rarest word first: the others are looked at only where it stands.
    let mut order: Vec<usize> = (0..readings.len()).collect();
    order.sort_by_key(|word| weight(flat, &readings[*word]));
    let Some((rarest, others)) = order.split_first() else { return Vec::new() };
    let most = weight(flat, &readings[*rarest]).min(flat.codes());
    let mut places = Places { of: vec![0; flat.codes()], positions: Vec::with_capacity(most) };
    let mut held: Vec<Vec<Option<Best>>> = vec![Vec::new(); readings.len()];
    held[*rarest] = places.first(flat, &readings[*rarest]);
    for word in others {
        held[*word] = places.further(flat, &readings[*word]);
    }
    let candidate = |(place, position): (usize, &u32)| {
        let mut words = held.iter().map(|best| best[place]);
        let first = Candidate::new(*position as usize, words.next()??);
        words.try_fold(first, |candidate, best| Some(candidate.and(best?)))
    };
    let mut candidates = Vec::with_capacity(places.positions.len());
    candidates.extend(places.positions.iter().enumerate().filter_map(candidate));
    candidates
}

/// Codes in the order in which they were found.
struct Places {
    /// The place of each code by position, counted from 1; 0 for those not found.
    of: Vec<u32>,
    positions: Vec<u32>,
}

impl Places {
    /// Gives a place to every code that holds the word; the best way of each.
    fn first(&mut self, flat: &IndexTables<'_>, readings: &[TermMatch]) -> Vec<Option<Best>> {
        let mut found: Vec<Option<Best>> = Vec::with_capacity(self.positions.capacity());
        ways(flat, readings, |position, way| match self.of.get_mut(position) {
            Some(place @ 0) => {
                found.push(Some(way));
                self.positions.push(position as u32);
                *place = self.positions.len() as u32;
            }
            Some(place) => better(&mut found[*place as usize - 1], way),
            None => {}
        });
        found
    }

    /// The best way in which each code that has a place holds a further word.
    fn further(&self, flat: &IndexTables<'_>, readings: &[TermMatch]) -> Vec<Option<Best>> {
        let mut found = vec![None; self.positions.len()];
        ways(flat, readings, |position, way| {
            if let Some(place @ 1..) = self.of.get(position) {
                better(&mut found[*place as usize - 1], way);
            }
        });
        found
    }
}

fn better(held: &mut Option<Best>, way: Best) {
    if held.is_none_or(|held| way.cost < held.cost) {
        *held = Some(way);
    }
}

/// Every way in which codes hold a word.
fn ways(flat: &IndexTables<'_>, readings: &[TermMatch], mut each: impl FnMut(usize, Best)) {
    for reading in readings {
        for (entry, field, leads) in flat.postings_to(reading.word, reading.weakest) {
            let cost = cost(field, leads.shared(), reading.distance);
            let way = Best { cost, entry, word: reading.word as u32, field, distance: reading.distance };
            leads.for_each(|position| each(position, way));
        }
    }
}

/// Leaves out what only mentions the words, where better answers: notes where a name or brand does, indications of other drugs
/// where that of a drug does, mere starts of words where a code, name, brand or class holds the words whole.
pub(super) fn without_mentions(flat: &IndexTables<'_>, candidates: &mut Vec<Candidate>) {
    if candidates.iter().any(Candidate::named) {
        candidates.retain(|c| c.weakest != Field::Note);
    }
    let of_a_drug = |traits: Traits| !traits.other && !traits.unclassified;
    if candidates.iter().any(|c| c.whole() && c.weakest <= Field::OldCode && of_a_drug(flat.traits(c.position))) {
        candidates.retain(|c| c.weakest != Field::Indication);
    }
    if candidates.iter().any(|c| c.whole() && c.weakest <= Field::Topic) {
        candidates.retain(|c| c.distance != 1 || c.weakest <= Field::OldCode);
    }
}

/// The order of the hits: active before ended, then how well a name or brand answers, then the plain reference code.
#[derive(Clone, Copy, Debug)]
struct Key {
    state: State,
    /// Mentioned in notes alone.
    noted: bool,
    /// What is no drug.
    other: bool,
    unclassified: bool,
    /// Of the better of name and brand.
    level: u8,
    /// Words of notes that do not stand side by side.
    scattered: bool,
    cost: u16,
    /// How well an indication or a word of a class answers: it is the query, it begins with it, it holds its words.
    close: u8,
    /// Given otherwise than by injection or infusion.
    other_route: bool,
    letter: u8,
    /// Words in parentheses tell codes of one drug apart: the name without any is the plain one.
    qualified: bool,
    length: u16,
    /// Of the other one: the code of which a product is sold under that very name comes first.
    second: u8,
    /// The length of the descriptor: the plain code has the shortest.
    descriptor: u8,
    position: u32,
}

impl Key {
    /// The key as one number, which thousands of hits are sorted by: what decides first stands first.
    fn number(self) -> u128 {
        let mut number = self.state as u128;
        number = number << 1 | u128::from(self.noted);
        number = number << 1 | u128::from(self.other);
        number = number << 8 | u128::from(self.level);
        number = number << 1 | u128::from(self.unclassified);
        number = number << 1 | u128::from(self.scattered);
        number = number << 16 | u128::from(self.cost);
        number = number << 2 | u128::from(self.close);
        number = number << 8 | u128::from(self.letter);
        number = number << 1 | u128::from(self.qualified);
        number = number << 16 | u128::from(self.length);
        number = number << 1 | u128::from(self.other_route);
        number = number << 8 | u128::from(self.second);
        number = number << 8 | u128::from(self.descriptor);
        number << 32 | u128::from(self.position)
    }
}

/// Misspelled names are compared letter by letter only for so many.
const COMPARED: usize = 64;

/// Sorts the best `limit` candidates to the front and drops the others.
pub(super) fn best(flat: &IndexTables<'_>, mut candidates: Vec<Candidate>, query: &str, on: Date, limit: usize) -> Vec<Candidate> {
    let normal = tokens::normal(query);
    if candidates.len() > COMPARED && candidates.iter().any(|c| c.tier() == Tier::Typo) {
        candidates.select_nth_unstable_by_key(COMPARED, |c| (c.cost, c.position));
        candidates.truncate(COMPARED);
    }
    let on = Day::of(on);
    let pattern = Pattern::new(normal.as_bytes());
    let mut keyed: Vec<(u128, u32)> = Vec::with_capacity(candidates.len());
    // Where a whole name or brand was typed, its words are not taken for starts of others.
    let mut begun: Vec<u32> = Vec::new();
    let mut whole = false;
    for (candidate, place) in candidates.iter_mut().zip(0..) {
        let key = key(flat, candidate, (&normal, &pattern), on);
        whole |= key.level < 2 && candidate.distance == 0;
        if key.level == u8::MAX && candidate.distance == 1 {
            begun.push(place);
        }
        keyed.push((key.number(), place));
    }
    if whole {
        keyed.retain(|(_, place)| begun.binary_search(place).is_err());
    }
    if limit < keyed.len() {
        keyed.select_nth_unstable(limit);
        keyed.truncate(limit);
    }
    keyed.sort_unstable();
    keyed.into_iter().map(|(_, place)| candidates[place as usize]).collect()
}

/// The candidate's place in the order; it then shows the name or brand that answers best.
fn key(flat: &IndexTables<'_>, candidate: &mut Candidate, (query, pattern): (&str, &Pattern), on: Day) -> Key {
    const NONE: u8 = u8::MAX;
    let (mut level, mut base) = (NONE, None);
    let mut best = [NONE; 2];
    let traits = flat.traits(candidate.position);
    let named = matches!(candidate.strongest, Field::Name | Field::Brand) && !traits.other;
    for (number, field, normal) in flat.names_of(candidate.position).take_while(|_| named) {
        let found = if candidate.distance > 1 { far(pattern, normal) } else { near(query, normal) };
        let brand = u8::from(field == Field::Brand);
        let found = found.map_or(NONE, |l| l.saturating_mul(2).saturating_add(brand));
        let kind = &mut best[usize::from(brand)];
        *kind = found.min(*kind);
        if found < level {
            (level, base) = (found, Some(flat.entry(number).text));
            candidate.entry = number;
        }
    }
    if traits.other && candidate.distance < 2 {
        // What is no drug has no name but its descriptor.
        level = if flat.is_described(candidate.position, query) { 1 } else { NONE };
    }
    if candidate.strongest == Field::Code && candidate.distance > 1 {
        // Of codes with a letter wrong those that begin alike come first.
        let same = query.bytes().zip(flat.code(candidate.position).bytes()).take_while(|(a, b)| a.eq_ignore_ascii_case(b)).count();
        level = NONE - 1 - same.min(9) as u8;
    }
    if traits.unclassified && level > 1 {
        level = NONE;
    }
    let close = close(flat, candidate, query);
    let base = base.map(|text| (text.find(" ("), text.len()));
    Key {
        state: flat.state(candidate.position, on),
        noted: candidate.noted(),
        other: traits.other,
        unclassified: traits.unclassified,
        level,
        scattered: candidate.noted() && candidate.phrase.is_none(),
        cost: candidate.cost,
        close,
        other_route: !traits.injected,
        letter: match flat.code(candidate.position).bytes().next() {
            Some(b'J') => 0,
            Some(b'Q') => 1,
            Some(b'C') => 3,
            Some(b'S') => 4,
            _ => 2,
        },
        qualified: base.is_none_or(|(parenthesis, _)| parenthesis.is_some()),
        length: base.map_or(u16::MAX, |(parenthesis, length)| parenthesis.unwrap_or(length).try_into().unwrap_or(u16::MAX)),
        second: best[0].max(best[1]),
        descriptor: traits.length,
        position: candidate.position as u32,
    }
}

/// 0 to 2 for the indication of the code alone that answers best, which it then shows, or for the word of its class.
fn close(flat: &IndexTables<'_>, candidate: &mut Candidate, query: &str) -> u8 {
    const HOLDS: u8 = 2;
    let of = |number: u32| near(query, flat.normal(number)).unwrap_or(HOLDS);
    let mut best = match candidate.strongest {
        Field::Topic | Field::Indication => of(candidate.entry),
        _ => return HOLDS,
    };
    for number in flat.indications_of(candidate.position).filter(|_| candidate.strongest == Field::Indication) {
        if of(number) < best {
            (best, candidate.entry) = (of(number), number);
        }
    }
    best
}

/// 0 the whole name, 1 its start.
fn near(query: &str, name: &str) -> Option<u8> {
    name.starts_with(query).then(|| u8::from(name.len() > query.len()))
}

/// How many letters are wrong, in the whole name or in its start.
fn far(query: &Pattern, name: &str) -> Option<u8> {
    let (whole, start) = query.distances(name.as_bytes());
    u8::try_from((2 * whole).min(2 * start + 1)).ok()
}
