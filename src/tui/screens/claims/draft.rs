//! What was read, what was found, and what was changed so far.

use tui_input::Input;

use crate::catalog::{Catalog, Circumstances, Date};
use crate::claim::{ClaimLine, table, written};
use crate::denials;
use crate::page::{self, ClaimForm, Line};
use crate::scrub::file::{self, FileCheck, FileClaim, FileKind, Reader};
use crate::scrub::{Checker, Finding, Severity, SharedContainers, changed, corrections};
use crate::text::counted;
use crate::tui::Env;
use crate::tui::screens::browse::Focus;
use crate::x12::era835;

/// The most lines held; `jdex claim` checks files of any size.
const MOST: usize = 20_000;

/// What pasted lines are called.
pub(super) const PASTED: &str = "pasted lines";

/// The workbench.
#[derive(Debug)]
pub struct Claims {
    /// What the claims were read from, as shown.
    pub(super) name: String,
    /// The file as it was read, which the corrected one is made from.
    bytes: Vec<u8>,
    pub(super) kind: Option<FileKind>,
    pub(super) claims: Vec<Held>,
    /// Claims as they were before each accepted fix, the last one last.
    undo: Vec<(usize, Vec<ClaimLine>)>,
    /// What is wrong with the file, and what was left out.
    pub(super) faults: Vec<String>,
    /// A remittance in place of claims.
    pub(super) remittance: Vec<Line>,
    /// What is listed.
    pub(super) rows: Vec<Row>,
    /// The selected row.
    pub selected: usize,
    /// Rows of the details scrolled past.
    pub(super) detail_scroll: usize,
    /// A file name that is typed.
    pub(super) prompt: Option<(Purpose, Input)>,
    pub(super) date: Date,
    /// What had the keys before.
    pub(crate) from: Focus,
}

/// What is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Claim lines.
    Type,
    Open,
    Write,
}

/// A claim with its lines as they were read, and what is found on them now.
#[derive(Debug)]
pub(super) struct Held {
    pub claim: FileClaim,
    read: Vec<ClaimLine>,
    pub findings: Vec<Finding>,
}

/// What names a claim in its file, else its running number.
fn name(claim: &FileClaim) -> String {
    claim.id.clone().unwrap_or_else(|| claim.number.to_string())
}

/// A row of the workbench.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    /// A claim.
    Claim(usize),
    /// A line of a claim.
    Line(usize, usize),
    /// A finding of a claim, below its line.
    Finding(usize, usize),
    /// A line of a remittance.
    Text(usize),
}

/// What is read of a file, up to the most lines.
#[derive(Default)]
struct Reading {
    claims: Vec<FileClaim>,
    lines: usize,
    faults: Vec<String>,
    /// Lines are kept as they are written.
    keeps: bool,
}

impl Reader for Reading {
    fn claim(&mut self, claim: FileClaim) -> bool {
        self.lines = self.lines.saturating_add(claim.lines.len());
        if self.lines > MOST {
            self.faults.push(format!("only the first {MOST} lines are shown; `jdex claim` checks the whole file"));
            return false;
        }
        self.claims.push(claim);
        true
    }

    fn fault(&mut self, fault: String) {
        self.faults.push(fault);
    }

    fn keeps(&self) -> bool {
        self.keeps
    }
}

impl Claims {
    /// An empty workbench.
    pub(crate) fn new(date: Date, from: Focus) -> Claims {
        Claims {
            name: String::new(),
            bytes: Vec::new(),
            kind: None,
            claims: Vec::new(),
            undo: Vec::new(),
            faults: Vec::new(),
            remittance: Vec::new(),
            rows: Vec::new(),
            selected: 0,
            detail_scroll: 0,
            prompt: None,
            date,
            from,
        }
    }

    /// Takes claims or a remittance in place of what was held; what is refused leaves everything as it was.
    ///
    /// # Errors
    /// What is wrong, and where.
    pub(crate) fn load(&mut self, env: &Env, name: &str, bytes: Vec<u8>) -> Result<(), String> {
        let written = (name == PASTED).then(|| std::str::from_utf8(&bytes).ok().and_then(written::with_header)).flatten();
        let bytes = written.map_or(bytes, String::into_bytes);
        let mut loaded = Claims::new(self.date, self.from);
        if is_remittance(&bytes) {
            let remittance = era835::read(bytes.as_slice()).map_err(|e| format!("{name}: {e}"))?;
            let denied = denials::denied(&remittance, &env.catalog, self.date).map_err(|e| e.to_string())?;
            loaded.remittance = page::remittance_lines(&remittance, &denied);
        } else {
            let mut reading = Reading::default();
            let read = file::read(&env.catalog, bytes.as_slice(), &mut reading).map_err(|refusal| refusal.of(name))?;
            let hold = |claim: FileClaim| Held { read: claim.lines.clone(), claim, findings: Vec::new() };
            loaded.claims = reading.claims.into_iter().map(hold).collect();
            (loaded.kind, loaded.faults) = (Some(read.kind), reading.faults);
        }
        (loaded.name, loaded.bytes) = (name.to_owned(), bytes);
        *self = loaded;
        self.check(env, None)?;
        self.selected = self.next(0, true).unwrap_or(0);
        Ok(())
    }

