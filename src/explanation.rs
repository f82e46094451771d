//! What was done and what to beware of, each with the rule behind it.

mod error;
mod kind;
pub mod rules;

use std::fmt::{self, Write as _};

use serde::Serialize;

pub use error::BillingError;
pub use kind::{Field, WarningKind};
use rules::RuleId;

/// One step of the computation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// In words and figures: `15 mg/kg × 67.5 kg = 1,012.5 mg`.
    pub text: String,
    /// The id in `rules.toml`.
    pub rule: RuleId,
}

/// Something that a person must look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// What it is about.
    pub kind: WarningKind,
    /// What it is and what to do.
    pub text: String,
    /// The id in `rules.toml`.
    pub rule: RuleId,
}

/// Steps and warnings in the order they arose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Explanation {
    /// Steps.
    pub steps: Vec<Step>,
    /// Warnings.
    pub warnings: Vec<Warning>,
}

impl Explanation {
    /// Notes a step.
    pub fn step(&mut self, rule: RuleId, text: impl fmt::Display) {
        // Long enough for most sentences, so that they need not grow while they are written.
        let mut whole = String::with_capacity(128);
        // Writing to a string cannot fail.
        let _ = write!(whole, "{text}");
        self.steps.push(Step { text: whole, rule });
    }

    /// Notes a warning.
    pub fn warn(&mut self, kind: WarningKind, rule: RuleId, text: impl Into<String>) {
        self.warnings.push(Warning { kind, text: text.into(), rule });
    }
}
