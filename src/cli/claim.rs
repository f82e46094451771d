//! `jdex claim`.

use std::path::{Path, PathBuf};
use std::{fs, io};

use serde::Serialize;

use super::Desk;
use crate::billing::check::{self, Circumstances, ClaimLine, Finding, Severity};
use crate::exit::{Exit, Refusal};
use crate::page::{Line, Role};

/// The flags of `jdex claim`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
The file is CSV with a header, or JSON: a list of objects with the same names. Any subset of the columns, in any order:
  line code modifiers units date pos ndc ndc_qualifier ndc_quantity dose opened container diagnosis payer setting

Examples:
  jdex claim lines.csv
  printf 'code,modifiers,units,date\\nJ9271,,200,2026-05-06\\n' | jdex claim -
  jdex claim lines.json --json")]
pub struct Args {
    /// The claim file, or - for standard input
    pub file: PathBuf,
}

/// Checks the lines; exit 1 where an error or a warning is found.
///
/// # Errors
/// The file cannot be read or understood; output cannot be written.
pub fn run(args: &Args, desk: &mut Desk<'_>) -> anyhow::Result<Exit> {
    let shown = if args.file == Path::new("-") { "standard input".to_owned() } else { args.file.display().to_string() };
    let lines = read(&shown, &text(&args.file, &shown, desk)?)?;
    let findings = check::check(desk.catalog, &lines, &Circumstances::default(), desk.date).map_err(super::units::refusal)?;
    let clean = findings.iter().all(|f| f.severity == Severity::Note);
    if desk.json {
        #[derive(Serialize)]
        struct Answer<'a> {
            findings: &'a [Finding],
        }
        desk.json(&Answer { findings: &findings })?;
    } else {
        let mut page: Vec<Line> = findings.iter().flat_map(finding_lines).collect();
        page.push(Line::of(Role::Muted, summary(lines.len(), &findings)));
        desk.lines(&page)?;
    }
    Ok(if clean { Exit::Done } else { Exit::Nothing })
}

fn text(file: &Path, shown: &str, desk: &mut Desk<'_>) -> anyhow::Result<String> {
    let read = if file == Path::new("-") { io::read_to_string(&mut *desk.input) } else { fs::read_to_string(file) };
    read.map_err(|e| Refusal::new("unreadable", format!("{shown}: cannot be read: {e}")).into())
}

/// Claim lines from CSV, or from JSON where the text begins like it.
fn read(shown: &str, text: &str) -> Result<Vec<ClaimLine>, Refusal> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines = if text.trim_start().starts_with(['[', '{']) { from_json(shown, text)? } else { from_csv(shown, text)? };
    if lines.is_empty() {
        return Err(Refusal::new("no-lines", format!("{shown}: no claim line is in it")));
    }
    Ok(lines)
}

fn from_csv(shown: &str, text: &str) -> Result<Vec<ClaimLine>, Refusal> {
    let wrong = |line: u64, message: String| Refusal::new("invalid-claim", format!("{shown}:{line}: {message}"));
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let headers: Vec<String> = match reader.headers() {
        Ok(headers) => headers.iter().map(|h| h.to_ascii_lowercase().replace(['-', ' '], "_")).collect(),
        Err(e) => return Err(wrong(1, e.to_string())),
    };
    if let Some((_, twice)) = headers.iter().enumerate().find(|(i, name)| headers[..*i].contains(name)) {
        return Err(wrong(1, format!("column `{twice}` stands there twice")));
    }
    let mut lines = Vec::new();
    for (i, record) in reader.records().enumerate() {
        let record = record.map_err(|e| wrong(e.position().map_or(0, csv::Position::line), e.to_string()))?;
        let at = record.position().map_or(0, csv::Position::line);
        let mut line = ClaimLine { number: i + 1, ..ClaimLine::default() };
        for (column, cell) in headers.iter().zip(record.iter()) {
            line.set(column, cell).map_err(|m| wrong(at, m))?;
        }
        lines.push(named(line).map_err(|m| wrong(at, m))?);
    }
    Ok(lines)
}

fn from_json(shown: &str, text: &str) -> Result<Vec<ClaimLine>, Refusal> {
    let wrong = |message: String| Refusal::new("invalid-claim", format!("{shown}: {message}"));
    let unreadable = |e: serde_json::Error| Refusal::new("invalid-claim", format!("{shown}:{}: {e}", e.line()));
    super::json::unambiguous(text).map_err(unreadable)?;
    let document: serde_json::Value = serde_json::from_str(text).map_err(unreadable)?;
    let rows = document.get("lines").unwrap_or(&document).as_array().ok_or_else(|| wrong("a list of claim lines is needed".to_owned()))?;
    let mut lines = Vec::new();
    for (i, row) in rows.iter().enumerate() {
        let row = row.as_object().ok_or_else(|| wrong(format!("line {}: an object is needed", i + 1)))?;
        let mut line = ClaimLine { number: i + 1, ..ClaimLine::default() };
        for (column, cell) in row {
            line.set(column, &cell_text(cell)).map_err(|m| wrong(format!("line {}: {m}", i + 1)))?;
        }
        lines.push(named(line).map_err(|m| wrong(format!("line {}: {m}", i + 1)))?);
    }
    Ok(lines)
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

fn named(line: ClaimLine) -> Result<ClaimLine, String> {
    if line.code.is_empty() { Err("code: every claim line needs one".to_owned()) } else { Ok(line) }
}

/// A finding as lines of a page.
fn finding_lines(finding: &Finding) -> Vec<Line> {
    let (word, role) = match finding.severity {
        Severity::Error => ("error", Role::Ended),
        Severity::Warning => ("warning", Role::Warning),
        Severity::Note => ("note", Role::Muted),
    };
    let mut head =
        Line::of(Role::Label, format!("line {}  ", finding.line)).with(role, format!("{word}: ")).with(Role::Text, finding.text.clone());
    if let Some(denial) = &finding.denial {
        let codes = std::iter::once(format!("{}-{}", denial.group, denial.carc)).chain(denial.rarc.iter().map(|r| (*r).to_owned()));
        head = head.with(Role::Code, format!("  {}", codes.collect::<Vec<_>>().join(" ")));
    }
    vec![
        head.indented(0, 8),
        Line::of(Role::Text, format!("fix: {}", finding.fix)).with(Role::Source, format!("  [{}]", finding.rule)).indented(8, 8),
    ]
}

fn summary(lines: usize, findings: &[Finding]) -> String {
    let count = |severity| findings.iter().filter(|f| f.severity == severity).count();
    let (errors, warnings, notes) = (count(Severity::Error), count(Severity::Warning), count(Severity::Note));
    if findings.is_empty() {
        format!("{lines} lines checked, nothing found.")
    } else {
        format!("{lines} lines checked: {errors} errors, {warnings} warnings, {notes} notes.")
    }
}
