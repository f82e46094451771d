//! What a run is worth: partial credit, hints that cost, and no pass by accident.

use serde::{Deserialize, Serialize};

use crate::catalog::{Scenario, Step, Task};
use crate::training::attempt::{Attempt, End, StepState};

/// The percentage from which a case is passed, when every step was solved.
pub const PASS: u32 = 75;
/// What a hint costs, in percent of the step.
pub const HINT: u32 = 15;

/// The score of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// 0 to 100, over the steps that count.
    pub percent: u32,
    /// Steps solved by the learner.
    pub solved: usize,
    /// Steps that count.
    pub steps: usize,
    /// Hints taken.
    pub hints: u32,
    /// Answers given.
    pub tries: u32,
    /// Begun with the first step, finished, every step solved before its worth was gone, and most of them soon enough.
    pub passed: bool,
}

impl Attempt {
    /// What it is worth so far.
    pub fn score(&self, scenario: &Scenario) -> Score {
        Score::of(self, scenario)
    }
}

impl Score {
    fn of(run: &Attempt, scenario: &Scenario) -> Score {
        let mut score = Score { percent: 0, solved: 0, steps: 0, hints: 0, tries: 0, passed: false };
        let (mut points, mut most, mut least) = (0, 0, 100);
        for (step, state) in run.counted(scenario) {
            let weight = weight(step);
            let credit = credit(step, state);
            least = least.min(credit);
            points += weight * credit;
            most += weight * 100;
            score.steps += 1;
            score.solved += usize::from(state.end == Some(End::Solved));
            score.hints += state.hints;
            score.tries = score.tries.saturating_add(state.tries);
        }
        score.percent = (points * 100).checked_div(most).unwrap_or(0);
        score.passed = run.is_finished() && run.is_whole(scenario) && score.solved == score.steps && least > 0 && score.percent >= PASS;
        score
    }
}

/// Typed lines are the heart of a case.
fn weight(step: &Step) -> u32 {
    if matches!(step.task, Task::Lines { .. }) { 2 } else { 1 }
}

/// Percent of a step: all for the first try, less for each further one, so that trying every answer out does not pass.
pub fn credit(step: &Step, state: &StepState) -> u32 {
    let picking = matches!(step.task, Task::Pick(_));
    let earned = match (state.end, state.tries) {
        (None, _) => 0,
        (Some(End::Given), _) => state.best / 2,
        (Some(End::Solved), 0 | 1) => 100,
        (Some(End::Solved), 2) if picking => 40,
        (Some(End::Solved), _) if picking => 0,
        (Some(End::Solved), 2) => 70,
        (Some(End::Solved), 3) => 40,
        (Some(End::Solved), _) => 20,
    };
    earned.saturating_sub(state.hints * HINT)
}
