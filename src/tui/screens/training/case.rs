//! A case being worked: the current step, what is selected, ordered or typed, and the feedback. Every answer is recorded at once.

mod shown;

use tui_input::{Input, InputRequest};

use super::content::{digit, say, typed, undigit};
use super::course::Course;
use super::record::Record;
use crate::catalog::{Scenario, Step, Task};
use crate::page::{self, Line, Role};
use crate::training::answer;
use crate::training::attempt::{Answer, Attempt, Reply};
use crate::training::progress::{Event, Saved};
use crate::tui::{Action, Effect, Env, Opening, scroll_target};

/// A case being worked.
#[derive(Debug)]
pub(crate) struct Case {
    /// The place of the scenario among the cases.
    at: usize,
    attempt: Attempt,
    /// What happens is recorded; not so in practice.
    counts: bool,
    /// It was recorded as finished: nothing more is.
    finished: bool,
    /// The step shown: after a right answer still the one answered.
    step: Option<usize>,
    feedback: Option<Feedback>,
    /// The selected answer or item.
    pub selected: usize,
    /// The items of the step as they are ordered now, by their place in the file.
    order: Vec<usize>,
    /// Lines typed.
    input: Input,
    /// What was asked for once and is done at the second time: the answer, a new start.
    asked: Option<Action>,
    /// Wrong answers to the step shown: they are not taken twice.
    wrong: Vec<Answer>,
}

/// The feedback to the last answer.
#[derive(Debug)]
struct Feedback {
    lines: Vec<Line>,
    /// The step is over: what follows is the next one.
    over: bool,
    /// It was no answer, nothing was counted.
    refused: bool,
}

impl Case {
    /// The case at a place: where it was left, or from the first step.
    pub fn open(at: usize, scenario: &Scenario, record: &Record) -> Case {
        let saved = record.own().open.get(&scenario.id);
        let attempt = saved.map_or_else(|| Attempt::new(scenario), |saved| saved.resume(scenario));
        Case { counts: true, ..Case::practice(at, scenario, attempt) }
    }

    /// A attempt that is not recorded.
    pub fn practice(at: usize, scenario: &Scenario, attempt: Attempt) -> Case {
        let mut case = Case {
            at,
            attempt,
            counts: false,
            finished: false,
            step: None,
            feedback: None,
            selected: 0,
            order: Vec::new(),
            input: Input::default(),
            asked: None,
            wrong: Vec::new(),
        };
        case.show(scenario);
        case
    }

    /// The place of the scenario among the cases.
    pub fn at(&self) -> usize {
        self.at
    }

    /// From now on nothing is recorded.
    pub fn becomes_practice(&mut self) {
        self.counts = false;
    }

    /// Are lines typed now?
    pub fn is_typed(&self, cases: &[Scenario]) -> bool {
        let step = cases.get(self.at).and_then(|scenario| self.shown_step(scenario));
        !self.is_over() && step.is_some_and(|step| matches!(step.task, Task::Lines { .. }))
    }

