//! What one document says about a billing code and the diagnoses of its line.

use crate::catalog::{
    BillingUnit, Catalog, ConditionKind, ConditionRule, CoverageDocument, DiagnosisGroup, DiagnosisList, DiagnosisRange,
    DocumentConditions, GroupCondition, words,
};

words! {
    /// What a document says.
    pub enum Verdict {
        /// A diagnosis is listed and what the document asks of other codes is there.
        Listed = "listed",
        /// A diagnosis is listed; another code is missing, or the document must be read.
        ListedWithCondition = "listed-with-condition",
        /// The document lists diagnoses for the code, and none of these.
        NotListed = "not-listed",
        /// The document lists no diagnoses for the code, or its lists are not held.
        NoList = "no-list",
    }
}

impl Verdict {
    /// In words.
    pub fn description(self) -> &'static str {
        match self {
            Verdict::Listed => "listed",
            Verdict::ListedWithCondition => "listed with a condition",
            Verdict::NotListed => "not listed",
            Verdict::NoList => "no list",
        }
    }
}

/// A verdict with its reasons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// The verdict.
    pub verdict: Verdict,
    /// The covered groups that it rests on.
    pub groups: Vec<u32>,
    /// What these groups ask for, in our words.
    pub condition: Option<String>,
    /// What else should be known: which code is missing, what the document says beyond its lists.
    pub notes: Vec<String>,
}

/// One diagnosis in one group.
struct Found<'a> {
    group: u32,
    satisfied: bool,
    texts: Vec<&'a str>,
    /// What is missing for it to count.
    missing: Vec<String>,
}

/// A document and a code, with what is written about both.
struct Case<'a> {
    document: &'a CoverageDocument,
    conditions: Option<&'a DocumentConditions>,
    code: &'a str,
    /// All diagnoses of the line, with dots.
    diagnoses: &'a [&'a str],
}

/// The rule of a group that nobody has written about.
fn unwritten(group: &DiagnosisGroup) -> GroupCondition {
    let (kind, text) = match group.has_text {
        true => (ConditionKind::Read, "Read the document: it states a condition for this group."),
        false => (ConditionKind::Alone, ""),
    };
    let rule = ConditionRule { kind, text: text.to_owned(), ..ConditionRule::default() };
    GroupCondition { number: group.number, list: group.list, rule, ..GroupCondition::default() }
}

