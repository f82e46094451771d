//! Medicare coverage: what local documents (articles, LCDs) list for a code, by contractor, and what national determinations say.
//!
//! Facts of the documents come from CMS's coverage download; conditions, contractors and national determinations are written by
//! people. How they are put together to a verdict is the business of the room `coverage`.

mod condition;

pub use condition::*;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::words::words;
use super::{CodeList, Lazy, lazy::Plain};

/// Everything held about coverage.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Coverage {
    documents: Lazy<Vec<CoverageDocument>, Plain>,
    /// The positions in `documents` of those that name a code, by code.
    by_code: Lazy<Vec<(String, Vec<u32>)>, Plain>,
    contractors: Lazy<Vec<Contractor>, Plain>,
    conditions: Lazy<Conditions>,
    national: Lazy<Vec<NationalDetermination>, Plain>,
}

/// A local coverage document of Medicare contractors.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct CoverageDocument {
    /// `A52423` or `L33394`.
    pub id: String,
    /// CMS's version number.
    pub version: String,
    /// CMS's title.
    pub title: String,
    /// The names of the contractors, as CMS writes them.
    pub contractors: Vec<String>,
    /// States by their two letters; `MP` for the Northern Mariana Islands.
    pub states: Vec<String>,
    /// Parts of states, in words.
    pub regions: Vec<String>,
    /// The day of CMS's export, or the month of the index that names the document.
    pub edition: String,
    /// From when this version holds.
    pub effective: Option<Date>,
    /// From when it no longer holds.
    pub retires: Option<Date>,
    /// The LCDs that the article belongs to.
    pub lcds: Vec<String>,
    /// CMS's remark on them in the index: `Retired`.
    pub lcd_note: String,
    /// HCPCS and CPT codes by group.
    pub hcpcs: Vec<HcpcsGroup>,
    /// Its diagnosis groups; `None` where only the index names the document and its lists are not held.
    pub groups: Option<Lazy<Vec<DiagnosisGroup>>>,
}

/// Billing codes of one group of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HcpcsGroup {
    /// CMS's number of the group.
    pub number: u32,
    /// HCPCS codes, and CPT codes by their number alone.
    pub codes: CodeList,
}

/// Diagnoses of one group of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiagnosisGroup {
    /// CMS's number of the group.
    pub number: u32,
    /// Whether it lists what supports medical necessity or what does not.
    pub list: DiagnosisList,
    /// ICD-10-CM codes with their dot, in CMS's order; none where the group stands for every other diagnosis.
    pub codes: CodeList,
    /// Those of them that the document marks with an asterisk.
    pub asterisked: CodeList,
    /// It stands for every diagnosis that no covered group lists: CMS writes XX000.
    pub every_other: bool,
    /// The document says more about the group in words, which are not held.
    pub has_text: bool,
}

words! {
    /// Which of a document's two lists of diagnoses.
    #[derive(Default)]
    pub enum DiagnosisList {
        /// Diagnoses that support medical necessity.
        #[default]
        Covered = "covered",
        /// Diagnoses that do not.
        Noncovered = "noncovered",
    }
}

/// A Medicare administrative contractor, and where it pays Part B claims.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contractor {
    /// `ngs`.
    pub id: String,
    /// The name for people: `NGS`.
    pub name: String,
    /// Its names in CMS's data.
    pub names: Vec<String>,
    /// What people type.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// States by their two letters; none for the DME contractors.
    #[serde(default)]
    pub states: Vec<String>,
    /// It pays suppliers, not offices and hospitals.
    #[serde(default)]
    pub dme: bool,
}

/// A national coverage determination that decides on drugs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NationalDetermination {
    /// CMS's number: `110.21`.
    pub number: String,
    /// CMS's title.
    pub title: String,
    /// The codes it decides on, matched by hand.
    pub codes: Vec<String>,
    /// From when the version in force holds.
    pub effective: Option<Date>,
    /// When CMS removed it.
    pub retired: Option<Date>,
    /// What it says, in our words.
    pub text: String,
    /// The month of CMS's data.
    pub as_of: String,
    /// Ids of sources.
    #[serde(default)]
    pub sources: Vec<String>,
}

impl CoverageDocument {
    /// An LCD rather than an article.
    pub fn is_lcd(&self) -> bool {
        self.id.starts_with('L')
    }

    /// Does it hold on a date?
    pub fn holds(&self, on: Date) -> bool {
        self.retires.is_none_or(|end| on < end)
    }

    /// Every HCPCS code and CPT number of its groups, in order.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.hcpcs.iter().flat_map(|group| group.codes.iter())
    }

    /// Its diagnosis groups; empty where they are not held.
    pub fn groups(&self) -> &[DiagnosisGroup] {
        self.groups.as_ref().map_or(&[], |groups| groups.get())
    }

    /// One of its diagnosis groups.
    pub fn group(&self, list: DiagnosisList, number: u32) -> Option<&DiagnosisGroup> {
        self.groups().iter().find(|g| g.list == list && g.number == number)
    }
}

