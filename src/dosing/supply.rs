//! Containers as people write them: sizes in stock, what was opened, the strength of a liquid.

use std::fmt;

use super::number::{of_drug, quantity};
use crate::explanation::{BillingError, Field};
use crate::quantity::{Amount, Dimension, Measure, Quantity};

/// Containers of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vials {
    /// How many.
    pub count: u64,
    /// The labeled amount of each; several for a compound, in the order of the unit.
    pub labeled: Vec<Quantity>,
}

/// How much drug a volume holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Concentration {
    /// The drug.
    pub drug: Quantity,
    /// The volume that holds it.
    pub volume: Quantity,
}

impl Concentration {
    /// Reads `25 mg/mL`, `500 mg/20 mL`, `10%` (100 mg/mL), `1:1,000` (1 mg/mL).
    ///
    /// # Errors
    /// Anything else, or a zero.
    pub fn parse(text: &str) -> Result<Concentration, BillingError> {
        let field = Field::Concentration;
        let shape = |reason| BillingError::Shape { field, text: text.to_owned(), reason };
        let amount = |t: &str| {
            let amount = Amount::parse(t).map_err(BillingError::unreadable(field))?;
            if amount.is_zero() { Err(BillingError::Zero { field, text: text.to_owned() }) } else { Ok(amount) }
        };
        let milliliters = |n: Amount| Quantity::new(n, Measure::Milliliter);
        if let Some(percent) = text.trim().trim_end_matches("w/v").trim_end().strip_suffix('%') {
            let grams = Quantity::new(amount(percent)?, Measure::Gram);
            return Ok(Concentration { drug: grams, volume: milliliters(Amount::from(100)) });
        }
        if let Some((one, parts)) = text.split_once(':') {
            if amount(one)? != Amount::ONE {
                return Err(shape("a ratio is one gram in so many mL, such as 1:1,000"));
            }
            return Ok(Concentration { drug: Quantity::new(Amount::ONE, Measure::Gram), volume: milliliters(amount(parts)?) });
        }
        let (drug, volume) = text.split_once('/').ok_or_else(|| shape("write it like 25 mg/mL, 10% or 1:1,000"))?;
        let drug = quantity(field, drug)?;
        let volume = match Measure::parse(volume) {
            Ok(measure) => Quantity::new(Amount::ONE, measure),
            Err(_) => quantity(field, volume)?,
        };
        if volume.measure.dimension() != Dimension::Volume || drug.measure.dimension() == Dimension::Volume || !of_drug(drug.measure) {
            return Err(shape("an amount of drug in a volume is needed, such as 25 mg/mL"));
        }
        Ok(Concentration { drug, volume })
    }

    /// The drug in a volume, in the measure of the concentration.
    ///
    /// # Errors
    /// [`BillingError::Inexact`] where the quotient does not end.
    pub fn drug_in(self, volume: Quantity) -> Result<Quantity, BillingError> {
        proportion(volume, self.volume, self.drug)
    }

    /// The volume that holds an amount of drug, in the measure of the concentration.
    ///
    /// # Errors
    /// [`BillingError::Inexact`]; [`BillingError::Incompatible`] where the drug is measured in something else.
    pub fn volume_of(self, drug: Quantity) -> Result<Quantity, BillingError> {
        proportion(drug, self.drug, self.volume)
    }
}

impl Concentration {
    /// The same drug in the same volume, however written?
    pub fn is_like(self, other: Concentration) -> bool {
        let sides = |a: Quantity, b: Quantity| a.with(b).ok();
        let (Some((drug, of_other)), Some((volume, other_volume))) = (sides(self.drug, other.drug), sides(self.volume, other.volume))
        else {
            return false;
        };
        drug.checked_mul(other_volume).zip(of_other.checked_mul(volume)).is_some_and(|(a, b)| a == b)
    }
}

