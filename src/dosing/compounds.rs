//! Products of several drugs: what of an order or a label the unit counts.

use super::supply::Concentration;
use crate::catalog::{BillingUnit, Compound, CompoundPackage};
use crate::explanation::BillingError;
use crate::quantity::{Dimension, Measure, Quantity};

/// The amount of the drug that the unit counts; a compound order must state every drug in the ratio of the unit, or as its row of
/// `units.toml` says.
///
/// # Errors
/// [`BillingError::Compound`]; [`BillingError::Incompatible`] where a drug and its part of the unit measure different things.
pub fn drug_counted(amounts: &[Quantity], unit: &BillingUnit, compound: Option<&Compound>) -> Result<Quantity, BillingError> {
    let refuse = |reason: String| Err(BillingError::Compound { unit: unit.text(), reason });
    let first = *amounts.first().ok_or(BillingError::Inexact("order"))?;
    let (quantity, others) = match unit {
        BillingUnit::Amount { quantity, others, .. } => (quantity, others),
        _ => return Ok(first),
    };
    if others.is_empty() {
        return if let Some(compound) = compound {
            counted(amounts, compound, unit)
        } else if amounts.len() == 1 {
            Ok(first)
        } else {
            Err(BillingError::Compound {
                unit: unit.text(),
                reason: "the unit counts one drug and two amounts were given; give only the drug that the descriptor counts".to_owned(),
            })
        };
    }
    let volume = first.measure.dimension() == Dimension::Volume && quantity.measure.dimension() != Dimension::Volume;
    if let (Some(compound), [single]) = (compound, amounts) {
        if volume {
            return Ok(*single);
        }
        if compound.single_is_sum {
            return share_of_first(*single, unit);
        }
    }
    if volume {
        return refuse("mL do not say how much of each drug they hold; state the amount of every drug".to_owned());
    }
    if amounts.len() != others.len() + 1 {
        let form = std::iter::once(quantity).chain(others).map(|q| q.to_string()).collect::<Vec<_>>().join("/");
        return refuse(format!(
            "state the amount of every drug, in the order of the descriptor, like {form}; one amount could mean either"
        ));
    }
    for (other, per) in amounts[1..].iter().zip(others) {
        if !same_ratio(first, *quantity, *other, *per)? {
            return refuse(format!("{first} and {other} do not stand in the ratio of the unit, so the number of units is not certain"));
        }
    }
    Ok(first)
}

/// `a / b == c / d`.
fn same_ratio(a: Quantity, b: Quantity, c: Quantity, d: Quantity) -> Result<bool, BillingError> {
    let (b, a) = b.with(a).map_err(|_| differ("compound unit", a, b))?;
    let (d, c) = d.with(c).map_err(|_| differ("compound unit", c, d))?;
    match (a.checked_mul(d), c.checked_mul(b)) {
        (Some(left), Some(right)) => Ok(left == right),
        _ => Err(BillingError::Inexact("compound unit")),
    }
}

/// Two quantities that cannot be compared.
pub fn differ(what: &'static str, left: Quantity, right: Quantity) -> BillingError {
    let hint = if [left, right].iter().any(|q| q.measure.dimension() == Dimension::Volume) {
        "give the concentration, such as 25 mg/mL"
    } else if left.measure == Measure::Unit {
        "an order states how much of the drug, not how many billing units"
    } else {
        "one cannot be turned into the other; check the drug, the code and the label"
    };
    BillingError::Incompatible { what, left: left.to_string(), right: right.to_string(), hint }
}

/// As [`drug_counted`], for a label: one amount that is that of the first drug of a package is that, as in CMS's crosswalk.
///
/// # Errors
/// As [`drug_counted`].
pub(super) fn label_counted(label: &[Quantity], unit: &BillingUnit, compound: Option<&Compound>) -> Result<Quantity, BillingError> {
    let stated = matches!(unit, BillingUnit::Amount { others, .. } if !others.is_empty());
    if let (Some(compound), [single]) = (compound.filter(|_| stated), label) {
        let is_first = |package: &CompoundPackage| package.amounts[0].with(*single).is_ok_and(|(a, b)| a == b);
        if compound.packages().iter().any(is_first) {
            return Ok(*single);
        }
    }
    drug_counted(label, unit, compound)
}

