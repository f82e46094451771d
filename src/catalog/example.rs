//! Worked examples that others published, and what is to be said about them.

use serde::{Deserialize, Serialize};

use super::words::words;

/// One published computation of units. Quantities are as a person would type them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// A short id.
    pub id: String,
    /// Who published it.
    pub source: String,
    /// Where it stands.
    #[serde(default)]
    pub address: String,
    /// The code, where one is named.
    #[serde(default)]
    pub code: String,
    /// The billing unit: `10 mg`.
    pub unit: String,
    /// The dose: `350 mg`.
    pub dose: String,
    /// What was opened: `4x100 mg`; empty where the source does not say.
    #[serde(default)]
    pub opened: String,
    /// `single`, `multi` or empty.
    #[serde(default)]
    pub container: String,
    /// Administered units as published.
    pub administered: Option<u64>,
    /// Discarded units as published.
    pub discarded: Option<u64>,
    /// What is to be said about it.
    pub verdict: ExampleVerdict,
    /// Why, where it is not simply right.
    #[serde(default)]
    pub reason: String,
}

words! {
    /// What is to be said about a published example.
    pub enum ExampleVerdict {
        /// Right today.
        Ok = "ok",
        /// Wrong.
        Wrong = "wrong",
        /// True once, not today.
        Stale = "stale",
        /// Too unclear to be held against anything.
        Ambiguous = "ambiguous",
    }
}
