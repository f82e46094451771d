//! An exam: one answer a question, no help, no look-up; what was right is shown at the end.

use tui_input::{Input, InputRequest};

use super::content::{ContentLine, ScreenContent, digit, numbered, say, typed, undigit};
use super::course::Course;
use crate::catalog::Task;
use crate::page::{self, Line, Role};
use crate::training::answer;
use crate::training::drill::Key;
use crate::training::exam::{Exam, Question};
use crate::tui::widgets::Prompt;
use crate::tui::{Action, Effect, Env, scroll_target};

/// The answers to choose from; empty where something is typed.
fn choices(env: &Env, exam: &Exam) -> Vec<String> {
    match exam.question(&env.catalog) {
        Some(Question::Step { step, .. }) => match &step.task {
            Task::Pick(choices) => choices.iter().map(|c| c.text.clone()).collect(),
            _ => Vec::new(),
        },
        Some(Question::Drill(drill)) => match &drill.key {
            Key::Choice { among, .. } | Key::Word { among, .. } => among.clone(),
            _ => Vec::new(),
        },
        None => Vec::new(),
    }
}

/// An exam being taken.
#[derive(Debug)]
pub(crate) struct ExamSession {
    exam: Exam,
    /// Seconds of the clock at the beginning.
    began: u64,
    input: Input,
    /// The answers to choose from; empty where something is typed.
    choices: Vec<String>,
    /// The selected answer, where there are some to choose from.
    pub selected: usize,
    /// Why an answer could not be read.
    refused: Option<String>,
    /// The end was asked for once.
    leaving: bool,
    /// The time that the title shows.
    seconds: u64,
}

impl ExamSession {
    /// The first question, asked at this second of the clock.
    pub fn new(env: &Env, exam: Exam) -> ExamSession {
        let choices = choices(env, &exam);
        let began = (env.clock)();
        ExamSession { exam, began, input: Input::default(), choices, selected: 0, refused: None, leaving: false, seconds: 0 }
    }

    /// Is the result shown?
    pub fn is_over(&self) -> bool {
        self.exam.is_over()
    }

    /// Is there a time limit that goes on?
    pub fn is_timed(&self) -> bool {
        !self.is_over() && self.exam.plan().minutes.is_some()
    }

    /// Is an answer typed now?
    pub fn is_typed(&self) -> bool {
        !self.is_over() && self.choices.is_empty()
    }

    /// Answers, leaves at the second time it is asked.
    pub fn act(&mut self, env: &Env, course: &mut Course, action: Action) -> Option<Vec<Effect>> {
        let leaving = std::mem::take(&mut self.leaving);
        if self.is_over() {
            return matches!(action, Action::Open | Action::Back).then_some(vec![Effect::Close]);
        }
        match action {
            Action::Open => return Some(self.answer(env, course)),
            Action::Back if leaving => {
                self.exam.close(&env.catalog);
                return Some(self.record(course));
            }
            Action::Back => {
                self.leaving = true;
                return Some(say("the same key again ends the exam; what is not answered counts as wrong"));
            }
            Action::Up | Action::Down => {
                self.selected = scroll_target(action, self.selected, self.choices.len().saturating_sub(1), 1);
            }
            Action::Hint | Action::Solution | Action::StepBack | Action::LookUp => {
                return Some(say("not in an exam"));
            }
            _ => return None,
        }
        Some(Vec::new())
    }

    /// Types, or selects an answer by its number.
    pub fn edit(&mut self, _env: &Env, _course: &mut Course, request: InputRequest) -> Vec<Effect> {
        self.leaving = false;
        if self.is_typed() {
            if typed(&mut self.input, request) {
                self.refused = None;
            }
            return Vec::new();
        }
        match digit(request).filter(|place| *place < self.choices.len()) {
            // An answer cannot be taken back: a digit selects, Enter sends.
            Some(place) => {
                self.selected = place;
                Vec::new()
            }
            None => undigit(request, self.choices.len()),
        }
    }

