//! What was typed of a patient for another order: offered, never filled in unasked, for the next order may be of another patient.

use super::field::Offered;
use super::form::Units;

/// Fields about the patient.
const PATIENT: [&str; 5] = ["height", "weight", "bsa", "gfr", "age"];

/// Fields that say who pays and how: they are kept when another code is opened.
const KEPT: [&str; 4] = ["bsa-formula", "payer", "setting", "340b"];

impl Units {
    /// Takes over payer and setting of the panel before; its patient is offered, and kept where the drug is the same.
    pub(super) fn take_over(&mut self, before: &Units, is_same_drug: bool) {
        KEPT.iter().for_each(|name| self.put(name, before.text(name)));
        self.offered_patient = before.patient();
        if is_same_drug {
            PATIENT.iter().for_each(|name| self.put(name, before.text(name)));
        }
    }

    /// Empties the fields of the patient and offers what stood in them.
    pub(super) fn offer_patient(&mut self) {
        self.offered_patient = self.patient();
        PATIENT.iter().for_each(|name| self.put(name, ""));
    }

    /// What was typed of the patient, and what is offered still.
    fn patient(&self) -> Vec<Offered> {
        let code = self.code().map(|code| code.code.clone()).unwrap_or_default();
        let field = |field: &&'static str| match self.text(field) {
            "" => self.offered(field).cloned(),
            text if self.is_at_fault(field) => self.offered(field).cloned().filter(|offered| offered.text != text),
            text => Some(Offered { field, text: text.to_owned(), code: code.clone() }),
        };
        PATIENT.iter().filter_map(field).collect()
    }

    /// What is offered for a field that is empty.
    pub(super) fn offered(&self, field: &str) -> Option<&Offered> {
        self.offered_patient.iter().find(|offered| offered.field == field && self.text(field).is_empty())
    }
}
