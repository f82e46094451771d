//! A model in, a frame out. Drawing changes nothing but the [`FrameLayout`].

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Position, Rect};
use ratatui::style::Style;

use super::model::{Focus, Model};
use super::screens::units;
use super::widgets::{header, key_bar};
use super::{Component, Env, FrameLayout, Meaning};
use crate::config::Borders;
use crate::text;

/// The smallest screen that is drawn.
const SMALLEST: (u16, u16) = (20, 6);

/// Draws one frame into an empty buffer; where the cursor is.
pub fn view(model: &Model, env: &Env, layout: &mut FrameLayout, buf: &mut Buffer) -> Option<Position> {
    draw(model, env, buf.area, layout, buf);
    layout.cursor
}

/// Draws into a buffer.
fn draw(model: &Model, env: &Env, area: Rect, layout: &mut FrameLayout, buf: &mut Buffer) {
    layout.targets.clear();
    layout.cursor = None;
    layout.page_seen = false;
    (layout.page_area, layout.page_body) = (Rect::default(), Rect::default());
    (layout.second.area, layout.second.body) = (Rect::default(), Rect::default());
    if area.is_empty() {
        return;
    }
    let text_style = env.theme.style(Meaning::Text);
    // Of plain text nothing need be said to every cell of the screen.
    if text_style != Style::default() {
        buf.set_style(area, text_style);
    }
    let width = usize::from(area.width);
    if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
        let words = format!("jdex needs {}x{}", SMALLEST.0, SMALLEST.1);
        buf.set_stringn(area.x, area.y, text::cut(&words, width), width, env.theme.style(Meaning::Text));
        return;
    }
    let header_rows = u16::from(area.height >= 10);
    let problem_rows = u16::from(!model.problems_read);
    let [top, problems, body, bottom] = area.layout(&Layout::vertical([
        Constraint::Length(header_rows),
        Constraint::Length(problem_rows),
        Constraint::Min(0),
        Constraint::Length(1),
    ]));
    header::draw(env, model.browse.date, top, buf);
    header::draw_problems(env, problems, layout, buf);
    match (model.browse.focus, &model.units, &model.training) {
        (Focus::Training, _, Some(training)) => training.draw(env, body, layout, buf),
        (Focus::Units, Some(panel), _) => {
            let [rest, place] = units::split(body);
            model.browse.draw(env, rest, layout, buf);
            panel.draw(env, place, layout, buf);
        }
        (Focus::Claims, ..) if model.claims.is_some() => model.claims.iter().for_each(|claims| claims.draw(env, body, layout, buf)),
        _ => model.browse.draw(env, body, layout, buf),
    }
    let front = model.front();
    match &model.message {
        Some(message) => key_bar::draw_message(env, message, bottom, buf),
        None => key_bar::draw(env, front, &model.browse.memory, bottom, layout, buf),
    }
    if let Some((front, behind)) = model.overlays.split_last() {
        // Those behind are seen, not clicked.
        let targets = layout.targets.len();
        behind.iter().for_each(|overlay| overlay.draw(env, body, layout, buf));
        layout.targets.truncate(targets);
        front.draw(env, body, layout, buf);
    }
    if env.theme.borders == Borders::Ascii {
        ascii(area, buf);
    }
}

/// Replaces signs and bars by ASCII of the same width.
fn ascii(area: Rect, buf: &mut Buffer) {
    for position in area.positions() {
        if let Some(cell) = buf.cell_mut(position).filter(|cell| !cell.symbol().is_ascii())
            && let Some(plain) = cell.symbol().chars().next().and_then(plain)
        {
            cell.set_char(plain);
        }
    }
}

/// The ASCII of a sign; bars of a chart grow with the weight of the character.
fn plain(sign: char) -> Option<char> {
    const SIGNS: &str = "▁▂▃▄▅▆▇█≠·×…–—’‘“”›‹│≤≥°²−→";
    const PLAIN: &str = "_.-=+*#@!|x~--''\"\"><|<>o2->";
    SIGNS.chars().zip(PLAIN.chars()).find(|(s, _)| *s == sign).map(|(_, plain)| plain)
}
