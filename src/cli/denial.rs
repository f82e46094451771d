//! `jdex denial`.

use std::path::PathBuf;

use serde::Serialize;

use super::CommandContext;
use crate::catalog::{Confidence, Deadline, GroupCode, ReasonCode, RemarkCode, Remedy};
use crate::coverage::{Jurisdiction, policies};
use crate::denials::Denial;
use crate::exit::{Exit, UserError};
use crate::page;

/// The flags of `jdex denial`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jdex denial CO-16 M119              group, reason and remark together
  jdex denial MA130                   one remark alone
  jdex denial CO-97 --code J9271      and what is special to a billing code
  jdex denial CO-50 --payer commercial
                                      with that payer's time limits alone
  jdex denial --835 era.835           every denied drug line of a remittance
  jdex denial --835 - --json < era.835

Of a remittance nothing is kept, and no name, member or claim number is shown:
claims and lines are numbered as they come.
Exit code 0 where something was found, 1 where nothing was, 2 on trouble.")]
pub struct Args {
    /// Codes as the remittance writes them
    #[arg(required_unless_present = "remittances", conflicts_with = "remittances", value_name = "CODE")]
    pub codes: Vec<String>,
    /// A billing code, to add what is special to it; with --835 only its lines
    #[arg(long, value_name = "HCPCS")]
    pub code: Option<String>,
    /// A payer's id, to leave out the time limits of others
    #[arg(long, value_name = "ID", conflicts_with = "remittances")]
    pub payer: Option<String>,
    /// X12 835 remittances (ERA), or - for standard input
    #[arg(long = "835", value_name = "FILE", num_args = 1..)]
    pub remittances: Vec<PathBuf>,
}

#[derive(Serialize)]
struct Answer<'a> {
    query: &'a [String],
    groups: &'a [GroupCode],
    carcs: &'a [ReasonCode],
    rarcs: &'a [RemarkCode],
    causes: &'a [String],
    fixes: &'a [String],
    route: Option<Remedy>,
    limits: &'a [Deadline],
    notes: Vec<SpecialNote<'a>>,
    coverage: Vec<Document<'a>>,
    scenarios: &'a [String],
    unknown: &'a [String],
}

/// A document that names the code, where the diagnosis is at issue.
#[derive(Serialize)]
struct Document<'a> {
    document: &'a str,
    contractor: String,
}

#[derive(Serialize)]
struct SpecialNote<'a> {
    text: &'a str,
    applies: String,
    sources: &'a [String],
    confidence: Confidence,
    carc: Option<&'a str>,
    rarc: &'a [String],
}

/// Explains the codes; exit 1 where none of them is known.
///
/// # Errors
/// An unknown billing code; output cannot be written.
pub fn run(args: &Args, desk: &mut CommandContext<'_>) -> anyhow::Result<Exit> {
    if let Some(code) = &args.code {
        super::code(desk, code)?;
    }
    if !args.remittances.is_empty() {
        return super::remittance::run(&args.remittances, args.code.as_deref(), desk);
    }
    if let Some(payer) = args.payer.as_ref().filter(|p| desk.catalog.rulebook().payer(p).is_none()) {
        let book = desk.catalog.rulebook();
        let known: Vec<&str> = book.payers().iter().map(|p| p.id.as_str()).collect();
        anyhow::bail!(UserError::new("unknown-payer", format!("{payer} is no payer of this catalog; it holds {}", known.join(", "))));
    }
    let denial = desk.catalog.denial(&args.codes, args.code.as_deref(), args.payer.as_deref(), desk.date);
    if desk.json {
        desk.json(&answer(args, &denial, documents(args, &denial, desk)))?;
    } else {
        let mut lines = page::denial_lines(&denial, page::PLAY);
        lines.extend(page::special_denial_lines(desk.catalog, args.code.as_deref(), &denial, desk.date));
        desk.lines(&lines)?;
        if lines.is_empty() {
            super::note(desk.err, "no denial code was named; write codes as the remittance does, like CO-16 M119")?;
        }
    }
    Ok(if denial.is_empty() { Exit::NoMatch } else { Exit::Success })
}

/// The documents to look a denied diagnosis up in.
fn documents<'a>(args: &Args, denial: &Denial, desk: &CommandContext<'a>) -> Vec<Document<'a>> {
    let code = args.code.as_deref().filter(|_| denial.carcs.iter().any(|c| c.diagnosis)).map(str::to_ascii_uppercase);
    let documents = code.map(|code| policies(desk.catalog, &code, Jurisdiction::Anywhere, desk.date)).unwrap_or_default();
    documents.into_iter().map(|d| Document { document: &d.id, contractor: d.contractors.join("; ") }).collect()
}

fn answer<'a>(args: &'a Args, denial: &'a Denial, coverage: Vec<Document<'a>>) -> Answer<'a> {
    Answer {
        query: &args.codes,
        groups: &denial.groups,
        carcs: &denial.carcs,
        rarcs: &denial.rarcs,
        causes: &denial.causes,
        fixes: &denial.fixes,
        route: denial.remedy,
        limits: &denial.deadlines,
        notes: denial
            .notes
            .iter()
            .map(|a| SpecialNote {
                text: &a.note.text,
                applies: a.layer.as_str(),
                sources: &a.note.sources,
                confidence: a.note.confidence,
                carc: a.note.about.as_deref(),
                rarc: &a.note.rarc,
            })
            .collect(),
        coverage,
        scenarios: &denial.scenarios,
        unknown: &denial.unknown,
    }
}
