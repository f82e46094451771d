//! `jdex units`.

use std::path::PathBuf;

use clap::{Arg, ArgAction};

use super::context::note;
use super::order::{known, usual};
use super::{CommandContext, batch};

pub use super::order::user_error;
use crate::calculator::Rules;
use crate::dosing::Request;
use crate::dosing::fields::{FIELDS, FieldEntry, Filling};
use crate::exit::{Exit, UserError};
use crate::explanation::Field;
use crate::page::{self, ClaimForm};

/// The flags of `jdex units`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Orders: \"305 mg\", \"15 mg/kg\", \"375 mg/m2\", \"28 mcg/day\", \"14 mL\", \"AUC 6\", \"0.6 MIU/kg\",
\"2,500 units/m2\", \"10 mg/hour x 24 hours\", \"25 mg x 2\", and for compounds \"480 mg/160 mg\";
as written too: \"200 mg IV q3w\", \"1 g BID x 3 days\", \"2 vials\", \"400 mg/m2 + 2,400 mg/m2\",
\"10 mL of 10%\", \"8 mg in 50 mL NS\", \"2 mg OU\".

Examples:
  jdex units J9035 \"15 mg/kg\" --weight 67.5kg
  jdex units J9312 \"375 mg/m2\" --height 165cm --weight 72kg --round 10%
  jdex units J9039 \"28 mcg/day\" --days 7 --opened \"6x35 mcg\"
  jdex units J9041 \"1.3 mg/m2/day\" --bsa 1.72 --days 4   by the date
  jdex units J9266 \"2,500 IU/m2\" --bsa 1.6 --stock \"3,750 IU\"
  jdex units --unit \"10 mg\" \"305 mg\" --stock \"100 mg\" --container single
  jdex units J9035 \"305 mg\" --billed 305      what probably went wrong
  jdex units J9271 \"200 mg\" --form cms1500      837p, 837i, ub04
  jdex units --batch orders.csv > answers.ndjson")]
pub struct Args {
    /// The billing code, or the order where --unit stands for a code
    #[arg(value_name = "CODE", allow_hyphen_values = true)]
    pub first: Option<String>,
    /// The order: "305 mg", "15 mg/kg", "AUC 6"
    #[arg(value_name = "ORDER", allow_hyphen_values = true)]
    pub second: Option<String>,
    /// The billing unit, where no code is named or another unit held on the date: "10 mg"
    #[arg(long, value_name = "AMOUNT", allow_hyphen_values = true)]
    pub unit: Option<String>,
    /// A CSV file of orders, or - for standard input; one JSON document a row
    #[arg(long, value_name = "FILE", conflicts_with_all = ["first", "second", "unit"])]
    pub batch: Option<PathBuf>,
    /// Prints the note for the chart instead: opened, given, discarded
    #[arg(long)]
    pub waste_note: bool,
    /// Prints the claim lines as they stand on a form instead
    #[arg(long, value_name = "FORM", conflicts_with_all = ["waste_note", "batch"])]
    pub form: Option<ClaimForm>,
    /// The fields of the order.
    #[command(flatten)]
    pub fields: FieldFlags,
}

