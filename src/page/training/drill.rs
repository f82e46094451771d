//! A drill as lines: the problem, its answer with the steps of the engine, what an answer was worth.

use super::super::{Line, Role, letter};
use crate::training::drill::{Drill, DrillGrade, Key};

/// The problem: its number, what is given, what is asked, how to answer.
pub fn drill_lines(drill: &Drill, place: usize) -> Vec<Line> {
    let mut lines =
        vec![Line::heading(format!("{}. {}", place + 1, drill.kind.as_str())).with(Role::Muted, format!("  problem {}", drill.seed))];
    lines.extend(drill.facts.iter().map(|f| Line::of(Role::Text, f.clone()).indented(2, 4)));
    lines.push(Line::of(Role::Strong, drill.ask.clone()));
    if let Key::Choice { among, .. } = &drill.key {
        let answer =
            |(i, text): (usize, &String)| Line::of(Role::Code, letter(i).to_string()).with(Role::Text, format!("  {text}")).indented(2, 5);
        lines.extend(among.iter().enumerate().map(answer));
    } else {
        lines.push(Line::of(Role::Muted, format!("({})", drill.form)).indented(2, 2));
    }
    lines
}

/// The right answer, and why, as the calculator or the check says it.
pub fn drill_answer_lines(drill: &Drill) -> Vec<Line> {
    let mut lines = vec![Line::of(Role::Label, "answer: ").with(Role::Code, drill.key_text()).indented(2, 4)];
    lines.extend(drill.why.iter().map(|w| Line::of(Role::Text, w.clone()).indented(4, 6)));
    lines
}

/// Right, or the share that was right and what was not.
pub fn drill_marked_lines(marked: &DrillGrade) -> Vec<Line> {
    if marked.right {
        return vec![Line::of(Role::Good, "[right]").indented(2, 2)];
    }
    let mut lines = vec![Line::of(Role::Ended, format!("[not right] {}%", marked.percent)).indented(2, 2)];
    lines.extend(marked.faults.iter().map(|f| Line::of(Role::Text, f.clone()).indented(4, 6)));
    lines
}
