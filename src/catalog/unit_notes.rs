//! What descriptors and CMS's crosswalk do not say about units: the parts of compounds, the strength behind a volume, codes that
//! differ by the size of the package, strengths that are not mixed, and the codes that bill a drug before it has one. The rows
//! of `units.toml`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Setting;
use crate::quantity::{Amount, Dimension, Quantity};

/// Every row of `units.toml`. Rows laid over the shipped ones come first and so win.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct UnitNotes {
    /// Products of several drugs.
    pub compound: Vec<Compound>,
    /// Strengths of codes that bill a volume.
    pub strength: Vec<CodeStrength>,
    /// Codes of one fluid by the size of its package.
    pub sizes: Vec<SizeFamily>,
    /// Codes before a code.
    pub interim: Vec<Interim>,
}

/// A product of several drugs: which of them the unit counts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Compound {
    /// The code.
    pub code: String,
    /// The drugs that the unit counts, in the order in which they are written; several are added up, but where the descriptor
    /// states an amount of each.
    pub counted: Vec<String>,
    /// Drugs that orders name and the unit does not count.
    #[serde(default)]
    pub beside: Vec<String>,
    /// A single amount is that of the counted drugs together.
    #[serde(default)]
    pub single_is_sum: bool,
    /// The labeled amounts of each package: those counted, then those beside, then the volume of a liquid.
    pub packages: Vec<Vec<String>>,
    /// Ids in `sources.toml`.
    #[serde(default)]
    pub sources: Vec<String>,
}

impl Compound {
    /// The packages; [`UnitNotes::problems`] has seen to it that each is as it should be.
    pub fn packages(&self) -> Vec<CompoundPackage> {
        let parts = self.counted.len() + self.beside.len();
        let read = |package: &Vec<String>| {
            let mut amounts = package.iter().map(|part| Quantity::parse(part).ok()).collect::<Option<Vec<Quantity>>>()?;
            let volume = if amounts.len() == parts + 1 { amounts.pop() } else { None };
            let liquid = volume.is_none_or(|v| v.measure.dimension() == Dimension::Volume);
            (amounts.len() == parts && parts > 0 && liquid).then_some(CompoundPackage { amounts, volume })
        };
        self.packages.iter().filter_map(read).collect()
    }
}

/// A package of a compound.
#[derive(Clone, Debug, PartialEq)]
pub struct CompoundPackage {
    /// The drugs that the unit counts, then the others.
    pub amounts: Vec<Quantity>,
    /// The volume, of a liquid.
    pub volume: Option<Quantity>,
}

/// The strength of a code that bills a volume of one strength.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeStrength {
    /// The code.
    pub code: String,
    /// As typed into the field: `5%`.
    pub strength: String,
    /// Ids in `sources.toml`.
    #[serde(default)]
    pub sources: Vec<String>,
}

/// Codes of one fluid, each for a size of its package.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SizeFamily {
    /// What it is: `normal saline`.
    pub name: String,
    /// The size of the package of each code: `500 mL`.
    pub packages: BTreeMap<String, String>,
    /// Ids in `sources.toml`.
    #[serde(default)]
    pub sources: Vec<String>,
}

impl SizeFamily {
    /// The codes with their sizes.
    pub fn sizes(&self) -> Vec<(&str, Quantity)> {
        self.packages.iter().filter_map(|(code, size)| Some((code.as_str(), Quantity::parse(size).ok()?))).collect()
    }

    /// The code whose packages hold an amount with less left over than those of `code`, or with as little in fewer packages; with
    /// their size and number.
    pub fn better(&self, code: &str, amount: Quantity) -> Option<(&str, Quantity, u64)> {
        let fit = |size: Quantity| {
            let (size, amount) = size.with(amount).ok()?;
            let number = amount.div_ceil(size)?;
            Some((size.checked_mul(Amount::from(number))?.checked_sub(amount)?, number))
        };
        let fits: Vec<_> = self.sizes().into_iter().filter_map(|(code, size)| Some((fit(size)?, code, size))).collect();
        let own = fits.iter().find(|(_, of, _)| *of == code)?.0;
        let (best, code, size) = fits.into_iter().min_by_key(|(fit, _, _)| *fit)?;
        (best < own).then_some((code, size, best.1))
    }
}

