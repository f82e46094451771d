//! The cards that drills are dealt from: real codes with the labelled amounts of their real products.

use crate::catalog::{BillingUnit, Catalog, Code, Container, Date, EditSetting, Facts, Kind, ModifierFact, Rulebook, State};
use crate::quantity::Quantity;

/// A code that measures drug, with its container sizes.
#[derive(Clone, Debug)]
pub struct Card<'c> {
    /// The code.
    pub code: &'c Code,
    /// One billing unit.
    pub unit: Quantity,
    /// Its facts.
    pub facts: Facts,
    /// Labelled amounts of one container, distinct, small first.
    pub sizes: Vec<Quantity>,
    /// Single-dose where CMS lists the code so, multi-dose for the containers named here; others are not dealt.
    pub container: Container,
    /// The published edit for an office.
    pub edit: Option<u64>,
}

/// Everything that problems are made from, as of a date.
#[derive(Debug)]
pub struct Deck<'c> {
    pub(super) catalog: &'c Catalog,
    pub(super) date: Date,
    pub(super) rules: Rulebook,
    pub(super) modifiers: Vec<ModifierFact>,
    /// Active codes with containers of known content.
    pub cards: Vec<Card<'c>>,
    /// Codes of drugs that ended or began since 2015.
    pub(super) turned: Vec<&'c Code>,
    /// NDCs as labels write them, with the code and brand.
    pub(super) labels: Vec<(String, String)>,
}

/// Codes whose largest container is known to be multi-dose: trastuzumab biosimilars mixed with their preserved water, carboplatin,
/// the 20 mL vial of ondansetron. CMS's files do not say how a container may be used; the notes on these codes do.
const MULTI_DOSE: [&str; 7] = ["J2405", "J9045", "Q5112", "Q5113", "Q5114", "Q5116", "Q5117"];

/// Containers of more units than this make unwieldy numbers.
const MOST_UNITS: u64 = 2_000;

impl<'c> Deck<'c> {
    /// The deck of a catalog as of a date of service.
    pub fn new(catalog: &'c Catalog, date: Date) -> Deck<'c> {
        let mut deck = Deck {
            catalog,
            date,
            rules: catalog.rulebook().clone(),
            modifiers: catalog.modifiers().to_vec(),
            cards: Vec::new(),
            turned: Vec::new(),
            labels: Vec::new(),
        };
        for code in catalog.codes().iter().filter(|c| matches!(c.kind, Kind::Drug | Kind::Biological)) {
            let since_2015 = |d: Option<Date>| d.is_some_and(|d| d.year() >= 2015);
            if since_2015(code.dates.ended) || since_2015(code.dates.added) {
                deck.turned.push(code);
            }
            if code.state(date) == State::Active {
                let facts = catalog.facts(&code.code);
                deck.labels.extend(facts.products.iter().filter_map(|p| Some((super::ndc::label(&p.ndc)?, p.brand.clone()))));
                deck.cards.extend(card(code, facts));
            }
        }
        deck
    }

    /// Active codes whose containers are used so.
    pub(super) fn of_container(&self, container: Container) -> Vec<&Card<'c>> {
        self.cards.iter().filter(|c| c.container == container).collect()
    }
}

fn card(code: &Code, facts: Facts) -> Option<Card<'_>> {
    let BillingUnit::Amount { quantity: unit, others, .. } = &code.unit else { return None };
    if !others.is_empty() || unit.measure.is_count() {
        return None;
    }
    let mut sizes: Vec<Quantity> = facts
        .products
        .iter()
        .filter(|p| p.units_per_item.div_floor(crate::quantity::Amount::ONE).is_some_and(|u| (1..=MOST_UNITS).contains(&u)))
        .filter_map(|p| p.labelled)
        .filter(|l| l.measure == unit.measure)
        .collect();
    sizes.sort_by_key(|q| q.amount);
    sizes.dedup();
    let container = if facts.discarded_drug.as_ref().is_some_and(|d| d.listed) {
        Container::Single
    } else if MULTI_DOSE.contains(&code.code.as_str()) {
        sizes.drain(..sizes.len().saturating_sub(1));
        Container::Multi
    } else {
        return None;
    };
    if sizes.is_empty() {
        return None;
    }
    let edit = facts.unit_edits.iter().find(|e| e.setting == EditSetting::Practitioner).map(|e| u64::from(e.value));
    Some(Card { code, unit: *unit, facts, sizes, container, edit })
}
