//! What a search found as the lines of the list: headings, cards, codes, mentions in notes.

use crate::page::card_title;
use crate::search::{Card, CardKind, Found, Group, Index, Query, Tier};

/// What a search found, as lines.
#[derive(Debug, Default)]
pub struct Results {
    found: Found,
    cards: Vec<Card>,
    /// Queries that may have been meant, the likeliest first.
    suggestions: Vec<String>,
    /// What was understood beside the words: a dose, an NDC, a modifier, a diagnosis.
    chips: Vec<String>,
    entries: Vec<Entry>,
    /// Codes that notes mention are listed below the others.
    is_unfolded: bool,
}

/// A line of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// What the codes below were found by; cannot be selected.
    Heading(Group),
    /// What the cards below are; cannot be selected.
    CardHeading(CardKind),
    /// The codes below hold only some of the words; cannot be selected.
    PartialHeading,
    /// A query that may have been meant, by its number.
    Suggestion(usize),
    /// A card, by its number.
    Card(usize),
    /// A code, by its row in what was found.
    Hit(usize),
    /// The sentence of the code above; cannot be selected.
    Sentence(usize),
    /// How many codes are mentioned in notes only; opening it lists them.
    Mentions(usize),
}

impl Entry {
    /// Headings and sentences are passed over.
    fn is_selectable(self) -> bool {
        !self.is_heading() && !matches!(self, Entry::Sentence(_))
    }

    fn is_heading(self) -> bool {
        self.heading().is_some()
    }

    /// The words of a heading.
    pub(super) fn heading(self) -> Option<&'static str> {
        match self {
            Entry::Heading(group) => Some(group.heading()),
            Entry::CardHeading(kind) => Some(kind.label()),
            Entry::PartialHeading => Some("Partial match"),
            _ => None,
        }
    }
}

/// What the codes of a part of the list have in common.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// A correction, by its number.
    Suggested(usize),
    /// Only some of the words were found.
    Partial,
    Group(Group),
}

impl Results {
    /// Lines for what a query found, with cards where they are wanted; mentions are folded where there is anything else.
    pub(super) fn new(query: &str, found: Found, with_cards: bool, index: &Index) -> Results {
        let cards = if with_cards { found.cards().to_vec() } else { Vec::new() };
        let chips = chips(query, &found, &cards, index);
        let mut results = Results { found, cards, chips, ..Results::default() };
        results.arrange(index);
        results
    }

    /// Cards by kind, corrections with their codes, groups by their best code, mentions in notes last.
    fn arrange(&mut self, index: &Index) {
        let mut parts: Vec<(Part, Vec<usize>)> = Vec::new();
        for row in 0..self.found.len() {
            let part = self.part(row, index);
            match parts.iter_mut().find(|(held, _)| *held == part) {
                Some((_, rows)) => rows.push(row),
                None => parts.push((part, vec![row])),
            }
        }
        parts.sort_by_key(|(part, _)| *part == Part::Group(Group::Note));
        self.entries = Vec::with_capacity(self.found.len());
        for (i, card) in self.cards.iter().enumerate() {
            if i == 0 || self.cards[i - 1].kind != card.kind {
                self.entries.push(Entry::CardHeading(card.kind));
            }
            self.entries.push(Entry::Card(i));
        }
        let is_alone = parts.len() == 1 && self.cards.is_empty();
        for (part, rows) in parts {
            match part {
                Part::Suggested(i) => self.entries.push(Entry::Suggestion(i)),
                Part::Partial => self.entries.push(Entry::PartialHeading),
                Part::Group(Group::Note) if !is_alone => self.entries.push(Entry::Mentions(rows.len())),
                Part::Group(group) if !is_alone || group.is_mention() => self.entries.push(Entry::Heading(group)),
                Part::Group(_) => {}
            }
            if part != Part::Group(Group::Note) {
                self.entries.extend(rows.into_iter().map(Entry::Hit));
            } else if is_alone || self.is_unfolded {
                self.entries.extend(rows.into_iter().flat_map(|row| [Entry::Hit(row), Entry::Sentence(row)]));
            }
        }
    }

