//! Files named on the command line; `-` is standard input.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::progress::{Counted, Progress};
use crate::exit::UserError;

/// The name of a file, as answers and refusals say it.
pub fn shown(file: &Path) -> String {
    if is_standard(file) { "standard input".to_owned() } else { file.display().to_string() }
}

/// Opens a file, or takes `standard` for `-`. How much of it was read is shown while it takes long, unless answers are written
/// to the terminal meanwhile (`answered`).
///
/// # Errors
/// `unreadable`: there is no such file, or it may not be read.
pub fn open<'i>(file: &Path, standard: &'i mut dyn Read, answered: bool) -> Result<Box<dyn Read + 'i>, UserError> {
    if is_standard(file) {
        return Ok(Box::new(Counted { input: standard, progress: Progress::bytes(None, answered) }));
    }
    let input = File::open(file).map_err(|e| unreadable(file, &crate::platform::explain(e)))?;
    let size = input.metadata().ok().filter(|entry| entry.is_file()).map(|entry| entry.len());
    Ok(Box::new(Counted { input, progress: Progress::bytes(size, answered) }))
}

/// What comes out of a reader; `None` where it is more than `most` bytes. A pipe or a device does not tell before how much
/// comes.
///
/// # Errors
/// The reader's.
pub fn bounded(reader: impl Read, most: u64) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    reader.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= most).then_some(bytes))
}

/// The longest row of a table in bytes: a row is held whole.
const LONGEST_ROW: usize = 64 << 10;

/// A table whose rows end: the reader of rows would otherwise hold what never ends in memory.
pub struct Rows<R> {
    input: R,
    row: usize,
    quoted: bool,
    before: u8,
}

impl<R: Read> Rows<R> {
    /// Reads comma-separated rows.
    pub fn new(input: R) -> Rows<R> {
        Rows { input, row: 0, quoted: false, before: b'\n' }
    }

    /// A line end within quotes does not end a row; a quote begins them where a cell begins, or after the quote that it doubles.
    fn count(&mut self, byte: u8) -> io::Result<()> {
        self.row += 1;
        match byte {
            b'"' if self.quoted => self.quoted = false,
            b'"' if matches!(self.before, b',' | b';' | b'\t' | b'|' | b'\n' | b'\r' | b'"') => self.quoted = true,
            b'\n' | b'\r' if !self.quoted => self.row = 0,
            _ => {}
        }
        self.before = byte;
        if self.row <= LONGEST_ROW {
            return Ok(());
        }
        Err(io::Error::new(io::ErrorKind::FileTooLarge, UserError::too_large("bytes of one row", LONGEST_ROW, self.row)))
    }
}

impl<R: Read> Read for Rows<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        buffer[..read].iter().try_for_each(|byte| self.count(*byte))?;
        Ok(read)
    }
}

fn is_standard(file: &Path) -> bool {
    file == Path::new("-")
}

fn unreadable(file: &Path, error: &io::Error) -> UserError {
    UserError::new("unreadable", format!("{}: cannot be read: {error}", shown(file)))
}
