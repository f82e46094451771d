//! What is asked: an order, the patient, what may be opened, and for whom it is billed.
//!
//! Every face fills a [`Request`] field by field with [`Request::set`]: flags, columns of a batch and fields of the panel
//! carry the same names and are read by the same code.

use crate::catalog::{ContainerType, Date, Setting, ndc};
use crate::dosing::Order;
use crate::dosing::bsa::Formula;
use crate::dosing::supply::{self, Concentration, Vials};
use crate::explanation::BillingError;
use crate::quantity::{Amount, Dimension, Measure, Quantity, QuantityError};

/// One order to be billed.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// The order.
    pub order: Order,
    /// The date of service.
    pub date: Date,
    /// Who is treated.
    pub patient: Patient,
    /// How long, within which limits, rounded how.
    pub policy: Policy,
    /// What may be opened or was.
    pub supply: Supply,
    /// For whom it is billed.
    pub claim: Claim,
}

/// What an order needs of the patient.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Patient {
    /// Body weight as written.
    pub weight: Option<Stated>,
    /// Height as written.
    pub height: Option<Stated>,
    /// Body surface area in m2, where it is given.
    pub surface: Option<Amount>,
    /// Which formula computes it otherwise.
    pub formula: Formula,
    /// Glomerular filtration rate in mL/min.
    pub filtration: Option<Amount>,
    /// Age in years.
    pub age: Option<Amount>,
}

/// A quantity, and whether its unit of measure was written or taken from the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stated {
    /// The quantity.
    pub quantity: Quantity,
    /// No unit of measure was written.
    pub assumed: bool,
}

/// Duration, caps and rounding.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Policy {
    /// Days that a daily order runs.
    pub days: Option<Amount>,
    /// Hours that a rate runs.
    pub hours: Option<Amount>,
    /// The largest dose.
    pub cap: Option<Quantity>,
    /// The largest body surface area in m2.
    pub surface_cap: Option<Amount>,
    /// The most a dose may be changed to fit whole containers, in percent of it.
    pub rounding: Option<Amount>,
}

/// What may be opened, or was.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Supply {
    /// Strength of the liquid.
    pub concentration: Option<Concentration>,
    /// Sizes that may be opened, each the labeled amounts of one container (several for a compound).
    pub stock: Vec<Vec<Quantity>>,
    /// What was opened.
    pub opened: Vec<Vials>,
    /// Single-dose or multi-dose, where the user says so.
    pub container: Option<ContainerType>,
    /// The products used, eleven digits each.
    pub ndcs: Vec<String>,
    /// What the product's size counts: `ML`, `UN`, `GR`, `F2`, `ME`.
    pub ndc_qualifier: Option<&'static str>,
    /// More was drawn than the label says.
    pub overfill: bool,
}

/// For whom and how it is billed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Claim {
    /// The payer's id; Medicare Part B where none is given.
    pub payer: Option<String>,
    /// The setting; the payer's first where none is given.
    pub setting: Option<Setting>,
    /// Bought under the 340B program.
    pub discounted: bool,
    /// Further modifiers, two capitals or digits each.
    pub modifiers: Vec<String>,
    /// The most units the payer's field holds, where it is not the payer's own.
    pub units_per_line: Option<u32>,
    /// Units that were billed, to be judged.
    pub billed: Option<u64>,
}

/// The fields of a request besides `order` and `date`, as [`Request::set`] takes them.
pub const FIELDS: [&str; 24] = [
    "weight",
    "height",
    "bsa",
    "bsa-formula",
    "gfr",
    "age",
    "days",
    "hours",
    "concentration",
    "cap",
    "bsa-cap",
    "round",
    "stock",
    "opened",
    "container",
    "ndc",
    "ndc-qualifier",
    "overfill",
    "payer",
    "setting",
    "340b",
    "modifiers",
    "units-per-line",
    "billed",
];

impl Request {
    /// An order on a date of service, with nothing else known.
    ///
    /// # Errors
    /// The order is not one.
    pub fn new(order: &str, date: Date) -> Result<Request, BillingError> {
        Ok(Request {
            order: Order::parse(order)?,
            date,
            patient: Patient::default(),
            policy: Policy::default(),
            supply: Supply::default(),
            claim: Claim::default(),
        })
    }

