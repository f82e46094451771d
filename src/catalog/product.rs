//! A package of a product as CMS's crosswalks state it, quarter by quarter.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::ndc;
use crate::quantity::{Amount, Measure, Quantity};

/// A package of a product that CMS maps to a code.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Product {
    /// The identifier as CMS writes it: `50242-0917-01`, or an id that is not an NDC.
    pub ndc: String,
    /// Eleven digits without hyphens; `None` where the identifier is not an NDC.
    pub ndc11: Option<String>,
    /// Brand or product name as CMS writes it.
    pub brand: String,
    /// The labeler's name.
    pub labeler: String,
    /// Billing units in one item (vial, syringe, bag): exact.
    pub units_per_item: Amount,
    /// Amount in one item: units per item times the code's unit. `None` where the code has no unit.
    pub labeled: Option<Quantity>,
    /// PKG SIZE: the amount of one item; CMS does not state of what (mL, vial or g).
    pub size: Amount,
    /// The measure of the size where it is certain.
    pub size_measure: Option<Measure>,
    /// PKG QTY: items in the package.
    pub items_per_package: Amount,
    /// Single-dose, multi-dose, or not known.
    pub container: ContainerType,
    /// The first quarter whose crosswalk lists the package under the code: `2024-01`.
    pub first_quarter: String,
    /// The last one. Older than the edition of the products for a package that is gone.
    pub last_quarter: String,
    /// Numbers that older crosswalks stated and CMS changed since, the newest first.
    pub earlier: Vec<PackageNumbers>,
    /// What in CMS's rows for packages of the same labeler and product contradicts this one.
    pub conflict: Option<String>,
}

/// The numbers of a package in a crosswalk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PackageNumbers {
    /// The last quarter that stated them.
    pub last_quarter: String,
    /// Billing units in one item.
    pub units_per_item: Amount,
    /// PKG SIZE.
    pub size: Amount,
    /// PKG QTY.
    pub items_per_package: Amount,
}

impl Product {
    /// A package as one crosswalk states it.
    pub fn new(ndc: String, brand: String, labeler: String, numbers: PackageNumbers) -> Product {
        Product {
            ndc11: ndc::eleven(&ndc).ok(),
            ndc,
            brand,
            labeler,
            units_per_item: numbers.units_per_item,
            labeled: None,
            size: numbers.size,
            size_measure: None,
            items_per_package: numbers.items_per_package,
            container: ContainerType::Unknown,
            first_quarter: numbers.last_quarter.clone(),
            last_quarter: numbers.last_quarter,
            earlier: Vec::new(),
            conflict: None,
        }
    }

    fn numbers(&self) -> PackageNumbers {
        PackageNumbers {
            last_quarter: self.last_quarter.clone(),
            units_per_item: self.units_per_item,
            size: self.size,
            items_per_package: self.items_per_package,
        }
    }

    /// Takes what the crosswalk of another quarter says about the same package: the newer quarter states the numbers, the older
    /// what they were.
    fn join(&mut self, other: Product) {
        let (newer, older) = if other.last_quarter >= self.last_quarter { (other, self.clone()) } else { (self.clone(), other) };
        let mut earlier: Vec<PackageNumbers> = newer.earlier.iter().chain(&older.earlier).cloned().collect();
        if older.last_quarter < newer.last_quarter {
            earlier.push(older.numbers());
        }
        earlier.sort_by(|a, b| b.last_quarter.cmp(&a.last_quarter));
        *self = newer;
        self.first_quarter = older.first_quarter.min(std::mem::take(&mut self.first_quarter));
        // Only the last quarter of each set of numbers, and none that still holds.
        let same = |a: &PackageNumbers, b: &PackageNumbers| {
            (a.units_per_item, a.size, a.items_per_package) == (b.units_per_item, b.size, b.items_per_package)
        };
        let mut last = self.numbers();
        self.earlier.clear();
        for numbers in earlier {
            if !same(&numbers, &last) {
                last = numbers.clone();
                self.earlier.push(numbers);
            }
        }
    }
}

/// The quarter that tells which packages are gone, after a crosswalk of `new` is laid beside what is held: each is a quarter and
/// how many packages it lists. A crosswalk with less than half of the packages held is a part of one, and nothing is gone for it.
pub fn newest_crosswalk<'a>(held: (&'a str, usize), new: (&'a str, usize)) -> &'a str {
    if new.0 < held.0 || new.1 * 2 < held.1 { held.0 } else { new.0 }
}

/// Lays the packages of one crosswalk beside those of others, for one code; sorted by NDC. How many are new.
pub fn join_products(held: &mut Vec<Product>, new: Vec<Product>) -> usize {
    let mut known: BTreeMap<String, Vec<Product>> = BTreeMap::new();
    for product in held.drain(..) {
        known.entry(product.ndc.clone()).or_default().push(product);
    }
    let mut added = 0;
    for product in new {
        let rows = known.entry(product.ndc.clone()).or_default();
        // CMS lists an NDC twice under one code where it differs in size.
        match rows.iter_mut().find(|p| p.last_quarter != product.last_quarter || p.numbers() == product.numbers()) {
            Some(row) => row.join(product),
            None => {
                added += 1;
                rows.push(product);
            }
        }
    }
    *held = known.into_values().flatten().collect();
    added
}

/// How a container may be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ContainerType {
    /// One patient, one time: what is left is discarded, JW or JZ is due.
    Single,
    /// Several doses: what is left is kept, neither JW nor JZ.
    Multi,
    /// Not known here.
    #[default]
    Unknown,
}

impl ContainerType {
    /// In words.
    pub fn as_str(self) -> &'static str {
        match self {
            ContainerType::Single => "single",
            ContainerType::Multi => "multi",
            ContainerType::Unknown => "unknown",
        }
    }
}
