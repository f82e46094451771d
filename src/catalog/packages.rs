//! What is known about packages beyond their row in CMS's crosswalk.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Confidence, ContainerType, Facts, Key, Keyed, Product, conflicts};
use crate::quantity::{Dimension, Measure};

/// What a label says about a package and CMS's crosswalk does not. A row of `package_notes.toml`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
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
pub(super) type PackageNotes = BTreeMap<String, PackageNote>;

/// What is known by the NDC of a package, in order.
pub(super) type ByNdc<T> = Keyed<(String, T)>;

impl<T> Key for (String, T) {
    fn key(&self) -> &str {
        &self.0
    }
}

/// Writes what is known about each package into the products; which of them stand under several codes.
pub(super) fn settle(facts: &mut BTreeMap<String, Facts>, notes: &PackageNotes) -> ByNdc<Vec<String>> {
    let mut codes: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (code, facts) in facts.iter_mut() {
        let listed = facts.discarded_drug.as_ref().is_some_and(|list| list.listed);
        for product in facts.products.iter_mut().chain(&mut facts.former_products) {
            product.settle(notes, listed);
            let of = codes.entry(product.ndc.clone()).or_default();
            if of.last() != Some(code) {
                of.push(code.clone());
            }
        }
        conflicts::find(&mut facts.products);
    }
    codes.into_iter().filter(|(_, codes)| codes.len() > 1).collect()
}

impl Product {
    /// The size counts what the label says, or FDA's package description where it states the same number. Without either it is
    /// certain only where the code bills a volume or an area and one item holds as much of it as its size says: a size of 100 for
    /// 100 mL. A size beside a mass may be milliliters, milligrams or the volume after reconstitution: CMS has written all three.
    ///
    /// Evidence says what sort of container it is, but never against CMS's list of single-dose codes.
    fn settle(&mut self, notes: &PackageNotes, listed: bool) {
        let note = self.ndc11.as_ref().and_then(|ndc| notes.get(ndc));
        let same = self.labeled.filter(|l| matches!(l.measure.dimension(), Dimension::Volume | Dimension::Area) && l.amount == self.size);
        let described =
            self.evidence.iter().find_map(|e| e.size()).filter(|q| q.amount == self.size && q.measure.dimension() == Dimension::Volume);
        self.size_measure = note.and_then(|n| n.size).or(same.map(|l| l.measure)).or(described.map(|q| q.measure));
        let evidence = self.container_evidence().map_or(ContainerType::Unknown, |e| e.container);
        let evidence = if listed && evidence == ContainerType::Multi { ContainerType::Unknown } else { evidence };
        self.container = note.map(|n| n.container).filter(|c| *c != ContainerType::Unknown).unwrap_or(evidence);
    }
}
