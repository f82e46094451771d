//! The forms that claim lines stand on: the one list of them, for both front ends.

use serde::Serialize;
use serde_json::Value;

use crate::catalog::words;
use crate::claim::ClaimLine;
use crate::claim::forms::{self, FormError};
use crate::x12::claim837::Form;
use crate::x12::write::{USUAL, service_loops};

words! {
    /// A form or a file that claim lines stand on.
    ClaimForm {
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
            ClaimForm::Professional => loops(&forms::pointed(lines)?, Form::Professional),
            ClaimForm::Institutional => loops(lines, Form::Institutional),
        }
    }
}

fn loops(lines: &[ClaimLine], form: Form) -> Result<FormLines, FormError> {
    let segments = service_loops(lines, form, USUAL)?;
    Ok(FormLines { text: segments.iter().map(|segment| format!("{segment}~")).collect(), data: data(&segments) })
}

/// Strings, lists and options always have a JSON.
fn data<T: Serialize>(rows: &[T]) -> Value {
    serde_json::to_value(rows).unwrap_or_default()
}
