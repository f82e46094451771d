//! The program from outside: standard output, standard error, exit codes, JSON keys.

use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};

use assert_cmd::assert::Assert;
use serde_json::Value;
use tempfile::TempDir;

/// A user with empty directories of their own.
struct User {
    home: TempDir,
}

impl User {
    fn new() -> User {
        User { home: tempfile::tempdir().unwrap() }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("jdex"));
        command.args(arguments).env("JDEX_DATA_DIR", self.data()).env("JDEX_CONFIG_DIR", self.home.path().join("config"));
        command.env_remove("NO_COLOR").stdin(Stdio::null());
        command
    }

    fn data(&self) -> std::path::PathBuf {
        self.home.path().join("data")
    }

    fn jdex(&self, arguments: &[&str]) -> Assert {
        assert_cmd::Command::from_std(self.command(arguments)).assert()
    }

    fn out(&self, arguments: &[&str]) -> String {
        String::from_utf8(self.jdex(arguments).success().get_output().stdout.clone()).unwrap()
    }

    fn json(&self, arguments: &[&str], exit: i32) -> Value {
        let output = self.jdex(arguments).code(exit).get_output().stdout.clone();
        serde_json::from_slice(&output).unwrap_or_else(|e| panic!("{arguments:?}: {e}: {}", String::from_utf8_lossy(&output)))
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.home.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

fn stderr(assert: &Assert) -> String {
    String::from_utf8_lossy(&assert.get_output().stderr).into_owned()
}

#[test]
fn search_prints_aligned_lines_and_says_what_ended() {
    let user = User::new();
    assert_eq!(user.out(&["search", "keytruda"]), "J9271  pembrolizumab  1 mg  (Keytruda)\n");
    assert_eq!(user.out(&["search", "j9010"]), "J9010  alemtuzumab  10 mg  ENDED 2015-12-31\nJ0202  alemtuzumab  1 mg   (J9010)\n");
    assert_eq!(user.out(&["search", "J90", "--limit", "3"]).lines().count(), 3);
    let ended = user.out(&["search", "rituximab", "--ended"]);
    assert!(ended.lines().all(|l| l.contains("ENDED")) && ended.starts_with("J9310"), "{ended}");
    assert_eq!(user.out(&["search", "alemtuzumab", "--date", "2015-06-01", "--limit", "1"]), "J9010  alemtuzumab  10 mg\n");
}

#[test]
fn search_in_json_has_the_keys_of_the_contract() {
    let user = User::new();
    let answer = user.json(&["search", "elspar", "--json", "--date", "2026-11-22"], 0);
    assert_eq!(keys(&answer), ["date", "hits", "query"]);
    assert_eq!((answer["query"].as_str(), answer["date"].as_str()), (Some("elspar"), Some("2026-11-22")));
    let hit = &answer["hits"][0];
    assert_eq!(keys(hit), ["code", "descriptor", "matched", "name", "state", "tier", "unit"]);
    assert_eq!(hit["code"], "J9020");
    assert_eq!(hit["descriptor"], "Injection, asparaginase, not otherwise specified, 10,000 units");
    assert_eq!((&hit["state"], &hit["tier"], &hit["matched"]), (&"ended".into(), &"words".into(), &"Elspar".into()));
    assert_eq!(hit["unit"], "10,000 units");
    let unclassified = user.json(&["search", "J3490", "--json"], 0);
    assert_eq!((&unclassified["hits"][0]["unit"], &unclassified["hits"][0]["name"]), (&Value::Null, &Value::Null));
}

#[test]
fn search_without_a_hit_ends_with_one() {
    let user = User::new();
    let assert = user.jdex(&["search", "qwertzuiop"]).code(1).stdout("");
    assert!(stderr(&assert).contains("nothing is like `qwertzuiop`"));
    assert_eq!(user.json(&["search", "qwertzuiop", "--json"], 1)["hits"], Value::Array(Vec::new()));
    user.jdex(&["search"]).code(2);
    user.jdex(&["search", "\u{1b}[2J"]).code(1).stdout("");
}

/// Every key of the contract for `show`.
const SHOW: [&str; 21] = [
    "brands",
    "classes",
    "clinical",
    "code",
    "corrections",
    "data",
    "denials",
    "descriptor",
    "discarded_drug",
    "documentation",
    "kind",
    "modifiers",
    "name",
    "payers",
    "payment",
    "products",
    "similar",
    "status",
    "unit",
    "unit_edits",
    "unit_refused",
];

#[test]
fn show_in_json_has_every_key_for_every_kind_of_code() {
    let user = User::new();
    for code in ["J9039", "j9020", "J9010", "J9302", "J3490", "J0572", "Q4101", "A9500", "C9399"] {
        let page = user.json(&["show", code, "--json", "--date", "2026-11-22"], 0);
        for key in SHOW {
            assert!(page.get(key).is_some(), "{code} lacks {key}");
        }
        assert_eq!(keys(&page["status"]), ["added", "effective", "ended", "predecessors", "state", "successors"]);
        for section in ["clinical", "modifiers", "documentation", "denials", "payers", "similar"] {
            for note in page[section].as_array().unwrap() {
                for key in ["text", "applies", "sources", "confidence", "from", "until"] {
                    assert!(note.get(key).is_some(), "{code} {section} lacks {key}");
                }
            }
        }
        no_empty_texts(&page, code);
    }
}

/// What is not known is null, never an empty text.
fn no_empty_texts(value: &Value, at: &str) {
    match value {
        Value::String(text) => assert!(!text.is_empty(), "empty text at {at}"),
        Value::Array(items) => items.iter().for_each(|v| no_empty_texts(v, at)),
        Value::Object(map) => map.iter().for_each(|(key, v)| no_empty_texts(v, &format!("{at}.{key}"))),
        _ => {}
    }
}

#[test]
fn show_in_json_agrees_with_what_is_known_of_j9022() {
    let page = User::new().json(&["show", "J9022", "--json", "--date", "2026-11-22"], 0);
    assert_eq!(page["descriptor"], "Injection, atezolizumab, 10 mg");
    assert_eq!(page["name"], "atezolizumab");
    assert_eq!((&page["status"]["state"], &page["status"]["added"]), (&"active".into(), &"2018-01-01".into()));
    assert_eq!(page["status"]["ended"], Value::Null);
    assert_eq!((&page["unit"]["amount"], &page["unit"]["measure"], &page["unit"]["text"]), (&"10".into(), &"mg".into(), &"10 mg".into()));
    let vial = &page["products"][0];
    assert_eq!((&vial["ndc"], &vial["ndc11"]), (&"50242-0917-01".into(), &"50242091701".into()));
    assert_eq!((&vial["units_per_item"], &vial["labelled"]["amount"]), (&"120".into(), &"1200".into()));
    assert_eq!((vial["items_per_package"].as_u64(), &vial["size"]["amount"]), (Some(1), &"20".into()));
    assert_eq!(page["unit_edits"][0]["value"].as_u64(), Some(168));
    let asp = page["payment"].as_array().unwrap().iter().find(|p| p["source"] == "asp").unwrap();
    assert_eq!((&asp["quarter"], &asp["limit"], &asp["status_indicator"]), (&"2025-10".into(), &"91.34".into(), &Value::Null));
    assert_eq!(page["discarded_drug"]["listed"], true);
}

#[test]
fn show_answers_as_of_the_date() {
    let user = User::new();
    let state = |date: &str| user.json(&["show", "J9020", "--json", "--date", date], 0)["status"]["state"].clone();
    assert_eq!((state("2025-12-31"), state("2026-01-01"), state("1983-12-31")), ("active".into(), "ended".into(), "future".into()));
    let jg = |date: &str| {
        let page = user.json(&["show", "J9302", "--pane", "modifiers", "--json", "--date", date], 0);
        page["modifiers"].as_array().unwrap().iter().any(|n| n["modifier"] == "JG")
    };
    assert!(jg("2024-12-31") && !jg("2025-01-01"), "JG ended 2024-12-31");
    let paid = |date: &str| user.json(&["show", "J9022", "--json", "--date", date], 0)["payment_on_date"][0]["quarter"].clone();
    assert_eq!((paid("2021-02-15"), paid("2025-11-01")), ("2021-01".into(), "2025-10".into()));
}

#[test]
fn show_names_successors_with_the_unit_change() {
    let user = User::new();
    let page = user.json(&["show", "J9010", "--json"], 0);
    let successor = &page["status"]["successors"][0];
    assert_eq!(successor["code"], "J0202");
    assert!(successor["note"].as_str().unwrap().starts_with("J9010 10 mg ended 2015-12-31; J0202, 1 mg"), "{successor}");
    let predecessors = user.json(&["show", "J0202", "--json"], 0)["status"]["predecessors"].clone();
    assert!(predecessors.as_array().unwrap().iter().any(|p| p["code"] == "J9010"));
}

#[test]
fn show_reads_well_in_plain_lines() {
    let user = User::new();
    let page = user.out(&["show", "J9302", "--date", "2026-11-22"]);
    assert!(page.starts_with("J9302  ofatumumab\nInjection, ofatumumab, 10 mg\n\nActive since 2011-01-01.\n"), "{page}");
    assert!(page.lines().all(|l| l.chars().count() <= 80 && l == l.trim_end()), "80 columns");
    for heading in ["CLINICAL", "MODIFIERS", "DOCUMENTATION", "DENIALS", "PAYERS", "SIMILAR", "PRODUCTS", "PRICE", "SOURCES"] {
        assert!(page.lines().any(|l| l == heading), "{heading}");
    }
    assert!(page.contains("Wrong: The code is atezolizumab, 10 mg."));
    assert!(user.out(&["show", "J9020", "--date", "2026-11-22"]).contains("\nENDED 2025-12-31. "));
    let one = user.out(&["show", "J9271", "--pane", "products"]);
    assert!(one.contains("00006-3026-02") && !one.contains("CLINICAL"), "{one}");
}

#[test]
fn checklists_are_those_of_the_code() {
    let user = User::new();
    let esa = user.out(&["checklist", "J0881"]);
    assert!(esa.starts_with("Erythropoiesis-stimulating agent [sourced: ") && esa.contains("\n[ ] "), "{esa}");
    assert!(!user.out(&["checklist", "J9271"]).contains("Erythropoiesis"));
    let lists = user.json(&["checklist", "J0881", "--list", "esa", "--json"], 0);
    assert_eq!(lists["checklists"].as_array().map(Vec::len), Some(1));
    assert!(user.out(&["checklist"]).contains("waste-record"));
    assert!(
        user.out(&["show", "J0881", "--pane", "documentation"])
            .contains("- Erythropoiesis-stimulating agent  8 items, for this kind of drug")
    );
    for (arguments, kind) in [(["checklist", "J0000"], "unknown-code"), (["checklist", "--list=none"], "unknown-list")] {
        assert_eq!(user.json(&[&arguments[..], &["--json"]].concat(), 2)["error"]["kind"], kind);
    }
}

#[test]
fn what_stands_around_a_drug_line_is_shown() {
    let user = User::new();
    let clinical = user.out(&["show", "J9271", "--pane", "clinical"]);
    for part in [
        "Administration numbers named on this page\n",
        "96415: each further hour",
        "an add-on to 96413",
        "Other places of service\n",
        "POS 19",
    ] {
        assert!(clinical.contains(part), "{part} in {clinical}");
    }
    // What the notes tell of a place is not told twice.
    assert_eq!(clinical.matches("POS 11 ").count(), 1);
    let payers = user.out(&["show", "J9271", "--pane", "payers"]);
    assert!(payers.contains("What payers ask of every drug, by topic") && payers.contains("not known here: "), "{payers}");
    assert!(user.out(&["administration"]).contains("\nHydration\n"));
    let two = user.json(&["administration", "96413", "g0498", "--json"], 0);
    assert_eq!(two["administration"].as_array().map(Vec::len), Some(2));
    assert_eq!(user.json(&["administration", "99999", "--json"], 1)["unknown"][0], "99999");
    // Every document that a page names stands in its list of sources.
    let sources = user.out(&["show", "J9271", "--pane", "sources"]);
    for page in [&clinical, &payers, &user.out(&["show", "J9271", "--pane", "documentation"])] {
        let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
        let named = page.split('[').skip(1).filter_map(|rest| rest.split(']').next()?.split_once(": "));
        for id in named.flat_map(|(_, ids)| ids.split(", ")) {
            assert!(sources.contains(&format!("{id}  ")), "{id} is not among the sources");
        }
    }
}

#[test]
fn units_take_payer_and_setting_from_the_config() {
    let user = User::new();
    let asked = |arguments: &[&str]| {
        let answer = user.json(&[&["units", "J9312", "305 mg", "--json"], arguments].concat(), 0);
        (answer["payer"].as_str().unwrap().to_owned(), answer["setting"].as_str().unwrap().to_owned())
    };
    let pair = |payer: &str, setting: &str| (payer.to_owned(), setting.to_owned());
    assert_eq!(asked(&[]), pair("medicare-part-b", "office"));
    user.write("config/config.toml", "payer = \"bcbs-idaho\"\nsetting = \"asc\"\n");
    assert_eq!(asked(&[]), pair("bcbs-idaho", "asc"));
    assert_eq!(asked(&["--setting", "office"]), pair("bcbs-idaho", "office"));
    // A payer that is named is billed from its own first setting.
    assert_eq!(asked(&["--payer", "medicare-dme"]), pair("medicare-dme", "dme"));
    user.write("config/config.toml", "payer = \"bcbs-idaho\"\nsetting = \"dme\"\n");
    let assert = user.jdex(&["units", "J9312", "305 mg"]).code(0);
    assert!(
        stderr(&assert).contains("config.toml:2: setting: bcbs-idaho is not billed from `dme`; write one of office, outpatient, asc"),
        "{}",
        stderr(&assert)
    );
}

#[test]
fn show_with_a_pane_gives_that_panes_keys() {
    let user = User::new();
    let sorted = |flags: &[&str]| {
        let page = user.out(&[&["show", "J0585", "--pane", "products"][..], flags].concat());
        let ndc = |l: &str| l.split_whitespace().next().filter(|w| w.len() == 13 && w.starts_with("00023-")).map(str::to_owned);
        page.lines().filter_map(ndc).collect::<Vec<_>>()
    };
    assert_eq!(sorted(&["--sort", "units", "--reverse"])[0], "00023-3921-02");
    assert_eq!(sorted(&["--sort", "ndc"])[0], "00023-1145-01");
    let factor = user.out(&["show", "J7192", "--pane", "products"]);
    assert!(factor.contains("by label") && !factor.contains("  1 IU  "), "{factor}");
    let page = User::new().json(&["show", "J9271", "--pane", "products", "--json"], 0);
    assert_eq!(keys(&page), ["code", "container", "date", "products", "status"]);
}

#[test]
fn an_unknown_code_names_the_nearest_ones() {
    let user = User::new();
    let assert = user.jdex(&["show", "J9O39"]).code(1).stdout("");
    assert!(stderr(&assert).contains("J9039  blinatumomab, 1 mcg"), "{}", stderr(&assert));
    let assert = user.jdex(&["show", "keytruda"]).code(1);
    assert!(stderr(&assert).contains("J9271"), "{}", stderr(&assert));
    let assert = user.jdex(&["show", "96413"]).code(1);
    assert!(stderr(&assert).contains("CPT"), "{}", stderr(&assert));
    let answer = user.json(&["show", "J9O39", "--json"], 1);
    assert_eq!((&answer["error"]["kind"], &answer["nearest"][0]), (&"unknown-code".into(), &"J9039".into()));
}

#[test]
fn wrong_usage_is_told_in_json_too() {
    let user = User::new();
    for arguments in [
        &["show", "J9039", "--json", "--pane", "nothing"][..],
        &["search", "--json"],
        &["search", "x", "--json", "--limit", "many"],
        &["show", "J9039", "--json", "--date", "2026-13-01"],
        &["frobnicate", "--json"],
    ] {
        let answer = user.json(arguments, 2);
        assert_eq!(answer["error"]["kind"], "usage", "{arguments:?}");
        assert!(answer["error"]["message"].as_str().unwrap().len() > 10);
    }
    user.jdex(&["show", "J9039", "--date", "tomorrow"]).code(2).stdout("");
    user.jdex(&[]).code(2).stdout("");
}

#[test]
fn every_help_teaches_by_examples_that_fit_80_columns() {
    use clap::CommandFactory;
    let mut command = jdex::cli::Cli::command();
    command.build();
    let own = [&command].into_iter().chain(command.get_subcommands());
    for command in own {
        let name = command.get_bin_name().unwrap_or("jdex").to_owned();
        let after = command.get_after_help().unwrap_or_else(|| panic!("{name} has no examples")).to_string();
        assert!(after.contains("Examples:") && after.matches(&name).count() >= 2, "{name}: {after}");
        // Prose is wrapped; an example that wraps is torn.
        for line in after.lines().filter(|l| l.starts_with(' ')) {
            assert!(line.chars().count() <= 80, "{name}: {line}");
        }
    }
}

#[test]
fn the_man_page_holds_every_command_with_its_examples() {
    let page = User::new().out(&["man"]);
    for words in [".TH jdex", ".SH \"JDEX UNITS\"", ".SH \"JDEX TRAIN PLAY\"", "jdex search keytrda", "\\-\\-waste\\-note"] {
        assert!(page.contains(words), "{words} in {page}");
    }
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(User::new().out(&["completions", shell]).contains("checklist"), "{shell}");
    }
}

