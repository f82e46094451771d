//! Lines of a page drawn as rows, and rows written piece by piece.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::tui::Env;
use crate::{page, text};

/// A space at which no row is broken; drawn as any other.
pub(crate) const NO_BREAK: char = '\u{a0}';

/// A text as it is drawn: its dates as the user writes them, every space alike.
fn drawn<'t>(env: &Env, text: &'t str) -> Cow<'t, str> {
    let text = env.date_format.apply(text);
    if text.contains(NO_BREAK) { Cow::Owned(text.replace(NO_BREAK, " ")) } else { text }
}

/// A line of a page in the colors of the theme.
pub(crate) fn styled(env: &Env, line: &page::Line) -> Line<'static> {
    let span = |s: &page::Span| Span::styled(drawn(env, &s.text).into_owned(), env.theme.style(s.role));
    Line::from(line.spans.iter().map(span).collect::<Vec<_>>())
}

/// Draws a line on the first row of an area.
pub(crate) fn draw_line(line: &Line<'_>, area: Rect, buf: &mut Buffer) {
    let mut row = RowWriter { x: area.x, area };
    line.spans.iter().for_each(|span| row.put(&span.content, line.style.patch(span.style), buf));
}

/// Draws the rows from `scroll` on; returns the most that can be scrolled past.
pub(crate) fn draw_rows(rows: &[Line<'_>], scroll: usize, area: Rect, buf: &mut Buffer) -> usize {
    let limit = rows.len().saturating_sub(usize::from(area.height));
    for (place, row) in area.rows().zip(rows.iter().skip(scroll.min(limit))) {
        draw_line(row, place, buf);
    }
    limit
}

/// Draws rows of meaning from `scroll` on, as [`draw_rows`]: only those that are seen are given their looks.
pub(crate) fn draw_lines(env: &Env, rows: &[page::Line], scroll: usize, area: Rect, buf: &mut Buffer) -> usize {
    let limit = rows.len().saturating_sub(usize::from(area.height));
    for (place, row) in area.rows().zip(rows.iter().skip(scroll.min(limit))) {
        let mut writer = RowWriter { x: place.x, area: place };
        row.spans.iter().for_each(|span| writer.put(&drawn(env, &span.text), env.theme.style(span.role), buf));
    }
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

    /// Writes what fits. Of printable ASCII, which nearly all text is, each byte is a cell.
    pub fn put(&mut self, words: &str, style: Style, buf: &mut Buffer) {
        if self.area.height == 0 || self.room() == 0 {
            return;
        }
        if !text::is_plain(words) {
            self.x = buf.set_stringn(self.x, self.area.y, words, self.room(), style).0;
            return;
        }
        let (first, count) = (buf.index_of(self.x, self.area.y), words.len().min(self.room()));
        for (cell, byte) in buf.content[first..first + count].iter_mut().zip(words.bytes()) {
            cell.set_char(char::from(byte)).set_style(style);
        }
        self.skip(u16::try_from(count).unwrap_or(u16::MAX));
    }

    /// Leaves columns free.
    pub fn skip(&mut self, columns: u16) {
        self.x = self.x.saturating_add(columns).min(self.area.right());
    }
}
