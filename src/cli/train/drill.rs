//! `jdex train drill`.

use std::io::BufReader;

use super::{LEARNER, Ledger, Talk};
use crate::cli::Desk;
use crate::exit::{Exit, Refusal};
use crate::page::{self, Line, Role};
use crate::training::drill::{Deck, Drill, DrillKind, Key, series};
use crate::training::progress::Event;

/// The flags of `jdex train drill`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The same seed gives the same problems on every machine [default: from the day and what was answered before]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// How many problems
    #[arg(long, value_name = "N", default_value_t = 10)]
    count: usize,
    /// Only one kind: lines, discarded, modifier, ndc, date, denial, mistake
    #[arg(long, value_name = "KIND", value_parser = kind)]
    kind: Option<DrillKind>,
    /// Plain lines on standard input and output
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

fn kind(text: &str) -> Result<DrillKind, String> {
    DrillKind::ALL
        .into_iter()
        .find(|k| k.word().eq_ignore_ascii_case(text))
        .ok_or_else(|| format!("the kinds are {}", DrillKind::ALL.map(DrillKind::word).join(", ")))
}

/// Drills; exit 1 where an answer was wrong or problems were left open.
///
/// # Errors
/// Answers that are none, progress that cannot be read or written, output that cannot be written.
pub fn run(args: &Args, desk: &mut Desk<'_>) -> anyhow::Result<Exit> {
    let ledger = Ledger::of(desk, &args.learner);
    let drills = deal(args, &ledger, desk)?;
    if args.instructor {
        if desk.json {
            desk.json(&serde_json::json!({ "drills": drills.iter().map(document).collect::<Vec<_>>() }))?;
        } else {
            let lines: Vec<Line> = drills
                .iter()
                .enumerate()
                .flat_map(|(i, d)| problem(d, i).into_iter().chain(explanation(d)).chain([Line::blank()]))
                .collect();
            desk.lines(&lines)?;
        }
        return Ok(Exit::Done);
    }
    match &args.answers {
        Some(answers) => in_one_go(answers, &drills, &ledger, desk),
        None => converse(&drills, &ledger, desk),
    }
}

/// The problems: with a seed just those; without one, problems about rules that are due come first.
fn deal(args: &Args, ledger: &Ledger, desk: &mut Desk<'_>) -> anyhow::Result<Vec<Drill>> {
    let deck = Deck::new(desk.catalog, desk.date);
    let of_seed = |seed| args.kind.map_or_else(|| deck.deal(seed), |kind| deck.deal_kind(kind, seed));
    let drills: Vec<Drill> = match args.seed {
        Some(seed) => series(seed).take(args.count).filter_map(of_seed).collect(),
        None => {
            let progress = ledger.read(desk.err)?;
            let learner = progress.learner(&ledger.learner).cloned().unwrap_or_default();
            let answered: u64 = learner.drills.values().map(|d| u64::from(d.answered)).sum();
            let due = learner.due(desk.date);
            let day = format!("{} {} {answered}", ledger.learner, desk.date);
            let seed = crate::training::random::Random::of_text(&day).bits();
            let mut pool: Vec<Drill> = series(seed).take(args.count.saturating_mul(4)).filter_map(of_seed).collect();
            pool.sort_by_key(|d| !due.contains(&d.rule));
            pool.truncate(args.count);
            pool
        }
    };
    if drills.is_empty() {
        anyhow::bail!(Refusal::new("no-drills", "the catalog holds no codes with containers to drill with, or --count is 0"));
    }
    Ok(drills)
}

fn problem(drill: &Drill, place: usize) -> Vec<Line> {
    let mut lines =
        vec![Line::heading(format!("{}. {}", place + 1, drill.kind.word())).with(Role::Muted, format!("  problem {}", drill.seed))];
    lines.extend(drill.facts.iter().map(|f| Line::of(Role::Text, f.clone()).indented(2, 4)));
    lines.push(Line::of(Role::Strong, drill.ask.clone()));
    if let Key::Choice { among, .. } = &drill.key {
        let answer = |(i, text): (usize, &String)| {
            Line::of(Role::Code, page::letter(i).to_string()).with(Role::Text, format!("  {text}")).indented(2, 5)
        };
        lines.extend(among.iter().enumerate().map(answer));
    } else {
        lines.push(Line::of(Role::Muted, format!("({})", drill.form)).indented(2, 2));
    }
    lines
}

