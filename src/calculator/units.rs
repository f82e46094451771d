//! Units by the kind of unit: an amount of drug, a container, a dose, or always one.

use super::context::CodeContext;
use crate::billing::units::{self, Units};
use crate::calculator::supplied::Supplied;
use crate::catalog::{BillingUnit, ContainerType};
use crate::dosing::compounds::differ;
use crate::dosing::{Dates, Request, Schedule};
use crate::explanation::rules;
use crate::explanation::{BillingError, Explanation, Field, WarningKind};
use crate::quantity::{Amount, Measure, Quantity};
use crate::text::counted;

/// Units, and how they were counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Administered and discarded.
    pub units: Units,
    /// One unit, where it measures what the dose measures.
    pub unit: Option<Quantity>,
    /// The discarded units follow from known containers.
    pub discarded_known: bool,
}

/// Counts the units of a dose.
///
/// # Errors
/// Dose and unit measure different things; more digits than can be held.
pub fn count(
    request: &Request,
    dates: Option<Dates>,
    subject: &CodeContext<'_>,
    supplied: &Supplied,
    trail: &mut Explanation,
) -> Result<Counted, BillingError> {
    let Some(unit) = subject.unit.quantity() else { return Ok(unclassified(subject, supplied, trail)) };
    let dose = supplied.billed;
    if dose.measure.dimension() == unit.measure.dimension() {
        return of_amount(request, subject.unit, unit, supplied, trail);
    }
    match unit.measure {
        Measure::Vial => of_containers(unit, supplied, trail),
        Measure::Dose | Measure::Treatment | Measure::Instillation | Measure::Infusion => of_doses(request, dates, unit, supplied, trail),
        _ => Err(differ("dose and billing unit", dose, unit)),
    }
}

fn of_amount(
    request: &Request,
    billing: &BillingUnit,
    unit: Quantity,
    supplied: &Supplied,
    trail: &mut Explanation,
) -> Result<Counted, BillingError> {
    let dose = supplied.billed;
    let administered = units::administered(dose, unit)?;
    if matches!(billing, BillingUnit::Amount { others, .. } if !others.is_empty()) {
        trail.step(rules::COMPOUND, format_args!("one unit holds every drug named ({}); it is counted once, by the first", billing.text()));
    }
    let (unit_amount, dose_amount) = unit.with(dose).map_err(|_| differ("dose and billing unit", dose, unit))?;
    let whole = unit_amount.checked_mul(Amount::from(administered)) == Some(dose_amount);
    let how = if whole { "exactly" } else { "rounded up" };
    trail.step(
        rules::ROUND_UP,
        format_args!("{} ÷ {} = {administered}, {how}", dose.grouped(), unit.grouped(), administered = counted(administered, "unit")),
    );
    let Some(label) = supplied.label else {
        return Ok(Counted { units: Units { administered, discarded: 0 }, unit: Some(unit), discarded_known: false });
    };
    if !supplied.others.is_empty() {
        let discarded = of_shared(request, unit, (label, administered), supplied, trail)?;
        return Ok(Counted { units: Units { administered, discarded }, unit: Some(unit), discarded_known: true });
    }
    let discarded = units::discarded(label, administered, unit)?;
    if supplied.container == ContainerType::Single {
        discarded_step(label, Units { administered, discarded }, unit, dose, trail)?;
    }
    Ok(Counted { units: Units { administered, discarded }, unit: Some(unit), discarded_known: true })
}

/// What is discarded of a container that serves several patients: all of it with the last.
fn of_shared(
    request: &Request,
    unit: Quantity,
    (label, administered): (Quantity, u64),
    supplied: &Supplied,
    trail: &mut Explanation,
) -> Result<u64, BillingError> {
    if request.supply.last == Some(false) {
        trail.step(rules::SHARED_CONTAINER, "what is left goes to other patients; the last of them bills what is discarded");
        return Ok(0);
    }
    let of_others = supplied
        .others
        .iter()
        .try_fold(0u64, |sum, dose| sum.checked_add(units::administered(*dose, unit)?).ok_or(BillingError::Inexact("units")))?;
    let all = administered.checked_add(of_others).ok_or(BillingError::Inexact("units"))?;
    let discarded = units::discarded(label, all, unit)?;
    let (label, each) = (label.grouped(), unit.grouped());
    let text = format_args!(
        "({label} − {administered} × {each} − {of_others} × {each} of other patients) ÷ {each} = {} discarded, with the last patient",
        counted(discarded, "whole unit")
    );
    trail.step(rules::SHARED_CONTAINER, text);
    Ok(discarded)
}

