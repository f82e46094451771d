//! From the fields to answers, or to what is wrong with which field.

use tui_input::Input;

use super::field::{self, FIELDS};
use crate::calculator::{Answer, BillableItem, Rules};
use crate::catalog::{DEFAULT_PAYER, Date, Payer};
use crate::dosing::Request;
use crate::explanation::BillingError;
use crate::quantity::Amount;
use crate::text::date::parse_near;

/// What computes: the code as the catalog knows it, and the rules.
#[derive(Debug)]
pub(super) struct Calculator {
    pub item: BillableItem,
    pub rules: Rules,
    /// Today, from which days are counted.
    pub today: Date,
}

/// What was typed or chosen, in the order of [`FIELDS`].
#[derive(Debug)]
pub(super) struct Inputs(pub Vec<Input>);

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
pub(super) struct Problem {
    /// The field at fault, where it is one.
    pub field: Option<usize>,
    /// What is wrong and what to do.
    pub words: String,
    /// Nothing was typed there yet.
    pub unwritten: bool,
}

impl Inputs {
    /// The text of a field.
    pub fn text(&self, name: &str) -> &str {
        field::position(name).map_or("", |i| self.0[i].value().trim())
    }

    /// The date of service that is typed; the one that holds where none is.
    pub fn date(&self, held: Date, today: Date) -> Result<Date, String> {
        match self.text("date") {
            "" => Ok(held),
            typed => parse_near(typed, today),
        }
    }

    /// The fields as a request, or what is wrong with each.
    fn request(&self, item: &BillableItem, date: Date) -> Result<Request, Vec<Problem>> {
        let order = self.text("order");
        let refuse = |error| vec![Problem { field: Some(0), words: item.refusal(error).to_string(), unwritten: order.is_empty() }];
        let mut request = Request::new(order, date).map_err(refuse)?;
        let mut problems = Vec::new();
        for (i, field) in FIELDS.iter().enumerate().filter(|(_, f)| !matches!(f.name, "order" | "date" | "second-payer")) {
            // The label says which measure a bare number has.
            let measure = match field.name {
                "height" => " cm",
                "weight" => " kg",
                _ => "",
            };
            let written = self.text(field.name);
            let bare = Amount::parse(written).is_ok();
            if let Err(error) = request.set(field.name, &format!("{written}{}", if bare { measure } else { "" })) {
                problems.push(Problem { field: Some(i), words: error.to_string(), unwritten: false });
            }
        }
        if problems.is_empty() { Ok(request) } else { Err(problems) }
    }
}

impl Calculator {
    /// The payer of a field, the default one where none was chosen.
    pub fn payer(&self, inputs: &Inputs, name: &str) -> Option<&Payer> {
        let id = match inputs.text(name) {
            "" if name == "payer" => DEFAULT_PAYER,
            id => id,
        };
        self.rules.book.payer(id)
    }

    /// The answers for a date of service.
    pub fn compute(&self, inputs: &Inputs, date: Date) -> Computed {
        let mut computed = Computed::default();
        if let Err(words) = inputs.date(date, self.today) {
            let problems = vec![Problem { field: field::position("date"), words, unwritten: false }];
            return Computed { problems, ..computed };
        }
        let request = match inputs.request(&self.item, date) {
            Ok(request) => request,
            Err(problems) => return Computed { problems, ..computed },
        };
        match self.item.compute(&request, &self.rules) {
            Ok(answer) => computed.answers.push(answer),
            Err(error) => computed.problems.push(Problem { words: self.item.refusal(error.clone()).to_string(), ..problem(&error) }),
        }
        // An error for the second payer leaves the answer for the first as it is.
        match self.second(inputs, request).map(|request| self.item.compute(&request, &self.rules)) {
            Some(Ok(answer)) if computed.problems.is_empty() => computed.answers.push(answer),
            Some(Err(error)) if computed.problems.is_empty() => {
                computed.problems.push(Problem { field: field::position("second-payer"), ..problem(&error) });
            }
            _ => {}
        }
        computed
    }

    /// The same request for the second payer, where one was chosen, in the setting chosen where that payer knows it.
    fn second(&self, inputs: &Inputs, mut request: Request) -> Option<Request> {
        let payer = self.payer(inputs, "second-payer")?;
        request.claim.payer = Some(payer.id.clone());
        request.claim.setting = request.claim.setting.filter(|s| payer.settings.contains(s));
        Some(request)
    }
}

fn problem(error: &BillingError) -> Problem {
    let unwritten = matches!(error, BillingError::Missing { .. });
    Problem { field: error.field().and_then(|f| field::position(f.as_str())), words: error.to_string(), unwritten }
}
