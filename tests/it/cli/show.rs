//! `jdex show` and the commands that print parts of a page.

use super::*;

/// Every key of the contract for `show`.
const SHOW: [&str; 21] = [
    "brands",
    "classes",
    "clinical",
    "code",
    "corrections",
    "data",
    "denials",
    "descriptor",
    "discarded_drug",
    "documentation",
    "kind",
    "modifiers",
    "name",
    "payers",
    "payment",
    "products",
    "similar",
    "status",
    "unit",
    "unit_edits",
    "unit_refused",
];

#[test]
fn show_in_json_has_every_key_for_every_kind_of_code() {
    let user = User::new();
    for code in ["J9039", "j9020", "J9010", "J9302", "J3490", "J0572", "Q4101", "A9500", "C9399"] {
        let page = user.json(&["show", code, "--json", "--date", "2026-11-22"], 0);
        for key in SHOW {
            assert!(page.get(key).is_some(), "{code} lacks {key}");
        }
        assert_eq!(keys(&page["status"]), ["added", "effective", "ended", "predecessors", "state", "successors"]);
        for section in ["clinical", "modifiers", "documentation", "denials", "payers", "similar"] {
            for note in page[section].as_array().unwrap() {
                for key in ["text", "applies", "sources", "confidence", "from", "until"] {
                    assert!(note.get(key).is_some(), "{code} {section} lacks {key}");
                }
            }
        }
        no_empty_texts(&page, code);
    }
}

/// What is not known is null, never an empty text.
fn no_empty_texts(value: &Value, at: &str) {
    match value {
        Value::String(text) => assert!(!text.is_empty(), "empty text at {at}"),
        Value::Array(items) => items.iter().for_each(|v| no_empty_texts(v, at)),
        Value::Object(map) => map.iter().for_each(|(key, v)| no_empty_texts(v, &format!("{at}.{key}"))),
        _ => {}
    }
}

#[test]
fn show_in_json_agrees_with_what_is_known_of_j9022() {
    let page = User::new().json(&["show", "J9022", "--json", "--date", "2026-11-22"], 0);
    assert_eq!(page["descriptor"], "Injection, atezolizumab, 10 mg");
    assert_eq!(page["name"], "atezolizumab");
    assert_eq!((&page["status"]["state"], &page["status"]["added"]), (&"active".into(), &"2018-01-01".into()));
    assert_eq!(page["status"]["ended"], Value::Null);
    assert_eq!((&page["unit"]["amount"], &page["unit"]["measure"], &page["unit"]["text"]), (&"10".into(), &"mg".into(), &"10 mg".into()));
    let vial = &page["products"][0];
    assert_eq!((&vial["ndc"], &vial["ndc11"]), (&"50242-0917-01".into(), &"50242091701".into()));
    assert_eq!((&vial["units_per_item"], &vial["labelled"]["amount"]), (&"120".into(), &"1200".into()));
    assert_eq!((vial["items_per_package"].as_u64(), &vial["size"]["amount"]), (Some(1), &"20".into()));
    assert_eq!(page["unit_edits"][0]["value"].as_u64(), Some(168));
    let asp = page["payment"].as_array().unwrap().iter().find(|p| p["source"] == "asp").unwrap();
    assert_eq!((&asp["quarter"], &asp["limit"], &asp["status_indicator"]), (&"2024-01".into(), &"85.011".into(), &Value::Null));
    assert_eq!(page["discarded_drug"]["listed"], true);
}

#[test]
fn show_answers_as_of_the_date() {
    let user = User::new();
    let state = |date: &str| user.json(&["show", "J9020", "--json", "--date", date], 0)["status"]["state"].clone();
    assert_eq!((state("2025-12-31"), state("2026-01-01"), state("1983-12-31")), ("active".into(), "ended".into(), "future".into()));
    let jg = |date: &str| {
        let page = user.json(&["show", "J9302", "--pane", "modifiers", "--json", "--date", date], 0);
        page["modifiers"].as_array().unwrap().iter().any(|n| n["modifier"] == "JG")
    };
    assert!(jg("2024-12-31") && !jg("2025-01-01"), "JG ended 2024-12-31");
    let paid = |date: &str| user.json(&["show", "J9022", "--json", "--date", date], 0)["payment_on_date"][0]["quarter"].clone();
    assert_eq!((paid("2021-02-15"), paid("2025-11-01")), ("2021-01".into(), "2025-10".into()));
}

#[test]
fn show_names_successors_with_the_unit_change() {
    let user = User::new();
    let page = user.json(&["show", "J9010", "--json"], 0);
    let successor = &page["status"]["successors"][0];
    assert_eq!(successor["code"], "J0202");
    assert!(successor["note"].as_str().unwrap().starts_with("J9010 10 mg ended 2015-12-31; J0202, 1 mg"), "{successor}");
    let predecessors = user.json(&["show", "J0202", "--json"], 0)["status"]["predecessors"].clone();
    assert!(predecessors.as_array().unwrap().iter().any(|p| p["code"] == "J9010"));
}

