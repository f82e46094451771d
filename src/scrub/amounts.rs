//! Units: whole, within the field, explained by the chart or by the vials on the market, within the unit edit.

use super::context::{Group, Line};
use super::finding::Findings;
use super::{chart, mue, vials};
use crate::billing::units;
use crate::catalog::{Catalog, Edit};
use crate::quantity::Quantity;
use crate::text::counted;

/// Units that are no whole number above zero; more than the payer's field holds.
pub(crate) fn line(line: &Line<'_>, found: &mut Findings) {
    match (line.cells.units, line.units()) {
        (None, _) => {}
        (Some(units), None) => {
            let whole =
                by_dose(line).map(|(dose, units)| format!("; {dose} is {units}", units = counted(units, "unit"))).unwrap_or_default();
            found.add(
                line,
                Edit::UnitsNotWhole,
                format!("{units}: claims carry whole units above zero{whole}", units = counted(units, "unit")),
            );
        }
        (Some(_), Some(units)) if units > u64::from(line.payer.units_per_line) => {
            let text = format!("{units} do not fit the payer's field of {}", line.payer.units_per_line, units = counted(units, "unit"));
            found.add(line, Edit::UnitsOverField, text);
        }
        _ => {}
    }
}

/// The units of the dose that the chart states, where it is one amount that the unit measures.
fn by_dose(line: &Line<'_>) -> Option<(String, u64)> {
    let dose = Quantity::parse(line.cells.given.dose.as_deref()?).ok()?;
    let units = units::administered(dose, line.drug?.unit.quantity()?).ok()?;
    Some((dose.grouped().to_string(), units))
}

/// The lines of one drug on one date. Units are judged only where every line states them.
pub(crate) fn group(catalog: &Catalog, group: &Group<'_, '_>, found: &mut Findings) {
    let Some(unit) = group.first().drug.and_then(|d| d.unit.quantity()) else { return };
    if group.lines.iter().any(|l| l.units().is_none()) {
        return;
    }
    if !chart::check(catalog, group, unit, found) {
        vials::check(catalog, group, unit, found);
    }
    mue::check(group, found);
}
