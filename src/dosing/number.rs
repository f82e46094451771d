//! Numbers and quantities of fields, read or refused.

use crate::explanation::{BillingError, Field};
use crate::quantity::{Amount, Dimension, Measure, Quantity};

/// `text` without one of the endings that only repeat what the field holds.
pub(super) fn without<'t>(text: &'t str, endings: &[&str]) -> &'t str {
    endings.iter().find_map(|e| text.strip_suffix(e)).unwrap_or(text).trim_end()
}

/// A plain number above zero.
pub(super) fn number(field: Field, text: &str) -> Result<Amount, BillingError> {
    let amount = Amount::parse(text).map_err(BillingError::unreadable(field))?;
    nonzero(field, text, amount)
}

pub(super) fn nonzero(field: Field, text: &str, amount: Amount) -> Result<Amount, BillingError> {
    if amount.is_zero() { Err(BillingError::Zero { field, text: text.to_owned() }) } else { Ok(amount) }
}

/// A quantity above zero.
pub(crate) fn quantity(field: Field, text: &str) -> Result<Quantity, BillingError> {
    let quantity = Quantity::parse(text).map_err(BillingError::unreadable(field))?;
    nonzero(field, text, quantity.amount)?;
    Ok(quantity)
}

/// A whole number above zero.
pub(super) fn count<N: TryFrom<u64>>(field: Field, text: &str) -> Result<N, BillingError> {
    let amount = number(field, text)?;
    amount.whole().and_then(|n| N::try_from(n).ok()).ok_or(BillingError::Shape {
        field,
        text: text.to_owned(),
        reason: "write a whole number that is not too large",
    })
}

/// Is a measure one of drug rather than of the patient or of time?
pub(crate) fn of_drug(measure: Measure) -> bool {
    !matches!(measure.dimension(), Dimension::Time | Dimension::Length)
}
