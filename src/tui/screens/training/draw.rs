//! The training screen: a file to read and work to do, side by side where there is room, else one after the other.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;

use super::content::ScreenContent;
use super::scroll::Scroll;
use crate::tui::widgets::{draw_footer, draw_frame, draw_prompt, padded, select, styled};
use crate::tui::{Action, Context, Env, FrameLayout, Meaning, Target, Viewport};
use crate::{page, text};

/// From this width on, file and work are side by side.
const WIDE: u16 = 100;

/// Rows of the file under a list that has no room beside it, and the fewest of the list above it.
const PREVIEW: (u16, u16) = (9, 8);

/// A row as it is drawn, and the item it belongs to.
type Row = (Line<'static>, Option<usize>);

/// Draws the screen.
pub(super) fn draw(content: &ScreenContent<'_>, scroll: Scroll, env: &Env, area: Rect, layout: &mut FrameLayout, buf: &mut Buffer) {
    let before = std::mem::take(&mut layout.training);
    if area.is_empty() {
        return;
    }
    let shown = Shown { content, env, scroll, before };
    match (content.list, content.file.is_empty()) {
        (_, true) => shown.work(area, &[], layout, buf),
        (true, false) if area.width >= WIDE => {
            let [left, right] = area.layout(&Layout::horizontal([Constraint::Percentage(58), Constraint::Min(0)]));
            shown.work(left, &[], layout, buf);
            shown.file(right, layout, buf);
        }
        (true, false) if area.height >= PREVIEW.0 + PREVIEW.1 => {
            let [above, below] = area.layout(&Layout::vertical([Constraint::Min(0), Constraint::Length(PREVIEW.0)]));
            shown.work(above, &[], layout, buf);
            shown.file(below, layout, buf);
        }
        (true, false) => shown.work(area, &[], layout, buf),
        (false, false) if area.width >= WIDE => {
            let [left, right] = area.layout(&Layout::horizontal([Constraint::Percentage(50), Constraint::Min(0)]));
            shown.file(left, layout, buf);
            shown.work(right, &[], layout, buf);
        }
        (false, false) => shown.work(area, &content.file, layout, buf),
    }
}

struct Shown<'a> {
    content: &'a ScreenContent<'a>,
    env: &'a Env,
    scroll: Scroll,
    before: Viewport,
}

