//! What the catalog knows about a code, decoded once for as many computations as are wanted.

use std::sync::Arc;

use crate::billing::priced_by_the_unit;
use crate::calculator::sanity::{self, Labeled};
use crate::calculator::strength;
use crate::calculator::{Answer, CodeContext, compute};
use crate::catalog::{BillingUnit, Catalog, Code, DEFAULT_PAYER, Facts, Modifiers, Product, RelatedCode, Rulebook, Setting, State};
use crate::dosing::Request;
use crate::explanation::{BillingError, Field, Warning, WarningKind, rules};
use crate::quantity::{Dimension, Measure, Quantity};

/// Rules, payers and modifiers, shared with the catalog.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Rules and payers.
    pub book: Arc<Rulebook>,
    /// CMS's modifiers.
    pub modifiers: Arc<Modifiers>,
}

impl Rules {
    /// Those of a catalog.
    pub fn of(catalog: &Catalog) -> Rules {
        let (book, modifiers) = catalog.share_rules();
        Rules { book, modifiers }
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
    /// Codes that billed the drug before, and when.
    before: Vec<Code>,
    /// What is given how often.
    labeled: Vec<Labeled>,
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
        let source = |schedule: &crate::catalog::Schedule| schedule.sources.first().and_then(|id| catalog.source(id));
        let labeled = catalog.schedules(&code.code).into_iter().map(|schedule| {
            let source = source(&schedule).map(|source| source.title.clone());
            Labeled::new(schedule, source)
        });
        Some(BillableItem {
            labeled: labeled.collect(),
            before: before(catalog, code),
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
            before: Vec::new(),
            labeled: Vec::new(),
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

    /// A refusal of an order with a dose of this drug as it may be written: an amount, and the volume that holds it.
    pub fn refusal(&self, error: BillingError) -> BillingError {
        let of_order = match &error {
            BillingError::Unreadable { field, .. } => *field == Field::Order,
            BillingError::Missing { field, .. } => *field == Field::Concentration,
            BillingError::Order { .. } => true,
            BillingError::Incompatible { .. } => error.field() == Some(Field::Order),
            _ => false,
        };
        let Some(example) = self.example().filter(|_| of_order) else { return error };
        let of_code = self.name.as_ref().map(|code| format!("for {code} ")).unwrap_or_default();
        BillingError::WithExample { error: Box::new(error), accepted: format!("{of_code}write it like {example}") }
    }

    /// `1,000 mg or 10 mL`: the smallest package of a unit or more, or else one unit.
    fn example(&self) -> Option<String> {
        let BillingUnit::Amount { quantity: unit, others, .. } = &self.unit else { return None };
        if !others.is_empty() {
            let each: Vec<String> = std::iter::once(unit).chain(others).map(|part| part.grouped().to_string()).collect();
            return Some(each.join("/"));
        }
        let alike = self.facts.products.iter().filter(|p| !p.contradicts_itself()).filter_map(|p| p.labeled?.convert(unit.measure).ok());
        let dose = alike.filter(|label| label.amount >= unit.amount).min_by(|a, b| a.amount.cmp(&b.amount)).unwrap_or(*unit);
        let products: Vec<&Product> = self.facts.products.iter().collect();
        let volume = strength::of_every(&products).and_then(|s| s.volume_of(dose).ok()?.convert(Measure::Milliliter).ok());
        let volume = volume.filter(|_| dose.measure.dimension() != Dimension::Volume).map(|v| format!(" or {}", v.grouped()));
        Some(format!("{}{}", dose.grouped(), volume.unwrap_or_default()))
    }

    /// From an order to claim lines.
    ///
    /// # Errors
    /// As [`compute`].
    pub fn compute(&self, request: &Request, rules: &Rules) -> Result<Answer, BillingError> {
        if let Some(answer) = self.before_its_code(request, rules)? {
            return Ok(answer);
        }
        let subject = CodeContext {
            name: self.name.as_deref(),
            code: self.code.as_ref(),
            unit: &self.unit,
            facts: &self.facts,
            successors: &self.successors,
            predecessors: &self.predecessors,
            modifiers: Some(&rules.modifiers),
            rules: &rules.book,
        };
        let mut answer = compute(request, &subject)?;
        if let (Some(held), Some(code)) = (&self.differs_from, &self.code) {
            answer.warn_unit_differs(&code.code, held, &self.unit.text());
        }
        sanity::check(request, &self.unit, &self.labeled, &rules.book, &mut answer);
        Ok(answer)
    }

    /// The lines of the unclassified code that bills the drug on a date before its own code begins, where no other code did.
    fn before_its_code(&self, request: &Request, rules: &Rules) -> Result<Option<Answer>, BillingError> {
        let Some(code) = self.code.as_ref().filter(|code| code.state(request.date) == State::Future) else { return Ok(None) };
        let Some(begins) = code.dates.added.filter(|_| self.before.iter().all(|old| old.state(request.date) != State::Active)) else {
            return Ok(None);
        };
        let payer = rules.book.payer_named(request.claim.payer.as_deref().unwrap_or(DEFAULT_PAYER));
        let setting = request.claim.setting.or(payer.and_then(|p| p.settings.first().copied())).unwrap_or(Setting::Office);
        let Some(interim) = rules.book.unit_notes().interim(&code.code, &code.name, setting) else { return Ok(None) };
        let mut products = self.facts.products.clone();
        products.retain(|product| !priced_by_the_unit(product, self.name.as_deref(), &self.unit, &rules.book));
        let facts = Facts { products, mue: Vec::new(), payments: Vec::new(), ..self.facts.clone() };
        let subject = CodeContext {
            name: Some(interim),
            code: None,
            unit: &BillingUnit::Unclassified,
            facts: &facts,
            successors: &[],
            predecessors: &[],
            modifiers: Some(&rules.modifiers),
            rules: &rules.book,
        };
        let mut answer = compute(request, &subject)?;
        let text = format!("{} begins on {begins}; on {} {interim} bills the drug, with narrative and NDC", code.code, request.date);
        answer.asked.code.clone_from(&self.name);
        answer.warnings.insert(0, Warning { kind: WarningKind::InterimCode, text, rule: rules::INTERIM_CODE });
        Ok(Some(answer))
    }
}

/// The codes that may have billed the drug before: those it replaced, and those that its descriptor names as not equivalent with
/// what they replaced (`not therapeutically equivalent to j0165`).
fn before(catalog: &Catalog, code: &Code) -> Vec<Code> {
    const CODE: usize = 5;
    let words = code
        .descriptor
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| word.len() == CODE && word.ends_with(|c: char| c.is_ascii_digit()));
    let named = words.filter_map(|word| catalog.code(&word.to_ascii_uppercase())).filter(|named| named.code != code.code);
    let of_named = named.flat_map(|named| std::iter::once(named.code.clone()).chain(replaced(catalog, named)));
    replaced(catalog, code).chain(of_named).filter_map(|name| catalog.code(&name)).cloned().collect()
}

fn replaced(catalog: &Catalog, code: &Code) -> impl Iterator<Item = String> {
    catalog.predecessors(&code.code).into_iter().map(|link| link.code)
}
