//! The units panel: its fields, and beside or under them what follows from them.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};

use super::field::FIELDS;
use super::finding::Bar;
use super::form::{At, Units};
use crate::billing;
use crate::catalog::{ContainerType, Date, State};
use crate::dosing::fields::Filling;
use crate::page::{self, Role};
use crate::text::{self, date::spoken};
use crate::tui::widgets::{RowWriter, draw_footer, draw_frame, draw_input, draw_rows, padded, select, styled};
use crate::tui::{Env, FrameLayout, Meaning, Target};

/// From this width on, the panel is at the right of list and page; from the next on, below them on a tall screen.
const BESIDE: u16 = 170;
const UNDER: (u16, u16) = (100, 30);

/// From this width on, fields and answer are side by side, unless the panel is narrow and tall.
const TWO_PARTS: u16 = 76;
const TALL: u16 = 36;

/// From this width on, the upper line has room for a payer or a day.
const ROOMY: u16 = 60;

/// Columns of a field: mark and label, then at least what is typed.
const LABEL: u16 = 12;
const FIELD: u16 = 28;

/// Columns and rows of the words that explain a field.
const EXPLAINED: u16 = 2;

/// The areas of list and page, and of the panel.
pub(crate) fn split(body: Rect) -> [Rect; 2] {
    if body.width >= BESIDE {
        let wide = (body.width * 2 / 5).clamp(70, 90);
        return body.layout(&Layout::horizontal([Constraint::Min(0), Constraint::Length(wide)]));
    }
    if body.width >= UNDER.0 && body.height >= UNDER.1 {
        return body.layout(&Layout::vertical([Constraint::Percentage(45), Constraint::Min(0)]));
    }
    [Rect::default(), body]
}

/// Draws the panel.
pub(super) fn draw(units: &Units, env: &Env, area: Rect, layout: &mut FrameLayout, buf: &mut Buffer) {
    layout.targets.push((area, Target::Panel));
    let inner = draw_frame(env, area, titles(env, units, area.width), true, buf);
    let inner = padded(inner);
    let (form, answer) = parts(env, units, inner, buf);
    draw_form(env, units, form, layout, buf);
    let rows = draw_answer(env, units, answer, layout, buf);
    if layout.panel_limit > 0 && area.bottom() > inner.bottom() {
        let first = rows.0 + 1;
        draw_footer(env, area, &format!(" {first}-{} of {} ", rows.0 + layout.panel_rows, rows.1), buf);
    }
}

fn titles(env: &Env, units: &Units, width: u16) -> [Line<'static>; 2] {
    let style = |meaning| env.theme.style(meaning);
    let Some(code) = units.code() else { return [Line::default(), Line::default()] };
    let left = vec![
        Span::styled(" Units  ", style(Meaning::Title)),
        Span::styled(code.code.clone(), style(Meaning::Code)),
        Span::styled(format!("  {}  ", code.title()), style(Meaning::Strong)),
        Span::styled(format!("1 unit = {} ", code.unit.text()), style(Meaning::Text)),
    ];
    let day = |day: Option<Date>| day.filter(|_| width >= ROOMY).map(|d| format!(" {}", env.date(d))).unwrap_or_default();
    let (right, meaning) = match code.state(units.date()) {
        State::Active if width < ROOMY => return [Line::from(left), Line::default()],
        State::Active => (units.payer("payer").map(|p| p.name.clone()).unwrap_or_default(), Meaning::Muted),
        State::Ended => (format!("ENDED{}", day(code.dates.ended)), Meaning::Ended),
        State::Future => (format!("not yet valid{}", day(code.dates.added)), Meaning::Warning),
    };
    [Line::from(left), Line::styled(format!(" {right} "), style(meaning))]
}

/// The areas of the fields and of the answer, with a line between them.
fn parts(env: &Env, units: &Units, inner: Rect, buf: &mut Buffer) -> (Rect, Rect) {
    let style = env.theme.style(Meaning::Border);
    if inner.width >= TWO_PARTS && (inner.height < TALL || inner.width >= UNDER.0) {
        let wide = (inner.width * 2 / 5).clamp(32, 46);
        let [form, line, answer] = inner.layout(&Layout::horizontal([Constraint::Length(wide), Constraint::Length(3), Constraint::Min(0)]));
        for y in line.top()..line.bottom() {
            buf.set_stringn(line.x + 1, y, env.theme.glyph("│", "|"), 1, style);
        }
        return (form, answer);
    }
    let columns = (inner.width / FIELD).clamp(1, 2);
    let fields = u16::try_from(units.visible().len() + 1).unwrap_or(u16::MAX);
    // In the answer the fields shrink, so that the steps can be read.
    let most = if matches!(units.at, At::Finding(_)) { inner.height / 4 } else { inner.height / 2 };
    let tall = fields.div_ceil(columns).saturating_add(EXPLAINED).min(most.max(1));
    let [form, line, answer] = inner.layout(&Layout::vertical([Constraint::Length(tall), Constraint::Length(1), Constraint::Min(0)]));
    for x in line.left()..line.right() {
        buf.set_stringn(x, line.y, env.theme.glyph("─", "-"), usize::from(line.height), style);
    }
    (form, answer)
}

