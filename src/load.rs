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

/// Every TOML file of a catalog folder as (shown path, path within, text), and what could not be read.
pub fn texts(folder: &Path) -> (Vec<(String, String, String)>, Vec<Problem>) {
    let mut gathered = Gathered::default();
    gathered.folder(folder, "", &|name| name.ends_with(".toml"));
    for part in FOLDERS {
        // An import that was cut off after its commit still lies staged.
        let place = store::place(folder, part);
        if part_exists(&place) {
            gathered.folder(&place, &format!("{part}/"), &|name| name.ends_with(".toml"));
        }
    }
    (gathered.texts, gathered.problems)
}

fn part_exists(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|m| m.is_dir())
}

#[derive(Default)]
struct Gathered {
    texts: Vec<(String, String, String)>,
    problems: Vec<Problem>,
}

impl Gathered {
    fn folder(&mut self, folder: &Path, prefix: &str, wanted: &dyn Fn(&str) -> bool) {
        let entries = match fs::read_dir(folder).and_then(|entries| entries.collect::<io::Result<Vec<_>>>()) {
            Ok(entries) => entries,
            Err(error) => return self.unreadable(folder, &error),
        };
        let mut paths: Vec<PathBuf> = entries.into_iter().map(|e| e.path()).collect();
        paths.sort();
        for path in paths {
            let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            if !wanted(&name) || fs::metadata(&path).is_ok_and(|m| m.is_dir()) {
                continue;
            }
            match fs::read_to_string(&path) {
                Ok(text) => self.texts.push((path.display().to_string(), format!("{prefix}{name}"), text)),
                Err(error) => self.unreadable(&path, &error),
            }
        }
    }

    fn unreadable(&mut self, path: &Path, error: &io::Error) {
        let origin = Origin { file: path.display().to_string(), line: 0 };
        self.problems.push(Problem { origin, message: format!("cannot be read: {error}") });
    }
}
