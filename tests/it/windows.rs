//! The command line of the program for Windows, run by what `JDEX_RUNNER` names (`.ci/windows`: wine). Without it, the program
//! of this system answers: the same commands, the same words.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let runner = std::env::var_os("JDEX_RUNNER").unwrap_or_else(|| env!("CARGO_BIN_EXE_jdex").into());
    let mut command = Command::new(runner);
    command.args(arguments).current_dir(folder).stdin(std::process::Stdio::null());
    // Relative folders mean the same to both systems.
    command.env("JDEX_DATA_DIR", "data").env("JDEX_CONFIG_DIR", "config").env_remove("NO_COLOR");
    command.output().unwrap()
}

fn answered(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn answers_are_utf_8_and_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let page = answered(folder.path(), &["show", "J9271", "--date", "2026-05-06"]);
    assert!(page.contains("pembrolizumab"), "{page}");
    let json: serde_json::Value =
        serde_json::from_str(&answered(folder.path(), &["units", "J9312", "375 mg/m2", "--height", "165cm", "--weight", "72kg", "--json"]))
            .unwrap();
    assert!(json.is_object());
    assert!(answered(folder.path(), &["denial", "CO-16", "M119"]).contains("NDC"));
    let unknown = run(folder.path(), &["show", "J0000"]);
    assert_eq!((unknown.status.code(), unknown.stdout.len()), (Some(1), 0));
}

#[test]
fn lines_may_end_as_windows_ends_them() {
    let folder = tempfile::tempdir().unwrap();
    let claim = "claim,dos,code,modifiers,units,pos\n1,2026-05-06,J9271,JZ,200,11\n";
    fs::write(folder.path().join("unix.csv"), claim).unwrap();
    fs::write(folder.path().join("windows.csv"), format!("\u{feff}{}", claim.replace('\n', "\r\n"))).unwrap();
    let found = |file: &str| {
        let output = run(folder.path(), &["claim", file, "--json"]);
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains("\"lines\":1"), "{text} {}", String::from_utf8_lossy(&output.stderr));
        (output.status.code(), text.replace(file, "FILE"))
    };
    assert_eq!(found("unix.csv"), found("windows.csv"));
}

#[test]
fn bookmarks_are_kept_and_a_broken_setting_is_said() {
    let folder = tempfile::tempdir().unwrap();
    answered(folder.path(), &["bookmarks", "--add", "J9271"]);
    assert!(answered(folder.path(), &["bookmarks"]).contains("J9271"));
    fs::create_dir_all(folder.path().join("config")).unwrap();
    fs::write(folder.path().join("config/config.toml"), "theme = \"none\"\r\n").unwrap();
    assert!(answered(folder.path(), &["bugreport"]).contains("config.toml:1"));
}
