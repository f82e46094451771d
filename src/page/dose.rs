//! A dose that was searched with a drug, in units of the codes that were found.

use crate::calculator::{Answer, BillableItem, Rules};
use crate::catalog::{BillingUnit, Catalog, Code, Date};
use crate::dosing::{Request, Schedule};
use crate::explanation::{BillingError, Field};
use crate::search::Found;
use crate::text::counted;

/// A dose, ready to be computed for many codes.
#[derive(Debug)]
pub struct DoseInUnits {
    dose: String,
    request: Request,
    rules: Rules,
}

impl DoseInUnits {
    /// The dose of a query, with what was typed of the patient; `None` where there is none.
    pub fn new(catalog: &Catalog, found: &Found, on: Date) -> Option<DoseInUnits> {
        let dose = found.dose()?.to_owned();
        let mut request = Request::new(&dose, on).ok()?;
        found.patient().iter().try_for_each(|(field, text)| request.set(field, text)).ok()?;
        Some(DoseInUnits { dose, request, rules: Rules::of(catalog) })
    }

    /// As it was typed.
    pub fn dose(&self) -> &str {
        &self.dose
    }

    /// The units of one date of a code that counts an amount of drug, as a number and in words: `8 units`, of a course `8 units a
    /// date`; `None` where they cannot be computed.
    pub fn units(&self, catalog: &Catalog, code: &Code) -> Option<(u64, String)> {
        let answer = self.compute(catalog, code)?.ok()?;
        let units = answer.administered_units;
        let each = if answer.course.is_some_and(|course| course.kind == Schedule::EachDay) { " a date" } else { "" };
        Some((units, format!("{}{each}", counted(units, "unit"))))
    }

    /// The dose is one of the code: its units are computed, or will be once the patient's weight or the like is known.
    pub fn fits(&self, catalog: &Catalog, code: &Code) -> bool {
        let is_of_patient = |error: &BillingError| matches!(error, BillingError::Missing { field, .. } if *field != Field::Concentration);
        self.compute(catalog, code).is_some_and(|answer| answer.as_ref().err().is_none_or(is_of_patient))
    }

    fn compute(&self, catalog: &Catalog, code: &Code) -> Option<Result<Answer, BillingError>> {
        let item = BillableItem::of_code(catalog, &code.code).filter(|_| matches!(code.unit, BillingUnit::Amount { .. }))?;
        Some(item.compute(&self.request, &self.rules))
    }

    /// `60 mg = 4 units`.
    pub fn text(&self, units: &str) -> String {
        format!("{} = {units}", self.dose)
    }
}
