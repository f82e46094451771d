//! Claim lines checked before they are sent: what would draw a denial, which rule says so, and how to fix it.
//!
//! The same findings adjudicate a learner's claim in training.

mod amounts;
mod change;
mod chart;
mod codes;
mod context;
pub mod file;
mod finding;
mod modifiers;
mod mue;
mod ndc;
mod payer;
mod shared;
mod vials;
mod whole_claim;

pub use change::{Change, changed, corrections, settled};
pub(crate) use context::RuleSet;
pub use finding::{ExpectedDenial, Finding, Severity};
pub use shared::SharedContainers;

use std::cell::OnceCell;

use crate::catalog::{Catalog, Circumstances, Code, Date, Facts, FindingKind};
use crate::claim::ClaimLine;
use crate::explanation::BillingError;
use crate::explanation::rules::Scope;
use context::{CheckContext, Line, groups};
use finding::Findings;

/// Checks the lines of one claim.
///
/// # Errors
/// As [`Checker::of`].
pub fn check(catalog: &Catalog, lines: &[ClaimLine], circumstances: &Circumstances, on: Date) -> Result<Vec<Finding>, BillingError> {
    Ok(Checker::of(catalog)?.check(lines, circumstances, on))
}

/// The check of many claims, one after the other.
pub struct Checker<'a>(CheckContext<'a>);

impl<'a> Checker<'a> {
    /// # Errors
    /// The catalog lacks a rule or the default payer: nothing found must never mean that nothing was looked for.
    pub fn of(catalog: &'a Catalog) -> Result<Checker<'a>, BillingError> {
        CheckContext::of(catalog).map(Checker)
    }

    /// Checks the lines of one claim. `on` is the date of service of lines that state none, those adjudicated before
    /// among them.
    ///
    /// Findings come in the order of the lines, errors first within a line.
    pub fn check(&self, lines: &[ClaimLine], circumstances: &Circumstances, on: Date) -> Vec<Finding> {
        self.check_among(lines, circumstances, on, &mut SharedContainers::default())
    }

    /// Checks the lines of one claim beside the containers of the claims before.
    fn check_among(&self, lines: &[ClaimLine], circumstances: &Circumstances, on: Date, shared: &mut SharedContainers) -> Vec<Finding> {
        let mut found = self.found(lines, circumstances, on, shared);
        let alone = |lines: &[ClaimLine], known: &Circumstances| self.found(lines, known, on, &mut SharedContainers::default());
        payer::drop_unseen(&mut found, lines, circumstances, alone);
        found
    }

    /// Everything that lines and chart show.
    fn found(&self, lines: &[ClaimLine], circumstances: &Circumstances, on: Date, shared: &mut SharedContainers) -> Vec<Finding> {
        let Checker(context) = self;
        let lines: Vec<Line<'_>> = lines.iter().map(|line| Line::of(context, line, on)).collect();
        let mut found = Findings::default();
        for line in &lines {
            codes::check(context, line, circumstances, on, &mut found);
            if line.drug.is_some() {
                modifiers::check(line, line.discounted(circumstances), &mut found);
                amounts::line(line, &mut found);
            }
        }
        whole_claim::duplicates(&lines, circumstances, on, &mut found);
        for mut group in groups(&lines) {
            // A line sent twice is no part of what the chart explains.
            let once = |line: &&Line<'_>| !found.has(line, FindingKind::DuplicateLine);
            let kept: Vec<&Line<'_>> = group.lines.iter().copied().filter(once).collect();
            group.lines.retain(|line| once(line) || !kept.iter().any(|other| other.cells.units == line.cells.units));
            amounts::group(context.catalog, &group, &mut found);
            if let Some(unit) = group.first().drug.and_then(|drug| drug.unit.quantity()) {
                shared.group(&group, unit, &mut found);
            }
            ndc::group(context.catalog, &group, &mut found);
            modifiers::group(&group, circumstances, &mut found);
            whole_claim::approved_units(&group, circumstances, &mut found);
        }
        whole_claim::check(context, &lines, circumstances, &mut found);
        found.found.sort_by_key(|f| (f.line, f.severity));
        found.found
    }
}

/// What the calculator knows of the code of its lines.
pub(crate) struct CalculatedCode<'a> {
    /// The code as CMS states it, where the catalog holds it.
    pub(crate) code: Option<&'a Code>,
    /// Products, payments, limits.
    pub(crate) facts: &'a Facts,
    /// What bills now, where the code ended.
    pub(crate) after: Vec<String>,
    /// How the units of those differ, with a period before it; may be empty.
    pub(crate) why: String,
}

/// Checks lines that the calculator made of one code on one date: dates, coverage, setting and modifiers. Units, waste and NDC are
/// its own.
pub(crate) fn calculated(rules: RuleSet<'_>, known: &CalculatedCode<'_>, scope: Scope<'_>, lines: &[ClaimLine]) -> Vec<Finding> {
    let others = codes::Others { after: known.after.clone(), before: Vec::new(), why: known.why.clone() };
    let mut found = Findings::default();
    for cells in lines {
        let line = Line {
            cells,
            code: cells.code.trim(),
            rules,
            drug: known.code,
            facts: known.facts,
            date: scope.date,
            payer: scope.payer,
            payer_known: true,
            setting: scope.setting,
            setting_known: true,
            container: OnceCell::new(),
        };
        codes::dates(&line, &others, &mut found);
        codes::covered(&line, None, &mut found);
        codes::setting(&line, &mut found);
        modifiers::check(&line, None, &mut found);
    }
    found.found
}
