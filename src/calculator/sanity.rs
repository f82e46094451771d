//! What is unusual about an order: warnings with their source, never a refusal.

use crate::calculator::Answer;
use crate::catalog::{BillingUnit, Rulebook, Schedule};
use crate::dosing::{Body, Order, Request, Schedule as Supply, Stated, Target, dose};
use crate::explanation::{Explanation, Warning, WarningKind, rules};
use crate::quantity::{Amount, Measure, Quantity};

/// A schedule of the catalog with the title of its source.
#[derive(Clone, Debug)]
pub(super) struct Labeled {
    schedule: Schedule,
    source: Option<String>,
    /// Its highest dose, else its usual ones; `None` where it states none that can be read.
    highest: Option<Vec<Order>>,
    /// Its usual doses, as far as they can be read.
    usual: Vec<Order>,
}

impl Labeled {
    pub(super) fn new(schedule: Schedule, source: Option<String>) -> Labeled {
        let written = schedule.max_dose.as_ref().map_or(schedule.dose.as_slice(), std::slice::from_ref);
        let orders = written.iter().map(|text| Order::parse(text).ok()).collect::<Option<Vec<Order>>>();
        let highest = orders.filter(|orders| !orders.is_empty());
        let usual = schedule.dose.iter().filter_map(|text| Order::parse(text).ok()).collect();
        Labeled { schedule, source, highest, usual }
    }
}

/// The warnings that an answer draws.
pub(super) fn check(request: &Request, unit: &BillingUnit, labeled: &[Labeled], book: &Rulebook, answer: &mut Answer) {
    let on_date =
        |row: &&Labeled| row.schedule.from.is_none_or(|d| d <= request.date) && row.schedule.until.is_none_or(|d| d >= request.date);
    let rows: Vec<&Labeled> = labeled.iter().filter(on_date).collect();
    let found = [
        pounds(request, book),
        above_label(request, unit, book, &rows),
        by_the_patient(request, book, &rows, answer),
        interval(answer, book, &rows),
    ];
    answer.warnings.extend(found.into_iter().flatten());
}

/// A weight in kilograms that is more likely one in pounds.
fn pounds(request: &Request, book: &Rulebook) -> Option<Warning> {
    let stated = request.patient.weight.filter(|w| w.quantity.measure != Measure::Pound)?;
    let kilograms = stated.quantity.convert(Measure::Kilogram).ok()?.amount;
    let [heavy, dense] = book.rule(rules::POUNDS)?.values[..] else { return None };
    let height = request.patient.height.and_then(|h| h.quantity.convert(Measure::Centimeter).ok());
    // kg / m2 >= dense, with the height in cm.
    let index = height.is_some_and(|height| {
        let area = height.amount.checked_mul(height.amount).and_then(|area| area.checked_mul(Amount::from(dense)));
        kilograms.checked_mul(Amount::from(10_000)).zip(area).is_some_and(|(weight, area)| weight >= area)
    });
    if kilograms <= Amount::from(heavy) && !index {
        return None;
    }
    let pounds = Quantity::new(kilograms, Measure::Pound).convert(Measure::Kilogram).ok()?;
    let text = format!(
        "{} kg may be pounds: {} lb are {}; check the weight",
        kilograms.grouped(),
        kilograms.grouped(),
        Quantity::new(pounds.amount.round_half_up(1), Measure::Kilogram).grouped()
    );
    Some(Warning { kind: WarningKind::PoundsAsKilograms, text, rule: rules::POUNDS })
}

