//! What a case shows: its file, and the current step.

use super::super::content::{ContentLine, ScreenContent, numbered};
use super::super::course::Course;
use super::Case;
use crate::catalog::{Scenario, Step, Task};
use crate::page::{self, Line, Role};
use crate::quantity::Amount;
use crate::training::attempt::{End, StepState, solution};
use crate::training::grade;
use crate::training::score::{HINT, credit};
use crate::tui::widgets::Prompt;
use crate::tui::{Action, Context, Env};

impl Case {
    /// What it shows.
    pub fn content<'m>(&'m self, env: &Env, course: &'m Course) -> ScreenContent<'m> {
        let Some(scenario) = course.cases.get(self.at) else { return ScreenContent::default() };
        let Some((at, step)) = self.step.zip(self.shown_step(scenario)) else { return ScreenContent::default() };
        let mut work = vec![ContentLine::plain(self.heading(scenario, at, step))];
        work.push(ContentLine::plain(Line::of(Role::Strong, step.ask.clone())));
        work.push(ContentLine::plain(Line::blank()));
        match &step.task {
            Task::Pick(choices) => work.extend(choices.iter().enumerate().flat_map(|(i, choice)| {
                let tried = self.attempt.state(at).is_some_and(|state| state.picked.contains(&i));
                let solved = self.is_over() && self.attempt.state(at).is_some_and(|state| state.end.is_some());
                let mark = if (course.instructor || solved) && choice.right {
                    "*"
                } else if tried {
                    "x"
                } else {
                    ""
                };
                let shown = Some(ContentLine::of(i, numbered(i, &choice.text, mark)));
                let feedback = course.instructor.then(|| Line::of(Role::Muted, choice.feedback.clone()).indented(5, 5));
                shown.into_iter().chain(feedback.map(|line| ContentLine::of(i, line)))
            })),
            Task::Order { items, .. } => {
                let shown =
                    self.order.iter().enumerate().filter_map(|(i, place)| Some(ContentLine::of(i, numbered(i, items.get(*place)?, ""))));
                work.extend(shown);
            }
            Task::Lines { .. } => work.extend(ContentLine::all(self.reading())),
        }
        if course.instructor && !matches!(step.task, Task::Pick(_)) {
            let answer = solution(scenario, step).into_iter().map(|line| Line::of(Role::Muted, format!("* {line}")).indented(2, 4));
            work.extend(ContentLine::all(answer));
        }
        let below = self.hints(at, step).into_iter().chain(self.feedback.iter().flat_map(|feedback| feedback.lines.iter().cloned()));
        let below: Vec<Line> = below.collect();
        if !below.is_empty() {
            work.extend(ContentLine::all(std::iter::once(Line::blank()).chain(below)));
        }
        work.push(ContentLine::plain(Line::blank()));
        work.push(ContentLine::plain(self.how(env, step)));
        let who = if self.counts { format!(" {} ", course.record.learner) } else { " practice, not recorded ".to_owned() };
        ScreenContent {
            titles: [" Your turn ".to_owned(), who],
            file_title: format!(" {} ", scenario.title),
            // The title is in the frame.
            file: page::case_lines(scenario, &env.catalog).split_off(1),
            work,
            selected: self.selected,
            tail: self.feedback.is_some(),
            prompt: self.is_typed(&course.cases).then_some(Prompt { sign: ">", input: &self.input, empty: "J1234 x50; J1234-JW x10" }),
            list: false,
        }
    }

    /// The step, and what a right answer is worth now.
    fn heading(&self, scenario: &Scenario, at: usize, step: &Step) -> Line {
        let state = self.attempt.state(at).cloned().unwrap_or_default();
        let words = match state.end {
            Some(End::Solved) => "  solved".to_owned(),
            Some(End::Given) => "  the answer was shown".to_owned(),
            None if step.id.is_some() => "  does not count".to_owned(),
            None => {
                let next = StepState { tries: state.tries.saturating_add(1), end: Some(End::Solved), ..state };
                format!("  worth {}% now", credit(step, &next))
            }
        };
        page::step_heading(scenario, at).with(Role::Muted, words)
    }

    /// What was typed, as it is read: nothing while it cannot be.
    fn reading(&self) -> Vec<Line> {
        let mut lines =
            vec![Line::of(Role::Muted, "Like J1234-JW x10, lines with ; between, an NDC as NDC N412345678901 ML5").indented(2, 2)];
        for (i, line) in grade::parse(self.input.value()).unwrap_or_default().iter().enumerate() {
            let modifiers = if line.modifiers.is_empty() { "no modifier".to_owned() } else { line.modifiers.join(" ") };
            let ndc = line.ndc.as_ref().map(|ndc| {
                let quantity = ndc.quantity.map(|q| format!(" {}{q}", ndc.qualifier.as_deref().unwrap_or_default())).unwrap_or_default();
                format!(", NDC {}{quantity}", ndc.ndc)
            });
            let units = if line.units == Amount::ONE { "unit" } else { "units" };
            let diagnoses = if line.diagnoses.is_empty() { String::new() } else { format!(", DX {}", line.diagnoses.join(" ")) };
            let words = format!("{}, {modifiers}, {} {units}{}{diagnoses}", line.code, line.units, ndc.unwrap_or_default());
            lines.push(Line::of(Role::Muted, format!("line {}  ", i + 1)).with(Role::Code, words).indented(2, 10));
        }
        lines
    }

    /// The hints taken so far, also before it was left.
    fn hints(&self, at: usize, step: &Step) -> Vec<Line> {
        let taken = self.attempt.state(at).map_or(0, |state| usize::try_from(state.hints).unwrap_or(usize::MAX));
        let all = step.hints.len();
        let line = |(i, hint): (usize, &String)| {
            let label = format!("hint {} of {all}, {HINT}%: ", i + 1);
            Line::of(Role::Warning, label).with(Role::Text, hint.clone()).indented(2, 4)
        };
        step.hints.iter().take(taken).enumerate().map(line).collect()
    }

    /// What to press.
    fn how(&self, env: &Env, step: &Step) -> Line {
        let key = |action| env.keymap.key(Context::Case, action).unwrap_or_default();
        let open = key(Action::Open);
        let words = match &step.task {
            _ if self.is_over() && self.attempt.is_finished() => format!("{open} shows how it went."),
            _ if self.is_over() => format!("{open} goes on."),
            Task::Pick(_) => format!("A digit answers, or the arrows and {open}."),
            Task::Order { .. } => {
                format!(
                    "Select an item; {} and {} move it, a digit puts it there. {open} answers.",
                    key(Action::MoveUp),
                    key(Action::MoveDown)
                )
            }
            Task::Lines { .. } => format!("{open} sends the claim again."),
        };
        Line::of(Role::Muted, words)
    }
}
