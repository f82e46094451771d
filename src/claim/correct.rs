//! A table of claim lines with accepted fixes: the rows they name change, everything else is carried over byte for byte.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::columns::{CLAIM, columns};
use super::grouping::Grouping;
use super::table::{Start, row};
use super::{FileError, NdcCells, encoding};
use crate::quantity::Amount;

/// What changes on a line.
#[derive(Clone, Debug, PartialEq)]
pub enum Fix {
    /// The units billed.
    Units(Amount),
    /// The modifiers, all of them in their order.
    Modifiers(Vec<String>),
    /// The drug: NDC, quantity and unit of measure.
    Ndc(NdcCells),
    /// A further line for what was discarded, with date, place and diagnoses of this one, behind the last line of the claim.
    Discarded {
        /// Units discarded.
        units: Amount,
        /// Its modifiers: JW, and what else the line carries.
        modifiers: Vec<String>,
        /// Its drug.
        ndc: Option<NdcCells>,
        /// Its charge in US dollars, which the charge of the claim grows by.
        charge: Decimal,
    },
}

/// A fix and the line that it belongs to.
#[derive(Clone, Debug, PartialEq)]
pub struct Correction {
    /// The running number of the claim in the file, from 1.
    pub claim: usize,
    /// The number of the line on the claim.
    pub line: usize,
    /// What changes.
    pub fix: Fix,
}

/// The cells of one row.
type Cells = Vec<Vec<u8>>;

/// How the rows of a table are written.
struct Table {
    columns: Vec<&'static str>,
    separator: u8,
}

/// The claim that is open: what stands behind its last row.
#[derive(Default)]
struct Open<'a> {
    /// Its running number; `None` between claims.
    claim: Option<usize>,
    /// The highest number of its lines.
    last: usize,
    /// The lines that it gets, each like the row that it is made from.
    added: Vec<(Cells, &'a [u8])>,
}

/// The table with corrections, in the encoding of `bytes`: UTF-8 or Windows-1252. Rows are read one by one.
///
/// # Errors
/// The table cannot be read; a correction names a line that it does not have, or a column that it lacks.
pub fn correct(bytes: &[u8], corrections: &[Correction]) -> Result<Vec<u8>, FileError> {
    let mut due: BTreeMap<(usize, usize), Vec<&Fix>> = BTreeMap::new();
    for Correction { claim, line, fix } in corrections {
        due.entry((*claim, *line)).or_default().push(fix);
    }
    let mut rest = bytes;
    let start = Start::read(&mut rest)?;
    let begin = bytes.len() - rest.len() - start.header.len();
    let body = bytes.get(begin..).unwrap_or_default();
    let mut reader = csv::ReaderBuilder::new().delimiter(start.separator).has_headers(false).flexible(true).from_reader(body);
    // A row begins behind the line end of the row before, of which the reader may have left the second byte.
    let mut records = reader.byte_records().map(|record| {
        let record = record.map_err(|_| FileError { line: 0, message: "not a table".to_owned() })?;
        let at = record.position().map_or(0, |p| usize::try_from(p.byte()).unwrap_or_default());
        let ends = body.get(at..).unwrap_or_default().iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
        Ok((at + ends, record))
    });
    let mut table = Table { columns: Vec::new(), separator: start.separator };
    let mut next = records.next().transpose()?;
    if let Some((_, header)) = &next {
        let width = header.iter().rposition(|cell| !cell.trim_ascii().is_empty()).map_or(0, |last| last + 1);
        let names: Vec<String> = header.iter().take(width).map(|cell| encoding::cell(cell).trim().to_owned()).collect();
        table.columns = columns(names.iter().map(String::as_str)).map_err(|message| FileError { line: 0, message })?;
        next = records.next().transpose()?;
    }
    let first = next.as_ref().map_or(body.len(), |(at, _)| *at);
    let mut out = bytes.get(..begin + first).unwrap_or(bytes).to_vec();
    let (mut grouping, mut open) = (Grouping::default(), Open::default());
    while let Some((at, record)) = next {
        next = records.next().transpose()?;
        let raw = body.get(at..next.as_ref().map_or(body.len(), |(at, _)| *at)).unwrap_or_default();
        let wrong = |message| FileError { line: record.position().map_or(0, csv::Position::line) + start.lines, message };
        // The number of the claim, and of the line on it; none of a blank row.
        let mut place = None;
        if record.iter().any(|cell| !cell.trim_ascii().is_empty()) {
            let (id, line) = row(&table.columns, &record).map_err(wrong)?;
            grouping.push(id, line).map_err(wrong)?;
            place = grouping.newest();
        }
        if open.claim != place.map(|(claim, _)| claim) {
            table.end(&mut open, &mut out).map_err(wrong)?;
            open.claim = place.map(|(claim, _)| claim);
        }
        open.last = open.last.max(place.map_or(0, |(_, line)| line));
        let fixes = place.and_then(|place| due.remove(&place)).unwrap_or_default();
        let before: Cells = if fixes.is_empty() { Cells::new() } else { record.iter().map(<[u8]>::to_vec).collect() };
        let mut after = before.clone();
        for fix in fixes {
            match fix {
                Fix::Discarded { units, modifiers, ndc, .. } => {
                    open.added.push((table.discarded(&before, *units, modifiers, ndc.as_ref()).map_err(wrong)?, raw));
                }
                fix => table.apply(&mut after, fix).map_err(wrong)?,
            }
        }
        if after == before {
            out.extend_from_slice(raw);
        } else {
            table.write(&after, raw, &mut out);
        }
    }
    let wrong = |message| FileError { line: 0, message };
    table.end(&mut open, &mut out).map_err(wrong)?;
    match due.keys().next() {
        Some((claim, line)) => Err(wrong(format!("the file has no line {line} in claim {claim}; it is not the file that was checked"))),
        None => Ok(out),
    }
}

