//! How an order over several days reaches the patient, which decides what belongs to one date of service.

use serde::Serialize;

/// Who fills what, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Schedule {
    /// Given on each date: containers, waste and unit edit belong to one date.
    EachDay,
    /// One bag or pump, filled once and billed on the date it is started.
    Continuous,
    /// Handed out for all the days at once.
    Dispensed,
}

impl Schedule {
    /// Every schedule, in the order of the flags.
    pub const ALL: [Schedule; 3] = [Schedule::EachDay, Schedule::Continuous, Schedule::Dispensed];

    /// As on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Schedule::EachDay => "each-day",
            Schedule::Continuous => "continuous",
            Schedule::Dispensed => "dispensed",
        }
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
