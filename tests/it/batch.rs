//! `jdex units`, its batch and `jdex selftest` as scripts see them: stdout, stderr, exit codes.

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use assert_cmd::Command;
use serde_json::Value;

fn jdex() -> Command {
    let mut command = Command::cargo_bin("jdex").unwrap();
    let nowhere = std::env::temp_dir().join("jdex-tests-without-data");
    command.env("JDEX_DATA_DIR", &nowhere).env("JDEX_CONFIG_DIR", &nowhere);
    command
}

fn json(arguments: &[&str]) -> (Value, i32) {
    let output = jdex().args(arguments).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    (serde_json::from_str(&text).unwrap_or_else(|e| panic!("{arguments:?}: {e}: {text}")), output.status.code().unwrap())
}

fn batch(rows: &str) -> (Vec<Value>, i32) {
    let output = jdex().args(["units", "--batch", "-", "--date", "2026-11-22"]).write_stdin(rows).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    (text.lines().map(|l| serde_json::from_str(l).unwrap()).collect(), output.status.code().unwrap())
}

#[test]
fn an_order_becomes_claim_lines() {
    let (answer, code) = json(&["units", "J9035", "15 mg/kg", "--weight", "67.5kg", "--date", "2026-11-22", "--json"]);
    assert_eq!(code, 0);
    assert_eq!(
        (answer["code"].as_str(), answer["administered_units"].as_u64(), answer["discarded_units"].as_u64()),
        (Some("J9035"), Some(102), Some(8))
    );
    assert_eq!(answer["lines"][0], serde_json::json!({"code": "J9035", "modifiers": [], "units": 102, "ndc": null}));
    assert_eq!(answer["lines"][1]["modifiers"], serde_json::json!(["JW"]));
    assert_eq!(answer["unit"], serde_json::json!({"amount": "10", "measure": "mg", "text": "10 mg", "traps": []}));
    assert_eq!(answer["unit_edit"]["verdict"], "within");
    let rule = answer["steps"][0]["rule"].as_str().unwrap();
    assert_eq!(rule, "weight-dose");
}

#[test]
fn the_ndc_gives_sizes_and_line() {
    let (answer, _) = json(&["units", "J9022", "1,200 mg", "--ndc", "50242-917-01", "--json"]);
    assert_eq!(answer["lines"][0]["ndc"], serde_json::json!({"ndc11": "50242091701", "qualifier": "ML", "quantity": "20"}));
    assert_eq!(
        answer["containers"],
        serde_json::json!([{"count": 1, "labelled": {"amount": "1200", "measure": "mg"}, "ndc": "50242091701"}])
    );
    let two = [
        "units",
        "J9299",
        "3 mg/kg",
        "--weight",
        "71.3kg",
        "--ndc",
        "0003-3756-14",
        "--ndc",
        "0003-3774-12",
        "--payer",
        "medicaid",
        "--json",
    ];
    let (answer, _) = json(&two);
    let units: Vec<u64> = answer["lines"].as_array().unwrap().iter().map(|l| l["units"].as_u64().unwrap()).collect();
    assert_eq!(units, [120, 94, 6]);
}

#[test]
fn refusals_are_documents_too() {
    for (arguments, kind) in [
        (vec!["units", "J9035", "-5 mg"], "negative-amount"),
        (vec!["units", "J9035", "0 mg"], "zero-amount"),
        (vec!["units", "J9035", "15 mg/kg"], "missing-weight"),
        (vec!["units", "J9035", "100 IU"], "measures-differ"),
        (vec!["units", "J9035", "444 mg", "--opened", "1x400 mg"], "dose-exceeds-opened"),
        (vec!["units", "J9298", "480 mg"], "compound-unit"),
        (vec!["units", "J9266", "4,000 IU"], "missing-stock"),
        (vec!["units", "J0000", "6 mg"], "unknown-code"),
        (vec!["units", "J9035"], "usage"),
        (vec!["units", "J9035", "305 mg", "--weight", "-5kg"], "negative-amount"),
        (vec!["units", "--unit", "10 parsecs", "305 mg"], "unknown-measure"),
        (vec!["units", "--unit", "0 mg", "305 mg"], "zero-amount"),
    ] {
        let (answer, code) = json(&[arguments.as_slice(), &["--json"]].concat());
        assert_eq!((answer["error"]["kind"].as_str(), code), (Some(kind), 2), "{arguments:?}: {answer}");
        let plain = jdex().args(&arguments).output().unwrap();
        assert_eq!(plain.status.code(), Some(2), "{arguments:?}");
        assert!(plain.stdout.is_empty() && plain.stderr.starts_with(b"jdex: "), "{arguments:?}");
    }
}

