//! Everything that keys change.

use std::collections::BTreeSet;
use std::time::Duration;

use super::screens::browse::Browse;
pub use super::screens::browse::{Focus, Scope};
use super::screens::claims::Claims;
use super::screens::training::Training;
use super::screens::units::Units;
use super::{CheckedItem, Component, Context, Env};
use crate::catalog::{Code, Date};
use crate::page::Pane;
use crate::storage::browser_state::Memory;

/// An exam shows seconds.
const TICK: Duration = Duration::from_secs(1);

/// Everything that keys change.
#[derive(Debug)]
pub struct Model {
    /// List and page, and which screen has the keys.
    pub browse: Browse,
    /// The units panel that was opened last, drawn while it has the keys.
    pub units: Option<Units>,
    /// Training, drawn while it has the keys; it stays as it was left.
    pub training: Option<Training>,
    /// The claims workbench, drawn while it has the keys; it stays as it was left.
    pub claims: Option<Claims>,
    /// Panels over everything else, the front one last.
    pub(crate) overlays: Vec<Box<dyn Component>>,
    /// Checked items of checklists.
    pub(crate) checked: BTreeSet<CheckedItem>,
    /// A sentence in place of the key bar, until the next key.
    pub message: Option<String>,
    /// Whether the mouse is captured.
    pub(crate) mouse: bool,
    /// The last key stepped back: a letter may be meant as a command of what was left.
    pub(crate) stepped_back: bool,
    /// Whether the problems of the start were read.
    pub(crate) problems_read: bool,
}

impl Model {
    /// The browser as it opens: all active codes, the first selected.
    pub(crate) fn new(env: &Env, date: Date, pane: Pane, memory: Memory) -> Model {
        Model {
            browse: Browse::new(env, date, pane, memory),
            units: None,
            training: None,
            claims: None,
            overlays: Vec::new(),
            checked: BTreeSet::new(),
            message: None,
            mouse: true,
            stepped_back: false,
            problems_read: env.problems.is_empty(),
        }
    }

    /// Which keys hold now.
    pub fn context(&self) -> Context {
        self.front().context()
    }

    /// The selected code.
    pub fn code<'a>(&self, env: &'a Env) -> Option<&'a Code> {
        self.browse.code(env)
    }

    /// How long to wait for a key before the time is shown again; `None` where nothing shows it.
    pub fn tick(&self) -> Option<Duration> {
        let is_timed = self.browse.focus == Focus::Training && self.training.as_ref().is_some_and(Training::is_timed);
        is_timed.then_some(TICK)
    }

    /// How many overlays are open.
    pub fn overlays(&self) -> usize {
        self.overlays.len()
    }

    /// The overlay in front, else the screen that has the keys.
    pub(crate) fn front(&self) -> &dyn Component {
        match (self.overlays.last(), self.browse.focus, &self.units, &self.training) {
            (Some(overlay), ..) => overlay.as_ref(),
            (None, Focus::Units, Some(units), _) => units,
            (None, Focus::Training, _, Some(training)) => training,
            (None, Focus::Claims, ..) if self.claims.is_some() => {
                self.claims.as_ref().map_or(&self.browse as &dyn Component, |claims| claims)
            }
            (None, ..) => &self.browse,
        }
    }

    /// The screen that has the keys under the overlays.
    pub(crate) fn screen(&mut self) -> &mut dyn Component {
        match (self.browse.focus, &mut self.units, &mut self.training) {
            (Focus::Units, Some(units), _) => units,
            (Focus::Training, _, Some(training)) => training,
            (Focus::Claims, ..) => match &mut self.claims {
                Some(claims) => claims,
                None => &mut self.browse,
            },
            _ => &mut self.browse,
        }
    }
}
