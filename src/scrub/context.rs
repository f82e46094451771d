//! A line of the claim with what the catalog knows about it, and the lines of one drug on one date.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;

use crate::billing::{container_held, duty_is_open};
use crate::catalog::{
    Administration, Catalog, Circumstances, Code, ContainerType, DEFAULT_PAYER, Date, Edit, Facts, Modifiers, Payer, PayerNames, PlaceNote,
    Product, Rule, Rulebook, Setting,
};
use crate::claim::ClaimLine;
use crate::coverage::{self, Jurisdiction, LineCoverage};
use crate::explanation::BillingError;
use crate::explanation::rules::{self, RuleId, Scope};
use crate::quantity::Amount;

/// What rules, payers, edits and CMS's modifiers say.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RuleSet<'a> {
    pub(crate) book: &'a Rulebook,
    pub(crate) modifiers: Option<&'a Modifiers>,
}

impl<'a> RuleSet<'a> {
    /// # Errors
    /// [`BillingError::RuleMissing`]: nothing found must never mean that nothing was looked for.
    pub(crate) fn of(book: &'a Rulebook, modifiers: Option<&'a Modifiers>) -> Result<RuleSet<'a>, BillingError> {
        let missing = rules::ALL.iter().find(|id| book.rule(id).is_none()).copied();
        let unread =
            || Edit::ALL.iter().find(|id| book.edit(**id).is_none_or(|row| rules::find(&row.rule).is_none())).map(|id| id.as_str());
        match missing.or_else(unread) {
            Some(missing) => Err(BillingError::RuleMissing(missing)),
            None => Ok(RuleSet { book, modifiers }),
        }
    }

    /// For lines of the calculator, which asks for its rules one by one: only the edits are counted, so that a batch stays quick.
    ///
    /// # Errors
    /// As [`RuleSet::of`].
    pub(crate) fn with_edits(book: &'a Rulebook, modifiers: Option<&'a Modifiers>) -> Result<RuleSet<'a>, BillingError> {
        // Each edit has at most one row.
        if book.edits().len() == Edit::ALL.len() { Ok(RuleSet { book, modifiers }) } else { RuleSet::of(book, modifiers) }
    }

    /// A rule of the program, which `of` found.
    pub(super) fn rule(self, id: RuleId) -> Option<&'a Rule> {
        self.book.rule(id)
    }
}

/// What every line asks of the catalog, decoded once.
pub(super) struct CheckContext<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) rules: RuleSet<'a>,
    /// Who pays where nobody is named.
    pub(super) default: &'a Payer,
    /// By code.
    administrations: Vec<&'a Administration>,
    places: &'a [PlaceNote],
    payers: PayerNames<'a>,
    /// What was asked of the coverage documents before: a file repeats contractors, codes and diagnoses.
    contractors: Memo<(Option<String>, Option<String>)>,
    listed: Memo<Option<LineCoverage>>,
}

/// Answers kept by what was asked, a bounded number of them.
struct Memo<V>(RefCell<HashMap<String, V>>);

impl<V: Clone> Memo<V> {
    /// Answers that are kept at a time.
    const KEPT: usize = 1 << 13;

    fn get(&self, asked: String, answer: impl FnOnce() -> V) -> V {
        if let Some(held) = self.0.borrow().get(&asked) {
            return held.clone();
        }
        let answer = answer();
        let mut kept = self.0.borrow_mut();
        if kept.len() >= Self::KEPT {
            kept.clear();
        }
        kept.insert(asked, answer.clone());
        answer
    }
}

