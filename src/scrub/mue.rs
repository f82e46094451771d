//! Units against the medically unlikely edit.

use super::context::{Group, Line};
use super::finding::{Findings, Severity};
use crate::billing::mue;

/// The edit of the setting, for payers that are known to apply Medicare's table or one like it.
pub(crate) fn check(group: &Group<'_, '_>, found: &mut Findings) {
    let first = group.first();
    let Some(edit) = mue::applying(&first.facts.mue, first.setting) else { return };
    if !first.payer.medicare && !first.payer.medicare_tables {
        return;
    }
    let units = mue::tested(group.lines.iter().filter_map(|l| l.units()), edit);
    // An edit of 0 is about the setting, so it speaks only where the setting is said.
    if units <= u64::from(edit.value) || (edit.value == 0 && !first.setting_known) {
        return;
    }
    let over = group.lines.iter().copied().find(|l| edit.mai == 1 && l.units() == Some(units)).unwrap_or(first);
    // A table of another year may differ, and so may another payer's.
    let most = if of_the_year(first, &edit.quarter) { Severity::Error } else { Severity::Warning };
    let whose = if first.payer.medicare_tables { " The table is Medicare's; this payer's own may differ." } else { "" };
    found.at_most(over, mue::edit(edit), most, format!("{}.{whose}", mue::excess(units, edit)), &[]);
}

/// Is the table of the year of the service or the one before it?
fn of_the_year(line: &Line<'_>, quarter: &str) -> bool {
    quarter.get(..4).and_then(|y| y.parse::<i16>().ok()).is_some_and(|year| line.date.year() >= year)
}
