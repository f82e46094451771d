//! Replays published examples: the right ones must come out equal, the wrong ones must not.

use crate::calculator::{CodeContext, compute};
use crate::catalog::{BillingUnit, Date, Example, ExampleVerdict, Facts, Rulebook};
use crate::dosing::Request;
use crate::explanation::{BillingError, Field};
use crate::quantity::Quantity;

/// How one published example came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replay<'a> {
    /// The example.
    pub example: &'a Example,
    /// Administered units by the rules.
    pub administered: u64,
    /// Discarded units by the rules, where the containers are known.
    pub discarded: Option<u64>,
    /// The rules give the published numbers.
    pub equal: bool,
}

impl Replay<'_> {
    /// As it must be: right ones equal, wrong ones not; stale and unclear ones may be either.
    pub fn as_expected(&self) -> bool {
        match self.example.verdict {
            ExampleVerdict::Ok => self.equal,
            ExampleVerdict::Wrong => !self.equal,
            ExampleVerdict::Stale | ExampleVerdict::Ambiguous => true,
        }
    }
}

/// Replays one example by unit, dose and containers alone.
///
/// # Errors
/// The example itself cannot be read, which is a fault of the catalog.
pub fn replay<'a>(example: &'a Example, rules: &Rulebook, date: Date) -> Result<Replay<'a>, BillingError> {
    let quantity = Quantity::parse(&example.unit).map_err(BillingError::unreadable(Field::Unit))?;
    let unit = BillingUnit::Amount { quantity, others: Vec::new(), traps: Vec::new() };
    let mut request = Request::new(&example.dose, date)?;
    request.set("opened", &example.opened)?;
    request.set("container", &example.container)?;
    let facts = Facts::default();
    let subject =
        CodeContext { name: None, code: None, unit: &unit, facts: &facts, successors: &[], predecessors: &[], modifiers: None, rules };
    let answer = compute(&request, &subject)?;
    let same = |published: Option<u64>, computed: Option<u64>| published.is_none_or(|p| computed.unwrap_or(0) == p);
    let equal = same(example.administered, Some(answer.administered_units)) && same(example.discarded, answer.discarded_units);
    Ok(Replay { example, administered: answer.administered_units, discarded: answer.discarded_units, equal })
}
