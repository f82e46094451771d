//! What was imported is used by every command, and so are a practice's own notes.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::render::row;
use super::{User, as_text};

/// A code file of a quarter after the shipped one: a code begins, one ends, a descriptor is rewritten.
fn october() -> Vec<u8> {
    let mut ending = row("J9299", "Injection, nivolumab, 1 mg", "20160101", "20260930");
    ending.xref1 = "J9998".to_owned();
    as_text(&[
        row("JZ", "Zero drug amount discarded", "20230101", ""),
        row("J9271", "Injection, pembrolizumab, rewritten, 1 mg", "20160101", ""),
        ending,
        row("J9998", "Injection, nivolumab, 10 mg", "20261001", ""),
    ])
}

fn show(user: &User, arguments: &[&str]) -> (Value, i32) {
    user.json(["show"].iter().chain(arguments))
}

fn edition<'a>(page: &'a Value, what: &str) -> &'a str {
    let data = page["data"].as_array().unwrap();
    data.iter().find(|d| d["what"] == what).unwrap()["edition"].as_str().unwrap()
}

#[test]
fn a_newer_code_file_is_used_from_then_on() {
    let user = User::new();
    let before = user.run(["show", "J9998", "--json"]);
    assert_eq!(before.status.code(), Some(1));
    let (shipped, _) = show(&user, &["J9271"]);
    user.import(&user.file("HCPC2026_OCT_ANWEB.txt", october()));
    let (new, code) = show(&user, &["J9998", "--date", "2026-11-22"]);
    assert_eq!((code, new["status"]["state"].as_str(), new["unit"]["text"].as_str()), (0, Some("active"), Some("10 mg")));
    assert_eq!((edition(&shipped, "codes"), edition(&new, "codes")), ("2026-07", "2026-10"));
    assert_eq!((edition(&new, "products"), edition(&new, "opps")), (edition(&shipped, "products"), edition(&shipped, "opps")));
    let (ended, _) = show(&user, &["J9299", "--date", "2026-11-22"]);
    assert_eq!((ended["status"]["state"].as_str(), ended["status"]["ended"].as_str()), (Some("ended"), Some("2026-09-30")));
    assert_eq!(ended["status"]["successors"][0]["code"], "J9998");
    assert!(ended["status"]["successors"][0]["note"].as_str().unwrap().starts_with("J9299 1 mg ended 2026-09-30; J9998, 10 mg"));
    // Facts of other files stay with the code; knowledge does too.
    let (page, _) = show(&user, &["J9271"]);
    assert_eq!(page["descriptor"], "Injection, pembrolizumab, rewritten, 1 mg");
    for key in ["products", "payment", "unit_edits", "discarded_drug", "clinical", "corrections"] {
        assert_eq!(page[key], shipped[key], "{key}");
        assert!(!page[key].as_array().is_some_and(Vec::is_empty), "{key}");
    }
    // Search and units know it; codes of the shipped edition that the file leaves out stay.
    let (found, _) = user.json(["search", "J9998"]);
    assert_eq!(found["hits"][0]["code"], "J9998");
    let (units, _) = user.json(["units", "J9998", "240 mg", "--stock", "240 mg", "--container", "single", "--date", "2026-11-22"]);
    assert_eq!(units["administered_units"], 24);
    assert_eq!(show(&user, &["J9039"]).1, 0);
}

#[test]
fn prices_and_limits_of_a_new_quarter_are_added() {
    let user = User::new();
    let asp = "\"Effective October 1, 2026 through December 31, 2026\",,\r\nHCPCS Code,Short Description,Payment Limit\r\nJ9271,x,61.5\r\n";
    let mue =
        "\"notice\",,\r\n\"HCPCS/\nCPT Code\",Practitioner Services MUE Values,MUE Adjudication Indicator\r\nJ9271,410,3 Clinical\r\n";
    user.import(&user.file("Oct 2026 ASP Pricing File.csv", asp));
    user.import(&user.file("MCR_MUE_PractitionerServices_Eff_10-01-2026.csv", mue));
    let (page, _) = show(&user, &["J9271", "--date", "2026-11-22"]);
    let payments = page["payment"].as_array().unwrap();
    let of = |quarter: &str| {
        payments.iter().filter(|p| p["quarter"] == quarter && p["source"] == "asp").map(|p| p["limit"].clone()).collect::<Vec<_>>()
    };
    assert_eq!((of("2026-10"), of("2025-10")), (vec![json!("61.5")], vec![json!("60.291")]));
    assert_eq!(page["payment_on_date"][0]["limit"], "61.5");
    // On an earlier date the earlier quarter holds.
    assert_eq!(show(&user, &["J9271", "--date", "2026-02-01"]).0["payment_on_date"][0]["limit"], "59.726");
    let edit = |setting: &str, value: u32, quarter: &str| json!({ "setting": setting, "value": value, "mai": 3, "quarter": quarter });
    let (outpatient, dme) = (edit("outpatient", 400, "2026-10"), edit("dme", 0, "2026-10"));
    assert_eq!(page["unit_edits"], json!([edit("practitioner", 410, "2026-10"), outpatient, dme]));
    // A table of one code is a part: the edits of the other codes of the family stay.
    let (other, _) = show(&user, &["J9299"]);
    assert_eq!(other["unit_edits"][0], edit("practitioner", 480, "2026-10"));
    assert_eq!((edition(&page, "practitioner"), edition(&page, "outpatient"), edition(&page, "asp")), ("2026-10", "2026-10", "2026-10"));
}

