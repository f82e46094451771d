//! From what a prescriber wrote to the dose of a date, and the containers it takes.
//!
//! Amounts are exact decimals throughout. What cannot be known is refused or left out with a warning, never guessed.

mod bsa;
pub(crate) mod compounds;
pub(crate) mod containers;
pub(crate) mod dose;
mod eyes;
pub mod fields;
mod lexicon;
mod number;
mod order;
mod parse;
mod repeats;
pub(crate) mod request;
pub(crate) mod rounding;
mod schedule;
mod solution;
mod spelling;
pub(crate) mod supply;
pub(crate) mod vials;
mod words;

pub use bsa::Formula;
pub use containers::{ContainerCount, VialPlan};
pub use eyes::Eyes;
pub(crate) use lexicon::may_name_drug;
pub(crate) use number::quantity;
pub use order::{Body, Order, Target};
pub use request::{Claim, Patient, Policy, Request, Stated, Supply};
pub(crate) use schedule::Dates;
pub use schedule::Schedule;
pub use supply::{Concentration, Vials};
