//! One service line: who answered it, what was billed, what was adjusted.

use crate::catalog::Setting;
use crate::claim::PayerCells;
use crate::quantity::Amount;
use crate::x12::elements::{code, is_adjustment, is_group, is_modifier, is_ndc, is_service, money};
use crate::x12::era835::{Adjustment, Problem, RemittanceError, Service, ServiceLine};
use crate::x12::segments::Segment;

/// Triplets of one CAS segment.
const TRIPLETS: usize = 6;

/// The payer of the catalog behind a claim filing indicator. Where the claim is a professional one its facility code is the
/// place of service.
pub(crate) fn payer(filing: &str, facility: &str) -> PayerCells {
    let (payer, setting) = match filing {
        "MA" => ("medicare-outpatient", Some(Setting::Outpatient)),
        "MB" => ("medicare-part-b", None),
        "16" => ("medicare-advantage", None),
        "MC" => ("medicaid", None),
        "12" | "13" | "14" | "15" | "BL" | "CI" | "HM" => ("commercial", None),
        _ => return PayerCells::default(),
    };
    let place = Some(facility.to_owned()).filter(|place| filing == "MB" && !place.is_empty());
    PayerCells { payer: Some(payer.to_owned()), setting, place }
}

pub(crate) fn line(segment: &Segment<'_>) -> Result<ServiceLine, RemittanceError> {
    let (charge, paid, service) = (money(segment, 2)?, money(segment, 3)?, service(segment)?);
    Ok(ServiceLine { segment: segment.number, service, charge, paid, ..ServiceLine::default() })
}

fn service(segment: &Segment<'_>) -> Result<Service, RemittanceError> {
    let parts = segment.parts(1);
    let part = |n: usize| parts.get(n).copied().unwrap_or_default();
    let mut service = Service::default();
    match part(0) {
        "N4" => service.ndc = Some(code(segment, 1, part(1), is_ndc)?),
        _ => service.code = billed(segment, 1)?,
    }
    for modifier in (2..6).map(part).filter(|m| !m.is_empty()) {
        service.modifiers.push(code(segment, 1, modifier, is_modifier)?);
    }
    service.billed_as = Some(billed(segment, 6)?).filter(|billed| !billed.is_empty() && *billed != service.code);
    let units = [7, 5].into_iter().find(|n| !segment.element(*n).is_empty());
    service.units = match units {
        Some(n) => Some(Amount::parse(segment.element(n)).map_err(|_| segment.wrong(Problem::Element(n, "a number of units")))?),
        // Without units a line is one.
        None => Some(Amount::ONE),
    };
    Ok(service)
}

/// The code of a service: HCPCS or CPT, revenue or rate code; blank for other lists, whose entries may be of any length.
fn billed(segment: &Segment<'_>, element: usize) -> Result<String, RemittanceError> {
    let parts = segment.parts(element);
    match parts.first().copied() {
        Some("HC" | "NU" | "HP") => code(segment, element, parts.get(1).copied().unwrap_or_default(), is_service),
        _ => Ok(String::new()),
    }
}

/// Group, then reason, amount and quantity up to six times.
pub(crate) fn adjustments(segment: &Segment<'_>, of_claim: bool) -> Result<Vec<Adjustment>, RemittanceError> {
    let group = code(segment, 1, segment.element(1), is_group)?;
    let mut found = Vec::new();
    for triplet in 0..TRIPLETS {
        let (reason, amount, quantity) = (2 + 3 * triplet, 3 + 3 * triplet, 4 + 3 * triplet);
        if segment.element(reason).is_empty() && segment.element(amount).is_empty() {
            continue;
        }
        let quantity = if segment.element(quantity).is_empty() { None } else { Some(money(segment, quantity)?) };
        let carc = code(segment, reason, segment.element(reason), is_adjustment)?;
        found.push(Adjustment { group: group.clone(), carc, amount: money(segment, amount)?, quantity, of_claim });
    }
    if found.is_empty() { Err(segment.wrong(Problem::Element(2, "a reason code"))) } else { Ok(found) }
}
