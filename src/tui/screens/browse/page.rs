//! The page of the selected code: its name and state, the tabs, one pane.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::content::{key, pane_rows, rows};
use super::find::{self, Find};
use super::state::{Browse, Focus};
use super::{cards, panes};
use crate::catalog::{Code, Date, State};
use crate::page::{self, Pane};
use crate::text;
use crate::tui::widgets::{Prompt, RowWriter, draw_footer, draw_frame, draw_lines, draw_prompt, padded, select, styled};
use crate::tui::{Env, FrameLayout, Meaning, Target};

/// The fewest rows of the preview under a list that has no page beside it.
pub(super) const PREVIEW: u16 = 8;

/// From this width on, the day of a state has room beside its word.
const ROOMY: u16 = 32;

/// Longer lines are hard to read.
const READABLE: u16 = 110;

/// Draws the page.
pub(super) fn draw(browse: &Browse, env: &Env, area: Rect, layout: &mut FrameLayout, buf: &mut Buffer) {
    if cards::draw(browse, env, area, layout, buf) {
        return;
    }
    let (area, second) = panes::split(area);
    layout.targets.push((area, Target::Page));
    layout.page_area = area;
    layout.page_seen = true;
    let focused = browse.focus == Focus::Page;
    let Some(code) = browse.code(env) else {
        draw_frame(env, area, [Line::default(), Line::default()], focused, buf);
        return;
    };
    let inner = draw_frame(env, area, titles(browse, env, code, area.width), focused, buf);
    let strip = draw_strip(browse, env, code, inner, layout, buf);
    let tabs = Rect { y: inner.y + strip, height: (inner.height - strip).min(1), ..inner };
    draw_tabs(browse, env, tabs, layout, buf);
    let gap = u16::from(inner.height >= 10);
    let used = strip + 1 + gap;
    let body = Rect {
        x: inner.x.saturating_add(1).min(inner.right()),
        y: inner.y.saturating_add(used).min(inner.bottom()),
        width: inner.width.saturating_sub(2).min(READABLE),
        height: inner.height.saturating_sub(used),
    };
    let (shown, beside) = (key(browse, code, browse.page.pane, body), &layout.second.rows);
    // The pane turned to may have stood beside the page.
    let kept = beside.held(&shown).map(<[page::Line]>::to_vec);
    let rows = layout.rows.get(shown, || kept.unwrap_or_else(|| pane_rows(browse, env, code, browse.page.pane, body.width)));
    let opening = browse.page.find.as_ref().and_then(|find| find.opening_row(env, rows));
    let limit = rows.len().saturating_sub(usize::from(body.height));
    let (count, first) = (rows.len(), opening.unwrap_or(browse.page.scroll).min(limit));
    draw_lines(env, rows, first, body, buf);
    if let Some(find) = &browse.page.find {
        highlight(env, (find, find.row.or(opening)), (rows, first), body, buf);
    }
    layout.page_body = body;
    (layout.page_first, layout.page_rows, layout.page_limit) = (first, usize::from(body.height), limit);
    draw_find(browse, env, Rect { height: inner.bottom().saturating_sub(tabs.y), ..tabs }, layout, buf);
    if limit > 0 && area.bottom() > inner.bottom() {
        draw_footer(env, area, &format!(" {}-{} of {count} ", first + 1, first + usize::from(body.height)), buf);
    }
    if let Some(second) = second {
        panes::draw(browse, env, code, second, layout, buf);
    }
}

/// Draws the answer in as many rows as the height leaves room for; returns how many.
fn draw_strip(browse: &Browse, env: &Env, code: &Code, inner: Rect, layout: &mut FrameLayout, buf: &mut Buffer) -> u16 {
    let most: u16 = match inner.height {
        ..8 => 0,
        8..14 => 1,
        14..26 => 2,
        _ => 3,
    };
    let area = padded(inner);
    let rows = layout.strip.get((code.code.clone(), browse.date, area.width), || {
        page::packed(page::strip_cells(&env.catalog, code, browse.date), usize::from(area.width))
    });
    let height = u16::try_from(rows.len()).unwrap_or(most).min(most);
    draw_lines(env, &rows[..usize::from(height)], 0, Rect { height, ..area }, buf);
    height
}

/// Marks what was found on the visible rows, the current match as a selection.
fn highlight(env: &Env, (find, current): (&Find, Option<usize>), (rows, first): (&[page::Line], usize), body: Rect, buf: &mut Buffer) {
    for (y, (i, row)) in (body.y..body.bottom()).zip(rows.iter().enumerate().skip(first)) {
        let text = find::row_text(env, row);
        for range in find.ranges(&text) {
            let start = u16::try_from(text::width(&text[..range.start])).unwrap_or(u16::MAX);
            let width = u16::try_from(text::width(&text[range])).unwrap_or(u16::MAX);
            let place = Rect { x: body.x.saturating_add(start).min(body.right()), y, width, height: 1 }.intersection(body);
            buf.set_style(place, env.theme.style(Meaning::Match));
            if current == Some(i) {
                select(env, place, buf);
            }
        }
    }
}

/// Draws what is searched in the page, and how often it was found, in place of the empty row under the tabs.
fn draw_find(browse: &Browse, env: &Env, inner: Rect, layout: &mut FrameLayout, buf: &mut Buffer) {
    let Some(find) = &browse.page.find else { return };
    let line = Rect { y: inner.y.saturating_add(1), height: u16::from(inner.height > 1), ..inner };
    buf.set_stringn(line.x, line.y, " ".repeat(usize::from(line.width)), usize::from(line.width) * usize::from(line.height), Style::new());
    let count = format!(" {} ", find.count(env, layout.rows.rows()));
    let wide = u16::try_from(text::width(&count)).unwrap_or(0).min(line.width / 2);
    let [left, right] = line.layout(&Layout::horizontal([Constraint::Min(0), Constraint::Length(wide)]));
    draw_prompt(env, &Prompt { sign: "/", input: &find.query, empty: "find in page" }, left, layout, buf);
    if !find.is_typed {
        layout.cursor = None;
    }
    buf.set_stringn(right.x, right.y, count, usize::from(right.width) * usize::from(right.height), env.theme.style(Meaning::Muted));
}

