//! From a denial to its remedy: what the codes of a remittance mean, and the denied drug lines of an 835.

mod explain;
mod find;
mod worklist;

pub use explain::Denial;
pub use find::DenialEntry;
pub use worklist::{DenialReport, DeniedLine, ReasonTotal, denied};
