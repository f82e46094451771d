//! What a machine can see of the knowledge: fragments, sentences that stand twice, unit advice that the unit contradicts, words
//! that promise more than their source carries, and on what kinds of documents it rests.

use std::collections::{BTreeMap, BTreeSet};

use super::{Catalog, Code, Confidence, Knowledge, Source, SourceKind};
use crate::quantity::Quantity;

/// A text of fewer words is a fragment.
const FEWEST_WORDS: usize = 6;

/// What was found, each as `where: text`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Review {
    /// Notes of fewer than six words.
    pub fragments: Vec<String>,
    /// One sentence in several files.
    pub repeated: Vec<String>,
    /// A unit stated of a code that is not its unit.
    pub unit_contradictions: Vec<String>,
    /// Reason, remark and modifier codes that stand in no table.
    pub unknown_codes: Vec<String>,
    /// `always`, `never`, `only` or `must` without an official source.
    pub absolutes: Vec<String>,
    /// Notes that rest on payers' documents of two years before the newest source or older, and do not name the year.
    pub undated_policies: Vec<String>,
    /// Citations by kind of source: of the publisher's own document, of a copy.
    pub citations: BTreeMap<SourceKind, (usize, usize)>,
}

/// One statement with the file it stands in.
struct Statement<'a> {
    place: &'a str,
    text: &'a str,
    sources: &'a [String],
    confidence: Confidence,
    /// A note rather than a row of a table.
    note: bool,
}

/// Reviews everything that is written in a catalog.
pub fn review(catalog: &Catalog) -> Review {
    let mut knowledge: Vec<(String, Knowledge)> = Vec::new();
    knowledge.extend(catalog.classes_with_knowledge().map(|(class, k)| (class.id.clone(), k.decode())));
    knowledge.extend(catalog.shipped_pages().map(|page| (page.code.clone(), page.knowledge.clone())));
    let mut review = Review::default();
    let mut statements: Vec<Statement<'_>> = Vec::new();
    for (place, knowledge) in &knowledge {
        statements.extend(knowledge.notes.iter().map(|(_, n)| Statement {
            place,
            text: &n.text,
            sources: &n.sources,
            confidence: n.confidence,
            note: true,
        }));
        let mut row = |text, sources, confidence| statements.push(Statement { place, text, sources, confidence, note: false });
        knowledge.indications.iter().for_each(|r| row(&r.text, &r.sources, r.confidence));
        knowledge.administration.iter().for_each(|r| row(&r.when, &r.sources, r.confidence));
        knowledge.schedule.iter().for_each(|r| row(&r.text, &r.sources, r.confidence));
        knowledge.corrections.iter().for_each(|r| row(&r.truth, &r.sources, r.confidence));
    }
    for r in catalog.code_replacements() {
        statements.push(Statement { place: &r.ended, text: &r.text, sources: &r.sources, confidence: r.confidence, note: false });
    }
    codes_named(catalog, &knowledge, &mut review);
    statements.iter().for_each(|s| review.statement(catalog, s));
    review.undated_policies = undated_policies(catalog, &knowledge);
    review.repeated = repeated(&statements);
    review
}

impl Review {
    fn statement(&mut self, catalog: &Catalog, s: &Statement<'_>) {
        let told = || format!("{}: {}", s.place, s.text);
        if s.note && s.text.split_whitespace().count() < FEWEST_WORDS {
            self.fragments.push(told());
        }
        if contradicts_a_unit(catalog, s.text) {
            self.unit_contradictions.push(told());
        }
        let absolute = |word: &str| matches!(word.to_lowercase().as_str(), "always" | "never" | "only" | "must");
        if s.confidence != Confidence::Official && s.note && words(s.text).any(absolute) {
            self.absolutes.push(told());
        }
        for source in s.sources.iter().filter_map(|id| catalog.source(id)) {
            let (original, copy) = self.citations.entry(source.kind).or_default();
            *if source.original { original } else { copy } += 1;
        }
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty())
}

