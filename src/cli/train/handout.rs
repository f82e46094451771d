//! `jdex train handout`: a case or a drill sheet to print.

use super::shared::scenario;
use crate::cli::CommandContext;
use crate::exit::{Exit, UserError};
use crate::page::{Format, case_handout, drill_handout};
use crate::training::drill::{DrillGenerator, DrillKind, Wanted};
use crate::training::progress::Learner;

/// The most drills of a sheet.
const MOST: usize = 200;

/// The flags of `jdex train handout`.
#[derive(Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("what").required(true)), after_help = "\
Examples:
  jdex train handout expired-code --format html > case.html
  jdex train handout expired-code --answers    the instructor's version
  jdex train handout --seed 7 --count 12       a drill sheet; the same seed is the same sheet
  jdex train handout --seed 7 --count 12 --answers --format html > key.html")]
pub struct Args {
    /// The case, as `jdex train list` names it
    #[arg(value_name = "CASE", group = "what")]
    case: Option<String>,
    /// A drill sheet from this seed
    #[arg(long, value_name = "N", group = "what")]
    seed: Option<u64>,
    /// How many drills
    #[arg(long, value_name = "N", default_value_t = 10, requires = "seed")]
    count: usize,
    /// Drills of one kind only
    #[arg(long, value_name = "KIND", value_parser = DrillKind::parse, requires = "seed")]
    kind: Option<DrillKind>,
    /// With the answers, for an instructor
    #[arg(long)]
    answers: bool,
    /// md or html
    #[arg(long, value_name = "FORMAT", value_parser = format, default_value = "md")]
    format: Format,
}

fn format(text: &str) -> Result<Format, String> {
    match text {
        "md" => Ok(Format::Markdown),
        "html" => Ok(Format::Html),
        _ => Err("expected md or html".to_owned()),
    }
}

/// Writes the handout.
///
/// # Errors
/// An unknown case, too many drills, output that cannot be written.
pub fn run(args: &Args, desk: &mut CommandContext<'_>) -> anyhow::Result<Exit> {
    let document = match (&args.case, args.seed) {
        (Some(id), _) => case_handout(scenario(desk.catalog, id)?, desk.catalog, args.answers),
        (None, seed) => {
            if args.count > MOST {
                return Err(UserError::too_large("--count", MOST, args.count).into());
            }
            let wanted = Wanted { kind: args.kind, count: args.count, seed };
            let drills = DrillGenerator::new(desk.catalog, desk.date).session(&wanted, "", &Learner::default(), desk.date);
            drill_handout(&drills, seed.unwrap_or_default(), args.answers)
        }
    };
    let text = document.render(args.format);
    if desk.json {
        desk.json(&serde_json::json!({ "answers": args.answers, "text": text }))?;
    } else {
        desk.out.write_all(text.as_bytes())?;
    }
    Ok(Exit::Success)
}
