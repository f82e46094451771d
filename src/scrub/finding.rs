//! What the check finds, and how a finding is put together from its row in `edits.toml`.

use serde::Serialize;

use super::context::Line;
use crate::catalog::{Edit, EditRow, FindingKind};
use crate::explanation::rules::{self, RuleId};

pub use crate::catalog::Severity;

/// Something found on a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The line's number.
    pub line: usize,
    /// What it is about.
    pub kind: FindingKind,
    /// The edit, by its id in `edits.toml`.
    pub edit: Edit,
    /// What is wrong.
    pub text: String,
    /// The rule's id in `rules.toml`.
    pub rule: RuleId,
    /// How sure.
    pub severity: Severity,
    /// The denial it would draw; `null` where it would be paid, wrongly or not.
    pub denial: Option<ExpectedDenial>,
    /// How to fix it.
    pub fix: String,
    /// The words that the program filled into it, by their names in `edits.toml`.
    #[serde(skip)]
    pub words: Vec<(String, String)>,
}

/// The codes a payer would answer with. Typical: payers map their edits differently.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExpectedDenial {
    /// Group code.
    pub group: String,
    /// Claim adjustment reason code.
    pub carc: String,
    /// Remark codes.
    pub rarc: Vec<String>,
}

impl ExpectedDenial {
    fn of(row: &EditRow) -> Option<ExpectedDenial> {
        Some(ExpectedDenial { group: row.group.clone()?, carc: row.carc.clone()?, rarc: row.rarc.clone() })
    }
}

/// What was found so far.
#[derive(Default)]
pub(crate) struct Findings {
    pub(crate) found: Vec<Finding>,
}

impl Findings {
    /// Was this already found on the line?
    pub(crate) fn has(&self, line: &Line<'_>, kind: FindingKind) -> bool {
        self.found.iter().any(|f| f.line == line.cells.number && f.kind == kind && f.severity != Severity::Note)
    }

    /// Records an edit whose fix is as its row says.
    pub(crate) fn add(&mut self, line: &Line<'_>, edit: Edit, text: impl Into<String>) {
        self.fill(line, edit, text, &[]);
    }

    /// Records an edit and fills the words in braces of its fix.
    pub(crate) fn fill(&mut self, line: &Line<'_>, edit: Edit, text: impl Into<String>, words: &[(&str, &str)]) {
        self.at_most(line, edit, Severity::Error, text, words);
    }

    /// Records an edit, no more severe than what it rests on allows. Where the row does not hold for the line, nothing is found.
    pub(crate) fn at_most(&mut self, line: &Line<'_>, edit: Edit, most: Severity, text: impl Into<String>, words: &[(&str, &str)]) {
        // `RuleSet::of` has seen to it that every edit has a row and every row a rule.
        let Some(row) = line.rules.book.edit(edit).filter(|row| row.holds(line.date, &line.payer.id, line.setting)) else { return };
        debug_assert!(row.places().all(|place| words.iter().any(|(name, _)| *name == place)), "{edit}: a word of its fix is not filled");
        let fix = words.iter().fold(row.fix.clone(), |fix, (name, word)| fix.replace(&format!("{{{name}}}"), word));
        self.found.push(Finding {
            line: line.cells.number,
            kind: row.kind,
            edit,
            text: text.into(),
            rule: rules::find(&row.rule).unwrap_or_default(),
            severity: row.severity(line.payer.medicare).max(most),
            denial: ExpectedDenial::of(row),
            fix,
            words: words.iter().map(|(name, word)| ((*name).to_owned(), (*word).to_owned())).collect(),
        });
    }
}
