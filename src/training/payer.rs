//! The claim check with the eyes of a payer: it sees the claim, not the chart.

use crate::catalog::{Catalog, Circumstances, ContainerType, Date};
use crate::claim::{ClaimLine, Given};
use crate::explanation::BillingError;
use crate::scrub::{self, Finding};

/// What the engine finds, with the denials that a payer would answer. What only the chart shows, such as units above the dose
/// and below the MUE, is found all the same and has no denial: it is paid.
///
/// # Errors
/// As [`scrub::check`].
pub fn check(catalog: &Catalog, lines: &[ClaimLine], known: &Circumstances, date: Date) -> Result<Vec<Finding>, BillingError> {
    let mut findings = scrub::check(catalog, lines, known, date)?;
    let bare: Vec<ClaimLine> = lines.iter().map(without_chart).collect();
    let on_claim = Circumstances { discounted: None, ..known.clone() };
    let seen = scrub::check(catalog, &bare, &on_claim, date)?;
    for finding in &mut findings {
        if !seen.iter().any(|other| other.line == finding.line && other.denial == finding.denial) {
            finding.denial = None;
        }
    }
    Ok(findings)
}

/// That a drug comes in single-dose containers is known of the drug; what was opened and given is not.
fn without_chart(line: &ClaimLine) -> ClaimLine {
    let container = line.given.container.filter(|container| *container == ContainerType::Single);
    ClaimLine { given: Given { container, ..Given::default() }, ..line.clone() }
}
