//! Packages of several drugs, with the amount of each.

use crate::billing::container_sizes;
use crate::catalog::{BillingUnit, Catalog, Code, Date, State};
use crate::quantity::{Amount, Quantity};

/// A package of a code: the amount of each drug, those that the unit counts first.
pub(super) type Package<'c> = (&'c Code, Vec<Quantity>);

/// The packages of active compounds: as `units.toml` states them, else the products in the ratio of the unit.
pub(super) fn packages(catalog: &Catalog, date: Date) -> Vec<Package<'_>> {
    let active = |code: &&Code| code.state(date) == State::Active;
    let notes = catalog.rulebook().unit_notes();
    let stated = notes.compound.iter().filter_map(|row| catalog.code(&row.code).filter(active).map(|code| (code, row.packages())));
    let mut all: Vec<Package<'_>> =
        stated.flat_map(|(code, packages)| packages.into_iter().map(move |package| (code, package.amounts))).collect();
    for code in catalog.codes().iter().filter(active) {
        let BillingUnit::Amount { quantity, others, .. } = &code.unit else { continue };
        // What a supplier's equipment gives at home is not given in an office.
        let at_home = code.descriptor.to_lowercase().contains("dme");
        if others.is_empty() || at_home || notes.compound(&code.code).is_some() {
            continue;
        }
        let sizes = container_sizes(code, catalog.facts(&code.code), catalog.rulebook());
        let labels = sizes.into_iter().filter_map(|(_, label)| label);
        all.extend(labels.filter_map(|label| Some((code, in_ratio(label, *quantity, others)?))));
    }
    all
}

/// A label of the first drug with the others in the ratio of the unit; `None` where a part is no round amount.
fn in_ratio(label: Quantity, unit: Quantity, others: &[Quantity]) -> Option<Vec<Quantity>> {
    let labeled = label.convert(unit.measure).ok()?.amount;
    let units = labeled.div_floor(unit.amount).filter(|floor| labeled.div_ceil(unit.amount) == Some(*floor))?;
    let quarter = Amount::new(25, 2);
    let part = |other: &Quantity| {
        let part = other.times(Amount::from(units)).ok()?;
        let quarters = part.amount.div_floor(quarter)?;
        (quarter.checked_mul(Amount::from(quarters))? == part.amount).then_some(part)
    };
    std::iter::once(Some(label)).chain(others.iter().map(part)).collect()
}
