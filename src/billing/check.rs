//! Claim lines checked before they are sent: what would draw a denial, which rule says so, and how to mend it.
//!
//! The same findings adjudicate a learner's claim in training.

mod amounts;
mod cells;
mod claim;
mod codes;
mod modifiers;
mod product;

pub use cells::COLUMNS;
use serde::Serialize;

use super::rules::{RuleId, Scope};
use super::supply;
use crate::catalog::{Catalog, Code, Container, Date, Facts, Payer, Rulebook, Setting};
use crate::quantity::Amount;

/// One line of a claim. What is not known stays `None` and is not checked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClaimLine {
    /// Its number on the claim.
    pub number: usize,
    /// HCPCS code, or an administration number of five digits.
    pub code: String,
    /// Modifiers in the order of the claim.
    pub modifiers: Vec<String>,
    /// Units billed.
    pub units: Option<Amount>,
    /// Date of service.
    pub date: Option<Date>,
    /// What stands in the NDC segment.
    pub ndc: Option<NdcCells>,
    /// What was given and opened.
    pub given: Given,
    /// Diagnoses that the line points to.
    pub diagnoses: Vec<String>,
    /// Who pays and where it was given.
    pub payer: PayerCells,
}

/// The NDC segment as it stands on the claim.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NdcCells {
    /// The code, with or without `N4`.
    pub ndc: String,
    /// Unit of measure qualifier.
    pub qualifier: Option<String>,
    /// Quantity.
    pub quantity: Option<Amount>,
}

/// What the chart says of a line.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Given {
    /// The dose given: `372 mg`.
    pub dose: Option<String>,
    /// The containers opened: `3x150 mg`.
    pub opened: Option<String>,
    /// Single-dose or multi-dose.
    pub container: Option<Container>,
}

/// For whom a line is billed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PayerCells {
    /// Payer id; Medicare Part B where none is given.
    pub payer: Option<String>,
    /// Setting; from the place of service or the payer where none is given.
    pub setting: Option<Setting>,
    /// Place of service, two digits.
    pub place: Option<String>,
}

/// What the chart, the payer and the calendar say beside the lines. Unknown by default, and then not checked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Circumstances {
    /// When the payer first received the claim.
    pub received: Option<Date>,
    /// The codes that an approval names; empty where one is required and none was obtained; `None` where none is required.
    pub authorised: Option<Vec<String>>,
    /// The last day of the approval.
    pub authorised_until: Option<Date>,
    /// Starts of the diagnoses that the payer's policy covers.
    pub covered_diagnoses: Option<Vec<String>>,
    /// Lines that were adjudicated before.
    pub earlier: Vec<ClaimLine>,
    /// The drug cost the provider nothing (sample, study, patient's or plan's own supply).
    pub supplied_free: bool,
    /// Bought under the 340B programme.
    pub discounted: Option<bool>,
    /// Records were requested and not sent.
    pub records_unanswered: bool,
    /// The plan takes the drug only from a pharmacy that it names, and it came from stock.
    pub specialty_pharmacy_required: bool,
    /// Given at home by a pump: the equipment contractor's.
    pub home_pump: bool,
    /// The narrative names drug, dose and route (unclassified codes).
    pub narrative: Option<bool>,
}

/// How sure a finding is to hurt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The line is wrong.
    Error,
    /// The line is probably wrong, or right and likely to be questioned.
    Warning,
    /// Worth knowing; nothing to mend.
    Note,
}

/// Something found on a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The line's number.
    pub line: usize,
    /// A kebab-case word.
    pub kind: &'static str,
    /// What is wrong.
    pub text: String,
    /// The rule's id in `rules.toml`.
    pub rule: RuleId,
    /// How sure.
    pub severity: Severity,
    /// The denial it would draw; `null` where it would be paid, wrongly or not.
    pub denial: Option<ExpectedDenial>,
    /// How to mend it.
    pub fix: String,
}

/// The codes a payer would answer with. Typical: payers map their edits differently.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExpectedDenial {
    /// Group code.
    pub group: &'static str,
    /// Claim adjustment reason code.
    pub carc: &'static str,
    /// Remark codes.
    pub rarc: Vec<&'static str>,
}

/// Checks the lines of one claim. `on` is the date of service of lines that state none.
///
/// Findings come in the order of the lines, errors first within a line.
pub fn check(catalog: &Catalog, lines: &[ClaimLine], circumstances: &Circumstances, on: Date) -> Vec<Finding> {
    let rulebook = catalog.rulebook();
    let Some(default_payer) = rulebook.payer("medicare-part-b").or_else(|| rulebook.payers().first()).cloned() else {
        return Vec::new();
    };
    let lines: Vec<Line<'_>> = lines.iter().map(|line| Line::of(catalog, &rulebook, line, &default_payer, on)).collect();
    let mut found = Findings { found: Vec::new() };
    for line in &lines {
        codes::check(line, catalog, circumstances, &mut found);
        if line.drug.is_some() {
            modifiers::check(line, catalog, circumstances, &mut found);
            amounts::line(line, &mut found);
            product::check(line, catalog, &mut found);
        }
    }
    for group in groups(&lines) {
        modifiers::group(&group, circumstances, &mut found);
        amounts::group(&group, catalog, &mut found);
    }
    claim::check(&lines, catalog, circumstances, &mut found);
    found.found.sort_by_key(|f| (f.line, f.severity));
    found.found
}