/// `given / per x gives`, exactly.
fn proportion(given: Quantity, per: Quantity, gives: Quantity) -> Result<Quantity, BillingError> {
    let (per_amount, given_amount) = per.with(given).map_err(|_| BillingError::Incompatible {
        what: "concentration",
        left: given.to_string(),
        right: per.to_string(),
        hint: "give the concentration in the measure of the order or of the unit",
    })?;
    given_amount
        .checked_mul(gives.amount)
        .and_then(|product| product.exact_div(per_amount))
        .map(|amount| Quantity::new(amount, gives.measure))
        .ok_or(BillingError::Inexact("concentration"))
}

impl fmt::Display for Concentration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.volume.amount == Amount::ONE {
            write!(f, "{}/{}", self.drug, self.volume.measure)
        } else {
            write!(f, "{}/{}", self.drug, self.volume)
        }
    }
}

/// Reads `100 mg, 400 mg`; a compound's sizes read `500 mg/500 mg/250 mg`.
///
/// # Errors
/// No or unknown units of measure, zero.
pub fn sizes(text: &str) -> Result<Vec<Vec<Quantity>>, BillingError> {
    let mut sizes: Vec<Vec<Quantity>> = Vec::new();
    for item in items(text) {
        let size = labeled(Field::Stock, item)?;
        if !sizes.contains(&size) {
            sizes.push(size);
        }
    }
    if sizes.is_empty() {
        return Err(BillingError::Shape { field: Field::Stock, text: text.to_owned(), reason: "write the sizes like 100 mg, 400 mg" });
    }
    Ok(sizes)
}

/// Reads `2x400 mg + 3x100 mg`; a size without a count was opened once.
///
/// # Errors
/// As [`sizes`], and a count that is not a whole number above zero.
pub fn opened(text: &str) -> Result<Vec<Vials>, BillingError> {
    let mut vials: Vec<Vials> = Vec::new();
    for item in items(text) {
        let (count, size) = counted(item).unwrap_or(("1", item));
        let shape = |reason| BillingError::Shape { field: Field::Opened, text: item.to_owned(), reason };
        let count = Amount::parse(count).map_err(BillingError::unreadable(Field::Opened))?;
        if count.is_zero() {
            return Err(BillingError::Zero { field: Field::Opened, text: item.to_owned() });
        }
        let count = count.whole().ok_or_else(|| shape("containers are opened whole; write it like 2x400 mg"))?;
        let labeled = labeled(Field::Opened, size)?;
        match vials.iter_mut().find(|v| v.labeled == labeled) {
            Some(held) => held.count = held.count.checked_add(count).ok_or(BillingError::Inexact("opened"))?,
            None => vials.push(Vials { count, labeled }),
        }
    }
    if vials.is_empty() {
        return Err(BillingError::Shape { field: Field::Opened, text: text.to_owned(), reason: "write it like 2x400 mg + 3x100 mg" });
    }
    Ok(vials)
}

/// Reads the doses of other patients: `30 units, 30 units`.
///
/// # Errors
/// As [`sizes`].
pub fn doses(text: &str) -> Result<Vec<Quantity>, BillingError> {
    let doses = items(text).map(|item| quantity(Field::SharedWith, item)).collect::<Result<Vec<_>, _>>()?;
    let reason = "write the doses of the other patients, like 30 units, 30 units";
    if doses.is_empty() { Err(BillingError::Shape { field: Field::SharedWith, text: text.to_owned(), reason }) } else { Ok(doses) }
}

/// The amounts on one label.
fn labeled(field: Field, text: &str) -> Result<Vec<Quantity>, BillingError> {
    text.split('/').map(|part| quantity(field, part.trim())).collect()
}

/// Splits at `+`, `;`, line ends, and at commas that do not separate thousands.
fn items(text: &str) -> impl Iterator<Item = &str> {
    let bytes = text.as_bytes();
    let digit = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_digit);
    let within_number = move |i: usize| i > 0 && digit(i - 1) && (1..=3).all(|k| digit(i + k)) && !digit(i + 4);
    let mut start = 0;
    let mut cuts: Vec<&str> = Vec::new();
    for (i, b) in bytes.iter().enumerate() {
        if matches!(b, b'+' | b';' | b'\n') || (*b == b',' && !within_number(i)) {
            cuts.push(&text[start..i]);
            start = i + 1;
        }
    }
    cuts.push(&text[start..]);
    cuts.into_iter().map(str::trim).filter(|item| !item.is_empty())
}

