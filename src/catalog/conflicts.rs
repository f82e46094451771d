//! Rows of CMS's crosswalk that contradict themselves, each other (packages of one labeler and product hold the same strength) or
//! the strength that FDA states.

use std::collections::BTreeMap;

use super::Product;
use crate::quantity::{Amount, Measure, Quantity};

/// Labeler and product: the first nine digits of an NDC.
const PRODUCT_DIGITS: usize = 9;

/// Strengths that differ by at most one percent are the same, rounded: CMS writes 16.7 mL for 16.67.
fn rounding() -> Amount {
    Amount::new(1, 2)
}

/// Amounts that differ by at most a twentieth are the same drug as a salt or its base: calcium gluconate of 98 mg/mL is billed as 100.
fn salt() -> Amount {
    Amount::new(5, 2)
}

/// Marks the products of one code whose billing units, size or items disagree with those of the other packages of the same
/// product (the odd one where the others agree, else each of them), or with FDA's strength.
pub(super) fn find(products: &mut [Product]) {
    among_packages(products);
    for product in products.iter_mut().filter(|product| product.conflict.is_none()) {
        let stated = product.stated_per_package.filter(|_| product.contradicts_itself());
        let itself = stated.map(|stated| format!("{}; the same row counts {stated} in the package", row(product)));
        product.conflict = itself.or_else(|| against_strength(product));
    }
}

fn among_packages(products: &mut [Product]) {
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, product) in products.iter().enumerate() {
        if let Some(number) = product.ndc11.as_deref().and_then(|ndc| ndc.get(..PRODUCT_DIGITS)) {
            groups.entry(number.to_owned()).or_default().push(at);
        }
    }
    for group in groups.into_values().filter(|group| group.len() > 1) {
        let agree = |a: usize, b: usize| same_strength(&products[a], &products[b]);
        let against = |at: usize| group.iter().copied().filter(|other| *other != at && !agree(at, *other)).collect::<Vec<_>>();
        let found: Vec<(usize, Vec<usize>)> = group.iter().map(|at| (*at, against(*at))).filter(|(_, others)| !others.is_empty()).collect();
        // One that stands against all the others, which agree among themselves, is the odd one.
        let odd: Vec<&(usize, Vec<usize>)> =
            found.iter().filter(|(_, others)| group.len() > 2 && others.len() == group.len() - 1).collect();
        let marked: Vec<(usize, String)> = match odd.as_slice() {
            [(at, others)] if found.iter().all(|(other, against)| other == at || against == &[*at]) => {
                vec![(*at, told(products, *at, others))]
            }
            _ => found.iter().map(|(at, others)| (*at, told(products, *at, others))).collect(),
        };
        for (at, text) in marked {
            products[at].conflict = Some(text);
        }
    }
}

/// What FDA's strength makes of the size differs by a unit or more from what the units make: `40 mg/mL` in 5 mL and 5 units of
/// 10 mg. A unit may be one of up to so many milligrams; a powder has another volume once it is made up; a size of 1 or of as many
/// milligrams as the vial holds is no volume.
fn against_strength(product: &Product) -> Option<String> {
    let labeled = product.labeled.filter(|labeled| labeled.amount != product.size && product.size != Amount::ONE)?;
    let (evidence, strength, volume) = product.evidence.iter().find_map(|e| {
        let (amount, volume) = e.strength.split_once('/')?;
        let liquid = !e.form.to_uppercase().contains("POWDER");
        Some((e, stated(amount)?, volume.strip_suffix("mL").filter(|_| liquid)?))
    })?;
    let volume = if volume.is_empty() { Amount::ONE } else { Amount::parse(volume).ok()? };
    let (labeled, strength) = labeled.with(strength).ok()?;
    // Both sides times the volume of the strength: nothing is divided.
    let by_units = labeled.checked_mul(volume)?;
    let by_strength = strength.checked_mul(product.size)?;
    let difference = if by_units > by_strength { by_units.checked_sub(by_strength) } else { by_strength.checked_sub(by_units) }?;
    let in_units = difference.checked_mul(product.units_per_item)?;
    (in_units >= by_units && difference > by_units.checked_mul(salt())?)
        .then(|| format!("{}; FDA's directory of {} states {}", row(product), evidence.as_of, evidence.strength))
}

/// An amount in FDA's words: `.4 mg`, `30 ug`, `1000 [USP'U]`.
fn stated(text: &str) -> Option<Quantity> {
    let (amount, unit) = text.split_once(' ')?;
    let unit = match unit {
        "ug" => "mcg",
        "[iU]" => "IU",
        "[USP'U]" | "U" => "units",
        other => other,
    };
    Some(Quantity::new(Amount::parse(amount).ok()?, Measure::parse(unit).ok()?))
}

/// Units for the size, or units for all that the package holds, are the same: CMS counts a bottle of 100 tablets either way.
fn same_strength(a: &Product, b: &Product) -> bool {
    let close = |x: Option<Amount>, y: Option<Amount>| x.zip(y).is_some_and(|(x, y)| is_close(x, y));
    let all = |p: &Product| p.size.checked_mul(p.items_per_package);
    close(a.units_per_item.checked_mul(b.size), b.units_per_item.checked_mul(a.size))
        || close(all(b).and_then(|all| a.units_per_item.checked_mul(all)), all(a).and_then(|all| b.units_per_item.checked_mul(all)))
}

fn is_close(x: Amount, y: Amount) -> bool {
    let (more, less) = if x > y { (x, y) } else { (y, x) };
    let allowed = more.checked_mul(rounding());
    more.checked_sub(less).zip(allowed).is_some_and(|(difference, allowed)| difference <= allowed)
}

/// `12 units for size 45, 1 item; 61703-0339-50 holds 9 units for size 45, 1 item`
fn told(products: &[Product], at: usize, others: &[usize]) -> String {
    let other = others.iter().map(|i| format!("{} holds {}", products[*i].ndc, row(&products[*i])));
    format!("{}; {}", row(&products[at]), other.collect::<Vec<_>>().join("; "))
}

/// `9 units for size 45, 1 item`
fn row(product: &Product) -> String {
    let count = |number: Amount, one: &str| format!("{number} {one}{}", if number == Amount::ONE { "" } else { "s" });
    format!("{} for size {}, {}", count(product.units_per_item, "unit"), product.size, count(product.items_per_package, "item"))
}
