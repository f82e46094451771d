//! A drill as a value: what it asks, its key, and what the engine was asked for it.

use crate::catalog::{ContainerType, Date};
use crate::claim::ClaimLine;
use crate::dosing::Eyes;
use crate::quantity::{Amount, Quantity};
use crate::training::grade::TypedLine;

/// What a drill asks, by its name on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DrillKind(&'static str);

impl DrillKind {
    /// A kind; the table in `drill.rs` holds them all.
    pub(super) const fn named(name: &'static str) -> DrillKind {
        DrillKind(name)
    }

    /// As on the command line: `lines`.
    pub fn as_str(self) -> &'static str {
        self.0
    }
}

/// One problem.
#[derive(Clone, Debug, PartialEq)]
pub struct Drill {
    /// The seed that gives this very problem again.
    pub seed: u64,
    /// What it asks.
    pub kind: DrillKind,
    /// The rule it exercises.
    pub rule: &'static str,
    /// What is given, a fact a line.
    pub facts: Vec<String>,
    /// The question.
    pub ask: String,
    /// How to answer.
    pub form: String,
    /// Help that costs.
    pub hint: String,
    /// The right answer.
    pub key: Key,
    /// Why, step by step, as the calculator or the check says it.
    pub why: Vec<String>,
    /// What the engine was asked.
    pub source: Source,
}

/// The right answer, in the shape that is graded.
#[derive(Clone, Debug, PartialEq)]
pub enum Key {
    /// Claim lines.
    Lines(Vec<TypedLine>),
    /// A number of units.
    Count(u64),
    /// One word of several.
    Word {
        /// The right one.
        right: String,
        /// All of them.
        among: Vec<String>,
    },
    /// One of lettered answers.
    Choice {
        /// The place of the right one.
        right: usize,
        /// All of them.
        among: Vec<String>,
    },
    /// A denial.
    Denial {
        /// Group code.
        group: String,
        /// Reason.
        carc: String,
        /// Remarks.
        rarc: Vec<String>,
    },
    /// Eleven digits.
    Digits(String),
}

impl Drill {
    /// The right answer in words: a choice as its text.
    pub fn key_text(&self) -> String {
        match &self.key {
            Key::Choice { right, among } => among.get(*right).cloned().unwrap_or_default(),
            key => key.text(),
        }
    }
}

impl Key {
    /// As a learner would type it.
    pub fn text(&self) -> String {
        match self {
            Key::Lines(lines) => lines.iter().map(TypedLine::text).collect::<Vec<_>>().join("; "),
            Key::Count(count) => count.to_string(),
            Key::Word { right, .. } => right.clone(),
            Key::Choice { right, .. } => (b'a'..=b'z').nth(*right).map(|b| char::from(b).to_string()).unwrap_or_default(),
            Key::Denial { group, carc, rarc } => {
                std::iter::once(format!("{group}-{carc}")).chain(rarc.iter().cloned()).collect::<Vec<_>>().join(" ")
            }
            Key::Digits(digits) => digits.clone(),
        }
    }
}

/// What the engine was asked for the key.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    /// A dose to be billed.
    Dose(Dose),
    /// A claim to be checked.
    Claim(Vec<ClaimLine>),
    /// A package of several drugs, given whole.
    Package {
        /// The code.
        code: String,
        /// The amount of each drug: `600 mg/600 mg`.
        order: String,
        /// Single-dose or multi-dose.
        container: ContainerType,
        /// The date of service.
        date: Date,
    },
    /// An NDC as a label writes it.
    Label(String),
    /// A diagnosis in the list of a document for a code.
    Listing {
        /// The document's id.
        document: String,
        /// The code.
        code: String,
        /// The diagnosis.
        diagnosis: String,
    },
    /// A code or modifier on a date.
    Valid {
        /// The code or modifier.
        code: String,
        /// The date of service.
        date: Date,
    },
}

/// A made-up patient of plausible size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patient {
    /// Body weight in kg.
    pub weight: u64,
    /// Height in cm.
    pub height: u64,
    /// Body surface in m2 (Mosteller).
    pub surface: Amount,
}

/// A dose and what was opened for it, for Medicare in an office.
#[derive(Clone, Debug, PartialEq)]
pub struct Dose {
    /// The code.
    pub code: String,
    /// The order: `213.9 mg` or `3 mg/kg`.
    pub order: String,
    /// The patient, where the order goes by weight or body surface.
    pub patient: Option<Patient>,
    /// Days in a row on which it is given; 1 for a single dose.
    pub days: u64,
    /// The containers opened.
    pub opened: Vec<(u64, Quantity)>,
    /// Single-dose or multi-dose.
    pub container: ContainerType,
    /// The date of service.
    pub date: Date,
    /// Which eye; with both, dose and containers are those of each.
    pub eyes: Option<Eyes>,
    /// Another patient of the same containers.
    pub shared: Option<SharedDose>,
}

/// What another patient was given of the same containers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SharedDose {
    /// How much.
    pub amount: Quantity,
    /// Our patient was treated last.
    pub last: bool,
}

impl Dose {
    /// What was opened, as the calculator reads it: `2x400 mg + 1x100 mg`.
    pub fn opened_text(&self) -> String {
        self.opened.iter().map(|(count, label)| format!("{count}x{label}")).collect::<Vec<_>>().join(" + ")
    }
}

/// The ten digits of a label from CMS's padded form; `None` where it cannot be told which zero was added.
pub(super) fn label(padded: &str) -> Option<String> {
    let parts: Vec<&str> = padded.split('-').collect();
    let [labeler, product, package] = parts.as_slice() else { return None };
    let lengths = (labeler.len(), product.len(), package.len());
    let digits = parts.iter().all(|p| p.bytes().all(|b| b.is_ascii_digit()));
    if lengths != (5, 4, 2) || !digits || parts.iter().filter(|p| p.starts_with('0')).count() != 1 {
        return None;
    }
    let bare: Vec<&str> = parts.iter().map(|p| p.strip_prefix('0').unwrap_or(p)).collect();
    Some(bare.join("-"))
}
