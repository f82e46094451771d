//! X12 transactions: segments and elements, and the remittance advice (835). Nothing of a person is kept.

pub(crate) mod elements;
pub mod era835;
pub(crate) mod segments;