/// A line with what the catalog knows about it.
struct Line<'a> {
    cells: &'a ClaimLine,
    /// The drug it bills, where the code is in the catalog.
    drug: Option<&'a Code>,
    facts: Facts,
    date: Date,
    payer: Payer,
    /// The payer named is not one of the catalog's.
    payer_unknown: bool,
    setting: Setting,
    book: &'a Rulebook,
}

impl<'a> Line<'a> {
    fn of(catalog: &'a Catalog, book: &'a Rulebook, cells: &'a ClaimLine, default: &Payer, on: Date) -> Line<'a> {
        let named = cells.payer.payer.as_deref();
        let payer = named.and_then(|id| book.payer(id)).unwrap_or(default).clone();
        let from_place = cells.payer.place.as_deref().and_then(|place| match place {
            "19" | "22" => Some(Setting::Outpatient),
            "24" => Some(Setting::Asc),
            "11" | "49" => Some(Setting::Office),
            _ => None,
        });
        let setting = cells.payer.setting.or(from_place).or(payer.settings.first().copied()).unwrap_or(Setting::Office);
        let drug = catalog.code(&cells.code);
        Line {
            facts: drug.map(|d| catalog.facts(&d.code)).unwrap_or_default(),
            payer_unknown: named.is_some_and(|id| book.payer(id).is_none()),
            cells,
            drug,
            date: cells.date.unwrap_or(on),
            payer,
            setting,
            book,
        }
    }

    fn has(&self, modifier: &str) -> bool {
        self.cells.modifiers.iter().any(|m| m.eq_ignore_ascii_case(modifier))
    }

    fn has_any(&self, modifiers: &[&str]) -> bool {
        modifiers.iter().any(|m| self.has(m))
    }

    /// Does a rule hold for this line? A rule that the catalog lacks holds for nobody; the rule test rules that out.
    fn rule(&self, id: RuleId) -> bool {
        self.scope().holds(id).unwrap_or(false)
    }

    /// Is the line's code among those a rule names?
    fn named_by(&self, id: RuleId) -> bool {
        self.scope().names(id, &self.cells.code.to_ascii_uppercase()).unwrap_or(false)
    }

    fn scope(&self) -> Scope<'_> {
        Scope { book: self.book, date: self.date, payer: &self.payer, setting: self.setting }
    }

    /// Single-dose, multi-dose or unknown: the line says, else the product it names, else CMS's list of single-dose codes.
    fn container(&self) -> Container {
        let product = self.product().map(|p| p.container).filter(|c| *c != Container::Unknown);
        let listed = self.facts.discarded_drug.as_ref().is_some_and(|d| d.listed);
        self.cells.given.container.or(product).unwrap_or(if listed { Container::Single } else { Container::Unknown })
    }

    /// The product that the line's NDC names, where it is one of the code's.
    fn product(&self) -> Option<&crate::catalog::Product> {
        let eleven = product::eleven(&self.cells.ndc.as_ref()?.ndc)?;
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

    fn first(&self) -> &'b Line<'a> {
        self.lines[0]
    }
}

fn groups<'a, 'b>(lines: &'b [Line<'a>]) -> Vec<Group<'a, 'b>> {
    let mut groups: Vec<Group<'a, 'b>> = Vec::new();
    for line in lines.iter().filter(|l| l.drug.is_some()) {
        let same = |g: &&mut Group<'a, 'b>| {
            let first = g.first();
            first.cells.code.eq_ignore_ascii_case(&line.cells.code) && first.date == line.date && first.payer.id == line.payer.id
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.lines.push(line),
            None => groups.push(Group { lines: vec![line] }),
        }
    }
    groups
}

/// What was found so far.
struct Findings {
    found: Vec<Finding>,
}

/// A finding under way: `found.error(line, "kind", RULE).denied("CO", "181", &["N56"]).say(text, fix)`.
struct Draft<'x> {
    found: &'x mut Vec<Finding>,
    finding: Finding,
}

impl Findings {
    fn add(&mut self, line: &Line<'_>, severity: Severity, kind: &'static str, rule: RuleId) -> Draft<'_> {
        let finding = Finding { line: line.cells.number, kind, text: String::new(), rule, severity, denial: None, fix: String::new() };
        Draft { found: &mut self.found, finding }
    }

    fn error(&mut self, line: &Line<'_>, kind: &'static str, rule: RuleId) -> Draft<'_> {
        self.add(line, Severity::Error, kind, rule)
    }

    fn warning(&mut self, line: &Line<'_>, kind: &'static str, rule: RuleId) -> Draft<'_> {
        self.add(line, Severity::Warning, kind, rule)
    }

    fn note(&mut self, line: &Line<'_>, kind: &'static str, rule: RuleId) -> Draft<'_> {
        self.add(line, Severity::Note, kind, rule)
    }
}

impl Draft<'_> {
    fn denied(mut self, group: &'static str, carc: &'static str, rarc: &[&'static str]) -> Self {
        self.finding.denial = Some(ExpectedDenial { group, carc, rarc: rarc.to_vec() });
        self
    }

    fn say(mut self, text: impl Into<String>, fix: impl Into<String>) {
        self.finding.text = text.into();
        self.finding.fix = fix.into();
        self.found.push(self.finding);
    }
}