    /// Answers lines without a date for another date of service.
    pub(crate) fn set_date(&mut self, env: &Env, date: Date) {
        self.date = date;
        // What was checked once can be checked again.
        let _ = self.check(env, None);
    }

    /// Checks one claim again, or all.
    fn check(&mut self, env: &Env, only: Option<usize>) -> Result<(), String> {
        let checker = Checker::of(&env.catalog).map_err(|e| e.to_string())?;
        let known =
            Circumstances { state: env.defaults.state.clone(), contractor: env.defaults.contractor.clone(), ..Circumstances::default() };
        let check = FileCheck::new(&env.catalog, checker, known, self.date);
        let mut shared = SharedContainers::default();
        for (i, held) in self.claims.iter_mut().enumerate().filter(|(i, _)| only.is_none_or(|only| only == *i)) {
            held.findings = if held.claim.inpatient { Vec::new() } else { check.findings(&held.claim.lines, &mut shared) };
            debug_assert!(i < MOST);
        }
        self.list();
        Ok(())
    }

    /// Lists every claim with its lines and the findings below each.
    fn list(&mut self) {
        self.rows.clear();
        let several = self.claims.len() > 1;
        for (c, held) in self.claims.iter().enumerate() {
            if several {
                self.rows.push(Row::Claim(c));
            }
            for (l, line) in held.claim.lines.iter().enumerate() {
                self.rows.push(Row::Line(c, l));
                let of_line = held.findings.iter().enumerate().filter(|(_, f)| f.line == line.number);
                self.rows.extend(of_line.map(|(f, _)| Row::Finding(c, f)));
            }
        }
        self.rows.extend((0..self.remittance.len()).map(Row::Text));
        self.selected = self.selected.min(self.rows.len().saturating_sub(1));
    }

    /// The row of the next finding from a row on, around the end; without the row itself where it is not the first search.
    pub(super) fn next(&self, from: usize, forward: bool) -> Option<usize> {
        let is_finding = |row: &usize| matches!(self.rows.get(*row), Some(Row::Finding(..)));
        let count = self.rows.len();
        if forward {
            (from..count).chain(0..from.min(count)).find(is_finding)
        } else {
            (0..from).rev().chain((from..count).rev()).find(is_finding)
        }
    }

    /// The selected finding with its claim.
    pub(super) fn finding(&self) -> Option<(usize, &Finding)> {
        let Some(Row::Finding(claim, finding)) = self.rows.get(self.selected) else { return None };
        Some((*claim, self.claims.get(*claim)?.findings.get(*finding)?))
    }

    /// The line of the selected row.
    pub(super) fn line(&self) -> Option<&ClaimLine> {
        match self.rows.get(self.selected)? {
            Row::Line(claim, line) => self.claims.get(*claim)?.claim.lines.get(*line),
            Row::Finding(claim, finding) => {
                let held = self.claims.get(*claim)?;
                let number = held.findings.get(*finding)?.line;
                held.claim.lines.iter().find(|line| line.number == number)
            }
            Row::Claim(_) | Row::Text(_) => None,
        }
    }

    /// The selected line of a remittance.
    pub(super) fn remittance_text(&self) -> Option<String> {
        let Some(Row::Text(at)) = self.rows.get(self.selected) else { return None };
        self.remittance.get(*at).map(Line::text)
    }

    /// The lines of the selected claim with the selected finding settled, and what changes in words.
    pub(super) fn offered(&self, catalog: &Catalog) -> Option<(Vec<ClaimLine>, String)> {
        let (claim, finding) = self.finding()?;
        changed(catalog.rulebook(), &self.claims.get(claim)?.claim.lines, finding)
    }

    /// Accepts the fix of the selected finding; the words of what changed.
    pub(super) fn apply(&mut self, env: &Env) -> Result<String, String> {
        let Some((claim, _)) = self.finding() else { return Err("no finding is selected".to_owned()) };
        let Some((lines, words)) = self.offered(&env.catalog) else {
            return Err("this one is decided by the chart: no fix can be applied as it is".to_owned());
        };
        let Some(held) = self.claims.get_mut(claim) else { return Err("no finding is selected".to_owned()) };
        self.undo.push((claim, std::mem::replace(&mut held.claim.lines, lines)));
        self.check(env, Some(claim))?;
        if !matches!(self.rows.get(self.selected), Some(Row::Finding(..))) {
            self.selected = self.next(self.selected, true).unwrap_or(self.selected);
        }
        Ok(words)
    }

