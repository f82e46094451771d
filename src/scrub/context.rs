//! A line of the claim with what the catalog knows about it, and the lines of one drug on one date.

use crate::billing::container_held;
use crate::catalog::{
    Administration, Catalog, Circumstances, Code, ContainerType, DEFAULT_PAYER, Date, Facts, ModifierFact, Payer, Product, Rulebook,
    Setting,
};
use crate::claim::ClaimLine;
use crate::explanation::BillingError;
use crate::explanation::rules::{self, RuleId, Scope};
use crate::quantity::Amount;

/// What every line asks of the catalog, decoded once.
pub(super) struct CheckContext<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) book: &'a Rulebook,
    /// Who pays where nobody is named.
    pub(super) default: &'a Payer,
    pub(super) modifiers: &'a [ModifierFact],
    pub(super) administrations: &'a [Administration],
}

impl<'a> CheckContext<'a> {
    pub(super) fn of(catalog: &'a Catalog) -> Result<CheckContext<'a>, BillingError> {
        let book = catalog.rulebook();
        if let Some(missing) = rules::ALL.iter().find(|id| book.rule(id).is_none()) {
            return Err(BillingError::RuleMissing(missing));
        }
        let default = book.payer(DEFAULT_PAYER).ok_or(BillingError::PayerMissing(DEFAULT_PAYER))?;
        Ok(CheckContext { catalog, book, default, modifiers: catalog.modifiers(), administrations: &catalog.reference().administration })
    }

    /// The payer of a name that may not be one of the catalog's: then the kind of payer that the name speaks of.
    pub(super) fn payer(&self, named: Option<&str>) -> (&Payer, bool) {
        let Some(named) = named else { return (self.default, true) };
        if let Some(payer) = self.book.payer(named) {
            return (payer, true);
        }
        let kind = match named {
            n if n.contains("medicaid") => "medicaid",
            n if n.contains("advantage") => "medicare-advantage",
            n if n.contains("medicare") => DEFAULT_PAYER,
            _ => "commercial",
        };
        (self.book.payer(kind).unwrap_or(self.default), false)
    }
}

/// A line with what the catalog knows about it.
pub(super) struct Line<'a> {
    pub(super) cells: &'a ClaimLine,
    pub(super) shelf: &'a CheckContext<'a>,
    /// The drug it bills, where the code is in the catalog.
    pub(super) drug: Option<&'a Code>,
    pub(super) facts: &'a Facts,
    pub(super) date: Date,
    pub(super) payer: &'a Payer,
    /// The payer named is one of the catalog's, or none is named.
    pub(super) payer_known: bool,
    pub(super) setting: Setting,
    /// The line, its place of service or the payer says the setting; else it is the payer's first.
    pub(super) setting_known: bool,
}

impl<'a> Line<'a> {
    pub(super) fn of(shelf: &'a CheckContext<'a>, cells: &'a ClaimLine, on: Date) -> Line<'a> {
        let (payer, payer_known) = shelf.payer(cells.payer.payer.as_deref());
        let from_place = cells.payer.place.as_deref().and_then(|place| match place {
            "19" | "22" => Some(Setting::Outpatient),
            "24" => Some(Setting::Asc),
            "11" | "49" => Some(Setting::Office),
            _ => None,
        });
        let only = payer.settings.first().copied().filter(|_| payer.settings.len() == 1);
        let said = cells.payer.setting.or(from_place).or(only);
        let setting = said.or(payer.settings.first().copied()).unwrap_or(Setting::Office);
        let drug = shelf.catalog.code(cells.code.trim());
        let facts = shelf.catalog.facts(cells.code.trim());
        Line { cells, shelf, drug, facts, date: cells.date.unwrap_or(on), payer, payer_known, setting, setting_known: said.is_some() }
    }

    pub(super) fn has(&self, modifier: &str) -> bool {
        self.cells.modifiers.iter().any(|m| m.eq_ignore_ascii_case(modifier))
    }

    pub(super) fn has_any(&self, modifiers: &[&str]) -> bool {
        modifiers.iter().any(|m| self.has(m))
    }

    /// Does a rule hold for this line? No rule is missing: the shelf has seen to that.
    pub(super) fn rule(&self, id: RuleId) -> bool {
        self.scope().holds(id).unwrap_or(false)
    }

    /// Is the line's code among those a rule names?
    pub(super) fn named_by(&self, id: RuleId) -> bool {
        self.drug.is_some_and(|drug| self.scope().names(id, &drug.code).unwrap_or(false))
    }

    pub(super) fn scope(&self) -> Scope<'_> {
        Scope { book: self.shelf.book, date: self.date, payer: self.payer, setting: self.setting }
    }

    /// Single-dose, multi-dose or unknown: the line says, else what the catalog knows of product and code.
    pub(super) fn container(&self) -> ContainerType {
        let products: Vec<&Product> = self.product().into_iter().collect();
        let held = || container_held(self.drug, self.facts, &products).map(|(container, _)| container);
        self.cells.given.container.or_else(held).unwrap_or_default()
    }

    /// From 340B stock: the line says, else the circumstances.
    pub(super) fn discounted(&self, circumstances: &Circumstances) -> Option<bool> {
        self.cells.given.discounted.or(circumstances.discounted)
    }

    /// The product that the line's NDC names, where it is one of the code's.
    pub(super) fn product(&self) -> Option<&Product> {
        let eleven = self.cells.ndc.as_ref()?.eleven()?;
        self.facts.product(&eleven)
    }

    /// The units as a whole number above zero.
    pub(super) fn units(&self) -> Option<u64> {
        self.cells.units.and_then(Amount::whole).filter(|u| *u > 0)
    }
}

/// The lines of one drug on one date and for one payer.
pub(super) struct Group<'a, 'b> {
    pub(super) lines: Vec<&'b Line<'a>>,
}

impl<'a, 'b> Group<'a, 'b> {
    pub(super) fn administered(&self) -> impl Iterator<Item = &'b Line<'a>> + '_ {
        self.lines.iter().copied().filter(|l| !l.has("JW"))
    }

    pub(super) fn discarded(&self) -> impl Iterator<Item = &'b Line<'a>> + '_ {
        self.lines.iter().copied().filter(|l| l.has("JW"))
    }

    /// The line that speaks for the group: the first that bills what was given.
    pub(super) fn first(&self) -> &'b Line<'a> {
        self.administered().next().unwrap_or(self.lines[0])
    }
}

pub(super) fn groups<'a, 'b>(lines: &'b [Line<'a>]) -> Vec<Group<'a, 'b>> {
    let mut groups: Vec<Group<'a, 'b>> = Vec::new();
    for line in lines.iter().filter(|l| l.drug.is_some()) {
        let same = |g: &&mut Group<'a, 'b>| {
            let first = g.lines[0];
            first.drug == line.drug && first.date == line.date && first.payer.id == line.payer.id
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.lines.push(line),
            None => groups.push(Group { lines: vec![line] }),
        }
    }
    groups
}

/// The units of several lines.
pub(super) fn sum<'l, 'a: 'l>(lines: impl Iterator<Item = &'l Line<'a>>) -> u64 {
    lines.filter_map(Line::units).fold(0, u64::saturating_add)
}
