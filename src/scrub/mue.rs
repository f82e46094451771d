//! Units against the medically unlikely edit.

use super::context::{Group, Line};
use super::finding::{Findings, Severity};
use crate::billing::mue;

/// The edit of the setting, for payers that are known to apply Medicare's table or one like it.
pub(crate) fn check(group: &Group<'_, '_>, found: &mut Findings) {
    let first = group.first();
    let Some(edit) = mue::applying(&first.facts.mue, first.setting) else { return };
    let like_medicare = matches!(first.payer.id.as_str(), "medicaid" | "medicare-advantage");
    if !first.payer.medicare && !like_medicare {
        return;
    }
    let (units, rule) = mue::tested(group.lines.iter().filter_map(|l| l.units()), edit);
    // An edit of 0 is about the setting, so it speaks only where the setting is said.
    if units <= u64::from(edit.value) || (edit.value == 0 && !first.setting_known) {
        return;
    }
    let over = group.lines.iter().copied().find(|l| edit.mai == 1 && l.units() == Some(units)).unwrap_or(first);
    // Indicators 1 and 2 stop the claim; 3 gives way to records. A table of another year or of another payer may differ.
    let severity = if edit.mai == 3 || !like(first, &edit.quarter) { Severity::Warning } else { Severity::Error };
    let whose = if like_medicare { " The table is Medicare's; this payer's own may differ." } else { "" };
    let draft = found.add(over, severity, "over-unit-edit", rule).denied("CO", "151", &["N362"]);
    draft.say(format!("{}.{whose}", mue::excess(units, edit)), mue::advice(edit));
}

/// Is the table Medicare's and of the year of the service or the one before it?
fn like(line: &Line<'_>, quarter: &str) -> bool {
    let year = quarter.get(..4).and_then(|y| y.parse::<i16>().ok());
    line.payer.medicare && year.is_some_and(|year| line.date.year() >= year)
}
