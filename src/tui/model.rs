//! What the browser knows between two keys.

use std::collections::BTreeSet;

use tui_input::Input;

use super::keymap::{Context, Keymap};
use super::overlay::Overlay;
use super::pane::checklist::Tick;
use super::theme::Theme;
use super::training::Training;
use super::units::{At, Units};
use crate::catalog::{Catalog, Code, Date, State};
use crate::config::DateFormat;
use crate::page::{Pane, Sorting};
use crate::search::{Found, Index};
use crate::storage::browser_state::{Change, Memory};

/// What does not change while the browser runs.
#[derive(Debug)]
pub struct Env {
    /// The catalog, overlays laid over.
    pub catalog: Catalog,
    /// Its index.
    pub index: Index,
    /// The keys.
    pub keymap: Keymap,
    /// The colors and lines.
    pub theme: Theme,
    /// Today.
    pub today: Date,
    /// How dates are written.
    pub date_format: DateFormat,
    /// For whom is billed where nothing else is chosen.
    pub defaults: Claims,
    /// What went wrong at the start, a line each.
    pub problems: Vec<String>,
}

impl Env {
    /// A date as the user writes it.
    pub fn date(&self, date: Date) -> String {
        self.date_format.apply(&date.to_string()).into_owned()
    }
}

/// For whom is billed and where the drug was given; empty for the calculator's own defaults.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claims {
    /// The payer's id.
    pub payer: String,
    /// `office`, `outpatient`, `asc` or `dme`.
    pub setting: String,
}

/// Everything that keys change.
#[derive(Debug)]
pub struct Model {
    /// The date of service.
    pub date: Date,
    /// What has the keys under the overlays.
    pub focus: Focus,
    /// The search box and what it found.
    pub list: List,
    /// The page of the selected code.
    pub page: Page,
    /// Where `Back` leads after a code was followed from a page.
    pub trail: Vec<Place>,
    /// The units panel that was opened last, seen while it has the keys.
    pub units: Option<Units>,
    /// The training screen, seen while it has the keys; it stays as it was left.
    pub training: Option<Training>,
    /// Panels over everything else, the front one last.
    pub overlays: Vec<Overlay>,
    /// Items of checklists that are ticked.
    pub ticked: BTreeSet<Tick>,
    /// Bookmarks and recent codes.
    pub memory: Memory,
    /// A sentence in place of the bottom bar, until the next key.
    pub message: Option<String>,
    /// Whether the browser takes the mouse.
    pub mouse: bool,
    /// Whether the problems of the start were looked at.
    pub problems_read: bool,
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
    /// The training screen.
    Training,
}

/// The search box and what it found.
#[derive(Debug, Default)]
pub struct List {
    /// What was typed.
    pub query: Input,
    /// Which codes are looked through.
    pub scope: Scope,
    /// What is listed.
    pub rows: Found,
    /// The selected row.
    pub selected: usize,
}

/// Which codes are looked through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// Every code; without a query those that are active on the date of service.
    #[default]
    All,
    /// Codes that have ended.
    Ended,
    /// Bookmarked codes.
    Bookmarks,
    /// The codes opened last.
    Recent,
}

/// The page of the selected code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// The pane shown.
    pub pane: Pane,
    /// Rows scrolled past.
    pub scroll: usize,
    /// The order of the packages.
    pub sorting: Sorting,
}

/// A page to come back to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// What stood in the search box.
    pub query: String,
    /// Which codes were looked through.
    pub scope: Scope,
    /// The code.
    pub code: String,
    /// The pane and how far it was scrolled.
    pub page: Page,
    /// What had the keys.
    pub focus: Focus,
}

impl Model {
    /// The browser as it opens: all active codes, the first selected.
    pub fn new(env: &Env, date: Date, pane: Pane, memory: Memory) -> Model {
        let mut model = Model {
            date,
            focus: Focus::List,
            list: List::default(),
            page: Page { pane, scroll: 0, sorting: Sorting::default() },
            trail: Vec::new(),
            units: None,
            training: None,
            overlays: Vec::new(),
            ticked: BTreeSet::new(),
            memory,
            message: None,
            mouse: true,
            problems_read: env.problems.is_empty(),
        };
        model.list_anew(env);
        model
    }

