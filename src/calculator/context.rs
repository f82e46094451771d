//! What the calculator is told about a code.

use crate::catalog::{BillingUnit, Code, Compound, Facts, Modifiers, RelatedCode, Rulebook};
use crate::quantity::Quantity;

/// What is known about the code, or about a bare unit.
#[derive(Clone, Copy, Debug)]
pub struct CodeContext<'a> {
    /// The code as it is to stand on the lines, where one is named.
    pub name: Option<&'a str>,
    /// The code as CMS states it, where the catalog holds it.
    pub code: Option<&'a Code>,
    /// What one billed unit is.
    pub unit: &'a BillingUnit,
    /// Products, payments, limits.
    pub facts: &'a Facts,
    /// What bills now, where the code ended.
    pub successors: &'a [RelatedCode],
    /// Codes that it took over from, with their units.
    pub predecessors: &'a [(String, Quantity)],
    /// CMS's modifiers, where they are at hand.
    pub modifiers: Option<&'a Modifiers>,
    /// Rules and payers.
    pub rules: &'a Rulebook,
}

impl<'a> CodeContext<'a> {
    /// A code that is billed as it stands, without the codes before and after it, and without CMS's modifiers.
    pub fn of_code(code: &'a Code, facts: &'a Facts, rules: &'a Rulebook) -> CodeContext<'a> {
        let (successors, predecessors) = (&[], &[]);
        CodeContext { name: Some(&code.code), code: Some(code), unit: &code.unit, facts, successors, predecessors, modifiers: None, rules }
    }

    /// [`Rulebook::is_injected`]; of a bare unit nothing is known.
    pub(super) fn is_injected(&self) -> bool {
        self.code.is_some_and(|code| self.rules.is_injected(code))
    }

    /// The row of `units.toml` of a product of several drugs.
    pub(super) fn compound(&self) -> Option<&'a Compound> {
        self.rules.unit_notes().compound(self.name?)
    }
}
