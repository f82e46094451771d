//! `jdex train` as a user and a script meet it.

use std::path::Path;

use assert_cmd::Command;
use jdex::training::drill::DrillKind;

use super::scenario;

fn jdex(home: &Path) -> Command {
    let mut command = Command::cargo_bin("jdex").unwrap();
    command.env("JDEX_DATA_DIR", home).env("JDEX_CONFIG_DIR", home).env("NO_COLOR", "1").args(["--date", "2026-11-22"]);
    command
}

fn said(command: &mut Command) -> (i32, String, String) {
    let output = command.output().unwrap();
    let text = |b: &[u8]| String::from_utf8(b.to_vec()).unwrap();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

const RIGHT: &str = "b,d,J9021 x325; J9021-JW x75";

#[test]
fn the_help_of_drills_names_every_kind() {
    let home = tempfile::tempdir().unwrap();
    let (_, out, _) = said(jdex(home.path()).args(["train", "drill", "--help"]));
    let missing: Vec<&str> = DrillKind::all().map(|kind| kind.as_str()).filter(|kind| !out.contains(kind)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn a_case_is_played_in_one_go_and_reported() {
    let home = tempfile::tempdir().unwrap();
    let (code, out, _) = said(jdex(home.path()).args(["train", "play", "expired-code", "--answers", RIGHT, "--learner", "ana"]));
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("passed: 100%"));
    let (code, out, _) =
        said(jdex(home.path()).args(["train", "play", "expired-code", "--json", "--answers", "a,a,J9021 x33", "--learner", "ana"]));
    assert_eq!(code, 1);
    let document: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(document["passed"], false);
    assert_eq!(document["steps"].as_array().unwrap().len(), 3);
    assert_eq!(document["steps"][0]["feedback"], "The MAR states dose and vials. CO-181 N56 does not ask for records.");
    let (code, out, _) = said(jdex(home.path()).args(["train", "report", "--json"]));
    assert_eq!(code, 0);
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(report["learners"][0]["learner"], "ana");
    assert_eq!(report["learners"][0]["cases"][0]["runs"], 2);
    assert_eq!(report["learners"][0]["cases"][0]["best"], 100);
    let (_, out, _) = said(jdex(home.path()).args(["train", "report", "--csv"]));
    assert!(out.starts_with("learner,what,id,state,percent,right,wrong,date,remark\n"), "{out}");
    assert!(out.contains("ana,case,expired-code,passed,100,,,2026-11-22,"));
    let (_, out, _) = said(jdex(home.path()).args(["train", "list", "--learner", "ana"]));
    assert!(out.lines().any(|l| l.starts_with("expired-code") && l.contains("passed 100%")));
}

/// A name or a reason that a spreadsheet would compute stands behind an apostrophe.
#[test]
fn no_cell_of_the_report_is_a_formula() {
    let home = tempfile::tempdir().unwrap();
    for name in ["=1+1", "+1", "-1", "@SUM(A1)", "ana"] {
        let overrule = ["train", "overrule", "expired-code", "--pass", &format!("--learner={name}"), "--reason", "=HYPERLINK(\"x\")"];
        assert_eq!(said(jdex(home.path()).args(overrule)).0, 0, "{name}");
    }
    let (_, out, _) = said(jdex(home.path()).args(["train", "report", "--csv"]));
    let mut reader = csv::Reader::from_reader(out.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let names: Vec<&str> = rows.iter().map(|row| &row[0]).collect();
    assert_eq!(names, ["'+1", "'-1", "'=1+1", "'@SUM(A1)", "ana"]);
    assert!(rows.iter().flatten().all(|cell| !cell.starts_with(['=', '+', '-', '@'])), "{out}");
    assert!(rows[0][8].contains("overruled: =HYPERLINK"), "a formula is one only at the start of a cell");
}

/// What is no answer is recorded as a wrong one and the run goes on; more answers than steps are a mistake of the caller.
#[test]
fn answers_that_are_none_count_as_wrong() {
    let home = tempfile::tempdir().unwrap();
    let (code, _, err) = said(jdex(home.path()).args(["train", "play", "expired-code", "--answers", "b,d,J9021 x1,a"]));
    assert!(code == 2 && err.contains("more answers"), "{err}");
    assert!(!home.path().join("progress.json").exists(), "nothing is recorded");
    for (runs, (answers, solved)) in (1..).zip([("b,d", 2), ("b,z,J9021 x1", 1), ("b,d,J9021", 2), ("", 0)]) {
        let (code, out, _) = said(jdex(home.path()).args(["train", "play", "expired-code", "--json", "--answers", answers]));
        let document: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!((code, &document["solved"], &document["passed"]), (1, &solved.into(), &false.into()), "{answers}: {out}");
        assert_eq!(document["steps"].as_array().unwrap().len(), 3);
        let (_, out, _) = said(jdex(home.path()).args(["train", "report", "--json"]));
        let report: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!(report["learners"][0]["cases"][0]["runs"], runs);
    }
    let (code, _, err) = said(jdex(home.path()).args(["train", "play", "no-such-case"]));
    assert!(code == 2 && err.contains("train list"), "{err}");
}

#[test]
fn a_pipe_plays_step_by_step_and_goes_on_later() {
    let home = tempfile::tempdir().unwrap();
    let play = || {
        let mut command = jdex(home.path());
        command.args(["train", "play", "expired-code", "--plain"]);
        command
    };
    let (code, out, _) = said(play().write_stdin("?\nb\na\nb\n"));
    assert_eq!(code, 1);
    assert!(out.contains("Detour") && out.contains("Left open"), "{out}");
    assert!(out.contains("Claim as billed") && out.contains("CO-181 N56"));
    let (code, out, _) = said(play().write_stdin("d\nJ9021 x33; J9021-JW x7\nJ9021 x325; J9021-JW x75\n"));
    assert!(out.contains("Resumed; --again"), "{out}");
    assert!(out.contains("Those are milligrams"), "{out}");
    assert!(out.contains("[right] 32.5 mg"), "{out}");
    // One wrong route and one wrong claim: solved, not passed.
    assert_eq!(code, 1, "{out}");
    let (_, out, _) = said(jdex(home.path()).args(["train", "list"]));
    assert!(out.lines().any(|l| l.starts_with("expired-code") && l.contains("tried")), "{out}");
    let (code, out, _) = said(play().args(["--again"]).write_stdin("b\nd\nJ9021 x325; J9021-JW x75\n"));
    assert_eq!(code, 0, "{out}");
}

#[test]
fn an_instructor_sees_the_map_and_may_overrule() {
    let home = tempfile::tempdir().unwrap();
    let (code, out, _) = said(jdex(home.path()).args(["train", "play", "expired-code", "--instructor"]));
    assert_eq!(code, 0);
    let case = scenario("expired-code");
    for step in &case.steps {
        assert!(out.contains(step.ask.split_whitespace().next().unwrap()));
    }
    assert!(out.contains("through the detour of step 3") && out.contains("b* "), "{out}");
    let overrule = |reason: &str| {
        said(jdex(home.path()).args(["train", "overrule", "expired-code", "--learner", "ana", "--pass", "--reason", reason]))
    };
    assert_eq!(overrule(" ").0, 2);
    assert_eq!(overrule("explained it aloud").0, 0);
    let (_, out, _) = said(jdex(home.path()).args(["train", "report", "--learner", "ana"]));
    assert!(out.contains("explained it aloud"), "{out}");
    let (code, out, _) =
        said(jdex(home.path()).args(["train", "play", "expired-code", "--from", "4"]).write_stdin("J9021 x325; J9021-JW x75\n"));
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("not passed: 100%"), "practice from the middle is no pass: {out}");
}

#[test]
fn drills_are_the_same_for_a_seed_and_recorded() {
    let home = tempfile::tempdir().unwrap();
    let show = || said(jdex(home.path()).args(["train", "drill", "--seed", "7", "--count", "5", "--instructor", "--json"]));
    let (code, first, _) = show();
    assert_eq!(code, 0);
    assert_eq!(first, show().1);
    let document: serde_json::Value = serde_json::from_str(&first).unwrap();
    let keys: Vec<String> = document["drills"].as_array().unwrap().iter().map(|d| d["answer"].as_str().unwrap().to_owned()).collect();
    assert_eq!(keys.len(), 5);
    let (code, out, _) = said(jdex(home.path()).args(["train", "drill", "--seed", "7", "--count", "5", "--answers", &keys.join(",")]));
    assert_eq!(code, 0, "{out}");
    let (code, out, _) = said(jdex(home.path()).args(["train", "drill", "--seed", "7", "--count", "5"]).write_stdin(keys.join("\n")));
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("5 of 5 right"), "{out}");
    let (code, out, _) = said(jdex(home.path()).args(["train", "drill", "--count", "2"]).write_stdin("?\n!\nq\n"));
    assert_eq!(code, 1);
    assert!(out.contains("Hint:") && out.contains("0 of 1 right, 1 left"), "{out}");
    let (_, out, _) = said(jdex(home.path()).args(["train", "report"]));
    assert!(out.contains("drill "), "{out}");
}

#[test]
fn damaged_progress_is_said_and_kept_aside() {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("progress.json"), "{ broken").unwrap();
    let (code, _, err) = said(jdex(home.path()).args(["train", "play", "expired-code", "--answers", RIGHT]));
    assert_eq!(code, 0);
    assert!(err.contains("progress.json.damaged-1"), "{err}");
    assert_eq!(std::fs::read_to_string(home.path().join("progress.json.damaged-1")).unwrap(), "{ broken");
    std::fs::write(home.path().join("progress.json"), r#"{"version":2}"#).unwrap();
    let (code, _, err) = said(jdex(home.path()).args(["train", "play", "expired-code", "--answers", RIGHT]));
    assert!(code == 2 && err.contains("version 2"), "{err}");
}

/// Killed while it works, the file is whole, and holds what every finished run said it holds.
#[test]
fn killed_at_any_moment_the_progress_is_whole() {
    let home = tempfile::tempdir().unwrap();
    let play = |learner: &str| {
        let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin("jdex"));
        command.args(["train", "play", "expired-code", "--answers", RIGHT, "--learner", learner]);
        command.env("JDEX_DATA_DIR", home.path()).env("JDEX_CONFIG_DIR", home.path());
        command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
        command
    };
    let start = std::time::Instant::now();
    assert!(play("first").status().unwrap().success());
    let whole = start.elapsed();
    let (mut finished, mut killed) = (vec!["first".to_owned()], 0);
    for round in 0..40_u32 {
        let learner = format!("learner {round}");
        let mut child = play(&learner).spawn().unwrap();
        // From the first third, where it loads, to beyond the end.
        std::thread::sleep(whole * (30 + round * 2) / 100);
        match child.try_wait().unwrap() {
            Some(status) => assert!(status.success()),
            None => {
                child.kill().unwrap();
                killed += 1;
            }
        }
        if child.wait().unwrap().success() {
            finished.push(learner);
        }
        let text = std::fs::read_to_string(home.path().join("progress.json")).unwrap();
        let progress = jdex::training::progress::Progress::read(&text).unwrap();
        for learner in &finished {
            assert!(progress.learner(learner).is_some_and(|l| l.cases["expired-code"].is_passed()), "{learner} after round {round}");
        }
    }
    assert!(killed > 0, "none was killed");
}