impl Table {
    /// Writes the lines that a claim gets behind its last row.
    fn end(&self, open: &mut Open<'_>, out: &mut Vec<u8>) -> Result<(), String> {
        for (mut cells, raw) in std::mem::take(&mut open.added) {
            open.last += 1;
            // Where the file numbers no lines, the new one has no number either.
            if self.columns.contains(&"line") {
                self.put(&mut cells, "line", &open.last.to_string())?;
            }
            if !out.ends_with(b"\n") && !out.ends_with(b"\r") {
                out.push(b'\n');
            }
            self.write(&cells, raw, out);
        }
        *open = Open::default();
        Ok(())
    }

    /// A row for what was discarded, like that of the line: what was given and opened stays with the line.
    fn discarded(&self, row: &Cells, units: Amount, modifiers: &[String], ndc: Option<&NdcCells>) -> Result<Cells, String> {
        let mut cells = row.clone();
        for column in ["dose", "opened"].into_iter().filter(|column| self.columns.contains(column)) {
            self.put(&mut cells, column, "")?;
        }
        self.apply(&mut cells, &Fix::Units(units))?;
        self.apply(&mut cells, &Fix::Modifiers(modifiers.to_vec()))?;
        ndc.map_or(Ok(()), |ndc| self.apply(&mut cells, &Fix::Ndc(ndc.clone())))?;
        Ok(cells)
    }

    /// Writes a fix into the cells of its row.
    fn apply(&self, cells: &mut Cells, fix: &Fix) -> Result<(), String> {
        match fix {
            Fix::Units(units) => self.put(cells, "units", &units.to_string()),
            Fix::Modifiers(modifiers) => {
                let places: Vec<usize> = (0..self.columns.len()).filter(|at| self.columns[*at] == "modifiers").collect();
                let Some((last, before)) = places.split_last() else { return Err(lacks("modifiers")) };
                for (i, at) in before.iter().enumerate() {
                    cells[*at] = modifiers.get(i).cloned().unwrap_or_default().into_bytes();
                }
                cells[*last] = modifiers.get(before.len()..).unwrap_or_default().join(" ").into_bytes();
                Ok(())
            }
            Fix::Ndc(ndc) => {
                self.put(cells, "ndc", &ndc.ndc)?;
                let quantity = ndc.quantity.map(|q| q.to_string()).unwrap_or_default();
                // A file without these columns is not asked for them where there is nothing to write.
                for (column, text) in [("ndc_qualifier", ndc.qualifier.as_deref().unwrap_or_default()), ("ndc_quantity", &quantity)] {
                    if !text.is_empty() || self.columns.contains(&column) {
                        self.put(cells, column, text)?;
                    }
                }
                Ok(())
            }
            Fix::Discarded { .. } => Ok(()),
        }
    }

