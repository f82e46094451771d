//! The forms that claim lines stand on: the one list of them, for both front ends.

use serde::Serialize;
use serde_json::Value;

use crate::catalog::words;
use crate::claim::forms::{self, FormError};
use crate::claim::{ClaimLine, ServiceLoop};
use crate::x12::claim837::Form;
use crate::x12::write::{USUAL, service_loops};

words! {
    /// A form or a file that claim lines stand on.
    pub enum ClaimForm {
        Cms1500 = "cms1500",
        Ub04 = "ub04",
        Professional = "837p",
        Institutional = "837i",
    }
}

/// Claim lines as they stand on a form.
#[derive(Clone, Debug, PartialEq)]
pub struct FormLines {
    /// One row of plain text each.
    pub text: Vec<String>,
    /// The same as data.
    pub data: Value,
}

impl ClaimForm {
    /// What it is called on the screen.
    pub fn name(self) -> &'static str {
        match self {
            ClaimForm::Cms1500 => "CMS-1500",
            ClaimForm::Ub04 => "UB-04",
            ClaimForm::Professional => "837P",
            ClaimForm::Institutional => "837I",
        }
    }

    /// The letter that chooses it in a menu.
    pub fn key(self) -> char {
        match self {
            ClaimForm::Cms1500 => '1',
            ClaimForm::Ub04 => 'u',
            ClaimForm::Professional => 'p',
            ClaimForm::Institutional => 'i',
        }
    }

    /// Which part of it holds the lines.
    pub fn part(self) -> &'static str {
        match self {
            ClaimForm::Cms1500 => "box 24",
            ClaimForm::Ub04 => "form locators 42 to 47",
            ClaimForm::Professional | ClaimForm::Institutional => "service loops",
        }
    }

    /// The lines of one claim on the form.
    ///
    /// # Errors
    /// A line that the form cannot hold.
    pub fn of(self, lines: &[ClaimLine]) -> Result<FormLines, FormError> {
        match self {
            ClaimForm::Cms1500 => {
                let rows = forms::cms1500(lines)?;
                Ok(FormLines { text: forms::cms1500_text(&forms::diagnoses(lines), &rows), data: data(&rows) })
            }
            ClaimForm::Ub04 => {
                let rows = forms::ub04(lines)?;
                Ok(FormLines { text: forms::ub04_text(&rows), data: data(&rows) })
            }
            ClaimForm::Professional => match as_written(lines, "SV1") {
                Some(written) => Ok(written),
                None => loops(&forms::pointed(lines)?, Form::Professional),
            },
            ClaimForm::Institutional => as_written(lines, "SV2").map_or_else(|| loops(lines, Form::Institutional), Ok),
        }
    }
}

/// The service loops of an 837 as it writes them, where all lines come from one of the same guide.
fn as_written(lines: &[ClaimLine], service: &str) -> Option<FormLines> {
    let of_guide = |line: &ClaimLine| line.context.position.is_some_and(|at| at.segment == service);
    let written = |line: &'_ ClaimLine| line.context.written.clone().filter(|_| of_guide(line));
    let loops: Vec<Box<ServiceLoop>> = lines.iter().map(written).collect::<Option<_>>()?;
    let text = loops.iter().flat_map(|written| written.segments.iter().map(|segment| format!("{segment}{}", written.terminator)));
    let segments: Vec<&String> = loops.iter().flat_map(|written| &written.segments).collect();
    Some(FormLines { text: text.collect(), data: data(&segments) })
}

fn loops(lines: &[ClaimLine], form: Form) -> Result<FormLines, FormError> {
    let segments = service_loops(lines, form, USUAL)?;
    Ok(FormLines { text: segments.iter().map(|segment| format!("{segment}~")).collect(), data: data(&segments) })
}

/// Strings, lists and options always have a JSON.
fn data<T: Serialize>(rows: &[T]) -> Value {
    serde_json::to_value(rows).unwrap_or_default()
}
