//! Where a claim line was read, and what stands beside it on the claim.

use rust_decimal::Decimal;

use crate::catalog::Date;
use crate::quantity::Amount;

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
    /// The line as an 837 writes it, kept only where it is to be written again: a person's words may stand in it.
    pub written: Option<Box<ServiceLoop>>,
}

/// A service line of an 837 with all that it holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ServiceLoop {
    /// Its segments from LX on, each without its terminator.
    pub segments: Vec<String>,
    /// What ends a segment of the file; blank where a line break does.
    pub terminator: String,
    /// What describes the service (SV101-7, SV202-7).
    pub description: String,
    /// What is counted, where it is not units but minutes (MJ) or days (DA), and how many.
    pub counted: Option<(String, Amount)>,
}

/// A segment of an X12 file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Position {
    /// `SV1`, `SV2`, `SVC`.
    pub segment: &'static str,
    /// Its place in the file, from 1.
    pub position: usize,
}
