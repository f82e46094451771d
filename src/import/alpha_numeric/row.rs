//! A row of the code file, in either form.

use jiff::civil::Date;

use crate::catalog::Dates;
use crate::import::error::Reason;

/// A row of the code file, the columns kept here.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Row {
    /// 1-based row or line of its first record.
    pub(super) number: usize,
    /// Five characters, or two for a modifier.
    pub(super) code: String,
    /// Chunks of the long description, in order.
    pub(super) long: Vec<String>,
    pub(super) short: String,
    pub(super) price1: String,
    pub(super) cross_references: Vec<String>,
    pub(super) coverage: String,
    pub(super) betos: String,
    /// ADD DT, ACT EFF DT, TERM DT as written.
    pub(super) dates: [String; 3],
    pub(super) action: String,
}

impl Row {
    /// Appends a continuation.
    pub(super) fn continued(&mut self, chunk: &str) {
        self.long.push(chunk.to_owned());
    }

    pub(super) fn descriptor(&self) -> String {
        self.long.iter().map(|c| c.trim()).filter(|c| !c.is_empty()).collect::<Vec<_>>().join(" ")
    }

    pub(super) fn dates(&self) -> Result<Dates, Reason> {
        let date = |i: usize, column: &str| {
            let text = self.dates[i].trim();
            if text.is_empty() { Ok(None) } else { day(text).map(Some) }
                .map_err(|()| Reason::row(self.number, format!("{}: {column} `{text}` is not a date written YYYYMMDD", self.code)))
        };
        Ok(Dates { added: date(0, "ADD DT")?, effective: date(1, "ACT EFF DT")?, ended: date(2, "TERM DT")? })
    }
}

/// `20260701` or `2026-07-01`.
pub(super) fn day(text: &str) -> Result<Date, ()> {
    let plain: String = text.chars().filter(|c| *c != '-').collect();
    if plain.len() != 8 || !plain.bytes().all(|b| b.is_ascii_digit()) {
        return Err(());
    }
    let part = |range: std::ops::Range<usize>| plain[range].parse::<i16>().map_err(|_| ());
    let small = |n: i16| i8::try_from(n).map_err(|_| ());
    let day = Date::new(part(0..4)?, small(part(4..6)?)?, small(part(6..8)?)?).map_err(|_| ())?;
    if super::super::edition::YEARS.contains(&day.year()) { Ok(day) } else { Err(()) }
}

/// Is this a HCPCS code (a letter or digit and four characters) or a modifier (two)?
pub(super) fn is_code(text: &str) -> bool {
    let shape = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit();
    matches!(text.len(), 2 | 5) && text.bytes().all(shape)
}
