//! The state machine of a case: forward, back, detours, hints, scores, no pass by accident.

use jdex::catalog::{Choice, Scenario, Step, Task};
use jdex::training::answer;
use jdex::training::attempt::{Answer, Attempt, AttemptError};
use jdex::training::map::{Destination, map};
use jdex::training::score::PASS;
use jdex::training::validate::right_answer;
use proptest::prelude::*;

use super::{CASES, CATALOG, scenario};

fn right(scenario: &Scenario, run: &Attempt) -> Answer {
    right_answer(scenario, run.step(scenario).unwrap()).unwrap()
}

fn wrong(step: &Step) -> Answer {
    match &step.task {
        Task::Pick(choices) => Answer::Pick(choices.iter().position(|c| !c.right && c.leads_to.is_none()).unwrap()),
        Task::Order { items, .. } => Answer::Order((0..items.len()).rev().collect()),
        Task::Lines { .. } => Answer::Lines("J9999 x7".to_owned()),
    }
}

/// Plays to the end, with this many wrong answers at each main step first.
fn play(scenario: &Scenario, mistakes: u32) -> Attempt {
    let mut run = Attempt::new(scenario);
    while let Some(step) = run.step(scenario) {
        let wrong = wrong(step);
        for _ in 0..mistakes {
            let reply = run.answer(scenario, &CATALOG, &wrong).unwrap();
            assert!(!reply.right && !reply.feedback.is_empty());
        }
        let right = right(scenario, &run);
        assert!(run.answer(scenario, &CATALOG, &right).unwrap().right);
    }
    run
}

#[test]
fn right_at_once_is_a_hundred() {
    for scenario in CASES.iter() {
        let score = play(scenario, 0).score(scenario);
        assert_eq!((score.percent, score.passed, score.solved), (100, true, score.steps), "{}", scenario.id);
    }
}

#[test]
fn one_mistake_everywhere_is_no_pass() {
    for scenario in CASES.iter() {
        let score = play(scenario, 1).score(scenario);
        assert!(score.percent < PASS && !score.passed && score.percent > 0, "{}: {score:?}", scenario.id);
    }
}

#[test]
fn trying_every_answer_out_is_no_pass() {
    for scenario in CASES.iter() {
        let mut run = Attempt::new(scenario);
        let mut tried = vec![0; scenario.steps.len()];
        while let (Some(at), Some(step)) = (run.at(), run.step(scenario)) {
            // The wrong answers one after the other, then the right one.
            let choices: &[Choice] = if let Task::Pick(choices) = &step.task { choices } else { &[] };
            let wrong: Vec<usize> = (0..choices.len()).filter(|i| !choices[*i].right).collect();
            let answer = match wrong.get(tried[at]) {
                Some(place) if step.id.is_none() => Answer::Pick(*place),
                _ => right(scenario, &run),
            };
            tried[at] += 1;
            run.answer(scenario, &CATALOG, &answer).unwrap();
        }
        assert!(!run.score(scenario).passed, "{}", scenario.id);
    }
}

#[test]
fn a_detour_is_entered_and_left_to_where_it_began() {
    let scenario = scenario("expired-code");
    let mut run = Attempt::new(&scenario);
    run.answer(&scenario, &CATALOG, &right(&scenario, &run.clone())).unwrap();
    let route = run.at();
    assert!(run.answer(&scenario, &CATALOG, &Answer::Pick(0)).unwrap().detour);
    assert_eq!(run.step(&scenario).unwrap().id.as_deref(), Some("appeal-back"));
    let mut back = run.clone();
    assert!(back.back(&scenario));
    assert_eq!(back.at(), route);
    run.answer(&scenario, &CATALOG, &right(&scenario, &run.clone())).unwrap();
    assert_eq!(run.at(), route);
}

#[test]
fn back_goes_one_step_and_answering_again_changes_nothing() {
    let scenario = scenario("pointer-trap");
    let mut run = Attempt::new(&scenario);
    assert!(!run.back(&scenario));
    let first = right(&scenario, &run);
    run.answer(&scenario, &CATALOG, &first).unwrap();
    assert!(run.back(&scenario));
    assert_eq!(run.at(), Some(0));
    let before = run.score(&scenario);
    let again = wrong(run.step(&scenario).unwrap());
    run.answer(&scenario, &CATALOG, &again).unwrap();
    run.answer(&scenario, &CATALOG, &first).unwrap();
    assert_eq!(run.score(&scenario), before);
    assert_eq!(run.at(), Some(1));
}

#[test]
fn hints_cost_and_run_out() {
    let scenario = scenario("decimal-slip");
    let mut run = Attempt::new(&scenario);
    while !matches!(run.step(&scenario).unwrap().task, Task::Lines { .. }) {
        let right = right(&scenario, &run);
        run.answer(&scenario, &CATALOG, &right).unwrap();
    }
    assert!(run.hint(&scenario).is_some());
    assert!(run.hint(&scenario).is_none());
    let right = right(&scenario, &run);
    run.answer(&scenario, &CATALOG, &right).unwrap();
    let score = run.score(&scenario);
    assert_eq!(score.hints, 1);
    assert!(score.percent < 100 && score.passed);
}

