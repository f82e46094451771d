//! Cases that billers and nurses brought, through the commands: what must stand in the answer, and what must not.

use assert_cmd::Command;

/// Runs one command; what it printed, with the words of broken lines on one line.
fn printed(command: &str, arguments: &str) -> String {
    let mut jdex = Command::cargo_bin("jdex").unwrap();
    let nowhere = std::env::temp_dir().join("jdex-tests-without-data");
    jdex.env("JDEX_DATA_DIR", &nowhere).env("JDEX_CONFIG_DIR", &nowhere).arg(command);
    let output = match command {
        "claim" => jdex.args(["-", "--date", "2026-11-30"]).write_stdin(arguments).output().unwrap(),
        _ => jdex.args(arguments.split('|')).output().unwrap(),
    };
    let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    // A claim line keeps the two blanks before its NDC; everything else is prose that may be broken anywhere.
    let prose = text.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("{text}\n{prose}")
}

#[test]
fn cases_come_out_as_their_answers_say() {
    let mut reader = csv::Reader::from_path(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/cases.csv")).unwrap();
    let mut wrong = Vec::new();
    let mut seen = 0;
    for row in reader.records() {
        let row = row.unwrap();
        let shown = printed(&row[1], &row[2]);
        let missing = row[3].split(';').find(|wanted| !shown.contains(wanted.trim_start()));
        let surplus = row[4].split(';').find(|unwanted| !unwanted.is_empty() && lines(&shown).iter().any(|l| l.contains(unwanted)));
        if missing.is_some() || surplus.is_some() {
            wrong.push(format!("{}: missing {missing:?}, unwanted {surplus:?} in\n{shown}", &row[0]));
        }
        seen += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(seen >= 45, "{seen}");
}

/// The claim lines of an answer, or all of it where it has none.
fn lines(shown: &str) -> Vec<&str> {
    let from = |line: &&str| !line.starts_with("claim lines");
    let of_claim: Vec<&str> = shown.lines().skip_while(from).take_while(|line| !line.starts_with("MUE")).collect();
    if of_claim.is_empty() { shown.lines().collect() } else { of_claim }
}
