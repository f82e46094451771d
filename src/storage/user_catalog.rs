//! From folders to a [`Catalog`]: the one place where catalog files are read from disk.

use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::catalog::{self, Catalog, Origin, ParsedCatalog, Problem, check};
use crate::search::Index;
use crate::storage;

/// The catalog compiled into the program.
static SNAPSHOT: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/catalog.bin"));

/// Its search tables.
static SEARCH: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/search.bin"));

/// The directories of the user, found by `main` or given by a test.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paths {
    /// Imported data, own notes, bookmarks, progress.
    pub data: PathBuf,
    /// `config.toml`, `keys.toml`.
    pub config: PathBuf,
}

/// The shipped catalog.
///
/// # Errors
/// The embedded snapshot does not decode, which a finished build rules out.
pub fn shipped() -> anyhow::Result<Catalog> {
    Catalog::from_snapshot(SNAPSHOT).map_err(|e| anyhow::anyhow!("the catalog inside the program is damaged ({e}); install it again"))
}

/// The search index of a catalog: the tables compiled into the program where nothing was laid over the shipped one.
pub fn index(catalog: &Catalog) -> Index {
    let made = catalog.is_unmodified().then(|| Index::open(SEARCH).ok()).flatten();
    made.unwrap_or_else(|| Index::new(catalog))
}

/// Lays a folder over a catalog; the problems found. A broken note or case of the user's own is left out alone, anything else that
/// is broken keeps the whole folder out.
pub fn apply_overlay(catalog: &mut Catalog, folder: &Path) -> Vec<Problem> {
    let (texts, problems) = texts(folder);
    if texts.is_empty() {
        // Nothing to lay over: nothing of the snapshot is unpacked.
        return problems;
    }
    let (book, problems) = understood(folder, &texts, problems, catalog);
    if let Some(book) = book {
        catalog.apply_overlay(book);
    }
    problems
}

/// Lays the user's own data over a catalog, where there is any; the problems found. Data older than the catalog's is used, since
/// its owner imported it, and said.
pub fn apply_user_overlay(catalog: &mut Catalog, folder: &Path) -> Vec<Problem> {
    // A link that leads nowhere is data that is missing, not data that nobody has.
    if fs::symlink_metadata(folder).is_err_and(|e| e.kind() == io::ErrorKind::NotFound) {
        return Vec::new();
    }
    let before = catalog.editions().to_vec();
    let mut problems = apply_overlay(catalog, folder);
    for held in before {
        let Some(own) = catalog.edition(&held.what).filter(|own| **own < *held.edition) else { continue };
        let message = format!(
            "{} of {own} lie here and are used, older than those of {} that came with the program; import newer ones or remove them",
            held.what, held.edition
        );
        problems.push(Problem { origin: Origin { file: folder.display().to_string(), line: 0 }, message });
    }
    problems
}

/// What a folder says, and what is wrong in it. `held` is the catalog it is laid over: its codes and sources may be referred to.
/// Own notes and cases with a problem are not in the book; `None` where something else is broken.
pub fn read(folder: &Path, held: &Catalog) -> (Option<ParsedCatalog>, Vec<Problem>) {
    let (texts, problems) = texts(folder);
    understood(folder, &texts, problems, held)
}

fn understood(folder: &Path, texts: &[Text], mut problems: Vec<Problem>, held: &Catalog) -> (Option<ParsedCatalog>, Vec<Problem>) {
    let files = texts.iter().map(|(shown, path, text)| catalog::File { shown, path, text });
    let (mut book, found) = catalog::read(files, held);
    problems.extend(found);
    problems.extend(check::check(&book, held));
    // Notes and cases are written by hand: a broken one is left out alone.
    let by_hand = ["notes", "scenarios"].map(|part| folder.join(part));
    if problems.iter().any(|p| !by_hand.iter().any(|part| Path::new(&p.origin.file).starts_with(part))) {
        return (None, problems);
    }
    let is_sound = |file: &str| problems.iter().all(|p| p.origin.file != file);
    book.drug_pages.retain(|(origin, _)| is_sound(&origin.file));
    book.scenarios.retain(|_, scenario| is_sound(&scenario.lesson.origin.file));
    (Some(book), problems)
}

/// A file of a catalog folder: its path as shown, its path within the folder, its text.
pub type Text = (String, String, String);

/// The sub-folders of a catalog, those of earlier versions first: what a newer one wrote replaces it. Anything else in a
/// user's data directory is not catalog.
const FOLDERS: [&str; 15] = [
    "codes",
    "products",
    "payments",
    "limits",
    "mue",
    "lists",
    "fda",
    "coverage",
    "icd10",
    "classes",
    "dossiers",
    "drugs",
    "notes",
    "sources",
    "scenarios",
];

/// Does nothing of a catalog lie in a folder?
pub fn is_empty(folder: &Path) -> bool {
    let (texts, problems) = texts(folder);
    texts.is_empty() && problems.is_empty()
}

/// Every TOML file of a catalog folder, and what could not be read.
pub fn texts(folder: &Path) -> (Vec<Text>, Vec<Problem>) {
    let mut gathered = TextFiles::default();
    let names = fs::read_dir(folder).and_then(|entries| entries.map(|e| e.map(|e| e.file_name())).collect::<io::Result<Vec<_>>>());
    let names = match names {
        Ok(names) => names,
        Err(error) => {
            gathered.unreadable(folder, &error);
            return (gathered.texts, gathered.problems);
        }
    };
    // Nothing is looked for where nothing lies: most users never import.
    let may_lie_here = |part: &&str| part.is_empty() || names.iter().any(|name| name == *part || name == storage::STAGED);
    for part in [""].into_iter().chain(FOLDERS).filter(may_lie_here) {
        let prefix = if part.is_empty() { String::new() } else { format!("{part}/") };
        // An import that was cut off after its commit still lies staged: the store knows where.
        match storage::files(folder, part) {
            Ok(paths) => paths.iter().for_each(|path| gathered.file(path, &prefix)),
            Err(error) => gathered.unreadable(&folder.join(part), &error),
        }
    }
    (gathered.texts, gathered.problems)
}

#[derive(Default)]
struct TextFiles {
    texts: Vec<Text>,
    problems: Vec<Problem>,
}

impl TextFiles {
    fn file(&mut self, path: &Path, prefix: &str) {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        if !name.ends_with(".toml") {
            return;
        }
        match storage::read_text(path).and_then(|text| text.ok_or_else(|| io::ErrorKind::NotFound.into())) {
            Ok(text) => self.texts.push((path.display().to_string(), format!("{prefix}{name}"), text)),
            Err(error) => self.unreadable(path, &error),
        }
    }

    fn unreadable(&mut self, path: &Path, error: &io::Error) {
        let origin = Origin { file: path.display().to_string(), line: 0 };
        self.problems.push(Problem { origin, message: format!("cannot be read: {error}") });
    }
}
