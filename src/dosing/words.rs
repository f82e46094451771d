//! The words behind a dose: route, frequency, duration. `IV q3w`, `BID x 5 days`, `over 46 hours`.

use super::eyes::Eyes;
use super::lexicon::{WORDS, Word};
use super::number::is_container;
use super::schedule::Schedule;
use crate::explanation::{BillingError, Field};
use crate::quantity::{Amount, Dimension, Measure, Quantity};

/// What the words say, as far as it decides what is billed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Words {
    /// `daily`.
    pub daily: bool,
    /// Doses on each date: `BID`, `q12h`.
    pub per_date: Option<u64>,
    /// Days from one dose to the next: `q3w`; 0 where the calendar decides, as with `monthly`.
    pub every: Option<u64>,
    /// `x 4`, and whether `doses` stands behind it.
    pub times: Option<(Amount, bool)>,
    /// `x 5 days`, `for 24 hours`.
    pub span: Option<Quantity>,
    /// `over 46 hours`.
    pub over: Option<Quantity>,
    /// A word that says how an order of several days is supplied.
    pub schedule: Option<Schedule>,
    /// `x 2 vials`.
    pub containers: Option<Amount>,
    /// `OU`, `left eye`.
    pub eyes: Option<Eyes>,
    /// `in 100 mL NS`: a fluid that the drug is given in.
    pub diluted: bool,
}

/// What may stand behind a dose, for refusals.
const ACCEPTED: &str =
    "behind the dose write a route (IV, SC, PO), how often (daily, BID, q12h, q3w) and how long (x 5 days, over 46 hours)";

impl Words {
    /// Splits what is left of the order `text` into its dose and the words behind it.
    ///
    /// # Errors
    /// A number of times that cannot be; a word behind another that is not known.
    pub(super) fn split<'d>(dose: &'d str, text: &str) -> Result<(&'d str, Words), BillingError> {
        let folded = in_digits(dose.to_ascii_lowercase());
        let begins = |at: usize| folded[..at].ends_with(char::is_whitespace) && !folded[at..].starts_with(char::is_whitespace);
        let mut words = Words::default();
        for (at, _) in folded.char_indices().filter(|(at, _)| *at > 0 && begins(*at)) {
            let Some((first, mut rest)) = next(&folded[at..], text)? else { continue };
            // `1 infusion` is what is counted and `4 sq cm` a surface; `100 mg infusion` and `4 mg SQ` are a dose and a word behind it.
            let counts = || Measure::parse(&folded[at..folded.len() - rest.len()]).is_ok_and(Measure::is_count);
            let is_surface = || Measure::parse(&folded[at..second_space(&folded, at)]).is_ok();
            if dose[..at].trim_end().ends_with(|c: char| c.is_ascii_digit()) && (counts() || is_surface()) {
                continue;
            }
            words.take(first, text)?;
            loop {
                rest = rest.trim_start_matches([' ', '\t', ',', ';', '.']);
                if rest.is_empty() {
                    return Ok((dose[..at].trim_end(), words));
                }
                let Some((word, after)) = next(rest, text)? else {
                    let unknown = crate::text::cut(rest, 40);
                    return Err(refuse(text, format!("`{unknown}` is not understood; {ACCEPTED}")));
                };
                words.take(word, text)?;
                rest = after;
            }
        }
        Ok((dose, words))
    }

    fn take(&mut self, word: Word, text: &str) -> Result<(), BillingError> {
        // `daily x 7 days q28d`: the course is complete, and comes again.
        let complete = self.times.is_some() || self.span.is_some();
        if matches!(word, Word::Every(days) if complete && days > self.every.unwrap_or(1)) && (self.daily || self.every.is_some()) {
            return Ok(());
        }
        if matches!(word, Word::Daily) && self.times.is_some() {
            return Err(refuse(text, "so many doses each day, or so many days? write BID, or daily x 2"));
        }
        let frequency = usize::from(self.daily) + usize::from(self.per_date.is_some()) + usize::from(self.every.is_some());
        let twice = match &word {
            Word::Daily | Word::PerDate(_) | Word::Every(_) => frequency > 0,
            Word::Times(..) | Word::Span(_) => self.times.is_some() || self.span.is_some(),
            Word::Over(_) => self.over.is_some(),
            Word::Eyes(_) => self.eyes.is_some(),
            _ => false,
        };
        if twice {
            return Err(refuse(text, "says twice how often, how long or which eye; write it once"));
        }
        match word {
            Word::Noise | Word::Once => {}
            Word::Route(schedule) => self.schedule = self.schedule.or(schedule),
            Word::Daily => self.daily = true,
            Word::PerDate(number) => self.per_date = Some(number),
            Word::Every(days) => self.every = Some(days),
            Word::Times(number, doses) => self.times = Some((number, doses)),
            Word::Span(span) => self.span = Some(span),
            Word::Over(span) => self.over = Some(span),
            Word::Containers(number) => self.containers = Some(number),
            Word::Diluted => self.diluted = true,
            Word::Eyes(eyes) => self.eyes = Some(eyes),
            Word::Refused(reason) => return Err(refuse(text, reason)),
        }
        Ok(())
    }
}

