//! Problems about a dose: its lines, what was discarded, and which modifier says so. The calculator makes the key.

use super::super::grade::TypedLine;
use super::super::random::Random;
use super::usual::patient;
use super::{Basis, Dose, Drill, DrillGenerator, DrillItem, DrillKind, Key, Source};
use crate::calculator::{Answer, CodeContext, compute};
use crate::catalog::{ContainerType, Date, State};
use crate::dosing::{Eyes, Request};
use crate::explanation::{WarningKind, rules};
use crate::quantity::{Amount, Quantity};

/// All claim lines of a dose.
pub(super) const LINES: DrillKind = DrillKind::named("lines");
/// The lines of one date of a course.
pub(super) const DAYS: DrillKind = DrillKind::named("days");
/// The units discarded.
pub(super) const DISCARDED: DrillKind = DrillKind::named("discarded");
/// JW, JZ or neither.
pub(super) const MODIFIER: DrillKind = DrillKind::named("modifier");

/// The route of a dose into the eye.
pub(super) const INTO_THE_EYE: &str = "intravitreal";

/// More containers for one dose than these are not opened in a drill.
const MOST_CONTAINERS: u64 = 12;

/// A dose with what the calculator makes of it.
pub(super) struct Worked {
    pub dose: Dose,
    pub answer: Answer,
    pub lines: Vec<TypedLine>,
    pub name: String,
    pub unit: String,
    /// The amount given on one date.
    pub given: Quantity,
    /// `IV`, `SC`; empty where it is not stated.
    pub route: String,
}

/// Draws a usual dose for a plausible patient, and the containers of real products that are opened for it.
pub(super) fn draw(generator: &DrillGenerator<'_>, random: &mut Random, date: Date) -> Option<Worked> {
    draw_for(generator, random, date, false)
}

/// As [`draw`]; of a course over several days, one of its dates.
fn draw_for(generator: &DrillGenerator<'_>, random: &mut Random, date: Date, course: bool) -> Option<Worked> {
    let container = if random.below(6) == 0 { ContainerType::Multi } else { ContainerType::Single };
    let cards = generator.of_container(container);
    let card = *random.pick(&cards)?;
    let usual = random.pick(&card.doses)?;
    // An eye has a side, which is another problem.
    if card.code.state(date) != State::Active || course != (usual.days > 1) || usual.route == INTO_THE_EYE {
        return None;
    }
    let patient = if usual.basis == Basis::Flat { None } else { patient(random) };
    let given = usual.of(patient)?.convert(card.unit.measure).ok().filter(|_| usual.is_within(patient))?;
    let opened = opened(card, given.amount, generator.units_per_line(), random)?;
    let (order, days) = (usual.order.clone(), usual.days);
    let dose = Dose { code: card.code.code.clone(), order, patient, days, opened, container, date, eyes: None, shared: None };
    Worked::of(generator, card, dose, given, &usual.route)
}

/// As a pharmacy does: one size as often as it is needed whole, the rest from the smallest that holds it.
pub(super) fn opened(card: &DrillItem<'_>, dose: Amount, most: u64, random: &mut Random) -> Option<Vec<(u64, Quantity)>> {
    let main = *random.pick(&card.sizes)?;
    let whole = dose.div_floor(main.amount)?;
    let rest = dose.checked_sub(main.amount.checked_mul(Amount::from(whole))?)?;
    let mut opened = vec![(whole, main)];
    if !rest.is_zero() {
        match *card.sizes.iter().find(|size| size.amount >= rest).unwrap_or(&main) {
            last if last == main => opened[0].0 += 1,
            last => opened.push((1, last)),
        }
    }
    opened.retain(|(count, _)| *count > 0);
    opened.sort_by_key(|(_, size)| std::cmp::Reverse(size.amount));
    let units = opened.iter().try_fold(0u64, |sum, (n, label)| {
        let each = label.amount.div_ceil(card.unit.amount)?;
        sum.checked_add(each.checked_mul(*n)?)
    })?;
    let count: u64 = opened.iter().map(|(n, _)| n).sum();
    (count <= MOST_CONTAINERS && units <= card.edit.unwrap_or(u64::MAX).min(most)).then_some(opened)
}

