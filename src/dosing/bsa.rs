//! Body surface area, rounded half up to hundredths of a square meter, right in every digit.
//!
//! Neither formula is computed in floating point. Rounding half up to `n` hundredths means finding the largest `n` with
//! `(n - 1/2) / 100 <= BSA`. Both sides are raised to a power that makes them rational (2 for Mosteller's square root,
//! 40 for Du Bois's 17/40 and 29/40), brought to whole numbers, and the largest `2n - 1` is an integer root: no digit is
//! ever estimated.

use crate::catalog::words;
use crate::explanation::BillingError;
use crate::quantity::Amount;

words! {
    /// Which formula gives the body surface area.
    #[derive(Default)]
    pub enum Formula {
        /// `sqrt(cm x kg / 3600)`.
        #[default]
        Mosteller = "mosteller",
        /// `0.007184 x kg^0.425 x cm^0.725`.
        DuBois = "dubois",
    }
}

impl Formula {
    /// As in a sentence.
    pub fn name(self) -> &'static str {
        match self {
            Formula::Mosteller => "Mosteller",
            Formula::DuBois => "Du Bois",
        }
    }

    /// Body surface area in m2 of a height in cm and a weight in kg, rounded half up to two decimals.
    ///
    /// # Errors
    /// More digits than can be held.
    pub fn area(self, height: Amount, weight: Amount) -> Result<Amount, BillingError> {
        let odd = match self {
            Formula::Mosteller => mosteller(height, weight),
            Formula::DuBois => dubois(height, weight),
        };
        // The largest odd number 2n - 1 not above the root gives n hundredths.
        let hundredths = odd.and_then(|root| root.checked_add(1)).map(|r| r / 2);
        let hundredths = hundredths.and_then(|n| u64::try_from(n).ok()).ok_or(BillingError::Inexact("body surface area"))?;
        Ok(Amount::new(hundredths, 2))
    }
}

/// `floor(200 x BSA)`: `(2n-1)^2 x 3600 <= 200^2 x cm x kg`.
fn mosteller(height: Amount, weight: Amount) -> Option<u128> {
    let ((h, hs), (w, ws)) = (height.parts(), weight.parts());
    let product = u128::try_from(h.checked_mul(w)?).ok()?;
    let scale = 10u128.checked_pow(hs + ws)?;
    let quotient = product.checked_mul(100)? / scale.checked_mul(9)?;
    Some(quotient.isqrt())
}

/// `floor(200 x BSA)`: `(2n-1)^40 <= 200^40 x 0.007184^40 x kg^17 x cm^29`.
fn dubois(height: Amount, weight: Amount) -> Option<u128> {
    let ((h, hs), (w, ws)) = (height.parts(), weight.parts());
    let (h, w) = (u128::try_from(h).ok()?, u128::try_from(w).ok()?);
    // 200 x 0.007184 = 1.4368
    let product = power_product(&[(14_368, 40), (w, 17), (h, 29)])?;
    let scale = 4 * 40 + ws * 17 + hs * 29;
    // By halves: no patient has a million square meters.
    let (mut low, mut high) = (0, 200_000_000);
    while high - low > 1 {
        let middle = (low + high) / 2;
        if power_product(&[(middle, 40), (10, scale)])? <= product { low = middle } else { high = middle }
    }
    Some(low)
}

/// The product of powers as a number of any size: its limbs of 32 bits, the highest first, in front of them how many there are, so
/// that two compare as their values do. `None` for a factor of 96 bits and more.
fn power_product(factors: &[(u128, u32)]) -> Option<(usize, Vec<u32>)> {
    let mut limbs = vec![1u32];
    for (factor, power) in factors.iter().filter(|(factor, _)| *factor < 1 << 95) {
        for _ in 0..*power {
            let mut carry = 0u128;
            for limb in &mut limbs {
                carry += u128::from(*limb) * factor;
                *limb = (carry & 0xffff_ffff) as u32;
                carry >>= 32;
            }
            while carry > 0 {
                limbs.push((carry & 0xffff_ffff) as u32);
                carry >>= 32;
            }
        }
    }
    while limbs.last() == Some(&0) {
        limbs.pop();
    }
    limbs.reverse();
    factors.iter().all(|(factor, _)| *factor < 1 << 95).then_some((limbs.len(), limbs))
}

#[cfg(test)]
mod tests {
    use crate::dosing::bsa::*;

    fn area(formula: Formula, height: &str, weight: &str) -> String {
        formula.area(Amount::parse(height).unwrap(), Amount::parse(weight).unwrap()).unwrap().to_string()
    }

    #[test]
    fn published_values() {
        assert_eq!(area(Formula::Mosteller, "165", "72"), "1.82");
        assert_eq!(area(Formula::DuBois, "165", "72"), "1.79");
        assert_eq!(area(Formula::Mosteller, "180", "80"), "2");
        assert_eq!(area(Formula::Mosteller, "167.64", "68.0388555"), "1.78");
        // sqrt(160 x 60.516 / 3600) is 1.64 exactly; half a hundredth rounds up.
        assert_eq!(area(Formula::Mosteller, "160", "60.516"), "1.64");
        assert_eq!(area(Formula::Mosteller, "160", "60.8855625"), "1.65");
        assert_eq!(area(Formula::Mosteller, "160", "60.8855624"), "1.64");
    }

    #[test]
    fn doubles_agree_wherever_they_are_not_near_a_half() {
        let mut near = 0;
        for tenths in (300..=2_000).step_by(13) {
            for height in 100..=210 {
                let (w, h) = (f64::from(tenths) / 10.0, f64::from(height));
                for formula in [Formula::Mosteller, Formula::DuBois] {
                    let estimate = match formula {
                        Formula::Mosteller => (w * h / 3600.0).sqrt(),
                        Formula::DuBois => 0.007184 * w.powf(0.425) * h.powf(0.725),
                    } * 100.0;
                    let exact = formula.area(Amount::from(height as u64), Amount::new(tenths as u64, 1)).unwrap();
                    if (estimate.fract() - 0.5).abs() < 1e-9 {
                        near += 1;
                        continue;
                    }
                    assert_eq!(exact, Amount::new(estimate.round() as u64, 2), "{formula:?} {h} cm {w} kg");
                }
            }
        }
        assert!(near < 100, "{near}");
    }
}
