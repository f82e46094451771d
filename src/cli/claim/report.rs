//! What `jdex claim` says: findings as they come, in memory that does not grow, and a summary at the end.

use std::collections::BTreeMap;
use std::io::Write;

use serde::Serialize;

use crate::billing::{dollars, payment};
use crate::catalog::{Catalog, DEFAULT_PAYER, Date, Setting};
use crate::claim::{ClaimLine, Position};
use crate::cli::{json, style};
use crate::exit::{Exit, UserError};
use crate::explanation::rules::Scope;
use crate::page::{self, ClaimForm, Line, Role};
use crate::quantity::Amount;
use crate::scrub::{Finding, Severity};

/// Bytes held back: a file that is refused within them answers with the reason alone.
const HELD: usize = 64 << 10;
/// Warnings kept for the end.
const WARNINGS: usize = 1_000;

/// What names a claim.
pub(super) struct Origin {
    pub(super) number: usize,
    pub(super) id: Option<String>,
}

/// The claim of a finding: its name in the file, else its running number.
#[derive(Serialize)]
#[serde(untagged)]
enum ClaimName<'a> {
    Id(&'a str),
    Number(usize),
}

/// A finding with the claim it belongs to and where its line stands.
#[derive(Serialize)]
struct Found<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    claim: ClaimName<'a>,
    #[serde(rename = "where")]
    position: Option<Position>,
    #[serde(flatten)]
    finding: &'a Finding,
}

/// What was checked and found.
#[derive(Default, Serialize)]
struct Summary {
    claims: usize,
    lines: usize,
    errors: usize,
    warnings: usize,
    notes: usize,
    kinds: BTreeMap<&'static str, usize>,
    at_stake: AtStake,
    not_checked: NotChecked,
}

/// What the lines with an error or a warning that draws a denial would be paid.
#[derive(Serialize)]
struct AtStake {
    lines: usize,
    /// US dollars at Medicare's payment limits; `null` beyond what can be added.
    dollars: Option<Amount>,
    /// Lines of them without a limit held.
    without_price: usize,
}

impl Default for AtStake {
    fn default() -> AtStake {
        AtStake { lines: 0, dollars: Some(Amount::ZERO), without_price: 0 }
    }
}

#[derive(Default, Serialize)]
struct NotChecked {
    /// Claims of a stay, which Part A pays.
    inpatient_claims: usize,
    /// Lines by revenue code alone.
    lines_without_code: usize,
}

/// The answer while it is written.
pub(super) struct Report<'a> {
    out: &'a mut dyn Write,
    held: Vec<u8>,
    /// Something was written.
    begun: bool,
    json: bool,
    color: bool,
    columns: usize,
    catalog: &'a Catalog,
    date: Date,
    file: Option<String>,
    /// The file's name stands above its first finding.
    headed: bool,
    findings: usize,
    summary: Summary,
    faults: bool,
    warnings: Vec<String>,
    /// Lines are printed as on this form and not checked.
    pub(super) form: Option<ClaimForm>,
}

