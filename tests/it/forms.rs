//! Claim lines on the forms that they are sent on: every value in its box, form locator or element, and nowhere else.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

/// Exit code, standard output and standard error, with a file on standard input.
fn jdex(words: &[&str], input: &str) -> (i32, String, String) {
    let home = tempfile::tempdir().unwrap();
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("jdex"));
    command.args(words).env("JDEX_DATA_DIR", home.path()).env("JDEX_CONFIG_DIR", home.path());
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A command that reads no input may be gone before.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
}

/// The lines of an order on a form.
fn ordered(form: &str, words: &str) -> Value {
    let words: Vec<&str> = ["units", "--date", "2026-03-02", "--form", form, "--json"].into_iter().chain(words.split('|')).collect();
    let (code, out, err) = jdex(&words, "");
    assert_eq!(code, 0, "{words:?}: {err}");
    serde_json::from_str::<Value>(&out).unwrap()["lines"].take()
}

/// The lines of a file's first claim on a form.
fn billed(form: &str, file: &str) -> Value {
    let (code, out, err) = jdex(&["claim", "-", "--form", form, "--json"], file);
    assert_eq!(code, 0, "{err}");
    serde_json::from_str::<Value>(&out).unwrap()["claims"][0]["lines"].take()
}

/// Each key of the rows that is asked for, in its order.
fn boxes(rows: &Value, keys: &[&str]) -> Vec<Vec<Value>> {
    let row = |row: &Value| keys.iter().map(|key| row.get(key).unwrap_or_else(|| panic!("{key} in {row}")).clone()).collect();
    rows.as_array().unwrap().iter().map(row).collect()
}

/// Nivolumab 340 mg from a 240 mg (24 mL) and a 100 mg (10 mL) vial, 10 mg/mL: an NDC a line for Medicaid, KP first and KQ second.
const NIVOLUMAB: &str = "J9299|340 mg|--ndc|0003-3734-13|--ndc|0003-3774-12|--opened|1x240 mg + 1x100 mg|--payer|medicaid";

/// Bevacizumab 15 mg/kg of 67.5 kg: 1,012.5 mg from 1,100 mg; 102 units given and 8 discarded; 40.5 mL of 25 mg/mL given and 3.5 left.
const BEVACIZUMAB: &str = "J9035|15 mg/kg|--weight|67.5 kg|--opened|11x100 mg|--ndc|50242-0060-01|--340b|--setting|outpatient";

#[test]
fn orders_on_the_cms_1500() {
    let rows = ordered("cms1500", NIVOLUMAB);
    let all = ["shaded", "24a_from", "24a_to", "24b", "24d_code", "24d_modifiers", "24e", "24f", "24g"];
    let null = Value::Null;
    let row = |shaded: &str, modifiers: [&str; 2], units: &str| {
        vec![
            json!(shaded),
            json!("03 02 26"),
            json!("03 02 26"),
            null.clone(),
            json!("J9299"),
            json!(modifiers),
            null.clone(),
            null.clone(),
            json!(units),
        ]
    };
    assert_eq!(boxes(&rows, &all), [row("N400003373413 ML24", ["JZ", "KP"], "240"), row("N400003377412 ML10", ["JZ", "KQ"], "100")]);
    // Ceftriaxone 500 mg, one vial of powder: two units of 250 mg, one package.
    let powder = "J0696|500 mg|--ndc|0409-7338-01|--ndc-qualifier|UN|--container|single|--payer|medicaid";
    let expected = vec![json!("N400409733801 UN1"), json!("J0696"), json!(["JZ"]), json!("2")];
    assert_eq!(boxes(&ordered("cms1500", powder), &["shaded", "24d_code", "24d_modifiers", "24g"]), [expected]);
    // Aflibercept into both eyes: a line each, and Medicare's office asks for no NDC where none is named.
    let eyes = boxes(&ordered("cms1500", "J0178|2 mg|--eyes|both"), &["shaded", "24d_code", "24d_modifiers", "24g"]);
    let side = |side: &str| vec![Value::Null, json!("J0178"), json!(["JZ", side]), json!("2")];
    assert_eq!(eyes, [side("RT"), side("LT")]);
}

