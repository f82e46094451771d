//! A package of a product as CMS's crosswalks state it, quarter by quarter.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{ContainerType, Evidence, ndc};
use crate::quantity::{Amount, Measure, Quantity};

/// A package of a product that CMS maps to a code.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Product {
    /// The identifier as CMS writes it: `50242-0917-01`, or an id that is not an NDC.
    pub ndc: String,
    /// Eleven digits without hyphens; `None` where the identifier is not an NDC.
    pub ndc11: Option<String>,
    /// Brand or product name, as CMS writes it but for misspellings.
    pub brand: String,
    /// The name as CMS writes it, where that is misspelled.
    pub brand_written: Option<String>,
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
    /// BILLUNITSPKG: billing units in the package, where the other numbers of the row do not make it.
    pub stated_per_package: Option<Amount>,
    /// Single-dose, multi-dose, or not known.
    pub container: ContainerType,
    /// What FDA's files say about the package, the newest first.
    pub evidence: Vec<Evidence>,
    /// The first quarter whose crosswalk lists the package under the code: `2024-01`.
    pub first_quarter: String,
    /// The last one. Older than the edition of the products for a package that is gone.
    pub last_quarter: String,
    /// Numbers that older crosswalks stated and CMS changed since, the newest first.
    pub earlier: Vec<PackageNumbers>,
    /// What contradicts the numbers: the row itself, rows for packages of the same labeler and product, FDA's strength.
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
            brand_written: None,
            labeler,
            units_per_item: numbers.units_per_item,
            labeled: None,
            size: numbers.size,
            size_measure: None,
            items_per_package: numbers.items_per_package,
            stated_per_package: None,
            container: ContainerType::Unknown,
            evidence: Vec::new(),
            first_quarter: numbers.last_quarter.clone(),
            last_quarter: numbers.last_quarter,
            earlier: Vec::new(),
            conflict: None,
        }
    }

    /// The name as CMS writes it.
    pub fn written(&self) -> &str {
        self.brand_written.as_ref().unwrap_or(&self.brand)
    }

    /// Do units and items make so many units in the package, rounded to whole ones?
    pub fn holds(&self, in_package: Amount) -> bool {
        let Some(made) = self.units_per_item.checked_mul(self.items_per_package) else { return false };
        let difference = if made > in_package { made.checked_sub(in_package) } else { in_package.checked_sub(made) };
        difference.is_some_and(|difference| difference < Amount::ONE)
    }

    /// Does the row count other units in the package than in its items? Then what an item holds is in doubt; where packages differ
    /// in size alone it is not. A unit that is a dose may take several items.
    pub fn contradicts_itself(&self) -> bool {
        self.stated_per_package.is_some() && !self.labeled.is_some_and(|labeled| labeled.measure.is_count())
    }

    /// The evidence that says what sort of container it is.
    pub fn container_evidence(&self) -> Option<&Evidence> {
        self.evidence.iter().find(|e| e.container != ContainerType::Unknown)
    }

    /// Takes what a file says; of one file the newer edition.
    pub(super) fn take_evidence(&mut self, new: Evidence) {
        match self.evidence.iter_mut().find(|e| e.source == new.source) {
            Some(held) if held.as_of > new.as_of => {}
            Some(held) => *held = new,
            None => self.evidence.push(new),
        }
        self.evidence.sort_by(|a, b| b.as_of.cmp(&a.as_of));
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
        let evidence = std::mem::take(&mut self.evidence);
        // A name that was put right stays so while CMS writes it as before.
        let right = [&*self, &older].into_iter().find(|p| p.brand_written.as_ref() == Some(&newer.brand)).map(|p| p.brand.clone());
        *self = newer;
        if let Some(right) = right {
            self.brand_written = Some(std::mem::replace(&mut self.brand, right));
        }
        evidence.into_iter().chain(older.evidence).for_each(|e| self.take_evidence(e));
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
