//! The user's own folders: configuration, data, catalogs laid over.

use super::*;

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
        "config.toml:1: is not known",
    ] {
        assert!(report.contains(words), "{words} in {report}");
    }
    for told in ["secret", "de_AT", user.home.path().to_str().unwrap(), "J9039"] {
        assert!(!report.to_lowercase().contains(&told.to_lowercase()), "{told} in {report}");
    }
    // A note that is broken may name a patient; a key or a theme is a word of the user's.
    user.write("data/notes/J9271.toml", "Jane Roe MRN 4711\n[[clinical]]\ntext = \"x\"\n");
    user.write("config/keys.toml", "jane-roe = \"ctrl-x\"\n");
    user.write("config/config.toml", "theme = \"jane-roe\"\njane-roe = 1\n");
    for flags in [&["bugreport"][..], &["bugreport", "--json"]] {
        let mut command = user.command(flags);
        let output = command.env("HOME", user.home.path()).env("TERM", "jane roe").output().unwrap();
        let told = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap().to_lowercase()).concat();
        assert!(told.contains("another file, line 1: ") && told.contains("config.toml:") && told.contains("keys.toml"), "{told}");
        for word in ["jane", "roe", "mrn", "4711", user.home.path().to_str().unwrap()] {
            assert!(!told.contains(&word.to_lowercase()), "{word} in {told}");
        }
    }
    user.write("config/config.toml", "");
    assert_eq!(user.json(&["bugreport", "--json"], 0)["config"]["place"], "a folder outside the home directory");
}

const BROKEN: &str = "code = \"J9271\"\n\n[[clinical]]\ntext = \"x\"\nreliable = true\n";

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
    let assert = user.jdex(&["search", "keytruda", "--limit", "1"]).code(0).stdout("J9271  pembrolizumab  1 mg  (Keytruda)\n");
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
    assert_eq!(codes["all"].as_u64(), Some(8754));
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