#[test]
fn orders_on_the_ub_04() {
    // Where the payer asks for no NDC on a JW line there is none.
    let rows = boxes(&ordered("ub04", BEVACIZUMAB), &["fl42", "fl43", "fl44", "fl45", "fl46", "fl47"]);
    let row = |drug: Value, code: &str, units: &str| vec![json!("0636"), drug, json!(code), json!("030226"), json!(units), Value::Null];
    assert_eq!(rows, [row(json!("N450242006001ML40.5"), "J9035TB", "102"), row(Value::Null, "J9035JWTB", "8")]);
    // Medicaid asks for it on every line: what was given and what was discarded together are what was opened, 44 mL.
    let medicaid = BEVACIZUMAB.replace("outpatient", "outpatient|--payer|medicaid");
    let drugs = boxes(&ordered("ub04", &medicaid), &["fl43", "fl46"]);
    assert_eq!(drugs, [[json!("N450242006001ML40.5"), json!("102")], [json!("N450242006001ML3.5"), json!("8")]]);
}

#[test]
fn orders_as_service_loops() {
    let expected = |service: [&str; 2]| {
        json!([
            "LX*1",
            service[0],
            "DTP*472*D8*20260302",
            "LIN**N4*00003373413",
            "CTP****24*ML",
            "LX*2",
            service[1],
            "DTP*472*D8*20260302",
            "LIN**N4*00003377412",
            "CTP****10*ML",
        ])
    };
    let professional = ["SV1*HC:J9299:JZ:KP**UN*240***1", "SV1*HC:J9299:JZ:KQ**UN*100***1"];
    let institutional = ["SV2*0636*HC:J9299:JZ:KP**UN*240", "SV2*0636*HC:J9299:JZ:KQ**UN*100"];
    assert_eq!(ordered("837p", NIVOLUMAB), expected(professional));
    assert_eq!(ordered("837i", NIVOLUMAB), expected(institutional));
    // 12,000 units from twelve vials: the field of 9,999 is filled before the next line begins.
    let factor = "J7192|12,000 IU|--opened|12x1000 IU|--container|single";
    let lines = ordered("837p", factor).as_array().unwrap().iter().filter(|s| s.as_str().unwrap().starts_with("SV1")).count();
    let units: Vec<String> =
        boxes(&ordered("cms1500", factor), &["24g"]).into_iter().map(|row| row[0].as_str().unwrap().to_owned()).collect();
    assert_eq!((lines, units), (2, vec!["9999".to_owned(), "2001".to_owned()]));
}

/// What a form cannot say is said beside it.
#[test]
fn warnings_of_an_order_stand_beside_its_form() {
    let (code, out, err) = jdex(&["units", "J9271", "2 mg/kg", "--weight", "260 kg", "--form", "cms1500"], "");
    assert!(code == 0 && out.starts_with("24A FROM") && err.contains("260 kg may be pounds"), "{out}{err}");
    let (_, out, err) = jdex(&["units", "J9271", "2 mg/kg", "--weight", "260 kg", "--form", "837i", "--json"], "");
    let answer: Value = serde_json::from_str(&out).unwrap();
    assert!(err.is_empty() && answer["warnings"].as_array().unwrap().iter().any(|w| w["kind"] == "pounds-as-kilograms"), "{answer}");
    let (_, _, err) = jdex(&["units", "J9271", "200 mg", "--form", "cms1500"], "");
    assert_eq!(err, "");
}

const CLAIM: &str = "\
claim,code,modifiers,units,date,pos,ndc,ndc_qualifier,ndc_quantity,diagnosis
A,J9299,JZ,240,2026-03-02,11,0003-3734-13,ML,24,Z51.12 C34.11
A,96413,,1,03/02/2026,11,,,,C34.11
A,J9035,JW TB,8,3/3/26,19,N450242006001,ML,3.5,
";

