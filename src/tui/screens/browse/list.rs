//! The search box and what it found. Only the rows on the screen are built.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::home;
use super::state::{Browse, Focus, Scope};
use crate::catalog::{Code, State};
use crate::search::Hit;
use crate::text;
use crate::tui::widgets::{draw_footer, draw_frame, draw_input, select};
use crate::tui::{Env, FrameLayout, Meaning, Target};

/// The most columns the unit or the state of a code takes.
const ASIDE: usize = 14;

/// From this width on, the day of a state has room beside its word.
const ROOMY: u16 = 32;

/// Draws the list.
pub(super) fn draw(browse: &Browse, env: &Env, area: Rect, layout: &mut FrameLayout, buf: &mut Buffer) {
    let focused = browse.focus == Focus::List;
    layout.targets.push((area, Target::List));
    let prompt = match browse.list.scope {
        Scope::All => " / ".to_owned(),
        Scope::Ended => " ended / ".to_owned(),
        Scope::Bookmarks => " bookmarks / ".to_owned(),
        Scope::Recent => " recent / ".to_owned(),
    };
    let query = browse.list.query.value();
    let count = Line::styled(count(browse, env), env.theme.style(Meaning::Muted));
    let room = usize::from(area.width).saturating_sub(text::width(&prompt) + count.width() + 2);
    let left = Line::from(vec![Span::styled(prompt.clone(), env.theme.style(Meaning::Key)), Span::raw(" ".repeat(room))]);
    let inner = draw_frame(env, area, [left, count], focused, buf);
    let x = inner.x.saturating_add(u16::try_from(text::width(&prompt)).unwrap_or(0)).min(inner.right());
    let room = u16::try_from(room).unwrap_or(0).min(inner.right().saturating_sub(x));
    let place = Rect { x, y: area.y, width: room, height: area.height.min(1) };
    if query.is_empty() && !focused {
        buf.set_stringn(place.x, place.y, "search", usize::from(place.width), env.theme.style(Meaning::Muted));
    } else if query.is_empty() {
        buf.set_stringn(place.x, place.y, "code, drug, brand", usize::from(place.width), env.theme.style(Meaning::Muted));
        layout.cursor = Some(place.as_position());
    } else {
        draw_input(&browse.list.query, env.theme.style(Meaning::Strong), place, layout, buf);
        if !focused {
            layout.cursor = None;
        }
    }
    if browse.is_home() {
        home::draw(browse, env, inner, layout, buf);
    } else if browse.list.rows.is_empty() {
        draw_nothing(browse, env, inner, buf);
    } else {
        draw_rows(browse, env, inner, layout, buf);
        if browse.list.rows.len() > usize::from(inner.height) && area.bottom() > inner.bottom() {
            let words = format!(" {} of {} ", grouped(browse.list.selected + 1), grouped(browse.list.rows.len()));
            draw_footer(env, area, &words, buf);
        }
    }
}

/// `3 of 1,870`; without a query how many are listed and what they are.
fn count(browse: &Browse, env: &Env) -> String {
    let (listed, all) = (browse.list.rows.len(), env.catalog.codes().len());
    match (browse.list.query.value().trim().is_empty(), browse.list.scope) {
        (true, Scope::All) => format!(" {} active of {} ", grouped(listed), grouped(all)),
        (true, _) => format!(" {} ", grouped(listed)),
        (false, _) => format!(" {} of {} ", grouped(listed), grouped(all)),
    }
}

/// `1870` as `1,870`.
fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// Says why nothing is listed, and what to do.
fn draw_nothing(browse: &Browse, env: &Env, area: Rect, buf: &mut Buffer) {
    let query = browse.list.query.value().trim();
    let words = match (query.is_empty(), browse.list.scope) {
        (true, Scope::Bookmarks) => "No bookmarks yet: b on a page sets one.".to_owned(),
        (true, Scope::Recent) => "No code has been opened yet.".to_owned(),
        (true, Scope::Ended) => format!("No code has ended by {}.", env.date(browse.date)),
        (true, Scope::All) => format!("No code is active on {}.", env.date(browse.date)),
        (false, _) if query.len() == 5 && query.bytes().all(|b| b.is_ascii_digit()) => {
            let words = crate::page::administration_words(&env.catalog, query).map(|w| format!(" It is an administration code. {w}"));
            let words = words.unwrap_or_default();
            format!("No match for {query}. Five digits are a CPT code; this is HCPCS Level II, a letter and four digits.{words}")
        }
        (false, Scope::All) => format!("No match for \"{query}\". Fewer letters find more; type a code, a drug or a brand."),
        (false, _) => format!("No match here for \"{query}\". Esc twice searches all codes."),
    };
    let indented = Rect { x: area.x.saturating_add(1), width: area.width.saturating_sub(2), ..area };
    for (y, row) in (indented.y..indented.bottom()).zip(text::wrap(&words, usize::from(indented.width))) {
        buf.set_stringn(indented.x, y, row, usize::from(indented.width), env.theme.style(Meaning::Text));
    }
}