impl Shown<'_> {
    fn rows(&self, lines: impl Iterator<Item = (page::Line, Option<usize>)>, width: u16) -> Vec<Row> {
        let wrapped = |(line, item): (page::Line, Option<usize>)| {
            // An item of a list is one row: the file beside it shows the rest.
            let is_row = self.content.list && item.is_some();
            let rows = if is_row { vec![fitted(&line, usize::from(width))] } else { line.wrap(usize::from(width)) };
            rows.into_iter().map(move |row| (row, item))
        };
        lines.flat_map(wrapped).map(|(row, item)| (styled(self.env, &row), item)).collect()
    }

    fn title(&self, words: &str, meaning: Meaning) -> Line<'static> {
        Line::styled(text::clean(&self.env.date_format.apply(words)).into_owned(), self.env.theme.style(meaning))
    }

    /// Draws the file in a box of its own.
    fn file(&self, area: Rect, layout: &mut FrameLayout, buf: &mut Buffer) {
        let focused = self.scroll.on_file && !self.content.list;
        let inner = draw_frame(self.env, area, [self.title(&self.content.file_title, Meaning::Title), Line::default()], focused, buf);
        let body = padded(inner);
        let rows = self.rows(self.content.file.iter().map(|line| (line.clone(), None)), body.width);
        let limit = rows.len().saturating_sub(usize::from(body.height));
        let first = self.scroll.file.unwrap_or(0).min(limit);
        self.put(&rows[first..], body, layout, buf);
        layout.training.file = area;
        layout.training.file_rows = (first, usize::from(body.height), limit);
        self.position(area, inner, (first, body.height, rows.len()), buf);
    }

    /// Draws the work, after a file that runs on into it.
    fn work(&self, area: Rect, before: &[page::Line], layout: &mut FrameLayout, buf: &mut Buffer) {
        // Where the work runs on from the file, the box has the file's title.
        let name = if before.is_empty() { &self.content.titles[0] } else { &self.content.file_title };
        let titles = [self.title(name, Meaning::Title), self.title(&self.content.titles[1], Meaning::Muted)];
        let inner = draw_frame(self.env, area, titles, !self.scroll.on_file, buf);
        let (mut line, rest) = self.prompt_place(inner);
        let body = padded(rest);
        let (mut rows, mut start) = self.flow(before, body.width, true);
        if rows.len() > usize::from(body.height) {
            let (close, at) = self.flow(before, body.width, false);
            if close.len() <= usize::from(body.height) {
                (rows, start) = (close, at);
            }
        }
        let first = self.first(&rows, start, usize::from(body.height));
        self.put(&rows[first..], body, layout, buf);
        if let Some(prompt) = &self.content.prompt {
            if !self.content.list {
                // Where it is asked for, not at the far end of the box.
                let below = body.y.saturating_add(u16::try_from(rows.len()).unwrap_or(u16::MAX)).saturating_add(1);
                line.y = line.y.min(below);
            }
            draw_prompt(self.env, prompt, line, layout, buf);
        }
        let limit = rows.len().saturating_sub(usize::from(body.height));
        layout.training.work_rows = (first, usize::from(body.height), limit);
        layout.training.asked = self.is_asked(&rows, start, first, usize::from(body.height));
        self.position(area, inner, (first, body.height, rows.len()), buf);
        if !layout.training.asked && area.bottom() > inner.bottom() {
            let key = self.env.keymap.key(Context::Case, Action::Open).unwrap_or_default();
            let words = format!(" {key}: the question ");
            buf.set_stringn(
                inner.x.saturating_add(1),
                area.bottom() - 1,
                words,
                usize::from(inner.width),
                self.env.theme.style(Meaning::Key),
            );
        }
    }

    /// The file and the work as rows, and where the work begins; where room is short, without the blank lines.
    fn flow(&self, before: &[page::Line], width: u16, roomy: bool) -> (Vec<Row>, usize) {
        let keeps = |line: &page::Line| roomy || !line.spans.is_empty();
        let gap = (!before.is_empty()).then(page::Line::blank);
        let file = before.iter().cloned().chain(gap).filter(keeps);
        let mut rows = self.rows(file.map(|line| (line, None)), width);
        let start = rows.len();
        let work = self.content.work.iter().filter(|line| keeps(&line.line));
        rows.extend(self.rows(work.map(|line| (line.line.clone(), line.item)), width));
        (rows, start)
    }

    /// The row where something is typed: above a list, below everything else.
    fn prompt_place(&self, inner: Rect) -> (Rect, Rect) {
        if self.content.prompt.is_none() || inner.height == 0 {
            return (Rect { height: 0, ..inner }, inner);
        }
        let sizes =
            if self.content.list { [Constraint::Length(1), Constraint::Min(0)] } else { [Constraint::Min(0), Constraint::Length(1)] };
        let [above, below] = inner.layout(&Layout::vertical(sizes));
        if self.content.list { (above, below) } else { (below, above) }
    }

    /// The first row shown: where it was scrolled to, otherwise so that the question, the selection or the feedback is visible.
    fn first(&self, rows: &[Row], start: usize, height: usize) -> usize {
        let limit = rows.len().saturating_sub(height);
        if let Some(by_hand) = self.scroll.work {
            return by_hand.min(limit);
        }
        let is_selected = |row: &Row| row.1 == Some(self.content.selected);
        let selected = rows.iter().position(is_selected).zip(rows.iter().rposition(is_selected));
        match selected {
            _ if rows.len() - start <= height && !self.content.list => limit,
            _ if self.content.tail => limit,
            Some((top, bottom)) => {
                let lowest = (bottom + 1).saturating_sub(height).min(top);
                let highest = if self.content.list { top } else { top.min(start.max(lowest)) };
                self.before.work_rows.0.clamp(lowest, highest.max(lowest)).min(limit)
            }
            None => start.min(limit),
        }
    }

    /// Is what must be known for an answer on the screen? All items where they fit, else the selected one.
    fn is_asked(&self, rows: &[Row], start: usize, first: usize, height: usize) -> bool {
        let is_wanted = |row: &Row| row.1.is_some() && (rows.len() - start <= height || row.1 == Some(self.content.selected));
        let wanted = rows.iter().rposition(is_wanted).unwrap_or(rows.len().saturating_sub(1));
        first >= start || (first..first + height).contains(&wanted)
    }

    fn put(&self, rows: &[Row], body: Rect, layout: &mut FrameLayout, buf: &mut Buffer) {
        for (y, (row, item)) in (body.y..body.bottom()).zip(rows) {
            let place = Rect { y, height: 1, ..body };
            buf.set_line(place.x, y, row, place.width);
            if let Some(item) = item {
                layout.targets.push((place, Target::Choice(*item)));
                if *item == self.content.selected {
                    select(self.env, place, buf);
                }
            }
        }
    }

    /// Shows the position of the rows on the lower border.
    fn position(&self, area: Rect, inner: Rect, (first, height, all): (usize, u16, usize), buf: &mut Buffer) {
        if all > usize::from(height) && area.bottom() > inner.bottom() {
            draw_footer(self.env, area, &format!(" {}-{} of {all} ", first + 1, first + usize::from(height)), buf);
        }
    }
}

/// A row of a list cut to a width; of its last words nothing is shown rather than a few letters.
fn fitted(line: &page::Line, width: usize) -> page::Line {
    const FEW: usize = 12;
    let mut line = line.clone();
    let wide = |line: &page::Line| text::width(&line.text());
    if let Some(last) = line.spans.pop()
        && let words = last.text.trim_start()
        && wide(&line) + last.text.len() - words.len() + FEW.min(text::width(words)) <= width
    {
        line.spans.push(last);
    }
    line.cut(width)
}
