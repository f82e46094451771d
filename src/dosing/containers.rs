//! Which containers to open for a dose, and what the opened ones amount to.

use crate::catalog::{BillingUnit, Compound};
use crate::dosing::compounds::{differ, label_counted};
use crate::dosing::supply::Concentration;
use crate::dosing::vials::{self, Sizes};
use crate::explanation::BillingError;
use crate::quantity::{Amount, Dimension, Quantity};

/// Containers of one size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContainerCount {
    /// How many.
    pub count: u64,
    /// The labeled amount of one, of the drug that the unit counts.
    pub labeled: Quantity,
    /// The product, eleven digits, where it is known.
    pub ndc11: Option<String>,
}

/// A label as written, as an amount of the drug that the unit counts.
///
/// # Errors
/// A volume without a concentration, a compound without all its amounts.
pub fn labeled(
    label: &[Quantity],
    dose: Quantity,
    (unit, compound): (&BillingUnit, Option<&Compound>),
    strength: Option<Concentration>,
) -> Result<Quantity, BillingError> {
    let amount = label_counted(label, unit, compound)?;
    let (is, wanted) = (amount.measure.dimension(), dose.measure.dimension());
    let amount = match (is, wanted, strength) {
        _ if is == wanted => amount,
        (Dimension::Volume, _, Some(strength)) => strength.drug_in(amount)?,
        (_, Dimension::Volume, Some(strength)) => strength.volume_of(amount)?,
        _ => return Err(differ("dose and container", dose, amount)),
    };
    if amount.measure.dimension() == wanted { Ok(amount) } else { Err(differ("dose and container", dose, amount)) }
}

/// The sum of labels, in the measure of `like`.
///
/// # Errors
/// Too many digits.
pub fn total(containers: &[ContainerCount], like: Quantity) -> Result<Quantity, BillingError> {
    let mut sum = Amount::ZERO;
    for of_size in containers {
        let all = of_size.labeled.times(Amount::from(of_size.count)).and_then(|q| q.convert(like.measure));
        let all = all.map_err(|_| BillingError::Inexact("containers"))?;
        sum = sum.checked_add(all.amount).ok_or(BillingError::Inexact("containers"))?;
    }
    Ok(Quantity::new(sum, like.measure))
}

/// Sizes and a dose as whole numbers on one scale.
pub struct VialPlan {
    sizes: Sizes,
    /// Ascending, as in `sizes`, with the label each stands for.
    labels: Vec<(u64, Quantity)>,
    /// The dose over the common factor of the sizes, rounded down and up.
    dose: (u64, u64),
    measure: Quantity,
}

impl VialPlan {
    /// Prepares a choice among sizes for a dose.
    ///
    /// # Errors
    /// Sizes of another dimension than the dose; more combinations than can be searched.
    pub fn new(dose: Quantity, sizes: &[Quantity]) -> Result<VialPlan, BillingError> {
        let whole = whole_numbers(dose, sizes)?;
        let (dose_number, size_numbers) = whole.split_first().ok_or(BillingError::Inexact("stock"))?;
        let factor = size_numbers.iter().copied().fold(0, gcd);
        let too_large = || BillingError::PlanTooLarge(sizes.iter().map(Quantity::to_string).collect::<Vec<_>>().join(", "));
        if factor == 0 {
            return Err(too_large());
        }
        let small = |n: u128| u64::try_from(n).map_err(|_| too_large());
        let mut labels = Vec::with_capacity(sizes.len());
        for (number, label) in size_numbers.iter().zip(sizes) {
            labels.push((small(number / factor)?, *label));
        }
        labels.sort_by_key(|(number, _)| *number);
        labels.dedup_by_key(|(number, _)| *number);
        let sizes = Sizes::new(labels.iter().map(|(n, _)| *n).collect()).map_err(|vials::TooLarge| too_large())?;
        let dose_range = (small(dose_number / factor)?, small(dose_number.div_ceil(factor))?);
        Ok(VialPlan { sizes, labels, dose: dose_range, measure: dose })
    }

    /// The set that wastes least: the least total that covers the dose, of those the fewest containers, of those the larger.
    ///
    /// # Errors
    /// [`BillingError::PlanTooLarge`].
    pub fn least_waste(&self) -> Result<Vec<ContainerCount>, BillingError> {
        let total = self.sizes.at_least(self.dose.1).ok_or(BillingError::Inexact("stock"))?;
        self.of_total(total)
    }

    /// The sets whose total is nearest to the dose from below and from above.
    ///
    /// # Errors
    /// [`BillingError::PlanTooLarge`].
    pub fn nearest(&self) -> Result<[Option<Vec<ContainerCount>>; 2], BillingError> {
        let below = self.sizes.at_most(self.dose.0).map(|total| self.of_total(total)).transpose()?;
        let above = self.sizes.at_least(self.dose.1).map(|total| self.of_total(total)).transpose()?;
        Ok([below, above])
    }

    fn of_total(&self, total: u64) -> Result<Vec<ContainerCount>, BillingError> {
        let counts = self
            .sizes
            .fewest(total)
            .map_err(|vials::TooLarge| BillingError::PlanTooLarge(format!("{} for {}", self.shown(), self.measure)))?;
        let chosen = self.labels.iter().zip(counts).rev().filter(|(_, count)| *count > 0);
        Ok(chosen.map(|((_, label), count)| ContainerCount { count, labeled: *label, ndc11: None }).collect())
    }

    fn shown(&self) -> String {
        self.labels.iter().map(|(_, label)| label.to_string()).collect::<Vec<_>>().join(", ")
    }
}

/// The dose and the sizes as whole numbers at one decimal scale of one measure.
fn whole_numbers(dose: Quantity, sizes: &[Quantity]) -> Result<Vec<u128>, BillingError> {
    let all = || std::iter::once(dose).chain(sizes.iter().copied());
    let one_measure = all().all(|q| q.measure == dose.measure);
    let amounts: Vec<Amount> = all()
        .map(|q| {
            if q.measure.dimension() != dose.measure.dimension() {
                return Err(differ("dose and container", dose, q));
            }
            if one_measure { Ok(q.amount) } else { q.in_base().ok_or(BillingError::Inexact("stock")) }
        })
        .collect::<Result<_, _>>()?;
    let scale = amounts.iter().map(|a| a.parts().1).max().unwrap_or(0);
    amounts
        .iter()
        .map(|amount| {
            let (mantissa, own) = amount.parts();
            let up = 10i128.checked_pow(scale - own).and_then(|p| mantissa.checked_mul(p));
            up.and_then(|n| u128::try_from(n).ok()).ok_or(BillingError::Inexact("stock"))
        })
        .collect()
}

fn gcd(a: u128, b: u128) -> u128 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// `2 × 400 mg + 3 × 100 mg`.
pub fn shown(containers: &[ContainerCount]) -> String {
    containers.iter().map(|c| format!("{} × {}", c.count, c.labeled.grouped())).collect::<Vec<_>>().join(" + ")
}
