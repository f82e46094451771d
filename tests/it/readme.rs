//! The README says what the program does: its keys are generated, its commands run.

use crate::support::render;

use std::fs;
use std::path::PathBuf;

use jdex::tui::action::{Action, Group};
use jdex::tui::keymap::Keymap;

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name)
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
            out.push_str(&format!("| {} | {} |\n", keys.join(" "), action.description()));
        }
    }
    out
}

/// The editions of the shipped catalog as a Markdown table.
fn data() -> String {
    let mut out = String::from("\n| what | edition |\n|---|---|\n");
    for edition in jdex::storage::user_catalog::shipped().unwrap().editions() {
        out.push_str(&format!("| {} | {} |\n", edition.what, edition.edition));
    }
    out
}

/// Compares a generated block with what stands there, or writes it under `UPDATE_README=1 cargo test`.
fn current(file: &str, name: &str, wanted: &str) {
    let text = fs::read_to_string(path(file)).unwrap();
    let held = block(&text, name).to_owned();
    if std::env::var_os("UPDATE_README").is_some() {
        let (open, close) = (format!("<!-- {name} -->"), format!("<!-- /{name} -->"));
        fs::write(path(file), text.replace(&format!("{open}{held}{close}"), &format!("{open}{wanted}{close}"))).unwrap();
    } else {
        assert_eq!(held, wanted, "{file}: UPDATE_README=1 cargo test --test it -- readme::");
    }
}

#[test]
fn the_keys_are_current() {
    current("assets/keys.md", "keys", &keys());
}

#[test]
fn the_data_held_is_current() {
    current("README.md", "data", &data());
}

/// A newcomer reads it in one go.
#[test]
fn it_is_short() {
    let text = fs::read_to_string(path("README.md")).unwrap();
    assert!(text.lines().count() < 150, "{} lines", text.lines().count());
    let long: Vec<&str> = text.lines().filter(|l| l.chars().count() > 130 && !l.contains("](")).collect();
    assert!(long.is_empty(), "{long:?}");
}

/// Every command of the README runs, in its order, by a shell: what it says of its exit code holds.
#[test]
#[cfg(unix)]
fn every_command_runs() {
    let text = fs::read_to_string(path("README.md")).unwrap();
    let home = tempfile::tempdir().unwrap();
    let code = render::row("J9999", "Not otherwise classified, antineoplastic drugs", "20000101", "");
    let file = render::fixed_width(&[code], "", render::Padding::Short);
    let zip = render::zip(&[("HCPC2026_OCT_ANWEB.txt", &file)]);
    fs::write(home.path().join("october-2026-alpha-numeric-hcpcs-file.zip"), zip).unwrap();
    let program = PathBuf::from(env!("CARGO_BIN_EXE_jdex"));
    let folders = [program.parent().unwrap().to_owned(), "/usr/bin".into(), "/bin".into()];
    let lines: Vec<&str> = text.lines().filter(|l| l.starts_with("jdex ") || l.starts_with("printf ")).collect();
    assert!(lines.len() >= 15);
    for line in lines {
        let output = std::process::Command::new("sh")
            .args(["-c", line])
            .current_dir(home.path())
            .env("PATH", std::env::join_paths(&folders).unwrap())
            .env("JDEX_DATA_DIR", home.path().join("data"))
            .env("JDEX_CONFIG_DIR", home.path().join("config"))
            .output()
            .unwrap();
        let expected = i32::from(line.contains("# exits with 1"));
        assert_eq!(output.status.code(), Some(expected), "{line}: {}", String::from_utf8_lossy(&output.stderr));
        assert!(!output.stdout.is_empty(), "{line}");
    }
}
