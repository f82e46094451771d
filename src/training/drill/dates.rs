//! Is a code or a modifier valid on a date of service?

use jiff::ToSpan;

use super::super::random::Random;
use super::{Drill, DrillGenerator, DrillKind, Key, Source};
use crate::catalog::{Date, Dates, State};
use crate::explanation::rules;

/// Whether a code or modifier is valid on a date.
pub(super) const KIND: DrillKind = DrillKind::named("date");

pub(super) fn drill(generator: &DrillGenerator<'_>, seed: u64, random: &mut Random) -> Option<Drill> {
    let (what, dates, rule) = if random.below(4) == 0 {
        // The modifiers of drug claims whose dates matter are those that the rule names.
        let named = &generator.rules.rule(rules::MODIFIER_DATES)?.modifiers;
        let fact = generator.modifiers.iter().filter(|m| named.contains(&m.code)).collect::<Vec<_>>();
        let fact = *random.pick(&fact)?;
        (("Modifier", fact.code.clone(), fact.descriptor.clone()), fact.dates, rules::MODIFIER_DATES)
    } else {
        let code = *random.pick(&generator.turned)?;
        (("Code", code.code.clone(), code.descriptor.clone()), code.dates, rules::CODE_DATES)
    };
    let date = near(dates, random)?;
    let right = word(dates.state(date));
    let days: Vec<String> = [("first day", dates.added), ("last day", dates.ended)]
        .into_iter()
        .map(|(which, day)| format!("{which} {}", day.map_or_else(|| "none".to_owned(), |d| d.to_string())))
        .collect();
    let (kind, code, descriptor) = what;
    Some(Drill {
        seed,
        kind: KIND,
        rule,
        facts: vec![format!("{kind} {code}: {descriptor}"), format!("Date of service {date}")],
        ask: format!("Is {code} valid on that date?"),
        form: "valid, ended or not yet".to_owned(),
        hint: "Both the first and the last day count as valid.".to_owned(),
        key: Key::Word { right: right.to_owned(), among: ["valid", "ended", "not yet"].map(str::to_owned).to_vec() },
        why: vec![format!("{code}: {} [{rule}]", days.join(", ")), format!("{date}: {right}")],
        source: Source::Valid { code, date },
    })
}

pub(super) fn word(state: State) -> &'static str {
    match state {
        State::Active => "valid",
        State::Ended => "ended",
        State::Future => "not yet",
    }
}

/// A day around the first or the last one.
fn near(dates: Dates, random: &mut Random) -> Option<Date> {
    let edges: Vec<Date> = [dates.added, dates.ended].into_iter().flatten().filter(|d| d.year() >= 2015).collect();
    let edge = *random.pick(&edges)?;
    let days = *random.pick(&[-40, -1, 0, 1, 2, 40])?;
    edge.checked_add(days.days()).ok()
}
