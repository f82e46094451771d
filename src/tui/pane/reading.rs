//! Something to read: a title and lines that wrap and scroll.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::help::{draw_scrolled, scroll};
use super::{panel, styled};
use crate::page::Line;
use crate::tui::model::Env;
use crate::tui::overlay::Step;
use crate::tui::update::Msg;
use crate::tui::view::LastFrame;

/// The widest panel; longer lines are hard to read.
const WIDEST: u16 = 90;

/// The panel.
#[derive(Debug)]
pub struct Reading {
    title: String,
    lines: Vec<Line>,
    scroll: usize,
}

impl Reading {
    /// Lines under a title.
    pub fn new(title: String, lines: Vec<Line>) -> Reading {
        Reading { title, lines, scroll: 0 }
    }

    /// Scrolls, closes.
    pub fn update(&mut self, last: &LastFrame, msg: &Msg) -> Step {
        scroll(&mut self.scroll, last, msg)
    }

    /// Draws it.
    pub fn draw(&self, env: &Env, area: Rect, last: &mut LastFrame, buf: &mut Buffer) {
        let wide = area.width.min(WIDEST);
        let columns = usize::from(wide.saturating_sub(4));
        let rows: Vec<_> = self.lines.iter().flat_map(|line| line.wrap(columns)).map(|row| styled(env, &row)).collect();
        let height = u16::try_from(rows.len()).unwrap_or(u16::MAX).saturating_add(2);
        let inner = panel(env, area, (wide, height), &self.title, last, buf);
        draw_scrolled(env, &rows, self.scroll, inner, last, buf);
    }
}