    /// Where a row stands; a correction is told from the others by its words, in either case.
    fn part(&mut self, row: usize, index: &Index) -> Part {
        let group = self.found.group(row).unwrap_or(Group::Name);
        let guess = self.found.tier(row).filter(|tier| matches!(tier, Tier::Typo | Tier::Fuzzy));
        let Some(meant) = guess.and_then(|_| index.hit(&self.found, row)?.did_you_mean) else {
            return Part::Group(group);
        };
        if self.found.is_partial(&meant) {
            return Part::Partial;
        }
        // What else was understood still holds.
        let others = self.cards.iter().map(|card| card.id.as_str());
        let patient = self.found.patient().iter().map(|(_, text)| text.as_str());
        let query: Vec<&str> = [meant.as_str()].into_iter().chain(self.found.dose()).chain(patient).chain(others).collect();
        let query = query.join(" ");
        let held = self.suggestions.iter().position(|held| held.eq_ignore_ascii_case(&query));
        Part::Suggested(held.unwrap_or_else(|| {
            self.suggestions.push(query);
            self.suggestions.len() - 1
        }))
    }

    /// What was found.
    pub(super) fn found(&self) -> &Found {
        &self.found
    }

    /// The line at a place.
    pub(super) fn entry(&self, line: usize) -> Option<Entry> {
        self.entries.get(line).copied()
    }

    /// What was named and is no code.
    pub(super) fn cards(&self) -> &[Card] {
        &self.cards
    }

    /// What was understood beside the words.
    pub(super) fn chips(&self) -> &[String] {
        &self.chips
    }

    /// The line selected first: the first code where cards were named beside it, else the first line that can be.
    pub(super) fn initial(&self) -> usize {
        let code = self.entries.iter().position(|entry| matches!(entry, Entry::Hit(_)));
        code.filter(|_| self.found.cards_are_beside()).unwrap_or_else(|| self.nearest(0, 0))
    }

    /// The card of a line.
    pub(super) fn card(&self, line: usize) -> Option<&Card> {
        let Entry::Card(card) = self.entry(line)? else { return None };
        self.cards.get(card)
    }

    /// A query that may have been meant.
    pub(super) fn suggestion(&self, number: usize) -> Option<&str> {
        self.suggestions.get(number).map(String::as_str)
    }

    /// Every code that was found was found by a correction of what was typed.
    pub(super) fn is_guessed(&self) -> bool {
        let is_guess = |entry: &Entry| matches!(entry, Entry::Suggestion(_) | Entry::PartialHeading);
        let is_sure = |entry: &Entry| matches!(entry, Entry::Heading(_) | Entry::Mentions(_));
        self.entries.iter().any(is_guess) && !self.entries.iter().any(is_sure)
    }

    /// How many codes were found.
    pub fn codes(&self) -> usize {
        self.found.len()
    }

    /// Nothing can be selected.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// How many lines there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// The row of the code of a line.
    pub(super) fn hit(&self, line: usize) -> Option<usize> {
        match self.entry(line)? {
            Entry::Hit(row) => Some(row),
            _ => None,
        }
    }

    /// The position of the code of a line in the catalog.
    pub(super) fn position(&self, line: usize) -> Option<usize> {
        self.found.position(self.hit(line)?)
    }

    /// The line that is selected where `wanted` is asked for: that or the next one on from `from`, else the nearest the other way.
    pub(super) fn nearest(&self, wanted: usize, from: usize) -> usize {
        let is_selectable = |line: &usize| self.entries[*line].is_selectable();
        let wanted = wanted.min(self.entries.len().saturating_sub(1));
        let below = || (wanted..self.entries.len()).find(is_selectable);
        let above = || (0..wanted).rev().find(is_selectable);
        if self.entries.get(wanted).is_some_and(|entry| entry.is_selectable()) {
            return wanted;
        }
        let found = if wanted < from { above().or_else(below) } else { below().or_else(above) };
        found.unwrap_or(0)
    }

