//! Fresh problems from real codes and vials. The seed decides the problem, the engine decides the key.

mod amounts;
mod claims;
mod dates;
mod generator;
mod grade;
mod ndc;
mod session;

pub use generator::{DrillGenerator, DrillItem};
pub use grade::DrillGrade;
pub use session::Wanted;

use super::grade::TypedLine;
use super::random::Random;
use crate::catalog::{ContainerType, Date};
use crate::claim::ClaimLine;
use crate::quantity::Quantity;

/// What a drill asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DrillKind {
    /// All claim lines of a dose.
    Lines,
    /// The units discarded.
    Discarded,
    /// JW, JZ or neither.
    Modifier,
    /// An NDC as it stands on a claim.
    Ndc,
    /// Whether a code or modifier is valid on a date.
    Date,
    /// The denial that a claim draws.
    Denial,
    /// What is wrong with a claim.
    Mistake,
}

impl DrillKind {
    /// Every kind.
    pub const ALL: [DrillKind; 7] = [
        DrillKind::Lines,
        DrillKind::Discarded,
        DrillKind::Modifier,
        DrillKind::Ndc,
        DrillKind::Date,
        DrillKind::Denial,
        DrillKind::Mistake,
    ];

    /// As on the command line: `lines`.
    pub fn as_str(self) -> &'static str {
        match self {
            DrillKind::Lines => "lines",
            DrillKind::Discarded => "discarded",
            DrillKind::Modifier => "modifier",
            DrillKind::Ndc => "ndc",
            DrillKind::Date => "date",
            DrillKind::Denial => "denial",
            DrillKind::Mistake => "mistake",
        }
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
    /// An NDC as a label writes it.
    Label(String),
    /// A code or modifier on a date.
    Valid {
        /// The code or modifier.
        code: String,
        /// The date of service.
        date: Date,
    },
}

/// A dose and what was opened for it, for Medicare in an office.
#[derive(Clone, Debug, PartialEq)]
pub struct Dose {
    /// The code.
    pub code: String,
    /// The order: `213.9 mg` or `3 mg/kg`.
    pub order: String,
    /// Body weight in kg, where the order needs it.
    pub weight: Option<u64>,
    /// The containers opened.
    pub opened: Vec<(u64, Quantity)>,
    /// Single-dose or multi-dose.
    pub container: ContainerType,
    /// The date of service.
    pub date: Date,
}

impl Dose {
    /// What was opened, as the calculator reads it: `2x400 mg + 1x100 mg`.
    pub fn opened_text(&self) -> String {
        self.opened.iter().map(|(count, label)| format!("{count}x{label}")).collect::<Vec<_>>().join(" + ")
    }
}

impl DrillGenerator<'_> {
    /// The problem of a seed; `None` where the catalog holds nothing to ask about.
    pub fn generate(&self, seed: u64) -> Option<Drill> {
        // Amounts are the heart of the work: they come more often.
        const MIX: [DrillKind; 10] = [
            DrillKind::Lines,
            DrillKind::Lines,
            DrillKind::Lines,
            DrillKind::Discarded,
            DrillKind::Modifier,
            DrillKind::Ndc,
            DrillKind::Date,
            DrillKind::Denial,
            DrillKind::Mistake,
            DrillKind::Mistake,
        ];
        let kind = *Random::new(seed).pick(&MIX)?;
        self.deal_kind(kind, seed)
    }

    /// The problem of a seed of one kind.
    pub fn deal_kind(&self, kind: DrillKind, seed: u64) -> Option<Drill> {
        // The first draw chose the kind.
        let mut random = Random::new(seed);
        random.bits();
        // Some draws fit no problem (no zero to pad, two faults at once): the sequence goes on until one does.
        (0..200).find_map(|_| match kind {
            DrillKind::Lines => amounts::lines(self, seed, &mut random),
            DrillKind::Discarded => amounts::discarded(self, seed, &mut random),
            DrillKind::Modifier => amounts::modifier(self, seed, &mut random),
            DrillKind::Ndc => ndc::drill(self, seed, &mut random),
            DrillKind::Date => dates::drill(self, seed, &mut random),
            DrillKind::Denial => claims::denial(self, seed, &mut random),
            DrillKind::Mistake => claims::mistake(self, seed, &mut random),
        })
    }
}

/// The seeds of a session's problems.
pub fn series(seed: u64) -> impl Iterator<Item = u64> {
    let mut random = Random::new(seed);
    std::iter::repeat_with(move || random.bits())
}
