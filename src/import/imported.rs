//! What was read from one file, and how it joins what a catalog folder holds.

use std::fmt;

use serde::Deserialize;

use super::cms_file::{CmsFile, File};
use super::error::{ImportError, Reason};
use super::write;
use crate::catalog::ImportedFile;

/// What was read from one file.
pub struct Imported {
    pub(super) kind: &'static dyn CmsFile,
    /// The file as the catalog will remember it.
    pub file: ImportedFile,
    /// How the edition is known: `from the name HCPC2026_JUL_ANWEB.xlsx`.
    pub edition_from: String,
    /// The member read, where the file was an archive.
    pub member: Option<String>,
    /// Rows taken: codes and modifiers, packages, payments, edits, list entries.
    pub taken: usize,
    /// Rows left out: the reason and how many.
    pub left_out: Vec<(String, usize)>,
    /// The catalog files that state the facts, as if nothing were held.
    pub files: Vec<File>,
}

/// The files of a folder with an import joined in.
pub struct Joined {
    /// All files of the folder.
    pub files: Vec<File>,
    /// The files that the folder was read from.
    pub editions: Vec<ImportedFile>,
    /// What a person should know: that an older quarter was added, that older rows stay.
    pub notes: Vec<String>,
}

impl Imported {
    /// What it is, for people: `HCPCS code file`.
    pub fn title(&self) -> &'static str {
        self.kind.title()
    }

    /// The edition: a quarter by its first month (`2026-07`), a month, or a day.
    pub fn edition(&self) -> &str {
        &self.file.edition
    }

    /// The name under which the catalog lists its edition (`Catalog::editions`).
    pub fn key(&self) -> &'static str {
        self.kind.key()
    }

    /// The folder of the catalog that its facts lie in.
    pub fn folder(&self) -> &'static str {
        self.kind.folder()
    }

    /// Do older editions stay beside newer ones, so that an older file may be added?
    pub fn adds_up(&self) -> bool {
        self.kind.adds_up()
    }

    /// Joins it with the files that the folder holds; the whole folder after that.
    ///
    /// # Errors
    /// A held file that was not written by an import.
    pub fn merge(&self, held: &[File]) -> Result<Joined, ImportError> {
        let refuse = |reason| ImportError { file: self.file.name.clone(), reason };
        let path = write::editions_path(self.folder());
        let (listed, mut held): (Vec<File>, Vec<File>) = held.iter().cloned().partition(|(held, _)| *held == path);
        let merged = self.kind.merge(&held, self.files.clone()).map_err(refuse)?;
        let mut known = match listed.first() {
            Some((path, text)) => editions(path, text).map_err(refuse)?,
            None => Vec::new(),
        };
        known.retain(|file| {
            let same = file.edition == self.file.edition && file.name == self.file.name;
            file.what != self.file.what || (merged.keeps_older && !same)
        });
        known.push(self.file.clone());
        known.sort_by(|a, b| (&a.what, &a.edition, &a.name).cmp(&(&b.what, &b.edition, &b.name)));
        held.retain(|(path, _)| !merged.whole_folder && merged.files.iter().all(|(new, _)| new != path));
        // Kinds that add up share the files of their folder.
        let of_files = || known.iter().filter(|file| self.adds_up() || file.what == self.key());
        let mut files: Vec<File> = merged.files.into_iter().map(|(path, text)| (path, write::with_provenance(&text, of_files()))).collect();
        files.append(&mut held);
        files.push((path, write::editions(&known)));
        Ok(Joined { files, editions: known, notes: merged.notes })
    }
}

impl fmt::Debug for Imported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Imported")
            .field("kind", &self.title())
            .field("file", &self.file)
            .field("taken", &self.taken)
            .finish_non_exhaustive()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EditionsFile {
    #[serde(default)]
    file: Vec<ImportedFile>,
}

/// The files that a folder was read from.
fn editions(path: &str, text: &str) -> Result<Vec<ImportedFile>, Reason> {
    write::parse::<EditionsFile>(path, text).map(|file| file.file)
}
