//! The ASP NDC-HCPCS crosswalk: which products are billed under a code, in which packages. Quarters add up: a package that a
//! newer crosswalk no longer lists stays with the last quarter that listed it.

use std::collections::BTreeMap;

use super::cms_file::{CmsFile, Extracted, File, Merged, Options};
use super::columns::{Columns, RowFilter, at};
use super::error::Reason;
use super::source::Source;
use super::{edition, write};
use crate::catalog::{PackageNumbers, ParsedCatalog, Product, join_products, newest_crosswalk};
use crate::quantity::Amount;

/// Packages by code.
pub(super) type Products = BTreeMap<String, Vec<Product>>;

/// The crosswalk that ASP prices are computed from.
pub(super) struct Crosswalk;

impl CmsFile for Crosswalk {
    fn title(&self) -> &'static str {
        "ASP NDC-HCPCS crosswalk"
    }

    fn key(&self) -> &'static str {
        "products"
    }

    fn folder(&self) -> &'static str {
        "products"
    }

    fn is_header(&self, columns: &Columns, _: &str) -> bool {
        columns.find(&["billunits"]).is_some() && columns.find(&["ndc", "ndc2"]).is_some()
    }

    /// CMS ships three more crosswalks in the same layout.
    fn detect(&self, source: &Source<'_>) -> Result<bool, Reason> {
        let Some((_, preamble)) = source.start(&|columns, preamble| self.is_header(columns, preamble)) else { return Ok(false) };
        let title = preamble.to_uppercase();
        let words: Vec<&str> = title.split(|c: char| !c.is_alphanumeric()).collect();
        match ["NOC", "AWP", "OPPS"].into_iter().find(|kind| words.windows(2).any(|w| w[0] == *kind && w[1] == "NDC")) {
            Some(kind) => Err(Reason::NotKept(format!("the {kind} NDC-HCPCS crosswalk; jdex keeps the ASP NDC-HCPCS crosswalk"))),
            None => Ok(true),
        }
    }

    /// `BILLUNITSPKG` is kept where `PKG QTY` times `BILLUNITS`, which CMS rounds to whole units, does not make it.
    fn extract(&self, source: &Source<'_>, _: &Options<'_>, filter: &mut RowFilter<'_>) -> Result<Extracted, Reason> {
        let table = self.table(source)?;
        let quarter = edition::quarter_in(&table.preamble());
        let quarter = quarter.ok_or_else(|| Reason::NoEdition("no row above the header holds a month and a year".to_owned()))?;
        let columns = &table.columns;
        let ndc = columns.need(&["ndc", "ndc2"])?;
        let (brand, labeler) = (columns.need(&["drug name"])?, columns.need(&["labeler name"])?);
        let (size, items, units) = (columns.need(&["pkg size"])?, columns.need(&["pkg qty"])?, columns.need(&["billunits"])?);
        let per_package = columns.find(&["billunitspkg"]);
        let mut products = Products::new();
        for (row, cells) in table.body() {
            let code = at(cells, 0);
            if !filter.takes(*row, code)? {
                continue;
            }
            if at(cells, ndc).is_empty() || at(cells, units).is_empty() {
                filter.leave_out("no product id or no billing units stated");
                continue;
            }
            // April 2024 holds `21.3125?`.
            if at(cells, units).ends_with('?') {
                filter.leave_out("billing units that CMS marks with `?`");
                continue;
            }
            let amount = |column: usize, name: &str| {
                let text = at(cells, column);
                Amount::parse(text).map_err(|e| Reason::row(*row, format!("{code} {}: {name} {e}", at(cells, ndc))))
            };
            let numbers = PackageNumbers {
                last_quarter: quarter.clone(),
                units_per_item: amount(units, "BILLUNITS")?,
                size: amount(size, "PKG SIZE")?,
                items_per_package: amount(items, "PKG QTY")?,
            };
            let stated =
                per_package.filter(|column| !at(cells, *column).is_empty()).map(|column| amount(column, "BILLUNITSPKG")).transpose()?;
            let text = |column: usize| at(cells, column).to_owned();
            let mut package = Product::new(text(ndc), text(brand), text(labeler), numbers);
            package.stated_per_package = stated.filter(|stated| !package.holds(*stated));
            products.entry(code.to_owned()).or_default().push(package);
        }
        for packages in products.values_mut() {
            packages.sort_by(|a, b| a.ndc.cmp(&b.ndc));
            let before = packages.len();
            packages.dedup();
            (packages.len()..before).for_each(|_| filter.leave_out("the same row twice"));
        }
        let taken = products.values().map(Vec::len).sum();
        let files = write::products(&products, &quarter);
        Ok(Extracted { edition: quarter, edition_from: "from its title".to_owned(), rows: table.body().len(), taken, files })
    }

    fn merge(&self, held: &[File], new: Vec<File>) -> Result<Merged, Reason> {
        let (before, new) = (write::read(held)?, write::read(&new)?);
        let edition = |parsed: &ParsedCatalog| parsed.editions.get("products").cloned().unwrap_or_default();
        let (quarter_held, quarter) = (edition(&before), edition(&new));
        let mut products = before.products.unwrap_or_default();
        let known = !products.is_empty();
        let listed = products.values().flatten().filter(|p| p.last_quarter >= quarter_held).count();
        let count = new.products.iter().flat_map(BTreeMap::values).map(Vec::len).sum();
        let newest = newest_crosswalk((&quarter_held, listed), (&quarter, count)).to_owned();
        let mut added = 0;
        for (code, packages) in new.products.unwrap_or_default() {
            added += join_products(products.entry(code).or_default(), packages);
        }
        let gone = products.values().flatten().filter(|p| p.last_quarter < newest).count();
        let mut notes = Vec::new();
        if quarter < quarter_held {
            notes.push(format!("older than the {quarter_held} held: its quarter is added"));
        }
        if newest < quarter {
            notes.push(format!("a part of a crosswalk: {count} packages, {listed} are held for {quarter_held}"));
        }
        if known {
            notes.push(format!("{added} packages were not held; {gone} stand only in quarters before {newest}"));
        }
        Ok(Merged { files: write::products(&products, &newest), notes, keeps_older: true, whole_folder: true })
    }

    fn adds_up(&self) -> bool {
        true
    }
}
