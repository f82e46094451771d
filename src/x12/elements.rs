//! Elements of a segment: codes by the shape of their kind, amounts, dates.

use rust_decimal::Decimal;

use crate::catalog::Date;
use crate::quantity::Amount;
use crate::x12::error::{Problem, X12Error};
use crate::x12::segments::Segment;

/// The most digits of an amount.
const DIGITS: usize = 18;

/// A code in capitals, where it has the shape of its kind: so that nothing else of a damaged file is taken for one.
pub(crate) fn code(segment: &Segment<'_>, element: usize, text: &str, fits: fn(&str) -> bool) -> Result<String, X12Error> {
    shaped(segment, element, text, fits, "a code")
}

/// As [`code`], with words for what is accepted.
pub(crate) fn shaped(
    segment: &Segment<'_>,
    element: usize,
    text: &str,
    fits: fn(&str) -> bool,
    accepted: &'static str,
) -> Result<String, X12Error> {
    let text = text.to_ascii_uppercase();
    if fits(&text) { Ok(text) } else { Err(segment.wrong(Problem::Element(element, accepted))) }
}

/// `CO`.
pub(crate) fn is_group(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase())
}

/// `16`, `B15`, `WO`.
pub(crate) fn is_adjustment(text: &str) -> bool {
    (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// `M119`, `MA130`: letters before digits.
pub(crate) fn is_remark(text: &str) -> bool {
    let digits = text.trim_start_matches(|c: char| c.is_ascii_uppercase());
    (1..=2).contains(&(text.len() - digits.len())) && (1..=4).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
}

/// `J9271`, `96413`, `0636`.
pub(crate) fn is_service(text: &str) -> bool {
    (3..=5).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

pub(crate) fn is_modifier(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

pub(crate) fn is_ndc(text: &str) -> bool {
    (10..=13).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit() || b == b'-')
}

/// `0003337341`, `00003-3734-13`: digits and hyphens, perhaps too few or too many, which the claim check says.
pub(crate) fn is_product(text: &str) -> bool {
    (1..=15).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit() || b == b'-')
}

/// `C91.02`, `Z5111`, `4659`: ICD-10-CM, or ICD-9-CM on claims of its time.
pub(crate) fn is_diagnosis(text: &str) -> bool {
    let plain = text.bytes().filter(|b| *b != b'.').count();
    (3..=7).contains(&plain) && text.len() <= plain + 1 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.')
}

/// `11`: a place of service, a type of bill, a filing indicator, a unit of measure.
pub(crate) fn is_pair(text: &str) -> bool {
    (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// `0636`: a revenue code.
pub(crate) fn is_revenue(text: &str) -> bool {
    (3..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

/// `L33394`, `110.21`: a local or a national policy.
pub(crate) fn is_policy(text: &str) -> bool {
    let digits = text.strip_prefix(['L', 'A']).unwrap_or(text);
    (2..=8).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

/// An amount, which may be below zero.
pub(crate) fn money(segment: &Segment<'_>, element: usize) -> Result<Decimal, X12Error> {
    let text = segment.element(element);
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain =
        digits.bytes().all(|b| b.is_ascii_digit() || b == b'.') && digits.len() <= DIGITS && digits.bytes().any(|b| b.is_ascii_digit());
    let amount = if plain { Decimal::from_str_exact(text).ok() } else { None };
    amount.ok_or_else(|| segment.wrong(Problem::Element(element, "an amount")))
}

/// Units or a quantity: zero or more.
pub(crate) fn amount(segment: &Segment<'_>, element: usize, accepted: &'static str) -> Result<Option<Amount>, X12Error> {
    let text = segment.element(element);
    if text.is_empty() {
        return Ok(None);
    }
    Amount::parse(text).map(Some).map_err(|_| segment.wrong(Problem::Element(element, accepted)))
}

/// A date as eight digits.
pub(crate) fn day(segment: &Segment<'_>, element: usize) -> Result<Date, X12Error> {
    date(segment, element, segment.element(element))
}

/// A date, or the first and the last of several: `20260301-20260307`.
pub(crate) fn days(segment: &Segment<'_>, element: usize) -> Result<(Date, Option<Date>), X12Error> {
    match segment.element(element).split_once('-') {
        Some((first, last)) => Ok((date(segment, element, first.trim())?, Some(date(segment, element, last.trim())?))),
        None => Ok((day(segment, element)?, None)),
    }
}

fn date(segment: &Segment<'_>, element: usize, text: &str) -> Result<Date, X12Error> {
    let part = |range: std::ops::Range<usize>| text.get(range).filter(|t| t.bytes().all(|b| b.is_ascii_digit()));
    let date = || Date::new(part(0..4)?.parse().ok()?, part(4..6)?.parse().ok()?, part(6..8)?.parse().ok()?).ok();
    if text.len() == 8 { date() } else { None }.ok_or_else(|| segment.wrong(Problem::Element(element, "a date of eight digits")))
}

#[cfg(test)]
mod tests {
    use crate::x12::elements::*;

    #[test]
    fn codes_have_the_shape_of_their_kind() {
        assert!(["M119", "MA130", "N56", "N1234"].into_iter().all(is_remark));
        assert!(!["", "119", "MAX", "N12345", "ABC1", "ZZPERSON", "N56X"].into_iter().any(is_remark));
        assert!(["16", "B15", "WO", "L6"].into_iter().all(is_adjustment) && !["", "12345", "1-6"].into_iter().any(is_adjustment));
        assert!(["J9271", "96413", "0636"].into_iter().all(is_service) && !["", "J92711", "J9:71"].into_iter().any(is_service));
        assert!(["L33394", "A52527", "110.21"].into_iter().all(is_policy) && !["", "L", "SMITH", "123456789"].into_iter().any(is_policy));
        assert!(["00003373413", "0003-3734-13"].into_iter().all(is_ndc) && !["", "J9271", "000033734131234"].into_iter().any(is_ndc));
    }
}
