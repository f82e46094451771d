//! Fresh problems from real codes, usual doses and vials. The seed decides the problem, the engine decides the key.

mod amounts;
mod claims;
mod compound;
mod coverage;
mod dates;
mod eyes;
mod generator;
mod grade;
mod model;
mod ndc;
mod packages;
mod segments;
mod session;
mod shared;
mod usual;

pub use generator::{DrillGenerator, DrillItem};
pub use grade::DrillGrade;
pub use model::{Dose, Drill, DrillKind, Key, Patient, SharedDose, Source};
pub use session::Wanted;
pub use usual::{Basis, UsualDose};

use super::random::Random;

/// Makes the problem of a seed, or finds that this draw fits none.
type Draw = fn(&DrillGenerator<'_>, u64, &mut Random) -> Option<Drill>;

/// Every kind, how often it comes, and what makes it. Amounts are the heart of the work: they come more often.
const KINDS: [(DrillKind, usize, Draw); 13] = [
    (amounts::LINES, 4, amounts::lines),
    (amounts::DAYS, 1, amounts::days),
    (amounts::DISCARDED, 1, amounts::discarded),
    (amounts::MODIFIER, 1, amounts::modifier),
    (shared::KIND, 1, shared::drill),
    (eyes::KIND, 1, eyes::drill),
    (compound::KIND, 1, compound::drill),
    (segments::KIND, 1, segments::drill),
    (ndc::KIND, 1, ndc::drill),
    (dates::KIND, 1, dates::drill),
    (coverage::KIND, 1, coverage::drill),
    (claims::DENIAL, 1, claims::denial),
    (claims::MISTAKE, 2, claims::mistake),
];

impl DrillKind {
    /// Every kind.
    pub fn all() -> impl Iterator<Item = DrillKind> {
        KINDS.iter().map(|(kind, _, _)| *kind)
    }

    /// The kind of a word.
    ///
    /// # Errors
    /// There is no such kind; the message lists them.
    pub fn parse(text: &str) -> Result<DrillKind, String> {
        DrillKind::all()
            .find(|k| k.as_str().eq_ignore_ascii_case(text))
            .ok_or_else(|| format!("no such kind; expected {}", DrillKind::words()))
    }

    /// The words of every kind, for help and errors.
    pub fn words() -> String {
        DrillKind::all().map(DrillKind::as_str).collect::<Vec<_>>().join(", ")
    }
}

impl DrillGenerator<'_> {
    /// The problem of a seed; `None` where the catalog holds nothing to ask about.
    pub fn generate(&self, seed: u64) -> Option<Drill> {
        let mix: Vec<DrillKind> = KINDS.iter().flat_map(|(kind, weight, _)| std::iter::repeat_n(*kind, *weight)).collect();
        let kind = *Random::new(seed).pick(&mix)?;
        // A catalog without local coverage, say, has no such problem: another kind takes its place.
        self.deal_kind(kind, seed).or_else(|| self.deal_kind(amounts::LINES, seed))
    }

    /// The problem of a seed of one kind.
    pub fn deal_kind(&self, kind: DrillKind, seed: u64) -> Option<Drill> {
        let (_, _, draw) = KINDS.iter().find(|(k, _, _)| *k == kind)?;
        // The first draw chose the kind.
        let mut random = Random::new(seed);
        random.bits();
        // Some draws fit no problem (no zero to pad, two faults at once): the sequence goes on until one does.
        (0..3_000).find_map(|_| draw(self, seed, &mut random))
    }
}

/// The seeds of a session's problems.
pub fn series(seed: u64) -> impl Iterator<Item = u64> {
    let mut random = Random::new(seed);
    std::iter::repeat_with(move || random.bits())
}
