//! Knowledge: what people wrote about codes, each note with its source and confidence.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::CodeList;
use super::words::words;

words! {
    /// How a note is known.
    ///
    /// It is derived from the sources a statement cites ([`Confidence::of`]); a value written in a file is ignored.
    #[derive(Default)]
    pub enum Confidence {
        /// An original document of CMS, a contractor, the FDA, the NLM or the Federal Register.
        Official = "official",
        /// Another original document.
        Sourced = "sourced",
        /// Copies and aggregators alone. The screen says so.
        Secondary = "secondary",
        /// Believed, but nobody is named. The screen says so.
        #[default]
        Unsourced = "unsourced",
    }
}

impl Confidence {
    /// The best that the cited sources give; `Unsourced` where none is known.
    pub fn of<'a>(cited: &[String], source: impl Fn(&str) -> Option<&'a Source>) -> Confidence {
        cited.iter().filter_map(|id| source(id)).map(Source::confidence).min().unwrap_or_default()
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
    #[serde(default)]
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

words! {
    /// The sections of a page that hold notes.
    pub enum Section {
        /// What the drug is and how it is given.
        Clinical = "clinical",
        /// Modifiers and when to use each.
        Modifiers = "modifiers",
        /// What the chart must show.
        Documentation = "documentation",
        /// What gets denied and why.
        Denials = "denials",
        /// What payers ask.
        Payers = "payers",
        /// Codes that are mistaken for this one.
        Similar = "similar",
        /// Where it is given.
        Sites = "sites",
        /// Who bills it.
        Taxonomies = "taxonomies",
        /// A risk evaluation and mitigation strategy in force.
        Rems = "rems",
        /// Whether contractors exclude it as usually self-administered.
        SelfAdministered = "self_administered",
    }
}

/// The notes of one layer, by section.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Knowledge {
    /// Section and note, in the order written.
    pub notes: Vec<(Section, Note)>,
    /// Common errors about the code.
    pub corrections: Vec<Correction>,
    /// What it is labeled for.
    pub indications: Vec<Indication>,
    /// Procedure numbers that it is given with.
    pub administration: Vec<AdministrationUse>,
    /// Usual and highest doses.
    pub schedule: Vec<Schedule>,
}

impl Knowledge {
    /// Writes into every row how it is known.
    pub(super) fn derive_confidence(&mut self, of: &impl Fn(&[String]) -> Confidence) {
        self.notes.iter_mut().for_each(|(_, note)| note.confidence = of(&note.sources));
        self.corrections.iter_mut().for_each(|c| c.confidence = of(&c.sources));
        self.indications.iter_mut().for_each(|i| i.confidence = of(&i.sources));
        self.administration.iter_mut().for_each(|a| a.confidence = of(&a.sources));
        self.schedule.iter_mut().for_each(|s| s.confidence = of(&s.sources));
    }
}

/// One disease that the label names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indication {
    /// In our words.
    pub text: String,
    /// The month of the label, or when it was seen: `2026-05`.
    #[serde(default)]
    pub as_of: String,
    /// Ids of sources.
    #[serde(default)]
    pub sources: Vec<String>,
    /// How it is known.
    #[serde(default)]
    pub confidence: Confidence,
}

/// A procedure number that the drug is given with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdministrationUse {
    /// Five characters: `96413`.
    pub code: String,
    /// In our words.
    pub when: String,
    /// Ids of sources.
    #[serde(default)]
    pub sources: Vec<String>,
    /// How it is known.
    #[serde(default)]
    pub confidence: Confidence,
}

/// How much is given how often.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// In our words.
    pub text: String,
    /// Usual single doses, as typed into the calculator: `200 mg`, `375 mg/m2`.
    #[serde(default)]
    pub dose: Vec<String>,
    /// The highest labeled single dose.
    pub max_dose: Option<String>,
    /// The most units in `period_days`.
    pub max_units: Option<u32>,
    /// Days between doses, or those that `max_units` counts over.
    pub period_days: Option<u32>,
    /// `IV`, `SC`, `IM`, `intravitreal` ...
    #[serde(default)]
    pub route: String,
    /// Ids of sources.
    #[serde(default)]
    pub sources: Vec<String>,
    /// How it is known.
    #[serde(default)]
    pub confidence: Confidence,
    /// First day it holds.
    pub from: Option<Date>,
    /// Last day it holds.
    pub until: Option<Date>,
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
    #[serde(default)]
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
    pub fn as_str(&self) -> String {
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
pub struct ApplicableNote {
    /// The section of the page.
    pub section: Section,
    /// Where it applies.
    pub layer: Layer,
    /// What it says.
    pub note: Note,
}

/// A document that notes rest on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
    /// What kind of publisher stands behind it.
    #[serde(default)]
    pub kind: SourceKind,
    /// The publisher's own document was seen, not a copy or a quotation.
    #[serde(default)]
    pub original: bool,
}

impl Source {
    /// What a statement that rests on this document alone is worth.
    pub fn confidence(&self) -> Confidence {
        use SourceKind::*;
        match self.kind {
            Cms | Mac | Fda | Nlm | FederalRegister | Label if self.original => Confidence::Official,
            Aggregator => Confidence::Secondary,
            _ if self.original => Confidence::Sourced,
            _ => Confidence::Secondary,
        }
    }
}

words! {
    /// Who stands behind a source.
    #[derive(Default)]
    pub enum SourceKind {
        /// The Centers for Medicare & Medicaid Services.
        Cms = "cms",
        /// A Medicare administrative contractor.
        Mac = "mac",
        /// The Food and Drug Administration.
        Fda = "fda",
        /// The National Library of Medicine.
        Nlm = "nlm",
        /// The Federal Register or the Code of Federal Regulations.
        FederalRegister = "federal-register",
        /// A drug's label.
        Label = "label",
        /// Another payer.
        Payer = "payer",
        /// A drug's manufacturer.
        Manufacturer = "manufacturer",
        /// A professional society or a standards body other than X12.
        Society = "society",
        /// The committee that keeps the claim transactions and their code lists.
        X12 = "x12",
        /// The trade press, consultants, vendors.
        Trade = "trade",
        /// A site that collects what others publish.
        #[default]
        Aggregator = "aggregator",
    }
}

/// What replaced an ended code, where CMS's cross-reference does not say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeReplacement {
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
    #[serde(default)]
    pub confidence: Confidence,
}

/// A therapeutic class: codes that share knowledge.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Class {
    /// Kebab-case id, the file's name.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// Its codes.
    pub members: CodeList,
    /// Words that find its members.
    pub words: Vec<String>,
}

/// A successor or predecessor with what changed, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelatedCode {
    /// The other code.
    pub code: String,
    /// `J9010 10 mg ended 2015-12-31; J0202, 1 mg`, and what the transition adds.
    pub note: String,
    /// `J0202 (1 mg)`.
    pub with_unit: String,
    /// What the transition adds; may be empty.
    pub text: String,
}
