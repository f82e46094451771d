//! `jdex claim` from outside: files as people write them, several claims in one, what is refused and where.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value;

/// Exit code, standard output and standard error of `jdex claim - ARGUMENTS`.
fn claim(file: impl AsRef<[u8]>, arguments: &[&str]) -> (i32, String, String) {
    let home = tempfile::tempdir().unwrap();
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("jdex"));
    command.args(["claim", "-"]).args(arguments).env("JDEX_DATA_DIR", home.path()).env("JDEX_CONFIG_DIR", home.path());
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(file.as_ref()).unwrap();
    let output = child.wait_with_output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
}

pub(super) fn findings(file: impl AsRef<[u8]>, arguments: &[&str]) -> (i32, Vec<Value>) {
    let (code, out, err) = claim(file, &[arguments, &["--json"]].concat());
    let answer: Value = serde_json::from_str(&out).unwrap_or_else(|e| panic!("{e}: {out}{err}"));
    (code, answer["findings"].as_array().unwrap().clone())
}

/// `claim line kind` of each.
pub(super) fn kinds(found: &[Value]) -> Vec<String> {
    let claim = |f: &Value| f["claim"].as_str().map_or_else(|| f["claim"].to_string(), str::to_owned);
    found.iter().map(|f| format!("{} {} {}", claim(f), f["line"], f["kind"].as_str().unwrap())).collect()
}

#[test]
fn the_keys_of_a_finding() {
    let (code, found) = findings("code,units,date\nJ9271,200,2026-05-06\n", &[]);
    assert_eq!(code, 1);
    let keys: Vec<&str> = found[0].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["claim", "denial", "edit", "fix", "kind", "line", "rule", "severity", "text", "where"]);
    assert_eq!((&found[0]["claim"], &found[0]["where"]), (&1.into(), &Value::Null));
    assert_eq!(found[0]["denial"], serde_json::json!({"group": "CO", "carc": "16", "rarc": ["N822", "MA130"]}));
    assert_eq!((&found[0]["severity"], &found[0]["rule"]), (&"error".into(), &"jz-required".into()));
    assert_eq!(findings("code,modifiers,units,date\nJ9271,JZ,200,2026-05-06\n", &[]), (0, Vec::new()));
}

/// Notes alone leave the exit code at 0.
#[test]
fn a_note_is_no_fault() {
    let (code, found) = findings("code,units,date,pos\nJ2469,10,2026-05-06,22\n", &[]);
    assert_eq!((code, kinds(&found)), (0, vec!["1 1 packaged".to_owned()]));
}

/// The crosswalk held is older than the codes that replaced an ended one: its packages are not yet listed under them.
#[test]
fn a_package_of_an_ended_code_is_told_by_that_code() {
    let file = "code,units,date,ndc,ndc_qualifier,ndc_quantity\nJ1957,50,2026-10-05,00143928110,UN,1\n";
    let (_, found) = findings(file, &[]);
    let unlisted = found.iter().find(|f| f["kind"] == "ndc-unlisted").expect("a note");
    assert_eq!(unlisted["severity"], "note");
    assert!(unlisted["text"].as_str().unwrap().contains("under J1953, not valid on the date of service"), "{unlisted}");
}

/// Lines are those of their claim: neither a partner nor a twin is looked for in another one.
#[test]
fn several_claims_in_one_file() {
    let file = "claim,line,code,modifiers,units,date\n\
        A,1,J9355,JW,7,2026-03-03\n\
        B,1,J9355,,38,2026-03-03\n\
        B,2,J9271,JZ,200,2026-03-03\n\
        C,1,J9271,JZ,200,2026-03-03\n\
        D,1,J9271,JZ,200,2026-03-03\n";
    let (code, found) = findings(file, &[]);
    assert_eq!((code, kinds(&found)), (1, vec!["A 1 jw-without-partner".to_owned(), "B 1 missing-jw-jz".to_owned()]));
    let (_, text, _) = claim(file, &[]);
    let headings: Vec<&str> = text.lines().filter(|row| row.starts_with("claim ")).collect();
    assert_eq!(headings, ["claim A", "claim B"]);
    assert!(text.ends_with("5 lines in 4 claims checked: 2 errors, 0 warnings, 0 notes.\n"), "{text}");
    // Lines of one claim stand together: what is far apart could not be checked together in constant memory.
    let (code, _, err) = claim(format!("{file}A,2,J9355,,38,2026-03-03\n"), &[]);
    assert!(code == 2 && err.starts_with("jdex: standard input:7: claim: its other lines do not stand beside this one; sort"), "{err}");
}

/// Without a column of claims a line number that does not grow begins the next one.
#[test]
fn claims_told_apart_by_their_line_numbers() {
    let file = "line,code,modifiers,units,date\n1,J9355,JW,7,2026-03-03\n1,J9355,,38,2026-03-03\n2,96413,,1,2026-03-03\n";
    assert_eq!(kinds(&findings(file, &[]).1), ["1 1 jw-without-partner", "2 1 missing-jw-jz"]);
    let unnumbered = "code,modifiers,units,date\nJ9355,JW,7,2026-03-03\nJ9355,,38,2026-03-03\n";
    assert_eq!(findings(unnumbered, &[]).0, 0);
}