    /// The line of the code after a line or before it; that line itself where there is none.
    pub(super) fn next_code(&self, line: usize, forward: bool) -> usize {
        let is_code = |line: &usize| matches!(self.entries[*line], Entry::Hit(_));
        let found = if forward { (line + 1..self.entries.len()).find(is_code) } else { (0..line).rev().find(is_code) };
        found.unwrap_or(line)
    }

    /// The first line that goes with a selected line: the headings right above it.
    pub(super) fn top(&self, line: usize) -> usize {
        let is_heading = |line: &usize| self.entries[*line].is_heading();
        (0..line.min(self.entries.len())).rev().take_while(is_heading).last().unwrap_or(line)
    }

    /// The last line that goes with a selected line: its sentence.
    pub(super) fn bottom(&self, line: usize) -> usize {
        line + usize::from(matches!(self.entry(line + 1), Some(Entry::Sentence(_))))
    }

    /// The place of a line among those that can be selected, counted from one, and how many these are.
    pub(super) fn place(&self, line: usize) -> (usize, usize) {
        let count = |entries: &[Entry]| entries.iter().filter(|entry| entry.is_selectable()).count();
        (count(&self.entries[..(line + 1).min(self.entries.len())]), count(&self.entries))
    }

    /// Lists the codes that notes mention, or folds them again.
    pub(super) fn toggle_mentions(&mut self, index: &Index) {
        self.is_unfolded = !self.is_unfolded;
        self.suggestions.clear();
        self.arrange(index);
    }

    /// The line of the code at a position, its part unfolded where it has to be.
    pub(super) fn line_of(&mut self, position: usize, index: &Index) -> Option<usize> {
        let line = |results: &Results| (0..results.len()).find(|line| results.position(*line) == Some(position));
        let is_held = self.found.positions().any(|held| held == position);
        let listed = line(self);
        if listed.is_none() && is_held {
            self.toggle_mentions(index);
            return line(self);
        }
        listed
    }
}

/// `60 mg`, `NDC 50242-0917-01`, `modifier JZ`, `ICD-10-CM C50.911`.
fn chips(query: &str, found: &Found, cards: &[Card], index: &Index) -> Vec<String> {
    let ndc = Query::read(query).ndc.and(index.hit(found, 0)).and_then(|hit| {
        let typed = hit.ranges.first()?.clone();
        hit.matched.get(typed).map(|digits| format!("NDC {digits}"))
    });
    let named = cards.iter().filter(|card| !matches!(card.kind, CardKind::Payer | CardKind::Rule)).map(|card| match card.kind {
        CardKind::Administration | CardKind::Modifier => format!("{} {}", card.kind.label(), card.id),
        _ => card_title(card),
    });
    found
        .dose()
        .into_iter()
        .chain(found.patient().iter().map(|(_, text)| text.as_str()))
        .map(str::to_owned)
        .chain(ndc)
        .chain(named)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn results(entries: &[Entry]) -> Results {
        Results { entries: entries.to_vec(), ..Results::default() }
    }

    #[test]
    fn headings_and_sentences_are_passed_over_both_ways() {
        use Entry::{Card, CardHeading, Heading, Hit, Sentence};
        let list = results(&[CardHeading(CardKind::Rule), Card(0), Heading(Group::Note), Hit(0), Sentence(0), Hit(1), Sentence(1)]);
        let reached = |wanted, from| list.nearest(wanted, from);
        assert_eq!([reached(0, 0), reached(0, 3), reached(2, 1), reached(2, 3), reached(4, 3), reached(4, 5)], [1, 1, 3, 1, 5, 3]);
        assert_eq!([reached(6, 3), reached(99, 3)], [5, 5]);
        assert_eq!([list.top(1), list.top(3), list.top(5), list.bottom(3), list.bottom(1)], [0, 2, 5, 4, 1]);
        assert_eq!([list.place(1), list.place(5)], [(1, 3), (3, 3)]);
        assert_eq!([list.next_code(1, true), list.next_code(5, true), list.next_code(3, false)], [3, 5, 3]);
        assert_eq!(results(&[]).nearest(7, 0), 0);
    }
}