/// Where the second word from `at` on ends.
fn second_space(text: &str, at: usize) -> usize {
    text[at..].match_indices([' ', ',', ';']).nth(1).map_or(text.len(), |(offset, _)| at + offset)
}

/// A refusal of an order.
pub(super) fn refuse(text: &str, reason: impl Into<String>) -> BillingError {
    BillingError::Order { text: text.to_owned(), reason: reason.into() }
}

/// The word that a text begins with, and what follows it.
fn next<'t>(text: &'t str, order: &str) -> Result<Option<(Word, &'t str)>, BillingError> {
    for (phrase, word) in WORDS {
        if let Some(rest) = text.strip_prefix(phrase).filter(|rest| !rest.starts_with(|c: char| c.is_alphanumeric())) {
            return Ok(Some((*word, rest)));
        }
    }
    let number_behind = |prefix: &str| {
        let rest = text.strip_prefix(prefix)?.trim_start();
        rest.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-')).then_some(rest)
    };
    if let Some(rest) = number_behind("in ") {
        let (number, name, after) = numbered(rest);
        let fluid = Measure::parse(name).is_ok_and(|measure| measure.dimension() == Dimension::Volume);
        above_zero(number, order)?;
        return if fluid { Ok(Some((Word::Diluted, after))) } else { Ok(None) };
    }
    // The day of a cycle; the answer is that of one date.
    if let Some(rest) = ["day ", "on day ", "d"].into_iter().find_map(number_behind) {
        let (number, name, after) = numbered(rest);
        let one = number.bytes().all(|b| b.is_ascii_digit()) && name.is_empty();
        return if one {
            Ok(Some((Word::Noise, after)))
        } else {
            Err(refuse(order, "several days; write daily x 3 days, or the dose of one date"))
        };
    }
    if let Some(rest) = ["x", "×", "*", "for "].into_iter().find_map(number_behind) {
        return times(rest, order).map(Some);
    }
    if let Some(rest) = number_behind("over ") {
        let (span, _, rest) = span(rest, order)?;
        return Ok(Some((Word::Over(span), rest)));
    }
    if let Some(rest) = ["q", "every "].into_iter().find_map(number_behind) {
        match numbered(rest) {
            (_, "mo" | "mos" | "month" | "months", rest) => return Ok(Some((Word::Every(0), rest))),
            (number, "m", _) => return Err(refuse(order, format!("`q{number}m`: months or minutes? write q{number}mo"))),
            _ => {}
        }
        let (span, shown, rest) = span(rest, order)?;
        return Ok(Some((
            every(span).ok_or_else(|| refuse(order, format!("every {shown} is no number of doses on a date; {ACCEPTED}")))?,
            rest,
        )));
    }
    Ok(None)
}