#[test]
fn a_bug_report_tells_nothing_of_the_person() {
    let user = User::new();
    user.write("config/config.toml", "payer = \"Dr. Secret\"\n");
    user.write("config/theme-secret.toml", "x");
    user.write(
        "data/notes/J9039.toml",
        "code = \"J9039\"\n[[documentation]]\ntext = \"Secret.\"\nsources = []\nconfidence = \"unsourced\"\n",
    );
    let mut command = user.command(&["bugreport"]);
    command.env("HOME", user.home.path()).env("TERM", "xterm-256color").env("LANG", "de_AT.UTF-8").env("USER", "secret");
    let report = String::from_utf8(command.output().unwrap().stdout).unwrap();
    for words in [
        env!("CARGO_PKG_VERSION"),
        "TERM=xterm-256color",
        "encoding=UTF-8",
        "codes 2026-07",
        "own data laid over",
        "~/config",
        "config.toml, 21 bytes",
        "1 other file, ",
        "config.toml:1: payer: … is not known",
    ] {
        assert!(report.contains(words), "{words} in {report}");
    }
    for told in ["secret", "de_AT", user.home.path().to_str().unwrap(), "J9039"] {
        assert!(!report.to_lowercase().contains(&told.to_lowercase()), "{told} in {report}");
    }
    assert_eq!(user.json(&["bugreport", "--json"], 0)["config"]["place"], "a folder outside the home directory");
}

