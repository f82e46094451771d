//! An instructor's word against a score, with the reason that is kept.

use tui_input::{Input, InputRequest};

use super::face::{Face, Piece};
use super::{Record, Wish, typed};
use crate::catalog::Scenario;
use crate::page::{Line, Role};
use crate::training::progress::Event;
use crate::tui::action::Action;
use crate::tui::typing::Prompt;

/// Passed or not, and why.
#[derive(Debug)]
pub struct Overrule {
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
    pub fn act(&mut self, record: &mut Record, action: Action) -> Option<Wish> {
        match action {
            Action::Up => self.selected = 0,
            Action::Down => self.selected = 1,
            Action::Open if self.reason.value().trim().is_empty() => {
                return Some(Wish::Say("an overruling needs a reason, which is kept with it".to_owned()));
            }
            Action::Open => {
                let reason = self.reason.value().trim().to_owned();
                record.add(Event::Overruled { case: self.case.clone(), passed: self.selected == 0, reason });
                return Some(Wish::SaveAndBack);
            }
            _ => return None,
        }
        Some(Wish::Nothing)
    }

    /// Types the reason.
    pub fn edit(&mut self, request: InputRequest) -> Wish {
        typed(&mut self.reason, request);
        Wish::Nothing
    }

    /// What it shows.
    pub fn face<'m>(&'m self, record: &'m Record) -> Face<'m> {
        let mut work =
            vec![Piece::plain(Line::of(Role::Text, format!("{} of {}: what counts, whatever the score?", self.title, record.learner)))];
        work.push(Piece::of(0, Line::of(Role::Strong, "   passed")));
        work.push(Piece::of(1, Line::of(Role::Strong, "   not passed")));
        work.push(Piece::plain(Line::of(
            Role::Muted,
            "Choose with the arrows, type why, and confirm. Date and reason are kept and reported.",
        )));
        Face {
            titles: [" Overrule ".to_owned(), String::new()],
            work,
            selected: self.selected,
            prompt: Some(Prompt { sign: "why >", input: &self.reason, empty: "the reason" }),
            ..Face::default()
        }
    }
}
