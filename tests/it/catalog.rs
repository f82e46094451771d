//! The shipped catalog: nothing dangling, every active drug code filled, nothing that may not be shipped.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use jdex::catalog::completeness::coverage;
use jdex::catalog::{Catalog, Confidence, Date, State, UnitCaveat};
use jdex::storage::user_catalog;

const TODAY: Date = jiff::civil::date(2026, 11, 22);

fn shipped() -> Catalog {
    user_catalog::shipped().unwrap()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("catalog")
}

#[test]
fn every_active_drug_code_has_knowledge_nearer_than_all() {
    for section in coverage(&shipped(), TODAY) {
        assert!(section.codes > 1_300);
        assert!(section.missing.is_empty(), "{}: {}", section.section.as_str(), section.missing.join(" "));
    }
}

/// The payment limit of an announced code states its unit: of those whose descriptor is held five say otherwise, two by mistake of
/// CMS's (motixafortide and nicardipine), so what is computed with it says so.
#[test]
fn what_a_payment_limit_is_for_is_the_unit() {
    let catalog = shipped();
    let (mut same, mut others, mut announced) = (0, Vec::new(), Vec::new());
    for code in catalog.codes().iter() {
        let Some(unit) = catalog.facts(&code.code).payments.iter().find_map(|payment| payment.unit) else { continue };
        let is_announced = code.unit.traps().contains(&UnitCaveat::PaymentLimit);
        match code.unit.quantity() == Some(unit) {
            true if is_announced => announced.push(code.code.as_str()),
            true => same += 1,
            false => others.push(code.code.as_str()),
        }
    }
    assert_eq!(others, ["J0458", "J2277", "J2404", "J7171", "Q2058"]);
    assert!(same > 300 && announced.contains(&"J1957") && announced.len() >= 15, "{same} {announced:?}");
}

#[test]
fn most_notes_name_who_says_so() {
    let catalog = shipped();
    let knowledge =
        catalog.classes_with_knowledge().map(|(_, k)| k.decode()).chain(catalog.drug_pages().map(|page| page.knowledge.clone()));
    let (mut all, mut sourced) = (0, 0);
    for (_, note) in knowledge.flat_map(|k| k.notes) {
        all += 1;
        sourced += usize::from(note.confidence != Confidence::Unsourced);
    }
    assert!(all > 2_000 && sourced * 100 >= all * 70, "{sourced} of {all}");
    assert!(catalog.drug_pages().count() >= 65);
}

#[test]
fn a_machine_finds_nothing_to_say_of_the_words() {
    let found = jdex::catalog::review::review(&shipped());
    for (what, rows) in [
        ("fragments", found.fragments),
        ("repeated", found.repeated),
        ("unit contradictions", found.unit_contradictions),
        ("unknown codes", found.unknown_codes),
        ("absolutes without an official source", found.absolutes),
        ("old policies without their year", found.undated_policies),
    ] {
        assert!(rows.is_empty(), "{what}:\n{}", rows.join("\n"));
    }
}

