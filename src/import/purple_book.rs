//! The FDA Purple Book: licensed biologics by name, strength and presentation. It states no NDC: a presentation meets a package by
//! its name and its strength.

use std::collections::{BTreeMap, BTreeSet};

use super::cms_file::{CmsFile, Extracted, File, Merged, Options};
use super::columns::{Columns, RowFilter, at};
use super::edition;
use super::error::Reason;
use super::fda::{self, Generics, Given, plain};
use super::fda_directory::container;
use super::source::Source;
use crate::catalog::{Catalog, ContainerType, Date, Evidence, FdaFile, Product};
use crate::quantity::{Amount, Measure, Quantity};

const PATH: &str = "fda/purple_book.toml";

/// The Purple Book.
pub(super) struct PurpleBook;

/// A presentation: names in lower case, the strength read.
struct Presentation {
    names: Vec<String>,
    strength: Option<Strength>,
    evidence: Evidence,
}

/// `420MG/14ML`, `1000MG`, `10MG/ML`.
#[derive(Clone, Copy)]
struct Strength {
    amount: Quantity,
    /// Milliliters that hold it; nothing for a powder.
    volume: Option<Amount>,
    /// The volume is one of a concentration, not of a container.
    each: bool,
}

impl CmsFile for PurpleBook {
    fn title(&self) -> &'static str {
        "FDA Purple Book"
    }

    fn key(&self) -> &'static str {
        "fda-purple-book"
    }

    fn folder(&self) -> &'static str {
        "fda"
    }

    fn is_header(&self, columns: &Columns, _: &str) -> bool {
        ["proprietary name", "proper name", "strength", "product presentation"].iter().all(|name| columns.find(&[name]).is_some())
    }

    fn extract(&self, source: &Source<'_>, options: &Options<'_>, filter: &mut RowFilter<'_>) -> Result<Extracted, Reason> {
        let table = self.table(source)?;
        let edition = source.names.iter().find_map(|name| edition::month_in(name)).or_else(|| edition::month_in(&table.preamble()));
        let edition = edition.ok_or_else(|| Reason::NoEdition("neither its name nor its title holds a month and a year".to_owned()))?;
        let need = |name: &'static str| table.columns.need(&[name]);
        let (name, proper, strength) = (need("proprietary name")?, need("proper name")?, need("strength")?);
        let presentation = need("product presentation")?;
        let (form, route) = (table.columns.optional(&["dosage form"])?, table.columns.optional(&["route of administration"])?);
        let catalog = options.catalog;
        let today = catalog.codes().iter().filter_map(|c| c.dates.added).max().unwrap_or(Date::MIN);
        let generics = Generics::new(catalog, today);
        let (mut presentations, mut brands) = (Vec::new(), BTreeMap::<&str, BTreeMap<String, String>>::new());
        for (_, cells) in table.body() {
            let get = |column: Option<usize>| column.map_or("", |i| at(cells, i)).to_owned();
            let evidence = Evidence {
                container: container(at(cells, presentation)),
                holds: at(cells, presentation).to_owned(),
                form: get(form),
                route: get(route),
                strength: at(cells, strength).to_owned(),
                ..Evidence::default()
            };
            let names: Vec<&str> = at(cells, name).split(',').map(str::trim).filter(|n| !n.is_empty()).collect();
            let given = Given { form: &evidence.form, route: &evidence.route };
            let codes = generics.codes(at(cells, proper), &given);
            for code in &codes {
                for name in names.iter().filter(|name| fda::is_brand(name, at(cells, proper), code) && !generics.is_known(name, &codes)) {
                    brands.entry(&code.code).or_default().entry(plain(name)).or_insert_with(|| fda::capital(name));
                }
            }
            presentations.push(Presentation {
                names: names.iter().map(|name| plain(name)).collect(),
                strength: Strength::read(at(cells, strength)),
                evidence,
            });
        }
        let packages = packages(catalog, &presentations);
        let mut facts = FdaFile { source: "FDA Purple Book".to_owned(), edition: edition.clone(), packages, ..FdaFile::default() };
        for (code, names) in brands {
            let known = fda::known_brands(catalog, code);
            let names: Vec<String> = names.into_iter().filter(|(plain, _)| !known.contains(plain)).map(|(_, name)| name).collect();
            if !names.is_empty() {
                facts.brands.insert(code.to_owned(), names);
            }
        }
        let met: BTreeSet<&str> = facts.packages.values().map(|e| e.strength.as_str()).collect();
        (0..presentations.iter().filter(|p| !met.contains(p.evidence.strength.as_str())).count())
            .for_each(|_| filter.leave_out("no package of the catalog"));
        let (rows, taken) = (table.body().len(), facts.packages.len() + facts.brands.len());
        let files = fda::render(PATH, &facts);
        Ok(Extracted { edition, edition_from: "from its name or title".to_owned(), rows, taken, files })
    }

    fn merge(&self, held: &[File], new: Vec<File>) -> Result<Merged, Reason> {
        fda::merge(held, new)
    }
}