/// What the unit counts of amounts as written, for a unit that states one amount: all the counted drugs, their sum, or either
/// with the drugs beside.
///
/// # Errors
/// [`BillingError::Compound`]: amounts that stand in the ratio of no package, or one that may be that of a single drug.
fn counted(amounts: &[Quantity], compound: &Compound, unit: &BillingUnit) -> Result<Quantity, BillingError> {
    let parts = compound.counted.len();
    let refuse = |why: String| Err(BillingError::Compound { unit: unit.text(), reason: why });
    let packages: Vec<Vec<Quantity>> = compound.packages().into_iter().map(|package| package.amounts).collect();
    let form = || {
        let written = |package: &Vec<Quantity>| package[..parts].iter().map(|q| q.grouped().to_string()).collect::<Vec<_>>().join("/");
        packages.iter().map(written).collect::<Vec<_>>().join(" or ")
    };
    let [single] = amounts else {
        for package in &packages {
            let sum = sum(&package[..parts])?;
            let with_sum: Vec<Quantity> = std::iter::once(sum).chain(package[parts..].iter().copied()).collect();
            if alike(amounts, &package[..parts]) || alike(amounts, package) {
                return self::sum(&amounts[..parts]);
            }
            if alike(amounts, &with_sum) {
                return Ok(amounts[0]);
            }
        }
        let names = compound.counted.iter().chain(&compound.beside).map(String::as_str).collect::<Vec<_>>().join("/");
        return refuse(format!("no package holds {names} in this ratio; write it like {}", form()));
    };
    if parts == 1 || single.measure.dimension() == Dimension::Volume {
        return Ok(*single);
    }
    let sums = packages.iter().map(|package| sum(&package[..parts])).collect::<Result<Vec<_>, _>>()?;
    let of_packages = sums.iter().any(|sum| single.with(*sum).is_ok_and(|(a, b)| a.exact_div(b).is_some_and(|n| n.whole().is_some())));
    let of_one_drug = packages.iter().any(|package| package[..parts].iter().any(|part| single.with(*part).is_ok_and(|(a, b)| a == b)));
    if of_one_drug && !of_packages {
        let drugs = compound.counted.join(" plus ");
        return refuse(format!("it counts {drugs}, and one amount could be that of either; write both, like {}", form()));
    }
    Ok(*single)
}

/// Of a unit that states an amount of each drug: what one amount of all together holds of the first.
///
/// # Errors
/// The quotient does not end.
fn share_of_first(all: Quantity, unit: &BillingUnit) -> Result<Quantity, BillingError> {
    let BillingUnit::Amount { quantity, others, .. } = unit else { return Ok(all) };
    let each: Vec<Quantity> = std::iter::once(*quantity).chain(others.iter().copied()).collect();
    let of_unit = sum(&each)?;
    let first = all.amount.checked_mul(quantity.amount).and_then(|a| a.exact_div(of_unit.amount));
    let first = first.ok_or_else(|| BillingError::Compound {
        unit: unit.text(),
        reason: format!("{} is no exact amount of all drugs together; if it is that of one, write both", all.grouped()),
    })?;
    Ok(Quantity::new(first, all.measure))
}

/// What a volume holds of the counted drugs, where every package is a liquid of one strength.
pub(crate) fn strength(compound: &Compound, unit: &BillingUnit) -> Option<Concentration> {
    let stated = matches!(unit, BillingUnit::Amount { others, .. } if !others.is_empty());
    let parts = if stated { 1 } else { compound.counted.len() };
    let of = |package: &CompoundPackage| Some(Concentration { drug: sum(package.amounts.get(..parts)?).ok()?, volume: package.volume? });
    let strengths = compound.packages().iter().map(of).collect::<Option<Vec<Concentration>>>()?;
    let first = *strengths.first()?;
    strengths.iter().all(|s| s.is_like(first)).then_some(first)
}

fn sum(amounts: &[Quantity]) -> Result<Quantity, BillingError> {
    let (first, rest) = amounts.split_first().ok_or(BillingError::Inexact("order"))?;
    rest.iter().try_fold(*first, |sum, part| {
        let part = part.convert(sum.measure).map_err(|_| BillingError::Inexact("order"))?;
        Ok(Quantity::new(sum.amount.checked_add(part.amount).ok_or(BillingError::Inexact("order"))?, sum.measure))
    })
}

/// Do amounts stand in the ratio of a package's?
fn alike(amounts: &[Quantity], package: &[Quantity]) -> bool {
    amounts.len() == package.len()
        && amounts.iter().zip(package).skip(1).all(|(a, p)| same_ratio(amounts[0], package[0], *a, *p).unwrap_or(false))
}
