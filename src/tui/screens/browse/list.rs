//! The search box and what it found. Only the lines on the screen are built.

use std::cell::LazyCell;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::home;
use super::list_row::{Row, card_row, columns, hit_line, hit_row, sentence_row, shorten};
use super::results::Entry;
use super::state::{Browse, Focus, Scope};
use crate::page::DoseInUnits;
use crate::search::Group;
use crate::text;
use crate::tui::widgets::{draw_footer, draw_frame, draw_input, draw_line, select};
use crate::tui::{Action, Context, Env, FrameLayout, Meaning, Target};

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
    let chips: String = browse.list.results.chips().iter().map(|chip| format!("[{chip}] ")).collect();
    // The longest count that leaves query and chips their room; else the chips have a row of their own.
    let counts = counts(browse, env);
    let [prompt_width, chips_width] = [text::width(&prompt), text::width(&chips)];
    let columns = |count: &str| usize::from(area.width).saturating_sub(prompt_width + text::width(count) + 2);
    let needed = text::width(query) + 2;
    let beside = counts[..2].iter().find(|count| !chips.is_empty() && needed + chips_width <= columns(count));
    let count = beside.or_else(|| counts.iter().find(|count| needed <= columns(count))).unwrap_or(&counts[2]);
    let is_beside = beside.is_some();
    let room = columns(count).saturating_sub(if is_beside { chips_width } else { 0 });
    let left = Line::from(vec![Span::styled(prompt.clone(), env.theme.style(Meaning::Key)), Span::raw(" ".repeat(room))]);
    let mut right = vec![Span::styled(count.as_str(), env.theme.style(Meaning::Muted))];
    if is_beside {
        right.insert(0, Span::styled(chips.clone(), env.theme.style(Meaning::Layer)));
    }
    let mut inner = draw_frame(env, area, [left, Line::from(right)], focused, buf);
    let x = inner.x.saturating_add(u16::try_from(text::width(&prompt)).unwrap_or(0)).min(inner.right());
    let room = u16::try_from(room).unwrap_or(0).min(inner.right().saturating_sub(x));
    let place = Rect { x, y: area.y, width: room, height: area.height.min(1) };
    if query.is_empty() && !focused {
        buf.set_stringn(place.x, place.y, "search", usize::from(place.width), env.theme.style(Meaning::Muted));
    } else if query.is_empty() {
        buf.set_stringn(place.x, place.y, "code, drug, brand", usize::from(place.width), env.theme.style(Meaning::Muted));
        layout.cursor = Some(place.as_position());
    } else {
        let is_typed = focused && !browse.list.is_read;
        draw_input(&browse.list.query, env.theme.style(if is_typed { Meaning::Strong } else { Meaning::Muted }), place, layout, buf);
        if !is_typed {
            layout.cursor = None;
            let find = env.keymap.key(Context::Page, Action::Find).unwrap_or_default();
            let words = format!("{find} edits, letters are commands");
            let x = place.x.saturating_add(u16::try_from(text::width(query) + 2).unwrap_or(u16::MAX)).min(place.right());
            if focused && text::width(&words) < usize::from(place.right() - x) {
                buf.set_string(x, place.y, words, env.theme.style(Meaning::Muted));
            }
        }
    }
    if !chips.is_empty() && !is_beside && inner.height > 2 {
        let room = usize::from(inner.width).saturating_sub(1);
        buf.set_stringn(inner.x.saturating_add(1), inner.y, text::cut(chips.trim_end(), room), room, env.theme.style(Meaning::Layer));
        inner = Rect { y: inner.y + 1, height: inner.height - 1, ..inner };
    }
    if browse.is_home() {
        home::draw(browse, env, inner, layout, buf);
    } else if browse.list.results.is_empty() {
        draw_nothing(browse, env, inner, buf);
    } else {
        draw_entries(browse, env, inner, layout, buf);
        if browse.list.results.len() > usize::from(inner.height) && area.bottom() > inner.bottom() {
            let (place, all) = browse.list.results.place(browse.list.selected);
            draw_footer(env, area, &format!(" {} of {} ", grouped(place), grouped(all)), buf);
        }
    }
}

