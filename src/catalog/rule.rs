//! Rules and payers as data: what is billed how, since when, for whom, and how that is known.

use std::collections::HashMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Confidence;
use super::code::{Code, Kind};
use super::edit::{Edit, EditRow};
use super::reference::ModifierNote;
use super::rows::Row;
use super::setting::{Setting, in_scope};
use super::unit_notes::UnitNotes;

/// One rule of billing, in our own words. Steps, lines and warnings carry its id.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
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
    pub from: Option<Date>,
    /// Last date of service it holds for.
    pub until: Option<Date>,
    /// Ids of the payers it holds for; empty means every payer.
    #[serde(default)]
    pub payers: Vec<String>,
    /// Settings it holds in; empty means every setting.
    #[serde(default)]
    pub settings: Vec<Setting>,
    /// Codes it is about; with no codes and no ranges, every code.
    #[serde(default)]
    pub codes: Vec<String>,
    /// Ranges of codes it is about, both ends included: `J7170-J7214`.
    #[serde(default)]
    pub code_ranges: Vec<String>,
    /// Modifiers it is about.
    #[serde(default)]
    pub modifiers: Vec<String>,
    /// Places of service it is about.
    #[serde(default)]
    pub places: Vec<String>,
    /// Beginnings of the diagnosis codes it is about, without dots.
    #[serde(default)]
    pub diagnoses: Vec<String>,
    /// NDCs it is about, eleven digits.
    #[serde(default)]
    pub ndcs: Vec<String>,
    /// Words of the descriptors it is about, in lower case.
    #[serde(default)]
    pub descriptors: Vec<String>,
    /// OPPS status indicators it is about.
    #[serde(default)]
    pub statuses: Vec<String>,
    /// Numbers it is about.
    #[serde(default)]
    pub values: Vec<u64>,
}

impl Rule {
    /// Does it hold on a date of service, for a payer, in a setting?
    pub fn holds(&self, on: Date, payer: &str, setting: Setting) -> bool {
        in_scope((self.from, self.until), &self.payers, &self.settings, (on, payer, setting))
    }

    /// Does a descriptor hold one of its words or phrases, whole, in whatever case?
    pub fn describes(&self, descriptor: &str) -> bool {
        let text = descriptor.as_bytes();
        let is_whole = |at: usize, end: usize| {
            let apart = |byte: Option<&u8>| byte.is_none_or(|b| !b.is_ascii_alphanumeric());
            apart(at.checked_sub(1).and_then(|before| text.get(before))) && apart(text.get(end))
        };
        let holds = |words: &String| {
            let here = |(at, window): (usize, &[u8])| window.eq_ignore_ascii_case(words.as_bytes()) && is_whole(at, at + words.len());
            !words.is_empty() && text.windows(words.len()).enumerate().any(here)
        };
        self.descriptors.iter().any(holds)
    }

    /// Is a code among those it names?
    pub fn names(&self, code: &str) -> bool {
        let within = |range: &String| range.split_once('-').is_some_and(|(first, last)| (first..=last).contains(&code));
        self.codes.iter().any(|c| c == code) || self.code_ranges.iter().any(within)
    }
}

/// The rank of a modifier whose row in `modifiers.toml` states none.
const MIDDLE_RANK: u8 = 40;

/// The payer where none is named.
pub const DEFAULT_PAYER: &str = "medicare-part-b";

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

/// How a payer wants a drug that was given on both sides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BothSidesPolicy {
    /// A line each with RT and LT.
    #[default]
    TwoLines,
    /// One line with 50 and the units of both.
    OneLine,
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
    /// Does another payer apply Medicare's MUE tables, or ones like them?
    #[serde(default)]
    pub medicare_tables: bool,
    /// How it wants what was discarded.
    pub discarded: DiscardedPolicy,
    /// On which lines it wants the NDC.
    pub ndc: NdcPolicy,
    /// How it wants a drug that was given on both sides.
    #[serde(default)]
    pub both_sides: BothSidesPolicy,
    /// Modifiers of the first and of each further product on one claim, where it asks for them.
    pub several_products: Option<[String; 2]>,
    /// It stands for every payer whose name holds this word and that is not in the catalog.
    #[serde(default)]
    pub stands_for: Vec<String>,
    /// A kind of payer rather than one: a name says more than the filing indicator does.
    #[serde(default)]
    pub kind_of_payer: bool,
    /// The most units one line can hold.
    pub units_per_line: u32,
    /// Ids in `sources.toml`.
    #[serde(default)]
    pub sources: Vec<String>,
    /// How it is known.
    #[serde(default)]
    pub confidence: Confidence,
}

