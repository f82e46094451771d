//! The date of service: a date typed and understood while typing.

use jiff::{Span, ToSpan};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use tui_input::{Input, InputRequest};

use crate::catalog::Date;
use crate::text;
use crate::tui::widgets::{draw_input, panel, text_input};
use crate::tui::{Action, Component, Context, Effect, Env, FrameLayout, Meaning, Msg};

/// The most characters of a date.
const LONGEST: usize = 20;

/// The picker.
#[derive(Debug)]
pub(crate) struct DatePicker {
    input: Input,
    /// Whether the date is still the one it opened with: the first letter typed then replaces it.
    untouched: bool,
}

impl DatePicker {
    /// With the current date of service.
    pub fn new(date: Date) -> DatePicker {
        DatePicker { input: Input::new(date.to_string()), untouched: true }
    }

    fn step(&mut self, env: &Env, by: Span) {
        let there = parse(self.input.value(), env.today).ok().and_then(|date| date.checked_add(by).ok());
        if let Some(date) = there.filter(|d| in_range(*d)) {
            *self = DatePicker::new(date);
        }
    }
}

impl Component for DatePicker {
    fn context(&self) -> Context {
        Context::Input
    }

    fn verb(&self) -> &'static str {
        "set"
    }

    fn handle(&mut self, env: &Env, _layout: &FrameLayout, msg: &Msg) -> Vec<Effect> {
        match msg {
            Msg::Act(Action::Open) => {
                let date = parse(self.input.value(), env.today);
                return date.map_or_else(|_| Vec::new(), |date| vec![Effect::Close, Effect::Date(date)]);
            }
            Msg::Act(Action::Up) => self.step(env, 1.day()),
            Msg::Act(Action::Down) => self.step(env, -1.day()),
            Msg::Act(Action::PageUp) => self.step(env, 1.month()),
            Msg::Act(Action::PageDown) => self.step(env, -1.month()),
            Msg::Edit(request) => {
                // The first letter replaces the date that was there.
                if self.untouched && matches!(request, InputRequest::InsertChar(_)) {
                    self.input.reset();
                }
                text_input::edit(&mut self.input, *request, LONGEST);
                self.untouched = false;
            }
            Msg::Paste(words) => {
                self.input = text_input::pasted(words, LONGEST);
                self.untouched = false;
            }
            _ => {}
        }
        Vec::new()
    }

    fn draw(&self, env: &Env, area: Rect, layout: &mut FrameLayout, buf: &mut Buffer) {
        let style = |meaning| env.theme.style(meaning);
        let inner = panel(env, area, (58, 6), "Date of service", layout, buf);
        let columns = inner.width.saturating_sub(2);
        let row = |n: u16| Rect {
            x: inner.x.saturating_add(1).min(inner.right()),
            y: inner.y.saturating_add(n).min(inner.bottom()),
            width: columns,
            height: u16::from(n < inner.height),
        };
        draw_input(&self.input, style(Meaning::Strong), row(0), layout, buf);
        let (words, meaning) = match parse(self.input.value(), env.today) {
            Ok(date) => (format!("{}, {}", date.strftime("%A, %B %-d, %Y"), distance(date, env.today)), Meaning::Good),
            Err(message) => (message, Meaning::Warning),
        };
        let help = "11/29/2026, 2026-11-29, today, yesterday, +3 or -3 days. Up and Down by a day, PgUp and PgDn by a month.";
        let rows = text::wrap(&words, usize::from(columns)).into_iter().take(1).map(|w| (w, meaning));
        let rows = rows.chain(text::wrap(help, usize::from(columns)).into_iter().map(|w| (w, Meaning::Muted)));
        for (n, (words, meaning)) in (1..inner.height).zip(rows) {
            let place = row(n);
            buf.set_stringn(place.x, place.y, words, usize::from(place.width), style(meaning));
        }
    }
}

/// HCPCS began in the 1980s; no date a century away is meant.
fn in_range(date: Date) -> bool {
    (1980..2100).contains(&date.year())
}

