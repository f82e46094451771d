//! The rows of `edits.toml` and `rules.toml` and the program that names them agree.

use super::*;
use jdex::catalog::{DrugLine, Edit};
use jdex::catalog::{File, check, read};
use jdex::explanation::rules;

fn book(edits: &str) -> Vec<String> {
    let held = user_catalog::shipped().unwrap();
    let file = File { shown: "edits.toml", path: "edits.toml", text: edits };
    let (book, problems) = read([file], &held);
    problems.into_iter().chain(check::check(&book, &held)).map(|p| p.to_string()).collect()
}

#[test]
fn every_edit_has_one_row_and_every_row_a_rule_of_the_program() {
    let catalog = user_catalog::shipped().unwrap();
    let rows: Vec<Edit> = catalog.rulebook().edits().iter().map(|row| row.id).collect();
    assert_eq!(rows, Edit::ALL);
    let strange: Vec<&str> =
        catalog.rulebook().edits().iter().map(|r| r.rule.as_str()).filter(|rule| rules::find(rule).is_none()).collect();
    assert!(strange.is_empty(), "{strange:?}");
}

/// What the build would refuse.
#[test]
fn an_edit_that_cites_what_is_not_there_is_refused() {
    let row = |id: &str, rule: &str, group: &str, carc: &str, rarc: &str, fix: &str| {
        format!(
            "[[edit]]\nid = \"{id}\"\nkind = \"home-pump\"\nrule = \"{rule}\"\nseverity = \"error\"\ngroup = \"{group}\"\n\
             carc = \"{carc}\"\nrarc = [\"{rarc}\"]\nfix = \"{fix}\"\n"
        )
    };
    assert_eq!(book(&row("ndc-form", "ndc-eleven", "CO", "16", "M119", "write {ndc}")), Vec::<String>::new());
    for (edits, told) in [
        (row("ndc-form", "no-such-rule", "CO", "16", "M119", "write"), "no rule `no-such-rule`"),
        (row("ndc-form", "ndc-eleven", "XX", "16", "M119", "write"), "no group `XX`"),
        (row("ndc-form", "ndc-eleven", "CO", "9999", "M119", "write"), "no CARC `9999`"),
        (row("ndc-form", "ndc-eleven", "CO", "16", "N9999", "write"), "no RARC `N9999`"),
        (row("ndc-form", "ndc-eleven", "CO", "16", "M119", "write {units}"), "{units}"),
        (row("no-such-edit", "ndc-eleven", "CO", "16", "M119", "write"), "no-such-edit"),
        (row("ndc-form", "ndc-eleven", "CO", "16", "M119", "write").repeat(2), "stands twice"),
    ] {
        let problems = book(&edits);
        assert!(problems.len() == 1 && problems[0].contains(told), "{told}: {problems:?}");
    }
}

/// Each modifier that a rule names belongs on a drug line, but for those of procedures and repeats; so does each that is written.
#[test]
fn the_engine_writes_no_modifier_that_does_not_belong_on_the_line() {
    let catalog = user_catalog::shipped().unwrap();
    let notes = &catalog.reference().modifiers;
    let belongs = |m: &str| notes.iter().any(|note| note.code == m && note.drug_line != DrugLine::No);
    for id in [rules::TB_340B, rules::JG_340B, rules::MUE_LINE] {
        let rule = catalog.rulebook().rule(id).unwrap();
        assert!(!rule.modifiers.is_empty() && rule.modifiers.iter().all(|m| belongs(m)), "{id}: {:?}", rule.modifiers);
    }
    let known_rules = Rules::of(&catalog);
    let mut written = std::collections::BTreeSet::new();
    for code in catalog.codes().iter() {
        let Some(unit) = code.unit.quantity() else { continue };
        let known = BillableItem::of_code(&catalog, &code.code).unwrap();
        for (number, payer, container, discounted) in
            [("2.5", "medicare-part-b", "single", "no"), ("30000", "medicaid", "single", "yes"), ("7", "medicare-dme", "multi", "yes")]
        {
            for date in ["2024-06-03", "2026-06-03"] {
                let dose = unit.times(Amount::parse(number).unwrap()).unwrap();
                let Ok(mut request) = Request::new(&dose.to_string(), date.parse().unwrap()) else { continue };
                for (field, text) in [("payer", payer), ("container", container), ("340b", discounted)] {
                    request.set(field, text).unwrap();
                }
                let Ok(answer) = known.compute(&request, &known_rules) else { continue };
                written.extend(answer.lines.iter().flat_map(|l| l.modifiers.iter().cloned()));
            }
        }
    }
    assert!(["JW", "JZ", "TB", "JG", "76"].iter().all(|m| written.contains(*m)), "{written:?}");
    assert!(written.iter().all(|m| belongs(m)), "{written:?}");
}

#[test]
fn modifiers_stand_in_the_order_of_their_ranks() {
    let catalog = user_catalog::shipped().unwrap();
    let known = BillableItem::of_code(&catalog, "J0885").unwrap();
    let mut request = Request::new("10,000 units", TODAY).unwrap();
    for (field, text) in [("container", "single"), ("opened", "10,000 units"), ("modifiers", "KX EA"), ("340b", "yes")] {
        request.set(field, text).unwrap();
    }
    let answer = known.compute(&request, &Rules::of(&catalog)).unwrap();
    assert_eq!(answer.lines[0].modifiers, ["JZ", "EA", "KX", "TB"]);
}

#[test]
fn payers_are_known_by_the_names_people_type() {
    let catalog = user_catalog::shipped().unwrap();
    let book = catalog.rulebook();
    for (typed, id) in [
        ("Medicare", "medicare-part-b"),
        ("Noridian", "medicare-part-b"),
        ("DME MAC", "medicare-dme"),
        ("Medi-Cal", "medicaid"),
        ("UHC", "unitedhealthcare"),
        ("Blue Cross Blue Shield", "bcbs"),
    ] {
        assert_eq!(book.payer_named(typed).map(|p| p.id.as_str()), Some(id), "{typed}");
    }
    assert_eq!(book.payer_named("acme health"), None);
    assert!(book.nearest_payers("unitd healthcare of ohio").len() < 6, "{:?}", book.nearest_payers("unitd healthcare of ohio"));
    assert_eq!(book.payer_by_indicator("MB").map(|p| p.id.as_str()), Some("medicare-part-b"));
}
