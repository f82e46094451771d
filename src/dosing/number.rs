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

/// `1.000`, `2.500`: nobody writes decimals that end in zero, and three of them look like thousands. What to ask, and what to write.
pub(super) fn thousands_or_decimals(number: &str) -> Option<String> {
    let (whole, decimals) = number.split_once('.')?;
    let doubtful = (1..=3).contains(&whole.len()) && !whole.starts_with('0') && decimals.len() == 3 && decimals.ends_with('0');
    let short = number.trim_end_matches('0').trim_end_matches('.');
    doubtful.then(|| format!("`{number}`: thousands or decimals? write {} or {short}", number.replace('.', ",")))
}

/// Text of a field without a number that can be read two ways.
pub(super) fn undoubted(field: Field, text: &str) -> Result<&str, BillingError> {
    let mut numbers = text.split(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',')));
    match numbers.find_map(thousands_or_decimals) {
        Some(question) => Err(BillingError::Doubtful { field, question }),
        None => Ok(text),
    }
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

/// What holds one dose or a part of one.
pub(super) fn is_container(word: &str) -> bool {
    let one = word.strip_suffix('s').unwrap_or(word);
    ["vial", "syringe", "pen", "ampule", "ampoule", "kit", "bag"].contains(&one)
}
