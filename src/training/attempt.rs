//! One learner in one scenario: a pure state machine. It holds no scenario; the caller hands the same one in each time.

mod reply;

use serde::{Deserialize, Serialize};

use crate::catalog::{Catalog, Scenario, Step};

pub use reply::{Answer, AttemptError, Reply, solution};

/// Where a learner stands, and what has happened at each step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attempt {
    /// The scenario's id.
    pub scenario: String,
    /// The step that is open; `None` when the run is finished.
    at: Option<usize>,
    /// The step that a detour leads back to.
    back_to: Option<usize>,
    /// The step it began with: a run that began in the middle cannot be passed.
    began_at: usize,
    /// One answer a step, right or wrong, and no detours.
    exam: bool,
    /// By step.
    states: Vec<StepState>,
}

/// What has happened at one step.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepState {
    /// Answers given until it was solved, the right one included.
    pub tries: u32,
    /// The best share that was right, in percent.
    pub best: u32,
    /// Hints taken.
    pub hints: u32,
    /// How it ended.
    pub end: Option<End>,
    /// Wrong choices picked, by their place in the file.
    pub picked: Vec<usize>,
}

/// How a step ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum End {
    /// Answered rightly.
    Solved,
    /// Left open: the answer was shown, or the one try was wrong.
    Given,
}

impl Attempt {
    /// A run from the first step.
    pub fn new(scenario: &Scenario) -> Attempt {
        let first = scenario.steps.iter().position(|s| s.id.is_none());
        Attempt {
            scenario: scenario.id.clone(),
            at: first,
            back_to: None,
            began_at: first.unwrap_or(0),
            exam: false,
            states: vec![StepState::default(); scenario.steps.len()],
        }
    }

    /// A run with one answer a step.
    pub fn exam(scenario: &Scenario) -> Attempt {
        Attempt { exam: true, ..Attempt::new(scenario) }
    }

    /// A run from any step, numbered from 1 as the instructor's map does; it cannot be passed.
    ///
    /// # Errors
    /// There is no such step.
    pub fn start_at(scenario: &Scenario, number: usize) -> Result<Attempt, AttemptError> {
        let steps = scenario.steps.len();
        let at = number.checked_sub(1).filter(|at| *at < steps).ok_or(AttemptError::NoStep(number, steps))?;
        let back_to = scenario.steps[at].id.is_some().then(|| Attempt::new(scenario).at).flatten();
        Ok(Attempt { at: Some(at), back_to, began_at: at, ..Attempt::new(scenario) })
    }

    /// The place of the open step in the scenario; `None` when the run is finished.
    pub fn at(&self) -> Option<usize> {
        self.at
    }

