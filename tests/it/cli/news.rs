//! `jdex news`.

use serde_json::Value;

use super::User;

fn news(arguments: &[&str], exit: i32) -> Value {
    User::new().json(&[&["news", "--json"], arguments].concat(), exit)
}

fn text(arguments: &[&str]) -> String {
    let output = User::new().command(&[&["news"], arguments].concat()).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

fn rows<'a>(answer: &'a Value, kind: &str) -> Vec<&'a Value> {
    answer["news"].as_array().unwrap().iter().filter(|row| row["kind"] == kind).collect()
}

#[test]
fn announced_codes_begin_and_end_with_their_quarter() {
    let answer = news(&["--since", "2026-10-01"], 0);
    let ended = rows(&answer, "ended");
    let j9181 = ended.iter().find(|row| row["code"] == "J9181").unwrap();
    // The last day is 2026-09-30, which is inferred from the quarter.
    assert_eq!((&j9181["date"], &j9181["inferred"]), (&"2026-10-01".into(), &true.into()));
    assert!(rows(&answer, "began").iter().any(|row| row["code"] == "J9187" && row["announced"] == true));
    // Without --since it is the newest quarter held.
    assert_eq!(news(&[], 0), answer);
}

#[test]
fn what_ended_names_what_bills_now() {
    let answer = news(&["--since", "2026-04-01"], 0);
    let c9307 = rows(&answer, "ended").into_iter().find(|row| row["code"] == "C9307").unwrap();
    assert_eq!(c9307["successors"], serde_json::json!(["J9601"]));
}

#[test]
fn prices_are_compared_between_neighboring_quarters() {
    let answer = news(&["--since", "2026-10-01", "--price-change", "10"], 0);
    for row in rows(&answer, "price") {
        let percent: f64 = row["percent"].as_str().unwrap().parse().unwrap();
        assert!(percent.abs() >= 10.0, "{row}");
    }
    let all = rows(&answer, "price").len();
    let few = news(&["--since", "2026-10-01", "--price-change", "50"], 0);
    assert!(all > rows(&few, "price").len() && all > 20, "{all}");
}

#[test]
fn no_news_is_said() {
    let answer = news(&["--since", "2031-01-01"], 1);
    assert_eq!(answer["news"].as_array().map(Vec::len), Some(0));
    assert!(text(&["--since", "2031-01-01"]).contains("None in the editions held."));
}

#[test]
fn news_is_a_table_for_others() {
    let table = text(&["--since", "2026-10-01", "--format", "csv"]);
    assert_eq!(table.lines().next(), Some("kind,code,name,date,what"));
    assert!(table.lines().any(|line| line.starts_with("ended,J9181,etoposide,2026-10-01,")), "{table}");
    let page = text(&["--since", "2026-10-01", "--format", "markdown"]);
    assert!(page.contains("| J9181 | 2026-10-01 | etoposide |"), "{page}");
}
