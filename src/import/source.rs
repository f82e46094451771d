//! A file opened as far as its kind can be told: text, a workbook, or an archive.

use std::cell::OnceCell;

use super::archive::{self, Member};
use super::columns::Columns;
use super::error::Reason;
use super::table::{self, Rows};

/// CMS's longest preamble has 12 rows.
const HEADER_WITHIN: usize = 60;

/// A file, or one member of an archive.
pub(super) struct Source<'a> {
    /// Its own name, then that of the archive it lies in: CMS states editions in names.
    pub(super) names: Vec<String>,
    pub(super) content: Content<'a>,
}

/// What a file holds.
pub(super) enum Content<'a> {
    /// The sheets of a workbook.
    Workbook(Vec<Rows>),
    /// Decoded text, fixed-width or delimited.
    Text(Text),
    /// A zip whose members belong together.
    Archive { bytes: &'a [u8], members: Vec<Member> },
}

/// Decoded text. Only the start is split into rows until the whole is asked for.
pub(super) struct Text {
    pub(super) text: String,
    head: Rows,
    rows: OnceCell<Rows>,
}

/// A table below its header row.
pub(super) struct Table<'s> {
    rows: &'s Rows,
    header: usize,
    pub(super) columns: Columns,
}

impl Table<'_> {
    /// The rows below the header, each with its 1-based number.
    pub(super) fn body(&self) -> &[(usize, Vec<String>)] {
        &self.rows[self.header + 1..]
    }

    /// The text of the rows above the header: titles and dates.
    pub(super) fn preamble(&self) -> String {
        preamble(self.rows, self.header)
    }
}

fn preamble(rows: &Rows, header: usize) -> String {
    rows[..header].iter().flat_map(|(_, cells)| cells).map(String::as_str).collect::<Vec<_>>().join("\n")
}

/// Decides by the columns of a row, and the rows above it, whether it is the header of a kind.
pub(super) type IsHeader<'f> = &'f dyn Fn(&Columns, &str) -> bool;

impl<'a> Source<'a> {
    /// Opens the bytes of a file that is no archive of files.
    ///
    /// # Errors
    /// No format that CMS publishes, damaged, too large, or text in another encoding.
    pub(super) fn open(names: Vec<String>, bytes: &[u8]) -> Result<Source<'a>, Reason> {
        let foreign: [(&[u8], &str); 5] = [
            (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls); save it as .xlsx or .csv"),
            (b"%PDF", "a PDF; download the zip, xlsx or csv"),
            (b"<", "a web page; the download did not give the file itself"),
            (b"\x1f\x8b", "a gzip archive; unpack it first"),
            (b"{", "JSON"),
        ];
        if let Some((_, what)) = foreign.iter().find(|(magic, _)| bytes.starts_with(magic)) {
            return Err(Reason::NotCms((*what).to_owned()));
        }
        if bytes.is_empty() {
            return Err(Reason::Empty("the file is empty".to_owned()));
        }
        if bytes.starts_with(b"PK") {
            if !archive::is_workbook(bytes)? {
                return Err(Reason::Archive("it holds an archive inside the archive; unpack it and import its files".to_owned()));
            }
            return Ok(Source { names, content: Content::Workbook(table::sheets(bytes)?) });
        }
        let text = table::decode(bytes)?;
        table::check_width(&text)?;
        let head = table::head(&text, HEADER_WITHIN);
        Ok(Source { names, content: Content::Text(Text { text, head, rows: OnceCell::new() }) })
    }

    /// The file's own name.
    pub(super) fn name(&self) -> &str {
        self.names.first().map_or("", String::as_str)
    }

    /// Is there a row that is such a header?
    pub(super) fn has(&self, is_header: IsHeader<'_>) -> bool {
        self.start(is_header).is_some()
    }

    /// The columns and the preamble of such a header, without the rows below it.
    pub(super) fn start(&self, is_header: IsHeader<'_>) -> Option<(Columns, String)> {
        let rows: Vec<&Rows> = match &self.content {
            Content::Workbook(sheets) => sheets.iter().collect(),
            Content::Text(text) => vec![&text.head],
            Content::Archive { .. } => Vec::new(),
        };
        rows.into_iter().find_map(|rows| header(rows, is_header).map(|(at, columns)| (columns, preamble(rows, at))))
    }

    /// The table below such a header.
    ///
    /// # Errors
    /// There is none, it has no rows, or it is cut off.
    pub(super) fn table(&self, is_header: IsHeader<'_>) -> Result<Table<'_>, Reason> {
        let none = || Reason::NotCms("no header of a CMS file".to_owned());
        let (rows, (header, columns)) = match &self.content {
            Content::Workbook(sheets) => sheets.iter().find_map(|rows| Some((rows, header(rows, is_header)?))).ok_or_else(none)?,
            Content::Text(text) => {
                let rows = text.rows()?;
                let found = header(rows, is_header).ok_or_else(none)?;
                table::check_end(&text.text, rows, found.0)?;
                table::check_rows(rows, found.0)?;
                (rows, found)
            }
            Content::Archive { .. } => return Err(none()),
        };
        if rows.len() == header + 1 {
            let number = rows[header].0;
            return Err(Reason::Empty(format!("the header stands in row {number} and nothing below it")));
        }
        Ok(Table { rows, header, columns })
    }

    /// Does its first row say that it was reconstructed?
    pub(super) fn says_rebuilt(&self) -> bool {
        match &self.content {
            Content::Text(text) => text.head.first().is_some_and(|(_, cells)| cells.iter().any(|c| c.starts_with("Reconstructed"))),
            _ => false,
        }
    }

    /// How many rows or lines there are, to tell the whole table from an excerpt beside it.
    pub(super) fn size(&self) -> usize {
        match &self.content {
            Content::Workbook(sheets) => sheets.iter().map(Vec::len).max().unwrap_or_default(),
            Content::Text(text) => text.text.lines().count(),
            Content::Archive { members, .. } => members.len(),
        }
    }
}

impl Text {
    fn rows(&self) -> Result<&Rows, Reason> {
        if self.rows.get().is_none() {
            let _ = self.rows.set(table::csv_rows(&self.text)?);
        }
        Ok(self.rows.get().unwrap_or(&self.head))
    }
}

fn header(rows: &Rows, is_header: IsHeader<'_>) -> Option<(usize, Columns)> {
    rows.iter().take(HEADER_WITHIN).enumerate().find_map(|(at, (_, cells))| {
        let columns = Columns::new(cells);
        is_header(&columns, &preamble(rows, at)).then_some((at, columns))
    })
}
