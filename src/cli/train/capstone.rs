//! `jdex train capstone`: a remittance of denied claims, worked as a queue in plain lines.

use std::io::BufReader;

use super::look::look_up;
use super::shared::{LEARNER, ProgressStore, Talk};
use crate::catalog::Catalog;
use crate::cli::CommandContext;
use crate::exit::{Exit, UserError};
use crate::page::{self, Line, Role};
use crate::training::capstone::{Capstone, DeniedClaim, FORM, Work, triage};
use crate::training::progress::Event;
use crate::training::score::PASS;

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
}

/// A claim that was worked: its place, what was typed, what it was worth.
type Worked = (usize, String, u32);

/// Works the queue; exit 1 where it was not passed. Each claim is recorded as it is worked.
///
/// # Errors
/// Progress that cannot be written, output that cannot be written.
pub fn run(args: &Args, desk: &mut CommandContext<'_>) -> anyhow::Result<Exit> {
    let capstone = Capstone::shipped().map_err(|e| UserError::new("broken-capstone", e))?;
    if args.remittance {
        desk.out.write_all(capstone.remittance_835(desk.catalog).as_bytes())?;
        return Ok(Exit::Success);
    }
    let claims = capstone.claims(desk.catalog);
    let store = ProgressStore::of(desk, &args.learner);
    let CommandContext { catalog, columns, input, out, err, json, .. } = desk;
    let mut worked: Vec<Worked> = Vec::new();
    {
        let (out, notes): (&mut dyn std::io::Write, &mut dyn std::io::Write) =
            if *json { (&mut std::io::sink(), &mut **err) } else { (&mut **out, &mut **err) };
        let mut talk = Talk { input: BufReader::new(&mut **input), out, columns: *columns };
        work_queue(&mut talk, (&capstone, &claims, catalog), &mut worked, &mut |event| store.save(&[event], notes))?;
    }
    let order: Vec<usize> = worked.iter().map(|(place, _, _)| *place).collect();
    let triage = triage(&claims, &order);
    let sum: u32 = worked.iter().map(|(_, _, percent)| percent).sum();
    let percent = sum / u32::try_from(claims.len().max(1)).unwrap_or(1);
    let passed = percent >= PASS && triage >= PASS;
    if desk.json {
        let row = |(place, typed, percent): &Worked| serde_json::json!({ "claim": place + 1, "case": claims[*place].scenario.id, "typed": typed, "percent": percent });
        let rows: Vec<serde_json::Value> = worked.iter().map(row).collect();
        desk.json(&serde_json::json!({ "learner": args.learner, "percent": percent, "triage": triage, "passed": passed, "worked": rows }))?;
    } else {
        desk.lines(&result(&claims, &worked, percent, triage, passed))?;
    }
    Ok(if passed { Exit::Success } else { Exit::NoMatch })
}

fn work_queue(
    talk: &mut Talk<'_>,
    (capstone, claims, catalog): (&Capstone, &[DeniedClaim<'_>], &Catalog),
    worked: &mut Vec<Worked>,
    save: &mut dyn FnMut(Event) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    talk.say(&[Line::heading(capstone.title.clone())])?;
    talk.say(&capstone.notes.iter().map(|n| Line::of(Role::Text, format!("- {n}")).indented(2, 4)).collect::<Vec<_>>())?;
    talk.say(&[Line::of(Role::Muted, format!("A number opens a claim; then {FORM}. queue shows what is left, look WORDS opens the catalog, q ends. Each claim is worked once: what is due first, and what is worth most."))])?;
    talk.say(&queue(claims, worked))?;
    let mut open: Option<usize> = None;
    while worked.len() < claims.len() {
        let Some(text) = talk.ask()? else { return Ok(()) };
        let first = text.split_whitespace().next().unwrap_or_default();
        match (first, text.parse::<usize>()) {
            ("", _) => {}
            ("q" | "quit", _) => return Ok(()),
            ("queue", _) => talk.say(&queue(claims, worked))?,
            ("look", _) => talk.say(&look_up(catalog, text.trim_start_matches("look"), capstone.today))?,
            (_, Ok(number)) => match number.checked_sub(1).filter(|place| *place < claims.len()) {
                Some(place) if worked.iter().any(|(done, _, _)| *done == place) => talk.line("That claim is worked.")?,
                Some(place) => {
                    open = Some(place);
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
                        let (word, role) = if reply.percent == 100 { ("[right]", Role::Good) } else { ("[not right]", Role::Ended) };
                        talk.say(&[Line::of(role, format!("{word} {}%", reply.percent)).indented(2, 2)])?;
                        talk.say(&reply.lines.iter().map(|l| Line::of(Role::Text, l.clone()).indented(4, 6)).collect::<Vec<_>>())?;
                        let rule = claims[place].scenario.rules.first().cloned().unwrap_or_default();
                        save(Event::Drilled { kind: "capstone", rule, percent: reply.percent, helped: false })?;
                        worked.push((place, text, reply.percent));
                        open = None;
                    }
                }
            }
        }
    }
    Ok(())
}

/// What is left, in the order of the remittance: its deadlines are the learner's to find.
fn queue(claims: &[DeniedClaim<'_>], worked: &[Worked]) -> Vec<Line> {
    let mut lines = vec![Line::blank(), Line::of(Role::Muted, "  no  DOS         code   denied        answer")];
    for (place, claim) in claims.iter().enumerate().filter(|(place, _)| !worked.iter().any(|(done, _, _)| done == place)) {
        let scenario = claim.scenario;
        let denied = scenario.remittance.iter().find(|r| !r.is_paid());
        let code = denied.and_then(|r| scenario.claim.get(r.line.checked_sub(1)?)).map_or("", |l| l.code.as_str());
        let answer = denied.map(|r| r.description()).unwrap_or_default();
        let dollars = format!("${:.2}", claim.denied);
        lines.push(
            Line::of(Role::Code, format!("  {:>2}  ", place + 1))
                .with(Role::Text, format!("{}  {code}  {dollars:>11}  {answer}", scenario.visit.date)),
        );
    }
    lines
}

fn result(claims: &[DeniedClaim<'_>], worked: &[Worked], percent: u32, triage: u32, passed: bool) -> Vec<Line> {
    let (word, role) = if passed { ("passed", Role::Good) } else { ("not passed", Role::Warning) };
    let counts = format!(": remedies {percent}%, order of work {triage}%, {} of {} claims worked", worked.len(), claims.len());
    let mut lines = vec![Line::blank(), Line::of(role, word).with(Role::Text, counts)];
    for (place, typed, percent) in worked {
        let claim = &claims[*place];
        let due = claim.deadline.map_or_else(|| "nothing to send".to_owned(), |d| format!("due {d}"));
        let head = Line::of(Role::Strong, format!("{percent:>3}%  {:>2}  ", place + 1));
        lines.push(
            head.with(Role::Text, typed.clone())
                .with(Role::Muted, format!("  {due}, ${:.2}  {}", claim.denied, claim.scenario.id))
                .indented(2, 12),
        );
    }
    lines
}
