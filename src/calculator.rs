//! From an order to claim lines: dose, containers, units, modifiers, MUE. Every step names its rule.
//!
//! ```text
//! Request -> dose -> supplied (rounding, containers) -> units -> modifiers -> lines -> scrub, MUE, payment, review -> Answer
//! ```

mod answer;
mod billable;
mod compute;
mod context;
mod course;
mod lines;
mod plan;
mod sanity;
mod scrubbed;
pub mod selftest;
mod sides;
mod strength;
mod supplied;
mod units;

pub use answer::*;
pub use billable::{BillableItem, Rules};
pub use compute::compute;
pub use context::CodeContext;
