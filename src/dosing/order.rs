//! What a prescriber writes, read or refused: `15 mg/kg`, `28 mcg/day`, `AUC 6`, `480 mg/160 mg`.

use std::fmt;

use crate::explanation::{BillingError, Field};
use crate::quantity::{Amount, Dimension, Measure, Quantity};

/// An order as understood. Nothing in it is zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// As written, trimmed.
    pub text: String,
    /// How much, of what, on what.
    pub target: Target,
    /// The measure of time it is repeated or run for: `day`, `hour`, `min`.
    pub rate: Option<Measure>,
    /// How often or how long, where the order itself says so: `x 7 days`, `x 2`.
    pub repeat: Option<Repeat>,
}

/// What an order aims at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// An amount of drug; several for a compound product, in the order of its unit.
    Amount(Vec<Quantity>, Body),
    /// An area under the concentration-time curve in mg/mL x min, for Calvert's formula.
    AreaUnderCurve(Amount),
}

/// What of the patient an amount is multiplied by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// Nothing: a flat dose.
    IndexTables,
    /// Body weight in kilograms.
    PerKilogram,
    /// Body surface area in square meters.
    PerSquareMeter,
}

/// How often a dose is given, or how long a rate runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// So many doses on the date.
    Doses(Amount),
    /// So many days, hours or minutes.
    Time(Quantity),
}

impl Order {
    /// Reads an order.
    ///
    /// # Errors
    /// Zero, negative, no or unknown unit of measure, or anything that is not an order.
    pub fn parse(text: &str) -> Result<Order, BillingError> {
        let text = text.trim();
        let refuse = |reason: &str| BillingError::Order { text: text.to_owned(), reason: reason.to_owned() };
        if text.is_empty() {
            return Err(refuse("write a dose, such as 305 mg, 15 mg/kg, 375 mg/m2 or AUC 6"));
        }
        if let Some(auc) = area_under_curve(text) {
            let amount = Amount::parse(auc).map_err(BillingError::unreadable(Field::Order))?;
            nonzero(amount, text)?;
            return Ok(Order { text: text.to_owned(), target: Target::AreaUnderCurve(amount), rate: None, repeat: None });
        }
        let (head, repeat) = split_repeat(text)?;
        let head = head.strip_suffix("flat").filter(|h| h.ends_with(' ')).unwrap_or(head);
        let per = replace_per(head);
        let mut parts = per.split('/').map(str::trim);
        let mut amounts = vec![drug(parts.next().unwrap_or_default(), text)?];
        let (mut body, mut rate) = (Body::IndexTables, None);
        for part in parts {
            match denominator(part) {
                Some(Per::Body(per)) if body == Body::IndexTables => body = per,
                Some(Per::Time(per)) if rate.is_none() => rate = Some(per),
                Some(Per::Dose) => {}
                Some(_) => return Err(refuse("says twice per what; write it once, like 5 mg/kg/day")),
                None if part.starts_with(|c: char| c.is_ascii_digit() || c == '.') && body == Body::IndexTables && rate.is_none() => {
                    amounts.push(drug(part, text)?);
                }
                None => return Err(refuse(&format!("`/{part}` is not known; write per kg, m2, day, hour or min"))),
            }
        }
        if let (Some(Repeat::Time(_)), None) = (repeat, rate) {
            return Err(refuse("runs for a time but is no rate; write it like 28 mcg/day x 7 days"));
        }
        Ok(Order { text: text.to_owned(), target: Target::Amount(amounts, body), rate, repeat })
    }
}

impl fmt::Display for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

enum Per {
    Body(Body),
    Time(Measure),
    Dose,
}

