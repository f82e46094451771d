//! `jdex search`.

use serde::Serialize;

use super::CommandContext;
use super::codes::{self, Listed};
use crate::catalog::{Code, Date, State};
use crate::exit::Exit;
use crate::search::{Hit, Tier};
use crate::storage::user_catalog;
use crate::text;

/// The flags of `jdex search`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jdex search keytrda               a brand or a generic name, misspelled too
  jdex search J90 --limit 100       every code that begins with J90
  jdex search 50242-0917-01         a package's NDC, with or without hyphens
  jdex search step therapy          words of notes; a phrase comes first")]
pub struct Args {
    /// What to look for; every word must fit, the start of a word is enough
    #[arg(required = true)]
    pub words: Vec<String>,
    /// The most hits
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub limit: usize,
    /// Ended codes only
    #[arg(long)]
    pub ended: bool,
}

#[derive(Serialize)]
struct Answer<'a> {
    query: &'a str,
    date: Date,
    hits: Vec<Found<'a>>,
}

#[derive(Serialize)]
struct Found<'a> {
    #[serde(flatten)]
    listed: Listed<'a>,
    tier: Tier,
    matched: &'a str,
}

/// Prints the hits, best first; exit 1 where there is none.
///
/// # Errors
/// Output cannot be written.
pub fn run(args: &Args, desk: &mut CommandContext<'_>) -> anyhow::Result<Exit> {
    let query = args.words.join(" ");
    let (catalog, date) = (desk.catalog, desk.date);
    let code = |hit: &Hit| &catalog.codes()[hit.position];
    let most = if args.ended { usize::MAX } else { args.limit };
    let mut hits = user_catalog::index(catalog).search(&query, date, most);
    if args.ended {
        hits.retain(|h| code(h).state(date) == State::Ended);
        hits.truncate(args.limit);
    }
    if desk.json {
        let hits = hits.iter().map(|h| Found { listed: Listed::of(code(h), date), tier: h.tier, matched: &h.matched }).collect();
        desk.json(&Answer { query: &query, date, hits })?;
    } else if hits.is_empty() {
        writeln!(desk.err, "jdex: nothing is like `{}`; try fewer letters, another spelling or the brand", text::clean(&query))?;
    } else {
        let rows: Vec<(&Code, Option<String>)> = hits.iter().map(|h| (code(h), why(h, code(h)))).collect();
        codes::table(&rows, desk)?;
    }
    Ok(if hits.is_empty() { Exit::NoMatch } else { Exit::Success })
}

/// What matched, where it is neither the code nor the name: a brand, a class, an old code.
fn why(hit: &Hit, code: &Code) -> Option<String> {
    match hit.matched.as_str() {
        matched if matched == code.code || matched == code.title() => None,
        matched if matched == code.descriptor => Some("in the descriptor".to_owned()),
        matched => Some(format!("({matched})")),
    }
}
