//! A claim line as the calculator writes it.

use serde::Serialize;

use crate::claim::ClaimLine;
use crate::quantity::Amount;

/// One claim line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The code, where one was named.
    pub code: Option<String>,
    /// Its modifiers in the order of the claim.
    pub modifiers: Vec<String>,
    /// Whole units.
    pub units: u64,
    /// The product line.
    pub ndc: Option<NdcLine>,
}

impl Line {
    /// The line as a claim holds it, without date, place and product.
    pub fn on_claim(&self, number: usize) -> ClaimLine {
        ClaimLine {
            number,
            code: self.code.clone().unwrap_or_default(),
            modifiers: self.modifiers.clone(),
            units: Some(Amount::from(self.units)),
            ..ClaimLine::default()
        }
    }

    /// `J9035-JW × 8`.
    pub fn text(&self) -> String {
        let mut text = self.code.clone().unwrap_or_else(|| "units".to_owned());
        for modifier in &self.modifiers {
            text.push('-');
            text.push_str(modifier);
        }
        format!("{text} × {}", self.units)
    }
}

/// What stands behind qualifier N4 on a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NdcLine {
    /// Eleven digits.
    pub ndc11: String,
    /// `ML`, `UN`, `GR`, `F2`, `ME`; `null` where it is not known what the product's size counts.
    pub qualifier: Option<&'static str>,
    /// How much of the product, at most three decimals; `null` like the qualifier.
    pub quantity: Option<Amount>,
}
