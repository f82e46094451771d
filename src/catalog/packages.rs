//! What is known about packages beyond their row in CMS's crosswalk.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Confidence, ContainerType, Facts, Product, conflicts};
use crate::quantity::{Dimension, Measure};

/// What a label says about a package and CMS's crosswalk does not. A row of `package_notes.toml`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackageNote {
    /// The NDC of the package.
    pub ndc: String,
    /// Single-dose or multi-dose; `unknown` where only the size is told.
    #[serde(default)]
    pub container: ContainerType,
    /// What CMS's PKG SIZE counts: `mL`, `mg`, `vial`.
    pub size: Option<Measure>,
    /// In our words, where there is more to say: what the diluent changes, say.
    #[serde(default)]
    pub note: String,
    /// Ids in `sources.toml`.
    #[serde(default)]
    pub sources: Vec<String>,
    /// How it is known.
    #[serde(default)]
    pub confidence: Confidence,
}

/// Notes on packages by NDC, eleven digits.
pub type PackageNotes = BTreeMap<String, PackageNote>;

/// Codes by the identifier of a product that stands under more than one.
pub type SharedProducts = BTreeMap<String, Vec<String>>;

/// Writes what is known about each package into the products; which of them stand under several codes.
pub(super) fn settle(facts: &mut BTreeMap<String, Facts>, notes: &PackageNotes) -> SharedProducts {
    let mut codes = SharedProducts::new();
    for (code, facts) in facts.iter_mut() {
        for product in facts.products.iter_mut().chain(&mut facts.former_products) {
            product.settle(notes);
            let of = codes.entry(product.ndc.clone()).or_default();
            if of.last() != Some(code) {
                of.push(code.clone());
            }
        }
        conflicts::find(&mut facts.products);
    }
    codes.retain(|_, codes| codes.len() > 1);
    codes
}

impl Product {
    /// The size counts what the label says. Without a label it is certain only where the code bills a volume or an area and
    /// one item holds as much of it as its size says: a size of 100 for 100 mL. A size beside a mass may be milliliters,
    /// milligrams or the volume after reconstitution: CMS has written all three.
    fn settle(&mut self, notes: &PackageNotes) {
        let note = self.ndc11.as_ref().and_then(|ndc| notes.get(ndc));
        let same = self.labeled.filter(|l| matches!(l.measure.dimension(), Dimension::Volume | Dimension::Area) && l.amount == self.size);
        self.size_measure = note.and_then(|n| n.size).or(same.map(|l| l.measure));
        self.container = note.map_or(ContainerType::Unknown, |n| n.container);
    }
}
