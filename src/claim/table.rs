//! Claim lines from a spreadsheet saved as text: any of the usual encodings, separators and headers.

use std::io::{self, BufRead, Cursor, Read};

use csv::{ByteRecord, ErrorKind};

use super::columns::{CLAIM, columns};
use super::encoding;
use super::grouping::{ClaimLines, Grouping};
use super::metered::{Metered, ROW};
use super::{COLUMNS, ClaimLine, FileError};

/// The most bytes of a header line.
const HEADER: u64 = 64 << 10;
/// Separators of columns; where a header has several, the one that it has most.
const SEPARATORS: [u8; 4] = *b",;\t|";

/// Reads claims one by one; `each` takes them and says whether to go on. Returns whether a claim was longer than one can be.
///
/// # Errors
/// [`FileError`] with the line at fault; claims before it were sound.
pub fn read(mut input: impl BufRead, each: &mut dyn FnMut(ClaimLines) -> bool) -> Result<bool, FileError> {
    let start = Start::read(&mut input)?;
    let lines_before = start.lines;
    let (input, meter) = Metered::new(Cursor::new(start.header).chain(input));
    let mut reader = csv::ReaderBuilder::new().delimiter(start.separator).has_headers(false).flexible(true).from_reader(input);
    let at = |position: Option<&csv::Position>| position.map_or(0, csv::Position::line) + lines_before;
    let unreadable = |e: csv::Error| match e.kind() {
        ErrorKind::Io(_) if meter.is_spent() => {
            FileError { line: 0, message: format!("a row of more than {} MB; it is no table", ROW >> 20) }
        }
        ErrorKind::Io(e) => FileError { line: 0, message: format!("cannot be read: {e}") },
        _ => FileError { line: at(e.position()), message: "not a row of a table".to_owned() },
    };
    let mut record = ByteRecord::new();
    if !reader.read_byte_record(&mut record).map_err(unreadable)? {
        return Ok(false);
    }
    let width = record.iter().rposition(|cell| !cell.trim_ascii().is_empty()).map_or(0, |last| last + 1);
    let headers: Vec<_> = record.iter().take(width).map(|header| encoding::cell(header).trim().to_owned()).collect();
    let columns = columns(headers.iter().map(String::as_str)).map_err(|message| FileError { line: lines_before + 1, message })?;
    let mut grouping = Grouping::default();
    while reader.read_byte_record(&mut record).map_err(unreadable)? {
        meter.reset();
        if record.iter().all(|cell| cell.trim_ascii().is_empty()) {
            continue;
        }
        let wrong = |message| FileError { line: at(record.position()), message };
        let (id, line) = row(&columns, &record).map_err(wrong)?;
        if let Some(claim) = grouping.push(id, line).map_err(wrong)?
            && !each(claim)
        {
            return Ok(grouping.is_split());
        }
    }
    if let Some(claim) = grouping.close() {
        each(claim);
    }
    Ok(grouping.is_split())
}

/// One row: what names its claim, and the line.
pub(super) fn row(columns: &[&'static str], record: &ByteRecord) -> Result<(Option<String>, ClaimLine), String> {
    let beyond = record.iter().skip(columns.len()).any(|cell| !cell.trim_ascii().is_empty());
    if record.len() < columns.len() || beyond {
        let (expected, len) = (columns.len(), record.len());
        return Err(format!("the header has {expected} columns, this row {len}; quote a cell that holds a comma"));
    }
    let (mut id, mut line) = (None, ClaimLine::default());
    for (column, cell) in columns.iter().zip(record) {
        let cell = cell.trim_ascii();
        match cell {
            [] => {}
            _ if *column == CLAIM => id = Some(crate::text::cut(&encoding::cell(cell), 40).into_owned()),
            _ => line.set(column, &encoding::cell(cell))?,
        }
    }
    if line.code.is_empty() { Err("code: every claim line needs one".to_owned()) } else { Ok((id, line)) }
}

/// The beginning of a file up to its header.
pub(crate) struct Start {
    /// The header line, or the first line of a header with line ends in its cells.
    pub(crate) header: Vec<u8>,
    pub(crate) separator: u8,
    /// Lines before the header: blank ones and `sep=`.
    pub(crate) lines: u64,
}

impl Start {
    /// # Errors
    /// The input cannot be read.
    pub(crate) fn read(input: &mut impl BufRead) -> Result<Start, FileError> {
        let (mut header, mut stated, mut lines) = (Vec::new(), None, 0);
        loop {
            header.clear();
            let read: io::Result<usize> = input.by_ref().take(HEADER).read_until(b'\n', &mut header);
            read.map_err(|e| FileError { line: 0, message: format!("cannot be read: {e}") })?;
            if header.starts_with(&[0xef, 0xbb, 0xbf]) {
                header.drain(..3);
            }
            let line = header.trim_ascii();
            match line.strip_prefix(b"sep=").or(line.strip_prefix(b"SEP=")) {
                _ if header.is_empty() => break,
                Some([separator]) => stated = Some(*separator),
                // A tab at the end of the line was trimmed.
                Some([]) => stated = Some(b'\t'),
                _ if line.iter().all(|b| SEPARATORS.contains(b) || b.is_ascii_whitespace() || *b == b'"') => {}
                _ => break,
            }
            lines += 1;
        }
        let count = |separator: &u8| header.iter().filter(|b| *b == separator).count();
        let most = SEPARATORS.into_iter().rev().max_by_key(|s| count(s)).filter(|s| count(s) > 0);
        Ok(Start { separator: stated.or(most).unwrap_or(b','), header, lines })
    }
}
/// Lines as CSV with every column that a claim file can have; the first cell names the claim.
///
/// # Errors
/// A cell cannot be written.
pub fn write<'l>(lines: impl Iterator<Item = (String, &'l ClaimLine)>) -> Result<String, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record([CLAIM].into_iter().chain(COLUMNS))?;
    for (claim, line) in lines {
        writer.write_record([claim].into_iter().chain(COLUMNS.map(|column| cell_of(line, column))))?;
    }
    let bytes = writer.into_inner().map_err(csv::IntoInnerError::into_error)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// A column of a line as a claim file states it; empty where it is not known.
fn cell_of(line: &ClaimLine, column: &str) -> String {
    let amount = |amount: Option<crate::quantity::Amount>| amount.map(|a| a.to_string());
    let yes = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
    let ndc = line.ndc.as_ref();
    let known = match column {
        "line" => Some(line.number.to_string()),
        "code" => Some(line.code.clone()),
        "modifiers" => Some(line.modifiers.join(" ")),
        "units" => amount(line.units),
        "date" => line.date.map(|d| d.to_string()),
        "pos" => line.payer.place.clone(),
        "ndc" => ndc.map(|n| n.ndc.clone()),
        "ndc_qualifier" => ndc.and_then(|n| n.qualifier.clone()),
        "ndc_quantity" => amount(ndc.and_then(|n| n.quantity)),
        "dose" => line.given.dose.clone(),
        "opened" => line.given.opened.clone(),
        "shared_with" => line.given.shared_with.clone(),
        "last" => line.given.last.map(yes),
        "container" => line.given.container.map(|c| c.as_str().to_owned()),
        "340b" => line.given.discounted.map(yes),
        "diagnosis" => Some(line.diagnoses.join(" ")),
        "payer" => line.payer.payer.clone(),
        "setting" => line.payer.setting.map(|s| s.as_str().to_owned()),
        "provider" => line.context.provider.clone(),
        _ => None,
    };
    known.unwrap_or_default()
}
