//! The README says what the program does: its keys are generated, its commands run.

use std::fs;
use std::path::PathBuf;

use assert_cmd::Command;
use jdex::tui::action::{Action, Group};
use jdex::tui::keymap::Keymap;

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("README.md")
}

/// The text between `<!-- name -->` and `<!-- /name -->`.
fn block<'t>(text: &'t str, name: &str) -> &'t str {
    let (open, close) = (format!("<!-- {name} -->"), format!("<!-- /{name} -->"));
    let start = text.find(&open).expect("an opening mark") + open.len();
    let end = text.find(&close).expect("a closing mark");
    &text[start..end]
}

/// The keys as a Markdown table, from the action table and the default keymap.
fn keys() -> String {
    let keymap = Keymap::new(None).0;
    let mut out = String::from("\n| keys | what |\n|---|---|\n");
    for group in Group::ALL {
        out.push_str(&format!("| **{}** | |\n", group.title()));
        for action in Action::ALL.iter().filter(|a| a.group() == group) {
            let keys: Vec<String> = keymap.keys(*action).iter().map(|k| format!("`{}`", k.replace('|', "\\|"))).collect();
            out.push_str(&format!("| {} | {} |\n", keys.join(" "), action.words()));
        }
    }
    out
}

/// `UPDATE_README=1 cargo test --test readme` writes the generated parts.
#[test]
fn the_keys_are_current() {
    let text = fs::read_to_string(path()).unwrap();
    let current = keys();
    if std::env::var_os("UPDATE_README").is_some() {
        let held = block(&text, "keys").to_owned();
        let updated = text.replace(&format!("<!-- keys -->{held}<!-- /keys -->"), &format!("<!-- keys -->{current}<!-- /keys -->"));
        fs::write(path(), updated).unwrap();
    } else {
        assert_eq!(block(&text, "keys"), current, "UPDATE_README=1 cargo test --test readme");
    }
}

/// Splits a line of the README as a shell would, as far as it needs to.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ' ' if !quoted => {
                if !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
            }
            c => word.push(c),
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

#[test]
fn every_command_runs() {
    let text = fs::read_to_string(path()).unwrap();
    let home = tempfile::tempdir().unwrap();
    let lines: Vec<&str> = text.lines().filter(|l| l.starts_with("jdex ")).collect();
    assert!(lines.len() >= 5);
    for line in lines {
        let line = line.split('#').next().unwrap().trim();
        let output = Command::cargo_bin("jdex")
            .unwrap()
            .args(&words(line)[1..])
            .env("JDEX_DATA_DIR", home.path().join("data"))
            .env("JDEX_CONFIG_DIR", home.path().join("config"))
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0), "{line}: {}", String::from_utf8_lossy(&output.stderr));
        assert!(!output.stdout.is_empty(), "{line}");
    }
}
