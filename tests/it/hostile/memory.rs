//! What would take all memory: refused or answered within half a gigabyte of addresses, never an abort.

#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::support::render::zip;

/// Kilobytes of addresses, as `ulimit -v` takes them.
const MOST: u32 = 512 << 10;

fn run(folder: &Path, words: &[&str], input: Option<&str>) -> Output {
    let mut command = Command::new("bash");
    command.args(["-c", &format!("ulimit -v {MOST}; exec \"$0\" \"$@\""), env!("CARGO_BIN_EXE_jdex")]).args(words);
    command.current_dir(folder).env("HOME", folder).env("JDEX_DATA_DIR", folder.join("data")).env("JDEX_CONFIG_DIR", folder);
    command.stdin(input.map_or_else(Stdio::null, |name| fs::File::open(folder.join(name)).unwrap().into()));
    command.output().unwrap()
}

/// The error words of a run that ended by itself.
fn told(folder: &Path, words: &[&str], input: Option<&str>) -> String {
    let output = run(folder, words, input);
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(matches!(output.status.code(), Some(1 | 2)), "{words:?}: {}: {told}", output.status);
    assert!(told.len() < 2_000, "{words:?} repeats what it was given");
    told
}

fn sheet(rows: impl Iterator<Item = String>) -> Vec<u8> {
    let rows: String = rows.collect();
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    zip(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("xl/workbook.xml", br#"<workbook xmlns:r="r"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>"#),
        ("xl/_rels/workbook.xml.rels", br#"<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>"#),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

#[test]
fn files_that_would_fill_the_memory() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let strings = br#"<sst uniqueCount="4294967295"/>"#;
    fs::write(at("strings.xlsx"), zip(&[("xl/workbook.xml", b"<workbook/>"), ("xl/sharedStrings.xml", strings)])).unwrap();
    fs::write(at("sparse.xlsx"), sheet((1..=900_000).map(|n| format!(r#"<row r="{n}"><c r="OI{n}"><v>1</v></c></row>"#)))).unwrap();
    fs::write(at("corner.xlsx"), sheet([r#"<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#.to_owned()].into_iter())).unwrap();
    fs::write(at("commas.csv"), vec![b','; 20_000_000]).unwrap();
    fs::write(at("zeros.zip"), zip(&[("asp.csv", &vec![b'0'; 900 << 20])])).unwrap();
    fs::write(at("line.csv"), vec![b'1'; 100 << 20]).unwrap();
    fs::create_dir(at("lines")).unwrap();
    fs::write(at("lines/notes.toml"), vec![b'#'; 300 << 20]).unwrap();
    for name in ["strings.xlsx", "sparse.xlsx", "corner.xlsx", "commas.csv", "zeros.zip", "line.csv"] {
        let told = told(folder.path(), &["import", name, "--all"], None);
        assert!(told.contains(name), "{name}: {told}");
    }
    for words in [&["claim", "commas.csv"][..], &["claim", "line.csv"], &["denial", "--835", "line.csv"], &["check", "lines"]] {
        told(folder.path(), words, None);
    }
    for words in [&["units", "--batch", "-"][..], &["claim", "-"]] {
        told(folder.path(), words, Some("line.csv"));
    }
}

/// One claim with as many adjustments as services, each of which would be compared with each.
#[test]
fn a_remittance_that_multiplies() {
    let folder = tempfile::tempdir().unwrap();
    let whole = include_str!("../../fixtures/remittances/medicare.835");
    let (adjustment, service) = ("CAS*CO*45*1400~", "SVC*HC:J9271*2800*0**200~");
    let head = whole.find("CLP").unwrap();
    let many = format!("{}CLP*1*4*100*0**MB*1~{}{}", &whole[..head], adjustment.repeat(3_000), service.repeat(3_000));
    fs::write(folder.path().join("many.835"), many).unwrap();
    assert!(told(folder.path(), &["denial", "--835", "many.835"], None).contains("more than 99 CAS"));
}

#[test]
fn counts_and_words_that_would_fill_the_memory() {
    let folder = tempfile::tempdir().unwrap();
    let long = "J".repeat(130_000);
    let many = vec!["J9271"; 20_000].join(" ");
    for words in [
        &["train", "drill", "--count", "1000000"][..],
        &["train", "drill", "--count", "18446744073709551615"],
        &["show", &long],
        &["search", &long],
        &["units", "J9271", &long],
        &["units", "J9271", "200 mg", "--stock", &many],
        &["denial", &long],
        &["coverage", &long, "--dx", &long],
    ] {
        told(folder.path(), words, None);
    }
}