    /// Takes back the fix accepted last.
    pub(super) fn undo(&mut self, env: &Env) -> Result<String, String> {
        let Some((claim, lines)) = self.undo.pop() else { return Err("nothing was changed".to_owned()) };
        if let Some(held) = self.claims.get_mut(claim) {
            held.claim.lines = lines;
        }
        self.check(env, Some(claim))?;
        Ok(format!("taken back; {} still stand", counted(self.undo.len(), "change")))
    }

    /// `2 errors, 1 warning; 3 changes`.
    pub(super) fn summary(&self) -> String {
        let all = || self.claims.iter().flat_map(|held| &held.findings);
        let of = |severity, word: &str| {
            let count = all().filter(|f| f.severity == severity).count();
            (count > 0).then(|| counted(count, word))
        };
        let found = [of(Severity::Error, "error"), of(Severity::Warning, "warning"), of(Severity::Note, "note")];
        let found: Vec<String> = found.into_iter().flatten().collect();
        let lines: usize = self.claims.iter().map(|held| held.claim.lines.len()).sum();
        let found = if found.is_empty() { "nothing found".to_owned() } else { found.join(", ") };
        let changes = if self.undo.is_empty() { String::new() } else { format!("; {}", counted(self.undo.len(), "change")) };
        format!("{}: {found}{changes}", counted(lines, "line"))
    }

    /// A name for the corrected file, beside the one that was read.
    pub(super) fn written_name(&self) -> String {
        let (stem, extension) = self.name.rsplit_once('.').unwrap_or((&self.name, ""));
        match self.kind {
            Some(FileKind::Claim837) => format!("{stem}.corrected.{}", if extension.is_empty() { "837" } else { extension }),
            _ if self.name == PASTED => "claims.corrected.csv".to_owned(),
            _ => format!("{stem}.corrected.csv"),
        }
    }

    /// The corrected claims: the file with all that was not changed carried over byte for byte. Of JSON, and where a table lacks a
    /// column that a change needs, a CSV with every column.
    ///
    /// # Errors
    /// A change that the file cannot hold.
    pub(super) fn written(&self) -> Result<Vec<u8>, String> {
        let of = |held: &Held| corrections(held.claim.number, &held.read, &held.claim.lines);
        let corrections: Vec<_> = self.claims.iter().flat_map(of).collect();
        // A CSV of the lines alone would lose what was left out.
        let whole = self.kind != Some(FileKind::Claim837) && self.faults.is_empty();
        match self.kind.and_then(|kind| file::corrected(&self.bytes, kind, &corrections)) {
            Some(Err(_)) if whole => {}
            Some(written) => return written,
            None => {}
        }
        let lines = self.claims.iter().flat_map(|held| held.claim.lines.iter().map(move |line| (name(&held.claim), line)));
        table::write(lines).map(String::into_bytes).map_err(|e| e.to_string())
    }

    /// The lines of every claim on a form, below the claim's name where there are several. Those of an 837 are read from it as it would
    /// be written, with all that a line holds.
    ///
    /// # Errors
    /// A line that the form cannot hold.
    pub(super) fn on_form(&self, catalog: &Catalog, form: ClaimForm) -> Result<String, String> {
        let mut reading = Reading { keeps: true, ..Reading::default() };
        if self.kind == Some(FileKind::Claim837) {
            file::read(catalog, self.written()?.as_slice(), &mut reading).map_err(|refusal| refusal.of(&self.name))?;
        } else {
            reading.claims = self.claims.iter().map(|held| held.claim.clone()).collect();
        }
        let mut text = Vec::new();
        for claim in &reading.claims {
            let lines = form.of(&claim.lines).map_err(|error| format!("claim {}, {error}", claim.number))?;
            text.extend((reading.claims.len() > 1).then(|| format!("claim {}", name(claim))));
            text.extend(lines.text);
        }
        Ok(text.join("\n"))
    }

    /// The lines of every claim.
    pub(super) fn lines(&self) -> Vec<ClaimLine> {
        self.claims.iter().flat_map(|held| held.claim.lines.iter().cloned()).collect()
    }
}

/// Does it begin as an 835 does?
fn is_remittance(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(1_000)];
    let Some(separator) = head.strip_prefix(b"ISA").and_then(|rest| rest.first()) else { return false };
    let mark = [b"ST".as_slice(), &[*separator], b"835"].concat();
    head.windows(mark.len()).any(|window| window == mark)
}
