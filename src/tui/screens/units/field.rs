//! The fields of the units panel: what they are called, what may be written in them, which matter for an order.

use crate::catalog::BillingUnit;
use crate::dosing::{Body, Order, Target};
use crate::quantity::{Dimension, Measure};

/// A field of the panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Field {
    /// Its name in [`crate::dosing::Request::set`]; `order` and `second-payer` are fields of the panel only.
    pub name: &'static str,
    /// Its name on the screen.
    pub label: &'static str,
    /// What may be written, for the line that explains the field.
    pub takes: &'static str,
    /// How it is filled.
    pub filling: Filling,
}

/// How a field is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Filling {
    /// By typing.
    Text,
    /// By choosing one of these.
    Words(&'static [&'static str]),
    /// By choosing a payer.
    Payers,
    /// By choosing a setting of the payer.
    Settings,
}

const fn text(name: &'static str, label: &'static str, takes: &'static str) -> Field {
    Field { name, label, takes, filling: Filling::Text }
}

const fn choice(name: &'static str, label: &'static str, takes: &'static str, filling: Filling) -> Field {
    Field { name, label, takes, filling }
}

/// Every field, the most needed first.
pub(super) const FIELDS: [Field; 27] = [
    text("order", "order", "305 mg, 15 mg/kg, 375 mg/m2, 28 mcg/day, AUC 6, 14 mL, 25 mg x 2"),
    text("height", "height cm", "165, or with its measure: 65 in, 5 ft 6 in"),
    text("weight", "weight kg", "62, or with its measure: 150 lb"),
    text("bsa", "or BSA", "body surface area in m2, instead of height and weight: 1.82"),
    text("gfr", "GFR", "glomerular filtration rate in mL/min, for Calvert's formula: 90"),
    text("days", "days", "how many days a daily order runs: 7"),
    text("hours", "hours", "how many hours a rate runs: 24"),
    text("concentration", "strength", "drug in a volume: 25 mg/mL, 10%, 1:1,000"),
    text("stock", "stock", "sizes that may be opened: 100 mg, 500 mg"),
    text("opened", "opened", "what was really opened: 1x500 mg + 2x100 mg"),
    choice("payer", "payer", "who is billed; Medicare Part B where left alone", Filling::Payers),
    choice(
        "container",
        "container",
        "single-dose or multi-dose; the catalog's word where left alone",
        Filling::Words(&["single", "multi"]),
    ),
    text("cap", "cap", "the largest dose: 150 mg"),
    text("round", "round", "round the dose to whole containers within so much of it: 10%"),
    choice("second-payer", "2nd payer", "another payer, for a look at both side by side", Filling::Payers),
    choice("setting", "setting", "where the drug was given; the payer's first where left alone", Filling::Settings),
    choice("340b", "340B", "bought under the 340B program", Filling::Words(&["yes"])),
    text("modifiers", "modifiers", "further modifiers, such as EA; JW and JZ follow by themselves"),
    text("ndc", "NDC", "the product used: 50242-0917-01"),
    choice(
        "ndc-qualifier",
        "NDC counts",
        "what the product's size counts: mL, units, grams, IU or mg",
        Filling::Words(&["ML", "UN", "GR", "F2", "ME"]),
    ),
    text("bsa-cap", "BSA cap", "the largest body surface area in m2: 2.0"),
    choice(
        "bsa-formula",
        "formula",
        "how height and weight give the area; Mosteller where left alone",
        Filling::Words(&["mosteller", "dubois"]),
    ),
    choice("overfill", "overfill", "more was drawn than the labels say", Filling::Words(&["yes"])),
    text("units-per-line", "units a line", "the most units a line holds: 999"),
    text("billed", "billed", "units that were billed: says whether they are right, and what may have happened"),
    choice(
        "schedule",
        "supplied",
        "several days: given each day, one continuous supply, or dispensed",
        Filling::Words(&["each-day", "continuous", "dispensed"]),
    ),
    text("age", "age", "in years, for Calvert's formula: 64"),
];

/// From here on fields are seldom needed.
pub(super) const OTHERS: usize = 11;

/// The position of a field in [`FIELDS`].
pub(super) fn position(name: &str) -> Option<usize> {
    FIELDS.iter().position(|f| f.name == name)
}

/// Whether a field matters for an order of something billed by a unit. An order that is not finished needs nothing yet.
pub(super) fn matters(name: &str, order: Option<&Order>, unit: &BillingUnit) -> bool {
    if matches!(name, "order" | "stock" | "opened" | "payer") {
        return true;
    }
    let Some(order) = order else { return false };
    let timed = order.span.is_some();
    match (&order.target, name) {
        (Target::AreaUnderCurve(_), name) => name == "gfr",
        (Target::Amount(_, Body::PerKilogram), "weight") => true,
        (Target::Amount(_, Body::PerSquareMeter), "weight" | "height" | "bsa") => true,
        (_, "days") => order.rate == Some(Measure::Day) && !timed,
        (_, "hours") => order.rate.is_some_and(|r| r != Measure::Day) && !timed,
        (Target::Amount(amounts, _), "concentration") => {
            let is_volume = |m: Measure| m.dimension() == Dimension::Volume;
            let unit = unit.quantity().filter(|u| !u.measure.is_count());
            unit.is_some_and(|u| amounts.iter().any(|a| is_volume(a.measure) != is_volume(u.measure)))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dosing;
    use crate::quantity::Quantity;

    #[test]
    fn every_field_of_a_request_stands_here_once() {
        for (i, field) in FIELDS.iter().enumerate() {
            assert_eq!(position(field.name), Some(i), "{} stands twice", field.name);
        }
        assert_eq!(FIELDS[OTHERS - 1].name, "payer");
        let own = ["order", "second-payer"];
        let mut names: Vec<&str> = FIELDS.iter().map(|f| f.name).filter(|n| !own.contains(n)).collect();
        let mut known = dosing::fields::names().collect::<Vec<_>>();
        names.sort_unstable();
        known.sort_unstable();
        assert_eq!(names, known);
    }

    #[test]
    fn an_order_asks_for_what_it_needs() {
        let unit = |text: &str| BillingUnit::Amount { quantity: Quantity::parse(text).unwrap(), others: Vec::new(), traps: Vec::new() };
        let asked = |order: &str, per: &str| {
            let order = Order::parse(order).ok();
            let always = ["order", "stock", "opened", "payer"];
            let matter = |f: &&Field| !always.contains(&f.name) && matters(f.name, order.as_ref(), &unit(per));
            FIELDS.iter().filter(matter).map(|f| f.name).collect::<Vec<_>>().join(" ")
        };
        for (order, per, expected) in [
            ("", "10 mg", ""),
            ("375 mg/", "10 mg", ""),
            ("305 mg", "10 mg", ""),
            ("15 mg/kg", "10 mg", "weight"),
            ("375 mg/m2", "10 mg", "height weight bsa"),
            ("AUC 6", "50 mg", "gfr"),
            ("28 mcg/day", "1 mcg", "days"),
            ("28 mcg/day x 7 days", "1 mcg", ""),
            ("5 mg/kg/day", "1 mg", "weight days"),
            ("10 mg/hour", "1 mg", "hours"),
            ("14 mL", "10 mg", "concentration"),
            ("14 mL", "1 mL", ""),
            ("100 mg", "1 mL", "concentration"),
        ] {
            assert_eq!(asked(order, per), expected, "{order} of {per}");
        }
    }
}