/// What Excel saves: the same lines in any encoding, separator and header.
#[test]
fn tables_as_excel_saves_them() {
    let csv = "code,modifiers,units,date,dose,diagnosis\nJ9271,JW TB,6,2026-03-03,600000 \u{b5}g,Z51.12\n";
    let expected = findings(csv, &[]);
    assert!(kinds(&expected.1).contains(&"1 1 encounter-diagnosis-only".to_owned()), "{expected:?}");
    let utf16 = |text: &str, order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
    let tabs = csv.replace(',', "\t").replace('\n', "\r\n");
    let synonyms =
        csv.replace("code,modifiers,units,date,dose,diagnosis\n", ",,,,,\n\n HCPCS Code ,MOD,Qty,Date of Service,Dose Given,DX\n\n,,,,,\n");
    let files: Vec<Vec<u8>> = vec![
        format!("\u{feff}{csv}").into(),
        csv.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect(),
        csv.replace(',', ";").into(),
        tabs.clone().into(),
        csv.replace('\n', "\r").into(),
        format!("sep=;\r\n{}", csv.replace(',', ";")).into(),
        format!("\u{feff}sep=\t\r\n{tabs}").into(),
        utf16(&format!("\u{feff}{tabs}"), u16::to_le_bytes),
        utf16(&format!("\u{feff}{csv}"), u16::to_be_bytes),
        utf16(csv, u16::to_le_bytes),
        synonyms.into(),
        "HCPCS;Mod 1;Mod 2;QTY;D.O.S.;dose;dx1;;\nj9271;jw;tb;6.00;03/03/2026;600 mg;Z51.12;;\n\n;;;;;;;;\n".into(),
    ];
    for file in files {
        assert_eq!(kinds(&findings(&file, &[]).1), kinds(&expected.1), "{}", String::from_utf8_lossy(&file));
    }
    for date in ["3/3/2026", "03/03/26", "03032026", "3-Mar-2026", "3/3/2026 0:00"] {
        assert_eq!(findings(csv.replace("2026-03-03", date), &[]), expected, "{date}");
    }
    for binary in ["PK\u{3}\u{4}", "%PDF-1.7\n"] {
        let (code, _, err) = claim(binary, &[]);
        assert!(code == 2 && err.contains("save the claim lines as CSV"), "{err}");
    }
}

const PROFESSIONAL: &str = include_str!("../../fixtures/claims/professional.837");

/// An 837 is recognized by its content; findings say where their lines stand.
#[test]
fn a_claim_file_of_a_billing_system() {
    let (code, found) = findings(PROFESSIONAL, &[]);
    assert_eq!(code, 1);
    let told: Vec<String> = kinds(&found);
    let has = |wanted: &str| told.iter().any(|t| t == wanted);
    assert!(has("2 2 missing-jw-jz") && has("3 1 jw-without-partner") && !has("2 1 unclassified-narrative"), "{told:?}");
    let missing = found.iter().find(|f| f["kind"] == "missing-jw-jz").unwrap();
    assert_eq!(missing["where"], serde_json::json!({"segment": "SV1", "position": 41}));
    // Without its description the unclassified code has no narrative; the next line has one of its own.
    let bare = PROFESSIONAL.replace("J9999:::::ZZPERSON DRUG 140 MG IV", "J9999");
    assert!(kinds(&findings(bare, &[]).1).contains(&"2 1 unclassified-narrative".to_owned()));
    let (_, text, _) = claim(PROFESSIONAL, &[]);
    assert!(text.contains("claim 2\n") && text.contains("line 2   J9271 × 200  segment 41 (SV1)"), "{text}");
    assert!(text.contains("At stake: $") && text.contains("5 lines in 3 claims checked"), "{text}");
    let (code, _, err) = claim(&PROFESSIONAL[..1_500], &[]);
    assert!(code == 2 && err.starts_with("jdex: standard input: segment ") && err.contains("cut off"), "{err}");
}

/// Several files of several kinds in one answer.
#[test]
fn several_files() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let (csv, x12) = (path("lines.csv", "code,units,date\nJ9271,200,2026-05-06\n"), path("claims.837", PROFESSIONAL));
    let run = |arguments: &[&str]| {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("jdex"));
        command.arg("claim").args(arguments).env("JDEX_DATA_DIR", folder.path()).env("JDEX_CONFIG_DIR", folder.path());
        let output = command.output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, out, _) = run(&[&csv, &x12, "--json"]);
    let answer: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &answer["summary"]["claims"], &answer["summary"]["lines"]), (1, &4.into(), &6.into()));
    assert!(answer["findings"].as_array().unwrap().iter().any(|f| f["file"] == x12.as_str()));
    assert!(run(&[&csv, &x12]).1.contains("claims.837"));
    let (code, out, err) = run(&[&csv, "no-such-file"]);
    assert!(code == 2 && out.is_empty() && err.contains("no-such-file"), "{out}{err}");
}

