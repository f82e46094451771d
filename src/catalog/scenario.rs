//! A training case as a trainer writes it: the visit, the claim, the payer's answer, and the steps that put it right.

mod step;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{ContainerType, Origin, Setting};
use crate::quantity::Amount;

pub use step::*;

/// A denial to be worked, from `scenarios/<id>.toml`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scenario {
    /// Kebab-case, the file's name.
    pub id: String,
    /// What the case list shows.
    pub title: String,
    /// 1 easy, 2 middling, 3 hard.
    pub difficulty: u8,
    /// Ids of the rules it exercises.
    pub rules: Vec<String>,
    /// Who was treated where, when, and who pays.
    pub visit: Visit,
    /// What the chart, the payer and the calendar say beside the lines.
    pub circumstances: Circumstances,
    /// The claim as billed, in order.
    pub claim: Vec<ScenarioLine>,
    /// What the payer answered.
    pub remittance: Vec<Remitted>,
    /// The steps in order; a step with an id is a detour.
    pub steps: Vec<Step>,
    /// The way out.
    pub resolution: Resolution,
    /// Other claims that this payer accepts as well, as they are typed.
    pub accepted: Vec<Vec<String>>,
    /// What it teaches, and where it stands.
    pub lesson: Lesson,
}

/// Where and when the drug was given, and what the chart says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Visit {
    /// Id of a payer.
    pub payer: String,
    /// Where it was given, as the payer sees it.
    pub setting: Setting,
    /// The date of service.
    pub date: Date,
    /// Place-of-service code, two digits.
    pub place: String,
    /// Facts of the chart, one a line.
    pub chart: Vec<String>,
}

/// What a case teaches.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lesson {
    /// Why it happened.
    pub cause: String,
    /// What to take away.
    pub learn: String,
    /// Where the file stands, for messages.
    pub origin: Origin,
}

/// What is known beside the lines; everything left out is unknown or does not apply.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Circumstances {
    /// The day the payer got the claim.
    pub received: Option<Date>,
    /// The codes that the approval names: empty where one is required and none was obtained, left out where none is required.
    pub authorized: Option<Vec<String>>,
    /// The last day of the approval.
    pub authorized_until: Option<Date>,
    /// The units left in the approval.
    pub authorized_units: Option<u64>,
    /// Beginnings of diagnosis codes that the payer's policy covers; left out where there is no policy.
    pub covered_diagnoses: Option<Vec<String>>,
    /// The state of the practice, two letters: its Medicare contractor's documents hold.
    pub state: Option<String>,
    /// The Medicare contractor, where no state is named.
    pub contractor: Option<String>,
    /// Lines that the payer decided on before.
    pub earlier: Vec<ScenarioLine>,
    /// White-bagged, a sample, or study drug: nobody here paid for it.
    pub drug_supplied_free: bool,
    /// Bought under the 340B program; left out where nobody says.
    pub discounted: Option<bool>,
    /// The payer asked for records and got none.
    pub records_requested_unanswered: bool,
    /// The plan buys this drug through its own pharmacy only.
    pub specialty_pharmacy_required: bool,
    /// The plan's list leaves the drug out of the administration codes for chemotherapy and complex biologics.
    pub complex_administration_excluded: bool,
    /// Given by a pump in the patient's home. Where a supplier started it, it belongs to the DME contractor.
    pub home_pump: bool,
    /// An office or hospital bought the drug and started the pump before the patient went home: then the claim is right here.
    pub pump_started_by_practice: bool,
    /// Does the narrative name drug, dose and route? Only unclassified codes need one.
    pub narrative: Option<bool>,
}

/// One line of a claim.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ScenarioLine {
    /// Five characters: `J9021`.
    pub code: String,
    /// Two characters each.
    pub modifiers: Vec<String>,
    /// The quantity billed.
    pub units: Option<Amount>,
    /// Where it differs from the visit's.
    pub date: Option<Date>,
    /// The NDC as sent, without `N4`.
    pub ndc: Option<String>,
    /// `UN`, `ML`, `GR`, `F2` or `ME`.
    pub ndc_qualifier: Option<String>,
    /// How much of the product.
    pub ndc_quantity: Option<Amount>,
    /// What was given: `32.5 mg`.
    pub dose: Option<String>,
    /// What was opened: `4x10 mg`.
    pub opened: Option<String>,
    /// Single-dose or multi-dose, where the product leaves it open.
    pub container: Option<ContainerType>,
    /// The diagnoses the line points to.
    pub diagnoses: Vec<String>,
    /// The line of the file it begins on; 0 where it was not just read.
    #[serde(skip)]
    pub at: usize,
}

/// One denial or adjustment of the remittance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Remitted {
    /// Which line of the claim, from 1.
    pub line: usize,
    /// `CO`, `PR`, `OA`, `PI`.
    pub group: String,
    /// The reason: `181`.
    pub carc: String,
    /// The remarks: `N56`.
    #[serde(default)]
    pub rarc: Vec<String>,
    /// The line of the file it begins on; 0 where it was not just read.
    #[serde(skip)]
    pub at: usize,
}

impl Remitted {
    /// As people write it: `CO-181 N56`.
    pub fn description(&self) -> String {
        let mut words = format!("{}-{}", self.group, self.carc);
        for rarc in &self.rarc {
            words.push(' ');
            words.push_str(rarc);
        }
        words
    }

    /// A contractual reduction or sequestration: the line was paid.
    pub fn is_paid(&self) -> bool {
        matches!(self.carc.as_str(), "45" | "253")
    }
}

/// The way out of a case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Resolution {
    /// A corrected claim that the payer accepts, and what changed beside it.
    Claim {
        /// Its lines.
        lines: Vec<ScenarioLine>,
        /// The circumstances when it is sent; `None` while they are those of the claim.
        amended: Option<Box<Circumstances>>,
    },
    /// No corrected claim.
    Other(OtherRemedy),
}

impl Resolution {
    /// The lines of the accepted claim; empty where there is none.
    pub fn lines(&self) -> &[ScenarioLine] {
        match self {
            Resolution::Claim { lines, .. } => lines,
            Resolution::Other(_) => &[],
        }
    }
}

/// How a case ends where no corrected claim does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OtherRemedy {
    /// The claim was right: an appeal with the evidence.
    Appeal,
    /// Contract or law says no.
    WriteOff,
    /// Another payer or contractor is responsible.
    OtherPayer,
    /// The documents go out, the claim stays.
    SendRecords,
    /// Money goes back.
    Refund,
}

impl OtherRemedy {
    /// In words.
    pub fn description(self) -> &'static str {
        match self {
            OtherRemedy::Appeal => "an appeal with the evidence",
            OtherRemedy::WriteOff => "a write-off",
            OtherRemedy::OtherPayer => "a claim to another payer",
            OtherRemedy::SendRecords => "the records, in time",
            OtherRemedy::Refund => "a refund",
        }
    }
}
