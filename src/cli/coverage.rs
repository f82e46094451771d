//! `jdex coverage`.

use serde_json::{Value, json};

use super::CommandContext;
use crate::catalog::{Catalog, CoverageDocument, DiagnosisGroup};
use crate::coverage::{Assessment, Diagnosis, Jurisdiction, JurisdictionError, Verdict, assess, policies};
use crate::exit::{Exit, UserError};
use crate::page::{self, CoverageQuestion};

/// The flags of `jdex coverage`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jdex coverage J1745 --dx K50.00 --state NY        is the pair listed there?
  jdex coverage J1740 --dx M81.0 --dx K20.90 --state NY
                                                    two diagnoses of one line
  jdex coverage J1745 l88                           what each contractor says
  jdex coverage J1745 --contractor WPS              its lists, folded
  jdex coverage J1745 --state NY --codes            every code with its words

The state or contractor of config.toml is used where none is given. Exit code 0
where the diagnosis is listed under every document that applies, else 1. Listed
is not yet covered, and no listing is not non-coverage.")]
pub struct Args {
    /// A HCPCS Level II code
    pub code: String,
    /// Diagnoses, as with --dx
    #[arg(value_name = "ICD10", conflicts_with = "codes")]
    pub diagnoses: Vec<String>,
    /// An ICD-10-CM code that the line points to, with or without its dot; repeatable
    #[arg(long, value_name = "ICD10")]
    pub dx: Vec<String>,
    /// The state of the practice, two letters
    #[arg(long, value_name = "ST", conflicts_with = "contractor")]
    pub state: Option<String>,
    /// A Medicare contractor: NGS, CGS, Noridian, Novitas, Palmetto, WPS, First Coast
    #[arg(long, value_name = "NAME")]
    pub contractor: Option<String>,
    /// Every code of the lists with its descriptor
    #[arg(long, conflicts_with = "dx")]
    pub codes: bool,
}

/// Says what the documents that apply list; exit 0 where all list the diagnoses.
///
/// # Errors
/// An unknown code, diagnosis, state or contractor; output cannot be written.
pub fn run(args: &Args, desk: &mut CommandContext<'_>) -> anyhow::Result<Exit> {
    let (catalog, date) = (desk.catalog, desk.date);
    let code = super::code(desk, &args.code)?;
    let (state, contractor) = place(args.state.as_deref(), args.contractor.as_deref(), desk)?;
    let jurisdiction = Jurisdiction::parse(catalog, state.as_deref(), contractor.as_deref()).map_err(refused)?;
    let parse = |typed: &String| Diagnosis::parse(catalog, typed).map_err(|e| UserError::new(e.as_str(), e.to_string()));
    let diagnoses = args.diagnoses.iter().chain(&args.dx).map(parse).collect::<Result<Vec<_>, _>>()?;
    let documents = policies(catalog, &code.code, jurisdiction, date);
    let words: Vec<&str> = diagnoses.iter().map(Diagnosis::as_str).collect();
    let assessed: Vec<(&CoverageDocument, Option<Assessment>)> =
        documents.iter().map(|d| (*d, (!words.is_empty()).then(|| assess(catalog, d, &code.code, &words)))).collect();
    if desk.json {
        let answer = json!({
            "code": code.code,
            "date": date,
            "as_of": catalog.edition("articles"),
            "diagnoses": words.iter().map(|dx| json!({ "code": dx, "descriptor": catalog.icd10().descriptor(dx) })).collect::<Vec<_>>(),
            "policies": assessed.iter().map(|(document, assessment)| policy(document, assessment.as_ref())).collect::<Vec<_>>(),
            "none": assessed.is_empty(),
            "ncd": national(catalog, &code.code, date),
            "note": assessed.is_empty().then_some(page::NO_LISTING),
        });
        desk.json(&answer)?;
    } else {
        let question = CoverageQuestion { jurisdiction, only: true, diagnoses: &diagnoses, whole_lists: args.codes };
        let mut lines = vec![page::title(code)];
        lines.extend(page::coverage_lines(catalog, code, date, &question));
        desk.lines(&lines)?;
    }
    let listed = |assessment: &Option<Assessment>| assessment.as_ref().is_none_or(|a| a.verdict == Verdict::Listed);
    let all = !assessed.is_empty() && assessed.iter().all(|(_, assessment)| listed(assessment));
    Ok(if all { Exit::Success } else { Exit::NoMatch })
}

fn refused(error: JurisdictionError) -> UserError {
    let kind = match error {
        JurisdictionError::State(_) => "unknown-state",
        JurisdictionError::Contractor { .. } => "unknown-contractor",
    };
    UserError::new(kind, error.to_string())
}