/// `4`, `4 doses`, `5 days` behind an `x`.
fn times<'t>(text: &'t str, order: &str) -> Result<(Word, &'t str), BillingError> {
    let (number, name, rest) = numbered(text);
    if matches!(name, "cycle" | "cycles") {
        return Ok((Word::Noise, rest));
    }
    if is_container(name) {
        return Ok((Word::Containers(whole(number, order)?), rest));
    }
    if matches!(name, "" | "dose" | "doses" | "time" | "times") {
        return Ok((Word::Times(whole(number, order)?, name.starts_with("dose")), rest));
    }
    let (span, _, rest) = span(text, order)?;
    Ok((Word::Span(span), rest))
}

/// `46 hours`, `3 weeks`, `21d`.
fn span<'t>(text: &'t str, order: &str) -> Result<(Quantity, String, &'t str), BillingError> {
    let (number, name, rest) = numbered(text);
    let shown = format!("{number} {name}");
    let number = above_zero(number, order)?;
    let (measure, factor) = match name {
        "w" | "wk" | "wks" | "week" | "weeks" => (Measure::Day, 7),
        name => (
            Measure::parse(name)
                .ok()
                .filter(|m| m.dimension() == Dimension::Time)
                .ok_or_else(|| refuse(order, format!("`{}` is not a number of doses, days or hours", crate::text::cut(&shown, 40))))?,
            1,
        ),
    };
    let span = Quantity::new(number, measure).times(Amount::from(factor)).map_err(|_| BillingError::Inexact("order"))?;
    Ok((span, shown, rest))
}

/// A number, the letters behind it, and the rest.
fn numbered(text: &str) -> (&str, &str, &str) {
    let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | '-'))).unwrap_or(text.len());
    let (number, rest) = text.split_at(end);
    let number = number.trim_end_matches([',', '.']);
    let behind = rest.trim_start();
    let end = behind.find(|c: char| !c.is_alphabetic()).unwrap_or(behind.len());
    let (name, after) = behind.split_at(end);
    // `x 2 IV`: the letters are the next word, not a measure of time.
    if WORDS.iter().any(|(phrase, _)| phrase.split(' ').next() == Some(name)) || matches!(name, "q" | "over" | "every" | "for") {
        return (number, "", behind);
    }
    (number, name, after)
}

fn above_zero(number: &str, order: &str) -> Result<Amount, BillingError> {
    let amount = Amount::parse(number).map_err(BillingError::unreadable(Field::Order))?;
    if amount.is_zero() { Err(BillingError::Zero { field: Field::Order, text: order.to_owned() }) } else { Ok(amount) }
}

/// A whole number above zero.
fn whole(number: &str, order: &str) -> Result<Amount, BillingError> {
    let number = above_zero(number, order)?;
    if number.whole().is_some() { Ok(number) } else { Err(refuse(order, format!("{number} doses cannot be given"))) }
}

/// `every two weeks` with its number in digits; every character stays where it is.
fn in_digits(mut text: String) -> String {
    const NUMBERS: [(&str, &str); 11] = [
        ("two", "2"),
        ("three", "3"),
        ("four", "4"),
        ("five", "5"),
        ("six", "6"),
        ("seven", "7"),
        ("eight", "8"),
        ("nine", "9"),
        ("ten", "10"),
        ("eleven", "11"),
        ("twelve", "12"),
    ];
    const BEFORE: [&str; 3] = ["every ", "for ", "over "];
    let stand = BEFORE.into_iter().filter(|before| text.contains(before)).collect::<Vec<_>>();
    for (before, (word, digits)) in stand.into_iter().flat_map(|before| NUMBERS.map(|number| (before, number))) {
        let (long, pad) = (format!("{before}{word} "), word.len() + 1);
        if text.contains(&long) {
            text = text.replace(&long, &format!("{before}{digits:<pad$}"));
        }
    }
    text
}

/// `q12h` is two doses a date, `q21d` one in 21 days; `q5h` is no certain number.
fn every(span: Quantity) -> Option<Word> {
    let minutes = span.in_base()?.whole()?;
    match (minutes, 1_440) {
        (1_440, _) => Some(Word::Daily),
        (minutes, day) if minutes > day => (minutes % day == 0).then_some(Word::Every(minutes / day)),
        (minutes, day) => (day % minutes == 0).then_some(Word::PerDate(day / minutes)),
    }
}
