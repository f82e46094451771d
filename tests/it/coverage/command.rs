//! `jdex coverage` and the claim check, from outside.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value;

struct User(tempfile::TempDir);

impl User {
    fn new() -> User {
        User(tempfile::tempdir().unwrap())
    }

    fn run(&self, arguments: &[&str], input: &str) -> (i32, String, String) {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("jdex"));
        command.args(arguments).env("JDEX_DATA_DIR", self.0.path().join("data")).env("JDEX_CONFIG_DIR", self.0.path());
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    }

    fn json(&self, arguments: &[&str]) -> (i32, Value) {
        let (exit, out, err) = self.run(&[arguments, &["--json"]].concat(), "");
        (exit, serde_json::from_str(&out).unwrap_or_else(|e| panic!("{arguments:?}: {e}: {out}{err}")))
    }
}

#[test]
fn a_pair_is_listed_conditional_or_not() {
    let user = User::new();
    for (arguments, exit, verdict) in [
        (&["coverage", "J1745", "--dx", "K5000", "--state", "ny"][..], 0, "listed"),
        (&["coverage", "j1745", "--dx", "l88", "--contractor", "wellpoint federal"], 1, "listed-with-condition"),
        (&["coverage", "J1745", "--dx", "E11.9", "--state", "NY"], 1, "not-listed"),
        (&["coverage", "J9218", "--dx", "C61", "--state", "NY"], 1, "no-list"),
        (&["coverage", "J1740", "--dx", "M81.0", "--dx", "K20.90", "--state", "NY"], 0, "listed"),
    ] {
        let (code, answer) = user.json(arguments);
        assert_eq!(
            (code, answer["policies"][0]["verdict"].as_str(), &answer["none"]),
            (exit, Some(verdict), &Value::Bool(false)),
            "{answer}"
        );
    }
    let (_, answer) = user.json(&["coverage", "J1740", "--dx", "M81.0", "--state", "NY"]);
    assert_eq!(answer["as_of"], "2026-09-28");
    let policy = &answer["policies"][0];
    assert_eq!(
        (policy["document"].as_str(), policy["groups"][0].as_str(), policy["lcd"].as_str()),
        (Some("A52421"), Some("2"), Some("L33394"))
    );
    assert!(policy["condition"].as_str().unwrap().contains("group 3") && policy["notes"][0] == "missing: a code of group 3", "{policy}");
}

#[test]
fn no_document_is_not_non_coverage() {
    let user = User::new();
    let (exit, answer) = user.json(&["coverage", "J9271", "--dx", "C61"]);
    assert_eq!((exit, &answer["none"], answer["policies"].as_array().unwrap().len()), (1, &Value::Bool(true), 0));
    let (exit, out, _) = user.run(&["coverage", "J1745", "--dx", "K50.00", "--state", "TX"], "");
    assert!(exit == 1 && out.contains("Not listed does not mean not covered"), "{out}");
    // DME LCDs are for suppliers.
    let (exit, out, _) = user.run(&["coverage", "J7620"], "");
    assert!(exit == 1 && out.contains("L33370 of the DME MACs"), "{out}");
}

#[test]
fn what_is_unknown_is_refused_with_what_is_near() {
    let user = User::new();
    for (arguments, kind, words) in [
        (&["coverage", "J1745", "--dx", "K50"][..], "diagnosis-not-billable", "K50.00"),
        (&["coverage", "J1745", "--dx", "K50.99"], "unknown-diagnosis", "K50.90"),
        (&["coverage", "J1745", "--dx", "XX000"], "not-a-diagnosis", "K50.00"),
        (&["coverage", "J1745", "--dx", ""], "not-a-diagnosis", "K50.00"),
        (&["coverage", "J1745", "--state", "QQ"], "unknown-state", "two letters"),
        (&["coverage", "J1745", "--contractor", "Acme"], "unknown-contractor", "Palmetto"),
        (&["coverage", "J0000"], "unknown-code", "J0000"),
    ] {
        let (exit, answer) = user.json(arguments);
        let message = answer["error"]["message"].as_str().unwrap();
        assert!(exit == 2 && answer["error"]["kind"] == kind && message.contains(words), "{arguments:?}: {answer}");
    }
    // Listed before the file that holds it is out.
    let (exit, answer) = user.json(&["coverage", "J0897", "--dx", "C79.83"]);
    assert!(exit <= 1 && answer["diagnoses"][0]["descriptor"].is_null(), "{answer}");
}

#[test]
fn state_and_contractor_may_be_set_once() {
    let user = User::new();
    std::fs::write(user.0.path().join("config.toml"), "state = \"GA\"\n").unwrap();
    let (exit, answer) = user.json(&["coverage", "J1745", "--dx", "L88"]);
    assert_eq!((exit, answer["policies"][0]["document"].as_str()), (1, Some("A56432")));
    // What is asked for wins.
    let (_, answer) = user.json(&["coverage", "J1745", "--dx", "L88", "--state", "NY"]);
    assert_eq!(answer["policies"][0]["document"], "A52423");
    let (_, out, _) = user.run(&["show", "J1745", "--pane", "coverage"], "");
    assert!(
        out.find("A56432").unwrap() < out.find("Other contractors").unwrap() && out.find("A52423") > out.find("Other contractors"),
        "{out}"
    );
    std::fs::write(user.0.path().join("config.toml"), "state = \"QQ\"\ncontractor = \"Acme\"\n").unwrap();
    let (_, _, err) = user.run(&["coverage", "J1745"], "");
    assert!(err.contains("config.toml:1: state: `QQ`") && err.contains("config.toml:2: contractor: `Acme`"), "{err}");
}

