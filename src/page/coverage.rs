//! Medicare coverage of a code: contractor by contractor, with the verdict where diagnoses are given.

use std::collections::BTreeMap;

use super::{Line, Role};
use crate::catalog::{Catalog, Code, CoverageDocument, Date, DiagnosisGroup, DiagnosisList, NationalDetermination};
use crate::coverage::{Assessment, Diagnosis, Jurisdiction, Verdict, assess, contractor_of, policies};

/// What is asked beside the code.
#[derive(Clone, Copy, Debug, Default)]
pub struct CoverageQuestion<'a> {
    /// Whose documents come first.
    pub jurisdiction: Jurisdiction<'a>,
    /// The documents of others are left out.
    pub only: bool,
    /// The diagnoses of the line; none for the lists themselves.
    pub diagnoses: &'a [Diagnosis],
    /// Every code of the lists with its descriptor, rather than a summary.
    pub whole_lists: bool,
}

/// What no document must never be taken for.
pub const NO_LISTING: &str =
    "Not listed does not mean not covered: without a document the contractor decides by the label, the compendia and medical necessity.";

/// National determinations that decide on a code on a date.
pub fn national<'a>(catalog: &'a Catalog, code: &str, on: Date) -> impl Iterator<Item = &'a NationalDetermination> {
    catalog.coverage().national().iter().filter(move |ncd| ncd.codes.iter().any(|c| c == code) && ncd.retired.is_none_or(|day| on < day))
}

/// Where a denial for the diagnosis is looked up: the documents that list diagnoses for a code.
pub fn coverage_mention(catalog: &Catalog, code: &str, on: Date) -> Vec<Line> {
    let code = code.to_ascii_uppercase();
    let documents = policies(catalog, &code, Jurisdiction::Anywhere, on);
    let names: Vec<String> = documents.iter().map(|d| format!("{} ({})", d.id, name(catalog, d))).collect();
    let said = match names.as_slice() {
        [] => Line::of(Role::Text, format!("No local coverage document held names {code}. {NO_LISTING}")),
        names => Line::of(Role::Text, format!("Local documents that name {code}: {}. ", names.join(", ")))
            .with(Role::Muted, format!("jdex coverage {code} --dx ICD10 --state ST says whether the diagnosis is listed.")),
    };
    vec![Line::blank(), said]
}

/// The coverage pane.
pub fn coverage_lines(catalog: &Catalog, code: &Code, on: Date, question: &CoverageQuestion<'_>) -> Vec<Line> {
    let is_asked = !question.diagnoses.is_empty();
    let mut national: Vec<Line> = national(catalog, &code.code, on).flat_map(national_lines).collect();
    // What is asked is answered first.
    let mut lines = if is_asked { Vec::new() } else { std::mem::take(&mut national) };
    for diagnosis in question.diagnoses {
        let words = catalog.icd10().descriptor(diagnosis.as_str()).unwrap_or("no descriptor held");
        let hang = diagnosis.as_str().len() + 2;
        lines.push(Line::of(Role::Code, diagnosis.as_str()).with(Role::Text, format!("  {words}")).indented(0, hang));
    }
    if !lines.is_empty() {
        lines.push(Line::blank());
    }
    let mut own = policies(catalog, &code.code, question.jurisdiction, on);
    let mut others = match (question.only, question.jurisdiction.contractor()) {
        (false, Some(_)) => {
            policies(catalog, &code.code, Jurisdiction::Anywhere, on).into_iter().filter(|d| own.iter().all(|o| o.id != d.id)).collect()
        }
        _ => Vec::new(),
    };
    if is_asked {
        let asked: Vec<&str> = question.diagnoses.iter().map(Diagnosis::as_str).collect();
        let best_first = |document: &&CoverageDocument| assess(catalog, document, &code.code, &asked).verdict;
        own.sort_by_key(best_first);
        others.sort_by_key(best_first);
    }
    let whose = match question.jurisdiction {
        Jurisdiction::Anywhere => "any Medicare contractor".to_owned(),
        Jurisdiction::State(state, contractor) => format!("{}, the contractor of {state}", contractor.name),
        Jurisdiction::Contractor(contractor) => contractor.name.clone(),
    };
    if own.is_empty() {
        lines.push(Line::of(Role::Warning, format!("No local coverage document held of {whose} names {}.", code.code)));
        lines.push(Line::of(Role::Text, NO_LISTING));
    }
    if question.jurisdiction == Jurisdiction::Anywhere && is_asked {
        lines.extend(differences(catalog, code, &own, question));
    }
    lines.extend(document_lines(catalog, code, &own, question));
    if !national.is_empty() {
        lines.push(Line::blank());
        lines.append(&mut national);
    }
    if !others.is_empty() {
        lines.extend([Line::blank(), Line::heading("Other contractors")]);
        if is_asked {
            lines.extend(differences(catalog, code, &others, question));
        }
        lines.extend(document_lines(catalog, code, &others, question));
    }
    lines.extend(supplier_lines(catalog, code, on));
    lines.extend(editions(catalog));
    lines
}

