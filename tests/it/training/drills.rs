//! Drills: the same for a seed for ever, the key is the engine's answer, graded element by element.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use jdex::calculator::{Answer, CodeContext, compute};
use jdex::catalog::{Catalog, Circumstances, ContainerType, Date, Rulebook, State, ndc};
use jdex::coverage::{Verdict, assess};
use jdex::dosing::Request;
use jdex::scrub::{Severity, check};
use jdex::training::drill::{Drill, DrillGenerator, DrillKind, Key, Source, series};
use jdex::training::grade::TypedLine;

use super::CATALOG;

static RULES: LazyLock<Rulebook> = LazyLock::new(|| CATALOG.rulebook().clone());

fn today() -> Date {
    "2026-11-22".parse().unwrap()
}

/// What the calculator answers for a code.
fn worked(catalog: &Catalog, code: &str, request: &Request) -> Answer {
    let code = catalog.code(code).unwrap();
    let subject = CodeContext { modifiers: Some(CATALOG.modifiers()), ..CodeContext::of_code(code, catalog.facts(&code.code), &RULES) };
    compute(request, &subject).unwrap()
}

fn lines(answer: &Answer) -> String {
    answer.lines.iter().map(|l| TypedLine::from(l).text()).collect::<Vec<_>>().join("; ")
}

/// The key, asked of the engine once more from what the problem says.
fn engines_answer(catalog: &Catalog, drill: &Drill) -> String {
    match &drill.source {
        Source::Dose(dose) => {
            let mut request = Request::new(&dose.order, dose.date).unwrap();
            request.set("opened", &dose.opened_text()).unwrap();
            request.set("container", dose.container.as_str()).unwrap();
            if let Some(patient) = dose.patient {
                request.set("weight", &format!("{}kg", patient.weight)).unwrap();
                request.set("bsa", &patient.surface.to_string()).unwrap();
            }
            if let Some(eyes) = dose.eyes {
                request.set("eyes", eyes.as_str()).unwrap();
            }
            if let Some(shared) = dose.shared {
                request.set("shared-with", &shared.amount.to_string()).unwrap();
                request.set("last", if shared.last { "yes" } else { "no" }).unwrap();
            }
            let answer = worked(catalog, &dose.code, &request);
            match drill.kind.as_str() {
                "discarded" => answer.discarded_units.unwrap().to_string(),
                "modifier" => {
                    let marks: BTreeSet<&str> = answer.lines.iter().flat_map(|l| l.modifiers.iter().map(String::as_str)).collect();
                    if marks.contains("JW") { "JW" } else { marks.first().copied().unwrap_or("neither") }.to_owned()
                }
                _ => lines(&answer),
            }
        }
        Source::Package { code, order, container, date } => {
            let mut request = Request::new(order, *date).unwrap();
            request.set("container", container.as_str()).unwrap();
            lines(&worked(catalog, code, &request))
        }
        Source::Claim(lines) => {
            let findings = check(catalog, lines, &Circumstances::default(), today()).unwrap();
            let denials: BTreeSet<String> = findings
                .iter()
                .filter(|f| f.severity != Severity::Note)
                .map(|f| {
                    let denial = f.denial.iter().flat_map(|d| std::iter::once(format!("{}-{}", d.group, d.carc)).chain(d.rarc.clone()));
                    denial.collect::<Vec<_>>().join(" ")
                })
                .collect();
            assert_eq!(denials.len(), 1, "one denial and no other: {denials:?}");
            match &drill.key {
                // The kind of finding and the words of the answer belong together.
                Key::Choice { right, among } => format!("{} {}", findings[0].kind, among[*right]),
                _ => denials.into_iter().next().unwrap(),
            }
        }
        Source::Listing { document, code, diagnosis } => {
            let document = catalog.coverage().naming(code).find(|d| d.id == *document).unwrap();
            match assess(catalog, document, code, &[diagnosis.as_str()]).verdict {
                Verdict::Listed => "listed".to_owned(),
                Verdict::NotListed => "not listed".to_owned(),
                other => other.description().to_owned(),
            }
        }
        Source::Label(label) => ndc::eleven(label).unwrap(),
        Source::Valid { code, date } => {
            let modifier = CATALOG.modifiers().find(code).map(|m| m.dates);
            let dates = modifier.unwrap_or_else(|| catalog.code(code).unwrap().dates);
            match dates.state(*date) {
                State::Active => "valid",
                State::Ended => "ended",
                State::Future => "not yet",
            }
            .to_owned()
        }
    }
}

