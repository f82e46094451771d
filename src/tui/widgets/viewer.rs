//! A panel of rows to read, which scrolls.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::panel::{draw_footer, padded, panel};
use super::rows::{draw_rows, styled};
use crate::page;
use crate::tui::{Action, Effect, Env, FrameLayout, Msg, scroll_target, wheel_target};

/// Scrolls by keys and wheel; `Enter` closes.
pub(crate) fn scroll(here: &mut usize, layout: &FrameLayout, msg: &Msg) -> Vec<Effect> {
    match msg {
        Msg::Act(Action::Open) => return vec![Effect::Close],
        Msg::Act(action) => *here = scroll_target(*action, *here, layout.panel_limit, layout.panel_rows),
        Msg::Wheel(_, rows) => *here = wheel_target(*here, *rows, layout.panel_limit),
        _ => {}
    }
    Vec::new()
}

/// Columns of text in a panel of at most `widest` columns.
pub(crate) fn columns(area: Rect, widest: u16) -> usize {
    usize::from(area.width.min(widest).saturating_sub(4))
}

/// The rows of lines at a width.
pub(crate) fn wrapped(env: &Env, lines: &[page::Line], columns: usize) -> Vec<Line<'static>> {
    lines.iter().flat_map(|line| line.wrap(columns)).map(|row| styled(env, &row)).collect()
}

/// Draws a panel of rows under a title, as high as it needs.
pub(crate) fn draw(
    env: &Env,
    area: Rect,
    (title, widest): (&str, u16),
    (rows, scroll): (&[Line<'_>], usize),
    layout: &mut FrameLayout,
    buf: &mut Buffer,
) {
    let height = u16::try_from(rows.len()).unwrap_or(u16::MAX).saturating_add(2);
    let inner = panel(env, area, (area.width.min(widest), height), title, layout, buf);
    draw_scrolled(env, rows, scroll, inner, layout, buf);
}

/// Draws rows with a column free on each side, and the position on the lower border.
pub(crate) fn draw_below(env: &Env, rows: &[Line<'_>], scroll: usize, inner: Rect, buf: &mut Buffer) {
    let body = padded(inner);
    let limit = draw_rows(rows, scroll, body, buf);
    if limit > 0 {
        let first = scroll.min(limit);
        let words = format!(" {}-{} of {} ", first + 1, first + usize::from(body.height), rows.len());
        let around = Rect { width: inner.width.saturating_add(1), height: inner.height.saturating_add(1), ..inner };
        draw_footer(env, around, &words, buf);
    }
}

/// Draws rows with a column free on each side, notes how far they scroll, and shows the position on the lower border.
pub(crate) fn draw_scrolled(env: &Env, rows: &[Line<'_>], scroll: usize, inner: Rect, layout: &mut FrameLayout, buf: &mut Buffer) {
    let body = padded(inner);
    layout.panel_rows = usize::from(body.height);
    layout.panel_limit = draw_rows(rows, scroll, body, buf);
    if layout.panel_limit > 0 {
        let first = scroll.min(layout.panel_limit);
        let words = format!(" {}-{} of {} ", first + 1, first + layout.panel_rows, rows.len());
        let around = Rect { width: inner.width.saturating_add(1), height: inner.height.saturating_add(1), ..inner };
        draw_footer(env, around, &words, buf);
    }
}
