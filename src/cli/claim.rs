//! `jdex claim`.

use std::path::PathBuf;

use serde::Serialize;

use super::{CommandContext, input};
use crate::catalog::{Circumstances, Date};
use crate::claim::ClaimLine;
use crate::exit::{Exit, UserError};
use crate::page::{self, Line, Role};
use crate::scrub::{self, Finding, Severity};

/// The flags of `jdex claim`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
The file is CSV with a header, or JSON: a list of objects with the same names.
Any subset of the columns, in any order:
  claim       which claim the line belongs to, where the file holds several
  line        its number on the claim; else lines are counted
  code modifiers units date pos payer setting
  ndc ndc_qualifier ndc_quantity
  diagnosis   what the line points to
  dose opened container 340b
              what the chart says: 372 mg, 3x150 mg, single, yes
What is left out is not checked. The more of the chart is there, the more is seen.

Examples:
  jdex claim lines.csv
  jdex claim lines.json --json
  printf 'code,modifiers,units,date\\nJ9271,,200,2026-05-06\\n' | jdex claim -
  printf 'code,units,dose,opened\\nJ9355,38,372 mg,3x150 mg\\n' | jdex claim -

Exit code 0 with no error or warning, 1 with one, 2 where the file cannot be read.")]
pub struct Args {
    /// The claim file, or - for standard input
    pub file: PathBuf,
    /// The whole file is drug bought under the 340B program
    #[arg(long = "340b")]
    pub discounted: bool,
    /// When the payer gets the claim: is it in time?
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = super::parse_date)]
    pub received: Option<Date>,
    /// The state of the practice: whose coverage documents hold [default: that of config.toml]
    #[arg(long, value_name = "ST", conflicts_with = "contractor")]
    pub state: Option<String>,
    /// The Medicare contractor, in place of the state
    #[arg(long, value_name = "NAME")]
    pub contractor: Option<String>,
}

/// The column that names the claim of a line.
const CLAIM: &str = "claim";

/// The lines of one claim, and what names it in a file of several.
#[derive(Default)]
struct Claim {
    id: Option<String>,
    lines: Vec<ClaimLine>,
}

/// A finding with the claim it belongs to.
#[derive(Serialize)]
struct Found<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    claim: Option<&'a str>,
    #[serde(flatten)]
    finding: &'a Finding,
}

/// Checks the lines; exit 1 where an error or a warning is found.
///
/// # Errors
/// The file cannot be read or understood; output cannot be written.
pub fn run(args: &Args, desk: &mut CommandContext<'_>) -> anyhow::Result<Exit> {
    let shown = input::shown(&args.file);
    let bytes = input::whole(&args.file, "split it by claim", desk.input)?;
    let claims = read(&shown, &text(&shown, bytes)?)?;
    let (state, contractor) = super::coverage::place(args.state.as_deref(), args.contractor.as_deref(), desk)?;
    let discounted = args.discounted.then_some(true);
    let circumstances = Circumstances { discounted, received: args.received, state, contractor, ..Circumstances::default() };
    let mut findings: Vec<(&Claim, Vec<Finding>)> = Vec::with_capacity(claims.len());
    for claim in &claims {
        let found = scrub::check(desk.catalog, &claim.lines, &circumstances, desk.date).map_err(super::units::user_error)?;
        findings.push((claim, found));
    }
    if desk.json {
        #[derive(Serialize)]
        struct Answer<'a> {
            findings: Vec<Found<'a>>,
        }
        let mut all = Vec::new();
        for (claim, found) in &findings {
            all.extend(found.iter().map(|finding| Found { claim: claim.id.as_deref(), finding }));
        }
        desk.json(&Answer { findings: all })?;
    } else {
        desk.lines(&page_of(&findings))?;
    }
    let clean = findings.iter().flat_map(|(_, found)| found).all(|f| f.severity == Severity::Note);
    Ok(if clean { Exit::Success } else { Exit::NoMatch })
}

fn page_of(findings: &[(&Claim, Vec<Finding>)]) -> Vec<Line> {
    let mut page = Vec::new();
    for (claim, found) in findings.iter().filter(|(_, found)| !found.is_empty()) {
        if let Some(id) = &claim.id {
            page.push(Line::heading(format!("claim {id}")));
        }
        page.extend(page::claim_lines(&claim.lines, found));
    }
    let lines = findings.iter().map(|(claim, _)| claim.lines.len()).sum();
    let all: Vec<&Finding> = findings.iter().flat_map(|(_, found)| found).collect();
    page.push(Line::of(Role::Muted, summary(lines, &all)).indented(0, 2));
    page
}

/// The file as text.
fn text(shown: &str, bytes: Vec<u8>) -> Result<String, UserError> {
    String::from_utf8(bytes).map_err(|e| {
        let before = &e.as_bytes()[..e.utf8_error().valid_up_to()];
        let line = before.iter().filter(|b| **b == b'\n').count() + 1;
        UserError::new("unreadable", format!("{shown}:{line}: no UTF-8 text; save the file as UTF-8"))
    })
}

