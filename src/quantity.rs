//! Exact amounts with units of measure: parse what people write, convert within a dimension, refuse across.

mod amount;
mod measure;

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use amount::Amount;
pub use measure::{Dimension, Measure};

/// An amount with its unit of measure: `10 mg`, `0.1 mg`, `1 million units`.
///
/// Written as a string in TOML (`"10 mg"`); its `Display` gives that form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Quantity {
    /// How much.
    pub amount: Amount,
    /// Of what unit of measure.
    pub measure: Measure,
}

/// Why a quantity could not be understood or computed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QuantityError {
    /// Not a plain decimal number.
    #[error("`{0}` is not a number; write it like 1,200 or 0.25")]
    NotANumber(String),
    /// Below zero.
    #[error("`{0}` is negative")]
    Negative(String),
    /// Too long to stay exact.
    #[error("`{0}` has more digits than can be held exactly")]
    TooManyDigits(String),
    /// No such unit of measure.
    #[error("`{0}` is not a unit of measure known here")]
    UnknownMeasure(String),
    /// A unit of measure that is written like another one.
    #[error("`{text}`: {readings}")]
    LookAlike {
        /// As written.
        text: String,
        /// What it may mean, and what to write.
        readings: &'static str,
    },
    /// The number stands alone.
    #[error("`{0}` has no unit of measure; write it like 10 mg")]
    NoMeasure(String),
    /// Two dimensions, such as mg and IU.
    #[error("{from} cannot be converted to {to}: they measure different things")]
    Incompatible {
        /// The unit of measure given.
        from: Measure,
        /// The unit of measure wanted.
        to: Measure,
    },
    /// The result needs more digits than can be held.
    #[error("the result has more digits than can be held exactly")]
    Inexact,
}

impl Quantity {
    /// An amount of a measure.
    pub fn new(amount: Amount, measure: Measure) -> Quantity {
        Quantity { amount, measure }
    }

    /// Reads `1,200 mg`, `0.25mg`, `10 mcg`, `µg`-forms, `2 million units`, `0.6 MIU`, `5 ft 6 in` is not one quantity.
    ///
    /// # Errors
    /// No number, no unit of measure, an unknown one, a negative number or too many digits.
    pub fn parse(text: &str) -> Result<Quantity, QuantityError> {
        let text = text.trim();
        let sign = usize::from(text.starts_with('-'));
        let end = text[sign..].find(|c: char| !(c.is_ascii_digit() || c == '.' || c == ',')).map_or(text.len(), |i| i + sign);
        let (number, measure) = text.split_at(end);
        if number.is_empty() {
            return Err(QuantityError::NotANumber(text.to_owned()));
        }
        let amount = Amount::parse(number)?;
        if measure.trim().is_empty() {
            return Err(QuantityError::NoMeasure(text.to_owned()));
        }
        Ok(Quantity::new(amount, Measure::parse(measure)?))
    }

    /// The same amount in another unit of measure of the same dimension, exactly.
    ///
    /// # Errors
    /// [`QuantityError::Incompatible`] across dimensions, [`QuantityError::Inexact`] where the quotient does not end.
    pub fn convert(self, to: Measure) -> Result<Quantity, QuantityError> {
        if self.measure.dimension() != to.dimension() {
            return Err(QuantityError::Incompatible { from: self.measure, to });
        }
        if self.measure == to || self.measure.in_base() == to.in_base() {
            return Ok(Quantity::new(self.amount, to));
        }
        let base = self.in_base().ok_or(QuantityError::Inexact)?;
        let amount = base.exact_div(to.in_base()).ok_or(QuantityError::Inexact)?;
        Ok(Quantity::new(amount, to))
    }

    /// The amount in base units of its dimension.
    pub fn in_base(self) -> Option<Amount> {
        self.amount.checked_mul(self.measure.in_base())
    }

    /// Multiplied by a plain number.
    ///
    /// # Errors
    /// [`QuantityError::Inexact`].
    pub fn times(self, factor: Amount) -> Result<Quantity, QuantityError> {
        let amount = self.amount.checked_mul(factor).ok_or(QuantityError::Inexact)?;
        Ok(Quantity::new(amount, self.measure))
    }

