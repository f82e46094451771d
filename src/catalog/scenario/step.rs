//! What a learner is asked, and how it is answered.

use serde::{Deserialize, Serialize};

use super::super::words::words;

/// One thing the learner is asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Names a detour: it is entered only by an answer that leads to it, and left to where it was entered.
    pub id: Option<String>,
    /// What kind of answer is wanted.
    pub kind: StepKind,
    /// The question.
    pub ask: String,
    /// Help that costs, in the order it is given.
    pub hints: Vec<String>,
    /// How it is answered.
    pub task: Task,
    /// The line of the file it begins on.
    pub at: usize,
}

words! {
    /// What a step is about.
    pub enum StepKind {
        /// Find the cause.
        Cause = "cause",
        /// Find the way: corrected claim, new claim, reopening, appeal, write-off ...
        Route = "route",
        /// Find what to attach.
        Document = "document",
        /// Any other choice.
        Choose = "choose",
        /// Put things in order.
        Order = "order",
        /// Type the corrected lines.
        Lines = "lines",
    }
}

/// How a step is answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Task {
    /// One of these is right.
    Pick(Vec<Choice>),
    /// The items stand in the right order.
    Order {
        /// What to put in order.
        items: Vec<String>,
        /// Why this order.
        feedback: String,
    },
    /// Lines are typed and compared with the resolution.
    Lines {
        /// Why these lines.
        feedback: String,
        /// Wrong claims that were foreseen.
        mistakes: Vec<Mistake>,
    },
}

/// One answer to pick.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// The answer.
    pub text: String,
    /// Is it the right one?
    #[serde(default)]
    pub right: bool,
    /// What it would lead to, and why.
    pub feedback: String,
    /// The detour that a wrong answer leads to.
    pub leads_to: Option<String>,
}

/// A wrong claim that a learner may well type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mistake {
    /// As typed: `J9021 x325`.
    pub lines: Vec<String>,
    /// What is wrong with it.
    pub feedback: String,
}