fn draw_form(env: &Env, units: &Units, area: Rect, layout: &mut FrameLayout, buf: &mut Buffer) {
    let shown: Vec<At> = units.visible().into_iter().map(At::Field).chain([At::More]).collect();
    let explained = if area.height > 4 + EXPLAINED { EXPLAINED + u16::from(area.height > 14) } else { u16::from(area.height > 2) };
    let columns = (area.width / FIELD).clamp(1, 2);
    let most = area.height.saturating_sub(explained);
    let needed = u16::try_from(shown.len()).unwrap_or(u16::MAX);
    // The explanation follows the fields, after an empty row where there is room.
    let gap = u16::from(needed < most);
    let [fields, _, words] =
        area.layout(&Layout::vertical([Constraint::Length(needed.min(most)), Constraint::Length(gap), Constraint::Min(0)]));
    let tall = usize::from(fields.height).max(1);
    // Column by column where all fit in two, otherwise one column that follows the current field.
    let here = shown.iter().position(|at| *at == units.at).unwrap_or(shown.len().saturating_sub(1));
    let columns = if shown.len() > tall { columns } else { 1 };
    let per_column = shown.len().div_ceil(usize::from(columns)).min(tall);
    let room = per_column * usize::from(columns);
    let skipped = if matches!(units.at, At::Finding(_)) { 0 } else { (here + 1).saturating_sub(room) };
    let wide = if columns == 1 { fields.width } else { fields.width.saturating_sub(2) / columns };
    for (i, at) in shown.iter().skip(skipped).take(room).enumerate() {
        let (column, row) = (i / per_column, i % per_column);
        let x = fields.x.saturating_add(u16::try_from(column).unwrap_or(0) * (wide + 2)).min(fields.right());
        let y = fields.y.saturating_add(u16::try_from(row).unwrap_or(0));
        let place = Rect { x, y, width: wide.min(fields.right().saturating_sub(x)), height: u16::from(y < fields.bottom()) };
        draw_field(env, units, *at, place, layout, buf);
    }
    if skipped + room < shown.len() && !fields.is_empty() {
        let (x, y) = (fields.right() - 1, fields.bottom() - 1);
        buf.set_stringn(x, y, env.theme.glyph("↓", "v"), 1, env.theme.style(Meaning::Key));
    }
    draw_words(env, units, words, buf);
}

fn draw_field(env: &Env, units: &Units, at: At, place: Rect, layout: &mut FrameLayout, buf: &mut Buffer) {
    if place.is_empty() {
        return;
    }
    let style = |meaning| env.theme.style(meaning);
    let is_here = units.at == at;
    let At::Field(i) = at else {
        let words = if units.more { "fewer fields" } else { "more fields" };
        let mut pen = RowWriter { x: place.x, area: place };
        pen.put("  ", style(Meaning::Text), buf);
        let start = pen.x;
        pen.put(words, style(Meaning::Key), buf);
        if is_here {
            select(env, Rect { x: start, width: pen.x - start, ..place }, buf);
        }
        layout.targets.push((place, Target::Field(usize::MAX)));
        return;
    };
    let field = &FIELDS[i];
    let at_fault = units.problems().iter().any(|p| p.field == Some(i) && !p.unwritten);
    let (mark, meaning) = match (at_fault && !is_here, units.wanted().contains(&i)) {
        (true, _) => ("! ", Meaning::Warning),
        (_, true) => ("* ", Meaning::Key),
        _ => ("  ", Meaning::Text),
    };
    let mut pen = RowWriter { x: place.x, area: place };
    pen.put(mark, style(meaning), buf);
    let label = units.label(i);
    let labeled = Rect { x: pen.x, width: u16::try_from(text::width(label)).unwrap_or(0).min(place.right() - pen.x), ..place };
    pen.put(label, style(Meaning::Label), buf);
    if is_here {
        select(env, labeled, buf);
    }
    layout.targets.push((place, Target::Field(i)));
    let x = place.x.saturating_add(LABEL).min(place.right());
    let value = Rect { x, width: place.right() - x, ..place };
    let empty = units.input(i).is_none_or(|input| input.value().is_empty());
    if field.is_typed() {
        if empty {
            let x = value.x.saturating_add(u16::from(is_here)).min(value.right());
            put_cut(&placeholder(env, units, i), Rect { x, width: value.right() - x, ..value }, style(Meaning::Muted), buf);
        }
        if let Some(input) = units.input(i).filter(|_| is_here || !empty) {
            let cursor = layout.cursor;
            draw_input(input, style(Meaning::Strong), value, layout, buf);
            if !is_here {
                layout.cursor = cursor;
            }
        }
        return;
    }
    let (words, meaning) = if empty { (placeholder(env, units, i), Meaning::Muted) } else { (chosen(units, i), Meaning::Strong) };
    let words = if is_here { format!("{} {words} {}", env.theme.glyph("‹", "<"), env.theme.glyph("›", ">")) } else { words };
    put_cut(&words, value, style(meaning), buf);
}

