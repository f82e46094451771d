//! Claim lines checked before they are sent: what would draw a denial, which rule says so, and how to mend it.
//!
//! The same findings adjudicate a learner's claim in training.

mod amounts;
mod chart;
mod codes;
mod context;
mod finding;
mod modifiers;
mod mue;
mod ndc;
mod vials;
mod whole_claim;

pub use finding::{ExpectedDenial, Finding, Severity};

use crate::catalog::{Catalog, Circumstances, Date};
use crate::claim::ClaimLine;
use crate::explanation::BillingError;
use context::{CheckContext, Line, groups};
use finding::Findings;

/// Checks the lines of one claim.
///
/// # Errors
/// As [`Checker::of`].
pub fn check(catalog: &Catalog, lines: &[ClaimLine], circumstances: &Circumstances, on: Date) -> Result<Vec<Finding>, BillingError> {
    Ok(Checker::of(catalog)?.check(lines, circumstances, on))
}

/// The check of many claims, one after the other.
pub struct Checker<'a>(CheckContext<'a>);

impl<'a> Checker<'a> {
    /// # Errors
    /// The catalog lacks a rule or the default payer: nothing found must never mean that nothing was looked for.
    pub fn of(catalog: &'a Catalog) -> Result<Checker<'a>, BillingError> {
        CheckContext::of(catalog).map(Checker)
    }

    /// Checks the lines of one claim. `on` is the date of service of lines that state none, those adjudicated before
    /// among them.
    ///
    /// Findings come in the order of the lines, errors first within a line.
    pub fn check(&self, lines: &[ClaimLine], circumstances: &Circumstances, on: Date) -> Vec<Finding> {
        let lines: Vec<Line<'_>> = lines.iter().map(|line| Line::of(&self.0, line, on)).collect();
        let mut found = Findings { found: Vec::new() };
        for line in &lines {
            codes::check(line, circumstances, &mut found);
            if line.drug.is_some() {
                modifiers::check(line, circumstances, &mut found);
                amounts::line(line, &mut found);
            }
        }
        for group in groups(&lines) {
            amounts::group(&group, &mut found);
            ndc::group(&group, &mut found);
            modifiers::group(&group, circumstances, &mut found);
            whole_claim::approved_units(&group, circumstances, &mut found);
        }
        whole_claim::check(&lines, circumstances, on, &mut found);
        found.found.sort_by_key(|f| (f.line, f.severity));
        found.found
    }
}
