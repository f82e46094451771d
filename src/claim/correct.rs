//! A table of claim lines with accepted fixes: the rows they name change, everything else is carried over byte for byte.

use csv::ByteRecord;
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

/// A table as read: its columns, and each row with the claim and the line that it is.
struct Table<'a> {
    columns: Vec<&'static str>,
    separator: u8,
    /// What stands before the first row, the header among it.
    head: &'a [u8],
    rows: Vec<TableRow<'a>>,
}

struct TableRow<'a> {
    raw: &'a [u8],
    cells: Cells,
    /// Running number of the claim and number of the line; `None` for a blank row.
    place: Option<(usize, usize)>,
}

/// The table with corrections, in the encoding of `bytes`: UTF-8 or Windows-1252.
///
/// # Errors
/// The table cannot be read; a correction names a line that it does not have, or a column that it lacks.
pub fn correct(bytes: &[u8], corrections: &[Correction]) -> Result<Vec<u8>, FileError> {
    let table = Table::read(bytes)?;
    let wrong = |message: String| FileError { line: 0, message };
    let mut out = table.head.to_vec();
    let mut applied = 0;
    let mut added: Vec<(Cells, &[u8])> = Vec::new();
    for (at, row) in table.rows.iter().enumerate() {
        let of_row: Vec<&Correction> = corrections.iter().filter(|c| row.place == Some((c.claim, c.line))).collect();
        applied += of_row.len();
        let mut cells = row.cells.clone();
        for fix in of_row.iter().map(|c| &c.fix) {
            if let Fix::Discarded { units, modifiers, ndc, .. } = fix {
                let mut discarded = row.cells.clone();
                let claim = row.place.map(|(claim, _)| claim);
                let lines = table.rows.iter().filter_map(|r| r.place).filter(|(of, _)| Some(*of) == claim).map(|(_, line)| line);
                let next = lines.max().unwrap_or_default() + 1 + added.len();
                for column in ["dose", "opened"] {
                    table.put(&mut discarded, column, "").ok();
                }
                table.put(&mut discarded, "line", &next.to_string()).ok();
                table.apply(&mut discarded, &Fix::Units(*units)).map_err(wrong)?;
                table.apply(&mut discarded, &Fix::Modifiers(modifiers.clone())).map_err(wrong)?;
                if let Some(ndc) = ndc {
                    table.apply(&mut discarded, &Fix::Ndc(ndc.clone())).map_err(wrong)?;
                }
                added.push((discarded, row.raw));
            } else {
                table.apply(&mut cells, fix).map_err(wrong)?;
            }
        }
        if cells == row.cells {
            out.extend_from_slice(row.raw)
        } else {
            table.write(&cells, row.raw, &mut out)
        }
        // Behind the last row of the claim stand the lines that were added to it.
        let claim = |row: &TableRow<'_>| row.place.map(|(claim, _)| claim);
        if table.rows.get(at + 1).is_none_or(|next| claim(next) != claim(row)) {
            for (cells, raw) in added.drain(..) {
                if !out.ends_with(b"\n") {
                    out.push(b'\n');
                }
                table.write(&cells, raw, &mut out);
            }
        }
    }
    if applied == corrections.len() {
        return Ok(out);
    }
    let missed = corrections.iter().find(|c| !table.rows.iter().any(|row| row.place == Some((c.claim, c.line))));
    let (claim, line) = missed.map_or((0, 0), |c| (c.claim, c.line));
    Err(wrong(format!("the file has no line {line} in claim {claim}; it is not the file that was checked")))
}

impl<'a> Table<'a> {
    fn read(bytes: &'a [u8]) -> Result<Table<'a>, FileError> {
        let mut rest = bytes;
        let start = Start::read(&mut rest)?;
        let begin = bytes.len() - rest.len() - start.header.len();
        let body = bytes.get(begin..).unwrap_or_default();
        let mut reader = csv::ReaderBuilder::new().delimiter(start.separator).has_headers(false).flexible(true).from_reader(body);
        let mut records: Vec<(usize, ByteRecord)> = Vec::new();
        for record in reader.byte_records() {
            let record = record.map_err(|_| FileError { line: 0, message: "not a table".to_owned() })?;
            // A row begins behind the line end of the row before, of which the reader may have left the second byte.
            let at = record.position().map_or(0, |p| usize::try_from(p.byte()).unwrap_or_default());
            let ends = body.get(at..).unwrap_or_default().iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
            records.push((at + ends, record));
        }
        let mut records = records.into_iter();
        let Some((_, header)) = records.next() else {
            return Ok(Table { columns: Vec::new(), separator: start.separator, head: bytes, rows: Vec::new() });
        };
        let width = header.iter().rposition(|cell| !cell.trim_ascii().is_empty()).map_or(0, |last| last + 1);
        let names: Vec<String> = header.iter().take(width).map(|cell| encoding::cell(cell).trim().to_owned()).collect();
        let columns = columns(names.iter().map(String::as_str)).map_err(|message| FileError { line: 0, message })?;
        let rest: Vec<(usize, ByteRecord)> = records.collect();
        let first = rest.first().map_or(body.len(), |(at, _)| *at);
        let mut grouping = Grouping::default();
        let mut rows = Vec::with_capacity(rest.len());
        for (i, (at, record)) in rest.iter().enumerate() {
            let end = rest.get(i + 1).map_or(body.len(), |(next, _)| *next);
            let blank = record.iter().all(|cell| cell.trim_ascii().is_empty());
            let place = if blank {
                None
            } else {
                let wrong = |message| FileError { line: record.position().map_or(0, csv::Position::line) + start.lines, message };
                let (id, line) = row(&columns, record).map_err(wrong)?;
                grouping.push(id, line).map_err(wrong)?;
                grouping.newest()
            };
            let raw = body.get(*at..end).unwrap_or_default();
            rows.push(TableRow { raw, cells: record.iter().map(<[u8]>::to_vec).collect(), place });
        }
        let head = bytes.get(..begin + first).unwrap_or(bytes);
        Ok(Table { columns, separator: start.separator, head, rows })
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
                self.put(cells, "ndc_qualifier", ndc.qualifier.as_deref().unwrap_or_default())?;
                self.put(cells, "ndc_quantity", &quantity)
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
