//! Dates as people, Excel and billing systems write them.

use jiff::ToSpan;
use jiff::civil::Date;

/// What is accepted, for refusals.
const ACCEPTED: &str = "write it like 2026-11-29, 11/29/2026 or 29-Nov-2026";
const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
/// What Excel writes behind a date without a time.
const MIDNIGHT: [&str; 4] = [" 0:00", " 00:00", " 00:00:00", " 12:00:00 AM"];

/// Reads `2026-11-29`, `11/29/2026`, `11/29/26`, `11292026`, `20261129` and `29-Nov-2026`; a two-digit year is 20YY.
///
/// # Errors
/// Why the text is no date, and what is accepted; at most 40 characters of it are repeated.
pub fn parse(text: &str) -> Result<Date, String> {
    let text = text.trim();
    if let Some(date) = iso(text) {
        return Ok(date);
    }
    let day = MIDNIGHT.iter().find_map(|midnight| text.strip_suffix(midnight)).unwrap_or(text);
    let refused = |why: &str| format!("`{}` is not a date{why}; {ACCEPTED}", super::cut(text, 40));
    let parts: Vec<&str> = day.split(['/', '-']).collect();
    let (year, month, of_month) = match parts.as_slice() {
        [whole] if whole.len() == 8 && whole.bytes().all(|b| b.is_ascii_digit()) => {
            match (number(&whole[..4]), number(&whole[4..6]), number(&whole[6..])) {
                (Some(year), Some(month), Some(of_month)) if month <= 12 => (year, month, of_month),
                _ => (digits(&whole[4..], 4), digits(&whole[..2], 2), digits(&whole[2..4], 2)),
            }
        }
        [year, month, of_month] if [year.len(), month.len(), of_month.len()] == [4, 2, 2] => {
            (digits(year, 4), digits(month, 2), digits(of_month, 2))
        }
        [of_month, name, year] if name.bytes().all(|b| b.is_ascii_alphabetic()) && name.len() >= 3 => {
            let month = MONTHS.iter().position(|m| name.get(..3).is_some_and(|start| start.eq_ignore_ascii_case(m)));
            (digits(year, 4), month.map_or(-1, |at| at as i16 + 1), digits(of_month, 2))
        }
        [month, of_month, year] => {
            let (month, of_month) = (digits(month, 2), digits(of_month, 2));
            if (13..=31).contains(&month) && (1..=12).contains(&of_month) {
                return Err(refused(&format!(": the month comes first, and {month} is not a month")));
            }
            (digits(year, 4), month, of_month)
        }
        _ => (-1, -1, -1),
    };
    let year = if (0..100).contains(&year) { 2000 + year } else { year };
    let small = |n: i16| i8::try_from(n).ok();
    let date = small(month).zip(small(of_month)).and_then(|(month, of_month)| Date::new(year, month, of_month).ok());
    date.filter(|_| year >= 1900).ok_or_else(|| refused(""))
}

/// A date of service as it is typed: a day, or so many days from today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TypedDate {
    /// A day.
    On(Date),
    /// Days after today; before it where negative.
    Days(i64),
}

impl TypedDate {
    /// Reads what [`parse`] reads, and `t`, `today`, `yesterday`, `tomorrow`, `+7` or `-30` days; years 1980 to 2099, as HCPCS began
    /// in the 1980s and no date a century away is meant.
    ///
    /// # Errors
    /// Why the text is no date of service, and what is accepted.
    pub fn read(text: &str) -> Result<TypedDate, String> {
        let text = text.trim();
        match text.to_lowercase().as_str() {
            "t" | "today" => Ok(TypedDate::Days(0)),
            "yesterday" => Ok(TypedDate::Days(-1)),
            "tomorrow" => Ok(TypedDate::Days(1)),
            near if near.starts_with(['+', '-']) => match near.get(1..).filter(|n| (1..=4).contains(&n.len())).and_then(number) {
                Some(number) => Ok(TypedDate::Days(if near.starts_with('-') { -i64::from(number) } else { i64::from(number) })),
                None => Err(format!("`{}` is no number of days; write +7 or -30", super::cut(text, 40))),
            },
            _ => parse(text).map_err(|error| error + "; or today, yesterday, +7, -30").and_then(served).map(TypedDate::On),
        }
    }

    /// The day that is meant.
    ///
    /// # Errors
    /// It is outside of the years that are accepted.
    pub fn from(self, today: Date) -> Result<Date, String> {
        match self {
            TypedDate::On(date) => Ok(date),
            TypedDate::Days(days) => today.checked_add(days.days()).map_err(|e| e.to_string()).and_then(served),
        }
    }
}

