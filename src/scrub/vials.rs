//! Units against the packages on the market, where no chart explains them.

use super::chart;
use super::context::{Group, Line, sum};
use super::finding::Findings;
use crate::billing::packages;
use crate::billing::review::{self, ReviewEvidence};
use crate::billing::units::{self, Units};
use crate::catalog::{Catalog, ContainerType, Edit, Product};
use crate::dosing::vials::Sizes;
use crate::quantity::{Amount, Quantity};
use crate::text::counted;

/// The most vials of one size from which a wrong unit is guessed.
const VIALS: u64 = 10;
/// Mistakes that name a factor.
const SLIPS: [&str; 3] = ["amount-as-units", "predecessor-unit", "decimal-slip"];

/// Years before the crosswalk for which its packages still speak.
const YEARS: i16 = 2;

/// What JW or JZ claims of the vials must be possible with the vials there are.
pub(crate) fn check(catalog: &Catalog, group: &Group<'_, '_>, unit: Quantity, found: &mut Findings) {
    let line = group.first();
    let (jw, jz) = (group.discarded().next().is_some(), group.administered().all(|l| l.has("JZ")));
    if !(jw ^ jz) || line.container() != ContainerType::Single || !speaks_for(line) || unit.measure.is_count() && !all_one_unit(line) {
        return;
    }
    let sizes = sizes(line);
    let Some(largest) = sizes.last() else { return };
    let discarded = Amount::from(sum(group.discarded()));
    let billed = sum(group.lines.iter().copied());
    if jw && discarded >= *largest {
        let line = group.discarded().next().unwrap_or(line);
        let text = format!(
            "what was discarded, {discarded}, is a whole container: the largest package holds {largest}",
            discarded = counted(discarded, "unit")
        );
        found.add(line, Edit::WholeContainerDiscarded, text);
    } else if fits(billed, jw, &sizes) == Some(false) {
        let sizes = sizes.iter().map(Amount::to_string).collect::<Vec<_>>().join(", ");
        let (edit, rest) = if jw {
            (Edit::GivenAndDiscardedFitNoVial, format!(" with what was discarded: no sum of vials of {sizes} units"))
        } else {
            let guess = slip(catalog, line, billed, unit).map(|text| format!(": {text}")).unwrap_or_default();
            (Edit::UnitsFitNoVial, format!(" with nothing discarded: no sum of vials of {sizes} units{guess}"))
        };
        found.add(line, edit, format!("{billed}{rest}", billed = counted(billed, "unit")));
    }
}

/// What probably happened: with nothing discarded the dose was that of whole vials, so the wrong unit can be named.
fn slip(catalog: &Catalog, line: &Line<'_>, billed: u64, unit: Quantity) -> Option<String> {
    let predecessors = chart::predecessors(catalog, line);
    let mut doses: Vec<Quantity> = Vec::new();
    for count in 1..=VIALS {
        let of_label = |p: &Product| p.labeled?.times(Amount::from(count)).ok();
        doses.extend(line.facts.products_on(line.date).filter_map(of_label));
    }
    doses.dedup();
    doses.into_iter().find_map(|dose| {
        let units = Units { administered: units::administered(dose, unit).ok()?, discarded: 0 };
        let evidence = ReviewEvidence { dose, unit: Some(unit), units, containers: &[], predecessors: &predecessors };
        let mistakes = review::judge(billed, &evidence).ok()?.mistakes;
        let named = mistakes.into_iter().find(|m| SLIPS.contains(&m.kind))?;
        Some(format!("if {} was given, {}", dose.grouped(), named.text))
    })
}

/// Does the crosswalk speak for the date of service?
fn speaks_for(line: &Line<'_>) -> bool {
    let year = |p: &Product| p.last_quarter.get(..4).and_then(|y| y.parse::<i16>().ok());
    line.facts.all_products().filter_map(year).max().is_some_and(|year| line.date.year() >= year - YEARS)
}

/// Every package is one unit: a code that is billed by the container.
fn all_one_unit(line: &Line<'_>) -> bool {
    line.facts.products_on(line.date).all(|p| p.units_per_item == Amount::ONE)
}

/// Distinct units per item, ascending; none where one of them stands for a container of unknown content.
fn sizes(line: &Line<'_>) -> Vec<Amount> {
    let Some(drug) = line.drug else { return Vec::new() };
    let products: Vec<&Product> = line.facts.products_on(line.date).collect();
    let by_the_unit = |p: &Product| packages::priced_by_the_unit(p, Some(&drug.code), &drug.unit, line.rules.book);
    if products.iter().any(|p| p.units_per_item.is_zero() || by_the_unit(p)) {
        return Vec::new();
    }
    let mut sizes: Vec<Amount> = products.iter().map(|p| p.units_per_item).collect();
    sizes.sort();
    sizes.dedup();
    sizes
}

/// Is there a set of vials that gives these units? With JW they are all whole units of the vials; with JZ rounding up may
/// have added less than one, and less than one may be left. `None` where that cannot be computed.
fn fits(billed: u64, jw: bool, sizes: &[Amount]) -> Option<bool> {
    let one = 10u64.checked_pow(sizes.iter().map(|a| a.parts().1).max()?)?;
    let whole = sizes.iter().map(|a| a.checked_mul(Amount::from(one))?.whole()).collect::<Option<Vec<u64>>>()?;
    let all = billed.checked_mul(one)?;
    let least = if jw { all } else { all.saturating_sub(one).checked_add(1)? };
    let total = Sizes::new(whole).ok()?.at_least(least)?;
    Some(total < all.checked_add(one)?)
}

#[cfg(test)]
mod tests {
    use crate::scrub::vials::*;

    fn fit(billed: u64, jw: bool, sizes: &[&str]) -> bool {
        let sizes: Vec<Amount> = sizes.iter().map(|s| Amount::parse(s).unwrap()).collect();
        fits(billed, jw, &sizes).unwrap()
    }

    #[test]
    fn sums_of_vials() {
        assert!(fit(45, true, &["15"]));
        assert!(!fit(44, true, &["15"]));
        assert!(fit(200, false, &["100"]));
        assert!(!fit(2, false, &["35"]));
        assert!(fit(110, true, &["10", "40"]));
        // 8.75 units: 8 with JZ where at most 8 were given, 9 where rounding up took the rest.
        assert!(fit(8, false, &["8.75"]) && fit(9, false, &["8.75"]) && !fit(7, false, &["8.75"]));
        assert!(fit(8, true, &["8.75"]) && !fit(9, true, &["8.75"]));
        // Seven bags of 30.6 units each.
        assert!(fit(214, true, &["30.6"]));
    }
}
