//! What FDA's files say about packages: the NDC directory and the Purple Book.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::quantity::Quantity;

/// What one file says about one package.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// The file: `FDA NDC directory`.
    #[serde(default)]
    pub source: String,
    /// Its month: `2019-04`.
    #[serde(default)]
    pub as_of: String,
    /// What it says about the container.
    #[serde(default)]
    pub container: ContainerType,
    /// The innermost package in FDA's words: `20 mL in 1 VIAL, SINGLE-DOSE`.
    #[serde(default)]
    pub holds: String,
    /// Dosage form.
    #[serde(default)]
    pub form: String,
    /// Routes of administration.
    #[serde(default)]
    pub route: String,
    /// Strength.
    #[serde(default)]
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
