//! Boxes and panels.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::{Clear, Widget};

use super::rows::draw_line;
use crate::text;
use crate::tui::{Env, FrameLayout, Meaning, Target};

/// Below these a box has no lines, only its title row.
const LINED: (u16, u16) = (24, 8);

/// A box with a title at the left and one at the right; returns what is inside.
pub(crate) fn draw_frame(env: &Env, area: Rect, titles: [Line<'_>; 2], focused: bool, buf: &mut Buffer) -> Rect {
    if area.width < LINED.0 || area.height < LINED.1 {
        let [top, below] = area.layout(&Layout::vertical([Constraint::Length(1), Constraint::Min(0)]));
        title(titles, top, buf);
        return below;
    }
    let style = env.theme.style(if focused { Meaning::Focus } else { Meaning::Border });
    let inner = draw_border(env, area, style, buf);
    title(titles, Rect { x: inner.x, width: inner.width, height: 1, ..area }, buf);
    inner
}

/// Draws the lines of a box and nothing else, where ratatui's block styles every cell; returns what is inside.
fn draw_border(env: &Env, area: Rect, style: Style, buf: &mut Buffer) -> Rect {
    let set = env.theme.border_set();
    let (right, bottom) = (area.right().saturating_sub(1), area.bottom().saturating_sub(1));
    let sides = (area.y..area.bottom()).flat_map(|y| [(area.x, y, set.vertical_left), (right, y, set.vertical_right)]);
    let ends = (area.x..area.right()).flat_map(|x| [(x, area.y, set.horizontal_top), (x, bottom, set.horizontal_bottom)]);
    let corners = [
        (right, bottom, set.bottom_right),
        (right, area.y, set.top_right),
        (area.x, bottom, set.bottom_left),
        (area.x, area.y, set.top_left),
    ];
    for (x, y, symbol) in sides.chain(ends).chain(corners).filter(|_| !area.is_empty()) {
        buf[(x, y)].set_symbol(symbol).set_style(style);
    }
    Rect {
        x: area.x.saturating_add(1).min(area.right()),
        y: area.y.saturating_add(1).min(area.bottom()),
        width: area.width.saturating_sub(2),
        height: area.height.saturating_sub(2),
    }
}

/// Both titles where they fit, else as much as can be of the right one after eight columns of the left.
fn title([left, right]: [Line<'_>; 2], area: Rect, buf: &mut Buffer) {
    let right_width = u16::try_from(right.width()).unwrap_or(u16::MAX).min(area.width.saturating_sub(8));
    let left_width = area.width.saturating_sub(right_width);
    draw_line(&left, Rect { width: left_width, ..area }, buf);
    if left.width() > usize::from(left_width) && left_width > 0 {
        let last = left.spans.iter().rfind(|s| !s.content.trim().is_empty()).map_or(Style::default(), |s| s.style);
        buf.set_stringn(area.x.saturating_add(left_width - 1), area.y, "…", 1, last);
    }
    draw_line(&right, Rect { x: area.x.saturating_add(left_width), width: right_width, ..area }, buf);
}

/// Words on the lower line of a box, at the right.
pub(crate) fn draw_footer(env: &Env, area: Rect, words: &str, buf: &mut Buffer) {
    let room = area.width.saturating_sub(2);
    let wide = u16::try_from(text::width(words)).unwrap_or(u16::MAX).min(room);
    let (x, y) = (area.right().saturating_sub(wide + 1), area.bottom().saturating_sub(1));
    buf.set_stringn(x, y, words, usize::from(wide), env.theme.style(Meaning::Muted));
}

/// A panel in the middle of `area`, at most `width` x `height` with its lines, and what is inside.
pub(crate) fn panel(env: &Env, area: Rect, size: (u16, u16), title: &str, layout: &mut FrameLayout, buf: &mut Buffer) -> Rect {
    let (width, height) = (size.0.min(area.width), size.1.min(area.height));
    let place = Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width, height };
    Clear.render(place, buf);
    buf.set_style(place, env.theme.style(Meaning::Text));
    layout.cursor = None;
    layout.targets.push((place, Target::Panel));
    let title = Line::styled(format!(" {} ", text::cut(title, usize::from(width).saturating_sub(4))), env.theme.style(Meaning::Title));
    let inner = draw_border(env, place, env.theme.style(Meaning::Focus), buf);
    draw_line(&title, Rect { x: inner.x, width: inner.width, ..place }, buf);
    inner
}

/// A column free on each side.
pub(crate) fn padded(inner: Rect) -> Rect {
    Rect { x: inner.x.saturating_add(1).min(inner.right()), width: inner.width.saturating_sub(2), ..inner }
}

/// Marks a row as selected.
pub(crate) fn select(env: &Env, area: Rect, buf: &mut Buffer) {
    buf.set_style(area, env.theme.selected());
}
