//! The service line of an 837: which claim line do its segments bill?

use super::super::random::Random;
use super::{Drill, DrillGenerator, DrillKind, Key, Source, amounts};
use crate::explanation::rules;
use crate::quantity::Amount;

/// The line that 837 segments bill.
pub(super) const KIND: DrillKind = DrillKind::named("837");

pub(super) fn drill(generator: &DrillGenerator<'_>, seed: u64, random: &mut Random) -> Option<Drill> {
    let worked = amounts::draw(generator, random, generator.date)?;
    let lines = worked.lines.clone();
    let institutional = random.below(3) == 0;
    // A made-up charge for one unit, in whole US dollars.
    let price = random.between(4, 60);
    let date = worked.dose.date.to_string().replace('-', "");
    let mut facts =
        vec![if institutional { "An 837I from a hospital outpatient department:" } else { "An 837P from an office:" }.to_owned()];
    for (number, line) in (1..).zip(&lines) {
        let code = std::iter::once(&line.code).chain(&line.modifiers).map(String::as_str).collect::<Vec<_>>().join(":");
        let charge = line.units.checked_mul(Amount::from(price))?;
        facts.push(format!("  LX*{number}~"));
        facts.push(match institutional {
            // 0636 is the revenue code of drugs that need detailed coding.
            true => format!("  SV2*0636*HC:{code}*{charge}*UN*{}~", line.units),
            false => format!("  SV1*HC:{code}*{charge}*UN*{}*11**1~", line.units),
        });
        facts.push(format!("  DTP*472*D8*{date}~"));
    }
    let place = if institutional {
        "SV2 element 2 holds code and modifiers, element 5 the units."
    } else {
        "SV1 element 1 holds code and modifiers, element 4 the units."
    };
    Some(Drill {
        seed,
        kind: KIND,
        rule: rules::JW_LINE,
        facts,
        ask: "Which lines do these segments bill?".to_owned(),
        form: "one line or several with ; between, as in J1234 x50; J1234-JW x10".to_owned(),
        hint: "In the composite HC:... the code comes first, then the modifiers.".to_owned(),
        key: Key::Lines(lines.clone()),
        why: std::iter::once(place.to_owned()).chain(lines.iter().map(|l| l.text())).collect(),
        source: Source::Dose(worked.dose),
    })
}