#[test]
fn rules_can_be_read_in_plain_lines() {
    let user = User::new();
    assert!(user.out(&["rule"]).contains("jz-required"));
    assert!(user.out(&["rule", "jz-required"]).contains("for dates of service from 2023-07-01"));
    assert_eq!(user.json(&["rule", "none", "--json"], 2)["error"]["kind"], "unknown-rule");
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let user = User::new();
    for arguments in [&["show", "J9302"][..], &["show", "J9271", "--json"], &["search", "mg", "--limit", "5000"], &["check"]] {
        let mut child = user.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert_eq!((child.wait().unwrap().code(), said.as_str()), (Some(0), ""), "{arguments:?}");
    }
}

#[test]
fn no_colour_where_no_terminal_is() {
    let out = User::new().out(&["show", "J9020"]);
    assert!(!out.contains('\u{1b}'));
}

const BROKEN: &str = "code = \"J9271\"\n\n[[clinical]]\ntext = \"x\"\nconfidence = \"certain\"\n";

#[test]
fn a_broken_catalog_that_was_asked_for_is_refused_with_its_line() {
    let user = User::new();
    user.write("mine/notes/J9271.toml", BROKEN);
    let mine = user.home.path().join("mine");
    let mine = mine.to_str().unwrap();
    let assert = user.jdex(&["search", "keytruda", "--catalog", mine]).code(2).stdout("");
    assert!(stderr(&assert).contains("mine/notes/J9271.toml:5: "), "{}", stderr(&assert));
    let answer = user.json(&["search", "keytruda", "--catalog", mine, "--json"], 2);
    assert_eq!(answer["error"]["kind"], "broken-catalog");
    for nothing in ["/no/such/folder", user.home.path().to_str().unwrap()] {
        user.jdex(&["search", "keytruda", "--catalog", nothing]).code(2).stdout("");
    }
}