fn national_lines(ncd: &NationalDetermination) -> Vec<Line> {
    let since = ncd.effective.map(|day| format!(", since {day}")).unwrap_or_default();
    let title = Line::labeled("national").with(Role::Strong, format!("NCD {}", ncd.number)).with(Role::Text, format!(" {}", ncd.title));
    let text = Line::labeled("").with(Role::Text, ncd.text.clone()).with(Role::Muted, format!(" CMS data of {}{since}.", ncd.as_of));
    vec![title, text]
}

/// `listed   NGS, WPS`, and whose documents say otherwise: each contractor once, where one of its documents that lists the
/// diagnoses is enough.
fn differences(catalog: &Catalog, code: &Code, documents: &[&CoverageDocument], question: &CoverageQuestion<'_>) -> Vec<Line> {
    const COLUMNS: usize = 25;
    let diagnoses: Vec<&str> = question.diagnoses.iter().map(Diagnosis::as_str).collect();
    let mut best: BTreeMap<&str, Verdict> = BTreeMap::new();
    for document in documents {
        let verdict = assess(catalog, document, &code.code, &diagnoses).verdict;
        best.entry(name(catalog, document)).and_modify(|held| *held = verdict.min(*held)).or_insert(verdict);
    }
    if best.is_empty() {
        return Vec::new();
    }
    let line = |role, words: &str, names: Vec<&str>| {
        let line = Line::of(role, format!("{words:<COLUMNS$}")).with(Role::Text, names.join(", ")).indented(0, COLUMNS);
        (!names.is_empty()).then_some(line)
    };
    let named = |verdict: Verdict| best.iter().filter(|(_, held)| **held == verdict).map(|(name, _)| *name).collect();
    let mut lines: Vec<Line> = [Verdict::Listed, Verdict::ListedWithCondition, Verdict::NotListed, Verdict::NoList]
        .into_iter()
        .filter_map(|verdict| line(role(verdict), verdict.description(), named(verdict)))
        .collect();
    let own = question.jurisdiction.contractor();
    let without = catalog.coverage().contractors().iter().filter(|c| !c.dme && own.is_none_or(|own| own.id != c.id));
    let without = without.map(|c| c.name.as_str()).filter(|name| !best.contains_key(name)).collect();
    lines.extend(line(Role::Muted, "no document held", without));
    lines.push(Line::blank());
    lines
}

fn role(verdict: Verdict) -> Role {
    match verdict {
        Verdict::Listed => Role::Good,
        Verdict::ListedWithCondition => Role::Warning,
        Verdict::NotListed => Role::Ended,
        Verdict::NoList => Role::Muted,
    }
}

/// The contractor as people call it.
fn name<'a>(catalog: &'a Catalog, document: &'a CoverageDocument) -> &'a str {
    let own = || document.contractors.first().map_or("unknown contractor", String::as_str);
    contractor_of(catalog, document).map_or_else(own, |c| c.name.as_str())
}

fn document_lines(catalog: &Catalog, code: &Code, documents: &[&CoverageDocument], question: &CoverageQuestion<'_>) -> Vec<Line> {
    let diagnoses: Vec<&str> = question.diagnoses.iter().map(Diagnosis::as_str).collect();
    let mut lines = Vec::new();
    for (at, document) in documents.iter().enumerate() {
        if at > 0 {
            lines.push(Line::blank());
        }
        let assessment = assess(catalog, document, &code.code, &diagnoses);
        lines.push(title(catalog, document));
        let of = |label: &str| Line::labeled(label).indented(2, 17);
        if question.diagnoses.is_empty() {
            lines.extend(lists(catalog, document, code, question.whole_lists));
            // Without a diagnosis only what the document says beyond its lists is worth a line.
            lines.extend(assessment.notes.iter().map(|note| of("note").with(Role::Text, note.clone())));
        } else {
            lines.push(verdict_line(&assessment));
            lines.extend(assessment.condition.iter().map(|text| of("condition").with(Role::Text, text.clone())));
            lines.extend(assessment.notes.iter().map(|note| of("note").with(Role::Text, note.clone())));
        }
    }
    lines
}

/// `NGS  A52423 version 84, LCD L33394  CT IL MA ...`
fn title(catalog: &Catalog, document: &CoverageDocument) -> Line {
    let mut line = Line::of(Role::Strong, format!("{:<12} ", name(catalog, document))).with(Role::Code, document.id.clone());
    line = line.with(Role::Text, format!(" version {}", document.version));
    if !document.lcds.is_empty() {
        let note = if document.lcd_note.is_empty() { String::new() } else { format!(" ({})", document.lcd_note.to_lowercase()) };
        line = line.with(Role::Muted, format!(", LCD {}{note}", document.lcds.join(", ")));
    }
    if let Some(day) = document.retires {
        line = line.with(Role::Warning, format!(", until {day}"));
    }
    // WPS lists most of the country for providers that stayed with it.
    const FEW: usize = 20;
    let places = match document.states.len() {
        0 => String::new(),
        n if n > FEW => format!("  {n} states"),
        _ => format!("  {}", document.states.join(" ")),
    };
    line.with(Role::Muted, places).indented(0, 13)
}

