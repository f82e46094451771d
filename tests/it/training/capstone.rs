//! The capstone: twelve denied lines of one clinic, worked by deadline and dollars; the engine answers.

use assert_cmd::Command;
use jdex::catalog::{Catalog, OtherRemedy, Resolution};
use jdex::training::capstone::{Capstone, Work, WorkedClaim, event, resume, triage};
use jdex::training::case;
use jdex::training::progress::Progress;

use super::CATALOG;

fn jdex(home: &std::path::Path) -> Command {
    let mut command = Command::cargo_bin("jdex").unwrap();
    command.env("JDEX_DATA_DIR", home).env("JDEX_CONFIG_DIR", home).env("NO_COLOR", "1").args(["--date", "2026-11-22"]);
    command
}

/// What is right for each claim, as it would be typed.
fn remedies() -> Vec<String> {
    let capstone = Capstone::shipped().unwrap();
    let remedy = |claim: &jdex::training::capstone::DeniedClaim<'_>| match claim.scenario.resolution {
        Resolution::Claim { .. } => {
            let lines: Vec<String> = case::wanted(claim.scenario).iter().map(|l| l.text()).collect();
            let unprocessable = claim.scenario.remittance.iter().any(|r| r.rarc.iter().any(|x| x == "MA130"));
            format!("{} {}", if unprocessable { "resubmit" } else { "correct" }, lines.join("; "))
        }
        Resolution::Other(OtherRemedy::Appeal) => "appeal".to_owned(),
        Resolution::Other(OtherRemedy::SendRecords) => "records".to_owned(),
        Resolution::Other(OtherRemedy::OtherPayer) => "other-payer".to_owned(),
        Resolution::Other(OtherRemedy::Refund) => "refund".to_owned(),
        Resolution::Other(OtherRemedy::WriteOff) => "write-off".to_owned(),
    };
    capstone.claims(&CATALOG).iter().map(remedy).collect()
}

/// What is due first, then what is worth most.
fn best_order() -> Vec<usize> {
    let claims = Capstone::shipped().unwrap().claims(&CATALOG);
    let mut order: Vec<usize> = (0..claims.len()).collect();
    order.sort_by_key(|i| (claims[*i].deadline.is_none(), claims[*i].deadline, std::cmp::Reverse(claims[*i].denied)));
    order
}

#[test]
fn every_remedy_is_answered_by_the_engine() {
    let claims = Capstone::shipped().unwrap().claims(&CATALOG);
    assert_eq!(claims.len(), 11);
    let kinds: std::collections::BTreeSet<String> = remedies().iter().map(|r| r.split(' ').next().unwrap().to_owned()).collect();
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), ["appeal", "correct", "other-payer", "records", "resubmit", "write-off"]);
    for (claim, remedy) in claims.iter().zip(remedies()) {
        let id = &claim.scenario.id;
        let reply = claim.work(&CATALOG, &Work::parse(&remedy).unwrap()).unwrap();
        assert_eq!(reply.percent, 100, "{id}: {remedy}: {reply:?}");
        // The other of new and corrected claim is worth half, a claim as it was billed no pass, anything else nothing.
        let confused = match remedy.split_once(' ') {
            Some(("correct", lines)) => format!("resubmit {lines}"),
            Some((_, lines)) => format!("correct {lines}"),
            None => "refund".to_owned(),
        };
        let reply = claim.work(&CATALOG, &Work::parse(&confused).unwrap()).unwrap();
        assert!(reply.percent <= 50 && !reply.lines.is_empty(), "{id}: {confused}");
    }
    assert!(Work::parse("resubmit").is_err() && Work::parse("sue them").is_err() && Work::parse("write").is_err());
    assert_eq!(Work::parse("Write Off"), Ok(Work::Other(OtherRemedy::WriteOff)));
    assert_eq!(Work::parse("other payer"), Ok(Work::Other(OtherRemedy::OtherPayer)));
    let records = claims.iter().find(|claim| claim.scenario.id == "records-never-sent").unwrap();
    assert_eq!(records.work(&CATALOG, &Work::Other(OtherRemedy::Appeal)).unwrap().percent, 100, "its request carries the records");
    let edit = claims.iter().find(|claim| claim.scenario.id == "right-dose-over-the-edit").unwrap();
    assert_eq!(edit.work(&CATALOG, &Work::Other(OtherRemedy::SendRecords)).unwrap().percent, 50);
    // The lines as they were billed are no remedy where the diagnosis was wrong.
    let policy = claims.iter().find(|claim| claim.scenario.id == "outside-the-policy").unwrap();
    let again = policy.work(&CATALOG, &Work::parse("correct J9035-JZ x60").unwrap()).unwrap();
    assert!(again.percent <= 50 && again.lines.iter().any(|line| line.contains("CO-50 N115")), "{again:?}");
}

#[test]
fn the_order_counts_by_deadline_and_dollars() {
    let claims = Capstone::shipped().unwrap().claims(&CATALOG);
    assert_eq!(triage(&claims, &best_order()), 100);
    let worst: Vec<usize> = best_order().into_iter().rev().collect();
    assert!(triage(&claims, &worst) < 40, "{}", triage(&claims, &worst));
    assert_eq!(triage(&claims, &[]), 0);
    let first = &claims[best_order()[0]];
    assert_eq!((first.scenario.id.as_str(), first.deadline.unwrap().to_string().as_str()), ("right-dose-over-the-edit", "2026-11-22"));
}

