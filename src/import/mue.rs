//! The medically unlikely edit (MUE) tables.

use std::collections::BTreeMap;

use super::columns::{Columns, Sieve, at};
use super::edition;
use super::error::Reason;
use super::table::Rows;
use crate::catalog::{MueTable, quarter_of};

/// Published edits of one setting.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitEdits {
    /// Which table.
    pub setting: MueTable,
    /// Code, most units, adjudication indicator (MAI).
    pub edits: BTreeMap<String, (u32, u8)>,
}

/// The table a header belongs to, by its value column: `Practitioner Services MUE Values`.
pub(super) fn setting(columns: &Columns) -> Option<Result<MueTable, Reason>> {
    let name = columns.name(columns.ending("mue values")?);
    if name.starts_with("practitioner") {
        Some(Ok(MueTable::Practitioner))
    } else if name.starts_with("outpatient") {
        Some(Ok(MueTable::Outpatient))
    } else {
        Some(Err(Reason::NotKept(format!("the MUE table `{name}`; jdex keeps practitioner and outpatient hospital services"))))
    }
}

/// Reads a table. Its date stands only in the name of the file (`Eff_07-01-2026`).
pub(super) fn read(table: &Rows, header: usize, names: &[&str], sieve: &mut Sieve<'_>) -> Result<(String, UnitEdits), Reason> {
    let quarter = names.iter().find_map(|name| edition::day_in(name)).map(quarter_of);
    let quarter = quarter.ok_or_else(|| {
        Reason::NoEdition("an MUE file states its date only in its name, `..._Eff_MM-DD-YYYY`; give it that name".to_owned())
    })?;
    let columns = Columns::new(&table[header].1);
    let setting = setting(&columns).unwrap_or_else(|| Err(Reason::NotCms("no column of MUE values".to_owned())))?;
    let value = columns.ending("mue values").unwrap_or(1);
    let indicator = columns.need(&["mue adjudication indicator"])?;
    let mut edits = BTreeMap::new();
    for (row, cells) in &table[header + 1..] {
        let code = at(cells, 0);
        if !sieve.takes(*row, code)? {
            continue;
        }
        let units: u32 =
            at(cells, value).parse().map_err(|_| Reason::row(*row, format!("{code}: `{}` is not a number of units", at(cells, value))))?;
        let mai = at(cells, indicator).chars().next().and_then(|c| c.to_digit(10)).filter(|d| (1..=3).contains(d));
        let mai = mai.and_then(|d| u8::try_from(d).ok());
        let mai = mai.ok_or_else(|| {
            Reason::row(*row, format!("{code}: `{}` does not begin with an indicator of 1, 2 or 3", at(cells, indicator)))
        })?;
        if let Some(before) = edits.insert(code.to_owned(), (units, mai)).filter(|before| *before != (units, mai)) {
            return Err(Reason::row(*row, format!("{code} is listed twice, with {} and {units} units", before.0)));
        }
    }
    Ok((quarter, UnitEdits { setting, edits }))
}