#[test]
fn broken_data_of_the_user_is_said_and_survived() {
    let user = User::new();
    user.write("data/notes/J9271.toml", BROKEN);
    let assert = user.jdex(&["search", "keytruda"]).code(0).stdout("J9271  pembrolizumab  1 mg  (Keytruda)\n");
    assert!(stderr(&assert).contains("notes/J9271.toml:5: "), "{}", stderr(&assert));
}

#[test]
fn own_notes_are_shown_first_and_as_ones_own() {
    let user = User::new();
    user.write("data/notes/J9271.toml", "[[clinical]]\ntext = \"Kept in the blue fridge.\"\nconfidence = \"unsourced\"\n");
    let page = user.json(&["show", "J9271", "--pane", "clinical", "--json"], 0);
    assert_eq!((&page["clinical"][0]["text"], &page["clinical"][0]["applies"]), (&"Kept in the blue fridge.".into(), &"own".into()));
    assert!(user.out(&["show", "J9271", "--pane", "clinical"]).contains("Your own notes\n  - Kept in the blue fridge."));
}

#[test]
fn check_counts_the_shipped_catalog_and_lists_refused_units() {
    let user = User::new();
    let out = user.out(&["check"]);
    assert!(out.starts_with("No problem found.\n"), "{out}");
    let answer = user.json(&["check", "--json"], 0);
    let codes = &answer["holds"]["codes"];
    assert_eq!(codes["all"].as_u64(), Some(2124));
    let refused = answer["units_refused"].as_array().unwrap();
    assert_eq!(codes["units_refused"].as_u64(), Some(refused.len() as u64));
    assert!(refused.iter().all(|r| !r["reason"].as_str().unwrap().is_empty() && out.contains(r["code"].as_str().unwrap())));
    let (understood, active) = (codes["active_j_understood"].as_f64().unwrap(), codes["active_j"].as_f64().unwrap());
    assert!(understood / active >= 0.97, "{understood} of {active}");
}

