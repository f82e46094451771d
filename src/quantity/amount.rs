//! Exact, non-negative decimals. Every operation is checked: what cannot be held exactly is refused, never rounded.

use std::cmp::Ordering;
use std::fmt;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::QuantityError;

/// The most digits an amount may be written with. Two such amounts still multiply exactly in 96 bits.
const MAX_DIGITS: usize = 14;

/// An exact decimal that is zero or more: a dose, a weight, a price, a count of vials.
///
/// Dimensionless by itself; a [`super::Quantity`] adds the unit of measure.
/// In TOML and JSON it is a string (`"0.1"`), so that no reader passes it through a binary double.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(Decimal);

impl Amount {
    /// Nothing.
    pub const ZERO: Amount = Amount(Decimal::ZERO);
    /// One.
    pub const ONE: Amount = Amount(Decimal::ONE);

    /// Reads `12`, `0.25`, `.5`, `1,200.50`. Commas are accepted only as thousands separators.
    ///
    /// # Errors
    /// Not a number, negative, misplaced commas, or more than 14 digits.
    pub fn parse(text: &str) -> Result<Amount, QuantityError> {
        let text = text.trim();
        if let Some(rest) = text.strip_prefix(['-', '−', '–']) {
            return Err(if rest.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
                QuantityError::Negative(text.to_owned())
            } else {
                QuantityError::NotANumber(text.to_owned())
            });
        }
        let plain = without_thousands(text).ok_or_else(|| QuantityError::NotANumber(text.to_owned()))?;
        // `.5` and `0.5` are the same number, and the second is how it is written: its digits count.
        let padded = if plain.starts_with('.') { format!("0{plain}") } else { plain };
        if padded.bytes().filter(u8::is_ascii_digit).count() > MAX_DIGITS {
            return Err(QuantityError::TooManyDigits(text.to_owned()));
        }
        Decimal::from_str_exact(&padded).map(|d| Amount(d.normalize())).map_err(|_| QuantityError::NotANumber(text.to_owned()))
    }

    /// `mantissa / 10^scale`, exact; at most 28 decimals.
    pub fn new(mantissa: u64, scale: u32) -> Amount {
        Amount(Decimal::from_i128_with_scale(i128::from(mantissa), scale.min(28)).normalize())
    }

    fn from_mantissa(mantissa: i128, scale: u32) -> Option<Amount> {
        let (mut mantissa, mut scale) = (mantissa, scale);
        while scale > 0 && mantissa % 10 == 0 {
            mantissa /= 10;
            scale -= 1;
        }
        Decimal::try_from_i128_with_scale(mantissa, scale).ok().map(Amount)
    }

    /// Is it nothing?
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// The mantissa and the number of decimals: the value is `mantissa / 10^scale`.
    pub fn parts(self) -> (i128, u32) {
        (self.0.mantissa(), self.0.scale())
    }

    /// The value as a whole number, if it is one.
    pub fn whole(self) -> Option<u64> {
        let (mantissa, scale) = self.parts();
        (scale == 0).then_some(())?;
        u64::try_from(mantissa).ok()
    }

    /// The sum, or `None` where it cannot be held exactly.
    pub fn checked_add(self, other: Amount) -> Option<Amount> {
        let (a, b, scale) = common(self, other)?;
        Amount::from_mantissa(a.checked_add(b)?, scale)
    }

    /// The difference, or `None` where it would be negative.
    pub fn checked_sub(self, other: Amount) -> Option<Amount> {
        let (a, b, scale) = common(self, other)?;
        (a >= b).then_some(())?;
        Amount::from_mantissa(a - b, scale)
    }

    /// The exact product, or `None` where it needs more digits than can be held.
    pub fn checked_mul(self, other: Amount) -> Option<Amount> {
        let ((a, sa), (b, sb)) = (self.parts(), other.parts());
        Amount::from_mantissa(a.checked_mul(b)?, sa + sb)
    }

    /// The exact quotient where it ends within 28 decimals, else `None` (`1 / 3`).
    pub fn exact_div(self, other: Amount) -> Option<Amount> {
        let (mut a, b, _) = common(self, other)?;
        (b != 0).then_some(())?;
        for scale in 0..=28 {
            if a % b == 0 {
                return Amount::from_mantissa(a / b, scale);
            }
            a = a.checked_mul(10)?;
        }
        None
    }

    /// How many whole `other` cover this amount: the quotient rounded up. `None` for division by nothing.
    pub fn div_ceil(self, other: Amount) -> Option<u64> {
        let (a, b, _) = common(self, other)?;
        (b > 0).then(|| u64::try_from((a / b) + i128::from(a % b != 0)).ok())?
    }

    /// How many whole `other` fit into this amount: the quotient rounded down. `None` for division by nothing.
    pub fn div_floor(self, other: Amount) -> Option<u64> {
        let (a, b, _) = common(self, other)?;
        (b > 0).then(|| u64::try_from(a / b).ok())?
    }

    /// The quotient rounded half up to `decimals` places; only where a rule says so (an NDC quantity to three).
    pub fn div_half_up(self, other: Amount, decimals: u32) -> Option<Amount> {
        let (a, b, _) = common(self, other)?;
        let doubled = a.checked_mul(2)?.checked_mul(10i128.checked_pow(decimals)?)?.checked_add(b)?;
        (b > 0).then(|| Amount::from_mantissa(doubled / b.checked_mul(2)?, decimals))?
    }

    /// Rounded half up to `decimals` places; only where a rule says so (BSA to two).
    pub fn round_half_up(self, decimals: u32) -> Amount {
        Amount(self.0.round_dp_with_strategy(decimals, rust_decimal::RoundingStrategy::MidpointAwayFromZero).normalize())
    }

    /// With thousands separators, for people: `1,012.5`.
    pub fn grouped(self) -> String {
        let mut digits = self.plain();
        let point = digits.find('.').unwrap_or(digits.len());
        for at in (1..point).rev().filter(|at| (point - at).is_multiple_of(3)) {
            digits.insert(at, ',');
        }
        digits
    }

    /// As [`fmt::Display`]; answers hold so many amounts that its detours would show.
    fn plain(self) -> String {
        let (mantissa, scale) = self.parts();
        let scale = scale as usize;
        let mut digits = mantissa.to_string();
        if scale > 0 {
            let missing = (scale + 1).saturating_sub(digits.len());
            digits.insert_str(0, &"0".repeat(missing));
            digits.insert(digits.len() - scale, '.');
        }
        digits
    }
}

