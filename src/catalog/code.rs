//! A billing code as the CMS code file states it, and what follows from its dates.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::words::words;
use crate::quantity::Quantity;

/// One HCPCS Level II code: the facts of its row in the CMS alpha-numeric file, and the unit read from its descriptor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Code {
    /// Five characters: `J9039`.
    pub code: String,
    /// The official long descriptor, exactly as in the file (continuations joined with one space).
    pub descriptor: String,
    /// The official short descriptor of up to 28 characters.
    pub short: String,
    /// The generic name found in the descriptor (`blinatumomab`); empty where there is none.
    pub name: String,
    /// What sort of thing the code bills.
    pub kind: Kind,
    /// What one billed unit is.
    pub unit: BillingUnit,
    /// First day the code could be used, day its last action took effect, last day it may be used.
    pub dates: Dates,
    /// Other columns of the CMS file that a coder reads.
    pub cms: CmsColumns,
    /// The quarter of the code file the row comes from: `2026-07`.
    pub edition: String,
    /// A change that CMS announced for a later quarter. Its dates stand in `dates`.
    pub announced: Option<Announced>,
}

/// A change of the code file that CMS announced for a quarter whose code file is not held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announced {
    /// The quarter of the code file that will state it: `2026-10`.
    pub quarter: String,
    /// What changes.
    pub action: AnnouncedAction,
    /// The short descriptor of the announcement.
    pub short: String,
    /// The first day of an added code; the last day of an ended one, which is inferred: CMS ends codes with the quarter and the
    /// announcement does not state the day.
    pub date: Date,
}

words! {
    /// What an announced change does.
    pub enum AnnouncedAction {
        /// A new code; its full descriptor is not held.
        Added = "added",
        /// The code ends.
        Ended = "ended",
        /// The descriptor changes; the new text is not held.
        Reworded = "reworded",
    }
}

/// The three dates of a code or modifier.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dates {
    /// ADD DT: the first day it could be used.
    pub added: Option<Date>,
    /// ACT EFF DT: the day the last recorded action took effect.
    pub effective: Option<Date>,
    /// TERM DT: the last day it may be used.
    pub ended: Option<Date>,
}

/// Columns of the code file kept as they stand, empty where the file is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CmsColumns {
    /// ACTION CD of this edition: A added, B administrative and long text, C long text, D discontinued, N none ...
    pub action: String,
    /// COV: C carrier judgment, D special coverage instructions, I not payable by Medicare, M non-covered.
    pub coverage: String,
    /// BETOS category, `O1D` (chemotherapy), `O1E` (other drugs) ...
    pub betos: String,
    /// XREF1-5: cross-referenced codes.
    pub cross_references: Vec<String>,
}

words! {
    /// What sort of thing a code bills.
    pub enum Kind {
        /// A chemical drug.
        Drug = "drug",
        /// An antibody, enzyme, hormone, cell or gene therapy.
        Biological = "biological",
        /// A diagnostic or therapeutic radiopharmaceutical, or a contrast agent's tracer.
        Radiopharmaceutical = "radiopharmaceutical",
        /// A vaccine.
        Vaccine = "vaccine",
        /// A clotting factor, albumin or other product of blood.
        BloodProduct = "blood-product",
        /// A skin substitute or tissue product.
        SkinSubstitute = "skin-substitute",
        /// A device or supply.
        Supply = "supply",
        /// A service or fee that goes with a drug.
        Service = "service",
        /// Not a drug: known by its facts only.
        Other = "other",
    }
}

impl Kind {
    /// Is it given to a patient as a drug is, so that what holds for every drug holds for it?
    pub fn is_administered(self) -> bool {
        !matches!(self, Kind::SkinSubstitute | Kind::Supply | Kind::Service | Kind::Other)
    }
}

/// What one billed unit of a code is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BillingUnit {
    /// An amount read from the descriptor.
    Amount {
        /// One unit. For a compound descriptor, the amount of the drug named first.
        quantity: Quantity,
        /// The amounts of the other drugs of a compound unit (`3 mg ... and 3 mg`), in order; else empty.
        others: Vec<Quantity>,
        /// What a reader may trip over.
        traps: Vec<UnitCaveat>,
    },
    /// Not otherwise classified: no unit, the billed quantity is always 1.
    Unclassified,
    /// The descriptor states no amount that can be read without guessing; the reason.
    Refused(String),
    /// The code bills no drug.
    NotADrug,
}

impl BillingUnit {
    /// The unit, where there is one.
    pub fn quantity(&self) -> Option<Quantity> {
        match self {
            BillingUnit::Amount { quantity, .. } => Some(*quantity),
            _ => None,
        }
    }

    /// As shown: `0.1 mg`, `3 mg + 3 mg`, `always 1`, `no billing unit in the descriptor`.
    pub fn text(&self) -> String {
        match self {
            BillingUnit::Amount { quantity, others, .. } => {
                std::iter::once(quantity).chain(others).map(|q| q.grouped()).collect::<Vec<_>>().join(" + ")
            }
            BillingUnit::Unclassified => "always 1".to_owned(),
            BillingUnit::Refused(_) => "no billing unit in the descriptor".to_owned(),
            BillingUnit::NotADrug => "not a drug".to_owned(),
        }
    }

    /// Why there is no amount, where there is none.
    pub fn user_error(&self) -> Option<&str> {
        match self {
            BillingUnit::Amount { .. } => None,
            BillingUnit::Unclassified => {
                Some("not otherwise classified: the descriptor names no amount and the billed quantity is always 1")
            }
            BillingUnit::Refused(reason) => Some(reason),
            BillingUnit::NotADrug => Some("not a drug: the code bills no amount of one"),
        }
    }

