//! Numbers, dates and tables that lie, on the command line and in files: refused with a reason, never guessed at.

use std::io::Write;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Exit code and what was said, on both streams.
fn answer(words: &[&str], input: &[u8]) -> (i32, String) {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_jdex"));
    command.args(words).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    for variable in ["JDEX_DATA_DIR", "JDEX_CONFIG_DIR", "HOME"] {
        command.env(variable, folder.path());
    }
    let mut child = command.spawn().unwrap();
    // One that refuses early does not read to the end.
    let _ = child.stdin.take().unwrap().write_all(input);
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert!(!said.contains("panicked"), "{words:?}: {said}");
    (output.status.code().unwrap(), said)
}

fn refused(words: &[&str], input: &[u8]) -> String {
    let (code, said) = answer(words, input);
    assert_eq!(code, 2, "{words:?}: {said}");
    assert!(
        (said.starts_with("jdex: ") || said.starts_with("error: ")) && said.len() < 5_000,
        "{words:?}: {}",
        &said[..said.len().min(5_000)]
    );
    said
}

#[test]
fn amounts_that_are_none_are_refused() {
    let amounts =
        ["NaN mg", "inf mg", "-inf mg", "-5 mg", "1e3 mg", "0x10 mg", "1,00 mg", "1.2.3 mg", "5", "mg", "", "½ mg", "１０ mg", "0 mg"];
    for amount in amounts {
        refused(&["units", "J9035", amount], b"");
        if !amount.is_empty() {
            refused(&["units", "J9035", "305 mg", "--opened", &format!("2x{amount}")], b"");
        }
    }
    for (flag, value) in [("--weight", "NaN kg"), ("--weight", "-70kg"), ("--weight", "0 kg"), ("--height", "inf cm"), ("--round", "NaN%")]
    {
        refused(&["units", "J9312", "375 mg/m2", flag, value], b"");
    }
    // More than any field holds, and more than any number holds.
    for order in ["99999999999999999999999999999999 mg", "79228162514264337593543950335 mg", "0.0000000000000000000000000000001 mg"] {
        refused(&["units", "J9035", order], b"");
    }
}

#[test]
fn days_that_do_not_exist_are_refused() {
    for day in ["2026-02-30", "2025-02-29", "2026-13-01", "2026-00-10", "0000-00-00", "20260230", "2026-2-3", "someday", "NaN"] {
        refused(&["show", "J9039", "--date", day], b"");
        let said = refused(&["claim", "-"], format!("code,units,date\nJ9271,200,{day}\n").as_bytes());
        assert!(said.contains("standard input:2: date: "), "{said}");
        let (code, said) = answer(&["units", "--batch", "-"], format!("code,order,date\nJ9035,305 mg,{day}\n").as_bytes());
        assert!(code == 1 && said.contains("invalid-date"), "{said}");
    }
    refused(&["claim", "-"], b"code,units,date\nJ9271,200,2026-02-30\n");
}

/// A quantity that stands twice is not taken from one place or the other.
#[test]
fn what_stands_twice_is_refused() {
    for claim in [
        "code,units,units\nJ9271,1,200\n",
        "code,NDC quantity,ndc-quantity\nJ9271,1,2\n",
        r#"[{"code":"J9271","units":"1","units":"200"}]"#,
        r#"{"lines":[],"lines":[{"code":"J9271"}]}"#,
    ] {
        let said = refused(&["claim", "-"], claim.as_bytes());
        assert!(said.contains("standard input:1: ") && (said.contains("twice") || said.contains("duplicate")), "{said}");
    }
    assert!(refused(&["units", "--batch", "-"], b"code,order,order\nJ9035,1 mg,2 mg\n").contains("duplicate"));
    refused(&["units", "J9035", "305 mg", "--weight", "70kg", "--weight", "80kg"], b"");
}

/// Deep, wide and long: an answer, soon, and not a page of it.
#[test]
fn huge_tables_are_answered_soon() {
    let start = Instant::now();
    let ten_megabytes = "J".repeat(10 << 20);
    for deep in ["[".repeat(1_000_000), "{\"a\":".repeat(500_000), format!("[{}", "{\"a\":[".repeat(200_000))] {
        assert!(refused(&["claim", "-"], deep.as_bytes()).len() < 300);
    }
    let told = refused(&["claim", "-"], format!("code,units\n{ten_megabytes},1\n").as_bytes());
    assert!(told.contains("standard input: a row of more than 1 MB"), "{told}");
    refused(&["claim", "-"], format!("code,{ten_megabytes}\nJ9035,1\n").as_bytes());
    refused(&["claim", "-"], "x,".repeat(1_000_000).as_bytes());
    refused(&["claim", "-"], b"code,units\nJ9035,1\n\xff\xfe\n");
    let told = refused(&["units", "--batch", "-"], format!("code,order\nJ9035,{ten_megabytes}\nJ9035,305 mg\n").as_bytes());
    assert!(told.contains("at most 65536 are taken"), "{told}");
    let (_, said) = answer(&["units", "--batch", "-"], b"code,order\nJ9035,\xff mg\nJ9035,305 mg\n");
    assert!(said.contains("not-a-number") && said.contains("\"containers\""), "{said}");
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
}
