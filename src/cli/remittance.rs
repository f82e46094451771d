//! `jdex denial --835`.

use std::path::Path;

use rust_decimal::Decimal;
use serde::Serialize;

use super::{CommandContext, input};
use crate::catalog::{Date, Remedy};
use crate::denials::{DenialReport, DeniedLine, ReasonTotal};
use crate::exit::{Exit, UserError};
use crate::page;
use crate::quantity::Amount;
use crate::scrub::Finding;
use crate::x12::era835::{self, Adjustment, ProviderAdjustment, Remittance, RemittanceError};

#[derive(Serialize)]
struct Answer<'a> {
    payer: Option<&'a str>,
    paid_on: Option<Date>,
    paid: Decimal,
    claims: usize,
    claims_without_lines: usize,
    reversals: usize,
    lines: usize,
    drug_lines: usize,
    drug_charge: Decimal,
    drug_denied: Decimal,
    denied: Vec<Line<'a>>,
    totals: &'a [ReasonTotal],
    withheld: &'a [ProviderAdjustment],
    warnings: &'a [String],
}

#[derive(Serialize)]
struct Line<'a> {
    line: usize,
    claim: usize,
    code: Option<&'a str>,
    name: Option<&'a str>,
    modifiers: &'a [String],
    billed_as: Option<&'a str>,
    units: Option<Amount>,
    date: Option<Date>,
    ndc: Option<&'a str>,
    charge: Decimal,
    paid: Decimal,
    denials: &'a [Adjustment],
    remarks: &'a [String],
    policies: &'a [String],
    findings: &'a [Finding],
    causes: &'a [String],
    fixes: &'a [String],
    route: Option<Remedy>,
    limits: Vec<&'a str>,
    scenarios: &'a [String],
    unexplained: &'a [String],
}

/// Lists the denied drug lines of a remittance; exit 1 where there is none.
///
/// # Errors
/// The file cannot be read, is too large or is no sound 835; output cannot be written.
pub fn run(file: &Path, code: Option<&str>, desk: &mut CommandContext<'_>) -> anyhow::Result<Exit> {
    let refuse = |e: RemittanceError| UserError::new(e.kind(), format!("{}: {e}", input::shown(file)));
    let bytes = input::whole(file, "split it by payment", desk.input)?;
    // What is not UTF-8 can only be a name, and names are not kept.
    let mut remittance = era835::read(&String::from_utf8_lossy(&bytes)).map_err(refuse)?;
    if let Some(code) = code {
        remittance.lines.retain(|line| line.service.code.eq_ignore_ascii_case(code));
    }
    let denied = crate::denials::denied(&remittance, desk.catalog, desk.date).map_err(super::units::user_error)?;
    if desk.json {
        desk.json(&answer(&remittance, &denied))?;
    } else {
        desk.lines(&page::remittance_lines(&remittance, &denied))?;
    }
    Ok(if denied.lines.is_empty() { Exit::NoMatch } else { Exit::Success })
}

fn answer<'a>(remittance: &'a Remittance, denied: &'a DenialReport) -> Answer<'a> {
    Answer {
        payer: remittance.payer.as_deref(),
        paid_on: remittance.paid_on,
        paid: remittance.paid,
        claims: remittance.claims,
        claims_without_lines: remittance.without_lines,
        reversals: remittance.reversals,
        lines: remittance.lines.len(),
        drug_lines: denied.drug_lines,
        drug_charge: denied.charge,
        drug_denied: denied.denied,
        denied: denied.lines.iter().map(line).collect(),
        totals: &denied.totals,
        withheld: &remittance.withheld,
        warnings: &remittance.warnings,
    }
}

fn line(denied: &DeniedLine) -> Line<'_> {
    let (line, service) = (&denied.line, &denied.line.service);
    Line {
        line: line.number,
        claim: line.claim,
        code: Some(service.code.as_str()).filter(|c| !c.is_empty()),
        name: denied.name.as_deref(),
        modifiers: &service.modifiers,
        billed_as: service.billed_as.as_deref(),
        units: service.units,
        date: service.date,
        ndc: service.ndc.as_deref(),
        charge: line.charge,
        paid: line.paid,
        denials: &denied.denials,
        remarks: &line.remarks,
        policies: &line.policies,
        findings: &denied.findings,
        causes: &denied.explained.causes,
        fixes: &denied.explained.fixes,
        route: denied.remedy(),
        limits: denied.explained.deadlines.iter().map(|l| l.text.as_str()).collect(),
        scenarios: &denied.explained.scenarios,
        unexplained: &denied.explained.unknown,
    }
}
