//! The program from outside: standard output, standard error, exit codes, JSON keys.

mod folders;
mod help;
mod news;
mod plain;
mod search;
mod show;

use crate::support::render;

use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};

use assert_cmd::assert::Assert;
use serde_json::Value;
use tempfile::TempDir;

/// A user with empty directories of their own.
struct User {
    home: TempDir,
}

impl User {
    fn new() -> User {
        User { home: tempfile::tempdir().unwrap() }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("jdex"));
        command.args(arguments).env("JDEX_DATA_DIR", self.data()).env("JDEX_CONFIG_DIR", self.home.path().join("config"));
        command.env_remove("NO_COLOR").stdin(Stdio::null());
        command
    }

    fn data(&self) -> std::path::PathBuf {
        self.home.path().join("data")
    }

    fn jdex(&self, arguments: &[&str]) -> Assert {
        assert_cmd::Command::from_std(self.command(arguments)).assert()
    }

    fn out(&self, arguments: &[&str]) -> String {
        String::from_utf8(self.jdex(arguments).success().get_output().stdout.clone()).unwrap()
    }

    fn json(&self, arguments: &[&str], exit: i32) -> Value {
        let output = self.jdex(arguments).code(exit).get_output().stdout.clone();
        serde_json::from_slice(&output).unwrap_or_else(|e| panic!("{arguments:?}: {e}: {}", String::from_utf8_lossy(&output)))
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.home.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

fn stderr(assert: &Assert) -> String {
    String::from_utf8_lossy(&assert.get_output().stderr).into_owned()
}

#[test]
fn wrong_usage_is_told_in_json_too() {
    let user = User::new();
    for arguments in [
        &["show", "J9039", "--json", "--pane", "nothing"][..],
        &["search", "--json"],
        &["search", "x", "--json", "--limit", "many"],
        &["show", "J9039", "--json", "--date", "2026-13-01"],
        &["serach", "--json"],
    ] {
        let answer = user.json(arguments, 2);
        assert_eq!(answer["error"]["kind"], "usage", "{arguments:?}");
        assert!(answer["error"]["message"].as_str().unwrap().len() > 10);
    }
    user.jdex(&["show", "J9039", "--date", "soon"]).code(2).stdout("");
    user.jdex(&[]).code(2).stdout("");
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let user = User::new();
    for arguments in [&["show", "J9302"][..], &["show", "J9271", "--json"], &["search", "mg", "--limit", "5000"], &["check"]] {
        let mut child = user.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert_eq!((child.wait().unwrap().code(), said.as_str()), (Some(0), ""), "{arguments:?}");
    }
}

#[test]
fn no_color_where_no_terminal_is() {
    let out = User::new().out(&["show", "J9020"]);
    assert!(!out.contains('\u{1b}'));
}

#[test]
fn editions_name_the_files_behind_the_facts() {
    let user = User::new();
    let answer: Value = serde_json::from_str(&user.out(&["editions", "--json"])).unwrap();
    let files = answer["files"].as_array().unwrap();
    assert!(
        files.iter().all(|f| f["sha256"].as_str().unwrap().len() == 64 && f["bytes"].as_u64() > Some(0) && f["rows"].as_u64() > Some(0))
    );
    let lines = user.out(&["editions"]);
    for word in ["asp", "articles", "rebuilt from a copy", "SHA-256"] {
        assert!(lines.contains(word), "{word} in {lines}");
    }
}
