//! Rules and payers as data: what is billed how, since when, for whom, and how that is known.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Confidence;

/// One rule of billing, in our own words. Steps, lines and warnings carry its id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Kebab-case and short: `round-up`.
    pub id: String,
    /// What it says.
    pub statement: String,
    /// Ids in `sources.toml`.
    #[serde(default)]
    pub sources: Vec<String>,
    /// How it is known.
    #[serde(default)]
    pub confidence: Confidence,
    /// First date of service it holds for.
    #[serde(default)]
    pub from: Option<Date>,
    /// Last date of service it holds for.
    #[serde(default)]
    pub until: Option<Date>,
    /// Ids of the payers it holds for; empty means every payer.
    #[serde(default)]
    pub payers: Vec<String>,
    /// Settings it holds in; empty means every setting.
    #[serde(default)]
    pub settings: Vec<Setting>,
    /// Codes it is about; empty means every code.
    #[serde(default)]
    pub codes: Vec<String>,
}

impl Rule {
    /// Does it hold on a date of service, for a payer, in a setting?
    pub fn holds(&self, on: Date, payer: &str, setting: Setting) -> bool {
        self.from.is_none_or(|d| d <= on)
            && self.until.is_none_or(|d| d >= on)
            && (self.payers.is_empty() || self.payers.iter().any(|p| p == payer))
            && (self.settings.is_empty() || self.settings.contains(&setting))
    }
}

/// Where the drug was given or dispensed, as a payer sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Setting {
    /// A physician's office or infusion suite.
    Office,
    /// A hospital outpatient department.
    Outpatient,
    /// An ambulatory surgical center.
    Asc,
    /// A supplier of durable medical equipment: drug dispensed, not administered.
    Dme,
}

/// The payer where none is named.
pub const DEFAULT_PAYER: &str = "medicare-part-b";

impl Setting {
    /// Every setting.
    pub const ALL: [Setting; 4] = [Setting::Office, Setting::Outpatient, Setting::Asc, Setting::Dme];

    /// As on the command line: `outpatient`.
    pub fn as_str(self) -> &'static str {
        match self {
            Setting::Office => "office",
            Setting::Outpatient => "outpatient",
            Setting::Asc => "asc",
            Setting::Dme => "dme",
        }
    }
}

/// How a payer wants the discarded part of a single-dose container.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DiscardedPolicy {
    /// On a line of its own with JW; JZ where nothing was discarded.
    OwnLine,
    /// Whole containers on one line, without JW or JZ.
    OneLine,
}

/// On which lines a payer wants the National Drug Code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NdcPolicy {
    /// Not asked for.
    NotAsked,
    /// On the administered line.
    Administered,
    /// On the administered and on the discarded line, each with its own quantity.
    EveryLine,
}

/// A payer, or the default for a kind of payer, and how it departs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Payer {
    /// Kebab-case id: `medicare-part-b`.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// Names that people type for it.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Claim filing indicators (837 SBR09, 835 CLP06) that mean it.
    #[serde(default)]
    pub filing_indicators: Vec<String>,
    /// What to know before relying on it.
    #[serde(default)]
    pub note: String,
    /// Settings it may be billed from; the first is taken where none is given.
    pub settings: Vec<Setting>,
    /// Does Medicare itself pay, so that its payment limits apply?
    #[serde(default)]
    pub medicare: bool,
    /// How it wants what was discarded.
    pub discarded: DiscardedPolicy,
    /// On which lines it wants the NDC.
    pub ndc: NdcPolicy,
    /// The most units one line can hold.
    pub units_per_line: u32,
    /// Ids in `sources.toml`.
    #[serde(default)]
    pub sources: Vec<String>,
    /// How it is known.
    #[serde(default)]
    pub confidence: Confidence,
}

/// Every rule and payer, found by id.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Rulebook {
    rules: Vec<Rule>,
    payers: Vec<Payer>,
}

impl Rulebook {
    /// Sorts by id, so that look-ups are quick. Of two with one id the later wins (an overlay).
    pub fn new(rules: Vec<Rule>, payers: Vec<Payer>) -> Rulebook {
        let mut book = Rulebook { rules: Vec::with_capacity(rules.len()), payers: Vec::with_capacity(payers.len()) };
        for rule in rules {
            match book.rules.binary_search_by(|r| r.id.cmp(&rule.id)) {
                Ok(at) => book.rules[at] = rule,
                Err(at) => book.rules.insert(at, rule),
            }
        }
        for payer in payers {
            match book.payers.iter().position(|p| p.id == payer.id) {
                Some(at) => book.payers[at] = payer,
                None => book.payers.push(payer),
            }
        }
        book
    }

    /// A rule by its id.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.binary_search_by(|r| r.id.as_str().cmp(id)).ok().map(|at| &self.rules[at])
    }

    /// A payer by its id.
    pub fn payer(&self, id: &str) -> Option<&Payer> {
        self.payers.iter().find(|p| p.id == id)
    }

    /// Every rule, by id.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Every payer, in the order of the file.
    pub fn payers(&self) -> &[Payer] {
        &self.payers
    }
}
