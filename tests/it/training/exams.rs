//! Exams: nothing is told before the end, the clock is a value, the seed decides.

use jdex::training::drill::DrillGenerator;
use jdex::training::exam::{Exam, ExamPlan, Question};
use jdex::training::progress::Event;
use jdex::training::validate::right_answer;

fn plan(minutes: Option<u64>) -> ExamPlan {
    ExamPlan { cases: 3, drills: 8, minutes, seed: 41 }
}

fn exam(minutes: Option<u64>) -> Exam {
    Exam::new(&DrillGenerator::new(&super::CATALOG, "2026-11-22".parse().unwrap()), plan(minutes))
}

/// The right answer as it would be typed.
fn right(exam: &Exam) -> String {
    use jdex::training::attempt::Answer;
    match exam.question(&super::CATALOG).unwrap() {
        Question::Drill(drill) => drill.key.text(),
        Question::Step { scenario, step, .. } => {
            let letter = |place: usize| jdex::page::letter(place).to_string();
            match right_answer(scenario, step).unwrap() {
                Answer::Pick(place) => letter(place),
                Answer::Lines(lines) => lines,
                Answer::Order(order) => {
                    let shown = jdex::training::answer::shown(scenario, step);
                    order.iter().map(|item| letter(shown.iter().position(|s| s == item).unwrap())).collect()
                }
            }
        }
    }
}

#[test]
fn all_right_passes_and_all_wrong_does_not() {
    let mut right_run = exam(Some(30));
    let count = right_run.len(&super::CATALOG);
    let mut second = 0;
    while !right_run.is_over() {
        assert!(right_run.answers().is_empty(), "nothing is told before the end");
        let text = right(&right_run);
        second += 7;
        right_run.answer(&super::CATALOG, &text, second).unwrap();
    }
    let record = right_run.record();
    assert_eq!((record.percent, record.right, record.questions, record.passed), (100, count, count, true));
    assert_eq!(record.seconds, 7 * count as u64);
    let cases = right_run.events().iter().filter(|e| matches!(e, Event::Finished { score, .. } if score.passed)).count();
    let drills = right_run.events().iter().filter(|e| matches!(e, Event::Drilled { percent: 100, .. })).count();
    assert_eq!((cases, drills), (3, 8));

    let mut wrong = exam(None);
    while !wrong.is_over() {
        wrong.answer(&super::CATALOG, "", 0).unwrap();
    }
    assert_eq!((wrong.record().percent, wrong.record().passed), (0, false));
    assert!(wrong.answers().iter().all(|a| !a.answer.is_empty() && !a.rules.is_empty()));
}

#[test]
fn what_cannot_be_read_is_asked_again_and_costs_nothing() {
    let mut run = exam(None);
    assert!(run.answer(&super::CATALOG, "no answer to anything", 1).is_err());
    assert_eq!(run.answered(), 0);
}

#[test]
fn after_the_limit_nothing_is_taken() {
    let mut run = exam(Some(1));
    let text = right(&run);
    run.answer(&super::CATALOG, &text, 59).unwrap();
    let text = right(&run);
    run.answer(&super::CATALOG, &text, 60).unwrap();
    assert!(run.is_over());
    let record = run.record();
    assert!(record.out_of_time && !record.passed);
    assert_eq!((record.right, record.seconds), (1, 60), "the time that was there");
    assert_eq!(record.questions, run.len(&super::CATALOG));
}

#[test]
fn the_seed_decides() {
    assert_eq!(exam(None), exam(None));
    let other = Exam::new(&DrillGenerator::new(&super::CATALOG, "2026-11-22".parse().unwrap()), ExamPlan { seed: 42, ..plan(None) });
    assert_ne!(exam(None), other);
}