/// The state and the contractor that were asked for, else those of `config.toml`, where what is wrong is said.
///
/// # Errors
/// An unknown state or contractor; output cannot be written.
pub(super) fn place(
    state: Option<&str>,
    contractor: Option<&str>,
    desk: &mut CommandContext<'_>,
) -> anyhow::Result<(Option<String>, Option<String>)> {
    if state.is_some() || contractor.is_some() {
        Jurisdiction::parse(desk.catalog, state, contractor).map_err(refused)?;
        return Ok((state.map(str::to_owned), contractor.map(str::to_owned)));
    }
    let settings = crate::storage::settings(&desk.paths.config, desk.catalog);
    for mistake in &settings.mistakes {
        writeln!(desk.err, "jdex: {mistake}")?;
    }
    Ok((settings.config.state, settings.config.contractor))
}

/// The jurisdiction of `config.toml`.
///
/// # Errors
/// Output cannot be written.
pub(super) fn configured<'a>(desk: &mut CommandContext<'a>) -> anyhow::Result<Jurisdiction<'a>> {
    let (state, contractor) = place(None, None, desk)?;
    Ok(Jurisdiction::parse(desk.catalog, state.as_deref(), contractor.as_deref()).unwrap_or_default())
}

fn policy(document: &CoverageDocument, assessment: Option<&Assessment>) -> Value {
    json!({
        "document": document.id,
        "version": document.version,
        "title": document.title,
        "contractor": contractors(document),
        "states": document.states,
        "regions": document.regions,
        "lcd": lcd(document),
        "as_of": document.edition,
        "verdict": assessment.map(|a| a.verdict.as_str()),
        "groups": assessment.map(|a| a.groups.iter().map(u32::to_string).collect::<Vec<_>>()),
        "condition": assessment.and_then(|a| a.condition.as_deref()),
        "notes": assessment.map(|a| &a.notes),
    })
}

fn contractors(document: &CoverageDocument) -> String {
    document.contractors.join("; ")
}

fn lcd(document: &CoverageDocument) -> Option<String> {
    (!document.lcds.is_empty()).then(|| document.lcds.join(" "))
}

/// The national determinations on a code.
pub(super) fn national(catalog: &Catalog, code: &str, on: crate::catalog::Date) -> Value {
    let row = |ncd: &crate::catalog::NationalDetermination| {
        json!({
            "number": ncd.number, "title": ncd.title, "text": ncd.text, "effective": ncd.effective,
            "as_of": ncd.as_of, "sources": ncd.sources,
        })
    };
    page::national(catalog, code, on).map(row).collect()
}

/// Every document that names a code with its lists, those of suppliers too.
pub(super) fn documents(catalog: &Catalog, code: &str, on: crate::catalog::Date) -> Value {
    let naming = catalog.coverage().naming(code).filter(|document| document.holds(on));
    naming.map(|document| self::document(catalog, document, code)).collect()
}

fn document(catalog: &Catalog, document: &CoverageDocument, code: &str) -> Value {
    let conditions = catalog.coverage().conditions().of(&document.id);
    let group = |group: &DiagnosisGroup| {
        let condition = conditions.and_then(|c| c.group(group.list, group.number));
        let hcpcs: Vec<&str> = match condition.and_then(|c| c.rule.for_codes.as_ref()) {
            Some(codes) => codes.iter().collect(),
            None => document.codes().collect(),
        };
        json!({
            "group": group.number.to_string(),
            "list": group.list.as_str(),
            "hcpcs": hcpcs,
            "applies": condition.is_none_or(|c| c.rule.fits(code) || c.when.iter().any(|w| w.rule.fits(code))),
            "icd10": group.codes.iter().collect::<Vec<_>>(),
            "every_other": group.every_other,
            "kind": condition.map(|c| c.rule.kind.as_str()),
            "needs": condition.map(|c| c.rule.text.as_str()).filter(|text| !text.is_empty()),
            "asterisked": group.asterisked.iter().collect::<Vec<_>>(),
            "asterisk": condition.and_then(|c| c.asterisk.as_ref()).map(|a| a.text.as_str()),
        })
    };
    json!({
        "document": document.id,
        "version": document.version,
        "title": document.title,
        "contractor": contractors(document),
        "states": document.states,
        "regions": document.regions,
        "lcd": lcd(document),
        "as_of": document.edition,
        "lists_held": document.groups.is_some(),
        "hcpcs": document.hcpcs.iter().map(|g| json!({ "group": g.number.to_string(), "codes": g.codes.iter().collect::<Vec<_>>() })).collect::<Vec<_>>(),
        "groups": document.groups().iter().map(group).collect::<Vec<_>>(),
    })
}
