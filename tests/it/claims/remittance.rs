//! Remittances (X12 835): read whole whatever their separators, refused where they are broken, and nobody's name in sight.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use jdex::catalog::Remedy;
use jdex::denials::DenialReport;
use jdex::page::{self, Line};
use jdex::storage::user_catalog;
use jdex::x12::Problem;
use jdex::x12::era835::{self, Remittance};
use rust_decimal::Decimal;
use serde_json::Value;

use super::TODAY;

/// What stands for every name and number of a person, a claim or an account in the fixtures.
const PERSONAL: &str = "ZZPERSON";

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/remittances").join(name)
}

fn fixture(name: &str) -> String {
    std::fs::read_to_string(path(name)).unwrap()
}

fn denied(text: &str) -> (Remittance, DenialReport) {
    let read = era835::read(text.as_bytes()).unwrap();
    let denied = jdex::denials::denied(&read, &user_catalog::shipped().unwrap(), TODAY).unwrap();
    (read, denied)
}

fn dollars(text: &str) -> Decimal {
    Decimal::from_str_exact(text).unwrap()
}

/// `line claim code-modifiers x units: words`, and what the check finds.
fn rows(denied: &DenialReport) -> Vec<String> {
    let row = |d: &jdex::denials::DeniedLine| {
        let (line, service) = (&d.line, &d.line.service);
        let code = std::iter::once(&service.code).chain(&service.modifiers).cloned().collect::<Vec<_>>().join("-");
        let found: Vec<&str> = d.findings.iter().map(|f| f.kind.as_str()).collect();
        format!("{} {} {code} x{}: {} [{}]", line.number, line.claim, service.units.unwrap(), d.description(), found.join(" "))
    };
    denied.lines.iter().map(row).collect()
}

fn totals(denied: &DenialReport) -> Vec<String> {
    denied.totals.iter().map(|t| format!("{}-{} {} {}", t.group, t.carc, t.lines, t.amount)).collect()
}

#[test]
fn a_remittance_of_medicare() {
    let (read, denied) = denied(&fixture("medicare.835"));
    assert_eq!(read.payer.as_deref(), Some("EXAMPLE MEDICARE CONTRACTOR"));
    assert_eq!((read.paid_on, read.paid), (Some(jiff::civil::date(2026, 3, 20)), dollars("3043.78")));
    assert_eq!((read.claims, read.without_lines, read.reversals, read.lines.len()), (6, 1, 1, 7));
    let withheld: Vec<String> = read.withheld.iter().map(|w| format!("{} {}", w.reason, w.amount)).collect();
    assert_eq!(withheld, ["WO 500", "L6 -12.34"]);
    assert_eq!(read.warnings, [""; 0]);
    // The administration line, the paid part and the payment taken back are no denials of drug; reductions are none at all.
    assert_eq!((denied.drug_lines, denied.charge, denied.denied), (6, dollars("37800"), dollars("25050")));
    assert_eq!(
        rows(&denied),
        [
            "1 1 J9271 x200: CO-16 N822 MA130 MA01 [missing-jw-jz]",
            "4 2 J9035-JW x8: CO-50 N115 []",
            "5 3 J9020 x1: CO-181 N56 [ended-code]",
            "6 4 J1745 x36: CO-29 N211 []",
            "7 4 J1745-JW x4: CO-29 N211 []",
        ]
    );
    // An amount of the whole claim counts once, on however many lines it stands.
    assert_eq!(totals(&denied), ["CO-16 1 12000", "CO-29 2 9800", "CO-181 1 2000", "CO-50 1 1250"]);
    let dates: Vec<String> = denied.lines.iter().map(|d| d.line.service.date.unwrap().to_string()).collect();
    assert_eq!(dates, ["2026-03-02", "2026-03-03", "2026-02-11", "2025-02-03", "2025-02-03"]);
    assert_eq!(denied.lines[1].line.policies, ["L33394"]);
    // The remark says which of the many things a reason can mean it was, and that nothing was decided.
    let first = &denied.lines[0];
    assert_eq!((first.name.as_deref(), first.remedy()), (Some("pembrolizumab"), Some(Remedy::NewClaim)));
    assert_eq!(first.explained.causes[0], "JW or JZ on a single-dose drug");
    assert!(first.explained.scenarios.contains(&"nothing-wasted-nothing-said".to_owned()));
}

