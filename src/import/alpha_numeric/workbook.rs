//! The code file as a workbook: 48 named columns below a preamble of any length.

use super::row::{Row, is_code};
use crate::import::columns::{Columns, at};
use crate::import::error::Reason;
use crate::import::source::Table;

/// The columns without which it is no code file.
const NEEDED: [&str; 9] = ["HCPC", "RECID", "LONG DESCRIPTION", "SHORT DESCRIPTION", "PRICE1", "BETOS", "ADD DT", "ACT EFF DT", "TERM DT"];

/// Is it the header of a code file?
pub(super) fn is_header(columns: &Columns) -> bool {
    columns.name(0) == "hcpc" && columns.find(&["long description"]).is_some()
}

/// Rows below the header.
///
/// # Errors
/// A column missing, a cell that is no code, a continuation of nothing.
pub(in crate::import) fn read(table: &Table<'_>) -> Result<Vec<Row>, Reason> {
    if let Some(missing) = NEEDED.iter().find(|n| table.columns.find(&[&n.to_lowercase()]).is_none()) {
        return Err(Reason::NotCms(format!("a code file without the column `{missing}`")));
    }
    let mut rows: Vec<Row> = Vec::new();
    for (number, cells) in table.body() {
        let get = |name: &str| table.columns.find(&[&name.to_lowercase()]).map(|i| at(cells, i).to_owned()).unwrap_or_default();
        let code = get("HCPC");
        if !is_code(&code) {
            return Err(Reason::cell(*number, "the code", &code, "a HCPCS code or modifier"));
        }
        // One workbook row a code, but G0503 was published with a second one.
        if matches!(get("RECID").as_str(), "4" | "8") {
            match rows.last_mut() {
                Some(last) if last.code == code => last.continued(&get("LONG DESCRIPTION")),
                _ => return Err(Reason::row(*number, format!("a continuation of {code}, which does not stand before it"))),
            }
            continue;
        }
        rows.push(Row {
            number: *number,
            long: vec![get("LONG DESCRIPTION")],
            short: get("SHORT DESCRIPTION"),
            price1: get("PRICE1"),
            cross_references: (1..=5).map(|i| get(&format!("XREF{i}"))).collect(),
            coverage: get("COV"),
            betos: get("BETOS"),
            dates: [get("ADD DT"), get("ACT EFF DT"), get("TERM DT")],
            action: get("ACTION CD"),
            code,
        });
    }
    Ok(rows)
}