/// Why so many whole units were discarded, or none although drug was.
fn discarded_step(label: Quantity, units: Units, unit: Quantity, dose: Quantity, trail: &mut Explanation) -> Result<(), BillingError> {
    let left = units::less(label, dose, 1)?;
    if units.discarded == 0 && !left.amount.is_zero() {
        let text = format_args!(
            "{} left in the container is already paid by rounding up or is less than a unit: no discarded unit",
            left.grouped()
        );
        trail.step(rules::OVERLAP, text);
        return Ok(());
    }
    let (label, each) = (label.grouped(), unit.grouped());
    let text = format_args!("({label} − {} × {each}) ÷ {each} = {} discarded", units.administered, counted(units.discarded, "whole unit"));
    trail.step(rules::DISCARDED_UNITS, text);
    Ok(())
}

/// One unit is one container, whatever was drawn from it.
fn of_containers(unit: Quantity, supplied: &Supplied, trail: &mut Explanation) -> Result<Counted, BillingError> {
    if !supplied.others.is_empty() {
        let reason = "one unit is a whole container, which cannot be billed for several patients; ask the payer";
        return Err(BillingError::Shape { field: Field::SharedWith, text: unit.to_string(), reason });
    }
    if supplied.containers.is_empty() {
        let needed = format!("one unit is {unit}; give the size of one as stock, in {}", supplied.billed.measure);
        return Err(BillingError::Missing { field: Field::Stock, needed });
    }
    let vials = units::by_container(supplied.billed, &supplied.containers)?;
    let units = Units { administered: vials.administered, discarded: vials.discarded };
    trail.step(
        rules::PER_CONTAINER,
        format_args!(
            "one unit is a whole container: {} hold {}, {} opened beyond",
            units.administered,
            supplied.billed.grouped(),
            units.discarded
        ),
    );
    Ok(Counted { units, unit: None, discarded_known: true })
}

/// One unit is one dose, whatever it holds.
fn of_doses(
    request: &Request,
    dates: Option<Dates>,
    unit: Quantity,
    supplied: &Supplied,
    trail: &mut Explanation,
) -> Result<Counted, BillingError> {
    let doses = match request.order.doses {
        Some(number) => number.whole().ok_or(BillingError::Inexact("order"))?,
        None => 1,
    };
    if dates.is_some_and(|dates| dates.schedule != Schedule::EachDay) {
        return Err(BillingError::Order {
            text: request.order.text.clone(),
            reason: format!(
                "one unit is one {}, and how many doses that is over several days is not certain; bill each date by itself",
                unit.measure
            ),
        });
    }
    trail.step(
        rules::PER_DOSE,
        format_args!("one unit is one {}, whatever it holds: {doses} for {}", unit.measure, supplied.billed.grouped()),
    );
    Ok(Counted { units: Units { administered: doses, discarded: 0 }, unit: None, discarded_known: true })
}

/// No unit in the descriptor: the quantity is 1, and words say the rest.
fn unclassified(subject: &CodeContext<'_>, supplied: &Supplied, trail: &mut Explanation) -> Counted {
    let code = subject.name.unwrap_or("the code");
    trail.step(rules::UNCLASSIFIED, format_args!("{code} names no amount: the quantity is always 1"));
    trail.warn(
        WarningKind::NarrativeNeeded,
        rules::UNCLASSIFIED,
        format!(
            "say on the claim: name of the drug, {} given, strength, route, NDC; and look for a code of its own each quarter",
            supplied.billed.grouped()
        ),
    );
    let nothing_left = supplied.left().is_some_and(|left| left.amount.is_zero());
    Counted { units: Units { administered: 1, discarded: 0 }, unit: None, discarded_known: nothing_left }
}
