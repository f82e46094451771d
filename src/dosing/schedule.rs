//! How an order over several days reaches the patient, which decides what belongs to one date of service.

use crate::catalog::words;

words! {
    /// Who fills what, and when.
    pub enum Schedule {
        /// Given on each date: containers, waste and unit edit belong to one date.
        EachDay = "each-day",
        /// One bag or pump, filled once and billed on the date it is started.
        Continuous = "continuous",
        /// Handed out for all the days at once.
        Dispensed = "dispensed",
    }
}

/// The dates of an order that is more than one dose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dates {
    /// How they are supplied.
    pub schedule: Schedule,
    /// How many doses, each on a date of its own; of one supply, the days it lasts.
    pub number: u64,
    /// Days from one to the next.
    pub every: u64,
}
