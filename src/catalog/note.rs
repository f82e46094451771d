//! Knowledge: what people wrote about codes, each note with its source and confidence.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::CodeList;

/// How a note is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// From a CMS, FDA or NLM file or label.
    Official,
    /// From a named document.
    Sourced,
    /// Believed, but nobody is named. The screen says so.
    Unsourced,
}

impl Confidence {
    /// In words.
    pub fn word(self) -> &'static str {
        match self {
            Confidence::Official => "official",
            Confidence::Sourced => "sourced",
            Confidence::Unsourced => "unsourced",
        }
    }
}

/// One statement in our own words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Note {
    /// One or two sentences.
    pub text: String,
    /// What the section says it is about: a modifier, a payer, a CARC, a similar code, a place, a taxonomy.
    pub about: Option<String>,
    /// Remark codes that go with a denial.
    pub rarc: Vec<String>,
    /// Ids in `sources.toml`.
    pub sources: Vec<String>,
    /// How it is known.
    pub confidence: Confidence,
    /// First day it holds.
    pub from: Option<Date>,
    /// Last day it holds.
    pub until: Option<Date>,
}

impl Note {
    /// Does it hold on the date?
    pub fn holds(&self, on: Date) -> bool {
        self.from.is_none_or(|d| d <= on) && self.until.is_none_or(|d| d >= on)
    }
}

/// The sections of a page that hold notes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Section {
    /// What the drug is and how it is given.
    Clinical,
    /// Modifiers and when to use each.
    Modifiers,
    /// What the chart must show.
    Documentation,
    /// What gets denied and why.
    Denials,
    /// What payers ask.
    Payers,
    /// Codes that are mistaken for this one.
    Similar,
    /// Where it is given.
    Sites,
    /// Who bills it.
    Taxonomies,
}

impl Section {
    /// Every section, in the order of the page.
    pub const ALL: [Section; 8] = [
        Section::Clinical,
        Section::Modifiers,
        Section::Documentation,
        Section::Denials,
        Section::Payers,
        Section::Similar,
        Section::Sites,
        Section::Taxonomies,
    ];

    /// Its key in TOML and JSON.
    pub fn word(self) -> &'static str {
        match self {
            Section::Clinical => "clinical",
            Section::Modifiers => "modifiers",
            Section::Documentation => "documentation",
            Section::Denials => "denials",
            Section::Payers => "payers",
            Section::Similar => "similar",
            Section::Sites => "sites",
            Section::Taxonomies => "taxonomies",
        }
    }
}

/// The notes of one layer, by section.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Knowledge {
    /// Section and note, in the order written.
    pub notes: Vec<(Section, Note)>,
    /// Claims that circulate and are wrong.
    pub corrections: Vec<Correction>,
}

/// A claim that circulates and is wrong or outdated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Correction {
    /// The claim, paraphrased.
    pub claim: String,
    /// What is true.
    pub truth: String,
    /// Ids in `sources.toml`.
    pub sources: Vec<String>,
    /// How the truth is known.
    pub confidence: Confidence,
}

/// Where a note applies: the nearer layer is shown first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layer {
    /// This code.
    Code,
    /// A therapeutic class, by id.
    Class(String),
    /// Every separately payable drug.
    All,
    /// The user's own notes.
    Own,
}

impl Layer {
    /// As in JSON: `code`, `class:<id>`, `all`, `own`.
    pub fn word(&self) -> String {
        match self {
            Layer::Code => "code".to_owned(),
            Layer::Class(id) => format!("class:{id}"),
            Layer::All => "all".to_owned(),
            Layer::Own => "own".to_owned(),
        }
    }
}

/// A note with the layer it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Applied {
    /// The section of the page.
    pub section: Section,
    /// Where it applies.
    pub layer: Layer,
    /// What it says.
    pub note: Note,
}

/// A document that notes rest on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Kebab-case id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Who published it.
    pub publisher: String,
    /// Its date or edition, or when it was seen.
    #[serde(default)]
    pub date: String,
    /// Where a person finds it.
    #[serde(default)]
    pub address: String,
}

/// What replaced an ended code, where CMS's cross-reference does not say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transition {
    /// The code that ended.
    pub ended: String,
    /// What bills now; empty where nothing does one for one.
    pub successors: Vec<String>,
    /// In words.
    #[serde(default)]
    pub text: String,
    /// Ids in `sources.toml`.
    #[serde(default)]
    pub sources: Vec<String>,
    /// How it is known.
    pub confidence: Confidence,
}

/// A therapeutic class: codes that share knowledge.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Class {
    /// Kebab-case id, the file's name.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// Its codes, sorted.
    pub members: CodeList,
    /// Words that find its members.
    pub words: Vec<String>,
}

/// A successor or predecessor with what changed, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The other code.
    pub code: String,
    /// `J9010 10 mg ended 2015-12-31; J0202, 1 mg`, and what the transition adds.
    pub note: String,
}