fn draw_rows(browse: &Browse, env: &Env, area: Rect, layout: &mut FrameLayout, buf: &mut Buffer) {
    let height = usize::from(area.height);
    let (selected, count) = (browse.list.selected, browse.list.rows.len());
    let lowest = selected.saturating_sub(height.saturating_sub(1));
    let offset = layout.list_offset.clamp(lowest.min(selected), selected).min(count.saturating_sub(height));
    layout.list_offset = offset;
    layout.list_rows = height;
    for (y, row) in (area.y..area.bottom()).zip(offset..) {
        let Some(hit) = env.index.hit(&browse.list.rows, row) else { break };
        let Some(code) = env.catalog.codes().get(hit.position) else { continue };
        let place = Rect { y, height: 1, ..area };
        draw_row(browse, env, code, &hit, place, buf);
        layout.targets.push((place, Target::Row(row)));
        if row == selected {
            select(env, place, buf);
        }
    }
}

/// `*J9039  blinatumomab       1 mcg`
fn draw_row(browse: &Browse, env: &Env, code: &Code, hit: &Hit, area: Rect, buf: &mut Buffer) {
    let style = |meaning| env.theme.style(meaning);
    let state = code.state(browse.date);
    let (aside, aside_style) = match (state, code.dates.ended, code.dates.added) {
        (State::Ended, Some(day), _) if area.width >= ROOMY => (format!("ended {}", day.year()), style(Meaning::Ended)),
        (State::Ended, ..) => ("ended".to_owned(), style(Meaning::Ended)),
        (State::Future, _, Some(day)) if area.width >= ROOMY => (format!("from {day}"), style(Meaning::Warning)),
        (State::Future, ..) => ("future".to_owned(), style(Meaning::Warning)),
        (State::Active, ..) => (code.unit.text(), style(Meaning::Label)),
    };
    let aside = text::cut(&aside, ASIDE.min(usize::from(area.width) / 3)).into_owned();
    let mark = if browse.memory.bookmarks.contains(&code.code) { "*" } else { " " };
    let faded = if state == State::Ended { Meaning::Muted } else { Meaning::Text };
    let mut line = Row { spans: vec![Span::styled(mark, style(Meaning::Key))], room: usize::from(area.width).saturating_sub(1) };
    line.room = line.room.saturating_sub(text::width(&aside) + 1);
    let on = |shown: &str| if hit.matched == shown { hit.ranges.as_slice() } else { &[] };
    line.push(&code.code, on(&code.code), style(Meaning::Code), style(Meaning::Match));
    line.push("  ", &[], style(Meaning::Text), style(Meaning::Match));
    line.push(code.title(), on(code.title()), style(faded), style(Meaning::Match));
    if !hit.matched.is_empty() && hit.matched != code.code && hit.matched != code.title() {
        line.push("  ", &[], style(Meaning::Text), style(Meaning::Match));
        line.push(&hit.matched, &hit.ranges, style(Meaning::Muted), style(Meaning::Match));
    }
    buf.set_line(area.x, area.y, &Line::from(line.spans), area.width);
    let wide = u16::try_from(text::width(&aside)).unwrap_or(0);
    buf.set_string(area.right().saturating_sub(wide).max(area.x), area.y, aside, aside_style);
}

/// A row being filled from the left.
struct Row<'a> {
    spans: Vec<Span<'a>>,
    room: usize,
}

impl Row<'_> {
    /// Appends what fits of `words`; `ranges` are bytes of `words` that match.
    fn push(&mut self, words: &str, ranges: &[std::ops::Range<usize>], plain: Style, matching: Style) {
        let shown = text::cut(words, self.room);
        self.room = self.room.saturating_sub(text::width(&shown));
        // What was cut away may hold the end of a range; an ellipsis is never part of one.
        let kept = shown
            .char_indices()
            .zip(words.chars())
            .take_while(|((_, a), b)| a == b)
            .map(|((i, c), _)| i + c.len_utf8())
            .last()
            .unwrap_or(0);
        let mut at = 0;
        for range in ranges {
            let (start, end) = (range.start.clamp(at, kept), range.end.clamp(at, kept));
            let (Some(before), Some(hit)) = (shown.get(at..start), shown.get(start..end)) else { break };
            self.spans.push(Span::styled(before.to_owned(), plain));
            self.spans.push(Span::styled(hit.to_owned(), matching));
            at = end;
        }
        self.spans.push(Span::styled(shown.get(at..).unwrap_or_default().to_owned(), plain));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_stay_on_what_is_drawn() {
        let mut row = Row { spans: Vec::new(), room: 8 };
        row.push("µg blinatumomab", std::slice::from_ref(&(4..9)), Style::new(), Style::new().bold());
        let shown: Vec<&str> = row.spans.iter().map(|s| s.content.as_ref()).collect();
        assert_eq!(shown, ["µg ", "blin", "…"]);
        assert_eq!(row.room, 0);
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!([grouped(7), grouped(999), grouped(1870), grouped(1_000_000)], ["7", "999", "1,870", "1,000,000"]);
    }
}
