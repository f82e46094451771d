//! What was or may be opened: products, sizes, the choice that wastes least, and the dose that it allows.

use super::context::CodeContext;
use super::plan;
use crate::billing::{container_held, priced_by_the_unit, states_size, units};
use crate::catalog::{BillingUnit, ContainerType, Product};
use crate::dosing::containers::{self, ContainerCount};
use crate::dosing::supply::Concentration;
use crate::dosing::{Request, Target, rounding};
use crate::explanation::{BillingError, Explanation, Field, WarningKind, rules};
use crate::quantity::{Measure, Quantity};

/// So many containers of sizes that nobody typed are worth a word.
const MANY: u64 = 25;

/// The supply settled: dose, containers, and what would have been better.
#[derive(Clone, Debug, PartialEq)]
pub struct Supplied {
    /// The dose after rounding.
    pub dose: Quantity,
    /// The dose billed: never more than the labels hold.
    pub billed: Quantity,
    /// The containers, chosen or opened; empty where no size is known.
    pub containers: Vec<ContainerCount>,
    /// The sum of their labels.
    pub label: Option<Quantity>,
    /// Doses of other patients from the same containers, in the measure of the dose.
    pub others: Vec<Quantity>,
    /// A set that would have wasted less than the opened one.
    pub better: Option<Vec<ContainerCount>>,
    /// Single-dose, multi-dose or not known.
    pub container: ContainerType,
}

impl Supplied {
    /// What is left in the opened containers.
    pub fn left(&self) -> Option<Quantity> {
        let label = self.label?;
        self.others.iter().try_fold(units::less(label, self.billed, 1).ok()?, |left, other| units::less(left, *other, 1).ok())
    }
}

/// The products named by NDC, as CMS's crosswalk knows them under the code.
///
/// # Errors
/// An NDC that is not there while nothing else gives the sizes.
pub fn products<'a>(request: &Request, subject: &CodeContext<'a>, trail: &mut Explanation) -> Result<Vec<&'a Product>, BillingError> {
    let mut found: Vec<&Product> = Vec::new();
    for ndc in &request.supply.ndcs {
        match subject.facts.product(ndc) {
            Some(product) => {
                if let Some(conflict) = &product.conflict {
                    let text =
                        format!("CMS's crosswalk is in doubt about {}: {conflict}; check size and strength on the label", product.ndc);
                    trail.warn(WarningKind::NdcConflict, rules::NDC_QUANTITY, text);
                }
                found.push(product);
            }
            None if request.supply.stock.is_empty() && request.supply.opened.is_empty() => {
                let code = subject.name.unwrap_or("this unit");
                return Err(BillingError::Unknown {
                    field: Field::Ndc,
                    text: ndc.clone(),
                    known: format!("CMS's crosswalk does not list it under {code}; check code and NDC, or give the sizes"),
                });
            }
            None => {
                let text = format!("CMS's crosswalk does not list {ndc} under this code; a payer may deny the pair");
                trail.warn(WarningKind::NdcNotListed, rules::NDC_ELEVEN, text);
            }
        }
    }
    Ok(found)
}

/// What one container holds, for an order that counts containers of a code that counts drug: `2 vials`.
///
/// # Errors
/// The size is not known, or there are several.
pub fn vial(request: &Request, subject: &CodeContext<'_>, products: &[&Product]) -> Result<Option<Quantity>, BillingError> {
    let Target::Amount(amounts, _) = &request.order.target else { return Ok(None) };
    let by_vial = amounts.iter().any(|amount| amount.measure == Measure::Vial);
    let Some(unit) = subject.unit.quantity().filter(|unit| by_vial && !unit.measure.is_count()) else { return Ok(None) };
    let named = |labels: &[Vec<Quantity>]| labels.iter().filter_map(|label| label.first().copied()).collect::<Vec<_>>();
    let opened: Vec<Vec<Quantity>> = request.supply.opened.iter().map(|v| v.labeled.clone()).collect();
    let mut sizes = named(&opened);
    if sizes.is_empty() {
        sizes = named(&request.supply.stock);
    }
    if sizes.is_empty() {
        sizes = of_products(request, subject, products, unit)?;
    }
    sizes.dedup();
    match sizes[..] {
        [size] => Ok(Some(size)),
        [] => Err(BillingError::Missing {
            field: Field::Stock,
            needed: format!("the order {} counts containers; give the size of one, like 100 mg", request.order.text),
        }),
        _ => Err(BillingError::Missing {
            field: Field::Stock,
            needed: format!(
                "the order {} counts containers, and there are {}; give the size of one",
                request.order.text,
                sizes.iter().map(|size| size.grouped()).collect::<Vec<_>>().join(", ")
            ),
        }),
    }
}

