//! What learners have done and mastered: a value that is read from JSON, changed by events, and written again.
//!
//! Two sessions may run at once: each keeps its events and applies them to the file as it stands when it saves, so that nothing
//! is lost. Files, locks and clocks belong to the faces.

mod case_status;
mod mastery;
mod record;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use case_status::{CaseStatus, Summary};
pub use mastery::{Mastery, STAGES};
pub use record::{CapstoneRecord, CaseRecord, DrillRecord, ExamRecord, Overruling, QueuedClaim, Saved};

use super::score::Score;
use crate::catalog::Date;

/// The version of the file that is written.
pub const VERSION: u32 = 1;

/// The kind under which claims of the capstone count as drills, and its name among assigned cases.
pub const CAPSTONE: &str = "capstone";

/// Every learner's progress.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// The version of the shape.
    pub version: u32,
    /// By name.
    #[serde(default)]
    pub learners: BTreeMap<String, Learner>,
    /// Keys that this program does not know, kept as they are.
    #[serde(flatten)]
    other: serde_json::Map<String, serde_json::Value>,
}

/// One learner.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Learner {
    /// Cases by id; ids that no catalog holds any more are kept.
    pub cases: BTreeMap<String, CaseRecord>,
    /// Rules by id.
    pub rules: BTreeMap<String, Mastery>,
    /// Drills answered by kind.
    pub drills: BTreeMap<String, DrillRecord>,
    /// Exams in the order taken.
    pub exams: Vec<ExamRecord>,
    /// Capstones in the order finished.
    pub capstones: Vec<CapstoneRecord>,
    /// The claims worked of a capstone that was left open, in that order.
    pub queue: Vec<QueuedClaim>,
    /// Runs that were left open, by the case's id.
    pub open: BTreeMap<String, Saved>,
    #[serde(flatten)]
    other: serde_json::Map<String, serde_json::Value>,
}

/// Something that happened in a session.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A case was finished.
    Finished {
        /// Its id.
        case: String,
        /// The score.
        score: Score,
        /// The rules it exercises.
        rules: Vec<String>,
    },
    /// A case was left open.
    Left {
        /// The run to be gone on with.
        saved: Saved,
    },
    /// An instructor decided.
    Overruled {
        /// The case's id.
        case: String,
        /// Counts as passed, or not.
        passed: bool,
        /// Why; a blank reason is not taken.
        reason: String,
    },
    /// An exam was taken.
    Examined {
        /// Its result; the day is that of the event.
        record: ExamRecord,
    },
    /// A claim of the capstone was worked; it counts as a drill as well.
    Worked {
        /// The claim.
        claim: QueuedClaim,
        /// The rule it exercises.
        rule: String,
        /// It is the first of a queue that was begun anew.
        first: bool,
        /// It was the last: how the queue went.
        end: Option<CapstoneRecord>,
    },
    /// A drill was answered.
    Drilled {
        /// Its kind.
        kind: &'static str,
        /// The rule it exercises.
        rule: String,
        /// The share that was right.
        percent: u32,
        /// A hint was taken, or the answer shown.
        helped: bool,
    },
}

/// The new content of the progress file: what stands in it now, with the events of a session applied.
///
/// # Errors
/// As [`Progress::read`]; the caller keeps an unreadable file aside and starts with `None`.
pub fn with_events(old: Option<&str>, learner: &str, events: &[(Date, Event)]) -> Result<String, ProgressError> {
    let mut progress = old.map_or_else(|| Ok(Progress::default()), Progress::read)?;
    events.iter().for_each(|(on, event)| progress.apply(learner, *on, event));
    progress.write()
}

/// Why a progress file was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProgressError {
    /// It is not what this program writes.
    #[error("the progress file cannot be understood: {0}")]
    Unreadable(String),
    /// A newer program wrote it.
    #[error("the progress file has version {0}, this program knows {VERSION}; update jdex before training on")]
    Newer(u32),
}

/// Ids of cases and the spelling that they had before.
const RESPELLED: [(&str, &str); 2] = [("authoris", "authoriz"), ("lilitre", "liliter")];

/// A record under today's id of its case.
fn renamed((case, record): (String, CaseRecord)) -> (String, CaseRecord) {
    (RESPELLED.iter().fold(case, |id, (old, new)| id.replace(old, new)), record)
}

impl Default for Progress {
    fn default() -> Progress {
        Progress { version: VERSION, learners: BTreeMap::new(), other: serde_json::Map::new() }
    }
}

