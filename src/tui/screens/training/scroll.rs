//! Scrolling by hand: the file that is read, the work, or both where one runs on into the other.

use crate::tui::{Action, Viewport, scroll_target, wheel_target};

/// How far the two parts of the screen were scrolled; `None` follows what is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Scroll {
    /// The file that is read.
    pub file: Option<usize>,
    /// The work; where both run on, both.
    pub work: Option<usize>,
    /// The file has the scrolling keys.
    pub on_file: bool,
}

impl Scroll {
    /// Gives the scrolling keys to the other part, or, where the file runs on into the work, shows it.
    pub fn turn(&mut self, viewport: &Viewport) {
        if viewport.file.is_empty() {
            self.work = if viewport.asked { Some(0) } else { None };
        } else {
            self.on_file = !self.on_file;
        }
    }

    /// Scrolls the part that has the scrolling keys.
    pub fn scroll(&mut self, action: Action, viewport: &Viewport) {
        let on_file = !viewport.file.is_empty() && (self.on_file || viewport.work_rows.2 == 0);
        let (first, rows, limit) = if on_file { viewport.file_rows } else { viewport.work_rows };
        *self.part(on_file) = Some(scroll_target(action, first, limit, rows));
    }

    /// Scrolls the part under the mouse.
    pub fn wheel(&mut self, over_file: bool, rows: i32, viewport: &Viewport) {
        let (first, _, limit) = if over_file { viewport.file_rows } else { viewport.work_rows };
        *self.part(over_file) = Some(wheel_target(first, rows, limit));
    }

    fn part(&mut self, file: bool) -> &mut Option<usize> {
        if file { &mut self.file } else { &mut self.work }
    }
}