impl<'a> Report<'a> {
    pub(super) fn new(out: &'a mut dyn Write, json: bool, color: bool, columns: usize, catalog: &'a Catalog, date: Date) -> Report<'a> {
        Report {
            out,
            held: Vec::with_capacity(2 * HELD),
            begun: false,
            json,
            color,
            columns,
            catalog,
            date,
            file: None,
            headed: false,
            findings: 0,
            summary: Summary::default(),
            faults: false,
            warnings: Vec::new(),
            form: None,
        }
    }

    /// The next file; named where there are several.
    pub(super) fn open(&mut self, file: Option<&str>) {
        (self.file, self.headed) = (file.map(str::to_owned), false);
    }

    /// Something to know that is no fault of a claim.
    pub(super) fn warn(&mut self, text: String) {
        match self.warnings.len() {
            ..WARNINGS => self.warnings.push(text),
            WARNINGS => self.warnings.push("more warnings follow".to_owned()),
            _ => {}
        }
    }

    /// A fault of a file that did not stop the reading.
    pub(super) fn fault(&mut self, text: String) {
        self.faults = true;
        self.warn(text);
    }

    /// A claim that is not judged.
    pub(super) fn inpatient(&mut self, lines: usize) -> bool {
        self.summary.claims += 1;
        self.summary.lines += lines;
        self.summary.not_checked.inpatient_claims += 1;
        true
    }

    /// A claim and what was found on it.
    pub(super) fn claim(&mut self, origin: &Origin, lines: &[ClaimLine], found: Vec<Finding>) -> anyhow::Result<()> {
        self.summary.claims += 1;
        self.summary.lines += lines.len();
        self.summary.not_checked.lines_without_code += lines.iter().filter(|l| l.code.is_empty()).count();
        if found.is_empty() {
            return Ok(());
        }
        self.count(lines, &found);
        if self.json {
            for finding in &found {
                self.finding(origin, lines, finding)?;
            }
        } else {
            if let Some(file) = self.file.clone().filter(|_| !self.headed) {
                self.line(&Line::heading(file))?;
                self.headed = true;
            }
            match &origin.id {
                Some(id) => self.line(&Line::heading(format!("claim {id}")))?,
                None if origin.number > 1 || lines.iter().any(|l| l.context.position.is_some()) => {
                    self.line(&Line::heading(format!("claim {}", origin.number)))?;
                }
                None => {}
            }
            for line in page::claim_lines(lines, &found) {
                self.line(&line)?;
            }
        }
        self.pass_on()
    }

    /// The lines of a claim as they stand on a form.
    pub(super) fn on_form(&mut self, origin: &Origin, lines: &[ClaimLine], form: ClaimForm) -> anyhow::Result<()> {
        self.summary.claims += 1;
        self.summary.lines += lines.len();
        let on_form = form.of(lines).map_err(UserError::from)?;
        if self.json {
            let name = origin.id.as_deref().map_or(ClaimName::Number(origin.number), ClaimName::Id);
            self.separate();
            json::write(&mut self.held, &serde_json::json!({ "claim": name, "lines": on_form.data }))?;
        } else {
            let name = origin.id.clone().unwrap_or_else(|| origin.number.to_string());
            if origin.number > 1 || origin.id.is_some() {
                self.line(&Line::heading(format!("claim {name}")))?;
            }
            on_form.text.iter().try_for_each(|line| writeln!(self.held, "{line}"))?;
        }
        self.pass_on()
    }

    /// Opens the list of the document, or parts one item from the next.
    fn separate(&mut self) {
        let list: &[u8] = if self.form.is_some() { b"{\"claims\":[" } else { b"{\"findings\":[" };
        self.held.extend_from_slice(if self.findings == 0 { list } else { b"," });
        self.findings += 1;
    }

    fn finding(&mut self, origin: &Origin, lines: &[ClaimLine], finding: &Finding) -> anyhow::Result<()> {
        self.separate();
        let claim = origin.id.as_deref().map_or(ClaimName::Number(origin.number), ClaimName::Id);
        let position = lines.iter().find(|l| l.number == finding.line).and_then(|l| l.context.position);
        json::write(&mut self.held, &Found { file: self.file.as_deref(), claim, position, finding })?;
        Ok(())
    }

    fn line(&mut self, line: &Line) -> anyhow::Result<()> {
        for row in line.wrap(self.columns) {
            writeln!(self.held, "{}", style::row(&row, self.color))?;
        }
        Ok(())
    }

    /// Writes what is held once it is enough.
    fn pass_on(&mut self) -> anyhow::Result<()> {
        if self.held.len() >= HELD {
            self.begun = true;
            self.out.write_all(&self.held)?;
            self.held.clear();
        }
        Ok(())
    }

    fn count(&mut self, lines: &[ClaimLine], found: &[Finding]) {
        for finding in found {
            match finding.severity {
                Severity::Error => self.summary.errors += 1,
                Severity::Warning => self.summary.warnings += 1,
                Severity::Note => self.summary.notes += 1,
            }
            *self.summary.kinds.entry(finding.kind.as_str()).or_default() += 1;
        }
        let denied = |l: &&ClaimLine| found.iter().any(|f| f.line == l.number && f.severity != Severity::Note && f.denial.is_some());
        for line in lines.iter().filter(denied) {
            let price = self.price(line);
            let stake = &mut self.summary.at_stake;
            stake.lines += 1;
            match price {
                Some(price) => stake.dollars = stake.dollars.and_then(|sum| sum.checked_add(price)),
                None => stake.without_price += 1,
            }
        }
    }

    /// The payment limit of the line's date and setting for its units.
    fn price(&self, line: &ClaimLine) -> Option<Amount> {
        let book = self.catalog.rulebook();
        let payer = line.payer.payer.as_deref().and_then(|name| book.payer_named(name)).or_else(|| book.payer(DEFAULT_PAYER))?;
        let setting = line.payer.setting.or(payer.settings.first().copied()).unwrap_or(Setting::Office);
        let scope = Scope { book, date: line.date.unwrap_or(self.date), payer, setting };
        payment::newest(&self.catalog.facts(line.code.trim()).payments, scope)?.limit?.checked_mul(line.units?)
    }

    /// Ends the answer.
    pub(super) fn end(mut self) -> anyhow::Result<Exit> {
        if self.json {
            self.close(None)?;
        } else if self.form.is_none() {
            for line in self.summary.page(&self.warnings) {
                self.line(&line)?;
            }
        }
        self.out.write_all(&self.held)?;
        let clean = self.summary.errors == 0 && self.summary.warnings == 0 && !self.faults;
        Ok(if clean { Exit::Success } else { Exit::NoMatch })
    }

    /// A file is refused: the reason alone, or behind what was already written.
    pub(super) fn refuse(mut self, refused: UserError) -> anyhow::Result<Exit> {
        if !self.begun {
            return Err(refused.into());
        }
        if !self.json {
            self.out.write_all(&self.held)?;
            return Err(refused.into());
        }
        self.close(Some(&refused))?;
        self.out.write_all(&self.held)?;
        Ok(Exit::Failure)
    }

    fn close(&mut self, refused: Option<&UserError>) -> anyhow::Result<()> {
        if self.findings == 0 {
            self.separate();
        }
        self.held.extend_from_slice(b"],\"summary\":");
        json::write(&mut self.held, &self.summary)?;
        self.held.extend_from_slice(b",\"warnings\":");
        json::write(&mut self.held, &self.warnings)?;
        if let Some(refused) = refused {
            self.held.extend_from_slice(b",\"error\":");
            json::write(&mut self.held, &serde_json::json!({ "kind": refused.kind, "message": refused.message }))?;
        }
        self.held.extend_from_slice(b"}\n");
        Ok(())
    }
}

