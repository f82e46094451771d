//! What is said where nothing was found.

use crate::catalog::{BillingUnit, Catalog, Code, Date, Kind, State};
use crate::text;

/// Why there is no answer, and the codes that bill a drug without one of its own.
#[derive(Debug, serde::Serialize)]
pub struct NoMatch<'a> {
    /// One sentence without its period.
    pub why: String,
    /// Unclassified codes that are active on the date; empty where no drug was looked for.
    pub instead: Vec<&'a str>,
}

impl NoMatch<'_> {
    /// For a query that found neither a code nor a card.
    pub fn of<'a>(catalog: &'a Catalog, query: &str, on: Date) -> NoMatch<'a> {
        let query = query.trim();
        let digits = query.bytes().all(|b| b.is_ascii_digit());
        let coded = query.len() == 5 && query.is_ascii() && query[1..].bytes().all(|b| b.is_ascii_digit());
        let cut: String = query.chars().take(40).collect();
        let cut = text::clean(&cut);
        let why = match (digits, coded) {
            (true, true) => format!("{query} is a CPT code or a postal code; codes here are HCPCS Level II, a letter and four digits"),
            (true, false) => format!("no match for the digits {cut}; an NDC has eleven, 5-4-2"),
            (false, true) => format!("{} is not in the code file held", cut.to_uppercase()),
            (false, false) => format!("no match for `{cut}`; try fewer letters, another spelling or the brand"),
        };
        let drug = |code: &Code| matches!(code.kind, Kind::Drug | Kind::Biological);
        let unclassified = |code: &&Code| code.unit == BillingUnit::Unclassified && code.state(on) == State::Active && drug(code);
        let instead = catalog.codes().iter().filter(unclassified).map(|code| code.code.as_str());
        NoMatch { why, instead: if digits || coded { Vec::new() } else { instead.collect() } }
    }

    /// The sentence that names the unclassified codes.
    pub fn advice(&self) -> Option<String> {
        let codes = self.instead.join(", ");
        (!codes.is_empty()).then(|| format!("A drug without a code of its own is billed under an unclassified one: {codes}."))
    }
}
