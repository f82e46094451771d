//! `jdex import` and `jdex diff` as a user runs them: files in, folders out, killed in between.

mod diff;
mod directory;
mod interrupted;
mod overlay;
mod plausible;
mod refusals;
#[cfg(target_os = "linux")]
mod sweep;
use crate::support::render;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use render::{Padding, Row, fixed_width, row};
use serde_json::Value;
use tempfile::TempDir;

/// A user: a data directory and a place for downloads.
struct User {
    home: TempDir,
}

impl User {
    fn new() -> User {
        User { home: tempfile::tempdir().unwrap() }
    }

    fn data(&self) -> PathBuf {
        self.home.path().join("data")
    }

    /// Writes a file and gives its path.
    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.home.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }

    fn command<S: AsRef<std::ffi::OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jdex"));
        command.args(arguments).env("JDEX_DATA_DIR", self.data()).env("JDEX_CONFIG_DIR", self.home.path().join("config"));
        command.stdin(Stdio::null());
        command
    }

    fn run<S: AsRef<std::ffi::OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// The JSON answer and the exit code.
    fn json<S: AsRef<std::ffi::OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> (Value, i32) {
        let output = self.command(arguments).arg("--json").output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let value = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{e}: {text}{}", String::from_utf8_lossy(&output.stderr)));
        (value, output.status.code().unwrap())
    }

    /// Imports and expects success.
    fn import(&self, path: &Path) {
        let output = self.run([Path::new("import"), path, Path::new("--force")]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

/// Every file of a folder with its content, the lock aside.
fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().is_none_or(|n| n != ".lock") {
                found.insert(path.strip_prefix(folder).unwrap().to_owned(), fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// As many drug codes as CMS lists, J0001 to J3000; `word` stands in each descriptor.
fn real_size(word: &str) -> Vec<Row> {
    (1..=3_000).map(|n| row(&format!("J{n:04}"), &format!("Injection, {word} number {n}, 1 mg"), "20200101", "")).collect()
}

fn as_text(rows: &[Row]) -> Vec<u8> {
    fixed_width(rows, "", Padding::Short)
}

/// A genuine CMS file, where they lie beside the project.
fn genuine(path: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    Some(root.join("../shared/data").join(path)).filter(|p| p.is_file())
}
