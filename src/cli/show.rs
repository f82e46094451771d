//! `jdex show`.

mod json;

use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::{CommandContext, note};
use crate::catalog::Code;
use crate::coverage::Jurisdiction;
use crate::exit::Exit;
use crate::page::{self, CoverageQuestion, Format, Line, Pane, SortKey, Sorting, View};
use crate::storage::user_catalog;
use crate::{search, text};

/// The flags of `jdex show`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jdex show J9039                              every pane of a code's page
  jdex show J9020 --date 2025-06-30            as of a date of service
  jdex show J9271 --pane modifiers             one pane
  jdex show J9271 --all --sources              whole, with its documents
  jdex show J0585 --pane products --sort units --reverse
                                               its packages, the largest first
  jdex show J9022 --pane products --json       one pane for a program
  jdex show J9271 --all --format html          the whole page for others to read")]
pub struct Args {
    /// A HCPCS Level II code
    pub code: String,
    /// One pane only
    #[arg(long, value_parser = PossibleValuesParser::new(Pane::ALL.map(Pane::as_str)).try_map(|word| named(&word)))]
    pub pane: Option<Pane>,
    /// What holds for every drug too, which is folded otherwise
    #[arg(long)]
    pub all: bool,
    /// The documents behind each statement
    #[arg(long)]
    pub sources: bool,
    /// Packages by this [default: brand; with --json as CMS lists them]
    #[arg(long, value_name = "KEY", value_parser = PossibleValuesParser::new(SortKey::ALL.map(SortKey::as_str)).try_map(|word| sort_key(&word)))]
    pub sort: Option<SortKey>,
    /// Write the page as Markdown or HTML, its sources as notes
    #[arg(long, value_name = "FORMAT", conflicts_with = "sources", value_parser = PossibleValuesParser::new(["md", "html"]).map(|word| if word == "md" { Format::Markdown } else { Format::Html }))]
    pub format: Option<Format>,
    /// Packages the other way round, the largest or the last first
    #[arg(long)]
    pub reverse: bool,
}

impl Args {
    /// The order of the packages; `None` where none was asked for.
    fn sorting(&self) -> Option<Sorting> {
        (self.sort.is_some() || self.reverse).then(|| Sorting { key: self.sort.unwrap_or_default(), reversed: self.reverse })
    }
}

fn sort_key(word: &str) -> Result<SortKey, String> {
    SortKey::ALL.into_iter().find(|k| k.as_str() == word).ok_or_else(|| format!("packages are not sorted by `{word}`"))
}

fn named(word: &str) -> Result<Pane, String> {
    Pane::ALL.into_iter().find(|p| p.as_str() == word).ok_or_else(|| format!("`{word}` is not a pane"))
}

/// Prints a code's page, or one pane of it; exit 1 where there is no such code.
///
/// # Errors
/// Output cannot be written.
pub fn run(args: &Args, desk: &mut CommandContext<'_>) -> anyhow::Result<Exit> {
    let catalog = desk.catalog;
    let Some(code) = catalog.code(&args.code) else { return unknown(&args.code, desk) };
    if desk.json {
        let page = json::page(catalog, code, args, desk.date);
        desk.json(&page)?;
    } else {
        let coverage = args.pane.is_none_or(|pane| pane == Pane::Coverage);
        let jurisdiction = if coverage { super::coverage::configured(desk)? } else { Jurisdiction::Anywhere };
        match args.format {
            None => desk.lines(&lines(desk, code, args, jurisdiction))?,
            Some(format) => {
                let text = page::export(catalog, format, &page::title(code).text(), sections(desk, code, args, jurisdiction));
                desk.out.write_all(text.as_bytes())?;
            }
        }
    }
    Ok(Exit::Success)
}

fn lines(desk: &CommandContext<'_>, code: &Code, args: &Args, jurisdiction: Jurisdiction<'_>) -> Vec<Line> {
    let mut lines = vec![page::title(code)];
    for (name, section) in sections(desk, code, args, jurisdiction) {
        if !name.is_empty() {
            lines.extend([Line::blank(), Line::heading(name.to_uppercase())]);
        }
        lines.extend(section);
    }
    lines
}

/// The strip without a name, then each pane under its name, the overview without one.
fn sections(desk: &CommandContext<'_>, code: &Code, args: &Args, jurisdiction: Jurisdiction<'_>) -> Vec<(String, Vec<Line>)> {
    let pane = args.pane;
    let mut head = page::packed(page::strip_cells(desk.catalog, code, desk.date), desk.columns);
    if pane.is_some_and(|pane| pane != Pane::Overview) {
        head.extend(page::banner(desk.catalog, code, desk.date));
    }
    let mut sections = vec![(String::new(), head)];
    for shown in Pane::ALL.into_iter().filter(|p| pane.is_none_or(|wanted| wanted == *p)) {
        let lines = match shown {
            Pane::Products => page::products(desk.catalog, code, desk.date, args.sorting().unwrap_or_default(), args.all),
            Pane::Coverage => {
                let question = CoverageQuestion { jurisdiction, ..CoverageQuestion::default() };
                page::coverage_lines(desk.catalog, code, desk.date, &question)
            }
            _ => {
                let sources = args.sources || args.format.is_some();
                page::viewed(desk.catalog, code, shown, desk.date, View { all: args.all, sources })
            }
        };
        let name = if shown == Pane::Overview { String::new() } else { shown.title().to_owned() };
        sections.push((name, lines));
    }
    sections
}

/// Says which codes are near what was asked for.
fn unknown(asked: &str, desk: &mut CommandContext<'_>) -> anyhow::Result<Exit> {
    const MOST: usize = 5;
    let asked = text::clean(asked.trim());
    let numeric = asked.len() == 5 && asked.bytes().all(|b| b.is_ascii_digit());
    let message = if numeric {
        match page::administration_words(desk.catalog, &asked) {
            Some(words) => format!("{asked} is CPT, a number for giving a drug and no drug code. {words}"),
            None => format!("{asked} is a number of five digits: such codes are CPT, which is not in this catalog"),
        }
    } else {
        format!("{asked} is no code of this catalog; `jdex search {asked}` looks further")
    };
    let mut near: Vec<&Code> = if numeric { Vec::new() } else { search::nearest_codes(desk.catalog, &asked, desk.date, MOST) };
    if near.is_empty() && !numeric {
        let hits = user_catalog::index(desk.catalog).search(&asked, desk.date, MOST);
        near = hits.iter().filter_map(|h| desk.catalog.codes().get(h.position)).collect();
    }
    note(desk.err, &message)?;
    for code in &near {
        writeln!(desk.err, "  {}  {}, {}", code.code, text::clean(code.title()), code.unit.text())?;
    }
    if desk.json {
        let nearest: Vec<&str> = near.iter().map(|c| c.code.as_str()).collect();
        desk.json(&serde_json::json!({ "error": { "kind": "unknown-code", "message": message }, "nearest": nearest }))?;
    }
    Ok(Exit::NoMatch)
}
