//! What a diagnosis group asks for beyond a listed code, as data: written by people from the documents' own words.

use std::collections::BTreeMap;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::super::words::words;
use super::DiagnosisList;
use crate::catalog::{CodeList, Origin};

/// The conditions of every document, by its id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conditions(BTreeMap<String, DocumentConditions>);

/// The conditions of one document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentConditions {
    /// The version of the document that they were read from.
    pub version: String,
    /// Its groups.
    pub groups: Vec<GroupCondition>,
    /// What it says beyond its groups.
    pub remarks: Vec<DocumentRemark>,
}

/// What one diagnosis group asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupCondition {
    /// The group's number.
    pub number: u32,
    /// Which list it belongs to.
    pub list: DiagnosisList,
    /// What holds for a code of the group that no alternative names.
    pub rule: ConditionRule,
    /// Rules for some of its codes, in place of the group's own. Several that name one code are alternatives.
    pub when: Vec<WhenRule>,
    /// What the document's asterisk means.
    pub asterisk: Option<AsteriskRule>,
    /// The document's own words end in "..." in CMS's data: more may follow.
    pub truncated: bool,
    /// The group stands for every other diagnosis.
    pub placeholder: bool,
    /// The document does not say for which codes the group is; groups of one number were taken to belong together.
    pub paired_by_number: bool,
}

/// A rule for some codes of a group.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WhenRule {
    /// The codes.
    pub dx: Vec<DiagnosisRange>,
    /// What holds for them.
    pub rule: ConditionRule,
}

/// What must be true for a listed code to count.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConditionRule {
    /// What kind of condition.
    pub kind: ConditionKind,
    /// The HCPCS codes and CPT numbers it is for; `None` for every code of the document.
    pub for_codes: Option<CodeList>,
    /// Of each inner list, one code of one of these groups must be there too.
    pub with: Vec<Vec<u32>>,
    /// Of each inner list, one of these codes must be there too.
    pub with_codes: Vec<Vec<DiagnosisRange>>,
    /// The condition in our words.
    pub text: String,
}

impl ConditionRule {
    /// Is it for this code?
    pub fn fits(&self, code: &str) -> bool {
        self.for_codes.as_ref().is_none_or(|codes| codes.contains(code))
    }
}

words! {
    /// What kind of condition a group states.
    #[derive(Default)]
    pub enum ConditionKind {
        /// One listed code is enough.
        Alone = "alone",
        /// Other codes must be there too.
        With = "with",
        /// One listed code is enough, for an off-label use that the record must support.
        OffLabel = "off-label",
        /// The data cannot say: the document must be read.
        #[default]
        Read = "read",
    }
}

/// What an asterisk means.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AsteriskRule {
    /// In our words.
    pub text: String,
    /// Its footnote is not in CMS's data.
    pub unknown: bool,
    /// Of each inner list, one of these codes must be there too.
    pub with_codes: Vec<Vec<DiagnosisRange>>,
}

/// What a document says beyond its diagnosis groups.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentRemark {
    /// The HCPCS codes it is about; `None` for the whole document.
    pub codes: Option<CodeList>,
    /// In our words.
    pub text: String,
    /// The document speaks of some uses of the codes only.
    pub partial: bool,
    /// The document says that every other diagnosis is not covered.
    pub closed: bool,
}

impl DocumentRemark {
    /// Is it about this code?
    pub fn is_about(&self, code: &str) -> bool {
        self.codes.as_ref().is_none_or(|codes| codes.contains(code))
    }
}

impl Conditions {
    /// The conditions of a document.
    pub fn of(&self, document: &str) -> Option<&DocumentConditions> {
        self.0.get(document)
    }

    /// HCPCS codes that the conditions of a document name; its groups may lack some of them.
    pub fn codes_of(&self, document: &str) -> impl Iterator<Item = &str> {
        let groups = self.of(document).into_iter().flat_map(|d| &d.groups);
        groups
            .flat_map(|g| [&g.rule].into_iter().chain(g.when.iter().map(|w| &w.rule)))
            .flat_map(|r| r.for_codes.iter().flat_map(CodeList::iter))
    }

