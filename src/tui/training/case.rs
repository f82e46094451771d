//! A case being worked: the step at hand, what is selected, ordered or typed, and what was heard. Every answer is recorded at once.

mod shown;

use tui_input::{Input, InputRequest};

use super::summary::Summary;
use super::{Record, Stage, Wish, typed};
use crate::catalog::{Scenario, Step, Task};
use crate::page::{self, Line, Role};
use crate::training::answer;
use crate::training::attempt::{Answer, Attempt, Reply};
use crate::training::progress::{Event, Saved};
use crate::tui::action::Action;
use crate::tui::model::Env;
use crate::tui::update::moved;

/// A case being worked.
#[derive(Debug)]
pub struct Case {
    /// The place of the scenario among the cases.
    at: usize,
    run: Attempt,
    /// What happens is recorded; not so in practice.
    counts: bool,
    /// It was recorded as finished: nothing more is.
    finished: bool,
    /// The step shown: after a right answer still the one answered.
    step: Option<usize>,
    heard: Option<Heard>,
    /// The selected answer or item.
    selected: usize,
    /// The items of the step as they are ordered now, by their place in the file.
    order: Vec<usize>,
    /// Lines typed.
    input: Input,
    /// The answer was asked for once.
    asked: bool,
    /// Wrong answers to the step shown: they are not taken twice.
    wrong: Vec<Answer>,
}

