//! What the training commands share: the progress of a learner, and the talk on stdin and stdout.

use super::{CommandContext, note};
use crate::catalog::{Catalog, Date, Scenario};
use crate::exit::UserError;
use crate::page::Line;
use crate::storage::progress::{self, Entry, LedgerError};
use crate::training::progress::{Event, Progress};
use std::io::{BufRead, BufReader, Read, Write};

/// The learner where none is named.
pub(super) const LEARNER: &str = "me";

/// Questions and a JSON document do not share one standard output.
pub(super) fn asks() -> anyhow::Error {
    UserError::new("usage", "--json answers with one document and asks nothing: give the answers with --answers").into()
}

/// A case by its id.
pub(super) fn scenario<'c>(catalog: &'c Catalog, id: &str) -> Result<&'c Scenario, UserError> {
    catalog
        .scenarios()
        .iter()
        .find(|s| s.id == id)
        .ok_or_else(|| UserError::new("unknown-case", format!("`{id}` is no case; `jdex train list` shows them")))
}

/// One learner's place in the progress file.
pub(super) struct ProgressStore {
    file: progress::ProgressStore,
    pub(super) learner: String,
    pub(super) date: Date,
}

impl ProgressStore {
    pub(super) fn of(desk: &CommandContext<'_>, learner: &str) -> ProgressStore {
        ProgressStore { file: progress::ProgressStore::of(&desk.paths.data), learner: learner.trim().to_owned(), date: desk.date }
    }

    /// What stands in the file. A damaged file reads as none; saving will keep it aside.
    pub(super) fn read(&self, err: &mut dyn Write) -> anyhow::Result<Progress> {
        let (progress, damaged) = self.file.read().map_err(user_error)?;
        if let Some(words) = damaged {
            note(err, &words)?;
        }
        Ok(progress)
    }

    /// Adds the events of this session to the file as it stands now.
    pub(super) fn save(&self, events: &[Event], err: &mut dyn Write) -> anyhow::Result<()> {
        let entry = |event: &Event| Entry { learner: self.learner.clone(), date: self.date, event: event.clone() };
        let entries: Vec<Entry> = events.iter().map(entry).collect();
        if let Some(kept) = self.file.save(&entries).map_err(user_error)? {
            note(err, &format!("the damaged progress file was kept as {}", kept.display()))?;
        }
        Ok(())
    }
}

pub(super) fn user_error(error: LedgerError) -> UserError {
    let kind = match error {
        LedgerError::Unreadable { .. } => "unreadable",
        LedgerError::Newer { .. } => "newer-progress",
        LedgerError::NotSaved { .. } => "progress-not-saved",
    };
    UserError::new(kind, error.to_string())
}

/// Questions to a person or a pipe, in plain lines.
pub(super) struct Talk<'d> {
    pub(super) input: BufReader<&'d mut dyn Read>,
    pub(super) out: &'d mut dyn Write,
    pub(super) columns: usize,
}

impl Talk<'_> {
    pub(super) fn say(&mut self, lines: &[Line]) -> anyhow::Result<()> {
        for row in lines.iter().flat_map(|line| line.wrap(self.columns)) {
            writeln!(self.out, "{}", crate::text::clean(row.text().trim_end()))?;
        }
        Ok(())
    }

    pub(super) fn line(&mut self, text: &str) -> anyhow::Result<()> {
        self.say(&[Line::of(crate::page::Role::Text, text)])
    }

    /// One line of input; `None` at its end.
    pub(super) fn ask(&mut self) -> anyhow::Result<Option<String>> {
        write!(self.out, "> ")?;
        self.out.flush()?;
        let mut bytes = Vec::new();
        let read = self.input.read_until(b'\n', &mut bytes)?;
        if read == 0 {
            writeln!(self.out)?;
            return Ok(None);
        }
        Ok(Some(String::from_utf8_lossy(&bytes).trim().to_owned()))
    }
}

/// A cell that a spreadsheet shows and does not compute: names and reasons are typed by anybody.
pub(super) fn harmless(cell: &str) -> String {
    let cell = crate::text::clean(cell);
    let formula = cell.trim_start().starts_with(['=', '+', '-', '@']);
    if formula { format!("'{cell}") } else { cell.into_owned() }
}
