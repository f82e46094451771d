//! One learner in one scenario: a pure state machine. It holds no scenario; the caller hands the same one in each time.

use serde::{Deserialize, Serialize};

use super::case;
use super::grade;
use super::score::Score;
use crate::billing::BillingError;
use crate::billing::check::Finding;
use crate::catalog::{Catalog, Scenario, Step, Task};

/// Where a learner stands, and what has happened at each step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Run {
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

/// What a learner answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The place of a choice in the file, from 0.
    Pick(usize),
    /// The places of the items in the file, in the order answered.
    Order(Vec<usize>),
    /// Lines as typed.
    Lines(String),
}

/// What the learner hears.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    /// Right or not.
    pub right: bool,
    /// The share that was right, in percent.
    pub percent: u32,
    /// What the trainer wrote about this answer.
    pub feedback: String,
    /// What is wrong element by element, without giving the answer away.
    pub faults: Vec<String>,
    /// What the payer would answer to typed lines.
    pub findings: Vec<Finding>,
    /// The answer led into a detour.
    pub detour: bool,
}

/// Why an answer was not taken. Nothing is counted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RunError {
    /// The run is finished.
    #[error("the case is finished; start it again")]
    Finished,
    /// The answer is not one of this step.
    #[error("{0}")]
    NoAnswer(String),
    /// The claim check could not judge typed lines.
    #[error("the lines cannot be judged: {0}")]
    NotJudged(#[from] BillingError),
    /// There is no such step.
    #[error("there is no step {0}; the steps are 1 to {1}")]
    NoStep(usize, usize),
}

/// What to say where a wrong choice of lines was not foreseen.
const NOT_FORESEEN: &str = "Not yet. Compare product, unit, dose and vials with the chart once more.";

impl Run {
    /// A run from the first step.
    pub fn new(scenario: &Scenario) -> Run {
        let first = scenario.steps.iter().position(|s| s.id.is_none());
        Run {
            scenario: scenario.id.clone(),
            at: first,
            back_to: None,
            began_at: first.unwrap_or(0),
            exam: false,
            states: vec![StepState::default(); scenario.steps.len()],
        }
    }

    /// A run with one answer a step.
    pub fn exam(scenario: &Scenario) -> Run {
        Run { exam: true, ..Run::new(scenario) }
    }

