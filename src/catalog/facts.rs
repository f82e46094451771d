//! The dated facts that CMS publishes about a code beside its row in the code file.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::quantity::{Amount, Measure, Quantity};

/// Everything CMS's other files say about one code.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// Products billed under the code, in the order of their NDC.
    pub products: Vec<Product>,
    /// What Medicare pays a unit, oldest quarter first; for one quarter the payment limit stands before the outpatient rate.
    pub payments: Vec<Payment>,
    /// Published unit edits (MUE), practitioner before outpatient.
    pub mue: Vec<Mue>,
    /// Whether the code stands on CMS's list of single-dose codes that need JW or JZ.
    pub discarded_drug: Option<DiscardedDrug>,
}

/// A package of a product that CMS maps to a code.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Product {
    /// The identifier as CMS writes it: `50242-0917-01`, or an id that is not an NDC.
    pub ndc: String,
    /// Eleven digits without hyphens; `None` where the identifier is not an NDC.
    pub ndc11: Option<String>,
    /// Brand or product name as CMS writes it.
    pub brand: String,
    /// The labeler's name.
    pub labeler: String,
    /// Billing units in one item (vial, syringe, bag): exact.
    pub units_per_item: Amount,
    /// Amount in one item: units per item times the code's unit. `None` where the code has no unit.
    pub labeled: Option<Quantity>,
    /// PKG SIZE: the amount of one item; CMS does not state of what (mL, vial or g).
    pub size: Amount,
    /// The measure of the size where it is certain.
    pub size_measure: Option<Measure>,
    /// PKG QTY: items in the package.
    pub items_per_package: Amount,
    /// Single-dose, multi-dose, or not known.
    pub container: ContainerType,
    /// The quarter of the crosswalk: `2025-10`.
    pub edition: String,
}

/// How a container may be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ContainerType {
    /// One patient, one time: what is left is discarded, JW or JZ is due.
    Single,
    /// Several doses: what is left is kept, neither JW nor JZ.
    Multi,
    /// Not known here.
    #[default]
    Unknown,
}

impl ContainerType {
    /// In words.
    pub fn as_str(self) -> &'static str {
        match self {
            ContainerType::Single => "single",
            ContainerType::Multi => "multi",
            ContainerType::Unknown => "unknown",
        }
    }
}

/// What Medicare pays for one unit in one quarter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Payment {
    /// The first month of the quarter: `2025-10`.
    pub quarter: String,
    /// US dollars a unit; `None` where the file gives none.
    pub limit: Option<Amount>,
    /// OPPS status indicator (`K`, `G`, `N` ...), only from Addendum B.
    pub status_indicator: Option<String>,
    /// Which file.
    pub source: PaymentSource,
}

/// The quarter that a day falls in, by its first month: `2026-10`.
pub fn quarter_of(day: Date) -> String {
    format!("{:04}-{:02}", day.year(), (day.month() - 1) / 3 * 3 + 1)
}

/// The file a payment comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PaymentSource {
    /// The Medicare Part B payment limit (ASP) file.
    Asp,
    /// OPPS Addendum B.
    Opps,
}

/// A medically unlikely edit: the most units on a line or a day before a claim is questioned. Not a dosing limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mue {
    /// Which table.
    pub setting: MueTable,
    /// The most units.
    pub value: u32,
    /// Adjudication indicator: 1 per line, 2 per day by policy, 3 per day, clinical.
    pub mai: u8,
    /// The quarter of the table: `2026-07`.
    pub quarter: String,
}

/// The table a unit edit stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MueTable {
    /// Physician offices and other practitioners.
    Practitioner,
    /// Hospital outpatient departments.
    Outpatient,
}

/// A code's place on CMS's JW/JZ list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiscardedDrug {
    /// Listed as single-dose.
    pub listed: bool,
    /// The edition of the list: `2025-06-20`.
    pub edition: String,
}

/// The edition of one kind of data, for headers and answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edition {
    /// What it is: `codes`, `products`, `payment limits` ...
    pub what: String,
    /// Its quarter or date.
    pub edition: String,
}

/// A modifier as the CMS code file states it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModifierFact {
    /// Two characters.
    pub code: String,
    /// The official descriptor.
    pub descriptor: String,
    /// Its dates.
    pub dates: super::Dates,
}

/// A place-of-service code as CMS states it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Two digits.
    pub code: String,
    /// CMS's name for it.
    pub name: String,
    /// `Facility` or `Non-Facility`, as in the file.
    pub kind: String,
}
