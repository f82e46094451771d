//! What is asked: an order, the patient, what may be opened, and for whom it is billed.
//!
//! Every front end fills a [`Request`] field by field with [`Request::set`]: flags, columns of a batch and inputs of the panel carry
//! the names of [`super::fields::FIELDS`] and are read by its parsers.

use super::bsa::Formula;
use super::eyes::Eyes;
use super::order::Order;
use super::schedule::Schedule;
use super::supply::{Concentration, Vials};
use crate::catalog::{ContainerType, Date, Setting};
use crate::explanation::BillingError;
use crate::quantity::{Amount, Quantity};

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
    /// How an order over several days is supplied, where it is not what the catalog says.
    pub schedule: Option<Schedule>,
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
    /// Doses of other patients from the same containers.
    pub shared_with: Vec<Quantity>,
    /// This patient is the last of those who share, so that what is left is discarded with this dose.
    pub last: Option<bool>,
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
    /// Which eye was treated; with both, the order is for each.
    pub eyes: Option<Eyes>,
    /// Further modifiers, two capitals or digits each.
    pub modifiers: Vec<String>,
    /// The most units the payer's field holds, where it is not the payer's own.
    pub units_per_line: Option<u32>,
    /// Units that were billed, to be judged.
    pub billed: Option<u64>,
}

impl Request {
    /// An order on a date of service, with nothing else known.
    ///
    /// # Errors
    /// The order is not one.
    pub fn new(order: &str, date: Date) -> Result<Request, BillingError> {
        let order = Order::parse(order)?;
        let claim = Claim { eyes: order.eyes, ..Claim::default() };
        Ok(Request { order, date, patient: Patient::default(), policy: Policy::default(), supply: Supply::default(), claim })
    }
}
