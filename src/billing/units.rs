//! Administered and discarded units: whole numbers compared at one scale, nothing divided in floating point.

use crate::dosing::compounds::differ;
use crate::dosing::containers::ContainerCount;
use crate::explanation::BillingError;
use crate::quantity::{Amount, Quantity};

/// Units of one code on one date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Units {
    /// Given to the patient.
    pub administered: u64,
    /// Discarded from what was opened, beyond what rounding up already counted.
    pub discarded: u64,
}

/// `ceil(dose / unit)`: part of a unit is a whole one.
///
/// # Errors
/// Dose and unit measure different things; more digits than can be held.
pub fn administered(dose: Quantity, unit: Quantity) -> Result<u64, BillingError> {
    let (unit_amount, dose_amount) = unit.with(dose).map_err(|_| differ("dose and billing unit", dose, unit))?;
    dose_amount.div_ceil(unit_amount).ok_or(BillingError::Inexact("units"))
}

/// `max(0, floor((labeled - administered x unit) / unit))`.
///
/// # Errors
/// As [`administered`].
pub fn discarded(labeled: Quantity, administered: u64, unit: Quantity) -> Result<u64, BillingError> {
    let (unit_amount, total) = unit.with(labeled).map_err(|_| differ("container and billing unit", labeled, unit))?;
    let counted = unit_amount.checked_mul(Amount::from(administered)).ok_or(BillingError::Inexact("units"))?;
    match total.checked_sub(counted) {
        Some(rest) => rest.div_floor(unit_amount).ok_or(BillingError::Inexact("units")),
        None => Ok(0),
    }
}

/// Containers filled from one after the other: those that hold the dose, and those that were opened beyond it.
///
/// # Errors
/// As [`administered`].
pub fn by_container(dose: Quantity, containers: &[ContainerCount]) -> Result<Units, BillingError> {
    let mut rest = dose;
    let mut units = Units { administered: 0, discarded: 0 };
    for of_size in containers {
        let needed = administered(rest, of_size.labeled)?.min(of_size.count);
        units.administered = units.administered.checked_add(needed).ok_or(BillingError::Inexact("units"))?;
        units.discarded = units.discarded.checked_add(of_size.count - needed).ok_or(BillingError::Inexact("units"))?;
        rest = less(rest, of_size.labeled, needed)?;
    }
    Ok(units)
}

/// `amount - each x count`, or nothing where that is below zero, in the measure of `amount`.
///
/// # Errors
/// More digits than can be held.
pub fn less(amount: Quantity, each: Quantity, count: u64) -> Result<Quantity, BillingError> {
    let taken = each.times(Amount::from(count)).and_then(|q| q.convert(amount.measure)).map_err(|_| BillingError::Inexact("containers"))?;
    Ok(Quantity::new(amount.amount.checked_sub(taken.amount).unwrap_or(Amount::ZERO), amount.measure))
}

/// The sum of two amounts of drug, in the measure of the first.
///
/// # Errors
/// They measure different things; more digits than can be held.
pub fn more(a: Quantity, b: Quantity) -> Result<Quantity, BillingError> {
    let added = b.convert(a.measure).map_err(|_| differ("dose and container", a, b))?;
    let sum = a.amount.checked_add(added.amount).ok_or(BillingError::Inexact("containers"))?;
    Ok(Quantity::new(sum, a.measure))
}

/// The smaller of two amounts of drug, in the measure of the first.
///
/// # Errors
/// They measure different things; more digits than can be held.
pub fn smaller(a: Quantity, b: Quantity) -> Result<Quantity, BillingError> {
    let (left, right) = a.with(b).map_err(|_| differ("dose and container", a, b))?;
    if left <= right { Ok(a) } else { b.convert(a.measure).map_err(|_| BillingError::Inexact("containers")) }
}

/// Is the first more than the second?
///
/// # Errors
/// They measure different things; more digits than can be held.
pub fn exceeds(a: Quantity, b: Quantity) -> Result<bool, BillingError> {
    let (left, right) = a.with(b).map_err(|_| differ("dose and container", a, b))?;
    Ok(left > right)
}

#[cfg(test)]
mod tests {
    use crate::billing::units::*;

    fn units(dose: &str, labeled: &str, unit: &str) -> (u64, u64) {
        let read = |t: &str| Quantity::parse(t).unwrap();
        let given = administered(read(dose), read(unit)).unwrap();
        (given, discarded(read(labeled), given, read(unit)).unwrap())
    }

    #[test]
    fn where_doubles_go_wrong() {
        // 4.5 - 4.2 over 0.1 floors to 2 in doubles, 13.5 - 11.4 over 0.1 to 20.
        assert_eq!(units("4.14 mg", "4.5 mg", "0.1 mg"), (42, 3));
        assert_eq!(units("11.4 mg", "13.5 mg", "0.1 mg"), (114, 21));
        // 0.15 x 56 over 0.075 ceils to 113, 1.5 x 1.6 over 0.1 to 25.
        assert_eq!(units("8.4 mg", "8.4 mg", "0.075 mg"), (112, 0));
        assert_eq!(units("2.4 mg", "2.4 mg", "0.1 mg"), (24, 0));
    }

    #[test]
    fn waste_already_counted_is_not_discarded_again() {
        assert_eq!(units("1,300 mg", "1,500 mg", "200 mg"), (7, 0));
        assert_eq!(units("305 mg", "400 mg", "10 mg"), (31, 9));
        assert_eq!(units("25 mg", "50 mg", "50 mg"), (1, 0));
        assert_eq!(units("27.2 g", "27,500 mg", "500 mg"), (55, 0));
        assert_eq!(units("48 million units", "66,000,000 IU", "1 million units"), (48, 18));
    }

    #[test]
    fn whole_containers() {
        let vials = |count, label: &str| ContainerCount { count, labeled: Quantity::parse(label).unwrap(), ndc11: None };
        let dose = Quantity::parse("4,000 IU").unwrap();
        assert_eq!(by_container(dose, &[vials(2, "3,750 IU")]).unwrap(), Units { administered: 2, discarded: 0 });
        assert_eq!(by_container(dose, &[vials(3, "3,750 IU")]).unwrap(), Units { administered: 2, discarded: 1 });
        assert_eq!(by_container(dose, &[vials(1, "3,750 units"), vials(2, "1,000 IU")]).unwrap(), Units { administered: 2, discarded: 1 });
    }
}
