//! Medically unlikely edits: not dosing limits, but what a claim is held against.

use crate::billing::line::Line;
use crate::catalog::{Edit, Mue, MueTable, Rulebook, Setting};
use crate::explanation::rules::{self, RuleId};
use crate::explanation::{Explanation, WarningKind};
use crate::text::counted;
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
pub fn judge(lines: &[Line], mue: Option<&Mue>, setting: Setting, book: &Rulebook, trail: &mut Explanation) -> MueVerdict {
    let table = table(setting).as_str();
    let Some(mue) = mue else {
        let text = "no MUE is published for this code; unpublished ones exist, so bill what was given";
        trail.step(rules::MUE_UNPUBLISHED, text);
        return MueVerdict { setting: table, value: None, mai: None, quarter: None, verdict: Verdict::Unpublished };
    };
    let units = tested(lines.iter().map(|l| l.units), mue);
    let over = units > u64::from(mue.value);
    if over {
        let fix = book.edit(edit(mue)).map_or("", |row| row.fix.as_str());
        trail.warn(WarningKind::OverUnitEdit, rule(mue), format!("{}; {fix}", excess(units, mue)));
    } else {
        trail.step(rule(mue), format_args!("{}, at most the MUE of {} (MAI {}, {})", span(units, mue), mue.value, mue.mai, mue.quarter));
    }
    let verdict = if over { Verdict::Over } else { Verdict::Within };
    MueVerdict { setting: table, value: Some(mue.value), mai: Some(mue.mai), quarter: Some(mue.quarter.clone()), verdict }
}

/// The claim check's edit for units above a value.
pub fn edit(mue: &Mue) -> Edit {
    match mue.mai {
        _ if mue.value == 0 => Edit::MueOfZero,
        1 => Edit::MueLine,
        2 => Edit::MuePolicy,
        _ => Edit::MueClinical,
    }
}

/// The rule that says what is tested.
fn rule(mue: &Mue) -> RuleId {
    match mue.mai {
        1 => rules::MUE_LINE,
        2 => rules::MUE_POLICY,
        _ => rules::MUE_CLINICAL,
    }
}

/// The units that an edit looks at: the largest line, or the whole date.
pub fn tested(units: impl Iterator<Item = u64>, mue: &Mue) -> u64 {
    if mue.mai == 1 { units.max().unwrap_or(0) } else { units.fold(0, u64::saturating_add) }
}

fn span(units: u64, edit: &Mue) -> String {
    format!("{} on the {}", counted(units, "unit"), if edit.mai == 1 { "largest line" } else { "date" })
}

/// Units above an edit, in words.
pub fn excess(units: u64, edit: &Mue) -> String {
    let (span, Mue { value, mai, quarter, .. }) = (span(units, edit), edit);
    format!("{span} against the MUE of {value} (MAI {mai}, {quarter}): all of them deny, not only the excess")
}

#[cfg(test)]
mod tests {
    use crate::billing::mue::*;

    fn verdict(units: &[u64], limit: Option<(u32, u8)>) -> (Verdict, usize) {
        let lines: Vec<Line> = units.iter().map(|u| Line { code: None, modifiers: Vec::new(), units: *u, ndc: None }).collect();
        let edit = limit.map(|(value, mai)| Mue { setting: MueTable::Practitioner, value, mai, quarter: "2026-07".into() });
        let mut trail = Explanation::default();
        let verdict = judge(&lines, edit.as_ref(), Setting::Office, &Rulebook::default(), &mut trail).verdict;
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
