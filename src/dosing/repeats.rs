//! How often and how long: what the words behind a dose make of an order.

use super::order::Order;
use super::schedule::Schedule;
use super::words::{Words, refuse};
use crate::explanation::BillingError;
use crate::quantity::{Amount, Measure, Quantity};

impl Order {
    /// What the words behind the dose make of it.
    pub(super) fn repeated(&mut self, words: &Words) -> Result<(), BillingError> {
        let text = self.text.clone();
        let by_words = words.daily || words.per_date.is_some() || words.every.is_some_and(|days| days > 0);
        let by_hour = self.rate.is_some_and(|rate| rate != Measure::Day);
        if by_words && by_hour {
            return Err(refuse(&text, "says twice per what; write the dose given each time"));
        }
        if words.per_date.is_some() && self.rate.is_some() {
            return Err(refuse(&text, "by the day and several times a day; write the dose given each time, like 2.5 mg/kg BID"));
        }
        self.schedule = words.schedule;
        self.span = words.span;
        self.in_days(words)?;
        let daily = self.rate == Some(Measure::Day) || words.daily;
        match (words.times, words.per_date, words.every.filter(|days| *days != 1)) {
            (None, _, Some(0)) if self.span.is_some() => {
                return Err(refuse(&text, "the calendar says on how many dates; write the dose of one, like 150 mg"));
            }
            (Some(_), _, Some(0)) => return Err(refuse(&text, "each dose has a date of its own; write the one that is billed")),
            (Some((number, _)), _, Some(days)) => self.on_dates(number, days)?,
            (Some((number, _)), None, None) if daily => self.on_dates(number, 1)?,
            (Some((number, true)), Some(most), None) if number <= Amount::from(most) => self.doses = Some(number),
            (Some(_), Some(_), None) => return Err(refuse(&text, "write how many days it runs, like BID x 3 days")),
            (Some((number, _)), None, None) => self.doses = Some(number),
            (None, most, every) => {
                self.doses = self.doses.or(most.map(Amount::from));
                if let (Some(days), Some(_)) = (every.filter(|days| *days > 0), self.span) {
                    self.every = days;
                }
            }
        }
        if by_words && (words.every.is_none() || self.span.is_some()) {
            self.rate = self.rate.or(Some(Measure::Day));
        }
        self.over(words)?;
        match self.span {
            // `25 mg x 3 days`: one dose on each of them.
            Some(span) if self.rate.is_none() && span.measure == Measure::Day => self.rate = Some(Measure::Day),
            Some(_) if self.rate.is_none() => {
                return Err(refuse(&text, "runs for a time but is no rate; write it like 28 mcg/day x 7 days, or 25 mg over 2 hours"));
            }
            _ => {}
        }
        Ok(())
    }

    /// The hours that doses by the day are given for: whole days, or a part of one date.
    fn in_days(&mut self, words: &Words) -> Result<(), BillingError> {
        let dated = words.daily || words.per_date.is_some() || words.every.is_some();
        let Some(span) = self.span.filter(|span| dated && span.measure != Measure::Day) else { return Ok(()) };
        let day = Amount::from(1_440);
        let unclear = || refuse(&self.text, "the hours are no whole number of days; write how many doses or days, like x 2 doses");
        let days = span.in_base().and_then(|minutes| minutes.exact_div(day)).ok_or_else(unclear)?;
        if days.whole().is_some() {
            self.span = Some(Quantity::new(days, Measure::Day));
            return Ok(());
        }
        let doses = words.per_date.and_then(|most| days.checked_mul(Amount::from(most))).filter(|_| days < Amount::ONE);
        let doses = doses.filter(|doses| doses.whole().is_some()).ok_or_else(unclear)?;
        (self.span, self.doses) = (None, Some(doses));
        Ok(())
    }

    /// So many doses, each on a date of its own.
    fn on_dates(&mut self, number: Amount, every: u64) -> Result<(), BillingError> {
        let days = number.checked_mul(Amount::from(every)).ok_or(BillingError::Inexact("order"))?;
        (self.span, self.every) = (Some(Quantity::new(days, Measure::Day)), every);
        Ok(())
    }

    /// `over 46 hours` is how long a rate runs; of a dose it is how long that takes, which no unit counts.
    fn over(&mut self, words: &Words) -> Result<(), BillingError> {
        let Some(over) = words.over else { return Ok(()) };
        let day = Quantity::new(Amount::ONE, Measure::Day).in_base();
        let runs = self.rate.filter(|_| !words.daily && words.per_date.is_none());
        match runs {
            Some(Measure::Day) if over.measure == Measure::Day && self.span.is_none() => {
                (self.span, self.schedule) = (Some(over), self.schedule.or(Some(Schedule::Continuous)));
                Ok(())
            }
            Some(Measure::Day) if over.in_base() > day => {
                Err(refuse(&self.text, "by the day and over more than a day; write the whole dose, like 2,400 mg/m2 over 46 hours"))
            }
            Some(rate) if rate != Measure::Day && self.span.is_none() => {
                self.span = Some(over);
                Ok(())
            }
            // Hours are those of an infusion; days are mostly those that a whole is divided over.
            None if over.measure == Measure::Day && over.in_base() > day && self.schedule != Some(Schedule::Continuous) => Err(refuse(
                &self.text,
                "over several days; write the dose of each date, like 0.4 g/kg daily x 5 days, or the hours of a pump, like over 46 hours",
            )),
            _ => Ok(()),
        }
    }
}
