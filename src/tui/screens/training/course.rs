//! What every training screen works on.

use super::record::Record;
use crate::catalog::Scenario;
use crate::training::capstone::Capstone;

/// What every training screen works on.
#[derive(Debug)]
pub struct Course {
    /// Who trains, what was done, what is not on disk yet.
    pub record: Record,
    /// Every case, the easy ones first.
    pub(crate) cases: Vec<Scenario>,
    /// The queue of denied claims; `None` where none of its cases is held.
    pub(crate) capstone: Option<Capstone>,
    /// Answers are shown, nothing is recorded.
    pub(crate) instructor: bool,
}
