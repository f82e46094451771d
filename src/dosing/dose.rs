//! From an order and a patient to the exact dose.

use crate::catalog::{BillingUnit, Compound};
use crate::dosing::Order;
use crate::dosing::compounds::{differ, drug_counted};
use crate::dosing::order::{Body, Target};
use crate::dosing::request::{Patient, Policy, Request, Stated};
use crate::dosing::schedule::{Dates, Schedule};
use crate::dosing::supply::Concentration;
use crate::explanation::rules::{self, RuleId};
use crate::explanation::{BillingError, Explanation, Field, WarningKind};
use crate::quantity::{Amount, Dimension, Measure, Quantity};

/// The dose of one date or supply, in the measure of the order, and the dates where they are several. Caps applied, rounding not yet.
///
/// `vial` is what one container holds, for an order that counts containers.
///
/// # Errors
/// What the order needs is missing, the dose cannot be compared with the unit, or a product is too long to be exact.
pub fn dose(
    request: &Request,
    (unit, compound): (&BillingUnit, Option<&Compound>),
    strength: Option<Concentration>,
    vial: Option<Quantity>,
    schedule: Schedule,
    trail: &mut Explanation,
) -> Result<(Quantity, Option<Dates>), BillingError> {
    let order = &request.order;
    let (ordered, dates) = match &order.target {
        Target::AreaUnderCurve(target) => {
            let each = calvert(*target, &request.patient, trail)?;
            over_time(doses_of_the_date(each, order, trail)?, order, &request.policy, schedule, trail)?
        }
        Target::Amount(amounts, body) => {
            let first = match vial {
                Some(vial) => in_containers(amounts, vial, trail)?,
                None => drug_counted(amounts, unit, compound)?,
            };
            let each = by_body(first, *body, request, trail)?;
            over_time(doses_of_the_date(each, order, trail)?, order, &request.policy, schedule, trail)?
        }
    };
    let comparable = by_strength(ordered, unit, strength, trail)?;
    Ok((capped(comparable, request.policy.cap, trail)?, dates))
}

/// `2 vials` of a known size.
fn in_containers(amounts: &[Quantity], vial: Quantity, trail: &mut Explanation) -> Result<Quantity, BillingError> {
    let count = amounts.first().ok_or(BillingError::Inexact("order"))?.amount;
    let dose = vial.times(count).map_err(|_| BillingError::Inexact("order"))?;
    trail.step(rules::FLAT_DOSE, format_args!("ordered {} × {} = {}", count.grouped(), vial.grouped(), dose.grouped()));
    Ok(dose)
}

fn by_body(each: Quantity, body: Body, request: &Request, trail: &mut Explanation) -> Result<Quantity, BillingError> {
    match body {
        Body::Flat => {
            trail.step(rules::FLAT_DOSE, format_args!("ordered {}", each.grouped()));
            Ok(each)
        }
        Body::PerKilogram => {
            let weight = weight(&request.patient, &request.order.text, trail)?;
            times(each, "kg", weight, rules::WEIGHT_DOSE, trail)
        }
        Body::PerSquareMeter => {
            let surface = surface(&request.patient, &request.policy, &request.order.text, trail)?;
            times(each, "m2", surface, rules::SURFACE_DOSE, trail)
        }
    }
}

fn times(each: Quantity, per: &str, factor: Amount, rule: RuleId, trail: &mut Explanation) -> Result<Quantity, BillingError> {
    let product = each.times(factor).map_err(|_| BillingError::Inexact("order"))?;
    trail.step(rule, format_args!("{}/{per} × {} {per} = {}", each.grouped(), factor.grouped(), product.grouped()));
    Ok(product)
}

