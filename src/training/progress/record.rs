//! What is kept of cases and drills.

use serde::{Deserialize, Serialize};

use crate::catalog::{Date, Scenario};
use crate::training::attempt::{self, Attempt};

/// What became of one case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CaseRecord {
    /// Runs finished.
    pub runs: u32,
    /// The best percentage.
    pub best: u32,
    /// The first day it was passed.
    pub passed: Option<Date>,
    /// The last day it was finished.
    pub last: Option<Date>,
    /// An instructor's word against the score, with the reason.
    pub overrulings: Vec<Overruling>,
}

/// An instructor's decision that stands above the score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overruling {
    /// When.
    pub date: Date,
    /// Counts as passed, or not.
    pub passed: bool,
    /// Why; never blank.
    pub reason: String,
}

/// Drills of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DrillRecord {
    /// Answered.
    pub answered: u32,
    /// Wholly right, without a hint.
    pub right: u32,
    /// Percentages added up, for the mean.
    pub percent_sum: u64,
}

/// One exam taken.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExamRecord {
    /// The day.
    pub date: Option<Date>,
    /// The seed: the same exam again.
    pub seed: u64,
    /// Cases asked for.
    pub cases: usize,
    /// Drills asked for.
    pub drills: usize,
    /// The time limit.
    pub minutes: Option<u64>,
    /// Seconds from the beginning to the last answer, or to the time limit.
    pub seconds: u64,
    /// Questions in all.
    pub questions: usize,
    /// Questions wholly right.
    pub right: usize,
    /// The mean of all questions.
    pub percent: u32,
    /// At least the percentage of a pass.
    pub passed: bool,
    /// The time limit ended it.
    pub out_of_time: bool,
}

/// A claim of the capstone that was worked, while the queue is not finished.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueuedClaim {
    /// Its case.
    pub case: String,
    /// What was typed.
    pub typed: String,
    /// What it was worth, in percent.
    pub percent: u32,
}

/// One capstone worked to its end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CapstoneRecord {
    /// The day.
    pub date: Option<Date>,
    /// The remedies, in percent.
    pub percent: u32,
    /// The order of work, in percent.
    pub triage: u32,
    /// Both were enough.
    pub passed: bool,
}

/// A run that was left open, with the questions it belongs to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Saved {
    /// The questions of the scenario as it was then.
    pub asked: Vec<String>,
    /// The run.
    pub run: Attempt,
}

impl Saved {
    /// A run to be gone on with later.
    pub fn new(scenario: &Scenario, run: &Attempt) -> Saved {
        Saved { asked: attempt::asked(scenario), run: run.clone() }
    }

    /// The run, fitted to the scenario as it is now.
    pub fn resume(&self, scenario: &Scenario) -> Attempt {
        self.run.migrate(&self.asked, scenario)
    }
}

impl CaseRecord {
    /// Passed by score, or as the instructor's last word says.
    pub fn is_passed(&self) -> bool {
        self.overrulings.last().map_or(self.passed.is_some(), |o| o.passed)
    }
}
