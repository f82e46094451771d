//! Three hundred sessions that end at a random moment, run by hand:
//! `cargo test --test it -- --ignored --nocapture three_hundred_sessions`.

use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::support::chance::Chance;

use super::harness::Pty;

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