/// Body weight in kilograms.
fn weight(patient: &Patient, order: &str, trail: &mut Explanation) -> Result<Amount, BillingError> {
    let stated = patient.weight.ok_or_else(|| BillingError::Missing {
        field: Field::Weight,
        needed: format!("the order {order} is by body weight; give it like 62 kg or 150 lb"),
    })?;
    let kilograms = converted(stated, Measure::Kilogram, Field::Weight, trail)?;
    plausible("weight", kilograms, "kg", (1, 350), trail);
    Ok(kilograms)
}

/// Height in centimeters.
fn height(patient: &Patient, order: &str, trail: &mut Explanation) -> Result<Amount, BillingError> {
    let stated = patient.height.ok_or_else(|| BillingError::Missing {
        field: Field::Height,
        needed: format!("the order {order} is by body surface area; give the height like 165 cm, or the area itself"),
    })?;
    let centimeters = converted(stated, Measure::Centimeter, Field::Height, trail)?;
    plausible("height", centimeters, "cm", (30, 250), trail);
    Ok(centimeters)
}

/// In the measure that the formulas take; conversions and assumptions are said.
fn converted(stated: Stated, to: Measure, field: Field, trail: &mut Explanation) -> Result<Amount, BillingError> {
    let given = stated.quantity;
    let converted = given.convert(to).map_err(BillingError::unreadable(field))?;
    if stated.assumed {
        let text = format!("{field} {} was written without a unit of measure and taken as {to}", given.amount);
        trail.warn(WarningKind::MeasureAssumed, rules::STATED_UNITS, text);
    } else if given.measure != to {
        let rule = if given.measure == Measure::Pound { rules::POUNDS } else { rules::STATED_UNITS };
        trail.step(rule, format_args!("{field} {} = {}", given.grouped(), converted.grouped()));
    }
    Ok(converted.amount)
}

fn plausible(field: &str, amount: Amount, measure: &str, (least, most): (u64, u64), trail: &mut Explanation) {
    if amount < Amount::from(least) || amount > Amount::from(most) {
        let text = format!("{field} {} {measure} is out of the ordinary; check the number and its unit of measure", amount.grouped());
        trail.warn(WarningKind::Implausible, rules::STATED_UNITS, text);
    }
}

/// Body surface area in m2: given, or computed and rounded to two decimals; then capped.
fn surface(patient: &Patient, policy: &Policy, order: &str, trail: &mut Explanation) -> Result<Amount, BillingError> {
    let surface = match patient.surface {
        Some(given) => {
            trail.step(rules::SURFACE_AREA, format_args!("body surface area {given} m2 as given"));
            given
        }
        None => {
            let centimeters = height(patient, order, trail)?;
            let kilograms = weight(patient, order, trail)?;
            let area = patient.formula.area(centimeters, kilograms)?;
            let name = patient.formula.name();
            trail.step(
                rules::SURFACE_AREA,
                format_args!(
                    "body surface area by {name} from {centimeters} cm and {kilograms} kg, rounded half up to two decimals: {area} m2"
                ),
            );
            if area.is_zero() {
                return Err(BillingError::Zero { field: Field::Bsa, text: format!("{centimeters} cm and {kilograms} kg") });
            }
            area
        }
    };
    if surface > Amount::from(4) || surface < Amount::new(1, 1) {
        trail.warn(
            WarningKind::Implausible,
            rules::SURFACE_AREA,
            format!("a body surface area of {surface} m2 is out of the ordinary; check it"),
        );
    }
    match policy.surface_cap {
        Some(cap) if cap < surface => {
            trail.step(rules::SURFACE_CAP, format_args!("body surface area {surface} m2 capped at {cap} m2"));
            Ok(cap)
        }
        _ => Ok(surface),
    }
}