    /// Fills one field from text. Blank text leaves it unset. `_` and `-` are the same in names. `ndc` and `modifiers` may be
    /// filled several times and add up; every other field holds what was said last.
    ///
    /// `stock` and `opened` in mL need `concentration` at [`crate::calculator::compute`], not before: the order of fields is free.
    ///
    /// # Errors
    /// The text is not what the field holds, or there is no such field.
    pub fn set(&mut self, field: &str, text: &str) -> Result<(), BillingError> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(());
        }
        match field.replace('_', "-").as_str() {
            "weight" => self.patient.weight = Some(stated("weight", text, Measure::Kilogram)?),
            "height" => self.patient.height = Some(height(text)?),
            "bsa" => self.patient.surface = Some(number("bsa", without(text, &["m2", "m²"]))?),
            "bsa-formula" => self.patient.formula = formula(text)?,
            "gfr" => self.patient.filtration = Some(number("gfr", without(text, &["mL/min", "ml/min"]))?),
            "age" => self.patient.age = Some(number("age", text)?),
            "days" => self.policy.days = Some(number("days", without(text, &["days", "day", "d"]))?),
            "hours" => self.policy.hours = Some(number("hours", without(text, &["hours", "hour", "h"]))?),
            "cap" => self.policy.cap = Some(quantity("cap", text)?),
            "bsa-cap" => self.policy.surface_cap = Some(number("bsa-cap", without(text, &["m2", "m²"]))?),
            "round" => self.policy.rounding = Some(percent(text)?),
            "concentration" => self.supply.concentration = Some(Concentration::parse(text)?),
            "stock" => self.supply.stock = supply::sizes(text)?,
            "opened" => self.supply.opened = supply::opened(text)?,
            "container" => self.supply.container = Some(container(text)?),
            "ndc" => self.supply.ndcs.extend(ndcs(text)?),
            "ndc-qualifier" => self.supply.ndc_qualifier = Some(qualifier(text)?),
            "overfill" => self.supply.overfill = yes("overfill", text)?,
            "payer" => self.claim.payer = Some(text.to_lowercase()),
            "setting" => self.claim.setting = Some(setting(text)?),
            "340b" => self.claim.discounted = yes("340b", text)?,
            "modifier" | "modifiers" => self.claim.modifiers.extend(modifiers(text)?),
            "units-per-line" => self.claim.units_per_line = Some(count("units-per-line", text)?),
            "billed" => self.claim.billed = Some(count("billed", text)?),
            _ => {
                let known = format!("the fields are order, date, {}", FIELDS.join(", "));
                return Err(BillingError::Unknown { field: "field", text: field.to_owned(), known });
            }
        }
        Ok(())
    }
}

/// `text` without one of the endings that only repeat what the field holds.
fn without<'t>(text: &'t str, endings: &[&str]) -> &'t str {
    endings.iter().find_map(|e| text.strip_suffix(e)).unwrap_or(text).trim_end()
}

/// A plain number above zero.
fn number(field: &'static str, text: &str) -> Result<Amount, BillingError> {
    let amount = Amount::parse(text).map_err(BillingError::unreadable(field))?;
    nonzero(field, text, amount)
}

fn nonzero(field: &'static str, text: &str, amount: Amount) -> Result<Amount, BillingError> {
    if amount.is_zero() { Err(BillingError::Zero { field, text: text.to_owned() }) } else { Ok(amount) }
}

/// A quantity above zero.
pub(crate) fn quantity(field: &'static str, text: &str) -> Result<Quantity, BillingError> {
    let quantity = Quantity::parse(text).map_err(BillingError::unreadable(field))?;
    nonzero(field, text, quantity.amount)?;
    Ok(quantity)
}

/// A whole number above zero.
fn count<N: TryFrom<u64>>(field: &'static str, text: &str) -> Result<N, BillingError> {
    let amount = number(field, text)?;
    amount.whole().and_then(|n| N::try_from(n).ok()).ok_or(BillingError::Shape {
        field,
        text: text.to_owned(),
        reason: "write a whole number that is not too large",
    })
}

