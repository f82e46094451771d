//! Bytes to rows of text: workbooks, comma-separated values, and the encodings CMS uses.

use std::io::Cursor;

use calamine::{Data, DataRef, DataType, Reader, Xlsx};

use super::archive::{self, Limits};
use super::error::Reason;
use super::workbook_guard::{self, MOST_CELLS};

/// One sheet or file: rows of cells, trimmed, blank rows dropped, each with its 1-based row number.
pub(super) type Rows = Vec<(usize, Vec<String>)>;

/// More commas and tabs than a line of any CMS file has; they stand in its texts too.
const MOST_DELIMITERS: usize = 5_000;

/// More bytes than a line of any CMS file has.
const LONGEST_LINE: usize = 4 << 20;

/// More columns than any CMS file has; cells beyond are not read.
const MAX_COLUMNS: u32 = 400;

/// Text from bytes: UTF-8 where it is valid, else Windows-1252, as CMS writes it.
pub(super) fn decode(bytes: &[u8]) -> Result<String, Reason> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) || bytes.iter().take(4096).any(|b| *b == 0) {
        return Err(Reason::Encoding("UTF-16 or binary; CMS writes its text files in Windows-1252 or UTF-8".to_owned()));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Some(at) = bytes.iter().position(|b| *b < b' ' && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0b | 0x0c | 0x1a)) {
        return Err(Reason::Encoding(format!("the control byte {:#04x} at byte {at}; no CMS file holds one", bytes[at])));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(_) => Ok(encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned()),
    }
}

/// A cell as text: control characters and line ends become spaces, white space at the ends (non-breaking too) goes.
fn cell(text: &str) -> String {
    crate::text::clean(text).trim().to_owned()
}

/// The first rows of delimited text, without line numbers; none where it does not read as such.
pub(super) fn head(text: &str, rows: usize) -> Rows {
    let mut reader = reader(text);
    let records = reader.records().map_while(Result::ok).map(|record| record.iter().map(cell).collect::<Vec<_>>());
    (1..).zip(records).filter(|(_, cells)| cells.iter().any(|c| !c.is_empty())).take(rows).collect()
}

fn reader(text: &str) -> csv::Reader<&[u8]> {
    // CMS's text forms of the same tables are tab-delimited.
    let start = text.get(..text.len().min(20_000)).unwrap_or(text);
    let delimiter = if start.matches('\t').count() > start.matches(',').count() { b'\t' } else { b',' };
    csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes())
}

/// The records of a comma-separated file.
///
/// # Errors
/// A quoted field that never ends.
pub(super) fn csv_rows(text: &str) -> Result<Rows, Reason> {
    if text.bytes().filter(|b| *b == b'"').count() % 2 == 1 {
        return Err(Reason::Truncated("a quoted field never ends".to_owned()));
    }
    let mut reader = reader(text);
    let mut rows = Rows::new();
    let (mut line, mut counted) = (1, 0);
    for record in reader.records() {
        let record = record.map_err(|e| Reason::NotCms(format!("not comma-separated text: {e}")))?;
        // The reader stands between CR and LF where a record ends with both.
        let offset = record.position().and_then(|p| usize::try_from(p.byte()).ok()).unwrap_or(counted);
        let start = offset + text[offset..].len() - text[offset..].trim_start_matches(['\r', '\n']).len();
        line += text[counted..start].bytes().filter(|b| *b == b'\n').count();
        counted = start;
        let cells: Vec<String> = record.iter().map(cell).collect();
        if cells.iter().any(|c| !c.is_empty()) {
            rows.push((line, cells));
        }
    }
    Ok(rows)
}

/// Refuses lines longer or with more columns than any file has before they are split: a cell costs many times its comma.
///
/// # Errors
/// Such a line.
pub(super) fn check_width(text: &str) -> Result<(), Reason> {
    for (number, line) in (1..).zip(text.lines()) {
        if line.len() > LONGEST_LINE {
            return Err(Reason::TooLarge { what: format!("bytes in line {number}"), limit: LONGEST_LINE, found: line.len() });
        }
        let columns = line.bytes().filter(|b| matches!(b, b',' | b'\t')).count();
        if columns > MOST_DELIMITERS {
            return Err(Reason::TooLarge { what: format!("columns in line {number}"), limit: MOST_DELIMITERS, found: columns });
        }
    }
    Ok(())
}

