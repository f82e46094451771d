//! The claim check: known-bad lines draw what they must, clean claims draw nothing, and what the calculator bills passes.

mod command;
mod edits;
mod fixed;
mod remittance;
mod shared;

use std::collections::BTreeMap;

use jdex::billing::Verdict;
use jdex::calculator::{Answer, BillableItem, Rules};
use jdex::catalog::{Catalog, Circumstances, ContainerType, Date, NdcPolicy, Product, ScenarioLine, Setting, State};
use jdex::claim::{COLUMNS, ClaimLine, NdcCells, PayerCells};
use jdex::dosing::Request;
use jdex::explanation::WarningKind;
use jdex::quantity::Amount;
use jdex::scrub::{self, Finding, Severity};
use jdex::storage::user_catalog;
use proptest::prelude::*;

const TODAY: Date = jiff::civil::date(2026, 11, 22);

/// The lines of one claim of a fixture, with what each must draw: `kind CO-16`, `kind -` where no denial follows.
#[derive(Default)]
struct Claim {
    lines: Vec<ClaimLine>,
    expected: Vec<(usize, String)>,
    circumstances: Circumstances,
}

/// The fixture's own columns, `claim`, `expect` and `facts`, are taken off; the others are those of a claim file.
fn fixture(name: &str) -> BTreeMap<String, Claim> {
    let path = format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
    let mut reader = csv::Reader::from_path(path).unwrap();
    let headers: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let mut claims: BTreeMap<String, Claim> = BTreeMap::new();
    for row in reader.records() {
        let row = row.unwrap();
        let cell = |name: &str| row.get(headers.iter().position(|h| h == name).unwrap()).unwrap();
        let claim = claims.entry(cell("claim").to_owned()).or_default();
        let mut line = ClaimLine { number: claim.lines.len() + 1, ..ClaimLine::default() };
        for (column, text) in headers.iter().zip(&row).filter(|(h, _)| COLUMNS.contains(&h.as_str())) {
            line.set(column, text).unwrap_or_else(|e| panic!("{}: {e}", cell("claim")));
        }
        claim.expected.extend(cell("expect").split("; ").filter(|e| !e.is_empty()).map(|e| (line.number, e.to_owned())));
        for fact in cell("facts").split_whitespace() {
            state(&mut claim.circumstances, fact, &line);
        }
        claim.lines.push(line);
    }
    claims
}

