//! The rows of the list: a code with its unit and what matched, a card, a sentence of a note.

use std::ops::{Deref, Range};

use ratatui::style::Style;
use ratatui::text::Span;

use super::state::Browse;
use crate::catalog::{Code, State};
use crate::page::DoseInUnits;
use crate::search::{Card, CardKind, Group, Hit};
use crate::text;
use crate::tui::{Env, FrameLayout, HitFact, Meaning};

/// The most columns the unit or the state of a code takes.
const ASIDE: usize = 14;

/// The most columns a dose in units of a code takes.
const DOSED: usize = 32;

/// From this width on, the day of a state has room beside its word.
const ROOMY: u16 = 32;

/// Columns before what a line says: the sign of the selected one, and that of a bookmark.
const SIGNS: usize = 2;

/// The most columns of what matched that is read as a name.
const SHORT: usize = 30;

/// The fewest columns in which the start of a text says something.
const READABLE: usize = 20;

/// Characters seen after what matched, where the start of a text is cut away for it.
const AFTER: usize = 8;

/// Columns of a code with the gap behind it.
const CODE: usize = 7;

/// A code on the screen.
pub(super) struct HitLine<'a> {
    code: &'a Code,
    hit: Hit,
    aside: (String, Style),
    /// The units alone, where a dose is computed in them.
    units: Option<String>,
    /// What matched is neither the code nor its title, and what is said before it.
    why: Option<&'static str>,
}

impl HitLine<'_> {
    /// Columns of what matched, with the gap before it.
    fn why_width(&self) -> usize {
        self.why.map_or(0, |before| 2 + text::width(before) + text::width(&self.hit.matched))
    }
}

/// What a code's line says, computed where the query was not drawn before.
pub(super) fn hit_line<'a>(
    browse: &Browse,
    env: &'a Env,
    row: usize,
    width: u16,
    dose: &impl Deref<Target = Option<DoseInUnits>>,
    layout: &mut FrameLayout,
) -> Option<HitLine<'a>> {
    let hit = env.index.hit(browse.list.results.found(), row)?;
    let code = env.catalog.codes().get(hit.position)?;
    let fact = fact(browse, env, (row, code), dose, layout);
    let style = |meaning| env.theme.style(meaning);
    let room = usize::from(width);
    let (words, most, style) = match (code.state(browse.date), code.dates.ended, code.dates.added) {
        (State::Ended, Some(day), _) if width >= ROOMY => (format!("ended {}", day.year()), ASIDE, style(Meaning::Ended)),
        (State::Ended, ..) => ("ended".to_owned(), ASIDE, style(Meaning::Ended)),
        (State::Future, _, Some(day)) if width >= ROOMY => (format!("from {}", env.date(day)), ASIDE, style(Meaning::Warning)),
        (State::Future, ..) => ("future".to_owned(), ASIDE, style(Meaning::Warning)),
        (State::Active, ..) => match &fact.units {
            Some([units, _]) => (units.clone(), DOSED, style(Meaning::Strong)),
            None => (code.unit.text(), ASIDE, style(Meaning::Label)),
        },
    };
    let is_dosed = most == DOSED;
    let units = fact.units.as_ref().filter(|_| is_dosed).map(|[_, units]| units.clone());
    let share = if is_dosed { room / 2 } else { room / 3 };
    // A dose that is cut says less than its units alone.
    let fits = text::width(&words) <= most.min(share);
    let words = units.clone().filter(|_| !fits).unwrap_or(words);
    let aside = text::cut(&words, most.min(share)).into_owned();
    let is_shown = |words: &str| hit.matched == words;
    let is_plain = hit.matched.is_empty() || hit.group == Group::Note || is_shown(&code.code) || is_shown(code.title());
    let is_old_code = hit.group == Group::Reference && env.catalog.position(&hit.matched).is_some();
    let why = (!is_plain).then_some(if is_old_code { "replaces " } else { "" });
    Some(HitLine { code, hit, aside: (aside, style), units, why })
}

/// What the query says of the code of a row, made where it was not drawn before.
fn fact<'l>(
    browse: &Browse,
    env: &Env,
    (row, code): (usize, &Code),
    dose: &impl Deref<Target = Option<DoseInUnits>>,
    layout: &'l mut FrameLayout,
) -> &'l HitFact {
    let found = browse.list.results.found();
    let dose = || browse.dose().and_then(|_| dose.as_ref());
    layout.hit_facts.get(browse.list.query.value(), browse.date, found.position(row).unwrap_or_default(), || HitFact {
        units: dose().and_then(|dose| dose.units(&env.catalog, code).map(|(_, words)| [dose.text(&words), format!("= {words}")])),
        is_dosed: dose().is_some_and(|dose| dose.fits(&env.catalog, code)),
        mention: env.index.mention(&env.catalog, found, row, browse.date),
    })
}

