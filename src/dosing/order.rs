//! What a prescriber writes, read or refused: `15 mg/kg`, `28 mcg/day`, `AUC 6`, `480 mg/160 mg`.

use std::fmt;

use super::eyes::Eyes;
use super::schedule::Schedule;
use super::solution::solution;
use super::spelling::{counted, is_limited, is_range, spelled};
use super::supply::Concentration;
use super::words::{Words, refuse};
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
    /// Doses on each date, where the order itself says so: `x 2`, `BID`.
    pub doses: Option<Amount>,
    /// How long it runs or is repeated, where the order itself says so: `x 7 days`.
    pub span: Option<Quantity>,
    /// Days from one dose to the next: 1, or 7 of `weekly x 4`.
    pub every: u64,
    /// How an order of several days is supplied, where a word of the order says so: `PO`, `continuous`.
    pub schedule: Option<Schedule>,
    /// The eye, where the order names it: `OU`, `left eye`.
    pub eyes: Option<Eyes>,
    /// The strength of the container, where the order names its volume: `500 mg/20 mL`.
    pub strength: Option<Concentration>,
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
    Flat,
    /// Body weight in kilograms.
    PerKilogram,
    /// Body surface area in square meters.
    PerSquareMeter,
}

impl Order {
    /// Reads an order.
    ///
    /// # Errors
    /// Zero, negative, no or unknown unit of measure, a range, or anything that is not an order.
    pub fn parse(text: &str) -> Result<Order, BillingError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(refuse(text, "write a dose, such as 305 mg, 15 mg/kg, 375 mg/m2 or AUC 6"));
        }
        if is_limited(text) {
            return Err(refuse(text, "a limit has a field of its own (cap); leave it out of the order"));
        }
        if is_range(text) {
            return Err(refuse(text, "a range; give the dose given"));
        }
        if text.contains('+') {
            return sum(text);
        }
        let plain = text.trim_end_matches([',', ';']);
        let (count, counted) = counted(plain).unwrap_or((Amount::ONE, plain.to_owned()));
        nonzero(count, text)?;
        let dissolved = solution(&counted).map(|(volume, strength, rest)| (format!("{volume}{rest}"), strength));
        let (dose, words) = Words::split(dissolved.as_ref().map_or(&counted, |(dose, _)| dose), text)?;
        let mut order = Order::of_dose(count, dose, text)?;
        order.strength = dissolved.map(|(_, strength)| strength).or(order.strength);
        order.repeated(&words)?;
        order.supplied(&words)?;
        Ok(order)
    }

    /// `x 2 vials` of the amount that stands before it, and a fluid that the drug is given in.
    fn supplied(&mut self, words: &Words) -> Result<(), BillingError> {
        self.eyes = words.eyes;
        if let Some(count) = words.containers {
            let Target::Amount(amounts, Body::Flat) = &mut self.target else {
                return Err(refuse(&self.text, "vials of an amount, like 2 x 100 mg; a dose by the patient names no vials"));
            };
            for amount in amounts {
                *amount = amount.times(count).map_err(|_| BillingError::Inexact("order"))?;
            }
        }
        if words.diluted {
            if matches!(&self.target, Target::Amount(amounts, _) if amounts.iter().any(|a| a.measure.dimension() == Dimension::Volume)) {
                return Err(refuse(&self.text, "a volume of a fluid; write the volume alone, or the amount of drug in it"));
            }
            // What the drug was diluted to says nothing of its container.
            self.strength = None;
        }
        Ok(())
    }

    /// The part before the words.
    fn of_dose(count: Amount, dose: &str, text: &str) -> Result<Order, BillingError> {
        let plain = |target| Order {
            text: text.to_owned(),
            target,
            rate: None,
            doses: None,
            span: None,
            every: 1,
            schedule: None,
            eyes: None,
            strength: None,
        };
        if let Some(auc) = area_under_curve(dose) {
            let amount = Amount::parse(auc).map_err(BillingError::unreadable(Field::Order))?;
            nonzero(amount, text)?;
            return Ok(plain(Target::AreaUnderCurve(amount)));
        }
        let per = replace_per(dose);
        let mut parts = per.split('/').map(str::trim);
        let mut amounts = vec![drug(parts.next().unwrap_or_default(), text)?];
        let (mut body, mut rate) = (Body::Flat, None);
        for part in parts {
            match denominator(part) {
                Some(Per::Body(per)) if body == Body::Flat => body = per,
                Some(Per::Time(per)) if rate.is_none() => rate = Some(per),
                Some(Per::Dose) => {}
                Some(_) => return Err(refuse(text, "says twice per what; write it once, like 5 mg/kg/day")),
                None if part.starts_with(|c: char| c.is_ascii_digit() || c == '.') && body == Body::Flat && rate.is_none() => {
                    amounts.push(drug(part, text)?);
                }
                None => return Err(refuse(text, format!("`/{part}` is not known; write per kg, m2, day, hour or min"))),
            }
        }
        let is_volume = |q: &Quantity| q.measure.dimension() == Dimension::Volume;
        let strength = match amounts[..] {
            [drug, volume] if is_volume(&volume) && !is_volume(&drug) => {
                amounts.truncate(1);
                Some(Concentration { drug, volume })
            }
            _ => None,
        };
        for amount in &mut amounts {
            *amount = amount.times(count).map_err(|_| BillingError::Inexact("order"))?;
        }
        Ok(Order { rate, strength, ..plain(Target::Amount(amounts, body)) })
    }
}

