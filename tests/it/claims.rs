//! The claim check: known-bad lines draw what they must, clean claims draw nothing.

mod billed;
mod command;
mod edits;
mod fixed;
mod remittance;
mod shared;

use std::collections::BTreeMap;

use jdex::calculator::{BillableItem, Rules};
use jdex::catalog::{Catalog, Circumstances, Date, ScenarioLine};
use jdex::claim::{COLUMNS, ClaimLine, NdcCells};
use jdex::dosing::Request;
use jdex::quantity::Amount;
use jdex::scrub::{self, Finding, Severity};
use jdex::storage::user_catalog;

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
