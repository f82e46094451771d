//! Which containers hold a dose with least waste, where strengths of some drugs are not mixed.

use super::context::CodeContext;
use crate::catalog::Product;
use crate::dosing::Request;
use crate::dosing::containers::{self, ContainerCount, VialPlan};
use crate::explanation::{BillingError, Explanation, WarningKind, rules};
use crate::quantity::{Amount, Measure, Quantity};

/// The plan among sizes; of a drug whose strengths are not mixed, that of the strength that wastes least.
///
/// # Errors
/// As [`VialPlan::new`].
pub(super) fn of(subject: &CodeContext<'_>, dose: Quantity, sizes: &[Quantity], trail: &mut Explanation) -> Result<VialPlan, BillingError> {
    let groups = by_strength(subject, sizes);
    if groups.len() < 2 {
        return VialPlan::new(dose, sizes);
    }
    let mut best: Option<((Amount, u64), VialPlan)> = None;
    for sizes in &groups {
        let plan = VialPlan::new(dose, sizes)?;
        let chosen = plan.least_waste()?;
        let cost = (containers::total(&chosen, dose)?.amount, chosen.iter().fold(0u64, |n, c| n.saturating_add(c.count)));
        if best.as_ref().is_none_or(|(held, _)| cost < *held) {
            best = Some((cost, plan));
        }
    }
    trail.step(rules::STRENGTHS_APART, "vials of different strengths are not mixed: the plan keeps to one");
    best.map(|(_, plan)| plan).ok_or(BillingError::Inexact("stock"))
}

/// Is a dose so small, or for the eye, that it comes in a syringe that a pharmacy repackaged?
pub(super) fn of_syringe(request: &Request, subject: &CodeContext<'_>, dose: Quantity) -> bool {
    let rule = subject.rules.rule(rules::REPACKAGED).filter(|rule| subject.name.is_some_and(|code| rule.names(code)));
    let most = rule.and_then(|rule| rule.values.first()).map(|mg| Quantity::new(Amount::from(*mg), Measure::Milligram));
    rule.is_some() && (request.claim.eyes.is_some() || most.is_some_and(|most| dose.with(most).is_ok_and(|(dose, most)| dose <= most)))
}

/// Warns where what was opened mixes strengths that the label keeps apart.
pub(super) fn mixed(subject: &CodeContext<'_>, opened: &[ContainerCount], trail: &mut Explanation) {
    let sizes: Vec<Quantity> = opened.iter().map(|c| c.labeled).collect();
    if by_strength(subject, &sizes).len() > 1 {
        let text = "vials of different strengths were opened, which the label does not mix; check what was given";
        trail.warn(WarningKind::StrengthsMixed, rules::STRENGTHS_APART, text);
    }
}

/// Sizes by the strength of the products that hold as much; one group where the rule is not about the code.
fn by_strength(subject: &CodeContext<'_>, sizes: &[Quantity]) -> Vec<Vec<Quantity>> {
    let apart = subject.rules.rule(rules::STRENGTHS_APART).is_some_and(|rule| subject.name.is_some_and(|code| rule.names(code)));
    let product = |size: Quantity| {
        let holds = |p: &&Product| p.labeled.is_some_and(|l| l.with(size).is_ok_and(|(a, b)| a == b));
        subject.facts.products.iter().find(holds)
    };
    // Labeled amount over size is the strength; the rule is only about liquids of which the crosswalk states milliliters.
    let alike = |a: &Product, b: &Product| match (a.labeled, b.labeled) {
        (Some(left), Some(right)) => left.amount.checked_mul(b.size) == right.amount.checked_mul(a.size),
        _ => false,
    };
    let mut groups: Vec<(Option<&Product>, Vec<Quantity>)> = Vec::new();
    for size in sizes {
        let of = product(*size).filter(|_| apart);
        let same = |held: &Option<&Product>| match (held, of) {
            (Some(a), Some(b)) => alike(a, b),
            (None, None) => true,
            _ => false,
        };
        match groups.iter_mut().find(|(held, _)| same(held)) {
            Some((_, group)) => group.push(*size),
            None => groups.push((of, vec![*size])),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}