#[test]
fn the_claim_check_reads_the_contractors_document() {
    let user = User::new();
    let claim = "code,modifiers,units,date,diagnosis,payer\nJ1745,JZ,50,2026-10-06,E11.9,\nJ1740,JZ,3,2026-10-07,M81.0,NGS\nJ1745,JZ,50,2026-10-08,K50.00,\nJ9271,JZ,200,2026-10-08,E11.9,\n";
    let found = |arguments: &[&str]| -> Vec<(u64, String, String)> {
        let (_, out, err) = user.run(&[&["claim", "-", "--json"], arguments].concat(), claim);
        let answer: Value = serde_json::from_str(&out).unwrap_or_else(|e| panic!("{e}: {out}{err}"));
        let rows = answer["findings"].as_array().unwrap().iter().filter(|f| f["rule"] == "coverage-policy");
        rows.map(|f| {
            (
                f["line"].as_u64().unwrap(),
                format!("{}/{}", f["edit"].as_str().unwrap(), f["severity"].as_str().unwrap()),
                f["text"].to_string(),
            )
        })
        .collect()
    };
    let told = found(&["--state", "NY"]);
    let kinds: Vec<(u64, &str)> = told.iter().map(|(line, kind, _)| (*line, kind.as_str())).collect();
    assert_eq!(kinds, [(1, "diagnosis-not-listed/warning"), (2, "diagnosis-listed-with-condition/warning")], "{told:?}");
    assert!(told[0].2.contains("A52423 (NGS)") && told[1].2.contains("group 2 of A52421"), "{told:?}");
    // The state of the second line is not known, its contractor is.
    let told = found(&[]);
    let kinds: Vec<(u64, &str)> = told.iter().map(|(line, kind, _)| (*line, kind.as_str())).collect();
    assert_eq!(kinds, [(1, "coverage-contractor-unknown/note"), (2, "diagnosis-listed-with-condition/warning")], "{told:?}");
    // Texas has no document on the drug.
    assert!(found(&["--state", "TX"]).iter().all(|(line, ..)| *line == 2 || *line > 4), "{:?}", found(&["--state", "TX"]));
}

#[test]
fn a_denial_for_the_diagnosis_names_the_documents() {
    let user = User::new();
    for carc in ["CO-50", "CO-11", "CO-167"] {
        let (_, answer) = user.json(&["denial", carc, "--code", "J1745"]);
        let documents: Vec<&str> = answer["coverage"].as_array().unwrap().iter().map(|d| d["document"].as_str().unwrap()).collect();
        assert_eq!(documents, ["A52423", "A56432"], "{carc}");
    }
    let (_, answer) = user.json(&["denial", "CO-16", "--code", "J1745"]);
    assert_eq!(answer["coverage"].as_array().unwrap().len(), 0);
}

#[test]
fn compare_says_which_diagnoses_only_one_code_is_listed_for() {
    let user = User::new();
    let (_, answer) = user.json(&["compare", "J0585", "J0586"]);
    let lists = answer["coverage"].as_array().unwrap();
    let list = lists.iter().find(|list| list["contractor"] == "CGS").unwrap_or_else(|| panic!("{answer}"));
    let only = |side: &str| list[side].as_array().unwrap().iter().map(|dx| dx.as_str().unwrap()).collect::<Vec<_>>();
    // Achalasia is for J0585 only, cervical dystonia for both, as A59726 pairs its groups with drugs.
    assert!(only("left_only").contains(&"K22.0") && !only("left_only").contains(&"G24.3") && only("right_only") == ["K11.7"], "{list}");
    assert!(list["left_documents"][0] == "A59726" && list["both"].as_u64() > Some(0), "{list}");
    let (_, out, _) = user.run(&["compare", "J0585", "J0586"], "");
    assert!(out.contains("J0586 only: K11.7") && out.lines().any(|l| l.starts_with("≠ CGS, NGS, Noridian")), "{out}");
    let marked = out.lines().filter(|line| line.starts_with("≠ ")).count();
    assert!(out.starts_with(&format!("{marked} differences")), "{out}");
    // The same lists are no difference; a code without lists has nothing to compare.
    let (_, answer) = user.json(&["compare", "J1745", "Q5103"]);
    assert!(answer["coverage"].as_array().unwrap().iter().all(|list| list["left_only"] == list["right_only"]), "{answer}");
    assert_eq!(user.json(&["compare", "J1745", "J2350"]).1["coverage"], serde_json::json!([]));
}

#[test]
fn a_diagnosis_card_carries_its_descriptor() {
    let (exit, answer) = User::new().json(&["search", "K50.00"]);
    assert_eq!((exit, answer["cards"][0]["title"].as_str()), (0, Some("Crohn's disease of small intestine without complications")));
}

#[test]
fn a_diagnosis_may_stand_behind_the_code() {
    let user = User::new();
    let behind = user.json(&["coverage", "J1745", "K50.00", "--state", "NY"]);
    assert_eq!(behind, user.json(&["coverage", "J1745", "--dx", "K50.00", "--state", "NY"]));
    assert_eq!(behind.0, 0);
}
