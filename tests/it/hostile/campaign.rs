//! The long attack, run by hand: `cargo test --test it -- --ignored --nocapture hostile::campaign`. It prints its figures.

use std::time::{Duration, Instant};

use crate::support::chance::Chance;

use super::mutations::SEEDS;
use super::readers::READERS;

/// Bytes flipped, doubled, removed, copied elsewhere, digits made longer.
pub fn mutated(seed: &[u8], dice: &mut Chance) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=dice.below(6) {
        let at = dice.below(bytes.len());
        let end = (at + dice.below(24)).min(bytes.len());
        match dice.below(6) {
            0 if !bytes.is_empty() => bytes[at] = u8::try_from(dice.below(128)).unwrap(),
            1 => {
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
            2 => _ = bytes.drain(at..end),
            3 => {
                let (piece, to) = (bytes[at..end].to_vec(), dice.below(bytes.len()));
                bytes.splice(to..to, piece);
            }
            4 => _ = bytes.splice(at..at, *b"4294967295"),
            _ => bytes.truncate(end.max(1)),
        }
    }
    bytes
}

fn cut(seed: &[u8], dice: &mut Chance) -> Vec<u8> {
    seed[..dice.below(seed.len())].to_vec()
}

fn attack(what: &str, names: &[&str], runs: usize, change: fn(&[u8], &mut Chance) -> Vec<u8>) {
    attack_from(0x9e37_79b9_7f4a_7c15, what, names, runs, change);
}

fn attack_from(dice: u64, what: &str, names: &[&str], runs: usize, change: fn(&[u8], &mut Chance) -> Vec<u8>) {
    let mut dice = Chance(dice);
    let start = Instant::now();
    let mut slowest = Duration::ZERO;
    let targets: Vec<_> = names
        .iter()
        .flat_map(|name| {
            let (_, reader) = READERS.iter().find(|(n, _)| n == name).unwrap();
            let (_, seeds) = SEEDS.iter().find(|(n, _)| n == name).unwrap();
            seeds.iter().map(move |seed| (*reader, *seed))
        })
        .collect();
    for n in 0..runs {
        let (reader, seed) = targets[n % targets.len()];
        let bytes = change(seed.as_bytes(), &mut dice);
        let began = Instant::now();
        // A panic shows its case.
        let answered = std::panic::catch_unwind(|| reader(&bytes));
        assert!(answered.is_ok(), "{what}, run {n}: {:?}", String::from_utf8_lossy(&bytes));
        slowest = slowest.max(began.elapsed());
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("VmHWM: unknown").to_owned();
    println!("{what}: {runs} inputs in {:?}, the slowest {slowest:?}, {peak}", start.elapsed());
}

#[test]
#[ignore = "minutes; run by hand"]
fn mutated_workbooks() {
    attack("mutated workbooks", &["archive"], 15_000, mutated);
}

#[test]
#[ignore = "minutes; run by hand"]
fn cut_files() {
    attack("cut files", &["import", "archive"], 10_000, cut);
}

#[test]
#[ignore = "minutes; run by hand"]
fn mutated_claims() {
    attack("mutated 835, 837, claims and batches", &["remittance", "claim", "correct", "fixed", "forms", "batch"], 100_000, mutated);
}

#[test]
#[ignore = "minutes; run by hand"]
fn mutated_overlays() {
    attack("TOML overlays", &["catalog"], 5_000, mutated);
}

/// One reader for some minutes, each round with other dice: `READER=fixed MINUTES=10 cargo test --test it -- --ignored one_reader`.
#[test]
#[ignore = "minutes; run by hand"]
fn one_reader() {
    let said = |name: &str, usual: &str| std::env::var(name).unwrap_or_else(|_| usual.to_owned());
    let (reader, minutes) = (said("READER", "claim"), said("MINUTES", "1").parse::<u64>().unwrap());
    let start = Instant::now();
    for round in 1.. {
        attack_from(0x9e37_79b9_7f4a_7c15 ^ (round << 20), &format!("{reader}, round {round}"), &[&reader], 2_000, mutated);
        if start.elapsed() > Duration::from_secs(60 * minutes) {
            break;
        }
    }
}