fn state(known: &mut Circumstances, fact: &str, line: &ClaimLine) {
    let list = |text: &str| text.split('+').filter(|t| !t.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    match fact.split_once('=').unwrap_or((fact, "")) {
        ("340b", _) => known.discounted = Some(true),
        ("narrative", _) => known.narrative = Some(true),
        ("no-narrative", _) => known.narrative = Some(false),
        ("free", _) => known.drug_supplied_free = true,
        ("specialty", _) => known.specialty_pharmacy_required = true,
        ("records", _) => known.records_requested_unanswered = true,
        ("pump", _) => known.home_pump = true,
        ("pump-here", _) => known.pump_started_by_practice = true,
        ("earlier", _) => known.earlier.push(ScenarioLine {
            code: line.code.clone(),
            modifiers: line.modifiers.clone(),
            date: line.date,
            ..ScenarioLine::default()
        }),
        ("received", day) => known.received = Some(day.parse().unwrap()),
        ("approved", codes) => known.authorized = Some(list(codes)),
        ("until", day) => known.authorized_until = Some(day.parse().unwrap()),
        ("left", units) => known.authorized_units = Some(units.parse().unwrap()),
        ("covered", starts) => known.covered_diagnoses = Some(list(starts)),
        (other, _) => panic!("{other} is no fact"),
    }
}

fn findings(catalog: &Catalog, claim: &Claim) -> Vec<Finding> {
    let found = scrub::check(catalog, &claim.lines, &claim.circumstances, TODAY).unwrap();
    found.into_iter().filter(|f| f.severity != Severity::Note).collect()
}

/// What is worth a look but no fault.
#[test]
fn notes_are_said_of_clean_claims() {
    let catalog = user_catalog::shipped().unwrap();
    let claims = fixture("claims_clean.csv");
    for (name, kind) in [
        ("ndc-of-the-rounded-units", "ndc-quantity-of-units"),
        ("dme-pump", "policy-modifier-missing"),
        ("one-side-of-two", "one-side-units"),
        ("unclassified-unnamed", "unclassified-unnamed"),
        ("container-unknown", "cannot-judge-waste"),
    ] {
        let claim = &claims[name];
        let found = scrub::check(&catalog, &claim.lines, &claim.circumstances, TODAY).unwrap();
        assert!(found.iter().any(|f| f.kind == kind && f.severity == Severity::Note), "{name}: {found:?}");
    }
}

fn drawn(finding: &Finding) -> (usize, String) {
    let carc = finding.denial.as_ref().map_or("-".to_owned(), |d| format!("{}-{}", d.group, d.carc));
    (finding.line, format!("{} {carc}", finding.kind))
}

#[test]
fn every_known_bad_line_draws_what_it_must_and_nothing_else() {
    let catalog = user_catalog::shipped().unwrap();
    let claims = fixture("claims_bad.csv");
    let mut wrong = Vec::new();
    let mut lines = 0;
    for (id, claim) in &claims {
        let mut expected = claim.expected.clone();
        let mut got: Vec<(usize, String)> = findings(&catalog, claim).iter().map(drawn).collect();
        expected.sort();
        got.sort();
        lines += claim.lines.iter().filter(|l| claim.expected.iter().any(|(line, _)| *line == l.number)).count();
        if expected != got {
            wrong.push(format!("{id}: must draw {expected:?}, drew {got:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), claims.len(), wrong.join("\n"));
    assert!(lines >= 80, "{lines}");
}

#[test]
fn clean_claims_draw_nothing() {
    let catalog = user_catalog::shipped().unwrap();
    let claims = fixture("claims_clean.csv");
    let mut wrong = Vec::new();
    for (id, claim) in &claims {
        assert!(claim.expected.is_empty(), "{id}");
        wrong.extend(findings(&catalog, claim).iter().map(|f| format!("{id}: {:?} {}", drawn(f), f.text)));
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), claims.len(), wrong.join("\n"));
    assert!(claims.len() >= 80);
}

/// The week of an infusion clinic, an eye clinic, a dialysis facility and a children's clinic: what is right and what is not, worked
/// out by hand before it was checked.
#[test]
fn claims_of_clinics_draw_what_they_must_and_nothing_else() {
    let catalog = user_catalog::shipped().unwrap();
    let claims = fixture("claims_of_clinics.csv");
    let mut wrong = Vec::new();
    for (id, claim) in &claims {
        let mut expected = claim.expected.clone();
        let mut got: Vec<(usize, String)> = findings(&catalog, claim).iter().map(drawn).collect();
        expected.sort();
        got.sort();
        if expected != got {
            wrong.push(format!("{id}: must draw {expected:?}, drew {got:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), claims.len(), wrong.join("\n"));
    let right = claims.keys().filter(|id| id.starts_with("right-")).count();
    assert!(right >= 15 && claims.len() - right >= 15, "{right} of {}", claims.len());
}

/// A line that is added for what was discarded takes its part of the NDC quantity: together they are the containers opened.
#[test]
fn the_ndc_quantity_is_parted_with_the_line() {
    let catalog = user_catalog::shipped().unwrap();
    let rows = "code,units,date,payer,dose,opened,shared_with,container,ndc,ndc_qualifier,ndc_quantity\n";
    for (row, given, left) in [
        // 372 of 450 mg from three vials of powder: 2.48 and 0.52.
        ("J9355,38,2026-05-06,,372 mg,3x150 mg,,single,50242-0132-01,UN,2.48", "UN 2.48", "UN 0.52"),
        ("J9355,38,2026-05-06,,372 mg,3x150 mg,,single,50242-0132-01,UN,3", "UN 2.48", "UN 0.52"),
        ("J9355,38,2026-05-06,,372 mg,3x150 mg,,single,50242-0132-01,UN,2.5", "UN 2.5", "UN 0.5"),
        // 1,012.5 of 1,100 mg at 25 mg/mL: 40.5 and 3.5 mL of 44.
        ("J9035,102,2026-05-06,,1012.5 mg,11x100 mg,,single,50242-0060-01,ML,40.5", "ML 40.5", "ML 3.5"),
        ("J9035,102,2026-05-06,,1012.5 mg,11x100 mg,,single,50242-0060-01,ML,44", "ML 40.5", "ML 3.5"),
        // Of two sizes the NDC names one: the rest is not guessed.
        ("J9035,102,2026-05-06,,1012.5 mg,2x400 mg + 3x100 mg,,single,50242-0060-01,ML,40.5", "ML 40.5", "-"),
        // 4,000 units of 10,000, of which another patient got 4,000.
        ("J0587,40,2026-05-06,,4000 units,1x10000 units,4000 units,single,10454-0712-10,UN,1", "UN 0.4", "UN 0.2"),
        ("J9355,38,2026-05-06,,372 mg,3x150 mg,,single,50242-0132-01,,", "-", "-"),
        ("J9355,38,2026-05-06,,372 mg,3x150 mg,,single,,,", "none", "none"),
    ] {
        let file = format!("{rows}{row}\n");
        let mut lines = Vec::new();
        jdex::claim::table::read(file.as_bytes(), &mut |claim| {
            lines = claim.lines;
            true
        })
        .unwrap();
        let found = scrub::check(&catalog, &lines, &Circumstances::default(), TODAY).unwrap();
        let wanted = found.iter().find(|f| f.kind == "discarded-not-billed").unwrap_or_else(|| panic!("{row}: {found:?}"));
        let (lines, words) = scrub::changed(catalog.rulebook(), &lines, wanted).unwrap();
        let shown = |ndc: Option<&NdcCells>| match ndc.map(|ndc| (ndc.qualifier.as_deref(), ndc.quantity)) {
            None => "none".to_owned(),
            Some((Some(qualifier), Some(quantity))) => format!("{qualifier} {quantity}"),
            Some(_) => "-".to_owned(),
        };
        assert_eq!([shown(lines[0].ndc.as_ref()), shown(lines[1].ndc.as_ref())], [given, left], "{row}: {words}");
        assert!(lines[1].modifiers.contains(&"JW".to_owned()) && words.starts_with("add a line with JW"), "{words}");
        let after = scrub::check(&catalog, &lines, &Circumstances::default(), TODAY).unwrap();
        assert!(!after.iter().any(|f| f.kind.as_str().starts_with("ndc-quantity") && f.severity != Severity::Note), "{row}: {after:?}");
    }
}

/// With a chart or without one, a wrong unit is called by its name.
#[test]
fn the_factor_of_a_wrong_unit_is_named() {
    let catalog = user_catalog::shipped().unwrap();
    let cases = [
        ("J9041", "4", "3.5 mg", "the mg of the dose were billed as units, but one unit is 0.1 mg"),
        ("J0202", "2", "12 mg", "counted in 10 mg, the unit of J9010, which this code replaced; one unit is now 1 mg"),
        ("J9271", "20", "200 mg", "a decimal point slipped: 20 instead of 200"),
    ];
    for (code, units, dose, slip) in cases {
        for charted in [true, false] {
            let mut line = ClaimLine { number: 1, ..ClaimLine::default() };
            let cells =
                [("code", code), ("modifiers", "JZ"), ("units", units), ("date", "2026-03-03"), ("dose", if charted { dose } else { "" })];
            cells.iter().for_each(|(column, text)| line.set(column, text).unwrap());
            let found = scrub::check(&catalog, &[line], &Circumstances::default(), TODAY).unwrap();
            let found = found.iter().find(|f| f.text.contains(slip)).unwrap_or_else(|| panic!("{code} {charted}: {found:?}"));
            let kind = if charted { "units-mismatch" } else { "units-no-vial-explains" };
            assert_eq!(found.kind, kind, "{}", found.text);
        }
    }
    // Nothing is named where nothing explains the units.
    let mut line = ClaimLine { number: 1, ..ClaimLine::default() };
    for (column, text) in [("code", "J9299"), ("modifiers", "JZ"), ("units", "214"), ("date", "2026-03-03")] {
        line.set(column, text).unwrap();
    }
    let found = scrub::check(&catalog, &[line], &Circumstances::default(), TODAY).unwrap();
    assert!(found[0].text.ends_with("no sum of vials of 40, 100, 120, 240 units"), "{}", found[0].text);
}

#[test]
fn a_catalog_without_its_rules_is_refused_not_silent() {
    let line = ClaimLine { number: 1, code: "J9271".to_owned(), ..ClaimLine::default() };
    let error = scrub::check(&Catalog::default(), &[line], &Circumstances::default(), TODAY).unwrap_err();
    assert_eq!(error.kind(), "rule-missing");
    assert!(error.to_string().contains("is missing from the catalog"), "{error}");
}

/// The lines of an answer as they go on the claim, with the chart filled in as it was given and opened.
fn as_claimed(answer: &Answer, payer: &str, setting: Setting) -> Vec<ClaimLine> {
    let given = &answer.given;
    let opened: Vec<String> = given.containers.iter().map(|c| format!("{}x{}", c.count, c.labeled.quantity())).collect();
    let mut lines = Vec::new();
    for (i, line) in answer.lines.iter().enumerate() {
        let mut cells = ClaimLine { number: i + 1, date: Some(answer.asked.date), ..ClaimLine::default() };
        cells.code = line.code.clone().unwrap();
        cells.modifiers = line.modifiers.clone();
        cells.units = Some(Amount::from(line.units));
        cells.payer = PayerCells { payer: Some(payer.to_owned()), setting: Some(setting), place: None };
        cells.given.container = Some(given.container);
        if !line.modifiers.iter().any(|m| m == "JW") {
            cells.given.dose = Some(given.dose.quantity().to_string());
            cells.given.opened = (!opened.is_empty()).then(|| opened.join(" + "));
        }
        cells.ndc = line.ndc.as_ref().map(|ndc| NdcCells {
            ndc: ndc.ndc11.clone(),
            // The size alone does not tell a vial of powder from a milliliter: a person reads the label.
            qualifier: ndc.quantity.map(|_| ndc.qualifier.unwrap_or("UN").to_owned()),
            quantity: ndc.quantity,
        });
        lines.push(cells);
    }
    lines
}

/// What an order is billed with: which code, how many eighths of a unit, when, for whom, from what.
#[derive(Clone, Debug)]
struct Billed {
    code: usize,
    eighths: u64,
    day: i32,
    payer: usize,
    setting: usize,
    container: Option<ContainerType>,
    discounted: bool,
    products: [usize; 2],
    /// Containers opened beyond those that were needed; `None` leaves the choice to the calculator.
    beyond: Option<u64>,
}

fn billed() -> impl Strategy<Value = Billed> {
    let container = prop_oneof![Just(None), Just(Some(ContainerType::Single)), Just(Some(ContainerType::Multi))];
    let eighths = prop_oneof![1u64..80, 1u64..4000, 1u64..60_000];
    let whom = (0usize..8, 0usize..4, any::<bool>());
    let from = (container, [any::<usize>(), any::<usize>()], prop::option::of(0u64..3));
    (any::<usize>(), eighths, 0..3600i32, whom, from).prop_map(|(code, eighths, day, whom, from)| {
        let ((payer, setting, discounted), (container, products, beyond)) = (whom, from);
        Billed { code, eighths, day, payer, setting, container, discounted, products, beyond }
    })
}

/// The calculator's answer, or `None` where it refuses, or warns of what no claim line can mend: an edit that is exceeded.
fn answer(catalog: &Catalog, rules: &Rules, billed: &Billed) -> Option<(Answer, String, Setting)> {
    let known = BillableItem::of_code(catalog, &catalog.codes()[billed.code % catalog.codes().len()].code)?;
    let code = known.code()?;
    let date = jiff::civil::date(2017, 1, 1).checked_add(jiff::Span::new().days(billed.day)).ok()?;
    let payer = &rules.book.payers()[billed.payer % rules.book.payers().len()];
    let setting = payer.settings[billed.setting % payer.settings.len()];
    let excluded = payer.medicare && matches!(code.cms.coverage.as_str(), "I" | "M" | "S");
    let hospital = matches!(setting, Setting::Outpatient | Setting::Asc);
    if code.state(date) != State::Active || excluded || (code.code.starts_with('C') && !hospital) {
        return None;
    }
    let unit = known.unit().quantity()?;
    let dose = unit.times(Amount::from(billed.eighths)).ok()?.times(Amount::parse("0.125").ok()?).ok()?;
    let mut request = Request::new(&dose.to_string(), date).ok()?;
    // Packages that CMS's crosswalk contradicts itself on are warned about, however the line is billed.
    let certain = |p: &&Product| p.ndc11.is_some() && p.conflict.is_none();
    let products: Vec<&Product> = known.facts().products.iter().filter(certain).collect();
    if payer.ndc != NdcPolicy::NotAsked && products.is_empty() {
        return None;
    }
    if !products.is_empty() && (payer.ndc != NdcPolicy::NotAsked || billed.eighths.is_multiple_of(2)) {
        let [one, other] = billed.products.map(|at| products[at % products.len()]);
        let both = format!("{} {}", one.ndc11.as_deref()?, other.ndc11.as_deref()?);
        request.set("ndc", if billed.eighths.is_multiple_of(3) { &both } else { one.ndc11.as_deref()? }).ok()?;
        if let (Some(beyond), Some(label)) = (billed.beyond, one.labeled) {
            let (label_amount, dose_amount) = label.with(dose).ok()?;
            let needed = dose_amount.div_ceil(label_amount)?;
            request.set("opened", &format!("{}x{label}", needed + beyond)).ok()?;
        }
    }
    request.claim.payer = Some(payer.id.clone());
    request.claim.setting = Some(setting);
    request.claim.discounted = billed.discounted;
    request.supply.container = billed.container;
    match code.code.as_str() {
        "J0881" | "J0885" | "Q5106" => request.set("modifiers", "EA").ok()?,
        "J0129" | "J3262" => request.set("modifiers", "JA").ok()?,
        _ => {}
    }
    let answer = known.compute(&request, rules).ok()?;
    // Where the answer leaves JW and JZ open, its lines are not yet a claim.
    let open = answer.warnings.iter().any(|w| w.kind == "containers-unknown");
    (answer.unit_edit.verdict != Verdict::Over && !open).then(|| (answer, payer.id.clone(), setting))
}

/// A slip of the pen on lines that were right; `None` where it cannot be made or would not be one.
fn slip(which: usize, lines: &[ClaimLine], answer: &Answer) -> Option<Vec<ClaimLine>> {
    let mut lines = lines.to_vec();
    let more = |line: &mut ClaimLine| line.units = line.units.and_then(|u| u.checked_add(Amount::ONE));
    let at = |mark: &str, lines: &[ClaimLine]| lines.iter().position(|l| l.modifiers.iter().any(|m| m == mark));
    match which {
        0 => more(&mut lines[0]),
        1 => lines[0].units = lines[0].units.and_then(|u| u.checked_sub(Amount::ONE)),
        2 => {
            let jz = at("JZ", &lines).filter(|_| answer.asked.date >= jiff::civil::date(2023, 7, 1))?;
            lines[jz].modifiers.retain(|m| m != "JZ");
        }
        3 => {
            let jw = at("JW", &lines)?;
            more(&mut lines[jw]);
        }
        4 => {
            let jw = at("JW", &lines)?;
            lines[jw].modifiers.retain(|m| m != "JW");
        }
        5 => {
            let jw = at("JW", &lines)?;
            lines.remove(jw);
        }
        6 => {
            let mut twin = lines[0].clone();
            twin.number = lines.len() + 1;
            lines.push(twin);
        }
        7 => lines[0].modifiers.push("59".to_owned()),
        8 => lines[0].date = Some(jiff::civil::date(1983, 5, 5)),
        _ => {
            let jz = at("JZ", &lines)?;
            lines[jz].modifiers = vec!["JW".to_owned()];
        }
    }
    Some(lines)
}

thread_local!(static SHIPPED: (Catalog, Rules) = {
    let catalog = user_catalog::shipped().unwrap();
    let rules = Rules::of(&catalog);
    (catalog, rules)
});

fn loud(catalog: &Catalog, lines: &[ClaimLine], billed: &Billed, answer: &Answer) -> Vec<String> {
    let circumstances = Circumstances { discounted: billed.discounted.then_some(true), ..Circumstances::default() };
    let found = scrub::check(catalog, lines, &circumstances, answer.asked.date).unwrap();
    // The calculator itself says that another code fits the size; which was hung only the chart knows.
    let said =
        |f: &&Finding| f.edit == jdex::catalog::Edit::OtherSizeCode && answer.warnings.iter().any(|w| w.kind == WarningKind::OtherSizeCode);
    found.iter().filter(|f| f.severity != Severity::Note && !said(f)).map(|f| format!("{} {} {}", f.line, f.kind, f.text)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, max_global_rejects: 60_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_the_calculator_bills_passes(billed in billed()) {
        SHIPPED.with(|(catalog, rules)| {
            let answered = answer(catalog, rules, &billed);
            prop_assume!(answered.is_some());
            let (answer, payer, setting) = answered.unwrap();
            let lines = as_claimed(&answer, &payer, setting);
            let wrong = loud(catalog, &lines, &billed, &answer);
            let shown: Vec<String> = answer.lines.iter().map(|l| l.text()).collect();
            prop_assert!(
                wrong.is_empty(),
                "{} {payer} {setting:?} {:?}: {shown:?} of {} from {:?}: {wrong:?}",
                answer.asked.date, answer.given.container, answer.given.dose.quantity(), lines[0].given.opened
            );
            Ok(())
        })?;
    }

    #[test]
    fn a_slip_on_those_lines_does_not_pass(billed in billed(), which in 0usize..10) {
        // One office, Medicare, single-dose containers, dates on which JZ is owed.
        let billed = Billed { payer: 0, setting: 0, day: 2_500 + billed.day % 1_000, container: Some(ContainerType::Single), ..billed };
        SHIPPED.with(|(catalog, rules)| {
            let answered = answer(catalog, rules, &billed).filter(|(answer, payer, setting)| {
                // One administered line that Medicare pays by itself, from containers that are known.
                let whole = answer.lines.iter().filter(|l| !l.modifiers.iter().any(|m| m == "JW")).count() == 1;
                let marked = answer.lines[0].modifiers.iter().any(|m| m == "JZ") || answer.lines.len() == 2;
                payer == "medicare-part-b" && *setting == Setting::Office && whole && marked && !answer.given.containers.is_empty()
            });
            let slipped = answered.and_then(|(answer, payer, setting)| {
                Some((slip(which, &as_claimed(&answer, &payer, setting), &answer)?, answer))
            });
            prop_assume!(slipped.is_some());
            let (lines, answer) = slipped.unwrap();
            let shown: Vec<String> = lines.iter().map(|l| format!("{} {:?} {:?}", l.code, l.modifiers, l.units)).collect();
            prop_assert!(
                !loud(catalog, &lines, &billed, &answer).is_empty(),
                "slip {which}: {} {:?}: {shown:?} of {} from {:?}",
                answer.asked.date, answer.given.container, answer.given.dose.quantity(), lines[0].given.opened
            );
            Ok(())
        })?;
    }
}