#[test]
fn claim_files_on_every_form() {
    let keys = ["shaded", "24a_from", "24b", "24d_code", "24d_modifiers", "24e", "24g"];
    assert_eq!(
        boxes(&billed("cms1500", CLAIM), &keys),
        [
            [json!("N400003373413 ML24"), json!("03 02 26"), json!("11"), json!("J9299"), json!(["JZ"]), json!("AB"), json!("240")],
            [Value::Null, json!("03 02 26"), json!("11"), json!("96413"), json!([]), json!("B"), json!("1")],
            [json!("N450242006001 ML3.5"), json!("03 03 26"), json!("19"), json!("J9035"), json!(["JW", "TB"]), Value::Null, json!("8")],
        ]
    );
    assert_eq!(
        boxes(&billed("ub04", CLAIM), &["fl42", "fl43", "fl44", "fl45", "fl46"]),
        [
            [json!("0636"), json!("N400003373413ML24"), json!("J9299JZ"), json!("030226"), json!("240")],
            [Value::Null, Value::Null, json!("96413"), json!("030226"), json!("1")],
            [json!("0636"), json!("N450242006001ML3.5"), json!("J9035JWTB"), json!("030326"), json!("8")],
        ]
    );
    let professional = json!([
        "LX*1",
        "SV1*HC:J9299:JZ**UN*240*11**1:2",
        "DTP*472*D8*20260302",
        "LIN**N4*00003373413",
        "CTP****24*ML",
        "LX*2",
        "SV1*HC:96413**UN*1*11**2",
        "DTP*472*D8*20260302",
        "LX*3",
        "SV1*HC:J9035:JW:TB**UN*8*19**1",
        "DTP*472*D8*20260303",
        "LIN**N4*50242006001",
        "CTP****3.5*ML",
    ]);
    assert_eq!(billed("837p", CLAIM), professional);
    let institutional = billed("837i", CLAIM);
    assert_eq!(institutional[1], "SV2*0636*HC:J9299:JZ**UN*240");
    // What revenue center gave the infusion the file does not say: left for the billing system.
    assert_eq!(institutional[6], "SV2**HC:96413**UN*1");
    let (_, text, _) = jdex(&["claim", "-", "--form", "cms1500"], CLAIM);
    assert!(text.contains("21  A Z51.12  B C34.11\n24A FROM"), "{text}");
}

/// The segments of each claim's service lines, as a file writes them.
fn loops(file: &str) -> Vec<Vec<String>> {
    let mut claims: Vec<Vec<String>> = Vec::new();
    let mut within = false;
    for segment in file.split('~').map(str::trim) {
        match segment.split('*').next().unwrap() {
            "CLM" => claims.push(Vec::new()),
            "LX" => within = true,
            "HL" | "SE" => within = false,
            _ => {}
        }
        within &= !segment.starts_with("CLM*");
        claims.last_mut().filter(|_| within).into_iter().for_each(|claim| claim.push(segment.to_owned()));
    }
    claims
}

/// Whatever stands in a service loop comes out of it again on the form of the same guide, character for character.
#[test]
fn an_837_loses_nothing_on_its_own_form() {
    let professional = include_str!("../fixtures/claims/professional.837")
        .replace("SV1*HC:96413*240*UN*1***1:2~", "SV1*HC:96413:::::ZZTO*240.00*MJ*75*11**1:2**Y**Y*Y***0~\nMEA*TR*R1*9.8~\nK3*ZZFIXED~")
        .replace("CTP****24*ML~", "CTP****24.000*ML~\nREF*XZ*ZZRX~\nNM1*DK*1*ZZROE*ZZMAX****XX*ZZ1~\nREF*0B*ZZ2~")
        .replace("SE*66*", "SE*71*");
    let institutional = include_str!("../fixtures/claims/institutional.837")
        .replace("SV2*0636*HC:J9041*", "SV2*0636*HC:J9041:::::ZZDRUG*")
        .replace("DTP*472*D8*20260303~", "DTP*472*D8*20260303~\nREF*6R*ZZ3~\nHCP*00*1~")
        .replace("SE*34*", "SE*38*");
    for (form, file) in [("837p", &professional), ("837i", &institutional)] {
        let expected = loops(file);
        let (code, out, err) = jdex(&["claim", "-", "--form", form, "--json"], file);
        let answer: Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{out}{err}"));
        let claims = answer["claims"].as_array().unwrap();
        assert_eq!((code, claims.len()), (0, expected.len()), "{form}");
        for (claim, expected) in claims.iter().zip(&expected) {
            assert_eq!(claim["lines"], json!(expected), "{form}");
        }
        let (_, text, _) = jdex(&["claim", "-", "--form", form], file);
        let shown: Vec<&str> = text.lines().filter(|line| !line.starts_with("claim ")).collect();
        let all: Vec<String> = expected.concat().iter().map(|segment| format!("{segment}~")).collect();
        assert_eq!(shown, all, "{form}");
    }
    // On the other guide and on paper what a line bills is all there, with what describes it and what it counts.
    let other = billed("837i", &professional);
    assert_eq!((&other[1], &other[6]), (&json!("SV2*0636*HC:J9299:JZ*9000*UN*240"), &json!("SV2**HC:96413:::::ZZTO*240*MJ*75")));
    let paper = boxes(&billed("cms1500", &professional), &["shaded", "24g"]);
    assert_eq!(paper, [[json!("N400003373413 ML24"), json!("240")], [json!("ZZZZTO"), json!("75")]]);
    let (_, all, _) = jdex(&["claim", "-", "--form", "cms1500"], &professional);
    assert!(all.contains("ZZZZPERSON DRUG 140 MG IV\n"), "{all}");
    let long = professional.replace("ZZPERSON DRUG", &"Z".repeat(70));
    let (code, _, err) = jdex(&["claim", "-", "--form", "cms1500"], &long);
    assert!(code == 2 && err.contains("61 characters of the shaded half"), "{err}");
}

