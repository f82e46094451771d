//! The tables of the coverage download: comma-separated files in a zip, read record by record.

use std::borrow::Cow;
use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

use csv::ByteRecord;

use crate::import::archive;
use crate::import::error::Reason;

/// No record of CMS's tables is longer, the HTML of the longest article included.
const LONGEST_RECORD: usize = 8 << 20;

/// A zip of tables.
pub(super) struct Tables<'a> {
    bytes: Cow<'a, [u8]>,
}

/// One table being read.
pub(super) struct Table {
    name: String,
    header: Vec<String>,
}

/// A record with the columns that were asked for.
pub(super) struct Row<'r> {
    record: &'r ByteRecord,
    columns: &'r [usize],
    /// Its number among the records of the table, the header being the first.
    pub(super) number: usize,
}

impl Row<'_> {
    /// The text of one of the columns asked for, trimmed. UTF-8 where it is valid, else Windows-1252.
    pub(super) fn text(&self, column: usize) -> Cow<'_, str> {
        let bytes = self.columns.get(column).and_then(|at| self.record.get(*at)).unwrap_or_default().trim_ascii();
        match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0,
        }
    }

    /// A whole number.
    ///
    /// # Errors
    /// It is none.
    pub(super) fn number(&self, column: usize, what: &str) -> Result<u32, Reason> {
        let text = self.text(column);
        text.parse().map_err(|_| Reason::cell(self.number, what, &text, "a whole number"))
    }
}

impl<'a> Tables<'a> {
    pub(super) fn open(bytes: Cow<'a, [u8]>) -> Result<Tables<'a>, Reason> {
        archive::check(&bytes)?;
        Ok(Tables { bytes })
    }

    /// Sizes and checksums of all members, before anything trusts them.
    pub(super) fn verify(&self) -> Result<(), Reason> {
        archive::verify(&self.bytes, &archive::Limits::TABLES)
    }

    pub(super) fn has(&self, table: &str) -> bool {
        archive::has(&self.bytes, table)
    }

    /// Reads a table record by record, with the columns of these names; a name that ends with `?` may be missing and is empty then.
    /// Returns how many records there were.
    ///
    /// # Errors
    /// No such table, a column that is missing, a record that is cut off or of another width, or what `each` refuses.
    pub(super) fn read(
        &self,
        table: &str,
        columns: &[&str],
        mut each: impl FnMut(&Row<'_>) -> Result<(), Reason>,
    ) -> Result<usize, Reason> {
        let watch = Rc::new(Watch::default());
        archive::stream(&self.bytes, table, |member| {
            let input = Watched { inner: member, watch: Rc::clone(&watch) };
            let mut reader = csv::ReaderBuilder::new().from_reader(input);
            let broken = |e: csv::Error| match e.kind() {
                csv::ErrorKind::Io(e) if e.kind() == io::ErrorKind::InvalidData => Reason::NotCms(format!("{table}: {e}")),
                csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                    let row = e.position().map_or(0, |p| usize::try_from(p.record()).unwrap_or_default()) + 1;
                    Reason::row(row, format!("{table}: {len} fields, its header has {expected_len}"))
                }
                _ => Reason::Truncated(format!("{table} cannot be read: {e}")),
            };
            let header = reader.byte_headers().map_err(broken)?;
            let header =
                header.iter().map(|name| String::from_utf8_lossy(name).trim_start_matches('\u{feff}').trim().to_lowercase()).collect();
            let header = Table { name: table.to_owned(), header };
            let at = columns.iter().map(|name| header.column(name)).collect::<Result<Vec<_>, _>>()?;
            let mut record = ByteRecord::new();
            let mut number = 1;
            loop {
                watch.since_record.set(0);
                if !reader.read_byte_record(&mut record).map_err(broken)? {
                    break;
                }
                number += 1;
                each(&Row { record: &record, columns: &at, number })?;
            }
            if watch.last.get() != b'\n' {
                return Err(Reason::Truncated(format!("{table} ends in the middle of a record")));
            }
            Ok(number - 1)
        })
    }
}

impl Table {
    fn column(&self, name: &str) -> Result<usize, Reason> {
        let bare = name.trim_end_matches('?');
        match self.header.iter().position(|held| held == bare) {
            Some(at) => Ok(at),
            // Beyond every record: the text is empty.
            None if bare.len() < name.len() => Ok(usize::MAX),
            None => Err(Reason::NotCms(format!("the column `{bare}` of {} is missing", self.name))),
        }
    }
}

/// What went through a reader.
#[derive(Default)]
struct Watch {
    since_record: Cell<usize>,
    last: Cell<u8>,
}

/// Refuses a record that never ends, before it fills the memory.
struct Watched<R> {
    inner: R,
    watch: Rc<Watch>,
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let since = self.watch.since_record.get() + read;
        if since > LONGEST_RECORD {
            let message = format!("a record of more than {} MB; CMS writes none", LONGEST_RECORD >> 20);
            return Err(io::Error::new(io::ErrorKind::InvalidData, message));
        }
        self.watch.since_record.set(since);
        if let Some(last) = buffer.get(..read).and_then(<[u8]>::last) {
            self.watch.last.set(*last);
        }
        Ok(read)
    }
}
