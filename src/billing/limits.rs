//! Medically unlikely edits: not dosing limits, but what a claim is held against.

use super::Trail;
use super::answer::{Line, UnitEditVerdict, Verdict};
use super::rules::{self, RuleId};
use crate::catalog::{EditSetting, Setting, UnitEdit};

/// The edit that applies in a setting. Suppliers have a table of their own, which is not held here.
pub fn applying(edits: &[UnitEdit], setting: Setting) -> Option<&UnitEdit> {
    let table = match setting {
        Setting::Office | Setting::Asc => EditSetting::Practitioner,
        Setting::Outpatient => EditSetting::Outpatient,
        Setting::Dme => return None,
    };
    edits.iter().find(|e| e.setting == table)
}

/// Judges the lines of one code on one date. Discarded units count.
pub fn judge(lines: &[Line], edit: Option<&UnitEdit>, setting: Setting, trail: &mut Trail) -> UnitEditVerdict {
    let table = match setting {
        Setting::Office | Setting::Asc => "practitioner",
        Setting::Outpatient => "outpatient",
        Setting::Dme => "dme",
    };
    let Some(edit) = edit else {
        let text = if setting == Setting::Dme {
            "the unit edits for suppliers are a table of their own, which is not held here"
        } else {
            "no unit edit is published for this code; unpublished ones exist, so bill what was given"
        };
        trail.step(rules::MUE_UNPUBLISHED, text);
        return UnitEditVerdict { setting: table, value: None, mai: None, quarter: None, verdict: Verdict::Unpublished };
    };
    let (units, rule) = tested(lines, edit);
    let over = units > u64::from(edit.value);
    let what = if edit.mai == 1 { "largest line" } else { "units of the date" };
    let than = if over { "more than" } else { "at most" };
    trail.step(rule, format!("{what} {units}, {than} the unit edit of {} (MAI {}, {})", edit.value, edit.mai, edit.quarter));
    if over {
        trail.warn("over-unit-edit", rule, advice(units, edit));
    }
    let verdict = if over { Verdict::Over } else { Verdict::Within };
    UnitEditVerdict { setting: table, value: Some(edit.value), mai: Some(edit.mai), quarter: Some(edit.quarter.clone()), verdict }
}

fn tested(lines: &[Line], edit: &UnitEdit) -> (u64, RuleId) {
    let units = lines.iter().map(|l| l.units);
    match edit.mai {
        1 => (units.max().unwrap_or(0), rules::MUE_LINE),
        2 => (units.fold(0, u64::saturating_add), rules::MUE_POLICY),
        _ => (units.fold(0, u64::saturating_add), rules::MUE_CLINICAL),
    }
}

fn advice(units: u64, edit: &UnitEdit) -> String {
    let head = format!("{units} units against an edit of {}: all of them deny, not only the excess. Check the units first; ", edit.value);
    match edit.mai {
        1 => head + "if they are right, split them over lines of at most the edit with a modifier that fits",
        2 => head + "this edit is absolute, the contractor cannot override it, and splitting lines does not help",
        _ => head + "if they are right, bill what was given and ask for redetermination with order, weight and administration record",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(units: &[u64], limit: Option<(u32, u8)>) -> (Verdict, usize) {
        let lines: Vec<Line> = units.iter().map(|u| Line { code: None, modifiers: Vec::new(), units: *u, ndc: None }).collect();
        let edit = limit.map(|(value, mai)| UnitEdit { setting: EditSetting::Practitioner, value, mai, quarter: "2026-07".into() });
        let mut trail = Trail::default();
        let verdict = judge(&lines, edit.as_ref(), Setting::Office, &mut trail).verdict;
        (verdict, trail.warnings.len())
    }

    #[test]
    fn by_line_and_by_date() {
        assert_eq!(verdict(&[123, 27], Some((160, 3))), (Verdict::Within, 0));
        assert_eq!(verdict(&[123, 27], Some((140, 3))), (Verdict::Over, 1));
        assert_eq!(verdict(&[210], Some((170, 2))), (Verdict::Over, 1));
        assert_eq!(verdict(&[150, 20], Some((160, 1))), (Verdict::Within, 0));
        assert_eq!(verdict(&[150, 20], Some((150, 3))), (Verdict::Over, 1));
        assert_eq!(verdict(&[150], Some((150, 2))), (Verdict::Within, 0));
        assert_eq!(verdict(&[210], None), (Verdict::Unpublished, 0));
    }

    #[test]
    fn the_table_follows_the_setting() {
        let edit = |setting, value| UnitEdit { setting, value, mai: 3, quarter: "2026-07".into() };
        let edits = [edit(EditSetting::Practitioner, 10), edit(EditSetting::Outpatient, 20)];
        assert_eq!(applying(&edits, Setting::Office).map(|e| e.value), Some(10));
        assert_eq!(applying(&edits, Setting::Asc).map(|e| e.value), Some(10));
        assert_eq!(applying(&edits, Setting::Outpatient).map(|e| e.value), Some(20));
        assert_eq!(applying(&edits, Setting::Dme), None);
    }
}