/// What the calculator answers.
fn work(generator: &DrillGenerator<'_>, card: &DrillItem<'_>, dose: &Dose) -> Option<Answer> {
    let mut request = Request::new(&dose.order, dose.date).ok()?;
    request.set("opened", &dose.opened_text()).ok()?;
    request.set("container", dose.container.as_str()).ok()?;
    if let Some(patient) = dose.patient {
        request.set("weight", &format!("{} kg", patient.weight)).ok()?;
        request.set("bsa", &patient.surface.to_string()).ok()?;
    }
    if let Some(eyes) = dose.eyes {
        request.set("eyes", eyes.as_str()).ok()?;
    }
    if let Some(shared) = dose.shared {
        request.set("shared-with", &shared.amount.to_string()).ok()?;
        request.set("last", if shared.last { "yes" } else { "no" }).ok()?;
    }
    let subject = CodeContext::of_code(card.code, card.facts, generator.rules);
    compute(&request, &subject).ok()
}

/// The calculator's steps; what it would pay is not asked.
pub(super) fn why(answer: &Answer) -> Vec<String> {
    answer.steps.iter().filter(|s| s.rule != rules::PAYMENT_ESTIMATE).map(|s| format!("{} [{}]", s.text, s.rule)).collect()
}

impl Worked {
    /// A dose as the calculator works it out.
    pub(super) fn of(generator: &DrillGenerator<'_>, card: &DrillItem<'_>, dose: Dose, given: Quantity, route: &str) -> Option<Worked> {
        let answer = work(generator, card, &dose)?;
        // The reason for an ESA and the route are no matter of dose and containers: a claim without them is none to learn.
        let asks_more = |kind| matches!(kind, WarningKind::EsaReason | WarningKind::RouteModifierMissing | WarningKind::NotPaidByMedicare);
        if answer.warnings.iter().any(|warning| asks_more(warning.kind)) {
            return None;
        }
        let lines = answer.lines.iter().map(TypedLine::from).collect();
        let (name, unit) = (card.code.title().to_owned(), card.code.unit.text());
        Some(Worked { dose, answer, lines, name, unit, given, route: route.to_owned() })
    }

    /// What is given, a fact a line.
    pub(super) fn facts(&self) -> Vec<String> {
        let dose = &self.dose;
        let patient = match dose.patient {
            Some(p) if dose.order.ends_with("/m2") => format!(", body surface {} m2 ({} kg, {} cm)", p.surface, p.weight, p.height),
            Some(p) => format!(", body weight {} kg", p.weight),
            None => String::new(),
        };
        let route = if self.route.is_empty() { String::new() } else { format!(" {}", self.route) };
        let days = if dose.days > 1 { format!(" daily for {} days", dose.days) } else { String::new() };
        let container = if dose.container == ContainerType::Multi { "multi-dose" } else { "single-dose" };
        let eyes = match dose.eyes {
            Some(Eyes::Both) => ", in each eye".to_owned(),
            Some(eye) => format!(", {} eye", eye.as_str()),
            None => String::new(),
        };
        let each = match dose.eyes {
            Some(Eyes::Both) => " for each eye",
            _ if dose.days > 1 => " on each date",
            _ if dose.shared.is_some() => " for two patients",
            _ => "",
        };
        let mut facts = vec![
            format!("{} {}, one unit is {}", dose.code, self.name, self.unit),
            format!("Ordered and given: {}{route}{days}{eyes}{patient}", dose.order),
            format!("Opened{each}: {}, {container}", dose.opened_text()),
        ];
        if let Some(shared) = dose.shared {
            let turn = if shared.last { "before this one; the rest was discarded" } else { "after this one" };
            facts.push(format!("Another patient was given {} of the same containers, {turn}", shared.amount.grouped()));
        }
        let sides = if dose.eyes == Some(Eyes::Both) { "; the contractor asks for a line for each eye" } else { "" };
        facts.push(format!("Medicare Part B, office, {}{sides}", dose.date));
        facts
    }