/// A flag for each field of a request, from [`FIELDS`], with what was written for it.
#[derive(Debug, Default)]
pub struct FieldFlags(Vec<(&'static FieldEntry, String)>);

impl clap::Args for FieldFlags {
    fn augment_args(command: clap::Command) -> clap::Command {
        FIELDS.iter().fold(command, |command, entry| {
            if let Filling::Switches(switches) = entry.filling {
                return switches.iter().fold(command, |command, (name, help)| {
                    let others = switches.iter().map(|(other, _)| *other).filter(|other| other != name);
                    let flag = Arg::new(*name).long(*name).help(*help).help_heading(entry.group.as_str());
                    command.arg(flag.action(ArgAction::SetTrue).conflicts_with_all(others))
                });
            }
            let flag = Arg::new(entry.flag()).long(entry.flag()).help(entry.help).help_heading(entry.group.as_str());
            let (action, takes_any) = match entry.filling {
                Filling::Switch => (ArgAction::SetTrue, false),
                Filling::Several => (ArgAction::Append, true),
                Filling::Text => (ArgAction::Set, true),
                Filling::Words(_) | Filling::Switches(_) | Filling::Payers | Filling::Settings => (ArgAction::Set, false),
            };
            let flag = if entry.value.is_empty() { flag } else { flag.value_name(entry.value) };
            command.arg(flag.action(action).allow_hyphen_values(takes_any))
        })
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        FieldFlags::augment_args(command)
    }
}

impl clap::FromArgMatches for FieldFlags {
    fn from_arg_matches(matches: &clap::ArgMatches) -> Result<FieldFlags, clap::Error> {
        let mut written = Vec::new();
        for entry in FIELDS {
            if let Filling::Switches(switches) = entry.filling {
                let chosen = switches.iter().filter(|(name, _)| matches.get_flag(name));
                written.extend(chosen.map(|(name, _)| (entry, (*name).to_owned())));
            } else if entry.filling == Filling::Switch {
                written.extend(matches.get_flag(entry.flag()).then(|| (entry, "yes".to_owned())));
            } else {
                written.extend(matches.get_many::<String>(entry.flag()).into_iter().flatten().map(|text| (entry, text.clone())));
            }
        }
        Ok(FieldFlags(written))
    }

    fn update_from_arg_matches(&mut self, matches: &clap::ArgMatches) -> Result<(), clap::Error> {
        *self = FieldFlags::from_arg_matches(matches)?;
        Ok(())
    }
}

/// Computes one order, or a file of them.
///
/// # Errors
/// A refusal with its reason; output cannot be written.
pub fn run(args: &Args, desk: &mut CommandContext<'_>) -> anyhow::Result<Exit> {
    if let Some(file) = &args.batch {
        return batch::run(file, desk);
    }
    let (code, order) = words(args)?;
    let rules = Rules::of(desk.catalog);
    let known = known(desk.catalog, code, args.unit.as_deref())?;
    let refuse = |error| user_error(known.refusal(error));
    let mut request = Request::new(order, desk.date).map_err(refuse)?;
    let payer_named = args.fields.0.iter().any(|(entry, _)| entry.field == Field::Payer);
    for (field, text) in usual(desk)?.iter().filter(|_| !payer_named) {
        request.set(field, text).map_err(user_error)?;
    }
    for (entry, text) in &args.fields.0 {
        request.set(entry.field.as_str(), text).map_err(user_error)?;
    }
    let answer = known.compute(&request, &rules).map_err(refuse)?;
    if let Some(form) = args.form {
        let lines = form.of(&answer.claim_lines()).map_err(UserError::from)?;
        if desk.json {
            desk.json(&serde_json::json!({ "lines": lines.data, "warnings": answer.warnings }))?;
        } else {
            answer.warnings.iter().try_for_each(|warning| note(desk.err, &warning.text))?;
            lines.text.iter().try_for_each(|line| writeln!(desk.out, "{line}"))?;
        }
    } else if args.waste_note {
        let note = answer.waste_note().ok_or_else(|| UserError::new("missing-stock", "a waste note needs to know what was opened"))?;
        if desk.json {
            desk.json(&serde_json::json!({ "waste_note": note }))?;
        } else {
            writeln!(desk.out, "{note}")?;
        }
    } else if desk.json {
        desk.json(&answer)?;
    } else {
        desk.lines(&page::units_lines(&answer, |field| format!("--{field} settles it")))?;
    }
    Ok(Exit::Success)
}

/// The code and the order among the words.
fn words(args: &Args) -> Result<(Option<&str>, &str), UserError> {
    let words = [&args.first, &args.second];
    if let Some(flag) = words.into_iter().flatten().find(|w| w.starts_with("--")) {
        return Err(UserError::new("usage", format!("`{flag}` is not a flag of jdex units; see `jdex units --help`")));
    }
    match (&args.first, &args.second, &args.unit) {
        (Some(code), Some(order), _) => Ok((Some(code), order)),
        (Some(order), None, Some(_)) => Ok((None, order)),
        _ => Err(UserError::new("usage", "a code and an order are needed, like jdex units J9035 \"305 mg\"; see `jdex units --help`")),
    }
}
