//! Tables of knowledge that are not about one code: denials, modifiers, administration numbers, checklists.
//!
//! The shapes are those of the TOML files of the same names.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::lazy::Plain;
use super::{Confidence, Lazy, Term};

/// Every reference table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Reference {
    /// `denials.toml`.
    pub denials: Lazy<Denials>,
    /// `modifiers.toml`.
    pub modifiers: Lazy<Vec<ModifierNote>, Plain>,
    /// `payer_topics.toml`.
    pub payer_topics: Lazy<Vec<PayerTopic>, Plain>,
    /// `administration.toml`.
    pub administration: Lazy<Vec<Administration>, Plain>,
    /// `taxonomies.toml`.
    pub taxonomies: Lazy<Vec<Taxonomy>>,
    /// `place_of_service_notes.toml`.
    pub place_notes: Lazy<Vec<PlaceNote>>,
    /// `checklists.toml`.
    pub checklists: Lazy<Vec<Checklist>, Plain>,
    /// `names.toml`: names that people type beside those of CMS's files, each with the codes that it leads to.
    pub names: Lazy<BTreeMap<String, Vec<String>>>,
    /// `names.toml`: abbreviations of diseases, each with the words that it stands for.
    pub abbreviations: Lazy<BTreeMap<String, String>>,
    /// `examples.toml`.
    pub examples: Lazy<Vec<super::Example>>,
}

impl Reference {
    /// Every row as file and code with its sources, for the cross checks.
    pub fn statements(&self) -> Vec<(String, &[String])> {
        let mut out = Vec::new();
        macro_rules! rows {
            ($($file:literal: $rows:expr, $id:ident;)*) => {
                $(out.extend($rows.iter().map(|r| (format!("{}, {}", $file, r.$id), r.sources.as_slice())));)*
            };
        }
        rows! {
            "denials.toml": self.denials.group, code;
            "denials.toml": self.denials.carc, code;
            "denials.toml": self.denials.rarc, code;
            "denials.toml": self.denials.deadline, id;
            "modifiers.toml": self.modifiers, code;
            "administration.toml": self.administration, code;
            "taxonomies.toml": self.taxonomies, code;
            "place_of_service_notes.toml": self.place_notes, code;
            "checklists.toml": self.checklists, id;
            "payer_topics.toml": self.payer_topics, payer;
        }
        out
    }

    /// Writes into every row how it is known.
    pub(super) fn derive_confidence(&mut self, of: &impl Fn(&[String]) -> Confidence) {
        macro_rules! rows {
            ($($rows:expr),*) => {{ $($rows.iter_mut().for_each(|r| r.confidence = of(&r.sources));)* }};
        }
        macro_rules! tables {
            ($($table:expr),*) => { $($table.change(|rows| rows!(rows));)* };
        }
        self.denials.change(|d| rows!(d.group, d.carc, d.rarc, d.deadline));
        tables!(self.modifiers, self.administration, self.taxonomies, self.place_notes, self.checklists, self.payer_topics);
    }
}

/// Group, reason and remark codes that occur on drug claims.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Denials {
    /// Group codes.
    pub group: Vec<GroupCode>,
    /// Claim adjustment reason codes.
    pub carc: Vec<ReasonCode>,
    /// Remittance advice remark codes.
    pub rarc: Vec<RemarkCode>,
    /// Deadlines.
    pub deadline: Vec<Deadline>,
}

/// A group code: who owes the adjusted amount.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupCode {
    /// `CO`.
    pub code: String,
    /// In our words.
    pub meaning: String,
    /// Ids in `sources.toml`.
    #[serde(default)]
    pub sources: Vec<String>,
    /// How it is known.
    #[serde(default)]
    pub confidence: Confidence,
}

/// A claim adjustment reason code, in our words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReasonCode {
    /// `16`.
    pub code: String,
    /// In our words, on a drug claim.
    pub meaning: String,
    /// False for adjustments that are no denial.
    pub denial: bool,
    /// The diagnosis is at issue: the contractor's list of diagnoses is the place to look.
    #[serde(default)]
    pub diagnosis: bool,
    /// Likely causes, the likeliest first.
    #[serde(default)]
    pub causes: Vec<String>,
    /// How to fix it.
    #[serde(default)]
    pub fix: String,
    /// What to attach.
    #[serde(default)]
    pub attach: Vec<String>,
    /// The way to go.
    pub remedy: Remedy,
    /// A time limit in words.
    pub deadline: Option<String>,
    /// Ids of deadlines.
    #[serde(default)]
    pub deadlines: Vec<String>,
    /// What people type when they look for it.
    #[serde(default)]
    pub words: Vec<String>,
    /// Remark codes usually paired.
    #[serde(default)]
    pub usual: Vec<String>,
    /// Ids in `sources.toml`.
    #[serde(default)]
    pub sources: Vec<String>,
    /// How it is known.
    #[serde(default)]
    pub confidence: Confidence,
}

/// A remittance advice remark code, in our words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RemarkCode {
    /// `M119`.
    pub code: String,
    /// In our words.
    pub meaning: String,
    /// Informs only.
    #[serde(default)]
    pub alert: bool,
    /// What people type when they look for it.
    #[serde(default)]
    pub words: Vec<String>,
    /// Likely causes.
    #[serde(default)]
    pub causes: Vec<String>,
    /// How to fix it.
    #[serde(default)]
    pub fix: String,
    /// The way to go, where the remark decides it.
    pub remedy: Option<Remedy>,
    /// Ids in `sources.toml`.
    #[serde(default)]
    pub sources: Vec<String>,
    /// How it is known.
    #[serde(default)]
    pub confidence: Confidence,
}

