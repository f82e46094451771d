//! `jdex search`.

use serde::Serialize;

use super::CommandContext;
use super::codes::{self, Listed, Row};
use crate::catalog::{Catalog, Code, Date, State};
use crate::exit::Exit;
use crate::page::{DoseInUnits, Line, NoMatch, Role};
use crate::search::{Card, Group, Hit, Index, Mention, Tier};
use crate::storage::user_catalog;
use crate::text;

/// The flags of `jdex search`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jdex search keytrda               a brand or a generic name, misspelled too
  jdex search ketorolac 60 mg       a dose: its units stand on the row
  jdex search herceptin biosimilar  every biosimilar of a reference product
  jdex search CO-16 M119            a denial, a modifier, a procedure number
  jdex search J90 --limit 100       every code that begins with J90
  jdex search 50242-0917-01         a package's NDC, or its bar code
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
    cards: Vec<Card>,
    hits: Vec<Found<'a>>,
    nothing: Option<NoMatch<'a>>,
}

#[derive(Serialize)]
struct Found<'a> {
    #[serde(flatten)]
    listed: Listed<'a>,
    tier: Tier,
    group: Group,
    matched: &'a str,
    did_you_mean: Option<&'a str>,
    note: Option<&'a Mention>,
    units: Option<&'a DoseUnits>,
}

/// The dose of the query in units of a code.
#[derive(Serialize)]
struct DoseUnits {
    dose: String,
    units: u64,
    #[serde(skip)]
    text: String,
}

/// A hit with what only the rows that are printed need.
struct Shown<'a> {
    hit: Hit,
    code: &'a Code,
    mention: Option<Mention>,
    units: Option<DoseUnits>,
}

/// Prints cards and hits, best first; exit 1 where there is neither.
///
/// # Errors
/// Output cannot be written.
pub fn run(args: &Args, desk: &mut CommandContext<'_>) -> anyhow::Result<Exit> {
    let query = args.words.join(" ");
    let (catalog, date) = (desk.catalog, desk.date);
    let index = user_catalog::index(catalog);
    let most = if args.ended { usize::MAX } else { args.limit };
    let mut found = index.find(&query, date, most);
    if args.ended {
        found.retain(|position| index.state(position, date) == State::Ended);
        found.truncate(args.limit);
    }
    let cards: Vec<Card> =
        found.cards().iter().filter(|_| !args.ended).map(|card| Card { title: card.title(catalog), ..card.clone() }).collect();
    let shown = shown(catalog, &index, &found, date);
    let nothing = (shown.is_empty() && cards.is_empty()).then(|| NoMatch::of(catalog, &query, date));
    let exit = if nothing.is_some() { Exit::NoMatch } else { Exit::Success };
    if desk.json {
        let hits = shown.iter().map(|s| Found::of(s, date)).collect();
        desk.json(&Answer { query: &query, date, cards, hits, nothing })?;
    } else if let Some(nothing) = nothing {
        writeln!(desk.err, "jdex: {}", nothing.why)?;
        if let Some(words) = nothing.advice() {
            text::wrap(&words, desk.columns).iter().try_for_each(|row| writeln!(desk.err, "{row}"))?;
        }
    } else {
        print(&found, &cards, &shown, desk)?;
    }
    Ok(exit)
}

/// The rows with their sentences and units.
fn shown<'a>(catalog: &'a Catalog, index: &Index, found: &crate::search::Found, date: Date) -> Vec<Shown<'a>> {
    let dose = DoseInUnits::new(catalog, found, date);
    let units = |code: &Code| {
        let dose = dose.as_ref()?;
        let (units, words) = dose.units(catalog, code)?;
        Some(DoseUnits { dose: dose.dose().to_owned(), units, text: dose.text(&words) })
    };
    let row = |row: usize| {
        let hit = index.hit(found, row)?;
        let code = catalog.codes().get(hit.position)?;
        Some(Shown { mention: index.mention(catalog, found, row, date), units: units(code), hit, code })
    };
    (0..found.len()).filter_map(row).collect()
}

impl<'a> Found<'a> {
    fn of(shown: &'a Shown<'_>, date: Date) -> Found<'a> {
        Found {
            listed: Listed::of(shown.code, date),
            tier: shown.hit.tier,
            // JSON knows no group of its own for a descriptor.
            group: if shown.hit.group == Group::Descriptor { Group::Name } else { shown.hit.group },
            matched: &shown.hit.matched,
            did_you_mean: shown.hit.did_you_mean.as_deref(),
            note: shown.mention.as_ref(),
            units: shown.units.as_ref(),
        }
    }
}

/// Cards, then the hits under the heading of their group, mentions in notes last.
fn print(found: &crate::search::Found, cards: &[Card], shown: &[Shown<'_>], desk: &mut CommandContext<'_>) -> anyhow::Result<()> {
    for card in cards {
        let line = Line::of(Role::Code, card.id.clone())
            .with(Role::Muted, format!("  {}", card.kind.label()))
            .with(Role::Text, card.title.as_ref().map(|title| format!("  {title}")).unwrap_or_default());
        desk.lines(&[line])?;
    }
    let mut groups: Vec<(Option<&str>, Group)> = Vec::new();
    for shown in shown {
        let group = key(shown);
        if !groups.contains(&group) {
            groups.push(group);
        }
    }
    groups.sort_by_key(|(_, group)| *group == Group::Note);
    let headed = groups.len() > 1 || !cards.is_empty() || groups.iter().any(|(meant, group)| meant.is_some() || group.is_mention());
    // Codes of one class often share a sentence: it is printed once.
    let mut last = None;
    for (number, group) in groups.iter().enumerate() {
        if headed {
            if number > 0 || !cards.is_empty() {
                desk.lines(&[Line::blank()])?;
            }
            let (meant, named) = group;
            let words = match meant {
                Some(meant) if found.is_partial(meant) => "Partial match".to_owned(),
                Some(meant) => format!("Did you mean {meant}?"),
                None => named.heading().to_owned(),
            };
            desk.lines(&[Line::heading(words)])?;
        }
        let mut rows: Vec<Row<'_>> = shown.iter().filter(|s| key(s) == *group).map(row).collect();
        for row in &mut rows {
            row.below = row.below.filter(|sentence| last.replace(*sentence) != Some(*sentence));
        }
        codes::table(&rows, desk)?;
    }
    Ok(())
}

fn key<'s>(shown: &'s Shown<'_>) -> (Option<&'s str>, Group) {
    match shown.hit.did_you_mean.as_deref() {
        // One heading for each correction.
        Some(meant) => (Some(meant), Group::Name),
        None => (None, shown.hit.group),
    }
}

fn row<'s>(shown: &'s Shown<'_>) -> Row<'s> {
    let units = shown.units.as_ref().map(|u| u.text.clone());
    let words = [units, why(shown)].into_iter().flatten().collect::<Vec<_>>().join("  ");
    Row { code: shown.code, why: Some(words).filter(|w| !w.is_empty()), below: shown.mention.as_ref().map(|m| m.text.as_str()) }
}

/// What matched, where it is neither the code nor the name: a brand, a class, an old code.
fn why(shown: &Shown<'_>) -> Option<String> {
    let code = shown.code;
    match shown.hit.matched.as_str() {
        matched if matched == code.code || matched == code.title() => None,
        matched if matched == code.descriptor => None,
        matched => Some(format!("({matched})")),
    }
}
