//! Who trains and what was done: applied at once, held until an effect has written it.

use crate::catalog::Date;
use crate::storage::progress::Entry;
use crate::training::progress::{Event, Learner, Progress};

/// The learner where none is named, as on the command line.
pub(super) const UNNAMED: &str = "me";

/// What was done, as far as this session knows.
#[derive(Debug)]
pub struct Record {
    /// Who trains.
    pub(crate) learner: String,
    /// Today.
    pub(crate) today: Date,
    /// Everybody's progress, what is not on disk yet included.
    pub progress: Progress,
    /// What is not on disk yet.
    pub unsaved: Vec<Entry>,
    no_progress: Learner,
}

impl Record {
    /// Nothing read yet.
    pub(crate) fn new(learner: &str, today: Date) -> Record {
        let learner = if learner.trim().is_empty() { UNNAMED } else { learner.trim() };
        Record { learner: learner.to_owned(), today, progress: Progress::default(), unsaved: Vec::new(), no_progress: Learner::default() }
    }

    /// The learner's progress; empty before anything was done.
    pub fn own(&self) -> &Learner {
        self.progress.learner(&self.learner).unwrap_or(&self.no_progress)
    }

    /// Something happened.
    pub(crate) fn add(&mut self, event: Event) {
        self.progress.apply(&self.learner, self.today, &event);
        self.unsaved.push(Entry { learner: self.learner.clone(), date: self.today, event });
    }

    /// Takes what the file holds now, and adds what is not there yet.
    pub(crate) fn merge(&mut self, progress: Progress) {
        self.progress = progress;
        for entry in &self.unsaved {
            self.progress.apply(&entry.learner, entry.date, &entry.event);
        }
    }
}
