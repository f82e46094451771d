//! From an order to claim lines: dose, containers, units, modifiers, limits. Every step names its rule.
//!
//! ```text
//! Request -> dose -> supplied (rounding, containers) -> units -> modifiers -> lines -> limits, payment, mistakes -> Answer
//! ```
//!
//! Amounts are exact decimals throughout. What cannot be known is refused or left out with a warning, never guessed.

mod answer;
mod body_surface;
pub mod check;
mod compute;
mod containers;
mod count;
mod dose;
mod error;
mod known;
mod limits;
mod lines;
mod mistakes;
mod modifiers;
mod ndc_line;
mod order;
mod payment;
mod plan;
pub mod remittance;
mod request;
mod rounding;
pub mod rules;
pub mod selftest;
mod supplied;
mod supply;
mod trail;
mod units;

pub use answer::*;
pub use body_surface::Formula;
pub use compute::{DEFAULT_PAYER, Subject, compute};
pub use containers::{Choice, Containers};
pub use error::BillingError;
pub use known::{Known, Rules};
pub use mistakes::{Judgment, Mistake};
pub use order::{Body, Order, Repeat, Target};
pub use payment::dollars;
pub use request::{Claim, FIELDS, Patient, Policy, Request, Stated, Supply};
pub use supplied::{container_held, priced_by_the_unit};
pub use supply::{Concentration, Vials};
pub use trail::{Step, Trail, Warning};