/// A weight or height; a bare number is in the field's own measure, and is marked as such.
fn stated(field: &'static str, text: &str, bare: Measure) -> Result<Stated, BillingError> {
    let stated = match Quantity::parse(text) {
        Err(QuantityError::NoMeasure(_)) => Stated { quantity: Quantity::new(number(field, text)?, bare), assumed: true },
        _ => Stated { quantity: quantity(field, text)?, assumed: false },
    };
    if stated.quantity.measure.dimension() != bare.dimension() {
        return Err(BillingError::Incompatible {
            what: field,
            left: stated.quantity.to_string(),
            right: bare.to_string(),
            hint: "write a weight in kg or lb, a height in cm, m or in",
        });
    }
    Ok(stated)
}

/// `165cm`, `1.65 m`, `65 in`, `5 ft 6 in`, `5'6"`.
fn height(text: &str) -> Result<Stated, BillingError> {
    let spelled = text.replace('\'', " ft ").replace('"', " in ");
    let Some((feet, inches)) = spelled.split_once("ft") else { return stated("height", spelled.trim(), Measure::Centimeter) };
    let feet = quantity("height", &format!("{} ft", feet.trim()))?;
    let inches = inches.trim();
    if inches.is_empty() {
        return Ok(Stated { quantity: feet, assumed: false });
    }
    let rest = stated("height", inches, Measure::Inch)?.quantity;
    let whole = |q: Quantity| q.convert(Measure::Centimeter).map_err(BillingError::unreadable("height"));
    let sum = whole(feet)?.amount.checked_add(whole(rest)?.amount).ok_or(BillingError::Inexact("height"))?;
    Ok(Stated { quantity: Quantity::new(sum, Measure::Centimeter), assumed: false })
}

fn formula(text: &str) -> Result<Formula, BillingError> {
    match text.to_lowercase().replace([' ', '-'], "").as_str() {
        "mosteller" => Ok(Formula::Mosteller),
        "dubois" => Ok(Formula::DuBois),
        _ => Err(BillingError::Unknown { field: "bsa-formula", text: text.to_owned(), known: "write mosteller or dubois".to_owned() }),
    }
}

fn container(text: &str) -> Result<ContainerType, BillingError> {
    match text.to_lowercase().as_str() {
        "single" | "single-dose" | "sdv" => Ok(ContainerType::Single),
        "multi" | "multi-dose" | "mdv" => Ok(ContainerType::Multi),
        _ => Err(BillingError::Unknown { field: "container", text: text.to_owned(), known: "write single or multi".to_owned() }),
    }
}

fn setting(text: &str) -> Result<Setting, BillingError> {
    Setting::ALL.into_iter().find(|s| s.as_str().eq_ignore_ascii_case(text)).ok_or_else(|| BillingError::Unknown {
        field: "setting",
        text: text.to_owned(),
        known: "write office, outpatient, asc or dme".to_owned(),
    })
}

/// `10%` or `10`: more than nothing and less than the whole dose.
fn percent(text: &str) -> Result<Amount, BillingError> {
    let amount = number("round", without(text, &["%"]))?;
    if amount >= Amount::from(100) {
        return Err(BillingError::Shape { field: "round", text: text.to_owned(), reason: "a rounding policy is below 100%, such as 10%" });
    }
    Ok(amount)
}

fn yes(field: &'static str, text: &str) -> Result<bool, BillingError> {
    match text.to_lowercase().as_str() {
        "yes" | "y" | "true" | "1" | "x" => Ok(true),
        "no" | "n" | "false" | "0" => Ok(false),
        _ => Err(BillingError::Shape { field, text: text.to_owned(), reason: "write yes or no" }),
    }
}

fn qualifier(text: &str) -> Result<&'static str, BillingError> {
    ["ML", "UN", "GR", "F2", "ME"].into_iter().find(|q| q.eq_ignore_ascii_case(text)).ok_or_else(|| BillingError::Unknown {
        field: "ndc-qualifier",
        text: text.to_owned(),
        known: "write ML, UN, GR, F2 or ME".to_owned(),
    })
}

/// NDCs separated by blanks, commas or semicolons.
fn ndcs(text: &str) -> Result<Vec<String>, BillingError> {
    separated(text).map(|t| ndc::eleven(t).map_err(BillingError::Ndc)).collect()
}

/// Modifiers separated by blanks, commas, semicolons, `+` or `-`.
fn modifiers(text: &str) -> Result<Vec<String>, BillingError> {
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

/// Is a measure one of drug rather than of the patient or of time?
pub(crate) fn of_drug(measure: Measure) -> bool {
    !matches!(measure.dimension(), Dimension::Time | Dimension::Length)
}
