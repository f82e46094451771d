//! Progress: nothing is lost by a crash, a full disk, two sessions, a damaged file or an edited scenario.

use std::fs;
use std::path::Path;
use std::sync::Barrier;

use jdex::catalog::{Date, Task};
use jdex::storage::{self, Unusable};
use jdex::training::attempt::{Answer, Attempt};
use jdex::training::progress::{Event, Progress, ProgressError, Saved, with_events};
use jdex::training::score::Score;
use jdex::training::validate::right_answer;

use super::{CATALOG, scenario};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn finished(case: &str, percent: u32) -> Event {
    let score = Score { percent, solved: 3, steps: 3, hints: 0, tries: 3, passed: percent >= 75 };
    Event::Finished { case: case.to_owned(), score, rules: vec!["jz-required".to_owned()] }
}

/// As the faces do it.
fn save(path: &Path, learner: &str, events: &[(Date, Event)]) -> std::io::Result<Option<std::path::PathBuf>> {
    storage::update(path, |old| {
        with_events(old, learner, events).map_err(|e| match e {
            ProgressError::Unreadable(_) => Unusable::Damaged,
            ProgressError::Newer(_) => Unusable::Stop(e.to_string()),
        })
    })
}

fn read(path: &Path) -> Progress {
    Progress::read(&fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn what_is_written_is_read() {
    let mut progress = Progress::default();
    let on = day("2026-11-22");
    progress.apply("ana", on, &finished("expired-code", 85));
    progress.apply("ana", on, &finished("expired-code", 40));
    progress.apply("ben", on, &Event::Drilled { kind: "lines", rule: "round-up".to_owned(), percent: 66, helped: false });
    let case = scenario("pointer-trap");
    let mut run = Attempt::new(&case);
    run.answer(&case, &CATALOG, &Answer::Pick(2)).unwrap();
    progress.apply("ben", on, &Event::Left { saved: Saved::new(&case, &run) });
    let again = Progress::read(&progress.write().unwrap()).unwrap();
    assert_eq!(again, progress);
    let record = &again.learner("ana").unwrap().cases["expired-code"];
    assert_eq!((record.runs, record.best, record.passed), (2, 85, Some(on)));
    assert_eq!(again.learner("ben").unwrap().open["pointer-trap"].resume(&case), run);
    assert_eq!(again.learner("ben").unwrap().rules["round-up"].wrong, 1);
}

#[test]
fn unknown_cases_and_keys_are_kept() {
    let text = r#"{"version":1,"theme":"green","learners":{"ana":{"cases":{"gone-case":{"runs":3,"best":90}},"badges":["x"]}}}"#;
    let mut progress = Progress::read(text).unwrap();
    progress.apply("ana", day("2026-11-22"), &finished("expired-code", 85));
    let written: serde_json::Value = serde_json::from_str(&progress.write().unwrap()).unwrap();
    assert_eq!(written["theme"], "green");
    assert_eq!(written["learners"]["ana"]["badges"][0], "x");
    assert_eq!(written["learners"]["ana"]["cases"]["gone-case"]["best"], 90);
    assert_eq!(written["learners"]["ana"]["cases"]["expired-code"]["best"], 85);
}

#[test]
fn a_newer_file_is_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("progress.json");
    fs::write(&path, r#"{"version":9,"learners":{}}"#).unwrap();
    let error = save(&path, "ana", &[(day("2026-11-22"), finished("expired-code", 85))]).unwrap_err();
    assert!(error.to_string().contains("version 9"));
    assert_eq!(fs::read_to_string(&path).unwrap(), r#"{"version":9,"learners":{}}"#);
}

#[test]
fn a_damaged_file_is_kept_aside() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("progress.json");
    let events = [(day("2026-11-22"), finished("expired-code", 85))];
    for (number, damaged) in [b"{ \"version\": 1, \"learn".as_slice(), b"\xff\xfe\x00", b""].iter().enumerate() {
        fs::write(&path, damaged).unwrap();
        let kept = save(&path, "ana", &events).unwrap().unwrap();
        assert!(kept.ends_with(format!("progress.json.damaged-{}", number + 1)));
        assert_eq!(fs::read(&kept).unwrap(), *damaged);
        assert_eq!(read(&path).learner("ana").unwrap().cases.len(), 1);
    }
    assert_eq!(save(&path, "ana", &events).unwrap(), None);
}

#[test]
fn two_sessions_at_once_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("progress.json");
    let start = Barrier::new(8);
    std::thread::scope(|threads| {
        for session in 0..8 {
            let (path, start) = (&path, &start);
            threads.spawn(move || {
                start.wait();
                for i in 0..10 {
                    let event = finished(&format!("case-{session}-{i}"), 80);
                    save(path, "ana", &[(day("2026-11-22"), event)]).unwrap();
                }
            });
        }
    });
    assert_eq!(read(&path).learner("ana").unwrap().cases.len(), 80);
}

#[cfg(unix)]
#[test]
fn where_nothing_can_be_written_the_old_file_stands() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep/progress.json");
    save(&path, "ana", &[(day("2026-11-22"), finished("expired-code", 85))]).unwrap();
    let before = fs::read(&path).unwrap();
    // A folder where the file should go fails for root too.
    let blocked = folder.path().join("blocked.json");
    fs::create_dir(&blocked).unwrap();
    assert!(save(&blocked, "ana", &[(day("2026-11-22"), finished("x", 1))]).is_err());
    assert!(blocked.is_dir());
    let deep = path.parent().unwrap();
    fs::set_permissions(deep, fs::Permissions::from_mode(0o555)).unwrap();
    let result = save(&path, "ana", &[(day("2026-11-22"), finished("x", 1))]);
    fs::set_permissions(deep, fs::Permissions::from_mode(0o755)).unwrap();
    if result.is_err() {
        assert_eq!(fs::read(&path).unwrap(), before);
    }
}

