//! The code file ("alpha-numeric"): rows of the workbook or of the fixed-width text, one a code or modifier.

pub(super) mod fixed_width;
pub(super) mod workbook;

use jiff::civil::Date;

use super::error::Reason;
use super::{Options, drug_set, generic_name, kind, unit_parser};
use crate::catalog::{CmsColumns, Code, Dates, ModifierFact};

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

/// Codes and modifiers of a code file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CodeFile {
    /// Sorted by code.
    pub codes: Vec<Code>,
    /// Sorted by code.
    pub modifiers: Vec<ModifierFact>,
}

impl Row {
    /// Appends a continuation.
    fn continued(&mut self, chunk: &str) {
        self.long.push(chunk.to_owned());
    }

    fn descriptor(&self) -> String {
        self.long.iter().map(|c| c.trim()).filter(|c| !c.is_empty()).collect::<Vec<_>>().join(" ")
    }

    fn dates(&self) -> Result<Dates, Reason> {
        let date = |i: usize, column: &str| {
            let text = self.dates[i].trim();
            if text.is_empty() { Ok(None) } else { day(text).map(Some) }
                .map_err(|()| Reason::row(self.number, format!("{}: {column} `{text}` is not a date written YYYYMMDD", self.code)))
        };
        Ok(Dates { added: date(0, "ADD DT")?, effective: date(1, "ACT EFF DT")?, ended: date(2, "TERM DT")? })
    }
}

/// `20260701` or `2026-07-01`.
fn day(text: &str) -> Result<Date, ()> {
    let plain: String = text.chars().filter(|c| *c != '-').collect();
    if plain.len() != 8 || !plain.bytes().all(|b| b.is_ascii_digit()) {
        return Err(());
    }
    let part = |range: std::ops::Range<usize>| plain[range].parse::<i16>().map_err(|_| ());
    let small = |n: i16| i8::try_from(n).map_err(|_| ());
    Date::new(part(0..4)?, small(part(4..6)?)?, small(part(6..8)?)?).map_err(|_| ())
}

/// The newest date a row took effect or was added on: the quarter a file without an edition in its name belongs to.
pub(super) fn newest(rows: &[Row]) -> Option<Date> {
    rows.iter().flat_map(|r| [&r.dates[0], &r.dates[1]]).filter_map(|t| day(t.trim()).ok()).max()
}

/// What the rows say, and how many were left out for which reason.
pub(super) struct Taken {
    pub(super) file: CodeFile,
    pub(super) left_out: Vec<(String, usize)>,
}

/// Codes of the drug set, those known as drugs (or all) and modifiers from rows.
///
/// # Errors
/// A code twice, a code that is none, a date that is none, a row without a description.
pub(super) fn take(rows: &[Row], edition: &str, options: &Options) -> Result<Taken, Reason> {
    let known = |row: &Row| options.known.as_ref().is_some_and(|known| known.contains(&row.code));
    let mut file = CodeFile::default();
    let (mut numeric, mut not_drugs) = (0, 0);
    for row in rows {
        let drug = drug_set::is_drug(row) || known(row);
        let descriptor = row.descriptor();
        if descriptor.is_empty() {
            return Err(Reason::row(row.number, format!("{} has no description", row.code)));
        }
        match row.code.len() {
            2 => file.modifiers.push(ModifierFact { code: row.code.clone(), descriptor, dates: row.dates()? }),
            // CPT and dental codes belong to others and are never taken.
            _ if !row.code.starts_with(|c: char| c.is_ascii_uppercase()) || row.code.starts_with('D') => numeric += 1,
            _ if !options.all && !drug => not_drugs += 1,
            _ => file.codes.push(code(row, descriptor, edition, drug)?),
        }
    }
    file.codes.sort_by(|a, b| a.code.cmp(&b.code));
    file.modifiers.sort_by(|a, b| a.code.cmp(&b.code));
    let codes = file.codes.iter().map(|c| &c.code).chain(file.modifiers.iter().map(|m| &m.code));
    if let Some(twice) = codes.clone().zip(codes.skip(1)).find(|(a, b)| a == b) {
        return Err(Reason::NotCms(format!("{} stands in it twice", twice.0)));
    }
    if file.codes.is_empty() {
        return Err(Reason::Empty("no drug code stands in it".to_owned()));
    }
    let left_out = [("no drug code (take them with --all)", not_drugs), ("CPT or dental code", numeric)];
    let left_out = left_out.into_iter().filter(|(_, n)| *n > 0).map(|(why, n)| (why.to_owned(), n)).collect();
    Ok(Taken { file, left_out })
}

fn code(row: &Row, descriptor: String, edition: &str, drug: bool) -> Result<Code, Reason> {
    let (kind, name, unit) = if drug {
        let kind = kind::of(&row.code, &descriptor);
        (kind, generic_name::find(&descriptor, kind), unit_parser::parse(&descriptor, kind))
    } else {
        (kind::of_no_drug(&row.code), String::new(), unit_parser::not_a_drug())
    };
    Ok(Code {
        name,
        kind,
        unit,
        dates: row.dates()?,
        cms: CmsColumns {
            action: row.action.clone(),
            coverage: row.coverage.clone(),
            betos: row.betos.clone(),
            cross_references: row.cross_references.iter().filter(|x| !x.is_empty()).cloned().collect(),
        },
        code: row.code.clone(),
        descriptor,
        short: row.short.clone(),
        edition: edition.to_owned(),
    })
}

/// Is this a HCPCS code (a letter or digit and four characters) or a modifier (two)?
fn is_code(text: &str) -> bool {
    let shape = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit();
    matches!(text.len(), 2 | 5) && text.bytes().all(shape)
}
