//! How well a rule is held, and when it should come back: a Leitner box with growing intervals.

use jiff::ToSpan;
use serde::{Deserialize, Serialize};

use crate::catalog::Date;

/// The last stage: the rule is mastered.
pub const STAGES: u8 = 5;

/// Days until a rule returns, by stage.
const DAYS: [i32; 6] = [0, 1, 3, 7, 16, 35];

/// One rule of one learner.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Mastery {
    /// 0 never right, [`STAGES`] mastered. It rises at most once a day, and only when the rule was due.
    pub stage: u8,
    /// The day it should come back.
    pub due: Option<Date>,
    /// Times right.
    pub right: u32,
    /// Times wrong.
    pub wrong: u32,
}

impl Mastery {
    /// Takes an answer of a day.
    pub fn answered(&mut self, on: Date, right: bool) {
        let due = self.is_due(on);
        if right {
            self.right = self.right.saturating_add(1);
            if due {
                self.stage = self.stage.saturating_add(1).min(STAGES);
                self.due = later(on, self.stage);
            }
        } else {
            self.wrong = self.wrong.saturating_add(1);
            self.stage = self.stage.min(1);
            self.due = later(on, 1);
        }
    }

    /// Should it come back on this day?
    pub fn is_due(&self, on: Date) -> bool {
        self.due.is_none_or(|due| due <= on)
    }

    /// Held over the longest interval.
    pub fn is_mastered(&self) -> bool {
        self.stage >= STAGES
    }

    /// The stage in a word.
    pub fn as_str(&self) -> &'static str {
        match self.stage {
            0 | 1 => "new",
            2 | 3 => "learning",
            4 => "known",
            _ => "mastered",
        }
    }
}

fn later(on: Date, stage: u8) -> Option<Date> {
    let days = DAYS.get(usize::from(stage)).copied().unwrap_or(DAYS[DAYS.len() - 1]);
    on.checked_add(days.days()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_lucky_day_masters_nothing() {
        let day: Date = "2026-11-22".parse().unwrap();
        let mut rule = Mastery::default();
        (0..50).for_each(|_| rule.answered(day, true));
        assert_eq!((rule.stage, rule.right), (1, 50));
        assert!(!rule.is_due(day));
    }

    #[test]
    fn it_returns_at_growing_intervals_until_it_is_mastered() {
        let mut day: Date = "2026-01-01".parse().unwrap();
        let mut rule = Mastery::default();
        let mut waits = Vec::new();
        while !rule.is_mastered() {
            rule.answered(day, true);
            let due = rule.due.unwrap();
            waits.push((due - day).get_days());
            day = due;
        }
        assert_eq!(waits, [1, 3, 7, 16, 35]);
        rule.answered(day, false);
        assert_eq!(rule.stage, 1);
        assert!(!rule.is_due(day) && rule.is_due(day.tomorrow().unwrap()));
    }
}
