//! The denied drug lines of a remittance, with what the catalog and the claim check say of them.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use rust_decimal::Decimal;
use serde::Serialize;

use crate::billing::mue;
use crate::catalog::{Catalog, Circumstances, DEFAULT_PAYER, Date, Mue, Remedy, Setting};
use crate::claim::{ClaimLine, PayerCells};
use crate::denials::Denial;
use crate::explanation::BillingError;
use crate::scrub::{self, Finding, Severity};
use crate::x12::Adjustment;
use crate::x12::era835::{Remittance, Service, ServiceLine};
use crate::x12::payer;

/// What a remittance denies of drug.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DenialReport {
    /// Lines that bill drug.
    pub drug_lines: usize,
    /// What was charged on them, in US dollars.
    pub charge: Decimal,
    /// What of it was denied, in US dollars.
    pub denied: Decimal,
    /// Those with a denial, in the order of the file.
    pub lines: Vec<DeniedLine>,
    /// By group and reason, the largest amount first.
    pub totals: Vec<ReasonTotal>,
}

/// A denied line and what to do about it.
#[derive(Clone, Debug, PartialEq)]
pub struct DeniedLine {
    /// As the payer answered it.
    pub line: ServiceLine,
    /// The drug's name, where the catalog holds the code.
    pub name: Option<String>,
    /// The adjustments of the line that are denials.
    pub own: Vec<Adjustment>,
    /// Those of the whole claim; its lines share them.
    pub of_claim: Arc<[Adjustment]>,
    /// The unit edit held for the code where it was given, so that units can be compared with it.
    pub mue: Option<Mue>,
    /// What the claim check finds on the line that the payer's codes speak of.
    pub findings: Vec<Finding>,
    /// What they mean together, and what to do.
    pub explained: Arc<Denial>,
}

impl DeniedLine {
    /// The denials: those of the line, then those of its claim.
    pub fn denials(&self) -> impl Iterator<Item = &Adjustment> {
        self.own.iter().chain(self.of_claim.iter())
    }

    /// `CO-16 M119`: the denials and remarks as one reads them.
    pub fn description(&self) -> String {
        words(self.denials(), &self.line)
    }

    /// The way to go, where the catalog knows one.
    pub fn remedy(&self) -> Option<Remedy> {
        self.explained.remedy.filter(|remedy| *remedy != Remedy::None)
    }
}

fn words<'d>(denials: impl Iterator<Item = &'d Adjustment>, line: &ServiceLine) -> String {
    let mut told = HashSet::new();
    let mut words = String::new();
    for word in denials.map(|d| format!("{}-{}", d.group, d.carc)).chain(line.remarks().map(str::to_owned)) {
        if !told.contains(&word) {
            words.push_str(if words.is_empty() { "" } else { " " });
            words.push_str(&word);
            told.insert(word);
        }
    }
    words
}

/// All denials of one group and reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReasonTotal {
    /// Group code.
    pub group: String,
    /// Reason code.
    pub carc: String,
    /// Lines that carry it.
    pub lines: usize,
    /// US dollars denied for it; an amount of a whole claim counts once.
    pub amount: Decimal,
}

/// Picks the drug lines, and of them those with a denial. What the catalog calls no denial (a contract's reduction,
/// sequestration, deductible, coinsurance) is none; a reason that it does not know is one.
///
/// `on` is the date for lines that state none.
///
/// # Errors
/// The catalog lacks a rule of the claim check; sums beyond what can be held.
pub fn denied(remittance: &Remittance, catalog: &Catalog, on: Date) -> Result<DenialReport, BillingError> {
    let no_denial: Vec<&str> = catalog.reference().denials.carc.iter().filter(|c| !c.denial).map(|c| c.code.as_str()).collect();
    let is_denial = |a: &&Adjustment| a.amount > Decimal::ZERO && !no_denial.contains(&a.carc.as_str());
    let mut found = DenialReport::default();
    let mut known: BTreeMap<(String, String), Arc<Denial>> = BTreeMap::new();
    for claim in remittance.lines.chunk_by(|a, b| a.claim == b.claim) {
        let mut findings = None;
        let of_claim: Arc<[Adjustment]> = claim[0].of_claim.adjustments.iter().filter(is_denial).cloned().collect();
        let payer = payer_cells(&claim[0], catalog);
        for line in claim.iter().filter(|line| is_drug(line, catalog)) {
            found.drug_lines += 1;
            found.charge = add(found.charge, line.charge)?;
            let own: Vec<Adjustment> = line.adjustments.iter().filter(is_denial).cloned().collect();
            if own.is_empty() && of_claim.is_empty() {
                continue;
            }
            let findings = match &mut findings {
                Some(findings) => &*findings,
                none => &*none.insert(checked(claim, &payer, catalog, on)?),
            };
            let key = (words(own.iter().chain(of_claim.iter()), line), line.service.code.clone());
            let drug = catalog.code(&line.service.code);
            let explain = || {
                let (words, payer) = (std::slice::from_ref(&key.0), payer.payer.as_deref());
                Arc::new(catalog.denial(words, drug.map(|d| d.code.as_str()), payer, line.service.date.unwrap_or(on)))
            };
            let explained = Arc::clone(known.entry(key.clone()).or_insert_with(explain));
            let speaks = |f: &&Finding| f.line == line.number && speaks_of(f, own.iter().chain(of_claim.iter()), &explained);
            found.lines.push(DeniedLine {
                line: line.clone(),
                name: drug.map(|d| d.title().to_owned()),
                mue: mue::applying(&catalog.facts(&line.service.code).mue, setting(&payer, catalog)).cloned(),
                findings: findings.iter().filter(speaks).cloned().collect(),
                own,
                of_claim: Arc::clone(&of_claim),
                explained,
            });
        }
    }
    found.totals = totals(&found.lines)?;
    found.denied = found.totals.iter().try_fold(Decimal::ZERO, |sum, total| add(sum, total.amount))?;
    Ok(found)
}

