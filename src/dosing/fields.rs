//! The fields of a request besides order and date, one row each: flags of `jdex units`, columns of its batch, inputs of the panel,
//! their help and their parsers come from here.

use super::number::{count, number, quantity, without};
use super::parse::{container, formula, height, modifiers, ndcs, percent, qualifier, schedule, setting, stated, yes};
use super::request::Request;
use super::supply::{self, Concentration};
use crate::explanation::{BillingError, Field};
use crate::quantity::Measure;

/// One field.
#[derive(Clone, Copy, Debug)]
pub struct FieldEntry {
    /// Its name.
    pub field: Field,
    /// Its flag, without hyphens.
    pub flag: &'static str,
    /// Its name on the screen.
    pub label: &'static str,
    /// What the flag takes, in help; empty for a switch.
    pub value: &'static str,
    /// Where it stands in help.
    pub group: FieldGroup,
    /// How it is filled.
    pub filling: Filling,
    /// What the flag's help says.
    pub help: &'static str,
    /// What may be written, for the line that explains the input.
    pub placeholder: &'static str,
    /// Reads trimmed text that is not blank into the request.
    pub parse: fn(&mut Request, &str) -> Result<(), BillingError>,
}

/// A heading of the help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldGroup {
    /// Weight, height, surface, filtration, age.
    Patient,
    /// Duration, strength, caps, rounding.
    Dose,
    /// Containers and products.
    Containers,
    /// Payer, setting, modifiers, units.
    Claim,
}

impl FieldGroup {
    /// The heading.
    pub fn as_str(self) -> &'static str {
        match self {
            FieldGroup::Patient => "Patient",
            FieldGroup::Dose => "Dose",
            FieldGroup::Containers => "Containers",
            FieldGroup::Claim => "Claim",
        }
    }
}

/// How a field is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filling {
    /// By typing.
    Text,
    /// By typing, several times.
    Several,
    /// By choosing one of these.
    Words(&'static [&'static str]),
    /// By switching it on.
    Switch,
    /// By choosing one of these, each with its help; on the command line each is a flag of its own.
    Switches(&'static [(&'static str, &'static str)]),
    /// By choosing a payer.
    Payers,
    /// By choosing a setting of the payer.
    Settings,
}

/// The schedules, with the help of their flags.
const SCHEDULES: &[(&str, &str)] = &[
    ("each-day", "Several days: given on each date, billed by the date [default but for the drugs below]"),
    ("continuous", "Several days: one bag or pump filled once, such as blinatumomab"),
    ("dispensed", "Several days: handed out at once, such as oral drugs"),
];