/// On a disk that takes no byte more, the old file stands and it is said.
#[cfg(unix)]
#[test]
fn a_full_disk_is_said_and_the_old_file_stands() {
    let home = tempfile::tempdir().unwrap();
    let (code, ..) = said(jdex(home.path()).args(["train", "play", "expired-code", "--answers", RIGHT]));
    assert_eq!(code, 0);
    let before = std::fs::read(home.path().join("progress.json")).unwrap();
    let limited = format!("ulimit -f 0; exec '{}' \"$@\"", assert_cmd::cargo::cargo_bin("jdex").display());
    let mut command = Command::new("sh");
    command.env("JDEX_DATA_DIR", home.path()).env("JDEX_CONFIG_DIR", home.path());
    command.args(["-c", &limited, "sh", "train", "play", "expired-code", "--answers", RIGHT, "--learner", "ana"]);
    let (code, _, err) = said(&mut command);
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("could not be saved"), "{err}");
    assert_eq!(std::fs::read(home.path().join("progress.json")).unwrap(), before);
    let left: Vec<String> = std::fs::read_dir(home.path()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    assert!(left.iter().all(|name| name.starts_with("progress.")), "{left:?}");
}

#[test]
fn without_a_terminal_train_alone_lists_the_cases() {
    let home = tempfile::tempdir().unwrap();
    let (code, out, _) = said(jdex(home.path()).arg("train"));
    assert_eq!(code, 0);
    assert_eq!(out, said(jdex(home.path()).args(["train", "list"])).1);
}

