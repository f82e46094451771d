//! Why an amount was not paid as charged: CAS segments of a remittance, and of a claim that another payer answered first.

use rust_decimal::Decimal;
use serde::Serialize;

use crate::x12::elements::{code, is_adjustment, is_group, money};
use crate::x12::error::{Problem, X12Error};
use crate::x12::segments::Segment;

/// The most CAS segments of one claim, or of one line: as many as the standard allows.
pub(crate) const SEGMENTS: usize = 99;
/// Triplets of one CAS segment.
const TRIPLETS: usize = 6;

/// Why an amount was not paid as charged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Adjustment {
    /// `CO`, `PR` ...
    pub group: String,
    /// Claim adjustment reason code.
    pub carc: String,
    /// US dollars taken off; below zero where something was added.
    pub amount: Decimal,
    /// Units taken off.
    pub quantity: Option<Decimal>,
    /// It is the whole claim's, not the line's: the amount is counted once.
    pub of_claim: bool,
}

/// Group, then reason, amount and quantity up to six times.
///
/// # Errors
/// Codes that are none, amounts that are none, no triplet at all.
pub(crate) fn adjustments(segment: &Segment<'_>, of_claim: bool) -> Result<Vec<Adjustment>, X12Error> {
    let group = code(segment, 1, segment.element(1), is_group)?;
    let mut found = Vec::new();
    for triplet in 0..TRIPLETS {
        let (reason, amount, quantity) = (2 + 3 * triplet, 3 + 3 * triplet, 4 + 3 * triplet);
        if segment.element(reason).is_empty() && segment.element(amount).is_empty() {
            continue;
        }
        let quantity = if segment.element(quantity).is_empty() { None } else { Some(money(segment, quantity)?) };
        let carc = code(segment, reason, segment.element(reason), is_adjustment)?;
        found.push(Adjustment { group: group.clone(), carc, amount: money(segment, amount)?, quantity, of_claim });
    }
    if found.is_empty() { Err(segment.wrong(Problem::Element(2, "a reason code"))) } else { Ok(found) }
}

/// Refuses one CAS segment more than the standard allows.
pub(crate) fn count(segment: &Segment<'_>, held: &mut usize, of: &'static str) -> Result<(), X12Error> {
    *held += 1;
    let too_many = || segment.wrong(Problem::TooMany(SEGMENTS, of, "the file is damaged or was not made by the payer's system"));
    if *held > SEGMENTS { Err(too_many()) } else { Ok(()) }
}