    fn answer(&mut self, env: &Env, course: &mut Course) -> Vec<Effect> {
        let text = match self.exam.question(&env.catalog) {
            Some(Question::Drill(drill)) if matches!(drill.key, Key::Word { .. }) => {
                self.choices.get(self.selected).cloned().unwrap_or_default()
            }
            _ if self.choices.is_empty() => self.input.value().to_owned(),
            _ => page::letter(self.selected).to_string(),
        };
        if text.trim().is_empty() {
            return say("type the answer, or - to pass the question over");
        }
        let text = if text.trim() == "-" { String::new() } else { text };
        self.seconds = (env.clock)().saturating_sub(self.began);
        match self.exam.answer(&env.catalog, &text, self.seconds) {
            Err(words) => {
                self.refused = Some(words);
                Vec::new()
            }
            Ok(()) => {
                (self.input, self.selected, self.refused) = (Input::default(), 0, None);
                self.choices = choices(env, &self.exam);
                if self.is_over() { self.record(course) } else { Vec::new() }
            }
        }
    }

    /// The clock went on to this second: the time shown follows, and the limit ends the exam.
    pub fn tick(&mut self, env: &Env, course: &mut Course, second: u64) -> Vec<Effect> {
        if self.is_over() {
            return Vec::new();
        }
        self.seconds = second.saturating_sub(self.began);
        if !self.exam.ends_by_time(&env.catalog, self.seconds) {
            return Vec::new();
        }
        let mut effects = self.record(course);
        effects.extend(say("the time is up"));
        effects
    }

    fn record(&self, course: &mut Course) -> Vec<Effect> {
        self.exam.events().into_iter().for_each(|event| course.record.add(event));
        vec![Effect::SaveProgress]
    }

    /// What it shows.
    pub fn content<'m>(&'m self, env: &Env, course: &'m Course) -> ScreenContent<'m> {
        let who = format!(" {} ", course.record.learner);
        let Some(question) = self.exam.question(&env.catalog) else {
            return ScreenContent {
                titles: [" Exam: the result ".to_owned(), who],
                work: ContentLine::all(page::exam_result_lines(&self.exam)).collect(),
                ..ScreenContent::default()
            };
        };
        let mut work = Vec::new();
        let is_order = matches!(question, Question::Step { step, .. } if matches!(step.task, Task::Order { .. }));
        let empty = if is_order { "the letters in order, as in bca; - passes it over" } else { "the answer; - passes it over" };
        let (ask, form, file) = match question {
            Question::Step { scenario, step, .. } => {
                let order = answer::shown(scenario, step);
                let form = page::step_lines(step, &order).split_off(1);
                (step.ask.clone(), form, page::exam_case_lines(&self.exam, &env.catalog))
            }
            Question::Drill(drill) => {
                let form = vec![Line::of(Role::Muted, format!("({})", drill.form)).indented(2, 2)];
                (
                    drill.ask.clone(),
                    form,
                    page::drill_lines(drill, self.exam.answered()).into_iter().skip(1).take(drill.facts.len()).collect(),
                )
            }
        };
        work.push(ContentLine::plain(Line::of(Role::Strong, ask)));
        if self.choices.is_empty() {
            work.extend(ContentLine::all(form));
        }
        work.extend(self.choices.iter().enumerate().map(|(i, choice)| ContentLine::of(i, numbered(i, choice, ""))));
        if let Some(words) = &self.refused {
            work.push(ContentLine::plain(Line::blank()));
            work.push(ContentLine::plain(
                Line::of(Role::Warning, "[nothing counted]").with(Role::Text, format!(" {words}")).indented(2, 2),
            ));
        }
        let heading = page::exam_heading(&self.exam, &env.catalog, self.seconds).text();
        ScreenContent {
            titles: [" Your turn ".to_owned(), who],
            file_title: format!(" Exam {}: {heading} ", self.exam.plan().seed),
            file,
            work,
            selected: self.selected,
            tail: self.refused.is_some(),
            prompt: self.is_typed().then_some(Prompt { sign: ">", input: &self.input, empty }),
            list: false,
        }
    }
}