/// `1 card, 3 of 1,870`, `1 card, 3 codes`, `3`, for the room there is; without a query how many are listed and what they are.
fn counts(browse: &Browse, env: &Env) -> [String; 3] {
    let results = &browse.list.results;
    let all = grouped(env.catalog.codes().len());
    let listed = grouped(results.codes());
    let counted = |count: usize, what: &str| format!("{} {what}{}", grouped(count), if count == 1 { "" } else { "s" });
    let (cards, codes) = (counted(results.cards().len(), "card"), counted(results.codes(), "code"));
    let [long, short] = match (browse.list.query.value().trim().is_empty(), browse.list.scope) {
        (true, Scope::All) => [format!("{listed} active of {all}"), codes],
        (true, _) => [listed.clone(), listed.clone()],
        _ if results.is_guessed() => [format!("{listed} similar"), format!("{listed} similar")],
        _ if results.cards().is_empty() => [format!("{listed} of {all}"), codes],
        _ if results.codes() == 0 => [cards.clone(), cards],
        _ => [format!("{cards}, {listed} of {all}"), format!("{cards}, {codes}")],
    };
    let least = if results.codes() == 0 { grouped(results.cards().len()) } else { listed };
    [long, short, least].map(|count| format!(" {count} "))
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
    let mut paragraphs = Vec::new();
    match (query.is_empty(), browse.list.scope) {
        (true, Scope::Bookmarks) => paragraphs.push("No bookmarks yet: b on a page sets one.".to_owned()),
        (true, Scope::Recent) => paragraphs.push("No code has been opened yet.".to_owned()),
        (true, Scope::Ended) => paragraphs.push(format!("No code has ended by {}.", env.date(browse.date))),
        (true, Scope::All) => paragraphs.push(format!("No code is active on {}.", env.date(browse.date))),
        (false, Scope::All) => {
            let Some(nothing) = browse.no_match(env) else { return };
            let (first, rest) = nothing.why.split_at(nothing.why.chars().next().map_or(0, char::len_utf8));
            paragraphs.push(format!("{}{rest}.", first.to_uppercase()));
            paragraphs.extend(nothing.advice().map(|words| format!("{words} Enter lists them.")));
        }
        (false, _) => paragraphs.push(format!("No match here for \"{query}\". Esc twice searches all codes.")),
    }
    let indented = Rect { x: area.x.saturating_add(1), width: area.width.saturating_sub(2), ..area };
    let rows = paragraphs.iter().enumerate().flat_map(|(i, words)| {
        let gap = (i > 0).then(String::new);
        gap.into_iter().chain(text::wrap(words, usize::from(indented.width)))
    });
    for (y, row) in (indented.y..indented.bottom()).zip(rows) {
        buf.set_stringn(indented.x, y, row, usize::from(indented.width), env.theme.style(Meaning::Text));
    }
}

fn draw_entries(browse: &Browse, env: &Env, area: Rect, layout: &mut FrameLayout, buf: &mut Buffer) {
    let height = usize::from(area.height);
    let results = &browse.list.results;
    let (selected, count) = (browse.list.selected, results.len());
    let (top, bottom) = (results.top(selected), results.bottom(selected));
    let lowest = (bottom + 1).saturating_sub(height).min(selected);
    let highest = if bottom - top < height { top } else { selected };
    let offset = layout.list_offset.clamp(lowest.min(highest), highest).min(count.saturating_sub(height));
    layout.list_offset = offset;
    layout.list_rows = height;
    let shown = offset..count.min(offset + height);
    let dose = LazyCell::new(|| DoseInUnits::new(&env.catalog, browse.list.results.found(), browse.date));
    let mut lines = Vec::with_capacity(shown.len());
    for line in shown.clone() {
        lines.push(results.hit(line).and_then(|row| hit_line(browse, env, row, area.width, &dose, layout)));
    }
    shorten(&mut lines, usize::from(area.width));
    let columns = columns(lines.iter().flatten(), usize::from(area.width));
    for ((y, line), hit) in (area.y..area.bottom()).zip(shown).zip(lines) {
        let Some(entry) = results.entry(line) else { break };
        let place = Rect { y, height: 1, ..area };
        let is_selected = (selected..=bottom).contains(&line);
        let width = usize::from(area.width);
        let mut row = Row { spans: Vec::new(), room: width };
        let style = |meaning| env.theme.style(meaning);
        row.put(if is_selected { env.theme.glyph("▌", ">") } else { " " }, style(Meaning::Key));
        let mut target = Some(line);
        match entry {
            Entry::Heading(_) | Entry::CardHeading(_) | Entry::PartialHeading => {
                row.put(&entry.heading().unwrap_or_default().to_uppercase(), style(Meaning::Title));
                target = None;
            }
            Entry::Suggestion(number) => {
                row.put("Did you mean ", style(Meaning::Text));
                row.put(results.suggestion(number).unwrap_or_default(), style(Meaning::Strong));
                row.put("?", style(Meaning::Text));
            }
            Entry::Mentions(codes) => {
                let is_open = matches!(results.entry(line + 1), Some(Entry::Hit(_)));
                row.put(if is_open { env.theme.glyph("▾ ", "- ") } else { env.theme.glyph("▸ ", "+ ") }, style(Meaning::Title));
                row.put(&format!("{} {}", Group::Note.heading().to_uppercase(), grouped(codes)), style(Meaning::Title));
            }
            Entry::Card(number) => card_row(env, results.cards(), number, &mut row),
            Entry::Hit(_) => hit.iter().for_each(|hit| hit_row(browse, env, hit, columns, &mut row)),
            Entry::Sentence(found) => {
                sentence_row(browse, env, found, &dose, layout, &mut row);
                target = line.checked_sub(1);
            }
        }
        draw_line(&Line::from(row.spans), place, buf);
        layout.targets.extend(target.map(|line| (place, Target::Row(line))));
        if is_selected {
            select(env, place, buf);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        assert_eq!([grouped(7), grouped(999), grouped(1870), grouped(1_000_000)], ["7", "999", "1,870", "1,000,000"]);
    }
}
