//! How much of a drug is given how often.

use super::{Catalog, Date, Schedule};

impl Catalog {
    /// Doses and intervals of every date; where its own page does not say, those of its class.
    pub fn schedules(&self, code: &str) -> Vec<Schedule> {
        self.nearest(code, |k| &k.schedule)
    }

    /// Doses and intervals that hold on a date; where its own page does not say, those of its class.
    pub fn schedule(&self, code: &str, on: Date) -> Vec<Schedule> {
        let mut rows = self.schedules(code);
        rows.retain(|row| row.from.is_none_or(|d| d <= on) && row.until.is_none_or(|d| d >= on));
        rows
    }
}
