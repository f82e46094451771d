//! Answers to drills, graded element by element.

use crate::training::drill::{Drill, Key};
use crate::training::grade;

/// What an answer is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrillGrade {
    /// Everything is right.
    pub right: bool,
    /// The share that is right, in percent.
    pub percent: u32,
    /// What is wrong.
    pub faults: Vec<String>,
}

impl DrillGrade {
    fn all_or_nothing(right: bool) -> DrillGrade {
        DrillGrade { right, percent: if right { 100 } else { 0 }, faults: Vec::new() }
    }
}

impl Drill {
    /// Grades what a learner typed.
    ///
    /// # Errors
    /// It is no answer to this problem; nothing is counted, the message says what to type.
    pub fn grade(&self, text: &str) -> Result<DrillGrade, String> {
        let text = text.trim();
        let unreadable = || format!("`{}` is no answer; type {}", grade::repeated(text), self.form);
        match &self.key {
            Key::Lines(wanted) => {
                let graded = grade::compare(&grade::parse(text)?, wanted);
                let right = graded.is_right();
                let rights = graded.rights().filter(|_| !right);
                Ok(DrillGrade { right, percent: graded.percent(), faults: graded.faults().into_iter().chain(rights).collect() })
            }
            Key::Count(count) => {
                let typed: u64 = text.replace(',', "").parse().map_err(|_| unreadable())?;
                Ok(DrillGrade::all_or_nothing(typed == *count))
            }
            Key::Word { right, among } => {
                let word = among.iter().find(|w| w.eq_ignore_ascii_case(text)).ok_or_else(unreadable)?;
                Ok(DrillGrade::all_or_nothing(word == right))
            }
            Key::Choice { right, among } => {
                let mut bytes = text.bytes();
                let place = match (bytes.next().map(|b| b.to_ascii_lowercase()), bytes.next()) {
                    (Some(b @ b'a'..=b'z'), None) => Some(usize::from(b - b'a')),
                    (Some(b @ b'1'..=b'9'), None) => Some(usize::from(b - b'1')),
                    _ => None,
                };
                let place = place.filter(|p| *p < among.len()).ok_or_else(unreadable)?;
                Ok(DrillGrade::all_or_nothing(place == *right))
            }
            Key::Digits(digits) => {
                let typed = text.strip_prefix("N4").or_else(|| text.strip_prefix("n4")).filter(|t| t.len() >= 11).unwrap_or(text);
                if typed.len() < 9 || !typed.bytes().all(|b| b.is_ascii_digit() || b == b'-' || b == b' ') {
                    return Err(unreadable());
                }
                // Hyphens between 5, 4 and 2 digits are how it is read aloud; eleven bare digits go out.
                Ok(DrillGrade::all_or_nothing(grade::bare_ndc(typed) == *digits))
            }
            Key::Denial { group, carc, rarc } => denial(text, group, carc, rarc).ok_or_else(unreadable),
        }
    }
}

/// `CO-4 N822 MA130`: group, reason and each remark by itself; a remark too many is wrong too.
fn denial(text: &str, group: &str, carc: &str, rarc: &[String]) -> Option<DrillGrade> {
    let upper = text.to_uppercase();
    let mut words = upper.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '-')).filter(|w| !w.is_empty());
    let typed_group = words.next().filter(|w| ["CO", "OA", "PR", "PI"].contains(w))?;
    let typed_carc = words.next()?;
    let mut remarks: Vec<&str> = words.collect();
    remarks.sort_unstable();
    remarks.dedup();
    let mut faults = Vec::new();
    let mut right = usize::from(typed_group == group) + usize::from(typed_carc == carc);
    if typed_group != group {
        faults.push(format!("group {typed_group} is not right"));
    }
    if typed_carc != carc {
        faults.push(format!("reason {typed_carc} is not right"));
    }
    let found = rarc.iter().filter(|r| remarks.contains(&r.as_str())).count();
    let extra = remarks.len() - found;
    right += found;
    if found < rarc.len() {
        faults.push(format!("{} of {} remarks missing", rarc.len() - found, rarc.len()));
    }
    if extra > 0 {
        faults.push(format!("{extra} remarks do not belong"));
    }
    let of = 2 + rarc.len() + extra;
    Some(DrillGrade { right: faults.is_empty(), percent: u32::try_from(right * 100 / of).unwrap_or(0), faults })
}
