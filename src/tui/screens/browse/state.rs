//! What list and page know between two keys.

use tui_input::Input;

use super::code_news::CodeNews;
use super::find::Find;
use super::results::Results;
use crate::catalog::{Code, Date};
use crate::page::{Pane, Sorting};
use crate::search::Query;
use crate::storage::browser_state::{Change, Memory};
use crate::tui::{CoverageAsked, Env};

/// The most pages kept to go back to.
const VISITS: usize = 100;

/// The list, the page of the selected code, and which screen has the keys.
#[derive(Debug)]
pub struct Browse {
    /// The date of service.
    pub date: Date,
    /// What has the keys under the overlays.
    pub focus: Focus,
    /// The search box and what it found.
    pub list: List,
    /// The page of the selected code.
    pub page: Page,
    /// What is asked on the Coverage pane, of every code.
    pub(crate) asked: CoverageAsked,
    /// Where `Back` leads after a code was followed from a page.
    pub history: Vec<HistoryEntry>,
    /// A code is looked up for training: the date of service to return to. Stepping back from the empty search box returns there.
    pub(crate) looks_up: Option<Date>,
    /// The pages opened, for back and forward through them.
    visits: Vec<HistoryEntry>,
    /// The place among the visits.
    visit: usize,
    /// What stands while the search box is empty.
    pub(crate) home: Home,
    /// Bookmarks, recent codes and containers in stock.
    pub memory: Memory,
}

/// What has the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// The list and its search box.
    List,
    /// The page.
    Page,
    /// The units panel.
    Units,
    /// Training.
    Training,
    /// The claims workbench.
    Claims,
}

/// The search box and what it found.
#[derive(Debug, Default)]
pub struct List {
    /// What was typed.
    pub query: Input,
    /// Which codes are searched.
    pub scope: Scope,
    /// What was found.
    pub results: Results,
    /// The selected line of it.
    pub selected: usize,
    /// What beginnings of the query found, the longest last.
    pub(super) earlier: Vec<(String, Results)>,
    /// Letters are commands: it was stepped back to, and nobody asked for its box since.
    pub(crate) is_read: bool,
}

/// Which codes are searched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// Every code; without a query those active on the date of service.
    #[default]
    All,
    /// Ended codes.
    Ended,
    /// Bookmarked codes.
    Bookmarks,
    /// The codes opened last.
    Recent,
}

/// What stands while the search box is empty.
#[derive(Clone, Debug, Default)]
pub(crate) struct Home {
    /// The item chosen; `None` while the search box alone has the keys.
    pub chosen: Option<usize>,
    /// Every code is listed although the box is empty.
    pub lists_all: bool,
    /// Codes that are new and codes that ended.
    pub news: Option<CodeNews>,
}

/// The page of the selected code.
#[derive(Clone, Debug)]
pub struct Page {
    /// The pane shown.
    pub pane: Pane,
    /// The pane that was exchanged for it, which stands beside it where there is room.
    pub(crate) before: Option<Pane>,
    /// The pane to show again once no fact is asked.
    pub(crate) kept: Option<Pane>,
    /// Rows scrolled past.
    pub(crate) scroll: usize,
    /// Rows of the pane beside it scrolled past.
    pub(crate) second_scroll: usize,
    /// The order of the packages.
    pub(crate) sorting: Sorting,
    /// All notes are shown, with their sources.
    pub(crate) is_unfolded: bool,
    /// The search in the page.
    pub(crate) find: Option<Find>,
}

/// A page to come back to.
#[derive(Clone, Debug)]
pub struct HistoryEntry {
    query: String,
    scope: Scope,
    code: String,
    page: Page,
    focus: Focus,
}

impl Browse {
    /// All active codes, the first selected.
    pub(crate) fn new(env: &Env, date: Date, pane: Pane, memory: Memory) -> Browse {
        let page = Page {
            pane,
            before: None,
            kept: None,
            scroll: 0,
            second_scroll: 0,
            sorting: Sorting::default(),
            is_unfolded: false,
            find: None,
        };
        let mut browse = Browse {
            date,
            focus: Focus::List,
            list: List::default(),
            page,
            asked: CoverageAsked::default(),
            history: Vec::new(),
            looks_up: None,
            visits: Vec::new(),
            visit: 0,
            home: Home { news: CodeNews::new(env), ..Home::default() },
            memory,
        };
        browse.reset_results(env);
        browse
    }

