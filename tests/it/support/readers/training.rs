//! The readers of the training: the file of progress with its open runs, a trainer's case, lines as a learner types them.

use jdex::catalog::{self, Scenario, Task, check};
use jdex::training::attempt::{Answer, Attempt};
use jdex::training::progress::{self, Event, Progress, Saved};
use jdex::training::{case, grade, map, validate};
use jdex::{page, text};

use super::{TODAY, assert_clean, assert_told, refused, shipped};

/// The shipped cases.
fn cases() -> &'static [Scenario] {
    shipped().catalog.scenarios()
}

/// The file of progress: understood, carried along whole and gone on with, or refused.
pub fn progress(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let drilled = Event::Drilled { kind: "lines", rule: "overlap".to_owned(), percent: 100, helped: false };
    let saved = progress::with_events(Some(text), "ana", &[(TODAY, drilled)]);
    let held = match Progress::read(text) {
        Ok(held) => held,
        Err(error) => {
            assert_told(&text::message(&error.to_string()));
            return assert_eq!(saved, Err(error), "what cannot be read is not written over");
        }
    };
    let after = Progress::read(&saved.expect("what was read takes a result")).expect("what was just written");
    for (name, learner) in &held.learners {
        assert!(name == "ana" || after.learner(name) == Some(learner), "the results of {name} changed");
        assert!(learner.due(TODAY).len() <= learner.rules.len());
        for (id, saved) in &learner.open {
            // A case of that name, or one that was edited since beyond recognition.
            let same = cases().iter().find(|s| s.id == saved.run.scenario);
            let other = &cases()[id.len() % cases().len()];
            same.into_iter().chain([other]).for_each(|scenario| gone_on_with(saved, scenario));
        }
    }
}

/// A saved run is gone on with to its end, whatever it says; hints and steps back do no harm on the way.
fn gone_on_with(saved: &Saved, scenario: &Scenario) {
    let mut run = saved.resume(scenario);
    let mut turns = 0;
    while let Some(at) = run.at() {
        let Some(step) = run.step(scenario) else { panic!("{}: step {at} is open and not there", scenario.id) };
        assert!(turns < 4 * scenario.steps.len() + 8, "{}: the run does not end", scenario.id);
        let _ = run.hint(scenario);
        if turns == 0 && run.back(scenario) {
            assert!(run.step(scenario).is_some(), "{}: back to a step that is not there", scenario.id);
        }
        let wrong = match &step.task {
            Task::Pick(choices) => choices.iter().position(|c| !c.right).map(Answer::Pick),
            Task::Order { items, .. } => Some(Answer::Order((0..items.len()).rev().collect())),
            Task::Lines { .. } => Some(Answer::Lines("J9999 x1".to_owned())),
        };
        if let Some(wrong) = wrong.filter(|_| turns % 2 == 0) {
            let _ = run.answer(scenario, &shipped().catalog, &wrong);
        }
        let before = run.at();
        if let Some(right) = run.step(scenario).and_then(|step| validate::right_answer(scenario, step)) {
            let _ = run.answer(scenario, &shipped().catalog, &right);
        }
        if before.is_some() && run.at() == before {
            run.give_up(scenario).expect("an open step can be given up");
        }
        turns += 1;
    }
    let score = run.score(scenario);
    assert!(score.percent <= 100 && score.solved <= score.steps, "{}: {score:?}", scenario.id);
    assert!(!score.passed || score.solved == score.steps, "{}: passed without solving it", scenario.id);
}

/// A trainer's file: wrong with its line, or a case that is shown, mapped, proved and played.
pub fn scenario(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let catalog = &shipped().catalog;
    // A case lies in the file of its name, which is the first thing in quotes.
    let path = format!("scenarios/{}.toml", text.split('"').nth(1).unwrap_or("case"));
    let file = catalog::File { shown: "case.toml", path: &path, text };
    let (book, mut problems) = catalog::read([file], catalog);
    problems.extend(check::check(&book, catalog));
    for problem in &problems {
        assert_told(&problem.to_string());
        assert!(problem.origin.line <= text.split('\n').count(), "{problem}");
    }
    if !problems.is_empty() {
        return;
    }
    for scenario in book.scenarios.values() {
        let unsound = validate::prove_one(catalog, scenario);
        unsound.iter().for_each(|problem| assert_told(&problem.to_string()));
        let shown = page::case_lines(scenario, catalog).into_iter();
        let steps = scenario.steps.iter().flat_map(|step| page::step_lines(step, &jdex::training::answer::shown(scenario, step)));
        shown.chain(steps).for_each(|line| assert_clean(&text::clean(&line.text())));
        assert_eq!(map::map(scenario).len(), scenario.steps.len());
        gone_on_with(&Saved::new(scenario, &Attempt::new(scenario)), scenario);
        for number in 1..=scenario.steps.len() {
            let run = Attempt::start_at(scenario, number).expect("a step of the map");
            gone_on_with(&Saved::new(scenario, &run), scenario);
        }
    }
}

/// Lines as typed at a case: the first byte picks the case.
pub fn typed(bytes: &[u8]) {
    let Some((case, text)) = bytes.split_first() else { return };
    let (scenario, Ok(text)) = (&cases()[usize::from(*case) % cases().len()], std::str::from_utf8(text)) else { return };
    let lines = match grade::parse(text) {
        Ok(lines) => lines,
        Err(why) => return assert_told(&text::clean(&why)),
    };
    assert!(grade::compare(&lines, &lines).is_right(), "{lines:?} are not themselves");
    let mistakes = scenario.steps.iter().find_map(|step| match &step.task {
        Task::Lines { mistakes, .. } => Some(mistakes.as_slice()),
        _ => None,
    });
    let judged = match case::judge(&shipped().catalog, scenario, &lines, mistakes.unwrap_or_default()) {
        Ok(judged) => judged,
        Err(error) => return refused(&error),
    };
    let graded = &judged.graded;
    assert_eq!(graded.percent() == 100, graded.is_right(), "{lines:?}");
    assert!(graded.is_right() || !graded.faults().is_empty(), "wrong without a fault: {lines:?}");
    graded.faults().iter().for_each(|fault| assert_told(&text::clean(fault)));
    page::answer_lines(&judged.findings).iter().for_each(|line| assert_clean(&text::clean(&line.text())));
    assert!(!(judged.right && judged.foreseen.is_some()), "right and a foreseen mistake: {lines:?}");
}