impl<'a> CheckContext<'a> {
    pub(super) fn of(catalog: &'a Catalog) -> Result<CheckContext<'a>, BillingError> {
        let rules = RuleSet::of(catalog.rulebook(), Some(catalog.modifiers()))?;
        let default = rules.book.payer(DEFAULT_PAYER).ok_or(BillingError::PayerMissing(DEFAULT_PAYER))?;
        let reference = catalog.reference();
        let mut administrations: Vec<&Administration> = reference.administration.iter().collect();
        administrations.sort_by(|a, b| a.code.cmp(&b.code));
        Ok(CheckContext {
            catalog,
            rules,
            default,
            administrations,
            places: &reference.place_notes,
            payers: rules.book.payer_names(),
            contractors: Memo(RefCell::default()),
            listed: Memo(RefCell::default()),
        })
    }

    /// The administration number that a line bills.
    pub(super) fn administration(&self, line: &Line<'_>) -> Option<&'a Administration> {
        self.administrations.binary_search_by(|number| number.code.as_str().cmp(line.code)).ok().map(|at| self.administrations[at])
    }

    /// What the local documents say of the diagnoses of a line: those of the state, of the contractor, or of a payer that is one, the
    /// first that is known.
    pub(super) fn listed(&self, code: &str, line: &Line<'_>, circumstances: &Circumstances) -> Option<LineCoverage> {
        // Most codes are in no document.
        self.catalog.coverage().naming(code).next()?;
        let stated = [circumstances.state.as_deref(), circumstances.contractor.as_deref(), line.cells.payer.payer.as_deref()];
        let (state, contractor) = self.contractors.get(stated.map(Option::unwrap_or_default).join("\u{1f}"), || {
            let known = [(stated[0], None), (None, stated[1]), (None, stated[2])];
            let mut known = known.into_iter().filter(|(state, name)| state.is_some() || name.is_some());
            let found = known.find_map(|(state, name)| Jurisdiction::parse(self.catalog, state, name).ok()).unwrap_or_default();
            match found {
                Jurisdiction::State(state, _) => (Some(state.to_owned()), None),
                found => (None, found.contractor().map(|contractor| contractor.id.clone())),
            }
        });
        // Of the date only which documents hold decides.
        let mut asked = [code, state.as_deref().unwrap_or_default(), contractor.as_deref().unwrap_or_default()].join("\u{1f}");
        asked.push('\u{1f}');
        asked.extend(self.catalog.coverage().naming(code).map(|document| if document.holds(line.date) { '1' } else { '0' }));
        let diagnoses = &line.cells.diagnoses;
        asked.push('\u{1f}');
        asked.push_str(&diagnoses.join(" "));
        self.listed.get(asked, || {
            let jurisdiction = Jurisdiction::parse(self.catalog, state.as_deref(), contractor.as_deref()).unwrap_or_default();
            coverage::check_line(self.catalog, code, diagnoses, jurisdiction, line.date)
        })
    }

    /// The payer of a name that may not be one of the catalog's: then the nearest kind of payer.
    fn payer(&self, named: Option<&str>) -> (&'a Payer, bool) {
        let Some(named) = named else { return (self.default, true) };
        if let Some(payer) = self.payers.payer(named) {
            return (payer, true);
        }
        (self.rules.book.payer_standing_for(named).unwrap_or(self.default), false)
    }
}

/// A line with what is known about it.
pub(crate) struct Line<'a> {
    pub(crate) cells: &'a ClaimLine,
    /// Its code, without the blanks around it.
    pub(crate) code: &'a str,
    pub(crate) rules: RuleSet<'a>,
    /// The drug it bills, where the code is in the catalog.
    pub(crate) drug: Option<&'a Code>,
    pub(crate) facts: &'a Facts,
    pub(crate) date: Date,
    pub(crate) payer: &'a Payer,
    /// The payer named is one of the catalog's, or none is named.
    pub(crate) payer_known: bool,
    pub(crate) setting: Setting,
    /// The line, its place of service or the payer says the setting; else it is the payer's first.
    pub(crate) setting_known: bool,
    /// The container, once it was asked for.
    pub(crate) container: OnceCell<ContainerType>,
}

impl<'a> Line<'a> {
    pub(super) fn of(context: &CheckContext<'a>, cells: &'a ClaimLine, on: Date) -> Line<'a> {
        let (payer, payer_known) = context.payer(cells.payer.payer.as_deref());
        let place = cells.payer.place.as_deref();
        let from_place = context.places.iter().find(|p| Some(p.code.as_str()) == place).and_then(|p| p.setting);
        let only = payer.settings.first().copied().filter(|_| payer.settings.len() == 1);
        let said = cells.payer.setting.or(from_place).or(only);
        let code = cells.code.trim();
        Line {
            cells,
            code,
            rules: context.rules,
            drug: context.catalog.code(code),
            facts: context.catalog.facts(code),
            date: cells.date.unwrap_or(on),
            payer,
            payer_known,
            setting: said.or(payer.settings.first().copied()).unwrap_or(Setting::Office),
            setting_known: said.is_some(),
            container: OnceCell::new(),
        }
    }

    pub(super) fn has(&self, modifier: &str) -> bool {
        self.cells.modifiers.iter().any(|m| m.eq_ignore_ascii_case(modifier))
    }

    /// The modifiers of the line that a rule is about, as the rule writes them.
    pub(super) fn modifiers_of(&self, id: RuleId) -> Vec<&'a str> {
        let about = self.rules.rule(id).map_or(&[][..], |rule| &rule.modifiers);
        about.iter().map(String::as_str).filter(|m| self.has(m)).collect()
    }

    /// Does a rule hold for this line? No rule is missing: [`RuleSet::of`] has seen to that.
    pub(super) fn rule(&self, id: RuleId) -> bool {
        self.scope().holds(id).unwrap_or(false)
    }

    /// Is the line's code among those a rule names?
    pub(super) fn named_by(&self, id: RuleId) -> bool {
        self.scope().names(id, self.drug.map_or(self.code, |drug| &drug.code)).unwrap_or(false)
    }

    pub(super) fn scope(&self) -> Scope<'a> {
        Scope { book: self.rules.book, date: self.date, payer: self.payer, setting: self.setting }
    }

    /// Single-dose, multi-dose or unknown: the line says, else what the catalog knows of product and code. Unknown too where no
    /// source says whether the code takes JW and JZ.
    pub(super) fn container(&self) -> ContainerType {
        *self.container.get_or_init(|| {
            let products: Vec<&Product> = self.product().into_iter().collect();
            let held = || container_held(self.drug, self.facts, &products, self.rules.book).map(|(container, _)| container);
            let settled = || held().filter(|_| !duty_is_open(self.drug, self.rules.book));
            self.cells.given.container.or_else(settled).unwrap_or_default()
        })
    }

    /// From 340B stock: the line says, else the circumstances.
    pub(super) fn discounted(&self, circumstances: &Circumstances) -> Option<bool> {
        self.cells.given.discounted.or(circumstances.discounted)
    }

    /// The product that the line's NDC names, where it is one of the code's.
    pub(super) fn product(&self) -> Option<&'a Product> {
        let eleven = self.cells.ndc.as_ref()?.eleven()?;
        self.facts.product(&eleven)
    }

    /// The units as a whole number above zero.
    pub(super) fn units(&self) -> Option<u64> {
        self.cells.units.and_then(Amount::whole).filter(|u| *u > 0)
    }
}

/// The lines of one drug on one date and for one payer.
pub(crate) struct Group<'a, 'b> {
    pub(crate) lines: Vec<&'b Line<'a>>,
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
            first.drug.map(|drug| &drug.code) == line.drug.map(|drug| &drug.code)
                && first.date == line.date
                && first.payer.id == line.payer.id
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