/// What was said last.
#[derive(Debug)]
struct Heard {
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
        let run = saved.map_or_else(|| Attempt::new(scenario), |saved| saved.resume(scenario));
        Case { counts: true, ..Case::practice(at, scenario, run) }
    }

    /// A run that is not recorded.
    pub fn practice(at: usize, scenario: &Scenario, run: Attempt) -> Case {
        let mut case = Case {
            at,
            run,
            counts: false,
            finished: false,
            step: None,
            heard: None,
            selected: 0,
            order: Vec::new(),
            input: Input::default(),
            asked: false,
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

    /// The selected answer or item, for the mouse.
    pub fn selection(&mut self) -> &mut usize {
        &mut self.selected
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
        self.heard.as_ref().is_some_and(|heard| heard.over)
    }

    /// Is there a hint that was not taken?
    pub fn has_hint(&self, cases: &[Scenario]) -> bool {
        let step = cases.get(self.at).and_then(|scenario| self.shown_step(scenario));
        let taken = self.step.and_then(|at| self.run.state(at)).map_or(0, |state| usize::try_from(state.hints).unwrap_or(usize::MAX));
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
        self.step = self.run.at();
        self.order = self.shown_step(scenario).map(|step| answer::shown(scenario, step)).unwrap_or_default();
        self.selected = 0;
        self.input = Input::default();
        self.heard = None;
        self.asked = false;
        let picked = self.step.and_then(|at| self.run.state(at)).map(|state| state.picked.as_slice()).unwrap_or_default();
        self.wrong = picked.iter().map(|place| Answer::Pick(*place)).collect();
    }

    /// Performs an action; `None` where it is one of the browser.
    pub fn act(&mut self, env: &Env, cases: &[Scenario], record: &mut Record, action: Action) -> Option<Wish> {
        let Some(scenario) = cases.get(self.at) else { return Some(Wish::Back) };
        let asked = std::mem::take(&mut self.asked);
        let end = self.items(scenario).saturating_sub(1);
        match action {
            Action::Open if self.is_over() => return Some(self.go_on(scenario)),
            Action::Open => return Some(self.answer(env, scenario, record)),
            Action::Up | Action::Down => self.selected = moved(action, self.selected, end, 1),
            Action::MoveUp => self.put(scenario, self.selected.saturating_sub(1)),
            Action::MoveDown => self.put(scenario, self.selected.saturating_add(1)),
            Action::Hint => return Some(self.hint(scenario, record)),
            Action::Solution => return Some(self.give_up(scenario, record, asked)),
            Action::StepBack => return Some(self.step_back(scenario, record)),
            Action::Anew => {
                self.run = Attempt::new(scenario);
                self.finished = false;
                self.show(scenario);
                return Some(Wish::Say("from the first step".to_owned()));
            }
            Action::LookUp => return Some(Wish::Codes(self.words(env, scenario))),
            _ => return None,
        }
        Some(Wish::Nothing)
    }

    /// What the case says so far, where codes may be named.
    fn words(&self, env: &Env, scenario: &Scenario) -> Vec<String> {
        let mut lines = page::case_lines(scenario, &env.catalog);
        lines.extend(self.shown_step(scenario).map(|step| page::step_lines(step, &self.order)).unwrap_or_default());
        lines.extend(self.heard.iter().flat_map(|heard| heard.lines.iter().cloned()));
        lines.iter().map(Line::text).collect()
    }

    /// Types, picks an answer by its number, or puts the selected item at a number.
    pub fn edit(&mut self, env: &Env, cases: &[Scenario], record: &mut Record, request: InputRequest) -> Wish {
        let Some(scenario) = cases.get(self.at) else { return Wish::Back };
        self.asked = false;
        if self.is_typed(cases) {
            if typed(&mut self.input, request) && self.heard.as_ref().is_some_and(|heard| heard.refused) {
                self.heard = None;
            }
            return Wish::Nothing;
        }
        let InputRequest::InsertChar(c) = request else { return Wish::Nothing };
        let place = c.to_digit(10).and_then(|d| usize::try_from(d).ok()).and_then(|d| d.checked_sub(1));
        match place.filter(|place| *place < self.items(scenario) && !self.is_over()) {
            Some(place) if self.order.is_empty() => {
                self.selected = place;
                self.answer(env, scenario, record)
            }
            Some(place) => {
                self.put(scenario, place);
                Wish::Nothing
            }
            None => Wish::Say(format!("{c} does nothing here")),
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
        self.heard = None;
    }

    fn answer(&mut self, env: &Env, scenario: &Scenario, record: &mut Record) -> Wish {
        let answer = match self.shown_step(scenario).map(|step| &step.task) {
            Some(Task::Pick(_)) => Answer::Pick(self.selected),
            Some(Task::Order { .. }) => Answer::Order(self.order.clone()),
            Some(Task::Lines { .. }) => Answer::Lines(self.input.value().to_owned()),
            None => return Wish::Nothing,
        };
        // A key pressed once too often costs nothing.
        if self.wrong.contains(&answer) {
            return Wish::Say("that was not right before: answer something else".to_owned());
        }
        match self.run.answer(scenario, &env.catalog, &answer) {
            Ok(reply) => {
                if !reply.right && !reply.detour {
                    self.wrong.push(answer);
                }
                self.hear(&reply);
            }
            Err(error) => {
                let words = Line::of(Role::Warning, "[nothing counted]").with(Role::Text, format!(" {error}")).indented(2, 2);
                self.heard = Some(Heard { lines: vec![words], over: false, refused: true });
                return Wish::Nothing;
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
        self.heard = Some(Heard { lines, over: reply.right || reply.detour, refused: false });
    }

    /// The next step, or how it went.
    fn go_on(&mut self, scenario: &Scenario) -> Wish {
        if self.run.is_finished() {
            return Wish::Instead(Stage::Summary(Summary::new(self.at, self.run.clone(), self.counts)));
        }
        self.show(scenario);
        Wish::Nothing
    }

    fn hint(&mut self, scenario: &Scenario, record: &mut Record) -> Wish {
        if self.is_over() {
            return Wish::Say("the step is answered".to_owned());
        }
        let before = self.run.clone();
        if self.run.hint(scenario).is_none() {
            return Wish::Say("there is no further hint".to_owned());
        }
        if self.run == before { Wish::Nothing } else { self.record(scenario, record) }
    }

    fn give_up(&mut self, scenario: &Scenario, record: &mut Record, asked: bool) -> Wish {
        if self.is_over() {
            return Wish::Say("the step is answered".to_owned());
        }
        let solved = self.step.and_then(|at| self.run.state(at)).is_some_and(|state| state.end.is_some());
        if !asked && !solved {
            self.asked = true;
            return Wish::Say("the same key again shows the answer; the step then counts as not solved".to_owned());
        }
        match self.run.give_up(scenario) {
            Ok(solution) => {
                let mut lines = vec![Line::of(Role::Warning, "[the answer]").indented(2, 2)];
                lines.extend(solution.into_iter().map(|line| Line::of(Role::Text, line).indented(4, 6)));
                self.heard = Some(Heard { lines, over: true, refused: false });
                self.record(scenario, record)
            }
            Err(error) => Wish::Say(error.to_string()),
        }
    }

    fn step_back(&mut self, scenario: &Scenario, record: &mut Record) -> Wish {
        if !self.run.back(scenario) {
            return Wish::Say("this is the first step".to_owned());
        }
        self.show(scenario);
        self.record(scenario, record)
    }

    /// Where the run stands now is kept, whatever happens next.
    fn record(&mut self, scenario: &Scenario, record: &mut Record) -> Wish {
        if !self.counts || self.finished {
            return Wish::Nothing;
        }
        if self.run.is_finished() {
            self.finished = true;
            let score = self.run.score(scenario);
            record.add(Event::Finished { case: scenario.id.clone(), score, rules: scenario.rules.clone() });
        } else {
            record.add(Event::Left { saved: Saved::new(scenario, &self.run) });
        }
        Wish::Save
    }
}
