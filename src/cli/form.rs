//! The values of `--form`.

use clap::ValueEnum;
use clap::builder::PossibleValue;

use crate::claim::forms::FormError;
use crate::exit::UserError;
use crate::page::ClaimForm;

impl ValueEnum for ClaimForm {
    fn value_variants<'a>() -> &'a [ClaimForm] {
        &ClaimForm::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.as_str()).help(format!("{}, {}", self.name(), self.part())))
    }
}

impl From<FormError> for UserError {
    fn from(error: FormError) -> UserError {
        UserError::new("form", error.to_string())
    }
}