/// The template is sound as written, lies where the program finds it, and is never written over.
#[test]
fn a_new_case_is_sound_and_played() {
    let home = tempfile::tempdir().unwrap();
    let (code, out, _) = said(jdex(home.path()).args(["train", "new", "my-case"]));
    assert_eq!(code, 0);
    let file = out.lines().next().unwrap().to_owned();
    let (code, out, _) = said(jdex(home.path()).args(["train", "preview", &file]));
    assert_eq!(code, 0, "{out}");
    assert_eq!(said(jdex(home.path()).args(["train", "list"])).1.matches("my-case").count(), 1);
    assert_eq!(said(jdex(home.path()).args(["train", "new", "my-case"])).0, 2);
    assert_eq!(said(jdex(home.path()).args(["train", "new", "../x"])).0, 2);
    let whole = std::fs::read_to_string(&file).unwrap();
    for (from, to, line, cure) in [
        ("carc = \"16\"", "carc = \"4\"", "[[remittance]]", "the check finds CO-16 N822 MA130"),
        ("payer = \"medicare-part-b\"", "payer = \"medicar\"", "id =", "expected aetna"),
        ("hints = [\"240", "hint = [\"240", "hint =", "expected one of `id`"),
        ("modifiers = [\"JZ\"]", "modifiers = []", "[[resolution]]", "does not pass the check"),
    ] {
        let broken = whole.replace(from, to);
        let at = 1 + broken.lines().position(|l| l.starts_with(line)).unwrap();
        std::fs::write(&file, broken).unwrap();
        let (code, out, _) = said(jdex(home.path()).args(["train", "preview", &file]));
        assert_eq!(code, 1, "{out}");
        assert!(out.contains(&format!("my-case.toml:{at}: ")) && out.contains(cure), "{from}: {out}");
    }
}

