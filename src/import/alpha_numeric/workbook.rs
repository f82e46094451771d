//! The code file as a workbook: 48 named columns below a preamble of any length.

use std::collections::HashMap;

use super::{Row, is_code};
use crate::import::error::Reason;
use crate::import::table::Rows;

/// The columns without which it is no code file.
const NEEDED: [&str; 9] = ["HCPC", "RECID", "LONG DESCRIPTION", "SHORT DESCRIPTION", "PRICE1", "BETOS", "ADD DT", "ACT EFF DT", "TERM DT"];

/// Rows below the header at `header`.
///
/// # Errors
/// A column missing, a cell that is no code, a continuation of nothing.
pub(in crate::import) fn read(table: &Rows, header: usize) -> Result<Vec<Row>, Reason> {
    let columns: HashMap<&str, usize> = table[header].1.iter().enumerate().map(|(i, name)| (name.as_str(), i)).collect();
    if let Some(missing) = NEEDED.iter().find(|n| !columns.contains_key(*n)) {
        return Err(Reason::NotCms(format!("a code file without the column `{missing}`")));
    }
    let mut rows: Vec<Row> = Vec::new();
    for (number, cells) in &table[header + 1..] {
        let get = |name: &str| columns.get(name).and_then(|i| cells.get(*i)).cloned().unwrap_or_default();
        let code = get("HCPC");
        if !is_code(&code) {
            return Err(Reason::row(*number, format!("`{code}` is not a HCPCS code or modifier")));
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
