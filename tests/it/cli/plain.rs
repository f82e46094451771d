//! `jdex --plain`: a line in, lines out.

use super::*;

/// What the lines of a script are answered on both streams, and the exit code.
fn answers(user: &User, arguments: &[&str], script: &str) -> (String, String, Option<i32>) {
    let mut command = assert_cmd::Command::from_std(user.command(arguments));
    let output = command.write_stdin(script).output().unwrap();
    (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap(), output.status.code())
}

#[test]
fn a_newcomer_works_in_plain_lines() {
    let user = User::new();
    let script = "keytruda\nJ9271\nunits 200 mg\nprice\nclaim\ncode,modifiers,units,date\nJ9271,,200,2026-11-10\n\n\
        denial CO-16 M119\ndate 11/30/2026\nquit\nJ9035\n";
    let (out, err, exit) = answers(&user, &["--plain", "--date", "2026-11-22"], script);
    assert_eq!((err.as_str(), exit), ("", Some(0)));
    for words in [
        "J9271  pembrolizumab ",
        "More: clinical, modifiers",
        "claim lines    J9271-JZ × 200",
        "payment limit",
        "error    CO-16 N822",
        "remark M119",
        "Date of service Monday, November 30, 2026",
    ] {
        assert!(out.contains(words), "{words} in {out}");
    }
    assert!(!out.contains("J9035"), "nothing is answered after quit: {out}");
    assert!(!out.contains('\u{1b}'), "no line is drawn again: {out}");
    assert!(!out.contains(['▁', '█']) && out.contains("payment limit    $55.73 Jan-Mar 2024"), "a chart is read as its figures: {out}");
    // What was read is among the recent codes of the browser.
    let remembered = std::fs::read_to_string(user.data().join("browser.json")).unwrap();
    assert!(remembered.contains("J9271"), "{remembered}");
}

#[test]
fn what_is_not_understood_is_said_and_the_next_line_is_answered() {
    let user = User::new();
    let long = format!("{}\n", "x".repeat(100_000));
    let script = format!("date 31.12\nshow\nunits\nxyzzy\n\"\n\u{1b}[2J\n{long}modifiers\nhelp\nhelp denial\nclaim\n");
    let (out, err, exit) = answers(&user, &["--plain"], &script);
    assert_eq!(exit, Some(0));
    assert!(err.contains("is not a date") && err.contains("no match for `xyzzy`") && err.contains("required"), "{err}");
    assert!(!err.contains('\u{1b}') && err.len() < 20_000, "{err}");
    assert!(out.contains("Type what is in hand") && out.contains("Usage: jdex denial"), "{out}");
}

#[test]
fn words_behind_it_are_the_first_line_and_a_command_is_refused() {
    let user = User::new();
    let (out, _, exit) = answers(&user, &["--plain", "ketorolac", "60", "mg"], "");
    assert!(out.contains("60 mg = 4 units") && exit == Some(0), "{out}");
    let (_, err, exit) = answers(&user, &["--plain", "show", "J9271"], "");
    assert!(err.contains("`--plain` stands without a command") && exit == Some(2), "{err}");
    user.write("config/config.toml", "session = false\nplain = true\n");
    answers(&user, &["--plain"], "J9271\n");
    assert!(!user.data().join("browser.json").exists(), "nothing is remembered where sessions are not");
}

/// A setting that is not understood is not passed over in silence.
#[test]
fn what_is_wrong_with_the_settings_is_said() {
    let user = User::new();
    for (text, said) in [("session = \"no\"\n", "config.toml:1"), ("\nmouse = 3\n", "config.toml:2"), ("session = false\n", "")] {
        user.write("config/config.toml", text);
        let (out, err, exit) = answers(&user, &["--plain"], "quit\n");
        assert!(err.contains(said) && err.is_empty() == said.is_empty() && exit == Some(0), "{text}: {err}");
        assert!(out.starts_with("jdex in plain lines"), "{out}");
    }
}

#[test]
fn a_date_is_typed_as_in_the_browser() {
    let user = User::new();
    for (typed, spoken) in [("-7", "7 days ago"), ("yesterday", "1 day ago"), ("today", "today"), ("+30", "in 30 days")] {
        let (out, err, exit) = answers(&user, &["--plain", "--date", typed], "quit\n");
        assert!(out.contains(&format!(", {spoken}. Type")) && exit == Some(0), "{typed}: {out}{err}");
    }
    let (_, err, exit) = answers(&user, &["show", "J9271", "--date", "soon"], "");
    assert!(err.contains("or today, yesterday, +7, -30") && exit == Some(2), "{err}");
    // A code with a word for a fact reads that pane.
    let (out, _, _) = answers(&user, &["--plain"], "J9271 price\n");
    assert!(out.contains("payment limit") && !out.contains("Injection, pembrolizumab"), "{out}");
    // For one line only.
    let (out, _, _) = answers(&user, &["--plain", "--date", "2026-11-22"], "show J9020 --date 2025-06-30\nshow J9020\n");
    assert!(out.contains("active until 2025-12-31") && out.contains("ENDED"), "{out}");
}
