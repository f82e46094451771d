//! Compiles `catalog/` into the snapshot inside the binary, with the program's own reader and checks:
//! a broken catalog cannot be built.

#![allow(dead_code, unused_imports)]

mod catalog;
mod quantity;
mod search {
    pub mod documents;
    pub mod numbers;
    pub mod tables;
    pub mod tokens;
}
mod text;

use std::path::{Path, PathBuf};
use std::{env, fs, io, process};

fn main() {
    let root = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
    for watched in
        ["catalog", "src/catalog", "src/catalog.rs", "src/quantity", "src/quantity.rs", "src/text.rs", "src/search", "src/build.rs"]
    {
        println!("cargo::rerun-if-changed={watched}");
    }
    let out = env::var_os("OUT_DIR").map(PathBuf::from).unwrap_or_default();
    if let Err(message) = compile(&root.join("catalog"), &out) {
        eprintln!("{message}");
        process::exit(1);
    }
}

fn compile(folder: &Path, out: &Path) -> Result<(), String> {
    let mut texts = Vec::new();
    collect_files(folder, "", &mut texts).map_err(|e| format!("{}: {e}", folder.display()))?;
    let shown: Vec<String> = texts.iter().map(|(path, _)| format!("catalog/{path}")).collect();
    let files = texts.iter().zip(&shown).map(|((path, text), shown)| catalog::File { shown, path, text });
    let nothing = catalog::Catalog::default();
    let (book, mut problems) = catalog::read(files, &nothing);
    problems.extend(catalog::check::check(&book, &nothing));
    if !problems.is_empty() {
        return Err(problems.iter().map(|p| format!("{p}\n")).collect());
    }
    let catalog = catalog::Catalog::from_book(book);
    let tables = search::tables::IndexTables::new(&search::documents::collect_documents(&catalog));
    for (name, bytes) in [("catalog.bin", catalog.to_snapshot()), ("search.bin", postcard::to_stdvec(&tables))] {
        let path = out.join(name);
        fs::write(&path, bytes.map_err(|e| e.to_string())?).map_err(|e| format!("{}: {e}", path.display()))?;
    }
    Ok(())
}

fn collect_files(folder: &Path, prefix: &str, texts: &mut Vec<(String, String)>) -> io::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_dir() {
            collect_files(&entry.path(), &format!("{prefix}{name}/"), texts)?;
        } else if name.ends_with(".toml") {
            texts.push((format!("{prefix}{name}"), fs::read_to_string(entry.path())?));
        }
    }
    Ok(())
}
