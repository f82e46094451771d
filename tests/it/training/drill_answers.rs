//! Two thousand problems have one best answer: the engine passes the key and finds fault with whatever else is near it.

use std::collections::BTreeMap;

use jdex::catalog::{Circumstances, Date, State};
use jdex::claim::{ClaimLine, Given};
use jdex::quantity::Amount;
use jdex::scrub::{Severity, check};
use jdex::training::drill::{Dose, Drill, DrillGenerator, DrillKind, Key, Source, series};
use jdex::training::grade::TypedLine;

use super::CATALOG;

fn today() -> Date {
    "2026-11-22".parse().unwrap()
}

/// Lines with what the problem says of dose and containers, on the first line that is not waste.
fn claimed(dose: &Dose, lines: &[TypedLine]) -> Vec<ClaimLine> {
    let mut claim: Vec<ClaimLine> = (1..).zip(lines).map(|(number, line)| line.claim_line(number)).collect();
    let amount = dose.patient.map_or_else(|| dose.order.clone(), |p| absolute(dose, p.weight, p.surface));
    for line in &mut claim {
        line.date = Some(dose.date);
        line.payer.payer = Some("medicare-part-b".to_owned());
        line.given.container = Some(dose.container);
    }
    if let Some(line) = claim.iter_mut().find(|line| !line.modifiers.iter().any(|m| m == "JW")) {
        line.given = Given { dose: Some(amount), opened: Some(dose.opened_text()), container: Some(dose.container), ..Given::default() };
    }
    claim
}

/// `5 mg/kg` of 57 kg is `285 mg`.
fn absolute(dose: &Dose, weight: u64, surface: Amount) -> String {
    let Some((amount, basis)) = dose.order.rsplit_once('/') else { return dose.order.clone() };
    let (number, measure) = amount.split_once(' ').unwrap();
    let factor = if basis == "kg" { Amount::from(weight) } else { surface };
    format!("{} {measure}", Amount::parse(number).unwrap().checked_mul(factor).unwrap())
}

fn is_clean(dose: &Dose, lines: &[TypedLine]) -> bool {
    let findings = check(&CATALOG, &claimed(dose, lines), &Circumstances::default(), dose.date).unwrap();
    findings.iter().all(|f| f.severity == Severity::Note)
}

/// Claims that differ from the key in one thing: a unit more or less, a modifier more or less, the waste left out.
fn near(key: &[TypedLine]) -> Vec<Vec<TypedLine>> {
    let mut all = Vec::new();
    for (place, line) in key.iter().enumerate() {
        let mut with = |changed: TypedLine| {
            let mut lines = key.to_vec();
            lines[place] = changed;
            all.push(lines);
        };
        with(TypedLine { units: line.units.checked_add(Amount::ONE).unwrap(), ..line.clone() });
        if line.units > Amount::ONE {
            with(TypedLine { units: line.units.checked_sub(Amount::ONE).unwrap(), ..line.clone() });
        }
        match line.modifiers.as_slice() {
            [] => with(TypedLine { modifiers: vec!["JZ".to_owned()], ..line.clone() }),
            modifiers => with(TypedLine { modifiers: modifiers[1..].to_vec(), ..line.clone() }),
        }
    }
    if key.len() > 1 {
        all.push(key[..1].to_vec());
    }
    all
}