/// Every rule, payer and edit, found by id.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Rulebook {
    /// By id; few of them are looked at.
    rules: Vec<Row<Rule>>,
    /// The beginning of each rule's id: a check asks for some twenty rules a line.
    beginnings: Vec<u64>,
    payers: Vec<Payer>,
    /// In the order of [`Edit::ALL`].
    edits: Vec<EditRow>,
    /// Modifiers in the order of the claim, by rank.
    ranks: Vec<(String, u8)>,
    unit_notes: UnitNotes,
}

impl Rulebook {
    /// Sorts by id, so that look-ups are quick. Of two with one id the later wins (an overlay).
    pub fn new(rules: Vec<Rule>, payers: Vec<Payer>, edits: Vec<EditRow>, modifiers: &[ModifierNote]) -> Rulebook {
        let mut book = Rulebook { payers: Vec::with_capacity(payers.len()), ..Rulebook::default() };
        let mut sorted: Vec<Rule> = Vec::with_capacity(rules.len());
        for rule in rules {
            match sorted.binary_search_by(|r| r.id.cmp(&rule.id)) {
                Ok(at) => sorted[at] = rule,
                Err(at) => sorted.insert(at, rule),
            }
        }
        for payer in payers {
            match book.payers.iter().position(|p| p.id == payer.id) {
                Some(at) => book.payers[at] = payer,
                None => book.payers.push(payer),
            }
        }
        for edit in edits {
            match book.edits.binary_search_by_key(&edit.id, |e| e.id) {
                Ok(at) => book.edits[at] = edit,
                Err(at) => book.edits.insert(at, edit),
            }
        }
        book.beginnings = sorted.iter().map(|rule| beginning(&rule.id)).collect();
        book.rules = sorted.into_iter().map(Row::from).collect();
        book.ranks = modifiers.iter().filter_map(|m| Some((m.code.clone(), m.rank?))).collect();
        book
    }

    /// The same with the rows of `units.toml`.
    pub fn with_unit_notes(self, unit_notes: UnitNotes) -> Rulebook {
        Rulebook { unit_notes, ..self }
    }

    /// The rows of `units.toml`.
    pub fn unit_notes(&self) -> &UnitNotes {
        &self.unit_notes
    }

    /// What an edit draws.
    pub fn edit(&self, id: Edit) -> Option<&EditRow> {
        self.edits.binary_search_by_key(&id, |e| e.id).ok().map(|at| &self.edits[at])
    }

    /// Every edit.
    pub fn edits(&self) -> &[EditRow] {
        &self.edits
    }

    /// Where a modifier stands on the line: the smaller first. What has no rank of its own stands between what qualifies payment
    /// and what only informs.
    pub fn rank(&self, modifier: &str) -> u8 {
        self.ranks.iter().find(|(code, _)| code == modifier).map_or(MIDDLE_RANK, |(_, rank)| *rank)
    }