/// `400 mg/m2 + 2,400 mg/m2`: parts of one date, added before anything is rounded.
fn sum(text: &str) -> Result<Order, BillingError> {
    let unlike = || refuse(text, "parts are added where each is one amount by the same measure, like 400 mg/m2 + 2,400 mg/m2");
    let mut total: Option<(Quantity, Order)> = None;
    for part in text.split('+') {
        let order = Order::parse(part)?;
        let Target::Amount(amounts, body) = &order.target else { return Err(unlike()) };
        let ([amount], None, None, None) = (&amounts[..], order.rate, order.doses, order.span) else { return Err(unlike()) };
        // Volumes of different strengths and doses of different eyes are no one amount.
        if order.eyes.is_some() || (order.strength.is_some() && amount.measure.dimension() == Dimension::Volume) {
            return Err(unlike());
        }
        total = Some(match total {
            None => (*amount, order),
            Some((sum, first)) => {
                if !matches!(&first.target, Target::Amount(_, of_first) if of_first == body) {
                    return Err(unlike());
                }
                let more = amount.convert(sum.measure).map_err(|_| unlike())?;
                let added = sum.amount.checked_add(more.amount).ok_or(BillingError::Inexact("order"))?;
                (Quantity::new(added, sum.measure), first)
            }
        });
    }
    let (sum, first) = total.ok_or_else(unlike)?;
    let Target::Amount(_, body) = first.target else { return Err(unlike()) };
    Ok(Order { text: text.to_owned(), target: Target::Amount(vec![sum], body), ..first })
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
    let quantity = spelled(part, order)?;
    nonzero(quantity.amount, order)?;
    if matches!(quantity.measure.dimension(), Dimension::Time | Dimension::Length) {
        return Err(refuse(order, format!("{} is not an amount of drug", quantity.measure)));
    }
    Ok(quantity)
}

fn nonzero(amount: Amount, text: &str) -> Result<(), BillingError> {
    if amount.is_zero() { Err(BillingError::Zero { field: Field::Order, text: text.to_owned() }) } else { Ok(()) }
}

/// The number of `AUC 6`, `auc=5.5`.
fn area_under_curve(text: &str) -> Option<&str> {
    let head = text.get(..3).filter(|h| h.eq_ignore_ascii_case("auc"))?;
    let rest = text[head.len()..].trim_start();
    Some(rest.strip_prefix("of ").unwrap_or(rest).trim_start_matches('=').trim())
}

/// ` per ` written out, as a slash.
fn replace_per(text: &str) -> String {
    text.split_whitespace().map(|w| if w.eq_ignore_ascii_case("per") { "/" } else { w }).collect::<Vec<_>>().join(" ")
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
        use Body::{Flat, PerKilogram, PerSquareMeter};
        let (day, hour) = (Some(Measure::Day), Some(Measure::Hour));
        for (text, amounts, body, rate) in [
            ("305 mg", vec!["305 mg"], Flat, None),
            ("200 mg flat", vec!["200 mg"], Flat, None),
            ("15 mg/kg", vec!["15 mg"], PerKilogram, None),
            ("15 mg per kg", vec!["15 mg"], PerKilogram, None),
            ("375 mg/m2", vec!["375 mg"], PerSquareMeter, None),
            ("375 mg/m²", vec!["375 mg"], PerSquareMeter, None),
            ("28 mcg/day", vec!["28 mcg"], Flat, day),
            ("28 mcg/24 h", vec!["28 mcg"], Flat, day),
            ("5 mg/kg/day", vec!["5 mg"], PerKilogram, day),
            ("100 mg/m2/d", vec!["100 mg"], PerSquareMeter, day),
            ("10 mg/hour x 24 hours", vec!["10 mg"], Flat, hour),
            ("14 mL", vec!["14 mL"], Flat, None),
            ("0.6 MIU/kg", vec!["0.6 million units"], PerKilogram, None),
            ("0.6 million IU/kg", vec!["0.6 million units"], PerKilogram, None),
            ("2,500 units/m2", vec!["2500 units"], PerSquareMeter, None),
            ("20 mEq", vec!["20 mEq"], Flat, None),
            ("480 mg/160 mg", vec!["480 mg", "160 mg"], Flat, None),
            ("500 mg/500 mg/250 mg", vec!["500 mg", "500 mg", "250 mg"], Flat, None),
            ("10 mg/5 mg/kg", vec!["10 mg", "5 mg"], PerKilogram, None),
            ("25 mg x 2", vec!["25 mg"], Flat, None),
        ] {
            assert_eq!(amount(text), (amounts.into_iter().map(str::to_owned).collect(), body, rate), "{text}");
        }
        assert_eq!(Order::parse("AUC 6").unwrap().target, Target::AreaUnderCurve(Amount::from(6)));
        assert_eq!(Order::parse("auc=5.5").unwrap().target, Target::AreaUnderCurve(Amount::new(55, 1)));
        assert_eq!(Order::parse("25 mg x 2 doses").unwrap().doses, Some(Amount::from(2)));
        assert_eq!(Order::parse("28 mcg/day × 7 days").unwrap().span, Some(Quantity::new(Amount::from(7), Measure::Day)));
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
            ("25 mg x 3 hours", "invalid-order"),
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
