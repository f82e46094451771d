//! Building: the empty ratatui program that others are compared with, and a whole build from nothing.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

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
    let target = tempfile::tempdir().expect("a folder");
    let changed = after_a_change(target.path());
    let tree = cargo(&["tree", "--edges", "normal", "--prefix", "none", "--format", "{p}"]).output().expect("the tree");
    let crates: BTreeSet<String> =
        String::from_utf8_lossy(&tree.stdout).lines().map(|l| l.trim_end_matches(" (*)").to_owned()).filter(|l| !l.is_empty()).collect();
    vec![
        Row {
            what: "release build from nothing".to_owned(),
            goal: "90 s on 2 cores".to_owned(),
            measured: format!("{} ({:.2}x), {} crates", shown(own), ratio(own, empty), crates.len()),
            peer: format!("ratatui {}", shown(empty)),
            met: Some(own <= Duration::from_secs(90)),
            why: "jdex itself stands alone at the end for two thirds of it, its build script for a tenth; beside ratatui's 63 crates stand \
              those of clap (15), calamine with zip (17), jiff, toml, csv and the parsers of both",
        },
        Row {
            what: "the tests built after a change of one line".to_owned(),
            goal: "15 s".to_owned(),
            measured: shown(changed),
            met: Some(changed <= Duration::from_secs(15)),
            ..Row::default()
        },
    ]
}

/// Every test program anew after `src/quantity.rs` was touched, the best of three.
fn after_a_change(target: &Path) -> Duration {
    let build = || assert!(cargo(&["test", "--no-run", "--target-dir"]).arg(target).status().is_ok_and(|status| status.success()));
    build();
    let touch = || {
        let file = File::options().append(true).open(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/quantity.rs")).expect("the source");
        file.set_modified(SystemTime::now()).expect("a time");
    };
    (0..3)
        .map(|_| {
            touch();
            once(build)
        })
        .min()
        .unwrap_or_default()
}

fn from_nothing(words: &[&str]) -> Duration {
    let target = tempfile::tempdir().expect("a folder");
    once(|| assert!(cargo(words).arg(target.path()).status().is_ok_and(|status| status.success()), "{words:?} builds"))
}