/// A date as people write it: `2026-01-31`, `1/31/2026`, `1/31/26`, `01312026`, `20260131`, `31-Jan-2026`; `t` or `today`,
/// `yesterday`, `tomorrow`; `+3` or `-3` days from today. The month comes first; two digits are a year from 2000.
///
/// # Errors
/// What is wrong and what is accepted.
fn parse(text: &str, today: Date) -> Result<Date, String> {
    const EXPECTED: &str = "write a date like 11/29/2026, 2026-11-29 or 29-Nov-2026; today, yesterday, +3 or -3";
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let text = text.trim().to_lowercase();
    let days = |days: i64| today.checked_add(days.days()).map_err(|_| EXPECTED.to_owned()).and_then(within_range);
    match text.as_str() {
        "t" | "today" => return Ok(today),
        "yesterday" => return days(-1),
        "tomorrow" => return days(1),
        _ => {}
    }
    let is_digits = |part: &str, most: usize| (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    if let Some(number) = text.strip_prefix(['+', '-']).filter(|number| is_digits(number, 4)) {
        let number: i64 = number.parse().map_err(|_| EXPECTED.to_owned())?;
        return days(if text.starts_with('-') { -number } else { number });
    }
    let parts: Vec<&str> = if is_digits(&text, 8) && text.len() == 8 {
        // A year that HCPCS knows comes first, as in 20261129; otherwise the month, as in 11292026.
        match &text[..2] {
            "19" | "20" => vec![&text[..4], &text[4..6], &text[6..]],
            _ => vec![&text[4..], &text[..2], &text[2..4]],
        }
    } else if text.contains('/') {
        match text.split('/').collect::<Vec<_>>()[..] {
            [month, day, year] => vec![year, month, day],
            _ => return Err(EXPECTED.to_owned()),
        }
    } else {
        text.split('-').collect()
    };
    let [year, month, day] = parts[..] else { return Err(EXPECTED.to_owned()) };
    let named = MONTHS.iter().position(|name| *name == month).map(|i| (day, (i + 1).to_string(), year));
    let (year, month, day) = named.unwrap_or((year, month.to_owned(), day));
    let is_short = year.len() == 2 && !text.starts_with(year);
    if !(is_digits(year, 4) && (year.len() == 4 || is_short) && is_digits(&month, 2) && is_digits(day, 2)) {
        return Err(EXPECTED.to_owned());
    }
    let year = if is_short { format!("20{year}") } else { year.to_owned() };
    let numbers = || Some((year.parse().ok()?, month.parse::<i8>().ok()?, day.parse().ok()?));
    match numbers() {
        Some((_, 13.., _)) => Err(format!("month {month}: the month comes first, from 1 to 12")),
        Some((y, m, d)) => match Date::new(y, m, d) {
            Ok(date) => within_range(date),
            Err(_) => Err(format!("{year}-{month}-{day} is not in the calendar")),
        },
        None => Err(EXPECTED.to_owned()),
    }
}

fn within_range(date: Date) -> Result<Date, String> {
    if in_range(date) { Ok(date) } else { Err("write a year from 1980 to 2099".to_owned()) }
}

/// `today`, `12 days ago`, `in 3 days`.
fn distance(date: Date, today: Date) -> String {
    let days = today.until(date).map_or(0, |span| span.get_days());
    let many = |n: i32| if n == 1 { "1 day".to_owned() } else { format!("{n} days") };
    match days {
        0 => "today".to_owned(),
        1.. => format!("in {}", many(days)),
        _ => format!("{} ago", many(days.saturating_neg())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn reads_what_people_write_and_refuses_the_rest() {
        let today = date(2026, 11, 22);
        for text in ["2026-01-31", "20260131", "1/31/2026", "01/31/2026", " 2026-1-31 ", "1/31/26", "01312026", "31-Jan-2026", "31-JAN-26"]
        {
            assert_eq!(parse(text, today), Ok(date(2026, 1, 31)), "{text}");
        }
        for (text, day) in [("today", 22), ("T", 22), ("yesterday", 21), ("tomorrow", 23), ("+3", 25), ("-3", 19), ("+0", 22)] {
            assert_eq!(parse(text, today), Ok(date(2026, 11, day)), "{text}");
        }
        for text in
            ["", "2026", "2026-01", "31.1.2026", "2026-01-31x", "2026-+1-03", "１/２/2026", "20é0131", "26-01-31", "31-Jän-2026", "+", "3"]
        {
            assert!(parse(text, today).is_err_and(|e| e.starts_with("write a date like 11/29/2026")), "{text}");
        }
        assert_eq!(parse("2026-02-30", today), Err("2026-02-30 is not in the calendar".to_owned()));
        assert_eq!(parse("13/06/2026", today), Err("month 13: the month comes first, from 1 to 12".to_owned()));
        assert_eq!(parse("1066-10-14", today), Err("write a year from 1980 to 2099".to_owned()));
        assert!(parse("+9999", today).is_ok() && parse("-9999", today).is_ok());
    }

    #[test]
    fn distances_in_words() {
        let today = date(2026, 11, 22);
        assert_eq!(distance(today, today), "today");
        assert_eq!(distance(date(2026, 11, 21), today), "1 day ago");
        assert_eq!(distance(date(2027, 1, 1), today), "in 40 days");
    }
}
