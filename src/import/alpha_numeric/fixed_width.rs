//! The code file as fixed-width text. A line is known by its record type in column 11, never by its length:
//! CMS published lines of 91, 293 and 320 characters, padded and not.

use super::row::{Row, is_code};
use crate::import::error::Reason;

/// The columns of a record, counted from 0, end exclusive.
const SHORT: (usize, usize) = (91, 119);
const PRICE1: (usize, usize) = (119, 121);
const COVERAGE: (usize, usize) = (229, 230);
const BETOS: (usize, usize) = (256, 259);
const DATES: [(usize, usize); 3] = [(268, 276), (276, 284), (284, 292)];
const ACTION: (usize, usize) = (292, 293);
/// A complete first record ends with the action code.
const COMPLETE: usize = 293;

struct Record {
    code: String,
    kind: char,
    line: Vec<char>,
}

impl Record {
    /// A line with a sequence number and a record type where they belong; everything else is preamble.
    fn new(line: &str) -> Option<Record> {
        let line: Vec<char> = line.chars().collect();
        let kind = *line.get(10).filter(|c| matches!(c, '3' | '4' | '7' | '8'))?;
        let sequence = &line[5..10];
        let code: String = line[..5].iter().collect::<String>().trim().to_owned();
        (sequence.iter().all(char::is_ascii_digit) && is_code(&code)).then_some(Record { code, kind, line })
    }

    fn get(&self, (start, end): (usize, usize)) -> String {
        let end = end.min(self.line.len());
        self.line.get(start..end).map(|c| crate::text::clean(&c.iter().collect::<String>()).trim().to_owned()).unwrap_or_default()
    }

    fn row(&self, number: usize) -> Row {
        Row {
            number,
            code: self.code.clone(),
            long: vec![self.get((11, 91))],
            short: self.get(SHORT),
            price1: self.get(PRICE1),
            cross_references: (0..5).map(|i| self.get((204 + 5 * i, 209 + 5 * i))).collect(),
            coverage: self.get(COVERAGE),
            betos: self.get(BETOS),
            dates: DATES.map(|d| self.get(d)),
            action: self.get(ACTION),
        }
    }
}

/// Does the text hold records of the code file?
pub(in crate::import) fn recognized(text: &str) -> bool {
    text.lines().filter(|l| Record::new(l).is_some()).nth(1).is_some() || (text.lines().count() == 1 && Record::new(text).is_some())
}

/// Rows of the text, the preamble passed over.
///
/// # Errors
/// A line after the first record that is no record, a continuation of nothing, an end in the middle of a line.
pub(in crate::import) fn read(text: &str) -> Result<Vec<Row>, Reason> {
    let mut rows: Vec<Row> = Vec::new();
    let mut last = ('3', COMPLETE);
    for (i, line) in text.lines().enumerate() {
        let number = i + 1;
        let Some(record) = Record::new(line) else {
            if rows.is_empty() || line.trim_matches(['\u{1a}', ' ', '\t']).is_empty() {
                continue;
            }
            return Err(Reason::row(number, "no record of the code file: column 11 must hold the record type 3, 4, 7 or 8"));
        };
        last = (record.kind, record.line.len());
        match (record.kind, rows.last_mut()) {
            ('3' | '7', _) => rows.push(record.row(number)),
            (_, Some(row)) if row.code == record.code => row.continued(&record.get((11, 91))),
            _ => return Err(Reason::row(number, format!("a continuation of {}, which does not stand before it", record.code))),
        }
    }
    let whole = text.ends_with(['\n', '\u{1a}']) || (matches!(last.0, '3' | '7') && last.1 >= COMPLETE);
    if !whole {
        return Err(Reason::Truncated("the last line ends in the middle of a record".to_owned()));
    }
    Ok(rows)
}
