//! The page of the selected code: its name and state, the tabs, one pane.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{boxed, scrolled, styled};
use crate::catalog::{Code, State};
use crate::page::{self, Pane};
use crate::text;
use crate::tui::model::{Env, Focus, Model};
use crate::tui::theme::Meaning;
use crate::tui::view::{LastFrame, Target};

/// Rows of the preview under a list that has no page beside it.
pub(crate) const PREVIEW: u16 = 8;

/// Draws the page.
pub(crate) fn draw(model: &Model, env: &Env, area: Rect, last: &mut LastFrame, buf: &mut Buffer) {
    last.targets.push((area, Target::Page));
    last.page_area = area;
    last.page_seen = true;
    let focused = model.focus == Focus::Page;
    let Some(code) = model.code(env) else {
        boxed(env, area, [Line::default(), Line::default()], focused, buf);
        return;
    };
    let inner = boxed(env, area, titles(model, env, code), focused, buf);
    let tabs = Rect { height: inner.height.min(1), ..inner };
    draw_tabs(model, env, tabs, last, buf);
    let gap = u16::from(inner.height >= 10);
    let below = inner.height.saturating_sub(1 + gap);
    let body = Rect {
        x: inner.x.saturating_add(1).min(inner.right()),
        y: inner.y.saturating_add(1 + gap).min(inner.bottom()),
        width: inner.width.saturating_sub(2),
        height: below,
    };
    let rows = rows(env, &page::lines(&env.catalog, code, model.page.pane, model.date), body.width);
    last.page_rows = usize::from(body.height);
    last.page_limit = scrolled(&rows, model.page.scroll, body, buf);
    if last.page_limit > 0 && area.height > inner.height + 1 {
        let first = model.page.scroll.min(last.page_limit);
        let words = format!(" {}-{} of {} ", first + 1, first + usize::from(body.height), rows.len());
        let wide = u16::try_from(text::width(&words)).unwrap_or(0);
        let x = area.right().saturating_sub(wide + 1).max(area.x);
        buf.set_stringn(x, area.bottom().saturating_sub(1), words, usize::from(area.width), env.theme.style(Meaning::Muted));
    }
}

/// Draws what must be known of the selected code where there is no room for its page.
pub(crate) fn draw_preview(model: &Model, env: &Env, area: Rect, last: &mut LastFrame, buf: &mut Buffer) {
    last.targets.push((area, Target::Page));
    let Some(code) = model.code(env) else {
        boxed(env, area, [Line::default(), Line::default()], false, buf);
        return;
    };
    let inner = boxed(env, area, titles(model, env, code), false, buf);
    let body = Rect { x: inner.x.saturating_add(1).min(inner.right()), width: inner.width.saturating_sub(2), ..inner };
    let lines = page::lines(&env.catalog, code, Pane::Overview, model.date);
    let told: Vec<page::Line> = lines.into_iter().filter(|l| !l.spans.is_empty()).collect();
    scrolled(&rows(env, &told, body.width), 0, body, buf);
}

fn rows(env: &Env, lines: &[page::Line], width: u16) -> Vec<Line<'static>> {
    lines.iter().flat_map(|line| line.wrap(usize::from(width))).map(|row| styled(env, &row)).collect()
}

/// `J9039  blinatumomab` and `active since 2016-01-01`.
fn titles(model: &Model, env: &Env, code: &Code) -> [Line<'static>; 2] {
    let mut name = styled(env, &page::title(code));
    name.spans.insert(0, Span::raw(" "));
    name.spans.push(Span::raw(" "));
    let day = |day: Option<crate::catalog::Date>, word: &str| day.map(|d| format!(" {word}{d}")).unwrap_or_default();
    let (words, meaning) = match (code.state(model.date), code.dates.ended) {
        (State::Active, None) => (format!("active{}", day(code.dates.added, "since ")), Meaning::Good),
        (State::Active, ended) => (format!("active until{}", day(ended, "")), Meaning::Warning),
        (State::Ended, ended) => (format!("ENDED{}", day(ended, "")), Meaning::Ended),
        (State::Future, _) => (format!("not yet valid{}", day(code.dates.added, "until ")), Meaning::Warning),
    };
    [name, Line::styled(format!(" {words} "), env.theme.style(meaning))]
}

/// Draws as many tabs as fit, the current one always among them.
fn draw_tabs(model: &Model, env: &Env, area: Rect, last: &mut LastFrame, buf: &mut Buffer) {
    let here = Pane::ALL.iter().position(|p| *p == model.page.pane).unwrap_or(0);
    let wide = |pane: &Pane| text::width(pane.title()) + 3;
    // The first tab shown: as far left as lets the current one be seen with its neighbour.
    let room = usize::from(area.width).saturating_sub(4);
    let upto = (here + 1).min(Pane::ALL.len() - 1);
    let mut first = 0;
    while first < here && Pane::ALL[first..=upto].iter().map(wide).sum::<usize>() > room {
        first += 1;
    }
    let mut x = area.x;
    if first > 0 {
        x = buf.set_stringn(x, area.y, env.theme.glyph("‹", "<"), usize::from(area.width), env.theme.style(Meaning::Muted)).0;
    }
    for (i, pane) in Pane::ALL.iter().enumerate().skip(first) {
        let left = area.right().saturating_sub(x);
        let more = u16::from(i + 1 < Pane::ALL.len());
        let cells = u16::try_from(wide(pane)).unwrap_or(u16::MAX).saturating_sub(1);
        if left < cells.saturating_add(more) && i != here {
            buf.set_stringn(x, area.y, env.theme.glyph("›", ">"), usize::from(left), env.theme.style(Meaning::Muted));
            break;
        }
        let place = Rect { x, y: area.y, width: cells.min(left), height: area.height };
        let style = if i == here { env.theme.style(Meaning::Strong).patch(env.theme.selected()) } else { env.theme.style(Meaning::Label) };
        buf.set_stringn(x, area.y, format!(" {} ", pane.title()), usize::from(left), style);
        last.targets.push((place, Target::Pane(*pane)));
        x = x.saturating_add(cells);
        if i + 1 < Pane::ALL.len() && x < area.right() {
            x = buf.set_stringn(x, area.y, env.theme.glyph("│", "|"), 1, env.theme.style(Meaning::Border)).0;
        }
    }
}