    fn put(&self, cells: &mut Cells, column: &'static str, text: &str) -> Result<(), String> {
        let at = self.columns.iter().position(|held| *held == column);
        let cell = at.and_then(|at| cells.get_mut(at)).ok_or_else(|| lacks(column))?;
        *cell = text.as_bytes().to_vec();
        Ok(())
    }

    /// One row, with the line end of the row that it is made from.
    fn write(&self, cells: &Cells, raw: &[u8], out: &mut Vec<u8>) {
        for (at, cell) in cells.iter().enumerate() {
            if at > 0 {
                out.push(self.separator);
            }
            if cell.iter().any(|b| matches!(b, b'"' | b'\r' | b'\n') || *b == self.separator) {
                out.push(b'"');
                cell.iter().for_each(|b| if *b == b'"' { out.extend_from_slice(b"\"\"") } else { out.push(*b) });
                out.push(b'"');
            } else {
                out.extend_from_slice(cell);
            }
        }
        let ends = raw.iter().rev().take_while(|b| matches!(b, b'\r' | b'\n')).count();
        out.extend_from_slice(raw.get(raw.len() - ends..).unwrap_or_default());
    }
}

fn lacks(column: &str) -> String {
    format!("the file has no column `{column}` to write the fix into; add it ({CLAIM} and line say which row is meant)")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fixed(text: &str, fixes: &[(usize, usize, Fix)]) -> Result<String, String> {
        let corrections: Vec<Correction> =
            fixes.iter().map(|(claim, line, fix)| Correction { claim: *claim, line: *line, fix: fix.clone() }).collect();
        correct(text.as_bytes(), &corrections).map(|out| String::from_utf8(out).unwrap()).map_err(|e| e.to_string())
    }

    #[test]
    fn only_the_rows_of_a_fix_change() {
        let units = |n| Fix::Units(Amount::from(n));
        let modifiers = |list: &[&str]| Fix::Modifiers(list.iter().map(|m| (*m).to_owned()).collect());
        let text = "\u{feff}sep=;\r\nClaim #;Line;HCPCS;Mod 1;Mod 2;Qty;Dose;Note of the clerk\r\n".replace(";Note of the clerk", ";Dx 1")
            + "A;1;J9271;;;200;\"200 mg\";C34.11\r\nA;2; 96413 ;;;1;;\r\n;;;;;;;\r\nB;1;J9355;;;45;\"372 mg\";\"C50.911 \"\r\n";
        assert_eq!(fixed(&text, &[]).unwrap(), text);
        let after = fixed(&text, &[(1, 1, modifiers(&["JZ", "TB"]))]).unwrap();
        assert_eq!(after, text.replace("A;1;J9271;;;200;\"200 mg\";C34.11", "A;1;J9271;JZ;TB;200;200 mg;C34.11"));
        let waste = Fix::Discarded { units: Amount::from(7), modifiers: vec!["JW".into()], ndc: None, charge: Decimal::ZERO };
        let after = fixed(&text, &[(2, 1, units(38)), (2, 1, waste)]).unwrap();
        assert!(after.ends_with("B;1;J9355;;;38;372 mg;C50.911 \r\nB;2;J9355;JW;;7;;C50.911 \r\n"), "{after}");
        assert!(after.starts_with(&text[..text.find("B;1").unwrap()]), "{after}");
    }

    #[test]
    fn what_the_file_does_not_have_is_refused() {
        let text = "code,units\nJ9271,200\n";
        assert_eq!(fixed(text, &[(1, 1, Fix::Units(Amount::from(100)))]).unwrap(), "code,units\nJ9271,100\n");
        assert!(fixed(text, &[(1, 2, Fix::Units(Amount::ONE))]).unwrap_err().contains("no line 2 in claim 1"));
        assert!(fixed(text, &[(1, 1, Fix::Modifiers(vec!["JZ".into()]))]).unwrap_err().contains("no column `modifiers`"));
        assert_eq!(fixed("code,units\nJ9271,200", &[(1, 1, Fix::Units(Amount::ONE))]).unwrap(), "code,units\nJ9271,1");
        assert_eq!(fixed("", &[]).unwrap(), "");
    }
}