#[test]
fn an_unreadable_answer_counts_for_nothing() {
    let scenario = scenario("decimal-slip");
    let mut run = Attempt::new(&scenario);
    assert!(matches!(run.answer(&scenario, &CATALOG, &Answer::Pick(17)), Err(AttemptError::NoAnswer(_))));
    assert!(matches!(run.answer(&scenario, &CATALOG, &Answer::Lines("J9203 x1".to_owned())), Err(AttemptError::NoAnswer(_))));
    assert_eq!(run, Attempt::new(&scenario));
    let step = run.step(&scenario).unwrap();
    for text in ["", "z", "ab", "0", "9", "!"] {
        assert!(answer::read(&scenario, step, text).is_err(), "{text}");
    }
    assert_eq!(answer::read(&scenario, step, " B ").unwrap(), Answer::Pick(1));
    assert_eq!(answer::read(&scenario, step, "2").unwrap(), Answer::Pick(1));
}

#[test]
fn an_order_is_answered_by_the_letters_shown() {
    let scenario = scenario("right-dose-over-the-edit");
    let step = scenario.steps.iter().find(|s| matches!(s.task, Task::Order { .. })).unwrap();
    let shown = answer::shown(&scenario, step);
    assert!(!shown.is_sorted());
    let letters: String =
        (0..shown.len()).map(|item| char::from(b'a' + u8::try_from(shown.iter().position(|p| *p == item).unwrap()).unwrap())).collect();
    let right: Vec<usize> = (0..shown.len()).collect();
    assert_eq!(answer::read(&scenario, step, &letters).unwrap(), Answer::Order(right.clone()));
    let spaced: String = letters.chars().map(|c| format!("{c} ")).collect();
    assert_eq!(answer::read(&scenario, step, &spaced).unwrap(), Answer::Order(right));
    assert!(answer::read(&scenario, step, "aab").is_err());
    assert!(answer::read(&scenario, step, "aabb").is_err());
}

#[test]
fn a_start_in_the_middle_is_practice() {
    let scenario = scenario("expired-code");
    assert!(Attempt::start_at(&scenario, 0).is_err());
    assert!(Attempt::start_at(&scenario, scenario.steps.len() + 1).is_err());
    for number in 1..=scenario.steps.len() {
        let mut run = Attempt::start_at(&scenario, number).unwrap();
        assert_eq!(run.at(), Some(number - 1));
        while run.step(&scenario).is_some() {
            let right = right(&scenario, &run);
            run.answer(&scenario, &CATALOG, &right).unwrap();
        }
        assert_eq!(run.score(&scenario).passed, number == 1, "step {number}");
    }
}

#[test]
fn giving_up_shows_the_answer_and_does_not_pass() {
    let scenario = scenario("twin-line");
    let mut run = Attempt::new(&scenario);
    while run.step(&scenario).is_some() {
        assert!(!run.give_up(&scenario).unwrap().is_empty());
    }
    let score = run.score(&scenario);
    assert_eq!((score.percent, score.passed), (0, false));
}

#[test]
fn an_exam_takes_one_answer_a_step() {
    let scenario = scenario("expired-code");
    let mut run = Attempt::exam(&scenario);
    let mut steps = 0;
    while run.step(&scenario).is_some() {
        run.answer(&scenario, &CATALOG, &wrong(run.clone().step(&scenario).unwrap())).unwrap();
        steps += 1;
    }
    assert_eq!(steps, 3);
    assert!(!run.score(&scenario).passed);
}

#[test]
fn the_map_names_every_step_and_where_it_leads() {
    for scenario in CASES.iter() {
        let stops = map(scenario);
        assert_eq!(stops.len(), scenario.steps.len());
        for stop in &stops {
            assert_eq!(stop.answers.iter().filter(|a| a.right).count(), 1);
            let right = stop.answers.iter().find(|a| a.right).unwrap();
            assert_eq!(right.leads == Destination::Back, stop.detour, "{}", scenario.id);
        }
        assert!(stops.iter().flat_map(|s| &s.answers).any(|a| a.leads == Destination::End));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    /// Whatever is typed in whatever order, a run ends only by answers and never leaves its bounds.
    #[test]
    fn nothing_breaks_a_run(case in 0usize..60, keys in proptest::collection::vec(0u8..12, 0..40)) {
        let scenario = &CASES[case % CASES.len()];
        let mut run = Attempt::new(scenario);
        for key in keys {
            let Some(step) = run.step(scenario) else { break };
            match key {
                0 => { run.hint(scenario); }
                1 => { run.back(scenario); }
                2 => { run.give_up(scenario).unwrap(); }
                3 => { let right = right(scenario, &run); run.answer(scenario, &CATALOG, &right).unwrap(); }
                4..=8 => { let _ = run.answer(scenario, &CATALOG, &Answer::Pick(usize::from(key - 4))); }
                _ => { let wrong = wrong(step); run.answer(scenario, &CATALOG, &wrong).unwrap(); }
            }
            let score = run.score(scenario);
            prop_assert!(score.percent <= 100 && score.solved <= score.steps);
            prop_assert!(!score.passed || run.is_finished());
        }
    }

    /// Blind picks do not pass: with random answers at each step the run is not passed unless nearly all were right at once.
    #[test]
    fn blind_picks_do_not_pass(case in 0usize..60, picks in proptest::collection::vec(0usize..4, 30)) {
        let scenario = &CASES[case % CASES.len()];
        let mut run = Attempt::new(scenario);
        let mut missed = 0;
        let mut counted = 0;
        for pick in picks {
            let Some(step) = run.step(scenario) else { break };
            let main = step.id.is_none();
            let answer = match &step.task { Task::Pick(choices) => Answer::Pick(pick % choices.len()), _ => right(scenario, &run) };
            let reply = run.answer(scenario, &CATALOG, &answer).unwrap();
            counted += u32::from(main && reply.right);
            missed += u32::from(main && !reply.right);
        }
        if run.score(scenario).passed {
            prop_assert!(missed <= counted / 2, "{missed} wrong of {counted}");
        }
    }
}
