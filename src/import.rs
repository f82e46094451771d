//! CMS files to facts: recognised by content, understood exactly or refused with a reason. Pure: bytes in, text out.

mod alpha_numeric;
mod archive;
mod descriptor;
mod drug_set;
mod edition;
mod error;
mod generic_name;
mod kind;
mod table;
pub mod unit_parser;
mod write;

pub use alpha_numeric::CodeFile;
pub use edition::is_newer;
pub use error::{ImportError, Reason};
pub use write::File;

use alpha_numeric::{Row, fixed_width, workbook};

/// How to read.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Take every code that begins with a letter (dental codes excepted), not only drugs.
    pub all: bool,
    /// The edition, where neither name nor content gives it.
    pub edition: Option<String>,
}

/// What was read from one file.
#[derive(Clone, Debug)]
pub struct Imported {
    /// Its edition: `2026-07`, or a day.
    pub edition: String,
    /// How the edition is known.
    pub edition_from: String,
    /// The member read, where the file was an archive.
    pub member: Option<String>,
    /// Rows left out and why.
    pub left_out: Vec<(String, usize)>,
    /// The facts.
    pub content: Content,
}

/// The facts of one kind of CMS file.
#[derive(Clone, Debug)]
pub enum Content {
    /// Codes and modifiers.
    Codes(CodeFile),
}

impl Imported {
    /// The catalog files to write: paths below the catalog's folder and their text.
    pub fn files(&self) -> Vec<File> {
        match &self.content {
            Content::Codes(file) => write::codes(file, &self.edition),
        }
    }
}

/// Reads a CMS file; `name` is only asked for an edition.
///
/// # Errors
/// Not a CMS file known here, damaged, empty, unsafe to open, or a row that cannot be understood.
pub fn read(name: &str, bytes: &[u8], options: &Options) -> Result<Imported, ImportError> {
    let error = |reason| ImportError { file: name.to_owned(), reason };
    let rows = code_rows(name, bytes).map_err(error)?;
    let error = |reason| ImportError { file: name.to_owned(), reason };
    let edition = edition::quarter_in(name).or_else(|| alpha_numeric::newest(&rows).map(edition::quarter_of)).unwrap_or_default();
    let taken = alpha_numeric::take(&rows, &edition, options.all).map_err(error)?;
    Ok(Imported { edition, edition_from: String::new(), member: None, left_out: taken.left_out, content: Content::Codes(taken.file) })
}

fn code_rows(_name: &str, bytes: &[u8]) -> Result<Vec<Row>, Reason> {
    if bytes.starts_with(b"PK") {
        for sheet in table::sheets(bytes)? {
            if let Some(header) = workbook::header(&sheet) {
                return workbook::read(&sheet, header);
            }
        }
        return Err(Reason::NotCms("no header".into()));
    }
    fixed_width::read(&table::decode(bytes)?)
}
