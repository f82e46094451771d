//! `jdex search`, `jdex bookmarks` and `jdex compare`.

use super::*;

#[test]
fn search_prints_aligned_lines_and_says_what_ended() {
    let user = User::new();
    let keytruda = user.out(&["search", "keytruda", "--limit", "1"]);
    assert_eq!(keytruda, "J9271  pembrolizumab  1 mg  (Keytruda)\n");
    assert_eq!(
        user.out(&["search", "j9010"]),
        "Code\nJ9010  alemtuzumab  10 mg  ENDED 2015-12-31\n\nRelated\nJ0202  alemtuzumab  1 mg  (J9010)\n"
    );
    assert_eq!(user.out(&["search", "J90", "--limit", "3"]).lines().count(), 3);
    let ended = user.out(&["search", "rituximab", "--ended"]);
    assert!(ended.lines().all(|l| l.contains("ENDED")) && ended.starts_with("J9310"), "{ended}");
    assert_eq!(user.out(&["search", "alemtuzumab", "--date", "2015-06-01", "--limit", "1"]), "J9010  alemtuzumab  10 mg\n");
}

#[test]
fn search_in_json_has_the_keys_of_the_contract() {
    let user = User::new();
    let answer = user.json(&["search", "elspar", "--json", "--date", "2026-11-22"], 0);
    assert_eq!(keys(&answer), ["cards", "date", "hits", "nothing", "query"]);
    assert_eq!((answer["query"].as_str(), answer["date"].as_str()), (Some("elspar"), Some("2026-11-22")));
    let hit = &answer["hits"][0];
    let all = ["code", "descriptor", "did_you_mean", "group", "kind", "matched", "name", "note", "state", "tier", "unit", "units"];
    assert_eq!(keys(hit), all);
    assert_eq!((&hit["group"], &hit["kind"], &hit["did_you_mean"]), (&"brand".into(), &"biological".into(), &Value::Null));
    assert_eq!(hit["code"], "J9020");
    assert_eq!(hit["descriptor"], "Injection, asparaginase, not otherwise specified, 10,000 units");
    assert_eq!((&hit["state"], &hit["tier"], &hit["matched"]), (&"ended".into(), &"words".into(), &"Elspar".into()));
    assert_eq!(hit["unit"], "10,000 units");
    let unclassified = user.json(&["search", "J3490", "--json"], 0);
    assert_eq!((&unclassified["hits"][0]["unit"], &unclassified["hits"][0]["name"]), (&Value::Null, &Value::Null));
}

#[test]
fn search_without_a_hit_ends_with_one() {
    let user = User::new();
    let assert = user.jdex(&["search", "qwertzuiop"]).code(1).stdout("");
    assert!(stderr(&assert).contains("no match for `qwertzuiop`"));
    assert_eq!(user.json(&["search", "qwertzuiop", "--json"], 1)["hits"], Value::Array(Vec::new()));
    user.jdex(&["search"]).code(2);
    user.jdex(&["search", "\u{1b}[2J"]).code(1).stdout("");
}

#[test]
fn cards_doses_sentences_and_nothing_are_in_the_document() {
    let user = User::new();
    let first = |query: &str, key: &str| user.json(&["search", query, "--json", "--date", "2026-11-22"], 0)[key][0].clone();
    for (query, kind, id) in [
        ("JZ", "modifier", "JZ"),
        ("CO-16 M119", "carc", "16"),
        ("96413", "administration", "96413"),
        ("uhc", "payer", "unitedhealthcare"),
        ("MUE", "rule", "mue-clinical"),
        ("C50.911", "diagnosis", "C50.911"),
        ("12345-678-90", "ndc", "12345067890"),
    ] {
        let card = first(query, "cards");
        assert_eq!((&card["kind"], &card["id"]), (&kind.into(), &id.into()), "{query}");
        assert!(user.out(&["search", query]).starts_with(id), "{query}");
    }
    let dose = first("ketorolac 60 mg", "hits");
    assert_eq!((&dose["code"], &dose["units"]), (&"J1885".into(), &serde_json::json!({ "dose": "60 mg", "units": 4 })));
    assert!(user.out(&["search", "ketorolac", "60", "mg"]).contains("60 mg = 4 units"));
    let note = first("step therapy", "hits");
    assert_eq!(note["group"], "note");
    assert!(note["note"]["text"].as_str().unwrap().to_lowercase().contains("step therapy") && note["note"]["pane"].is_string());
    let out = user.out(&["search", "step", "therapy"]);
    assert!(out.starts_with("MENTIONED IN NOTES") || out.starts_with("Mentioned in notes"), "{out}");
    let typo = first("keytrda", "hits");
    assert_eq!((&typo["did_you_mean"], &typo["tier"]), (&"Keytruda".into(), &"typo".into()));
    assert!(user.out(&["search", "keytrda"]).starts_with("Did you mean Keytruda?\n"));
    let none = user.json(&["search", "qwertzuiop", "--json"], 1);
    assert!(none["nothing"]["why"].is_string() && none["nothing"]["instead"].as_array().unwrap().contains(&"J3490".into()));
    assert!(user.json(&["search", "99213", "--json"], 1)["nothing"]["why"].as_str().unwrap().contains("CPT"));
}