#[test]
fn every_key_is_the_engines_answer() {
    let seeds: Vec<u64> = series(2026).take(10_000).collect();
    let deck = DrillGenerator::new(&CATALOG, today());
    let parts: Vec<Vec<(Drill, String)>> = std::thread::scope(|threads| {
        let part = |seeds| {
            let deck = &deck;
            threads.spawn(move || validated(deck, seeds))
        };
        let parts: Vec<_> = seeds.chunks(2_500).map(part).collect();
        parts.into_iter().map(|part| part.join().unwrap()).collect()
    });
    let mut kinds: BTreeMap<&str, u32> = BTreeMap::new();
    let mut words: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut rules: BTreeSet<&str> = BTreeSet::new();
    for (drill, engine) in parts.iter().flatten() {
        *kinds.entry(drill.kind.as_str()).or_default() += 1;
        rules.insert(drill.rule);
        if let Key::Choice { .. } = drill.key {
            let (kind, said) = engine.split_once(' ').unwrap();
            words.entry(said.to_owned()).or_default().insert(kind.to_owned());
        }
    }
    assert_eq!(kinds.values().sum::<u32>(), 10_000);
    assert_eq!(kinds.len(), DrillKind::all().count(), "{kinds:?}");
    assert!(kinds.values().all(|n| *n > 300), "{kinds:?}");
    assert!(words.len() >= 10 && words.values().all(|k| k.len() == 1), "each fault has one kind of finding: {words:#?}");
    let book = CATALOG.rulebook();
    assert!(rules.iter().all(|r| book.rule(r).is_some()), "{rules:?}");
    assert!(rules.len() >= 15, "{rules:?}");
}

/// The problems of seeds with what the engine answers, which is the key.
fn validated(deck: &DrillGenerator<'_>, seeds: &[u64]) -> Vec<(Drill, String)> {
    let validate = |seed: &u64| {
        let drill = deck.generate(*seed).unwrap();
        let engine = engines_answer(&CATALOG, &drill);
        if !matches!(drill.key, Key::Choice { .. }) {
            assert_eq!(drill.key.text(), engine, "seed {seed}");
        }
        let marked = drill.grade(&drill.key.text()).unwrap();
        assert!(marked.right && marked.percent == 100 && marked.faults.is_empty(), "seed {seed}: {marked:?}");
        assert!(!drill.facts.is_empty() && !drill.ask.is_empty() && !drill.hint.is_empty() && !drill.why.is_empty(), "seed {seed}");
        (drill, engine)
    };
    seeds.iter().map(validate).collect()
}

#[test]
fn a_seed_gives_the_same_problem() {
    let (one, other) = (DrillGenerator::new(&CATALOG, today()), DrillGenerator::new(&CATALOG, today()));
    let first: Vec<Option<Drill>> = series(7).take(50).map(|s| one.generate(s)).collect();
    let second: Vec<Option<Drill>> = series(7).take(50).map(|s| other.generate(s)).collect();
    assert_eq!(first, second);
    let different: BTreeSet<String> = first.iter().flatten().map(|d| d.facts.join("\n")).collect();
    assert!(different.len() > 45, "problems differ");
}

/// The numbers behind the seeds are fixed for ever, on every machine.
#[test]
fn the_seeds_of_a_session_are_fixed() {
    let seeds: Vec<u64> = series(7).take(3).collect();
    assert_eq!(seeds, [7_191_089_600_892_374_487, 309_689_372_594_955_804, 16_616_101_746_815_609_346]);
}