/// Sentences of six words and more that stand in more than one file.
fn repeated(statements: &[Statement<'_>]) -> Vec<String> {
    let mut places: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for s in statements.iter().filter(|s| s.note) {
        for sentence in s.text.split_inclusive(['.', '!', '?']).map(str::trim) {
            if sentence.split_whitespace().count() >= FEWEST_WORDS {
                places.entry(sentence.to_lowercase()).or_default().insert(s.place);
            }
        }
    }
    let several = places.into_iter().filter(|(_, places)| places.len() > 1);
    several.map(|(sentence, places)| format!("{}: {sentence}", places.into_iter().collect::<Vec<_>>().join(", "))).collect()
}

/// What a plan wrote years ago may no longer hold: the reader must see when.
fn undated_policies(catalog: &Catalog, knowledge: &[(String, Knowledge)]) -> Vec<String> {
    let year = |source: &Source| {
        let dated = Some(source.date.as_str()).filter(|date| !date.starts_with("undated"));
        words(dated?).find(|word| word.len() == 4).and_then(|word| word.parse::<u16>().ok())
    };
    let newest = catalog.sources().iter().filter_map(year).max().unwrap_or_default();
    let is_old = |id: &String| catalog.source(id).is_some_and(|s| s.kind == SourceKind::Payer && year(s).is_some_and(|y| y + 2 <= newest));
    let names_a_year = |text: &str| words(text).any(|word| word.len() == 4 && (word.starts_with("20") || word.starts_with("19")));
    let notes = knowledge.iter().flat_map(|(place, knowledge)| knowledge.notes.iter().map(move |(_, note)| (place, note)));
    notes
        .filter(|(_, note)| !note.sources.is_empty() && note.sources.iter().all(is_old))
        .filter(|(_, note)| note.until.is_none() && !names_a_year(&note.text))
        .map(|(place, note)| format!("{place}: {}", note.text))
        .collect()
}

/// Reasons, remarks and modifiers that notes are about and no table holds.
fn codes_named(catalog: &Catalog, knowledge: &[(String, Knowledge)], review: &mut Review) {
    use super::Section;
    let reference = catalog.reference();
    for (place, knowledge) in knowledge {
        for (section, note) in &knowledge.notes {
            let about = note.about.as_deref().unwrap_or_default();
            let is_known = match section {
                Section::Denials => reference.denials.carc.iter().any(|c| c.code == about),
                Section::Modifiers => reference.modifiers.iter().any(|m| m.code == about) || catalog.modifiers().find(about).is_some(),
                Section::Payers => catalog.rulebook().payer(about).is_some(),
                Section::Similar => catalog.code(about).is_some(),
                _ => true,
            };
            let unknown = (!is_known && !about.is_empty()).then_some(about);
            let remarks = note.rarc.iter().map(String::as_str).filter(|r| !reference.denials.rarc.iter().any(|held| held.code == *r));
            review.unknown_codes.extend(unknown.into_iter().chain(remarks).map(|code| format!("{place}: {code}")));
        }
    }
}

/// Does a text say of a code that it bills another amount than its unit? `J2371 is per 20 mcg`, `J0665 (0.5 mg)`.
fn contradicts_a_unit(catalog: &Catalog, text: &str) -> bool {
    const LINKS: [&str; 6] = [" is per ", " bills per ", " counts per ", " per ", " (", ", per "];
    let named = text.match_indices(|c: char| c.is_ascii_uppercase()).filter_map(|(at, _)| {
        let word = text.get(at..at + 5)?;
        let whole = !text[at + 5..].starts_with(char::is_alphanumeric) && !text[..at].ends_with(char::is_alphanumeric);
        Some((catalog.code(word).filter(|_| whole)?, &text[at + 5..]))
    });
    named.into_iter().any(|(code, rest)| {
        let stated = LINKS.iter().find_map(|link| stated(rest.strip_prefix(link)?));
        stated.is_some_and(|stated| differs(code, stated))
    })
}

/// The amount that a text begins with: `20 mcg: divide` is 20 mcg.
fn stated(text: &str) -> Option<Quantity> {
    let end = text.find([':', ';', ',', ')', '(']).unwrap_or(text.len());
    let words: Vec<&str> = text[..end].trim_end_matches('.').split_whitespace().take(3).collect();
    (2..=words.len()).rev().find_map(|n| Quantity::parse(&words[..n].join(" ")).ok())
}

fn differs(code: &Code, stated: Quantity) -> bool {
    let Some(unit) = code.unit.quantity() else { return false };
    unit.measure.dimension() == stated.measure.dimension() && unit.with(stated).is_ok_and(|(unit, stated)| unit != stated)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_read_to_its_end() {
        let read = |text: &str| stated(text).map(|q| q.to_string());
        assert_eq!(read("20 mcg: divide micrograms by 20").as_deref(), Some("20 mcg"));
        assert_eq!(read("0.5 mg) and more").as_deref(), Some("0.5 mg"));
        assert_eq!(read("vial of any size"), None);
    }
}
