//! `jdex denial --835`.

use std::io::BufReader;
use std::path::PathBuf;

use rust_decimal::Decimal;
use serde::{Serialize, Serializer};

use super::{CommandContext, input};
use crate::catalog::{Date, Mue, Remedy};
use crate::denials::{DenialReport, DeniedLine, ReasonTotal};
use crate::exit::{Exit, UserError};
use crate::page::{self, Line as PageLine};
use crate::quantity::Amount;
use crate::scrub::Finding;
use crate::x12::X12Error;
use crate::x12::era835::{self, ProviderAdjustment, Remittance};

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
    /// Those of the claim stand on each of its lines; their amounts count once.
    #[serde(serialize_with = "denials")]
    denials: &'a DeniedLine,
    #[serde(serialize_with = "remarks")]
    remarks: &'a DeniedLine,
    unit_edit: Option<&'a Mue>,
    policies: &'a [String],
    findings: &'a [Finding],
    causes: &'a [String],
    fixes: &'a [String],
    route: Option<Remedy>,
    limits: Vec<&'a str>,
    scenarios: &'a [String],
    unexplained: &'a [String],
}

fn denials<S: Serializer>(denied: &&DeniedLine, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(denied.denials())
}

fn remarks<S: Serializer>(denied: &&DeniedLine, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(denied.line.remarks())
}

/// The answer for one of several files.
#[derive(Serialize)]
struct OfFile<'a> {
    file: &'a str,
    #[serde(flatten)]
    answer: Answer<'a>,
}

/// Lists the denied drug lines of remittances; exit 1 where there is none.
///
/// # Errors
/// A file cannot be read or is no sound 835; output cannot be written.
pub fn run(files: &[PathBuf], code: Option<&str>, desk: &mut CommandContext<'_>) -> anyhow::Result<Exit> {
    let mut read = Vec::with_capacity(files.len());
    for file in files {
        let shown = input::shown(file);
        let refuse = |e: X12Error| UserError::new(e.kind("835"), format!("{shown}: {e}"));
        let mut remittance =
            era835::read(BufReader::with_capacity(1 << 16, input::open(file, desk.input, desk.on_terminal)?)).map_err(refuse)?;
        if let Some(code) = code {
            remittance.lines.retain(|line| line.service.code.eq_ignore_ascii_case(code));
        }
        let denied = crate::denials::denied(&remittance, desk.catalog, desk.date).map_err(super::units::user_error)?;
        read.push((shown, remittance, denied));
    }
    match (read.as_slice(), desk.json) {
        ([(_, remittance, denied)], true) => desk.json(&answer(remittance, denied))?,
        (read, true) => {
            let files = read.iter().map(|(file, remittance, denied)| OfFile { file, answer: answer(remittance, denied) });
            desk.json(&serde_json::json!({ "files": files.collect::<Vec<_>>() }))?;
        }
        (read, false) => {
            for (i, (file, remittance, denied)) in read.iter().enumerate() {
                if read.len() > 1 {
                    let heading = [PageLine::blank(), PageLine::heading(file.clone())];
                    desk.lines(&heading[usize::from(i == 0)..])?;
                }
                desk.lines(&page::remittance_lines(remittance, denied))?;
            }
        }
    }
    Ok(if read.iter().all(|(_, _, denied)| denied.lines.is_empty()) { Exit::NoMatch } else { Exit::Success })
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
        denials: denied,
        remarks: denied,
        unit_edit: denied.mue.as_ref(),
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