#[test]
fn check_finds_what_is_wrong_in_a_folder() {
    let user = User::new();
    user.write("mine/notes/J9271.toml", BROKEN);
    user.write("mine/notes/J9000X.toml", "[[clinical]]\ntext = \"x\"\nconfidence = \"unsourced\"\n");
    user.write("mine/notes/J9022.toml", "[[clinical]]\ntext = \"x\"\nsources = [\"nobody\"]\nconfidence = \"sourced\"\n");
    let mine = user.home.path().join("mine");
    let mine = mine.to_str().unwrap();
    let assert = user.jdex(&["check", mine]).code(1);
    let out = String::from_utf8_lossy(&assert.get_output().stdout).into_owned();
    for problem in
        ["J9271.toml:5: ", "J9000X.toml:1: J9000X is no code of this catalog", "J9022.toml:1: note: source `nobody` does not exist"]
    {
        assert!(out.lines().any(|l| l.contains(problem)), "{problem} in {out}");
    }
    let answer = user.json(&["check", mine, "--json"], 1);
    assert_eq!(answer["problems"].as_array().unwrap().len(), 3);
    assert_eq!(keys(&answer["problems"][0]), ["file", "line", "message"]);
    std::fs::remove_file(Path::new(mine).join("notes/J9271.toml")).unwrap();
    std::fs::remove_file(Path::new(mine).join("notes/J9000X.toml")).unwrap();
    user.write("mine/notes/J9022.toml", "[[clinical]]\ntext = \"x\"\nconfidence = \"unsourced\"\n");
    user.jdex(&["check", mine]).code(0);
    user.jdex(&["check", "/no/such/folder"]).code(2);
    user.jdex(&["check", user.home.path().to_str().unwrap()]).code(2);
}

