//! Coverage documents as TOML, a file for those whose ids begin alike: `coverage/A52.toml`. A file for each would be 2,000 of them,
//! each to be made safe on the disk.

use std::collections::BTreeMap;

use super::document::{Document, Group};
use crate::catalog::DiagnosisList;
use crate::import::cms_file::File;
use crate::import::write::{Table, edition_line, head};

/// Columns that a line of codes may take.
const WIDTH: usize = 110;

/// The files of all documents.
pub(super) fn documents<'a>(documents: impl Iterator<Item = &'a Document>, edition: &str) -> Vec<File> {
    let mut files: BTreeMap<&str, String> = BTreeMap::new();
    for document in documents {
        let family = document.id.get(..3).unwrap_or(&document.id);
        let text = files.entry(family).or_insert_with(|| {
            head(&format!("Local coverage documents {family}, CMS Medicare Coverage Database"), edition) + &edition_line(edition)
        });
        self::document(text, document);
    }
    files.into_iter().map(|(family, text)| (format!("coverage/{family}.toml"), text)).collect()
}

fn document(text: &mut String, document: &Document) {
    text.push_str("\n[[document]]\n");
    let mut table = Table(text);
    table.text("id", &document.id);
    table.text("version", &document.version.to_string());
    table.text("title", &document.title);
    table.list("contractors", &document.contractors);
    table.list("states", &document.states);
    table.list("regions", &document.regions);
    table.list("lcds", &document.lcds);
    let date = |date: Option<jiff::civil::Date>| date.map(|d| d.to_string()).unwrap_or_default();
    table.text("effective", &date(document.effective));
    table.text("retires", &date(document.retires));
    for (number, codes) in &document.hcpcs {
        text.push_str(&format!("\n[[document.hcpcs]]\ngroup = {number}\n"));
        lines(text, "codes", codes.iter().map(String::as_str));
    }
    for ((list, number), group) in &document.groups {
        self::group(text, *list, *number, group);
    }
}

fn group(text: &mut String, list: DiagnosisList, number: u32, group: &Group) {
    text.push_str(&format!("\n[[document.{}]]\ngroup = {number}\n", list.as_str()));
    for (key, holds) in [("every_other", group.every_other), ("has_text", group.has_text)] {
        if holds {
            text.push_str(&format!("{key} = true\n"));
        }
    }
    lines(text, "asterisked", group.asterisked.iter().map(String::as_str));
    lines(text, "codes", group.codes.split_terminator(' '));
}

/// A list of codes, several in a string; nothing where there are none.
pub(in crate::import) fn lines<'c>(text: &mut String, key: &str, codes: impl Iterator<Item = &'c str>) {
    let mut lines: Vec<String> = Vec::new();
    for code in codes {
        match lines.last_mut().filter(|line| line.len() + code.len() < WIDTH) {
            Some(line) => line.extend([" ", code]),
            None => lines.push(code.to_owned()),
        }
    }
    match lines.as_slice() {
        [] => {}
        [line] => text.push_str(&format!("{key} = [\"{line}\"]\n")),
        lines => text.push_str(&format!("{key} = [\n  \"{}\",\n]\n", lines.join("\",\n  \""))),
    }
}
