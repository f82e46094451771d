//! The setting of a claim, and the scope of rows that hold for dates, payers and settings.

use jiff::civil::Date;

use super::words::words;

words! {
    /// Where the drug was given or dispensed, as a payer sees it.
    pub enum Setting {
        /// A physician's office or infusion suite.
        Office = "office",
        /// A hospital outpatient department.
        Outpatient = "outpatient",
        /// An ambulatory surgical center.
        Asc = "asc",
        /// A supplier of durable medical equipment: drug dispensed, not administered.
        Dme = "dme",
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
