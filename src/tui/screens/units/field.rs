//! The fields of the units panel: those of a request and three of its own, and which of them matter for an order.

use crate::catalog::BillingUnit;
use crate::dosing::fields::{self, FieldEntry, Filling};
use crate::dosing::{Body, Order, Target};
use crate::explanation;
use crate::quantity::{Dimension, Measure};

/// A field of the panel.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field {
    /// Its name in [`crate::dosing::Request::set`]; `order` and `second-payer` are fields of the panel only.
    pub name: &'static str,
    /// Its name on the screen.
    pub label: &'static str,
    /// What may be written, for the line that explains the field.
    pub placeholder: &'static str,
    /// How it is filled.
    pub filling: Filling,
}

/// A field of the patient as it was typed for another order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Offered {
    /// Its name.
    pub field: &'static str,
    /// What was typed.
    pub text: String,
    /// For which code.
    pub code: String,
}

const ORDER: Field = Field {
    name: "order",
    label: "order",
    placeholder: "305 mg, 15 mg/kg, 375 mg/m2, 28 mcg/day, AUC 6, 14 mL, 25 mg x 2",
    filling: Filling::Text,
};

const SECOND_PAYER: Field = Field {
    name: "second-payer",
    label: "2nd payer",
    placeholder: "another payer, for a look at both side by side",
    filling: Filling::Payers,
};

const DATE: Field =
    Field { name: "date", label: "date", placeholder: "date of service: 11/20/2026, 2026-11-20, yesterday, -30", filling: Filling::Text };

impl Field {
    const fn of(entry: &FieldEntry) -> Field {
        Field { name: entry.field.as_str(), label: entry.label, placeholder: entry.placeholder, filling: entry.filling }
    }

    /// Is it filled by typing rather than by choosing?
    pub fn is_typed(&self) -> bool {
        matches!(self.filling, Filling::Text | Filling::Several)
    }
}

/// Every field: the order, then the table of a request in its order, with date and second payer before the setting.
pub(super) const FIELDS: [Field; fields::FIELDS.len() + 3] = {
    let mut all = [ORDER; fields::FIELDS.len() + 3];
    let (mut from, mut to) = (0, 1);
    while from < fields::FIELDS.len() {
        let entry = &fields::FIELDS[from];
        if matches!(entry.field, explanation::Field::Setting) {
            (all[to], all[to + 1]) = (DATE, SECOND_PAYER);
            to += 2;
        }
        all[to] = Field::of(entry);
        (from, to) = (from + 1, to + 1);
    }
    all
};

/// From here on fields are seldom needed and stay folded.
pub(super) const OTHERS: usize = 12;

/// The position of a field in [`FIELDS`].
pub(super) fn position(name: &str) -> Option<usize> {
    FIELDS.iter().position(|f| f.name == name)
}

/// Whether a field matters for an order of something billed by a unit. An order that is not finished needs nothing yet.
pub(super) fn matters(name: &str, order: Option<&Order>, unit: &BillingUnit) -> bool {
    if matches!(name, "order" | "stock" | "opened" | "payer" | "date") {
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
    use crate::quantity::Quantity;

    #[test]
    fn the_panel_has_the_fields_of_a_request_and_three_of_its_own() {
        let own = ["order", "date", "second-payer"];
        let names: Vec<&str> = FIELDS.iter().map(|f| f.name).filter(|n| !own.contains(n)).collect();
        assert_eq!(names, fields::names().collect::<Vec<_>>());
        assert_eq!(own.map(position), [Some(0), position("setting").map(|i| i - 2), position("setting").map(|i| i - 1)]);
        assert_eq!(FIELDS[OTHERS - 1].name, "payer");
    }

    #[test]
    fn an_order_asks_for_what_it_needs() {
        let unit = |text: &str| BillingUnit::Amount { quantity: Quantity::parse(text).unwrap(), others: Vec::new(), traps: Vec::new() };
        let asked = |order: &str, per: &str| {
            let order = Order::parse(order).ok();
            let always = ["order", "stock", "opened", "payer", "date"];
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
