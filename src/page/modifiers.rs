//! Modifiers: what is written about them for a code, then the others of drug claims, and those that are over.

use std::collections::BTreeSet;

use super::{Line, Role, notes};
use crate::catalog::{Catalog, Code, Date, Dates, DrugLine, Section, State};

pub(super) fn lines(catalog: &Catalog, code: &Code, on: Date, all: bool) -> Vec<Line> {
    let mut lines = notes::lines(catalog, code, &[Section::Modifiers], on, all);
    if !code.kind.is_administered() {
        return lines;
    }
    let notes = catalog.notes(&code.code, on).into_iter().filter(|n| n.section == Section::Modifiers);
    let told: BTreeSet<String> = notes.filter_map(|n| n.note.about).collect();
    let facts = catalog.modifiers();
    let (mut others, mut over) = (Vec::new(), Vec::new());
    for modifier in catalog.reference().modifiers.iter().filter(|m| m.drug_line != DrugLine::No) {
        // CMS's dates stand above our own.
        let written = Dates { added: modifier.from, effective: None, ended: modifier.until };
        let dates = facts.iter().find(|f| f.code == modifier.code).map_or(written, |f| f.dates);
        let line = Line::of(Role::Code, modifier.code.clone()).with(Role::Text, format!(": {}", modifier.title)).indented(2, 6);
        match (dates.state(on), dates.ended, dates.added) {
            (State::Active, _, _) if told.contains(&modifier.code) => {}
            (State::Active, _, _) => others.push(modifier.code.as_str()),
            (State::Ended, Some(ended), _) => over.push(line.with(Role::Ended, format!(" (ended {ended})"))),
            (_, _, Some(added)) => over.push(line.with(Role::Warning, format!(" (from {added})"))),
            _ => {}
        }
    }
    if !over.is_empty() {
        lines.extend([Line::blank(), Line::heading(format!("Not valid on {on}"))]);
        lines.extend(over);
    }
    if !others.is_empty() {
        lines.extend([Line::blank(), Line::heading(format!("Other modifiers of drug lines, valid on {on}"))]);
        lines.push(Line::of(Role::Code, others.join(" ")).indented(2, 2));
    }
    lines
}