    /// The open step.
    pub fn step<'s>(&self, scenario: &'s Scenario) -> Option<&'s Step> {
        self.at.and_then(|at| scenario.steps.get(at))
    }

    /// Is everything answered?
    pub fn is_finished(&self) -> bool {
        self.at.is_none()
    }

    /// Did it begin with the first step?
    pub fn is_whole(&self, scenario: &Scenario) -> bool {
        Attempt::new(scenario).began_at == self.began_at
    }

    /// What has happened at a step.
    pub fn state(&self, step: usize) -> Option<&StepState> {
        self.states.get(step)
    }

    /// The steps that count, from where it began: the detours are not among them.
    pub fn counted<'r>(&'r self, scenario: &'r Scenario) -> impl Iterator<Item = (&'r Step, &'r StepState)> {
        scenario.steps.iter().zip(&self.states).skip(self.began_at).filter(|(step, _)| step.id.is_none())
    }

    /// Answers the open step.
    ///
    /// A right answer goes on to the next step. A wrong one stays, or leads into a detour; in an exam it goes on. A step that was
    /// solved before can be answered again and changes nothing.
    ///
    /// # Errors
    /// The run is finished, or the answer is not one: nothing is counted then.
    pub fn answer(&mut self, scenario: &Scenario, catalog: &Catalog, answer: &Answer) -> Result<Reply, AttemptError> {
        let (at, step) = self.open(scenario)?;
        let (mut reply, leads_to) = reply::judge(scenario, catalog, step, answer)?;
        let (exam, state) = (self.exam, &mut self.states[at]);
        if state.end.is_none() {
            state.tries = state.tries.saturating_add(1);
            state.best = state.best.max(reply.percent);
            match answer {
                Answer::Pick(place) if !reply.right && !state.picked.contains(place) => state.picked.push(*place),
                _ => {}
            }
            if reply.right {
                state.end = Some(End::Solved);
            } else if exam {
                state.end = Some(End::Given);
            }
        }
        if reply.right || exam {
            self.onward(scenario, at);
        } else if let Some(detour) = leads_to.and_then(|id| scenario.steps.iter().position(|s| s.id.as_deref() == Some(id))) {
            reply.detour = true;
            self.back_to = Some(at);
            self.at = Some(detour);
        }
        Ok(reply)
    }

    /// The next hint of the open step. It costs, unless the step is solved.
    pub fn hint<'s>(&mut self, scenario: &'s Scenario) -> Option<&'s str> {
        let at = self.at?;
        let state = self.states.get_mut(at)?;
        let hint = scenario.steps.get(at)?.hints.get(state.hints as usize)?;
        if state.end.is_none() {
            state.hints += 1;
        }
        Some(hint)
    }

    /// Gives the open step up: shows its answer and goes on. The step counts as not solved.
    ///
    /// # Errors
    /// The run is finished.
    pub fn give_up(&mut self, scenario: &Scenario) -> Result<Vec<String>, AttemptError> {
        let (at, step) = self.open(scenario)?;
        let shown = solution(scenario, step);
        self.states[at].end.get_or_insert(End::Given);
        self.onward(scenario, at);
        Ok(shown)
    }

    /// Back to the step before: out of a detour to where it began, else to the main step before. False at the beginning.
    pub fn back(&mut self, scenario: &Scenario) -> bool {
        let before = match (self.at, self.back_to) {
            (Some(_), Some(origin)) => Some(origin),
            (at, None) => {
                let end = at.unwrap_or(scenario.steps.len());
                scenario.steps[..end].iter().rposition(|s| s.id.is_none())
            }
            (None, Some(_)) => None,
        };
        match before {
            Some(step) => {
                (self.at, self.back_to) = (Some(step), None);
                true
            }
            None => false,
        }
    }

    fn open<'s>(&self, scenario: &'s Scenario) -> Result<(usize, &'s Step), AttemptError> {
        let at = self.at.filter(|at| *at < self.states.len()).ok_or(AttemptError::Finished)?;
        Ok((at, scenario.steps.get(at).ok_or(AttemptError::Finished)?))
    }

    /// To the step that follows: out of a detour back to where it began, else to the next main step.
    fn onward(&mut self, scenario: &Scenario, at: usize) {
        self.at = match self.back_to.take() {
            Some(origin) => Some(origin),
            None => scenario.steps.iter().enumerate().skip(at + 1).find(|(_, s)| s.id.is_none()).map(|(i, _)| i),
        };
    }

    /// Fits a saved run to a scenario that may have been edited since, or read from a damaged file: steps that still ask the same
    /// keep their state, wherever they stand now; the run goes on with the first step that has none.
    pub fn migrate(&self, asked: &[String], scenario: &Scenario) -> Attempt {
        let same = asked.len() == scenario.steps.len() && asked.iter().zip(&scenario.steps).all(|(a, s)| *a == s.ask);
        if same && self.is_of(scenario) {
            return self.clone();
        }
        let mut run = Attempt { exam: self.exam, ..Attempt::new(scenario) };
        for (step, state) in scenario.steps.iter().zip(&mut run.states) {
            let old = asked.iter().position(|a| *a == step.ask).and_then(|i| self.states.get(i));
            if let Some(old) = old.filter(|old| old.is_of(step)) {
                *state = StepState { picked: Vec::new(), ..old.clone() };
            }
        }
        run.at = scenario.steps.iter().zip(&run.states).position(|(step, state)| step.id.is_none() && state.end.is_none());
        run
    }

    /// Could it have come about in this scenario?
    fn is_of(&self, scenario: &Scenario) -> bool {
        let steps = &scenario.steps;
        let main = |at: usize| steps.get(at).is_some_and(|s| s.id.is_none());
        self.states.len() == steps.len()
            && self.began_at < steps.len()
            && self.at.is_none_or(|at| at < steps.len())
            && self.back_to.is_none_or(|origin| main(origin) && self.at.is_some_and(|at| !main(at)))
            && steps.iter().zip(&self.states).all(|(step, state)| state.is_of(step))
    }
}

impl StepState {
    /// Could it have come about at this step?
    fn is_of(&self, step: &Step) -> bool {
        self.best <= 100 && usize::try_from(self.hints).is_ok_and(|hints| hints <= step.hints.len())
    }
}

/// The questions of a scenario: what a saved run remembers, to be fitted later.
pub fn asked(scenario: &Scenario) -> Vec<String> {
    scenario.steps.iter().map(|s| s.ask.clone()).collect()
}
