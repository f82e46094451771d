//! A class of thirty made-up learners: assigned, worked by script in sessions that run at once, reported; the report agrees
//! with a recount from the progress file.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;

fn jdex(home: &Path) -> Command {
    let mut command = Command::cargo_bin("jdex").unwrap();
    command.env("JDEX_DATA_DIR", home).env("JDEX_CONFIG_DIR", home).env("NO_COLOR", "1").args(["--date", "2026-11-22"]);
    command
}

fn out(command: &mut Command) -> String {
    String::from_utf8(command.output().unwrap().stdout).unwrap()
}

const LEARNERS: usize = 30;

fn name(i: usize) -> String {
    // One name that a spreadsheet would compute.
    if i == 7 { "=learner 07".to_owned() } else { format!("learner {i:02}") }
}

/// Odd ones err; every third does not come to the exam.
fn work(home: &Path, i: usize) {
    let learner = format!("--learner={}", name(i));
    let answers = if i.is_multiple_of(2) { "b,d,J9021 x325; J9021-JW x75" } else { "a,d,J9021 x33" };
    let _ = out(jdex(home).args(["train", "play", "expired-code", "--answers", answers, &learner]));
    let _ = out(jdex(home).args([
        "train",
        "drill",
        "--kind",
        "modifier",
        "--seed",
        "5",
        "--count",
        "3",
        "--answers",
        "JW,JZ,neither",
        &learner,
    ]));
    if !i.is_multiple_of(3) {
        let _ = out(jdex(home).args(["train", "exam", "--cases", "0", "--drills", "2", "--seed", "9", &learner]).write_stdin("-\n-\n"));
    }
}