fn verdict_line(assessment: &Assessment) -> Line {
    let groups: Vec<String> = assessment.groups.iter().map(u32::to_string).collect();
    let groups = match groups.len() {
        0 => String::new(),
        1 => format!(", group {}", groups.join("")),
        _ => format!(", groups {}", groups.join(", ")),
    };
    Line::of(role(assessment.verdict), assessment.verdict.description()).with(Role::Text, groups).indented(2, 17)
}

/// The groups that are for the code, each with its condition and what it lists.
fn lists(catalog: &Catalog, document: &CoverageDocument, code: &Code, whole: bool) -> Vec<Line> {
    let conditions = catalog.coverage().conditions().of(&document.id);
    let mut lines = Vec::new();
    for group in document.groups() {
        let condition = conditions.and_then(|c| c.group(group.list, group.number));
        let rules = || condition.into_iter().flat_map(|c| [&c.rule].into_iter().chain(c.when.iter().map(|w| &w.rule)));
        if condition.is_some() && !rules().any(|rule| rule.fits(&code.code)) {
            continue;
        }
        let label = match group.list {
            DiagnosisList::Covered => format!("group {}", group.number),
            DiagnosisList::Noncovered => "not covered".to_owned(),
        };
        let listed = if group.every_other { "every diagnosis outside the groups".to_owned() } else { summary(group.codes.iter()) };
        lines.push(Line::labeled(&label).with(Role::Code, listed).indented(2, 17));
        if let Some(text) = condition.map(|c| c.rule.text.as_str()).filter(|text| !text.is_empty()) {
            lines.push(Line::of(Role::Text, text).indented(17, 17));
        }
        if let Some(asterisk) = condition.and_then(|c| c.asterisk.as_ref()) {
            lines.push(Line::of(Role::Text, format!("{} with an asterisk: {}", group.asterisked.len(), asterisk.text)).indented(17, 17));
        }
        if whole {
            lines.extend(group_codes(catalog, group));
        }
    }
    lines
}

/// `K50.00-K50.919 (21), K51.00-K51.919 (17), L88`: by category the first and the last code and how many there are.
pub(super) fn summary<'a>(codes: impl Iterator<Item = &'a str>) -> String {
    const MOST: usize = 12;
    let mut codes: Vec<&str> = codes.collect();
    codes.sort_unstable();
    let category = |code: &str| code.split('.').next().map(str::to_owned);
    let parts: Vec<String> = codes
        .chunk_by(|a, b| category(a) == category(b))
        .map(|chunk| match chunk {
            [one] => (*one).to_owned(),
            [first, .., last] => format!("{first}-{} ({})", last, chunk.len()),
            [] => String::new(),
        })
        .collect();
    let more = parts.len().saturating_sub(MOST);
    let shown = parts.iter().take(MOST).cloned().collect::<Vec<_>>().join(", ");
    let all = codes.len();
    match more {
        0 if parts.len() == 1 => shown,
        0 => format!("{shown}: {all} codes"),
        _ => format!("{shown} and {more} more categories: {all} codes"),
    }
}

fn group_codes(catalog: &Catalog, group: &DiagnosisGroup) -> Vec<Line> {
    let line = |code: &str| {
        let mark = if group.asterisked.contains(code) { "*" } else { "" };
        let words = catalog.icd10().descriptor(code).unwrap_or("no descriptor held");
        Line::of(Role::Code, format!("{:<10}", format!("{code}{mark}"))).with(Role::Text, words).indented(17, 27)
    };
    group.codes.iter().map(line).collect()
}

/// The LCDs of the DME contractors are for claims of suppliers, never for those of an office.
fn supplier_lines(catalog: &Catalog, code: &Code, on: Date) -> Vec<Line> {
    let naming = catalog.coverage().naming(&code.code).filter(|d| d.holds(on));
    let ids: Vec<&str> = naming.filter(|d| contractor_of(catalog, d).is_some_and(|c| c.dme)).map(|d| d.id.as_str()).collect();
    if ids.is_empty() {
        return Vec::new();
    }
    let text = format!("{} of the DME MACs: claims of suppliers only, without a list of diagnoses", ids.join(", "));
    vec![Line::blank(), Line::labeled("supplier").with(Role::Muted, text)]
}

/// How old the data are.
fn editions(catalog: &Catalog) -> Vec<Line> {
    let known = [("articles", "articles"), ("lcds", "LCDs"), ("coverage-index", "index"), ("icd10", "ICD-10-CM")];
    let said: Vec<String> = known.iter().filter_map(|(what, words)| Some(format!("{words} {}", catalog.edition(what)?))).collect();
    let text = format!("Medicare Coverage Database: {}. A listed diagnosis is no guarantee of payment.", said.join(", "));
    vec![Line::of(Role::Source, text)]
}