impl From<u64> for Amount {
    fn from(value: u64) -> Amount {
        Amount(Decimal::from(value))
    }
}

/// Both mantissas at one scale.
fn common(a: Amount, b: Amount) -> Option<(i128, i128, u32)> {
    let ((ma, sa), (mb, sb)) = (a.parts(), b.parts());
    let scale = sa.max(sb);
    let up = |m: i128, s: u32| m.checked_mul(10i128.checked_pow(scale - s)?);
    Some((up(ma, sa)?, up(mb, sb)?, scale))
}

/// Drops thousands separators where each stands before exactly three digits.
fn without_thousands(text: &str) -> Option<String> {
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(w, f)| (w, Some(f)));
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    let whole = if whole.contains(',') {
        let mut groups = whole.split(',');
        let first = groups.next()?;
        if first.is_empty() || first.len() > 3 || !digits(first) {
            return None;
        }
        groups.all(|g| g.len() == 3 && digits(g)).then(|| whole.replace(',', ""))?
    } else {
        digits(whole).then(|| whole.to_owned())?
    };
    match fraction {
        Some(f) if f.is_empty() || !digits(f) => None,
        Some(f) => Some(format!("{whole}.{f}")),
        None if whole.is_empty() => None,
        None => Some(whole),
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.plain())
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() { serializer.serialize_str(&self.plain()) } else { self.parts().serialize(serializer) }
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Amount, D::Error> {
        use serde::de::Error;
        if deserializer.is_human_readable() {
            let text = String::deserialize(deserializer)?;
            Amount::parse(&text).map_err(D::Error::custom)
        } else {
            let (mantissa, scale) = <(i128, u32)>::deserialize(deserializer)?;
            Amount::from_mantissa(mantissa, scale)
                .filter(|a| a.0.cmp(&Decimal::ZERO) != Ordering::Less)
                .ok_or_else(|| D::Error::custom("not an amount"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str) -> Amount {
        Amount::parse(text).unwrap()
    }

    #[test]
    fn reads_what_people_write() {
        for (text, shown) in [("1,200", "1200"), ("0.250", "0.25"), (".5", "0.5"), ("007", "7"), ("1,012.5", "1012.5"), (" 0 ", "0")] {
            assert_eq!(amount(text).to_string(), shown, "{text}");
        }
        for text in ["", ".", "1,20", "1,2000", "12,", ",200", "1.2.3", "1e5", "NaN", "inf", "5.", "١", "0x10", "+5", "1 000"] {
            assert!(matches!(Amount::parse(text), Err(QuantityError::NotANumber(_))), "{text}");
        }
        assert!(matches!(Amount::parse("-1"), Err(QuantityError::Negative(_))));
        assert!(matches!(Amount::parse("123456789012345"), Err(QuantityError::TooManyDigits(_))));
        for (text, shown) in
            [("1234567.25", "1,234,567.25"), ("999", "999"), ("1000", "1,000"), ("0.00005", "0.00005"), ("100.1234", "100.1234")]
        {
            assert_eq!(amount(text).grouped(), shown);
        }
    }

    #[test]
    fn quotients_where_doubles_go_wrong() {
        let product = amount("0.15").checked_mul(amount("56")).unwrap();
        assert_eq!(product.div_ceil(amount("0.075")), Some(112));
        let product = amount("1.5").checked_mul(amount("1.6")).unwrap();
        assert_eq!(product.div_ceil(amount("0.1")), Some(24));
        assert_eq!(amount("4.5").checked_sub(amount("4.2")).unwrap().div_floor(amount("0.1")), Some(3));
        assert_eq!(amount("13.5").checked_sub(amount("11.4")).unwrap().div_floor(amount("0.1")), Some(21));
        assert_eq!(amount("1").exact_div(amount("3")), None);
        assert_eq!(amount("1").exact_div(amount("8")), Some(amount("0.125")));
        assert_eq!(amount("1").div_ceil(Amount::ZERO), None);
        assert_eq!(amount("4000").div_half_up(amount("750"), 3), Some(amount("5.333")));
        assert_eq!(amount("0.0005").div_half_up(amount("1"), 3), Some(amount("0.001")));
        assert_eq!(amount("1").div_half_up(Amount::ZERO, 3), None);
    }
}
