//! Amounts as orders spell them, and what can be read two ways.

use super::number::{is_container, thousands_or_decimals};
use super::words::refuse;
use crate::explanation::{BillingError, Field};
use crate::quantity::{Amount, Dimension, Measure, Quantity};

/// A quantity as orders spell it: `one vial`, `2 syringes`, `40k units`. What can be read two ways is refused.
pub(super) fn spelled(part: &str, order: &str) -> Result<Quantity, BillingError> {
    let end = part.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ','))).unwrap_or(part.len());
    // `mg.`, but `i.u.` is one as it stands.
    let part = part.strip_suffix('.').filter(|plain| Quantity::parse(part).is_err() && plain.len() > end).unwrap_or(part);
    let (number, measure) = (&part[..end], part[end..].trim());
    if let Some(question) = thousands_or_decimals(number) {
        return Err(refuse(order, question));
    }
    let folded = measure.to_ascii_lowercase();
    if is_container(&folded) {
        return read(&format!("{number} vials"));
    }
    let thousands = folded.strip_prefix("thousand ").or_else(|| folded.strip_prefix('k'));
    if let Some(measure) = thousands.and_then(|m| Measure::parse(m.trim_start()).ok())
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
    let named = part.starts_with(char::is_alphabetic) && part.contains(|c: char| c.is_ascii_digit());
    if named && measure.split_whitespace().nth(1).is_some() {
        return Err(refuse(order, "words before the amount; write the dose alone, like 200 mg IV"));
    }
    read(part)
}

/// `2 mg/kg up to 200 mg`, `(max 2 mg)`.
pub(super) fn is_limited(text: &str) -> bool {
    let folded = text.to_ascii_lowercase();
    let words: Vec<&str> = folded.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | ',' | ';' | ':')).collect();
    let said = |phrase: &[&str]| words.windows(phrase.len()).any(|found| found == phrase);
    ["max", "max.", "maximum", "capped"].iter().any(|word| said(&[word])) || said(&["up", "to"]) || said(&["not", "to", "exceed"])
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

/// `2 x 100 mg`, `2 x 100 mg vials` in its count and what is counted.
pub(super) fn counted(text: &str) -> Option<(Amount, String)> {
    let end = text.find(|c: char| !c.is_ascii_digit())?;
    let rest = text[end..].trim_start().strip_prefix(['x', 'X', '×', '*'])?.trim_start();
    rest.starts_with(|c: char| c.is_ascii_digit() || c == '.').then_some(())?;
    let mut words: Vec<&str> = rest.split_whitespace().collect();
    // Behind an amount of drug the container only says what the count counts.
    let holds = |words: &[&str]| words.last().is_some_and(|word| word.ends_with(char::is_alphabetic));
    if let Some(at) = words.iter().position(|word| is_container(&word.to_ascii_lowercase())).filter(|at| holds(&words[..*at])) {
        words.remove(at);
    }
    Some((Amount::parse(&text[..end]).ok()?, words.join(" ")))
}