/// Two windows work one queue: what both worked is gone on with; only a start that was asked for forgets it.
#[test]
fn two_queues_at_once_lose_nothing() {
    let claims = Capstone::shipped().unwrap().claims(&CATALOG);
    let mut progress = Progress::default();
    let mut work = |place: usize, anew: bool| {
        let worked = [WorkedClaim { place, typed: "appeal".to_owned(), percent: 0 }];
        progress.apply("ana", "2026-11-22".parse().unwrap(), &event(&claims, &worked, anew).unwrap());
        let left = resume(&claims, progress.learner("ana").unwrap());
        left.iter().map(|done| done.place).collect::<Vec<usize>>()
    };
    assert_eq!(work(0, false), [0]);
    assert_eq!(work(3, false), [0, 3]);
    assert_eq!(work(5, true), [5]);
}

/// The deadlines are rows of the catalog: filing from the date of service, reopening from the decision, appeal from its receipt.
#[test]
fn deadlines_are_those_of_the_catalog() {
    let claims = Capstone::shipped().unwrap().claims(&CATALOG);
    let due = |id: &str| claims.iter().find(|c| c.scenario.id == id).unwrap().deadline.map(|date| date.to_string());
    assert_eq!(due("nothing-wasted-nothing-said").as_deref(), Some("2027-05-06"), "a new claim");
    assert_eq!(due("pump-at-home").as_deref(), Some("2027-03-02"), "another contractor");
    assert_eq!(due("twin-line").as_deref(), Some("2027-07-20"), "a reopening");
    assert_eq!(due("records-never-sent").as_deref(), Some("2026-11-22"), "120 days after five for the mail");
    assert_eq!(due("drug-billed-for-an-inpatient"), None, "a write-off");
    let without = Catalog::default();
    assert!(Capstone::shipped().unwrap().claims(&without).is_empty());
}

#[test]
fn the_remittance_is_an_835_and_the_queue_is_worked_and_recorded() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("denied.835");
    std::fs::write(&file, jdex(home.path()).args(["train", "capstone", "--835"]).output().unwrap().stdout).unwrap();
    let read = jdex(home.path()).args(["denial", "--json", "--835"]).arg(&file).output().unwrap();
    let report: serde_json::Value = serde_json::from_slice(&read.stdout).unwrap();
    let text = String::from_utf8(read.stdout).unwrap();
    assert!(read.stderr.is_empty(), "{}", String::from_utf8_lossy(&read.stderr));
    let lines = report["denied"].as_array().unwrap_or_else(|| panic!("{text}"));
    assert_eq!(lines.len(), 12, "{text}");

    let remedies = remedies();
    let typed: String = best_order().iter().map(|i| format!("{}\n{}\n", i + 1, remedies[*i])).collect();
    let done = jdex(home.path()).args(["train", "capstone", "--json", "--learner", "ana"]).write_stdin(typed).output().unwrap();
    let result: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!((&result["percent"], &result["triage"], &result["passed"]), (&100.into(), &100.into(), &true.into()), "{result}");
    let partly = jdex(home.path())
        .args(["train", "capstone", "--learner", "ben"])
        .write_stdin("2\nappeal\nqueue\nlook CO-226\nq\n")
        .output()
        .unwrap();
    let text = String::from_utf8(partly.stdout).unwrap();
    assert_eq!(partly.status.code(), Some(1));
    assert!(text.contains("gives no appeal rights") && text.contains("Left open with 10 of 11 claims"), "{text}");
    // The same command goes on where the queue was left; what was worked is not asked again.
    let typed: String = best_order().iter().map(|i| format!("{}\n{}\n", i + 1, remedies[*i])).collect();
    let resumed = jdex(home.path()).args(["train", "capstone", "--learner", "ben"]).write_stdin(typed).output().unwrap();
    let text = String::from_utf8(resumed.stdout).unwrap();
    assert!(text.contains("Resumed: 1 of 11 claims") && text.contains("That claim is worked."), "{text}");
    assert!(text.contains("passed: remedies 90%, order of work 90%") && text.contains("out of turn: claim 4 was due 2026-11-22"), "{text}");
    let csv = jdex(home.path()).args(["train", "report", "--csv"]).output().unwrap();
    let csv = String::from_utf8(csv.stdout).unwrap();
    assert!(csv.contains("ben,capstone,capstone,passed,90,,,2026-11-22,order of work 90%"), "{csv}");
    let class = home.path().join("class.csv");
    std::fs::write(&class, "learner,cases,drills\nana,capstone,1\nben,capstone,\ncleo,capstone,\n").unwrap();
    let report = jdex(home.path()).args(["train", "report", "--json", "--class"]).arg(&class).output().unwrap();
    let report: serde_json::Value = serde_json::from_slice(&report.stdout).unwrap();
    let rows: Vec<String> = report["assignments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| format!("{} {} {} {}", row["learner"], row["id"], row["state"], row["percent"]).replace('"', ""))
        .collect();
    assert_eq!(rows, ["ana capstone done 100", "ana any open null", "ben capstone done 90", "cleo capstone open null"]);
    let kept = std::fs::read_to_string(home.path().join("progress.json")).unwrap();
    let kept: serde_json::Value = serde_json::from_str(&kept).unwrap();
    assert_eq!(kept["learners"]["ana"]["drills"]["capstone"]["right"], 11);
    assert_eq!(kept["learners"]["ben"]["drills"]["capstone"]["answered"], 11);
    assert_eq!(
        (kept["learners"]["ben"]["queue"].as_array().unwrap().len(), &kept["learners"]["ben"]["capstones"][0]["percent"]),
        (0, &90.into())
    );
}
