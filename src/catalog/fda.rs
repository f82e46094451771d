//! What FDA's files say about packages: the NDC directory and the Purple Book.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::words::words;
use crate::quantity::Quantity;

/// What one file says about one package.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Evidence {
    /// The file: `FDA NDC directory`.
    pub source: String,
    /// Its month: `2019-04`.
    pub as_of: String,
    /// What it says about the container.
    pub container: ContainerType,
    /// The innermost package in FDA's words: `20 mL in 1 VIAL, SINGLE-DOSE`.
    pub holds: String,
    /// Dosage form.
    pub form: String,
    /// Routes of administration.
    pub route: String,
    /// Strength.
    pub strength: String,
}

impl Evidence {
    /// What the innermost package holds, where the description says so: `20 mL in 1 VIAL`.
    pub fn size(&self) -> Option<Quantity> {
        let (amount, container) = self.holds.split_once(" in ")?;
        container.starts_with("1 ").then(|| Quantity::parse(amount).ok()).flatten()
    }
}

/// The facts of one file. A file of `fda/`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FdaFile {
    /// The file, as people call it.
    pub source: String,
    /// Its month.
    pub edition: String,
    /// By NDC of eleven digits.
    #[serde(default)]
    pub packages: BTreeMap<String, Evidence>,
    /// Proprietary names by code, beside those of CMS's crosswalk. Words for the search: where several codes bill the drug, each has
    /// the name, whichever of them bills the product.
    #[serde(default)]
    pub brands: BTreeMap<String, Vec<String>>,
    /// Names as CMS's crosswalk misspells them, and as they are.
    #[serde(default)]
    pub misspelled: BTreeMap<String, String>,
}

words! {
    /// How a container may be used.
    #[derive(Default)]
    pub enum ContainerType {
        /// One patient, one time: what is left is discarded, JW or JZ is due.
        Single = "single",
        /// Several doses: what is left is kept, neither JW nor JZ.
        Multi = "multi",
        /// Not known here.
        #[default]
        Unknown = "unknown",
    }
}