/// Are the rows below the header as wide as it? Cells that slipped into the next column would be read as another fact.
///
/// # Errors
/// The first row that is not.
pub(super) fn check_rows(rows: &Rows, header: usize) -> Result<(), Reason> {
    let filled = |cells: &[String]| cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
    let Some((_, names)) = rows.get(header) else { return Ok(()) };
    let width = filled(names);
    for (number, cells) in &rows[header + 1..] {
        let has = if cells.len() < width { cells.len() } else { filled(cells) };
        if cells.len() < width || has > names.len() {
            return Err(Reason::row(*number, format!("it has {has} cells, the header {width}")));
        }
    }
    Ok(())
}

/// Is the last record whole? Without a final line end it must be as wide as the header, and its last column must not be
/// one whose value would still read when cut (`118.2` of `118.23`).
pub(super) fn check_end(text: &str, rows: &Rows, header: usize) -> Result<(), Reason> {
    const VALUES: [&str; 4] = ["payment_rate", "payment limit", "billunits", "single_dose"];
    let width = |row: Option<&(usize, Vec<String>)>| row.map_or(0, |(_, cells)| cells.len());
    let last = rows.get(header).and_then(|(_, cells)| cells.last()).map(|name| name.to_lowercase()).unwrap_or_default();
    let whole = width(rows.last()) >= width(rows.get(header)) && !VALUES.contains(&last.as_str());
    if text.ends_with(['\n', '\r', '\u{1a}']) || whole {
        return Ok(());
    }
    Err(Reason::Truncated("the last line ends in the middle of a record".to_owned()))
}

/// The sheets of a workbook, in order.
///
/// # Errors
/// Damaged, too large, or not a workbook.
pub(super) fn sheets(bytes: &[u8]) -> Result<Vec<Rows>, Reason> {
    archive::verify(bytes, &Limits::WORKBOOK)?;
    workbook_guard::check(bytes)?;
    let damaged = |e: calamine::XlsxError| Reason::Truncated(format!("the workbook cannot be read: {e}"));
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let names: Vec<String> = book.sheet_names();
    let mut cells = 0;
    names.iter().take(20).map(|name| sheet(&mut book, name, &mut cells)).collect()
}

/// Cells are streamed: a sheet that claims a million columns must not be laid out in memory. `laid_out` counts the cells of all
/// sheets, those left empty before a filled one too.
fn sheet(book: &mut Xlsx<Cursor<&[u8]>>, name: &str, laid_out: &mut usize) -> Result<Rows, Reason> {
    let damaged = |e: calamine::XlsxError| Reason::Truncated(format!("sheet `{name}` cannot be read: {e}"));
    let mut reader = match book.worksheet_cells_reader(name) {
        Ok(reader) => reader,
        // Chart sheets hold no cells.
        Err(calamine::XlsxError::NotAWorksheet(_)) => return Ok(Rows::new()),
        Err(e) => return Err(damaged(e)),
    };
    let mut rows = Rows::new();
    while let Some(found) = reader.next_cell().map_err(damaged)? {
        let (row, column) = found.get_position();
        let text = cell(&cell_text(found.get_value()));
        if text.is_empty() || column >= MAX_COLUMNS {
            continue;
        }
        let number = row as usize + 1;
        if rows.last().is_none_or(|(last, _)| *last != number) {
            rows.push((number, Vec::new()));
        }
        if let Some((_, cells)) = rows.last_mut() {
            let column = column as usize;
            if cells.len() <= column {
                *laid_out += column + 1 - cells.len();
                if *laid_out > MOST_CELLS {
                    return Err(Reason::TooLarge { what: "cells of the workbook".to_owned(), limit: MOST_CELLS, found: *laid_out });
                }
                cells.resize(column + 1, String::new());
            }
            cells[column] = text;
        }
    }
    Ok(rows)
}

/// Numbers as they were typed: whole ones without a point, others in the shortest form that gives the same double.
fn cell_text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::String(s) => s.clone(),
        DataRef::SharedString(s) => (*s).to_owned(),
        DataRef::Int(n) => n.to_string(),
        DataRef::Float(n) => format!("{n}"),
        DataRef::DateTime(date) => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        other => Data::from(other.clone()).as_string().unwrap_or_default(),
    }
}