#[test]
fn data_older_than_the_programs_own_is_said() {
    let user = User::new();
    let april = user.file("HCPC2026_APR_ANWEB.txt", as_text(&[row("J9271", "Injection, pembrolizumab, 1 mg", "20160101", "")]));
    assert!(user.run([Path::new("import"), &april, Path::new("--force")]).status.success());
    let output = user.run(["show", "J9271", "--json"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("codes of 2026-04 lie here and are used, older than those of 2026-07"), "{said}");
    // A quarter of payments from before is added beside the newer ones: nothing is older for it.
    let user = User::new();
    let asp = "\"Effective April 1, 2021 through June 30, 2021\",,\r\nHCPCS Code,Short Description,Payment Limit\r\nJ9271,x,50\r\n";
    user.import(&user.file("asp.csv", asp));
    let output = user.run(["show", "J9271", "--json", "--date", "2021-05-05"]);
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    let page: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((page["payment_on_date"][0]["limit"].as_str(), edition(&page, "asp")), (Some("50"), "2026-10"));
}

#[test]
fn a_catalog_folder_is_laid_over_when_it_is_named() {
    let user = User::new();
    let folder = user.data().join("elsewhere");
    let file = user.file("HCPC2026_OCT_ANWEB.txt", october());
    assert!(user.run([Path::new("import"), &file, Path::new("--into"), &folder]).status.success());
    assert_eq!(user.run(["show", "J9998"]).status.code(), Some(1));
    let shown = user.command(["show", "J9998", "--catalog"]).arg(&folder).output().unwrap();
    assert!(shown.status.success());
    // One that was asked for must load.
    user.file("data/elsewhere/notes/J9271.toml", "text = 1\n");
    let (answer, code) = user.json([Path::new("show"), Path::new("J9998"), Path::new("--catalog"), &folder]);
    assert_eq!((code, answer["error"]["kind"].as_str()), (2, Some("broken-catalog")));
    assert!(answer["error"]["message"].as_str().unwrap().contains("notes/J9271.toml:1: "), "{answer}");
}

const NOTE: &str = "[[denials]]\ntext = \"Our payer wants the lot number.\"\ncarc = \"16\"\nsources = []\nconfidence = \"unsourced\"\n";

#[test]
fn own_notes_are_shown_as_own_and_first() {
    let user = User::new();
    user.file("data/notes/J9271.toml", NOTE);
    let (page, _) = show(&user, &["J9271"]);
    let note = &page["denials"][0];
    assert_eq!(
        (note["text"].as_str(), note["applies"].as_str(), note["carc"].as_str()),
        (Some("Our payer wants the lot number."), Some("own"), Some("16"))
    );
    assert!(page["denials"].as_array().unwrap().len() > 1);
    let text = String::from_utf8(user.run(["show", "J9271", "--pane", "denials", "--all"]).stdout).unwrap();
    let place = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words}: {text}"));
    assert!(place("Our payer wants the lot number.") < place("For every drug"));
    // They stay when CMS files are imported.
    user.import(&user.file("HCPC2026_OCT_ANWEB.txt", october()));
    assert_eq!(show(&user, &["J9271"]).0["denials"][0]["applies"], "own");
}

#[test]
fn a_broken_note_is_said_with_its_line_and_the_rest_is_used() {
    let user = User::new();
    user.import(&user.file("HCPC2026_OCT_ANWEB.txt", october()));
    user.file("data/notes/J9271.toml", NOTE);
    let broken = [
        ("J9299.toml", "[[clinical]]\ntext = \"x\"\nreliable = true\n", 3),
        ("J9035.toml", "[[clinical]]\ntext = \"x\"\nsources = [\"nobody\"]\nconfidence = \"sourced\"\n", 1),
        ("J0000.toml", NOTE, 1),
        ("J9022.toml", "[[clinical]\n", 1),
        ("J9039.toml", "[[clinical]]\ntext = \"a\\u001b[2Jb\"\nsources = []\nconfidence = \"unsourced\"\n", 2),
    ];
    for (name, text, _) in broken {
        user.file(&format!("data/notes/{name}"), text);
    }
    let output = user.run(["show", "J9271", "--json"]);
    assert!(output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    for (name, _, line) in broken {
        assert!(said.contains(&format!("notes/{name}:{line}: ")), "{name}: {said}");
    }
    assert_eq!(said.lines().count(), broken.len());
    let page: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(page["denials"][0]["applies"], "own");
    assert_eq!(edition(&page, "codes"), "2026-10");
    assert!(user.run(["show", "J9998"]).status.success());
    // Broken facts keep the whole folder out: half of them would mislead. That is said too.
    user.file("data/mue/outpatient.toml", "edition = \"2026-10\"\n[mue]\nJ9271 = \"many\"\n");
    let output = user.run(["show", "J9271", "--json"]);
    assert!(output.status.success());
    assert!(String::from_utf8(output.stderr).unwrap().contains("mue/outpatient.toml:3: `many` is not an MUE"));
    let page: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(edition(&page, "codes"), "2026-07");
    fs::remove_file(user.data().join("mue/outpatient.toml")).unwrap();
    assert_eq!(edition(&show(&user, &["J9271"]).0, "codes"), "2026-10");
}