/// What to do with a denied line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Remedy {
    /// Replacement or corrected claim.
    CorrectedClaim,
    /// A brand-new claim (unprocessable).
    NewClaim,
    /// Clerical reopening.
    Reopening,
    /// Appeal.
    Appeal,
    /// Write off.
    WriteOff,
    /// Another payer or benefit.
    OtherPayer,
    /// Obtain or amend an authorization first.
    Authorization,
    /// Nothing to do.
    None,
}

impl Remedy {
    /// In words.
    pub fn description(self) -> &'static str {
        match self {
            Remedy::CorrectedClaim => "corrected claim",
            Remedy::NewClaim => "new claim",
            Remedy::Reopening => "clerical reopening",
            Remedy::Appeal => "appeal",
            Remedy::WriteOff => "write-off",
            Remedy::OtherPayer => "bill the other payer or benefit",
            Remedy::Authorization => "authorization first",
            Remedy::None => "nothing to do",
        }
    }
}

/// A deadline: to file, to correct, to appeal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deadline {
    /// Kebab-case id.
    pub id: String,
    /// In our words.
    pub text: String,
    /// Ids of the payers it binds.
    #[serde(default)]
    pub payers: Vec<String>,
    /// The ways whose deadline it is where a reason names none of its own.
    #[serde(default)]
    pub remedies: Vec<Remedy>,
    /// How long it runs, where that is the same for every claim.
    pub term: Option<Term>,
    /// Ids in `sources.toml`.
    #[serde(default)]
    pub sources: Vec<String>,
    /// How it is known.
    #[serde(default)]
    pub confidence: Confidence,
}

/// A modifier that matters on drug claims.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModifierNote {
    /// Two characters.
    pub code: String,
    /// A few words of ours.
    pub title: String,
    /// `yes`, `no` or `sometimes`: does it belong on the drug line?
    pub drug_line: DrugLine,
    /// Who reads it.
    #[serde(default)]
    pub used_by: String,
    /// When to use it.
    pub when: String,
    /// Common misuse.
    #[serde(default)]
    pub misuse: Vec<String>,
    /// Where it stands on the line: the smaller first. Payment, then what qualifies it, then what only informs.
    pub rank: Option<u8>,
    /// First day, for modifiers that the CMS file does not date.
    pub from: Option<Date>,
    /// Last day, likewise.
    pub until: Option<Date>,
    /// Ids in `sources.toml`.
    #[serde(default)]
    pub sources: Vec<String>,
    /// How it is known.
    #[serde(default)]
    pub confidence: Confidence,
}

/// Whether a modifier belongs on the drug line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DrugLine {
    /// It does.
    Yes,
    /// It never does.
    No,
    /// It depends, as `when` says.
    Sometimes,
}

/// What one payer asks on one topic.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PayerTopic {
    /// The payer's id.
    pub payer: String,
    /// `authorization`, `step-therapy`, `site-of-care` ...
    pub topic: String,
    /// In our words; empty where unknown.
    #[serde(default)]
    pub text: String,
    /// Nobody is named: not known.
    #[serde(default)]
    pub unknown: bool,
    /// Ids in `sources.toml`.
    #[serde(default)]
    pub sources: Vec<String>,
    /// How it is known.
    #[serde(default)]
    pub confidence: Confidence,
}

/// An administration procedure number with our own words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Administration {
    /// Five digits.
    pub code: String,
    /// Our own few words.
    pub words: String,
    /// `infusion`, `push`, `injection` ...
    pub kind: String,
    /// For add-ons: the numbers of which one must stand on the claim.
    #[serde(default)]
    pub base: Vec<String>,
    /// `chemotherapy`, `other` or `any`.
    #[serde(default)]
    pub drug_class: String,
    /// A remark.
    #[serde(default)]
    pub note: String,
    /// Ids in `sources.toml`.
    #[serde(default)]
    pub sources: Vec<String>,
    /// How it is known.
    #[serde(default)]
    pub confidence: Confidence,
}

/// A provider taxonomy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Taxonomy {
    /// Ten characters.
    pub code: String,
    /// Its name.
    pub name: String,
    /// A remark.
    #[serde(default)]
    pub note: String,
    /// Ids in `sources.toml`.
    #[serde(default)]
    pub sources: Vec<String>,
    /// How it is known.
    #[serde(default)]
    pub confidence: Confidence,
}

/// What a place of service means on a drug claim.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceNote {
    /// Two digits.
    pub code: String,
    /// In our words.
    pub note: String,
    /// The setting that a claim with it is from, where it has one.
    pub setting: Option<super::setting::Setting>,
    /// Ids in `sources.toml`.
    #[serde(default)]
    pub sources: Vec<String>,
    /// How it is known.
    #[serde(default)]
    pub confidence: Confidence,
}

/// A documentation checklist.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checklist {
    /// Kebab-case id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// `all`, `class:<id>` or a code.
    pub applies: String,
    /// What to tick.
    pub items: Vec<String>,
    /// Ids in `sources.toml`.
    #[serde(default)]
    pub sources: Vec<String>,
    /// How it is known.
    #[serde(default)]
    pub confidence: Confidence,
}
