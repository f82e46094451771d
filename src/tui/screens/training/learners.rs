//! Who trains: one of those who did, or a new name.

use tui_input::{Input, InputRequest};

use super::content::{ContentLine, ScreenContent, typed};
use super::course::Course;
use super::record::{Record, UNNAMED};
use crate::page::{Line, Role};
use crate::storage::browser_state::Change;
use crate::tui::widgets::Prompt;
use crate::tui::{Action, Effect, Env, scroll_target};

/// The choice of a learner.
#[derive(Debug)]
pub(crate) struct Learners {
    name: Input,
    /// The selected name.
    pub selected: usize,
}

impl Learners {
    /// With the current learner selected.
    pub fn new(record: &Record) -> Learners {
        let name = Input::default();
        let selected = names(record, "").iter().position(|n| *n == record.learner).unwrap_or(0);
        Learners { name, selected }
    }

    /// Moves, chooses.
    pub fn act(&mut self, _env: &Env, course: &Course, action: Action) -> Option<Vec<Effect>> {
        let names = names(&course.record, self.name.value());
        match action {
            Action::Open => return Some(names.get(self.selected).map(|name| chosen(name)).unwrap_or_default()),
            Action::Up | Action::Down | Action::PageUp | Action::PageDown | Action::First | Action::Last => {
                self.selected = scroll_target(action, self.selected, names.len().saturating_sub(1), 10);
            }
            _ => return None,
        }
        Some(Vec::new())
    }

    /// Types a name.
    pub fn edit(&mut self, _env: &Env, _course: &mut Course, request: InputRequest) -> Vec<Effect> {
        if typed(&mut self.name, request) {
            // The name as it is typed comes first, where it is another one.
            self.selected = 0;
        }
        Vec::new()
    }

    /// What it shows.
    pub fn content<'m>(&'m self, _env: &Env, course: &'m Course) -> ScreenContent<'m> {
        let record = &course.record;
        let row = |(i, name): (usize, &String)| {
            let words = match record.progress.learner(name) {
                Some(learner) => {
                    let s = learner.summary(&course.cases, record.today);
                    format!("  {} of {} cases passed, {} drills answered, {} rules due", s.passed, s.cases, s.drills, s.due)
                }
                None => "  new".to_owned(),
            };
            let here = if *name == record.learner { "*" } else { " " };
            ContentLine::of(i, Line::of(Role::Code, format!(" {here} ")).with(Role::Strong, name.clone()).with(Role::Muted, words))
        };
        let names = names(record, self.name.value());
        ScreenContent {
            titles: [" Who trains? ".to_owned(), String::new()],
            work: names.iter().enumerate().map(row).collect(),
            selected: self.selected,
            prompt: Some(Prompt { sign: ">", input: &self.name, empty: "type a new name, or choose one" }),
            list: true,
            ..ScreenContent::default()
        }
    }
}

/// Another learner trains, in the next session too.
fn chosen(name: &str) -> Vec<Effect> {
    let change = Change::Trains(name.to_owned());
    vec![Effect::say(format!("{name} trains")), Effect::Learner(name.to_owned()), Effect::Remember(change), Effect::Save]
}

/// The names that contain the text typed; the text itself first where it is a new name.
fn names(record: &Record, typed: &str) -> Vec<String> {
    let (name, small) = (typed.trim(), typed.trim().to_lowercase());
    let mut names: Vec<String> = record.progress.learners.keys().cloned().collect();
    for known in [record.learner.as_str(), UNNAMED] {
        if !names.iter().any(|n| n == known) {
            names.push(known.to_owned());
        }
    }
    names.sort();
    let same = |n: &String| n.to_lowercase() == small;
    let new = Some(name.to_owned()).filter(|_| !name.is_empty() && !names.iter().any(same));
    names.retain(|n| n.to_lowercase().contains(&small));
    // A name typed in full is meant, whatever else holds it.
    names.sort_by_key(|n| !same(n));
    new.into_iter().chain(names).collect()
}