    /// The diagnoses that conditions ask for, of every document.
    pub fn diagnoses(&self) -> impl Iterator<Item = &DiagnosisRange> {
        let groups = self.0.values().flat_map(|document| &document.groups);
        let rules = groups.flat_map(|group| [&group.rule].into_iter().chain(group.when.iter().map(|when| &when.rule)));
        rules.flat_map(|rule| rule.with_codes.iter().flatten())
    }

    /// The conditions of a document are replaced as a whole.
    pub(super) fn apply_overlay(&mut self, new: ParsedConditions) {
        let mut documents: BTreeMap<String, DocumentConditions> = BTreeMap::new();
        for (_, document, group) in new.groups {
            documents.entry(document).or_default().groups.push(group);
        }
        for (_, document, remark) in new.remarks {
            documents.entry(document).or_default().remarks.push(remark);
        }
        for (id, document) in &mut documents {
            document.version = new.versions.get(id).cloned().unwrap_or_default();
        }
        self.0.extend(documents);
    }
}

impl DocumentConditions {
    /// The condition of a group.
    pub fn group(&self, list: DiagnosisList, number: u32) -> Option<&GroupCondition> {
        self.groups.iter().find(|g| g.list == list && g.number == number)
    }
}

/// Conditions as read, with their places and documents.
#[derive(Clone, Debug, Default)]
pub struct ParsedConditions {
    /// The version of each document that they were read from.
    pub versions: BTreeMap<String, String>,
    /// Groups.
    pub groups: Vec<(Origin, String, GroupCondition)>,
    /// Remarks.
    pub remarks: Vec<(Origin, String, DocumentRemark)>,
}

/// One ICD-10-CM code, or all between two, both included: `C50.011-C50.922`. Compared as text, without dots.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiagnosisRange {
    /// The first, without dot.
    first: String,
    /// The last, without dot.
    last: String,
}

impl DiagnosisRange {
    /// Is a code in it? The code may have its dot.
    pub fn contains(&self, code: &str) -> bool {
        let bare = || code.bytes().filter(|b| *b != b'.');
        bare().ge(self.first.bytes()) && bare().le(self.last.bytes())
    }

    /// The first and the last code, with dots.
    pub fn ends(&self) -> (String, String) {
        (dotted(&self.first), dotted(&self.last))
    }
}

impl std::fmt::Display for DiagnosisRange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (first, last) = self.ends();
        if first == last { write!(f, "{first}") } else { write!(f, "{first}-{last}") }
    }
}

impl FromStr for DiagnosisRange {
    type Err = String;

    fn from_str(text: &str) -> Result<DiagnosisRange, String> {
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        let bare = |code: &str| {
            let bare: String = code.trim().chars().filter(|c| *c != '.').collect();
            let shaped = (3..=7).contains(&bare.len()) && bare.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
            if shaped { Ok(bare) } else { Err(format!("`{code}` is not an ICD-10-CM code")) }
        };
        let range = DiagnosisRange { first: bare(first)?, last: bare(last)? };
        if range.last < range.first { Err(format!("`{text}` ends before it begins")) } else { Ok(range) }
    }
}

impl<'a> TryFrom<&'a String> for DiagnosisRange {
    type Error = String;

    fn try_from(text: &'a String) -> Result<DiagnosisRange, String> {
        text.parse()
    }
}

/// An ICD-10-CM code with its dot after three characters.
pub fn dotted(bare: &str) -> String {
    match bare.split_at_checked(3) {
        Some((category, rest)) if !rest.is_empty() => format!("{category}.{rest}"),
        _ => bare.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_compare_as_text_without_dots() {
        let range: DiagnosisRange = "C50.011-C50.922".parse().unwrap();
        assert!(["C50.011", "C50.922", "C50.4", "C50412"].iter().all(|c| range.contains(c)));
        assert!(!["C50.01", "C50.929", "C51.0", "C49"].iter().any(|c| range.contains(c)));
        assert_eq!(
            (range.to_string().as_str(), "D63.1".parse::<DiagnosisRange>().unwrap().to_string().as_str()),
            ("C50.011-C50.922", "D63.1")
        );
        assert!(
            "C50.9-C50.0".parse::<DiagnosisRange>().is_err()
                && "C5".parse::<DiagnosisRange>().is_err()
                && "".parse::<DiagnosisRange>().is_err()
        );
    }
}
