//! Codes that are mistaken for this one: those written about, and those of the same drug.

use super::notes::{self, Words};
use super::{Line, Role};
use crate::catalog::{ApplicableNote, Catalog, Code, Date, Section, State};

/// Other codes of the same drug: one name is the other, or begins it. Active ones first, then by code.
pub fn look_alikes<'a>(catalog: &'a Catalog, code: &Code, on: Date) -> Vec<&'a Code> {
    let mut found: Vec<&Code> = catalog.codes().of_same_drug(&code.name).filter(|other| other.code != code.code).collect();
    found.sort_by_key(|c| (c.state(on) == State::Ended, &c.code));
    found
}

pub(super) fn lines(catalog: &Catalog, code: &Code, on: Date) -> Vec<Line> {
    let notes: Vec<ApplicableNote> = catalog.notes_of(&code.code, &[Section::Similar], on);
    let words = Words::new(catalog, on);
    let mut lines = Vec::new();
    notes::section_lines(catalog, Section::Similar, &notes.iter().collect::<Vec<_>>(), &words, &mut lines);
    let told = |other: &Code| notes.iter().any(|n| n.note.about.as_deref() == Some(other.code.as_str()));
    let others: Vec<&Code> = look_alikes(catalog, code, on).into_iter().filter(|c| !told(c)).collect();
    if !others.is_empty() {
        if !lines.is_empty() {
            lines.push(Line::blank());
        }
        lines.push(Line::heading("Other codes of the same drug"));
        lines.extend(others.into_iter().map(|c| words.code(Line::default().indented(2, 8), &c.code)));
    }
    if lines.is_empty() {
        lines.push(Line::of(Role::Muted, "No other code of the same drug, and no look-alike codes are noted."));
    }
    lines
}
