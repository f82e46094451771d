//! How long a deadline runs: the `term` of the rows of `denials.toml`.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// How long a deadline runs, and from when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// What it runs from.
    pub from: TermStart,
    /// Calendar years.
    #[serde(default)]
    pub years: u8,
    /// Days after those.
    #[serde(default)]
    pub days: u16,
    /// Days after which a notice counts as received.
    #[serde(default)]
    pub mail_days: u8,
}

/// What a deadline runs from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TermStart {
    /// The date of service.
    DateOfService,
    /// The payer's decision: the date of the remittance.
    Decision,
    /// The day on which the decision counts as received.
    Receipt,
}

impl Term {
    /// The last day for a service on which the payer decided; `None` where the calendar ends.
    pub fn last_day(self, service: Date, decision: Date) -> Option<Date> {
        let start = match self.from {
            TermStart::DateOfService => service,
            TermStart::Decision => decision,
            TermStart::Receipt => decision.checked_add(i64::from(self.mail_days).days()).ok()?,
        };
        start.checked_add(i64::from(self.years).years()).ok()?.checked_add(i64::from(self.days).days()).ok()
    }
}
