//! What Medicare pays: the payment limit (ASP) file, Addendum B, and a history of Addendum B in long form.

use std::collections::BTreeMap;

use super::columns::{Columns, Sieve, at, preamble};
use super::edition;
use super::error::{ImportError, Reason};
use super::table::Rows;
use super::write::{self, File};
use crate::catalog::{PaymentSource, family, quarter_of};
use crate::quantity::Amount;

/// Payments by code and quarter, as the catalog writes them: `164.253`, `K 118.2`, `N`, `-`.
#[derive(Clone, Debug, PartialEq)]
pub struct Payments {
    /// Which file they come from.
    pub source: PaymentSource,
    /// Code, quarter (`2025-10`), cell.
    pub cells: BTreeMap<String, BTreeMap<String, String>>,
}

impl Payments {
    fn insert(&mut self, row: usize, code: &str, quarter: &str, cell: String) -> Result<(), Reason> {
        match self.cells.entry(code.to_owned()).or_default().insert(quarter.to_owned(), cell.clone()) {
            Some(before) if before != cell => Err(Reason::row(row, format!("{code} is listed twice for {quarter}: {before} and {cell}"))),
            _ => Ok(()),
        }
    }

    /// The newest quarter held.
    pub(super) fn newest(&self) -> Option<&String> {
        self.cells.values().flat_map(BTreeMap::keys).max()
    }
}

/// Dollars as written: `$1,234.50`, `164.253`. A spreadsheet's double (`0.11500000000000002`) is rounded to the sixth
/// decimal: CMS publishes three.
fn dollars(row: usize, text: &str) -> Result<Amount, Reason> {
    let plain = text.trim_start_matches('$').trim();
    let (whole, decimals) = plain.split_once('.').unwrap_or((plain, ""));
    let parsed = if decimals.len() > 6 && decimals.bytes().all(|b| b.is_ascii_digit()) {
        // As many decimals as an amount may be read with; those beyond cannot change the sixth.
        let kept = decimals.len().min(14usize.saturating_sub(whole.len()));
        Amount::parse(&format!("{whole}.{}", &decimals[..kept])).map(|a| a.round_half_up(6))
    } else {
        Amount::parse(plain)
    };
    parsed.map_err(|e| Reason::row(row, format!("the payment {e}")))
}

/// The payment limit file: header `HCPCS Code ... Payment Limit`.
pub(super) fn limits(table: &Rows, header: usize, sieve: &mut Sieve<'_>) -> Result<(String, Payments), Reason> {
    let title = preamble(table, header);
    let effective = title.lines().find(|line| line.to_lowercase().contains("effective"));
    let quarter = effective.and_then(edition::quarter_in);
    let quarter = quarter.ok_or_else(|| Reason::NoEdition("no row above the header says `Effective <month> <day>, <year>`".to_owned()))?;
    let columns = Columns::new(&table[header].1);
    let (code, limit) = (columns.need(&["hcpcs code"])?, columns.need(&["payment limit"])?);
    let mut payments = Payments { source: PaymentSource::Asp, cells: BTreeMap::new() };
    for (row, cells) in &table[header + 1..] {
        if sieve.takes(*row, at(cells, code))? {
            let cell = match at(cells, limit) {
                "" | "N/A" | "n/a" => "-".to_owned(),
                text => dollars(*row, text)?.to_string(),
            };
            payments.insert(*row, at(cells, code), &quarter, cell)?;
        }
    }
    Ok((quarter, payments))
}