/// The packages whose name and strength one or more presentations have, all of them with the same container.
fn packages(catalog: &Catalog, presentations: &[Presentation]) -> BTreeMap<String, Evidence> {
    let mut by_name: BTreeMap<&str, Vec<&Presentation>> = BTreeMap::new();
    for presentation in presentations {
        presentation.names.iter().for_each(|name| by_name.entry(name).or_default().push(presentation));
    }
    let mut found = BTreeMap::new();
    for code in catalog.codes().iter() {
        for product in catalog.facts(&code.code).all_products() {
            let (Some(ndc), Some(named)) = (&product.ndc11, by_name.get(plain(&product.brand).as_str())) else { continue };
            let fitting: Vec<&Presentation> = named.iter().copied().filter(|p| p.strength.is_some_and(|s| s.is_of(product))).collect();
            let containers: BTreeSet<&str> = fitting.iter().map(|p| p.evidence.container.as_str()).collect();
            if let (Some(first), 1) = (fitting.first(), containers.len())
                && first.evidence.container != ContainerType::Unknown
            {
                found.insert(ndc.clone(), first.evidence.clone());
            }
        }
    }
    found
}

impl Strength {
    fn read(text: &str) -> Option<Strength> {
        let text = text.to_uppercase().replace(',', "");
        let (amount, volume) = match text.split_once('/') {
            Some((amount, volume)) => (amount, Some(volume.trim().strip_suffix("ML")?.trim())),
            None => (text.as_str(), None),
        };
        let amount = amount.trim();
        let unit = amount.find(|c: char| c.is_ascii_alphabetic())?;
        let measure = match amount[unit..].trim() {
            "MG" => Measure::parse("mg"),
            "G" | "GM" => Measure::parse("g"),
            "UG" | "MCG" => Measure::parse("mcg"),
            "UNIT" | "UNITS" | "U" => Measure::parse("units"),
            "IU" => Measure::parse("IU"),
            _ => return None,
        };
        let number = |text: &str| Amount::parse(text).or_else(|_| Amount::parse(&format!("0{text}"))).ok();
        let amount = Quantity::new(number(amount[..unit].trim())?, measure.ok()?);
        Some(Strength {
            amount,
            volume: volume.filter(|v| !v.is_empty()).map(|v| number(v).ok_or(())).transpose().ok()?,
            each: volume == Some(""),
        })
    }

    /// Is the package one of this strength? CMS's size is milliliters, or 1 for a container.
    fn is_of(self, product: &Product) -> bool {
        let Some(labeled) = product.labeled else { return false };
        let Ok((held, stated)) = labeled.with(self.amount) else { return false };
        if self.each {
            return stated.checked_mul(product.size) == Some(held);
        }
        held == stated && self.volume.is_none_or(|volume| volume == product.size || product.size == Amount::ONE)
    }
}