#[test]
fn a_batch_answers_row_by_row_with_errors_in_place() {
    let rows = "id,code,unit,order,weight,opened,container,date,340b,modifiers\n\
                a,J9035,,15 mg/kg,67.5kg,2x400 mg + 3x100 mg,single,,,\n\
                b,,10 mg,0 mg,,,,,,\n\
                c,j9271,,200 mg,,2x100 mg,single,2024-12-31,yes,\n\
                d,J0881,,2.25 mcg/kg,70 kg,1x100 mcg + 1x60 mcg,single,,no,EA\n\
                e,J9999x,,1 mg,,,,,,\n\
                f,J9035,10 mg,305 mg,,4x100 mg,single,never,,\n\
                g,X1234,10 mg,305 mg,,4x100 mg,single,,,\n\
                h,J9035,5 mg,305 mg,,4x100 mg,single,,,\n";
    let (answers, code) = batch(rows);
    assert_eq!(code, 1);
    let id_and = |i: usize, key: &str| (answers[i]["id"].as_str().unwrap().to_owned(), answers[i][key].clone());
    assert_eq!(answers.len(), 8);
    assert_eq!(id_and(0, "discarded_units"), ("a".into(), 8.into()));
    assert_eq!((answers[1]["id"].as_str(), answers[1]["error"]["kind"].as_str()), (Some("b"), Some("zero-amount")));
    assert_eq!(answers[2]["lines"][0]["modifiers"], serde_json::json!(["JZ", "JG"]));
    assert_eq!(answers[3]["lines"][1]["modifiers"], serde_json::json!(["JW", "EA"]));
    assert_eq!(answers[4]["error"]["kind"], "unknown-code");
    assert_eq!(answers[5]["error"]["kind"], "invalid-date");
    assert_eq!((answers[6]["code"].as_str(), answers[6]["administered_units"].as_u64()), (Some("X1234"), Some(31)));
    assert_eq!((answers[7]["administered_units"].as_u64(), answers[7]["warnings"][0]["kind"].as_str()), (Some(61), Some("unit-differs")));
}

/// More rows than are answered at once, by as many threads as there are.
#[test]
fn a_long_batch_keeps_its_order() {
    let row = |i: usize| match i % 7 {
        6 => format!("{i},J9035,no dose\n"),
        _ => format!("{i},J9035,{} mg\n", (i + 1) * 10),
    };
    let rows: String = std::iter::once("id,code,order\n".to_owned()).chain((0..5000).map(row)).collect();
    let (answers, code) = batch(&rows);
    assert_eq!((code, answers.len()), (1, 5000));
    for (i, answer) in answers.iter().enumerate() {
        assert_eq!(answer["id"].as_str(), Some(i.to_string().as_str()));
        match i % 7 {
            6 => assert!(answer["error"].is_object(), "{answer}"),
            _ => assert_eq!(answer["administered_units"].as_u64(), Some(i as u64 + 1), "{answer}"),
        }
    }
}