#[test]
fn one_answer_is_best() {
    let deck = DrillGenerator::new(&CATALOG, today());
    let (mut lines, mut kinds): (usize, BTreeMap<&str, usize>) = Default::default();
    for seed in series(18).take(2_000) {
        let drill = deck.generate(seed).unwrap();
        *kinds.entry(drill.kind.as_str()).or_default() += 1;
        let (Source::Dose(dose), Key::Lines(key)) = (&drill.source, &drill.key) else { continue };
        // What other patients and the other eye were given is no cell of a claim.
        if dose.shared.is_some() || dose.eyes.is_some() {
            continue;
        }
        lines += 1;
        assert!(
            is_clean(dose, key),
            "{}: {:?}",
            drill.facts.join("\n"),
            check(&CATALOG, &claimed(dose, key), &Circumstances::default(), dose.date)
        );
        for other in near(key) {
            let typed: Vec<String> = other.iter().map(TypedLine::text).collect();
            assert!(!is_clean(dose, &other), "{}\nas good as the key: {typed:?}", drill.facts.join("\n"));
            assert!(!drill.grade(&typed.join("; ")).unwrap().right, "{typed:?}");
        }
        // The order of lines and of modifiers is free.
        let turned: Vec<String> = key.iter().rev().map(TypedLine::text).collect();
        assert!(drill.grade(&turned.join("; ")).unwrap().right);
    }
    assert_eq!(kinds.len(), DrillKind::all().count(), "{kinds:?}");
    assert!(lines > 500, "{lines}");
}

/// What a problem says in words is true as well: the codes it bills are active, the doses it names are usual ones, also where
/// only lines or packages are kept of it.
#[test]
fn the_words_of_a_problem_are_those_of_a_clinic() {
    let deck = DrillGenerator::new(&CATALOG, today());
    let (mut doses, mut packages) = (0, 0);
    for seed in series(19).take(2_000) {
        let drill = deck.generate(seed).unwrap();
        active(&drill);
        let Some(given) = drill.facts.iter().find_map(|fact| fact.strip_prefix("Ordered and given: ")) else { continue };
        let code = &drill.facts[0][..5];
        let rows = CATALOG.schedule(code, today());
        let stated: Vec<&String> = rows.iter().flat_map(|row| &row.dose).collect();
        match &drill.source {
            Source::Package { order, .. } => {
                packages += 1;
                // A dose is stated by its first drug, or as the sum of those that the unit counts.
                let amount = |text: &str| jdex::quantity::Quantity::parse(text).unwrap();
                let parts: Vec<_> = order.split('/').map(amount).collect();
                let sum = parts.get(1).and_then(|second| parts[0].with(*second).ok()).and_then(|(a, b)| a.checked_add(b));
                let same = |dose: &&String| {
                    let stated = amount(dose.split('/').next().unwrap());
                    stated.with(parts[0]).is_ok_and(|(a, b)| a == b) || stated.with(parts[0]).is_ok_and(|(a, _)| Some(a) == sum)
                };
                assert!(stated.is_empty() || stated.iter().any(same), "{code}: {order} of {stated:?}");
            }
            _ => {
                doses += 1;
                assert!(stated.iter().any(|dose| given.starts_with(dose.as_str())), "{code}: {given} of {stated:?}");
            }
        }
    }
    assert!(doses > 1_000 && packages > 60, "{doses} {packages}");
}

/// A code that is billed is active on its date, but where the problem is about just that.
fn active(drill: &Drill) {
    let claim = |lines: &[ClaimLine]| {
        for line in lines.iter().filter(|line| !line.code.bytes().all(|b| b.is_ascii_digit())) {
            let code = CATALOG.code(&line.code).unwrap_or_else(|| panic!("{}", line.code));
            let is_told = drill.rule == "code-dates";
            assert!(is_told || code.state(line.date.unwrap()) == State::Active, "{}: {}", line.code, drill.facts.join("\n"));
        }
    };
    match &drill.source {
        Source::Claim(lines) => claim(lines),
        Source::Package { code, date, .. } => assert_eq!(CATALOG.code(code).unwrap().state(*date), State::Active, "{code}"),
        Source::Listing { code, .. } => assert_eq!(CATALOG.code(code).unwrap().state(today()), State::Active, "{code}"),
        Source::Dose(dose) => assert_eq!(CATALOG.code(&dose.code).unwrap().state(dose.date), State::Active, "{}", dose.code),
        Source::Label(_) | Source::Valid { .. } => {}
    }
}
