//! `jdex administration`.

use super::CommandContext;
use crate::exit::Exit;
use crate::page;

/// The flags of `jdex administration`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
A drug code pays for the drug alone; giving it is billed by another number,
chosen by route and time.

Examples:
  jdex administration                     every number held, by kind
  jdex administration 96413 96415         two of them; what an add-on needs
  jdex administration --json              for a script")]
pub struct Args {
    /// Numbers; without one, all that are held
    #[arg(value_name = "NUMBER")]
    pub numbers: Vec<String>,
}

/// Prints the numbers under which drugs are given, in our own words; exit 1 where one is not held.
///
/// # Errors
/// Output cannot be written.
pub fn run(args: &Args, desk: &mut CommandContext<'_>) -> anyhow::Result<Exit> {
    let mut held = desk.catalog.reference().administration.decode();
    let missing: Vec<&String> = args.numbers.iter().filter(|n| !held.iter().any(|a| a.code.eq_ignore_ascii_case(n.trim()))).collect();
    if desk.json {
        held.retain(|a| args.numbers.is_empty() || args.numbers.iter().any(|n| a.code.eq_ignore_ascii_case(n.trim())));
        desk.json(&serde_json::json!({ "administration": held, "unknown": missing }))?;
    } else if args.numbers.is_empty() || missing.len() < args.numbers.len() {
        desk.lines(&page::administration_lines(desk.catalog, &args.numbers))?;
    }
    for number in &missing {
        writeln!(desk.err, "jdex: {} is no administration number held here; `jdex administration` lists them", crate::text::clean(number))?;
    }
    Ok(if missing.is_empty() { Exit::Success } else { Exit::NoMatch })
}
