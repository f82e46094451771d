//! One service line: what was billed and paid.

use crate::quantity::Amount;
use crate::x12::elements::{code, is_modifier, is_ndc, is_service, money};
use crate::x12::era835::{Service, ServiceLine};
use crate::x12::error::{Problem, X12Error};
use crate::x12::segments::Segment;

pub(super) fn line(segment: &Segment<'_>) -> Result<ServiceLine, X12Error> {
    let (charge, paid, service) = (money(segment, 2)?, money(segment, 3)?, service(segment)?);
    Ok(ServiceLine { segment: segment.number, service, charge, paid, ..ServiceLine::default() })
}

fn service(segment: &Segment<'_>) -> Result<Service, X12Error> {
    let part = |n: usize| segment.part(1, n);
    let mut service = Service::default();
    match part(0) {
        "N4" => service.ndc = Some(code(segment, 1, part(1), is_ndc)?),
        _ => service.code = billed(segment, 1)?,
    }
    for modifier in (2..6).map(part).filter(|m| !m.is_empty()) {
        service.modifiers.push(code(segment, 1, modifier, is_modifier)?);
    }
    service.billed_as = Some(billed(segment, 6)?).filter(|billed| !billed.is_empty() && *billed != service.code);
    let (billed, paid) = (units(segment, 7)?, units(segment, 5)?);
    service.returned = [billed, paid].into_iter().flatten().any(|(_, below)| below);
    service.paid_units = paid.map(|(units, _)| units);
    // Billed units stand there where they differ from what was paid; without either a line is one.
    service.units = billed.or(paid).map_or(Some(Amount::ONE), |(units, _)| Some(units));
    Ok(service)
}

/// Units without their sign, and whether they stand below zero: so a payer takes back what was paid.
fn units(segment: &Segment<'_>, element: usize) -> Result<Option<(Amount, bool)>, X12Error> {
    let text = segment.element(element);
    let (plain, below) = text.strip_prefix('-').map_or((text, false), |plain| (plain, true));
    if plain.is_empty() && !below {
        return Ok(None);
    }
    let units = Amount::parse(plain).map_err(|_| segment.wrong(Problem::Element(element, "a number of units")))?;
    Ok(Some((units, below)))
}

/// The code of a service: HCPCS or CPT, revenue or rate code; blank for other lists, whose entries may be of any length.
fn billed(segment: &Segment<'_>, element: usize) -> Result<String, X12Error> {
    match segment.part(element, 0) {
        "HC" | "NU" | "HP" => code(segment, element, segment.part(element, 1), is_service),
        _ => Ok(String::new()),
    }
}