#[test]
fn thirty_learners_at_once_lose_nothing_and_the_totals_agree() {
    let home = tempfile::tempdir().unwrap();
    let roster = home.path().join("class.csv");
    let mut file = std::fs::File::create(&roster).unwrap();
    writeln!(file, "Learner;Cases;Drills;Exams;Due").unwrap();
    for i in 0..LEARNERS {
        let due = if i < 10 { "11/20/2026" } else { "2026-12-18" };
        writeln!(file, "{};expired-code twin-line;modifier:3;1;{due}", name(i)).unwrap();
    }
    drop(file);
    std::thread::scope(|scope| {
        for session in 0..3 {
            let home = home.path();
            scope.spawn(move || (0..LEARNERS).filter(|i| i % 3 == session).for_each(|i| work(home, i)));
        }
    });
    // One learner in two sessions at once: a browser left open at home, a command line in class.
    std::thread::scope(|scope| {
        for session in 0..2 {
            let home = home.path();
            let drill = move |i: u32| {
                let seed = (100 * session + i).to_string();
                let drill = ["train", "drill", "--kind", "modifier", "--count", "2", "--answers", "JW,JZ", "--learner", "learner 01"];
                out(jdex(home).args(drill).args(["--seed", &seed]))
            };
            scope.spawn(move || (0..4).map(drill).for_each(drop));
        }
    });

    let file = roster.to_str().unwrap();
    let report: Value = serde_json::from_str(&out(jdex(home.path()).args(["train", "report", "--class", file, "--json"]))).unwrap();
    let rows = report["assignments"].as_array().unwrap();
    assert_eq!((report["learners"].as_array().unwrap().len(), rows.len()), (LEARNERS, LEARNERS * 4));

    // The recount, from the file alone.
    let kept: Value = serde_json::from_str(&std::fs::read_to_string(home.path().join("progress.json")).unwrap()).unwrap();
    let learners = kept["learners"].as_object().unwrap();
    assert_eq!(learners.len(), LEARNERS);
    let (mut passed, mut runs, mut rules) = (0, 0, BTreeMap::<&str, u64>::new());
    for i in 0..LEARNERS {
        let own = &learners[&name(i)];
        let case = &own["cases"]["expired-code"];
        assert_eq!(case["runs"], 1, "{}", name(i));
        let sessions = if i == 1 { 16 } else { 0 };
        // An exam may draw some as well.
        assert!((3 + sessions..=5 + sessions).contains(&own["drills"]["modifier"]["answered"].as_u64().unwrap()), "{}", own["drills"]);
        assert_eq!(own["exams"].as_array().unwrap().len(), usize::from(i % 3 > 0));
        passed += u64::from(case["passed"].is_string());
        runs += case["runs"].as_u64().unwrap();
        for (rule, mastery) in own["rules"].as_object().unwrap() {
            *rules.entry(rule).or_default() += mastery["right"].as_u64().unwrap() + mastery["wrong"].as_u64().unwrap();
        }
        let of = |what: &str, id: &str| rows.iter().find(|r| r["learner"] == name(i) && r["what"] == what && r["id"] == id).unwrap();
        assert_eq!(of("case", "expired-code")["percent"], case["best"]);
        assert_eq!(of("case", "expired-code")["done"], u64::from(case["passed"].is_string()));
        assert_eq!(of("case", "twin-line")["state"], if i < 10 { "overdue" } else { "open" });
        assert_eq!(of("exam", "exam")["attempts"], u64::from(i % 3 > 0));
    }
    assert_eq!((passed, runs), (15, 30));
    let totals = &report["cases"]["expired-code"];
    assert_eq!((&totals["assigned"], &totals["passed"], &totals["runs"]), (&30.into(), &passed.into(), &runs.into()));
    for (rule, total) in &report["rules"].as_object().unwrap().clone() {
        assert_eq!(total["right"].as_u64().unwrap() + total["wrong"].as_u64().unwrap(), rules[rule.as_str()], "{rule}");
    }
    assert_eq!(report["rules"].as_object().unwrap().len(), rules.len());

    let csv = out(jdex(home.path()).args(["train", "report", "--class", file, "--csv"]));
    let table: Vec<csv::StringRecord> = csv::Reader::from_reader(csv.as_bytes()).records().map(Result::unwrap).collect();
    assert_eq!(table.len(), rows.len());
    for (record, row) in table.iter().zip(rows) {
        let cell = |key: &str| match &row[key] {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let keys = ["what", "id", "state", "percent", "wanted", "done", "attempts", "completed", "due"];
        assert_eq!(record.iter().skip(1).collect::<Vec<_>>(), keys.map(cell), "{record:?}");
    }
    assert!(table.iter().all(|r| !r[0].starts_with('=')) && csv.contains("'=learner 07"));
    let rule_csv = out(jdex(home.path()).args(["train", "report", "--class", file, "--by", "rule", "--csv"]));
    assert_eq!(rule_csv.lines().count(), 1 + rules.len());
    let text = out(jdex(home.path()).args(["train", "class", file]));
    let state = |i: usize, state: &str| rows.iter().filter(|row| row["learner"] == name(i) && row["state"] == state).count();
    for i in 0..LEARNERS {
        let [done, late, open, overdue] = ["done", "late", "open", "overdue"].map(|word| state(i, word));
        let counts = format!("{done:>3} done  {late} late  {open} open  {overdue} overdue");
        let line = text.lines().find(|line| line.starts_with(&name(i))).unwrap_or_else(|| panic!("{text}"));
        assert!(line.ends_with(&counts), "{line}: {counts}");
    }
}

/// A roster typed by hand: a name in other capitals is the same learner.
#[test]
fn capitals_of_a_name_do_not_matter() {
    let home = tempfile::tempdir().unwrap();
    work(home.path(), 2);
    let roster = "Name,Case\nLearner 02,expired-code\nLEARNER 02,twin-line\n";
    let output = jdex(home.path()).args(["train", "class", "-", "--json"]).write_stdin(roster).output().unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let states: Vec<&str> = report["assignments"].as_array().unwrap().iter().filter_map(|row| row["state"].as_str()).collect();
    assert_eq!((report["learners"].as_array().unwrap().len(), states), (1, vec!["done", "open"]));
    let text = String::from_utf8(jdex(home.path()).args(["train", "class", "-"]).write_stdin(roster).output().unwrap().stdout).unwrap();
    assert!(text.lines().all(|line| line.len() <= 80 && !line.starts_with("    ")), "a row is a line: {text}");
}

#[test]
fn a_roster_that_cannot_be_read_names_row_and_cure() {
    let home = tempfile::tempdir().unwrap();
    for (text, told) in [
        ("learner,grade\nA,1\n", "row 1: unknown column `grade`"),
        ("cases\nexpired-code\n", "no column `learner`"),
        ("learner,cases\nA,no-such\n", "row 2, cases: no case `no-such`"),
        ("learner,drills\nA,dance:3\n", "row 2, drills: no such kind; expected lines"),
        ("learner,drills\nA,lines:many\n", "row 2, drills: `many` is no count"),
        ("learner,due\nA,13/13/2026\n", "row 2, due:"),
        ("learner\n", "no learner"),
    ] {
        let output = jdex(home.path()).args(["train", "class", "-"]).write_stdin(text).output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert!(err.contains(told), "{text}: {err}");
    }
}
