//! The small tables around a drug line: how it is given, where, who bills it, what payers ask by topic.

use std::collections::BTreeSet;

use super::{Line, Role, notes};
use crate::catalog::{Administration, ApplicableNote, Catalog, Code, Date, PayerTopic, Section};

/// The kinds of administration, in the order they are shown, with their headings.
const KINDS: [(&str, &str); 9] = [
    ("infusion", "Infusions"),
    ("push", "Pushes"),
    ("injection", "Injections"),
    ("pump", "Pumps"),
    ("intrathecal", "Into the fluid of brain and spine"),
    ("bladder", "Into the bladder"),
    ("hydration", "Hydration"),
    ("flush", "Flushing"),
    ("other", "Others"),
];

/// Numbers for the giving of a drug, by kind, in our own words; all that are held where none is named.
pub fn administration_lines(catalog: &Catalog, numbers: &[String]) -> Vec<Line> {
    let held = &catalog.reference().administration;
    let is_wanted = |a: &&Administration| numbers.is_empty() || numbers.iter().any(|n| n.trim().eq_ignore_ascii_case(&a.code));
    let wanted: Vec<&Administration> = held.iter().filter(is_wanted).collect();
    let mut lines = vec![Line::of(Role::Muted, "The words are ours; the numbers are those of CPT, a letter in front marks one of CMS.")];
    let kind_of = |a: &Administration| KINDS.iter().position(|(kind, _)| *kind == a.kind).unwrap_or(KINDS.len() - 1);
    for (place, (_, heading)) in KINDS.iter().enumerate() {
        let mut of_kind = wanted.iter().filter(|a| kind_of(a) == place).peekable();
        if of_kind.peek().is_some() {
            lines.extend([Line::blank(), Line::heading(*heading)]);
            lines.extend(of_kind.map(|a| administration(a)));
        }
    }
    lines
}

/// `96415: each further hour ...; an add-on to 96413. A further hour needs ... [sourced: ...]`
fn administration(a: &Administration) -> Line {
    let mut line = Line::of(Role::Code, a.code.clone()).with(Role::Text, format!(": {}", a.words)).indented(2, 4);
    if !a.base.is_empty() {
        line = line.with(Role::Warning, "; an add-on to ").with(Role::Code, a.base.join(", "));
    }
    if !a.note.is_empty() {
        line = line.with(Role::Text, format!(". {}", a.note));
    }
    notes::sourced(line, a.confidence, &a.sources)
}

/// What a number for the giving of a drug is, in our own words; `None` where it is not held.
pub fn administration_words(catalog: &Catalog, number: &str) -> Option<String> {
    let held = catalog.reference().administration.iter().find(|a| a.code.eq_ignore_ascii_case(number.trim()))?;
    Some(administration(held).text().trim().to_owned())
}

/// Below the clinical notes: numbers they name, then places and specialties of which they say nothing.
///
/// The tables that hold for every drug only where `all` is wanted.
pub(super) fn around(catalog: &Catalog, code: &Code, on: Date, all: bool) -> Vec<Line> {
    if !code.kind.is_administered() {
        return Vec::new();
    }
    let reference = catalog.reference();
    let notes = catalog.notes(&code.code, on);
    let numbers = numbers_named(&reference.administration, &notes);
    let told = |section: Section| -> BTreeSet<&str> {
        notes.iter().filter(|n| n.section == section).filter_map(|n| n.note.about.as_deref()).collect()
    };
    let mut lines = Vec::new();
    let mut part = |heading: &str, rows: Vec<Line>| {
        if !rows.is_empty() {
            lines.extend([Line::blank(), Line::heading(heading)]);
            lines.extend(rows);
        }
    };
    if all || catalog.administration(&code.code).is_empty() {
        part("Administration numbers named on this page", numbers.into_iter().map(administration).collect());
    }
    if !all {
        return lines;
    }
    let mut part = |heading: &str, rows: Vec<Line>| {
        if !rows.is_empty() {
            lines.extend([Line::blank(), Line::heading(heading)]);
            lines.extend(rows);
        }
    };
    let (places, told_places) = (catalog.places(), told(Section::Sites));
    let rows = reference.place_notes.iter().filter(|p| !told_places.contains(p.code.as_str())).map(|p| {
        let name = places.iter().find(|held| held.code == p.code).map_or("", |held| held.name.as_str());
        let line = Line::of(Role::Label, "POS ").with(Role::Code, p.code.clone()).with(Role::Text, format!(" {name}: {}", p.note));
        notes::sourced(line.indented(2, 4), p.confidence, &p.sources)
    });
    part("Other places of service", rows.collect());
    let told_taxonomies = told(Section::Taxonomies);
    let others = reference.taxonomies.iter().filter(|t| !told_taxonomies.contains(t.code.as_str()));
    let rows = others.map(|t| Line::of(Role::Code, t.code.clone()).with(Role::Text, format!(" {}", t.name)).indented(2, 4));
    part("Other specialties on drug claims (taxonomy)", rows.collect());
    lines
}