/// The learner's sheet tells nothing of the answers, the instructor's all of them; the same seed is the same sheet.
#[test]
fn handouts_have_two_versions() {
    let home = tempfile::tempdir().unwrap();
    let sheet = |args: &[&str]| said(jdex(home.path()).args(["train", "handout"]).args(args)).1;
    for format in ["md", "html"] {
        let learner = sheet(&["expired-code", "--format", format]);
        let instructor = sheet(&["expired-code", "--format", format, "--answers"]);
        assert!(learner.contains("J9020") && !learner.contains("J9021-JW x75"), "{learner}");
        assert!(instructor.contains("J9021-JW x75") && instructor.contains("Takeaway"), "{instructor}");
        let drills = sheet(&["--seed", "7", "--count", "5", "--format", format]);
        assert_eq!(drills, sheet(&["--seed", "7", "--count", "5", "--format", format]));
        let key = sheet(&["--seed", "7", "--count", "5", "--format", format, "--answers"]);
        assert_ne!(drills, key);
        let (_, all, _) = said(jdex(home.path()).args(["train", "drill", "--seed", "7", "--count", "5", "--instructor", "--json"]));
        let all: serde_json::Value = serde_json::from_str(&all).unwrap();
        assert_eq!(all["drills"].as_array().unwrap().len(), 5);
    }
    let html = sheet(&["expired-code", "--format", "html"]);
    assert!(html.contains("@media print") && html.starts_with("<!DOCTYPE html>"));
    assert_eq!(html.matches("<section").count(), html.matches("</section>").count());
}

/// What a code means is looked up, not told; feedback says how the units came about and what is right already.
#[test]
fn meanings_are_looked_up_and_slips_are_named() {
    let home = tempfile::tempdir().unwrap();
    let play = |input: &str| said(jdex(home.path()).args(["train", "play", "expired-code", "--again"]).write_stdin(input.to_owned())).1;
    let (shown, looked) = (play("q\n"), play("look CO-181 N56\nlook J9021\nlook asparaginase\nq\n"));
    assert!(shown.contains("CO-181 N56") && !shown.contains("date of service was"), "{shown}");
    assert!(looked.contains("N56") && looked.contains("J9021") && looked.len() > shown.len() + 400, "{looked}");
    let wrong = play("b\nd\nJ9021 x33; J9021-JW x75\nq\n");
    assert!(wrong.contains("the mg of the dose were billed as units, but one unit is 0.1 mg"), "{wrong}");
    assert!(!wrong.contains("325"), "the answer is not given away: {wrong}");
    assert!(wrong.contains("right so far: line 1: code; line 2: code, modifiers, units"), "{wrong}");
}

/// Eleven digits are right with hyphens or without.
#[test]
fn an_ndc_is_right_with_hyphens() {
    for ndc in ["70114010101", "70114-0101-01"] {
        let case = super::scenario("ten-digit-ndc");
        let typed = jdex::training::grade::parse(&format!("Q5111-JZ x12 NDC N4{ndc} ML0.6")).unwrap();
        let judged = jdex::training::case::judge(&super::CATALOG, &case, &typed, &[]).unwrap();
        assert!(judged.right, "{ndc}: {judged:?}");
    }
}