/// Leaves the dose out of the rows, where it would cut a title; it stands beside the query.
pub(super) fn shorten(lines: &mut [Option<HitLine<'_>>], width: usize) {
    let needed = |line: &HitLine<'_>| SIGNS + CODE + text::width(line.code.title()) + line.why_width() + 1 + text::width(&line.aside.0);
    if lines.iter().flatten().any(|line| line.units.is_some() && needed(line) > width) {
        for line in lines.iter_mut().flatten() {
            line.aside.0 = line.units.take().unwrap_or_else(|| std::mem::take(&mut line.aside.0));
        }
    }
}

/// The columns of the titles, and those left for what matched beside them.
#[derive(Clone, Copy)]
pub(super) struct Columns {
    title: usize,
    why: usize,
}

/// The title has what the others leave. A short match, as a brand is, takes its share of the room or what the titles leave of it; a long
/// one, as an indication is, less, and nothing where too little of it could be read.
pub(super) fn columns<'a>(lines: impl Iterator<Item = &'a HitLine<'a>> + Clone, width: usize) -> Columns {
    let widest = |of: &dyn Fn(&HitLine<'_>) -> usize| lines.clone().map(of).max().unwrap_or(0);
    let room = width.saturating_sub(SIGNS + CODE + widest(&|line| text::width(&line.aside.0)) + 1);
    let titles = widest(&|line| text::width(line.code.title()));
    // What tells brands of one drug apart stands at their end: `Keytruda Qlex`.
    let share = if lines.clone().any(|line| line.hit.group == Group::Brand) { room * 2 / 3 } else { room / 2 };
    // Biosimilars of one product are told apart by their names, not by whose they are.
    let is_related = |line: &HitLine<'_>| line.hit.group == Group::Reference;
    let is_short = |line: &HitLine<'_>| line.why_width() <= SHORT;
    let wanted = widest(&|line| Some(line.why_width()).filter(|_| is_short(line) && !is_related(line)).unwrap_or(0)).min(share);
    let short = widest(&|line| Some(line.why_width()).filter(|_| is_short(line)).unwrap_or(0));
    let short = short.min(wanted.max(room.saturating_sub(titles)));
    let is_long = widest(&|line| line.why_width()) > SHORT;
    let part = Some(room * 2 / 5).filter(|part| is_long && *part >= READABLE).unwrap_or(0);
    let why = short.max(part);
    // Without a column for it, a title ends where its own unit begins.
    let title = if why == 0 { width } else { titles.min(room - why) };
    Columns { title, why }
}

/// `*J9039  blinatumomab  Blincyto       1 mcg`
pub(super) fn hit_row(browse: &Browse, env: &Env, line: &HitLine<'_>, columns: Columns, row: &mut Row<'_>) {
    let style = |meaning| env.theme.style(meaning);
    let HitLine { code, hit, aside, why, .. } = line;
    let faded = if code.state(browse.date) == State::Ended { Meaning::Muted } else { Meaning::Text };
    let on = |shown: &str| if hit.matched == shown { hit.ranges.as_slice() } else { &[] };
    row.put(if browse.memory.bookmarks.contains(&code.code) { "*" } else { " " }, style(Meaning::Key));
    let reserved = text::width(&aside.0) + 1;
    row.room = row.room.saturating_sub(reserved);
    row.push(&code.code, on(&code.code), style(Meaning::Code), style(Meaning::Match));
    row.put("  ", style(Meaning::Text));
    let before = row.room;
    let why = why.filter(|_| line.why_width() <= SHORT || columns.why >= READABLE);
    let column = if why.is_some() { columns.title.min(before) } else { before };
    row.within(column, |row| row.push(code.title(), on(code.title()), style(faded), style(Meaning::Match)));
    if let Some(words) = why {
        row.put(&" ".repeat((column + 2).saturating_sub(before - row.room)), style(Meaning::Text));
        row.put(words, style(Meaning::Muted));
        row.push_seen(&hit.matched, &hit.ranges, style(Meaning::Muted), style(Meaning::Match));
    }
    row.room += reserved;
    row.put(&" ".repeat(row.room.saturating_sub(text::width(&aside.0))), style(Meaning::Text));
    row.put(&aside.0, aside.1);
}

/// `JZ     Zero drug amount discarded`, the titles of one kind in a column.
pub(super) fn card_row(env: &Env, cards: &[Card], number: usize, row: &mut Row<'_>) {
    let Some(card) = cards.get(number) else { return };
    row.put(" ", env.theme.style(Meaning::Text));
    // People know a payer by its name alone.
    if card.kind != CardKind::Payer {
        let ids = cards.iter().filter(|other| other.kind == card.kind).map(|other| text::width(&other.id)).max().unwrap_or(0);
        let ids = ids.min(row.room * 2 / 5);
        let id = text::cut(&card.id, ids).into_owned();
        let pad = (ids + 2).saturating_sub(text::width(&id));
        row.put(&id, env.theme.style(Meaning::Code));
        row.put(&" ".repeat(pad), env.theme.style(Meaning::Text));
    }
    let title = card.title(&env.catalog).unwrap_or_else(|| "not in the ICD-10-CM file held".to_owned());
    row.put(&env.date_format.apply(&title), env.theme.style(Meaning::Text));
}

/// The sentence under a code that a note mentions, cut so that the words that were searched are seen.
pub(super) fn sentence_row(
    browse: &Browse,
    env: &Env,
    found: usize,
    dose: &impl Deref<Target = Option<DoseInUnits>>,
    layout: &mut FrameLayout,
    row: &mut Row<'_>,
) {
    let Some(hit) = env.index.hit(browse.list.results.found(), found) else { return };
    let Some(code) = env.catalog.codes().get(hit.position) else { return };
    let fact = fact(browse, env, (found, code), dose, layout);
    let Some(mention) = &fact.mention else { return };
    row.put(&" ".repeat(SIGNS + CODE - 1), env.theme.style(Meaning::Text));
    let sentence = env.date_format.apply(&mention.text).into_owned();
    let words = held_words(&sentence, &hit.matched).unwrap_or_default();
    row.push_seen(&sentence, std::slice::from_ref(&words), env.theme.style(Meaning::Muted), env.theme.style(Meaning::Match));
}

/// Where a sentence holds what matched: the words as they are, else the longest of them that it holds.
pub(super) fn held_words(sentence: &str, matched: &str) -> Option<Range<usize>> {
    let (held, wanted) = (sentence.to_ascii_lowercase(), matched.to_ascii_lowercase());
    let find = |words: &str| held.find(words).filter(|_| !words.is_empty()).map(|at| at..at + words.len());
    let mut words: Vec<&str> = wanted.split_whitespace().collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    find(&wanted).or_else(|| words.into_iter().find_map(find))
}

/// A row being filled from the left.
pub(super) struct Row<'a> {
    pub spans: Vec<Span<'a>>,
    /// Columns left.
    pub room: usize,
}