fn numbers_named<'a>(held: &'a [Administration], notes: &[ApplicableNote]) -> Vec<&'a Administration> {
    let words = notes.iter().flat_map(|n| n.note.text.split(|c: char| !c.is_ascii_alphanumeric()));
    let numbers: BTreeSet<&str> = words.filter(|word| word.len() == 5 && word.bytes().any(|b| b.is_ascii_digit())).collect();
    held.iter().filter(|a| numbers.contains(a.code.as_str())).collect()
}

/// The ids of the documents that these tables rest on.
pub(super) fn sources(catalog: &Catalog, code: &Code, on: Date) -> Vec<String> {
    if !code.kind.is_administered() {
        return Vec::new();
    }
    let reference = catalog.reference();
    let notes = catalog.notes(&code.code, on);
    let numbers = numbers_named(&reference.administration, &notes);
    let of_tables = reference.place_notes.iter().map(|p| &p.sources).chain(reference.payer_topics.iter().map(|t| &t.sources));
    numbers.into_iter().map(|a| &a.sources).chain(of_tables).flatten().cloned().collect()
}

/// What each payer asks, topic by topic; what is not known is said too.
pub(super) fn payer_topics(catalog: &Catalog, code: &Code, all: bool) -> Vec<Line> {
    if !code.kind.is_administered() {
        return Vec::new();
    }
    let topics = &catalog.reference().payer_topics;
    let mut lines = Vec::new();
    let rulebook = catalog.rulebook();
    let mut payers: Vec<&str> = Vec::new();
    for topic in topics.iter() {
        if !payers.contains(&topic.payer.as_str()) {
            payers.push(&topic.payer);
        }
    }
    if !all {
        let known = topics.iter().filter(|t| !t.text.is_empty()).count();
        return vec![Line::of(Role::Muted, format!("Folded: {known} answers of {} payers on every drug, by topic", payers.len()))];
    }
    for payer in payers {
        let (unknown, known): (Vec<&PayerTopic>, Vec<&PayerTopic>) =
            topics.iter().filter(|t| t.payer == payer).partition(|t| t.unknown || t.text.is_empty());
        let name = rulebook.payer(payer).map_or_else(|| capital(payer), |p| p.name.clone());
        lines.extend([Line::blank(), Line::heading(name)]);
        lines.extend(known.into_iter().map(topic));
        if !unknown.is_empty() {
            let words: Vec<String> = unknown.iter().map(|t| topic_words(&t.topic)).collect();
            lines.push(Line::of(Role::Muted, format!("not known here: {}", words.join(", "))).indented(2, 4));
        }
    }
    if !lines.is_empty() {
        lines.splice(0..0, [Line::blank(), Line::of(Role::Layer, "What payers ask of every drug, by topic")]);
    }
    lines
}

/// What one payer asks, topic by topic, as far as it is known.
pub(super) fn topics_of(catalog: &Catalog, payer: &str) -> Vec<Line> {
    let is_known = |t: &&PayerTopic| t.payer == payer && !t.unknown && !t.text.is_empty();
    catalog.reference().payer_topics.iter().filter(is_known).map(topic).collect()
}

fn topic(topic: &PayerTopic) -> Line {
    let line = Line::of(Role::Label, format!("{}: ", topic_words(&topic.topic))).with(Role::Text, topic.text.clone()).indented(2, 4);
    notes::sourced(line, topic.confidence, &topic.sources)
}

/// The name of a payer of which the catalog holds no more than its id.
fn capital(id: &str) -> String {
    let mut letters = id.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// `step-therapy` as `step therapy`; `ndc` as `NDC`.
fn topic_words(topic: &str) -> String {
    if matches!(topic, "ndc" | "340b") { topic.to_uppercase() } else { topic.replace('-', " ") }
}
