//! X12 transactions: segments and elements, the remittance advice (835) and the claim (837). Nothing of a person is kept.

mod adjustment;
pub mod claim837;
pub mod correct;
pub(crate) mod elements;
pub mod era835;
mod error;
pub(crate) mod payer;
pub(crate) mod segments;
pub mod write;

pub use adjustment::Adjustment;
pub use error::{Problem, X12Error};
pub use segments::Separators;