#[test]
fn an_edited_scenario_still_loads_an_old_run() {
    let case = scenario("expired-code");
    let mut run = Attempt::new(&case);
    let first = right_answer(&case, run.step(&case).unwrap()).unwrap();
    run.answer(&case, &CATALOG, &first).unwrap();
    let saved = Saved::new(&case, &run);
    assert_eq!(saved.resume(&case), run);

    let mut shorter = case.clone();
    shorter.steps.retain(|s| matches!(s.task, Task::Lines { .. }));
    let resumed = saved.resume(&shorter);
    assert_eq!(resumed.at(), Some(0));
    assert_eq!(resumed.score(&shorter).solved, 0);

    let mut moved = case.clone();
    moved.steps.rotate_left(1);
    let resumed = saved.resume(&moved);
    let last = moved.steps.len() - 1;
    assert!(resumed.state(last).unwrap().end.is_some(), "the answered step keeps its answer where it stands now");
    assert_eq!(resumed.at(), Some(0));

    let mut reworded = case.clone();
    reworded.steps[0].ask = "Another question?".to_owned();
    assert_eq!(saved.resume(&reworded).at(), Some(0), "a question that changed is asked again");
}

#[test]
fn an_overruling_needs_a_reason_and_is_kept() {
    let mut progress = Progress::default();
    let on = day("2026-11-22");
    progress.apply("ana", on, &finished("expired-code", 60));
    let overrule = |passed, reason: &str| Event::Overruled { case: "expired-code".to_owned(), passed, reason: reason.to_owned() };
    progress.apply("ana", on, &overrule(true, "  "));
    assert!(!progress.learner("ana").unwrap().cases["expired-code"].is_passed());
    progress.apply("ana", on, &overrule(true, "explained it aloud"));
    let record = &progress.learner("ana").unwrap().cases["expired-code"];
    assert!(record.is_passed());
    assert_eq!((record.best, record.overrulings[0].reason.as_str()), (60, "explained it aloud"));
    progress.apply("ana", on, &overrule(false, "copied from a neighbor"));
    assert!(!progress.learner("ana").unwrap().cases["expired-code"].is_passed());
}

#[test]
fn rules_come_back_when_they_are_due() {
    let mut progress = Progress::default();
    let drilled = |percent, helped| Event::Drilled { kind: "lines", rule: "overlap".to_owned(), percent, helped };
    progress.apply("ana", day("2026-11-01"), &drilled(100, true));
    assert!(progress.learner("ana").unwrap().rules.is_empty(), "right with help shows nothing");
    progress.apply("ana", day("2026-11-01"), &drilled(100, false));
    let due = |p: &Progress, on: &str| !p.learner("ana").unwrap().due(day(on)).is_empty();
    assert!(!due(&progress, "2026-11-01"));
    assert!(due(&progress, "2026-11-02"));
    progress.apply("ana", day("2026-11-02"), &drilled(80, false));
    assert!(!due(&progress, "2026-11-02") && due(&progress, "2026-11-03"));
}
