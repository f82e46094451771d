//! What the check finds, and how a finding is put together.

use serde::Serialize;

use super::context::Line;
use crate::explanation::rules::RuleId;

/// How sure a finding is to hurt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The line is wrong.
    Error,
    /// The line is probably wrong, or right and likely to be questioned.
    Warning,
    /// Worth knowing; nothing to mend.
    Note,
}

/// Something found on a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The line's number.
    pub line: usize,
    /// A kebab-case word.
    pub kind: &'static str,
    /// What is wrong.
    pub text: String,
    /// The rule's id in `rules.toml`.
    pub rule: RuleId,
    /// How sure.
    pub severity: Severity,
    /// The denial it would draw; `null` where it would be paid, wrongly or not.
    pub denial: Option<ExpectedDenial>,
    /// How to mend it.
    pub fix: String,
}

/// The codes a payer would answer with. Typical: payers map their edits differently.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExpectedDenial {
    /// Group code.
    pub group: &'static str,
    /// Claim adjustment reason code.
    pub carc: &'static str,
    /// Remark codes.
    pub rarc: Vec<&'static str>,
}

/// What was found so far.
pub(crate) struct Findings {
    pub(crate) found: Vec<Finding>,
}

/// A finding under way: `found.error(line, "kind", RULE).denied("CO", "181", &["N56"]).say(text, fix)`.
pub(crate) struct Draft<'x> {
    found: &'x mut Vec<Finding>,
    finding: Finding,
}

impl Findings {
    /// Was this already found on the line?
    pub(crate) fn has(&self, line: &Line<'_>, kind: &str) -> bool {
        self.found.iter().any(|f| f.line == line.cells.number && f.kind == kind && f.severity != Severity::Note)
    }

    pub(crate) fn add(&mut self, line: &Line<'_>, severity: Severity, kind: &'static str, rule: RuleId) -> Draft<'_> {
        let finding = Finding { line: line.cells.number, kind, text: String::new(), rule, severity, denial: None, fix: String::new() };
        Draft { found: &mut self.found, finding }
    }

    pub(crate) fn error(&mut self, line: &Line<'_>, kind: &'static str, rule: RuleId) -> Draft<'_> {
        self.add(line, Severity::Error, kind, rule)
    }

    pub(crate) fn warning(&mut self, line: &Line<'_>, kind: &'static str, rule: RuleId) -> Draft<'_> {
        self.add(line, Severity::Warning, kind, rule)
    }

    pub(crate) fn note(&mut self, line: &Line<'_>, kind: &'static str, rule: RuleId) -> Draft<'_> {
        self.add(line, Severity::Note, kind, rule)
    }
}

impl Draft<'_> {
    pub(crate) fn denied(mut self, group: &'static str, carc: &'static str, rarc: &[&'static str]) -> Self {
        self.finding.denial = Some(ExpectedDenial { group, carc, rarc: rarc.to_vec() });
        self
    }

    pub(crate) fn say(mut self, text: impl Into<String>, fix: impl Into<String>) {
        self.finding.text = text.into();
        self.finding.fix = fix.into();
        self.found.push(self.finding);
    }
}