impl Summary {
    fn page(&self, warnings: &[String]) -> Vec<Line> {
        let mut page: Vec<Line> = warnings.iter().map(|w| Line::of(Role::Warning, w.clone()).indented(0, 2)).collect();
        for (kind, count) in &self.kinds {
            page.push(Line::of(Role::Muted, format!("{count:>7}  {kind}")).indented(2, 11));
        }
        let stake = &self.at_stake;
        if stake.lines > 0 {
            let denied = format!("{} that would be denied", counted(stake.lines, "line"));
            let sum = stake.dollars.map_or_else(|| "more than can be added".to_owned(), |sum| format!("${}", dollars(sum)));
            let text = match stake.without_price {
                0 => format!("At stake: {sum} at Medicare's payment limits, on {denied}."),
                n if n == stake.lines => format!("At stake: {denied}; no price is held."),
                n => format!("At stake: {sum} at Medicare's payment limits, on {denied}; no price is held for {n} of them."),
            };
            page.push(Line::of(Role::Strong, text).indented(0, 2));
        }
        let NotChecked { inpatient_claims, lines_without_code } = self.not_checked;
        let unchecked = [(inpatient_claims, "inpatient claim"), (lines_without_code, "line by revenue code alone")];
        for (count, what) in unchecked.into_iter().filter(|(count, _)| *count > 0) {
            page.push(Line::of(Role::Muted, format!("Not checked: {}.", counted(count, what))).indented(0, 2));
        }
        let lines = format!("{} in {} checked", counted(self.lines, "line"), counted(self.claims, "claim"));
        let found = [(self.errors, "error"), (self.warnings, "warning"), (self.notes, "note")].map(|(n, what)| counted(n, what));
        let found = if self.kinds.is_empty() { ", nothing found".to_owned() } else { format!(": {}", found.join(", ")) };
        page.push(Line::of(Role::Muted, format!("{lines}{found}.")).indented(0, 2));
        page
    }
}

/// `1 line`, `5 lines`; `2 lines by revenue code alone`.
pub(super) fn counted(count: usize, what: &str) -> String {
    match (count, what.split_once(' ')) {
        (1, _) => format!("1 {what}"),
        (_, Some((noun, rest))) if rest.starts_with("by ") => format!("{count} {noun}s {rest}"),
        _ => format!("{count} {what}s"),
    }
}