/// What stands behind a slash, where it is a measure of the patient or of time.
fn denominator(text: &str) -> Option<Per> {
    let folded = text.to_lowercase();
    match folded.as_str() {
        "kg" | "kilogram" => return Some(Per::Body(Body::PerKilogram)),
        "m2" | "m²" | "m^2" | "sqm" | "sq m" | "square meter" => return Some(Per::Body(Body::PerSquareMeter)),
        "dose" => return Some(Per::Dose),
        _ => {}
    }
    if let Ok(measure) = Measure::parse(&folded)
        && measure.dimension() == Dimension::Time
    {
        return Some(Per::Time(measure));
    }
    // `28 mcg/24 h` is a rate by the day.
    let span = Quantity::parse(&folded).ok()?;
    let one = |m| Quantity::new(Amount::ONE, m).in_base();
    [Measure::Day, Measure::Hour, Measure::Minute]
        .into_iter()
        .find(|m| span.measure.dimension() == Dimension::Time && span.in_base() == one(*m))
        .map(Per::Time)
}

/// An amount of drug, above zero.
fn drug(part: &str, order: &str) -> Result<Quantity, BillingError> {
    let quantity = Quantity::parse(part).map_err(BillingError::unreadable(Field::Order))?;
    nonzero(quantity.amount, order)?;
    if matches!(quantity.measure.dimension(), Dimension::Time | Dimension::Length) {
        let reason = format!("{} is not an amount of drug", quantity.measure);
        return Err(BillingError::Order { text: order.to_owned(), reason });
    }
    Ok(quantity)
}

fn nonzero(amount: Amount, text: &str) -> Result<(), BillingError> {
    if amount.is_zero() { Err(BillingError::Zero { field: Field::Order, text: text.to_owned() }) } else { Ok(()) }
}

/// The number of `AUC 6`, `auc=5.5`.
fn area_under_curve(text: &str) -> Option<&str> {
    let head = text.get(..3).filter(|h| h.eq_ignore_ascii_case("auc"))?;
    Some(text[head.len()..].trim_start().trim_start_matches('=').trim())
}

/// ` per ` written out, as a slash.
fn replace_per(text: &str) -> String {
    text.split_whitespace().map(|w| if w.eq_ignore_ascii_case("per") { "/" } else { w }).collect::<Vec<_>>().join(" ")
}

/// Cuts off `x 7 days`, `× 24 h`, `x2`.
fn split_repeat(text: &str) -> Result<(&str, Option<Repeat>), BillingError> {
    let is_times = |c: char| matches!(c, 'x' | 'X' | '×' | '*');
    let Some((at, sign)) = text.char_indices().rev().find(|(i, c)| {
        let after = text[i + c.len_utf8()..].trim_start();
        is_times(*c) && text[..*i].ends_with(' ') && after.starts_with(|c: char| c.is_ascii_digit() || c == '.' || c == '-')
    }) else {
        return Ok((text, None));
    };
    let times = text[at + sign.len_utf8()..].trim();
    let number = |t: &str| Amount::parse(t).map_err(BillingError::unreadable(Field::Order));
    let doses = times.strip_suffix("doses").or_else(|| times.strip_suffix("dose")).unwrap_or(times).trim();
    let repeat = if doses.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b',' || b == b'-') {
        Repeat::Doses(number(doses)?)
    } else {
        Repeat::Time(Quantity::parse(times).map_err(BillingError::unreadable(Field::Order))?)
    };
    let amount = match repeat {
        Repeat::Doses(n) if n.whole().is_none() && !n.is_zero() => {
            return Err(BillingError::Order { text: text.to_owned(), reason: format!("{n} doses cannot be given") });
        }
        Repeat::Doses(n) => n,
        Repeat::Time(span) if span.measure.dimension() != Dimension::Time => {
            return Err(BillingError::Order {
                text: text.to_owned(),
                reason: format!("`{times}` is not a number of doses, days or hours"),
            });
        }
        Repeat::Time(span) => span.amount,
    };
    nonzero(amount, text)?;
    Ok((text[..at].trim_end(), Some(repeat)))
}

#[cfg(test)]
mod tests {
    use crate::dosing::order::*;

    fn amount(text: &str) -> (Vec<String>, Body, Option<Measure>) {
        let order = Order::parse(text).unwrap();
        match order.target {
            Target::Amount(amounts, body) => (amounts.iter().map(Quantity::to_string).collect(), body, order.rate),
            Target::AreaUnderCurve(_) => panic!("{text}"),
        }
    }