    /// The traps of the unit; empty where none.
    pub fn traps(&self) -> &[UnitCaveat] {
        match self {
            BillingUnit::Amount { traps, .. } => traps,
            _ => &[],
        }
    }
}

words! {
    /// What a reader of a descriptor's unit may trip over.
    pub enum UnitCaveat {
        /// `up to 50 mg`: any amount up to it is one unit.
        UpTo = "up-to",
        /// Two or more drugs in one unit.
        Compound = "compound",
        /// The unit is a whole container, whatever it holds.
        PerContainer = "per-container",
        /// The unit is a dose, treatment, instillation or implant, not an amount of drug.
        PerDose = "per-dose",
        /// Large numbers: thousands or millions of units in one billed unit.
        ManyUnits = "many-units",
        /// Under one milligram or unit: quantities are large.
        FractionOfOne = "fraction-of-one",
        /// The descriptor limits the use (direct supervision, ESRD, compounded, maker).
        LimitedUse = "limited-use",
        /// The amount stands for a part of the drug (elemental iron, factor VIII activity).
        MeasuredAs = "measured-as",
        /// Written as a concentration or volume rather than a mass.
        Volume = "volume",
        /// Of an announced code: what CMS's payment limit is for, since the descriptor is not held.
        PaymentLimit = "payment-limit",
    }
}

impl UnitCaveat {
    /// In words, for a person: begins with what to look for.
    pub fn description(self) -> &'static str {
        match self {
            UnitCaveat::UpTo => "up to: any amount up to this is one unit",
            UnitCaveat::Compound => "compound: one unit holds every drug named, count it once",
            UnitCaveat::PerContainer => "per container: one unit is the whole vial, whatever was drawn from it",
            UnitCaveat::PerDose => "per dose: one unit is one dose or treatment, not an amount of drug",
            UnitCaveat::ManyUnits => "many units: one billed unit is this many units of activity, so divide",
            UnitCaveat::FractionOfOne => "fraction: one billed unit is less than one, so quantities are large",
            UnitCaveat::LimitedUse => "limited use: the descriptor says when the code may be used, or whose product it is",
            UnitCaveat::MeasuredAs => "measured as: the amount counts a named part or activity of the product",
            UnitCaveat::Volume => "volume: the unit is a volume, not a mass",
            UnitCaveat::PaymentLimit => "announced: the unit is the amount of CMS's payment limit; the full descriptor is not held",
        }
    }
}

words! {
    /// Whether a code may be billed on a date of service.
    pub enum State {
        /// May be billed.
        Active = "active",
        /// Not yet valid on the date.
        Future = "future",
        /// Its last day has passed.
        Ended = "ended",
    }
}

impl Dates {
    /// The state on a date of service. Both the first and the last day count as active.
    pub fn state(&self, on: Date) -> State {
        if self.ended.is_some_and(|end| end < on) {
            State::Ended
        } else if self.added.is_some_and(|start| start > on) {
            State::Future
        } else {
            State::Active
        }
    }
}

impl Default for Code {
    /// What stands in for a code that the program's own data does not yield.
    fn default() -> Code {
        Code {
            code: String::new(),
            descriptor: String::new(),
            short: String::new(),
            name: String::new(),
            kind: Kind::Service,
            unit: BillingUnit::Refused("the catalog inside the program is damaged; install it again".to_owned()),
            dates: Dates::default(),
            cms: CmsColumns::default(),
            edition: String::new(),
            announced: None,
        }
    }
}

impl Code {
    /// The state on a date of service.
    pub fn state(&self, on: Date) -> State {
        self.dates.state(on)
    }

    /// The name for lists: the generic name, or the short descriptor where none was found.
    pub fn title(&self) -> &str {
        if self.name.is_empty() { &self.short } else { &self.name }
    }

    /// Does it bill a drug or what goes with one, by the rules of `drug_rules.toml`?
    pub fn is_drug(&self) -> bool {
        self.kind != Kind::Other
    }

    /// `J9319 (0.1 mg)`.
    pub fn with_unit(&self) -> String {
        if self.unit.quantity().is_some() { format!("{} ({})", self.code, self.unit.text()) } else { self.code.clone() }
    }

    /// The code was announced, and nothing held states its unit.
    pub(super) fn is_announced_without_unit(&self) -> bool {
        let is_added = self.announced.as_ref().is_some_and(|announced| announced.action == AnnouncedAction::Added);
        is_added && self.unit.quantity().is_none()
    }

    /// A code that CMS announced and whose row is not held.
    pub(super) fn of_announcement(code: &str, announced: Announced) -> Code {
        Code {
            code: code.to_owned(),
            descriptor: announced.short.clone(),
            short: announced.short.clone(),
            kind: Kind::Drug,
            unit: BillingUnit::Refused(format!("announced for {}: the full descriptor is not held", announced.quarter)),
            edition: announced.quarter.clone(),
            ..Code::default()
        }
        .with_announcement(announced)
    }

    /// The code with the dates of an announced change.
    pub(super) fn with_announcement(mut self, announced: Announced) -> Code {
        match announced.action {
            AnnouncedAction::Added => self.dates.added = Some(announced.date),
            AnnouncedAction::Ended => self.dates.ended = Some(announced.date),
            AnnouncedAction::Reworded => {}
        }
        self.announced = Some(announced);
        self
    }

    /// The family, the file its facts lie in: `J9`.
    pub fn family(&self) -> &str {
        family(&self.code)
    }
}

/// The first two characters of a code: `J9`.
pub fn family(code: &str) -> &str {
    code.get(..2).unwrap_or(code)
}