    /// Both amounts in one unit of measure (this one's), so that they compare and divide as integers.
    ///
    /// # Errors
    /// As [`Quantity::convert`].
    pub fn with(self, other: Quantity) -> Result<(Amount, Amount), QuantityError> {
        if self.measure.dimension() != other.measure.dimension() {
            return Err(QuantityError::Incompatible { from: other.measure, to: self.measure });
        }
        if self.measure == other.measure {
            return Ok((self.amount, other.amount));
        }
        match (self.in_base(), other.in_base()) {
            (Some(a), Some(b)) => Ok((a, b)),
            _ => Err(QuantityError::Inexact),
        }
    }

    /// With thousands separators, for people: `1,012.5 mg`, `1 unit`.
    pub fn grouped(self) -> String {
        match self.measure {
            Measure::Unit if self.amount == Amount::ONE => "1 unit".to_owned(),
            measure => self.amount.grouped() + " " + measure.symbol(),
        }
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount, self.measure)
    }
}

impl Serialize for Quantity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() { serializer.collect_str(self) } else { (self.amount, self.measure as u8).serialize(serializer) }
    }
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Quantity, D::Error> {
        use serde::de::Error;
        if deserializer.is_human_readable() {
            let text = String::deserialize(deserializer)?;
            Quantity::parse(&text).map_err(D::Error::custom)
        } else {
            let (amount, index) = <(Amount, u8)>::deserialize(deserializer)?;
            let measure = Measure::ALL.get(usize::from(index)).ok_or_else(|| D::Error::custom("not a unit of measure"))?;
            Ok(Quantity::new(amount, *measure))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quantity(text: &str) -> Quantity {
        Quantity::parse(text).unwrap()
    }

    #[test]
    fn reads_what_people_write() {
        for (text, shown) in [
            ("1,200 mg", "1200 mg"),
            ("0.25mg", "0.25 mg"),
            ("10 mcg", "10 mcg"),
            ("10 µg", "10 mcg"),
            ("5 μg", "5 mcg"),
            ("1 gm", "1 g"),
            ("2 Million Units", "2 million units"),
            ("0.6 MIU", "0.6 million units"),
            ("3,750 IU", "3750 IU"),
            ("20 mEq", "20 mEq"),
            ("2 cc", "2 mL"),
            ("1 vial", "1 vial"),
            ("62kg", "62 kg"),
        ] {
            assert_eq!(quantity(text).to_string(), shown, "{text}");
        }
        assert!(matches!(Quantity::parse("12"), Err(QuantityError::NoMeasure(_))));
        assert!(matches!(Quantity::parse("12 parsecs"), Err(QuantityError::UnknownMeasure(_))));
        assert!(matches!(Quantity::parse("mg"), Err(QuantityError::NotANumber(_))));
        assert!(matches!(Quantity::parse("-5 mg"), Err(QuantityError::Negative(_))));
        assert!(matches!(Quantity::parse("−5 mg"), Err(QuantityError::NotANumber(_)) | Err(QuantityError::Negative(_))));
    }

    #[test]
    fn converts_within_a_dimension_only() {
        for (from, to, shown) in [
            ("0.25 mg", Measure::Microgram, "250 mcg"),
            ("27.2 g", Measure::Milligram, "27200 mg"),
            ("150 lb", Measure::Kilogram, "68.0388555 kg"),
            ("66 in", Measure::Centimeter, "167.64 cm"),
            ("48 million units", Measure::InternationalUnit, "48000000 IU"),
            ("7.4 GBq", Measure::Millicurie, "200 mCi"),
        ] {
            assert_eq!(quantity(from).convert(to).unwrap().to_string(), shown);
        }
        for (from, to) in
            [("1 mg", Measure::InternationalUnit), ("1 vial", Measure::Dose), ("1 mEq", Measure::Millimole), ("1 mL", Measure::Milligram)]
        {
            assert!(matches!(quantity(from).convert(to), Err(QuantityError::Incompatible { .. })), "{from}");
        }
    }
}
