//! A drug into the eye: the order is for each eye, and the lines name the side.

use super::super::random::Random;
use super::amounts::{self, INTO_THE_EYE, Worked};
use super::{Basis, Dose, Drill, DrillGenerator, DrillKind, Key};
use crate::catalog::ContainerType;
use crate::dosing::Eyes;
use crate::explanation::rules;
use crate::quantity::Amount;

/// The lines of one eye or both.
pub(super) const KIND: DrillKind = DrillKind::named("eyes");

pub(super) fn drill(generator: &DrillGenerator<'_>, seed: u64, random: &mut Random) -> Option<Drill> {
    let cards: Vec<_> = generator.of_container(ContainerType::Single);
    let cards: Vec<_> = cards.into_iter().filter(|card| card.doses.iter().any(|dose| dose.route == INTO_THE_EYE)).collect();
    let card = *random.pick(&cards)?;
    let usual = random.pick(&card.doses).filter(|dose| dose.route == INTO_THE_EYE && dose.basis == Basis::Flat && dose.days == 1)?;
    let given = usual.of(None)?.convert(card.unit.measure).ok()?;
    // Both eyes come up as often as one.
    let eyes = *random.pick(&[Eyes::Both, Eyes::Both, Eyes::Right, Eyes::Left])?;
    let opened = amounts::opened(card, given.amount, generator.units_per_line(), random)?;
    let dose = Dose {
        code: card.code.code.clone(),
        order: usual.order.clone(),
        patient: None,
        days: 1,
        opened,
        container: ContainerType::Single,
        date: generator.date,
        eyes: Some(eyes),
        shared: None,
    };
    let worked = Worked::of(generator, card, dose, given, &usual.route)?;
    let units = worked.lines.iter().try_fold(Amount::ZERO, |sum, line| sum.checked_add(line.units))?;
    // An eye takes the container of its strength, and the daily limits of these codes are those of both eyes.
    if worked.answer.discarded_units != Some(0) || card.edit.is_some_and(|edit| units > Amount::from(edit)) {
        return None;
    }
    let key = Key::Lines(worked.lines.clone());
    let form = "one line or several with ; between, as in J1234-JZ-RT x50";
    let hint = "One line for each eye, with the units of that eye and its side.";
    let mut drill = worked.drill(seed, KIND, "Which lines do you bill?", form, hint, key);
    drill.rule = rules::LATERALITY;
    Some(drill)
}
