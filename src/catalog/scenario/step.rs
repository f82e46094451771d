//! What a learner is asked, and how it is answered.

use serde::{Deserialize, Serialize};

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

/// What a step is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StepKind {
    /// Find the cause.
    Cause,
    /// Find the way: corrected claim, new claim, reopening, appeal, write-off ...
    Route,
    /// Find what to attach.
    Document,
    /// Any other choice.
    Choose,
    /// Put things in order.
    Order,
    /// Type the corrected lines.
    Lines,
}

impl StepKind {
    /// As in the file.
    pub fn as_str(self) -> &'static str {
        match self {
            StepKind::Cause => "cause",
            StepKind::Route => "route",
            StepKind::Document => "document",
            StepKind::Choose => "choose",
            StepKind::Order => "order",
            StepKind::Lines => "lines",
        }
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
    #[serde(default)]
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
