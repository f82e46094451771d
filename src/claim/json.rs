//! Claim lines from JSON: a list of objects, or one object that holds such a list under `lines`.

use std::fmt;
use std::io::Read;

use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::columns::{CLAIM, column};
use super::grouping::{ClaimLines, Grouping};
use super::metered::{Meter, Metered, ROW};
use super::{ClaimLine, FileError};

/// Reads claims one by one; `each` takes them and says whether to go on. Returns whether a claim was longer than one can be.
///
/// # Errors
/// [`FileError`] with the line at fault; claims before it were sound.
pub fn read(input: impl Read, each: &mut dyn FnMut(ClaimLines) -> bool) -> Result<bool, FileError> {
    let (input, meter) = Metered::new(input);
    let mut rows = Rows { meter: meter.clone(), grouping: Grouping::default(), each, row: 0, stopped: false, wrong: None };
    let mut reader = serde_json::Deserializer::from_reader(input);
    let read = (&mut rows).deserialize(&mut reader).and_then(|()| reader.end());
    match (read, rows.wrong) {
        _ if rows.stopped => return Ok(rows.grouping.is_split()),
        (_, Some(message)) => return Err(FileError { line: 0, message }),
        (Err(_), None) if meter.is_spent() => {
            return Err(FileError { line: 0, message: format!("a claim line of more than {} MB; it is no claim file", ROW >> 20) });
        }
        (Err(e), None) => return Err(FileError { line: e.line() as u64, message: reason(&e) }),
        (Ok(()), None) => {}
    }
    if let Some(claim) = rows.grouping.close() {
        (rows.each)(claim);
    }
    Ok(rows.grouping.is_split())
}

/// Why JSON could not be read; what is repeated of it is short.
fn reason(error: &serde_json::Error) -> String {
    if error.is_io() { "cannot be read".to_owned() } else { crate::text::without_middle(&error.to_string(), 160).into_owned() }
}

/// The list of lines.
struct Rows<'e> {
    meter: Meter,
    grouping: Grouping,
    each: &'e mut dyn FnMut(ClaimLines) -> bool,
    row: usize,
    stopped: bool,
    wrong: Option<String>,
}

impl Rows<'_> {
    fn take(&mut self, cells: Vec<(String, String)>) -> Result<(), String> {
        self.row += 1;
        self.meter.reset();
        let (mut id, mut line) = (None, ClaimLine::default());
        for (name, cell) in cells {
            match column(&name)? {
                CLAIM => id = Some(crate::text::cut(cell.trim(), 40).into_owned()).filter(|id| !id.is_empty()),
                column => line.set(column, &cell)?,
            }
        }
        if line.code.is_empty() {
            return Err("code: every claim line needs one".to_owned());
        }
        if let Some(claim) = self.grouping.push(id, line)? {
            self.stopped = !(self.each)(claim);
        }
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for &mut Rows<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for &mut Rows<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of claim lines")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while let Some(Cells(cells)) = items.next_element()? {
            let taken = self.take(cells);
            self.wrong = taken.err().map(|message| format!("line {}: {message}", self.row));
            if self.wrong.is_some() || self.stopped {
                return Err(A::Error::custom("stopped"));
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let mut found = false;
        while let Some(key) = entries.next_key::<String>()? {
            if key != "lines" {
                entries.next_value::<IgnoredAny>()?;
            } else if std::mem::replace(&mut found, true) {
                return Err(A::Error::custom("duplicate key `lines`"));
            } else {
                entries.next_value_seed(&mut *self)?;
            }
        }
        if found { Ok(()) } else { Err(A::Error::custom("a list of claim lines is needed")) }
    }
}

/// The cells of one line as text: strings and numbers as written, lists joined, `null` as nothing.
struct Cells(Vec<(String, String)>);

impl<'de> serde::Deserialize<'de> for Cells {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Cells, D::Error> {
        deserializer.deserialize_map(CellsVisitor)
    }
}

struct CellsVisitor;

impl<'de> Visitor<'de> for CellsVisitor {
    type Value = Cells;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object for each claim line")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Cells, A::Error> {
        let mut cells: Vec<(String, String)> = Vec::new();
        while let Some((key, value)) = entries.next_entry::<String, serde_json::Value>()? {
            let shown = crate::text::cut(&key, 40);
            if cells.iter().any(|(held, _)| *held == key) {
                return Err(A::Error::custom(format!("duplicate key `{shown}`")));
            }
            let text =
                text(&value).ok_or_else(|| A::Error::custom(format!("`{shown}` holds an object; a text, a number or a list is needed")))?;
            cells.push((key, text));
        }
        Ok(Cells(cells))
    }
}

fn text(cell: &serde_json::Value) -> Option<String> {
    match cell {
        serde_json::Value::Null => Some(String::new()),
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Array(items) => items.iter().map(text).collect::<Option<Vec<_>>>().map(|parts| parts.join(" ")),
        serde_json::Value::Object(_) => None,
        other => Some(other.to_string()),
    }
}