/// Every field, the most needed first: the order of the help, under its headings, and of the panel.
pub const FIELDS: &[FieldEntry] = &[
    FieldEntry {
        field: Field::Height,
        flag: "height",
        label: "height cm",
        value: "HEIGHT",
        group: FieldGroup::Patient,
        filling: Filling::Text,
        help: "Height: 165cm, 65 in, \"5 ft 6 in\"",
        placeholder: "165, or with its measure: 65 in, 5 ft 6 in",
        parse: |request, text| set(&mut request.patient.height, height(text)),
    },
    FieldEntry {
        field: Field::Weight,
        flag: "weight",
        label: "weight kg",
        value: "WEIGHT",
        group: FieldGroup::Patient,
        filling: Filling::Text,
        help: "Body weight: 62kg, 150 lb",
        placeholder: "62, or with its measure: 150 lb",
        parse: |request, text| set(&mut request.patient.weight, stated(Field::Weight, text, Measure::Kilogram)),
    },
    FieldEntry {
        field: Field::Bsa,
        flag: "bsa",
        label: "or BSA",
        value: "M2",
        group: FieldGroup::Patient,
        filling: Filling::Text,
        help: "Body surface area in m2",
        placeholder: "body surface area in m2, instead of height and weight: 1.82",
        parse: |request, text| set(&mut request.patient.surface, number(Field::Bsa, without(text, &["m2", "m²"]))),
    },
    FieldEntry {
        field: Field::Gfr,
        flag: "gfr",
        label: "GFR",
        value: "ML/MIN",
        group: FieldGroup::Patient,
        filling: Filling::Text,
        help: "Glomerular filtration rate in mL/min, for an AUC",
        placeholder: "glomerular filtration rate in mL/min, for Calvert's formula: 90",
        parse: |request, text| set(&mut request.patient.filtration, number(Field::Gfr, without(text, &["mL/min", "ml/min"]))),
    },
    FieldEntry {
        field: Field::Days,
        flag: "days",
        label: "days",
        value: "N",
        group: FieldGroup::Dose,
        filling: Filling::Text,
        help: "Days that a daily order runs",
        placeholder: "how many days a daily order runs: 7",
        parse: |request, text| set(&mut request.policy.days, number(Field::Days, without(text, &["days", "day", "d"]))),
    },
    FieldEntry {
        field: Field::Hours,
        flag: "hours",
        label: "hours",
        value: "N",
        group: FieldGroup::Dose,
        filling: Filling::Text,
        help: "Hours that an hourly order runs",
        placeholder: "how many hours a rate runs: 24",
        parse: |request, text| set(&mut request.policy.hours, number(Field::Hours, without(text, &["hours", "hour", "h"]))),
    },
    FieldEntry {
        field: Field::Schedule,
        flag: "schedule",
        label: "supplied",
        value: "",
        group: FieldGroup::Dose,
        filling: Filling::Switches(SCHEDULES),
        help: "Several days: given on each date, one continuous supply, or dispensed at once",
        placeholder: "several days: given each day, one continuous supply, or dispensed",
        parse: |request, text| set(&mut request.policy.schedule, schedule(text)),
    },
    FieldEntry {
        field: Field::Concentration,
        flag: "concentration",
        label: "strength",
        value: "STRENGTH",
        group: FieldGroup::Dose,
        filling: Filling::Text,
        help: "Strength of the liquid: \"25 mg/mL\", 10%, 1:1,000",
        placeholder: "drug in a volume: 25 mg/mL, 10%, 1:1,000",
        parse: |request, text| set(&mut request.supply.concentration, Concentration::parse(text)),
    },
    FieldEntry {
        field: Field::Stock,
        flag: "stock",
        label: "stock",
        value: "SIZES",
        group: FieldGroup::Containers,
        filling: Filling::Text,
        help: "Sizes that may be opened, of which those that waste least are taken: \"100 mg, 400 mg\"",
        placeholder: "sizes that may be opened: 100 mg, 500 mg",
        parse: |request, text| supply::sizes(text).map(|sizes| request.supply.stock = sizes),
    },
    FieldEntry {
        field: Field::Opened,
        flag: "opened",
        label: "opened",
        value: "CONTAINERS",
        group: FieldGroup::Containers,
        filling: Filling::Text,
        help: "What was opened: \"2x400 mg + 3x100 mg\"",
        placeholder: "what was really opened: 1x500 mg + 2x100 mg",
        parse: |request, text| supply::opened(text).map(|opened| request.supply.opened = opened),
    },
    FieldEntry {
        field: Field::Payer,
        flag: "payer",
        label: "payer",
        value: "ID",
        group: FieldGroup::Claim,
        filling: Filling::Payers,
        help: "The payer's id [default: that of config.toml, else medicare-part-b]",
        placeholder: "who is billed; Medicare Part B where left alone",
        parse: |request, text| {
            request.claim.payer = Some(text.to_lowercase());
            Ok(())
        },
    },
    FieldEntry {
        field: Field::Container,
        flag: "container",
        label: "container",
        value: "TYPE",
        group: FieldGroup::Containers,
        filling: Filling::Words(&["single", "multi"]),
        help: "single or multi; overrides the catalog",
        placeholder: "single-dose or multi-dose; the catalog's word where left alone",
        parse: |request, text| set(&mut request.supply.container, container(text)),
    },
    FieldEntry {
        field: Field::Cap,
        flag: "cap",
        label: "cap",
        value: "AMOUNT",
        group: FieldGroup::Dose,
        filling: Filling::Text,
        help: "The largest dose: \"4.5 mg\"",
        placeholder: "the largest dose: 150 mg",
        parse: |request, text| set(&mut request.policy.cap, quantity(Field::Cap, text)),
    },
    FieldEntry {
        field: Field::Round,
        flag: "round",
        label: "round",
        value: "PERCENT",
        group: FieldGroup::Dose,
        filling: Filling::Text,
        help: "Round the dose to whole containers within this much of it: 10%",
        placeholder: "round the dose to whole containers within so much of it: 10%",
        parse: |request, text| set(&mut request.policy.rounding, percent(text)),
    },
    FieldEntry {
        field: Field::Setting,
        flag: "setting",
        label: "setting",
        value: "SETTING",
        group: FieldGroup::Claim,
        filling: Filling::Settings,
        help: "office, outpatient, asc or dme [default: that of config.toml, else the payer's first]",
        placeholder: "where the drug was given; the payer's first where left alone",
        parse: |request, text| set(&mut request.claim.setting, setting(text)),
    },
    FieldEntry {
        field: Field::Discounted,
        flag: "340b",
        label: "340B",
        value: "",
        group: FieldGroup::Claim,
        filling: Filling::Switch,
        help: "Bought under the 340B program",
        placeholder: "bought under the 340B program",
        parse: |request, text| yes(Field::Discounted, text).map(|yes| request.claim.discounted = yes),
    },
    FieldEntry {
        field: Field::Modifiers,
        flag: "modifier",
        label: "modifiers",
        value: "MODIFIER",
        group: FieldGroup::Claim,
        filling: Filling::Several,
        help: "A further modifier, such as EA; repeatable",
        placeholder: "further modifiers, such as EA; JW and JZ follow by themselves",
        parse: |request, text| modifiers(text).map(|list| request.claim.modifiers.extend(list)),
    },
    FieldEntry {
        field: Field::Ndc,
        flag: "ndc",
        label: "NDC",
        value: "NDC",
        group: FieldGroup::Containers,
        filling: Filling::Several,
        help: "The product used: 50242-0917-01; repeatable",
        placeholder: "the product used: 50242-0917-01",
        parse: |request, text| ndcs(text).map(|ndcs| request.supply.ndcs.extend(ndcs)),
    },
    FieldEntry {
        field: Field::NdcQualifier,
        flag: "ndc-qualifier",
        label: "NDC counts",
        value: "QUALIFIER",
        group: FieldGroup::Containers,
        filling: Filling::Words(&["ML", "UN", "GR", "F2", "ME"]),
        help: "What the product's size counts: ML, UN, GR, F2 or ME",
        placeholder: "what the product's size counts: mL, units, grams, IU or mg",
        parse: |request, text| set(&mut request.supply.ndc_qualifier, qualifier(text)),
    },
    FieldEntry {
        field: Field::BsaCap,
        flag: "bsa-cap",
        label: "BSA cap",
        value: "M2",
        group: FieldGroup::Dose,
        filling: Filling::Text,
        help: "The largest body surface area in m2",
        placeholder: "the largest body surface area in m2: 2.0",
        parse: |request, text| set(&mut request.policy.surface_cap, number(Field::BsaCap, without(text, &["m2", "m²"]))),
    },
    FieldEntry {
        field: Field::BsaFormula,
        flag: "bsa-formula",
        label: "formula",
        value: "FORMULA",
        group: FieldGroup::Patient,
        filling: Filling::Words(&["mosteller", "dubois"]),
        help: "mosteller or dubois [default: mosteller]",
        placeholder: "how height and weight give the area; Mosteller where left alone",
        parse: |request, text| formula(text).map(|formula| request.patient.formula = formula),
    },
    FieldEntry {
        field: Field::Overfill,
        flag: "overfill",
        label: "overfill",
        value: "",
        group: FieldGroup::Containers,
        filling: Filling::Switch,
        help: "More was drawn than the labels say",
        placeholder: "more was drawn than the labels say",
        parse: |request, text| yes(Field::Overfill, text).map(|yes| request.supply.overfill = yes),
    },
    FieldEntry {
        field: Field::UnitsPerLine,
        flag: "units-per-line",
        label: "units a line",
        value: "N",
        group: FieldGroup::Claim,
        filling: Filling::Text,
        help: "The most units a line holds, where it is not the payer's own",
        placeholder: "the most units a line holds: 999",
        parse: |request, text| set(&mut request.claim.units_per_line, count(Field::UnitsPerLine, text)),
    },
    FieldEntry {
        field: Field::Billed,
        flag: "billed",
        label: "billed",
        value: "N",
        group: FieldGroup::Claim,
        filling: Filling::Text,
        help: "Units that were billed: says whether they are right and what may have happened",
        placeholder: "units that were billed: says whether they are right, and what may have happened",
        parse: |request, text| set(&mut request.claim.billed, count(Field::Billed, text)),
    },
    FieldEntry {
        field: Field::Age,
        flag: "age",
        label: "age",
        value: "YEARS",
        group: FieldGroup::Patient,
        filling: Filling::Text,
        help: "Age in years",
        placeholder: "in years, for Calvert's formula: 64",
        parse: |request, text| set(&mut request.patient.age, number(Field::Age, text)),
    },
];