#[test]
fn data_cannot_drive_the_terminal() {
    let user = User::new();
    user.write("mine/notes/J9271.toml", "[[clinical]]\ntext = \"\\u001b[2Jgone\"\nconfidence = \"unsourced\"\n");
    let mine = user.home.path().join("mine");
    let assert = user.jdex(&["check", mine.to_str().unwrap()]).code(1);
    assert!(!String::from_utf8_lossy(&assert.get_output().stdout).contains('\u{1b}'));
}

#[test]
fn compare_marks_what_differs() {
    let user = User::new();
    let out = user.out(&["compare", "j9010", "J0202", "--date", "2026-11-22"]);
    assert!(out.lines().any(|l| l.starts_with("≠ unit ") && l.contains("10 mg") && l.contains("1 mg")), "{out}");
    assert!(out.contains("10 mg = 1 unit of J9010 = 10 units of J0202"), "{out}");
    let answer = user.json(&["compare", "J9010", "J0202", "--json"], 0);
    assert_eq!(keys(&answer), ["date", "left", "right", "rows", "same_amount"]);
    let unit = answer["rows"].as_array().unwrap().iter().find(|r| r["what"] == "unit").unwrap();
    assert_eq!((&unit["differs"], &unit["left"][0], &unit["right"][0]), (&true.into(), &"10 mg".into(), &"1 mg".into()));
    assert_eq!(user.json(&["compare", "J9010", "J9998", "--json"], 2)["error"]["kind"], "unknown-code");
}
