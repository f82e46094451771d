//! `jdex claim FILE --write-fixed NEW`: a copy of the file with the fixes that need no person.

use std::io;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::report::counted;
use crate::catalog::{Edit, Rulebook};
use crate::cli::context::note;
use crate::cli::{CommandContext, input};
use crate::exit::{Exit, UserError};
use crate::page::{self, Line, Role};
use crate::scrub::file::{self, FileCheck, FileClaim, Reader};
use crate::scrub::{Severity, SharedContainers, corrections, settled};
use crate::storage;
use crate::x12::correct::Correction;

/// The most bytes of a file that is written anew: it is read before the first byte of the new one is known.
const LARGEST: u64 = 256 << 20;

/// A fix that was applied.
#[derive(Serialize)]
struct Applied {
    claim: String,
    line: usize,
    edit: Edit,
    before: String,
    change: String,
}

/// What is found on the new file.
#[derive(Default, Serialize)]
struct Left {
    errors: usize,
    warnings: usize,
    notes: usize,
}

#[derive(Serialize)]
struct Answer {
    written: Option<String>,
    changes: Vec<Applied>,
    left: Left,
}

/// Fixes claim after claim.
struct Fixing<'a> {
    book: &'a Rulebook,
    check: &'a FileCheck<'a>,
    corrections: Vec<Correction>,
    answer: Answer,
    faults: Vec<String>,
}

impl Reader for Fixing<'_> {
    fn claim(&mut self, claim: FileClaim) -> bool {
        if claim.inpatient {
            return true;
        }
        let (lines, changes, found) =
            settled(self.book, &claim.lines, |lines| self.check.findings(lines, &mut SharedContainers::default()));
        let name = claim.id.unwrap_or_else(|| claim.number.to_string());
        self.corrections.extend(corrections(claim.number, &claim.lines, &lines));
        self.answer.changes.extend(changes.into_iter().map(|change| {
            let line = claim.lines.iter().find(|line| line.number == change.finding.line);
            let (claim, before) = (name.clone(), line.map(page::billed).unwrap_or_default());
            Applied { claim, line: change.finding.line, edit: change.finding.edit, before, change: change.words }
        }));
        for finding in found {
            match finding.severity {
                Severity::Error => self.answer.left.errors += 1,
                Severity::Warning => self.answer.left.warnings += 1,
                Severity::Note => self.answer.left.notes += 1,
            }
        }
        true
    }

    fn fault(&mut self, fault: String) {
        self.faults.push(fault);
    }
}

/// Writes the new file and says what changed; exit 1 where nothing was certain, or where an error or a warning is left.
///
/// # Errors
/// More than one file; one that cannot be read, is JSON, or has no place for a fix; the new one exists or cannot be written.
pub(super) fn run(files: &[PathBuf], new: &Path, check: &FileCheck<'_>, desk: &mut CommandContext<'_>) -> anyhow::Result<Exit> {
    let [old] = files else {
        return Err(UserError::new("usage", "--write-fixed takes one file at a time").into());
    };
    let (shown, shown_new) = (input::shown(old), new.display().to_string());
    // Asked before the work; the writer asks again, in one step with the writing.
    if new.symlink_metadata().is_ok() {
        return Err(exists(&shown_new).into());
    }
    let unreadable = |e: io::Error| UserError::new("unreadable", format!("{shown}: cannot be read: {e}"));
    let opened = input::open(old, desk.input, desk.on_terminal)?;
    let Some(bytes) = input::bounded(opened, LARGEST).map_err(unreadable)? else {
        let message = format!("{shown}: more than {} MB; split it at the end of a claim", LARGEST >> 20);
        return Err(UserError::new("too-large", message).into());
    };
    let answer = Answer { written: None, changes: Vec::new(), left: Left::default() };
    let mut fixing = Fixing { book: desk.catalog.rulebook(), check, corrections: Vec::new(), answer, faults: Vec::new() };
    let read = file::read(desk.catalog, bytes.as_slice(), &mut fixing);
    let read = read.map_err(|refusal| UserError::new(refusal.kind.clone(), refusal.of(&shown)))?;
    let Fixing { corrections, mut answer, faults, .. } = fixing;
    for fault in &faults {
        note(desk.err, &format!("{shown}: {fault}"))?;
    }
    let Some(corrected) = file::corrected(&bytes, read.kind, &corrections) else {
        return Err(UserError::new("json", format!("{shown}: JSON is not written back; save the lines as CSV")).into());
    };
    let corrected = corrected.map_err(|message| UserError::new("no-place", format!("{shown}: {message}")))?;
    if !corrections.is_empty() {
        storage::write_new(new, &corrected).map_err(|e| match e.kind() {
            io::ErrorKind::AlreadyExists => exists(&shown_new),
            _ => UserError::new("unwritable", format!("{shown_new}: cannot be written: {e}")),
        })?;
        answer.written = Some(shown_new.clone());
    }
    if desk.json {
        desk.json(&answer)?;
    } else {
        desk.lines(&answer.page())?;
    }
    if corrections.is_empty() {
        note(desk.err, &format!("no fix is certain, so {shown_new} was not written; see `jdex claim`"))?;
    }
    let clean = !corrections.is_empty() && answer.left.errors == 0 && answer.left.warnings == 0 && faults.is_empty();
    Ok(if clean { Exit::Success } else { Exit::NoMatch })
}

fn exists(new: &str) -> UserError {
    UserError::new("exists", format!("{new} exists; choose another name"))
}

impl Answer {
    fn page(&self) -> Vec<Line> {
        let mut page = Vec::new();
        for Applied { claim, line, before, change, .. } in &self.changes {
            let row = Line::of(Role::Label, format!("claim {claim} line {line}  ")).with(Role::Code, before.clone());
            page.push(row.with(Role::Text, format!("  {change}")).indented(0, 2));
        }
        let Left { errors, warnings, notes } = self.left;
        let left = [(errors, "error"), (warnings, "warning"), (notes, "note")].map(|(n, what)| counted(n, what)).join(", ");
        let changes = counted(self.changes.len(), "change");
        let written = self.written.as_ref().map(|new| format!(" written to {new}")).unwrap_or_default();
        page.push(Line::of(Role::Muted, format!("{changes}{written}; left: {left}.")).indented(0, 2));
        page
    }
}
