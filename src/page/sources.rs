//! The documents and editions that a page rests on.

use std::collections::BTreeSet;

use super::{Line, Role};
use crate::catalog::{Catalog, Code, Date, Source};

/// The documents that the page of a code names: notes, corrections, packages, and the tables around them.
pub fn documents(catalog: &Catalog, code: &Code, on: Date) -> Vec<Source> {
    let mut named: BTreeSet<String> = catalog.notes(&code.code, on).into_iter().flat_map(|n| n.note.sources).collect();
    named.extend(catalog.corrections(&code.code).into_iter().flat_map(|c| c.sources));
    named.extend(catalog.transition(&code.code).into_iter().flat_map(|t| t.sources.clone()));
    let package_notes = catalog.package_notes();
    let facts = catalog.facts(&code.code);
    let packages = facts.products.iter().filter_map(|p| package_notes.get(p.ndc11.as_ref()?));
    named.extend(packages.flat_map(|n| n.sources.iter().cloned()));
    named.extend(super::checklists(catalog, code).into_iter().flat_map(|l| l.sources));
    named.extend(super::reference::sources(catalog, code, on));
    catalog.sources().iter().filter(|s| named.contains(&s.id)).cloned().collect()
}

pub(super) fn lines(catalog: &Catalog, code: &Code, on: Date) -> Vec<Line> {
    let documents = documents(catalog, code, on);
    let mut lines = vec![Line::heading("Editions of the data held")];
    for edition in catalog.editions() {
        lines.push(Line::labeled(&edition.what).with(Role::Text, super::quarter_words(&edition.edition)).indented(2, 16));
    }
    lines.push(Line::blank());
    lines.push(Line::heading("Documents that the notes rest on"));
    if documents.is_empty() {
        lines.push(Line::of(Role::Muted, "No note is written about this code.").indented(2, 4));
    }
    lines.extend(documents.into_iter().map(line));
    lines
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