#[test]
fn show_reads_well_in_plain_lines() {
    let user = User::new();
    let page = user.out(&["show", "J9302", "--date", "2026-11-22"]);
    assert!(page.starts_with("J9302  ofatumumab\n1 unit = 10 mg | JW, or JZ if no waste | MUE 200 | "), "{page}");
    assert!(page.contains("\nActive since 2011-01-01.\n"), "{page}");
    assert!(page.lines().all(|l| l.chars().count() <= 80 && l == l.trim_end()), "80 columns");
    for heading in ["CLINICAL", "MODIFIERS", "DOCUMENTATION", "DENIALS", "PAYERS", "COVERAGE", "SIMILAR", "PRODUCTS", "PRICE", "SOURCES"] {
        assert!(page.lines().any(|l| l == heading), "{heading}");
    }
    assert!(page.contains("Wrong: J9302 is atezolizumab, 10 mg."));
    assert!(user.out(&["show", "J9020", "--date", "2026-11-22"]).contains("\nENDED 2025-12-31. "));
    // The day is that of the rule which the calculator goes by.
    let required = |date: &str| user.out(&["show", "J9039", "--date", date]).contains("(JZ is required from 2023-07-01)");
    assert!(required("2023-06-30") && !required("2023-07-01"));
    let one = user.out(&["show", "J9271", "--pane", "products"]);
    assert!(one.contains("00006-3026-02") && !one.contains("CLINICAL"), "{one}");
}

#[test]
fn checklists_are_those_of_the_code() {
    let user = User::new();
    let esa = user.out(&["checklist", "J0881"]);
    assert!(esa.starts_with("Erythropoiesis-stimulating agent [") && esa.contains("\n[ ] "), "{esa}");
    assert!(!user.out(&["checklist", "J9271"]).contains("Erythropoiesis"));
    let lists = user.json(&["checklist", "J0881", "--list", "esa", "--json"], 0);
    assert_eq!(lists["checklists"].as_array().map(Vec::len), Some(1));
    assert!(user.out(&["checklist"]).contains("waste-record"));
    assert!(
        user.out(&["show", "J0881", "--pane", "documentation"])
            .contains("- Erythropoiesis-stimulating agent  8 items, for this kind of drug")
    );
    for (arguments, kind) in [(["checklist", "J0000"], "unknown-code"), (["checklist", "--list=none"], "unknown-list")] {
        assert_eq!(user.json(&[&arguments[..], &["--json"]].concat(), 2)["error"]["kind"], kind);
    }
}

#[test]
fn what_stands_around_a_drug_line_is_shown() {
    let user = User::new();
    let clinical = user.out(&["show", "J9271", "--pane", "clinical", "--all", "--sources"]);
    for part in ["Administration numbers named on this page\n", "  96413: ", "Other places of service\n", "POS 19"] {
        assert!(clinical.contains(part), "{part} in {clinical}");
    }
    // What the notes tell of a place is not told twice.
    assert_eq!(clinical.matches("POS 11 ").count(), 1);
    let payers = user.out(&["show", "J9271", "--pane", "payers", "--all", "--sources"]);
    assert!(payers.contains("What payers ask of every drug, by topic") && payers.contains("\nLifeWise\n"), "{payers}");
    assert!(user.out(&["administration"]).contains("\nHydration\n"));
    let two = user.json(&["administration", "96413", "g0498", "--json"], 0);
    assert_eq!(two["administration"].as_array().map(Vec::len), Some(2));
    assert_eq!(user.json(&["administration", "99999", "--json"], 1)["unknown"][0], "99999");
    // Every document that a page names stands in its list of sources.
    let sources = user.out(&["show", "J9271", "--pane", "sources", "--all"]);
    for page in [&clinical, &payers, &user.out(&["show", "J9271", "--pane", "documentation", "--all", "--sources"])] {
        let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
        let named = page.split('[').skip(1).filter_map(|rest| rest.split(']').next()?.split_once(": "));
        for id in named.flat_map(|(_, ids)| ids.split(", ")) {
            assert!(sources.contains(&format!("{id}  ")), "{id} is not among the sources");
        }
    }
}

/// Xgeva's packages differ in what CMS calls their size, and hold 120 mg; the row of Naglazyme counts 1 unit and 5 in one vial.
#[test]
fn a_row_that_contradicts_itself_is_no_container_and_one_of_another_size_is() {
    let user = User::new();
    let whole = user.out(&["units", "J0897", "120 mg"]);
    assert!(whole.contains("1 × 120 mg") && whole.contains("J0897-JZ × 120"), "{whole}");
    let doubted = user.out(&["units", "J1458", "52.5 mg"]);
    assert!(doubted.contains("J1458 × 53") && !doubted.contains("JZ ×") && doubted.contains("in doubt about 68135-0020-01"), "{doubted}");
    let dose = user.out(&["units", "J9029", "1 dose"]);
    assert!(dose.contains("J9029-JZ × 1"), "{dose}");
}

