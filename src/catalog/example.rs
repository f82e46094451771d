//! Worked examples that others published, and what is to be said about them.

use serde::{Deserialize, Serialize};

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
    #[serde(default)]
    pub administered: Option<u64>,
    /// Discarded units as published.
    #[serde(default)]
    pub discarded: Option<u64>,
    /// What is to be said about it.
    pub verdict: ExampleVerdict,
    /// Why, where it is not simply right.
    #[serde(default)]
    pub reason: String,
}

/// What is to be said about a published example.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ExampleVerdict {
    /// Right today.
    Ok,
    /// Wrong.
    Wrong,
    /// True once, not today.
    Stale,
    /// Too unclear to be held against anything.
    Ambiguous,
}

impl ExampleVerdict {
    /// In a word.
    pub fn as_str(self) -> &'static str {
        match self {
            ExampleVerdict::Ok => "ok",
            ExampleVerdict::Wrong => "wrong",
            ExampleVerdict::Stale => "stale",
            ExampleVerdict::Ambiguous => "ambiguous",
        }
    }
}
