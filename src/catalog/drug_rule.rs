//! Which rows of CMS's code file bill a drug. The rows of `drug_rules.toml`.

use serde::{Deserialize, Serialize};

/// A row of the code file that meets every condition that is stated bills a drug.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DrugRule {
    /// Beginnings of codes (`J`, `A9`), whole codes, and ranges (`S0012-S0198`); empty for any code.
    #[serde(default)]
    pub codes: Vec<String>,
    /// Values of PRICE1, CMS's pricing indicator.
    #[serde(default)]
    pub price1: Vec<String>,
    /// BETOS categories.
    #[serde(default)]
    pub betos: Vec<String>,
    /// CMS publishes a payment limit (ASP) for the code.
    #[serde(default)]
    pub priced: bool,
    /// Why such rows are drugs, in words.
    pub why: String,
}

impl DrugRule {
    /// Does a row of the code file meet the conditions? `priced` is asked of the payments held.
    pub fn takes(&self, code: &str, price1: &str, betos: &str) -> bool {
        let listed = |values: &[String], value: &str| values.is_empty() || values.iter().any(|v| v == value);
        let in_range = |range: &str| match range.split_once('-') {
            Some((first, last)) => (first..=last).contains(&code),
            None => code.starts_with(range),
        };
        (self.codes.is_empty() || self.codes.iter().any(|range| in_range(range)))
            && listed(&self.price1, price1)
            && listed(&self.betos, betos)
    }
}