    /// The rule that matters most here.
    fn rule(&self) -> &'static str {
        let label = self.answer.given.labeled.map(|m| m.amount);
        let unused = label.is_some_and(|l| l > self.given.amount);
        match (self.dose.container, self.answer.discarded_units) {
            (ContainerType::Multi, _) => rules::SINGLE_DOSE_ONLY,
            (_, Some(0)) if unused => rules::OVERLAP,
            (_, Some(0)) => rules::JZ_NO_WASTE,
            _ => rules::DISCARDED_UNITS,
        }
    }

    pub(super) fn drill(self, seed: u64, kind: DrillKind, ask: &str, form: &str, hint: &str, key: Key) -> Drill {
        Drill {
            seed,
            kind,
            rule: self.rule(),
            facts: self.facts(),
            ask: ask.to_owned(),
            form: form.to_owned(),
            hint: hint.to_owned(),
            key,
            why: why(&self.answer),
            source: Source::Dose(self.dose),
        }
    }
}

pub(super) fn lines(generator: &DrillGenerator<'_>, seed: u64, random: &mut Random) -> Option<Drill> {
    let worked = draw(generator, random, generator.date)?;
    let key = Key::Lines(worked.lines.clone());
    let form = "one line or several with ; between, as in J1234 x50; J1234-JW x10";
    Some(worked.drill(
        seed,
        LINES,
        "Which lines do you bill?",
        form,
        "Round the dose up to whole units first; then see what the containers still hold.",
        key,
    ))
}

/// The lines of one date of a course.
pub(super) fn days(generator: &DrillGenerator<'_>, seed: u64, random: &mut Random) -> Option<Drill> {
    let worked = draw_for(generator, random, generator.date, true)?;
    let key = Key::Lines(worked.lines.clone());
    let dates = worked.dose.days;
    let form = "the lines of one date, as in J1234 x50; J1234-JW x10";
    let hint = "Every day is a date of service of its own: containers, waste and MUE belong to one date.";
    let mut drill = worked.drill(seed, DAYS, "Which lines do you bill for each date of service?", form, hint, key);
    drill.rule = rules::EACH_DAY;
    drill.why.push(format!("the same lines on each of the {dates} dates [{}]", rules::EACH_DAY));
    Some(drill)
}

pub(super) fn discarded(generator: &DrillGenerator<'_>, seed: u64, random: &mut Random) -> Option<Drill> {
    let worked = draw(generator, random, generator.date).filter(|w| w.dose.container == ContainerType::Single)?;
    let key = Key::Count(worked.answer.discarded_units?);
    let hint = "Units of the containers, less the units given after rounding up.";
    Some(worked.drill(seed, DISCARDED, "How many units go on a JW line?", "a number, 0 for none", hint, key))
}

pub(super) fn modifier(generator: &DrillGenerator<'_>, seed: u64, random: &mut Random) -> Option<Drill> {
    // Before JZ there was neither.
    let before = generator.rules.rule(rules::JZ_USABLE)?.from?.yesterday().ok()?;
    let date = if random.below(4) == 0 { before } else { generator.date };
    let worked = draw(generator, random, date)?;
    let has = |m: &str| worked.lines.iter().any(|l| l.modifiers.iter().any(|x| x == m));
    let right = if has("JW") {
        "JW"
    } else if has("JZ") {
        "JZ"
    } else {
        "neither"
    };
    let among = ["JW", "JZ", "neither"].map(str::to_owned).to_vec();
    let key = Key::Word { right: right.to_owned(), among };
    let hint = "Look at the container, at the date, and at what is left beyond the rounded-up units.";
    let ask = "JW on a second line, JZ on the line, or neither?";
    let mut drill = worked.drill(seed, MODIFIER, ask, "JW, JZ or neither", hint, key);
    if date != generator.date {
        drill.rule = rules::JZ_USABLE;
    }
    Some(drill)
}
