//! `jdex train play`: one case, step by step on standard input, or in one go with `--answers`.

use std::io::BufReader;

use serde::Serialize;

use super::look::look_up;
use super::shared::{LEARNER, ProgressStore, Talk, scenario};
use crate::catalog::{Catalog, Date, Scenario};
use crate::cli::CommandContext;
use crate::exit::{Exit, UserError};
use crate::page::{self, Line, Role};
use crate::training::answer;
use crate::training::attempt::{Attempt, AttemptError, Reply};
use crate::training::progress::{Event, Saved};
use crate::training::score::Score;

/// The flags of `jdex train play`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jdex train play expired-code                 step by step; ? shows a hint
  jdex train play expired-code --answers b,d,\"J9021 x325; J9021-JW x75\"
  jdex train play expired-code --instructor    every step with its answers
  jdex train play expired-code --from 2        practice from a step on")]
pub struct Args {
    /// The case, as `jdex train list` names it
    #[arg(value_name = "ID")]
    id: String,
    /// Plain lines on standard input and output, which is how it asks in any case
    #[arg(long)]
    plain: bool,
    /// One answer a step with commas between, without asking: letters, `bca` for an order, lines with ; between
    #[arg(long, value_name = "A,B,..", conflicts_with_all = ["instructor", "from"])]
    answers: Option<String>,
    /// Whose result it is
    #[arg(long, value_name = "NAME", default_value = LEARNER)]
    learner: String,
    /// Begin at this step of the instructor's map; such a run is practice and cannot be passed
    #[arg(long, value_name = "STEP")]
    from: Option<usize>,
    /// Begin again where a run was left open
    #[arg(long)]
    again: bool,
    /// For an instructor: every step with its answers, feedback and where each leads
    #[arg(long)]
    instructor: bool,
}

/// Plays a case; exit 1 where it was not passed or left open.
///
/// # Errors
/// An unknown case or step, answers that are none, progress that cannot be read or written.
pub fn run(args: &Args, desk: &mut CommandContext<'_>) -> anyhow::Result<Exit> {
    let scenario = scenario(desk.catalog, &args.id)?;
    if args.instructor && args.from.is_none() && !desk.json {
        desk.lines(&page::map_lines(scenario, desk.catalog))?;
        return Ok(Exit::Success);
    }
    match &args.answers {
        Some(answers) => in_one_go(args, answers, scenario, desk),
        None if desk.json => Err(super::shared::asks()),
        None => converse(args, scenario, desk),
    }
}

#[derive(Serialize)]
struct Result<'s> {
    scenario: &'s str,
    learner: &'s str,
    #[serde(flatten)]
    score: Score,
    steps: Vec<StepResult<'s>>,
    cause: &'s str,
    learn: &'s str,
}

#[derive(Serialize)]
struct StepResult<'s> {
    step: usize,
    kind: &'static str,
    ask: &'s str,
    right: bool,
    percent: u32,
    feedback: String,
    faults: Vec<String>,
}

/// One answer a step, right or wrong.
fn in_one_go(args: &Args, answers: &str, scenario: &Scenario, desk: &mut CommandContext<'_>) -> anyhow::Result<Exit> {
    let invalid = |message: String| anyhow::Error::from(UserError::new("invalid-answer", message));
    let mut run = Attempt::exam(scenario);
    let mut steps = Vec::new();
    for text in answers.split(',').map(str::trim) {
        let (Some(at), Some(step)) = (run.at(), run.step(scenario)) else {
            let number = steps.len();
            return Err(invalid(format!("--answers: the case has {number} steps, there are more answers")));
        };
        // What is no answer to the step counts as a wrong one, as it would on paper.
        let answer = answer::read(scenario, step, text).map_err(AttemptError::NoAnswer);
        let (right, percent, feedback, faults) = match answer.and_then(|answer| run.answer(scenario, desk.catalog, &answer)) {
            Ok(Reply { right, percent, feedback, faults, .. }) => (right, percent, feedback, faults),
            Err(why) => {
                run.give_up(scenario).map_err(|e| invalid(e.to_string()))?;
                (false, 0, why.to_string(), Vec::new())
            }
        };
        steps.push(StepResult { step: at + 1, kind: step.kind.as_str(), ask: &step.ask, right, percent, feedback, faults });
    }
    // Steps that got no answer are wrong too.
    while let (Some(at), Some(step)) = (run.at(), run.step(scenario)) {
        steps.push(StepResult {
            step: at + 1,
            kind: step.kind.as_str(),
            ask: &step.ask,
            right: false,
            percent: 0,
            feedback: "no answer".to_owned(),
            faults: Vec::new(),
        });
        run.give_up(scenario).map_err(|e| invalid(e.to_string()))?;
    }
    let score = run.score(scenario);
    let ledger = ProgressStore::of(desk, &args.learner);
    ledger.save(&[finished(scenario, score)], desk.err)?;
    if desk.json {
        let lesson = &scenario.lesson;
        desk.json(&Result { scenario: &scenario.id, learner: &args.learner, score, steps, cause: &lesson.cause, learn: &lesson.learn })?;
    } else {
        let learner = ledger.read(desk.err)?.learner(&ledger.learner).cloned().unwrap_or_default();
        let mut lines = vec![Line::heading(scenario.title.clone())];
        for step in &steps {
            let (word, role) = if step.right { ("right", Role::Good) } else { ("wrong", Role::Ended) };
            lines.push(
                Line::of(Role::Label, format!("step {}  ", step.step)).with(role, word).with(Role::Text, format!("  {}", step.feedback)),
            );
            lines.extend(step.faults.iter().map(|f| Line::of(Role::Text, f.clone()).indented(8, 8)));
        }
        lines.push(Line::blank());
        lines.extend(page::summary_lines(scenario, &run, &learner));
        desk.lines(&lines)?;
    }
    Ok(if score.passed { Exit::Success } else { Exit::NoMatch })
}

