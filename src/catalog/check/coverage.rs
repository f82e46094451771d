//! Coverage: conditions name groups and codes that exist.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{
    Catalog, CodeList, ConditionKind, ConditionRule, CoverageDocument, DiagnosisList, DiagnosisRange, GroupCondition, ParsedCatalog,
    Problem,
};

/// What conditions may name.
struct Known<'a> {
    documents: BTreeMap<&'a str, &'a CoverageDocument>,
    /// Billable diagnoses and those that some document lists, without dots; empty where none are held.
    diagnoses: BTreeSet<String>,
}

/// Everything wrong with the coverage of a book.
pub(super) fn check(book: &ParsedCatalog, held: &Catalog, problems: &mut Vec<Problem>) {
    if book.coverage.is_empty() {
        return;
    }
    let known_code = |code: &str| book.codes.contains_key(code) || held.code(code).is_some();
    for (origin, ncd) in &book.coverage.national {
        for code in ncd.codes.iter().filter(|code| !known_code(code)) {
            problems.push(Problem::new(origin, format!("NCD {}: {code} is no code of this catalog", ncd.number)));
        }
    }
    if book.coverage.conditions.groups.is_empty() && book.coverage.conditions.remarks.is_empty() {
        return;
    }
    let known = Known::new(book, held);
    let mut seen = BTreeSet::new();
    for (origin, document, group) in &book.coverage.conditions.groups {
        if !seen.insert((document, group.list, group.number)) {
            problems.push(Problem::new(
                origin,
                format!("{document} group {} of the {} diagnoses has two rows", group.number, group.list.as_str()),
            ));
        }
        let found = known.condition(document, group);
        problems.extend(found.into_iter().map(|message| Problem::new(origin, format!("{document} group {}: {message}", group.number))));
    }
    for (origin, document, _) in &book.coverage.conditions.remarks {
        if !known.documents.contains_key(document.as_str()) {
            problems.push(Problem::new(origin, format!("{document} is no document of this catalog")));
        }
    }
    // A shipped document without a row would be taken to ask for nothing.
    for (id, (origin, document)) in &book.coverage.documents {
        for group in document.groups() {
            if !seen.contains(&(id, group.list, group.number)) {
                let message = format!(
                    "{id}: no condition for group {} of the {} diagnoses; add a row to conditions.toml",
                    group.number,
                    group.list.as_str()
                );
                problems.push(Problem::new(origin, message));
            }
        }
    }
}

impl<'a> Known<'a> {
    fn new(book: &'a ParsedCatalog, held: &'a Catalog) -> Known<'a> {
        let here = book.coverage.documents.values().map(|(_, d)| d);
        let documents: BTreeMap<&str, &CoverageDocument> =
            held.coverage().documents().iter().chain(here).map(|d| (d.id.as_str(), d)).collect();
        let mut diagnoses: BTreeSet<String> = held.icd10().billable().collect();
        diagnoses.extend(book.icd10.iter().flat_map(|icd| icd.billable.iter().cloned()));
        if !diagnoses.is_empty() {
            let listed = documents.values().flat_map(|d| d.groups()).flat_map(|g| g.codes.iter());
            diagnoses.extend(listed.map(crate::catalog::bare));
        }
        Known { documents, diagnoses }
    }

    fn condition(&self, id: &str, condition: &GroupCondition) -> Vec<String> {
        let Some(document) = self.documents.get(id) else { return vec![format!("{id} is no document of this catalog")] };
        let mut wrong = Vec::new();
        match document.group(condition.list, condition.number) {
            None => wrong.push(format!("the document has no such {} group", condition.list.as_str())),
            Some(group) => {
                if group.asterisked.is_empty() != condition.asterisk.is_none() {
                    wrong.push("`asterisk` is for groups with asterisked codes, which need it".to_owned());
                }
                if group.codes.is_empty() != condition.placeholder {
                    wrong.push("`placeholder` is for groups without a code of their own".to_owned());
                }
                for range in
                    condition.when.iter().flat_map(|when| &when.dx).filter(|range| !group.codes.iter().any(|code| range.contains(code)))
                {
                    wrong.push(format!("no code of the group is in `{range}`"));
                }
            }
        }
        for rule in [&condition.rule].into_iter().chain(condition.when.iter().map(|when| &when.rule)) {
            self.rule(document, rule, &mut wrong);
        }
        if let Some(asterisk) = &condition.asterisk {
            self.ranges(&asterisk.with_codes, &mut wrong);
            too_long(&asterisk.text, &mut wrong);
        }
        wrong
    }

    fn rule(&self, document: &CoverageDocument, rule: &ConditionRule, wrong: &mut Vec<String>) {
        for number in rule.with.iter().flatten().filter(|number| document.group(DiagnosisList::Covered, **number).is_none()) {
            wrong.push(format!("`with` names group {number}, which the document does not have"));
        }
        self.ranges(&rule.with_codes, wrong);
        for code in rule.for_codes.iter().flat_map(CodeList::iter).filter(|c| c.len() != 5 || !c.bytes().all(|b| b.is_ascii_alphanumeric()))
        {
            wrong.push(format!("`for_codes` holds `{code}`, which is no HCPCS or CPT code"));
        }
        if rule.text.is_empty() && rule.kind != ConditionKind::Alone {
            wrong.push("`text` is missing".to_owned());
        }
        too_long(&rule.text, wrong);
    }

    fn ranges(&self, ranges: &[Vec<DiagnosisRange>], wrong: &mut Vec<String>) {
        for range in ranges.iter().flatten() {
            let (first, last) = range.ends();
            let from = self.diagnoses.range(crate::catalog::bare(&first)..).next();
            if !self.diagnoses.is_empty() && from.is_none_or(|code| *code > crate::catalog::bare(&last)) {
                wrong.push(format!("`{range}` holds no ICD-10-CM code"));
            }
        }
    }
}

/// A condition is read on one line beside its verdict.
fn too_long(text: &str, wrong: &mut Vec<String>) {
    const MOST: usize = 25;
    let words = text.split_whitespace().count();
    if words > MOST {
        wrong.push(format!("a text of {words} words; {MOST} at most"));
    }
}
