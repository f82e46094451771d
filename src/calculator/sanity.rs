//! What is unusual about an order: warnings with their source, never a refusal.

use crate::calculator::Answer;
use crate::catalog::{BillingUnit, Rulebook, Schedule};
use crate::dosing::{Order, Request, Schedule as Supply, dose};
use crate::explanation::{Explanation, Warning, WarningKind, rules};
use crate::quantity::{Amount, Measure, Quantity};

/// A schedule of the catalog with the title of its source.
#[derive(Clone, Debug)]
pub(super) struct Labeled {
    pub(super) schedule: Schedule,
    pub(super) source: Option<String>,
}

/// The warnings that an answer draws.
pub(super) fn check(request: &Request, unit: &BillingUnit, labeled: &[Labeled], book: &Rulebook, answer: &mut Answer) {
    let on_date =
        |row: &&Labeled| row.schedule.from.is_none_or(|d| d <= request.date) && row.schedule.until.is_none_or(|d| d >= request.date);
    let rows: Vec<&Labeled> = labeled.iter().filter(on_date).collect();
    let found = [pounds(request, book), above_label(request, unit, &rows), interval(answer, book, &rows)];
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

/// A dose above the highest that the label names; nothing is said where one of the labeled doses cannot be compared.
fn above_label(request: &Request, unit: &BillingUnit, rows: &[&Labeled]) -> Option<Warning> {
    let of = |order: Order| {
        let mut alone = request.clone();
        alone.order = Order { rate: None, span: None, doses: None, ..order };
        alone.policy.cap = None;
        dose::dose(&alone, (unit, None), None, None, Supply::EachDay, &mut Explanation::default()).ok().map(|(dose, _)| dose)
    };
    let given = of(request.order.clone())?;
    let most = rows.iter().map(|row| Some((of(Order::parse(row.schedule.max_dose.as_ref()?).ok()?)?, *row)));
    let most = most.collect::<Option<Vec<_>>>()?.into_iter().reduce(|best, row| {
        let larger = row.0.with(best.0).is_ok_and(|(row, best)| row > best);
        if larger { row } else { best }
    });
    let (most, row) = most?;
    let (ours, theirs) = given.with(most).ok()?;
    if ours <= theirs {
        return None;
    }
    let thousandth = ours.checked_mul(Amount::new(1, 3)).is_some_and(|small| small <= theirs);
    let slip = match (thousandth, given.measure) {
        (true, Measure::Milligram) => "; were micrograms meant?",
        (true, Measure::Gram) => "; were milligrams meant?",
        _ => "; check dose and unit of measure",
    };
    let source = row.source.as_ref().map(|title| format!(" ({title})")).unwrap_or_default();
    let text =
        format!("{} is above {}, the highest labeled or usual dose: {}{source}{slip}", given.grouped(), most.grouped(), row.schedule.text);
    Some(Warning { kind: WarningKind::DoseAboveLabel, text, rule: rules::LABELED_DOSE })
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
    let source = row.source.as_ref().map(|title| format!(" ({title})")).unwrap_or_default();
    let text = format!("labeled for once in {least} days: {}{source}; the order repeats after {every}", row.schedule.text);
    Some(Warning { kind: WarningKind::DoseInterval, text, rule: rules::DOSE_INTERVAL })
}
