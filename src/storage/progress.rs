//! The progress file of the data directory: read, and changed under a lock, so that two sessions at once lose nothing.

use std::io;
use std::path::{Path, PathBuf};

use crate::catalog::Date;
use crate::storage::{self, Unusable};
use crate::training::progress::{self, Event, Progress, ProgressError};

/// The file's name in the data directory.
pub const FILE: &str = "progress.json";

/// The progress file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgressStore {
    path: PathBuf,
}

/// Something that happened, with whose and when.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The learner's name.
    pub learner: String,
    /// The day.
    pub date: Date,
    /// What happened.
    pub event: Event,
}

/// Why the file was not read or not changed.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The file cannot be read.
    #[error("{}: cannot be read: {error}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// A newer program wrote it.
    #[error("{}: {error}", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Which version.
        error: ProgressError,
    },
    /// Nothing could be written; what stood there stands.
    #[error("{}: the result could not be saved: {error}; what stood there stands", path.display())]
    NotSaved {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
}

impl ProgressStore {
    /// The file of a data directory, whether there is one yet or not.
    pub fn of(data: &Path) -> ProgressStore {
        ProgressStore { path: data.join(FILE) }
    }

    /// What stands in the file. One that cannot be understood reads as none, with the words that say so; saving will keep it aside.
    ///
    /// # Errors
    /// The file cannot be read, or a newer program wrote it.
    pub fn read(&self) -> Result<(Progress, Option<String>), LedgerError> {
        let path = || self.path.clone();
        let bytes = match storage::read(&self.path) {
            Ok(Some(bytes)) => bytes,
            Ok(None) => return Ok((Progress::default(), None)),
            Err(error) => return Err(LedgerError::Unreadable { path: path(), error }),
        };
        match Progress::read(&String::from_utf8_lossy(&bytes)) {
            Ok(progress) => Ok((progress, None)),
            Err(error @ ProgressError::Newer(_)) => Err(LedgerError::Newer { path: path(), error }),
            Err(error @ ProgressError::Unreadable(_)) => {
                let words = format!("{}: {error}; it will be kept aside when the next result is saved", self.path.display());
                Ok((Progress::default(), Some(words)))
            }
        }
    }

    /// Adds entries to the file as it stands now; returns where a damaged one was kept.
    ///
    /// # Errors
    /// Nothing could be written, or a newer program wrote the file: what stood there stands.
    pub fn save(&self, entries: &[Entry]) -> Result<Option<PathBuf>, LedgerError> {
        let change = |old: Option<&str>| {
            let mut text = old.map(str::to_owned);
            for of_one in entries.chunk_by(|a, b| a.learner == b.learner) {
                let learner = of_one.first().map_or("", |entry| entry.learner.as_str());
                let events: Vec<(Date, Event)> = of_one.iter().map(|entry| (entry.date, entry.event.clone())).collect();
                text = Some(progress::with_events(text.as_deref(), learner, &events).map_err(|error| match error {
                    ProgressError::Unreadable(_) => Unusable::Damaged,
                    ProgressError::Newer(_) => Unusable::Stop(error.to_string()),
                })?);
            }
            text.map_or_else(|| Progress::default().write().map_err(|error| Unusable::Stop(error.to_string())), Ok)
        };
        storage::update(&self.path, change).map_err(|error| LedgerError::NotSaved { path: self.path.clone(), error })
    }
}