/// Addendum B as CMS publishes it: `HCPCS Code, Short Descriptor, SI, APC, Relative Weight, Payment Rate ...`.
pub(super) fn addendum_b(table: &Rows, header: usize, name: &str, sieve: &mut Sieve<'_>) -> Result<(String, Payments), Reason> {
    let quarter = edition::quarter_in(&preamble(table, header)).or_else(|| edition::quarter_in(name));
    let quarter = quarter.ok_or_else(|| Reason::NoEdition("neither the title nor the name holds a month and a year".to_owned()))?;
    let columns = Columns::new(&table[header].1);
    let code = columns.need(&["hcpcs code", "hcpcs"])?;
    let (indicator, rate) = (columns.need(&["si", "status indicator"])?, columns.need(&["payment rate"])?);
    let mut payments = Payments { source: PaymentSource::Opps, cells: BTreeMap::new() };
    for (row, cells) in &table[header + 1..] {
        // CMS ends the table with notes that begin with an asterisk.
        if at(cells, code).starts_with('*') {
            continue;
        }
        if sieve.takes(*row, at(cells, code))? {
            let cell = outpatient(*row, at(cells, indicator), at(cells, rate))?;
            payments.insert(*row, at(cells, code), &quarter, cell)?;
        }
    }
    Ok((quarter, payments))
}

/// Addendum B of many quarters in long form: `hcpcs, quarter_start, status_indicator, payment_rate`.
pub(super) fn history(table: &Rows, header: usize, sieve: &mut Sieve<'_>) -> Result<(String, Payments), Reason> {
    let columns = Columns::new(&table[header].1);
    let code = columns.need(&["hcpcs"])?;
    let start = columns.need(&["quarter_start"])?;
    let (indicator, rate) = (columns.need(&["status_indicator"])?, columns.need(&["payment_rate"])?);
    let mut payments = Payments { source: PaymentSource::Opps, cells: BTreeMap::new() };
    for (row, cells) in &table[header + 1..] {
        if sieve.takes(*row, at(cells, code))? {
            let day = edition::day_in(at(cells, start));
            let quarter = day.map(quarter_of);
            let quarter = quarter.ok_or_else(|| Reason::row(*row, format!("`{}` is not a date", at(cells, start))))?;
            let cell = outpatient(*row, at(cells, indicator), at(cells, rate))?;
            payments.insert(*row, at(cells, code), &quarter, cell)?;
        }
    }
    let newest = payments.newest().cloned();
    Ok((newest.ok_or_else(|| Reason::Empty("no row of the history was taken".to_owned()))?, payments))
}

/// `K 118.2`, or `N` alone where there is no rate.
fn outpatient(row: usize, indicator: &str, rate: &str) -> Result<String, Reason> {
    let letters = (1..=2).contains(&indicator.len()) && indicator.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    if !letters {
        return Err(Reason::row(row, format!("`{indicator}` is not an OPPS status indicator")));
    }
    match rate {
        "" | "." | "N/A" => Ok(indicator.to_owned()),
        text => Ok(format!("{indicator} {}", dollars(row, text)?)),
    }
}

impl Payments {
    /// By family, in the shape of the catalog's files.
    fn tables(&self) -> BTreeMap<String, write::PaymentTables> {
        let mut families: BTreeMap<String, write::PaymentTables> = BTreeMap::new();
        for (code, cells) in &self.cells {
            let tables = families.entry(family(code).to_owned()).or_default();
            tables.entry(code.clone()).or_default().insert(write::source_key(self.source).to_owned(), cells.clone());
        }
        families
    }

    /// `payments/J9.toml` ... as if nothing were held.
    pub(super) fn files(&self) -> Vec<File> {
        let files = self.tables().into_iter();
        files.map(|(family, tables)| (format!("payments/{family}.toml"), write::payments(&family, &tables))).collect()
    }
}

/// A payments file with new quarters laid over the held ones; a quarter held before is replaced. Both are texts of
/// `payments/<family>.toml`, `path` the name of the held one for the reason.
///
/// # Errors
/// One of the texts is no payments file.
pub fn merge_payments(path: &str, held: &str, new: &str) -> Result<String, ImportError> {
    let parse = |text: &str| {
        toml::from_str::<write::PaymentTables>(text)
            .map_err(|e| ImportError { file: path.to_owned(), reason: Reason::NotCms(format!("not a payments file: {}", e.message())) })
    };
    let mut merged = parse(held)?;
    for (code, sources) in parse(new)? {
        for (source, cells) in sources {
            merged.entry(code.clone()).or_default().entry(source).or_default().extend(cells);
        }
    }
    let family = merged.keys().next().map_or("", |code| family(code)).to_owned();
    Ok(write::payments(&family, &merged))
}