#[test]
fn denials_are_graded_piece_by_piece() {
    let deck = DrillGenerator::new(&CATALOG, today());
    let drill = series(1)
        .take(5_000)
        .filter_map(|s| deck.deal_kind(DrillKind::parse("denial").unwrap(), s))
        .find(|d| d.key.text() == "CO-16 N822 MA130")
        .unwrap();
    let percent = |t: &str| drill.grade(t).unwrap().percent;
    assert_eq!(percent("co 16 ma130, n822"), 100);
    assert_eq!(percent("CO-16"), 50);
    assert_eq!(percent("CO-16 N822"), 75);
    assert_eq!(percent("OA-16 N822 MA130"), 75);
    assert_eq!(percent("CO-16 N822 MA130 N56"), 80);
    assert!(drill.grade("no idea").is_err());
    assert!(drill.grade("").is_err());
}

#[test]
fn what_is_no_answer_counts_for_nothing() {
    let deck = DrillGenerator::new(&CATALOG, today());
    for kind in DrillKind::all() {
        for seed in series(3).take(20) {
            let drill = deck.deal_kind(kind, seed).unwrap();
            assert_eq!(drill.kind, kind);
            assert!(drill.grade("").is_err(), "{}", kind.as_str());
            assert!(drill.grade("?!").is_err(), "{}", kind.as_str());
        }
    }
}

#[test]
fn a_container_is_dealt_as_its_label_says() {
    let deck = DrillGenerator::new(&CATALOG, today());
    let multi: BTreeSet<&str> = deck.cards.iter().filter(|c| c.container == ContainerType::Multi).map(|c| c.code.code.as_str()).collect();
    assert!(multi.contains("Q5113") && multi.contains("J9045") && !multi.contains("J9271"), "{multi:?}");
    for card in &deck.cards {
        let listed = card.facts.discarded_drug.as_ref().is_some_and(|d| d.listed);
        let is_kind =
            |c: ContainerType| c == card.container || (c == ContainerType::Unknown && listed && card.container == ContainerType::Single);
        for size in &card.sizes {
            let held = |p: &jdex::catalog::Product| p.labeled == Some(*size) && is_kind(p.container) && !p.contradicts_itself();
            let known = card.facts.products.iter().any(held);
            assert!(known, "{} {size} {}", card.code.code, card.container.as_str());
        }
    }
    // CMS's row counts 1 unit in the vial and 5 in its package.
    assert!(deck.cards.iter().all(|card| card.code.code != "J1458"));
}

#[test]
fn an_empty_catalog_deals_nothing() {
    let empty = Catalog::default();
    let deck = DrillGenerator::new(&empty, today());
    assert!(series(1).take(5).all(|s| deck.generate(s).is_none()));
}

