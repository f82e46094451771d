//! `jdex train exam`: cases and drills without help; what was right is told at the end.

use std::io::BufReader;

use super::shared::{LEARNER, ProgressStore, Talk};
use crate::cli::CommandContext;
use crate::exit::{Exit, UserError};
use crate::page::{self, Line, Role};
use crate::training::drill::DrillGenerator;
use crate::training::exam::{Exam, ExamPlan};
use crate::training::progress::Learner;
use crate::training::random::Random;

/// The most questions of a kind.
const MOST: usize = 200;

/// The flags of `jdex train exam`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jdex train exam                              three cases and ten drills, no time limit
  jdex train exam --minutes 45 --seed 7        the same exam for a whole class
  jdex train exam --seed 7 --json < answers    one answer a line; questions on stderr, the result on stdout")]
pub struct Args {
    /// How many cases
    #[arg(long, value_name = "N", default_value_t = 3)]
    cases: usize,
    /// How many drills
    #[arg(long, value_name = "N", default_value_t = 10)]
    drills: usize,
    /// Time limit; an answer after it is not taken
    #[arg(long, value_name = "M", value_parser = clap::value_parser!(u64).range(1..=1440))]
    minutes: Option<u64>,
    /// The same seed is the same exam [default: from the day, the learner and the exams taken before]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Whose result it is
    #[arg(long, value_name = "NAME", default_value = LEARNER)]
    learner: String,
}

/// Holds an exam; exit 1 where it was not passed. Leaving or the end of the input ends it: what is open counts as wrong.
///
/// # Errors
/// A plan without questions, progress that cannot be read or written, output that cannot be written.
pub fn run(args: &Args, desk: &mut CommandContext<'_>) -> anyhow::Result<Exit> {
    for (name, count) in [("--cases", args.cases), ("--drills", args.drills)] {
        if count > MOST {
            return Err(UserError::too_large(name, MOST, count).into());
        }
    }
    let store = ProgressStore::of(desk, &args.learner);
    let seed = match args.seed {
        Some(seed) => seed,
        None => own_seed(&store, desk)?,
    };
    let plan = ExamPlan { cases: args.cases, drills: args.drills, minutes: args.minutes, seed };
    let mut exam = Exam::new(&DrillGenerator::new(desk.catalog, desk.date), plan);
    if exam.is_empty() {
        anyhow::bail!(UserError::new("no-questions", "an exam needs --cases or --drills of at least 1"));
    }
    ask(&mut exam, desk)?;
    store.save(&exam.events(), desk.err)?;
    if desk.json {
        desk.json(&document(&exam, &args.learner))?;
    } else {
        desk.lines(&[Line::blank()])?;
        desk.lines(&page::exam_result_lines(&exam))?;
    }
    Ok(if exam.record().passed { Exit::Success } else { Exit::NoMatch })
}

/// From the day, the name and the number of exams taken before.
fn own_seed(store: &ProgressStore, desk: &mut CommandContext<'_>) -> anyhow::Result<u64> {
    let taken = store.read(desk.err)?.learner(&store.learner).map_or(0, |l: &Learner| l.exams.len());
    // Short enough to be read aloud.
    Ok(Random::of_text(&format!("{} {} {taken}", store.learner, store.date)).below(1_000_000))
}

fn ask(exam: &mut Exam, desk: &mut CommandContext<'_>) -> anyhow::Result<()> {
    let CommandContext { catalog, columns, input, out, err, json, clock, .. } = desk;
    // Under --json stdout holds the document alone.
    let out: &mut dyn std::io::Write = if *json { &mut **err } else { &mut **out };
    let mut talk = Talk { input: BufReader::new(&mut **input), out, columns: *columns };
    let began = clock();
    talk.say(&[
        Line::heading(format!("Exam {}: {} questions", exam.plan().seed, exam.len(catalog))),
        Line::of(Role::Muted, "One answer a question, no hints; - passes a question over, case shows the case again, q ends the exam."),
    ])?;
    let mut shown = None;
    while !exam.is_over() {
        if shown != Some(exam.answered()) {
            talk.say(&[Line::blank(), page::exam_heading(exam, catalog, clock() - began)])?;
            talk.say(&page::exam_question_lines(exam, catalog))?;
            shown = Some(exam.answered());
        }
        let text = match talk.ask()?.as_deref() {
            None | Some("q" | "quit") => {
                exam.close(catalog);
                break;
            }
            Some("") => {
                shown = None;
                continue;
            }
            Some("case") => {
                talk.say(&page::exam_case_lines(exam, catalog))?;
                continue;
            }
            Some("-") => String::new(),
            Some("?" | "hint" | "!" | "show" | "<") => {
                talk.line("Not in an exam.")?;
                continue;
            }
            Some(text) => text.to_owned(),
        };
        if let Err(why) = exam.answer(catalog, &text, clock() - began) {
            talk.line(&why)?;
        }
    }
    Ok(())
}

fn document(exam: &Exam, learner: &str) -> serde_json::Value {
    let rows: Vec<serde_json::Value> = exam
        .answers()
        .iter()
        .map(|row| {
            serde_json::json!({
                "item": row.item, "question": row.ask, "typed": if row.typed.is_empty() { None } else { Some(&row.typed) },
                "right": row.is_right(), "percent": row.percent, "faults": row.faults, "answer": row.answer, "rules": row.rules,
            })
        })
        .collect();
    serde_json::json!({ "learner": learner, "result": exam.record(), "questions": rows })
}
