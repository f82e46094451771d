//! What a learner has done and mastered, as lines. A bar repeats a number that stands beside it.

use super::super::{Line, Role};
use crate::catalog::{Date, Scenario};
use crate::training::progress::{CapstoneRecord, ExamRecord, Learner, Mastery, STAGES};

/// The learner in a line: cases passed, rules mastered and due, drills answered.
pub fn learner_line(name: &str, learner: &Learner, cases: &[Scenario], on: Date) -> Line {
    let s = learner.summary(cases, on);
    let counts =
        format!("  {} of {} cases passed, {} rules mastered, {} due, {} drills answered", s.passed, s.cases, s.mastered, s.due, s.drills);
    Line::of(Role::Strong, name).with(Role::Text, counts)
}

/// `###.. 3/5 due 2026-11-23  overlap`, after a label.
pub fn mastery_line(label: &str, rule: &str, mastery: &Mastery) -> Line {
    let due = mastery.due.map_or_else(|| "not met yet".to_owned(), |due| format!("due {due}"));
    Line::labeled(label)
        .with(Role::Strong, bar(mastery))
        .with(Role::Text, format!(" {}/{STAGES} {due:<14}  ", mastery.stage))
        .with(Role::Code, rule)
}

/// `2026-11-30  72%, 12 of 17 right, not passed, seed 7`.
pub fn exam_line(exam: &ExamRecord) -> Line {
    let date = exam.date.map(|d| d.to_string()).unwrap_or_default();
    let (word, role) = if exam.passed { ("passed", Role::Good) } else { ("not passed", Role::Warning) };
    let late = if exam.out_of_time { ", out of time" } else { "" };
    Line::of(Role::Muted, format!("exam {date}  "))
        .with(Role::Strong, format!("{:>3}%", exam.percent))
        .with(Role::Text, format!(", {} of {} right, ", exam.right, exam.questions))
        .with(role, word)
        .with(Role::Muted, format!("{late}, {} cases, {} drills, seed {}", exam.cases, exam.drills, exam.seed))
        .indented(2, 4)
}

/// `capstone 2026-11-30  92%, order of work 81%, passed`.
pub fn capstone_line(done: &CapstoneRecord) -> Line {
    let date = done.date.map(|d| d.to_string()).unwrap_or_default();
    let (word, role) = if done.passed { ("passed", Role::Good) } else { ("not passed", Role::Warning) };
    Line::of(Role::Muted, format!("capstone {date}  "))
        .with(Role::Strong, format!("{:>3}%", done.percent))
        .with(Role::Text, format!(", order of work {}%, ", done.triage))
        .with(role, word)
        .indented(2, 4)
}

/// One letter a stage.
fn bar(mastery: &Mastery) -> String {
    let filled = usize::from(mastery.stage.min(STAGES));
    format!("{}{}", "#".repeat(filled), ".".repeat(usize::from(STAGES) - filled))
}

/// Everything kept of one learner: cases, rules as bars, drills by kind. `known` are the ids of the cases that there are.
pub fn record_lines(name: &str, learner: &Learner, known: &[String], today: Date) -> Vec<Line> {
    let passed = learner.cases.values().filter(|c| c.is_passed()).count();
    let mut lines = vec![Line::heading(name).with(Role::Muted, format!("  {passed} of {} cases passed", learner.cases.len()))];
    for (id, case) in &learner.cases {
        let (word, role) = if case.is_passed() { ("passed", Role::Good) } else { ("not passed", Role::Warning) };
        let gone = if known.contains(id) { "" } else { ", no longer in the catalog" };
        let best = format!("  best {}%, {} runs{gone}", case.best, case.runs);
        lines.push(Line::of(Role::Code, format!("{id:<30} ")).with(role, word).with(Role::Muted, best).indented(2, 4));
        for o in &case.overrulings {
            let word = if o.passed { "passed" } else { "not passed" };
            lines.push(Line::of(Role::Muted, format!("{}: overruled, {word}: {}", o.date, o.reason)).indented(4, 6));
        }
    }
    for (rule, mastery) in &learner.rules {
        let due = match mastery.due {
            Some(due) if due > today => format!("returns {due}"),
            _ => "due".to_owned(),
        };
        let counts = format!("  {:<8}  {due}, {} right, {} wrong", mastery.as_str(), mastery.right, mastery.wrong);
        let line = Line::of(Role::Code, format!("{rule:<22} ")).with(Role::Strong, bar(mastery));
        lines.push(line.with(Role::Muted, counts).indented(2, 4));
    }
    lines.extend(learner.exams.iter().map(exam_line));
    lines.extend(learner.capstones.iter().map(capstone_line));
    for (kind, drill) in &learner.drills {
        let mean = drill.percent_sum.checked_div(u64::from(drill.answered)).unwrap_or(0);
        let counts = format!("{} of {} right, {mean}% on average", drill.right, drill.answered);
        lines.push(Line::of(Role::Label, format!("drill {kind:<16} ")).with(Role::Text, counts).indented(2, 4));
    }
    lines
}