impl Row<'_> {
    /// Appends what fits of words of one style.
    pub fn put(&mut self, words: &str, style: Style) {
        self.push(words, &[], style, style);
    }

    /// Appends within so many columns.
    fn within(&mut self, columns: usize, push: impl FnOnce(&mut Self)) {
        let kept = self.room.saturating_sub(columns);
        self.room -= kept;
        push(self);
        self.room += kept;
    }

    /// Appends what fits of `words`, from a later word on where the first range would be cut away.
    fn push_seen(&mut self, words: &str, ranges: &[Range<usize>], plain: Style, matching: Style) {
        let end = ranges.first().map_or(0, |range| range.end);
        let after = words[end..].char_indices().nth(AFTER).map_or(words.len(), |(at, _)| end + at);
        let fits = |start: usize, end: usize| text::width(&words[start..end]) + 2 <= self.room;
        let begins = || words.match_indices(' ').map(|(at, _)| at + 1).take_while(|at| *at < end);
        let start = if text::width(words) <= self.room || fits(0, after) {
            0
        } else {
            let first = ranges.first().map_or(0, |range| range.start);
            begins().find(|at| fits(*at, after)).or_else(|| begins().find(|at| fits(*at, end))).unwrap_or(first)
        };
        if start == 0 {
            return self.push(words, ranges, plain, matching);
        }
        self.put("…", plain);
        let shifted: Vec<Range<usize>> = ranges.iter().map(|r| r.start.max(start) - start..r.end.max(start) - start).collect();
        self.push(&words[start..], &shifted, plain, matching);
    }

    /// Appends what fits of `words`; `ranges` are bytes of `words` that match.
    fn push(&mut self, words: &str, ranges: &[Range<usize>], plain: Style, matching: Style) {
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
}
