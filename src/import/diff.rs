//! What changed between two editions of the code file, what costs money first.

use std::collections::BTreeMap;

use crate::catalog::{BillingUnit, Code};
use crate::quantity::Quantity;

/// The changes from an old edition to a new one. Fields stand in the order to read them; each is sorted by code.
#[derive(Debug, Default, PartialEq)]
pub struct Diff<'a> {
    /// The same code bills another unit.
    pub unit_changed: Vec<Changed<'a>>,
    /// Without a last day in the old edition, with one in the new.
    pub ended: Vec<Ended<'a>>,
    /// With a last day in the old edition, without one in the new.
    pub reopened: Vec<Changed<'a>>,
    /// Only in the new edition; some may have ended already.
    pub added: Vec<&'a Code>,
    /// The descriptor differs in more than white space, the unit does not.
    pub text_changed: Vec<Changed<'a>>,
    /// Only in the old edition.
    pub gone: Vec<&'a Code>,
}

/// A code in both editions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Changed<'a> {
    /// As it was.
    pub old: &'a Code,
    /// As it is.
    pub new: &'a Code,
}

/// A code that ended, and where the new edition's cross-references lead.
#[derive(Clone, Debug, PartialEq)]
pub struct Ended<'a> {
    /// The code in the new edition, with its last day.
    pub code: &'a Code,
    /// The codes it refers to, as far as they are in the new edition.
    pub successors: Vec<&'a Code>,
}

impl Diff<'_> {
    /// Is there no change at all?
    pub fn is_empty(&self) -> bool {
        *self == Diff::default()
    }
}

/// Compares two editions code by code.
pub fn diff<'a>(old: &'a [Code], new: &'a [Code]) -> Diff<'a> {
    let by_code = |codes: &'a [Code]| codes.iter().map(|c| (c.code.as_str(), c)).collect::<BTreeMap<&str, &Code>>();
    let (before, after) = (by_code(old), by_code(new));
    let mut diff =
        Diff { gone: before.iter().filter(|(code, _)| !after.contains_key(*code)).map(|(_, c)| *c).collect(), ..Diff::default() };
    for (code, &new) in &after {
        let Some(&old) = before.get(code) else {
            diff.added.push(new);
            continue;
        };
        let changed = Changed { old, new };
        match (old.dates.ended, new.dates.ended) {
            (None, Some(_)) => {
                let successors = new.cms.cross_references.iter().filter_map(|code| after.get(code.as_str()).copied()).collect();
                diff.ended.push(Ended { code: new, successors });
            }
            (Some(_), None) => diff.reopened.push(changed),
            _ => {}
        }
        if bills_otherwise(&old.unit, &new.unit) {
            diff.unit_changed.push(changed);
        } else if !old.descriptor.split_whitespace().eq(new.descriptor.split_whitespace()) {
            diff.text_changed.push(changed);
        }
    }
    diff
}

/// Traps and the wording of refusals may differ without another unit.
fn bills_otherwise(old: &BillingUnit, new: &BillingUnit) -> bool {
    match (old, new) {
        (BillingUnit::Amount { quantity: a, others: x, .. }, BillingUnit::Amount { quantity: b, others: y, .. }) => {
            !same(*a, *b) || x.len() != y.len() || !x.iter().zip(y).all(|(x, y)| same(*x, *y))
        }
        (BillingUnit::Refused(_), BillingUnit::Refused(_)) => false,
        (a, b) => a != b,
    }
}

fn same(a: Quantity, b: Quantity) -> bool {
    a.with(b).is_ok_and(|(a, b)| a == b)
}

/// The change from one unit to another in words: `500 mg became 10 mg: one old unit is 50 new ones`. `None` where both
/// bill the same.
pub fn unit_change(old: &BillingUnit, new: &BillingUnit) -> Option<String> {
    if !bills_otherwise(old, new) {
        return None;
    }
    let became = format!("{} became {}", old.text(), new.text());
    let (Some(a), Some(b)) = (old.quantity(), new.quantity()) else { return Some(became) };
    let (Ok((a, b)), false) = (a.with(b), [old, new].iter().any(|u| matches!(u, BillingUnit::Amount { others, .. } if !others.is_empty())))
    else {
        return Some(format!("{became}: the two do not convert"));
    };
    match (a.exact_div(b), b.exact_div(a)) {
        (Some(n), _) if a > b => Some(format!("{became}: one old unit is {} new ones", n.grouped())),
        (_, Some(n)) => Some(format!("{became}: one new unit is {} old ones", n.grouped())),
        _ => Some(became),
    }
}
