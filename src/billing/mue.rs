//! Medically unlikely edits: not dosing limits, but what a claim is held against.

use crate::billing::line::Line;
use crate::catalog::{Mue, MueTable, Setting};
use crate::explanation::Explanation;
use crate::explanation::rules::{self, RuleId};
use serde::Serialize;

/// The units of the date or line against the published edit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MueVerdict {
    /// Which table.
    pub setting: &'static str,
    /// The most units; `null` where none is published.
    pub value: Option<u32>,
    /// 1 per line, 2 per date absolute, 3 per date clinical.
    pub mai: Option<u8>,
    /// The quarter of the table.
    pub quarter: Option<String>,
    /// Within, over, or unpublished.
    pub verdict: Verdict,
}

/// How units stand against an edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// At most the value.
    Within,
    /// More than the value.
    Over,
    /// No value is published.
    Unpublished,
}

/// The table that a setting is judged by.
fn table(setting: Setting) -> MueTable {
    match setting {
        Setting::Office | Setting::Asc => MueTable::Practitioner,
        Setting::Outpatient => MueTable::Outpatient,
        Setting::Dme => MueTable::Dme,
    }
}

/// The edit that applies in a setting.
pub fn applying(edits: &[Mue], setting: Setting) -> Option<&Mue> {
    let table = table(setting);
    edits.iter().find(|e| e.setting == table)
}

/// Judges the lines of one code on one date. Discarded units count.
pub fn judge(lines: &[Line], edit: Option<&Mue>, setting: Setting, trail: &mut Explanation) -> MueVerdict {
    let table = table(setting).as_str();
    let Some(edit) = edit else {
        let text = "no unit edit is published for this code; unpublished ones exist, so bill what was given";
        trail.step(rules::MUE_UNPUBLISHED, text);
        return MueVerdict { setting: table, value: None, mai: None, quarter: None, verdict: Verdict::Unpublished };
    };
    let (units, rule) = tested(lines.iter().map(|l| l.units), edit);
    let over = units > u64::from(edit.value);
    if over {
        trail.warn("over-unit-edit", rule, format!("{}; {}", excess(units, edit), advice(edit)));
    } else {
        trail.step(
            rule,
            format_args!("{units} {}, at most the unit edit of {} (MAI {}, {})", span(edit), edit.value, edit.mai, edit.quarter),
        );
    }
    let verdict = if over { Verdict::Over } else { Verdict::Within };
    MueVerdict { setting: table, value: Some(edit.value), mai: Some(edit.mai), quarter: Some(edit.quarter.clone()), verdict }
}

/// The units that an edit looks at, the largest line or the whole date, and the rule that says so.
pub fn tested(units: impl Iterator<Item = u64>, edit: &Mue) -> (u64, RuleId) {
    match edit.mai {
        1 => (units.max().unwrap_or(0), rules::MUE_LINE),
        2 => (units.fold(0, u64::saturating_add), rules::MUE_POLICY),
        _ => (units.fold(0, u64::saturating_add), rules::MUE_CLINICAL),
    }
}

fn span(edit: &Mue) -> &'static str {
    if edit.mai == 1 { "units on the largest line" } else { "units on the date" }
}

/// Units above an edit, in words.
pub fn excess(units: u64, edit: &Mue) -> String {
    let (span, Mue { value, mai, quarter, .. }) = (span(edit), edit);
    format!("{units} {span} against the unit edit of {value} (MAI {mai}, {quarter}): all of them deny, not only the excess")
}

/// What to do about units above an edit.
pub fn advice(edit: &Mue) -> &'static str {
    match edit.mai {
        _ if edit.value == 0 => "an edit of 0 says that the code is not paid in this setting",
        1 => "check the units; if they are right, split them over lines of at most the edit, with 76 on the repeats",
        2 => "check the units; this edit is absolute: the contractor cannot override it, and splitting lines does not help",
        _ => "check the units; if they are right bill them, and ask for redetermination with order, weight and administration record",
    }
}

#[cfg(test)]
mod tests {
    use crate::billing::mue::*;

    fn verdict(units: &[u64], limit: Option<(u32, u8)>) -> (Verdict, usize) {
        let lines: Vec<Line> = units.iter().map(|u| Line { code: None, modifiers: Vec::new(), units: *u, ndc: None }).collect();
        let edit = limit.map(|(value, mai)| Mue { setting: MueTable::Practitioner, value, mai, quarter: "2026-07".into() });
        let mut trail = Explanation::default();
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
        let edit = |setting, value| Mue { setting, value, mai: 3, quarter: "2026-07".into() };
        let edits = [edit(MueTable::Practitioner, 10), edit(MueTable::Outpatient, 20)];
        assert_eq!(applying(&edits, Setting::Office).map(|e| e.value), Some(10));
        assert_eq!(applying(&edits, Setting::Asc).map(|e| e.value), Some(10));
        assert_eq!(applying(&edits, Setting::Outpatient).map(|e| e.value), Some(20));
        assert_eq!(applying(&edits, Setting::Dme), None);
    }
}
