//! Descriptor to billing unit, exactly or not at all: what is not understood is refused with a reason.

mod expression;
mod traps;

use super::descriptor::{Descriptor, Token, is_word, measure_at, text_of};
use crate::catalog::{BillingUnit, Kind, UnitCaveat};
use crate::quantity::{Amount, Dimension, Measure, Quantity};
use expression::{After, Expression};

/// Reads the unit of a drug code from its long descriptor. `kind` decides what is asked for: services have no unit.
pub fn parse(descriptor: &str, kind: Kind) -> BillingUnit {
    let d = Descriptor::new(descriptor);
    match unit(&d, kind) {
        Ok(Reading::Unclassified) => BillingUnit::Unclassified,
        Ok(Reading::Amount { quantity, others, .. }) if std::iter::once(&quantity).chain(&others).any(|q| q.amount.is_zero()) => {
            BillingUnit::Refused("the descriptor states an amount of zero".to_owned())
        }
        Ok(Reading::Amount { quantity, others, mut traps }) => {
            traps::add(&d, kind, quantity, &others, &mut traps);
            BillingUnit::Amount { quantity, others, traps }
        }
        Err(reason) => BillingUnit::Refused(reason),
    }
}

enum Reading {
    Unclassified,
    Amount { quantity: Quantity, others: Vec<Quantity>, traps: Vec<UnitCaveat> },
}

impl Reading {
    fn of(quantity: Quantity, traps: &[UnitCaveat]) -> Reading {
        Reading::Amount { quantity, others: Vec::new(), traps: traps.to_vec() }
    }

    fn one(measure: Measure, traps: &[UnitCaveat]) -> Reading {
        Reading::of(Quantity::new(Amount::ONE, measure), traps)
    }
}

/// A reading, or the reason why there is none.
type Outcome = Result<Reading, String>;

fn unit(d: &Descriptor, kind: Kind) -> Outcome {
    if kind == Kind::Service {
        return Err("a service or fee: the code bills no amount of a drug".to_owned());
    }
    let found = expression::all(&d.clauses);
    // Q0235 is not otherwise classified and states an amount all the same.
    let unclassified = d.says(&["not otherwise classified", "unclassified"]) || d.clauses.iter().any(|c| is_word(c, 0, "noc"));
    if unclassified && found.is_empty() {
        return Ok(Reading::Unclassified);
    }
    if let Some(quantity) = equals_one_unit(d) {
        return Ok(Reading::of(quantity, &[]));
    }
    if d.says(&["less than or equal to", "greater than", ", over "]) {
        return Err("the code covers a range of amounts and names none as its unit".to_owned());
    }
    // `yearly vaginal system, each`: strengths and rates before it are not the unit.
    if d.clauses.iter().any(|c| c.len() == 1 && is_word(c, 0, "each")) {
        return Ok(Reading::one(Measure::Each, &[UnitCaveat::PerDose]));
    }
    if let Some(other) = d.clauses.iter().find(|c| is_word(c, 0, "per") && !expression::begins(c)) {
        return Err(format!("billed `{}`, which is no amount of a drug", text_of(other)));
    }
    match counted(&found) {
        Some(reading) => return reading,
        None if found.is_empty() => return without_amount(d, kind),
        None => {}
    }
    let plain: Vec<&Expression> = found.iter().filter(|e| e.after != After::Strength).collect();
    match plain.as_slice() {
        [] => one_of(&found.iter().collect::<Vec<_>>()),
        [only] => single(only),
        several => one_of(several),
    }
}

/// `(500 ml = 1 unit)`
fn equals_one_unit(d: &Descriptor) -> Option<Quantity> {
    d.asides.iter().find_map(|aside| match aside.as_slice() {
        [Token::Number(amount), .., Token::Equals, Token::Number(one), Token::Word(unit)] if *one == Amount::ONE && unit == "unit" => {
            let (measure, taken) = measure_at(aside, 1)?;
            (taken + 4 == aside.len()).then(|| Quantity::new(*amount, measure))
        }
        _ => None,
    })
}