#[test]
fn show_with_a_pane_gives_that_panes_keys() {
    let user = User::new();
    let sorted = |flags: &[&str]| {
        let page = user.out(&[&["show", "J0585", "--pane", "products"][..], flags].concat());
        let ndc = |l: &str| l.split_whitespace().next().filter(|w| w.len() == 13 && w.starts_with("00023-")).map(str::to_owned);
        page.lines().filter_map(ndc).collect::<Vec<_>>()
    };
    assert_eq!(sorted(&["--sort", "units", "--reverse"])[0], "00023-3921-02");
    assert_eq!(sorted(&["--sort", "ndc"])[0], "00023-1145-01");
    let factor = user.out(&["show", "J7192", "--pane", "products"]);
    assert!(factor.contains("by label") && !factor.contains("  1 IU  "), "{factor}");
    for by_the_unit in ["J7175", "J2724"] {
        let page = user.out(&["show", by_the_unit]);
        assert!(page.contains("single-dose") && !page.contains("single-dose 1 IU") && !page.contains("\nvial, syringe"), "{page}");
    }
    let page = User::new().json(&["show", "J9271", "--pane", "products", "--json"], 0);
    assert_eq!(keys(&page), ["code", "container", "date", "products", "status"]);
}

#[test]
fn an_unknown_code_names_the_nearest_ones() {
    let user = User::new();
    let assert = user.jdex(&["show", "J9O39"]).code(1).stdout("");
    assert!(stderr(&assert).contains("J9039  blinatumomab, 1 mcg"), "{}", stderr(&assert));
    let assert = user.jdex(&["show", "keytruda"]).code(1);
    assert!(stderr(&assert).contains("J9271"), "{}", stderr(&assert));
    let assert = user.jdex(&["show", "96413"]).code(1);
    assert!(stderr(&assert).contains("CPT"), "{}", stderr(&assert));
    let answer = user.json(&["show", "J9O39", "--json"], 1);
    assert_eq!((&answer["error"]["kind"], &answer["nearest"][0]), (&"unknown-code".into(), &"J9039".into()));
}

#[test]
fn rules_can_be_read_in_plain_lines() {
    let user = User::new();
    assert!(user.out(&["rule"]).contains("jz-required"));
    assert!(user.out(&["rule", "jz-required"]).contains("for dates of service from 2023-07-01"));
    assert_eq!(user.json(&["rule", "none", "--json"], 2)["error"]["kind"], "unknown-rule");
}

#[test]
fn a_page_is_written_as_markdown_and_as_html() {
    let user = User::new();
    let markdown = user.out(&["show", "J9271", "--format", "md"]);
    for part in [
        "# J9271  pembrolizumab\n",
        "\n## Modifiers\n",
        "- **unit** **1 unit = 1 mg**",
        "```text\nquarter",
        "[^1]",
        "\n[^1]: ",
        "<https://",
    ] {
        assert!(markdown.contains(part), "{part} in\n{markdown}");
    }
    let numbers = |text: &str| text.match_indices("[^").filter_map(|(at, _)| text[at + 2..].split(']').next()?.parse::<usize>().ok()).max();
    let (cited, listed) = markdown.split_once("\n[^1]: ").unwrap();
    assert_eq!(numbers(cited), numbers(listed), "every number stands for a document");
    let html = user.out(&["show", "J9271", "--format", "html"]);
    for part in ["<!doctype html>", "<h2>Denials</h2>", "<a href=\"#s1\">1</a>", "<li id=\"s1\">", "<code>J9277</code>", "</body></html>"] {
        assert!(html.contains(part), "{part} in\n{html}");
    }
    assert!(!html.contains("<script") && !html.contains('\u{1}'));
    user.jdex(&["show", "J9271", "--format", "pdf"]).code(2);
}

/// The code of levetiracetam changed on 2026-10-01 and its new descriptor is not held: CMS's payment limit says what one unit is.
#[test]
fn an_announced_code_is_computed_by_its_payment_limit_and_says_so() {
    let user = User::new();
    let units = |code: &str, day: &str| user.json(&["units", code, "1000 mg", "--date", day, "--json"], 0);
    let answer = units("J1957", "2026-11-30");
    assert_eq!(answer["lines"][0]["units"], 200);
    let kinds = |answer: &Value| -> Vec<String> {
        answer["warnings"].as_array().unwrap().iter().map(|warning| warning["kind"].as_str().unwrap().to_owned()).collect()
    };
    assert!(kinds(&answer).contains(&"announced-unit".to_owned()));
    let ended = units("J1953", "2026-11-30");
    let told = ended["warnings"].as_array().unwrap().iter().find(|warning| warning["kind"] == "code-ended").unwrap();
    let text = told["text"].as_str().unwrap();
    assert!(text.contains("J1957 (5 mg) or J1958 (5 mg). ") && text.matches("Recompute").count() == 1, "{text}");
    assert!(!kinds(&units("J1953", "2026-09-30")).contains(&"code-ended".to_owned()));
}
