//! Which CMS file a table is, by the names of its columns.

use super::columns::{Columns, preamble};
use super::error::Reason;
use super::mue;
use super::table::Rows;

/// The tables known here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shape {
    Codes,
    PaymentLimits,
    Crosswalk,
    UnitEdits,
    AddendumB,
    History,
    SingleDose,
    Places,
}

/// CMS's longest preamble has 12 rows.
const HEADER_WITHIN: usize = 60;

/// The shape of a table and the position of its header row; `None` where it is no table known here.
///
/// # Errors
/// A CMS table that is known and not kept, or one without rows.
pub(super) fn shape(table: &Rows) -> Result<Option<(Shape, usize)>, Reason> {
    for (header, (number, cells)) in table.iter().enumerate().take(HEADER_WITHIN) {
        let columns = Columns::new(cells);
        let Some(shape) = of(&columns, table, header) else { continue };
        if shape == Shape::Crosswalk {
            only_asp(&preamble(table, header))?;
        }
        if let (Shape::UnitEdits, Some(Err(reason))) = (shape, mue::setting(&columns)) {
            return Err(reason);
        }
        if table.len() == header + 1 {
            return Err(Reason::Empty(format!("the header stands in row {number} and nothing below it")));
        }
        return Ok(Some((shape, header)));
    }
    Ok(None)
}

fn of(columns: &Columns, table: &Rows, header: usize) -> Option<Shape> {
    let has = |names: &[&str]| columns.find(names).is_some();
    if columns.name(0) == "hcpc" && has(&["long description"]) {
        Some(Shape::Codes)
    } else if has(&["billunits"]) && has(&["ndc", "ndc2"]) {
        Some(Shape::Crosswalk)
    } else if has(&["hcpcs code"]) && has(&["payment limit"]) {
        Some(Shape::PaymentLimits)
    } else if columns.name(0).starts_with("hcpcs/") && columns.ending("mue values").is_some() {
        Some(Shape::UnitEdits)
    } else if has(&["quarter_start"]) && has(&["status_indicator"]) {
        Some(Shape::History)
    } else if has(&["hcpcs code", "hcpcs"]) && has(&["si", "status indicator"]) && has(&["payment rate"]) {
        Some(Shape::AddendumB)
    } else if has(&["hcpcs"]) && has(&["single_dose"]) {
        Some(Shape::SingleDose)
    } else if has(&["pos_code", "place of service code(s)", "place of service code"]) && has(&["pos_name", "place of service name"]) {
        Some(Shape::Places)
    } else if has(&["hcpcs code"]) && preamble(table, header).contains("JW") {
        Some(Shape::SingleDose)
    } else {
        None
    }
}

/// CMS ships three more crosswalks in the same layout, beside the one that prices are set from.
fn only_asp(title: &str) -> Result<(), Reason> {
    let title = title.to_uppercase();
    let words: Vec<&str> = title.split(|c: char| !c.is_alphanumeric()).collect();
    let other = ["NOC", "AWP", "OPPS"].into_iter().find(|kind| words.windows(2).any(|w| w[0] == *kind && w[1] == "NDC"));
    match other {
        Some(kind) => Err(Reason::NotKept(format!("the {kind} NDC-HCPCS crosswalk; jdex keeps the ASP NDC-HCPCS crosswalk"))),
        None => Ok(()),
    }
}
