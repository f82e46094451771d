//! Why an order, a supply or a claim was refused.

use super::Field;
use crate::quantity::{Quantity, QuantityError};

/// A refusal: nothing was guessed and nothing was billed. The message says what, where and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BillingError {
    /// A field that holds a quantity or a number could not be read.
    #[error("{field}: {source}")]
    Unreadable {
        /// The field: `order`, `weight`, `stock` ...
        field: Field,
        /// What is wrong with it.
        source: QuantityError,
    },
    /// A field that must be more than nothing is zero.
    #[error("{field}: `{text}` is zero; give an amount above zero, or leave the field out")]
    Zero {
        /// The field.
        field: Field,
        /// What was written.
        text: String,
    },
    /// The order is not one that can be understood.
    #[error("order: `{text}`: {reason}")]
    Order {
        /// The order as written.
        text: String,
        /// Why not, and what to write.
        reason: String,
    },
    /// A number that can be read two ways.
    #[error("{field}: {question}")]
    Doubtful {
        /// The field.
        field: Field,
        /// Which, and what to write.
        question: String,
    },
    /// A field does not have the shape it needs.
    #[error("{field}: `{text}`: {reason}")]
    Shape {
        /// The field.
        field: Field,
        /// What was written.
        text: String,
        /// What to write instead.
        reason: &'static str,
    },
    /// The order needs something that was not given.
    #[error("{field} is missing: {needed}")]
    Missing {
        /// The field: `weight`, `height`, `gfr`, `hours`, `concentration`, `stock`.
        field: Field,
        /// What for, and how to give it.
        needed: String,
    },
    /// Two amounts that measure different things (mg against IU).
    #[error("{what}: {left} and {right} measure different things; {hint}")]
    Incompatible {
        /// Which two were compared.
        what: &'static str,
        /// One.
        left: String,
        /// The other.
        right: String,
        /// What to do.
        hint: &'static str,
    },
    /// The code has no unit that can be read.
    #[error("{code} has no billing unit that can be read: {reason}")]
    NoUnit {
        /// The code.
        code: String,
        /// Why.
        reason: String,
    },
    /// A compound unit against an order that does not state each drug, or in another ratio.
    #[error("the unit is {unit}, a compound: {reason}")]
    Compound {
        /// The unit in words.
        unit: String,
        /// What to write.
        reason: String,
    },
    /// More was given than was opened.
    #[error("opened {opened}, dose {dose}: the dose is larger; correct what was opened, or state that the rest was overfill")]
    DoseExceedsOpened {
        /// Sum of the labels.
        opened: Quantity,
        /// The dose.
        dose: Quantity,
    },
    /// No such payer, setting, field, formula ...
    #[error("{field}: `{text}` is not known; {known}")]
    Unknown {
        /// The field.
        field: Field,
        /// What was written.
        text: String,
        /// What there is.
        known: String,
    },
    /// No such field of a request.
    #[error("field: `{text}` is not known; the fields are {known}")]
    UnknownField {
        /// What was written.
        text: String,
        /// What there is.
        known: String,
    },
    /// Not an NDC, or one that does not fit.
    #[error("ndc: {0}")]
    Ndc(String),
    /// A modifier that cannot be asked for.
    #[error("modifier: `{text}`: {reason}")]
    Modifier {
        /// What was written.
        text: String,
        /// Why not.
        reason: &'static str,
    },
    /// A result that needs more digits than can be held.
    #[error("{0}: the result needs more digits than can be held exactly; give the number with fewer digits")]
    Inexact(&'static str),
    /// Too many combinations of containers to search exactly.
    #[error("stock: {0}: too many combinations to search exactly; say what was opened instead")]
    PlanTooLarge(String),
    /// A claim cannot hold that many lines.
    #[error("{0} units need more than {1} claim lines; check the dose, the unit and the edit of the line")]
    TooManyUnits(u64, usize),
    /// A refusal with what would be understood in its place.
    #[error("{error}; {accepted}")]
    WithExample {
        /// What is wrong.
        error: Box<BillingError>,
        /// What to write: `for J9271 write it like 100 mg`.
        accepted: String,
    },
    /// A rule that the program applies is missing from the rulebook.
    #[error("rule `{0}` is missing from the catalog; a catalog laid over the shipped one must not take it away")]
    RuleMissing(&'static str),
    /// The payer that stands where none is named is missing.
    #[error("payer `{0}` is missing from the catalog; a catalog laid over the shipped one must not take it away")]
    PayerMissing(&'static str),
}

impl BillingError {
    /// A quantity or number that could not be read.
    pub fn unreadable(field: Field) -> impl Fn(QuantityError) -> BillingError {
        move |source| BillingError::Unreadable { field, source }
    }

    /// One kebab-case word for programs: `missing-weight`, `zero-amount`, `measures-differ` ...
    pub fn kind(&self) -> &'static str {
        match self {
            BillingError::Unreadable { source, .. } => match source {
                QuantityError::NotANumber(_) => "not-a-number",
                QuantityError::Negative(_) => "negative-amount",
                QuantityError::TooManyDigits(_) | QuantityError::Inexact => "too-many-digits",
                QuantityError::UnknownMeasure(_) => "unknown-measure",
                QuantityError::LookAlike { .. } => "look-alike-measure",
                QuantityError::NoMeasure(_) => "no-measure",
                QuantityError::Incompatible { .. } => "measures-differ",
            },
            BillingError::Zero { .. } => "zero-amount",
            BillingError::Order { .. } => "invalid-order",
            BillingError::Shape { .. } | BillingError::Doubtful { .. } => "invalid-value",
            BillingError::Missing { field, .. } => match field {
                Field::Weight => "missing-weight",
                Field::Height => "missing-height",
                Field::Gfr => "missing-gfr",
                Field::Hours => "missing-hours",
                Field::Concentration => "missing-concentration",
                Field::Stock => "missing-stock",
                _ => "missing-value",
            },
            BillingError::Incompatible { .. } => "measures-differ",
            BillingError::NoUnit { .. } => "no-unit",
            BillingError::Compound { .. } => "compound-unit",
            BillingError::DoseExceedsOpened { .. } => "dose-exceeds-opened",
            BillingError::Unknown { field, .. } => match field {
                Field::Payer => "unknown-payer",
                Field::Setting => "unknown-setting",
                Field::Ndc => "unknown-ndc",
                _ => "unknown-value",
            },
            BillingError::UnknownField { .. } => "unknown-field",
            BillingError::Ndc(_) => "invalid-ndc",
            BillingError::Modifier { .. } => "invalid-modifier",
            BillingError::Inexact(_) => "too-many-digits",
            BillingError::PlanTooLarge(_) => "plan-too-large",
            BillingError::TooManyUnits(..) => "too-many-units",
            BillingError::WithExample { error, .. } => error.kind(),
            BillingError::RuleMissing(_) => "rule-missing",
            BillingError::PayerMissing(_) => "payer-missing",
        }
    }

    /// The field of the request that must change; `None` where no single one is at fault.
    pub fn field(&self) -> Option<Field> {
        match self {
            BillingError::Unreadable { field, .. }
            | BillingError::Zero { field, .. }
            | BillingError::Shape { field, .. }
            | BillingError::Doubtful { field, .. }
            | BillingError::Missing { field, .. }
            | BillingError::Unknown { field, .. } => Some(*field),
            BillingError::Incompatible { what, .. } => match *what {
                "dose and container" => Some(Field::Stock),
                "dose and cap" => Some(Field::Cap),
                what => Field::named(what).or(Some(Field::Order)),
            },
            BillingError::Inexact(what) => Field::named(what),
            BillingError::Order { .. } | BillingError::Compound { .. } | BillingError::TooManyUnits(..) => Some(Field::Order),
            BillingError::DoseExceedsOpened { .. } => Some(Field::Opened),
            BillingError::WithExample { error, .. } => error.field(),
            BillingError::PlanTooLarge(_) => Some(Field::Stock),
            BillingError::Ndc(_) => Some(Field::Ndc),
            BillingError::Modifier { .. } => Some(Field::Modifiers),
            BillingError::UnknownField { .. }
            | BillingError::NoUnit { .. }
            | BillingError::RuleMissing(_)
            | BillingError::PayerMissing(_) => None,
        }
    }
}