/// A dose above the highest that the label names; nothing is said where one of the labeled doses cannot be compared. Of a patient
/// whose weight or surface is not stated it is that of a large one.
fn above_label(request: &Request, unit: &BillingUnit, book: &Rulebook, rows: &[&Labeled]) -> Option<Warning> {
    let [tenfold, unit_slip, kilograms, surface, _] = book.rule(rules::LABELED_DOSE)?.values[..] else { return None };
    let of = |order: &Order, alone: &mut Request| {
        alone.order = Order { rate: None, span: None, doses: None, ..order.clone() };
        dose::dose(alone, (unit, None), None, None, Supply::EachDay, &mut Explanation::default()).ok().map(|(dose, _)| dose)
    };
    let mut large = request.clone();
    large.policy.cap = None;
    let given = of(&request.order, &mut large)?;
    let patient = &mut large.patient;
    let weight = Stated { quantity: Quantity::new(Amount::from(kilograms), Measure::Kilogram), assumed: false };
    patient.surface = patient.surface.or((patient.weight.is_none() || patient.height.is_none()).then_some(Amount::from(surface)));
    patient.weight = patient.weight.or(Some(weight));
    let all = rows.iter().map(|row| Some(row.highest.as_ref()?.iter().map(move |order| (order, *row)))).collect::<Option<Vec<_>>>()?;
    let most = all.into_iter().flatten().map(|(order, row)| Some((of(order, &mut large)?, order, row)));
    let most = most.collect::<Option<Vec<_>>>()?.into_iter().reduce(|best, next| {
        let larger = next.0.with(best.0).is_ok_and(|(next, best)| next > best);
        if larger { next } else { best }
    });
    let (most, order, row) = most?;
    let (ours, theirs) = given.with(most).ok()?;
    let times = |ratio: u64| theirs.checked_mul(Amount::from(ratio)).is_some_and(|product| ours >= product);
    // Usual doses are no limit: only a slip is far above them.
    let limited = rows.iter().all(|row| row.schedule.max_dose.is_some());
    if ours <= theirs || (!limited && !times(tenfold)) {
        return None;
    }
    let slip = match given.measure {
        Measure::Milligram if times(unit_slip) => "were micrograms meant?",
        Measure::Gram if times(unit_slip) => "were milligrams meant?",
        _ if times(tenfold) => "ten times as much or more: check the decimal point and the unit of measure",
        _ => "check dose and unit of measure",
    };
    let of_large = match order.target {
        Target::Amount(_, Body::PerKilogram) if request.patient.weight.is_none() => format!(" of {kilograms} kg"),
        Target::Amount(_, Body::PerSquareMeter) if large.patient.surface != request.patient.surface => format!(" of {surface} m2"),
        _ => String::new(),
    };
    let (text, source) = labeled(row);
    let most = most.grouped();
    let text = format!("{} is above {most}{of_large}, the highest labeled or usual dose: {text}{source}; {slip}", given.grouped());
    Some(Warning { kind: WarningKind::DoseAboveLabel, text, rule: rules::LABELED_DOSE })
}

/// What the label says, and where.
fn labeled(row: &Labeled) -> (&str, String) {
    (&row.schedule.text, row.source.as_ref().map(|title| format!(" ({title})")).unwrap_or_default())
}

/// A flat dose of a drug that is dosed by weight or surface, no larger than what one kilogram or square meter gets: the number of
/// such an order without its `/kg`. The syringes of a drug for the eye hold as little, and say so themselves.
fn by_the_patient(request: &Request, book: &Rulebook, rows: &[&Labeled], answer: &Answer) -> Option<Warning> {
    let [.., smallest_patient] = book.rule(rules::LABELED_DOSE)?.values[..] else { return None };
    let Target::Amount(given, Body::Flat) = &request.order.target else { return None };
    let given = *given.first()?;
    if request.order.rate.is_some() || answer.warnings.iter().any(|w| w.kind == WarningKind::RepackagedSyringe) {
        return None;
    }
    let each = |order: &Order| match &order.target {
        Target::Amount(most, body @ (Body::PerKilogram | Body::PerSquareMeter)) => {
            let (ours, theirs) = given.with(*most.first()?).ok()?;
            Some((ours <= theirs, if *body == Body::PerKilogram { "kg" } else { "m2" }))
        }
        _ => None,
    };
    // A smaller labeled dose explains it: 0.7 mg is 0.01 mg/kg of 70 kg, not 0.7 mg/kg without its /kg.
    let is_step = |order: &Order| match &order.target {
        Target::Amount(usual, Body::PerKilogram) => usual
            .first()
            .and_then(|each| given.with(*each).ok())
            .is_some_and(|(ours, each)| each.checked_mul(Amount::from(smallest_patient)).is_some_and(|least| least <= ours)),
        _ => false,
    };
    if rows.iter().flat_map(|row| &row.usual).any(is_step) {
        return None;
    }
    let all = rows.iter().map(|row| row.highest.as_ref()?.iter().map(each).collect::<Option<Vec<_>>>()).collect::<Option<Vec<_>>>()?;
    let (row, per) = rows.iter().zip(&all).find_map(|(row, doses)| Some((*row, doses.iter().find(|(small, _)| *small)?.1)))?;
    let (text, source) = labeled(row);
    let text = format!("{} is no more than 1 {per} gets: {text}{source}; was {}/{per} meant?", given.grouped(), given.grouped());
    Some(Warning { kind: WarningKind::DoseByWeight, text, rule: rules::LABELED_DOSE })
}

/// Doses on dates that are closer than any labeled interval.
fn interval(answer: &Answer, book: &Rulebook, rows: &[&Labeled]) -> Option<Warning> {
    let course = answer.course.as_ref().filter(|course| course.kind == Supply::EachDay)?;
    let [first, second, ..] = &course.dates[..] else { return None };
    let every = second.day.saturating_sub(first.day);
    let least = rows.iter().map(|row| row.schedule.period_days).collect::<Option<Vec<u32>>>()?.into_iter().min()?;
    let judged = book.rule(rules::DOSE_INTERVAL)?.values.first().copied()?;
    if u64::from(least) < judged || every >= u64::from(least) {
        return None;
    }
    let row = rows.iter().find(|row| row.schedule.period_days == Some(least))?;
    let (text, source) = labeled(row);
    let text = format!("labeled for once in {least} days: {text}{source}; the order repeats after {every}");
    Some(Warning { kind: WarningKind::DoseInterval, text, rule: rules::DOSE_INTERVAL })
}
