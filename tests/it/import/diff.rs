//! What changed between two editions.

use jdex::catalog::{BillingUnit, Code, Kind};
use jdex::import::diff::{self, unit_change};
use jdex::import::unit_parser;

use super::render::{Padding, Row, fixed_width, row};
use super::{facts, genuine, read};

fn codes(rows: &[Row]) -> Vec<Code> {
    of("x.txt", &fixed_width(rows, "", Padding::Short))
}

fn of(name: &str, bytes: &[u8]) -> Vec<Code> {
    facts(&read(name, bytes).files).codes.into_values().map(|(_, code)| code).collect()
}

#[test]
fn changes_are_sorted_by_what_they_cost() {
    let old = codes(&[
        row("J0001", "Injection, steady, 10 mg", "20200101", ""),
        row("J0002", "Injection, shrinking, 10 mg", "20200101", ""),
        row("J0003", "Injection, ending, 500 mg", "20200101", ""),
        row("J0004", "Injection, rewordd, 1 mg", "20200101", ""),
        row("J0005", "Injection, spaced,  1 mg", "20200101", ""),
        row("J0006", "Injection, returning, 1 mg", "20200101", "20201231"),
        row("J0007", "Injection, vanishing, 1 mg", "20200101", ""),
        row("J0008", "Injection, rewritten, 1 gm", "20200101", ""),
    ]);
    let mut ending = row("J0003", "Injection, ending, 500 mg", "20200101", "20250630");
    ending.xref1 = "J0009".to_owned();
    let new = codes(&[
        row("J0001", "Injection, steady, 10 mg", "20200101", ""),
        row("J0002", "Injection, shrinking, 1 mg", "20200101", ""),
        ending,
        row("J0004", "Injection, reworded, 1 mg", "20200101", ""),
        row("J0005", "Injection, spaced, 1 mg", "20200101", ""),
        row("J0006", "Injection, returning, 1 mg", "20200101", ""),
        row("J0008", "Injection, rewritten, 1000 mg", "20200101", ""),
        row("J0009", "Injection, ending, 10 mg", "20250701", ""),
    ]);
    let found = diff::codes(&old, &new, &[]);
    let list = |codes: &[&Code]| codes.iter().map(|c| c.code.clone()).collect::<Vec<_>>();
    let pairs = |changed: &[diff::Changed<'_>]| changed.iter().map(|c| c.new.code.clone()).collect::<Vec<_>>();
    assert_eq!(pairs(&found.unit_changed), ["J0002"]);
    assert_eq!(found.ended.iter().map(|e| (e.code.code.as_str(), e.successors[0].code.as_str())).collect::<Vec<_>>(), [("J0003", "J0009")]);
    assert_eq!(list(&found.added), ["J0009"]);
    assert_eq!(pairs(&found.text_changed), ["J0004", "J0008"]);
    assert_eq!(pairs(&found.reopened), ["J0006"]);
    assert_eq!(list(&found.gone), ["J0007"]);
    assert!(!found.is_empty() && diff::codes(&new, &new, &[]).is_empty());
    let ended = &found.ended[0];
    assert_eq!(
        unit_change(&ended.code.unit, &ended.successors[0].unit).as_deref(),
        Some("500 mg became 10 mg: one old unit is 50 new ones")
    );
}

#[test]
fn unit_changes_in_words() {
    let unit = |text: &str| unit_parser::parse(&format!("Injection, drug, {text}"), Kind::Drug);
    let words = |old: &str, new: &str| unit_change(&unit(old), &unit(new));
    assert_eq!(words("1 mg", "1 mg"), None);
    assert_eq!(words("1 gm", "1000 mg"), None);
    assert_eq!(words("0.5 mg", "6 mg").as_deref(), Some("0.5 mg became 6 mg: one new unit is 12 old ones"));
    assert_eq!(words("5 mg", "2 mg").as_deref(), Some("5 mg became 2 mg: one old unit is 2.5 new ones"));
    assert_eq!(words("7 mg", "3 mg").as_deref(), Some("7 mg became 3 mg"));
    assert_eq!(words("1 mg", "100 units").as_deref(), Some("1 mg became 100 units: the two do not convert"));
    assert_eq!(words("1 mg", "per vial").as_deref(), Some("1 mg became 1 vial: the two do not convert"));
    assert_eq!(unit_change(&unit("1 mg"), &BillingUnit::Unclassified).as_deref(), Some("1 mg became always 1"));
}

/// The counts were made apart from the importer, over the cells of the workbooks.
#[test]
fn the_genuine_editions_differ_as_counted() {
    let read = |path: &str| Some(of(path.rsplit('/').next()?, &genuine(path)?));
    let paths = ["hcpcs/2019-Alpha-Numeric-HCPCS-File.zip", "hcpcs/anweb_2020_10.xlsx", "hcpcs/HCPC2026_JUL_ANWEB.xlsx"];
    let [Some(y2019), Some(y2020), Some(y2026)] = paths.map(read) else { return };
    let counts = |old: &[Code], new: &[Code]| {
        let d = diff::codes(old, new, &[]);
        let rewritten = d.text_changed.len() + d.unit_changed.iter().filter(|c| c.old.descriptor != c.new.descriptor).count();
        (d.added.len(), d.gone.len(), d.ended.len(), d.reopened.len(), rewritten)
    };
    assert_eq!(counts(&y2019, &y2020), COUNTED[0]);
    assert_eq!(counts(&y2020, &y2026), COUNTED[1]);
    assert_eq!(counts(&y2019, &y2026), COUNTED[2]);
    let d = diff::codes(&y2020, &y2026, &[]);
    assert!(d.ended.iter().any(|e| e.code.code == "J3370") && d.added.iter().any(|c| c.code == "J3373"));
}

/// Codes (no modifiers, no dental codes) of 2019 to 2020, 2020 to 2026, 2019 to 2026: added, gone, ended, reopened, descriptor changed.
const COUNTED: [(usize, usize, usize, usize, usize); 3] = [(385, 0, 90, 0, 82), (1_900, 0, 509, 0, 430), (2_285, 0, 495, 0, 377)];