/// `AUC x (GFR + 25)` in mg.
fn calvert(target: Amount, patient: &Patient, trail: &mut Explanation) -> Result<Quantity, BillingError> {
    let filtration = patient.filtration.ok_or_else(|| BillingError::Missing {
        field: Field::Gfr,
        needed: format!("AUC {target} is dosed by Calvert's formula; give the glomerular filtration rate in mL/min"),
    })?;
    let sum = filtration.checked_add(Amount::from(25)).and_then(|s| s.checked_mul(target));
    let dose = Quantity::new(sum.ok_or(BillingError::Inexact("order"))?, Measure::Milligram);
    trail.step(rules::CALVERT, format_args!("AUC {target} × (GFR {filtration} + 25) = {}", dose.grouped()));
    if filtration > Amount::from(125) {
        let text =
            format!("GFR {filtration} mL/min is above 125, where FDA advises to cap an estimated rate; 125 was not put in its place");
        trail.warn(WarningKind::GfrAbove125, rules::CALVERT, text);
    }
    if patient.age.is_some_and(|age| age < Amount::from(18)) {
        trail.warn(WarningKind::AdultFormula, rules::CALVERT, "Calvert's formula with 25 is for adults; check the protocol");
    }
    Ok(dose)
}

/// How long an order runs, where it or a field says so; `None` for an order that is no rate.
///
/// # Errors
/// Two durations that differ.
pub fn span(order: &Order, policy: &Policy) -> Result<Option<Quantity>, BillingError> {
    if order.rate.is_none() {
        return Ok(None);
    }
    let given = match (policy.days, policy.hours) {
        (Some(_), Some(_)) => return Err(unclear(order, "both days and hours were given; give one of them")),
        (days, hours) => hours.map(|h| Quantity::new(h, Measure::Hour)).or(days.map(|d| Quantity::new(d, Measure::Day))),
    };
    if order.span.zip(given).is_some_and(|(w, g)| w.in_base() != g.in_base()) {
        return Err(unclear(order, "the order and the field name different durations; correct one of them"));
    }
    Ok(given.or(order.span))
}

/// A rate over its days or hours. A daily order without a number of days is one day, and says so.
fn over_time(
    each: Quantity,
    order: &Order,
    policy: &Policy,
    schedule: Schedule,
    trail: &mut Explanation,
) -> Result<(Quantity, Option<Dates>), BillingError> {
    let Some(rate) = order.rate else {
        if policy.days.or(policy.hours).is_some() {
            let text = "days or hours were given, but the order is no rate: it was taken as one dose; write it like 28 mcg/day";
            trail.warn(WarningKind::DurationUnused, rules::RATE, text);
        }
        return Ok((each, None));
    };
    let span = match span(order, policy)? {
        Some(span) => span,
        None if rate == Measure::Day => {
            trail.step(rules::RATE, format_args!("ordered by the day and no number of days given: one day, {}", each.grouped()));
            return Ok((each, None));
        }
        None => {
            let needed = format!("the order {order} is by the {rate}; say how long it ran, like 24");
            return Err(BillingError::Missing { field: Field::Hours, needed });
        }
    };
    let long = span.convert(rate).map_err(|_| BillingError::Inexact("duration"))?.amount;
    if rate == Measure::Day && schedule == Schedule::EachDay {
        return on_each_date(each, long, order, trail).map(|dates| (each, dates));
    }
    let long = match order.every {
        1 => long,
        every => Amount::from(whole_dates(long, every, order)?),
    };
    let total = each.times(long).map_err(|_| BillingError::Inexact("order"))?;
    let (name, plural) = if order.every == 1 {
        (rate.symbol(), if long == Amount::ONE || rate == Measure::Minute { "" } else { "s" })
    } else {
        ("dose", "s")
    };
    trail.step(rules::RATE, format_args!("{}/{name} × {} {name}{plural} = {}", each.grouped(), long.grouped(), total.grouped()));
    let days = span.convert(Measure::Day).ok().and_then(|days| days.amount.div_ceil(Amount::ONE));
    let dates = days.filter(|days| *days > 1 && rate == Measure::Day).map(|number| Dates { schedule, number, every: order.every });
    Ok((total, dates))
}

