//! Modifiers: what is written about them for a code, then how each modifier of drug lines is used, and those not valid on the
//! date.

use std::collections::BTreeSet;

use super::{Line, Role, notes};
use crate::catalog::{Catalog, Code, Date, Dates, DrugLine, Layer, ModifierNote, Section, State};

/// The modifiers that concern a code's claim lines, those first that its notes speak of, each with its dates: those of drug
/// lines, and those that the notes warn about. None for codes that are no drugs.
pub fn modifier_uses<'a>(catalog: &'a Catalog, code: &Code, on: Date) -> Vec<(&'a ModifierNote, Dates)> {
    if !code.kind.is_administered() {
        return Vec::new();
    }
    let named = named(catalog, code, on, true);
    let is_named = |modifier: &ModifierNote| named.contains(&modifier.code);
    let dates = |modifier: &ModifierNote| {
        // CMS's dates take precedence over ours.
        let written = Dates { added: modifier.from, effective: None, ended: modifier.until };
        catalog.modifiers().find(&modifier.code).map_or(written, |f| f.dates)
    };
    let all = catalog.reference().modifiers.iter().filter(|m| m.drug_line != DrugLine::No || is_named(m));
    let mut uses: Vec<_> = all.map(|m| (m, dates(m))).collect();
    uses.sort_by_key(|(modifier, _)| !is_named(modifier));
    uses
}

/// The modifiers that the notes of a code speak of, those for every drug or not.
fn named(catalog: &Catalog, code: &Code, on: Date, every: bool) -> BTreeSet<String> {
    let notes = catalog.notes_of(&code.code, &[Section::Modifiers], on).into_iter();
    notes.filter(|n| every || n.layer != Layer::All).filter_map(|n| n.note.about).collect()
}

pub(super) fn lines(catalog: &Catalog, code: &Code, on: Date, all: bool) -> Vec<Line> {
    let mut lines = notes::lines(catalog, code, &[Section::Modifiers], on, all);
    // What the notes for every drug speak of answers where the code and its classes say nothing.
    let named = Some(named(catalog, code, on, false)).filter(|own| !own.is_empty()).unwrap_or_else(|| named(catalog, code, on, true));
    let (valid, invalid): (Vec<_>, Vec<_>) =
        modifier_uses(catalog, code, on).into_iter().partition(|(_, dates)| dates.state(on) == State::Active);
    let (near, far): (Vec<_>, Vec<_>) = valid.into_iter().partition(|(modifier, _)| all || named.contains(&modifier.code));
    if !near.is_empty() {
        lines.extend([Line::blank(), Line::heading(format!("When to use each, valid on {on}"))]);
        // Folded: when to use those that belong on drug lines, of the others the title.
        let usual = |modifier: &ModifierNote| modifier.drug_line == DrugLine::Yes;
        lines.extend(near.iter().flat_map(|(modifier, _)| match all {
            true => usage(modifier),
            false if usual(modifier) => vec![brief(modifier)],
            false => vec![title(modifier)],
        }));
    }
    if !all {
        let more = (!far.is_empty()).then(|| format!("when to use each of {} more of drug lines", far.len()));
        let codes: Vec<&str> = invalid.iter().map(|(modifier, _)| modifier.code.as_str()).collect();
        let not_valid = (!codes.is_empty()).then(|| format!("not valid on {on}: {}", codes.join(" ")));
        let told: Vec<String> = more.into_iter().chain(not_valid).collect();
        if !told.is_empty() {
            lines.push(Line::of(Role::Muted, format!("Folded: {}", told.join("; "))));
        }
    } else if !invalid.is_empty() {
        lines.extend([Line::blank(), Line::heading(format!("Not valid on {on}"))]);
        lines.extend(invalid.into_iter().map(|(modifier, dates)| match (dates.ended.filter(|day| *day < on), dates.added) {
            (Some(ended), _) => title(modifier).with(Role::Ended, format!(" (ended {ended})")),
            (None, added) => title(modifier).with(Role::Warning, added.map(|day| format!(" (from {day})")).unwrap_or_default()),
        }));
    }
    lines
}

fn title(modifier: &ModifierNote) -> Line {
    Line::of(Role::Code, modifier.code.clone()).with(Role::Text, format!(": {}", modifier.title)).indented(2, 6)
}

/// A modifier of the table by its two characters, as the panel of a modifier shows it; `None` where it is not held.
pub fn modifier_lines(catalog: &Catalog, modifier: &str) -> Option<Vec<Line>> {
    catalog.reference().modifiers.iter().find(|m| m.code == modifier).map(usage)
}

/// `JW: Drug amount discarded. On its own line: whole units left in a single-dose container ...`, the first sentence of when.
fn brief(modifier: &ModifierNote) -> Line {
    let when = modifier.when.split_inclusive(". ").next().unwrap_or_default().trim();
    title(modifier).with(Role::Text, ". ").with(Role::Muted, when)
}

/// When to use a modifier, the common errors, and who reads it.
fn usage(modifier: &ModifierNote) -> Vec<Line> {
    let mut lines = vec![title(modifier)];
    let mut add = |label: &str, text: &str| {
        if !text.is_empty() {
            lines.push(Line::of(Role::Label, label).with(Role::Text, text).indented(6, 8));
        }
    };
    add("when: ", &modifier.when);
    add("common errors: ", &modifier.misuse.join("; "));
    add("used by: ", &modifier.used_by);
    lines
}
