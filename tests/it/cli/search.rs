//! `jdex search`, `jdex bookmarks` and `jdex compare`.

use super::*;

#[test]
fn search_prints_aligned_lines_and_says_what_ended() {
    let user = User::new();
    assert_eq!(user.out(&["search", "keytruda", "--limit", "1"]), "J9271  pembrolizumab  1 mg  (Keytruda)\n");
    assert_eq!(user.out(&["search", "j9010"]), "J9010  alemtuzumab  10 mg  ENDED 2015-12-31\nJ0202  alemtuzumab  1 mg   (J9010)\n");
    assert_eq!(user.out(&["search", "J90", "--limit", "3"]).lines().count(), 3);
    let ended = user.out(&["search", "rituximab", "--ended"]);
    assert!(ended.lines().all(|l| l.contains("ENDED")) && ended.starts_with("J9310"), "{ended}");
    assert_eq!(user.out(&["search", "alemtuzumab", "--date", "2015-06-01", "--limit", "1"]), "J9010  alemtuzumab  10 mg\n");
}

#[test]
fn search_in_json_has_the_keys_of_the_contract() {
    let user = User::new();
    let answer = user.json(&["search", "elspar", "--json", "--date", "2026-11-22"], 0);
    assert_eq!(keys(&answer), ["date", "hits", "query"]);
    assert_eq!((answer["query"].as_str(), answer["date"].as_str()), (Some("elspar"), Some("2026-11-22")));
    let hit = &answer["hits"][0];
    assert_eq!(keys(hit), ["code", "descriptor", "matched", "name", "state", "tier", "unit"]);
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
    assert!(stderr(&assert).contains("nothing is like `qwertzuiop`"));
    assert_eq!(user.json(&["search", "qwertzuiop", "--json"], 1)["hits"], Value::Array(Vec::new()));
    user.jdex(&["search"]).code(2);
    user.jdex(&["search", "\u{1b}[2J"]).code(1).stdout("");
}

#[test]
fn compare_marks_what_differs() {
    let user = User::new();
    let out = user.out(&["compare", "j9010", "J0202", "--date", "2026-11-22"]);
    assert!(out.lines().any(|l| l.starts_with("≠ unit ") && l.contains("10 mg") && l.contains("1 mg")), "{out}");
    assert!(out.contains("10 mg = 1 unit of J9010 = 10 units of J0202"), "{out}");
    let answer = user.json(&["compare", "J9010", "J0202", "--json"], 0);
    assert_eq!(keys(&answer), ["date", "left", "right", "rows", "same_amount"]);
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
    assert_eq!(keys(&answer["codes"][0]), ["code", "descriptor", "name", "state", "unit"]);
    assert_eq!((&answer["codes"][0]["state"], &answer["unknown"][0]), (&"active".into(), &"X0000".into()));
    assert_eq!(user.json(&["bookmarks", "--add", "J0000", "--json"], 2)["error"]["kind"], "unknown-code");
    user.jdex(&["bookmarks", "--recent", "--add", "J9271"]).code(2);
    user.write("data/browser.json", "broken");
    let answer = user.json(&["bookmarks", "--json"], 2);
    assert!(answer["error"]["message"].as_str().unwrap().contains("browser.json"), "{answer}");
}
