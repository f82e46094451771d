//! The ASP NDC-HCPCS crosswalk: which products are billed under a code, in which packages. Quarters add up: a package that a
//! newer crosswalk no longer lists stays with the last quarter that listed it.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::cms_file::{CmsFile, Extracted, Merged};
use super::columns::{Columns, RowFilter, at};
use super::error::Reason;
use super::source::Source;
use super::{File, Options, edition, write};
use crate::quantity::Amount;

/// A package under a code, as the catalog writes it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Package {
    /// The NDC or another product id, as CMS writes it.
    pub ndc: String,
    /// Drug name.
    #[serde(default)]
    pub brand: String,
    /// Labeler name.
    #[serde(default)]
    pub labeler: String,
    /// BILLUNITS: billing units in one item.
    pub units: Amount,
    /// PKG SIZE: the amount of one item.
    pub size: Amount,
    /// PKG QTY: items in the package.
    pub items: Amount,
    /// The first quarter that lists it; empty in a file of before quarters added up.
    #[serde(default)]
    pub first: String,
    /// The last quarter that lists it; empty where that is the edition of the file.
    #[serde(default)]
    pub last: String,
    /// What older quarters stated where it differs, the newest first.
    #[serde(default)]
    pub earlier: Vec<Earlier>,
}

/// Numbers of a package that CMS changed later.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Earlier {
    /// The last quarter that stated them.
    pub last: String,
    pub units: Amount,
    pub size: Amount,
    pub items: Amount,
}

/// Packages by code.
pub type Products = BTreeMap<String, Vec<Package>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProductsFile {
    edition: String,
    #[serde(default)]
    products: Products,
}

/// The crosswalk that ASP prices are computed from.
pub(super) struct Crosswalk;

fn is_header(columns: &Columns, _: &str) -> bool {
    columns.find(&["billunits"]).is_some() && columns.find(&["ndc", "ndc2"]).is_some()
}

impl CmsFile for Crosswalk {
    type Facts = Products;

    fn title(&self) -> &'static str {
        "ASP NDC-HCPCS crosswalk"
    }

    fn key(&self) -> &'static str {
        "products"
    }

    fn folder(&self) -> &'static str {
        "products"
    }

    /// CMS ships three more crosswalks in the same layout.
    fn detect(&self, source: &Source<'_>) -> Result<bool, Reason> {
        let Some((_, preamble)) = source.start(is_header) else { return Ok(false) };
        let title = preamble.to_uppercase();
        let words: Vec<&str> = title.split(|c: char| !c.is_alphanumeric()).collect();
        match ["NOC", "AWP", "OPPS"].into_iter().find(|kind| words.windows(2).any(|w| w[0] == *kind && w[1] == "NDC")) {
            Some(kind) => Err(Reason::NotKept(format!("the {kind} NDC-HCPCS crosswalk; jdex keeps the ASP NDC-HCPCS crosswalk"))),
            None => Ok(true),
        }
    }

    /// `BILLUNITSPKG` is passed over: CMS rounds it up.
    fn extract(&self, source: &Source<'_>, _: &Options<'_>, filter: &mut RowFilter<'_>) -> Result<Extracted<Products>, Reason> {
        let table = source.table(is_header)?;
        let quarter = edition::quarter_in(&table.preamble());
        let quarter = quarter.ok_or_else(|| Reason::NoEdition("no row above the header holds a month and a year".to_owned()))?;
        let columns = &table.columns;
        let ndc = columns.need(&["ndc", "ndc2"])?;
        let (brand, labeler) = (columns.need(&["drug name"])?, columns.need(&["labeler name"])?);
        let (size, items, units) = (columns.need(&["pkg size"])?, columns.need(&["pkg qty"])?, columns.need(&["billunits"])?);
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
            let package = Package {
                ndc: at(cells, ndc).to_owned(),
                brand: at(cells, brand).to_owned(),
                labeler: at(cells, labeler).to_owned(),
                units: amount(units, "BILLUNITS")?,
                size: amount(size, "PKG SIZE")?,
                items: amount(items, "PKG QTY")?,
                first: quarter.clone(),
                last: quarter.clone(),
                earlier: Vec::new(),
            };
            products.entry(code.to_owned()).or_default().push(package);
        }
        for packages in products.values_mut() {
            packages.sort();
            let before = packages.len();
            packages.dedup();
            (packages.len()..before).for_each(|_| filter.leave_out("the same row twice"));
        }
        let taken = products.values().map(Vec::len).sum();
        Ok(Extracted { edition: quarter, edition_from: "from its title".to_owned(), rows: table.body().len(), taken, facts: products })
    }

    fn render(&self, extracted: &Extracted<Products>) -> Vec<File> {
        write::products(&extracted.facts, &extracted.edition)
    }

    fn merge(&self, held: &[File], new: Vec<File>) -> Result<Merged, Reason> {
        if held.is_empty() {
            return Ok(Merged { files: new, ..Merged::default() });
        }
        let (before, mut products) = read(held)?;
        let (quarter, new) = read(&new)?;
        let edition = before.clone().max(quarter.clone());
        let mut added = 0;
        for (code, packages) in new {
            let known = products.entry(code).or_default();
            for package in packages {
                match known.iter_mut().find(|p| p.ndc == package.ndc) {
                    Some(held) => held.join(package),
                    None => {
                        added += 1;
                        known.push(package);
                    }
                }
            }
            known.sort();
        }
        let gone = products.values().flatten().filter(|p| p.last < edition).count();
        let mut notes = vec![format!("{added} packages are new to the catalog; {gone} are only in quarters before {edition}")];
        if quarter < before {
            notes.insert(0, format!("older than the {before} held: its quarter is added"));
        }
        Ok(Merged { files: write::products(&products, &edition), notes, keeps_older: true })
    }

    fn adds_up(&self) -> bool {
        true
    }
}

impl Package {
    /// The newer quarter states the numbers, the older one what they were.
    fn join(&mut self, other: Package) {
        let first = self.first.clone().min(other.first.clone());
        let other = if other.last >= self.last { std::mem::replace(self, other) } else { other };
        let newer_first = self.last.clone();
        self.first = first;
        let mut earlier = std::mem::take(&mut self.earlier);
        earlier.extend(other.earlier);
        if other.last < newer_first {
            earlier.push(Earlier { last: other.last, units: other.units, size: other.size, items: other.items });
        }
        earlier.sort_by(|a, b| b.last.cmp(&a.last));
        // Only the last quarter of each set of numbers, and none of today's.
        let mut numbers = (self.units, self.size, self.items);
        for e in earlier {
            if (e.units, e.size, e.items) != numbers {
                numbers = (e.units, e.size, e.items);
                self.earlier.push(e);
            }
        }
    }
}

/// The edition and the packages of the files of a folder.
fn read(files: &[File]) -> Result<(String, Products), Reason> {
    let mut edition = String::new();
    let mut products = Products::new();
    for (path, text) in files {
        let file: ProductsFile = write::parse(path, text)?;
        for (code, mut packages) in file.products {
            for package in &mut packages {
                if package.last.is_empty() {
                    package.last.clone_from(&file.edition);
                }
                if package.first.is_empty() {
                    package.first.clone_from(&package.last);
                }
            }
            products.insert(code, packages);
        }
        edition = edition.max(file.edition);
    }
    Ok((edition, products))
}
