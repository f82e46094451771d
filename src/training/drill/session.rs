//! The problems of one sitting.

use super::super::progress::Learner;
use super::super::random::Random;
use super::{Drill, DrillGenerator, DrillKind, series};
use crate::catalog::Date;

/// What a learner wants to be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Only this kind; `None` mixes them.
    pub kind: Option<DrillKind>,
    /// How many problems.
    pub count: usize,
    /// The same seed gives the same problems; `None` takes one from the day and what was answered before.
    pub seed: Option<u64>,
}

impl DrillGenerator<'_> {
    /// The problems: with a seed just those; without one, problems about rules that are due on the day come first.
    pub fn session(&self, wanted: &Wanted, name: &str, learner: &Learner, on: Date) -> Vec<Drill> {
        let of_seed = |seed| wanted.kind.map_or_else(|| self.generate(seed), |kind| self.deal_kind(kind, seed));
        if let Some(seed) = wanted.seed {
            return series(seed).take(wanted.count).filter_map(of_seed).collect();
        }
        let answered: u64 = learner.drills.values().map(|d| u64::from(d.answered)).sum();
        let seed = Random::of_text(&format!("{name} {on} {answered}")).bits();
        let due = learner.due(on);
        let mut pool: Vec<Drill> = series(seed).take(wanted.count.saturating_mul(4)).filter_map(of_seed).collect();
        pool.sort_by_key(|drill| !due.contains(&drill.rule));
        pool.truncate(wanted.count);
        pool
    }
}
