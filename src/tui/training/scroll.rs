//! Scrolling by hand: the file that is read, the work, or both where one runs on into the other.

use super::{Stage, Training};
use crate::tui::action::Action;
use crate::tui::update::moved;
use crate::tui::view::Seen;

/// How far the two parts of the screen were scrolled; `None` follows what is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scroll {
    /// The file that is read.
    pub file: Option<usize>,
    /// The work; where both run on, both.
    pub work: Option<usize>,
    /// The file has the scrolling keys.
    pub on_file: bool,
}

impl Training {
    /// Lists move by pages, cases are scrolled.
    pub(super) fn moves_by_pages(&self) -> bool {
        !matches!(self.stages.last(), Some(Stage::Case(_) | Stage::Drill(_) | Stage::Summary(_)))
    }

    /// Between what is read and what is asked: the other part gets the scrolling keys, or, where one runs on into the other, is shown.
    pub(super) fn turn(&mut self, seen: &Seen) {
        if seen.file.is_empty() {
            self.view.work = if seen.asked { Some(0) } else { None };
        } else {
            self.view.on_file = !self.view.on_file;
        }
    }

    pub(super) fn scroll(&mut self, action: Action, seen: &Seen) {
        let on_file = !seen.file.is_empty() && (self.view.on_file || seen.work_rows.2 == 0);
        let (first, rows, limit) = if on_file { seen.file_rows } else { seen.work_rows };
        let there = Some(moved(action, first, limit, rows));
        if on_file {
            self.view.file = there;
        } else {
            self.view.work = there;
        }
    }

    /// Scrolls the part under the mouse; a list moves its selection.
    pub fn wheel(&mut self, over_file: bool, rows: i32, seen: &Seen) {
        let by = isize::try_from(rows).unwrap_or(0);
        let (first, _, limit) = if over_file { seen.file_rows } else { seen.work_rows };
        let there = first.saturating_add_signed(by).min(limit);
        if over_file {
            self.view.file = Some(there);
        } else if self.stages.is_empty() {
            self.selected = self.selected.saturating_add_signed(by).min(self.rows().len().saturating_sub(1));
        } else {
            self.view.work = Some(there);
        }
    }
}
