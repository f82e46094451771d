//! The parts of the screen, one file each, and the box they share.

pub mod bar;
pub mod checklist;
pub mod compare;
pub mod date;
pub mod denial;
pub mod header;
pub mod help;
pub mod list;
pub mod menu;
pub mod page;
pub mod palette;
pub mod problems;
pub mod reading;
pub mod training;
pub mod units;

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Position, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Clear, Widget};
use tui_input::Input;

use super::model::Env;
use super::theme::Meaning;
use super::typing::Prompt;
use super::view::{LastFrame, Target};
use crate::page::Line as Words;
use crate::text;

/// Below these a box has no lines, only its title row.
const LINED: (u16, u16) = (24, 8);

/// A box with a title at the left and one at the right; returns what is inside.
pub(super) fn boxed(env: &Env, area: Rect, titles: [Line<'_>; 2], focused: bool, buf: &mut Buffer) -> Rect {
    if area.width < LINED.0 || area.height < LINED.1 {
        let [top, below] = area.layout(&Layout::vertical([Constraint::Length(1), Constraint::Min(0)]));
        title(titles, top, buf);
        return below;
    }
    let style = env.theme.style(if focused { Meaning::Focus } else { Meaning::Border });
    let block = Block::bordered().border_set(env.theme.border_set()).border_style(style);
    let inner = block.inner(area);
    block.render(area, buf);
    title(titles, Rect { x: inner.x, width: inner.width, height: 1, ..area }, buf);
    inner
}

/// Both titles where they fit, else as much as can be of the right one after eight columns of the left.
fn title([left, right]: [Line<'_>; 2], area: Rect, buf: &mut Buffer) {
    let right_width = u16::try_from(right.width()).unwrap_or(u16::MAX).min(area.width.saturating_sub(8));
    let left_width = area.width.saturating_sub(right_width);
    buf.set_line(area.x, area.y, &left, left_width);
    if left.width() > usize::from(left_width) && left_width > 0 {
        let last = left.spans.iter().rfind(|s| !s.content.trim().is_empty()).map_or(Style::default(), |s| s.style);
        buf.set_stringn(area.x.saturating_add(left_width - 1), area.y, "…", 1, last);
    }
    buf.set_line(area.x.saturating_add(left_width), area.y, &right, right_width);
}

/// Words on the lower line of a box, at the right.
pub(super) fn foot(env: &Env, area: Rect, words: &str, buf: &mut Buffer) {
    let room = area.width.saturating_sub(2);
    let wide = u16::try_from(text::width(words)).unwrap_or(u16::MAX).min(room);
    let (x, y) = (area.right().saturating_sub(wide + 1), area.bottom().saturating_sub(1));
    buf.set_stringn(x, y, words, usize::from(wide), env.theme.style(Meaning::Muted));
}

/// A panel in the middle of `area`, at most `width` x `height` with its lines, and what is inside.
pub(super) fn panel(env: &Env, area: Rect, size: (u16, u16), title: &str, last: &mut LastFrame, buf: &mut Buffer) -> Rect {
    let (width, height) = (size.0.min(area.width), size.1.min(area.height));
    let place = Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width, height };
    Clear.render(place, buf);
    buf.set_style(place, env.theme.style(Meaning::Text));
    last.cursor = None;
    last.targets.push((place, Target::Panel));
    let title = Line::styled(format!(" {} ", text::cut(title, usize::from(width).saturating_sub(4))), env.theme.style(Meaning::Title));
    let block = Block::bordered().border_set(env.theme.border_set()).border_style(env.theme.style(Meaning::Focus)).title(title);
    let inner = block.inner(place);
    block.render(place, buf);
    inner
}

/// A line of a page in the colors of the theme, its dates as the user writes them.
pub(super) fn styled(env: &Env, line: &Words) -> Line<'static> {
    let words = |text: &str| env.date_format.apply(text).into_owned();
    Line::from(line.spans.iter().map(|s| Span::styled(words(&s.text), env.theme.style(s.role))).collect::<Vec<_>>())
}

/// Draws the rows from `scroll` on; returns the most that can be scrolled past.
pub(super) fn scrolled(rows: &[Line<'_>], scroll: usize, area: Rect, buf: &mut Buffer) -> usize {
    let limit = rows.len().saturating_sub(usize::from(area.height));
    for (y, row) in (area.y..area.bottom()).zip(rows.iter().skip(scroll.min(limit))) {
        buf.set_line(area.x, y, row, area.width);
    }
    limit
}

/// Draws rows of meaning from `scroll` on, as [`scrolled`]: only those that are seen are given their looks.
pub(super) fn scrolled_words(env: &Env, rows: &[Words], scroll: usize, area: Rect, buf: &mut Buffer) -> usize {
    let height = usize::from(area.height);
    let limit = rows.len().saturating_sub(height);
    let seen: Vec<Line<'_>> = rows.iter().skip(scroll.min(limit)).take(height).map(|row| styled(env, row)).collect();
    scrolled(&seen, 0, area, buf);
    limit
}

/// Draws a text box's content and puts the cursor there.
pub(super) fn typed(input: &Input, style: Style, area: Rect, last: &mut LastFrame, buf: &mut Buffer) {
    if area.width == 0 || area.height == 0 {
        return;
    }
    let columns = usize::from(area.width).saturating_sub(1).max(1);
    let skipped = input.visual_scroll(columns);
    let mut used = 0;
    let shown: String = input
        .value()
        .chars()
        .filter(|c| {
            used += text::width(c.encode_utf8(&mut [0; 4]));
            used > skipped
        })
        .collect();
    buf.set_stringn(area.x, area.y, shown, usize::from(area.width), style);
    let at = u16::try_from(input.visual_cursor().saturating_sub(skipped)).unwrap_or(0);
    last.cursor = Some(Position { x: area.x.saturating_add(at).min(area.right().saturating_sub(1)), y: area.y });
}

/// The first row of an area is typed on, behind its sign; returns what is below.
pub(super) fn prompted(env: &Env, prompt: &Prompt<'_>, area: Rect, last: &mut LastFrame, buf: &mut Buffer) -> Rect {
    let style = |meaning| env.theme.style(meaning);
    let sign = Span::styled(format!(" {} ", prompt.sign), style(Meaning::Key));
    let wide = u16::try_from(sign.width()).unwrap_or(u16::MAX);
    let [line, below] = area.layout(&Layout::vertical([Constraint::Length(1), Constraint::Min(0)]));
    let [mark, words] = line.layout(&Layout::horizontal([Constraint::Length(wide), Constraint::Min(0)]));
    if line.height > 0 {
        buf.set_span(mark.x, mark.y, &sign, mark.width);
        if prompt.input.value().is_empty() {
            buf.set_stringn(words.x, words.y, prompt.empty, usize::from(words.width), style(Meaning::Muted));
        }
    }
    typed(prompt.input, style(Meaning::Strong), words, last, buf);
    below
}

/// Writes one piece after the other on one row.
pub(super) struct Pen {
    /// Where the next piece begins.
    pub x: u16,
    /// The row.
    pub area: Rect,
}

impl Pen {
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

/// Marks a row as selected.
pub(super) fn select(env: &Env, area: Rect, buf: &mut Buffer) {
    buf.set_style(area, env.theme.selected());
}

/// Whether a cell is drawn as selected.
pub fn is_selected(style: Style) -> bool {
    style.add_modifier.contains(Modifier::REVERSED)
}