fn explanation(drill: &Drill) -> Vec<Line> {
    let mut lines = vec![Line::of(Role::Label, "  answer: ").with(Role::Code, drill.key.text())];
    lines.extend(drill.why.iter().map(|w| Line::of(Role::Text, w.clone()).indented(4, 6)));
    lines
}

fn document(drill: &Drill) -> serde_json::Value {
    serde_json::json!({
        "seed": drill.seed.to_string(), "kind": drill.kind.word(), "rule": drill.rule, "facts": drill.facts, "ask": drill.ask,
        "form": drill.form, "answer": drill.key.text(), "why": drill.why,
    })
}

fn event(drill: &Drill, percent: u32, helped: bool) -> Event {
    Event::Drilled { kind: drill.kind.word(), rule: drill.rule.to_owned(), percent, helped }
}

fn in_one_go(answers: &str, drills: &[Drill], ledger: &Ledger, desk: &mut Desk<'_>) -> anyhow::Result<Exit> {
    let given: Vec<&str> = answers.split(',').map(str::trim).collect();
    if given.len() != drills.len() {
        let message = format!("--answers: {} answers for {} problems; give one for each", given.len(), drills.len());
        anyhow::bail!(Refusal::new("invalid-answer", message));
    }
    let mut results = Vec::new();
    for (i, (drill, text)) in drills.iter().zip(given).enumerate() {
        let marked = drill.grade(text).map_err(|e| Refusal::new("invalid-answer", format!("--answers, problem {}: {e}", i + 1)))?;
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
            let mut lines = vec![Line::heading(format!("{}. {}: {word}", i + 1, drill.kind.word()))];
            lines.extend(marked.faults.iter().map(|f| Line::of(Role::Text, f.clone()).indented(2, 4)));
            lines.extend(explanation(drill));
            desk.lines(&lines)?;
        }
    }
    Ok(if results.iter().all(|(_, m)| m.right) { Exit::Done } else { Exit::Nothing })
}

fn converse(drills: &[Drill], ledger: &Ledger, desk: &mut Desk<'_>) -> anyhow::Result<Exit> {
    let Desk { columns, input, out, err, .. } = desk;
    let mut talk = Talk { input: BufReader::new(&mut **input), out: &mut **out, columns: *columns };
    talk.say(&[Line::of(Role::Muted, "? hint (then it does not count as right), ! show the answer, q leave.")])?;
    let (mut right, mut answered) = (0, 0);
    for (place, drill) in drills.iter().enumerate() {
        talk.say(&[Line::blank()])?;
        talk.say(&problem(drill, place))?;
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
                        talk.say(&marked_lines(marked.right, marked.percent, &marked.faults))?;
                        break Some(marked.percent);
                    }
                    Err(e) => talk.line(&e)?,
                },
            }
        };
        let Some(percent) = percent else { break };
        answered += 1;
        right += usize::from(percent == 100 && !helped);
        talk.say(&explanation(drill))?;
        // After each problem, so that nothing is lost whatever happens.
        ledger.save(&[event(drill, percent, helped)], *err)?;
    }
    talk.say(&[Line::blank(), Line::of(Role::Strong, format!("{right} of {answered} right, {} left", drills.len() - answered))])?;
    Ok(if right == drills.len() { Exit::Done } else { Exit::Nothing })
}

fn marked_lines(right: bool, percent: u32, faults: &[String]) -> Vec<Line> {
    if right {
        return vec![Line::of(Role::Good, "[right]").indented(2, 2)];
    }
    let mut lines = vec![Line::of(Role::Ended, format!("[not right] {percent}%")).indented(2, 2)];
    lines.extend(faults.iter().map(|f| Line::of(Role::Text, f.clone()).indented(4, 6)));
    lines
}
