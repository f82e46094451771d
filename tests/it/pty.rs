//! The browser in a real terminal: it takes the terminal and gives it back on every way out.

mod guard;
mod harness;
mod rough;
mod sessions;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use harness::{JDEX, Pty, parser};
use portable_pty::{CommandBuilder, PtySize};

#[test]
fn opens_searches_and_is_left_with_q() {
    let mut pty = Pty::jdex().opened();
    pty.send("blin");
    pty.wait_for("J9039");
    pty.wait_for("Injection, blinatumomab, 1 microgram");
    pty.send("\r");
    pty.wait_for("1 Overview");
    pty.send("q");
    assert_eq!(pty.ended().exit_code(), 0);
    pty.given_back();
    let kept = fs::read_to_string(pty.folder.path().join("browser.json")).unwrap();
    assert!(kept.contains("J9039"), "{kept}");
}

#[test]
fn control_c_leaves_from_anywhere() {
    let mut pty = Pty::jdex().opened();
    pty.send(":");
    pty.wait_for("a command by its name");
    pty.send("\x03");
    assert_eq!(pty.ended().exit_code(), 0);
    pty.given_back();
}

#[test]
fn signals_give_the_terminal_back_and_end_it() {
    for (signal, word) in [("TERM", "Terminated"), ("HUP", "Hangup"), ("QUIT", "Quit")] {
        let mut pty = Pty::jdex().opened();
        pty.signal(signal);
        assert_eq!(pty.ended().signal(), Some(word));
        pty.given_back();
    }
}

#[test]
fn an_interrupt_is_control_c_even_within_a_sequence_without_end() {
    let mut pty = Pty::jdex().opened();
    pty.signal("INT");
    assert_eq!(pty.ended().exit_code(), 0);
    pty.given_back();
    for begun in ["\x1b[<", "\x1b[", "\x1b[200~J9271", "\x1bP1;2", "\x1b]52;"] {
        let mut pty = Pty::jdex().opened();
        pty.send(begun);
        pty.send("\x03");
        assert_eq!(pty.ended().exit_code(), 0, "{begun:?}");
        pty.given_back();
    }
}

/// What a bad line or a broken program begins and never ends does not make the browser deaf.
#[test]
fn keys_are_heard_after_a_sequence_without_end() {
    let begun: [&[u8]; 8] = [b"\x1b[<", b"\x1b[<0;1;1", b"\x1b[", b"\x1b[?1", b"\x1b[M", b"\x1bO", b"\x1b]", b"\xe4\xb8"];
    let mut pty = Pty::jdex().opened();
    for (begun, code) in begun.into_iter().zip(["J9039", "J9271"].into_iter().cycle()) {
        pty.send_bytes(begun);
        // Ctrl-W: the word before.
        pty.type_until(&format!("\x17{code}"), &format!("/ {code}"));
    }
    // What came of a paste is not lost, and the keys behind it are keys.
    pty.send("\x17\x1b[200~J9035");
    pty.wait_for("/ J9035");
    pty.send("\r");
    pty.wait_for("1 Overview");
    pty.send("\x03");
    assert_eq!(pty.ended().exit_code(), 0);
    pty.given_back();
}

/// A lock that somebody holds keeps the browser alive for two seconds after it gave the terminal back.
#[test]
fn what_is_typed_while_it_leaves_is_the_shells() {
    let mut command = CommandBuilder::new("sh");
    command.arg("-i");
    command.env("PS1", "ready> ");
    let folder = tempfile::tempdir().unwrap();
    let lock = fs::File::create(folder.path().join("browser.lock")).unwrap();
    lock.lock().unwrap();
    let mut pty = Pty::spawn(folder, command);
    pty.wait_for("ready>");
    pty.send(&format!("{JDEX}\r"));
    let mut pty = pty.opened();
    pty.send("J9039");
    pty.wait_for("/ J9039");
    pty.send("\r");
    pty.wait_for("1 Overview");
    pty.send("\x03");
    pty.wait("the terminal", |pty| pty.is_given_back() && pty.is_cooked());
    pty.send("echo good-$((40 + 2))\r");
    pty.wait_for("good-42");
    pty.send("exit\r");
    pty.ended();
}

#[test]
fn two_signals_at_once_give_the_terminal_back() {
    for (first, second) in [("TERM", "TERM"), ("HUP", "TERM"), ("QUIT", "HUP")] {
        let mut pty = Pty::jdex().opened();
        pty.signal(first);
        pty.signal(second);
        assert!(pty.ended().signal().is_some(), "{first} {second}");
        pty.given_back();
    }
}

