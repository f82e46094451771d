//! A remittance advice (X12 835): its service lines, what was adjusted on them and why.
//!
//! Only what a denial needs is read. Names, member and claim numbers, addresses and accounts are passed over and kept
//! nowhere, not in errors either: claims and lines are numbered as they come.

mod reader;
mod service;

pub use reader::read;

use std::sync::Arc;

use rust_decimal::Decimal;
use serde::Serialize;

use crate::catalog::Date;
use crate::quantity::Amount;
use crate::x12::Adjustment;

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
    /// Charged.
    pub charge: Decimal,
    /// Paid.
    pub paid: Decimal,
    /// Why the two differ, on this line alone.
    pub adjustments: Vec<Adjustment>,
    /// Remark codes of this line alone.
    pub remarks: Vec<String>,
    /// What is said of the whole claim; its lines share it.
    pub of_claim: Arc<ClaimAnswer>,
    /// The payer's policies that decided, by their numbers: `L33394`.
    pub policies: Vec<String>,
}

impl ServiceLine {
    /// Remark codes, those of the claim behind those of the line.
    pub fn remarks(&self) -> impl Iterator<Item = &str> {
        let of_claim = self.of_claim.remarks.iter().filter(|r| !self.remarks.contains(r));
        self.remarks.iter().chain(of_claim).map(String::as_str)
    }
}

/// What a payer says of a whole claim.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClaimAnswer {
    /// Claim filing indicator (CLP06): `MB`.
    pub filing: String,
    /// Place of service or type of bill (CLP08).
    pub place: String,
    /// Adjustments of the claim, each amount counted once however many lines it has.
    pub adjustments: Vec<Adjustment>,
    /// Remark codes of the claim.
    pub remarks: Vec<String>,
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
    /// Units billed, without sign.
    pub units: Option<Amount>,
    /// Units paid, without sign, where the payer says.
    pub paid_units: Option<Amount>,
    /// Units stand below zero: an earlier payment is taken back.
    pub returned: bool,
    /// The date of service, the first where it spans several.
    pub date: Option<Date>,
}

/// An amount beside the claims.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProviderAdjustment {
    /// The reason as coded by X12: `WO` recovers an overpayment, `L6` pays interest ...
    pub reason: String,
    /// US dollars withheld; below zero where something was added.
    pub amount: Decimal,
}
