//! The cards that drills are dealt from: real codes with the labeled amounts of their real products.

use super::packages::{Package, packages};
use super::usual::{self, UsualDose};
use crate::billing::{duty_is_open, states_size};
use crate::catalog::{
    BillingUnit, Catalog, Code, ContainerType, DEFAULT_PAYER, Date, Facts, Kind, Modifiers, MueTable, Product, Rulebook, State,
};
use crate::quantity::{Amount, Quantity};

/// A code that measures drug, with the sizes of its containers of one kind.
#[derive(Clone, Debug)]
pub struct DrillItem<'c> {
    /// The code.
    pub code: &'c Code,
    /// One billing unit.
    pub unit: Quantity,
    /// Its facts.
    pub facts: &'c Facts,
    /// Labeled amounts of one container, distinct, small first.
    pub sizes: Vec<Quantity>,
    /// Single-dose or multi-dose, never unknown.
    pub container: ContainerType,
    /// Usual doses of the code on the date, in its measure; empty where none is stated.
    pub doses: Vec<UsualDose>,
    /// The published edit for an office.
    pub edit: Option<u64>,
}

/// Everything that problems are made from, as of a date.
#[derive(Debug)]
pub struct DrillGenerator<'c> {
    pub(crate) catalog: &'c Catalog,
    pub(crate) date: Date,
    pub(crate) rules: &'c Rulebook,
    pub(crate) modifiers: &'c Modifiers,
    /// Active codes with containers of known content.
    pub cards: Vec<DrillItem<'c>>,
    /// Codes of drugs that ended or began since 2015.
    pub(crate) turned: Vec<&'c Code>,
    /// NDCs as labels write them, with the code and brand.
    pub(crate) labels: Vec<(String, String)>,
    /// Packages of several drugs.
    pub(super) packages: Vec<Package<'c>>,
}

/// Containers of more units than this make unwieldy numbers.
const MOST_UNITS: u64 = 2_000;

impl<'c> DrillGenerator<'c> {
    /// The deck of a catalog as of a date of service.
    pub fn new(catalog: &'c Catalog, date: Date) -> DrillGenerator<'c> {
        let mut generator = DrillGenerator {
            catalog,
            date,
            rules: catalog.rulebook(),
            modifiers: catalog.modifiers(),
            cards: Vec::new(),
            turned: Vec::new(),
            labels: Vec::new(),
            packages: packages(catalog, date),
        };
        for code in catalog.codes().iter().filter(|c| matches!(c.kind, Kind::Drug | Kind::Biological)) {
            let since_2015 = |d: Option<Date>| d.is_some_and(|d| d.year() >= 2015);
            if since_2015(code.dates.ended) || since_2015(code.dates.added) {
                generator.turned.push(code);
            }
            if code.state(date) == State::Active {
                let facts = catalog.facts(&code.code);
                generator.labels.extend(facts.products.iter().filter_map(|p| Some((super::model::label(&p.ndc)?, p.brand.clone()))));
                generator.cards.extend(
                    [ContainerType::Single, ContainerType::Multi]
                        .into_iter()
                        .filter_map(|kind| card(code, facts, kind, generator.rules))
                        .map(|c| with_doses(c, catalog, date)),
                );
            }
        }
        generator
    }

    /// The most units a line of Medicare Part B holds.
    pub(crate) fn units_per_line(&self) -> u64 {
        self.rules.payer(DEFAULT_PAYER).map_or(u64::MAX, |payer| u64::from(payer.units_per_line))
    }

    /// Active codes whose containers are used so, and whose usual doses are known.
    pub(crate) fn of_container(&self, container: ContainerType) -> Vec<&DrillItem<'c>> {
        self.cards.iter().filter(|c| c.container == container && !c.doses.is_empty()).collect()
    }
}

/// The card of a code's containers of one kind. A package is what its label says; where that is not known and CMS lists the
/// code as single-dose, it is single-dose; else it is not dealt.
fn card<'c>(code: &'c Code, facts: &'c Facts, container: ContainerType, rules: &Rulebook) -> Option<DrillItem<'c>> {
    let BillingUnit::Amount { quantity: unit, others, .. } = &code.unit else { return None };
    if !others.is_empty() || unit.measure.is_count() {
        return None;
    }
    if container == ContainerType::Single && duty_is_open(Some(code), rules) {
        return None;
    }
    let listed = facts.discarded_drug.as_ref().is_some_and(|d| d.listed);
    let kind = |p: &Product| if p.container == ContainerType::Unknown && listed { ContainerType::Single } else { p.container };
    let mut sizes: Vec<Quantity> = facts
        .products
        .iter()
        .filter(|p| kind(p) == container)
        .filter(|p| states_size(p, Some(&code.code), &code.unit, rules))
        .filter(|p| p.units_per_item.div_floor(Amount::ONE).is_some_and(|u| (1..=MOST_UNITS).contains(&u)))
        .filter_map(|p| p.labeled)
        .filter(|l| l.measure == unit.measure)
        .collect();
    sizes.sort_by_key(|q| q.amount);
    sizes.dedup();
    if sizes.is_empty() {
        return None;
    }
    Some(DrillItem { code, unit: *unit, facts, sizes, container, doses: Vec::new(), edit: edit(facts) })
}

/// The MUE of an office.
pub(super) fn edit(facts: &Facts) -> Option<u64> {
    facts.mue.iter().find(|e| e.setting == MueTable::Practitioner).map(|e| u64::from(e.value))
}

fn with_doses<'c>(card: DrillItem<'c>, catalog: &Catalog, date: Date) -> DrillItem<'c> {
    let mut doses = usual::doses(catalog, &card.code.code, date);
    doses.retain(|dose| dose.amount.convert(card.unit.measure).is_ok());
    DrillItem { doses, ..card }
}
