//! Fresh problems from real codes and vials. The seed decides the problem, the engine decides the key.

mod amounts;
mod claims;
mod dates;
mod generator;
mod grade;
mod model;
mod ndc;
mod session;

pub use generator::{DrillGenerator, DrillItem};
pub use grade::DrillGrade;
pub use model::{Dose, Drill, DrillKind, Key, Source};
pub use session::Wanted;

use super::random::Random;

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
