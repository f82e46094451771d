//! A remittance advice (X12 835): its service lines, what was adjusted on them and why.
//!
//! Only what a denial needs is read. Names, member and claim numbers, addresses and accounts are passed over and kept
//! nowhere, not in errors either: claims and lines are numbered as they come.

mod reader;
mod service;

pub use reader::read;

use rust_decimal::Decimal;
use serde::Serialize;

use crate::catalog::Date;
use crate::claim::PayerCells;
use crate::quantity::Amount;

/// One file: a payment, or several in a row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Remittance {
    /// Who pays, as the file names the payer; the first where there are several.
    pub payer: Option<String>,
    /// The day of the payment, of the first where there are several.
    pub paid_on: Option<Date>,
    /// What was paid in all, in US dollars.
    pub paid: Decimal,
    /// Claims that were answered.
    pub claims: usize,
    /// Claims without service lines: adjusted as a whole, or reported in sums.
    pub without_lines: usize,
    /// Claims that take an earlier payment back; their lines are not listed.
    pub reversals: usize,
    /// The service lines.
    pub lines: Vec<ServiceLine>,
    /// What was withheld or added beside the claims, by its reason code.
    pub withheld: Vec<ProviderAdjustment>,
    /// What does not add up.
    pub warnings: Vec<String>,
}

/// One service line as the payer answered it. Amounts are US dollars.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ServiceLine {
    /// Its running number in the file, from 1.
    pub number: usize,
    /// The running number of its claim, from 1.
    pub claim: usize,
    /// The segment it stands in.
    pub segment: usize,
    /// What was billed.
    pub service: Service,
    /// Who answered, and where it was given, as far as the claim says so.
    pub payer: PayerCells,
    /// Charged.
    pub charge: Decimal,
    /// Paid.
    pub paid: Decimal,
    /// Why the two differ; those of the whole claim stand on each of its lines.
    pub adjustments: Vec<Adjustment>,
    /// Remark codes, those of the claim behind those of the line.
    pub remarks: Vec<String>,
    /// The payer's policies that decided, by their numbers: `L33394`.
    pub policies: Vec<String>,
}

/// What a service line bills.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Service {
    /// The HCPCS code, or a revenue code where only that was sent.
    pub code: String,
    /// Its modifiers.
    pub modifiers: Vec<String>,
    /// The code that was billed, where the payer answered with another.
    pub billed_as: Option<String>,
    /// The NDC where the line was sent by it.
    pub ndc: Option<String>,
    /// Units billed.
    pub units: Option<Amount>,
    /// The date of service, the first where it spans several.
    pub date: Option<Date>,
}

/// Why an amount was not paid as charged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Adjustment {
    /// `CO`, `PR` ...
    pub group: String,
    /// Claim adjustment reason code.
    pub carc: String,
    /// US dollars taken off; below zero where something was added.
    pub amount: Decimal,
    /// Units taken off.
    pub quantity: Option<Decimal>,
    /// It is the whole claim's, not the line's: the amount is counted once.
    pub of_claim: bool,
}

/// An amount beside the claims.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProviderAdjustment {
    /// The reason as coded by X12: `WO` recovers an overpayment, `L6` pays interest ...
    pub reason: String,
    /// US dollars withheld; below zero where something was added.
    pub amount: Decimal,
}

/// What is wrong, and at which segment. Never quotes what the segment holds.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("segment {segment}{}: {problem}", if id.is_empty() { String::new() } else { format!(" ({id})") })]
pub struct RemittanceError {
    /// Its place in the file, from 1.
    pub segment: usize,
    /// Its name, where it has one.
    pub id: String,
    /// What is wrong with it.
    pub problem: Problem,
}

/// What can be wrong with an 835.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// No ISA.
    #[error("the file does not begin with an ISA segment, so it is no X12 interchange; export the 835 (ERA) itself, not a report or a zip")]
    NoHeader,
    /// ISA without its elements.
    #[error("the interchange header does not have its sixteen elements; export the file again")]
    BadHeader,
    /// Separators that are letters, or the same twice.
    #[error("the interchange header names separators that cannot be told from text or from each other")]
    Separators,
    /// The text ends inside a segment.
    #[error("the file ends within a segment: it was cut off; export it again")]
    CutOff,
    /// A segment without end.
    #[error("longer than {0} characters: the separators are wrong or the file is damaged")]
    TooLong(usize),
    /// No segment name where one must stand.
    #[error("does not begin with a segment name: the separators are wrong or the file is damaged")]
    NoName,
    /// Another transaction.
    #[error("the transaction is not an 835 remittance; a claim is an 837, an acknowledgement a 277 or 999")]
    NotARemittance,
    /// A segment where it cannot stand.
    #[error("stands outside its {0}: segments are missing or out of order")]
    Outside(&'static str),
    /// The end of a level is missing.
    #[error("the {0} is not closed: the file was cut off; export it again")]
    NotClosed(&'static str),
    /// An element that is not what it must be.
    #[error("element {0} is not {1}")]
    Element(usize, &'static str),
    /// No transaction in the file.
    #[error("the interchange holds no remittance")]
    Empty,
    /// Sums beyond what can be held.
    #[error("the amounts are too large to be added")]
    Sum,
}

impl RemittanceError {
    /// One kebab-case word for programs.
    pub fn kind(&self) -> &'static str {
        match self.problem {
            Problem::NoHeader | Problem::NotARemittance | Problem::Empty => "not-an-835",
            Problem::CutOff | Problem::NotClosed(_) => "truncated-835",
            _ => "invalid-835",
        }
    }
}
