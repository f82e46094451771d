//! Rows of CMS's crosswalk that contradict each other: packages of one labeler and product hold the same strength.

use std::collections::BTreeMap;

use super::Product;
use crate::quantity::Amount;

/// Labeler and product: the first nine digits of an NDC.
const PRODUCT_DIGITS: usize = 9;

/// Strengths that differ by at most one percent are the same, rounded: CMS writes 16.7 mL for 16.67.
fn rounding() -> Amount {
    Amount::new(1, 2)
}

/// Marks the products of one code whose billing units, size or items disagree with those of the other packages of the same
/// product: the odd one where the others agree, else each of them.
pub(super) fn find(products: &mut [Product]) {
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
    let row = |p: &Product| {
        let count = |number: Amount, one: &str| format!("{number} {one}{}", if number == Amount::ONE { "" } else { "s" });
        format!("{} for size {}, {}", count(p.units_per_item, "unit"), p.size, count(p.items_per_package, "item"))
    };
    let other = others.iter().map(|i| format!("{} holds {}", products[*i].ndc, row(&products[*i])));
    format!("{}; {}", row(&products[at]), other.collect::<Vec<_>>().join("; "))
}
