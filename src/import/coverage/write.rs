//! A coverage document as TOML: `coverage/A52423.toml`.

use super::document::{Document, Group};
use crate::catalog::DiagnosisList;
use crate::import::File;
use crate::import::write::{Table, edition_line, head};

/// Columns that a line of codes may take.
const WIDTH: usize = 110;

pub(super) fn document(document: &Document, edition: &str) -> File {
    let mut text = head(&format!("{}, CMS Medicare Coverage Database", document.id), edition) + &edition_line(edition);
    let mut table = Table(&mut text);
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
        text.push_str(&format!("\n[[hcpcs]]\ngroup = {number}\n"));
        lines(&mut text, "codes", codes.iter().map(String::as_str));
    }
    for ((list, number), group) in &document.groups {
        self::group(&mut text, *list, *number, group);
    }
    (format!("coverage/{}.toml", document.id), text)
}

fn group(text: &mut String, list: DiagnosisList, number: u32, group: &Group) {
    text.push_str(&format!("\n[[{}]]\ngroup = {number}\n", list.as_str()));
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
