//! 170 verdicts that were worked out by hand from the articles before there was a program.

use jdex::coverage::{Diagnosis, Jurisdiction, assess, policies};

use super::shipped;

#[test]
fn verdicts_worked_out_by_hand_come_out() {
    let catalog = shipped();
    let on = "2026-11-29".parse().unwrap();
    let mut wrong = Vec::new();
    let mut rows = 0;
    for row in csv::Reader::from_reader(include_str!("../../fixtures/coverage_verdicts.csv").as_bytes()).records() {
        let row = row.unwrap();
        let (code, dx, place, document, verdict, groups) = (&row[0], &row[1], &row[2], &row[3], &row[4], &row[5]);
        rows += 1;
        let place = match place.len() {
            2 => Jurisdiction::parse(catalog, Some(place), None),
            _ => Jurisdiction::parse(catalog, None, Some(place)),
        };
        let policies = policies(catalog, code, place.unwrap(), on);
        let Some(policy) = policies.iter().find(|d| d.id == document) else {
            let found: Vec<&str> = policies.iter().map(|d| d.id.as_str()).collect();
            wrong.push(format!("{row:?}: {document} is not among {found:?}"));
            continue;
        };
        let diagnoses: Vec<String> =
            dx.split('+').map(|dx| Diagnosis::parse(catalog, dx).map_or_else(|e| e.to_string(), |d| d.to_string())).collect();
        let diagnoses: Vec<&str> = diagnoses.iter().map(String::as_str).collect();
        let found = assess(catalog, policy, code, &diagnoses);
        let numbers = found.groups.iter().map(u32::to_string).collect::<Vec<_>>().join(" ");
        if (found.verdict.as_str(), numbers.as_str()) != (verdict, groups) {
            wrong.push(format!("{row:?}\n  -> {found:?}"));
        }
    }
    assert_eq!(rows, 170);
    assert!(wrong.is_empty(), "{} of {rows}\n{}", wrong.len(), wrong.join("\n"));
}
