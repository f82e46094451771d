//! Claim lines as they stand on a form, for `--form`.

use serde::Serialize;
use serde_json::Value;

use crate::claim::{ClaimLine, forms};
use crate::exit::UserError;
use crate::x12::{claim837, write};

/// A form or a file that claim lines stand on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Form {
    /// Box 24 of the CMS-1500
    Cms1500,
    /// Form locators 42 to 47 of the UB-04
    Ub04,
    /// Service loops of an 837P
    #[value(name = "837p")]
    Professional,
    /// Service loops of an 837I
    #[value(name = "837i")]
    Institutional,
}

impl Form {
    /// The lines as text, and as the JSON of the same.
    ///
    /// # Errors
    /// A line that the form cannot hold.
    pub fn of(self, lines: &[ClaimLine]) -> Result<(Vec<String>, Value), UserError> {
        fn both<T: Serialize>(lines: &[T], text: Vec<String>) -> Result<(Vec<String>, Value), UserError> {
            let json = serde_json::to_value(lines).map_err(|e| UserError::new("form", e.to_string()))?;
            Ok((text, json))
        }
        let loops = |form| {
            let segments = write::service_loops(lines, form, write::USUAL).map_err(|e| UserError::new("form", e.to_string()))?;
            let text = segments.iter().map(|segment| format!("{segment}~")).collect();
            both(&segments, text)
        };
        match self {
            Form::Cms1500 => {
                let rows = forms::cms1500(lines);
                both(&rows, forms::cms1500_text(&rows))
            }
            Form::Ub04 => {
                let rows = forms::ub04(lines);
                both(&rows, forms::ub04_text(&rows))
            }
            Form::Professional => loops(claim837::Form::Professional),
            Form::Institutional => loops(claim837::Form::Institutional),
        }
    }
}