/// Claims from CSV, or from JSON where the text begins like it.
fn read(shown: &str, text: &str) -> Result<Vec<Claim>, UserError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut claims = Claims::default();
    if text.trim_start().starts_with(['[', '{']) {
        from_json(shown, text, &mut claims)?;
    } else {
        from_csv(shown, text, &mut claims)?;
    }
    if claims.read.is_empty() {
        return Err(UserError::new("no-lines", format!("{shown}: no claim line is in it")));
    }
    Ok(claims.read)
}

/// Claims being read, in the order of their first lines.
#[derive(Default)]
struct Claims {
    read: Vec<Claim>,
    lines: usize,
}

impl Claims {
    /// Takes one row of cells into the claim that it names.
    fn take<'c>(&mut self, cells: impl Iterator<Item = (&'c str, String)>) -> Result<(), String> {
        self.lines += 1;
        let mut line = ClaimLine { number: self.lines, ..ClaimLine::default() };
        let mut id = None;
        for (column, cell) in cells {
            known(column)?;
            if column == CLAIM {
                id = Some(cell.trim().to_owned()).filter(|id| !id.is_empty());
            } else {
                line.set(column, &cell)?;
            }
        }
        if line.code.is_empty() {
            return Err("code: every claim line needs one".to_owned());
        }
        let at = match self.read.iter().position(|claim| claim.id == id) {
            Some(at) => at,
            None => {
                self.read.push(Claim { id, lines: Vec::new() });
                self.read.len() - 1
            }
        };
        let claim = &mut self.read[at];
        if claim.lines.iter().any(|held| held.number == line.number) {
            return Err(format!("line: {} stands twice in one claim; name the claims in a column `claim`", line.number));
        }
        claim.lines.push(line);
        Ok(())
    }
}

/// A column of the file: one of a claim line, or the one that names the claim.
fn known(column: &str) -> Result<(), String> {
    if column == CLAIM || crate::claim::COLUMNS.contains(&column) {
        return Ok(());
    }
    let columns = crate::claim::COLUMNS.join(", ");
    Err(format!("`{column}` is no column of a claim file; the columns, separated by commas, are {CLAIM}, {columns}"))
}

fn from_csv(shown: &str, text: &str, claims: &mut Claims) -> Result<(), UserError> {
    let wrong = |line: u64, message: String| UserError::new("invalid-claim", format!("{shown}:{line}: {message}"));
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let headers: Vec<String> = match reader.headers() {
        Ok(headers) => headers.iter().map(|h| h.to_ascii_lowercase().replace(['-', ' '], "_")).collect(),
        Err(e) => return Err(wrong(1, e.to_string())),
    };
    for (i, header) in headers.iter().enumerate() {
        known(header).map_err(|message| wrong(1, message))?;
        if headers[..i].contains(header) {
            return Err(wrong(1, format!("column `{header}` stands there twice")));
        }
    }
    for record in reader.records() {
        let record = record.map_err(|e| {
            let at = e.position().map_or(0, csv::Position::line);
            match e.kind() {
                csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                    wrong(at, format!("the header has {expected_len} columns, this row {len}; quote a cell that holds a comma"))
                }
                _ => wrong(at, e.to_string()),
            }
        })?;
        let at = record.position().map_or(0, csv::Position::line);
        let cells = headers.iter().map(String::as_str).zip(record.iter().map(str::to_owned));
        claims.take(cells).map_err(|m| wrong(at, m))?;
    }
    Ok(())
}

fn from_json(shown: &str, text: &str, claims: &mut Claims) -> Result<(), UserError> {
    let wrong = |message: String| UserError::new("invalid-claim", format!("{shown}: {message}"));
    let unreadable = |e: serde_json::Error| UserError::new("invalid-claim", format!("{shown}:{}: {e}", e.line()));
    super::json::unambiguous(text).map_err(unreadable)?;
    let document: serde_json::Value = serde_json::from_str(text).map_err(unreadable)?;
    let rows = document.get("lines").unwrap_or(&document).as_array().ok_or_else(|| wrong("a list of claim lines is needed".to_owned()))?;
    for (i, row) in rows.iter().enumerate() {
        let row = row.as_object().ok_or_else(|| wrong(format!("line {}: an object is needed", i + 1)))?;
        let cells = row.iter().map(|(column, cell)| (column.as_str(), cell_text(cell)));
        claims.take(cells).map_err(|m| wrong(format!("line {}: {m}", i + 1)))?;
    }
    Ok(())
}

/// A JSON cell as a column of text: strings and numbers as written, lists joined, `null` as nothing.
fn cell_text(cell: &serde_json::Value) -> String {
    match cell {
        serde_json::Value::Null => String::new(),
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Array(items) => items.iter().map(cell_text).collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    }
}

fn summary(lines: usize, findings: &[&Finding]) -> String {
    let count = |severity, word: &str| match findings.iter().filter(|f| f.severity == severity).count() {
        1 => format!("1 {word}"),
        n => format!("{n} {word}s"),
    };
    let lines = if lines == 1 { "1 line".to_owned() } else { format!("{lines} lines") };
    if findings.is_empty() {
        format!("{lines} checked, nothing found.")
    } else {
        let found = [count(Severity::Error, "error"), count(Severity::Warning, "warning"), count(Severity::Note, "note")];
        format!("{lines} checked: {}.", found.join(", "))
    }
}