    /// Where the next key is pressed.
    pub fn context(&self) -> Context {
        let in_answer = self.units.as_ref().is_some_and(|u| matches!(u.at, At::Finding(_)));
        match (self.overlays.last(), self.focus) {
            (Some(overlay), _) => overlay.context(),
            (None, Focus::List) => Context::List,
            (None, Focus::Page) => Context::Page,
            (None, Focus::Units) if in_answer => Context::Answer,
            (None, Focus::Units) => Context::Fields,
            (None, Focus::Training) => self.training.as_ref().map_or(Context::Case, Training::context),
        }
    }

    /// The selected code.
    pub fn code<'a>(&self, env: &'a Env) -> Option<&'a Code> {
        self.list.rows.position(self.list.selected).and_then(|position| env.catalog.codes().get(position))
    }

    /// Lists what the query, the scope and the date say; the first row is selected.
    pub fn list_anew(&mut self, env: &Env) {
        self.list.rows = rows(env, self);
        self.select(0);
    }

    /// Lists anew and keeps the selected code where it is still listed.
    pub fn list_again(&mut self, env: &Env) {
        let held = self.list.rows.position(self.list.selected);
        let (row, scroll) = (self.list.selected, self.page.scroll);
        self.list.rows = rows(env, self);
        let kept = self.list.rows.positions().position(|position| Some(position) == held);
        match kept {
            Some(kept) => (self.list.selected, self.page.scroll) = (kept, scroll),
            None => self.select(row),
        }
    }

    /// Selects a row, or the last where there are fewer.
    pub fn select(&mut self, row: usize) {
        let row = row.min(self.list.rows.len().saturating_sub(1));
        if row != self.list.selected || row == 0 {
            self.page.scroll = 0;
        }
        self.list.selected = row;
        if self.list.rows.is_empty() && self.focus != Focus::Training {
            self.focus = Focus::List;
        }
    }

    /// Puts text into the search box and lists what it finds.
    pub fn search(&mut self, env: &Env, query: &str) {
        self.list.query = Input::new(query.to_owned());
        self.list_anew(env);
    }

    /// The row of a code, where it is listed.
    pub fn row_of(&self, env: &Env, code: &str) -> Option<usize> {
        let position = env.catalog.position(code)?;
        self.list.rows.positions().position(|listed| listed == position)
    }

    /// Remembers a change, to be written with the next save.
    pub fn remember(&mut self, change: Change) {
        self.memory.apply(&change);
        self.memory.unsaved.push(change);
    }
}

fn rows(env: &Env, model: &Model) -> Found {
    let codes = env.catalog.codes().len();
    let query = model.list.query.value();
    let searched = !query.trim().is_empty();
    let state = |position| env.index.state(position, model.date);
    let of = |list: &[String]| -> Vec<usize> { list.iter().filter_map(|code| env.catalog.position(code)).collect() };
    let found = || env.index.find(query, model.date, codes);
    match (model.list.scope, searched) {
        (Scope::All, true) => found(),
        (Scope::All, false) => Found::all((0..codes).filter(|position| state(*position) == State::Active)),
        (Scope::Ended, true) => kept(found(), |position| state(position) == State::Ended),
        (Scope::Ended, false) => Found::all((0..codes).filter(|position| state(*position) == State::Ended)),
        (Scope::Bookmarks | Scope::Recent, _) => {
            let memory = &model.memory;
            let held = of(if model.list.scope == Scope::Bookmarks { &memory.bookmarks } else { &memory.recent });
            if searched { kept(found(), |position| held.contains(&position)) } else { Found::all(held) }
        }
    }
}

fn kept(mut found: Found, wanted: impl FnMut(usize) -> bool) -> Found {
    found.retain(wanted);
    found
}