/// The published examples in the shared data.
#[test]
#[ignore = "needs JDEX_CMS_DATA"]
fn published_claims_lose_nothing() {
    let folder = std::path::PathBuf::from(std::env::var("JDEX_CMS_DATA").unwrap()).join("x12");
    for file in std::fs::read_dir(folder).unwrap().map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()) {
        let (_, out, err) = jdex(&["claim", "-", "--form", "837p", "--json"], &file);
        let answer: Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{out}{err}"));
        let lines: Vec<&Value> = answer["claims"].as_array().unwrap().iter().map(|claim| &claim["lines"]).collect();
        assert_eq!(json!(lines), json!(loops(&file)));
    }
}

/// An 837 comes out on paper with its own charges, pointers and drugs. The second line states no place: the claim's own stands for it.
#[test]
fn a_claim_file_on_paper() {
    let file = include_str!("../fixtures/claims/professional.837");
    let row = |shaded: Value, place: &str, code: &str, pointers: &str, charge: &str, units: &str| {
        [shaded, json!(place), json!(code), json!(pointers), json!(charge), json!(units)]
    };
    let keys = ["shaded", "24b", "24d_code", "24e", "24f", "24g"];
    assert_eq!(
        boxes(&billed("cms1500", file), &keys),
        [row(json!("N400003373413 ML24"), "11", "J9299", "BA", "9000.00", "240"), row(Value::Null, "11", "96413", "AB", "240.00", "1"),]
    );
    let loops = billed("837p", file);
    assert_eq!((&loops[1], &loops[3]), (&json!("SV1*HC:J9299:JZ*9000*UN*240***2:1"), &json!("REF*6R*ZZPERSONLINE1")));
}

/// What has no room on a form is refused; nothing is cut off.
#[test]
fn what_a_form_has_no_room_for_is_refused() {
    let modifiers = "code,modifiers,units\nJ9271,JZ,200\nJ9035,JW RT LT 50 TB,8\n";
    for form in ["cms1500", "ub04", "837p", "837i"] {
        let (code, out, err) = jdex(&["claim", "-", "--form", form], modifiers);
        assert!(code == 2 && out.is_empty() && err.contains("line 2: more than four modifiers"), "{form}: {out}{err}");
    }
    let diagnoses = "code,units,diagnosis\nJ9271,200,C34.11 C34.12 C34.2 C34.31 C34.32\n";
    for (form, refused) in [("cms1500", true), ("837p", true), ("ub04", false), ("837i", false)] {
        let (code, _, err) = jdex(&["claim", "-", "--form", form], diagnoses);
        assert_eq!((code == 2, err.contains("line 1: more than four diagnoses")), (refused, refused), "{form}: {err}");
    }
    let (code, _, err) = jdex(&["claim", "-", "--form", "837p"], "code,date\nJ9271,2026-03-02\n");
    assert!(code == 2 && err.contains("line 1: units are needed"), "{err}");
}
