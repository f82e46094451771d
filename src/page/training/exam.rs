//! An exam as lines: a question without help, and what became of it at the end.

use super::super::line::{Line, Role};
use super::{drill_lines, step_heading};
use crate::catalog::{Catalog, Scenario};
use crate::page::{case_lines, step_lines};
use crate::training::answer;
use crate::training::exam::{Exam, Question};

/// `Question 3 of 17, 12:30 left`.
pub fn exam_heading(exam: &Exam, catalog: &Catalog, seconds: u64) -> Line {
    let left = exam.left(seconds).map(|s| format!(", {}:{:02} left", s / 60, s % 60)).unwrap_or_default();
    Line::heading(format!("Question {} of {}{left}", exam.answered() + 1, exam.len(catalog)))
}

/// The open question; a case is shown whole with its first step.
pub fn exam_question_lines(exam: &Exam, catalog: &Catalog) -> Vec<Line> {
    match exam.question(catalog) {
        None => Vec::new(),
        Some(Question::Drill(drill)) => drill_lines(drill, exam.answered()),
        Some(Question::Step { scenario, at, step }) => {
            let first = scenario.steps.iter().position(|s| s.id.is_none()) == Some(at);
            let mut lines = if first { untitled(scenario, catalog) } else { Vec::new() };
            if first {
                lines.push(Line::blank());
            }
            lines.push(step_heading(scenario, at));
            lines.extend(step_lines(step, &answer::shown(scenario, step)));
            lines
        }
    }
}

/// A case without its title, which would give the cause away.
fn untitled(scenario: &Scenario, catalog: &Catalog) -> Vec<Line> {
    case_lines(scenario, catalog).split_off(1)
}

/// The case of the open question, where it is one of a case.
pub fn exam_case_lines(exam: &Exam, catalog: &Catalog) -> Vec<Line> {
    match exam.question(catalog) {
        Some(Question::Step { scenario, .. }) => untitled(scenario, catalog),
        _ => vec![Line::of(Role::Text, "This question belongs to no case.")],
    }
}

/// The result, and each miss with its answer and its rules.
pub fn exam_result_lines(exam: &Exam) -> Vec<Line> {
    let record = exam.record();
    let (word, role) = if record.passed { ("passed", Role::Good) } else { ("not passed", Role::Warning) };
    let time = format!(", {} min {} s", record.seconds / 60, record.seconds % 60);
    let counts = format!(": {}%, {} of {} questions right{time}, seed {}", record.percent, record.right, record.questions, record.seed);
    let mut lines = vec![Line::of(role, word).with(Role::Text, counts)];
    if record.out_of_time {
        lines.push(Line::of(Role::Warning, "The time was up; what was not answered counts as wrong.").indented(2, 2));
    }
    for (number, row) in (1..).zip(exam.answers()).filter(|(_, row)| !row.is_right()) {
        lines.push(Line::blank());
        lines.push(Line::heading(format!("{number}. {}", row.ask)).with(Role::Muted, format!("  {}", row.item)));
        let typed = if row.typed.is_empty() { "no answer" } else { &row.typed };
        lines.push(
            Line::of(Role::Label, "yours:  ").with(Role::Ended, typed).with(Role::Muted, format!("  {}%", row.percent)).indented(2, 4),
        );
        lines.extend(row.faults.iter().map(|f| Line::of(Role::Text, f.clone()).indented(4, 6)));
        for (place, text) in row.answer.iter().enumerate() {
            let line = if place == 0 { Line::of(Role::Label, "answer: ").with(Role::Code, text) } else { Line::of(Role::Text, text) };
            lines.push(line.indented(if place == 0 { 2 } else { 4 }, 6));
        }
        lines.push(Line::of(Role::Label, "rules:  ").with(Role::Code, row.rules.join(", ")).indented(2, 4));
    }
    lines
}
