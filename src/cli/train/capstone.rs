//! `jdex train capstone`: a remittance of denied claims, worked as a queue in plain lines.

use std::io::BufReader;

use super::look::look_up;
use super::shared::{LEARNER, ProgressStore, Talk};
use crate::catalog::Catalog;
use crate::cli::CommandContext;
use crate::exit::{Exit, UserError};
use crate::page::{self, Line, Role};
use crate::training::capstone::{self, Capstone, DeniedClaim, FORM, Outcome, Work, WorkedClaim};
use crate::training::progress::Event;

/// The flags of `jdex train capstone`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jdex train capstone                          the queue, worked claim by claim
  jdex train capstone --835 > denied.835       its remittance
  jdex train capstone --json < work.txt        one line a claim")]
pub struct Args {
    /// Write the remittance as an 835 and ask nothing
    #[arg(long = "835")]
    remittance: bool,
    /// Whose result it is
    #[arg(long, value_name = "NAME", default_value = LEARNER)]
    learner: String,
    /// Begin again where a queue was left open
    #[arg(long)]
    again: bool,
}

/// Works the queue; exit 1 where it was not passed. Each claim is recorded as it is worked, and a queue that was
/// left open is gone on with.
///
/// # Errors
/// Progress that cannot be written, output that cannot be written.
pub fn run(args: &Args, desk: &mut CommandContext<'_>) -> anyhow::Result<Exit> {
    let pile = Capstone::shipped().map_err(|e| UserError::new("broken-capstone", e))?;
    if args.remittance {
        desk.out.write_all(pile.remittance_835(desk.catalog).as_bytes())?;
        return Ok(Exit::Success);
    }
    let claims = pile.claims(desk.catalog);
    let store = ProgressStore::of(desk, &args.learner);
    let mut worked: Vec<WorkedClaim> = Vec::new();
    if !args.again {
        worked = store.read(desk.err)?.learner(&store.learner).map(|own| capstone::resume(&claims, own)).unwrap_or_default();
    }
    let CommandContext { catalog, columns, input, out, err, json, .. } = desk;
    {
        let (out, notes): (&mut dyn std::io::Write, &mut dyn std::io::Write) =
            if *json { (&mut std::io::sink(), &mut **err) } else { (&mut **out, &mut **err) };
        let mut talk = Talk { input: BufReader::new(&mut **input), out, columns: *columns };
        work_queue(&mut talk, (&pile, &claims, catalog), (&mut worked, args.again), &mut |event| store.save(&[event], notes))?;
    }
    let Outcome { percent, triage, passed } = Outcome::of(&claims, &worked);
    if desk.json {
        let row = |done: &WorkedClaim| {
            let case = &claims[done.place].scenario.id;
            serde_json::json!({ "claim": done.place + 1, "case": case, "typed": done.typed, "percent": done.percent })
        };
        let rows: Vec<serde_json::Value> = worked.iter().map(row).collect();
        desk.json(&serde_json::json!({ "learner": args.learner, "percent": percent, "triage": triage, "passed": passed, "worked": rows }))?;
    } else if worked.len() < claims.len() {
        let left = claims.len() - worked.len();
        desk.lines(&[Line::of(
            Role::Text,
            format!("Left open with {left} of {} claims; the same command goes on from here.", claims.len()),
        )])?;
    } else {
        desk.lines(&[vec![Line::blank()], page::capstone_result_lines(&claims, &worked)].concat())?;
    }
    Ok(if passed { Exit::Success } else { Exit::NoMatch })
}

fn work_queue(
    talk: &mut Talk<'_>,
    (pile, claims, catalog): (&Capstone, &[DeniedClaim<'_>], &Catalog),
    (worked, anew): (&mut Vec<WorkedClaim>, bool),
    save: &mut dyn FnMut(Event) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    talk.say(&page::capstone_lines(pile))?;
    talk.say(&[Line::of(Role::Muted, format!("A number opens a claim; then {FORM}. queue shows what is left, look WORDS opens the catalog, q leaves. Each claim is worked once: what is due first, and what is worth most."))])?;
    if !worked.is_empty() {
        talk.line(&format!("Resumed: {} of {} claims are worked; --again starts over.", worked.len(), claims.len()))?;
    }
    talk.say(&queue(claims, worked))?;
    let mut open: Option<usize> = None;
    while worked.len() < claims.len() {
        let Some(text) = talk.ask()? else { return Ok(()) };
        let first = text.split_whitespace().next().unwrap_or_default();
        match (first, text.parse::<usize>()) {
            ("", _) => {}
            ("q" | "quit", _) => return Ok(()),
            ("queue", _) => talk.say(&queue(claims, worked))?,
            ("look", _) => talk.say(&look_up(catalog, text.trim_start_matches("look"), pile.today))?,
            (_, Ok(number)) => match number.checked_sub(1).filter(|place| *place < claims.len()) {
                Some(place) if worked.iter().any(|done| done.place == place) => talk.line("That claim is worked.")?,
                Some(place) => {
                    open = Some(place);
                    talk.say(&[Line::heading(page::queue_title(place, &claims[place]).trim())])?;
                    talk.say(&page::case_lines(claims[place].scenario, catalog).split_off(1))?;
                }
                None => talk.line(&format!("expected a number from 1 to {}", claims.len()))?,
            },
            _ => {
                let Some(place) = open else {
                    talk.line("Open a claim by its number first.")?;
                    continue;
                };
                match Work::parse(&text).and_then(|work| claims[place].work(catalog, &work)) {
                    Err(why) => talk.line(&why)?,
                    Ok(reply) => {
                        talk.say(&page::work_lines(&reply))?;
                        worked.push(WorkedClaim { place, typed: text, percent: reply.percent });
                        capstone::event(claims, worked, anew).map_or(Ok(()), &mut *save)?;
                        if worked.len() < claims.len() {
                            talk.line(&format!("{} of {} left; queue lists them.", claims.len() - worked.len(), claims.len()))?;
                        }
                        open = None;
                    }
                }
            }
        }
    }
    Ok(())
}

/// What is left, in the order of the remittance.
fn queue(claims: &[DeniedClaim<'_>], worked: &[WorkedClaim]) -> Vec<Line> {
    let left = claims.iter().enumerate().filter(|(place, _)| !worked.iter().any(|done| done.place == *place));
    let rows = left.map(|(place, claim)| page::queue_line(place, claim));
    [Line::blank(), page::queue_heading()].into_iter().chain(rows).collect()
}