/// A word of a class leads to all its codes; the name of one drug would lead to the others.
#[test]
fn no_word_of_a_class_is_the_name_of_some_of_its_drugs() {
    const GROUPS: [&str; 11] = [
        "albumin",
        "estrogen",
        "gadolinium",
        "immune globulin",
        "influenza",
        "interferon",
        "iron",
        "penicillin",
        "testosterone",
        "tetanus",
        "vitamin",
    ];
    let catalog = shipped();
    let mut wrong = Vec::new();
    for class in catalog.classes() {
        let names = || class.members.iter().filter_map(|code| catalog.code(code)).map(|code| code.name.to_lowercase());
        for word in class.words.iter().map(|word| word.to_lowercase()) {
            let is_named = |name: &String| name.split([' ', '-', ',']).next() == Some(word.as_str());
            let (some, all) = (names().filter(is_named).count(), class.members.len());
            if some > 0 && some < all && !GROUPS.contains(&word.as_str()) {
                wrong.push(format!("{}: {word}", class.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_five_first_codes_are_as_they_are() {
    let catalog = shipped();
    let state = |code: &str| catalog.code(code).unwrap().state(TODAY);
    assert_eq!(state("J9020"), State::Ended);
    assert_eq!(state("J9010"), State::Ended);
    for code in ["J9203", "J9039", "J9302"] {
        assert_eq!(state(code), State::Active);
    }
    assert_eq!(catalog.code("J9302").unwrap().name, "ofatumumab");
    assert_eq!(catalog.code("J9020").unwrap().state(jiff::civil::date(2025, 12, 31)), State::Active);
    let successor = catalog.successors("J9010");
    assert_eq!(successor[0].code, "J0202");
    assert!(successor[0].note.contains("10 mg ended 2015-12-31; J0202, 1 mg"), "{}", successor[0].note);
    for code in ["J9020", "J9010", "J9203", "J9039", "J9302"] {
        assert!(!catalog.corrections(code).is_empty(), "{code}");
    }
}

#[test]
fn names_are_those_expected() {
    // Names a person would give each code; what differs only in a bracketed qualifier counts as equal.
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/names.toml")).unwrap();
    let expected: std::collections::BTreeMap<String, String> = toml::from_str(&text).unwrap();
    let catalog = shipped();
    let plain = |name: &str| name.split(" (").next().unwrap_or_default().to_owned();
    let equal = expected.iter().filter(|(code, name)| catalog.code(code).is_some_and(|c| plain(&c.name) == plain(name))).count();
    assert!(equal * 100 >= expected.len() * 95, "{equal} of {}", expected.len());
    for (code, name) in [("J9039", "blinatumomab"), ("J9271", "pembrolizumab"), ("J9203", "gemtuzumab ozogamicin"), ("J9312", "rituximab")]
    {
        assert_eq!(catalog.code(code).unwrap().name, name);
    }
}

/// Every text of the catalog that people wrote.
fn written() -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let facts = ["codes", "products", "payments", "mue", "lists", "coverage", "icd10", "fda"]
                .iter()
                .any(|f| path.ends_with(format!("catalog/{f}")));
            if path.is_dir() && !facts {
                walk(&path, found);
            } else if path.extension().is_some_and(|e| e == "toml") {
                found.push((path.clone(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let mut found = Vec::new();
    walk(&folder(), &mut found);
    found
}

/// Five digits that stand alone, where a CPT number could hide.
fn five_digit_numbers(text: &str) -> BTreeSet<String> {
    // A labeler's number follows its name, a CMS change request's follows `CR`.
    let text = text
        .split("NDC ")
        .flat_map(|part| part.split("labeler "))
        .flat_map(|part| part.split("CR "))
        .map(|part| part.trim_start_matches(|c: char| c.is_ascii_digit()));
    let text = text.collect::<Vec<_>>().join(" ");
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != ',' && c != '.' && c != '-' && c != '/' && c != '$')
        .map(|w| w.trim_matches(|c: char| c.is_ascii_punctuation()))
        // A labeler's number begins with zeros; no procedure's does.
        .filter(|w| w.len() == 5 && !w.starts_with("00") && w.bytes().all(|b| b.is_ascii_digit()))
        .map(str::to_owned)
        .collect()
}

#[test]
fn cpt_numbers_stand_only_where_they_may() {
    let known: BTreeSet<String> = shipped().reference().administration.iter().map(|a| a.code.clone()).collect();
    let mut strangers = BTreeSet::new();
    for (path, text) in written() {
        for line in text.lines().filter(|l| l.trim_start().starts_with("text")) {
            for number in five_digit_numbers(line).difference(&known) {
                strangers.insert(format!("{}: {number}", path.file_name().unwrap().to_string_lossy()));
            }
        }
    }
    assert!(strangers.is_empty(), "not in administration.toml:\n{}", strangers.into_iter().collect::<Vec<_>>().join("\n"));
}

#[test]
fn facts_hold_no_numeric_code() {
    for code in shipped().codes().iter() {
        assert!(code.code.starts_with(|c: char| c.is_ascii_uppercase()), "{}", code.code);
        assert!(!code.code.starts_with('D'), "dental codes are not ours: {}", code.code);
    }
}
