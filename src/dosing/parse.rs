//! What fields hold beside plain numbers: measures, words, lists; read or refused.

use super::bsa::Formula;
use super::eyes::Eyes;
use super::number::{number, quantity, without};
use super::request::{Request, Stated};
use super::schedule::Schedule;
use crate::catalog::{ContainerType, Setting, ndc};
use crate::explanation::{BillingError, Field};
use crate::quantity::{Amount, Measure, Quantity, QuantityError};

/// A weight or height; a bare number is in the field's own measure, and is marked as such.
pub(super) fn stated(field: Field, text: &str, bare: Measure) -> Result<Stated, BillingError> {
    let stated = match Quantity::parse(text) {
        Err(QuantityError::NoMeasure(_)) => Stated { quantity: Quantity::new(number(field, text)?, bare), assumed: true },
        _ => Stated { quantity: quantity(field, text).map_err(|error| with_example(field, error))?, assumed: false },
    };
    if stated.quantity.measure.dimension() != bare.dimension() {
        return Err(BillingError::Incompatible {
            what: field.as_str(),
            left: stated.quantity.to_string(),
            right: bare.to_string(),
            hint: "write a weight in kg or lb, a height in cm, m or in",
        });
    }
    Ok(stated)
}

/// A refusal of a weight or height with one as it may be written.
fn with_example(field: Field, error: BillingError) -> BillingError {
    let accepted = if field == Field::Weight { "write it like 62 kg or 150 lb" } else { "write it like 165 cm or 65 in" };
    BillingError::WithExample { error: Box::new(error), accepted: accepted.to_owned() }
}

/// `165cm`, `1.65 m`, `65 in`, `5 ft 6 in`, `5'6"`.
pub(super) fn height(text: &str) -> Result<Stated, BillingError> {
    let spelled = text.replace('\'', " ft ").replace('"', " in ");
    let Some((feet, inches)) = spelled.split_once("ft") else { return stated(Field::Height, spelled.trim(), Measure::Centimeter) };
    let feet = quantity(Field::Height, &format!("{} ft", feet.trim()))?;
    let inches = inches.trim();
    if inches.is_empty() {
        return Ok(Stated { quantity: feet, assumed: false });
    }
    let rest = stated(Field::Height, inches, Measure::Inch)?.quantity;
    let whole = |q: Quantity| q.convert(Measure::Centimeter).map_err(BillingError::unreadable(Field::Height));
    let sum = whole(feet)?.amount.checked_add(whole(rest)?.amount).ok_or(BillingError::Inexact("height"))?;
    Ok(Stated { quantity: Quantity::new(sum, Measure::Centimeter), assumed: false })
}

pub(super) fn formula(text: &str) -> Result<Formula, BillingError> {
    match text.to_lowercase().replace([' ', '-'], "").as_str() {
        "mosteller" => Ok(Formula::Mosteller),
        "dubois" => Ok(Formula::DuBois),
        _ => Err(BillingError::Unknown { field: Field::BsaFormula, text: text.to_owned(), known: "write mosteller or dubois".to_owned() }),
    }
}

pub(super) fn container(text: &str) -> Result<ContainerType, BillingError> {
    match text.to_lowercase().as_str() {
        "single" | "single-dose" | "sdv" => Ok(ContainerType::Single),
        "multi" | "multi-dose" | "mdv" => Ok(ContainerType::Multi),
        _ => Err(BillingError::Unknown { field: Field::Container, text: text.to_owned(), known: "write single or multi".to_owned() }),
    }
}

pub(super) fn schedule(text: &str) -> Result<Schedule, BillingError> {
    Schedule::ALL.into_iter().find(|s| s.as_str().eq_ignore_ascii_case(text)).ok_or_else(|| BillingError::Unknown {
        field: Field::Schedule,
        text: text.to_owned(),
        known: "write each-day, continuous or dispensed".to_owned(),
    })
}

pub(super) fn setting(text: &str) -> Result<Setting, BillingError> {
    Setting::ALL.into_iter().find(|s| s.as_str().eq_ignore_ascii_case(text)).ok_or_else(|| BillingError::Unknown {
        field: Field::Setting,
        text: text.to_owned(),
        known: "write office, outpatient, asc or dme".to_owned(),
    })
}

/// Names the eye in its own field; the order may name the same.
pub(super) fn set_eyes(request: &mut Request, text: &str) -> Result<(), BillingError> {
    let eyes = eyes(text)?;
    if request.order.eyes.is_some_and(|ordered| ordered != eyes) {
        let reason = "the order names another eye; correct one of them";
        return Err(BillingError::Shape { field: Field::Eyes, text: text.to_owned(), reason });
    }
    request.claim.eyes = Some(eyes);
    Ok(())
}

fn eyes(text: &str) -> Result<Eyes, BillingError> {
    match text.to_lowercase().as_str() {
        "right" | "rt" | "od" => Ok(Eyes::Right),
        "left" | "lt" | "os" => Ok(Eyes::Left),
        "both" | "ou" | "50" => Ok(Eyes::Both),
        _ => Err(BillingError::Unknown { field: Field::Eyes, text: text.to_owned(), known: "write right, left or both".to_owned() }),
    }
}

/// `10%` or `10`: more than nothing and less than the whole dose.
pub(super) fn percent(text: &str) -> Result<Amount, BillingError> {
    let amount = number(Field::Round, without(text, &["%"]))?;
    if amount >= Amount::from(100) {
        return Err(BillingError::Shape {
            field: Field::Round,
            text: text.to_owned(),
            reason: "a rounding policy is below 100%, such as 10%",
        });
    }
    Ok(amount)
}

pub(super) fn yes(field: Field, text: &str) -> Result<bool, BillingError> {
    match text.to_lowercase().as_str() {
        "yes" | "y" | "true" | "1" | "x" => Ok(true),
        "no" | "n" | "false" | "0" => Ok(false),
        _ => Err(BillingError::Shape { field, text: text.to_owned(), reason: "write yes or no" }),
    }
}

pub(super) fn qualifier(text: &str) -> Result<&'static str, BillingError> {
    ["ML", "UN", "GR", "F2", "ME"].into_iter().find(|q| q.eq_ignore_ascii_case(text)).ok_or_else(|| BillingError::Unknown {
        field: Field::NdcQualifier,
        text: text.to_owned(),
        known: "write ML, UN, GR, F2 or ME".to_owned(),
    })
}

/// NDCs separated by blanks, commas or semicolons.
pub(super) fn ndcs(text: &str) -> Result<Vec<String>, BillingError> {
    separated(text).map(|t| ndc::eleven(t).map_err(BillingError::Ndc)).collect()
}

/// Modifiers separated by blanks, commas, semicolons, `+` or `-`.
pub(super) fn modifiers(text: &str) -> Result<Vec<String>, BillingError> {
    let refuse = |text: &str, reason| Err(BillingError::Modifier { text: text.to_owned(), reason });
    text.split(['+', '-'])
        .flat_map(separated)
        .map(|m| match m.to_uppercase().as_str() {
            "JW" | "JZ" => refuse(m, "JW and JZ follow from dose and containers and are set here; leave it out"),
            upper if upper.len() == 2 && upper.bytes().all(|b| b.is_ascii_alphanumeric()) => Ok(upper.to_owned()),
            _ => refuse(m, "a modifier is two capitals or digits, such as EA"),
        })
        .collect()
}

fn separated(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || c == ',' || c == ';').filter(|t| !t.is_empty())
}
