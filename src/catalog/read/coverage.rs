//! Reading of coverage: documents, index and ICD-10-CM as `jdex import` writes them; contractors, conditions and national
//! determinations as people do.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;

use super::Reader;
use crate::catalog::{
    AsteriskRule, CodeList, ConditionKind, ConditionRule, Contractor, CoverageDocument, DiagnosisGroup, DiagnosisList, DiagnosisRange,
    DocumentRemark, GroupCondition, HcpcsGroup, Lazy, NationalDetermination, WhenRule,
};

/// Documents whose ids begin alike.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DocumentsFile {
    edition: String,
    #[serde(default)]
    document: Vec<Spanned<DocumentRow>>,
}

/// One document with its lists.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DocumentRow {
    id: String,
    version: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    contractors: Vec<String>,
    #[serde(default)]
    states: Vec<String>,
    #[serde(default)]
    regions: Vec<String>,
    #[serde(default)]
    lcds: Vec<String>,
    effective: Option<Date>,
    retires: Option<Date>,
    #[serde(default)]
    hcpcs: Vec<HcpcsRow>,
    #[serde(default)]
    covered: Vec<Spanned<GroupRow>>,
    #[serde(default)]
    noncovered: Vec<Spanned<GroupRow>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HcpcsRow {
    group: u32,
    codes: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GroupRow {
    group: u32,
    #[serde(default)]
    every_other: bool,
    #[serde(default)]
    has_text: bool,
    #[serde(default)]
    asterisked: Vec<String>,
    #[serde(default)]
    codes: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IndexFile {
    edition: String,
    #[serde(default)]
    document: Vec<Spanned<IndexRow>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IndexRow {
    id: String,
    version: String,
    #[serde(default)]
    title: String,
    contractors: Vec<String>,
    #[serde(default)]
    lcds: Vec<String>,
    #[serde(default)]
    lcd_note: String,
    codes: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ContractorsFile {
    #[serde(default)]
    contractor: Vec<Spanned<Contractor>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NationalFile {
    #[serde(default)]
    ncd: Vec<Spanned<NationalDetermination>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConditionsFile {
    #[serde(default)]
    versions: BTreeMap<String, String>,
    #[serde(default)]
    group: Vec<Spanned<ConditionRow>>,
    #[serde(default)]
    document: Vec<Spanned<RemarkRow>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConditionRow {
    document: String,
    group: String,
    list: DiagnosisList,
    #[serde(default)]
    kind: ConditionKind,
    for_codes: Option<Vec<String>>,
    #[serde(default)]
    with: Vec<Vec<String>>,
    #[serde(default)]
    with_codes: Vec<Vec<String>>,
    #[serde(default)]
    text: String,
    asterisk: Option<String>,
    #[serde(default)]
    asterisk_with: Vec<Vec<String>>,
    #[serde(default)]
    asterisk_unknown: bool,
    #[serde(default)]
    truncated: bool,
    #[serde(default)]
    placeholder: bool,
    #[serde(default)]
    paired_by_number: bool,
    #[serde(default)]
    when: Vec<WhenRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WhenRow {
    dx: Vec<String>,
    #[serde(default)]
    kind: ConditionKind,
    for_codes: Option<Vec<String>>,
    #[serde(default)]
    with: Vec<Vec<String>>,
    #[serde(default)]
    with_codes: Vec<Vec<String>>,
    #[serde(default)]
    text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RemarkRow {
    document: String,
    codes: Option<Vec<String>>,
    text: String,
    #[serde(default)]
    partial: bool,
    #[serde(default)]
    closed: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Icd10File {
    edition: String,
    /// By category: what follows the three characters of each billable code, `-` for the category itself.
    #[serde(default)]
    billable: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    descriptors: BTreeMap<String, String>,
}

impl Reader<'_, '_> {
    /// `coverage/A52.toml`: articles; `coverage/L33.toml`: LCDs.
    pub(super) fn coverage_documents(&mut self) {
        let Some(file) = self.parse::<DocumentsFile>() else { return };
        let what = if self.stem().starts_with('L') { "lcds" } else { "articles" };
        for row in file.document {
            self.coverage_document(row, &file.edition);
        }
        self.edition(what, file.edition);
    }

    fn coverage_document(&mut self, row: Spanned<DocumentRow>, edition: &str) {
        let origin = self.at(&row);
        let file = row.into_inner();
        if !is_document_id(&file.id) || !file.id.starts_with(self.stem()) {
            let message = format!("`{}` is not the id of a document of this file; A52423 lies in A52.toml", file.id);
            self.problem(origin.line, message);
            return;
        }
        if let Some((first, _)) = self.book.coverage.documents.get(&file.id) {
            let message = format!("{} is already defined at {first}; keep one", file.id);
            self.problem(origin.line, message);
            return;
        }
        let lists = [(DiagnosisList::Covered, file.covered), (DiagnosisList::Noncovered, file.noncovered)];
        let mut groups: Vec<DiagnosisGroup> = Vec::new();
        for (list, row) in lists.into_iter().flat_map(|(list, rows)| rows.into_iter().map(move |row| (list, row))) {
            let line = self.at(&row).line;
            let row = row.into_inner();
            let group = DiagnosisGroup {
                number: row.group,
                list,
                codes: words(&row.codes),
                asterisked: words(&row.asterisked),
                every_other: row.every_other,
                has_text: row.has_text,
            };
            if let Some(wrong) = group.codes.iter().find(|code| !is_diagnosis(code)) {
                let message = format!("`{wrong}` is not an ICD-10-CM code with its dot, as K50.00");
                self.problem(line, message);
            }
            if let Some(wrong) = group.asterisked.iter().find(|code| !group.codes.contains(code)) {
                let message = format!("{wrong} has an asterisk and is not in the group");
                self.problem(line, message);
            }
            if groups.iter().any(|g| g.list == list && g.number == row.group) {
                self.problem(line, format!("group {} of the {} diagnoses is defined twice", row.group, list.as_str()));
            }
            groups.push(group);
        }
        let document = CoverageDocument {
            version: file.version,
            title: file.title,
            contractors: file.contractors,
            states: file.states,
            regions: file.regions,
            edition: edition.to_owned(),
            effective: file.effective,
            retires: file.retires,
            lcds: file.lcds,
            lcd_note: String::new(),
            hcpcs: file.hcpcs.into_iter().map(|row| HcpcsGroup { number: row.group, codes: words(&row.codes) }).collect(),
            groups: Some(Lazy::from(groups)),
            id: file.id,
        };
        self.book.coverage.documents.insert(document.id.clone(), (origin, document));
    }

    /// `coverage/index.toml`: documents whose lists are not held.
    pub(super) fn coverage_index(&mut self) {
        let Some(file) = self.parse::<IndexFile>() else { return };
        for row in file.document {
            let origin = self.at(&row);
            let row = row.into_inner();
            if !is_document_id(&row.id) {
                self.problem(origin.line, format!("`{}` is not the id of a coverage document, as A52423 or L33394", row.id));
            }
            let document = CoverageDocument {
                id: row.id,
                version: row.version,
                title: row.title,
                contractors: row.contractors,
                lcds: row.lcds,
                lcd_note: row.lcd_note,
                edition: file.edition.clone(),
                hcpcs: vec![HcpcsGroup { number: 1, codes: words(&row.codes) }],
                ..CoverageDocument::default()
            };
            self.book.coverage.index.push((origin, document));
        }
        self.edition("coverage-index", file.edition);
    }

    pub(super) fn contractors(&mut self) {
        let Some(file) = self.parse::<ContractorsFile>() else { return };
        let rows: Vec<_> = file.contractor.into_iter().map(|row| (self.at(&row), row.into_inner())).collect();
        self.book.coverage.contractors.extend(rows);
    }

    pub(super) fn national(&mut self) {
        let Some(file) = self.parse::<NationalFile>() else { return };
        let rows: Vec<_> = file.ncd.into_iter().map(|row| (self.at(&row), row.into_inner())).collect();
        self.book.coverage.national.extend(rows);
    }

    pub(super) fn conditions(&mut self) {
        let Some(file) = self.parse::<ConditionsFile>() else { return };
        self.book.coverage.conditions.versions.extend(file.versions);
        for row in file.group {
            let origin = self.at(&row);
            match condition(row.into_inner()) {
                Ok((document, group)) => self.book.coverage.conditions.groups.push((origin, document, group)),
                Err(message) => self.problem(origin.line, message),
            }
        }
        for row in file.document {
            let origin = self.at(&row);
            let row = row.into_inner();
            let codes = row.codes.map(|codes| codes.iter().collect());
            let remark = DocumentRemark { codes, text: row.text, partial: row.partial, closed: row.closed };
            self.book.coverage.conditions.remarks.push((origin, row.document, remark));
        }
    }

    /// `icd10/K.toml`.
    pub(super) fn icd10(&mut self) {
        let Some(file) = self.parse::<Icd10File>() else { return };
        let held = self.book.icd10.get_or_insert_default();
        for (category, endings) in &file.billable {
            let endings = endings.iter().flat_map(|line| line.split_ascii_whitespace());
            held.billable.extend(endings.map(|ending| format!("{category}{}", ending.trim_start_matches('-'))));
        }
        held.descriptors.extend(file.descriptors);
        self.edition("icd10", file.edition);
    }
}

fn condition(row: ConditionRow) -> Result<(String, GroupCondition), String> {
    let number = number(&row.group)?;
    let whose = || format!("{} group {number}", row.document);
    let rule = rule(row.kind, row.for_codes.as_deref(), &row.with, &row.with_codes, &row.text).map_err(|e| format!("{}: {e}", whose()))?;
    let mut when = Vec::new();
    for w in &row.when {
        // A rule without codes of its own is for those of its group.
        let for_codes = w.for_codes.as_deref().or(row.for_codes.as_deref());
        let rule = self::rule(w.kind, for_codes, &w.with, &w.with_codes, &w.text).map_err(|e| format!("{}: {e}", whose()))?;
        let dx = w.dx.iter().map(DiagnosisRange::try_from).collect::<Result<_, _>>().map_err(|e| format!("{}: {e}", whose()))?;
        when.push(WhenRule { dx, rule });
    }
    let asterisk = match row.asterisk {
        Some(text) => Some(AsteriskRule { text, unknown: row.asterisk_unknown, with_codes: ranges(&row.asterisk_with)? }),
        None if row.asterisk_unknown || !row.asterisk_with.is_empty() => return Err(format!("{}: `asterisk` is missing", whose())),
        None => None,
    };
    let group = GroupCondition {
        number,
        list: row.list,
        rule,
        when,
        asterisk,
        truncated: row.truncated,
        placeholder: row.placeholder,
        paired_by_number: row.paired_by_number,
    };
    Ok((row.document, group))
}

fn rule(
    kind: ConditionKind,
    for_codes: Option<&[String]>,
    with: &[Vec<String>],
    with_codes: &[Vec<String>],
    text: &str,
) -> Result<ConditionRule, String> {
    let with = with.iter().map(|any| any.iter().map(|n| number(n)).collect()).collect::<Result<Vec<Vec<u32>>, _>>()?;
    let with_codes = ranges(with_codes)?;
    if (kind == ConditionKind::With) == (with.is_empty() && with_codes.is_empty()) {
        return Err("`with` and `with_codes` belong to kind \"with\", which needs one of them".to_owned());
    }
    Ok(ConditionRule { kind, for_codes: for_codes.map(|codes| codes.iter().collect()), with, with_codes, text: text.to_owned() })
}

fn ranges(rows: &[Vec<String>]) -> Result<Vec<Vec<DiagnosisRange>>, String> {
    rows.iter().map(|any| any.iter().map(DiagnosisRange::try_from).collect()).collect()
}

fn number(text: &str) -> Result<u32, String> {
    text.parse().map_err(|_| format!("`{text}` is not the number of a group"))
}

/// Codes written several on a line.
fn words(lines: &[String]) -> CodeList {
    lines.iter().flat_map(|line| line.split_ascii_whitespace()).collect()
}

fn is_document_id(id: &str) -> bool {
    id.starts_with(['A', 'L']) && (2..=8).contains(&id.len()) && id.bytes().skip(1).all(|b| b.is_ascii_digit())
}

/// With its dot, as every coverage document writes it.
fn is_diagnosis(code: &str) -> bool {
    let plain = |part: &str| part.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    match code.split_once('.') {
        Some((category, rest)) => category.len() == 3 && (1..=4).contains(&rest.len()) && plain(category) && plain(rest),
        None => code.len() == 3 && plain(code),
    }
}
