//! Fresh problems from real codes, usual doses and vials. The seed decides the problem, the engine decides the key.

mod amounts;
mod claims;
mod coverage;
mod dates;
mod generator;
mod grade;
mod model;
mod ndc;
mod segments;
mod session;
mod usual;

pub use generator::{DrillGenerator, DrillItem};
pub use grade::DrillGrade;
pub use model::{Dose, Drill, Key, Patient, Source};
pub use session::Wanted;
pub use usual::{Basis, UsualDose};

use super::random::Random;

/// Makes the problem of a seed, or finds that this draw fits none.
type Draw = fn(&DrillGenerator<'_>, u64, &mut Random) -> Option<Drill>;

/// Every kind of drill: its name on the command line, how often it comes among ten or so, and what makes it.
macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident $name:literal $weight:literal $draw:path;)*) => {
        /// What a drill asks.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum DrillKind {
            $($(#[$doc])* $kind,)*
        }

        impl DrillKind {
            /// Every kind.
            pub const ALL: &[DrillKind] = &[$(DrillKind::$kind),*];

            /// As on the command line: `lines`.
            pub fn as_str(self) -> &'static str {
                match self { $(DrillKind::$kind => $name,)* }
            }

            /// How often it comes.
            fn weight(self) -> usize {
                match self { $(DrillKind::$kind => $weight,)* }
            }

            fn draw(self) -> Draw {
                match self { $(DrillKind::$kind => $draw,)* }
            }
        }
    };
}

// Amounts are the heart of the work: they come more often.
kinds! {
    /// All claim lines of a dose.
    Lines "lines" 4 amounts::lines;
    /// The lines of one date of a course.
    Days "days" 1 amounts::days;
    /// The units discarded.
    Discarded "discarded" 1 amounts::discarded;
    /// JW, JZ or neither.
    Modifier "modifier" 1 amounts::modifier;
    /// The line that 837 segments bill.
    Segments "837" 1 segments::drill;
    /// An NDC as it stands on a claim.
    Ndc "ndc" 1 ndc::drill;
    /// Whether a code or modifier is valid on a date.
    Date "date" 1 dates::drill;
    /// Whether a contractor lists a diagnosis for a code.
    Coverage "coverage" 1 coverage::drill;
    /// The denial that a claim draws.
    Denial "denial" 1 claims::denial;
    /// What is wrong with a claim.
    Mistake "mistake" 2 claims::mistake;
}

impl DrillKind {
    /// The kind of a word.
    ///
    /// # Errors
    /// There is no such kind; the message lists them.
    pub fn parse(text: &str) -> Result<DrillKind, String> {
        let known = || DrillKind::ALL.iter().map(|k| k.as_str()).collect::<Vec<_>>().join(", ");
        DrillKind::ALL
            .iter()
            .copied()
            .find(|k| k.as_str().eq_ignore_ascii_case(text))
            .ok_or_else(|| format!("no such kind; expected {}", known()))
    }
}

impl DrillGenerator<'_> {
    /// The problem of a seed; `None` where the catalog holds nothing to ask about.
    pub fn generate(&self, seed: u64) -> Option<Drill> {
        let mix: Vec<DrillKind> = DrillKind::ALL.iter().flat_map(|kind| std::iter::repeat_n(*kind, kind.weight())).collect();
        let kind = *Random::new(seed).pick(&mix)?;
        // A catalog without local coverage, say, has no such problem: another kind takes its place.
        self.deal_kind(kind, seed).or_else(|| self.deal_kind(DrillKind::Lines, seed))
    }

    /// The problem of a seed of one kind.
    pub fn deal_kind(&self, kind: DrillKind, seed: u64) -> Option<Drill> {
        // The first draw chose the kind.
        let mut random = Random::new(seed);
        random.bits();
        // Some draws fit no problem (no zero to pad, two faults at once): the sequence goes on until one does.
        (0..3_000).find_map(|_| kind.draw()(self, seed, &mut random))
    }
}

/// The seeds of a session's problems.
pub fn series(seed: u64) -> impl Iterator<Item = u64> {
    let mut random = Random::new(seed);
    std::iter::repeat_with(move || random.bits())
}