#[test]
fn a_remittance_of_a_plan() {
    let (read, denied) = denied(&fixture("commercial.835"));
    assert_eq!((read.claims, read.lines.len(), read.paid), (4, 6, Decimal::ZERO));
    assert_eq!(
        rows(&denied),
        ["1 1 J9299 x240: CO-16 M119 []", "3 2 J9303 x70: CO-198 []", "5 3 Q5119-JZ x70: CO-284 N54 []", "6 4 J1100 x10: CO-B7 N999 []",]
    );
    assert_eq!(totals(&denied), ["CO-16 1 9000", "CO-198 1 3000", "CO-284 1 812.5", "CO-B7 1 55"]);
    // Part of a line: what was paid stays paid.
    assert_eq!((denied.lines[1].line.paid, denied.lines[1].own[0].amount), (dollars("2100"), dollars("3000")));
    assert_eq!(denied.lines[2].line.service.billed_as.as_deref(), Some("J9312"));
    assert_eq!(denied.lines[3].explained.unknown, ["N999"]);
    // A plan is not bound by Medicare's limits.
    assert!(denied.lines.iter().flat_map(|d| &d.explained.deadlines).all(|l| !l.id.starts_with("medicare")));
}

/// The same file with other separators, with and without line breaks, after other ends of line, is the same remittance.
#[test]
fn separators_and_line_breaks_do_not_matter() {
    let text = fixture("medicare.835");
    let expected = era835::read(text.as_bytes()).unwrap();
    let flat: String = text.lines().collect();
    for (element, component, segment) in
        [("*", ":", "~"), ("|", ">", "'"), ("\u{1d}", "\u{1f}", "\u{1c}"), ("*", ":", "\n"), ("+", "<", "~\r\n")]
    {
        let other = flat.replace('*', "\u{1}").replace(':', "\u{2}").replace('~', "\u{3}");
        let other = other.replace('\u{1}', element).replace('\u{2}', component).replace('\u{3}', segment);
        assert_eq!(era835::read(other.as_bytes()).unwrap(), expected, "{element:?} {component:?} {segment:?}");
    }
    assert_eq!(era835::read(format!("\u{feff}{}\r\n\r\n", text.replace('\n', "\r\n")).as_bytes()).unwrap(), expected);
}

/// Cut anywhere, it is refused, and the message tells where.
#[test]
fn a_file_that_was_cut_off_is_refused() {
    let text = fixture("medicare.835");
    let expected = era835::read(text.as_bytes()).unwrap();
    let text = text.trim_end().trim_end_matches('~');
    // The end of the last segment is nothing that could be missed, and is said.
    let whole = era835::read(text.as_bytes()).unwrap();
    assert_eq!(whole.warnings, ["segment 67 (IEA): the last segment lacks its terminator"]);
    assert_eq!(Remittance { warnings: Vec::new(), ..whole }, expected);
    for at in (0..text.len()).filter(|at| text.is_char_boundary(*at)) {
        let error = era835::read(&text.as_bytes()[..at]).expect_err(&text[..at]);
        let segments = text[..at].matches('~').count();
        assert!((segments..=segments + 1).contains(&error.segment), "{at}: {error}");
        assert!(!error.to_string().contains(PERSONAL), "{error}");
        let cut = matches!(error.problem, Problem::CutOff | Problem::NotClosed(_));
        assert!(cut || (at < 3 && matches!(error.problem, Problem::NoHeader(_))), "{at}: {error}");
    }
}

#[test]
fn what_is_wrong_is_told_with_its_segment() {
    let text = fixture("medicare.835");
    let with = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        era835::read(text.replacen(from, to, 1).as_bytes()).unwrap_err().to_string()
    };
    let cases = [
        ("SVC*HC:J9271*12000*", "SVC*HC:J9271*twelve*", "segment 18 (SVC): element 2 is not an amount"),
        ("SVC*HC:J9271*12000*", "SVC*HC:*12000*", "segment 18 (SVC): element 1 is not a code"),
        ("SVC*HC:J9035:JW*", "SVC*HC:J9035:JWX*", "segment 36 (SVC): element 1 is not a code"),
        ("CAS*CO*16*12000", "CAS*CO*4*", "segment 20 (CAS): element 3 is not an amount"),
        ("CAS*CO*16*12000", "CAS*CO", "segment 20 (CAS): element 2 is not a reason code"),
        ("DTM*472*20260302", "DTM*472*20261302", "segment 19 (DTM): element 2 is not a date of eight digits"),
        ("LQ*HE*N822", "LQ*HE*a remark in words", "segment 22 (LQ): element 2 is not a code"),
        (
            "ST*835*",
            "ST*837*",
            "segment 3 (ST): the transaction is not an 835 remittance; a claim is an 837, for `jdex claim`, an acknowledgement a 277 or 999",
        ),
        ("LX*1~\nCLP*", "LX*1~\nXLP*", "segment 16 (MOA): stands outside its claim (CLP): segments are missing or out of order"),
        ("GE*1*1~", "G e*1*1~", "segment 66: does not begin with a segment name: the separators are wrong or the file is damaged"),
    ];
    for (from, to, message) in cases {
        assert_eq!(with(from, to), message);
    }
    for no_interchange in ["", "line,code\n1,J9271\n", "%PDF-1.7", "PK\u{3}\u{4}", "<html>"] {
        assert_eq!(era835::read(no_interchange.as_bytes()).unwrap_err().problem, Problem::NoHeader("835 (ERA)"), "{no_interchange:?}");
    }
}

