//! The command line without a reader, without a terminal, without color, and with words that would drive a terminal.

use std::collections::BTreeSet;
use std::fs;
use std::process::{Command, Output, Stdio};

use clap::CommandFactory;
use jdex::text;
use tempfile::TempDir;

const ESCAPES: &str = "\u{1b}[2J\u{9b}31m\u{202e}\u{7}J9039";

/// One run of every command; `CLAIM` and `FOLDER` stand for a file and a folder of the test.
const RUNS: [&[&str]; 30] = [
    &["--plain", "J9039"],
    &["bugreport"],
    &["rule", "round-up"],
    &["administration"],
    &["bookmarks", "--add", "J9271"],
    &["checklist", "J0881"],
    &["search", "j"],
    &["show", "J9039"],
    &["units", "J9035", "305 mg"],
    &["check"],
    &["claim", "CLAIM"],
    &["claim", "CLAIM", "--form", "cms1500"],
    &["claim", "CLAIM", "--write-fixed", "NEW"],
    &["claim", "SLIPS", "--write-fixed", "CLAIM"],
    &["compare", "J9010", "J0202"],
    &["denial", "CO-16"],
    &["denial", "--835", "CLAIM"],
    &["diff", "shipped", "CLAIM"],
    &["import", "CLAIM"],
    &["selftest"],
    &["paths"],
    &["completions", "bash"],
    &["man"],
    &["news"],
    &["editions"],
    &["train", "list"],
    &["--help"],
    &["units", "--batch", "CLAIM"],
    &["check", "FOLDER"],
    &["coverage", "J1745", "--dx", "L88"],
];

/// A folder with a claim file; everything the program may touch lies in it.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("CLAIM"), "code,units,date\nJ9271,200,2026-05-06\n").unwrap();
    fs::write(folder.path().join("SLIPS"), "code,units,date,dose\nJ9271,2,2026-05-06,200 mg\n").unwrap();
    fs::create_dir_all(folder.path().join("FOLDER/codes")).unwrap();
    fs::write(folder.path().join("FOLDER/codes/J9.toml"), "broken = \n").unwrap();
    folder
}

fn jdex(folder: &TempDir, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jdex"));
    command.args(words).current_dir(folder.path()).stdin(Stdio::null());
    command.env("JDEX_DATA_DIR", folder.path().join("data")).env("JDEX_CONFIG_DIR", folder.path()).env("HOME", folder.path());
    command
}

fn assert_clean(what: &str, output: &Output) {
    for bytes in [&output.stdout, &output.stderr] {
        let shown = std::str::from_utf8(bytes).unwrap();
        for row in shown.split('\n') {
            assert_eq!(text::clean(row), row, "{what}: output that could drive a terminal");
        }
        assert!(!shown.contains("panicked"), "{what}: {shown}");
    }
}

#[test]
fn every_command_stands_in_the_list() {
    let run: BTreeSet<&str> = RUNS.iter().map(|words| words[0]).filter(|w| !w.starts_with('-')).collect();
    let cli = jdex::cli::Cli::command();
    assert_eq!(run, cli.get_subcommands().map(clap::Command::get_name).collect());
}

/// Under `--json` standard output holds one document, whatever the command and its exit code.
#[test]
fn an_answer_in_json_is_one_document() {
    let folder = folder();
    let training: [&[&str]; 5] = [
        &["train", "play", "expired-code"],
        &["train", "play", "expired-code", "--instructor"],
        &["train", "drill"],
        &["train", "overrule", "expired-code", "--pass", "--reason", "x"],
        &["train", "report"],
    ];
    // A batch answers with a document a row.
    let batch = |words: &&[&str]| words.contains(&"--batch");
    let help: [&[&str]; 3] = [&["--version"], &["show", "--help"], &["train", "drill", "-h"]];
    for words in RUNS.into_iter().filter(|words| !batch(words)).chain(training).chain(help) {
        let output = jdex(&folder, words).arg("--json").output().unwrap();
        serde_json::from_slice::<serde_json::Value>(&output.stdout).unwrap_or_else(|e| panic!("{words:?}: {e}"));
    }
}

/// `jdex ... | true`: no word about it, and no failure where there is none.
#[test]
fn a_closed_pipe_is_quiet() {
    let folder = folder();
    for words in RUNS {
        for json in [false, true] {
            let mut command = jdex(&folder, words);
            command.args(json.then_some("--json")).stdout(Stdio::piped()).stderr(Stdio::piped());
            let mut child = command.spawn().unwrap();
            drop(child.stdout.take());
            let output = child.wait_with_output().unwrap();
            let told = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(output.status.code().is_some_and(|c| c <= 2), "{words:?}: {:?} {told}", output.status);
            assert!(!told.to_lowercase().contains("pipe") && !told.contains("panicked"), "{words:?}: {told}");
        }
    }
}

