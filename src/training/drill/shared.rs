//! Containers that serve two patients: what one of them is billed.

use super::super::random::Random;
use super::amounts::{self, INTO_THE_EYE, Worked};
use super::usual::patient;
use super::{Basis, Dose, Drill, DrillGenerator, DrillKind, Key, SharedDose};
use crate::catalog::ContainerType;
use crate::explanation::rules;
use crate::quantity::Amount;

/// The lines of one of two patients.
pub(super) const KIND: DrillKind = DrillKind::named("shared");

/// More containers are not shared in a drill.
const MOST_CONTAINERS: u64 = 4;

pub(super) fn drill(generator: &DrillGenerator<'_>, seed: u64, random: &mut Random) -> Option<Drill> {
    let cards = generator.of_container(ContainerType::Single);
    let card = *random.pick(&cards)?;
    let usual = random.pick(&card.doses).filter(|usual| usual.days == 1 && usual.route != INTO_THE_EYE)?;
    let someone = |random: &mut Random| if usual.basis == Basis::Flat { None } else { patient(random) };
    let (ours, theirs) = (someone(random), someone(random));
    let amount = |patient| usual.of(patient)?.convert(card.unit.measure).ok().filter(|_| usual.is_within(patient));
    let (given, other) = (amount(ours)?, amount(theirs)?);
    let both = given.amount.checked_add(other.amount)?;
    let opened = amounts::opened(card, both, generator.units_per_line(), random)?;
    // Sharing has to save a container, or nobody would do it.
    let [(count, size)] = opened.as_slice() else { return None };
    let alone = given.amount.div_ceil(size.amount)?.checked_add(other.amount.div_ceil(size.amount)?)?;
    if *count > MOST_CONTAINERS || alone <= *count {
        return None;
    }
    // Where each dose is rounded up to a unit as large as the container, both would bill all of it.
    let units = given.amount.div_ceil(card.unit.amount)?.checked_add(other.amount.div_ceil(card.unit.amount)?)?;
    if units > size.amount.checked_mul(Amount::from(*count))?.div_floor(card.unit.amount)? {
        return None;
    }
    let dose = Dose {
        code: card.code.code.clone(),
        order: usual.order.clone(),
        patient: ours,
        days: 1,
        opened,
        container: ContainerType::Single,
        date: generator.date,
        eyes: None,
        shared: Some(SharedDose { amount: other, last: random.below(3) > 0 }),
    };
    let worked = Worked::of(generator, card, dose, given, &usual.route)?;
    let key = Key::Lines(worked.lines.clone());
    let form = "one line or several with ; between, as in J1234 x50; J1234-JW x10";
    let hint = "Each patient is billed what was given; what is left is billed once, with the last patient.";
    let mut drill = worked.drill(seed, KIND, "Which lines do you bill for this patient?", form, hint, key);
    drill.rule = rules::SHARED_CONTAINER;
    Some(drill)
}