/// Settles what is opened, and rounds the dose where a policy asks for it.
///
/// # Errors
/// Sizes that cannot be compared with the dose; a dose larger than what was opened.
pub fn supplied(
    request: &Request,
    subject: &CodeContext<'_>,
    products: &[&Product],
    strength: Option<Concentration>,
    ordered: Quantity,
    trail: &mut Explanation,
) -> Result<Supplied, BillingError> {
    let read = |label: &[Quantity]| containers::labeled(label, ordered, (subject.unit, subject.compound()), strength);
    let others = request.supply.shared_with.iter().map(|dose| read(&[*dose])).collect::<Result<Vec<_>, _>>()?;
    let needed = others.iter().try_fold(ordered, |sum, other| units::more(sum, *other))?;
    let stock = request.supply.stock.iter().map(|label| read(label)).collect::<Result<Vec<_>, _>>()?;
    let opened = request
        .supply
        .opened
        .iter()
        .map(|v| Ok(ContainerCount { count: v.count, labeled: read(&v.labeled)?, ndc11: None }))
        .collect::<Result<Vec<_>, BillingError>>()?;
    let said: Vec<Quantity> = if opened.is_empty() { stock.clone() } else { opened.iter().map(|c| c.labeled).collect() };
    let used = if products.is_empty() { of_sizes(subject, &said) } else { products.to_vec() };
    let container = container(request, subject, &used, trail);
    let mut sizes = match stock.is_empty() {
        true if products.is_empty() && plan::of_syringe(request, subject, ordered) => Vec::new(),
        true => of_products(request, subject, products, ordered)?,
        false => stock,
    };
    for of_size in &opened {
        if !sizes.contains(&of_size.labeled) {
            sizes.push(of_size.labeled);
        }
    }
    if sizes.is_empty() {
        if request.policy.rounding.is_some() {
            trail.warn(
                WarningKind::RoundingUnused,
                rules::DOSE_ROUNDING,
                "no size of a container is known, so the dose was not rounded; give the sizes in stock",
            );
        }
        return without_containers(subject, ordered, others, container);
    }
    let plan = plan::of(subject, needed, &sizes, trail);
    let choice = match plan {
        // What was opened can be billed without knowing what would have been better.
        Err(BillingError::PlanTooLarge(_)) if !opened.is_empty() && request.policy.rounding.is_none() => None,
        choice => Some(choice?),
    };
    let rounded = match (request.policy.rounding.filter(|_| others.is_empty()), &choice) {
        (Some(limit), Some(choice)) => rounding::nearest(ordered, choice, limit, trail)?,
        _ => None,
    };
    let (dose, best) = match rounded {
        Some(rounded) => (rounded.dose, Some(rounded.containers)),
        None => (ordered, None),
    };
    if let (Some(choice), true) = (&choice, opened.is_empty()) {
        let mut chosen = best.map_or_else(|| choice.least_waste(), Ok)?;
        name_products(&mut chosen, products, ordered);
        let label = containers::total(&chosen, dose)?;
        tell_choice(&chosen, label, request, trail);
        return Ok(Supplied { dose, billed: dose, containers: chosen, label: Some(label), others, better: None, container });
    }
    let best = best.or_else(|| choice.and_then(|c| c.least_waste().ok()));
    plan::mixed(subject, &opened, trail);
    as_opened(request, products, Opened { containers: opened, dose, others, best, container }, trail)
}

/// Says what was chosen, and that it is much where nobody typed the sizes.
fn tell_choice(chosen: &[ContainerCount], label: Quantity, request: &Request, trail: &mut Explanation) {
    let text = format_args!("{} = {}: least waste, then fewest containers", containers::shown(chosen), label.grouped());
    trail.step(rules::LEAST_WASTE, text);
    let number = chosen.iter().fold(0u64, |sum, c| sum.saturating_add(c.count));
    if number > MANY && request.supply.stock.is_empty() {
        let text = format!("{number} containers of the sizes in CMS's crosswalk are many; check the dose, or give the sizes in stock");
        trail.warn(WarningKind::ManyContainers, rules::LEAST_WASTE, text);
    }
}

/// What was opened for a dose, and what would have been best.
struct Opened {
    containers: Vec<ContainerCount>,
    dose: Quantity,
    others: Vec<Quantity>,
    best: Option<Vec<ContainerCount>>,
    container: ContainerType,
}