/// A disk that is full is no closed pipe: the answer did not arrive, and that is said.
#[cfg(target_os = "linux")]
#[test]
fn an_answer_that_cannot_be_written_is_a_failure() {
    let folder = folder();
    for words in RUNS.iter().filter(|words| !matches!(words[0], "import" | "diff")) {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = jdex(&folder, words).stdout(full).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
        assert!(!output.stderr.is_empty(), "{words:?} says nothing");
        assert_clean(&format!("{words:?}"), &output);
    }
}

/// No answer without a word why.
#[test]
fn nothing_found_is_said() {
    let folder = folder();
    for words in [&["denial", ""][..], &["denial", " "], &["train", "list", "--rule", "nope"], &["bookmarks"]] {
        let output = jdex(&folder, words).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{words:?}");
        assert!(!output.stderr.trim_ascii().is_empty(), "{words:?} says nothing");
    }
}

/// What would grow without end is refused, with what, the limit and what was found.
#[test]
fn more_than_is_taken_is_refused() {
    let folder = folder();
    fs::write(folder.path().join("ENDLESS"), "id,order\n1,".to_owned() + &"9".repeat(1 << 20)).unwrap();
    fs::write(folder.path().join("QUOTED"), "id,order\n1,\"".to_owned() + &"9\n".repeat(1 << 19)).unwrap();
    let long = "J9".repeat(3_000);
    let cases: [(&[&str], &str); 6] = [
        (&["train", "drill", "--count", "10001", "--instructor"], "--count: 10001 are too many; at most 10000 are taken"),
        (&["show", &long], "6000 are too many; at most 4096 are taken"),
        (&[&long], "at most 4096"),
        (&["search", "--date", &long, "x"], "at most 4096"),
        (&["units", "--batch", "ENDLESS"], "ENDLESS: bytes of one row: 65537 are too many"),
        (&["units", "--batch", "QUOTED"], "at most 65536"),
    ];
    for (words, told) in cases {
        let output = jdex(&folder, words).arg("--json").output().unwrap();
        let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!((output.status.code(), answer["error"]["kind"].as_str()), (Some(2), Some("too-large")), "{answer}");
        let message = answer["error"]["message"].as_str().unwrap();
        assert!(message.contains(told) && message.len() < 200, "{message}");
    }
    // A row may be as long as that, and many of them longer.
    let row = format!("1,J9271,\"{}\n200 mg\"\n", " ".repeat(30_000));
    fs::write(folder.path().join("LONG"), "id,code,order\n".to_owned() + &row.repeat(10)).unwrap();
    let output = jdex(&folder, &["units", "--batch", "LONG"]).output().unwrap();
    assert_eq!(output.stdout.iter().filter(|b| **b == b'\n').count(), 10, "{}", String::from_utf8_lossy(&output.stderr));
}

/// Words from the command line are repeated in answers and refusals: never raw.
#[test]
fn words_that_would_drive_a_terminal_are_shown_harmless() {
    let folder = folder();
    let flags = ["--date", "--catalog", "--limit", "--pane", "--weight", "--stock", "--payer", "--ndc", "--code", "--into", ESCAPES];
    for name in RUNS.iter().map(|words| words[0]).filter(|w| !w.starts_with('-')).chain([ESCAPES]) {
        let mut tries: Vec<Vec<&str>> = vec![vec![name, ESCAPES], vec![name, ESCAPES, ESCAPES], vec![name, "J9039", ESCAPES]];
        tries.extend(flags.iter().map(|flag| vec![name, "J9039", "305 mg", flag, ESCAPES]));
        tries.extend(flags.iter().map(|flag| vec![name, "J9039", flag, ESCAPES]));
        for words in tries {
            for json in [false, true] {
                let output = jdex(&folder, &words).args(json.then_some("--json")).output().unwrap();
                assert_clean(&format!("{words:?}"), &output);
                assert!(output.status.code().is_some_and(|c| c <= 2), "{words:?}: {:?}", output.status);
                if json && output.status.code() == Some(2) {
                    serde_json::from_slice::<serde_json::Value>(&output.stdout).unwrap_or_else(|e| panic!("{words:?}: {e}"));
                }
            }
        }
    }
}

/// Names of files and folders too.
#[test]
fn paths_that_would_drive_a_terminal_are_shown_harmless() {
    let folder = folder();
    let name = "\u{1b}[2J\u{202e}.csv";
    fs::copy(folder.path().join("CLAIM"), folder.path().join(name)).unwrap();
    for words in [
        &["claim", name][..],
        &["denial", "--835", name],
        &["import", name],
        &["diff", "shipped", name],
        &["units", "--batch", name],
        &["check", name],
        &["show", "J9039", "--catalog", name],
    ] {
        assert_clean(&format!("{words:?}"), &jdex(&folder, words).output().unwrap());
    }
    let output = jdex(&folder, &["paths"]).env("JDEX_DATA_DIR", name).env("JDEX_CONFIG_DIR", name).output().unwrap();
    assert_clean("paths", &output);
    assert_eq!(output.status.code(), Some(0));
}

