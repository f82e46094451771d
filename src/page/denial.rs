//! A remittance's codes as lines: what they mean, what to do, by when.

use super::coverage::coverage_mention;
use super::notes::{Words, section_lines, sourced};
use super::{Line, Role};
use crate::catalog::{ApplicableNote, Catalog, Date, Remedy, Section};
use crate::denials::Denial;

/// The most causes and cases that are listed: the likeliest, the nearest.
const MOST: usize = 6;

/// Where practice cases are worked: on the command line.
pub const PLAY: &str = "jdex train play ID";
/// In the browser.
pub const IN_TRAINING: &str = "cases in training";

/// What the codes mean, likely causes, the fix and the time limits; what is not explained here is said last.
/// `how` says where the practice cases are worked.
pub fn denial_lines(denial: &Denial, how: &str) -> Vec<Line> {
    let mut lines = meanings(denial, true);
    if !lines.is_empty() {
        lines.push(Line::blank());
    }
    lines.extend(advice(denial, MOST, Some(how)));
    for group in &denial.groups {
        let line = Line::labeled(&format!("group {}", group.code)).with(Role::Text, group.meaning.clone());
        lines.push(sourced(line, group.confidence, &group.sources));
    }
    for code in &denial.unknown {
        lines.push(unknown(code));
    }
    lines
}

pub(super) fn unknown(code: &str) -> Line {
    Line::of(Role::Warning, format!("{code} is not explained here; X12 publishes every code (x12.org/codes)."))
}

/// What the reason means, and what the remarks add.
pub(super) fn meanings(denial: &Denial, cited: bool) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut say = |label: String, meaning: &str, also: &str, confidence, sources: &[String]| {
        let line = Line::labeled(&label).with(Role::Text, meaning).with(Role::Good, also);
        lines.push(if cited { sourced(line, confidence, sources) } else { line });
    };
    for carc in &denial.carcs {
        let also = if carc.denial { "" } else { " Not a denial." };
        say(format!("reason {}", carc.code), &carc.meaning, also, carc.confidence, &carc.sources);
    }
    for rarc in &denial.rarcs {
        let also = if rarc.alert { " It informs, it does not deny." } else { "" };
        say(format!("remark {}", rarc.code), &rarc.meaning, also, rarc.confidence, &rarc.sources);
    }
    lines
}

/// Causes, the fix, what to attach, the way, by when, and where to practice it.
pub(super) fn advice(denial: &Denial, causes: usize, how: Option<&str>) -> Vec<Line> {
    let mut lines = Vec::new();
    listed(&mut lines, "likely causes", denial.causes.iter().take(causes));
    listed(&mut lines, "fix", denial.fixes.iter());
    listed(&mut lines, "attach", denial.carcs.iter().flat_map(|c| &c.attach));
    let usual: Vec<&str> = denial.carcs.iter().flat_map(|c| &c.usual).map(String::as_str).collect();
    if denial.rarcs.is_empty() && !usual.is_empty() {
        lines.push(Line::labeled("often with").with(Role::Code, usual.join(" ")));
    }
    if let Some(route) = denial.remedy.filter(|r| *r != Remedy::None) {
        lines.push(Line::labeled("route").with(Role::Strong, route.description()));
    }
    for limit in denial.carcs.iter().filter_map(|c| c.deadline.as_ref()) {
        lines.push(Line::labeled("time limit").with(Role::Text, limit.clone()));
    }
    for limit in &denial.deadlines {
        let line = Line::labeled("by when").with(Role::Text, limit.text.clone());
        lines.push(if how.is_some() { sourced(line, limit.confidence, &limit.sources) } else { line });
    }
    if !denial.scenarios.is_empty() {
        let cases: Vec<&str> = denial.scenarios.iter().take(MOST).map(String::as_str).collect();
        let more = match denial.scenarios.len() - cases.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let how = how.map(|how| format!(" ({how})")).unwrap_or_default();
        lines.push(Line::labeled("practice").with(Role::Code, cases.join(", ")).with(Role::Muted, format!("{more}{how}")));
    }
    lines
}

/// What one billing code's notes say of these denials; nothing where no code was named or nothing is special.
pub fn special_denial_lines(catalog: &Catalog, code: Option<&str>, denial: &Denial, on: Date) -> Vec<Line> {
    let mut lines = Vec::new();
    if let Some(code) = code.filter(|_| !denial.notes.is_empty()) {
        lines.extend([Line::blank(), Line::heading(format!("On {}", code.to_ascii_uppercase()))]);
        let notes: Vec<&ApplicableNote> = denial.notes.iter().collect();
        section_lines(catalog, Section::Denials, &notes, &Words::new(catalog, on), &mut lines);
    }
    lines
        .extend(code.filter(|_| denial.carcs.iter().any(|c| c.diagnosis)).into_iter().flat_map(|code| coverage_mention(catalog, code, on)));
    lines
}

/// One item beside the label; several under each other, numbered.
fn listed<'i>(lines: &mut Vec<Line>, label: &str, items: impl Iterator<Item = &'i String>) {
    let items: Vec<&String> = items.collect();
    for (i, item) in items.iter().enumerate() {
        let line = Line::labeled(if i == 0 { label } else { "" });
        lines.push(match items.len() {
            1 => line.with(Role::Text, item.as_str()),
            _ => {
                let hang = line.hang + 2;
                line.with(Role::Muted, format!("{} ", i + 1)).with(Role::Text, item.as_str()).indented(0, hang)
            }
        });
    }
}
