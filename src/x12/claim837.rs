//! Claims (X12 837P and 837I): their lines, one claim at a time, in memory that does not grow with the file.
//!
//! Only what the claim check needs is read. Names, member and account numbers and narratives are passed over and kept
//! nowhere, not in errors either: claims are numbered as they come.

mod claim;
mod reader;

pub(crate) use claim::line_number;
pub use claim::{Claim, Form, PriorPayment};
pub use reader::Claims;
