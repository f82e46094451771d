//! What the documents say of one claim line, for the claim check.

use super::{Assessment, Diagnosis, Jurisdiction, Verdict, assess, contractor_of, policies};
use crate::catalog::{Catalog, CoverageDocument, Date, Edit};

/// What is worth saying of a line, and under which edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineCoverage {
    /// The edit whose row says what it draws.
    pub edit: Edit,
    /// In words, with documents and groups.
    pub text: String,
}

/// Checks the diagnoses that a line points to against the documents of its contractor. One document that lists one of them is
/// enough; where there is no document or no list there is nothing to say. While the contractor is not known, what they say is
/// worth a note where it is not the same everywhere.
pub fn check_line(catalog: &Catalog, code: &str, diagnoses: &[String], jurisdiction: Jurisdiction<'_>, on: Date) -> Option<LineCoverage> {
    // Most codes are in no document: nothing is decoded for them.
    catalog.coverage().naming(code).next()?;
    let diagnoses: Vec<Diagnosis> = diagnoses.iter().filter_map(|typed| Diagnosis::shaped(typed)).collect();
    let words: Vec<&str> = diagnoses.iter().map(Diagnosis::as_str).collect();
    if words.is_empty() {
        return None;
    }
    let said: Vec<(&CoverageDocument, Assessment)> =
        policies(catalog, code, jurisdiction, on).into_iter().map(|d| (d, assess(catalog, d, code, &words))).collect();
    let with = |verdict: Verdict| said.iter().filter(move |(_, a)| a.verdict == verdict);
    let name = |document: &CoverageDocument| {
        let contractor = contractor_of(catalog, document).map(|c| c.name.as_str());
        format!("{} ({})", document.id, contractor.or(document.contractors.first().map(String::as_str)).unwrap_or("unknown contractor"))
    };
    let names = |verdict: Verdict| with(verdict).map(|(d, _)| name(d)).collect::<Vec<_>>().join(", ");
    let listed = words.join(", ");
    if jurisdiction == Jurisdiction::Anywhere {
        with(Verdict::NotListed).chain(with(Verdict::ListedWithCondition)).next()?;
        let parts = [Verdict::Listed, Verdict::ListedWithCondition, Verdict::NotListed].map(|verdict| (verdict, names(verdict)));
        let parts: Vec<String> = parts
            .iter()
            .filter(|(_, names)| !names.is_empty())
            .map(|(verdict, names)| format!("{} in {names}", verdict.description()))
            .collect();
        let text = format!("{listed} for {code}: {}; the contractor of this claim is not known", parts.join(", "));
        return Some(LineCoverage { edit: Edit::ContractorUnknown, text });
    }
    if with(Verdict::Listed).next().is_some() {
        return None;
    }
    if let Some((document, assessment)) = with(Verdict::ListedWithCondition).next() {
        let groups: Vec<String> = assessment.groups.iter().map(u32::to_string).collect();
        let plural = if groups.len() == 1 { "group" } else { "groups" };
        let condition = assessment.condition.as_deref().unwrap_or("read the document");
        let text = format!("{listed} is in {plural} {} of {}, under a condition: {condition}", groups.join(", "), name(document));
        return Some(LineCoverage { edit: Edit::DiagnosisConditional, text });
    }
    let (_, assessment) = with(Verdict::NotListed).next()?;
    let elsewhere = assessment.notes.last().map(|note| format!("; {note}")).unwrap_or_default();
    let text = format!("{listed} is in no group for {code} of {}{elsewhere}", names(Verdict::NotListed));
    Some(LineCoverage { edit: Edit::DiagnosisNotListed, text })
}
