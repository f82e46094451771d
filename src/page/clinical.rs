//! What a drug is given for, how, how much and how often: the structured rows before the notes.

use super::notes;
use super::{Line, Role};
use crate::catalog::{AdministrationUse, Catalog, Code, Date, Indication, Schedule};

/// The structured rows of a code, or of its class where the code has none of a kind.
pub(super) fn lines(catalog: &Catalog, code: &Code, on: Date) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut part = |heading: &str, rows: Vec<Line>| {
        if !rows.is_empty() {
            lines.push(Line::heading(heading));
            lines.extend(rows);
            lines.push(Line::blank());
        }
    };
    part("Indications", catalog.indications(&code.code).iter().map(indication).collect());
    part("Dose and schedule", catalog.schedule(&code.code, on).iter().map(schedule).collect());
    part("Administration codes", catalog.administration(&code.code).iter().map(|a| administration(catalog, a)).collect());
    lines
}

fn indication(row: &Indication) -> Line {
    let line = Line::of(Role::Muted, "- ").indented(2, 4).with(Role::Text, row.text.clone());
    let line = if row.as_of.is_empty() { line } else { line.with(Role::Muted, format!(" ({})", row.as_of)) };
    notes::sourced(line, row.confidence, &row.sources)
}

fn schedule(row: &Schedule) -> Line {
    let mut line = Line::of(Role::Muted, "- ").indented(2, 4);
    if !row.route.is_empty() {
        line = line.with(Role::Label, format!("{}: ", row.route));
    }
    let full_stop = if row.text.ends_with(['.', '!', '?']) { "" } else { "." };
    line = line.with(Role::Text, format!("{}{full_stop}", row.text));
    if let Some(max) = &row.max_dose {
        line = line.with(Role::Text, format!(" Highest single dose: {max}."));
    }
    if let (Some(units), Some(days)) = (row.max_units, row.period_days) {
        line = line.with(
            Role::Text,
            format!(" At most {units} {} in {days} {}.", if units == 1 { "unit" } else { "units" }, if days == 1 { "day" } else { "days" }),
        );
    }
    notes::sourced(line, row.confidence, &row.sources)
}

/// `96413: First hour of the infusion`, with our words for the number where the row says less.
fn administration(catalog: &Catalog, row: &AdministrationUse) -> Line {
    let held = catalog.reference().administration.iter().find(|a| a.code == row.code);
    let words = if row.when.is_empty() { held.map_or("", |a| a.words.as_str()) } else { row.when.as_str() };
    let line = Line::of(Role::Code, row.code.clone()).with(Role::Text, format!(": {words}")).indented(2, 4);
    notes::sourced(line, row.confidence, &row.sources)
}
