//! The dated facts that CMS publishes about a code beside its row in the code file.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::words::words;
use super::{Product, family};
use crate::quantity::{Amount, Quantity};

/// Everything CMS's other files say about one code.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// Products that the newest crosswalk lists under the code, in the order of their NDC.
    pub products: Vec<Product>,
    /// Products that only older crosswalks list under the code.
    pub former_products: Vec<Product>,
    /// What Medicare pays a unit, oldest quarter first; for one quarter the payment limit stands before the outpatient rate.
    pub payments: Vec<Payment>,
    /// Published unit edits (MUE), practitioner before outpatient.
    pub mue: Vec<Mue>,
    /// Whether the code stands on CMS's list of single-dose codes that need JW or JZ.
    pub discarded_drug: Option<DiscardedDrug>,
}

impl Facts {
    /// Today's products and those that only older crosswalks list.
    pub fn all_products(&self) -> impl Iterator<Item = &Product> {
        self.products.iter().chain(&self.former_products)
    }

    /// The products that CMS's crosswalks listed in the quarter of a date or later.
    pub fn products_on(&self, on: Date) -> impl Iterator<Item = &Product> {
        let quarter = quarter_of(on);
        self.products.iter().chain(self.former_products.iter().filter(move |p| p.last_quarter >= quarter))
    }

    /// The product of an NDC of eleven digits.
    pub fn product(&self, ndc11: &str) -> Option<&Product> {
        self.all_products().find(|p| p.ndc11.as_deref() == Some(ndc11))
    }
}

/// What Medicare pays for one unit in one quarter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Payment {
    /// The first month of the quarter: `2025-10`.
    pub quarter: String,
    /// US dollars a unit; `None` where the file gives none.
    pub limit: Option<Amount>,
    /// OPPS status indicator (`K`, `G`, `N` ...), only from Addendum B.
    pub status_indicator: Option<String>,
    /// Which file.
    pub source: PaymentSource,
    /// Percent that the patient pays, where the file states it.
    pub coinsurance: Option<Amount>,
    /// US dollars that the patient pays a unit, from Addendum B.
    pub copayment: Option<Amount>,
    /// OPPS pass-through status ends within the calendar year of the quarter.
    pub pass_through_ends: bool,
    /// CMS's note on the row.
    pub note: Option<String>,
    /// The amount that the limit is for, where the row says that the code was added with it: the code file may not be held yet.
    pub unit: Option<Quantity>,
}

impl Payment {
    /// A quarter of which nothing is known yet.
    pub fn new(source: PaymentSource, quarter: &str) -> Payment {
        Payment {
            quarter: quarter.to_owned(),
            limit: None,
            status_indicator: None,
            source,
            coinsurance: None,
            copayment: None,
            pass_through_ends: false,
            note: None,
            unit: None,
        }
    }

    /// Takes what another file states about the same quarter. Where both state the same payment, what only the held file states
    /// stays: the raw Addendum B holds copayments but rounds to cents. Where they differ the new one wins, but not over the
    /// quarter's own Addendum B, corrected as it may be: a history has no copayments. Returns whether the payment itself changed.
    pub fn join(&mut self, new: Payment) -> bool {
        let held = std::mem::replace(self, new);
        if held.status_indicator != self.status_indicator || !agree(held.limit, self.limit) {
            let is_own = held.copayment.is_some() && self.copayment.is_none();
            if is_own {
                *self = held;
            }
            return !is_own;
        }
        let decimals = |limit: Option<Amount>| limit.map_or(0, |l| l.parts().1);
        if decimals(held.limit) > decimals(self.limit) {
            self.limit = held.limit;
        }
        self.coinsurance = self.coinsurance.or(held.coinsurance);
        self.copayment = self.copayment.or(held.copayment);
        self.pass_through_ends |= held.pass_through_ends;
        self.note = self.note.take().or(held.note);
        self.unit = self.unit.or(held.unit);
        false
    }
}

/// The same amount, but for a cent?
fn agree(one: Option<Amount>, other: Option<Amount>) -> bool {
    let (Some(a), Some(b)) = (one, other) else { return one == other };
    let difference = if a > b { a.checked_sub(b) } else { b.checked_sub(a) };
    difference.is_some_and(|d| d <= Amount::new(1, 2))
}

/// The quarter that a day falls in, by its first month: `2026-10`.
pub fn quarter_of(day: Date) -> String {
    format!("{:04}-{:02}", day.year(), (day.month() - 1) / 3 * 3 + 1)
}

/// The first day of a quarter written as `2025-10`; `None` where it is none.
pub fn quarter_start(quarter: &str) -> Option<Date> {
    let (year, month) = quarter.split_once('-')?;
    Date::new(year.parse().ok()?, month.parse().ok()?, 1).ok()
}

/// The file a payment comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PaymentSource {
    /// The Medicare Part B payment limit (ASP) file.
    Asp,
    /// OPPS Addendum B.
    Opps,
}

/// A medically unlikely edit: the most units on a line or a day before a claim is questioned. Not a dosing limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mue {
    /// Which table.
    pub setting: MueTable,
    /// The most units.
    pub value: u32,
    /// Adjudication indicator: 1 per line, 2 per day by policy, 3 per day, clinical.
    pub mai: u8,
    /// The quarter of the table: `2026-07`.
    pub quarter: String,
}

words! {
    /// The table a unit edit stands in.
    pub enum MueTable {
        /// Physician offices and other practitioners.
        Practitioner = "practitioner",
        /// Hospital outpatient departments.
        Outpatient = "outpatient",
        /// Suppliers of durable medical equipment.
        Dme = "dme",
    }
}

/// The families of codes of which a table of edits lists at least half as many as are held: what it does not list there has no
/// published edit any more. Of the other families it states only what it lists.
pub fn covered_families<'a>(held: impl Iterator<Item = &'a String>, new: impl Iterator<Item = &'a String>) -> BTreeSet<String> {
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    held.for_each(|code| counts.entry(family(code)).or_default().0 += 1);
    new.for_each(|code| counts.entry(family(code)).or_default().1 += 1);
    counts.into_iter().filter(|(_, (held, new))| *new > 0 && new * 2 >= *held).map(|(family, _)| family.to_owned()).collect()
}

/// A code's place on CMS's JW/JZ list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiscardedDrug {
    /// Listed as single-dose.
    pub listed: bool,
    /// The edition of the list: `2025-06-20`.
    pub edition: String,
}

/// The edition of one kind of data, for headers and answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edition {
    /// What it is: `codes`, `products`, `payment limits` ...
    pub what: String,
    /// Its quarter or date.
    pub edition: String,
}

/// A file that facts of the catalog were read from. A row of `editions.toml` in the folder of the facts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportedFile {
    /// What it is, as in [`Edition::what`].
    pub what: String,
    /// Its quarter or date.
    pub edition: String,
    /// Its name.
    pub name: String,
    /// `rebuilt from a copy`; empty where it is the publisher's own file.
    #[serde(default)]
    pub provenance: String,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// Rows below its header.
    pub rows: u64,
}

/// A modifier as the CMS code file states it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ModifierFact {
    /// Two characters.
    pub code: String,
    /// The official descriptor.
    pub descriptor: String,
    /// Its dates.
    pub dates: super::Dates,
}

/// A place-of-service code as CMS states it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Two digits.
    pub code: String,
    /// CMS's name for it.
    pub name: String,
    /// `Facility` or `Non-Facility`, as in the file.
    pub kind: String,
}
