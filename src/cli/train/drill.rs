//! `jdex train drill`.

use std::io::BufReader;

use super::shared::{LEARNER, ProgressStore, Talk};
use crate::cli::CommandContext;
use crate::exit::{Exit, UserError};
use crate::page::{self, Line, Role};
use crate::training::drill::{Drill, DrillGenerator, DrillGrade, DrillKind, Wanted};
use crate::training::progress::{Event, Progress};

/// The most problems of one run: they are made before the first is asked.
const MOST: usize = 10_000;

/// The flags of `jdex train drill`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jdex train drill                             ten problems, what is due first
  jdex train drill --kind lines --count 3      one kind only
  jdex train drill --seed 7 --instructor       the problems with their answers
  jdex train drill --kind modifier --count 2 --answers JZ,JW")]
pub struct Args {
    /// The same seed gives the same problems on every machine [default: from the day and what was answered before]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// How many problems, at most 10000
    #[arg(long, value_name = "N", default_value_t = 10)]
    count: usize,
    #[arg(long, value_name = "KIND", value_parser = DrillKind::parse, help = format!("Only one kind: {}", DrillKind::words()))]
    kind: Option<DrillKind>,
    /// Plain lines on standard input and output, which is how it asks in any case
    #[arg(long)]
    plain: bool,
    /// One answer a problem with commas between, without asking
    #[arg(long, value_name = "A,B,..")]
    answers: Option<String>,
    /// Show the problems with their answers and ask nothing
    #[arg(long, conflicts_with = "answers")]
    instructor: bool,
    /// Whose result it is
    #[arg(long, value_name = "NAME", default_value = LEARNER)]
    learner: String,
}

/// Drills; exit 1 where an answer was wrong or problems were left open.
///
/// # Errors
/// Answers that are none, progress that cannot be read or written, output that cannot be written.
pub fn run(args: &Args, desk: &mut CommandContext<'_>) -> anyhow::Result<Exit> {
    if args.count > MOST {
        return Err(UserError::too_large("--count", MOST, args.count).into());
    }
    let ledger = ProgressStore::of(desk, &args.learner);
    let drills = deal(args, &ledger, desk)?;
    if args.instructor {
        if desk.json {
            desk.json(&serde_json::json!({ "drills": drills.iter().map(document).collect::<Vec<_>>() }))?;
        } else {
            let lines: Vec<Line> = drills
                .iter()
                .enumerate()
                .flat_map(|(i, d)| page::drill_lines(d, i).into_iter().chain(page::drill_answer_lines(d)).chain([Line::blank()]))
                .collect();
            desk.lines(&lines)?;
        }
        return Ok(Exit::Success);
    }
    match &args.answers {
        Some(answers) => in_one_go(answers, &drills, &ledger, desk),
        None if desk.json => Err(super::shared::asks()),
        None => converse(&drills, &ledger, desk),
    }
}

/// The problems: with a seed just those; without one, problems about rules that are due come first.
fn deal(args: &Args, ledger: &ProgressStore, desk: &mut CommandContext<'_>) -> anyhow::Result<Vec<Drill>> {
    let progress = if args.seed.is_none() { ledger.read(desk.err)? } else { Progress::default() };
    let learner = progress.learner(&ledger.learner).cloned().unwrap_or_default();
    let wanted = Wanted { kind: args.kind, count: args.count, seed: args.seed };
    let drills = DrillGenerator::new(desk.catalog, desk.date).session(&wanted, &ledger.learner, &learner, desk.date);
    if drills.is_empty() {
        anyhow::bail!(UserError::new("no-drills", "the catalog holds no codes with containers to drill with, or --count is 0"));
    }
    Ok(drills)
}

fn document(drill: &Drill) -> serde_json::Value {
    serde_json::json!({
        "seed": drill.seed.to_string(), "kind": drill.kind.as_str(), "rule": drill.rule, "facts": drill.facts, "ask": drill.ask,
        "form": drill.form, "answer": drill.key.text(), "why": drill.why,
    })
}

