//! Building: the empty ratatui program that others are compared with, and a whole build from nothing.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::table::{Row, once, ratio, shown};

fn cargo(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).arg("--locked").args(words);
    command
}

/// Builds the empty program where this one was built.
pub fn empty_program() -> PathBuf {
    let target = Path::new(env!("CARGO_BIN_EXE_jdex")).parent().and_then(Path::parent).expect("a target folder");
    let done = cargo(&["build", "--release", "--example", "empty", "--target-dir"]).arg(target).status();
    assert!(done.is_ok_and(|status| status.success()), "the empty program builds");
    target.join("release/examples/empty")
}

/// Rows for the build: minutes.
pub fn rows() -> Vec<Row> {
    let own = from_nothing(&["build", "--release", "--bin", "jdex", "--target-dir"]);
    let empty = from_nothing(&["rustc", "--release", "--package", "ratatui", "--lib", "--target-dir"]);
    let tree = cargo(&["tree", "--edges", "normal", "--prefix", "none", "--format", "{p}"]).output().expect("the tree");
    let crates: BTreeSet<String> =
        String::from_utf8_lossy(&tree.stdout).lines().map(|l| l.trim_end_matches(" (*)").to_owned()).filter(|l| !l.is_empty()).collect();
    vec![Row {
        what: "release build from nothing".to_owned(),
        goal: "1.6x ratatui alone, about 100 crates".to_owned(),
        measured: format!("{} ({:.2}x), {} crates", shown(own), ratio(own, empty), crates.len()),
        peer: format!("ratatui {}", shown(empty)),
        met: Some(ratio(own, empty) <= 1.6 && crates.len() <= 110),
        why: "beside ratatui's 63 crates stand those of clap (15), calamine with zip (17), jiff, toml, csv and the parsers of both; \
              the program is optimized as one piece (fat LTO), which with jdex itself is two thirds of the time",
    }]
}

fn from_nothing(words: &[&str]) -> Duration {
    let target = tempfile::tempdir().expect("a folder");
    once(|| assert!(cargo(words).arg(target.path()).status().is_ok_and(|status| status.success()), "{words:?} builds"))
}