/// `per vial`, `per therapeutic dose`, `per treatment, up to ...`: the count is the unit, whatever it holds.
fn counted(found: &[Expression]) -> Option<Outcome> {
    let mut counts = found.iter().filter(|e| e.quantity.measure.is_count());
    let count = counts.next()?;
    if counts.next().is_some() {
        return Some(Err("the descriptor counts two different things".to_owned()));
    }
    if let After::Unknown(words) = &count.after {
        return Some(Err(format!("the words `{words}` after `per {}` are not understood", count.quantity.measure)));
    }
    let mut traps = vec![if count.quantity.measure == Measure::Vial { UnitCaveat::PerContainer } else { UnitCaveat::PerDose }];
    if found.iter().any(|e| e.up_to) {
        traps.push(UnitCaveat::UpTo);
    }
    Some(Ok(Reading::of(count.quantity, &traps)))
}

/// The only amount of the descriptor.
fn single(e: &Expression) -> Outcome {
    let mut traps = Vec::new();
    if e.up_to {
        traps.push(UnitCaveat::UpTo);
    }
    match &e.after {
        After::Unknown(words) => return Err(format!("the words `{words}` after {} are not understood", e.quantity.grouped())),
        After::Part => traps.push(UnitCaveat::MeasuredAs),
        After::ContainerType => traps.push(UnitCaveat::PerContainer),
        After::AndAnother => traps.push(UnitCaveat::Compound),
        After::Strength => traps.push(UnitCaveat::Volume),
        After::Nothing => {}
    }
    Ok(Reading::of(e.quantity, &traps))
}

/// Several amounts: a compound, a limit beside the unit, a volume of named strengths, or refused.
fn one_of(several: &[&Expression]) -> Outcome {
    let [first, rest @ ..] = several else { return Err("the descriptor states no amount".to_owned()) };
    let Some(last) = rest.last() else { return single(first) };
    // `per 100 microcuries, up to 999 microcuries`: the second amount says when the code may be used.
    if rest.len() == 1 && first.per && last.up_to && last.alone {
        return Ok(Reading::of(first.quantity, &[UnitCaveat::LimitedUse]));
    }
    // `carbidopa 5 mg/levodopa 20 mg enteral suspension, 100 ml`
    let is = |e: &Expression, dimension| e.quantity.measure.dimension() == dimension;
    if last.alone && is(last, Dimension::Volume) && several[..several.len() - 1].iter().all(|e| is(e, Dimension::Mass) && !e.alone) {
        return Ok(Reading::of(last.quantity, &[UnitCaveat::Compound]));
    }
    if last.joined && several.iter().all(|e| e.after != After::Strength) {
        let mut traps = vec![UnitCaveat::Compound];
        if several.iter().any(|e| e.up_to) {
            traps.push(UnitCaveat::UpTo);
        }
        let others = rest.iter().map(|e| e.quantity).collect();
        return Ok(Reading::Amount { quantity: first.quantity, others, traps });
    }
    let amounts: Vec<String> = several.iter().map(|e| e.quantity.grouped()).collect();
    Err(format!("the descriptor states {} and not which of them is the unit", amounts.join(" and ")))
}

/// No amount outside parentheses: a container named with its content, an article, a catch-all, or refused.
fn without_amount(d: &Descriptor, kind: Kind) -> Outcome {
    if d.says(&["single unit dosage form (", "single unit dose applicator ("]) {
        let inside = expression::all(&d.asides);
        return match inside.as_slice() {
            [content] if content.after == After::Nothing => Ok(Reading::of(content.quantity, &[UnitCaveat::PerContainer])),
            _ => Err("a single dosage form whose content is not stated".to_owned()),
        };
    }
    for (words, measure) in ARTICLES {
        if d.says(&[words]) {
            return Ok(Reading::one(measure, &[UnitCaveat::PerDose]));
        }
    }
    let catch_all = d.says(&["not otherwise specified", "unspecified"]) || d.clauses.iter().any(|c| c.len() == 1 && is_word(c, 0, "nos"));
    if catch_all && !matches!(kind, Kind::SkinSubstitute | Kind::Supply) {
        return Ok(Reading::Unclassified);
    }
    match d.clauses.last().map(Vec::as_slice) {
        Some([Token::Number(_), Token::Word(word)]) => Err(format!("`{word}` is not a unit of measure known here")),
        _ => Err("the descriptor states no amount".to_owned()),
    }
}

/// Descriptors that name one article in the singular and no amount: one unit is the article.
const ARTICLES: [(&str, Measure); 5] = [
    ("urethral suppository", Measure::Each),
    ("intrauterine copper contraceptive", Measure::Each),
    ("(contraceptive) implant system, including implant", Measure::Each),
    ("autologous cultured chondrocytes, implant", Measure::Implant),
    ("vaginal ring", Measure::Each),
];
