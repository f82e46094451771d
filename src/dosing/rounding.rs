//! Dose rounding to whole containers: a clinical policy, decided before preparation, tested exactly at its limit.

use crate::dosing::containers::{self, ContainerCount, VialPlan};
use crate::explanation::{BillingError, Explanation, WarningKind, rules};
use crate::quantity::{Amount, Quantity};

/// A dose changed to what whole containers hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rounded {
    /// The dose to prepare.
    pub dose: Quantity,
    /// The containers that hold exactly that.
    pub containers: Vec<ContainerCount>,
}

/// The nearest total of whole containers within `limit` percent of the dose; `None` where none is.
///
/// Of two equally near totals the smaller is taken.
///
/// # Errors
/// As [`Choice::nearest`]; more digits than can be held.
pub fn nearest(dose: Quantity, choice: &VialPlan, limit: Amount, trail: &mut Explanation) -> Result<Option<Rounded>, BillingError> {
    let mut best: Option<(Amount, Rounded)> = None;
    let mut within_both = 0;
    for containers in choice.nearest()?.into_iter().flatten() {
        let total = containers::total(&containers, dose)?;
        let deviation = difference(total.amount, dose.amount);
        if !within(deviation, dose.amount, limit)? {
            continue;
        }
        within_both += usize::from(best.as_ref().is_none_or(|(held, _)| *held == deviation));
        if best.as_ref().is_none_or(|(held, _)| deviation < *held) {
            best = Some((deviation, Rounded { dose: total, containers }));
        }
    }
    let Some((deviation, rounded)) = best else {
        trail.step(
            rules::DOSE_ROUNDING,
            format_args!("no total of whole containers lies within {limit}% of {}: the dose stays as ordered", dose.grouped()),
        );
        return Ok(None);
    };
    if deviation.is_zero() {
        trail.step(rules::DOSE_ROUNDING, format_args!("{} is already a total of whole containers: nothing to round", dose.grouped()));
        return Ok(Some(rounded));
    }
    let percent = deviation.checked_mul(Amount::from(100)).and_then(|d| d.div_half_up(dose.amount, 3));
    let sign = if rounded.dose.amount > dose.amount { "+" } else { "−" };
    let shown = percent.map(|p| format!("{sign}{p}%")).unwrap_or_default();
    let tie = if within_both > 1 && !deviation.is_zero() { "; of two equally near the smaller" } else { "" };
    trail.step(
        rules::DOSE_ROUNDING,
        format_args!(
            "rounded before preparation, within the policy of {limit}%: {} instead of {} ({shown}){tie}",
            rounded.dose.grouped(),
            dose.grouped()
        ),
    );
    trail.warn(
        WarningKind::DoseRounded,
        rules::DOSE_ROUNDING,
        format!("{} is billed because it is to be given; the prescriber's policy must allow it before preparation", rounded.dose.grouped()),
    );
    Ok(Some(rounded))
}

fn difference(a: Amount, b: Amount) -> Amount {
    a.checked_sub(b).or_else(|| b.checked_sub(a)).unwrap_or(Amount::ZERO)
}

/// `deviation / dose <= limit / 100`, without dividing.
fn within(deviation: Amount, dose: Amount, limit: Amount) -> Result<bool, BillingError> {
    match (deviation.checked_mul(Amount::from(100)), dose.checked_mul(limit)) {
        (Some(hundredfold), Some(allowed)) => Ok(hundredfold <= allowed),
        _ => Err(BillingError::Inexact("round")),
    }
}
