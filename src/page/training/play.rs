//! A case being worked, as lines.

use super::super::scenario::{answer_lines, case_lines, kind_words, letter, meanings};
use super::super::{Line, Role};
use super::record::mastery_line;
use crate::catalog::{Catalog, Resolution, Scenario, Step};
use crate::text::counted;
use crate::training::attempt::{Attempt, End, Reply};
use crate::training::progress::Learner;
use crate::training::{map, score};

/// `Step 2 of 3: the way`, or `Detour: choose`.
pub fn step_heading(scenario: &Scenario, at: usize) -> Line {
    let Some(step) = scenario.steps.get(at) else { return Line::blank() };
    let kind = kind_words(step.kind);
    if step.id.is_some() {
        return Line::heading(format!("Detour: {kind}"));
    }
    let main = |steps: &[Step]| steps.iter().filter(|s| s.id.is_none()).count();
    Line::heading(format!("Step {} of {}: {kind}", main(&scenario.steps[..=at]), main(&scenario.steps)))
}

/// What the learner hears: right or not, the trainer's words, what is wrong element by element, what the payer would answer.
pub fn reply_lines(reply: &Reply) -> Vec<Line> {
    let (word, role) = if reply.right { ("[right]", Role::Good) } else { ("[not right]", Role::Ended) };
    let mut lines = vec![Line::of(role, word).with(Role::Text, format!(" {}", reply.feedback)).indented(2, 2)];
    lines.extend(reply.faults.iter().map(|f| Line::of(Role::Text, f.clone()).indented(4, 6)));
    if !reply.right {
        lines.extend(answer_lines(&reply.findings));
    }
    lines
}

/// The end: the score, each step's share, the rules that were exercised, the cause, what to take away.
pub fn summary_lines(scenario: &Scenario, run: &Attempt, learner: &Learner) -> Vec<Line> {
    let score = run.score(scenario);
    let (word, role) = if score.passed { ("passed", Role::Good) } else { ("not passed", Role::Warning) };
    let hints = counted(score.hints, "hint");
    let counts =
        format!(": {}%, {} of {} steps solved, {}, {hints}", score.percent, score.solved, score.steps, counted(score.tries, "answer"));
    let mut lines = vec![Line::of(role, word).with(Role::Text, counts)];
    if !score.passed {
        lines.extend(why_not(scenario, run).map(|why| Line::of(Role::Muted, why).indented(2, 2)));
    }
    for (number, (step, state)) in (1..).zip(run.counted(scenario)) {
        let end = match state.end {
            Some(End::Solved) => "solved",
            Some(End::Given) => "shown",
            None => "open",
        };
        let tries = counted(state.tries, "answer");
        let hints = if state.hints > 0 { format!(", {}", counted(state.hints, "hint")) } else { String::new() };
        let line = Line::labeled(&format!("step {number}")).with(Role::Strong, format!("{:>3}%", score::credit(step, state)));
        lines.push(line.with(Role::Text, format!("  {}: {end}, {tries}{hints}", kind_words(step.kind))));
    }
    for (i, rule) in scenario.rules.iter().enumerate() {
        let mastery = learner.rules.get(rule).copied().unwrap_or_default();
        lines.push(mastery_line(if i == 0 { "rules" } else { "" }, rule, &mastery));
    }
    lines.push(Line::labeled("cause").with(Role::Text, scenario.lesson.cause.clone()));
    lines.push(Line::labeled("takeaway").with(Role::Strong, scenario.lesson.learn.clone()));
    lines
}

/// Why a finished run is no pass, in the order of what weighs most.
fn why_not(scenario: &Scenario, run: &Attempt) -> Option<&'static str> {
    let score = run.score(scenario);
    let worthless = run.counted(scenario).any(|(step, state)| score::credit(step, state) == 0);
    Some(match () {
        () if !run.is_finished() => return None,
        () if !run.is_whole(scenario) => "It did not begin with the first step: practice.",
        () if score.solved < score.steps => "An answer was shown.",
        () if worthless => "A step took so many answers that nothing of it was left.",
        () => "A pass needs 75%: fewer wrong answers and hints.",
    })
}

/// The instructor's page: the case, every answer and where it leads, the way out.
pub fn map_lines(scenario: &Scenario, catalog: &Catalog) -> Vec<Line> {
    let mut lines = case_lines(scenario, catalog);
    lines.extend(meanings(scenario, catalog));
    for stop in map::map(scenario) {
        lines.push(Line::blank());
        lines.extend(stop_lines(&stop));
    }
    lines.push(Line::blank());
    lines.extend(lesson_lines(scenario));
    lines
}

/// One step of the map.
pub fn stop_lines(stop: &map::StepNode) -> Vec<Line> {
    let detour = if stop.detour { ", a detour" } else { "" };
    let mut lines = vec![Line::heading(format!("{}. {}{detour}", stop.number, stop.ask)).indented(0, 3)];
    for (place, way) in stop.answers.iter().enumerate() {
        let (mark, role) = if way.right { ("*", Role::Good) } else { (" ", Role::Text) };
        let head = Line::of(Role::Code, format!("{}{mark} ", letter(place))).with(role, way.text.clone());
        lines.push(head.with(Role::Muted, format!("  ({})", way.leads.description())).indented(2, 5));
        lines.push(Line::of(Role::Muted, way.feedback.clone()).indented(5, 5));
    }
    lines
}

/// Way out, cause and learning point.
pub fn lesson_lines(scenario: &Scenario) -> Vec<Line> {
    let mut lines = Vec::new();
    if let Resolution::Other(way) = scenario.resolution {
        lines.push(Line::labeled("way out").with(Role::Text, way.description()));
    }
    lines.push(Line::labeled("cause").with(Role::Text, scenario.lesson.cause.clone()));
    lines.push(Line::labeled("takeaway").with(Role::Text, scenario.lesson.learn.clone()));
    lines
}
