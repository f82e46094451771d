//! Products of several drugs: which of them the unit counts, and whether once or each.

use super::super::grade::TypedLine;
use super::super::random::Random;
use super::{Drill, DrillGenerator, DrillKind, Key, Source, amounts, generator};
use crate::calculator::{CodeContext, compute};
use crate::catalog::{ContainerType, Facts};
use crate::dosing::Request;
use crate::explanation::rules;
use crate::quantity::{Amount, Quantity};

/// The line of a product of several drugs.
pub(super) const KIND: DrillKind = DrillKind::named("compound");

pub(super) fn drill(generator: &DrillGenerator<'_>, seed: u64, random: &mut Random) -> Option<Drill> {
    let (code, parts) = random.pick(&generator.packages)?;
    let facts = generator.catalog.facts(&code.code);
    let order = parts.iter().map(Quantity::to_string).collect::<Vec<_>>().join("/");
    let mut request = Request::new(&order, generator.date).ok()?;
    request.set("container", ContainerType::Single.as_str()).ok()?;
    let subject = CodeContext::of_code(code, facts, generator.rules);
    let answer = compute(&request, &subject).ok()?;
    // The package is one that the products hold, single-dose and given whole.
    let [opened] = answer.given.containers.as_slice() else { return None };
    let whole = opened.count == 1 && answer.discarded_units == Some(0) && is_single_dose(facts, opened.labeled.quantity());
    let lines: Vec<TypedLine> = answer.lines.iter().map(TypedLine::from).collect();
    let edit = generator::edit(facts);
    let units = lines.iter().try_fold(Amount::ZERO, |sum, line| sum.checked_add(line.units))?;
    if !whole
        || !is_usual(generator, &code.code, parts, answer.given.dose.quantity())
        || edit.is_some_and(|edit| units > Amount::from(edit))
    {
        return None;
    }
    Some(Drill {
        seed,
        kind: KIND,
        rule: rules::COMPOUND,
        facts: vec![
            format!("{}: {}", code.code, code.descriptor),
            format!("Ordered and given: {order}, the one container opened, single-dose"),
            format!("Medicare Part B, office, {}", generator.date),
        ],
        ask: "Which line do you bill?".to_owned(),
        form: "a line as in J1234-JZ x50".to_owned(),
        hint: "Read the descriptor: which of the drugs does one unit count, each by itself, together, or one alone?".to_owned(),
        key: Key::Lines(lines),
        why: amounts::why(&answer),
        source: Source::Package { code: code.code.clone(), order, container: ContainerType::Single, date: generator.date },
    })
}

/// Is the content of one package a usual dose? It is where none is stated. A dose is stated by its parts or as what the unit counts.
fn is_usual(generator: &DrillGenerator<'_>, code: &str, parts: &[Quantity], counted: Quantity) -> bool {
    let rows = generator.catalog.schedule(code, generator.date);
    let same = |text: &str, other: Quantity| Quantity::parse(text).is_ok_and(|dose| dose.with(other).is_ok_and(|(a, b)| a == b));
    let states = |dose: &String| match dose.split_once('/') {
        Some((first, _)) => parts.first().is_some_and(|part| same(first, *part)),
        None => same(dose, counted),
    };
    let mut doses = rows.iter().flat_map(|row| &row.dose).peekable();
    doses.peek().is_none() || doses.any(states)
}

fn is_single_dose(facts: &Facts, labeled: Quantity) -> bool {
    let listed = facts.discarded_drug.as_ref().is_some_and(|d| d.listed);
    let is_kind = |kind| kind == ContainerType::Single || (kind == ContainerType::Unknown && listed);
    facts.products.iter().any(|p| p.labeled == Some(labeled) && is_kind(p.container))
}