/// A word that is no text at all.
#[cfg(unix)]
#[test]
fn bytes_that_are_no_text_are_refused() {
    use std::os::unix::ffi::OsStrExt;
    let folder = folder();
    for name in ["search", "show", "units", "denial", "claim", "check", "import", "diff"] {
        let output = jdex(&folder, &[name]).arg(std::ffi::OsStr::from_bytes(b"J9\xff39")).output().unwrap();
        assert_clean(name, &output);
        assert!(matches!(output.status.code(), Some(1 | 2)), "{name}: {:?}", output.status);
        assert!(!output.stderr.is_empty(), "{name} says nothing");
    }
}

/// Without a terminal nothing is colored, with NO_COLOR or not, and the words are the same (a bug report names the terminal).
#[test]
fn nothing_is_colored_without_a_terminal() {
    let folder = folder();
    for words in RUNS.iter().filter(|words| !matches!(words[0], "bugreport" | "import" | "man")) {
        let plain = jdex(&folder, words).env_remove("NO_COLOR").output().unwrap();
        let without = jdex(&folder, words).env("NO_COLOR", "1").env("TERM", "dumb").output().unwrap();
        assert_clean(&format!("{words:?}"), &plain);
        assert_eq!(String::from_utf8(plain.stdout), String::from_utf8(without.stdout), "{words:?}");
    }
}

/// The file of progress repeats in messages what stands in it, and learners are named on the command line.
#[test]
fn training_shows_nothing_raw() {
    let runs: [&[&str]; 8] = [
        &["train", "list", "--learner", ESCAPES],
        &["train", "report"],
        &["train", "report", "--csv"],
        &["train", "drill", "--count", "1", "--instructor"],
        &["train", "play", "expired-code"],
        &["train", "play", "expired-code", "--answers", "b,d,J9021\u{1b}[2J x1", "--learner", ESCAPES],
        &["train", "drill", "--count", "1", "--seed", "7", "--answers", ESCAPES],
        &["train", "overrule", "expired-code", "--pass", "--reason", ESCAPES, "--learner", ESCAPES],
    ];
    let record = r#"{"runs":1,"best":80,"overrulings":[{"date":"2026-01-01","passed":true,"reason":"WORD"}]}"#;
    let files = [
        r#"{"version":1,"learners":{"me":{"rules":{"WORD":{"stage":"WORD"}}}}}"#.to_owned(),
        r#"{"version":1,"learners":{"WORD":{"cases":{"WORD":RECORD,"expired-code":RECORD},"drills":{"WORD":{}},"rules":{"WORD":{}}}}}"#
            .replace("RECORD", record),
    ];
    for file in files {
        for words in runs {
            for json in [false, true] {
                let folder = folder();
                fs::create_dir(folder.path().join("data")).unwrap();
                fs::write(folder.path().join("data/progress.json"), file.replace("WORD", r"\u001b[2J\u202eevil")).unwrap();
                fs::write(folder.path().join("typed"), format!("{ESCAPES}\n\u{feff}\nb\n?\n!\n{ESCAPES} x1\n")).unwrap();
                let typed = fs::File::open(folder.path().join("typed")).unwrap();
                let output = jdex(&folder, words).args(json.then_some("--json")).stdin(typed).output().unwrap();
                assert_clean(&format!("{words:?}"), &output);
                assert!(output.status.code().is_some_and(|c| c <= 2), "{words:?}: {:?}", output.status);
            }
        }
    }
}

/// Closed rather than empty: standard input, output and error, one by one and together.
#[cfg(unix)]
#[test]
fn closed_streams_are_survived() {
    let folder = folder();
    for closed in ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"] {
        for words in ["search j", "claim -", "units --batch -", "train play expired-code", "show J0000", ""] {
            let script = format!("exec \"$0\" {words} {closed}");
            let mut command = Command::new("sh");
            command.args(["-c", &script, env!("CARGO_BIN_EXE_jdex")]).stdin(Stdio::null()).current_dir(folder.path());
            command.env("JDEX_DATA_DIR", folder.path().join("data")).env("JDEX_CONFIG_DIR", folder.path()).env("HOME", folder.path());
            let output = command.output().unwrap();
            assert_clean(&script, &output);
            assert!(output.status.code().is_some_and(|c| c <= 2), "{script}: {:?}", output.status);
        }
    }
}