#[test]
fn a_terminal_may_claim_any_size() {
    let mut pty = Pty::jdex().opened();
    for (columns, rows) in [(32767, 32767), (65535, 1), (1, 65535), (65535, 65535)] {
        pty.master.resize(PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }).unwrap();
        pty.send("J");
    }
    pty.send("\x03");
    assert_eq!(pty.ended().exit_code(), 0);
}

#[test]
fn a_panic_gives_the_terminal_back_before_it_is_told() {
    let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
    command.args(["--ignored", "--exact", "pty::panics_with_the_terminal_taken", "--nocapture"]);
    command.env("JDEX_TEST_PANIC", "1");
    let mut pty = Pty::spawn(tempfile::tempdir().unwrap(), command);
    // A backtrace may push it off the screen.
    pty.wait("the report", |pty| String::from_utf8_lossy(&pty.raw()).contains("on purpose"));
    assert!(!pty.ended().success());
    pty.given_back();
    let raw = String::from_utf8_lossy(&pty.raw()).into_owned();
    assert!(raw.find("\x1b[?1049l").unwrap() < raw.find("on purpose").unwrap(), "told on the alternate screen, where nobody reads it");
}

/// What the test above runs in its terminal.
#[test]
#[ignore = "takes the terminal; run by a_panic_gives_the_terminal_back_before_it_is_told"]
fn panics_with_the_terminal_taken() {
    if std::env::var_os("JDEX_TEST_PANIC").is_some() {
        let _session = jdex::tui::terminal::Session::open(true, Default::default()).unwrap();
        panic!("on purpose");
    }
}

/// What stops the browser that a shell with this terminal started.
fn stops_and_comes_back(stop: impl Fn(&mut Pty)) {
    let mut command = CommandBuilder::new("sh");
    command.arg("-i");
    command.env("PS1", "ready> ");
    let mut pty = Pty::spawn(tempfile::tempdir().unwrap(), command);
    pty.wait_for("ready>");
    pty.send(&format!("set -m; {JDEX}\r"));
    let mut pty = pty.opened();
    pty.send("blinatu");
    pty.wait_for("J9039");
    stop(&mut pty);
    pty.wait("the shell", |pty| pty.is_given_back() && pty.screen().contains("Stopped") && pty.is_cooked());
    pty.send("fg\r");
    pty.wait("the browser", |pty| pty.is_taken() && pty.screen().contains("C9449") && !pty.is_cooked());
    pty.send("\x03");
    // What is typed from here on is the shell's, though the browser may not be gone yet.
    pty.wait("the shell", |pty| pty.is_given_back() && pty.is_cooked());
    pty.send("echo good-$((40 + 2))\r");
    pty.wait_for("good-42");
    pty.send("exit\r");
    pty.ended();
    pty.given_back();
}

#[test]
fn control_z_stops_it_and_fg_brings_it_back() {
    stops_and_comes_back(|pty| pty.send("\x1a"));
}

#[test]
fn a_stop_from_outside_is_control_z() {
    // The shell's one child is the browser.
    stops_and_comes_back(|pty| assert!(Command::new("pkill").args(["-TSTP", "-P", &pty.pid()]).status().unwrap().success()));
}

#[test]
fn waking_up_draws_everything_anew() {
    let mut pty = Pty::jdex().opened();
    pty.seen.lock().unwrap().parser = parser();
    pty.signal("CONT");
    pty.wait_for("active of");
    let seen = pty.seen.lock().unwrap();
    assert!(seen.parser.screen().bracketed_paste() && !pty.is_cooked());
}

#[test]
fn another_size_is_another_layout() {
    let mut pty = Pty::jdex().opened();
    pty.send("J9039");
    pty.wait_for("blinatumomab");
    assert!(!pty.screen().contains("1 Overview"));
    pty.resize(120, 40);
    pty.wait_for("1 Overview");
    pty.resize(10, 3);
    pty.wait("a line that says so", |pty| pty.screen().starts_with("jdex need"));
    pty.send("\x03");
    assert_eq!(pty.ended().exit_code(), 0);
    pty.given_back();
}

#[test]
fn copies_through_the_terminal() {
    let mut pty = Pty::jdex().opened();
    pty.send("J9039");
    pty.wait_for("/ J9039");
    pty.send("\r");
    pty.wait_for("1 Overview");
    pty.send("yc");
    pty.wait("the clipboard sequence", |pty| pty.raw().windows(15).any(|w| w == b"\x1b]52;c;SjkwMzk="));
    pty.wait_for("J9039 code sent to the terminal's clipboard");
}

