//! A dose that was typed with a drug: what is ordered, how often and how long, and what it needs of the patient.

use crate::dosing::{self, Body, Order, Target};
use crate::quantity::{Amount, Dimension, Measure, Quantity};

/// What was taken out of the words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct TypedDose {
    /// The order as the calculator takes it: `60 mg`, `15 mg/kg`, `2 g x 5 days`; `None` where a strength was typed.
    pub order: Option<String>,
    /// Fields of a request about the patient, where the order is by the patient: `weight`, `165 lb`.
    pub patient: Vec<(&'static str, String)>,
    /// The words that say them.
    patient_words: Vec<String>,
}

/// The most words of an order, so that a paste costs nothing.
const LONGEST: usize = 12;

/// Words that name what is measured of the patient; left out with it.
const MEASURED: [&str; 9] = ["wt", "weight", "weighs", "ht", "height", "bsa", "patient", "pt", "at"];

/// Takes the first dose out of the words, and with it what it needs of the patient.
pub(super) fn take(words: &mut Vec<&str>) -> Option<TypedDose> {
    let (start, length, is_dose) = amount(words)?;
    let length = if is_dose { order_length(words, start, length) } else { length };
    let order = words.drain(start..start + length).collect::<Vec<_>>().join(" ");
    let mut typed = TypedDose { order: is_dose.then_some(order), ..TypedDose::default() };
    let by_body = typed.order.as_deref().and_then(|order| body(&Order::parse(order).ok()?));
    if let Some(body) = by_body {
        take_patient(words, body, &mut typed);
    }
    Some(typed)
}

impl TypedDose {
    /// The text without what was said of the patient.
    pub(super) fn without_patient(&self, text: &str) -> String {
        let mut left = self.patient_words.clone();
        let mut is_kept = |word: &&str| match left.iter().position(|held| held == word) {
            Some(at) => {
                left.remove(at);
                false
            }
            None => true,
        };
        text.split_whitespace().filter(|word| is_kept(word)).collect::<Vec<_>>().join(" ")
    }
}

/// Where an amount of drug stands among the words, how many it takes, and whether it is a dose: `60 mg`, `15 mg/kg`, `AUC 6`. A
/// strength (`60mg/ml`) is none.
fn amount(words: &[&str]) -> Option<(usize, usize, bool)> {
    for start in 0..words.len() {
        for length in [3, 2, 1] {
            let Some(run) = words.get(start..start + length) else { continue };
            let amount = run.join(" ");
            if length < 3 && run[0].get(..3).is_some_and(|auc| auc.eq_ignore_ascii_case("auc")) && Order::parse(&amount).is_ok() {
                return Some((start, length, true));
            }
            let (whole, per) = amount.split_once('/').map_or((amount.as_str(), None), |(whole, per)| (whole, Some(per)));
            let Ok(quantity) = Quantity::parse(whole) else { continue };
            let no_drug = matches!(quantity.measure.dimension(), Dimension::Length | Dimension::Time | Dimension::Count(_));
            // Nobody doses in liters or kilograms: `Neothelium 4L`; `70 kg` is the patient.
            if no_drug || matches!(quantity.measure, Measure::Liter | Measure::Kilogram | Measure::Pound) {
                continue;
            }
            let volume = |per: &str| {
                per.ends_with(['l', 'L']) && per.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ' ' | 'm' | 'l' | 'M' | 'L'))
            };
            let is_strength = per.is_some_and(volume);
            if is_strength || !per.is_some_and(|per| per.contains(' ')) {
                return Some((start, length, !is_strength));
            }
        }
    }
    None
}

/// The words of an order that begins with an amount: with those behind it that say how often and how long, as `x 5 days` and `q3w`
/// do. A route does not, and may be a word of the drug.
fn order_length(words: &[&str], start: usize, length: usize) -> usize {
    let billed = |length: usize| {
        let order = Order::parse(&words.get(start..start + length)?.join(" ")).ok()?;
        Some((order.target, order.rate, order.doses, order.span, order.every, order.eyes))
    };
    let most = (words.len() - start).min(LONGEST);
    let Some(longest) = (length..=most).rev().find_map(billed) else { return length };
    let is_same = |length: &usize| billed(*length).as_ref() == Some(&longest);
    let shortest = (length..=most).find(is_same).unwrap_or(length);
    // `for 5` is as much as `for 5 days`, and `q3w` says nothing of one date.
    let is_schedule = |word: &&str| !dosing::may_name_drug(&word.trim_end_matches([',', ';']).to_ascii_lowercase());
    let schedule = words[start + shortest..].iter().take_while(|word| is_schedule(word)).count();
    (shortest..=(shortest + schedule).min(most)).rev().find(is_same).unwrap_or(shortest)
}

/// What of the patient an order is multiplied by.
fn body(order: &Order) -> Option<Body> {
    match &order.target {
        Target::Amount(_, body) if *body != Body::Flat => Some(*body),
        _ => None,
    }
}

/// Takes weight, height and surface out of the words, each once.
fn take_patient(words: &mut Vec<&str>, body: Body, typed: &mut TypedDose) {
    let mut at = 0;
    while at < words.len() {
        let found = [2, 1].into_iter().find_map(|length| {
            let run = words.get(at..at + length)?.join(" ");
            let (field, value) = of_patient(run.trim_end_matches([',', ';']), body)?;
            typed.patient.iter().all(|(held, _)| *held != field).then_some((length, field, value))
        });
        match found {
            Some((length, field, value)) => {
                typed.patient.push((field, value));
                typed.patient_words.extend(words.drain(at..at + length).map(str::to_owned));
            }
            None => at += 1,
        }
    }
    if !typed.patient.is_empty() {
        let is_label = |word: &&str| MEASURED.contains(&word.trim_end_matches(':').to_ascii_lowercase().as_str());
        typed.patient_words.extend(words.iter().copied().filter(|word| is_label(word)).map(str::to_owned));
        words.retain(|word| !is_label(word));
    }
}

/// The field of a request that an amount fills, where the order needs it.
fn of_patient(text: &str, body: Body) -> Option<(&'static str, String)> {
    if let Some(surface) = text.strip_suffix("m2").filter(|_| body == Body::PerSquareMeter) {
        return Amount::parse(surface.trim()).ok().map(|_| ("bsa", surface.trim().to_owned()));
    }
    match Quantity::parse(text).ok()?.measure {
        Measure::Kilogram | Measure::Pound => Some(("weight", text.to_owned())),
        Measure::Centimeter | Measure::Inch | Measure::Meter if body == Body::PerSquareMeter => Some(("height", text.to_owned())),
        _ => None,
    }
}
