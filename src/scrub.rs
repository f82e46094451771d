//! Claim lines checked before they are sent: what would draw a denial, which rule says so, and how to mend it.
//!
//! The same findings adjudicate a learner's claim in training.

mod amounts;
mod chart;
mod codes;
mod finding;
mod modifiers;
mod mue;
mod ndc;
mod vials;
mod whole_claim;

pub use finding::{ExpectedDenial, Finding, Severity};

use crate::billing::container_held;
use crate::catalog::{
    Administration, Catalog, Circumstances, Code, ContainerType, DEFAULT_PAYER, Date, Facts, ModifierFact, Payer, Product, Rulebook,
    Setting,
};
use crate::claim::ClaimLine;
use crate::explanation::BillingError;
use crate::explanation::rules::{self, RuleId, Scope};
use crate::quantity::Amount;
use finding::Findings;

/// Checks the lines of one claim. `on` is the date of service of lines that state none, those adjudicated before
/// among them.
///
/// Findings come in the order of the lines, errors first within a line.
///
/// # Errors
/// The catalog lacks a rule or the default payer: nothing found must never mean that nothing was looked for.
pub fn check(catalog: &Catalog, lines: &[ClaimLine], circumstances: &Circumstances, on: Date) -> Result<Vec<Finding>, BillingError> {
    let shelf = CheckContext::of(catalog)?;
    let lines: Vec<Line<'_>> = lines.iter().map(|line| Line::of(&shelf, line, on)).collect();
    let mut found = Findings { found: Vec::new() };
    for line in &lines {
        codes::check(line, circumstances, &mut found);
        if line.drug.is_some() {
            modifiers::check(line, circumstances, &mut found);
            amounts::line(line, &mut found);
        }
    }
    for group in groups(&lines) {
        amounts::group(&group, &mut found);
        ndc::group(&group, &mut found);
        modifiers::group(&group, circumstances, &mut found);
        whole_claim::approved_units(&group, circumstances, &mut found);
    }
    whole_claim::check(&lines, circumstances, on, &mut found);
    found.found.sort_by_key(|f| (f.line, f.severity));
    Ok(found.found)
}

/// What every line asks of the catalog, decoded once.
struct CheckContext<'a> {
    catalog: &'a Catalog,
    book: &'a Rulebook,
    /// Who pays where nobody is named.
    default: &'a Payer,
    modifiers: &'a [ModifierFact],
    administrations: &'a [Administration],
}

impl<'a> CheckContext<'a> {
    fn of(catalog: &'a Catalog) -> Result<CheckContext<'a>, BillingError> {
        let book = catalog.rulebook();
        if let Some(missing) = rules::ALL.iter().find(|id| book.rule(id).is_none()) {
            return Err(BillingError::RuleMissing(missing));
        }
        let default = book.payer(DEFAULT_PAYER).ok_or(BillingError::PayerMissing(DEFAULT_PAYER))?;
        Ok(CheckContext { catalog, book, default, modifiers: catalog.modifiers(), administrations: &catalog.reference().administration })
    }

    /// The payer of a name that may not be one of the catalog's: then the kind of payer that the name speaks of.
    fn payer(&self, named: Option<&str>) -> (&Payer, bool) {
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
struct Line<'a> {
    cells: &'a ClaimLine,
    shelf: &'a CheckContext<'a>,
    /// The drug it bills, where the code is in the catalog.
    drug: Option<&'a Code>,
    facts: &'a Facts,
    date: Date,
    payer: &'a Payer,
    /// The payer named is one of the catalog's, or none is named.
    payer_known: bool,
    setting: Setting,
    /// The line, its place of service or the payer says the setting; else it is the payer's first.
    setting_known: bool,
}

impl<'a> Line<'a> {
    fn of(shelf: &'a CheckContext<'a>, cells: &'a ClaimLine, on: Date) -> Line<'a> {
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

    fn has(&self, modifier: &str) -> bool {
        self.cells.modifiers.iter().any(|m| m.eq_ignore_ascii_case(modifier))
    }

    fn has_any(&self, modifiers: &[&str]) -> bool {
        modifiers.iter().any(|m| self.has(m))
    }

    /// Does a rule hold for this line? No rule is missing: the shelf has seen to that.
    fn rule(&self, id: RuleId) -> bool {
        self.scope().holds(id).unwrap_or(false)
    }

    /// Is the line's code among those a rule names?
    fn named_by(&self, id: RuleId) -> bool {
        self.drug.is_some_and(|drug| self.scope().names(id, &drug.code).unwrap_or(false))
    }

    fn scope(&self) -> Scope<'_> {
        Scope { book: self.shelf.book, date: self.date, payer: self.payer, setting: self.setting }
    }

    /// Single-dose, multi-dose or unknown: the line says, else what the catalog knows of product and code.
    fn container(&self) -> ContainerType {
        let products: Vec<&Product> = self.product().into_iter().collect();
        let held = || container_held(self.drug, self.facts, &products).map(|(container, _)| container);
        self.cells.given.container.or_else(held).unwrap_or_default()
    }

    /// From 340B stock: the line says, else the circumstances.
    fn discounted(&self, circumstances: &Circumstances) -> Option<bool> {
        self.cells.given.discounted.or(circumstances.discounted)
    }

    /// The product that the line's NDC names, where it is one of the code's.
    fn product(&self) -> Option<&Product> {
        let eleven = ndc::eleven(&self.cells.ndc.as_ref()?.ndc)?;
        self.facts.products.iter().find(|p| p.ndc11.as_deref() == Some(&eleven))
    }

    /// The units as a whole number above zero.
    fn units(&self) -> Option<u64> {
        self.cells.units.and_then(Amount::whole).filter(|u| *u > 0)
    }
}

/// The lines of one drug on one date and for one payer.
struct Group<'a, 'b> {
    lines: Vec<&'b Line<'a>>,
}

impl<'a, 'b> Group<'a, 'b> {
    fn administered(&self) -> impl Iterator<Item = &'b Line<'a>> + '_ {
        self.lines.iter().copied().filter(|l| !l.has("JW"))
    }

    fn discarded(&self) -> impl Iterator<Item = &'b Line<'a>> + '_ {
        self.lines.iter().copied().filter(|l| l.has("JW"))
    }

    /// The line that speaks for the group: the first that bills what was given.
    fn first(&self) -> &'b Line<'a> {
        self.administered().next().unwrap_or(self.lines[0])
    }
}

fn groups<'a, 'b>(lines: &'b [Line<'a>]) -> Vec<Group<'a, 'b>> {
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
