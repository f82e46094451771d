//! Whether Medicare's local documents list a diagnosis for a billing code: by contractor, with the condition they state.
//!
//! A listed diagnosis is not yet a covered drug, and a drug without a document is not an excluded one: the words are *listed*,
//! *listed with a condition*, *not listed* and *no list*.

mod claim;
mod diagnosis;
mod jurisdiction;
mod lists;
mod verdict;

pub use claim::{LineCoverage, check_line};
pub use diagnosis::{Diagnosis, DiagnosisError, Listing, listing, matching};
pub use jurisdiction::{Jurisdiction, JurisdictionError, contractor_of, policies};
pub use lists::{ListComparison, compare_lists, listed, listed_anywhere};
pub use verdict::{Assessment, Verdict, assess};