/// Two thousand problems as a clinic would meet them: a dose that the drug's structured schedule states, for a patient of
/// plausible size, within the stated maximum; containers that products have; a code that is active on the date.
#[test]
fn the_numbers_are_those_of_clinics() {
    let deck = DrillGenerator::new(&CATALOG, today());
    let (mut doses, mut codes) = (0, BTreeSet::new());
    for seed in series(18).take(2_000) {
        let drill = deck.generate(seed).unwrap();
        let Source::Dose(dose) = &drill.source else { continue };
        doses += 1;
        codes.insert(dose.code.clone());
        let rows = CATALOG.schedule(&dose.code, dose.date);
        assert!(rows.iter().any(|row| row.dose.contains(&dose.order)), "{}: {} is no usual dose", dose.code, dose.order);
        assert_eq!(CATALOG.code(&dose.code).unwrap().state(dose.date), State::Active, "{}", dose.code);
        let products = &CATALOG.facts(&dose.code).products;
        for (count, size) in &dose.opened {
            assert!((1..=12).contains(count), "{count} containers");
            assert!(products.iter().any(|p| p.labeled == Some(*size)), "{}: no container of {size}", dose.code);
        }
        if let Some(p) = dose.patient {
            assert!((40..=130).contains(&p.weight) && (145..=200).contains(&p.height), "{p:?}");
            let (least, most) = ("1.3".parse::<f64>().unwrap(), 2.4);
            let surface: f64 = p.surface.to_string().parse().unwrap();
            assert!((least..most).contains(&surface), "{p:?}");
        }
        // Nothing more than dose and containers is asked: no reason for an ESA, no route, no side without an eye.
        if let Key::Lines(lines) = &drill.key {
            let mut claim: Vec<_> = (1..).zip(lines).map(|(number, line)| line.claim_line(number)).collect();
            claim.iter_mut().for_each(|line| {
                line.date = Some(dose.date);
                line.payer.payer = Some("medicare-part-b".to_owned());
                line.given.container = Some(dose.container);
            });
            let findings = check(&CATALOG, &claim, &Circumstances::default(), dose.date).unwrap();
            let missing = findings.iter().find(|f| matches!(f.rule, "esa-reason" | "route-modifier" | "medicare-coverage"));
            assert_eq!(missing, None, "{}", dose.code);
        }
        let item = deck.cards.iter().find(|c| c.code.code == dose.code && c.container == dose.container).unwrap();
        let usual = item.doses.iter().find(|u| u.order == dose.order && u.is_within(dose.patient));
        let usual = usual.unwrap_or_else(|| panic!("{}: {} is above the maximum", dose.code, dose.order));
        // Nothing is opened that the dose, or the two doses of a shared container, do not need.
        let ours = usual.of(dose.patient).unwrap().convert(item.unit.measure).unwrap();
        let theirs = dose.shared.map_or(jdex::quantity::Amount::ZERO, |shared| shared.amount.amount);
        let given = jdex::quantity::Quantity::new(ours.amount.checked_add(theirs).unwrap(), ours.measure);
        let total = dose.opened.iter().fold(jdex::quantity::Amount::ZERO, |sum, (n, size)| {
            sum.checked_add(size.amount.checked_mul(jdex::quantity::Amount::from(*n)).unwrap()).unwrap()
        });
        assert!(total >= given.amount, "{}", dose.code);
        // Two patients never bill more units than the container holds.
        if let Some(shared) = dose.shared {
            let units = |amount: jdex::quantity::Amount| amount.div_ceil(item.unit.amount).unwrap();
            assert!(units(ours.amount) + units(shared.amount.amount) <= total.div_floor(item.unit.amount).unwrap(), "{}", dose.code);
        }
        let smallest = dose.opened.iter().map(|(_, size)| size.amount).min().unwrap();
        assert!(total.checked_sub(smallest).unwrap() < given.amount, "{}: {} of {}", dose.code, dose.opened_text(), given);
    }
    assert!(doses > 1_000 && codes.len() > 150, "{doses} doses of {} codes", codes.len());
}

/// Seeds of one kind until each of the wanted texts was the key or a fact.
fn seen(kind: &str, wanted: &[&str]) {
    let deck = DrillGenerator::new(&CATALOG, today());
    let kind = DrillKind::parse(kind).unwrap();
    let drills: Vec<Drill> = series(5).take(400).filter_map(|seed| deck.deal_kind(kind, seed)).collect();
    assert_eq!(drills.len(), 400);
    for text in wanted {
        assert!(drills.iter().any(|d| d.key.text().contains(text) || d.facts.iter().any(|f| f.contains(text))), "{text}");
    }
}

#[test]
fn eyes_compounds_and_shared_containers_are_drilled() {
    seen("eyes", &["J0177-JZ-RT x8; J0177-JZ-LT x8", "J0178-JZ-LT x2", "in each eye", "left eye"]);
    seen("compound", &["J9316-JZ x120", "J9316-JZ x180", "J0741-JZ x300", "J9144-JZ x180"]);
    seen("shared", &["of the same containers, before this one", "after this one", "-JW x"]);
}
