//! The speed table: every goal with its peers in the same run.
//!
//! ```text
//! cargo bench --profile dist --bench speed                                   prints the table but for the build's row
//! cargo bench --profile dist --bench speed -- keystroke                      one part: process, keystroke, quality, frame, calculator
//! cargo bench --profile dist --bench speed -- build                          builds from nothing, which takes minutes
//! cargo bench --profile dist --bench speed -- all                            all of it
//! UPDATE_README=1 cargo bench --profile dist --bench speed                   writes the table into tests/bench/README.md as well
//! FZF=/path/to/fzf cargo bench --profile dist --bench speed                  with a fuzzy finder that is not on the PATH
//! ```

mod build;
mod calculator;
mod frame;
mod keystroke;
mod process;
mod quality;
mod synthetic;
mod table;

use std::path::{Path, PathBuf};
use std::{env, fs};

use table::{Row, markdown};

fn main() {
    let words: Vec<String> = env::args().skip(1).filter(|word| word != "--bench").collect();
    if words.iter().any(|word| word == calculator::PLAN) {
        return calculator::one_plan();
    }
    let named = |part: &str| words.iter().any(|word| word == part);
    let wanted = |part: &str| words.is_empty() && part != "build" || named(part) || named("all");
    let mut rows: Vec<Row> = Vec::new();
    let mut tell = |part: &str, measure: &dyn Fn() -> Vec<Row>| {
        if wanted(part) {
            eprintln!("measuring: {part}");
            let measured = measure();
            measured.iter().for_each(|row| eprintln!("{row}"));
            rows.extend(measured);
        }
    };
    tell("process", &|| process::rows(&process::Peers { empty: build::empty_program(), fzf: fzf() }));
    tell("keystroke", &keystroke::rows);
    tell("quality", &quality::rows);
    tell("frame", &frame::rows);
    tell("calculator", &calculator::rows);
    tell("build", &build::rows);
    let table = markdown(&rows);
    print!("{table}");
    if env::var_os("UPDATE_README").is_some() {
        assert!(words.is_empty() || named("all"), "the README holds the whole table: cargo bench --profile dist --bench speed");
        write(&table);
    }
}

/// The fuzzy finder that `FZF` names, or the one on the `PATH`.
fn fzf() -> Option<PathBuf> {
    let named = env::var_os("FZF").map(PathBuf::from);
    let path = env::var_os("PATH").unwrap_or_default();
    let on_path = || env::split_paths(&path).map(|folder| folder.join("fzf")).find(|file| file.is_file());
    named.or_else(on_path)
}

/// Puts the table between its marks in tests/bench/README.md.
fn write(table: &str) {
    const MARKS: [&str; 2] = ["<!-- speed -->\n", "<!-- /speed -->"];
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bench/README.md");
    let text = fs::read_to_string(&path).expect("the README");
    let [start, end] = MARKS.map(|mark| text.find(mark).expect("a mark of the table in the README"));
    let text = format!("{}\n{table}\n{}", &text[..start + MARKS[0].len()], &text[end..]);
    fs::write(&path, text).expect("the README");
}
