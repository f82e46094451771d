//! The page of the selected code: its name and state, the tabs, one pane.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{Pen, boxed, foot, scrolled_words, select, styled};
use crate::catalog::{Code, Date, State};
use crate::page::{self, Pane, Sorting};
use crate::text;
use crate::tui::model::{Env, Focus, Model, Page};
use crate::tui::theme::Meaning;
use crate::tui::view::{LastFrame, Target};

/// The fewest rows of the preview under a list that has no page beside it.
pub(crate) const PREVIEW: u16 = 8;

/// From this width on, the day of a state has room beside its word.
const ROOMY: u16 = 32;

/// Longer lines are hard to read.
const READABLE: u16 = 110;

/// The rows of a page, kept from frame to frame while they would be the same.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    of: Option<(String, Pane, Sorting, Date, u16)>,
    rows: Vec<page::Line>,
}

impl Rows {
    /// The rows of a pane at a width.
    fn of(&mut self, model: &Model, env: &Env, code: &Code, width: u16) -> &[page::Line] {
        let Page { pane, sorting, .. } = model.page;
        let of = Some((code.code.clone(), pane, sorting, model.date, width));
        if self.of != of {
            self.rows = rows(&lines(model, env, code, pane), width);
            self.of = of;
        }
        &self.rows
    }
}

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
    let inner = boxed(env, area, titles(model, env, code, area.width), focused, buf);
    let tabs = Rect { height: inner.height.min(1), ..inner };
    draw_tabs(model, env, tabs, last, buf);
    let gap = u16::from(inner.height >= 10);
    let below = inner.height.saturating_sub(1 + gap);
    let body = Rect {
        x: inner.x.saturating_add(1).min(inner.right()),
        y: inner.y.saturating_add(1 + gap).min(inner.bottom()),
        width: inner.width.saturating_sub(2).min(READABLE),
        height: below,
    };
    let rows = last.rows.of(model, env, code, body.width);
    let (count, limit) = (rows.len(), scrolled_words(env, rows, model.page.scroll, body, buf));
    (last.page_rows, last.page_limit) = (usize::from(body.height), limit);
    if limit > 0 && area.bottom() > inner.bottom() {
        let first = model.page.scroll.min(limit);
        foot(env, area, &format!(" {}-{} of {count} ", first + 1, first + usize::from(body.height)), buf);
    }
}

/// Draws what must be known of the selected code where there is no room for its page.
pub(crate) fn draw_preview(model: &Model, env: &Env, area: Rect, last: &mut LastFrame, buf: &mut Buffer) {
    last.targets.push((area, Target::Page));
    let Some(code) = model.code(env) else {
        boxed(env, area, [Line::default(), Line::default()], false, buf);
        return;
    };
    let inner = boxed(env, area, titles(model, env, code, area.width), false, buf);
    let body = Rect { x: inner.x.saturating_add(1).min(inner.right()), width: inner.width.saturating_sub(2), ..inner };
    let lines = page::lines(&env.catalog, code, Pane::Overview, model.date);
    let told: Vec<page::Line> = lines.into_iter().filter(|l| !l.spans.is_empty()).collect();
    scrolled_words(env, &rows(&told, body.width), 0, body, buf);
}

/// What a pane says of a code, the packages in the order chosen.
pub(crate) fn lines(model: &Model, env: &Env, code: &Code, pane: Pane) -> Vec<page::Line> {
    match pane {
        Pane::Products => page::products(&env.catalog, code, model.date, model.page.sorting),
        _ => page::lines(&env.catalog, code, pane, model.date),
    }
}

fn rows(lines: &[page::Line], width: u16) -> Vec<page::Line> {
    lines.iter().flat_map(|line| line.wrap(usize::from(width))).collect()
}

/// `J9039  blinatumomab` and `active since 2016-01-01`.
fn titles(model: &Model, env: &Env, code: &Code, width: u16) -> [Line<'static>; 2] {
    let mut name = styled(env, &page::title(code));
    let marked = model.memory.bookmarks.contains(&code.code);
    name.spans.insert(0, Span::styled(if marked { "*" } else { " " }, env.theme.style(Meaning::Key)));
    name.spans.push(Span::raw(" "));
    let day = |day: Option<Date>, word: &str| day.filter(|_| width >= ROOMY).map(|d| format!(" {word}{}", env.date(d))).unwrap_or_default();
    let (words, meaning) = match (code.state(model.date), code.dates.ended) {
        (State::Active, None) => (format!("active{}", day(code.dates.added, "since ")), Meaning::Good),
        (State::Active, ended) => (format!("active{}", day(ended, "until ")), Meaning::Warning),
        (State::Ended, ended) => (format!("ENDED{}", day(ended, "")), Meaning::Ended),
        (State::Future, _) => (format!("not yet valid{}", day(code.dates.added, "until ")), Meaning::Warning),
    };
    [name, Line::styled(format!(" {words} "), env.theme.style(meaning))]
}

/// Draws as many tabs as fit with the number that shows each, the current one always among them.
fn draw_tabs(model: &Model, env: &Env, area: Rect, last: &mut LastFrame, buf: &mut Buffer) {
    let style = |meaning| env.theme.style(meaning);
    let here = Pane::ALL.iter().position(|p| *p == model.page.pane).unwrap_or(0);
    let wide = |pane: &Pane| text::width(pane.title()) + 3;
    // The first tab shown: as far left as lets the current one be seen with its neighbor.
    let room = usize::from(area.width).saturating_sub(2);
    let neighbor = (here + 1).min(Pane::ALL.len() - 1);
    let mut first = 0;
    while first < here && Pane::ALL[first..=neighbor].iter().map(wide).sum::<usize>() > room {
        first += 1;
    }
    let mut pen = Pen { x: area.x, area };
    if first > 0 {
        pen.put(env.theme.glyph("‹", "<"), style(Meaning::Muted), buf);
    }
    for (i, pane) in Pane::ALL.iter().enumerate().skip(first) {
        let is_last = i + 1 == Pane::ALL.len();
        let cells = wide(pane) - 1;
        if pen.room() < cells + usize::from(!is_last) && i != here {
            pen.put(env.theme.glyph("›", ">"), style(Meaning::Muted), buf);
            break;
        }
        let start = pen.x;
        pen.put(&format!("{} ", (i + 1) % 10), style(Meaning::Key), buf);
        pen.put(pane.title(), style(if i == here { Meaning::Strong } else { Meaning::Label }), buf);
        let place = Rect { x: start, width: pen.x - start, ..area };
        last.targets.push((place, Target::Pane(*pane)));
        if i == here {
            select(env, place, buf);
        }
        if !is_last {
            pen.put(env.theme.glyph("│", "|"), style(Meaning::Border), buf);
        }
    }
}
