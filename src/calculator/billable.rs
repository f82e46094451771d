//! What the catalog knows about a code, decoded once for as many computations as are wanted.

use crate::calculator::{Answer, CodeContext, compute};
use crate::catalog::{BillingUnit, Catalog, Code, Facts, ModifierFact, RelatedCode, Rulebook};
use crate::dosing::Request;
use crate::explanation::{BillingError, Field};
use crate::quantity::Quantity;

/// Rules, payers and modifiers, decoded once.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Rules and payers.
    pub book: Rulebook,
    /// CMS's modifiers.
    pub modifiers: Vec<ModifierFact>,
}

impl Rules {
    /// Those of a catalog.
    pub fn of(catalog: &Catalog) -> Rules {
        Rules { book: catalog.rulebook().clone(), modifiers: catalog.modifiers().to_vec() }
    }
}

/// One code, or a bare unit, with everything that a computation asks of the catalog.
#[derive(Clone, Debug)]
pub struct BillableItem {
    name: Option<String>,
    code: Option<Code>,
    unit: BillingUnit,
    facts: Facts,
    successors: Vec<RelatedCode>,
    predecessors: Vec<(String, Quantity)>,
    /// The unit that was typed is not that of the catalog, which says this.
    differs_from: Option<String>,
}

impl BillableItem {
    /// A code of the catalog, case aside.
    pub fn of_code(catalog: &Catalog, code: &str) -> Option<BillableItem> {
        let code = catalog.code(code)?;
        let unit_of = |link: RelatedCode| {
            let unit = catalog.code(&link.code)?.unit.quantity()?;
            Some((link.code, unit))
        };
        Some(BillableItem {
            name: Some(code.code.clone()),
            code: Some(code.clone()),
            unit: code.unit.clone(),
            facts: catalog.facts(&code.code).clone(),
            successors: catalog.successors(&code.code),
            predecessors: catalog.predecessors(&code.code).into_iter().filter_map(unit_of).collect(),
            differs_from: None,
        })
    }

    /// A unit as typed, `10 mg` or `3 mg/3 mg`, for a code that need not be in the catalog or for none.
    ///
    /// # Errors
    /// The unit cannot be read or is zero.
    pub fn of_unit(catalog: &Catalog, code: Option<&str>, unit: &str) -> Result<BillableItem, BillingError> {
        let amounts = unit.split('/').map(|part| crate::dosing::quantity(Field::Unit, part.trim())).collect::<Result<Vec<_>, _>>()?;
        let (first, others) = amounts.split_first().ok_or(BillingError::Inexact("unit"))?;
        let typed = BillingUnit::Amount { quantity: *first, others: others.to_vec(), traps: Vec::new() };
        let mut known = code.and_then(|c| BillableItem::of_code(catalog, c)).unwrap_or_else(|| BillableItem {
            name: code.map(str::to_ascii_uppercase),
            code: None,
            unit: typed.clone(),
            facts: Facts::default(),
            successors: Vec::new(),
            predecessors: Vec::new(),
            differs_from: None,
        });
        if !known.unit_is(&typed) {
            known.differs_from = Some(known.unit.text());
            known.unit = typed;
        }
        Ok(known)
    }

    fn unit_is(&self, typed: &BillingUnit) -> bool {
        let amounts = |unit: &BillingUnit| match unit {
            BillingUnit::Amount { quantity, others, .. } => {
                Some(std::iter::once(quantity).chain(others).map(|q| (q.measure.dimension(), q.in_base())).collect::<Vec<_>>())
            }
            _ => None,
        };
        amounts(&self.unit).is_some() && amounts(&self.unit) == amounts(typed)
    }

    /// The code as CMS states it, where the catalog holds it.
    pub fn code(&self) -> Option<&Code> {
        self.code.as_ref()
    }

    /// Products, payments, limits.
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// What one billed unit is.
    pub fn unit(&self) -> &BillingUnit {
        &self.unit
    }

    /// From an order to claim lines.
    ///
    /// # Errors
    /// As [`compute`].
    pub fn compute(&self, request: &Request, rules: &Rules) -> Result<Answer, BillingError> {
        let subject = CodeContext {
            name: self.name.as_deref(),
            code: self.code.as_ref(),
            unit: &self.unit,
            facts: &self.facts,
            successors: &self.successors,
            predecessors: &self.predecessors,
            modifiers: &rules.modifiers,
            rules: &rules.book,
        };
        let mut answer = compute(request, &subject)?;
        if let (Some(held), Some(code)) = (&self.differs_from, &self.code) {
            answer.warn_unit_differs(&code.code, held, &self.unit.text());
        }
        Ok(answer)
    }
}
