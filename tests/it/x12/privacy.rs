//! A mark put into every field of a file never comes out again.

use jdex::cli::claim::Args;

use super::{INSTITUTIONAL, PERSONAL, PROFESSIONAL, catalog, read};
use crate::support::readers;

/// What `jdex claim` says of a file, text and JSON, refusals included.
fn said(bytes: &[u8]) -> String {
    let mut said = String::new();
    for json in [false, true] {
        let args = Args {
            files: vec!["-".into()],
            discounted: false,
            received: None,
            state: None,
            contractor: None,
            form: None,
            write_fixed: None,
        };
        let (out, err) = readers::output(catalog(), json, bytes, |desk| jdex::cli::claim::run(&args, desk));
        said.push_str(&String::from_utf8(out).unwrap());
        said.push_str(&String::from_utf8(err).unwrap());
    }
    said
}

#[test]
fn nobody_is_named() {
    for text in [PROFESSIONAL, INSTITUTIONAL] {
        assert!(text.matches(PERSONAL).count() > 10);
        let said = said(text.as_bytes());
        assert!(said.contains("claim ") && !said.contains(PERSONAL), "{said}");
        let (claims, faults) = read(text).unwrap();
        assert!(!format!("{claims:?}{faults:?}").contains(PERSONAL));
    }
}

/// Every element of every segment, and every part of it, in its turn.
#[test]
fn no_field_is_repeated() {
    for text in [PROFESSIONAL, INSTITUTIONAL] {
        let segments: Vec<&str> = text.trim_end().trim_end_matches('~').split("~\n").collect();
        for (at, segment) in segments.iter().enumerate().skip(1) {
            let elements: Vec<&str> = segment.split('*').collect();
            for element in 0..=elements.len() {
                for part in 0..=elements.get(element).map_or(0, |e| e.matches(':').count()) {
                    let mut elements: Vec<String> = elements.iter().map(|e| (*e).to_owned()).collect();
                    elements.resize(elements.len().max(element + 1), String::new());
                    let mut parts: Vec<&str> = elements[element].split(':').collect();
                    parts[part] = PERSONAL;
                    elements[element] = parts.join(":");
                    let changed = elements.join("*");
                    let mut marked: Vec<&str> = segments.clone();
                    marked[at] = &changed;
                    let said = said(format!("{}~\n", marked.join("~\n")).as_bytes());
                    assert!(!said.contains(PERSONAL), "segment {} element {element} part {part}: {said}", at + 1);
                }
            }
        }
    }
}

/// Of a table at most the one cell at fault is repeated, cut short.
#[test]
fn a_table_repeats_no_more_than_the_cell_at_fault() {
    let (headers, cells): (Vec<&str>, Vec<&str>) = [
        ("claim", "A"),
        ("line", "1"),
        ("code", "J9271"),
        ("modifiers", "JZ"),
        ("units", "200"),
        ("date", "2026-05-06"),
        ("pos", "11"),
        ("ndc", "00006302602"),
        ("ndc_qualifier", "ML"),
        ("ndc_quantity", "8"),
        ("dose", "200 mg"),
        ("opened", "2x100 mg"),
        ("container", "single"),
        ("340b", "no"),
        ("diagnosis", "C34.11"),
        ("payer", "medicare-part-b"),
        ("setting", "office"),
    ]
    .into_iter()
    .unzip();
    let long = "ZZ".repeat(100);
    for at in 0..cells.len() {
        let marked: Vec<String> =
            cells.iter().enumerate().map(|(i, cell)| if i == at { long.clone() } else { (*cell).to_owned() }).collect();
        let said = said(format!("{}\n{}\n", headers.join(","), marked.join(",")).as_bytes());
        let shown = said.split(|c: char| c != 'Z').map(str::len).max().unwrap_or_default();
        assert!(shown <= 40, "{}: {said}", headers[at]);
    }
}
