//! Diagnoses as people type them, and what lists them.

use std::collections::BTreeMap;

use crate::catalog::{Catalog, CodeList, DiagnosisList, bare, dotted};

/// An ICD-10-CM code with its dot, billable or listed by a held document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Diagnosis(String);

/// How many near codes an error names.
const NEAREST: usize = 6;

/// What was typed is no diagnosis that can be billed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DiagnosisError {
    /// Not of the shape of a code.
    #[error("`{0}` is not an ICD-10-CM code; write it as K50.00 or K5000")]
    Shape(String),
    /// A heading: its subdivisions are billed.
    #[error("{code} is a heading of ICD-10-CM and cannot be billed; nearest billable: {}", .nearest.join(", "))]
    NotBillable {
        /// With its dot.
        code: String,
        /// The first codes below it.
        nearest: Vec<String>,
    },
    /// No code of the edition held.
    #[error("{code} is no ICD-10-CM code of the edition {edition}; nearest billable: {}", .nearest.join(", "))]
    Unknown {
        /// With its dot.
        code: String,
        /// The edition held.
        edition: String,
        /// Codes that begin alike.
        nearest: Vec<String>,
    },
}

impl DiagnosisError {
    /// A kebab-case word for scripts.
    pub fn as_str(&self) -> &'static str {
        match self {
            DiagnosisError::Shape(_) => "not-a-diagnosis",
            DiagnosisError::NotBillable { .. } => "diagnosis-not-billable",
            DiagnosisError::Unknown { .. } => "unknown-diagnosis",
        }
    }

    /// The nearest billable codes.
    pub fn nearest(&self) -> &[String] {
        match self {
            DiagnosisError::Shape(_) => &[],
            DiagnosisError::NotBillable { nearest, .. } | DiagnosisError::Unknown { nearest, .. } => nearest,
        }
    }
}

impl Diagnosis {
    /// With or without its dot, in any case. Where no ICD-10-CM is held, the shape decides.
    ///
    /// # Errors
    /// Not billable, with the nearest codes that are.
    pub fn parse(catalog: &Catalog, typed: &str) -> Result<Diagnosis, DiagnosisError> {
        let code = Diagnosis::shaped(typed).ok_or_else(|| DiagnosisError::Shape(typed.trim().chars().take(40).collect()))?;
        let bare = bare(&code.0);
        // Documents list codes of the coming fiscal year before the file that holds them is out.
        if catalog.icd10().billable().next().is_none() || catalog.icd10().is_billable(&bare) || is_listed(catalog, &code.0) {
            return Ok(code);
        }
        let below = |start: &str| -> Vec<String> {
            catalog.icd10().billable().filter(|held| held.starts_with(start)).take(NEAREST).map(|held| dotted(&held)).collect()
        };
        let nearest = below(&bare);
        if !nearest.is_empty() {
            return Err(DiagnosisError::NotBillable { code: code.0, nearest });
        }
        let nearest = (1..bare.len()).rev().map(|length| below(&bare[..length])).find(|near| !near.is_empty()).unwrap_or_default();
        let edition = catalog.edition("icd10").unwrap_or_default().to_owned();
        Err(DiagnosisError::Unknown { code: code.0, edition, nearest })
    }

    /// What has the shape of a code, known or not.
    pub fn shaped(typed: &str) -> Option<Diagnosis> {
        let code = bare(typed);
        let mut chars = code.chars();
        let shaped = chars.next().is_some_and(|c| c.is_ascii_uppercase())
            && chars.next().is_some_and(|c| c.is_ascii_digit())
            && chars.all(|c| c.is_ascii_alphanumeric())
            && (3..=7).contains(&code.len());
        shaped.then(|| Diagnosis(dotted(&code)))
    }

    /// The code with its dot.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Diagnosis {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_listed(catalog: &Catalog, code: &str) -> bool {
    catalog.coverage().documents().iter().flat_map(|d| d.groups()).any(|group| group.codes.contains(code))
}

/// The billing codes for which a diagnosis is listed, each with the ids of the documents.
pub type Listing = BTreeMap<String, Vec<String>>;

/// Which billing codes some document lists a diagnosis for, alone or with a condition.
pub fn listing(catalog: &Catalog, diagnosis: &str) -> Listing {
    let coverage = catalog.coverage();
    let mut found = Listing::new();
    for document in coverage.documents() {
        let conditions = coverage.conditions().of(&document.id);
        for group in document.groups().iter().filter(|g| g.list == DiagnosisList::Covered && g.codes.contains(diagnosis)) {
            let condition = conditions.and_then(|c| c.group(group.list, group.number));
            let rules = condition.into_iter().flat_map(|c| {
                let named = c.when.iter().filter(|when| when.dx.iter().any(|range| range.contains(diagnosis))).map(|when| &when.rule);
                [&c.rule].into_iter().chain(named)
            });
            let rules: Vec<_> = rules.collect();
            let beyond = rules.iter().flat_map(|rule| rule.for_codes.iter().flat_map(CodeList::iter));
            let codes = document.codes().filter(|code| rules.is_empty() || rules.iter().any(|rule| rule.fits(code)));
            for code in codes.chain(beyond).filter(|code| catalog.position(code).is_some()) {
                let documents = found.entry(code.to_owned()).or_default();
                if documents.last() != Some(&document.id) {
                    documents.push(document.id.clone());
                }
            }
        }
    }
    found.values_mut().for_each(|documents| documents.dedup());
    found
}

/// Diagnoses whose code begins so, or whose descriptor holds a word that begins with each of the words; by code, at most so many.
pub fn matching<'a>(catalog: &'a Catalog, query: &str, most: usize) -> Vec<(&'a str, &'a str)> {
    let is_letter = |b: u8| b.is_ascii_alphanumeric() || !b.is_ascii();
    let words: Vec<&[u8]> = query.as_bytes().split(|b| !is_letter(*b)).filter(|word| !word.is_empty()).collect();
    if words.is_empty() {
        return Vec::new();
    }
    // Searched with every key typed, so nothing is copied for a descriptor.
    let holds = |text: &[u8], word: &[u8]| {
        let is_start = |at: usize| at.checked_sub(1).and_then(|before| text.get(before)).is_none_or(|b| !is_letter(*b));
        text.windows(word.len()).enumerate().any(|(at, part)| part.eq_ignore_ascii_case(word) && is_start(at))
    };
    let start = bare(query);
    let may_be_code = start.len() >= 3 && start.as_bytes().get(1).is_some_and(u8::is_ascii_digit);
    let found = catalog
        .icd10()
        .descriptors()
        .iter()
        .filter(|(code, text)| may_be_code && bare(code).starts_with(&start) || words.iter().all(|word| holds(text.as_bytes(), word)));
    found.take(most).map(|(code, text)| (code.as_str(), text.as_str())).collect()
}
