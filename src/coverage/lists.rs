//! The diagnoses that documents list for a billing code, and where the lists of two codes differ.

use std::collections::{BTreeMap, BTreeSet};

use super::{Jurisdiction, contractor_of, policies};
use crate::catalog::{Catalog, CoverageDocument, Date, DiagnosisList};

/// The diagnoses that a document lists for a code, alone or with a condition.
pub fn listed<'a>(catalog: &Catalog, document: &'a CoverageDocument, code: &str) -> BTreeSet<&'a str> {
    let conditions = catalog.coverage().conditions().of(&document.id);
    let mut found = BTreeSet::new();
    for group in document.groups().iter().filter(|g| g.list == DiagnosisList::Covered) {
        let condition = conditions.and_then(|c| c.group(group.list, group.number));
        let is_whole = condition.is_none_or(|c| c.rule.fits(code));
        let own: Vec<_> = condition.into_iter().flat_map(|c| &c.when).filter(|when| when.rule.fits(code)).collect();
        let is_own = |diagnosis: &str| own.iter().any(|when| when.dx.iter().any(|range| range.contains(diagnosis)));
        found.extend(group.codes.iter().filter(|diagnosis| is_whole || is_own(diagnosis)));
    }
    found
}

/// The diagnoses that the document of any contractor lists for a code.
pub fn listed_anywhere<'a>(catalog: &'a Catalog, code: &str, on: Date) -> BTreeSet<&'a str> {
    policies(catalog, code, Jurisdiction::Anywhere, on).into_iter().flat_map(|document| listed(catalog, document, code)).collect()
}

/// The lists of one contractor for two codes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListComparison<'a> {
    /// The contractor as people call it.
    pub contractor: &'a str,
    /// The documents with lists for the first code, and for the second.
    pub documents: [Vec<&'a str>; 2],
    /// The diagnoses that are listed for the first code only, and for the second only; sorted.
    pub only: [Vec<&'a str>; 2],
    /// How many diagnoses are listed for both.
    pub both: usize,
}

/// Documents, and the diagnoses that they list.
type Lists<'a> = (Vec<&'a str>, BTreeSet<&'a str>);

/// Compares the diagnoses listed for two codes, by contractor, where a contractor has lists for both.
pub fn compare_lists<'a>(catalog: &'a Catalog, codes: [&str; 2], on: Date) -> Vec<ListComparison<'a>> {
    let mut lists: BTreeMap<&str, [Lists<'_>; 2]> = BTreeMap::new();
    for (side, code) in codes.into_iter().enumerate() {
        for document in policies(catalog, code, Jurisdiction::Anywhere, on) {
            let diagnoses = listed(catalog, document, code);
            if let Some(contractor) = contractor_of(catalog, document).filter(|_| !diagnoses.is_empty()) {
                let [left, right] = lists.entry(&contractor.name).or_default();
                let (documents, held) = if side == 0 { left } else { right };
                documents.push(&document.id);
                held.extend(diagnoses);
            }
        }
    }
    let compared = lists.into_iter().filter(|(_, sides)| sides.iter().all(|(documents, _)| !documents.is_empty()));
    let compare = |(contractor, [(ids, left), (other_ids, right)]): (_, [Lists<'a>; 2])| ListComparison {
        contractor,
        documents: [ids, other_ids],
        only: [left.difference(&right).copied().collect(), right.difference(&left).copied().collect()],
        both: left.intersection(&right).count(),
    };
    compared.map(compare).collect()
}
