//! How much of the catalog has knowledge of its own, nearer than what holds for every drug.

use crate::catalog::{AnnouncedAction, Catalog, Date, Layer, Section, State};

/// The sections that every active drug code must fill from its own notes or its classes'.
pub const REQUIRED: [Section; 5] = [Section::Clinical, Section::Modifiers, Section::Documentation, Section::Denials, Section::Payers];

/// How far one section is filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// The section.
    pub section: Section,
    /// Active drug codes (not skin substitutes, supplies and services).
    pub codes: usize,
    /// Those with at least one note of their own or of a class.
    pub covered: usize,
    /// The others.
    pub missing: Vec<String>,
}

/// Counts each required section on a date.
pub fn coverage(catalog: &Catalog, on: Date) -> Vec<Coverage> {
    let mut counted: Vec<Coverage> =
        REQUIRED.into_iter().map(|section| Coverage { section, codes: 0, covered: 0, missing: Vec::new() }).collect();
    let drugs = catalog
        .codes()
        .iter()
        .filter(|c| c.state(on) == State::Active && c.kind.is_administered())
        // What is known of an announced code is its short descriptor.
        .filter(|c| c.announced.as_ref().is_none_or(|a| a.action != AnnouncedAction::Added));
    for code in drugs {
        let notes = catalog.notes(&code.code, on);
        for section in &mut counted {
            section.codes += 1;
            if notes.iter().any(|n| n.section == section.section && matches!(n.layer, Layer::Code | Layer::Class(_))) {
                section.covered += 1;
            } else {
                section.missing.push(code.code.clone());
            }
        }
    }
    counted
}