    /// A run from any step, numbered from 1 as the instructor's map does; it cannot be passed.
    ///
    /// # Errors
    /// There is no such step.
    pub fn start_at(scenario: &Scenario, number: usize) -> Result<Run, RunError> {
        let steps = scenario.steps.len();
        let at = number.checked_sub(1).filter(|at| *at < steps).ok_or(RunError::NoStep(number, steps))?;
        let back_to = scenario.steps[at].id.is_some().then(|| Run::new(scenario).at).flatten();
        Ok(Run { at: Some(at), back_to, began_at: at, ..Run::new(scenario) })
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
        Run::new(scenario).began_at == self.began_at
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
    pub fn answer(&mut self, scenario: &Scenario, catalog: &Catalog, answer: &Answer) -> Result<Reply, RunError> {
        let (at, step) = self.open(scenario)?;
        let (mut reply, leads_to) = judge(scenario, catalog, step, answer)?;
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
    pub fn give_up(&mut self, scenario: &Scenario) -> Result<Vec<String>, RunError> {
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

    /// The score so far.
    pub fn score(&self, scenario: &Scenario) -> Score {
        Score::of(self, scenario)
    }

    fn open<'s>(&self, scenario: &'s Scenario) -> Result<(usize, &'s Step), RunError> {
        let at = self.at.filter(|at| *at < self.states.len()).ok_or(RunError::Finished)?;
        Ok((at, scenario.steps.get(at).ok_or(RunError::Finished)?))
    }

    /// To the step that follows: out of a detour back to where it began, else to the next main step.
    fn onward(&mut self, scenario: &Scenario, at: usize) {
        self.at = match self.back_to.take() {
            Some(origin) => Some(origin),
            None => scenario.steps.iter().enumerate().skip(at + 1).find(|(_, s)| s.id.is_none()).map(|(i, _)| i),
        };
    }

    /// Fits a saved run to a scenario that may have been edited since: steps that still ask the same keep their state, wherever
    /// they stand now; the run goes on with the first step that has none.
    pub fn fit(&self, asked: &[String], scenario: &Scenario) -> Run {
        let same = asked.len() == scenario.steps.len() && asked.iter().zip(&scenario.steps).all(|(a, s)| *a == s.ask);
        if same && self.states.len() == asked.len() && self.at.is_none_or(|at| at < asked.len()) {
            return self.clone();
        }
        let mut run = Run { exam: self.exam, ..Run::new(scenario) };
        for (step, state) in scenario.steps.iter().zip(&mut run.states) {
            if let Some(old) = asked.iter().position(|a| *a == step.ask).and_then(|i| self.states.get(i)) {
                *state = StepState { picked: Vec::new(), ..old.clone() };
            }
        }
        run.at = scenario.steps.iter().zip(&run.states).position(|(step, state)| step.id.is_none() && state.end.is_none());
        run
    }
}

/// The questions of a scenario: what a saved run remembers, to be fitted later.
pub fn asked(scenario: &Scenario) -> Vec<String> {
    scenario.steps.iter().map(|s| s.ask.clone()).collect()
}

/// The reply to an answer, and the detour that it leads to.
fn judge<'s>(scenario: &Scenario, catalog: &Catalog, step: &'s Step, answer: &Answer) -> Result<(Reply, Option<&'s str>), RunError> {
    let reply = |right: bool, percent: u32, feedback: &str| Reply {
        right,
        percent,
        feedback: feedback.to_owned(),
        faults: Vec::new(),
        findings: Vec::new(),
        detour: false,
    };
    match (&step.task, answer) {
        (Task::Pick(choices), Answer::Pick(place)) => {
            let choice = choices.get(*place).ok_or_else(|| RunError::NoAnswer(format!("there are {} answers", choices.len())))?;
            Ok((reply(choice.right, if choice.right { 100 } else { 0 }, &choice.feedback), choice.leads_to.as_deref()))
        }
        (Task::Order { items, feedback }, Answer::Order(order)) => {
            let mut each = order.clone();
            each.sort_unstable();
            if each != (0..items.len()).collect::<Vec<_>>() {
                return Err(RunError::NoAnswer(format!("name each of the {} items once", items.len())));
            }
            let right = order.iter().enumerate().filter(|(i, place)| i == *place).count();
            let percent = u32::try_from(right * 100 / items.len().max(1)).unwrap_or(0);
            let words = if percent == 100 { feedback.as_str() } else { "Not in this order." };
            let mut reply = reply(percent == 100, percent, words);
            if percent < 100 {
                reply.faults.push(format!("{right} of {} stand in their place", items.len()));
            }
            Ok((reply, None))
        }
        (Task::Lines { feedback, mistakes }, Answer::Lines(text)) => {
            let typed = grade::parse(text).map_err(RunError::NoAnswer)?;
            let judged = case::judge(catalog, scenario, &typed, mistakes)?;
            let percent = if judged.right { 100 } else { judged.graded.percent() };
            let words = if judged.right { feedback } else { judged.foreseen.as_deref().unwrap_or(NOT_FORESEEN) };
            let mut reply = reply(judged.right, percent, words);
            if !judged.right {
                reply.faults = judged.graded.faults();
            }
            reply.findings = judged.findings;
            Ok((reply, None))
        }
        (Task::Pick(_), _) => Err(RunError::NoAnswer("pick one of the answers".to_owned())),
        (Task::Order { .. }, _) => Err(RunError::NoAnswer("put the items in order".to_owned())),
        (Task::Lines { .. }, _) => Err(RunError::NoAnswer(format!("type the lines; {}", grade::FORM))),
    }
}

/// The answer of a step with its explanation.
pub fn solution(scenario: &Scenario, step: &Step) -> Vec<String> {
    match &step.task {
        Task::Pick(choices) => choices.iter().filter(|c| c.right).flat_map(|c| [c.text.clone(), c.feedback.clone()]).collect(),
        Task::Order { items, feedback } => {
            items.iter().enumerate().map(|(i, item)| format!("{}. {item}", i + 1)).chain([feedback.clone()]).collect()
        }
        Task::Lines { feedback, .. } => case::wanted(scenario).iter().map(|l| l.text()).chain([feedback.clone()]).collect(),
    }
}
