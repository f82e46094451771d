//! Orders over several days: how they are supplied, and what the dates come to.

use super::context::CodeContext;
use crate::calculator::answer::{Course, CourseDate};
use crate::dosing::{Dates, Request, Schedule, dose};
use crate::explanation::rules::{self, Scope};
use crate::explanation::{BillingError, Explanation};
use crate::quantity::{Amount, Measure, Quantity};

/// How an order of several days is supplied: as a flag says, else as a word of the order says, else by code and setting.
///
/// # Errors
/// A rule is missing; two durations that differ.
pub(super) fn schedule(
    request: &Request,
    subject: &CodeContext<'_>,
    scope: Scope<'_>,
    trail: &mut Explanation,
) -> Result<Schedule, BillingError> {
    let Some(span) = dose::span(&request.order, &request.policy)? else { return Ok(Schedule::EachDay) };
    let code = subject.name.unwrap_or_default();
    let day = Quantity::new(Amount::ONE, Measure::Day);
    let by_rule = |schedule| match schedule {
        Schedule::EachDay => rules::EACH_DAY,
        Schedule::Continuous => rules::CONTINUOUS,
        Schedule::Dispensed => rules::DISPENSED,
    };
    let (schedule, rule, why) = match (request.policy.schedule, request.order.schedule) {
        (Some(schedule), _) => (schedule, by_rule(schedule), "as stated".to_owned()),
        (None, Some(schedule)) => (schedule, by_rule(schedule), "as the order says".to_owned()),
        _ if scope.names(rules::CONTINUOUS, code)? => {
            (Schedule::Continuous, rules::CONTINUOUS, format!("{code} is usually one bag or pump"))
        }
        _ if scope.holds(rules::DISPENSED)? => (Schedule::Dispensed, rules::DISPENSED, "a supplier bills".to_owned()),
        _ if scope.names(rules::TAKEN_AT_HOME, code)? => (Schedule::Dispensed, rules::TAKEN_AT_HOME, format!("{code} is taken at home")),
        _ if span.measure != day.measure => (Schedule::Continuous, rules::CONTINUOUS, "it runs for hours".to_owned()),
        _ => (Schedule::EachDay, rules::EACH_DAY, "given on each date".to_owned()),
    };
    if request.order.rate == Some(day.measure) && span.in_base() > day.in_base() {
        let other = Schedule::ALL.into_iter().filter(|s| *s != schedule).map(Schedule::as_str).collect::<Vec<_>>().join(" or ");
        trail.step(rule, format_args!("several days, {}: {why}; or {other}", schedule.as_str()));
    }
    Ok(schedule)
}

/// The whole of several dates, each with the units of one.
///
/// # Errors
/// More units than can be held.
pub(super) fn course(dates: Dates, administered: u64, discarded: Option<u64>) -> Result<Course, BillingError> {
    let supplies = if dates.schedule == Schedule::EachDay { dates.number } else { 1 };
    let all = |units: u64| units.checked_mul(supplies).ok_or(BillingError::Inexact("units"));
    let date = |at: u64| CourseDate {
        day: at.saturating_mul(dates.every).saturating_add(1),
        administered_units: administered,
        discarded_units: discarded,
    };
    Ok(Course {
        kind: dates.schedule,
        days: dates.number,
        administered_units: all(administered)?,
        discarded_units: discarded.map(all).transpose()?,
        dates: (0..supplies).map(date).collect(),
    })
}