#[test]
fn a_bookmark_is_there_the_next_time() {
    let mut pty = Pty::jdex().opened();
    pty.send("J9039");
    pty.wait_for("/ J9039");
    pty.send("\x1bb");
    pty.wait_for("J9039 is bookmarked");
    pty.signal("KILL");
    pty.ended();
    let folder = std::mem::replace(&mut pty.folder, tempfile::tempdir().unwrap());
    let mut again = Pty::spawn(folder, CommandBuilder::new(JDEX)).opened();
    again.send("J9039");
    again.wait_for("*J9039");
}

#[test]
fn without_color_the_selection_is_still_reversed() {
    let mut command = CommandBuilder::new(JDEX);
    command.env("NO_COLOR", "1");
    let mut pty = Pty::spawn(tempfile::tempdir().unwrap(), command).opened();
    pty.send("\r");
    pty.wait("the list", |pty| pty.screen().contains("1 of") && pty.screen().contains("? keys"));
    let seen = pty.seen.lock().unwrap();
    let screen = seen.parser.screen();
    let cell = |row| screen.cell(row, 5).unwrap();
    assert!(cell(2).inverse() && !cell(3).inverse());
    assert!((0..24).flat_map(|row| (0..80).map(move |col| (row, col))).all(|(row, col)| {
        let cell = screen.cell(row, col).unwrap();
        cell.fgcolor() == vt100::Color::Default && cell.bgcolor() == vt100::Color::Default
    }));
}

#[test]
fn nothing_is_written_while_idle() {
    let mut pty = Pty::jdex().opened();
    pty.wait_for("? keys");
    std::thread::sleep(Duration::from_millis(500));
    let before = pty.raw().len();
    std::thread::sleep(Duration::from_millis(1500));
    assert_eq!(pty.raw().len(), before);
}

#[test]
fn a_broken_overlay_is_said_and_survived() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("codes")).unwrap();
    fs::write(folder.path().join("codes/J9.toml"), "edition = 3\n").unwrap();
    let mut pty = Pty::spawn(folder, CommandBuilder::new(JDEX)).opened();
    pty.wait_for("1 problem at the start");
    pty.send("!");
    pty.wait_for("J9.toml:1: ");
}

#[test]
fn without_a_terminal_a_sentence_and_exit_2() {
    let folder = tempfile::tempdir().unwrap();
    let output = plain(folder.path()).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(output.stdout.is_empty());
    assert!(told.starts_with("jdex: without a command the browser opens, and that needs a terminal"), "{told}");
}

#[test]
fn a_dumb_terminal_is_told_so() {
    let mut command = CommandBuilder::new(JDEX);
    command.env("TERM", "dumb");
    let mut pty = Pty::spawn(tempfile::tempdir().unwrap(), command);
    pty.wait_for("TERM=dumb cannot show the browser");
    assert_eq!(pty.ended().exit_code(), 2);
    assert!(!pty.raw().contains(&0x1b));
}

fn plain(folder: &Path) -> Command {
    let mut command = Command::new(JDEX);
    command.env("JDEX_DATA_DIR", folder).env("JDEX_CONFIG_DIR", folder).stdin(std::process::Stdio::null());
    command
}

#[test]
fn killed_in_the_middle_of_a_case_it_goes_on_there() {
    let train = |held: Option<&str>| {
        let folder = tempfile::tempdir().unwrap();
        if let Some(text) = held {
            fs::write(folder.path().join("progress.json"), text).unwrap();
        }
        let mut command = CommandBuilder::new(JDEX);
        command.arg("train");
        let mut pty = Pty::spawn(folder, command);
        pty.wait_for("Training");
        pty
    };
    let mut pty = train(None);
    pty.send("expired-code");
    pty.wait_for(" 1 of ");
    pty.send("\r");
    pty.wait_for("Enter: the question");
    pty.send("\r");
    pty.wait_for("Step 1 of 3");
    pty.send("1");
    pty.wait_for("[not right]");
    pty.send("2");
    pty.wait_for("[right]");
    pty.signal("KILL");
    pty.ended();
    let held = fs::read_to_string(pty.folder.path().join("progress.json")).unwrap();
    let mut again = train(Some(&held));
    again.send("expired-code");
    again.wait_for(" 1 of ");
    again.send("\r");
    again.wait_for("Step 2 of 3");
    again.send("b");
    again.wait_for("1 x The dose was not documented");
    again.send("\x03");
    assert!(again.ended().success());
    again.given_back();
}