/// The dates of an order that is given on each of them.
fn on_each_date(each: Quantity, days: Amount, order: &Order, trail: &mut Explanation) -> Result<Option<Dates>, BillingError> {
    let number = whole_dates(days, order.every, order)?;
    if number == 1 {
        trail.step(rules::RATE, format_args!("{} on one date", each.grouped()));
        return Ok(None);
    }
    trail.step(
        rules::EACH_DAY,
        format_args!("{} on each of {number} dates: containers, units and lines below are those of one date", each.grouped()),
    );
    Ok(Some(Dates { schedule: Schedule::EachDay, number, every: order.every }))
}

/// The most dates of one order.
const MOST_DATES: u64 = 366;

/// So many dates in a span of days.
fn whole_dates(days: Amount, every: u64, order: &Order) -> Result<u64, BillingError> {
    let number = days.exact_div(Amount::from(every)).and_then(Amount::whole).filter(|number| *number > 0);
    let number = number.ok_or_else(|| unclear(order, "the days are no whole number of dates; write the days on which it is given"))?;
    if number > MOST_DATES {
        return Err(unclear(order, "runs for more than 366 dates; bill a shorter course"));
    }
    Ok(number)
}

fn unclear(order: &Order, reason: &str) -> BillingError {
    BillingError::Order { text: order.text.clone(), reason: reason.to_owned() }
}

/// Several doses of one code on one date are added before they are rounded.
fn doses_of_the_date(each: Quantity, order: &Order, trail: &mut Explanation) -> Result<Quantity, BillingError> {
    let Some(number) = order.doses else { return Ok(each) };
    let total = each.times(number).map_err(|_| BillingError::Inexact("order"))?;
    trail.step(
        rules::SAME_DATE,
        format_args!("{number} doses of {} on the date, added before rounding: {}", each.grouped(), total.grouped()),
    );
    if number > Amount::ONE {
        let text = format!(
            "{number} doses on one date are added and rounded up once; on dates of their own write daily x {number}. A payer that wants one line an administration rounds each up"
        );
        trail.warn(WarningKind::SameDateDoses, rules::SAME_DATE, text);
    }
    Ok(total)
}

/// Turns a volume into drug, or drug into a volume, where the unit asks for it.
fn by_strength(
    dose: Quantity,
    unit: &BillingUnit,
    strength: Option<Concentration>,
    trail: &mut Explanation,
) -> Result<Quantity, BillingError> {
    let volume = dose.measure.dimension() == Dimension::Volume;
    let wants_volume = unit.quantity().is_some_and(|u| u.measure.dimension() == Dimension::Volume);
    if volume == wants_volume {
        return Ok(dose);
    }
    if volume && unit.quantity().is_some_and(|u| u.measure.is_count()) && strength.is_none() {
        return Ok(dose);
    }
    if volume && unit.quantity().is_none() && strength.is_none() {
        return Ok(dose);
    }
    if wants_volume && strength.is_none() && !volume {
        let unit = unit.quantity().unwrap_or(dose);
        return Err(differ("order and billing unit", dose, unit));
    }
    let strength = strength.ok_or_else(|| BillingError::Missing {
        field: Field::Concentration,
        needed: format!("the order is in {} and the unit is not; give the strength like 25 mg/mL", dose.measure),
    })?;
    let turned = if volume { strength.drug_in(dose)? } else { strength.volume_of(dose)? };
    trail.step(rules::CONCENTRATION, format_args!("{} at {strength} = {}", dose.grouped(), turned.grouped()));
    Ok(turned)
}

fn capped(dose: Quantity, cap: Option<Quantity>, trail: &mut Explanation) -> Result<Quantity, BillingError> {
    let Some(cap) = cap else { return Ok(dose) };
    let (given, most) = dose.with(cap).map_err(|_| differ("dose and cap", dose, cap))?;
    if given <= most {
        return Ok(dose);
    }
    trail.step(rules::DOSE_CAP, format_args!("{} capped at {}", dose.grouped(), cap.grouped()));
    Ok(cap.convert(dose.measure).unwrap_or(cap))
}