    /// A rule by its id.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        let begins = beginning(id);
        let first = self.beginnings.partition_point(|of_rule| *of_rule < begins);
        let alike = self.beginnings.get(first..)?.iter().take_while(|of_rule| **of_rule == begins).count();
        self.rules.get(first..first + alike)?.iter().map(Row::get).find(|rule| rule.id == id)
    }

    /// Does the descriptor of a drug say that it is injected or infused? Of what is no drug it says so for other reasons: `injection(s)
    /// of contrast` of an angiography.
    pub fn is_injected(&self, code: &Code) -> bool {
        !matches!(code.kind, Kind::Other | Kind::Service)
            && self.rule("injected-descriptor").is_some_and(|rule| rule.describes(&code.descriptor))
    }

    /// A payer by its id.
    pub fn payer(&self, id: &str) -> Option<&Payer> {
        self.payers.iter().find(|p| p.id == id)
    }

    /// A payer by its id, its name or one of the names that people type for it, case and hyphens aside.
    pub fn payer_named(&self, text: &str) -> Option<&Payer> {
        let wanted = folded(text);
        let called = |p: &&Payer| [&p.id, &p.name].into_iter().chain(&p.aliases).any(|name| folded(name) == wanted);
        self.payer(text).or_else(|| self.payers.iter().find(called))
    }

    /// The names of the payers, for many look-ups.
    pub fn payer_names(&self) -> PayerNames<'_> {
        let mut names = HashMap::new();
        for payer in &self.payers {
            for name in [&payer.id, &payer.name].into_iter().chain(&payer.aliases) {
                names.entry(folded(name)).or_insert(payer);
            }
        }
        PayerNames { book: self, names }
    }

    /// The ids of the payers whose names share most words with a text, and of those the longest beginning.
    pub fn nearest_payers(&self, text: &str) -> Vec<&str> {
        let wanted = folded(text);
        let alike = |name: &str| {
            let name = folded(name);
            let is_like = |w: &&str| w.len() > 2 && name.split(' ').any(|n| n.len() > 2 && (n.starts_with(*w) || w.starts_with(n)));
            let start = wanted.bytes().zip(name.bytes()).take_while(|(a, b)| a == b).count();
            (wanted.split(' ').filter(is_like).count(), if start > 2 { start } else { 0 })
        };
        let score = |p: &Payer| [&p.id, &p.name].into_iter().chain(&p.aliases).map(|name| alike(name)).max().unwrap_or_default();
        let scored: Vec<((usize, usize), &str)> = self.payers.iter().map(|p| (score(p), p.id.as_str())).collect();
        let most = scored.iter().map(|(score, _)| *score).max().unwrap_or_default();
        scored.into_iter().filter(|(score, _)| *score == most).map(|(_, id)| id).collect()
    }

    /// The payer that stands for one that is not in the catalog: that with the longest of its words in the name.
    pub fn payer_standing_for(&self, name: &str) -> Option<&Payer> {
        let words = |p: &Payer| p.stands_for.iter().filter(|word| name.contains(word.as_str())).map(String::len).max();
        self.payers.iter().filter_map(|p| Some((words(p)?, p))).max_by_key(|(long, _)| *long).map(|(_, p)| p)
    }

    /// The payer that a claim filing indicator (837 SBR09, 835 CLP06) means.
    pub fn payer_by_indicator(&self, indicator: &str) -> Option<&Payer> {
        self.payers.iter().find(|p| p.filing_indicators.iter().any(|i| i == indicator))
    }

    /// Every rule, by id.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter().map(Row::get)
    }

    /// Every payer, in the order of the file.
    pub fn payers(&self) -> &[Payer] {
        &self.payers
    }
}

/// The first eight bytes of an id, which sort as the id does.
fn beginning(id: &str) -> u64 {
    let mut bytes = [0; 8];
    bytes.iter_mut().zip(id.bytes()).for_each(|(byte, of_id)| *byte = of_id);
    u64::from_be_bytes(bytes)
}

/// The names of the payers, folded once.
#[derive(Debug)]
pub struct PayerNames<'a> {
    book: &'a Rulebook,
    names: HashMap<String, &'a Payer>,
}

impl<'a> PayerNames<'a> {
    /// As [`Rulebook::payer_named`].
    pub fn payer(&self, text: &str) -> Option<&'a Payer> {
        self.book.payer(text).or_else(|| self.names.get(&folded(text)).copied())
    }
}

/// A payer's name for comparing: lower case, words by single blanks.
fn folded(text: &str) -> String {
    text.to_lowercase().split(|c: char| c.is_whitespace() || matches!(c, '-' | '_')).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
}
