//! `jdex news`: what happened to codes since an edition or a day.

use serde_json::{Value, json};

use super::CommandContext;
use crate::catalog::Date;
use crate::exit::{Exit, UserError};
use crate::import::diff::news::{self, Event, News};
use crate::page::{news_lines, news_name, news_of_kind, news_title, news_words};
use crate::quantity::Amount;
use crate::text::harmless;

/// The flags of `jdex news`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
From the editions held: codes that ended, began or were reworded, prices that moved
from a quarter to the next, new versions of local coverage documents. Of units and
MUE one edition is held: `jdex diff` compares two files of them.

Examples:
  jdex news                                 since the newest quarter held
  jdex news --since 2026-07-01 --price-change 25
  jdex news --format csv > news.csv

Exit code 1 where there is no news.")]
pub struct Args {
    /// From this day on [default: the first day of the newest quarter held]
    #[arg(long, value_name = "DATE", value_parser = super::parse_date)]
    pub since: Option<Date>,
    /// Name prices that changed by more than so many percent
    #[arg(long, value_name = "PERCENT", default_value = "10", value_parser = super::diff::percent)]
    pub price_change: Amount,
    /// Every code, not only drugs
    #[arg(long)]
    pub all: bool,
    /// As text, or as a table for others
    #[arg(long, default_value = "text")]
    pub format: Format,
}

/// How the news is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Lines for a terminal.
    #[default]
    Text,
    /// Comma-separated values with a header.
    Csv,
    /// A Markdown table for each kind.
    Markdown,
}

/// Says what happened; exit 1 where nothing did.
///
/// # Errors
/// No edition is held to begin with; output cannot be written.
pub fn run(args: &Args, desk: &mut CommandContext<'_>) -> anyhow::Result<Exit> {
    let none = || UserError::new("no-edition", "no quarter of codes or prices is held; name a day with --since");
    let since = args.since.or_else(|| news::newest_quarter(desk.catalog)).ok_or_else(none)?;
    let found = news::news(desk.catalog, since, args.price_change, args.all);
    match args.format {
        _ if desk.json => {
            let rows: Vec<Value> = found.iter().map(row).collect();
            desk.json(&json!({ "since": since, "price_change": args.price_change, "news": rows }))?;
        }
        Format::Text => desk.lines(&news_lines(&found, since))?,
        Format::Csv => csv(&found, desk)?,
        Format::Markdown => markdown(&found, since, desk)?,
    }
    Ok(if found.is_empty() { Exit::NoMatch } else { Exit::Success })
}

fn row(news: &News<'_>) -> Value {
    let mut row = json!({ "kind": news.what.kind(), "code": news.code.code, "name": news.code.name, "date": news.date });
    let more = match &news.what {
        Event::Ended(successors) => json!({ "successors": successors, "inferred": news.code.announced.is_some() }),
        Event::Began | Event::Reworded => json!({ "announced": news.code.announced.is_some() }),
        Event::Price(change) => json!({
            "file": change.new.source, "quarter": change.new.quarter, "from": change.old.limit, "to": change.new.limit,
            "percent": change.percent.map(|p| p.to_string()),
        }),
        Event::Coverage { document, version, states } => json!({ "document": document, "version": version, "states": states }),
    };
    if let (Value::Object(row), Value::Object(more)) = (&mut row, more) {
        row.extend(more);
    }
    row
}

fn csv(found: &[News<'_>], desk: &mut CommandContext<'_>) -> anyhow::Result<()> {
    let mut writer = ::csv::Writer::from_writer(&mut *desk.out);
    let failed = |e: ::csv::Error| anyhow::anyhow!("{e}");
    writer.write_record(["kind", "code", "name", "date", "what"]).map_err(failed)?;
    for news in found {
        let cells = [news.what.kind(), &news.code.code, news_name(news), &news.date.to_string(), &news_words(news)].map(harmless);
        writer.write_record(cells).map_err(failed)?;
    }
    Ok(writer.flush()?)
}

fn markdown(found: &[News<'_>], since: Date, desk: &mut CommandContext<'_>) -> anyhow::Result<()> {
    writeln!(desk.out, "# News since {since}")?;
    for kind in Event::KINDS.into_iter().filter(|kind| news_of_kind(found, kind).next().is_some()) {
        writeln!(desk.out, "\n## {}\n\n| Code | Date | Name | What |\n|---|---|---|---|", news_title(kind))?;
        for news in news_of_kind(found, kind) {
            let cell = |text: &str| crate::text::clean(text).replace('|', "\\|");
            writeln!(desk.out, "| {} | {} | {} | {} |", news.code.code, news.date, cell(news_name(news)), cell(&news_words(news)))?;
        }
    }
    Ok(())
}
