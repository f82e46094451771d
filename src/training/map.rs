//! The whole case on one page for an instructor: every step, every answer, and where it leads.

use crate::catalog::{Scenario, StepKind, Task};
use crate::training::attempt;

/// One step of the map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepNode {
    /// From 1, as `--from` takes it.
    pub number: usize,
    /// A detour is entered only by an answer that leads to it.
    pub detour: bool,
    /// What kind of answer is wanted.
    pub kind: StepKind,
    /// The question.
    pub ask: String,
    /// The answers and where they lead.
    pub answers: Vec<AnswerEdge>,
}

/// An answer and where it leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerEdge {
    /// The answer.
    pub text: String,
    /// Right or not.
    pub right: bool,
    /// What is said.
    pub feedback: String,
    /// Where it leads.
    pub leads: Destination,
}

/// Where an answer leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Destination {
    /// To the step of this number.
    To(usize),
    /// Through a detour, the step of this number.
    Through(usize),
    /// Back to where the detour began.
    Back,
    /// Nowhere: the step stays open.
    Stays,
    /// To the end.
    End,
}

impl Destination {
    /// In words.
    pub fn description(self) -> String {
        match self {
            Destination::To(number) => format!("to step {number}"),
            Destination::Through(number) => format!("through the detour of step {number}"),
            Destination::Back => "back to where the detour began".to_owned(),
            Destination::Stays => "stays".to_owned(),
            Destination::End => "to the end".to_owned(),
        }
    }
}

/// The branch map of a scenario.
pub fn map(scenario: &Scenario) -> Vec<StepNode> {
    let steps = &scenario.steps;
    let next = |at: usize| match (&steps[at].id, steps.iter().enumerate().skip(at + 1).find(|(_, s)| s.id.is_none())) {
        (Some(_), _) => Destination::Back,
        (None, Some((i, _))) => Destination::To(i + 1),
        (None, None) => Destination::End,
    };
    let detour = |id: &Option<String>| id.as_ref().and_then(|id| steps.iter().position(|s| s.id.as_ref() == Some(id)));
    let stop = |(at, step): (usize, &crate::catalog::Step)| {
        let answers = match &step.task {
            Task::Pick(choices) => choices
                .iter()
                .map(|c| AnswerEdge {
                    text: c.text.clone(),
                    right: c.right,
                    feedback: c.feedback.clone(),
                    leads: match detour(&c.leads_to) {
                        _ if c.right => next(at),
                        Some(to) => Destination::Through(to + 1),
                        None => Destination::Stays,
                    },
                })
                .collect(),
            Task::Order { feedback, .. } => {
                let shown = attempt::solution(scenario, step);
                let text = shown[..shown.len().saturating_sub(1)].join("; ");
                vec![AnswerEdge { text, right: true, feedback: feedback.clone(), leads: next(at) }]
            }
            Task::Lines { feedback, mistakes } => {
                let shown = attempt::solution(scenario, step);
                let text = shown[..shown.len().saturating_sub(1)].join("; ");
                let right = AnswerEdge { text, right: true, feedback: feedback.clone(), leads: next(at) };
                let wrong = mistakes.iter().map(|m| AnswerEdge {
                    text: m.lines.join("; "),
                    right: false,
                    feedback: m.feedback.clone(),
                    leads: Destination::Stays,
                });
                std::iter::once(right).chain(wrong).collect()
            }
        };
        StepNode { number: at + 1, detour: step.id.is_some(), kind: step.kind, ask: step.ask.clone(), answers }
    };
    steps.iter().enumerate().map(stop).collect()
}
