//! Sessions that end or stop at a random moment. Three hundred of them are run by hand:
//! `cargo test --test it -- --ignored --nocapture three_hundred_sessions`.

use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use portable_pty::CommandBuilder;

use crate::support::chance::Chance;

use super::harness::{JDEX, Pty};

/// Without Ctrl-Z: typed at the moment at which the terminal is given back it makes the system drop what was written last.
const KEYS: [&str; 23] = [
    "keytruda",
    "J9035",
    "\r",
    "\x1b",
    "\t",
    "\x1b[A",
    "\x1b[B",
    "\x1b[5~",
    "\x1b[6~",
    "305 mg",
    ":",
    "?",
    "u",
    "v",
    "W",
    "t",
    "d",
    " ",
    "\x1bd",
    "\x1bu",
    "\x1b[200~a claim\n\x1b[201~",
    "\x1b[<0;10;5M",
    "\x1b[<",
];

#[test]
#[ignore = "minutes; run by hand"]
fn three_hundred_sessions() {
    let mut dice = Chance(0x2545_f491_4f6c_dd1d);
    let mut slowest = Duration::ZERO;
    for session in 0..300 {
        let mut pty = Pty::jdex();
        // A fifth is hit while it starts.
        if session % 5 != 0 {
            pty = pty.opened();
        }
        let mut said = Vec::new();
        for _ in 0..dice.below(20) {
            match dice.below(12) {
                0 => pty.resize(u16::try_from(dice.below(250)).unwrap() + 1, u16::try_from(dice.below(80)).unwrap() + 1),
                1 => {
                    pty.signal("TSTP");
                    pty.signal("CONT");
                }
                _ => {
                    let keys = dice.one_of(&KEYS);
                    said.push(keys);
                    pty.send(keys);
                }
            }
            if dice.below(3) == 0 {
                sleep(Duration::from_millis(u64::try_from(dice.below(60)).unwrap()));
            }
        }
        let begun = Instant::now();
        let signals: &[&str] = dice.one_of(&[&["TERM"][..], &["HUP"], &["QUIT"], &["TERM", "TERM"], &["HUP", "TERM"], &["INT", "TERM"]]);
        for signal in signals {
            pty.signal(signal);
        }
        let status = pty.ended();
        slowest = slowest.max(begun.elapsed());
        println!("{session} {signals:?} {status:?} in {:?} after {said:?}", begun.elapsed());
        pty.given_back();
        assert!(pty.folder.path().join("browser.json").metadata().map_or(true, |file| file.len() > 0), "a file half written");
    }
    println!("300 sessions, the longest end {slowest:?}");
}

/// Stopped around the moment at which it leaves, it ends, or it stops and goes on; the shell can be used either way.
///
/// Both come as signals: for a key that makes one the system drops what was written last and not read yet.
#[test]
fn a_stop_while_it_leaves() {
    let mut dice = Chance(0x9e37_79b9_7f4a_7c15);
    let mut command = CommandBuilder::new("sh");
    command.arg("-i");
    command.env("PS1", "ready> ");
    let mut pty = Pty::spawn(tempfile::tempdir().unwrap(), command);
    pty.wait_for("ready>");
    let jobs = |pty: &Pty| Command::new("pgrep").args(["-x", "-P", &pty.pid(), "jdex"]).output().unwrap().stdout;
    for session in 0..16 {
        pty.send(&format!("set -m; clear; {JDEX}\r"));
        pty = pty.opened();
        let job = String::from_utf8(jobs(&pty)).unwrap().trim().to_owned();
        let order = if dice.below(4) == 0 { ["TSTP", "INT"] } else { ["INT", "TSTP"] };
        for signal in order {
            // Where it is gone already there is nobody to hear it.
            let _ = Command::new("kill").args([&format!("-{signal}"), &job]).output().unwrap();
            sleep(Duration::from_micros(u64::try_from(dice.below(6_000)).unwrap()));
        }
        let begun = Instant::now();
        while !jobs(&pty).is_empty() {
            assert!(begun.elapsed() < Duration::from_secs(60), "{session}: it does not end\n{}", pty.screen());
            if pty.is_cooked() && pty.screen().contains("Stopped") {
                pty.send("fg\r");
            }
            sleep(Duration::from_millis(200));
        }
        pty.wait("the terminal", |pty| pty.is_given_back() && pty.is_cooked());
        pty.send(&format!("echo good-$((2000 + {session}))\r"));
        pty.wait_for(&format!("good-{}", 2000 + session));
    }
    pty.given_back();
}