/// A program that asks for one order and waits for its answer before the next.
#[test]
fn rows_that_come_one_by_one_are_answered_one_by_one() {
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_jdex"))
        .args(["units", "--batch", "-", "--date", "2026-11-22"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut asked = child.stdin.take().unwrap();
    let mut answers = BufReader::new(child.stdout.take().unwrap()).lines();
    asked.write_all(b"id,code,order\n").unwrap();
    for i in 1..4 {
        asked.write_all(format!("{i},J9035,{i}00 mg\n").as_bytes()).unwrap();
        let answer: Value = serde_json::from_str(&answers.next().unwrap().unwrap()).unwrap();
        assert_eq!(answer["administered_units"].as_u64(), Some(i * 10));
    }
    drop(asked);
    assert!(answers.next().is_none() && child.wait().unwrap().success());
}

/// The rows before a row too long to hold are answered, then the file is refused.
#[test]
fn rows_before_a_fault_of_the_file_are_answered() {
    let rows = format!("id,code,order\na,J9035,100 mg\nb,J9035,200 mg\nc,J9035,{}\n", "1".repeat(200_000));
    let output = jdex().args(["units", "--batch", "-", "--date", "2026-11-22"]).write_stdin(rows).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let answered = text.lines().filter(|line| line.contains("\"administered_units\"")).count();
    assert_eq!((answered, output.status.code()), (2, Some(2)), "{text}{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_batch_takes_any_columns_in_any_order() {
    let (answers, code) = batch("\u{feff}Order,unit\n305 mg,10 mg\n\"2,500 units\",10 units\n");
    assert_eq!((code, answers.len()), (0, 2));
    assert!(answers[0]["id"].is_null());
    assert_eq!(answers[1]["administered_units"], 250);
    for (rows, kind) in [("unit,qty\n", "invalid-header"), ("id,unit\n", "invalid-header"), ("order,order\n", "invalid-header")] {
        let output = jdex().args(["units", "--batch", "-", "--json"]).write_stdin(rows).output().unwrap();
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!((answer["error"]["kind"].as_str(), output.status.code()), (Some(kind), Some(2)), "{rows}");
    }
    // A row of another length is an error in its place; the next is read.
    let (answers, code) = batch("id,unit,order\na,10 mg\nb,10 mg,305 mg\n");
    assert_eq!((code, answers.len()), (1, 2));
    assert_eq!((answers[0]["error"]["kind"].as_str(), answers[1]["administered_units"].as_u64()), (Some("invalid-row"), Some(31)));
    assert_eq!((answers[0]["id"].as_str(), answers[1]["id"].as_str()), (Some("a"), Some("b")));
}

/// As a spreadsheet saves it: other names and separators, blank rows, UTF-16, Windows-1252, dates as written.
#[test]
fn a_batch_as_a_spreadsheet_saves_it() {
    let rows = "sep=;\nOrder ID;HCPCS;Dose;Frequency;Weight KG;DOS;Payer\n1;J9035;15 mg/kg;q3w;67.5;11/29/2026;Medicare\n\n;;;;;;\n\
                2;J9041;1.3 mg/m2;daily x 4 days;;13/06/2026;\n3;J9271;200 mg\u{a0};;;29-Nov-2026;BCBS\n";
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(rows.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let windows: Vec<u8> = rows.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    for bytes in [rows.as_bytes().to_vec(), utf16, windows] {
        let output = jdex().args(["units", "--batch", "-", "--date", "2026-11-22"]).write_stdin(bytes).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let answers: Vec<Value> = text.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
        let of = |at: usize, key: &str| answers[at][key].clone();
        assert_eq!(answers.len(), 3, "{text}");
        assert_eq!((of(0, "order"), of(0, "date"), of(0, "administered_units")), ("15 mg/kg q3w".into(), "2026-11-29".into(), 102.into()));
        assert_eq!(answers[1]["error"]["kind"], "invalid-date");
        assert_eq!((of(2, "payer"), of(2, "date")), ("bcbs".into(), "2026-11-29".into()));
    }
}

#[test]
fn the_waste_note_and_the_judgment() {
    let note = ["units", "J9035", "1,012.5 mg", "--opened", "2x400 mg + 3x100 mg", "--date", "2026-11-22", "--waste-note"];
    let output = jdex().args(note).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.starts_with("2026-11-22 J9035: opened 2 × 400 mg + 3 × 100 mg (labeled 1,100 mg), given 1,012.5 mg, discarded 87.5 mg"),
        "{text}"
    );
    let (answer, _) = json(&["units", "J9041", "2.236 mg", "--opened", "3.5 mg", "--billed", "2", "--json"]);
    assert_eq!(answer["billed"]["right"], false);
    assert_eq!(answer["billed"]["mistakes"][0]["kind"], "amount-as-units");
    let (answer, _) = json(&["units", "J0202", "12 mg", "--opened", "12 mg", "--billed", "2", "--json"]);
    assert_eq!(answer["billed"]["mistakes"][0]["kind"], "predecessor-unit");
}

#[test]
fn the_selftest_names_the_sources_that_are_wrong() {
    let output = jdex().arg("selftest").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(text.contains("americanmedicalcoding") && text.contains("wrong") && text.contains("replayed"), "{text}");
    let (report, _) = json(&["selftest", "--json"]);
    assert_eq!(report["replayed"], report["as_expected"]);
    let wrong: Vec<&Value> = report["examples"].as_array().unwrap().iter().filter(|e| e["verdict"] == "wrong").collect();
    assert!(wrong.len() >= 3 && wrong.iter().all(|e| e["equal"] == false && e["reason"].is_string()));
}
