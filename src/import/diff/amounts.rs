//! What changed between two editions of limits and prices.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{Mue, MueTable, Payment, PaymentSource, quarter_start};
use crate::quantity::Amount;

/// Published unit edits of one setting, by code.
pub type Limits = BTreeMap<String, Mue>;

/// A unit edit that is not the same in both editions: another value or indicator, published anew, or no longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LimitChanged<'a> {
    /// The code.
    pub code: &'a str,
    /// The table.
    pub setting: MueTable,
    /// As it was; `None` where none was published.
    pub old: Option<&'a Mue>,
    /// As it is; `None` where none is published.
    pub new: Option<&'a Mue>,
}

/// Compares the tables of one setting, sorted by code. The quarter is no change.
pub fn limits<'a>(setting: MueTable, old: &'a Limits, new: &'a Limits) -> Vec<LimitChanged<'a>> {
    let codes: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let says = |edit: Option<&Mue>| edit.map(|e| (e.value, e.mai));
    codes
        .into_iter()
        .map(|code| LimitChanged { code, setting, old: old.get(code), new: new.get(code) })
        .filter(|c| says(c.old) != says(c.new))
        .collect()
}

/// Payments by code.
pub type Prices = BTreeMap<String, Vec<Payment>>;

/// Two payments of a code by the same file, in the newest quarter that each side holds of that file.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PriceChanged<'a> {
    /// The code.
    pub code: &'a str,
    /// As it was.
    pub old: &'a Payment,
    /// As it is.
    pub new: &'a Payment,
    /// The change of the rate in percent of the old one, rounded half up to one decimal; `None` where either has no rate.
    pub percent: Option<Percent>,
}

/// A change in percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Percent {
    /// Less than before.
    pub down: bool,
    /// By how much.
    pub amount: Amount,
}

impl std::fmt::Display for Percent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", if self.down { "-" } else { "+" }, self.amount)
    }
}

/// What changed in the payments of one file, each list sorted by code.
#[derive(Debug, Default, PartialEq)]
pub struct PriceDiff<'a> {
    /// The rate changed by more than the percentage asked for.
    pub price_changed: Vec<PriceChanged<'a>>,
    /// Another OPPS status indicator.
    pub status_changed: Vec<PriceChanged<'a>>,
}

/// The newest quarter of a file that is held.
pub fn newest_quarter(prices: &Prices, source: PaymentSource) -> Option<&str> {
    prices.values().flatten().filter(|p| p.source == source).map(|p| p.quarter.as_str()).max()
}

/// Compares the newest quarters that both sides hold of one file. A price appears when it changed by more than `percent` of the
/// old one; a code that one side does not pay for in its quarter is passed over, and so are the codes `not` to be compared.
pub fn prices<'a>(source: PaymentSource, old: &'a Prices, new: &'a Prices, percent: Amount, not: &BTreeSet<&str>) -> PriceDiff<'a> {
    let mut diff = PriceDiff::default();
    let (Some(before), Some(after)) = (newest_quarter(old, source), newest_quarter(new, source)) else { return diff };
    let of = |prices: &'a Prices, code: &str, quarter: &str| prices.get(code)?.iter().find(|p| p.source == source && p.quarter == quarter);
    for code in old.keys().filter(|code| !not.contains(code.as_str())) {
        let (Some(old), Some(new)) = (of(old, code, before), of(new, code, after)) else { continue };
        let changed = PriceChanged { code, old, new, percent: change(old.limit, new.limit) };
        if exceeds(old.limit, new.limit, percent) {
            diff.price_changed.push(changed);
        }
        if old.status_indicator != new.status_indicator {
            diff.status_changed.push(changed);
        }
    }
    diff
}

/// Payments of one code by one file that moved by more than `percent` from a quarter to the next; quarters between which one is
/// missing are not compared.
pub fn steps<'a>(code: &'a str, payments: &'a [Payment], source: PaymentSource, percent: Amount) -> Vec<PriceChanged<'a>> {
    let mut quarters: Vec<&Payment> = payments.iter().filter(|p| p.source == source).collect();
    quarters.sort_by(|a, b| a.quarter.cmp(&b.quarter));
    let moved = |pair: &[&'a Payment]| {
        let &[old, new] = pair else { return None };
        let next = quarter_start(&old.quarter)?.checked_add(jiff::Span::new().months(3)).ok()?;
        let neighbors = quarter_start(&new.quarter) == Some(next);
        (neighbors && exceeds(old.limit, new.limit, percent)).then(|| PriceChanged {
            code,
            old,
            new,
            percent: change(old.limit, new.limit),
        })
    };
    quarters.windows(2).filter_map(moved).collect()
}

/// By how many percent of the old rate the new one differs.
fn change(old: Option<Amount>, new: Option<Amount>) -> Option<Percent> {
    let (old, new) = (old?, new?);
    let amount = difference(old, new)?.checked_mul(Amount::from(100))?.div_half_up(old, 1)?;
    Some(Percent { down: new < old, amount })
}

/// Exactly: more than the percentage, not equal to it. A rate that cannot be held with so many digits counts as changed.
fn exceeds(old: Option<Amount>, new: Option<Amount>, percent: Amount) -> bool {
    let (Some(old), Some(new)) = (old, new) else { return false };
    let of_change = difference(old, new).and_then(|d| d.checked_mul(Amount::from(100)));
    let of_old = old.checked_mul(percent);
    match (of_change, of_old) {
        (Some(change), Some(most)) => change > most,
        _ => old != new,
    }
}

fn difference(old: Amount, new: Amount) -> Option<Amount> {
    if new < old { old.checked_sub(new) } else { new.checked_sub(old) }
}
