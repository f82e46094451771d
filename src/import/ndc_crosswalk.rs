//! The ASP NDC-HCPCS crosswalk: which products are billed under a code, in which packages.

use std::collections::BTreeMap;

use super::columns::{Columns, Sieve, at, preamble};
use super::edition;
use super::error::Reason;
use super::table::Rows;
use crate::quantity::Amount;

/// A package under a code, as the catalog writes it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Package {
    /// The NDC or another product id, as CMS writes it.
    pub ndc: String,
    /// Drug name.
    pub brand: String,
    /// Labeler name.
    pub labeler: String,
    /// BILLUNITS: billing units in one item.
    pub units: Amount,
    /// PKG SIZE: the amount of one item.
    pub size: Amount,
    /// PKG QTY: items in the package.
    pub items: Amount,
}

/// Packages by code.
pub type Products = BTreeMap<String, Vec<Package>>;

/// Reads the crosswalk. `BILLUNITSPKG` is passed over: CMS rounds it up.
pub(super) fn read(table: &Rows, header: usize, sieve: &mut Sieve<'_>) -> Result<(String, Products), Reason> {
    let title = preamble(table, header);
    let quarter = edition::quarter_in(&title);
    let quarter = quarter.ok_or_else(|| Reason::NoEdition("no row above the header holds a month and a year".to_owned()))?;
    let columns = Columns::new(&table[header].1);
    let ndc = columns.need(&["ndc", "ndc2"])?;
    let (brand, labeler) = (columns.need(&["drug name"])?, columns.need(&["labeler name"])?);
    let (size, items, units) = (columns.need(&["pkg size"])?, columns.need(&["pkg qty"])?, columns.need(&["billunits"])?);
    let mut products = Products::new();
    for (row, cells) in &table[header + 1..] {
        let code = at(cells, 0);
        if !sieve.takes(*row, code)? {
            continue;
        }
        if at(cells, ndc).is_empty() || at(cells, units).is_empty() {
            sieve.leave_out("no product id or no billing units stated");
            continue;
        }
        let amount = |column: usize, name: &str| {
            let text = at(cells, column);
            Amount::parse(text).map_err(|e| Reason::row(*row, format!("{code} {}: {name} {e}", at(cells, ndc))))
        };
        let package = Package {
            ndc: at(cells, ndc).to_owned(),
            brand: at(cells, brand).to_owned(),
            labeler: at(cells, labeler).to_owned(),
            units: amount(units, "BILLUNITS")?,
            size: amount(size, "PKG SIZE")?,
            items: amount(items, "PKG QTY")?,
        };
        products.entry(code.to_owned()).or_default().push(package);
    }
    for packages in products.values_mut() {
        packages.sort();
        let before = packages.len();
        packages.dedup();
        (packages.len()..before).for_each(|_| sieve.leave_out("the same row twice"));
    }
    Ok((quarter, products))
}
