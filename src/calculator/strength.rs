//! How much drug a volume holds: as stated, as the product says, or as every product of the code says.

use super::context::CodeContext;
use crate::catalog::{BillingUnit, Product};
use crate::dosing::compounds;
use crate::dosing::supply::Concentration;
use crate::dosing::{Request, Target};
use crate::explanation::{Explanation, WarningKind, rules};
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
        let all: Vec<&Product> = if products.is_empty() { subject.facts.products.iter().collect() } else { products.to_vec() };
        let Some(strength) = of_every(&all) else { return inferred(&all, subject, trail) };
        trail.step(rules::CONCENTRATION, format_args!("every product of the code holds {strength}"));
        return Some(strength);
    }
    let turned = ordered.is_some_and(|order| !volume(order) && !order.measure.is_count()) && unit.is_some_and(volume);
    let strength = turned.then(|| subject.rules.unit_notes().strength(subject.name?)).flatten()?;
    let strength = Concentration::parse(strength).ok()?;
    trail.step(rules::CONCENTRATION, format_args!("the descriptor's strength is {strength}"));
    Some(strength)
}

/// Is a strength that of the packages? One that the order alone states may be that of a dilution.
pub(super) fn of_package(strength: Concentration, request: &Request, products: &[&Product]) -> bool {
    let holds = |product: &&Product| in_milliliters(product).is_some_and(|held| held.is_like(strength));
    request.supply.concentration.is_some() || request.order.strength.is_none() || products.iter().all(holds)
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
pub(super) fn of_every(all: &[&Product]) -> Option<Concentration> {
    let first = all.iter().find_map(|p| of_product(p))?;
    all.iter().all(|product| in_milliliters(product).is_some_and(|s| s.is_like(first))).then_some(first)
}

/// What the sizes of injections say where CMS's crosswalk gives them without a measure, if every package says the same: a size of 1
/// may be a vial of powder, and one that repeats the label its milligrams.
fn inferred(all: &[&Product], subject: &CodeContext<'_>, trail: &mut Explanation) -> Option<Concentration> {
    let is_liquid = |product: &&Product| {
        let milligrams = product.labeled.and_then(|label| label.convert(Measure::Milligram).ok()).map(|label| label.amount);
        product.size != Amount::ONE && milligrams != Some(product.size) && product.conflict.is_none()
    };
    let first = in_milliliters(all.first()?)?;
    let same = all.iter().all(|product| is_liquid(product) && in_milliliters(product).is_some_and(|s| s.is_like(first)));
    if !same || !subject.is_injected() {
        return None;
    }
    let text = format!("the strength {first} was read from sizes that CMS's crosswalk gives without a measure: check the label");
    trail.warn(WarningKind::MeasureAssumed, rules::CONCENTRATION, text);
    Some(first)
}

/// The strength of a product whose size is in milliliters unless it says otherwise.
fn in_milliliters(product: &Product) -> Option<Concentration> {
    let drug = product.labeled.filter(|label| !label.measure.is_count())?;
    let volume = Quantity::new(product.size, product.size_measure.unwrap_or(Measure::Milliliter));
    (volume.measure.dimension() == Dimension::Volume && !volume.amount.is_zero()).then_some(Concentration { drug, volume })
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
