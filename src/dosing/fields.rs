//! The fields of a request besides order and date, one row each: flags of `jdex units`, columns of its batch, inputs of the panel,
//! their help and their parsers come from here.

mod table;

use super::request::Request;
use crate::catalog::words;
use crate::explanation::{BillingError, Field};

pub use table::FIELDS;

/// One field.
#[derive(Clone, Copy, Debug)]
pub struct FieldEntry {
    /// Its name.
    pub field: Field,
    /// Its name on the screen.
    pub label: &'static str,
    /// What the flag takes, in help; empty for a switch.
    pub value: &'static str,
    /// Where it stands in help.
    pub group: FieldGroup,
    /// How it is filled.
    pub filling: Filling,
    /// What the flag's help says.
    pub help: &'static str,
    /// What may be written, for the line that explains the input.
    pub placeholder: &'static str,
    /// Reads trimmed text that is not blank into the request.
    pub parse: fn(&mut Request, &str) -> Result<(), BillingError>,
}

impl FieldEntry {
    /// Its flag, without hyphens: its name, but that each `--modifier` is one.
    pub fn flag(&self) -> &'static str {
        if self.field == Field::Modifiers { "modifier" } else { self.field.as_str() }
    }
}

words! {
    /// A heading of the help.
    pub enum FieldGroup {
        /// Weight, height, surface, filtration, age.
        Patient = "Patient",
        /// Duration, strength, caps, rounding.
        Dose = "Dose",
        /// Containers and products.
        Containers = "Containers",
        /// Payer, setting, modifiers, units.
        Claim = "Claim",
    }
}

/// How a field is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filling {
    /// By typing.
    Text,
    /// By typing, several times.
    Several,
    /// By choosing one of these.
    Words(&'static [&'static str]),
    /// By switching it on.
    Switch,
    /// By choosing one of these, each with its help; on the command line each is a flag of its own.
    Switches(&'static [(&'static str, &'static str)]),
    /// By choosing a payer.
    Payers,
    /// By choosing a setting of the payer.
    Settings,
}

/// The row of a field; `order`, `date`, `code` and `unit` have none.
pub fn entry(field: Field) -> Option<&'static FieldEntry> {
    FIELDS.iter().find(|entry| entry.field == field)
}

/// The names of the fields, as columns of a batch write them.
pub fn names() -> impl Iterator<Item = &'static str> {
    FIELDS.iter().map(|entry| entry.field.as_str())
}

impl Request {
    /// Fills one field from text, by its name. Blank text leaves it unset. `ndc` and `modifiers` may be filled several times and add
    /// up; every other field holds what was said last.
    ///
    /// `stock` and `opened` in mL need `concentration` at [`crate::calculator::compute`], not before: the order of fields is free.
    ///
    /// # Errors
    /// The text is not what the field holds, or there is no such field.
    pub fn set(&mut self, field: &str, text: &str) -> Result<(), BillingError> {
        let Some(entry) = Field::named(field).and_then(entry) else {
            let known = format!("order, date, {}", names().collect::<Vec<_>>().join(", "));
            return Err(BillingError::UnknownField { text: field.to_owned(), known });
        };
        let text = text.trim();
        if text.is_empty() { Ok(()) } else { (entry.parse)(self, text) }
    }
}
