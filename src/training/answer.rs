//! What a learner types at a step, read as an answer.

use super::grade::repeated;
use super::random;
use crate::catalog::{Scenario, Step, Task};
use crate::training::attempt::Answer;

/// The order in which the items of a step are shown; empty for steps without items.
pub fn shown(scenario: &Scenario, step: &Step) -> Vec<usize> {
    match &step.task {
        Task::Order { items, .. } => random::shown_order(&scenario.id, &step.ask, items.len()),
        _ => Vec::new(),
    }
}

/// Reads `b` or `2` where one answer is picked, `cab` or `3 1 2` where items are put in order, lines where lines are typed.
///
/// # Errors
/// What was typed is no answer of this step; the message says what would be.
pub fn read(scenario: &Scenario, step: &Step, text: &str) -> Result<Answer, String> {
    let text = text.trim();
    match &step.task {
        Task::Lines { .. } => Ok(Answer::Lines(text.to_owned())),
        Task::Pick(choices) => match places(text, choices.len()).as_deref() {
            Some([place]) => Ok(Answer::Pick(*place)),
            _ => Err(format!("`{}` is no answer; type one letter from a to {}", repeated(text), last(choices.len()))),
        },
        Task::Order { items, .. } => {
            let shown = shown(scenario, step);
            let order: Option<Vec<usize>> =
                places(text, items.len()).map(|p| p.into_iter().filter_map(|i| shown.get(i).copied()).collect());
            let mut each = order.clone().unwrap_or_default();
            each.sort_unstable();
            each.dedup();
            match order {
                Some(order) if order.len() == items.len() && each.len() == items.len() => Ok(Answer::Order(order)),
                _ => {
                    Err(format!("`{}` is no order; type the letters a to {} once each, first the first", repeated(text), last(items.len())))
                }
            }
        }
    }
}

fn last(count: usize) -> char {
    (b'a'..=b'z').nth(count.saturating_sub(1)).map_or('z', char::from)
}

/// Letters or numbers as places from 0; `None` where anything else stands among them.
fn places(text: &str, count: usize) -> Option<Vec<usize>> {
    let place = |c: char| match c.to_ascii_lowercase() {
        c @ 'a'..='z' => Some(usize::from(c as u8 - b'a')),
        c @ '1'..='9' => Some(usize::from(c as u8 - b'1')),
        _ => None,
    };
    text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '>' | '-' | '.')).map(|c| place(c).filter(|p| *p < count)).collect()
}
