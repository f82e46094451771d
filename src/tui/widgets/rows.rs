//! Lines of a page drawn as rows, and rows written piece by piece.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::page;
use crate::tui::Env;

/// A space at which no row is broken; drawn as any other.
pub(crate) const NO_BREAK: char = '\u{a0}';

/// A line of a page in the colors of the theme, its dates as the user writes them.
pub(crate) fn styled(env: &Env, line: &page::Line) -> Line<'static> {
    let words = |text: &str| env.date_format.apply(text).replace(NO_BREAK, " ");
    Line::from(line.spans.iter().map(|s| Span::styled(words(&s.text), env.theme.style(s.role))).collect::<Vec<_>>())
}

/// Draws the rows from `scroll` on; returns the most that can be scrolled past.
pub(crate) fn draw_rows(rows: &[Line<'_>], scroll: usize, area: Rect, buf: &mut Buffer) -> usize {
    let limit = rows.len().saturating_sub(usize::from(area.height));
    for (y, row) in (area.y..area.bottom()).zip(rows.iter().skip(scroll.min(limit))) {
        buf.set_line(area.x, y, row, area.width);
    }
    limit
}

/// Draws rows of meaning from `scroll` on, as [`draw_rows`]: only those that are seen are given their looks.
pub(crate) fn draw_lines(env: &Env, rows: &[page::Line], scroll: usize, area: Rect, buf: &mut Buffer) -> usize {
    let height = usize::from(area.height);
    let limit = rows.len().saturating_sub(height);
    let seen: Vec<Line<'_>> = rows.iter().skip(scroll.min(limit)).take(height).map(|row| styled(env, row)).collect();
    draw_rows(&seen, 0, area, buf);
    limit
}

/// Writes one piece after the other on one row.
pub(crate) struct RowWriter {
    /// Where the next piece begins.
    pub x: u16,
    /// The row.
    pub area: Rect,
}

impl RowWriter {
    /// Columns left.
    pub fn room(&self) -> usize {
        usize::from(self.area.right().saturating_sub(self.x))
    }

    /// Writes what fits.
    pub fn put(&mut self, words: &str, style: Style, buf: &mut Buffer) {
        if self.area.height > 0 {
            self.x = buf.set_stringn(self.x, self.area.y, words, self.room(), style).0;
        }
    }

    /// Leaves columns free.
    pub fn skip(&mut self, columns: u16) {
        self.x = self.x.saturating_add(columns).min(self.area.right());
    }
}
