//! Where a learner stands with a case, and over all of them.

use crate::catalog::{Date, Scenario, words};
use crate::training::progress::Learner;

words! {
    /// Where a learner stands with a case.
    pub enum CaseStatus {
        /// Never touched.
        New = "new",
        /// Begun and left; it can be gone on with.
        Open = "open",
        /// Finished, not passed.
        Tried = "tried",
        /// Passed.
        Passed = "passed",
        /// Passed, and every rule that it exercises is mastered.
        Mastered = "mastered",
    }
}

impl CaseStatus {
    /// Does the case count as passed?
    pub fn is_passed(self) -> bool {
        self >= CaseStatus::Passed
    }
}

/// A learner in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Cases that there are.
    pub cases: usize,
    /// Cases passed.
    pub passed: usize,
    /// Rules mastered.
    pub mastered: usize,
    /// Rules that should come back today.
    pub due: usize,
    /// Drills answered.
    pub drills: u64,
}

impl Learner {
    /// Where the learner stands with a case.
    pub fn standing(&self, scenario: &Scenario) -> CaseStatus {
        let mastered = |rule: &String| self.rules.get(rule).is_some_and(crate::training::progress::Mastery::is_mastered);
        match self.cases.get(&scenario.id) {
            _ if self.open.contains_key(&scenario.id) => CaseStatus::Open,
            Some(record) if record.is_passed() && scenario.rules.iter().all(mastered) => CaseStatus::Mastered,
            Some(record) if record.is_passed() => CaseStatus::Passed,
            Some(_) => CaseStatus::Tried,
            None => CaseStatus::New,
        }
    }

    /// The best percentage of a case; nothing before it was finished once.
    pub fn best(&self, case: &str) -> Option<u32> {
        self.cases.get(case).filter(|record| record.runs > 0).map(|record| record.best)
    }

    /// The learner in numbers, of the cases that there are.
    pub fn summary(&self, cases: &[Scenario], on: Date) -> Summary {
        Summary {
            cases: cases.len(),
            passed: cases
                .iter()
                .filter(|case| self.cases.get(&case.id).is_some_and(crate::training::progress::CaseRecord::is_passed))
                .count(),
            mastered: self.rules.values().filter(|mastery| mastery.is_mastered()).count(),
            due: self.due(on).len(),
            drills: self.drills.values().map(|drill| u64::from(drill.answered)).sum(),
        }
    }
}
