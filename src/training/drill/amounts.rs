//! Problems about a dose: its lines, what was discarded, and which modifier says so. The calculator makes the key.

use super::super::grade::TypedLine;
use super::super::random::Random;
use super::{Dose, Drill, DrillGenerator, DrillItem, DrillKind, Key, Source};
use crate::calculator::{Answer, CodeContext, compute};
use crate::catalog::{ContainerType, Date, State};
use crate::dosing::Request;
use crate::explanation::rules;
use crate::quantity::{Amount, Measure, Quantity};

/// A dose with what the calculator makes of it.
pub(super) struct Worked {
    pub dose: Dose,
    pub answer: Answer,
    pub lines: Vec<TypedLine>,
    pub name: String,
    pub unit: String,
    /// The amount given.
    pub given: Quantity,
}

/// Draws a dose: one or two sizes of a real product, all containers needed, a tenth of the time used up.
pub(super) fn draw(generator: &DrillGenerator<'_>, random: &mut Random, date: Date) -> Option<Worked> {
    let container = if random.below(6) == 0 { ContainerType::Multi } else { ContainerType::Single };
    let cards = generator.of_container(container);
    let card = *random.pick(&cards)?;
    if card.code.state(date) != State::Active {
        return None;
    }
    let opened = opened(card, generator.units_per_line(), random)?;
    let last = opened.last()?.1;
    let total = opened.iter().try_fold(Amount::ZERO, |sum, (n, label)| sum.checked_add(label.amount.checked_mul(Amount::from(*n))?))?;
    let before = total.checked_sub(last.amount)?;
    // In twentieths of the last container, so that numbers stay short; a quarter of the time all of it.
    let share = if random.below(4) == 0 { 20 } else { random.between(9, 19) };
    let given = before.checked_add(last.amount.checked_mul(Amount::new(share * 5, 2))?)?;
    let by_weight = matches!(card.code.family(), "J9" | "Q5");
    let (order, weight, given) = order(random, by_weight, before, given, last)?;
    let dose = Dose { code: card.code.code.clone(), order, weight, opened, container, date };
    let answer = work(generator, card, &dose)?;
    let lines = answer.lines.iter().map(TypedLine::from).collect();
    Some(Worked { dose, answer, lines, name: card.code.title().to_owned(), unit: card.code.unit.text(), given })
}

/// One size several times, or two sizes once or twice, within the edit and what a line holds.
fn opened(card: &DrillItem<'_>, most: u64, random: &mut Random) -> Option<Vec<(u64, Quantity)>> {
    let mut opened = vec![(random.between(1, 4), *random.pick(&card.sizes)?)];
    if card.sizes.len() > 1 && random.below(3) == 0 {
        let other = *random.pick(&card.sizes)?;
        if other != opened[0].1 {
            opened[0].0 = random.between(1, 2);
            opened.push((1, other));
            // The small one is opened last: what is left is left in it.
            opened.sort_by_key(|(_, size)| std::cmp::Reverse(size.amount));
        }
    }
    let units = opened.iter().try_fold(0u64, |sum, (n, label)| {
        let each = label.amount.div_ceil(card.unit.amount)?;
        sum.checked_add(each.checked_mul(*n)?)
    })?;
    (units <= card.edit.unwrap_or(u64::MAX).min(most)).then_some(opened)
}

/// A flat order, or a third of the time one by weight that needs the same containers.
fn order(random: &mut Random, by_weight: bool, before: Amount, given: Amount, last: Quantity) -> Option<(String, Option<u64>, Quantity)> {
    let flat = (format!("{given} {}", last.measure), None, Quantity::new(given, last.measure));
    // Antineoplastics and biosimilars in amounts that are given by weight; an eye or a syringe is not.
    let sizeable = last.measure == Measure::Milligram && given >= Amount::from(60);
    if !by_weight || !sizeable || random.below(3) != 0 {
        return Some(flat);
    }
    let weight = random.between(44, 118);
    // Tenths of the measure a kilogram.
    let rate = given.checked_mul(Amount::from(10))?.div_floor(Amount::from(weight)).filter(|r| *r > 0);
    let by_weight = rate.and_then(|rate| {
        let rate = Amount::new(rate, 1);
        let dose = rate.checked_mul(Amount::from(weight))?;
        let order = format!("{rate} {}/kg", last.measure);
        (dose > before).then_some((order, Some(weight), Quantity::new(dose, last.measure)))
    });
    Some(by_weight.unwrap_or(flat))
}

/// What the calculator answers.
pub(super) fn work(generator: &DrillGenerator<'_>, card: &DrillItem<'_>, dose: &Dose) -> Option<Answer> {
    let mut request = Request::new(&dose.order, dose.date).ok()?;
    request.set("opened", &dose.opened_text()).ok()?;
    request.set("container", dose.container.as_str()).ok()?;
    if let Some(weight) = dose.weight {
        request.set("weight", &format!("{weight} kg")).ok()?;
    }
    let subject = CodeContext {
        name: Some(&card.code.code),
        code: Some(card.code),
        unit: &card.code.unit,
        facts: card.facts,
        successors: &[],
        predecessors: &[],
        modifiers: &[],
        rules: generator.rules,
    };
    compute(&request, &subject).ok()
}

impl Worked {
    /// What is given, a fact a line.
    pub(super) fn facts(&self) -> Vec<String> {
        let dose = &self.dose;
        let weight = dose.weight.map(|w| format!(", body weight {w} kg")).unwrap_or_default();
        let container = if dose.container == ContainerType::Multi { "multi-dose" } else { "single-dose" };
        vec![
            format!("{} {}, one unit is {}", dose.code, self.name, self.unit),
            format!("Ordered and given: {}{weight}", dose.order),
            format!("Opened: {}, {container}", dose.opened_text()),
            format!("Medicare Part B, office, {}", dose.date),
        ]
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

    /// The calculator's steps; what it would pay is not asked.
    fn why(&self) -> Vec<String> {
        self.answer.steps.iter().filter(|s| s.rule != rules::PAYMENT_ESTIMATE).map(|s| format!("{} [{}]", s.text, s.rule)).collect()
    }

    fn drill(self, seed: u64, kind: DrillKind, ask: &str, form: &str, hint: &str, key: Key) -> Drill {
        Drill {
            seed,
            kind,
            rule: self.rule(),
            facts: self.facts(),
            ask: ask.to_owned(),
            form: form.to_owned(),
            hint: hint.to_owned(),
            key,
            why: self.why(),
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
        DrillKind::Lines,
        "Which lines do you bill?",
        form,
        "Round the dose up to whole units first; then see what the containers still hold.",
        key,
    ))
}

pub(super) fn discarded(generator: &DrillGenerator<'_>, seed: u64, random: &mut Random) -> Option<Drill> {
    let worked = draw(generator, random, generator.date).filter(|w| w.dose.container == ContainerType::Single)?;
    let key = Key::Count(worked.answer.discarded_units?);
    let hint = "Units of the containers, less the units given after rounding up.";
    Some(worked.drill(seed, DrillKind::Discarded, "How many units go on a JW line?", "a number, 0 for none", hint, key))
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
    let mut drill = worked.drill(seed, DrillKind::Modifier, ask, "JW, JZ or neither", hint, key);
    if date != generator.date {
        drill.rule = rules::JZ_USABLE;
    }
    Some(drill)
}
