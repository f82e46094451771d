//! `jdex search`.

use serde::Serialize;

use super::Desk;
use crate::catalog::{Code, Date, State};
use crate::exit::Exit;
use crate::load;
use crate::page::{Line, Role};
use crate::search::{Hit, Tier};
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
    code: &'a str,
    name: Option<&'a str>,
    descriptor: &'a str,
    unit: Option<String>,
    state: State,
    tier: Tier,
    matched: &'a str,
}

/// Prints the hits, best first; exit 1 where there is none.
///
/// # Errors
/// Output cannot be written.
pub fn run(args: &Args, desk: &mut Desk<'_>) -> anyhow::Result<Exit> {
    let query = args.words.join(" ");
    let (catalog, date) = (desk.catalog, desk.date);
    let code = |hit: &Hit| &catalog.codes()[hit.position];
    let most = if args.ended { usize::MAX } else { args.limit };
    let mut hits = load::index(catalog).search(&query, date, most);
    if args.ended {
        hits.retain(|h| code(h).state(date) == State::Ended);
        hits.truncate(args.limit);
    }
    if desk.json {
        let hits = hits.iter().map(|h| found(h, code(h), date)).collect();
        desk.json(&Answer { query: &query, date, hits })?;
    } else if hits.is_empty() {
        writeln!(desk.err, "jdex: nothing is like `{}`; try fewer letters, another spelling or the brand", text::clean(&query))?;
    } else {
        let rows: Vec<(&Hit, &Code)> = hits.iter().map(|h| (h, code(h))).collect();
        table(&rows, desk)?;
    }
    Ok(if hits.is_empty() { Exit::Nothing } else { Exit::Done })
}

fn found<'a>(hit: &'a Hit, code: &'a Code, date: Date) -> Found<'a> {
    Found {
        code: &code.code,
        name: Some(code.name.as_str()).filter(|n| !n.is_empty()),
        descriptor: &code.descriptor,
        unit: code.unit.quantity().map(|_| code.unit.text()),
        state: code.state(date),
        tier: hit.tier,
        matched: &hit.matched,
    }
}

/// Code, name, unit, what matched beside them, and the state of codes that are not active.
fn table(rows: &[(&Hit, &Code)], desk: &mut Desk<'_>) -> anyhow::Result<()> {
    let widest = |cell: &dyn Fn(&Code) -> String| rows.iter().map(|(_, c)| text::width(&cell(c))).max().unwrap_or(0);
    let unit = widest(&|c| c.unit.text());
    let mut name = widest(&|c| c.title().to_owned());
    if desk.on_terminal {
        name = name.min(desk.columns.saturating_sub(unit + 9) * 2 / 3).max(10);
    }
    for (hit, code) in rows {
        let title = text::cut(code.title(), name);
        let pad = |cell: &str, width: usize| " ".repeat(width.saturating_sub(text::width(cell)));
        let mut line = Line::of(Role::Code, code.code.clone())
            .with(Role::Text, format!("  {title}{}  ", pad(&title, name)))
            .with(Role::Text, format!("{}{}", code.unit.text(), pad(&code.unit.text(), unit)));
        if let Some(words) = state(code, desk.date) {
            line = line.with(Role::Text, "  ").with(Role::Ended, words);
        }
        if hit.matched != code.code && hit.matched != code.title() {
            line = line.with(Role::Text, "  ").with(Role::Muted, why(hit, code));
        }
        if desk.on_terminal {
            line = line.cut(desk.columns);
        }
        desk.row(&line)?;
    }
    Ok(())
}

/// What matched, where it is neither the code nor the name: a brand, a class, an old code.
fn why(hit: &Hit, code: &Code) -> String {
    if hit.matched == code.descriptor { "in the descriptor".to_owned() } else { format!("({})", hit.matched) }
}

fn state(code: &Code, date: Date) -> Option<String> {
    match (code.state(date), code.dates.ended, code.dates.added) {
        (State::Ended, Some(ended), _) => Some(format!("ENDED {ended}")),
        (State::Future, _, Some(added)) => Some(format!("not valid before {added}")),
        _ => None,
    }
}