fn put_cut(words: &str, area: Rect, style: ratatui::style::Style, buf: &mut Buffer) {
    let room = usize::from(area.width);
    if area.height > 0 {
        buf.set_stringn(area.x, area.y, text::cut(words, room), room, style);
    }
}

/// What a choice is called.
fn chosen(units: &Units, i: usize) -> String {
    let word = units.text(FIELDS[i].name);
    match FIELDS[i].filling {
        Filling::Payers => units.payer(FIELDS[i].name).map_or(word, |p| p.name.as_str()).to_owned(),
        _ => word.to_owned(),
    }
}

/// The value used while a field is empty, in brackets so that it does not look typed.
fn placeholder(env: &Env, units: &Units, i: usize) -> String {
    let answer = units.answers().first();
    if let Some(offered) = units.offered(FIELDS[i].name) {
        return format!("Left: {}", offered.text);
    }
    let words = match FIELDS[i].name {
        "stock" => Some(catalog_sizes(env, units)).filter(|sizes| !sizes.is_empty()).or(Some("none in catalog".to_owned())),
        "opened" => units.plan().or_else(|| answer.map(|_| "not known".to_owned())),
        "container" => answer.map(|a| match a.given.container {
            ContainerType::Unknown => "not known".to_owned(),
            container => container.as_str().to_owned(),
        }),
        "payer" => units.payer("payer").map(|p| p.name.clone()),
        "setting" => answer.map(|a| a.asked.setting.as_str().to_owned()),
        "date" => Some(env.date(units.date())),
        "second-payer" => Some("none".to_owned()),
        "340b" | "overfill" => Some("no".to_owned()),
        "days" => Some("1".to_owned()),
        "bsa-formula" => Some("mosteller".to_owned()),
        _ => None,
    };
    words.map(|words| format!("({words})")).unwrap_or_default()
}

/// The sizes of the products, the largest last: `100 mg, 500 mg`.
fn catalog_sizes(env: &Env, units: &Units) -> String {
    let sizes = units.item().code().map(|code| billing::container_sizes(code, units.item().facts(), env.catalog.rulebook()));
    sizes.into_iter().flatten().filter_map(|(_, size)| Some(size?.grouped())).collect::<Vec<_>>().join(", ")
}

/// What the current field takes, or what is wrong: muted while it is being typed, with a sign once it was left.
fn draw_words(env: &Env, units: &Units, area: Rect, buf: &mut Buffer) {
    let here = match units.at {
        At::Field(i) => Some(i),
        _ => None,
    };
    let of_here = units.problems().iter().find(|p| p.field == here && here.is_some() && !p.unwritten);
    let elsewhere = units.problems().iter().find(|p| !p.unwritten && (p.field != here || here.is_none()));
    let (words, meaning) = match (of_here, elsewhere, here) {
        (Some(problem), _, _) => (without_name(&problem.words).to_owned(), Meaning::Label),
        (None, Some(problem), _) => (format!("! {}", problem.words), Meaning::Warning),
        (None, None, Some(0)) if !units.last_order.is_empty() && units.text("order").is_empty() => {
            (format!("{}. Left arrow writes last time's {}", FIELDS[0].placeholder, units.last_order), Meaning::Muted)
        }
        (None, None, Some(i)) if FIELDS[i].name == "opened" => {
            let last = units.last_opened();
            let last = if last.is_empty() { String::new() } else { format!(", Left last time's {last}") };
            (format!("{}. Right arrow writes the plan{last}", FIELDS[i].placeholder), Meaning::Muted)
        }
        (None, None, Some(i)) if units.offered(FIELDS[i].name).is_some() => {
            let typed = units.offered(FIELDS[i].name).map(|offered| format!("{}, typed for {}", offered.text, offered.code));
            (format!("Left arrow writes {}. {}", typed.unwrap_or_default(), FIELDS[i].placeholder), Meaning::Muted)
        }
        (None, None, Some(i)) if !FIELDS[i].is_typed() => (format!("{}. Arrows or letters choose", FIELDS[i].placeholder), Meaning::Muted),
        (None, None, Some(i)) if FIELDS[i].name == "date" && !units.text("date").is_empty() => {
            (spoken(units.date(), env.today), Meaning::Good)
        }
        (None, None, Some(i)) => (FIELDS[i].placeholder.to_owned(), Meaning::Muted),
        (None, None, None) => (String::new(), Meaning::Muted),
    };
    for (y, row) in (area.y..area.bottom()).zip(text::wrap(&words, usize::from(area.width))) {
        buf.set_stringn(area.x, y, row, usize::from(area.width), env.theme.style(meaning));
    }
}

