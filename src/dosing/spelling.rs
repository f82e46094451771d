//! Amounts as orders spell them, and what can be read two ways.

use super::number::thousands_or_decimals;
use super::words::refuse;
use crate::explanation::{BillingError, Field};
use crate::quantity::{Amount, Dimension, Measure, Quantity};

/// A quantity as orders spell it: `one vial`, `2 syringes`, `40k units`. What can be read two ways is refused.
pub(super) fn spelled(part: &str, order: &str) -> Result<Quantity, BillingError> {
    let end = part.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ','))).unwrap_or(part.len());
    let (number, measure) = (&part[..end], part[end..].trim());
    if let Some(question) = thousands_or_decimals(number) {
        return Err(refuse(order, question));
    }
    let folded = measure.to_ascii_lowercase();
    if ["syringe", "syringes", "pen", "pens", "ampule", "ampules", "ampoule", "ampoules", "kit", "kits", "bag", "bags"]
        .contains(&folded.as_str())
    {
        return read(&format!("{number} vials"));
    }
    if let Some(measure) = folded.strip_prefix('k').and_then(|m| Measure::parse(m).ok())
        && measure.dimension() == Dimension::Activity
    {
        let amount = Amount::parse(number).map_err(BillingError::unreadable(Field::Order))?;
        return Quantity::new(amount, measure).times(Amount::from(1_000)).map_err(|_| BillingError::Inexact("order"));
    }
    let words = ["one", "two", "three", "four", "five", "six"];
    if let Some((word, thing)) = part.split_once(' ')
        && let Some(at) = words.iter().position(|w| w.eq_ignore_ascii_case(word))
        && let Ok(counted) = spelled(&format!("{} {}", at + 1, thing.trim()), order)
        && counted.measure.is_count()
    {
        return Ok(counted);
    }
    read(part)
}

fn read(text: &str) -> Result<Quantity, BillingError> {
    Quantity::parse(text).map_err(BillingError::unreadable(Field::Order))
}

/// `100-200 mg`, `5 to 10 mg`; a sign before a number alone is no range.
pub(super) fn is_range(text: &str) -> bool {
    let numbered = |part: &str| part.contains(|c: char| c.is_ascii_digit());
    let starts = |part: &str| part.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    let words = [" to ", " or "]
        .iter()
        .any(|word| text.split_once(word).is_some_and(|(before, after)| numbered(before) && starts(after.trim_start())));
    let dashed = text.char_indices().filter(|(_, c)| matches!(c, '-' | '–' | '—')).any(|(at, dash)| {
        let (before, after) = (&text[..at], &text[at + dash.len_utf8()..]);
        let close = before.ends_with(|c: char| c.is_alphanumeric()) || after.starts_with(' ');
        let after_number = before.trim_end().ends_with(|c: char| c.is_ascii_digit());
        numbered(before) && starts(after.trim_start()) && (close || after_number)
    });
    words || dashed
}

/// `2 x 100 mg` in its count and what is counted.
pub(super) fn counted(text: &str) -> Option<(Amount, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit())?;
    let rest = text[end..].trim_start().strip_prefix(['x', 'X', '×', '*'])?.trim_start();
    rest.starts_with(|c: char| c.is_ascii_digit() || c == '.').then_some(())?;
    Some((Amount::parse(&text[..end]).ok()?, rest))
}