/// Assesses the diagnoses of a line, with their dots, for a code that the document names.
pub fn assess(catalog: &Catalog, document: &CoverageDocument, code: &str, diagnoses: &[&str]) -> Assessment {
    let conditions = catalog.coverage().conditions().of(&document.id);
    let mut notes = Vec::new();
    if document.groups.is_none() {
        notes.push(format!("named in the index of {}; its lists are not held", document.edition));
    }
    let about = || conditions.into_iter().flat_map(|c| &c.remarks).filter(|remark| remark.is_about(code));
    notes.extend(about().map(|remark| remark.text.clone()));
    let case = Case { document, conditions, code, diagnoses };
    // The conditions of groups that nobody wrote about are made up once.
    let unwritten: Vec<(&DiagnosisGroup, Option<GroupCondition>)> = document
        .groups()
        .iter()
        .filter(|g| g.list == DiagnosisList::Covered)
        .map(|g| (g, conditions.and_then(|c| c.group(g.list, g.number)).is_none().then(|| unwritten(g))))
        .collect();
    let groups: Vec<(&DiagnosisGroup, &GroupCondition)> = unwritten
        .iter()
        .filter_map(|(g, own)| Some((*g, own.as_ref().or_else(|| conditions.and_then(|c| c.group(g.list, g.number)))?)))
        .filter(|(_, c)| rules(c).any(|rule| rule.fits(code)))
        .collect();
    let mut found: Vec<Found<'_>> = Vec::new();
    for diagnosis in diagnoses {
        found.extend(groups.iter().filter_map(|(group, condition)| case.find(diagnosis, group, condition)));
    }
    found.sort_by_key(|f| f.group);
    let satisfied = found.iter().any(|f| f.satisfied);
    let named =
        document.groups().iter().filter(|g| g.list == DiagnosisList::Noncovered).any(|g| diagnoses.iter().any(|d| g.codes.contains(d)));
    let unclassified = catalog.code(code).is_some_and(|c| c.unit == BillingUnit::Unclassified);
    let verdict = if groups.is_empty() {
        Verdict::NoList
    } else if satisfied {
        Verdict::Listed
    } else if named {
        notes.push("the document names the diagnosis as not covered".to_owned());
        Verdict::NotListed
    } else if !found.is_empty() {
        Verdict::ListedWithCondition
    } else if unclassified || about().any(|remark| remark.partial) {
        notes.push("the document speaks of some uses of the code only".to_owned());
        Verdict::NoList
    } else {
        // That the lists are closed is the reason, so it comes last.
        for remark in about().filter(|remark| remark.closed) {
            notes.retain(|note| *note != remark.text);
            notes.push(remark.text.clone());
        }
        notes.extend(case.elsewhere());
        Verdict::NotListed
    };
    found.retain(|f| match verdict {
        Verdict::Listed => f.satisfied,
        Verdict::ListedWithCondition => true,
        Verdict::NotListed | Verdict::NoList => false,
    });
    let mut numbers: Vec<u32> = found.iter().map(|f| f.group).collect();
    numbers.dedup();
    notes.extend(case.remarks(&groups, &numbers));
    let mut texts: Vec<&str> = Vec::new();
    for text in found.iter().flat_map(|f| &f.texts).filter(|text| !text.is_empty()) {
        if !texts.contains(text) {
            texts.push(text);
        }
    }
    let mut missing: Vec<String> = found.iter().filter(|_| !satisfied).flat_map(|f| f.missing.iter().cloned()).collect();
    missing.dedup();
    notes.extend(missing);
    let condition = (!texts.is_empty()).then(|| texts.join(" "));
    Assessment { verdict, groups: numbers, condition, notes }
}

fn rules(condition: &GroupCondition) -> impl Iterator<Item = &ConditionRule> {
    [&condition.rule].into_iter().chain(condition.when.iter().map(|when| &when.rule))
}

fn named(ranges: &[DiagnosisRange], code: &str) -> bool {
    ranges.iter().any(|range| range.contains(code))
}