/// More findings than are held back: what was found stands in one document with the reason why the rest was not read.
#[test]
fn a_long_file_that_breaks_off() {
    let rows: String = (0..2_000).map(|claim| format!("{claim},J9271,200,2026-05-06\n")).collect();
    let file = format!("claim,code,units,date\n{rows}x,J9271,many,2026-05-06\n");
    let (code, out, _) = claim(&file, &["--json"]);
    let answer: Value = serde_json::from_str(&out).unwrap();
    let missing = answer["findings"].as_array().unwrap().iter().filter(|f| f["kind"] == "missing-jw-jz").count();
    assert_eq!((code, &answer["error"]["kind"], missing), (2, &"invalid-claim".into(), 1_999));
    let (code, out, err) = claim(&file, &[]);
    assert!(code == 2 && out.contains("claim 1998") && err.starts_with("jdex: standard input:2002: units"), "{err}");
}

/// JSON holds the same columns; numbers, lists and text are taken as they come.
#[test]
fn json_says_the_same_as_csv() {
    let csv = "code,modifiers,units,date,diagnosis\nJ9299,JW TB,6,2026-03-03,Z51.12\n";
    let rows = r#"[{"code": "j9299", "modifiers": ["JW", "TB"], "units": 6, "date": "2026-03-03", "diagnosis": ["Z51.12"], "dose": null}]"#;
    let expected = findings(csv, &[]);
    assert_eq!(kinds(&expected.1), ["1 1 jw-without-partner", "1 1 encounter-diagnosis-only"]);
    assert_eq!(findings(rows, &[]), expected);
    assert_eq!(findings(format!("{{\"lines\": {rows}}}"), &[]), expected);
    assert_eq!(findings(format!("\u{feff}{csv}"), &[]), expected);
}

#[test]
fn the_whole_file_from_340b_stock_and_when_it_is_received() {
    let file = "code,modifiers,units,date,340b\nJ9271,JZ,200,2025-02-03,\nJ9299,JZ,240,2025-02-03,no\n";
    assert_eq!(kinds(&findings(file, &["--340b"]).1), ["1 1 340b-missing"]);
    assert_eq!(kinds(&findings(file, &["--received", "2026-02-04"]).1), ["1 1 filed-late", "1 2 filed-late"]);
    assert_eq!(findings(file, &["--received", "2026-02-03"]).0, 0);
    // Lines without a date are of the date that is asked for.
    let undated = "code,units\nJ9020,1\n";
    assert_eq!(findings(undated, &["--date", "2025-12-31"]).0, 0);
    assert_eq!(kinds(&findings(undated, &["--date", "2026-01-01"]).1), ["1 1 ended-code"]);
}

#[test]
fn what_is_refused_says_where() {
    let cases = [
        ("code,units\nJ9271,abc\n", "standard input:2: units: `abc` is not a number"),
        ("code,units\nJ9271\n", "standard input:2: the header has 2 columns, this row 1; quote"),
        (
            "code,unit\nJ9271,1\n",
            "standard input:1: `unit` is no column of a claim file; rename or delete it. The columns are claim, line, code",
        ),
        ("code,units,code\nJ9271,1,J9299\n", "standard input:1: duplicate column `code`"),
        ("units\n1\n", "standard input:2: code: every claim line needs one"),
        (
            "code,date\nJ9271,13/06/2026\n",
            "standard input:2: date: `13/06/2026` is not a date: the month comes first, and 13 is not a month",
        ),
        ("code,modifiers\nJ9271,JW1\n", "standard input:2: modifiers: `JW1` is no modifier"),
        ("code,container\nJ9271,vial\n", "standard input:2: unknown container `vial`; expected single or multi"),
        ("code,dose\nJ9271,much\n", "standard input:2: dose:"),
        ("code,opened\nJ9271,0x100 mg\n", "standard input:2:"),
        (
            "claim,line,code\nA,1,J9271\nA,1,J9299\n",
            "standard input:3: line: 1 stands twice in one claim; name the claims in a column `claim`",
        ),
        ("code,units\n", "standard input: no claim line is in it"),
        ("", "standard input: no claim line is in it"),
        ("[{\"code\": \"J9271\"},\n{\"code\": }]", "standard input:2:"),
        ("[{\"code\": \"J9271\"}, {\"drug\": \"J9271\"}]", "standard input: line 2: `drug` is no column"),
        ("{\"code\": \"J9271\"}", "standard input:1: a list of claim lines is needed"),
        ("[{\"code\": \"J9271\",\n\"code\": \"J9299\"}]", "standard input:2: duplicate key `code`"),
        ("[{\"code\": {\"a\": 1}}]", "standard input:1: `code` holds an object"),
    ];
    for (file, message) in cases {
        let (code, out, err) = claim(file, &[]);
        assert!(code == 2 && out.is_empty() && err.starts_with(&format!("jdex: {message}")), "{file:?}: {code} {out}{err}");
    }
    let (code, out, _) = claim("units\n1\n", &["--json"]);
    let answer: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &answer["error"]["kind"]), (2, &"invalid-claim".into()));
}
