//! What every kind of file gives: how it is recognized, read as catalog files, and joined with what is held.

use super::columns::{Columns, RowFilter};
use super::error::Reason;
use super::source::{Source, Table};
use crate::catalog::Catalog;

/// A path below the catalog folder and the text of the file.
pub type File = (String, String);

/// How to read.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// What is held: the rules of what is a drug, and the codes whose rows are taken.
    pub catalog: &'a Catalog,
    /// Take rows for codes that the catalog does not hold too. So it is where it holds no code at all.
    pub all: bool,
}

/// One kind of file that CMS, FDA or NCHS publishes.
pub(super) trait CmsFile: Sync {
    /// What it is, for people: `OPPS Addendum B`.
    fn title(&self) -> &'static str;

    /// The name of its edition in the catalog: `opps`.
    fn key(&self) -> &'static str;

    /// The folder of the catalog that its facts lie in: `payments`.
    fn folder(&self) -> &'static str;

    /// Is a row with these columns, and this text above it, the header of its table?
    fn is_header(&self, columns: &Columns, preamble: &str) -> bool;

    /// Is a file of this kind? Decided by its content, never by its name.
    ///
    /// # Errors
    /// A file of the same layout that is not kept here.
    fn detect(&self, source: &Source<'_>) -> Result<bool, Reason> {
        Ok(self.has_table(source))
    }

    /// Is there a table with its header?
    fn has_table(&self, source: &Source<'_>) -> bool {
        source.has(&|columns, preamble| self.is_header(columns, preamble))
    }

    /// The table below its header.
    ///
    /// # Errors
    /// There is none, it has no rows, or it is cut off.
    fn table<'s>(&self, source: &'s Source<'_>) -> Result<Table<'s>, Reason> {
        source.table(&|columns, preamble| self.is_header(columns, preamble))
    }

    /// Reads the facts and states them as catalog files, as if nothing were held.
    ///
    /// # Errors
    /// No edition, a missing column, a row that cannot be understood exactly.
    fn extract(&self, source: &Source<'_>, options: &Options<'_>, filter: &mut RowFilter<'_>) -> Result<Extracted, Reason>;

    /// Joins new files with the held ones of the same folder. By default a new file replaces the held one of its path, and the
    /// others stay.
    ///
    /// # Errors
    /// A held file that was not written by an import.
    fn merge(&self, held: &[File], new: Vec<File>) -> Result<Merged, Reason> {
        let _ = held;
        Ok(Merged { files: new, ..Merged::default() })
    }

    /// Do older editions stay beside newer ones (payments, products), so that an older file may be added?
    fn adds_up(&self) -> bool {
        false
    }

    /// Of a workbook and a text of the same rows, is the workbook the better source?
    fn prefers_workbook(&self) -> bool {
        false
    }
}

/// What was read from one file.
pub(super) struct Extracted {
    /// Its edition: a quarter by its first month (`2026-07`), a month, or a day.
    pub(super) edition: String,
    /// How the edition is known: `from its title`.
    pub(super) edition_from: String,
    /// Rows below the header (records of the fixed-width text joined).
    pub(super) rows: usize,
    /// Rows taken.
    pub(super) taken: usize,
    /// The facts, as paths below the catalog folder and their text.
    pub(super) files: Vec<File>,
}

/// The files of a folder after a merge.
#[derive(Debug, Default)]
pub(super) struct Merged {
    /// The files to write.
    pub(super) files: Vec<File>,
    /// They are the whole folder: a held file that is not among them goes.
    pub(super) whole_folder: bool,
    /// What a person should know: that an older quarter was added, that older rows stay.
    pub(super) notes: Vec<String>,
    /// Facts of the editions held before still stand in the files.
    pub(super) keeps_older: bool,
}