impl<'a> Case<'a> {
    /// What a group says of a diagnosis; `None` where it says nothing of it.
    fn find<'c>(&self, diagnosis: &str, group: &DiagnosisGroup, condition: &'c GroupCondition) -> Option<Found<'c>> {
        let number = group.number;
        if !group.codes.contains(diagnosis) {
            // Alone, the code that a condition asks for is half of a pair.
            let partner = |rule: &&ConditionRule| rule.fits(self.code) && rule.with_codes.iter().any(|any| named(any, diagnosis));
            let rule = rules(condition).find(partner)?;
            let missing = vec![format!("a code of group {number} must be there too")];
            return Some(Found { group: number, satisfied: false, texts: vec![&rule.text], missing });
        }
        let own = condition.when.iter().filter(|when| named(&when.dx, diagnosis) && when.rule.fits(self.code));
        // A code that the rule is about is not its own partner.
        let mut alternatives: Vec<(&ConditionRule, &[DiagnosisRange])> = own.map(|when| (&when.rule, when.dx.as_slice())).collect();
        if alternatives.is_empty() && condition.rule.fits(self.code) {
            alternatives.push((&condition.rule, &[]));
        }
        let judged: Vec<(&ConditionRule, Vec<String>)> = alternatives.iter().map(|(rule, dx)| (*rule, self.missing(rule, dx))).collect();
        let met = judged.iter().find(|(rule, missing)| missing.is_empty() && rule.kind != ConditionKind::Read);
        let (texts, mut missing) = match (met, judged.as_slice()) {
            (_, []) => return None,
            (Some((rule, _)), _) => (vec![rule.text.as_str()], Vec::new()),
            (None, judged) => (
                judged.iter().map(|(rule, _)| rule.text.as_str()).collect(),
                judged.iter().flat_map(|(_, missing)| missing.iter().cloned()).collect(),
            ),
        };
        let mut found = Found { group: number, satisfied: met.is_some(), texts, missing: Vec::new() };
        if let Some(asterisk) = condition.asterisk.as_ref().filter(|_| group.asterisked.contains(diagnosis)) {
            found.texts.push(&asterisk.text);
            let lacking: Vec<String> = asterisk.with_codes.iter().filter(|any| !self.has(any, &[])).map(|any| one_of(any)).collect();
            found.satisfied &= lacking.is_empty() && !asterisk.unknown;
            missing.extend(lacking);
        }
        found.missing = missing;
        Some(found)
    }

    /// What a rule asks for that is not among the diagnoses.
    fn missing(&self, rule: &ConditionRule, own: &[DiagnosisRange]) -> Vec<String> {
        let in_group = |number: &u32| {
            let group = self.document.group(DiagnosisList::Covered, *number);
            group.is_some_and(|g| self.diagnoses.iter().any(|d| !named(own, d) && g.codes.contains(d)))
        };
        let groups = rule.with.iter().filter(|any| !any.iter().any(in_group)).map(|any| {
            let numbers: Vec<String> = any.iter().map(u32::to_string).collect();
            let plural = if numbers.len() == 1 { "group" } else { "groups" };
            format!("missing: a code of {plural} {}", numbers.join(" or "))
        });
        groups.chain(rule.with_codes.iter().filter(|any| !self.has(any, own)).map(|any| one_of(any))).collect()
    }

    fn has(&self, any: &[DiagnosisRange], own: &[DiagnosisRange]) -> bool {
        self.diagnoses.iter().any(|d| !named(own, d) && named(any, d))
    }

    /// The diagnoses stand in groups for other codes of the document.
    fn elsewhere(&self) -> Vec<String> {
        let mut notes = Vec::new();
        for group in self.document.groups().iter().filter(|g| g.list == DiagnosisList::Covered) {
            let Some(codes) = self.conditions.and_then(|c| c.group(group.list, group.number)).and_then(|c| c.rule.for_codes.as_ref())
            else {
                continue;
            };
            for diagnosis in self.diagnoses.iter().filter(|d| group.codes.contains(d)) {
                let codes: Vec<&str> = codes.iter().collect();
                notes.push(format!("{diagnosis} is in group {}, which is for {}", group.number, codes.join(", ")));
            }
        }
        notes
    }

    /// How far the conditions of the groups can be trusted.
    fn remarks(&self, groups: &[(&DiagnosisGroup, &GroupCondition)], numbers: &[u32]) -> Vec<String> {
        let mut notes = Vec::new();
        let used = || groups.iter().filter(|(g, _)| numbers.contains(&g.number)).map(|(_, c)| *c);
        if used().any(|c| c.truncated) {
            notes.push("the paragraph of the document is cut off in CMS's data".to_owned());
        }
        if used().any(|c| c.paired_by_number) {
            notes.push("codes and diagnoses were paired by group number; the document does not say".to_owned());
        }
        if let Some(read) =
            self.conditions.map(|c| &c.version).filter(|v| !v.is_empty() && **v != self.document.version && used().next().is_some())
        {
            notes.push(format!("the condition was read from version {read}; this is version {}", self.document.version));
        }
        notes
    }
}

fn one_of(any: &[DiagnosisRange]) -> String {
    let codes: Vec<String> = any.iter().map(ToString::to_string).collect();
    format!("missing: {}", codes.join(" or "))
}
