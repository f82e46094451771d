//! `jdex claim` from outside: files as people write them, several claims in one, what is refused and where.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value;

/// Exit code, standard output and standard error of `jdex claim - ARGUMENTS`.
fn claim(file: &str, arguments: &[&str]) -> (i32, String, String) {
    let home = tempfile::tempdir().unwrap();
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("jdex"));
    command.args(["claim", "-"]).args(arguments).env("JDEX_DATA_DIR", home.path()).env("JDEX_CONFIG_DIR", home.path());
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(file.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
}

fn findings(file: &str, arguments: &[&str]) -> (i32, Vec<Value>) {
    let (code, out, err) = claim(file, &[arguments, &["--json"]].concat());
    let answer: Value = serde_json::from_str(&out).unwrap_or_else(|e| panic!("{e}: {out}{err}"));
    (code, answer["findings"].as_array().unwrap().clone())
}

/// `claim line kind` of each.
fn kinds(found: &[Value]) -> Vec<String> {
    found.iter().map(|f| format!("{} {} {}", f["claim"].as_str().unwrap_or("-"), f["line"], f["kind"].as_str().unwrap())).collect()
}

#[test]
fn the_keys_of_a_finding() {
    let (code, found) = findings("code,units,date\nJ9271,200,2026-05-06\n", &[]);
    assert_eq!(code, 1);
    let keys: Vec<&str> = found[0].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["claim", "denial", "edit", "fix", "kind", "line", "rule", "severity", "text", "where"]);
    assert_eq!(found[0]["denial"], serde_json::json!({"group": "CO", "carc": "4", "rarc": ["N822", "MA130"]}));
    assert_eq!((&found[0]["severity"], &found[0]["rule"]), (&"error".into(), &"jz-required".into()));
    assert_eq!(findings("code,modifiers,units,date\nJ9271,JZ,200,2026-05-06\n", &[]), (0, Vec::new()));
}

/// Notes alone leave the exit code at 0.
#[test]
fn a_note_is_no_fault() {
    let (code, found) = findings("code,units,date,pos\nJ2469,10,2026-05-06,22\n", &[]);
    assert_eq!((code, kinds(&found)), (0, vec!["- 1 packaged".to_owned()]));
}

/// Lines are those of their claim: neither a partner nor a twin is looked for in another one.
#[test]
fn several_claims_in_one_file() {
    let file = "claim,line,code,modifiers,units,date\n\
        A,1,J9355,JW,7,2026-03-03\n\
        B,1,J9355,,38,2026-03-03\n\
        C,1,J9271,JZ,200,2026-03-03\n\
        D,1,J9271,JZ,200,2026-03-03\n\
        B,2,J9271,JZ,200,2026-03-03\n";
    let (code, found) = findings(file, &[]);
    assert_eq!((code, kinds(&found)), (1, vec!["A 1 jw-without-partner".to_owned(), "B 1 missing-jw-jz".to_owned()]));
    let (_, text, _) = claim(file, &[]);
    let headings: Vec<&str> = text.lines().filter(|row| row.starts_with("claim ")).collect();
    assert_eq!(headings, ["claim A", "claim B"]);
    assert!(text.ends_with("5 lines checked: 2 errors, 0 warnings, 0 notes.\n"), "{text}");
}

/// JSON holds the same columns; numbers, lists and text are taken as they come.
#[test]
fn json_says_the_same_as_csv() {
    let csv = "code,modifiers,units,date,diagnosis\nJ9299,JW TB,6,2026-03-03,Z51.12\n";
    let rows = r#"[{"code": "j9299", "modifiers": ["JW", "TB"], "units": 6, "date": "2026-03-03", "diagnosis": ["Z51.12"], "dose": null}]"#;
    let expected = findings(csv, &[]);
    assert_eq!(kinds(&expected.1), ["- 1 jw-without-partner", "- 1 encounter-diagnosis-only"]);
    assert_eq!(findings(rows, &[]), expected);
    assert_eq!(findings(&format!("{{\"lines\": {rows}}}"), &[]), expected);
    assert_eq!(findings(&format!("\u{feff}{csv}"), &[]), expected);
}

#[test]
fn the_whole_file_from_340b_stock_and_when_it_is_received() {
    let file = "code,modifiers,units,date,340b\nJ9271,JZ,200,2025-02-03,\nJ9299,JZ,240,2025-02-03,no\n";
    assert_eq!(kinds(&findings(file, &["--340b"]).1), ["- 1 340b-missing"]);
    assert_eq!(kinds(&findings(file, &["--received", "2026-02-04"]).1), ["- 1 filed-late", "- 2 filed-late"]);
    assert_eq!(findings(file, &["--received", "2026-02-03"]).0, 0);
    // Lines without a date are of the date that is asked for.
    let undated = "code,units\nJ9020,1\n";
    assert_eq!(findings(undated, &["--date", "2025-12-31"]).0, 0);
    assert_eq!(kinds(&findings(undated, &["--date", "2026-01-01"]).1), ["- 1 ended-code"]);
}

#[test]
fn what_is_refused_says_where() {
    let cases = [
        ("code,units\nJ9271,abc\n", "standard input:2: units: `abc` is not a number"),
        ("code,units\nJ9271\n", "standard input:2: the header has 2 columns, this row 1; quote"),
        (
            "code,unit\nJ9271,1\n",
            "standard input:1: `unit` is no column of a claim file; the columns, separated by commas, are claim, line, code",
        ),
        ("code;units\nJ9271;1\n", "standard input:1: `code;units` is no column"),
        ("code,units,code\nJ9271,1,J9299\n", "standard input:1: column `code` stands there twice"),
        ("units\n1\n", "standard input:2: code: every claim line needs one"),
        ("code,date\nJ9271,03/03/2026\n", "standard input:2: date: `03/03/2026` is not a date"),
        ("code,modifiers\nJ9271,JW1\n", "standard input:2: modifiers: `JW1` is no modifier"),
        ("code,container\nJ9271,vial\n", "standard input:2: container: `vial` is none"),
        ("code,dose\nJ9271,much\n", "standard input:2: dose:"),
        ("code,opened\nJ9271,0x100 mg\n", "standard input:2:"),
        ("line,code\n1,J9271\n1,J9299\n", "standard input:3: line: 1 stands twice in one claim; name the claims in a column `claim`"),
        ("code,units\n", "standard input: no claim line is in it"),
        ("", "standard input: no claim line is in it"),
        ("[{\"code\": \"J9271\"},\n{\"code\": }]", "standard input:2:"),
        ("[{\"code\": \"J9271\"}, {\"drug\": \"J9271\"}]", "standard input: line 2: `drug` is no column"),
        ("{\"code\": \"J9271\"}", "standard input: a list of claim lines is needed"),
    ];
    for (file, message) in cases {
        let (code, out, err) = claim(file, &[]);
        assert!(code == 2 && out.is_empty() && err.starts_with(&format!("jdex: {message}")), "{file:?}: {code} {out}{err}");
    }
    let (code, out, _) = claim("units\n1\n", &["--json"]);
    let answer: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &answer["error"]["kind"]), (2, &"invalid-claim".into()));
}
