//! Finding codes: an index over the catalog, searched in tiers.

use std::ops::Range;

use crate::catalog::{Catalog, Date, State};

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

/// A code that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its position in [`Catalog::codes`].
    pub position: usize,
    /// How it was found.
    pub tier: Tier,
    /// The text that matched: a code, a name, a brand.
    pub matched: String,
    /// Byte ranges of `matched` to highlight.
    pub ranges: Vec<Range<usize>>,
}

/// The searchable words of a catalog.
#[derive(Debug)]
pub struct Index {
    rows: Vec<(String, String, crate::catalog::Dates)>,
}

impl Index {
    /// Indexes a catalog.
    pub fn new(catalog: &Catalog) -> Index {
        Index { rows: catalog.codes().iter().map(|c| (c.code.clone(), c.descriptor.to_lowercase(), c.dates)).collect() }
    }

    /// The best `limit` hits for what was typed, active codes before ended ones within a tier. An empty query finds nothing.
    pub fn search(&self, query: &str, on: Date, limit: usize) -> Vec<Hit> {
        let query = query.trim().to_lowercase();
        let mut hits: Vec<(bool, Hit)> = Vec::new();
        for (position, (code, descriptor, dates)) in self.rows.iter().enumerate() {
            let tier = if code.to_lowercase() == query {
                Tier::Code
            } else if code.to_lowercase().starts_with(&query) {
                Tier::Prefix
            } else if descriptor.contains(&query) {
                Tier::Words
            } else {
                continue;
            };
            hits.push((dates.state(on) == State::Ended, Hit { position, tier, matched: code.clone(), ranges: Vec::new() }));
        }
        hits.sort_by_key(|(ended, hit)| (*ended, hit.tier, hit.position));
        hits.into_iter().take(limit).map(|(_, hit)| hit).collect()
    }
}
