//! Reading of what `jdex import` writes.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;

use super::Reader;
use crate::catalog::{
    Announced, AnnouncedAction, BillingUnit, Catalog, CmsColumns, Code, Dates, DrugRule, FdaFile, ImportedFile, Kind, ModifierFact, Mue,
    MueTable, PackageNumbers, Place, Product, UnitCaveat,
};
use crate::quantity::{Amount, Quantity};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CodesFile {
    edition: String,
    #[serde(default)]
    code: Vec<Spanned<CodeRow>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CodeRow {
    code: String,
    descriptor: String,
    #[serde(default)]
    short: String,
    #[serde(default)]
    name: String,
    kind: Kind,
    unit: Option<Quantity>,
    #[serde(default)]
    unit_others: Vec<Quantity>,
    #[serde(default)]
    traps: Vec<UnitCaveat>,
    #[serde(default)]
    unclassified: bool,
    unit_refused: Option<String>,
    added: Option<Date>,
    effective: Option<Date>,
    ended: Option<Date>,
    #[serde(default)]
    action: String,
    #[serde(default)]
    coverage: String,
    #[serde(default)]
    betos: String,
    #[serde(default)]
    xref: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ModifiersFile {
    edition: String,
    #[serde(default)]
    modifier: Vec<ModifierRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ModifierRow {
    code: String,
    descriptor: String,
    added: Option<Date>,
    effective: Option<Date>,
    ended: Option<Date>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProductsFile {
    edition: String,
    #[serde(default)]
    products: BTreeMap<String, Vec<Spanned<ProductRow>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProductRow {
    ndc: String,
    #[serde(default)]
    brand: String,
    #[serde(default)]
    labeler: String,
    units: Amount,
    size: Amount,
    items: Amount,
    /// Billing units in the package, where the other numbers do not make it.
    package_units: Option<Amount>,
    /// The first quarter that lists it; in a file of before quarters added up it is the edition.
    first: Option<String>,
    /// The last quarter that lists it, where that is not the edition.
    last: Option<String>,
    #[serde(default)]
    earlier: Vec<EarlierRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EarlierRow {
    last: String,
    units: Amount,
    size: Amount,
    items: Amount,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AnnouncedFile {
    edition: String,
    #[serde(default)]
    announced: Vec<AnnouncedRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AnnouncedRow {
    code: String,
    action: AnnouncedAction,
    #[serde(default)]
    short: String,
    date: Date,
    /// For readers of the file: the day follows from the quarter.
    #[serde(default, rename = "inferred")]
    _inferred: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ImportedFiles {
    #[serde(default)]
    file: Vec<ImportedFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DrugRules {
    rule: Vec<DrugRule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MueFile {
    edition: String,
    mue: BTreeMap<String, Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SingleDoseFile {
    edition: String,
    codes: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlacesFile {
    edition: String,
    place: Vec<Place>,
}

impl CodeRow {
    fn unit(&mut self) -> Result<BillingUnit, &'static str> {
        match (self.unit, self.unclassified, self.unit_refused.take()) {
            (Some(quantity), false, None) if quantity.amount.is_zero() || self.unit_others.iter().any(|q| q.amount.is_zero()) => {
                Err("a unit of nothing")
            }
            (Some(quantity), false, None) => {
                Ok(BillingUnit::Amount { quantity, others: std::mem::take(&mut self.unit_others), traps: std::mem::take(&mut self.traps) })
            }
            (None, true, None) => Ok(BillingUnit::Unclassified),
            (None, false, Some(reason)) => Ok(BillingUnit::Refused(reason)),
            (None, false, None) if self.kind == Kind::Other => Ok(BillingUnit::NotADrug),
            _ => Err("exactly one of `unit`, `unclassified = true` and `unit_refused` is needed"),
        }
    }
}

impl Reader<'_, '_> {
    pub(super) fn codes(&mut self) {
        let Some(file) = self.parse::<CodesFile>() else { return };
        for row in file.code {
            let origin = self.at(&row);
            let mut row = row.into_inner();
            let unit = match row.unit() {
                Ok(unit) => unit,
                Err(message) => {
                    self.problem(origin.line, format!("code {}: {message}", row.code));
                    continue;
                }
            };
            if let Some((first, _)) = self.book.codes.get(&row.code) {
                let message = format!("code {} is already defined at {first}; keep one", row.code);
                self.problem(origin.line, message);
                continue;
            }
            if row.code.len() != 5
                || !row.code.starts_with(|c: char| c.is_ascii_uppercase())
                || !row.code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
            {
                self.problem(
                    origin.line,
                    format!("`{}` is not a HCPCS Level II code: a capital letter and four capitals or digits", row.code),
                );
                continue;
            }
            let code = Code {
                dates: Dates { added: row.added, effective: row.effective, ended: row.ended },
                cms: CmsColumns { action: row.action, coverage: row.coverage, betos: row.betos, cross_references: row.xref },
                code: row.code,
                descriptor: row.descriptor,
                short: row.short,
                name: row.name,
                kind: row.kind,
                unit,
                edition: file.edition.clone(),
                announced: None,
            };
            self.book.codes.insert(code.code.clone(), (origin, code));
        }
        self.edition("codes", file.edition);
    }

    pub(super) fn modifiers(&mut self) {
        let Some(file) = self.parse::<ModifiersFile>() else { return };
        let facts = file.modifier.into_iter().map(|m| ModifierFact {
            code: m.code,
            descriptor: m.descriptor,
            dates: Dates { added: m.added, effective: m.effective, ended: m.ended },
        });
        self.book.modifiers = Some(facts.collect());
        self.edition("modifiers", file.edition);
    }

    pub(super) fn products(&mut self, held: &Catalog) {
        let Some(file) = self.parse::<ProductsFile>() else { return };
        for (code, rows) in file.products {
            let known = self.book.codes.get(&code).map(|(_, c)| c).or_else(|| held.code(&code));
            let unit = known.and_then(|c| c.unit.quantity());
            let products = rows.into_iter().map(|row| product(row.into_inner(), unit, &file.edition)).collect();
            self.book.products.get_or_insert_default().insert(code, products);
        }
        self.edition("products", file.edition);
    }

    pub(super) fn announced(&mut self) {
        let Some(file) = self.parse::<AnnouncedFile>() else { return };
        for row in file.announced {
            let change = Announced { quarter: file.edition.clone(), action: row.action, short: row.short, date: row.date };
            self.book.announced.insert(row.code, change);
        }
        self.edition("announced", file.edition);
    }

    pub(super) fn imported(&mut self) {
        let Some(file) = self.parse::<ImportedFiles>() else { return };
        self.book.imported.extend(file.file);
    }

    pub(super) fn fda(&mut self) {
        let Some(mut file) = self.parse::<FdaFile>() else { return };
        for evidence in file.packages.values_mut() {
            evidence.source.clone_from(&file.source);
            evidence.as_of.clone_from(&file.edition);
        }
        self.edition(&file.source.to_lowercase().replace(' ', "-"), file.edition.clone());
        self.book.fda.push(file);
    }

    pub(super) fn drug_rules(&mut self) {
        self.book.drug_rules = self.parse::<DrugRules>().map(|file| file.rule);
    }

    pub(super) fn mue(&mut self, setting: MueTable) {
        let Some(file) = self.parse::<MueFile>() else { return };
        let mut edits = BTreeMap::new();
        for (code, cell) in file.mue {
            let origin = self.at(&cell);
            let words: Vec<&str> = cell.get_ref().split(' ').collect();
            let parsed = match words.as_slice() {
                [value, mai, quarter @ ..] if quarter.len() < 2 => value.parse().ok().zip(mai.parse().ok().filter(|m| (1..=3).contains(m))),
                _ => None,
            };
            match parsed {
                Some((value, mai)) => {
                    let quarter = words.get(2).map_or_else(|| file.edition.clone(), |quarter| (*quarter).to_owned());
                    edits.insert(code, Mue { setting, value, mai, quarter });
                }
                None => self.problem(
                    origin.line,
                    format!("`{}` is not an MUE; write \"210 3\": the value, the adjudication indicator", cell.get_ref()),
                ),
            }
        }
        self.book.mue.insert(setting, edits);
        self.edition(setting.as_str(), file.edition);
    }

    pub(super) fn single_dose(&mut self) {
        let Some(mut file) = self.parse::<SingleDoseFile>() else { return };
        file.codes.sort();
        self.book.single_dose = Some((file.edition.clone(), file.codes));
        self.edition("single-dose", file.edition);
    }

    pub(super) fn places(&mut self) {
        let Some(file) = self.parse::<PlacesFile>() else { return };
        self.book.places = Some(file.place);
        self.edition("places", file.edition);
    }

    pub(super) fn edition(&mut self, what: &str, edition: String) {
        self.book.editions.insert(what.to_owned(), edition);
    }
}

fn product(row: ProductRow, unit: Option<Quantity>, edition: &str) -> Product {
    let last_quarter = row.last.unwrap_or_else(|| edition.to_owned());
    let numbers = PackageNumbers { last_quarter, units_per_item: row.units, size: row.size, items_per_package: row.items };
    let mut product = Product::new(row.ndc, row.brand, row.labeler, numbers);
    product.stated_per_package = row.package_units;
    product.labeled = unit.and_then(|u| u.times(row.units).ok());
    product.first_quarter = row.first.unwrap_or(product.first_quarter);
    let earlier = row.earlier.into_iter();
    product.earlier = earlier
        .map(|e| PackageNumbers { last_quarter: e.last, units_per_item: e.units, size: e.size, items_per_package: e.items })
        .collect();
    product
}
