//! The denied drug lines of a remittance, with what the catalog says of them.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::Serialize;

use super::{Adjustment, Problem, Remittance, RemittanceError, RemittedLine, Service};
use crate::catalog::{Catalog, Date, Denial, Route};

/// The most causes named for a line: the likeliest.
const CAUSES: usize = 3;

/// What a remittance denies of drug.
#[derive(Clone, Debug, PartialEq)]
pub struct Denied {
    /// Lines that bill drug.
    pub drug_lines: usize,
    /// What was charged on them, in US dollars.
    pub charge: Decimal,
    /// Those with a denial, in the order of the file.
    pub lines: Vec<DeniedLine>,
    /// By group and reason, the largest amount first.
    pub totals: Vec<ReasonTotal>,
}

/// A denied line and what to do about it.
#[derive(Clone, Debug, PartialEq)]
pub struct DeniedLine {
    /// As the payer answered it.
    pub line: RemittedLine,
    /// The drug's name, where the catalog holds the code.
    pub name: Option<String>,
    /// The adjustments that are denials.
    pub denials: Vec<Adjustment>,
    /// What they mean together.
    pub explained: Denial,
    /// The likeliest causes; the remark's before the reason's.
    pub causes: Vec<String>,
    /// How to fix it; the remark's way before the reason's.
    pub fix: Option<String>,
}

impl DeniedLine {
    /// `CO-16 M119`: the denials and remarks as one reads them.
    pub fn words(&self) -> String {
        let mut words: Vec<String> = Vec::new();
        for denial in &self.denials {
            let word = format!("{}-{}", denial.group, denial.carc);
            if !words.contains(&word) {
                words.push(word);
            }
        }
        words.extend(self.line.remarks.iter().cloned());
        words.join(" ")
    }

    /// The way to go, where the catalog knows one.
    pub fn route(&self) -> Option<Route> {
        self.explained.route.filter(|route| *route != Route::None)
    }
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
/// Sums beyond what can be held.
pub fn denied(remittance: &Remittance, catalog: &Catalog, on: Date) -> Result<Denied, RemittanceError> {
    let no_denial: Vec<String> = catalog.reference().denials.carc.into_iter().filter(|c| !c.denial).map(|c| c.code).collect();
    let mut found = Denied { drug_lines: 0, charge: Decimal::ZERO, lines: Vec::new(), totals: Vec::new() };
    let mut known: BTreeMap<(String, String), Denial> = BTreeMap::new();
    for line in remittance.lines.iter().filter(|line| is_drug(line, catalog)) {
        let too_large = || RemittanceError { segment: line.segment, id: "SVC".to_owned(), problem: Problem::Sum };
        found.drug_lines += 1;
        found.charge = found.charge.checked_add(line.charge).ok_or_else(too_large)?;
        let is_denial = |a: &&Adjustment| a.amount > Decimal::ZERO && !no_denial.contains(&a.carc);
        let denials: Vec<Adjustment> = line.adjustments.iter().filter(is_denial).cloned().collect();
        if denials.is_empty() {
            continue;
        }
        let mut denied = DeniedLine {
            line: line.clone(),
            name: catalog.code(&line.service.code).map(|c| c.title().to_owned()),
            denials,
            explained: Denial::default(),
            causes: Vec::new(),
            fix: None,
        };
        let key = (denied.words(), line.service.code.clone());
        let explain =
            || catalog.denial(std::slice::from_ref(&key.0), catalog.code(&key.1).map(|_| key.1.as_str()), line.service.date.unwrap_or(on));
        denied.explained = known.entry(key.clone()).or_insert_with(explain).clone();
        (denied.causes, denied.fix) = advice(&denied.explained);
        found.lines.push(denied);
    }
    found.totals = totals(&found.lines)?;
    Ok(found)
}

/// A drug of the catalog, a code of a family that holds nothing else, or a line sent by NDC.
fn is_drug(line: &RemittedLine, catalog: &Catalog) -> bool {
    let Service { code, billed_as, ndc, .. } = &line.service;
    let bytes = code.as_bytes();
    let j_code = bytes.len() == 5 && bytes[0] == b'J' && bytes[1..].iter().all(u8::is_ascii_digit);
    let held = |code: &str| catalog.code(code).is_some();
    held(code) || j_code || billed_as.as_deref().is_some_and(held) || (code.is_empty() && ndc.is_some())
}

/// Causes and fix, the remark's before the reason's: it says which of the many things a reason can mean it was.
fn advice(denial: &Denial) -> (Vec<String>, Option<String>) {
    let remarks = denial.rarcs.iter().filter(|r| !r.alert);
    let mut causes: Vec<String> = Vec::new();
    for cause in remarks.clone().flat_map(|r| &r.causes).chain(denial.carcs.iter().filter(|c| c.denial).flat_map(|c| &c.causes)) {
        if causes.len() < CAUSES && !causes.contains(cause) {
            causes.push(cause.clone());
        }
    }
    let fixes = remarks.map(|r| &r.fix).chain(denial.carcs.iter().filter(|c| c.denial).map(|c| &c.fix));
    (causes, fixes.into_iter().find(|fix| !fix.is_empty()).cloned())
}

fn totals(lines: &[DeniedLine]) -> Result<Vec<ReasonTotal>, RemittanceError> {
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
            let too_large = || RemittanceError { segment: denied.line.segment, id: "SVC".to_owned(), problem: Problem::Sum };
            *amount = amount.checked_add(denial.amount).ok_or_else(too_large)?;
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