impl Coverage {
    /// Every document, by id.
    pub fn documents(&self) -> &[CoverageDocument] {
        self.documents.get()
    }

    /// One document by its id.
    pub fn document(&self, id: &str) -> Option<&CoverageDocument> {
        let documents = self.documents();
        documents.binary_search_by(|d| d.id.as_str().cmp(id)).ok().and_then(|at| documents.get(at))
    }

    /// The documents that name a code, in their groups or in a condition; by id.
    pub fn naming(&self, code: &str) -> impl Iterator<Item = &CoverageDocument> {
        let by_code = self.by_code.get();
        let found = by_code.binary_search_by(|(held, _)| held.as_str().cmp(code)).ok().and_then(|at| by_code.get(at));
        let positions = found.map_or(&[][..], |(_, positions)| positions.as_slice());
        positions.iter().filter_map(|at| self.documents().get(usize::try_from(*at).ok()?))
    }

    /// The contractors.
    pub fn contractors(&self) -> &[Contractor] {
        self.contractors.get()
    }

    /// What is written about the conditions of groups.
    pub fn conditions(&self) -> &Conditions {
        self.conditions.get()
    }

    /// The national determinations, by number.
    pub fn national(&self) -> &[NationalDetermination] {
        self.national.get()
    }

    /// Lays new data over what is held: documents, contractors, conditions and determinations of the same id are replaced.
    pub(super) fn apply_overlay(&mut self, new: ParsedCoverage) {
        let mut documents = std::mem::take(&mut self.documents).into_value();
        // An index only names documents: what is held with its lists is better, but for the LCDs that the index knows.
        for (_, indexed) in new.index {
            match documents.iter_mut().find(|d| d.id == indexed.id) {
                Some(held) if held.groups.is_some() => held.take_lcds(&indexed),
                Some(held) => *held = indexed,
                None => documents.push(indexed),
            }
        }
        for (_, mut document) in new.documents.into_values() {
            if let Some(held) = documents.iter().find(|d| d.id == document.id) {
                document.take_lcds(held);
            }
            documents.retain(|d| d.id != document.id);
            documents.push(document);
        }
        documents.sort_by(|a, b| a.id.cmp(&b.id));
        let mut contractors = std::mem::take(&mut self.contractors).into_value();
        for (_, contractor) in new.contractors {
            contractors.retain(|c| c.id != contractor.id);
            contractors.push(contractor);
        }
        let mut conditions = std::mem::take(&mut self.conditions).into_value();
        conditions.apply_overlay(new.conditions);
        let mut national = std::mem::take(&mut self.national).into_value();
        for (_, determination) in new.national {
            national.retain(|n| n.number != determination.number);
            national.push(determination);
        }
        let mut by_code: std::collections::BTreeMap<&str, Vec<u32>> = std::collections::BTreeMap::new();
        for (at, document) in (0u32..).zip(&documents) {
            for code in document.codes().chain(conditions.codes_of(&document.id)) {
                let positions = by_code.entry(code).or_default();
                if positions.last() != Some(&at) {
                    positions.push(at);
                }
            }
        }
        self.by_code = Lazy::from(by_code.into_iter().map(|(code, at)| (code.to_owned(), at)).collect::<Vec<_>>());
        self.documents = Lazy::from(documents);
        self.contractors = Lazy::from(contractors);
        self.conditions = Lazy::from(conditions);
        self.national = Lazy::from(national);
    }
}

impl CoverageDocument {
    /// CMS's export may not say which LCD an article belongs to, while an index does.
    fn take_lcds(&mut self, other: &CoverageDocument) {
        if self.lcds.is_empty() {
            self.lcds.clone_from(&other.lcds);
            self.lcd_note.clone_from(&other.lcd_note);
        }
    }
}

/// What the files of a folder say about coverage, each row with its place.
#[derive(Clone, Debug, Default)]
pub struct ParsedCoverage {
    /// Documents with their lists, by id.
    pub documents: std::collections::BTreeMap<String, (super::Origin, CoverageDocument)>,
    /// Documents that an index names.
    pub index: Vec<(super::Origin, CoverageDocument)>,
    /// Contractors.
    pub contractors: Vec<(super::Origin, Contractor)>,
    /// Conditions.
    pub conditions: ParsedConditions,
    /// National determinations.
    pub national: Vec<(super::Origin, NationalDetermination)>,
}

impl ParsedCoverage {
    /// Is there nothing?
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
            && self.index.is_empty()
            && self.contractors.is_empty()
            && self.conditions.groups.is_empty()
            && self.conditions.remarks.is_empty()
            && self.national.is_empty()
    }
}
