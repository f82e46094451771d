//! How much drug a volume holds: as stated, as the product says, or as every product of the code says.

use super::context::CodeContext;
use crate::catalog::{BillingUnit, Product};
use crate::dosing::compounds;
use crate::dosing::supply::Concentration;
use crate::dosing::{Request, Target};
use crate::explanation::{Explanation, rules};
use crate::quantity::{Amount, Dimension, Measure, Quantity};

/// The strength given, or that of the one product named where its size is a volume; where order and unit differ by it, the one of
/// the code.
pub(super) fn strength(
    request: &Request,
    subject: &CodeContext<'_>,
    products: &[&Product],
    trail: &mut Explanation,
) -> Option<Concentration> {
    if let Some(stated) = request.supply.concentration.or(request.order.strength) {
        return Some(of_counted(stated, subject));
    }
    let volume = |q: Quantity| q.measure.dimension() == Dimension::Volume;
    let ordered = match &request.order.target {
        Target::Amount(amounts, _) => amounts.first().copied(),
        Target::AreaUnderCurve(_) => None,
    };
    let unit = subject.unit.quantity();
    let in_volume = ordered.is_some_and(volume) && unit.is_some_and(|u| !volume(u) && !u.measure.is_count());
    if in_volume && let Some(strength) = subject.compound().and_then(|compound| compounds::strength(compound, subject.unit)) {
        trail.step(rules::CONCENTRATION, format_args!("every package of the code holds {strength} of what the unit counts"));
        return Some(strength);
    }
    if let [product] = products
        && let Some(strength) = of_product(product)
    {
        trail.step(rules::CONCENTRATION, format_args!("{} holds {strength}", product.ndc));
        return Some(strength);
    }
    if let [product] = products
        && let Some(strength) = of_siblings(subject, product)
    {
        let text =
            format_args!("other packages of {} hold {strength}, against the size that the crosswalk states for this one", product.ndc);
        trail.step(rules::CONCENTRATION, text);
        return Some(strength);
    }
    if in_volume {
        let strength = of_every(subject, products)?;
        trail.step(rules::CONCENTRATION, format_args!("every product of the code holds {strength}"));
        return Some(strength);
    }
    let turned = ordered.is_some_and(|order| !volume(order) && !order.measure.is_count()) && unit.is_some_and(volume);
    let strength = turned.then(|| subject.rules.unit_notes().strength(subject.name?)).flatten()?;
    let strength = Concentration::parse(strength).ok()?;
    trail.step(rules::CONCENTRATION, format_args!("the descriptor's strength is {strength}"));
    Some(strength)
}

/// The strength of a product of which the size is certain.
fn of_product(product: &Product) -> Option<Concentration> {
    let size = Quantity::new(product.size, product.size_measure?);
    let labeled = product.labeled.filter(|l| !l.measure.is_count())?;
    (size.measure.dimension() == Dimension::Volume && !size.amount.is_zero()).then_some(Concentration { drug: labeled, volume: size })
}

/// The one strength of the other packages of the same labeler and product, for a package that they contradict.
fn of_siblings(subject: &CodeContext<'_>, product: &Product) -> Option<Concentration> {
    let labeler_product = product.ndc11.as_ref().filter(|_| product.conflict.is_some())?.get(..9)?;
    let others = subject.facts.products.iter().filter(|p| p.ndc != product.ndc && p.conflict.is_none());
    let others = others.filter(|p| p.ndc11.as_ref().is_some_and(|ndc| ndc.starts_with(labeler_product)));
    let strengths: Vec<Concentration> = others.filter_map(of_product).collect();
    let first = *strengths.first()?;
    strengths.iter().all(|s| s.is_like(first)).then_some(first)
}

/// The one strength of every product: at least one is certain, and the numbers of the others agree.
fn of_every(subject: &CodeContext<'_>, named: &[&Product]) -> Option<Concentration> {
    let all: Vec<&Product> = if named.is_empty() { subject.facts.products.iter().collect() } else { named.to_vec() };
    let first = all.iter().find_map(|p| of_product(p))?;
    let agrees = |product: &&Product| {
        let measure = product.size_measure.unwrap_or(Measure::Milliliter);
        let strength = product.labeled.map(|drug| Concentration { drug, volume: Quantity::new(product.size, measure) });
        strength.is_some_and(|s| s.is_like(first))
    };
    all.iter().all(agrees).then_some(first)
}

/// Of a compound whose single amounts are sums, what a stated strength holds of the drug that the unit names first.
fn of_counted(stated: Concentration, subject: &CodeContext<'_>) -> Concentration {
    let BillingUnit::Amount { quantity, others, .. } = subject.unit else { return stated };
    let sum = subject.compound().is_some_and(|compound| compound.single_is_sum) && !others.is_empty();
    let all = others.iter().filter(|_| sum).try_fold(quantity.amount, |all, other| {
        let part = other.convert(quantity.measure).ok()?;
        all.checked_add(part.amount)
    });
    let volume = all.and_then(|all| stated.volume.amount.checked_mul(all)?.exact_div(quantity.amount));
    match volume.filter(|v| *v != stated.volume.amount && *v > Amount::ZERO) {
        Some(volume) => Concentration { volume: Quantity::new(volume, stated.volume.measure), ..stated },
        None => stated,
    }
}
