//! The documents and editions that a page rests on.

use std::collections::{BTreeMap, BTreeSet};

use super::{Line, Role};
use crate::catalog::{Catalog, Code, Date, Layer, Source};

/// The documents that the page of a code names: notes, corrections, packages, and the tables around them.
pub fn documents(catalog: &Catalog, code: &Code, on: Date) -> Vec<Source> {
    let mut named = near(catalog, code, on);
    named.extend(catalog.notes(&code.code, on).into_iter().flat_map(|n| n.note.sources));
    named.extend(super::checklists(catalog, code).into_iter().flat_map(|l| l.sources));
    named.extend(super::reference::sources(catalog, code, on));
    of_ids(catalog, &named)
}

/// The ids of documents that speak of the code or its classes, and not of every drug.
fn near(catalog: &Catalog, code: &Code, on: Date) -> BTreeSet<String> {
    let notes = catalog.notes(&code.code, on).into_iter().filter(|n| n.layer != Layer::All);
    let mut named: BTreeSet<String> = notes.flat_map(|n| n.note.sources).collect();
    named.extend(catalog.indications(&code.code).into_iter().flat_map(|i| i.sources));
    named.extend(catalog.administration(&code.code).into_iter().flat_map(|a| a.sources));
    named.extend(catalog.schedule(&code.code, on).into_iter().flat_map(|s| s.sources));
    named.extend(catalog.corrections(&code.code).into_iter().flat_map(|c| c.sources));
    named.extend(catalog.transition(&code.code).into_iter().flat_map(|t| t.sources.clone()));
    let facts = catalog.facts(&code.code);
    let packages = facts.products.iter().filter_map(|p| catalog.package_note(p.ndc11.as_ref()?));
    named.extend(packages.flat_map(|n| n.sources.iter().cloned()));
    named
}

fn of_ids(catalog: &Catalog, ids: &BTreeSet<String>) -> Vec<Source> {
    ids.iter().filter_map(|id| catalog.source(id)).cloned().collect()
}

pub(super) fn lines(catalog: &Catalog, code: &Code, on: Date, all: bool) -> Vec<Line> {
    let documents = if all { documents(catalog, code, on) } else { of_ids(catalog, &near(catalog, code, on)) };
    let mut lines = vec![Line::heading("Documents behind this page")];
    if documents.is_empty() {
        lines.push(Line::of(Role::Muted, "No note is written about this code.").indented(2, 4));
    } else if all {
        lines.extend(documents.into_iter().map(line));
    } else {
        let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
        documents.iter().for_each(|d| *kinds.entry(d.kind.as_str()).or_default() += 1);
        let counts: Vec<String> = kinds.into_iter().map(|(kind, count)| format!("{count} {kind}")).collect();
        let words = format!("{} on this code and its class: {}", documents.len(), counts.join(", "));
        lines.push(Line::of(Role::Muted, format!("Folded: {words}")).indented(2, 4));
    }
    let edition = |e: &crate::catalog::Edition| {
        let provenance = catalog.provenance(e).map(|how| format!(", {how}")).unwrap_or_default();
        (e.what.clone(), super::quarter_words(&e.edition) + &provenance)
    };
    let editions: Vec<(String, String)> = catalog.editions().iter().map(edition).collect();
    if all {
        lines.extend([Line::blank(), Line::heading("Editions of the data held")]);
        let row = |(what, edition): (String, String)| Line::labeled(&what).with(Role::Text, edition).indented(2, 16);
        lines.extend(editions.into_iter().map(row));
    } else {
        let words = format!("Folded: the editions of {} files of data; `jdex editions` lists them", editions.len());
        lines.push(Line::of(Role::Muted, words).indented(2, 4));
    }
    lines
}

/// The documents of these ids in their order, each with its number from 1 and its address.
pub fn cited_lines(catalog: &Catalog, ids: &[String]) -> Vec<Line> {
    let numbered = |(i, id): (usize, &String)| {
        let number = Line::of(Role::Source, format!("{:>2}  ", i + 1));
        let mut row = match catalog.source(id) {
            Some(source) => line(source.clone()),
            None => Line::of(Role::Source, id.clone()),
        };
        row.spans.splice(0..0, number.spans);
        row.indented(0, 4)
    };
    ids.iter().enumerate().map(numbered).collect()
}

/// One document: id, title, publisher, date, address.
pub(super) fn line(source: Source) -> Line {
    let mut line = Line::of(Role::Source, source.id).with(Role::Text, format!("  {}. {}", source.title, source.publisher));
    for part in [source.date, source.address] {
        if !part.is_empty() {
            line = line.with(Role::Muted, format!(", {part}"));
        }
    }
    line.indented(2, 4)
}
