//! What the packages of a code say: container type, and rows that CMS prices by the unit.

use crate::catalog::{BillingUnit, Code, ContainerType, Facts, Product, Rulebook};
use crate::explanation::rules;
use crate::quantity::{Amount, Dimension, Quantity};

/// CMS lists clotting factors and their like with one unit an item, because the potency differs from vial to vial: no size.
pub fn priced_by_the_unit(product: &Product, code: Option<&str>, unit: &BillingUnit, book: &Rulebook) -> bool {
    let factor = code.is_some_and(|name| book.rule(rules::PRICED_BY_THE_UNIT).is_some_and(|rule| rule.names(name)));
    let counted = unit.quantity().is_some_and(|unit| unit.amount == Amount::ONE || unit.measure.dimension() == Dimension::Activity);
    let one_of_activity = product.labeled.is_some_and(|l| l.measure.dimension() == Dimension::Activity && l.amount == Amount::ONE);
    one_of_activity || (product.units_per_item == Amount::ONE && counted && factor)
}

/// States the row what one container holds? Not where it contradicts itself or is priced by the unit.
pub fn states_size(product: &Product, code: Option<&str>, unit: &BillingUnit, book: &Rulebook) -> bool {
    !product.contradicts_itself() && !priced_by_the_unit(product, code, unit, book)
}

/// What one container of a code's packages holds, in units and as an amount, each once, the smallest first.
pub fn container_sizes(code: &Code, facts: &Facts, book: &Rulebook) -> Vec<(Amount, Option<Quantity>)> {
    let sized = facts.products.iter().filter(|p| states_size(p, Some(&code.code), &code.unit, book));
    let mut sizes: Vec<_> = sized.map(|p| (p.units_per_item, p.labeled)).collect();
    sizes.sort_by_key(|(units, _)| *units);
    sizes.dedup_by_key(|(units, _)| *units);
    sizes
}

/// Is it open whether Medicare wants JW and JZ for the containers of a code, though they are known to be used once?
pub fn duty_is_open(code: Option<&Code>, book: &Rulebook) -> bool {
    let rule = book.rule(rules::DISCARD_DUTY_OPEN);
    code.zip(rule).is_some_and(|(code, rule)| rule.names(&code.code) || rule.describes(&code.descriptor))
}

/// The kind of container as far as the catalog knows it, and how: by the products (those named, else all of the code), by
/// a vial that the descriptor names, by CMS's list, by an oral drug.
pub fn container_held(code: Option<&Code>, facts: &Facts, products: &[&Product], book: &Rulebook) -> Option<(ContainerType, String)> {
    let known = |mut of: Box<dyn Iterator<Item = &Product> + '_>| {
        let first = of.next()?.container;
        (first != ContainerType::Unknown && of.all(|p| p.container == first)).then_some(first)
    };
    let by_product = if products.is_empty() { known(Box::new(facts.products.iter())) } else { known(Box::new(products.iter().copied())) };
    if let Some(container) = by_product {
        let why = match container {
            ContainerType::Multi => "multi-dose container, by its package data; single-dose where it was prepared for one use",
            _ => "single-dose container, by its package data",
        };
        return Some((container, why.to_owned()));
    }
    let described = |id| code.is_some_and(|c| book.rule(id).is_some_and(|rule| rule.describes(&c.descriptor)));
    if described(rules::SINGLE_DOSE_DESCRIPTOR) {
        return Some((ContainerType::Single, "single-dose container, by the descriptor".to_owned()));
    }
    if let Some(list) = facts.discarded_drug.as_ref().filter(|list| list.listed) {
        let why = format!("single-dose container, by CMS's list of {}, which names codes and not packages", list.edition);
        return Some((ContainerType::Single, why));
    }
    let is_measured = code.is_some_and(|c| c.is_drug() && c.unit.quantity().is_some());
    (is_measured && described(rules::ORAL_DESCRIPTOR) && !code.is_some_and(|c| book.is_injected(c)))
        .then(|| (ContainerType::Multi, "an oral drug, by the descriptor: its packages hold several doses".to_owned()))
}
