//! A dose that was searched with a drug, in units of the codes that were found.

use crate::calculator::{BillableItem, Rules};
use crate::catalog::{BillingUnit, Catalog, Code, Date};
use crate::dosing::Request;

/// A dose, ready to be computed for many codes.
#[derive(Debug)]
pub struct DoseInUnits {
    dose: String,
    request: Request,
    rules: Rules,
}

impl DoseInUnits {
    /// A dose as typed: `60 mg`; `None` where it is not one.
    pub fn new(catalog: &Catalog, dose: &str, on: Date) -> Option<DoseInUnits> {
        Some(DoseInUnits { dose: dose.to_owned(), request: Request::new(dose, on).ok()?, rules: Rules::of(catalog) })
    }

    /// As it was typed.
    pub fn dose(&self) -> &str {
        &self.dose
    }

    /// The units of a code that counts an amount of drug; `None` where they cannot be computed.
    pub fn units(&self, catalog: &Catalog, code: &Code) -> Option<u64> {
        let is_counted = matches!(code.unit, BillingUnit::Amount { .. });
        let answer = BillableItem::of_code(catalog, &code.code).filter(|_| is_counted)?.compute(&self.request, &self.rules).ok()?;
        Some(answer.administered_units)
    }

    /// `60 mg = 4 units`.
    pub fn text(&self, units: u64) -> String {
        format!("{} = {units} {}", self.dose, if units == 1 { "unit" } else { "units" })
    }
}
