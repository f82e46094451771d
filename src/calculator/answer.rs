//! The answer, in the shape that scripts read: serialized, it is the JSON of `jdex units`.

use serde::Serialize;

use crate::billing::{Line, MueVerdict, NdcLine, PaymentEstimate};

use crate::billing::review::BilledUnitsReview;
use crate::catalog::{BillingUnit, ContainerType, Date, Setting};
use crate::claim::{ClaimLine, NdcCells};
use crate::dosing::Schedule;
use crate::dosing::containers::ContainerCount;
use crate::explanation::{Step, Warning, WarningKind, rules};
use crate::quantity::{Amount, Measure, Quantity};

/// From an order to claim lines. Amounts are exact decimals written as strings; what is not known is `null`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Answer {
    /// What was asked.
    #[serde(flatten)]
    pub asked: Asked,
    /// What is given and opened.
    #[serde(flatten)]
    pub given: Given,
    /// Units given; 1 for an unclassified code.
    pub administered_units: u64,
    /// Units discarded; `null` for multi-dose containers and where the container is not known.
    pub discarded_units: Option<u64>,
    /// The claim lines.
    pub lines: Vec<Line>,
    /// The whole, where the order runs over several days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub course: Option<Course>,
    /// Against the medically unlikely edit.
    pub unit_edit: MueVerdict,
    /// What Medicare would allow, an estimate.
    pub payment: Option<PaymentEstimate>,
    /// What was said about the units billed, where they were given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub billed: Option<BilledUnitsReview>,
    /// How it came about.
    pub steps: Vec<Step>,
    /// What to look at.
    pub warnings: Vec<Warning>,
}

impl Answer {
    /// The lines as a claim holds them, with their date and product. Place, charge and diagnoses are the billing system's.
    pub fn claim_lines(&self) -> Vec<ClaimLine> {
        let cells = |(at, line): (usize, &Line)| {
            let product =
                |ndc: &NdcLine| NdcCells { ndc: ndc.ndc11.clone(), qualifier: ndc.qualifier.map(str::to_owned), quantity: ndc.quantity };
            ClaimLine { date: Some(self.asked.date), ndc: line.ndc.as_ref().map(product), ..line.on_claim(at + 1) }
        };
        self.lines.iter().enumerate().map(cells).collect()
    }

    /// Says that the unit typed is not that of the catalog.
    pub(crate) fn warn_unit_differs(&mut self, code: &str, held: &str, typed: &str) {
        let text = format!("the unit of {code} is {held} in the catalog; {typed} was typed and used: check the descriptor of the date");
        self.warnings.insert(0, Warning { kind: WarningKind::UnitDiffers, text, rule: rules::DESCRIPTOR_UNIT });
    }

    /// A note for the chart: what was opened, given and discarded. `None` where the containers are not known.
    pub fn waste_note(&self) -> Option<String> {
        let label = self.given.labeled?.quantity();
        let given = self.given.dose.quantity();
        let opened = self.given.containers.iter().map(|c| format!("{} × {}", c.count, c.labeled.quantity().grouped()));
        let opened = opened.collect::<Vec<_>>().join(" + ");
        let code = self.asked.code.as_deref().map(|c| format!(" {c}")).unwrap_or_default();
        let others = match self.given.other_patients {
            Some(others) => format!(", {} to other patients", others.quantity().grouped()),
            None => String::new(),
        };
        let gone = match self.given.other_patients {
            Some(others) => crate::billing::units::more(given, others.quantity()).ok()?,
            None => given,
        };
        let left = match self.given.container {
            ContainerType::Multi => "the rest stays in the multi-dose container".to_owned(),
            _ if self.given.other_patients.is_some() && self.discarded_units == Some(0) => "what was left is not billed here".to_owned(),
            _ => match label.convert(gone.measure).ok()?.amount.checked_sub(gone.amount) {
                Some(left) => format!("discarded {}", Quantity::new(left, given.measure).grouped()),
                None => "the rest was overfill".to_owned(),
            },
        };
        Some(format!(
            "{}{code}: opened {opened} (labeled {}), given {}{others}, {left}. Time, reason and signature: ________",
            self.asked.date,
            label.grouped(),
            given.grouped()
        ))
    }
}

/// An order over several days. With `each-day` the answer beside it is that of one date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Course {
    /// How it is supplied.
    pub kind: Schedule,
    /// Doses, each on a date of its own; of one supply, the days it lasts.
    pub days: u64,
    /// Units given on all dates.
    pub administered_units: u64,
    /// Units discarded on all dates, where known.
    pub discarded_units: Option<u64>,
    /// The dates that are billed: each, or the one on which a supply is started.
    pub dates: Vec<CourseDate>,
}

/// One date of a course.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct CourseDate {
    /// The day, from 1, the date of service.
    pub day: u64,
    /// Units given.
    pub administered_units: u64,
    /// Units discarded, where known.
    pub discarded_units: Option<u64>,
}

/// What was asked, and as what it was taken.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Asked {
    /// The code, where one was named.
    pub code: Option<String>,
    /// The date of service.
    pub date: Date,
    /// The payer's id.
    pub payer: String,
    /// The setting.
    pub setting: Setting,
    /// What one billed unit is; `null` for an unclassified code.
    pub unit: Option<UnitShown>,
    /// The order as written.
    pub order: String,
}

/// What is given and opened.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Given {
    /// The dose to be billed, after caps and rounding.
    pub dose: Measured,
    /// The containers, as chosen or as opened.
    pub containers: Vec<ContainerLine>,
    /// The sum of their labels.
    #[serde(rename = "labelled")]
    pub labeled: Option<Measured>,
    /// Single-dose, multi-dose or not known.
    pub container: ContainerType,
    /// What other patients were given of the same containers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other_patients: Option<Measured>,
    /// Containers that would have wasted less than those opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub better_containers: Option<Vec<ContainerLine>>,
}

/// An amount with its measure, as two strings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Measured {
    /// The number.
    pub amount: Amount,
    /// Of what.
    pub measure: Measure,
}

impl From<Quantity> for Measured {
    fn from(quantity: Quantity) -> Measured {
        Measured { amount: quantity.amount, measure: quantity.measure }
    }
}

impl Measured {
    /// As a quantity.
    pub fn quantity(self) -> Quantity {
        Quantity::new(self.amount, self.measure)
    }
}

/// What one billed unit is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct UnitShown {
    /// The amount; of a compound, of the drug named first.
    pub amount: Amount,
    /// Its measure.
    pub measure: Measure,
    /// In words: `0.1 mg`, `3 mg + 3 mg`.
    pub text: String,
    /// What a reader may trip over.
    pub traps: Vec<&'static str>,
}

impl UnitShown {
    /// The unit as shown, where there is one.
    pub fn of(unit: &BillingUnit) -> Option<UnitShown> {
        let quantity = unit.quantity()?;
        let traps = unit.traps().iter().map(|t| t.description()).collect();
        Some(UnitShown { amount: quantity.amount, measure: quantity.measure, text: unit.text(), traps })
    }
}

/// Containers of one size.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ContainerLine {
    /// How many.
    pub count: u64,
    /// The labeled amount of one.
    #[serde(rename = "labelled")]
    pub labeled: Measured,
    /// The product, eleven digits, where it is known.
    pub ndc: Option<String>,
}

impl From<&ContainerCount> for ContainerLine {
    fn from(containers: &ContainerCount) -> ContainerLine {
        ContainerLine { count: containers.count, labeled: containers.labeled.into(), ndc: containers.ndc11.clone() }
    }
}