/// What is whole but does not add up is read, and said.
#[test]
fn what_does_not_add_up_is_said() {
    let text = fixture("medicare.835");
    let warned = |from: &str, to: &str| era835::read(text.replacen(from, to, 1).as_bytes()).unwrap().warnings;
    assert_eq!(warned("CAS*CO*181*2000~", "CAS*CO*181*1999~"), ["claim 3: charge less adjustments is not what was paid; post it by hand"]);
    assert!(warned("LQ*HE*N56~\n", "")[0].contains("some may be missing"));
}

/// Two interchanges in one file, each with its own separators: claims and lines are numbered on.
#[test]
fn several_interchanges_are_numbered_on() {
    let both = format!("{}{}", fixture("medicare.835"), fixture("commercial.835"));
    let (read, denied) = denied(&both);
    assert_eq!((read.claims, read.lines.len(), denied.lines.len()), (10, 13, 9));
    assert_eq!(read.lines.iter().map(|l| l.number).collect::<Vec<_>>(), (1..=13).collect::<Vec<_>>());
    assert_eq!(rows(&denied)[5], "8 7 J9299 x240: CO-16 M119 []");
}

fn jdex(arguments: &[&str], input: Stdio) -> (i32, String, String) {
    let home = tempfile::tempdir().unwrap();
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("jdex"));
    command.args(arguments).env("JDEX_DATA_DIR", home.path().join("data")).env("JDEX_CONFIG_DIR", home.path().join("config")).stdin(input);
    let output = command.output().unwrap();
    assert!(!home.path().join("data").exists(), "something was kept");
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
}

/// Text and JSON say the same lines, and neither a name nor a number of a patient, a claim or a clinic.
#[test]
fn nobody_is_named() {
    for name in ["medicare.835", "commercial.835"] {
        let text = fixture(name);
        assert!(text.matches(PERSONAL).count() > 10);
        let file = path(name);
        let file = file.to_str().unwrap();
        for json in [&[][..], &["--json"]] {
            let (code, out, err) = jdex(&[&["denial", "--835", file], json].concat(), Stdio::null());
            assert_eq!((code, err.as_str()), (0, ""));
            assert!(!out.contains(PERSONAL) && !out.contains("1234567893") && !out.contains("CLINIC"), "{out}");
        }
        let (read, denied) = denied(&text);
        assert!(!format!("{read:?}{denied:?}").contains(PERSONAL));
        let lines = page::remittance_lines(&read, &denied);
        assert!(lines.iter().flat_map(|l| l.wrap(80)).map(|l: Line| l.text()).all(|row| row.chars().count() <= 80));
    }
}

#[test]
fn json_from_standard_input() {
    let input = std::fs::File::open(path("medicare.835")).unwrap();
    let (code, out, _) = jdex(&["denial", "--835", "-", "--json"], input.into());
    let answer: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(code, 0);
    assert_eq!((&answer["paid"], &answer["drug_denied"], &answer["paid_on"]), (&"3043.78".into(), &"25050".into(), &"2026-03-20".into()));
    let line = &answer["denied"][0];
    assert_eq!((&line["claim"], &line["line"], &line["code"], &line["units"]), (&1.into(), &1.into(), &"J9271".into(), &"200".into()));
    assert_eq!(line["denials"][0]["amount"], "12000");
    assert_eq!(line["findings"][0]["kind"], "missing-jw-jz");
    assert_eq!((&line["route"], &line["billed_as"]), (&"new-claim".into(), &Value::Null));
}

#[test]
fn exit_codes() {
    let file = path("medicare.835");
    let file = file.to_str().unwrap();
    // One code's lines alone; none of them denied.
    assert_eq!(jdex(&["denial", "--835", file, "--code", "J9035"], Stdio::null()).0, 0);
    assert_eq!(jdex(&["denial", "--835", file, "--code", "J9299"], Stdio::null()).0, 1);
    let (code, out, err) = jdex(&["denial", "--835", "no-such-file"], Stdio::null());
    assert!(code == 2 && out.is_empty() && err.contains("no-such-file"), "{err}");
    let (code, out, _) = jdex(&["denial", "--835", "-", "--json"], Stdio::null());
    let answer: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &answer["error"]["kind"]), (2, &"not-an-835".into()));
}

