//! What changed between two editions, what costs money first: codes here, limits and prices in [`amounts`].

pub mod amounts;
pub mod news;

use std::collections::BTreeMap;

use crate::catalog::{BillingUnit, Code, CodeReplacement, Dates, ModifierFact};
use crate::quantity::Quantity;

/// The changes from an old edition of the code file to a new one. Fields stand in the order to read them; each is sorted by code.
#[derive(Debug, Default, PartialEq)]
pub struct Diff<'a> {
    /// The same code bills another unit.
    pub unit_changed: Vec<Changed<'a>>,
    /// With a last day in the new edition, and none or a later one in the old.
    pub ended: Vec<Ended<'a>>,
    /// With a last day in the old edition, and none or a later one in the new.
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

/// A code that ended, and what bills now.
#[derive(Clone, Debug, PartialEq)]
pub struct Ended<'a> {
    /// The code in the new edition, with its last day.
    pub code: &'a Code,
    /// Where the transitions and then the new edition's cross-references lead, as far as that edition holds the codes.
    pub successors: Vec<&'a Code>,
    /// What the transition adds in words; empty where nothing is known.
    pub text: &'a str,
}

impl Diff<'_> {
    /// Is there no change at all?
    pub fn is_empty(&self) -> bool {
        *self == Diff::default()
    }
}

/// Compares two editions code by code. `code_replacements` know successors that the editions do not state.
pub fn codes<'a>(old: &'a [Code], new: &'a [Code], code_replacements: &'a [CodeReplacement]) -> Diff<'a> {
    let (before, after) = (by_code(old, |c| &c.code), by_code(new, |c| &c.code));
    let mut diff =
        Diff { gone: before.iter().filter(|(code, _)| !after.contains_key(*code)).map(|(_, c)| *c).collect(), ..Diff::default() };
    for (code, &new) in &after {
        let Some(&old) = before.get(code) else {
            diff.added.push(new);
            continue;
        };
        let changed = Changed { old, new };
        match last_day(old.dates, new.dates) {
            LastDay::Nearer => diff.ended.push(ended(new, &after, code_replacements)),
            LastDay::Farther => diff.reopened.push(changed),
            LastDay::Same => {}
        }
        if bills_otherwise(&old.unit, &new.unit) {
            diff.unit_changed.push(changed);
        } else if !same_words(&old.descriptor, &new.descriptor) {
            diff.text_changed.push(changed);
        }
    }
    diff
}

fn ended<'a>(code: &'a Code, after: &BTreeMap<&str, &'a Code>, code_replacements: &'a [CodeReplacement]) -> Ended<'a> {
    let transition = code_replacements.iter().find(|t| t.ended == code.code);
    let named = transition.iter().flat_map(|t| &t.successors).chain(&code.cms.cross_references);
    let mut successors: Vec<&Code> = Vec::new();
    for successor in named.filter_map(|code| after.get(code.as_str()).copied()) {
        if !successors.contains(&successor) {
            successors.push(successor);
        }
    }
    // Words about successors that this edition does not hold yet would mislead.
    let holds = |t: &&CodeReplacement| t.successors.iter().all(|s| after.contains_key(s.as_str()));
    Ended { code, successors, text: transition.filter(holds).map_or("", |t| t.text.as_str()) }
}

/// What changed among the modifiers; each list sorted by code.
#[derive(Debug, Default, PartialEq)]
pub struct ModifierDiff<'a> {
    /// With a last day in the new edition, and none or a later one in the old; or gone from it.
    pub ended: Vec<&'a ModifierFact>,
    /// Only in the new edition, or with a last day in the old and none or a later one in the new.
    pub added: Vec<&'a ModifierFact>,
    /// As it was and as it is: the descriptor differs in more than white space.
    pub text_changed: Vec<(&'a ModifierFact, &'a ModifierFact)>,
}

/// Compares the modifiers of two editions.
pub fn modifiers<'a>(old: &'a [ModifierFact], new: &'a [ModifierFact]) -> ModifierDiff<'a> {
    let (before, after) = (by_code(old, |m| &m.code), by_code(new, |m| &m.code));
    let mut diff = ModifierDiff {
        ended: before.iter().filter(|(code, _)| !after.contains_key(*code)).map(|(_, m)| *m).collect(),
        ..Default::default()
    };
    for (code, &new) in &after {
        let Some(&old) = before.get(code) else {
            diff.added.push(new);
            continue;
        };
        match last_day(old.dates, new.dates) {
            LastDay::Nearer => diff.ended.push(new),
            LastDay::Farther => diff.added.push(new),
            LastDay::Same => {}
        }
        if !same_words(&old.descriptor, &new.descriptor) {
            diff.text_changed.push((old, new));
        }
    }
    diff.ended.sort_by(|a, b| a.code.cmp(&b.code));
    diff
}

fn by_code<T>(rows: &[T], code: impl Fn(&T) -> &String) -> BTreeMap<&str, &T> {
    rows.iter().map(|row| (code(row).as_str(), row)).collect()
}

fn same_words(old: &str, new: &str) -> bool {
    old.split_whitespace().eq(new.split_whitespace())
}

/// How the last day moved.
enum LastDay {
    Nearer,
    Same,
    Farther,
}

fn last_day(old: Dates, new: Dates) -> LastDay {
    match (old.ended, new.ended) {
        (old, new) if old == new => LastDay::Same,
        (None, _) => LastDay::Nearer,
        (Some(old), Some(new)) if new < old => LastDay::Nearer,
        _ => LastDay::Farther,
    }
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
