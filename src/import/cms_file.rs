//! One kind of file that is imported, as a trait. The kinds stand in `kinds::KINDS`.

use super::columns::RowFilter;
use super::error::Reason;
use super::source::Source;
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
pub(super) trait CmsFile {
    /// What is read from it.
    type Facts;

    /// What it is, for people: `OPPS Addendum B`.
    fn title(&self) -> &'static str;

    /// The name of its edition in the catalog: `opps`.
    fn key(&self) -> &'static str;

    /// The folder of the catalog that its facts lie in: `payments`.
    fn folder(&self) -> &'static str;

    /// Is a file of this kind? Decided by its content, never by its name.
    ///
    /// # Errors
    /// A file of the same layout that is not kept here.
    fn detect(&self, source: &Source<'_>) -> Result<bool, Reason>;

    /// Reads the facts.
    ///
    /// # Errors
    /// No edition, a missing column, a row that cannot be understood exactly.
    fn extract(&self, source: &Source<'_>, options: &Options<'_>, filter: &mut RowFilter<'_>) -> Result<Extracted<Self::Facts>, Reason>;

    /// The catalog files that state the facts, as if nothing were held: paths below the catalog folder and their text.
    fn render(&self, extracted: &Extracted<Self::Facts>) -> Vec<File>;

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
pub(super) struct Extracted<F> {
    /// Its edition: a quarter by its first month (`2026-07`), a month, or a day.
    pub(super) edition: String,
    /// How the edition is known: `from its title`.
    pub(super) edition_from: String,
    /// Rows below the header (records of the fixed-width text joined).
    pub(super) rows: usize,
    /// Rows taken.
    pub(super) taken: usize,
    /// The facts.
    pub(super) facts: F,
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

/// What rendering made of one file, its facts forgotten.
pub(super) struct Rendered {
    pub(super) edition: String,
    pub(super) edition_from: String,
    pub(super) rows: usize,
    pub(super) taken: usize,
    pub(super) files: Vec<File>,
}

/// [`CmsFile`] without the type of its facts, so that the kinds stand in one list.
pub(super) trait Kind: Sync {
    fn title(&self) -> &'static str;
    fn key(&self) -> &'static str;
    fn folder(&self) -> &'static str;
    fn detect(&self, source: &Source<'_>) -> Result<bool, Reason>;
    fn read(&self, source: &Source<'_>, options: &Options<'_>, filter: &mut RowFilter<'_>) -> Result<Rendered, Reason>;
    fn merge(&self, held: &[File], new: Vec<File>) -> Result<Merged, Reason>;
    fn adds_up(&self) -> bool;
    fn prefers_workbook(&self) -> bool;
}

impl<K: CmsFile + Sync> Kind for K {
    fn title(&self) -> &'static str {
        CmsFile::title(self)
    }

    fn key(&self) -> &'static str {
        CmsFile::key(self)
    }

    fn folder(&self) -> &'static str {
        CmsFile::folder(self)
    }

    fn detect(&self, source: &Source<'_>) -> Result<bool, Reason> {
        CmsFile::detect(self, source)
    }

    fn read(&self, source: &Source<'_>, options: &Options<'_>, filter: &mut RowFilter<'_>) -> Result<Rendered, Reason> {
        let extracted = self.extract(source, options, filter)?;
        let files = self.render(&extracted);
        let Extracted { edition, edition_from, rows, taken, .. } = extracted;
        Ok(Rendered { edition, edition_from, rows, taken, files })
    }

    fn merge(&self, held: &[File], new: Vec<File>) -> Result<Merged, Reason> {
        CmsFile::merge(self, held, new)
    }

    fn adds_up(&self) -> bool {
        CmsFile::adds_up(self)
    }

    fn prefers_workbook(&self) -> bool {
        CmsFile::prefers_workbook(self)
    }
}
