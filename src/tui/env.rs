//! What does not change while the browser runs.

use super::keymap::Keymap;
use super::theme::Theme;
use crate::catalog::{Catalog, Date};
use crate::config::DateFormat;
use crate::search::Index;

/// What does not change while the browser runs.
#[derive(Debug)]
pub struct Env {
    /// The catalog with the user's own files applied.
    pub catalog: Catalog,
    /// Its search index.
    pub index: Index,
    /// The keys.
    pub keymap: Keymap,
    /// Colors and borders.
    pub theme: Theme,
    /// Today.
    pub today: Date,
    /// How dates are written.
    pub(crate) date_format: DateFormat,
    /// Payer and setting where the user chose none.
    pub(crate) defaults: BillingDefaults,
    /// What went wrong at the start, a line each.
    pub problems: Vec<String>,
}

impl Env {
    /// A date as the user writes it.
    pub(crate) fn date(&self, date: Date) -> String {
        self.date_format.apply(&date.to_string()).into_owned()
    }
}

/// Payer and setting of a claim; empty for the calculator's own defaults.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct BillingDefaults {
    /// The payer's id.
    pub payer: String,
    /// `office`, `outpatient`, `asc` or `dme`.
    pub setting: String,
}