/// `2x400 mg` in its count and its size.
fn counted(item: &str) -> Option<(&str, &str)> {
    let end = item.find(|c: char| !(c.is_ascii_digit() || matches!(c, ',' | '.' | '-' | ' ')))?;
    let rest = item[end..].strip_prefix(['x', 'X', '×', '*'])?;
    Some((item[..end].trim_end(), rest.trim_start()))
}

#[cfg(test)]
mod tests {
    use crate::dosing::supply::*;

    fn shown(text: &str) -> Vec<String> {
        opened(text)
            .unwrap()
            .iter()
            .map(|v| format!("{} x {}", v.count, v.labeled.iter().map(Quantity::to_string).collect::<Vec<_>>().join("/")))
            .collect()
    }

    #[test]
    fn reads_sizes_and_what_was_opened() {
        let read = |text: &str| sizes(text).unwrap().into_iter().map(|s| s[0].to_string()).collect::<Vec<_>>();
        assert_eq!(read("100 mg, 400 mg"), ["100 mg", "400 mg"]);
        assert_eq!(read("100mg,400mg; 100 mg"), ["100 mg", "400 mg"]);
        assert_eq!(read("3,750 IU"), ["3750 IU"]);
        assert_eq!(read("1,000 mg, 2,500 mg,5,000 mg"), ["1000 mg", "2500 mg", "5000 mg"]);
        assert_eq!(read("10 mL"), ["10 mL"]);
        assert_eq!(shown("2x400 mg + 3x100 mg"), ["2 x 400 mg", "3 x 100 mg"]);
        assert_eq!(shown("2 × 400 mg, 100 mg + 1x100 mg"), ["2 x 400 mg", "2 x 100 mg"]);
        assert_eq!(shown("1,000x3.5 mg"), ["1000 x 3.5 mg"]);
        assert_eq!(shown("4 x 500 mg/500 mg/250 mg"), ["4 x 500 mg/500 mg/250 mg"]);
        for (text, kind) in [
            ("100, 400 mg", "no-measure"),
            ("0 mg", "zero-amount"),
            ("100 mgs of it", "unknown-measure"),
            (" , ", "invalid-value"),
            ("-5 mg", "negative-amount"),
        ] {
            assert_eq!(sizes(text).unwrap_err().kind(), kind, "{text}");
        }
        for (text, kind) in [
            ("0x100 mg", "zero-amount"),
            ("1.5x100 mg", "invalid-value"),
            ("-1x100 mg", "negative-amount"),
            ("2x", "not-a-number"),
            ("2x0 mg", "zero-amount"),
            ("two vials", "not-a-number"),
        ] {
            assert_eq!(opened(text).unwrap_err().kind(), kind, "{text}");
        }
    }

    #[test]
    fn concentrations() {
        let milliliters = |n: &str| Quantity::parse(&format!("{n} mL")).unwrap();
        for (strength, volume, drug) in [
            ("25 mg/mL", "14", "350 mg"),
            ("500 mg/20 mL", "3", "75 mg"),
            ("10%", "272", "27.2 g"),
            ("1:1,000", "0.3", "0.0003 g"),
            ("750 units/mL", "5", "3750 units"),
        ] {
            assert_eq!(Concentration::parse(strength).unwrap().drug_in(milliliters(volume)).unwrap().to_string(), drug, "{strength}");
        }
        let gram = Concentration::parse("10% w/v").unwrap();
        assert_eq!(gram.volume_of(Quantity::parse("27,200 mg").unwrap()).unwrap(), milliliters("272"));
        for (text, kind) in [
            ("25 mg", "invalid-value"),
            ("0 mg/mL", "zero-amount"),
            ("2:1000", "invalid-value"),
            ("5 mL/mL", "invalid-value"),
            ("5 mg/kg", "invalid-value"),
            ("0%", "zero-amount"),
        ] {
            let error = Concentration::parse(text).unwrap_err();
            assert!(error.kind() == kind || text == "5 mg/kg", "{text}: {error}");
        }
    }
}
