//! `jdex news`: what happened to codes since an edition or a day.

use serde_json::{Value, json};

use super::CommandContext;
use crate::catalog::{Date, Payment, PaymentSource};
use crate::exit::{Exit, UserError};
use crate::import::diff::news::{self, Event, News};
use crate::page::{Line, Role};
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
        Format::Text => desk.lines(&lines(&found, since))?,
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

/// What happened, in words, without the code and the day.
fn words(news: &News<'_>) -> String {
    let announced = if news.code.announced.is_some() { " (announced)" } else { "" };
    match &news.what {
        Event::Ended(successors) if successors.is_empty() => format!("no longer billable{announced}"),
        Event::Ended(successors) => format!("no longer billable{announced}; now {}", successors.join(", ")),
        Event::Began => format!("billable from this day{announced}"),
        Event::Reworded => format!("descriptor changed{announced}"),
        Event::Price(change) => {
            let file = match change.new.source {
                PaymentSource::Asp => "ASP limit",
                PaymentSource::Opps => "OPPS rate",
            };
            let dollars = |payment: &Payment| payment.limit.map_or_else(|| "none".to_owned(), |limit| format!("${limit}"));
            let percent = change.percent.map(|p| format!(" ({p}%)")).unwrap_or_default();
            format!("{file} {} to {}{percent}", dollars(change.old), dollars(change.new))
        }
        Event::Coverage { document, version, states } => format!("{document} version {version}: {}", states.join(" ")),
    }
}

/// The heading of a kind.
fn title(kind: &str) -> &'static str {
    match kind {
        "ended" => "Ended",
        "began" => "Began",
        "reworded" => "Reworded",
        "price" => "Prices",
        _ => "Coverage documents",
    }
}

fn name<'a>(news: &News<'a>) -> &'a str {
    if news.code.name.is_empty() { &news.code.short } else { &news.code.name }
}

fn of_kind<'a, 'n>(found: &'n [News<'a>], kind: &'static str) -> impl Iterator<Item = &'n News<'a>> {
    found.iter().filter(move |news| news.what.kind() == kind)
}

fn lines(found: &[News<'_>], since: Date) -> Vec<Line> {
    let mut lines = vec![Line::heading(format!("News since {since}"))];
    if found.is_empty() {
        lines.push(Line::of(Role::Muted, "None in the editions held."));
    }
    for kind in Event::KINDS {
        let mut rows = of_kind(found, kind).peekable();
        if rows.peek().is_none() {
            continue;
        }
        lines.push(Line::blank());
        lines.push(Line::heading(title(kind)));
        lines.extend(rows.map(|news| {
            let head = Line::of(Role::Code, format!("{}  ", news.code.code)).with(Role::Muted, format!("{}  ", news.date));
            head.with(Role::Text, format!("{}: {}", name(news), words(news))).indented(0, 19)
        }));
    }
    lines
}

fn csv(found: &[News<'_>], desk: &mut CommandContext<'_>) -> anyhow::Result<()> {
    let mut writer = ::csv::Writer::from_writer(&mut *desk.out);
    let failed = |e: ::csv::Error| anyhow::anyhow!("{e}");
    writer.write_record(["kind", "code", "name", "date", "what"]).map_err(failed)?;
    for news in found {
        let cells = [news.what.kind(), &news.code.code, name(news), &news.date.to_string(), &words(news)].map(harmless);
        writer.write_record(cells).map_err(failed)?;
    }
    Ok(writer.flush()?)
}

fn markdown(found: &[News<'_>], since: Date, desk: &mut CommandContext<'_>) -> anyhow::Result<()> {
    writeln!(desk.out, "# News since {since}")?;
    for kind in Event::KINDS.into_iter().filter(|kind| of_kind(found, kind).next().is_some()) {
        writeln!(desk.out, "\n## {}\n\n| Code | Date | Name | What |\n|---|---|---|---|", title(kind))?;
        for news in of_kind(found, kind) {
            let cell = |text: &str| crate::text::clean(text).replace('|', "\\|");
            writeln!(desk.out, "| {} | {} | {} | {} |", news.code.code, news.date, cell(name(news)), cell(&words(news)))?;
        }
    }
    Ok(())
}
