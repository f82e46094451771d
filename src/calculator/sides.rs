//! A drug given into one or both eyes: the order is for each.

use super::supplied::Supplied;
use super::units::Counted;
use crate::billing::Line;
use crate::calculator::lines::{self, LineFormat, LineInput};
use crate::catalog::BothSidesPolicy;
use crate::dosing::containers::ContainerCount;
use crate::dosing::{Eyes, Request};
use crate::explanation::rules::{self, Scope};
use crate::explanation::{BillingError, Explanation};
use crate::quantity::Amount;

/// The lines of one eye or none, or of both: two lines with RT and LT, or one with 50, as the payer wants.
///
/// # Errors
/// A rule is missing; more digits than can be held.
pub(super) fn lines(
    request: &Request,
    scope: Scope<'_>,
    one: &LineInput<'_>,
    form: &LineFormat<'_>,
    trail: &mut Explanation,
) -> Result<Vec<Line>, BillingError> {
    let Some(eyes) = request.claim.eyes else { return lines::lines(one, form, trail) };
    let named = &scope.rule(rules::LATERALITY)?.modifiers;
    let [right, left, both, ..] = &named[..] else { return Err(BillingError::RuleMissing(rules::LATERALITY)) };
    let with = |modifier: &String, input: &LineInput<'_>, trail: &mut Explanation| {
        let modifiers = std::iter::once(modifier).chain(input.modifiers.iter().filter(|m| *m != modifier)).cloned().collect();
        lines::lines(&LineInput { modifiers, ..input.clone() }, form, trail)
    };
    match (eyes, scope.payer.both_sides) {
        (Eyes::Right, _) => with(right, one, trail),
        (Eyes::Left, _) => with(left, one, trail),
        (Eyes::Both, BothSidesPolicy::TwoLines) => {
            trail.step(rules::LATERALITY, format_args!("the order is for each eye, on a line each with {right} and {left}"));
            let mut lines = with(right, one, trail)?;
            lines.extend(with(left, one, &mut Explanation::default())?);
            Ok(lines)
        }
        (Eyes::Both, BothSidesPolicy::OneLine) => {
            trail.step(rules::LATERALITY, format_args!("the order is for each eye, on one line with {both} and the units of both"));
            let containers = twice(one.containers)?;
            let mut doubled = one.clone();
            doubled.dose = doubled.dose.times(Amount::from(2)).map_err(|_| BillingError::Inexact("order"))?;
            doubled.units.administered = doubled.units.administered.checked_mul(2).ok_or(BillingError::Inexact("units"))?;
            doubled.units.discarded = doubled.units.discarded.checked_mul(2).ok_or(BillingError::Inexact("units"))?;
            with(both, &LineInput { containers: &containers, ..doubled }, trail)
        }
    }
}

/// What both eyes come to, where the order is for both.
///
/// # Errors
/// More digits than can be held.
pub(super) fn of_both(request: &Request, supplied: Supplied, counted: Counted) -> Result<(Supplied, Counted), BillingError> {
    if request.claim.eyes != Some(Eyes::Both) {
        return Ok((supplied, counted));
    }
    let double = |q: crate::quantity::Quantity| q.times(Amount::from(2)).map_err(|_| BillingError::Inexact("order"));
    let mut both = supplied;
    (both.dose, both.billed) = (double(both.dose)?, double(both.billed)?);
    both.label = both.label.map(double).transpose()?;
    both.containers = twice(&both.containers)?;
    both.better = both.better.as_deref().map(twice).transpose()?;
    let mut units = counted;
    units.units.administered = units.units.administered.checked_mul(2).ok_or(BillingError::Inexact("units"))?;
    units.units.discarded = units.units.discarded.checked_mul(2).ok_or(BillingError::Inexact("units"))?;
    Ok((both, units))
}

fn twice(containers: &[ContainerCount]) -> Result<Vec<ContainerCount>, BillingError> {
    let double = |c: &ContainerCount| Some(ContainerCount { count: c.count.checked_mul(2)?, ..c.clone() });
    containers.iter().map(double).collect::<Option<Vec<_>>>().ok_or(BillingError::Inexact("containers"))
}
