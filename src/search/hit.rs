//! One code that was found, and how.

use std::ops::Range;

/// How a hit was found, the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Tier {
    /// The whole code.
    Code,
    /// The start of a code.
    Prefix,
    /// Words of names, brands, descriptors, classes, notes.
    Words,
    /// A word with a letter wrong.
    Typo,
    /// Scattered letters.
    Fuzzy,
}

impl Tier {
    /// In words, as in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Tier::Code => "code",
            Tier::Prefix => "prefix",
            Tier::Words => "words",
            Tier::Typo => "typo",
            Tier::Fuzzy => "fuzzy",
        }
    }
}

/// A code that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its position in [`Catalog::codes`].
    pub position: usize,
    /// How it was found.
    pub tier: Tier,
    /// The text that matched: a code, a name, a brand.
    pub matched: String,
    /// Byte ranges of `matched` to highlight, in order, not overlapping.
    pub ranges: Vec<Range<usize>>,
}