fn served(date: Date) -> Result<Date, String> {
    if (1980..2100).contains(&date.year()) { Ok(date) } else { Err("write a year from 1980 to 2099".to_owned()) }
}

/// Reads a [`TypedDate`] as of today.
///
/// # Errors
/// Why the text is no date of service, and what is accepted.
pub fn parse_near(text: &str, today: Date) -> Result<Date, String> {
    TypedDate::read(text)?.from(today)
}

/// A date as a reader checks it: `Monday, November 30, 2026, in 3 days`.
pub fn spoken(date: Date, today: Date) -> String {
    let days = today.until(date).map_or(0, |span| span.get_days());
    let many = |n: i32| if n == 1 { "1 day".to_owned() } else { format!("{n} days") };
    let distance = match days {
        0 => "today".to_owned(),
        1.. => format!("in {}", many(days)),
        _ => format!("{} ago", many(days.saturating_neg())),
    };
    format!("{}, {distance}", date.strftime("%A, %B %-d, %Y"))
}

/// `2026-11-29`, which nearly every date of a file is.
fn iso(text: &str) -> Option<Date> {
    let &[a, b, c, d, b'-', e, f, b'-', g, h] = text.as_bytes() else { return None };
    let number = |digits: &[u8]| digits.iter().try_fold(0i16, |n, b| b.is_ascii_digit().then(|| n * 10 + i16::from(b - b'0')));
    let (year, month, day) = (number(&[a, b, c, d])?, number(&[e, f])?, number(&[g, h])?);
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok().filter(|_| year >= 1900)
}

fn number(text: &str) -> Option<i16> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

/// A number of one to so many digits, years of two or four; below zero for anything else.
fn digits(text: &str, most: usize) -> i16 {
    let text = text.trim();
    let fits = (1..=most).contains(&text.len()) && (most < 4 || matches!(text.len(), 2 | 4));
    if fits { number(text).unwrap_or(-1) } else { -1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_as_they_are_written() {
        let expected = jiff::civil::date(2026, 11, 9);
        for text in [
            "2026-11-09",
            "11/09/2026",
            "11/9/2026",
            "11/9/26",
            "11092026",
            "20261109",
            "09-Nov-2026",
            "9-NOV-26",
            "9-november-2026",
            " 11/09/2026 ",
            "11/9/2026 0:00",
            "2026-11-09 00:00:00",
            "11/9/2026 12:00:00 AM",
            "2026/11/09",
            "11-09-2026",
        ] {
            assert_eq!(parse(text), Ok(expected), "{text}");
        }
        assert!(parse("13/06/2026").unwrap_err().contains("the month comes first, and 13 is not a month"));
        for text in [
            "",
            "x",
            "11/31/2026",
            "2026-02-30",
            "46335",
            "11/2026",
            "1/2/3",
            "99999999",
            "9-Foo-2026",
            "ééééé",
            "0000-00-00",
            "2026-2-3",
            "日本語日本",
            "12/12/-1",
            "1/1/202",
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.contains("2026-11-29"), "{text}: {error}");
        }
        assert!(parse(&"9".repeat(500)).unwrap_err().len() < 150);
    }

    #[test]
    fn near_dates_in_words_and_days() {
        let today = jiff::civil::date(2026, 11, 22);
        for (text, day) in [("today", 22), ("T", 22), ("yesterday", 21), ("tomorrow", 23), ("+7", 29), ("-20", 2), (" +0 ", 22)] {
            assert_eq!(parse_near(text, today), Ok(jiff::civil::date(2026, 11, day)), "{text}");
        }
        assert_eq!(parse_near("11/30/2026", today), Ok(jiff::civil::date(2026, 11, 30)));
        for text in ["", "+", "-", "3", "+x", "+12345", "-+3", "\u{2212}3", "monday", "31.1.2026", "1066-10-14", "2026-02-30"] {
            assert!(parse_near(text, today).is_err(), "{text}");
        }
        assert!(parse_near("+9999", today).is_ok() && parse_near("-9999", today).is_ok());
        assert!(parse_near("2026", today).unwrap_err().ends_with("or today, yesterday, +7, -30"));
        assert_eq!(spoken(today, today), "Sunday, November 22, 2026, today");
        assert!(spoken(jiff::civil::date(2026, 11, 21), today).ends_with("2026, 1 day ago"));
        assert!(spoken(jiff::civil::date(2027, 1, 1), today).ends_with("January 1, 2027, in 40 days"));
    }
}
