//! The findings with the eyes of a payer: it sees the claim, neither the chart nor where the stock was bought.

use super::Finding;
use crate::catalog::{Circumstances, ContainerType};
use crate::claim::{ClaimLine, Given};

/// Takes the denial off findings that rest on the chart alone, such as units above the dose and below the MUE: they are wrong all
/// the same, and paid. `check` checks lines again.
pub(super) fn drop_unseen(
    found: &mut [Finding],
    lines: &[ClaimLine],
    known: &Circumstances,
    check: impl Fn(&[ClaimLine], &Circumstances) -> Vec<Finding>,
) {
    let shows_more = known.discounted.is_some() || lines.iter().any(|line| without_chart(&line.given) != line.given);
    if !shows_more || found.iter().all(|finding| finding.denial.is_none()) {
        return;
    }
    let bare: Vec<ClaimLine> = lines.iter().map(|line| ClaimLine { given: without_chart(&line.given), ..line.clone() }).collect();
    let seen = check(&bare, &Circumstances { discounted: None, ..known.clone() });
    for finding in found {
        if !seen.iter().any(|other| other.line == finding.line && other.denial == finding.denial) {
            finding.denial = None;
        }
    }
}

/// That a drug comes in single-dose containers is known of the drug; what was opened and given is not.
fn without_chart(given: &Given) -> Given {
    Given { container: given.container.filter(|container| *container == ContainerType::Single), ..Given::default() }
}