/// A problem without the field's name, which is beside it.
fn without_name(words: &str) -> &str {
    words.split_once(": ").filter(|(name, _)| FIELDS.iter().any(|f| f.name == *name)).map_or(words, |(_, rest)| rest)
}

/// Draws the answer; returns the first row shown and how many there are.
fn draw_answer(env: &Env, units: &Units, area: Rect, layout: &mut FrameLayout, buf: &mut Buffer) -> (usize, usize) {
    let columns = usize::from(area.width);
    let glyph = |wide: &'static str, ascii: &'static str| env.theme.glyph(wide, ascii).chars().next().unwrap_or('#');
    let bar = Bar { columns: 40, filled: glyph("█", "#"), empty: glyph("░", ".") };
    let mut rows: Vec<Line<'static>> = Vec::new();
    let put = |line: &page::Line, rows: &mut Vec<Line<'static>>| {
        let first = rows.len();
        rows.extend(line.wrap(columns).iter().map(|row| styled(env, row)));
        first..rows.len()
    };
    let figures = if units.answers().is_empty() { waiting(units) } else { units.figures(columns, bar) };
    let findings = units.findings();
    let first = findings.iter().filter(|f| f.first).count();
    let mut places = Vec::new();
    for (i, finding) in findings.iter().enumerate().take(first) {
        places.push((i, put(&finding.line, &mut rows)));
    }
    if let Some(line) = ended_words(env, units, first > 0) {
        put(&line, &mut rows);
    }
    for line in (first > 0).then(page::Line::blank).iter().chain(&figures).chain((first < findings.len()).then(page::Line::blank).iter()) {
        put(line, &mut rows);
    }
    for (i, finding) in findings.iter().enumerate().skip(first) {
        places.push((i, put(&finding.line, &mut rows)));
    }
    let at_hand = places.iter().find(|(i, _)| units.at == At::Finding(*i)).map(|(_, range)| range.clone());
    let tall = usize::from(area.height);
    let limit = rows.len().saturating_sub(tall);
    let scroll = match &at_hand {
        Some(range) => range.end.saturating_sub(tall).min(range.start),
        None => units.scroll.min(limit),
    };
    layout.panel_rows = tall;
    layout.panel_limit = draw_rows(&rows, scroll, area, buf);
    let on_screen = |row: usize| row.checked_sub(scroll.min(limit)).filter(|r| *r < tall).and_then(|r| u16::try_from(r).ok());
    for (i, range) in places {
        for y in range.filter_map(on_screen) {
            let place = Rect { y: area.y.saturating_add(y), height: 1, ..area };
            if units.at == At::Finding(i) {
                select(env, place, buf);
            }
            layout.targets.push((place, Target::Finding(i)));
        }
    }
    (scroll.min(limit), rows.len())
}

/// What to bill instead of an ended code that has no one successor.
fn ended_words(env: &Env, units: &Units, ended: bool) -> Option<page::Line> {
    let code = units.code().filter(|_| ended)?;
    let transition = env.catalog.transition(&code.code).filter(|t| t.successors.is_empty() && !t.text.is_empty())?;
    Some(page::Line::of(Role::Text, transition.text.clone()).indented(2, 2))
}

/// What is shown while there is no answer.
fn waiting(units: &Units) -> Vec<page::Line> {
    let mut lines = Vec::new();
    let first = units.problems().first();
    match first {
        _ if units.text("order").is_empty() => {
            lines.push(page::Line::of(Role::Text, "Type the order; what follows from it appears here while you type."));
            lines.push(page::Line::blank());
            if let Some(code) = units.code() {
                lines.push(page::Line::of(Role::Muted, code.descriptor.clone()));
                let trap = |t: &crate::catalog::UnitCaveat| {
                    page::Line::of(Role::Warning, "caution: ").with(Role::Text, t.description()).indented(0, 9)
                };
                lines.extend(code.unit.traps().iter().map(trap));
            }
        }
        Some(problem) if problem.unwritten => lines.push(page::Line::of(Role::Text, problem.words.clone())),
        Some(problem) if problem.field.is_none() => lines.push(page::Line::of(Role::Warning, problem.words.clone())),
        _ => lines.push(page::Line::of(Role::Muted, "No answer yet: a field is not finished.")),
    }
    lines
}