    fn shown_step<'s>(&self, scenario: &'s Scenario) -> Option<&'s Step> {
        self.step.and_then(|at| scenario.steps.get(at))
    }

    /// The step is answered: what follows is the next one.
    pub fn is_over(&self) -> bool {
        self.feedback.as_ref().is_some_and(|feedback| feedback.over)
    }

    /// Is there a hint that was not taken?
    pub fn has_hint(&self, cases: &[Scenario]) -> bool {
        let step = cases.get(self.at).and_then(|scenario| self.shown_step(scenario));
        let taken = self.step.and_then(|at| self.attempt.state(at)).map_or(0, |state| usize::try_from(state.hints).unwrap_or(usize::MAX));
        !self.is_over() && step.is_some_and(|step| taken < step.hints.len())
    }

    /// How many answers or items there are to select.
    fn items(&self, scenario: &Scenario) -> usize {
        match self.shown_step(scenario).map(|step| &step.task) {
            Some(Task::Pick(choices)) => choices.len(),
            Some(Task::Order { items, .. }) => items.len(),
            Some(Task::Lines { .. }) | None => 0,
        }
    }

    /// Shows the open step as if it were new.
    fn show(&mut self, scenario: &Scenario) {
        self.step = self.attempt.at();
        self.order = self.shown_step(scenario).map(|step| answer::shown(scenario, step)).unwrap_or_default();
        self.selected = 0;
        self.input = Input::default();
        self.feedback = None;
        self.asked = None;
        let picked = self.step.and_then(|at| self.attempt.state(at)).map(|state| state.picked.as_slice()).unwrap_or_default();
        self.wrong = picked.iter().map(|place| Answer::Pick(*place)).collect();
    }

    /// Performs an action; `None` where it is one of the browser.
    pub fn act(&mut self, env: &Env, course: &mut Course, action: Action) -> Option<Vec<Effect>> {
        let Course { cases, record, .. } = course;
        let Some(scenario) = cases.get(self.at) else { return Some(vec![Effect::Close]) };
        let asked = std::mem::take(&mut self.asked);
        let end = self.items(scenario).saturating_sub(1);
        match action {
            Action::Open if self.is_over() => return Some(self.go_on(scenario)),
            Action::Open => return Some(self.answer(env, scenario, record)),
            Action::Up | Action::Down => self.selected = scroll_target(action, self.selected, end, 1),
            Action::MoveUp => self.put(scenario, self.selected.saturating_sub(1)),
            Action::MoveDown => self.put(scenario, self.selected.saturating_add(1)),
            Action::Hint => return Some(self.hint(scenario, record)),
            Action::Solution => return Some(self.give_up(scenario, record, asked == Some(action))),
            Action::StepBack => return Some(self.step_back(scenario, record)),
            Action::Clear if asked != Some(action) && !self.finished && self.attempt != Attempt::new(scenario) => {
                self.asked = Some(action);
                return Some(say("the same key again starts the case over".to_owned()));
            }
            Action::Clear => {
                self.attempt = Attempt::new(scenario);
                self.finished = false;
                self.show(scenario);
                return Some(say("from the first step".to_owned()));
            }
            Action::LookUp => return Some(vec![Effect::Codes(self.words(env, scenario))]),
            _ => return None,
        }
        Some(Vec::new())
    }

    /// What the case says so far, where codes may be named.
    fn words(&self, env: &Env, scenario: &Scenario) -> Vec<String> {
        let mut lines = page::case_lines(scenario, &env.catalog);
        lines.extend(self.shown_step(scenario).map(|step| page::step_lines(step, &self.order)).unwrap_or_default());
        lines.extend(self.feedback.iter().flat_map(|feedback| feedback.lines.iter().cloned()));
        lines.iter().map(Line::text).collect()
    }

    /// Types, picks an answer by its number, or puts the selected item at a number.
    pub fn edit(&mut self, env: &Env, course: &mut Course, request: InputRequest) -> Vec<Effect> {
        let Course { cases, record, .. } = course;
        let Some(scenario) = cases.get(self.at) else { return vec![Effect::Close] };
        self.asked = None;
        if self.is_typed(cases) {
            if typed(&mut self.input, request) && self.feedback.as_ref().is_some_and(|feedback| feedback.refused) {
                self.feedback = None;
            }
            return Vec::new();
        }
        match digit(request).filter(|place| *place < self.items(scenario) && !self.is_over()) {
            Some(place) if self.order.is_empty() => {
                self.selected = place;
                self.answer(env, scenario, record)
            }
            Some(place) => {
                self.put(scenario, place);
                Vec::new()
            }
            None => undigit(request, if self.is_over() { 0 } else { self.items(scenario) }),
        }
    }

    /// Puts the selected item at another place.
    fn put(&mut self, scenario: &Scenario, place: usize) {
        if self.is_over() || self.selected >= self.order.len() || self.items(scenario) == 0 {
            return;
        }
        let item = self.order.remove(self.selected);
        self.selected = place.min(self.order.len());
        self.order.insert(self.selected, item);
        self.feedback = None;
    }

    fn answer(&mut self, env: &Env, scenario: &Scenario, record: &mut Record) -> Vec<Effect> {
        let answer = match self.shown_step(scenario).map(|step| &step.task) {
            Some(Task::Pick(_)) => Answer::Pick(self.selected),
            Some(Task::Order { .. }) => Answer::Order(self.order.clone()),
            Some(Task::Lines { .. }) => Answer::Lines(self.input.value().to_owned()),
            None => return Vec::new(),
        };
        // A key pressed once too often costs nothing.
        if self.wrong.contains(&answer) {
            return say("that answer was already wrong: choose another one".to_owned());
        }
        match self.attempt.answer(scenario, &env.catalog, &answer) {
            Ok(reply) => {
                if !reply.right && !reply.detour {
                    self.wrong.push(answer);
                }
                self.hear(&reply);
            }
            Err(error) => {
                let words = Line::of(Role::Warning, "[nothing counted]").with(Role::Text, format!(" {error}")).indented(2, 2);
                self.feedback = Some(Feedback { lines: vec![words], over: false, refused: true });
                return Vec::new();
            }
        }
        self.record(scenario, record)
    }

    fn hear(&mut self, reply: &Reply) {
        let mut lines = page::reply_lines(reply);
        if reply.right && !reply.findings.is_empty() {
            lines.push(Line::of(Role::Good, "The payer would take these lines.").indented(2, 4));
        }
        if reply.detour {
            lines.push(Line::of(Role::Muted, "This way leads into a detour.").indented(2, 4));
        }
        self.feedback = Some(Feedback { lines, over: reply.right || reply.detour, refused: false });
    }

    /// The next step, or how it went.
    fn go_on(&mut self, scenario: &Scenario) -> Vec<Effect> {
        if self.attempt.is_finished() {
            let summary = Opening::Summary(self.at, Box::new(self.attempt.clone()), self.counts);
            return vec![Effect::Close, Effect::Open(summary)];
        }
        self.show(scenario);
        Vec::new()
    }

    fn hint(&mut self, scenario: &Scenario, record: &mut Record) -> Vec<Effect> {
        if self.is_over() {
            return say("the step is answered".to_owned());
        }
        let before = self.attempt.clone();
        if self.attempt.hint(scenario).is_none() {
            return say("there is no further hint".to_owned());
        }
        if self.attempt == before { Vec::new() } else { self.record(scenario, record) }
    }

    fn give_up(&mut self, scenario: &Scenario, record: &mut Record, asked: bool) -> Vec<Effect> {
        if self.is_over() {
            return say("the step is answered".to_owned());
        }
        let solved = self.step.and_then(|at| self.attempt.state(at)).is_some_and(|state| state.end.is_some());
        if !asked && !solved {
            self.asked = Some(Action::Solution);
            return say("the same key again shows the answer; the step then counts as not solved".to_owned());
        }
        match self.attempt.give_up(scenario) {
            Ok(solution) => {
                let mut lines = vec![Line::of(Role::Warning, "[the answer]").indented(2, 2)];
                lines.extend(solution.into_iter().map(|line| Line::of(Role::Text, line).indented(4, 6)));
                self.feedback = Some(Feedback { lines, over: true, refused: false });
                self.record(scenario, record)
            }
            Err(error) => say(error.to_string()),
        }
    }

    fn step_back(&mut self, scenario: &Scenario, record: &mut Record) -> Vec<Effect> {
        if !self.attempt.back(scenario) {
            return say("this is the first step".to_owned());
        }
        self.show(scenario);
        self.record(scenario, record)
    }

    /// Records the state of the attempt, so that nothing is lost whatever happens next.
    fn record(&mut self, scenario: &Scenario, record: &mut Record) -> Vec<Effect> {
        if !self.counts || self.finished {
            return Vec::new();
        }
        if self.attempt.is_finished() {
            self.finished = true;
            let score = self.attempt.score(scenario);
            record.add(Event::Finished { case: scenario.id.clone(), score, rules: scenario.rules.clone() });
        } else {
            record.add(Event::Left { saved: Saved::new(scenario, &self.attempt) });
        }
        vec![Effect::SaveProgress]
    }
}
