//! The map of a case for an instructor: every step, every answer, where it leads; a run may begin at any step.

use super::case::Case;
use super::face::{Face, Piece};
use super::{Stage, Training, Wish};
use crate::catalog::Scenario;
use crate::page;
use crate::training::attempt::Attempt;
use crate::training::map::map;
use crate::tui::action::Action;
use crate::tui::model::Env;
use crate::tui::update::moved;

/// The map.
#[derive(Debug)]
pub struct Map {
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

    /// Moves; begins at the selected step, which is practice.
    pub fn act(&mut self, cases: &[Scenario], action: Action) -> Option<Wish> {
        let scenario = cases.get(self.at)?;
        match action {
            Action::Up | Action::Down | Action::First | Action::Last | Action::PageUp | Action::PageDown => {
                self.selected = moved(action, self.selected, scenario.steps.len().saturating_sub(1), 3);
            }
            Action::Open => {
                return Some(match Attempt::start_at(scenario, self.selected + 1) {
                    Ok(run) => Wish::Over(Stage::Case(Box::new(Case::practice(self.at, scenario, run)))),
                    Err(error) => Wish::Say(error.to_string()),
                });
            }
            _ => return None,
        }
        Some(Wish::Nothing)
    }

    /// What it shows.
    pub fn face<'m>(&'m self, env: &Env, training: &'m Training) -> Face<'m> {
        let Some(scenario) = training.cases.get(self.at) else { return Face::default() };
        let mut work = Vec::new();
        for stop in map(scenario) {
            work.extend(page::stop_lines(&stop).into_iter().map(|line| Piece::of(stop.number - 1, line)));
        }
        work.extend(Piece::all(page::lesson_lines(scenario)));
        Face {
            titles: [" Map ".to_owned(), " for an instructor ".to_owned()],
            file_title: format!(" {} ", scenario.title),
            file: page::case_lines(scenario, &env.catalog).split_off(1),
            work,
            selected: self.selected,
            ..Face::default()
        }
    }
}
