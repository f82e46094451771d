//! Answers, and what the learner hears.

use crate::catalog::{Catalog, Scenario, Step, Task};
use crate::explanation::BillingError;
use crate::quantity::Amount;
use crate::scrub::{Finding, Severity};
use crate::training::grade::{Graded, Part};
use crate::training::{case, grade};

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
pub enum AttemptError {
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

/// The most percent of typed lines that the payer would deny.
const DENIED: u32 = 50;

/// What to say where wrong lines were not foreseen: what to look at, where only one thing is off.
fn not_foreseen(graded: &Graded) -> &'static str {
    let wrong: Vec<Part> = graded.elements.iter().filter(|e| !e.right).map(|e| e.part).collect();
    let only = |parts: &[Part]| !wrong.is_empty() && wrong.iter().all(|part| parts.contains(part));
    match () {
        () if only(&[Part::Modifiers]) => "Not yet. Only the modifiers are off.",
        () if only(&[Part::Units]) => "Not yet. Compare unit, dose and vials with the chart once more.",
        () if only(&[Part::Ndc, Part::NdcQuantity]) => "Not yet. Only the NDC is off.",
        () if only(&[Part::Diagnoses]) => "Not yet. Only the diagnosis is off.",
        () if only(&[Part::ExtraLine]) => "Not yet. The claim has a line too many.",
        () => "Not yet. Compare product, unit, dose and vials with the chart once more.",
    }
}

/// The reply to an answer, and the detour that it leads to.
pub(crate) fn judge<'s>(
    scenario: &Scenario,
    catalog: &Catalog,
    step: &'s Step,
    answer: &Answer,
) -> Result<(Reply, Option<&'s str>), AttemptError> {
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
            let choice = choices.get(*place).ok_or_else(|| AttemptError::NoAnswer(format!("there are {} answers", choices.len())))?;
            Ok((reply(choice.right, if choice.right { 100 } else { 0 }, &choice.feedback), choice.leads_to.as_deref()))
        }
        (Task::Order { items, feedback }, Answer::Order(order)) => {
            let mut each = order.clone();
            each.sort_unstable();
            if each != (0..items.len()).collect::<Vec<_>>() {
                return Err(AttemptError::NoAnswer(format!("name each of the {} items once", items.len())));
            }
            let right = order.iter().enumerate().filter(|(i, place)| i == *place).count();
            let percent = u32::try_from(right * 100 / items.len().max(1)).unwrap_or(0);
            let words = if percent == 100 { feedback.as_str() } else { "Not in this order." };
            let mut reply = reply(percent == 100, percent, words);
            if percent < 100 {
                reply.faults.push(format!("{right} of {} in place", items.len()));
            }
            Ok((reply, None))
        }
        (Task::Lines { feedback, mistakes }, Answer::Lines(text)) => {
            let typed = grade::parse(text).map_err(AttemptError::NoAnswer)?;
            let judged = case::judge(catalog, scenario, &typed, mistakes)?;
            // A claim that would deny is not worth more than half, however much of it is typed as it should be.
            let denies = judged.findings.iter().any(|f| f.severity == Severity::Error);
            let most = if denies { DENIED } else { 99 };
            let percent = if judged.right { 100 } else { judged.graded.percent().min(most) };
            let words = if judged.right { feedback } else { judged.foreseen.as_deref().unwrap_or_else(|| not_foreseen(&judged.graded)) };
            let mut reply = reply(judged.right, percent, words);
            if !judged.right {
                reply.faults = judged.graded.faults();
                reply.faults.extend(judged.slips.iter().cloned());
                reply.faults.extend(judged.graded.rights());
            }
            // The check's words on such units name the right ones; the slip says as much as helps.
            let is_told = |finding: &Finding| {
                judged.slips.iter().any(|slip| slip.split_once(": ").is_some_and(|(_, words)| finding.text.contains(words)))
            };
            let found: Vec<Amount> = typed.iter().map(|line| line.units).collect();
            // What the question says itself is no secret.
            let said: Vec<Amount> = numbers(&step.ask).collect();
            let wanted = case::wanted(scenario);
            let open = |units: &Amount| !found.contains(units) && !said.contains(units);
            let sought: Vec<Amount> = wanted.iter().map(|line| line.units).filter(open).collect();
            let findings = judged.findings.iter().filter(|finding| !is_told(finding));
            reply.findings = findings.map(|finding| without_answer(finding, &sought)).collect();
            Ok((reply, None))
        }
        (Task::Pick(_), _) => Err(AttemptError::NoAnswer("pick one of the answers".to_owned())),
        (Task::Order { .. }, _) => Err(AttemptError::NoAnswer("put the items in order".to_owned())),
        (Task::Lines { .. }, _) => Err(AttemptError::NoAnswer(format!("type the lines; {}", grade::FORM))),
    }
}

/// The numbers of a text.
fn numbers(text: &str) -> impl Iterator<Item = Amount> {
    text.split(' ').filter_map(|word| Amount::parse(word.trim_matches(|c: char| !c.is_alphanumeric())).ok())
}

/// A finding with `?` for the units that are still sought.
fn without_answer(finding: &Finding, sought: &[Amount]) -> Finding {
    let is_sought = |number: &str| Amount::parse(number).is_ok_and(|number| sought.contains(&number));
    let hidden = |word: &str| {
        let core = word.trim_matches(|c: char| !c.is_alphanumeric());
        let number = core.strip_prefix('x').unwrap_or(core);
        if is_sought(number) { word.replace(number, "?") } else { word.to_owned() }
    };
    let text = finding.text.split(' ').map(hidden).collect::<Vec<String>>().join(" ");
    Finding { text, ..finding.clone() }
}

/// The answer of a step with its explanation.
pub fn solution(scenario: &Scenario, step: &Step) -> Vec<String> {
    match &step.task {
        Task::Pick(choices) => choices.iter().filter(|c| c.right).flat_map(|c| [c.text.clone(), c.feedback.clone()]).collect(),
        Task::Order { items, feedback } => {
            items.iter().enumerate().map(|(i, item)| format!("{}. {item}", i + 1)).chain([feedback.clone()]).collect()
        }
        Task::Lines { feedback, .. } => {
            let others = scenario.accepted.iter().map(|lines| format!("also right: {}", lines.join("; ")));
            case::wanted(scenario).iter().map(|l| l.text()).chain(others).chain([feedback.clone()]).collect()
        }
    }
}
