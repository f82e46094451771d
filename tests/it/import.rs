//! The importer on files in CMS's shapes, and on the genuine ones where they lie beside the project.

pub mod codes;
mod diff;
mod facts;
mod fda;
mod names;
#[path = "import/genuine.rs"]
mod on_genuine_files;
mod products;
mod refusals;
use crate::support::render;

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use jdex::catalog::{self, Catalog, ParsedCatalog};
use jdex::import::{self, Imported, Options};
use jdex::storage::user_catalog;

/// The folder of genuine files, where there is one.
pub fn genuine_folder() -> Option<PathBuf> {
    let named = std::env::var_os("JDEX_CMS_DATA").map(PathBuf::from);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    named.into_iter().chain([root.join("../shared/data")]).find(|folder| folder.is_dir())
}

/// A genuine file.
pub fn genuine(path: &str) -> Option<Vec<u8>> {
    std::fs::read(genuine_folder()?.join(path)).ok()
}

/// A catalog that holds no code, only the rules of what is a drug: rows for every code are taken.
static RULES: LazyLock<Catalog> = LazyLock::new(|| {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/catalog/drug_rules.toml");
    let text = std::fs::read_to_string(path).unwrap();
    let (book, problems) = catalog::read([catalog::File { shown: path, path: "drug_rules.toml", text: &text }], &Catalog::default());
    assert!(problems.is_empty(), "{problems:?}");
    Catalog::from_book(book)
});

/// Rows for every code.
pub fn options() -> Options<'static> {
    Options { catalog: &RULES, all: false }
}

/// The one kind in a file, rows for every code.
pub fn read(name: &str, bytes: impl AsRef<[u8]>) -> Imported {
    let mut found = import::read(name, bytes.as_ref(), &options()).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

/// Why a file is refused.
pub fn refusal(name: &str, bytes: impl AsRef<[u8]>) -> import::ImportError {
    match import::read(name, bytes.as_ref(), &options()) {
        Ok(found) => panic!("{name} was taken as {found:?}"),
        Err(error) => error,
    }
}

/// The facts that an import states, by the catalog's own reader.
pub fn facts(files: &[import::File]) -> ParsedCatalog {
    let views = files.iter().map(|(path, text)| catalog::File { shown: path, path, text });
    let (book, problems) = catalog::read(views, &Catalog::default());
    assert!(problems.is_empty(), "{problems:?}");
    book
}

/// The genuine files that the shipped catalog is made from, as the catalog remembers them: the path of each.
pub fn shipped_files() -> Option<Vec<PathBuf>> {
    let folder = genuine_folder()?;
    let names: Vec<String> = user_catalog::shipped().unwrap().imported().iter().map(|file| file.name.clone()).collect();
    let below = |folder: &Path| std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect::<Vec<_>>();
    let all = below(&folder).into_iter().filter(|path| path.is_dir()).flat_map(|folder| below(&folder));
    let mut found: Vec<PathBuf> =
        all.filter(|path| names.iter().any(|name| path.file_name().is_some_and(|n| n == name.as_str()))).collect();
    found.sort();
    assert_eq!(found.len(), names.len(), "{names:?}");
    Some(found)
}

/// Writes the shipped facts anew: `cargo test --test it regenerate_catalog -- --ignored`.
#[test]
#[ignore = "writes catalog/"]
fn regenerate_catalog() {
    // Into an empty folder: an edition older than the one held is refused.
    let folder = tempfile::tempdir().unwrap();
    assert!(regenerate(folder.path()).success());
    let catalog = Path::new(env!("CARGO_MANIFEST_DIR")).join("catalog");
    for part in std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
        for file in std::fs::read_dir(&part).unwrap().map(|entry| entry.unwrap().path()) {
            std::fs::copy(&file, catalog.join(file.strip_prefix(folder.path()).unwrap())).unwrap();
        }
    }
}

/// The shipped files in one run of the program.
fn regenerate(into: &Path) -> std::process::ExitStatus {
    let files = shipped_files().expect("the genuine files");
    let empty = tempfile::tempdir().unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_jdex"));
    command.arg("import").args(files).arg("--into").arg(into).env("JDEX_DATA_DIR", empty.path()).env("JDEX_CONFIG_DIR", empty.path());
    command.stdout(std::process::Stdio::null()).status().unwrap()
}

/// The shipped facts are what the importer writes of the genuine files.
#[test]
fn the_shipped_catalog_is_what_the_importer_writes() {
    if genuine_folder().is_none() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    assert!(regenerate(folder.path()).success());
    let catalog = Path::new(env!("CARGO_MANIFEST_DIR")).join("catalog");
    for part in std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
        let shipped = catalog.join(part.file_name().unwrap());
        let names = |folder: &Path| {
            let mut names: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
            names.sort();
            names
        };
        for name in names(&part) {
            let (new, held) = (std::fs::read(part.join(&name)).unwrap(), std::fs::read(shipped.join(&name)).unwrap_or_default());
            assert!(new == held, "{} differs: run `cargo test --test it regenerate_catalog -- --ignored`", shipped.join(&name).display());
        }
    }
}
