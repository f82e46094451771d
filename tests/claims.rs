//! The claim check: known-bad lines draw what they must, clean claims draw nothing, and what the calculator bills passes.

use std::collections::BTreeMap;

use jdex::billing::check::{self, COLUMNS, Circumstances, ClaimLine, Finding, Severity};
use jdex::catalog::{Catalog, Date};
use jdex::load;

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
        ("free", _) => known.supplied_free = true,
        ("specialty", _) => known.specialty_pharmacy_required = true,
        ("records", _) => known.records_unanswered = true,
        ("pump", _) => known.home_pump = true,
        ("earlier", _) => known.earlier.push(line.clone()),
        ("received", day) => known.received = Some(day.parse().unwrap()),
        ("approved", codes) => known.authorised = Some(list(codes)),
        ("until", day) => known.authorised_until = Some(day.parse().unwrap()),
        ("left", units) => known.authorised_units = Some(units.parse().unwrap()),
        ("covered", starts) => known.covered_diagnoses = Some(list(starts)),
        (other, _) => panic!("{other} is no fact"),
    }
}

fn findings(catalog: &Catalog, claim: &Claim) -> Vec<Finding> {
    let found = check::check(catalog, &claim.lines, &claim.circumstances, TODAY).unwrap();
    found.into_iter().filter(|f| f.severity != Severity::Note).collect()
}

fn drawn(finding: &Finding) -> (usize, String) {
    let carc = finding.denial.as_ref().map_or("-".to_owned(), |d| format!("{}-{}", d.group, d.carc));
    (finding.line, format!("{} {carc}", finding.kind))
}

#[test]
fn every_known_bad_line_draws_what_it_must_and_nothing_else() {
    let catalog = load::shipped().unwrap();
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
    let catalog = load::shipped().unwrap();
    let claims = fixture("claims_clean.csv");
    let mut wrong = Vec::new();
    for (id, claim) in &claims {
        assert!(claim.expected.is_empty(), "{id}");
        wrong.extend(findings(&catalog, claim).iter().map(|f| format!("{id}: {:?} {}", drawn(f), f.text)));
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), claims.len(), wrong.join("\n"));
    assert!(claims.len() >= 80);
}