/// Units below zero take a payment back; in a reversal that is as it should be.
#[test]
fn units_below_zero_and_fractions() {
    let text = fixture("medicare.835");
    let read = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        era835::read(text.replacen(from, to, 1).as_bytes()).unwrap()
    };
    let reversal = read("SVC*HC:J9355*-5000*-3500**45~", "SVC*HC:J9355*-5000*-3500**-45~");
    assert_eq!((reversal.reversals, reversal.warnings), (1, Vec::<String>::new()));
    let line = text.lines().find(|l| l.starts_with("SVC*HC:J9271*12000*")).unwrap();
    let below = read(line, "SVC*HC:J9271*12000*0**-200~");
    assert_eq!(below.lines[0].service.units, Some(jdex::quantity::Amount::parse("200").unwrap()));
    assert_eq!(below.warnings, ["segment 18 (SVC): units below zero on a claim that is no reversal; compare with the payment before"]);
    let fraction = read(line, "SVC*HC:J9271*12000*0**199.5**200~");
    assert_eq!(fraction.lines[0].service.paid_units, Some(jdex::quantity::Amount::parse("199.5").unwrap()));
    assert!(fraction.warnings[0].starts_with("segment 18 (SVC): a fraction of a unit was paid"), "{:?}", fraction.warnings);
}

/// A payment with one claim: its adjustments, then its lines.
fn one_claim(adjustments: &str, lines: &str) -> String {
    let text = fixture("medicare.835");
    let head = &text[..text.find("LX*1~").unwrap()];
    format!("{head}LX*1~\nCLP*1*4*300*0**MB*1*11*1~\n{adjustments}{lines}SE*0*0001~\nGE*1*1~\nIEA*1*000000001~\n")
}

/// An adjustment of the whole claim counts once however many lines it has, twice where the claim states it twice.
#[test]
fn adjustments_of_a_claim_count_once() {
    let line = "SVC*HC:J9271*100*0**1~\nDTM*472*20260302~\n";
    let found = denied(&one_claim("CAS*CO*16*100~\nCAS*CO*16*50~\n", &line.repeat(3))).1;
    assert_eq!((totals(&found), found.denied), (vec!["CO-16 6 150".to_owned()], dollars("150")));
    let found = denied(&one_claim("CAS*CO*16*100~\n", &format!("{line}CAS*CO*16*20~\n{line}"))).1;
    assert_eq!((totals(&found), found.denied), (vec!["CO-16 3 120".to_owned()], dollars("120")));
    let all: Vec<String> = found.lines[0].denials().map(|d| format!("{}-{} {} {}", d.group, d.carc, d.amount, d.of_claim)).collect();
    assert_eq!(all, ["CO-16 20 false", "CO-16 100 true"]);
}

/// What would multiply is refused, and what is allowed is shared: the most adjustments on the most lines of a claim.
#[test]
fn adjustments_do_not_multiply() {
    let line = "SVC*HC:J9271*1*0**1~\n";
    let many = era835::read(one_claim(&"CAS*CO*16*1~\n".repeat(3_000), &line.repeat(3_000)).as_bytes()).unwrap_err();
    assert!(many.to_string().contains("(CAS): more than 99 CAS segments for one claim or line"), "{many}");
    let many = era835::read(one_claim("", &line.repeat(1_000)).as_bytes()).unwrap_err();
    assert!(many.to_string().contains("(SVC): more than 999 service lines on one claim"), "{many}");
    let six = format!("CAS*CO{}~\n", "*16*1*1".repeat(6));
    let claim = format!("CLP*1*4*300*0**MB*1*11*1~\n{}{}", six.repeat(99), line.repeat(999));
    let many = era835::read(one_claim("", &claim.repeat(2)).as_bytes()).unwrap_err();
    assert!(many.to_string().contains("more than 1000000 adjustments of whole claims on their lines"), "{many}");
    let (read, found) = denied(&one_claim(&"CAS*CO*16*1~\n".repeat(99), &line.repeat(999)));
    assert_eq!((read.lines.len(), found.lines.len(), found.denied), (999, 999, dollars("99")));
    assert!(found.lines.iter().all(|l| l.own.is_empty() && std::sync::Arc::ptr_eq(&l.of_claim, &found.lines[0].of_claim)));
}

#[test]
fn several_files() {
    let (medicare, commercial) = (path("medicare.835"), path("commercial.835"));
    let files = [medicare.to_str().unwrap(), commercial.to_str().unwrap()];
    let (code, out, err) = jdex(&[&["denial", "--json", "--835"], &files[..]].concat(), Stdio::null());
    let answer: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, err.as_str(), answer["files"].as_array().unwrap().len()), (0, "", 2));
    assert_eq!((&answer["files"][0]["paid"], &answer["files"][1]["claims"]), (&"3043.78".into(), &4.into()));
    assert!(answer["files"][0]["denied"][0]["unit_edit"]["value"].is_u64(), "{}", answer["files"][0]["denied"][0]);
    let (_, out, _) = jdex(&[&["denial", "--835"], &files[..]].concat(), Stdio::null());
    assert!(out.contains("commercial.835") && out.contains(", MUE "), "{out}");
}
