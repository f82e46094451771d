//! An instructor's decision against a score, with the reason that is kept.

use tui_input::{Input, InputRequest};

use super::content::{ContentLine, ScreenContent, say, typed};
use super::course::Course;
use crate::catalog::Scenario;
use crate::page::{Line, Role};
use crate::training::progress::Event;
use crate::tui::widgets::Prompt;
use crate::tui::{Action, Effect, Env};

/// Passed or not, and why.
#[derive(Debug)]
pub(crate) struct Overrule {
    case: String,
    title: String,
    reason: Input,
    /// 0 passed, 1 not passed.
    pub selected: usize,
}

impl Overrule {
    /// Of a case.
    pub fn new(scenario: &Scenario) -> Overrule {
        Overrule { case: scenario.id.clone(), title: scenario.title.clone(), reason: Input::default(), selected: 0 }
    }

    /// Chooses, decides.
    pub fn act(&mut self, _env: &Env, course: &mut Course, action: Action) -> Option<Vec<Effect>> {
        match action {
            Action::Up => self.selected = 0,
            Action::Down => self.selected = 1,
            Action::Open if self.reason.value().trim().is_empty() => {
                return Some(say("overruling needs a reason, which is kept with it".to_owned()));
            }
            Action::Open => {
                let reason = self.reason.value().trim().to_owned();
                course.record.add(Event::Overruled { case: self.case.clone(), passed: self.selected == 0, reason });
                return Some(vec![Effect::Close, Effect::SaveProgress]);
            }
            _ => return None,
        }
        Some(Vec::new())
    }

    /// Types the reason.
    pub fn edit(&mut self, _env: &Env, _course: &mut Course, request: InputRequest) -> Vec<Effect> {
        typed(&mut self.reason, request);
        Vec::new()
    }

    /// What it shows.
    pub fn content<'m>(&'m self, _env: &Env, course: &'m Course) -> ScreenContent<'m> {
        let mut work = vec![ContentLine::plain(Line::of(
            Role::Text,
            format!("{} of {}: what counts, whatever the score?", self.title, course.record.learner),
        ))];
        work.push(ContentLine::of(0, Line::of(Role::Strong, "   passed")));
        work.push(ContentLine::of(1, Line::of(Role::Strong, "   not passed")));
        work.push(ContentLine::plain(Line::of(
            Role::Muted,
            "Choose with the arrows, type why, and confirm. Date and reason are kept and reported.",
        )));
        ScreenContent {
            titles: [" Overrule ".to_owned(), String::new()],
            work,
            selected: self.selected,
            prompt: Some(Prompt { sign: "why >", input: &self.reason, empty: "the reason" }),
            ..ScreenContent::default()
        }
    }
}
