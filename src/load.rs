//! From folders to a [`Catalog`]: the one place where catalog files are read from disk.

use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::catalog::{self, Catalog, Origin, Problem, check};
use crate::search::Index;
use crate::store;

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
    let made = catalog.is_as_opened().then(|| Index::open(SEARCH, catalog).ok()).flatten();
    made.unwrap_or_else(|| Index::new(catalog))
}

/// Lays a folder over a catalog, whole or not at all; the problems that kept it out.
pub fn lay_over(catalog: &mut Catalog, folder: &Path) -> Vec<Problem> {
    let (texts, mut problems) = texts(folder);
    if texts.is_empty() {
        // Nothing to lay over: nothing of the snapshot is unpacked.
        return problems;
    }
    let files = texts.iter().map(|(shown, path, text)| catalog::File { shown, path, text });
    let (book, found) = catalog::read(files, catalog);
    problems.extend(found);
    problems.extend(check::check(&book, catalog));
    if problems.is_empty() {
        catalog.lay_over(book);
    }
    problems
}

/// The sub-folders of a catalog. Anything else in a user's data directory is not catalog.
const FOLDERS: [&str; 9] = ["codes", "products", "payments", "limits", "lists", "classes", "dossiers", "notes", "scenarios"];

/// Does nothing of a catalog lie in a folder?
pub fn is_empty(folder: &Path) -> bool {
    let (texts, problems) = texts(folder);
    texts.is_empty() && problems.is_empty()
}

/// Every TOML file of a catalog folder as (shown path, path within, text), and what could not be read.
pub fn texts(folder: &Path) -> (Vec<(String, String, String)>, Vec<Problem>) {
    let mut gathered = Gathered::default();
    if let Err(error) = fs::read_dir(folder) {
        gathered.unreadable(folder, &error);
        return (gathered.texts, gathered.problems);
    }
    for part in [""].into_iter().chain(FOLDERS) {
        let prefix = if part.is_empty() { String::new() } else { format!("{part}/") };
        // An import that was cut off after its commit still lies staged: the store knows where.
        match store::files(folder, part) {
            Ok(paths) => paths.iter().for_each(|path| gathered.file(path, &prefix)),
            Err(error) => gathered.unreadable(&folder.join(part), &error),
        }
    }
    (gathered.texts, gathered.problems)
}

#[derive(Default)]
struct Gathered {
    texts: Vec<(String, String, String)>,
    problems: Vec<Problem>,
}

impl Gathered {
    fn file(&mut self, path: &Path, prefix: &str) {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        if !name.ends_with(".toml") {
            return;
        }
        match fs::read_to_string(path) {
            Ok(text) => self.texts.push((path.display().to_string(), format!("{prefix}{name}"), text)),
            Err(error) => self.unreadable(path, &error),
        }
    }

    fn unreadable(&mut self, path: &Path, error: &io::Error) {
        let origin = Origin { file: path.display().to_string(), line: 0 };
        self.problems.push(Problem { origin, message: format!("cannot be read: {error}") });
    }
}
