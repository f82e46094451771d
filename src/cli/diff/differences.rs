//! What differs between two sides.

use super::side::Side;
use crate::catalog::{CodeReplacement, MueTable, PaymentSource};
use crate::exit::{Exit, UserError};
use crate::import;
use crate::import::diff::amounts::{self, LimitChanged, PriceDiff};
use crate::import::diff::{self, Diff, ModifierDiff};
use crate::quantity::Amount;

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