/// The row of a field; `order`, `date`, `code` and `unit` have none.
pub fn entry(field: Field) -> Option<&'static FieldEntry> {
    FIELDS.iter().find(|entry| entry.field == field)
}

/// The names of the fields, as columns of a batch write them.
pub fn names() -> impl Iterator<Item = &'static str> {
    FIELDS.iter().map(|entry| entry.field.as_str())
}

impl Request {
    /// Fills one field from text, by its name. Blank text leaves it unset. `ndc` and `modifiers` may be filled several times and add
    /// up; every other field holds what was said last.
    ///
    /// `stock` and `opened` in mL need `concentration` at [`crate::calculator::compute`], not before: the order of fields is free.
    ///
    /// # Errors
    /// The text is not what the field holds, or there is no such field.
    pub fn set(&mut self, field: &str, text: &str) -> Result<(), BillingError> {
        let Some(entry) = Field::named(field).and_then(entry) else {
            let known = format!("order, date, {}", names().collect::<Vec<_>>().join(", "));
            return Err(BillingError::UnknownField { text: field.to_owned(), known });
        };
        let text = text.trim();
        if text.is_empty() { Ok(()) } else { (entry.parse)(self, text) }
    }
}

/// Fills a place with what was read.
fn set<T>(place: &mut Option<T>, read: Result<T, BillingError>) -> Result<(), BillingError> {
    *place = Some(read?);
    Ok(())
}