    #[test]
    fn reads_what_prescribers_write() {
        use Body::{IndexTables, PerKilogram, PerSquareMeter};
        let (day, hour) = (Some(Measure::Day), Some(Measure::Hour));
        for (text, amounts, body, rate) in [
            ("305 mg", vec!["305 mg"], IndexTables, None),
            ("200 mg flat", vec!["200 mg"], IndexTables, None),
            ("15 mg/kg", vec!["15 mg"], PerKilogram, None),
            ("15 mg per kg", vec!["15 mg"], PerKilogram, None),
            ("375 mg/m2", vec!["375 mg"], PerSquareMeter, None),
            ("375 mg/m²", vec!["375 mg"], PerSquareMeter, None),
            ("28 mcg/day", vec!["28 mcg"], IndexTables, day),
            ("28 mcg/24 h", vec!["28 mcg"], IndexTables, day),
            ("5 mg/kg/day", vec!["5 mg"], PerKilogram, day),
            ("100 mg/m2/d", vec!["100 mg"], PerSquareMeter, day),
            ("10 mg/hour x 24 hours", vec!["10 mg"], IndexTables, hour),
            ("14 mL", vec!["14 mL"], IndexTables, None),
            ("0.6 MIU/kg", vec!["0.6 million units"], PerKilogram, None),
            ("0.6 million IU/kg", vec!["0.6 million units"], PerKilogram, None),
            ("2,500 units/m2", vec!["2500 units"], PerSquareMeter, None),
            ("20 mEq", vec!["20 mEq"], IndexTables, None),
            ("480 mg/160 mg", vec!["480 mg", "160 mg"], IndexTables, None),
            ("500 mg/500 mg/250 mg", vec!["500 mg", "500 mg", "250 mg"], IndexTables, None),
            ("10 mg/5 mg/kg", vec!["10 mg", "5 mg"], PerKilogram, None),
            ("25 mg x 2", vec!["25 mg"], IndexTables, None),
        ] {
            assert_eq!(amount(text), (amounts.into_iter().map(str::to_owned).collect(), body, rate), "{text}");
        }
        assert_eq!(Order::parse("AUC 6").unwrap().target, Target::AreaUnderCurve(Amount::from(6)));
        assert_eq!(Order::parse("auc=5.5").unwrap().target, Target::AreaUnderCurve(Amount::new(55, 1)));
        assert_eq!(Order::parse("25 mg x 2 doses").unwrap().repeat, Some(Repeat::Doses(Amount::from(2))));
        assert_eq!(Order::parse("28 mcg/day × 7 days").unwrap().repeat, Some(Repeat::Time(Quantity::new(Amount::from(7), Measure::Day))));
    }

    #[test]
    fn refuses_what_is_not_an_order() {
        for (text, kind) in [
            ("", "invalid-order"),
            ("0 mg", "zero-amount"),
            ("0.00 mg/kg", "zero-amount"),
            ("AUC 0", "zero-amount"),
            ("-5 mg", "negative-amount"),
            ("AUC -1", "negative-amount"),
            ("5", "no-measure"),
            ("mg", "not-a-number"),
            ("5 parsecs", "unknown-measure"),
            ("five mg", "not-a-number"),
            ("5 mg/week", "invalid-order"),
            ("5 mg/kg/kg", "invalid-order"),
            ("5 mg/kg/m2", "invalid-order"),
            ("5 mg//kg", "invalid-order"),
            ("5 mg/", "invalid-order"),
            ("5 cm", "invalid-order"),
            ("3 days", "invalid-order"),
            ("5 mg/0 mg", "zero-amount"),
            ("25 mg x 0", "zero-amount"),
            ("25 mg x 1.5", "invalid-order"),
            ("25 mg x 3 kg", "invalid-order"),
            ("25 mg x 3 days", "invalid-order"),
            ("NaN mg", "not-a-number"),
            ("1e3 mg", "unknown-measure"),
            ("123456789012345 mg", "too-many-digits"),
            ("1,20 mg", "not-a-number"),
            ("AUC", "not-a-number"),
            ("١ mg", "not-a-number"),
        ] {
            assert_eq!(Order::parse(text).unwrap_err().kind(), kind, "{text}");
        }
    }
}
