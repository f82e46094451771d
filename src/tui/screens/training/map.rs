//! The map of a case for an instructor: every step, every answer, where it leads; practice may start at any step.

use tui_input::InputRequest;

use super::content::{ContentLine, ScreenContent, say, unbound};
use super::course::Course;
use crate::page;
use crate::training::attempt::Attempt;
use crate::training::map::map;
use crate::tui::{Action, Effect, Env, Opening, scroll_target};

/// The map.
#[derive(Debug)]
pub(crate) struct Map {
    at: usize,
    /// The selected step.
    pub selected: usize,
}

impl Map {
    /// Of the case at a place.
    pub fn new(at: usize) -> Map {
        Map { at, selected: 0 }
    }

    /// The place of its case.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Moves; starts practice at the selected step.
    pub fn act(&mut self, _env: &Env, course: &Course, action: Action) -> Option<Vec<Effect>> {
        let scenario = course.cases.get(self.at)?;
        match action {
            Action::Up | Action::Down | Action::First | Action::Last | Action::PageUp | Action::PageDown => {
                self.selected = scroll_target(action, self.selected, scenario.steps.len().saturating_sub(1), 3);
            }
            Action::Open => {
                return Some(match Attempt::start_at(scenario, self.selected + 1) {
                    Ok(attempt) => vec![Effect::Open(Opening::Practice(self.at, Box::new(attempt)))],
                    Err(error) => say(error.to_string()),
                });
            }
            _ => return None,
        }
        Some(Vec::new())
    }

    /// A letter does nothing.
    pub fn edit(&mut self, _env: &Env, _course: &mut Course, request: InputRequest) -> Vec<Effect> {
        unbound(request)
    }

    /// What it shows.
    pub fn content<'m>(&'m self, env: &Env, course: &'m Course) -> ScreenContent<'m> {
        let Some(scenario) = course.cases.get(self.at) else { return ScreenContent::default() };
        let mut work = Vec::new();
        for stop in map(scenario) {
            work.extend(page::stop_lines(&stop).into_iter().map(|line| ContentLine::of(stop.number - 1, line)));
        }
        work.extend(ContentLine::all(page::lesson_lines(scenario)));
        ScreenContent {
            titles: [" Map ".to_owned(), " for an instructor ".to_owned()],
            file_title: format!(" {} ", scenario.title),
            file: page::case_lines(scenario, &env.catalog).split_off(1),
            work,
            selected: self.selected,
            ..ScreenContent::default()
        }
    }
}
