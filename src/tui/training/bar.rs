//! What the bottom bar names on the training screen.

use super::{Stage, Training};
use crate::tui::action::Action;
use crate::tui::keymap::Context;

impl Training {
    /// The actions that matter now, the most useful first.
    pub fn hinted(&self) -> Vec<Action> {
        let is_over = match self.stages.last() {
            Some(Stage::Case(case)) => case.is_over(),
            Some(Stage::Drill(sitting)) => sitting.is_over(),
            _ => false,
        };
        let has_hint = match self.stages.last() {
            Some(Stage::Case(case)) => case.has_hint(&self.cases),
            Some(Stage::Drill(sitting)) => sitting.has_hint(),
            _ => false,
        };
        let is_useful = |action: &Action| match action {
            Action::Hint => has_hint,
            Action::Solution => !is_over,
            _ => true,
        };
        self.named().iter().copied().filter(is_useful).collect()
    }

    fn named(&self) -> &'static [Action] {
        use Action::{
            Anew, Back, Hint, Instructor, Learner, LookUp, NextPane, Open, Overrule, PageDown, Progress, Quit, Solution, StepBack,
        };
        let is_typed = self.context() == Context::Training;
        match self.stages.last() {
            None if self.instructor => &[Open, Back, Instructor, Overrule, Progress, Learner, Quit],
            None => &[Open, Back, Progress, Learner, Instructor, Quit],
            Some(Stage::Case(_)) if is_typed => &[Open, Hint, NextPane, StepBack, Solution, LookUp, Back],
            Some(Stage::Case(_)) => &[Open, Hint, NextPane, StepBack, Solution, LookUp, Back, Anew, PageDown],
            Some(Stage::Summary(_)) => &[Open, Back, LookUp, Anew],
            Some(Stage::Drill(sitting)) if sitting.is_done() => &[Open],
            Some(Stage::Drill(_)) => &[Open, Hint, Solution, NextPane, Back],
            Some(Stage::Map(_)) => &[Open, NextPane, Overrule, Back, Instructor],
            Some(Stage::Setup(_) | Stage::Learners(_) | Stage::Report(_) | Stage::Overrule(_)) => &[Open, Back],
        }
    }

    /// What an action is called here.
    pub fn verb(&self, action: Action) -> Option<&'static str> {
        match (action, self.stages.last()) {
            (Action::Open, None) if self.instructor => Some("map"),
            (Action::Open, Some(Stage::Case(case))) => Some(if case.is_over() { "go on" } else { "answer" }),
            (Action::Open, Some(Stage::Drill(sitting))) if sitting.is_done() => Some("all cases"),
            (Action::Open, Some(Stage::Drill(sitting))) => Some(if sitting.is_over() { "go on" } else { "answer" }),
            (Action::Open, Some(Stage::Setup(_) | Stage::Map(_))) => Some("begin"),
            (Action::Open, Some(Stage::Report(_))) => Some("its cases"),
            (Action::Open, Some(Stage::Learners(_))) => Some("choose"),
            (Action::Open, Some(Stage::Overrule(_))) => Some("decide"),
            (Action::Open, Some(Stage::Summary(_))) => Some("go"),
            (Action::Hint, Some(Stage::Case(_))) => Some("hint -15%"),
            (Action::Hint, Some(Stage::Drill(_))) => Some("hint, no credit"),
            (Action::NextPane, _) => Some("file"),
            (Action::Anew, _) => Some("anew"),
            (Action::Instructor, _) if self.instructor => Some("learner's view"),
            (Action::Back, None | Some(Stage::Case(_) | Stage::Drill(_))) => Some("leave"),
            _ => None,
        }
    }
}