/// The unclassified code that bills a drug before its code begins. The first row that fits is taken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Interim {
    /// The code that is billed.
    pub code: String,
    /// Ranges of later codes; empty means every code.
    #[serde(default)]
    pub code_ranges: Vec<String>,
    /// Settings; empty means every setting.
    #[serde(default)]
    pub settings: Vec<Setting>,
    /// Only drugs whose name ends as biologics' do, with four letters behind a hyphen.
    #[serde(default)]
    pub biologic: bool,
    /// Ids in `sources.toml`.
    #[serde(default)]
    pub sources: Vec<String>,
}

impl UnitNotes {
    /// Is there no row?
    pub fn is_empty(&self) -> bool {
        *self == UnitNotes::default()
    }

    /// These rows before those held.
    pub(super) fn over(mut self, held: UnitNotes) -> UnitNotes {
        self.compound.extend(held.compound);
        self.strength.extend(held.strength);
        self.sizes.extend(held.sizes);
        self.interim.extend(held.interim);
        self
    }

    /// The compound of a code.
    pub fn compound(&self, code: &str) -> Option<&Compound> {
        self.compound.iter().find(|row| row.code == code)
    }

    /// The strength of a code, as typed.
    pub fn strength(&self, code: &str) -> Option<&str> {
        self.strength.iter().find(|row| row.code == code).map(|row| row.strength.as_str())
    }

    /// The family of a code that differs from others by the size of the package.
    pub fn size_family(&self, code: &str) -> Option<&SizeFamily> {
        self.sizes.iter().find(|row| row.packages.contains_key(code))
    }

    /// The code that bills a drug before its own code begins.
    pub fn interim(&self, code: &str, name: &str, setting: Setting) -> Option<&str> {
        let biologic = name.rsplit_once('-').is_some_and(|(_, end)| end.len() == 4 && end.bytes().all(|b| b.is_ascii_lowercase()));
        let within = |range: &String| range.split_once('-').is_some_and(|(first, last)| (first..=last).contains(&code));
        let fits = |row: &&Interim| {
            (row.code_ranges.is_empty() || row.code_ranges.iter().any(within))
                && (row.settings.is_empty() || row.settings.contains(&setting))
                && (biologic || !row.biologic)
        };
        self.interim.iter().find(fits).map(|row| row.code.as_str())
    }

    /// What cannot be read, in words.
    pub fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        for row in &self.sizes {
            if row.sizes().len() != row.packages.len() {
                problems.push(format!("{}: each code needs the size of its package, such as 500 mL", row.name));
            }
        }
        for row in &self.compound {
            if row.counted.is_empty() || row.packages().len() != row.packages.len() {
                let parts = row.counted.len() + row.beside.len();
                problems.push(format!("{}: a package needs an amount of each of its {parts} drugs, and may name its volume", row.code));
            }
        }
        problems
    }

    /// Every row with its sources, for the cross checks.
    pub fn statements(&self) -> Vec<(String, &[String])> {
        let rows = self.compound.iter().map(|r| (r.code.as_str(), r.sources.as_slice()));
        let rows = rows.chain(self.strength.iter().map(|r| (r.code.as_str(), r.sources.as_slice())));
        let rows = rows.chain(self.sizes.iter().map(|r| (r.name.as_str(), r.sources.as_slice())));
        let rows = rows.chain(self.interim.iter().map(|r| (r.code.as_str(), r.sources.as_slice())));
        rows.map(|(id, sources)| (format!("units.toml, {id}"), sources)).collect()
    }
}