/// Who answered, and where it was given: of a professional claim the facility code is the place of service.
fn payer_cells(line: &ServiceLine, catalog: &Catalog) -> PayerCells {
    let book = catalog.rulebook();
    let mut cells = payer::cells(&line.of_claim.filing, None, book);
    cells.payer = cells.payer.filter(|id| book.payer(id).is_some());
    let professional = cells.payer.as_deref() == Some(DEFAULT_PAYER);
    cells.place = Some(line.of_claim.place.clone()).filter(|place| professional && !place.is_empty());
    cells
}

/// The setting whose unit edits hold: the payer's first.
fn setting(cells: &PayerCells, catalog: &Catalog) -> Setting {
    let payer = catalog.rulebook().payer(cells.payer.as_deref().unwrap_or(DEFAULT_PAYER));
    payer.and_then(|p| p.settings.first().copied()).unwrap_or(Setting::Office)
}

/// A drug of the catalog, a code of a family that holds nothing else, or a line sent by NDC.
fn is_drug(line: &ServiceLine, catalog: &Catalog) -> bool {
    let Service { code, billed_as, ndc, .. } = &line.service;
    let bytes = code.as_bytes();
    let j_code = bytes.len() == 5 && bytes[0] == b'J' && bytes[1..].iter().all(u8::is_ascii_digit);
    let held = |code: &str| catalog.code(code).is_some();
    held(code) || j_code || billed_as.as_deref().is_some_and(held) || (code.is_empty() && ndc.is_some())
}

/// The claim check on the lines of one claim as they were billed.
fn checked(claim: &[ServiceLine], payer: &PayerCells, catalog: &Catalog, on: Date) -> Result<Vec<Finding>, BillingError> {
    let cells = |line: &ServiceLine| ClaimLine {
        number: line.number,
        code: line.service.billed_as.clone().unwrap_or_else(|| line.service.code.clone()),
        modifiers: line.service.modifiers.clone(),
        units: line.service.units,
        date: line.service.date,
        payer: payer.clone(),
        ..ClaimLine::default()
    };
    let lines: Vec<ClaimLine> = claim.iter().filter(|l| !l.service.code.is_empty()).map(cells).collect();
    scrub::check(catalog, &lines, &Circumstances::default(), on)
}

/// Does the payer's answer speak of what was found? It names the same remark, or the same reason and no remark that tells more.
fn speaks_of<'d>(finding: &Finding, mut denials: impl Iterator<Item = &'d Adjustment>, explained: &Denial) -> bool {
    let Some(expected) = finding.denial.as_ref().filter(|_| finding.severity != Severity::Note) else { return false };
    let mut remarks = explained.rarcs.iter().filter(|r| !r.alert).peekable();
    let reason = denials.any(|d| d.carc == expected.carc);
    match expected.rarc.first() {
        Some(remark) if remarks.peek().is_some() => remarks.any(|r| r.code == *remark),
        _ => reason,
    }
}

fn totals(lines: &[DeniedLine]) -> Result<Vec<ReasonTotal>, BillingError> {
    let mut totals: BTreeMap<(&str, &str), (usize, Decimal)> = BTreeMap::new();
    for claim in lines.chunk_by(|a, b| a.line.claim == b.line.claim) {
        for denial in claim.iter().flat_map(|line| &line.own) {
            count_in(&mut totals, denial, 1)?;
        }
        // Once, however many lines share it.
        for denial in claim[0].of_claim.iter() {
            count_in(&mut totals, denial, claim.len())?;
        }
    }
    let of = |((group, carc), (lines, amount)): ((&str, &str), (usize, Decimal))| ReasonTotal {
        group: group.to_owned(),
        carc: carc.to_owned(),
        lines,
        amount,
    };
    let mut totals: Vec<ReasonTotal> = totals.into_iter().map(of).collect();
    totals.sort_by_key(|total| std::cmp::Reverse(total.amount));
    Ok(totals)
}

/// An amount under its group and reason, and the lines that carry it.
fn count_in<'d>(
    totals: &mut BTreeMap<(&'d str, &'d str), (usize, Decimal)>,
    denial: &'d Adjustment,
    lines: usize,
) -> Result<(), BillingError> {
    let (count, amount) = totals.entry((denial.group.as_str(), denial.carc.as_str())).or_default();
    *count += lines;
    *amount = add(*amount, denial.amount)?;
    Ok(())
}

fn add(sum: Decimal, amount: Decimal) -> Result<Decimal, BillingError> {
    sum.checked_add(amount).ok_or(BillingError::Inexact("the amounts of the remittance"))
}
