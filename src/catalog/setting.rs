//! The setting of a claim, and the scope of rows that hold for dates, payers and settings.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Where the drug was given or dispensed, as a payer sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Setting {
    /// A physician's office or infusion suite.
    Office,
    /// A hospital outpatient department.
    Outpatient,
    /// An ambulatory surgical center.
    Asc,
    /// A supplier of durable medical equipment: drug dispensed, not administered.
    Dme,
}

impl Setting {
    /// Every setting.
    pub const ALL: [Setting; 4] = [Setting::Office, Setting::Outpatient, Setting::Asc, Setting::Dme];

    /// As on the command line: `outpatient`.
    pub fn as_str(self) -> &'static str {
        match self {
            Setting::Office => "office",
            Setting::Outpatient => "outpatient",
            Setting::Asc => "asc",
            Setting::Dme => "dme",
        }
    }
}

/// Is a line's date, payer and setting within the dates, payers and settings stated?
pub(super) fn in_scope(
    (from, until): (Option<Date>, Option<Date>),
    payers: &[String],
    settings: &[Setting],
    (on, payer, setting): (Date, &str, Setting),
) -> bool {
    from.is_none_or(|d| d <= on)
        && until.is_none_or(|d| d >= on)
        && (payers.is_empty() || payers.iter().any(|p| p == payer))
        && (settings.is_empty() || settings.contains(&setting))
}