fn event(drill: &Drill, percent: u32, helped: bool) -> Event {
    Event::Drilled { kind: drill.kind.as_str(), rule: drill.rule.to_owned(), percent, helped }
}

fn in_one_go(answers: &str, drills: &[Drill], ledger: &ProgressStore, desk: &mut CommandContext<'_>) -> anyhow::Result<Exit> {
    let given: Vec<&str> = answers.split(',').map(str::trim).collect();
    if given.len() > drills.len() {
        let message = format!("--answers: {} answers for {} problems; give one for each", given.len(), drills.len());
        anyhow::bail!(UserError::new("invalid-answer", message));
    }
    let mut results = Vec::new();
    for (drill, text) in drills.iter().zip(given.into_iter().chain(std::iter::repeat(""))) {
        // What is no answer counts as a wrong one, as it would on paper.
        let wrong = |why: String| DrillGrade { right: false, percent: 0, faults: vec![why] };
        let marked = if text.is_empty() { wrong("no answer".to_owned()) } else { drill.grade(text).unwrap_or_else(wrong) };
        results.push((drill, marked));
    }
    let events: Vec<Event> = results.iter().map(|(d, m)| event(d, m.percent, false)).collect();
    ledger.save(&events, desk.err)?;
    if desk.json {
        let rows: Vec<serde_json::Value> = results
            .iter()
            .map(|(drill, marked)| {
                let mut row = document(drill);
                row["right"] = marked.right.into();
                row["percent"] = marked.percent.into();
                row["faults"] = marked.faults.clone().into();
                row
            })
            .collect();
        desk.json(&serde_json::json!({ "drills": rows }))?;
    } else {
        for (i, (drill, marked)) in results.iter().enumerate() {
            let word = if marked.right { "right".to_owned() } else { format!("{}%", marked.percent) };
            let mut lines = vec![Line::heading(format!("{}. {}: {word}", i + 1, drill.kind.as_str()))];
            lines.extend(marked.faults.iter().map(|f| Line::of(Role::Text, f.clone()).indented(2, 4)));
            lines.extend(page::drill_answer_lines(drill));
            desk.lines(&lines)?;
        }
    }
    Ok(if results.iter().all(|(_, m)| m.right) { Exit::Success } else { Exit::NoMatch })
}

fn converse(drills: &[Drill], ledger: &ProgressStore, desk: &mut CommandContext<'_>) -> anyhow::Result<Exit> {
    let CommandContext { columns, input, out, err, .. } = desk;
    let mut talk = Talk { input: BufReader::new(&mut **input), out: &mut **out, columns: *columns };
    talk.say(&[Line::of(Role::Muted, "? hint (then it does not count as right), ! show the answer, q leave.")])?;
    let (mut right, mut answered) = (0, 0);
    for (place, drill) in drills.iter().enumerate() {
        talk.say(&[Line::blank()])?;
        talk.say(&page::drill_lines(drill, place))?;
        let mut helped = false;
        let percent = loop {
            let Some(text) = talk.ask()? else { break None };
            match text.as_str() {
                "" => continue,
                "q" | "quit" => break None,
                "?" | "hint" => {
                    helped = true;
                    talk.line(&format!("Hint: {}", drill.hint))?;
                }
                "!" | "show" => break Some(0),
                text => match drill.grade(text) {
                    Ok(marked) => {
                        talk.say(&page::drill_marked_lines(&marked))?;
                        break Some(marked.percent);
                    }
                    Err(e) => talk.line(&e)?,
                },
            }
        };
        let Some(percent) = percent else { break };
        answered += 1;
        right += usize::from(percent == 100 && !helped);
        talk.say(&page::drill_answer_lines(drill))?;
        // After each problem, so that nothing is lost whatever happens.
        ledger.save(&[event(drill, percent, helped)], *err)?;
    }
    talk.say(&[Line::blank(), Line::of(Role::Strong, format!("{right} of {answered} right, {} left", drills.len() - answered))])?;
    Ok(if right == drills.len() { Exit::Success } else { Exit::NoMatch })
}
