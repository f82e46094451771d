//! Where a claim line was read, and what stands beside it on the claim.

use rust_decimal::Decimal;

use crate::catalog::Date;

/// What a file says of a line besides what it bills.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LineContext {
    /// The running number of its claim in the file, from 1; 0 where it was not read from one.
    pub claim: usize,
    /// The segment it stands in, of an X12 file.
    pub position: Option<Position>,
    /// Charged, in US dollars.
    pub charge: Option<Decimal>,
    /// Revenue code, four digits, of an institutional claim.
    pub revenue: Option<String>,
    /// The last date of service, where the line spans several.
    pub through: Option<Date>,
    /// Which diagnoses of the claim the line points to, from 1.
    pub pointers: Vec<usize>,
    /// Who gave it, where a table says so; told from others, never shown.
    pub provider: Option<String>,
    /// Does the line or its claim have a narrative? `None` where the format has no place for one.
    pub narrative: Option<bool>,
}

/// A segment of an X12 file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Position {
    /// `SV1`, `SV2`, `SVC`.
    pub segment: &'static str,
    /// Its place in the file, from 1.
    pub position: usize,
}
