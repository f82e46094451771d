//! The units panel: an order typed for one code, and what follows from it.

mod answers;
mod choice;
mod compute;
mod field;
mod finding;
mod form;
mod keys;
mod panel;
mod patient;

pub use form::{At, Units};
pub(crate) use panel::split;
