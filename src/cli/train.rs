//! `jdex train`: cases, drills, and what a learner has mastered, in plain lines.

mod author;
mod capstone;
mod class;
mod drill;
mod exam;
mod handout;
mod look;
mod play;
mod report;
mod shared;

use clap::Subcommand;

use super::{CommandContext, note};
use crate::exit::{Exit, UserError};
use crate::training::progress::Event;
use shared::*;

/// The flags of `jdex train`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jdex train                                   the training screen
  jdex train list                              the cases, and how they went
  jdex train play expired-code                 work a case; ? shows a hint
  jdex train play expired-code --answers b,d,\"J9021 x325; J9021-JW x75\"
  jdex train drill --seed 7 --count 5          the same five problems anywhere
  jdex train exam --minutes 45 --seed 7        an exam, the same for all
  jdex train report --csv                      results of every learner")]
pub struct Args {
    #[command(subcommand)]
    what: Option<What>,
}

impl Args {
    /// No command was named: on a terminal that opens the training screen.
    pub fn opens_screen(&self) -> bool {
        self.what.is_none()
    }
}

#[derive(Debug, Subcommand)]
enum What {
    /// The cases with difficulty and state
    List(ListArgs),
    /// Work one case
    Play(play::Args),
    /// Fresh problems from the catalog's codes and vials
    Drill(drill::Args),
    /// Cases and drills without help, with a time limit; what was right is told at the end
    Exam(exam::Args),
    /// A remittance of denied claims, worked as a queue by deadline and dollars
    Capstone(capstone::Args),
    /// A case or a drill sheet to print, with or without answers
    Handout(handout::Args),
    /// A class: who has to work what by when, and how far everybody is
    Class(class::Args),
    /// What learners have done and mastered
    Report(report::Args),
    /// Write a commented case of your own, to be changed
    New(author::NewArgs),
    /// Check a case file and show it as an instructor sees it
    Preview(author::PreviewArgs),
    /// An instructor's word against a score, kept with its reason
    Overrule(OverruleArgs),
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jdex train list                              the cases, easy ones first
  jdex train list --rule jz-required           those that exercise a rule
  jdex train list --learner Kim --json         how they went, for a script")]
struct ListArgs {
    /// Whose state is shown
    #[arg(long, value_name = "NAME", default_value = LEARNER)]
    learner: String,
    /// Only cases that exercise this rule
    #[arg(long, value_name = "ID")]
    rule: Option<String>,
}

#[derive(Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("word").required(true)), after_help = "\
Examples:
  jdex train overrule expired-code --pass --reason \"explained it aloud\"
  jdex train overrule expired-code --fail --learner Kim --reason \"was helped\"")]
struct OverruleArgs {
    /// The case
    #[arg(value_name = "ID")]
    id: String,
    /// Whose result
    #[arg(long, value_name = "NAME", default_value = LEARNER)]
    learner: String,
    /// It counts as passed
    #[arg(long, group = "word")]
    pass: bool,
    /// It counts as not passed
    #[arg(long, group = "word")]
    fail: bool,
    /// Why; it is kept and reported
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

/// Runs a training command.
///
/// # Errors
/// An unknown case, answers that are none, progress that cannot be read or written, output that cannot be written.
pub fn run(args: &Args, desk: &mut CommandContext<'_>) -> anyhow::Result<Exit> {
    match &args.what {
        None => report::list(LEARNER, None, desk),
        Some(What::List(args)) => report::list(&args.learner, args.rule.as_deref(), desk),
        Some(What::Play(args)) => play::run(args, desk),
        Some(What::Drill(args)) => drill::run(args, desk),
        Some(What::Exam(args)) => exam::run(args, desk),
        Some(What::Capstone(args)) => capstone::run(args, desk),
        Some(What::Handout(args)) => handout::run(args, desk),
        Some(What::Class(args)) => class::run(args, desk),
        Some(What::Report(args)) => report::run(args, desk),
        Some(What::New(args)) => author::new(args, desk),
        Some(What::Preview(args)) => author::preview(args, desk),
        Some(What::Overrule(args)) => overrule(args, desk),
    }
}

fn overrule(args: &OverruleArgs, desk: &mut CommandContext<'_>) -> anyhow::Result<Exit> {
    let scenario = scenario(desk.catalog, &args.id)?;
    if args.reason.trim().is_empty() {
        anyhow::bail!(UserError::new("missing-reason", "--reason: an overruling needs a reason, which is kept with it"));
    }
    let event = Event::Overruled { case: scenario.id.clone(), passed: args.pass, reason: args.reason.clone() };
    ProgressStore::of(desk, &args.learner).save(&[event], desk.err)?;
    if desk.json {
        desk.json(&serde_json::json!({ "date": desk.date, "scenario": args.id, "learner": args.learner, "passed": args.pass, "reason": args.reason }))?;
        return Ok(Exit::Success);
    }
    let word = if args.pass { "passed" } else { "not passed" };
    let learner = crate::text::clean(&args.learner);
    writeln!(desk.out, "{}: {} counts as {word} for {learner}", desk.date, args.id)?;
    Ok(Exit::Success)
}