impl Progress {
    /// Reads what [`Progress::write`] wrote, or an older or newer program's.
    ///
    /// # Errors
    /// The text is no progress file, or of a newer version.
    pub fn read(text: &str) -> Result<Progress, ProgressError> {
        #[derive(Deserialize)]
        struct Head {
            version: u32,
        }
        let unreadable = |e: serde_json::Error| ProgressError::Unreadable(e.to_string());
        let head: Head = serde_json::from_str(text).map_err(unreadable)?;
        if head.version > VERSION {
            return Err(ProgressError::Newer(head.version));
        }
        let mut progress: Progress = serde_json::from_str(text).map_err(unreadable)?;
        progress
            .learners
            .values_mut()
            .for_each(|learner| learner.cases = std::mem::take(&mut learner.cases).into_iter().map(renamed).collect());
        Ok(progress)
    }

    /// As JSON, with a line break at the end.
    ///
    /// # Errors
    /// What the encoder refuses; none is known.
    pub fn write(&self) -> Result<String, ProgressError> {
        let text = serde_json::to_string_pretty(self).map_err(|e| ProgressError::Unreadable(e.to_string()))?;
        Ok(text + "\n")
    }

    /// One learner, where there is one of that name.
    pub fn learner(&self, name: &str) -> Option<&Learner> {
        self.learners.get(name)
    }

    /// Takes an event of a learner's session.
    pub fn apply(&mut self, learner: &str, on: Date, event: &Event) {
        self.learners.entry(learner.to_owned()).or_default().apply(on, event);
    }
}

impl Learner {
    fn apply(&mut self, on: Date, event: &Event) {
        match event {
            Event::Finished { case, score, rules } => {
                self.open.remove(case);
                let record = self.cases.entry(case.clone()).or_default();
                record.runs = record.runs.saturating_add(1);
                record.best = record.best.max(score.percent);
                record.last = Some(on);
                if score.passed {
                    record.passed.get_or_insert(on);
                }
                for rule in rules {
                    self.rules.entry(rule.clone()).or_default().answered(on, score.passed);
                }
            }
            Event::Left { saved } => {
                self.open.insert(saved.run.scenario.clone(), saved.clone());
            }
            Event::Overruled { case, passed, reason } => {
                if !reason.trim().is_empty() {
                    let overruling = Overruling { date: on, passed: *passed, reason: reason.trim().to_owned() };
                    self.cases.entry(case.clone()).or_default().overrulings.push(overruling);
                }
            }
            Event::Examined { record } => self.exams.push(ExamRecord { date: Some(on), ..record.clone() }),
            Event::Worked { claim, rule, first, end } => {
                if *first {
                    self.queue.clear();
                }
                self.queue.retain(|held| held.case != claim.case);
                self.queue.push(claim.clone());
                if let Some(record) = end {
                    self.queue.clear();
                    self.capstones.push(CapstoneRecord { date: Some(on), ..record.clone() });
                }
                self.drilled(on, (CAPSTONE, rule), claim.percent, false);
            }
            Event::Drilled { kind, rule, percent, helped } => self.drilled(on, (kind, rule), *percent, *helped),
        }
    }

    fn drilled(&mut self, on: Date, (kind, rule): (&str, &str), percent: u32, helped: bool) {
        let right = percent == 100;
        let record = self.drills.entry(kind.to_owned()).or_default();
        record.answered = record.answered.saturating_add(1);
        record.right = record.right.saturating_add(u32::from(right && !helped));
        record.percent_sum = record.percent_sum.saturating_add(u64::from(percent));
        // Right with help shows nothing either way.
        if !(right && helped) {
            self.rules.entry(rule.to_owned()).or_default().answered(on, right);
        }
    }

    /// The rules that are due on a day, the longest overdue first.
    pub fn due(&self, on: Date) -> Vec<&str> {
        let mut due: Vec<(&Mastery, &str)> = self.rules.iter().filter(|(_, m)| m.is_due(on)).map(|(id, m)| (m, id.as_str())).collect();
        due.sort_by_key(|(mastery, id)| (mastery.due, *id));
        due.into_iter().map(|(_, id)| id).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases_of_an_earlier_spelling_are_found() {
        let id = |old: &str| renamed((old.to_owned(), CaseRecord::default())).0;
        assert_eq!(id(&["no-authoris", "ation"].concat()), "no-authorization");
        assert_eq!(id(&["powder-in-millilitr", "es"].concat()), "powder-in-milliliters");
        assert_eq!(id("expired-code"), "expired-code");
    }
}