/// What was opened is billed, with a word where less could have been wasted.
fn as_opened(request: &Request, products: &[&Product], given: Opened, trail: &mut Explanation) -> Result<Supplied, BillingError> {
    let Opened { containers: mut opened, dose, others, best, container } = given;
    name_products(&mut opened, products, dose);
    if !products.is_empty() && opened.iter().any(|c| c.ndc11.is_none()) {
        trail.warn(WarningKind::NdcOtherSize, rules::AS_OPENED, "a size that was opened is not that of the product named; check the NDC");
    }
    let label = containers::total(&opened, dose)?;
    trail.step(rules::AS_OPENED, format_args!("opened {} = {}", containers::shown(&opened), label.grouped()));
    let billed = units::smaller(dose, label)?;
    let needed = others.iter().try_fold(dose, |sum, other| units::more(sum, *other))?;
    if units::exceeds(needed, label)? {
        if !request.supply.overfill {
            return Err(BillingError::DoseExceedsOpened { opened: label, dose: needed });
        }
        trail.step(
            rules::OVERFILL,
            format_args!("{} given, of which the labels hold {}: overfill is not billed", needed.grouped(), label.grouped()),
        );
    }
    let multi = container == ContainerType::Multi;
    let better = best.filter(|b| !multi && containers::total(b, dose).is_ok_and(|total| units::exceeds(label, total).unwrap_or(false)));
    if let Some(better) = &better {
        let total = containers::total(better, dose)?;
        let text = format!(
            "{} = {} would have wasted less; billed as opened. Keep it only where the label's preparation table asks for it",
            containers::shown(better),
            total.grouped()
        );
        trail.warn(WarningKind::LessWastePossible, rules::LEAST_WASTE, text);
    }
    Ok(Supplied { dose, billed, containers: opened, label: Some(label), others, better, container })
}

/// The distinct labeled sizes of the products named, else of every product of the code whose row does not contradict itself.
fn of_products(request: &Request, subject: &CodeContext<'_>, products: &[&Product], dose: Quantity) -> Result<Vec<Quantity>, BillingError> {
    let comparable = |product: &Product| product.labeled.filter(|l| l.measure.dimension() == dose.measure.dimension());
    let (name, unit, book) = (subject.name, subject.unit, subject.rules);
    let mut sizes: Vec<Quantity> = if products.is_empty() {
        subject.facts.products.iter().filter(|p| states_size(p, name, unit, book)).filter_map(comparable).collect()
    } else {
        products.iter().filter(|p| !priced_by_the_unit(p, name, unit, book)).filter_map(|p| comparable(p)).collect()
    };
    let volume = |product: &&Product| {
        let size = Quantity::new(product.size, product.size_measure?);
        (size.measure.dimension() == dose.measure.dimension()).then_some(size)
    };
    if sizes.is_empty() {
        sizes = products.iter().filter_map(volume).collect();
    }
    sizes.retain(|s| !s.amount.is_zero());
    let mut distinct: Vec<Quantity> = Vec::new();
    for size in sizes {
        if !distinct.contains(&size) {
            distinct.push(size);
        }
    }
    let per_container = subject.unit.quantity().is_some_and(|u| u.measure == Measure::Vial) && dose.measure != Measure::Vial;
    if distinct.is_empty() && per_container && request.supply.opened.is_empty() {
        let code = subject.name.unwrap_or("this unit");
        return Err(BillingError::Missing {
            field: Field::Stock,
            needed: format!(
                "{code} is billed by the vial, and how many {} one holds is not in the catalog; give the size of one vial as stock",
                dose.measure
            ),
        });
    }
    Ok(distinct)
}

/// Without a known size there are units, but nothing can be said about waste.
fn without_containers(
    subject: &CodeContext<'_>,
    dose: Quantity,
    others: Vec<Quantity>,
    container: ContainerType,
) -> Result<Supplied, BillingError> {
    debug_assert!(!matches!(subject.unit, BillingUnit::Refused(_)));
    Ok(Supplied { dose, billed: dose, containers: Vec::new(), label: None, others, better: None, container })
}

/// Writes the NDC of the product of each size.
fn name_products(list: &mut [ContainerCount], products: &[&Product], dose: Quantity) {
    let same = |product: &&&Product, label: Quantity| {
        let labeled = product.labeled.filter(|l| l.measure.dimension() == dose.measure.dimension());
        match labeled {
            Some(l) => l.with(label).is_ok_and(|(a, b)| a == b),
            // A product whose label cannot be compared, named alone, is the one that was used.
            None => products.len() == 1,
        }
    };
    for of_size in list {
        of_size.ndc11 = products.iter().find(|p| same(p, of_size.labeled)).and_then(|p| p.ndc11.clone());
    }
}

/// The products of the code that hold as much as the sizes named; none where a size is that of no product.
fn of_sizes<'a>(subject: &CodeContext<'a>, sizes: &[Quantity]) -> Vec<&'a Product> {
    let holds = |product: &Product, size: Quantity| product.labeled.is_some_and(|l| l.with(size).is_ok_and(|(a, b)| a == b));
    let products = &subject.facts.products;
    if sizes.iter().any(|size| !products.iter().any(|p| holds(p, *size))) {
        return Vec::new();
    }
    products.iter().filter(|p| sizes.iter().any(|size| holds(p, *size))).collect()
}

/// Single-dose or multi-dose: said by the user, by the product, by the descriptor, by CMS's list; else not known.
fn container(request: &Request, subject: &CodeContext<'_>, products: &[&Product], trail: &mut Explanation) -> ContainerType {
    if let Some(container) = request.supply.container {
        return container;
    }
    let Some((container, why)) = container_held(subject.code, subject.facts, products, subject.rules) else {
        return ContainerType::Unknown;
    };
    trail.step(rules::CONTAINER_TYPE, why);
    container
}