    /// The selected code; on the home screen, where no list is seen, only one that was read before.
    pub(crate) fn code<'a>(&self, env: &'a Env) -> Option<&'a Code> {
        let code = self.list.results.position(self.list.selected).and_then(|position| env.catalog.codes().get(position));
        code.filter(|code| !self.is_home() || self.is_known(&code.code))
    }

    /// Selects a line, or the nearest one that can be selected.
    pub(crate) fn select(&mut self, line: usize) {
        let results = &self.list.results;
        let line = results.nearest(line, self.list.selected);
        if line != self.list.selected || line == results.initial() {
            (self.page.scroll, self.page.second_scroll) = (0, 0);
            self.page.find = None;
        }
        self.list.selected = line;
        if !self.has_code() && !matches!(self.focus, Focus::List | Focus::Training | Focus::Claims) {
            self.return_to(Focus::List);
        }
    }

    /// A code is selected.
    pub(crate) fn has_code(&self) -> bool {
        self.list.results.position(self.list.selected).is_some()
    }

    /// Answers for another date of service.
    pub(crate) fn set_date(&mut self, env: &Env, date: Date) {
        self.date = date;
        self.refresh_results(env);
        self.page.scroll = 0;
    }

    /// Shows a pane from its first row.
    pub(crate) fn show_pane(&mut self, pane: Pane) {
        self.page.pane = pane;
        (self.page.scroll, self.page.second_scroll) = (0, 0);
        self.page.find = self.page.find.take().filter(|find| !find.is_typed).map(|find| Find { row: None, ..find });
    }

    /// Shows a pane of the selected code, and opens its page from the list.
    pub(crate) fn open_pane(&mut self, env: &Env, pane: Pane) {
        if self.page.pane != pane {
            self.show_pane(pane);
        }
        if self.focus == Focus::List {
            self.focus = Focus::Page;
            self.visited(env);
        }
    }

    /// Asks the Coverage pane.
    pub(crate) fn ask_coverage(&mut self, asked: CoverageAsked) {
        self.asked = asked;
        self.page.scroll = 0;
    }

    /// Goes to a code; `Back` then returns here.
    pub(crate) fn go(&mut self, env: &Env, code: &str) {
        self.history.push(self.entry(env));
        self.focus = Focus::Page;
        self.list.scope = Scope::All;
        self.search(env, code);
        let line = self.line_of(env, code).unwrap_or(0);
        self.select(line);
        self.page.scroll = 0;
        self.visited(env);
    }

    /// Selects the code and shows the pane that were read last.
    pub(crate) fn resume(&mut self, env: &Env) {
        let Some((code, pane)) = self.memory.place.clone() else { return };
        let Some(line) = self.line_of(env, &code) else { return };
        self.select(line);
        if let Some(pane) = Pane::ALL.into_iter().find(|held| held.as_str() == pane) {
            self.show_pane(pane);
        }
    }

    /// Notes what is read now and which keys are known, for the next session.
    pub fn note_session(&mut self, env: &Env) {
        for name in std::mem::take(&mut self.memory.pressed).into_iter().filter(|_| env.remembers) {
            let count = self.memory.used.get(&name).copied().unwrap_or_default();
            self.memory.unsaved.push(Change::Used(name, count));
        }
        if let Some(code) = self.code(env).map(|code| code.code.clone()).filter(|_| env.remembers && !self.visits.is_empty()) {
            self.remember(Change::Left(code, self.page.pane.as_str().to_owned()));
        }
    }

    /// The search before the one in the box; the last one where that is none of them.
    pub(crate) fn recall(&mut self, env: &Env) -> bool {
        let here = self.memory.queries.iter().position(|query| query == self.list.query.value().trim());
        let Some(query) = self.memory.queries.get(here.map_or(0, |at| at + 1)).cloned() else { return false };
        self.edit_query();
        self.history.clear();
        self.search(env, &query);
        true
    }

    /// The page as it is shown now.
    fn entry(&self, env: &Env) -> HistoryEntry {
        HistoryEntry {
            query: self.list.query.value().to_owned(),
            scope: self.list.scope,
            code: self.code(env).map(|here| here.code.clone()).unwrap_or_default(),
            page: self.page.clone(),
            focus: self.focus,
        }
    }

    fn restore(&mut self, env: &Env, entry: HistoryEntry) {
        self.list.scope = entry.scope;
        self.search(env, &entry.query);
        let line = self.line_of(env, &entry.code).unwrap_or(0);
        self.return_to(entry.focus);
        self.select(line);
        self.page = entry.page;
        if self.focus == Focus::Training {
            self.end_look_up(env);
        }
    }

    /// Notes that a page was opened: among the recent codes, and after the page shown before.
    pub(crate) fn visited(&mut self, env: &Env) {
        let entry = self.entry(env);
        self.remember(Change::Opened(entry.code.clone()));
        // A code that was followed stands in the box, but nobody searched it.
        if self.list.query.value().trim() != entry.code {
            self.remember_query(env);
        }
        self.visits.truncate(self.visit + 1);
        if self.visits.last().is_none_or(|last| last.code != entry.code) {
            self.visits.push(entry);
        }
        let excess = self.visits.len().saturating_sub(VISITS);
        self.visits.drain(..excess);
        self.visit = self.visits.len().saturating_sub(1);
    }

    /// Remembers what was searched.
    pub(super) fn remember_query(&mut self, env: &Env) {
        // Of the patient nothing is kept.
        let query = Query::read(self.list.query.value()).without_patient;
        if !query.is_empty() && env.remembers {
            self.remember(Change::Searched(query));
        }
    }

    /// Keeps pane and position of the page for when it is visited again.
    pub(crate) fn note_visit(&mut self, env: &Env) {
        let here = self.entry(env);
        if let Some(held) = self.visits.get_mut(self.visit).filter(|held| held.code == here.code) {
            *held = here;
        }
    }

    /// Shows the page opened before or after this one; false where there is none.
    pub(crate) fn travel(&mut self, env: &Env, forward: bool) -> bool {
        let to = if forward { self.visit.checked_add(1) } else { self.visit.checked_sub(1) };
        let Some((to, entry)) = to.and_then(|to| Some((to, self.visits.get(to)?.clone()))) else { return false };
        self.history.clear();
        self.restore(env, entry);
        self.visit = to;
        true
    }

    /// Returns to the page that was left last; false where there is none.
    pub(crate) fn go_back(&mut self, env: &Env) -> bool {
        let Some(entry) = self.history.pop() else { return false };
        if let Some(visit) = self.visits.iter().rposition(|held| held.code == entry.code) {
            self.visit = visit;
        }
        self.restore(env, entry);
        true
    }

    /// The line of a code, where it was found.
    pub(super) fn line_of(&mut self, env: &Env, code: &str) -> Option<usize> {
        self.list.results.line_of(env.catalog.position(code)?, &env.index)
    }

    /// Remembers a change, written with the next save.
    pub(crate) fn remember(&mut self, change: Change) {
        self.memory.apply(&change);
        self.memory.unsaved.push(change);
    }
}
