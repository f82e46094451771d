//! From orders to claim lines: the worked examples, the grid, the refusals, the invariants.

mod doses;
mod duties;
mod examples;
mod orders;
mod products;
mod refusals;
mod sanity;

use std::sync::LazyLock;

use jdex::billing::Verdict;
use jdex::calculator::{Answer, CodeContext, Rules, compute, selftest};
use jdex::catalog::{
    BillingUnit, Catalog, Code, ContainerType, Date, DiscardedDrug, Facts, Mue, MueTable, Payment, PaymentSource, Product, RelatedCode,
};
use jdex::dosing::{Order, Request};
use jdex::explanation::{BillingError, rules};
use jdex::quantity::{Amount, Measure, Quantity};
use jdex::storage::user_catalog;
use proptest::prelude::*;

const TODAY: Date = jiff::civil::date(2026, 11, 22);

static SHIPPED: LazyLock<Catalog> = LazyLock::new(|| user_catalog::shipped().unwrap());

fn quantity(text: &str) -> Quantity {
    Quantity::parse(text).unwrap()
}

/// `10 mg`, a compound `50 mg/25 mg`, or blank for an unclassified code.
fn unit(text: &str) -> BillingUnit {
    let mut parts = text.split('/').filter(|p| !p.is_empty()).map(quantity);
    match parts.next() {
        Some(first) => BillingUnit::Amount { quantity: first, others: parts.collect(), traps: Vec::new() },
        None => BillingUnit::Unclassified,
    }
}

/// What a test knows about a code beside its unit.
#[derive(Default)]
struct BillableItem {
    facts: Facts,
    code: Option<Code>,
    successors: Vec<RelatedCode>,
    predecessors: Vec<(String, Quantity)>,
}

fn bare(code: &str, billing: &BillingUnit) -> Option<Code> {
    let mut known = SHIPPED.code("J9271").unwrap().clone();
    known.code = code.to_owned();
    known.descriptor = format!("Injection, something, {}", billing.text());
    known.unit = billing.clone();
    known.dates = Default::default();
    (!code.is_empty()).then_some(known)
}

fn ask(known: &BillableItem, billing: &BillingUnit, order: &str, date: Date, fields: &[(&str, &str)]) -> Result<Answer, BillingError> {
    let mut request = Request::new(order, date)?;
    for (field, text) in fields {
        request.set(field, text)?;
    }
    let subject = CodeContext {
        name: known.code.as_ref().map(|c| c.code.as_str()),
        code: known.code.as_ref(),
        unit: billing,
        facts: &known.facts,
        successors: &known.successors,
        predecessors: &known.predecessors,
        modifiers: Some(SHIPPED.modifiers()),
        rules: SHIPPED.rulebook(),
    };
    compute(&request, &subject)
}

/// Without a code, today, Medicare's office.
fn plain(billing: &str, order: &str, fields: &[(&str, &str)]) -> Result<Answer, BillingError> {
    ask(&BillableItem::default(), &unit(billing), order, TODAY, fields)
}

fn shown(answer: &Answer) -> String {
    answer.lines.iter().map(|l| l.text()).collect::<Vec<_>>().join("; ")
}

fn kinds(answer: &Answer) -> Vec<&'static str> {
    answer.warnings.iter().map(|w| w.kind.as_str()).collect()
}