/// Draws what must be known of the selected code where there is no room for its page.
pub(super) fn draw_preview(browse: &Browse, env: &Env, area: Rect, layout: &mut FrameLayout, buf: &mut Buffer) {
    if cards::draw(browse, env, area, layout, buf) {
        return;
    }
    layout.targets.push((area, Target::Page));
    let Some(code) = browse.code(env) else {
        draw_frame(env, area, [Line::default(), Line::default()], false, buf);
        return;
    };
    let inner = draw_frame(env, area, titles(browse, env, code, area.width), false, buf);
    let body = padded(inner);
    let mut shown = page::packed(page::strip_cells(&env.catalog, code, browse.date), usize::from(body.width));
    let lines = page::lines(&env.catalog, code, Pane::Overview, browse.date);
    shown.extend(rows(&lines.into_iter().filter(|l| !l.spans.is_empty()).collect::<Vec<_>>(), body.width));
    draw_lines(env, &shown, 0, body, buf);
}

/// `J9039  blinatumomab` and `active since 2016-01-01`.
fn titles(browse: &Browse, env: &Env, code: &Code, width: u16) -> [Line<'static>; 2] {
    let mut name = styled(env, &page::title(code));
    let marked = browse.memory.bookmarks.contains(&code.code);
    name.spans.insert(0, Span::styled(if marked { "*" } else { " " }, env.theme.style(Meaning::Key)));
    name.spans.push(Span::raw(" "));
    let day = |day: Option<Date>, word: &str| day.filter(|_| width >= ROOMY).map(|d| format!(" {word}{}", env.date(d))).unwrap_or_default();
    let (words, meaning) = match (code.state(browse.date), code.dates.ended) {
        (State::Active, None) => (format!("active{}", day(code.dates.added, "since ")), Meaning::Good),
        (State::Active, ended) => (format!("active{}", day(ended, "until ")), Meaning::Warning),
        (State::Ended, ended) => (format!("ENDED{}", day(ended, "")), Meaning::Ended),
        (State::Future, _) => (format!("not yet valid{}", day(code.dates.added, "until ")), Meaning::Warning),
    };
    [name, Line::styled(format!(" {words} "), env.theme.style(meaning))]
}

/// How tabs are written: whether each has its whole title or only the current one, and what is between its number and the title.
type TabForm = (bool, bool, &'static str);

/// Draws the tabs with the number that shows each: by their titles; by short ones but for the current one where those do not
/// fit; and as many of these as fit, the current one always among them.
fn draw_tabs(browse: &Browse, env: &Env, area: Rect, layout: &mut FrameLayout, buf: &mut Buffer) {
    let style = |meaning| env.theme.style(meaning);
    let here = Pane::ALL.iter().position(|p| *p == browse.page.pane).unwrap_or(0);
    let forms: [TabForm; 4] = [(true, true, " "), (false, true, " "), (false, true, ""), (false, false, "")];
    let title = |(all, current, _): TabForm, pane: Pane| {
        let is_whole = all || (current && pane == browse.page.pane);
        if is_whole { pane.title() } else { pane.short_title() }
    };
    // Digit, gap and title, then a line; the last pane has no digit and takes less.
    let wide = |form: TabForm, pane: &Pane| text::width(title(form, *pane)) + form.2.len() + 2;
    let room = usize::from(area.width) + 1;
    let fits = |form: &&TabForm| Pane::ALL.iter().map(|pane| wide(**form, pane)).sum::<usize>() <= room;
    let form = *forms.iter().find(fits).unwrap_or(&forms[2]);
    // The first tab shown: as far left as lets the current one be seen with its neighbor.
    let neighbor = (here + 1).min(Pane::ALL.len() - 1);
    let mut first = 0;
    while first < here && Pane::ALL[first..=neighbor].iter().map(|pane| wide(form, pane)).sum::<usize>() > room.saturating_sub(3) {
        first += 1;
    }
    if fits(&&form) {
        first = 0;
    }
    let mut row = RowWriter { x: area.x, area };
    if first > 0 {
        row.put(env.theme.glyph("‹", "<"), style(Meaning::Muted), buf);
    }
    for (i, pane) in Pane::ALL.iter().enumerate().skip(first) {
        let is_last = i + 1 == Pane::ALL.len();
        // The last column is for the sign that there are more.
        let needed = if is_last { wide(form, pane) - 1 } else { wide(form, pane) + usize::from(!fits(&&form)) };
        if row.room() < needed && i != here {
            row.put(env.theme.glyph("›", ">"), style(Meaning::Muted), buf);
            break;
        }
        let start = row.x;
        // Ten digits for eleven panes: the last one is reached with the one before it.
        if i < 10 {
            row.put(&format!("{}{}", (i + 1) % 10, form.2), style(Meaning::Key), buf);
        }
        row.put(title(form, *pane), style(if i == here { Meaning::Strong } else { Meaning::Label }), buf);
        let place = Rect { x: start, width: row.x - start, ..area };
        layout.targets.push((place, Target::Pane(*pane)));
        if i == here {
            select(env, place, buf);
        }
        if !is_last {
            row.put(env.theme.glyph("│", "|"), style(Meaning::Border), buf);
        }
    }
}
