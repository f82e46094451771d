//! What differs between two sides.

use crate::import::diff::amounts::{LimitChanged, PriceDiff};
use crate::import::diff::{Diff, ModifierDiff};

/// Everything that differs, in the order to read it.
pub(super) struct Differences<'a> {
    /// What both sides hold: `codes`, `modifiers`, `practitioner limits` ....
    pub(super) compared: Vec<&'static str>,
    pub(super) codes: Diff<'a>,
    pub(super) modifiers: ModifierDiff<'a>,
    pub(super) limits: Vec<LimitChanged<'a>>,
    pub(super) prices: PriceDiff<'a>,
}

impl Differences<'_> {
    pub(super) fn is_empty(&self) -> bool {
        self.codes.is_empty() && self.modifiers == ModifierDiff::default() && self.limits.is_empty() && self.prices == PriceDiff::default()
    }
}
