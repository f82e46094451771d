//! Who trains and what was done: applied at once, written by an effect, held until it is written.

use crate::catalog::Date;
use crate::storage::progress::Entry;
use crate::training::progress::{Event, Learner, Progress};

/// The learner where none is named, as on the command line.
pub const UNNAMED: &str = "me";

/// What was done, as far as this session knows.
#[derive(Debug)]
pub struct Record {
    /// Who trains.
    pub learner: String,
    /// Today.
    pub today: Date,
    /// Everybody's progress, what is not on disk yet included.
    pub progress: Progress,
    /// What is not on disk yet.
    pub unsaved: Vec<Entry>,
    nobody: Learner,
}

impl Record {
    /// Nothing read yet.
    pub fn new(learner: &str, today: Date) -> Record {
        let learner = if learner.trim().is_empty() { UNNAMED } else { learner.trim() };
        Record { learner: learner.to_owned(), today, progress: Progress::default(), unsaved: Vec::new(), nobody: Learner::default() }
    }

    /// The learner's progress; empty before anything was done.
    pub fn own(&self) -> &Learner {
        self.progress.learner(&self.learner).unwrap_or(&self.nobody)
    }

    /// Something happened.
    pub fn add(&mut self, event: Event) {
        self.progress.apply(&self.learner, self.today, &event);
        self.unsaved.push(Entry { learner: self.learner.clone(), date: self.today, event });
    }

    /// What stands in the file now, and on it what is not there yet.
    pub fn take(&mut self, progress: Progress) {
        self.progress = progress;
        for entry in &self.unsaved {
            self.progress.apply(&entry.learner, entry.date, &entry.event);
        }
    }
}
