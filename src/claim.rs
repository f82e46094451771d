//! Claim lines as they are billed, typed or read from a file.

mod columns;
mod context;
pub mod correct;
pub mod encoding;
pub mod forms;
mod grouping;
pub mod json;
mod metered;
pub mod parse;
pub mod table;
pub mod written;

use crate::catalog::{ContainerType, Date, Setting, ndc};
use crate::quantity::Amount;

pub use columns::CLAIM;
pub use context::{LineContext, Position, ServiceLoop};
pub use grouping::ClaimLines;
pub use parse::COLUMNS;

/// One line of a claim. What is not known stays `None` and is not checked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClaimLine {
    /// Its number on the claim.
    pub number: usize,
    /// HCPCS code, or an administration number of five digits.
    pub code: String,
    /// Modifiers in the order of the claim.
    pub modifiers: Vec<String>,
    /// Units billed.
    pub units: Option<Amount>,
    /// Date of service.
    pub date: Option<Date>,
    /// What stands in the NDC segment.
    pub ndc: Option<NdcCells>,
    /// What was given and opened.
    pub given: Given,
    /// Diagnoses that the line points to.
    pub diagnoses: Vec<String>,
    /// Who pays and where it was given.
    pub payer: PayerCells,
    /// Where it was read, and what stands beside it.
    pub context: LineContext,
}

/// What is wrong with a claim file, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct FileError {
    /// The line of the file, from 1; 0 where the message says it or no line is at fault.
    pub line: u64,
    /// What is wrong and what is accepted.
    pub message: String,
}

/// The NDC segment as it stands on the claim.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NdcCells {
    /// The code, with or without `N4`.
    pub ndc: String,
    /// Unit of measure qualifier.
    pub qualifier: Option<String>,
    /// Quantity.
    pub quantity: Option<Amount>,
}

/// What the chart says of a line.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Given {
    /// The dose given: `372 mg`.
    pub dose: Option<String>,
    /// The containers opened: `3x150 mg`.
    pub opened: Option<String>,
    /// Doses of other patients from the same containers: `30 units, 30 units`.
    pub shared_with: Option<String>,
    /// The last of those who share: what is left is discarded with this dose. Yes where nothing is stated.
    pub last: Option<bool>,
    /// Single-dose or multi-dose.
    pub container: Option<ContainerType>,
    /// From stock bought under the 340B program.
    pub discounted: Option<bool>,
}

/// For whom a line is billed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PayerCells {
    /// Payer id; Medicare Part B where none is given.
    pub payer: Option<String>,
    /// Setting; from the place of service or the payer where none is given.
    pub setting: Option<Setting>,
    /// Place of service, two digits.
    pub place: Option<String>,
}

impl NdcCells {
    /// What was written, `N4` aside.
    pub fn bare(&self) -> &str {
        bare(&self.ndc)
    }

    /// Eleven digits of what was written, where it is an NDC.
    pub fn eleven(&self) -> Option<String> {
        ndc::eleven(self.bare()).ok()
    }
}

/// An NDC as typed, `N4` aside.
pub(crate) fn bare(ndc: &str) -> &str {
    let text = ndc.trim();
    text.strip_prefix("N4").or_else(|| text.strip_prefix("n4")).unwrap_or(text).trim()
}