#[test]
fn a_word_that_is_no_command_is_searched_for() {
    let user = User::new();
    assert_eq!(user.out(&["J9271"]), user.out(&["search", "J9271"]));
    assert_eq!(user.out(&["ketorolac 60 mg"]), user.out(&["search", "ketorolac 60 mg"]));
    assert_eq!(user.json(&["--date", "2015-06-01", "keytruda", "--json"], 0)["date"], "2015-06-01");
    assert!(stderr(&user.jdex(&["serach", "keytruda"]).code(2)).contains("search"), "a command with a letter wrong is no query");
}

#[test]
fn compare_marks_what_differs() {
    let user = User::new();
    let out = user.out(&["compare", "j9010", "J0202", "--date", "2026-11-22"]);
    assert!(out.lines().any(|l| l.starts_with("≠ unit ") && l.contains("10 mg") && l.contains("1 mg")), "{out}");
    assert!(out.contains("10 mg = 1 unit of J9010 = 10 units of J0202"), "{out}");
    let answer = user.json(&["compare", "J9010", "J0202", "--json"], 0);
    assert_eq!(keys(&answer), ["coverage", "date", "left", "right", "rows", "same_amount"]);
    let unit = answer["rows"].as_array().unwrap().iter().find(|r| r["what"] == "unit").unwrap();
    assert_eq!((&unit["differs"], &unit["left"][0], &unit["right"][0]), (&true.into(), &"10 mg".into(), &"1 mg".into()));
    assert_eq!(user.json(&["compare", "J9010", "J9998", "--json"], 2)["error"]["kind"], "unknown-code");
}

#[test]
fn bookmarks_and_recent_codes_are_those_of_the_browser() {
    use jdex::storage::browser_state::{self, Change};
    let user = User::new();
    let assert = user.jdex(&["bookmarks"]).code(1).stdout("");
    assert!(stderr(&assert).contains("no bookmarks yet"), "{}", stderr(&assert));
    browser_state::save(
        &user.data(),
        &[Change::AddBookmark("J9271".into()), Change::Opened("J9039".into()), Change::AddBookmark("X0000".into())],
    )
    .unwrap();
    let assert = user.jdex(&["bookmarks", "--add", "j9010"]).code(0);
    assert_eq!(
        String::from_utf8_lossy(&assert.get_output().stdout),
        "J9271  pembrolizumab  1 mg\nJ9010  alemtuzumab    10 mg  ENDED 2015-12-31\n"
    );
    assert!(stderr(&assert).contains("X0000 is no code of this catalog"), "{}", stderr(&assert));
    assert_eq!(browser_state::load(&user.data()).0.bookmarks, ["J9271", "X0000", "J9010"]);
    assert_eq!(user.out(&["bookmarks", "--recent"]), "J9039  blinatumomab  1 mcg\n");
    let answer = user.json(&["bookmarks", "--remove", "j9271", "--json", "--date", "2015-06-01"], 0);
    assert_eq!(keys(&answer), ["codes", "date", "list", "unknown"]);
    assert_eq!(keys(&answer["codes"][0]), ["code", "descriptor", "kind", "name", "state", "unit"]);
    assert_eq!((&answer["codes"][0]["state"], &answer["unknown"][0]), (&"active".into(), &"X0000".into()));
    assert_eq!(user.json(&["bookmarks", "--add", "J0000", "--json"], 2)["error"]["kind"], "unknown-code");
    user.jdex(&["bookmarks", "--recent", "--add", "J9271"]).code(2);
    user.write("data/browser.json", "broken");
    let answer = user.json(&["bookmarks", "--json"], 2);
    assert!(answer["error"]["message"].as_str().unwrap().contains("browser.json"), "{answer}");
}
