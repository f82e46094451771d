//! Claim lines as they are typed: the columns of a file and the words of a learner.

use std::borrow::Cow;

use crate::catalog::{ContainerType, Setting};
use crate::claim::ClaimLine;
use crate::quantity::Amount;

/// The columns of a claim file, in any order and any subset.
pub const COLUMNS: [&str; 19] = [
    "line",
    "code",
    "modifiers",
    "units",
    "date",
    "pos",
    "ndc",
    "ndc_qualifier",
    "ndc_quantity",
    "dose",
    "opened",
    "shared_with",
    "last",
    "container",
    "340b",
    "diagnosis",
    "payer",
    "setting",
    "provider",
];

/// More characters than the cell of a claim holds: what is longer is no mistake in it, but something else.
fn longest(column: &str) -> usize {
    match column {
        "code" | "pos" | "ndc_qualifier" => 20,
        "ndc" => 40,
        "payer" => 100,
        _ => 1_000,
    }
}

impl ClaimLine {
    /// Fills one column from text; blank text leaves it unknown.
    ///
    /// # Errors
    /// The text is not what the column holds, or there is no such column: what, and what to write.
    pub fn set(&mut self, column: &str, text: &str) -> Result<(), String> {
        let text = text.trim();
        if text.is_empty() && COLUMNS.contains(&column) {
            return Ok(());
        }
        if text.len() > longest(column) {
            return Err(format!("{column}: {} characters are more than the cell of a claim holds", text.len()));
        }
        self.fill(column, text).map_err(|message| shortened(&message))
    }

    fn fill(&mut self, column: &str, text: &str) -> Result<(), String> {
        let amount = || Amount::parse(text).map_err(|e| format!("{column}: {e}"));
        match column {
            "line" => {
                self.number = text.parse().ok().filter(|n| *n > 0).ok_or_else(|| format!("line: `{}` is not a line number", shown(text)))?
            }
            "code" => self.code = text.to_ascii_uppercase(),
            "modifiers" => self.modifiers.extend(modifiers(text)?),
            "units" => self.units = Some(amount()?),
            "date" => self.date = Some(crate::text::date::parse(text).map_err(|e| format!("date: {e}"))?),
            "pos" => self.payer.place = Some(format!("{text:0>2}")),
            "ndc" => self.ndc.get_or_insert_default().ndc = text.to_owned(),
            "ndc_qualifier" => self.ndc.get_or_insert_default().qualifier = Some(text.to_ascii_uppercase()),
            "ndc_quantity" => self.ndc.get_or_insert_default().quantity = Some(amount()?),
            "dose" => self.given.dose = Some(quantity("dose", text)?),
            "opened" => {
                crate::dosing::supply::opened(text).map_err(|e| e.to_string())?;
                self.given.opened = Some(text.to_owned());
            }
            "shared_with" => {
                crate::dosing::supply::doses(text).map_err(|e| e.to_string())?;
                self.given.shared_with = Some(text.to_owned());
            }
            "last" => self.given.last = Some(yes("last", text)?),
            "container" => self.given.container = Some(container(text)?),
            "340b" => self.given.discounted = Some(yes("340b", text)?),
            "diagnosis" => self.diagnoses.extend(split(text).map(str::to_owned)),
            "payer" => self.payer.payer = Some(text.to_ascii_lowercase()),
            "setting" => self.payer.setting = Some(setting(text)?),
            "provider" => self.context.provider = Some(text.to_owned()),
            _ => return Err(format!("`{column}` is no column of a claim file; the columns are {}", COLUMNS.join(", "))),
        }
        Ok(())
    }
}

/// A refusal with at most 40 characters of what it quotes.
fn shortened(message: &str) -> String {
    let parts = message.split('`').enumerate();
    parts.map(|(i, part)| if i % 2 == 1 { shown(part) } else { Cow::Borrowed(part) }).collect::<Vec<_>>().join("`")
}

/// As much of a cell as a refusal repeats.
fn shown(text: &str) -> Cow<'_, str> {
    crate::text::cut(text, 40)
}

fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '|' | ':' | '+' | '/')).filter(|t| !t.is_empty())
}

fn modifiers(text: &str) -> Result<Vec<String>, String> {
    split(text)
        .flat_map(|t| t.split('-').filter(|t| !t.is_empty()))
        .map(|m| {
            if m.len() == 2 && m.bytes().all(|b| b.is_ascii_alphanumeric()) {
                Ok(m.to_ascii_uppercase())
            } else {
                Err(format!("modifiers: `{}` is no modifier; write two characters each, such as JW TB", shown(m)))
            }
        })
        .collect()
}

/// An amount; of a compound one for each drug, `500 mg/500 mg`.
fn quantity(column: &str, text: &str) -> Result<String, String> {
    for part in text.split('/') {
        match crate::quantity::Quantity::parse(part) {
            Ok(q) if q.amount.is_zero() => return Err(format!("{column}: `{}` is zero", shown(text))),
            Ok(_) => {}
            Err(e) => return Err(format!("{column}: {e}")),
        }
    }
    Ok(text.to_owned())
}

fn container(text: &str) -> Result<ContainerType, String> {
    match text.to_ascii_lowercase().as_str() {
        "single" | "single-dose" | "sdv" => Ok(ContainerType::Single),
        "multi" | "multi-dose" | "multiple-dose" | "mdv" => Ok(ContainerType::Multi),
        "unknown" => Ok(ContainerType::Unknown),
        _ => Err(format!("unknown container `{}`; expected single or multi", shown(text))),
    }
}

fn yes(column: &str, text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "yes" | "y" | "true" | "1" | "x" => Ok(true),
        "no" | "n" | "false" | "0" => Ok(false),
        _ => Err(format!("{column}: `{}` is neither; write yes or no", shown(text))),
    }
}

fn setting(text: &str) -> Result<Setting, String> {
    Setting::ALL
        .into_iter()
        .find(|s| s.as_str().eq_ignore_ascii_case(text))
        .ok_or_else(|| format!("unknown setting `{}`; expected office, outpatient, asc or dme", shown(text)))
}
