//! What was typed becomes the lines of the list.

use tui_input::Input;

use super::results::Results;
use super::state::{Browse, Scope};
use crate::catalog::State;
use crate::search::Found;
use crate::tui::Env;

/// The most beginnings of a query whose results are held.
const BEGINNINGS: usize = 32;

impl Browse {
    /// Searches for a text.
    pub(crate) fn search(&mut self, env: &Env, query: &str) {
        self.list.query = Input::new(query.to_owned());
        self.reset_results(env);
    }

    /// Searches again and selects the first line.
    pub(crate) fn reset_results(&mut self, env: &Env) {
        self.list.earlier.clear();
        let results = self.results(env);
        self.show_results(results);
    }

    /// Searches after an edit of the query; what its beginnings found is held, so that erasing a letter waits for no search.
    pub(super) fn search_edited(&mut self, env: &Env, before: String) {
        let query = self.list.query.value().to_owned();
        if query.starts_with(&before) {
            self.list.earlier.push((before, std::mem::take(&mut self.list.results)));
            let excess = self.list.earlier.len().saturating_sub(BEGINNINGS);
            self.list.earlier.drain(..excess);
        }
        self.list.earlier.retain(|(beginning, _)| query.starts_with(beginning));
        let held = self.list.earlier.pop_if(|(beginning, _)| *beginning == query);
        let results = held.map_or_else(|| self.results(env), |(_, results)| results);
        self.show_results(results);
    }

    fn show_results(&mut self, results: Results) {
        (self.home.chosen, self.home.lists_all) = (None, false);
        self.list.results = results;
        self.select(self.list.results.initial());
        self.show_fact();
    }

    /// Searches again and keeps the selected code where it is still found.
    pub(crate) fn refresh_results(&mut self, env: &Env) {
        self.list.earlier.clear();
        let held = self.list.results.position(self.list.selected);
        let (line, scroll) = (self.list.selected, self.page.scroll);
        self.list.results = self.results(env);
        match held.and_then(|position| self.list.results.line_of(position, &env.index)) {
            Some(kept) => (self.list.selected, self.page.scroll) = (kept, scroll),
            None => self.select(line),
        }
    }

    fn results(&self, env: &Env) -> Results {
        Results::new(self.list.query.value(), self.found(env), self.list.scope == Scope::All, &env.index)
    }

    fn found(&self, env: &Env) -> Found {
        let query = self.searched();
        let known = |list: &[String]| list.iter().filter_map(|code| env.catalog.position(code)).collect::<Vec<_>>();
        let held = match self.list.scope {
            Scope::Bookmarks => Some(known(&self.memory.bookmarks)),
            Scope::Recent => Some(known(&self.memory.recent)),
            Scope::All | Scope::Ended => None,
        };
        let state = if self.list.scope == Scope::Ended { State::Ended } else { State::Active };
        let is_wanted = |position: usize| match &held {
            Some(held) => held.contains(&position),
            None => env.index.state(position, self.date) == state,
        };
        let codes = env.catalog.codes().len();
        if query.is_empty() {
            // Bookmarks and recent codes in their own order.
            return held.clone().map_or_else(|| Found::all((0..codes).filter(|position| is_wanted(*position))), Found::all);
        }
        let mut found = env.index.find(query, self.date, codes);
        if self.list.scope != Scope::All {
            found.retain(is_wanted);
        }
        found
    }
}