fn finished(scenario: &Scenario, score: Score) -> Event {
    Event::Finished { case: scenario.id.clone(), score, rules: scenario.rules.clone() }
}

/// Step by step, until the case is finished or the input ends.
fn converse(args: &Args, scenario: &Scenario, desk: &mut CommandContext<'_>) -> anyhow::Result<Exit> {
    let ledger = ProgressStore::of(desk, &args.learner);
    let progress = ledger.read(desk.err)?;
    let open = progress.learner(&args.learner).and_then(|l| l.open.get(&scenario.id)).filter(|_| !args.again);
    let mut run = match (args.from, open) {
        (Some(number), _) => Attempt::start_at(scenario, number).map_err(|e| UserError::new("unknown-step", format!("--from: {e}")))?,
        (None, Some(saved)) => saved.resume(scenario),
        (None, None) => Attempt::new(scenario),
    };
    let practice = args.from.is_some();
    let CommandContext { catalog, columns, input, out, err, .. } = desk;
    let mut talk = Talk { input: BufReader::new(&mut **input), out: &mut **out, columns: *columns };
    talk.say(&page::case_lines(scenario, catalog))?;
    talk.say(&[
        Line::blank(),
        Line::of(Role::Muted, "Answer with a letter. look WORDS opens the catalog (look CO-16 N822, look J9299), ? hint (costs), < back, ! show the answer, case shows the case again, q leave."),
    ])?;
    if open.is_some() && !practice {
        talk.line("Resumed; --again starts over.")?;
    }
    // At each step, so that nothing is lost whatever happens.
    let mut keep = |run: &Attempt| match practice || run.is_finished() {
        true => Ok(()),
        false => ledger.save(&[Event::Left { saved: Saved::new(scenario, run) }], *err),
    };
    if steps(&mut talk, scenario, (catalog, scenario.visit.date), &mut run, &mut keep)? {
        if !practice {
            keep(&run)?;
            talk.line("Left open; the same command goes on from here.")?;
        }
        return Ok(Exit::NoMatch);
    }
    let score = run.score(scenario);
    if !practice {
        ledger.save(&[finished(scenario, score)], *err)?;
    }
    let learner = ledger.read(*err)?.learner(&ledger.learner).cloned().unwrap_or_default();
    talk.say(&[Line::blank()])?;
    talk.say(&page::summary_lines(scenario, &run, &learner))?;
    Ok(if score.passed || practice { Exit::Success } else { Exit::NoMatch })
}

/// What is done after each step with the run as it stands.
type Keep<'k> = dyn FnMut(&Attempt) -> anyhow::Result<()> + 'k;

/// Asks step after step; true where the learner left.
fn steps(
    talk: &mut Talk<'_>,
    scenario: &Scenario,
    (catalog, date): (&Catalog, Date),
    run: &mut Attempt,
    keep: &mut Keep<'_>,
) -> anyhow::Result<bool> {
    let mut shown: Option<usize> = None;
    while let (Some(at), Some(step)) = (run.at(), run.step(scenario)) {
        let order = answer::shown(scenario, step);
        if shown != Some(at) {
            talk.say(&[Line::blank(), page::step_heading(scenario, at)])?;
            talk.say(&page::step_lines(step, &order))?;
            shown = Some(at);
        }
        let Some(text) = talk.ask()? else { return Ok(true) };
        let before = run.clone();
        match text.as_str() {
            "" => shown = None,
            "q" | "quit" => return Ok(true),
            "?" | "hint" => {
                let hint = run.hint(scenario).map_or_else(|| "There is no further hint.".to_owned(), |h| format!("Hint: {h}"));
                talk.line(&hint)?;
            }
            "<" | "back" => {
                if !run.back(scenario) {
                    talk.line("This is the first step.")?;
                }
            }
            "case" => {
                talk.say(&page::case_lines(scenario, catalog))?;
                shown = None;
            }
            "!" | "show" => {
                for line in run.give_up(scenario)? {
                    talk.say(&[Line::of(Role::Text, line).indented(2, 4)])?;
                }
            }
            look if look.split_whitespace().next() == Some("look") => {
                talk.say(&look_up(catalog, look.trim_start().trim_start_matches("look"), date))?;
            }
            text => {
                match answer::read(scenario, step, text).map_err(AttemptError::NoAnswer).and_then(|a| run.answer(scenario, catalog, &a)) {
                    Ok(reply) => talk.say(&page::reply_lines(&reply))?,
                    Err(e) => talk.line(&e.to_string())?,
                }
            }
        }
        if *run != before {
            keep(run)?;
        }
    }
    Ok(false)
}
