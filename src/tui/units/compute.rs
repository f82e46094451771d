//! From the fields to answers, or to what is wrong with which field.

use super::Units;
use super::field::{self, FIELDS};
use crate::calculator::Answer;
use crate::dosing::Request;
use crate::explanation::BillingError;
use crate::quantity::Amount;

/// What follows from the fields.
#[derive(Debug, Default)]
pub(super) struct Computed {
    /// What is wrong or missing.
    pub problems: Vec<Problem>,
    /// The answer for the payer, then the one for the second payer.
    pub answers: Vec<Answer>,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The field at fault, where it is one.
    pub field: Option<usize>,
    /// What is wrong and what to do.
    pub words: String,
    /// Nothing was written there yet.
    pub unwritten: bool,
}

impl Units {
    /// Computes anew after any change.
    pub(super) fn compute(&mut self) {
        let mut computed = Computed::default();
        match self.request() {
            Err(problems) => computed.problems = problems,
            Ok(request) => {
                match self.calculator.known.compute(&request, &self.calculator.rules) {
                    Ok(answer) => computed.answers.push(answer),
                    Err(error) => computed.problems.push(problem(&error)),
                }
                // What is wrong for the second payer leaves the answer for the first as it is.
                match self.second(request).map(|request| self.calculator.known.compute(&request, &self.calculator.rules)) {
                    Some(Ok(answer)) if computed.problems.is_empty() => computed.answers.push(answer),
                    Some(Err(error)) if computed.problems.is_empty() => {
                        computed.problems.push(Problem { field: field::position("second-payer"), ..problem(&error) });
                    }
                    _ => {}
                }
            }
        }
        self.computed = computed;
    }

    /// The fields as a request, or what is wrong with each.
    fn request(&self) -> Result<Request, Vec<Problem>> {
        let mut request = Request::new(self.text("order"), self.date)
            .map_err(|error| vec![Problem { field: Some(0), words: error.to_string(), unwritten: self.text("order").is_empty() }])?;
        let mut problems = Vec::new();
        for (i, field) in FIELDS.iter().enumerate().filter(|(_, f)| !matches!(f.name, "order" | "second-payer")) {
            // The label says of what a bare number is.
            let measure = match field.name {
                "height" => " cm",
                "weight" => " kg",
                _ => "",
            };
            let written = self.inputs[i].value().trim();
            let bare = Amount::parse(written).is_ok();
            if let Err(error) = request.set(field.name, &format!("{written}{}", if bare { measure } else { "" })) {
                problems.push(Problem { field: Some(i), words: error.to_string(), unwritten: false });
            }
        }
        if problems.is_empty() { Ok(request) } else { Err(problems) }
    }

    /// The same request for the second payer, where one was chosen, in the setting chosen where that payer knows it.
    fn second(&self, mut request: Request) -> Option<Request> {
        let payer = self.payer("second-payer")?;
        request.claim.payer = Some(payer.id.clone());
        request.claim.setting = request.claim.setting.filter(|s| payer.settings.contains(s));
        Some(request)
    }
}

fn problem(error: &BillingError) -> Problem {
    let unwritten = matches!(error, BillingError::Missing { .. });
    Problem { field: error.field().and_then(|f| field::position(f.as_str())), words: error.to_string(), unwritten }
}
