//! The denied drug lines of a remittance, with what the catalog and the claim check say of them.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::Serialize;

use crate::catalog::{Catalog, Circumstances, Date, Remedy};
use crate::claim::ClaimLine;
use crate::denials::Denial;
use crate::explanation::BillingError;
use crate::scrub::{self, Finding, Severity};
use crate::x12::era835::{Adjustment, Remittance, Service, ServiceLine};

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
    /// The adjustments that are denials.
    pub denials: Vec<Adjustment>,
    /// What the claim check finds on the line that the payer's codes speak of.
    pub findings: Vec<Finding>,
    /// What they mean together, and what to do.
    pub explained: Denial,
}

impl DeniedLine {
    /// `CO-16 M119`: the denials and remarks as one reads them.
    pub fn description(&self) -> String {
        words(&self.denials, &self.line.remarks)
    }

    /// The way to go, where the catalog knows one.
    pub fn remedy(&self) -> Option<Remedy> {
        self.explained.remedy.filter(|remedy| *remedy != Remedy::None)
    }
}

fn words(denials: &[Adjustment], remarks: &[String]) -> String {
    let mut words: Vec<String> = Vec::new();
    for word in denials.iter().map(|d| format!("{}-{}", d.group, d.carc)).chain(remarks.iter().cloned()) {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words.join(" ")
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
    let mut found = DenialReport::default();
    let mut known: BTreeMap<(String, String), Denial> = BTreeMap::new();
    for claim in remittance.lines.chunk_by(|a, b| a.claim == b.claim) {
        let mut findings = None;
        for line in claim.iter().filter(|line| is_drug(line, catalog)) {
            found.drug_lines += 1;
            found.charge = add(found.charge, line.charge)?;
            let is_denial = |a: &&Adjustment| a.amount > Decimal::ZERO && !no_denial.contains(&a.carc.as_str());
            let denials: Vec<Adjustment> = line.adjustments.iter().filter(is_denial).cloned().collect();
            if denials.is_empty() {
                continue;
            }
            let findings = match &mut findings {
                Some(findings) => &*findings,
                none => &*none.insert(checked(claim, catalog, on)?),
            };
            let key = (words(&denials, &line.remarks), line.service.code.clone());
            let drug = catalog.code(&line.service.code);
            let explain = || {
                let (words, payer) = (std::slice::from_ref(&key.0), line.payer.payer.as_deref());
                catalog.denial(words, drug.map(|d| d.code.as_str()), payer, line.service.date.unwrap_or(on))
            };
            let explained = known.entry(key.clone()).or_insert_with(explain).clone();
            let findings = findings.iter().filter(|f| f.line == line.number && speaks_of(f, &denials, &explained)).cloned().collect();
            found.lines.push(DeniedLine { line: line.clone(), name: drug.map(|d| d.title().to_owned()), denials, findings, explained });
        }
    }
    found.totals = totals(&found.lines)?;
    found.denied = found.totals.iter().try_fold(Decimal::ZERO, |sum, total| add(sum, total.amount))?;
    Ok(found)
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
fn checked(claim: &[ServiceLine], catalog: &Catalog, on: Date) -> Result<Vec<Finding>, BillingError> {
    let cells = |line: &ServiceLine| ClaimLine {
        number: line.number,
        code: line.service.billed_as.clone().unwrap_or_else(|| line.service.code.clone()),
        modifiers: line.service.modifiers.clone(),
        units: line.service.units,
        date: line.service.date,
        payer: line.payer.clone(),
        ..ClaimLine::default()
    };
    let lines: Vec<ClaimLine> = claim.iter().filter(|l| !l.service.code.is_empty()).map(cells).collect();
    scrub::check(catalog, &lines, &Circumstances::default(), on)
}

/// Does the payer's answer speak of what was found? It names the same remark, or the same reason and no remark that tells more.
fn speaks_of(finding: &Finding, denials: &[Adjustment], explained: &Denial) -> bool {
    let Some(expected) = finding.denial.as_ref().filter(|_| finding.severity != Severity::Note) else { return false };
    let mut remarks = explained.rarcs.iter().filter(|r| !r.alert).peekable();
    let reason = denials.iter().any(|d| d.carc == expected.carc);
    match expected.rarc.first() {
        Some(remark) if remarks.peek().is_some() => remarks.any(|r| r.code == *remark),
        _ => reason,
    }
}

fn totals(lines: &[DeniedLine]) -> Result<Vec<ReasonTotal>, BillingError> {
    let mut totals: BTreeMap<(&str, &str), (usize, Decimal)> = BTreeMap::new();
    let mut claims: Vec<(usize, &str, &str)> = Vec::new();
    for denied in lines {
        for denial in &denied.denials {
            let key = (denial.group.as_str(), denial.carc.as_str());
            let (count, amount) = totals.entry(key).or_insert((0, Decimal::ZERO));
            *count += 1;
            let once = (denied.line.claim, key.0, key.1);
            if denial.of_claim && claims.contains(&once) {
                continue;
            }
            if denial.of_claim {
                claims.push(once);
            }
            *amount = add(*amount, denial.amount)?;
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

fn add(sum: Decimal, amount: Decimal) -> Result<Decimal, BillingError> {
    sum.checked_add(amount).ok_or(BillingError::Inexact("the amounts of the remittance"))
}
