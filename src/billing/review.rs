//! Given the units that were billed: what probably happened.

use serde::Serialize;

use crate::billing::units::{self, Units};
use crate::dosing::containers::{self, ContainerCount};
use crate::explanation::BillingError;
use crate::explanation::rules::{self, RuleId};
use crate::quantity::{Amount, Quantity};
use crate::text::counted;

/// What is to be said about units billed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BilledUnitsReview {
    /// The units billed.
    pub units: u64,
    /// They are the administered units.
    pub right: bool,
    /// What may have happened, the likeliest first; empty where right or where nothing fits.
    pub mistakes: Vec<Mistake>,
}

/// One way to come to the units billed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mistake {
    /// One kebab-case word for programs.
    pub kind: &'static str,
    /// In words.
    pub text: String,
    /// The rule that was missed.
    pub rule: RuleId,
}

/// What the judgment rests on.
pub struct ReviewEvidence<'a> {
    /// The dose billed.
    pub dose: Quantity,
    /// One unit, where it measures drug.
    pub unit: Option<Quantity>,
    /// The units that are right.
    pub units: Units,
    /// What was opened; empty where not known.
    pub containers: &'a [ContainerCount],
    /// Codes that this one took over from, with their units.
    pub predecessors: &'a [(String, Quantity)],
}

/// Judges units billed on the administered line.
///
/// # Errors
/// More digits than can be held.
pub fn judge(billed: u64, evidence: &ReviewEvidence<'_>) -> Result<BilledUnitsReview, BillingError> {
    let right = billed == evidence.units.administered;
    let mut mistakes = Vec::new();
    if !right {
        of_counting(billed, evidence, &mut mistakes)?;
        if let Some(unit) = evidence.unit {
            of_the_unit(billed, unit, evidence, &mut mistakes)?;
        }
    }
    Ok(BilledUnitsReview { units: billed, right, mistakes })
}

/// Mistakes that have nothing to do with the size of the unit: waste, vials, overfill.
fn of_counting(billed: u64, evidence: &ReviewEvidence<'_>, mistakes: &mut Vec<Mistake>) -> Result<(), BillingError> {
    let mut note = |kind, rule, text: String| mistakes.push(Mistake { kind, text, rule });
    let Units { administered, discarded } = evidence.units;
    if discarded > 0 && administered.checked_add(discarded) == Some(billed) {
        let text = format!("the {discarded} discarded units stand in the administered line; they go on a line of their own with JW");
        note("waste-in-administered", rules::JW_LINE, text);
    }
    let vials = evidence.containers.iter().fold(0u64, |sum, c| sum.saturating_add(c.count));
    if vials == billed && vials > 0 {
        let counted = if vials == 1 { "1 container was".to_owned() } else { format!("{vials} containers were") };
        note("vials-as-units", rules::DESCRIPTOR_UNIT, format!("{counted} counted, not units of the descriptor"));
    } else if billed == 1 {
        note("one-per-order", rules::DESCRIPTOR_UNIT, "the order was counted as one, not in units of the descriptor".to_owned());
    }
    let Some(unit) = evidence.unit.filter(|_| !evidence.containers.is_empty()) else { return Ok(()) };
    if let [several] = evidence.containers
        && several.count > 1
        && units::administered(several.labeled, unit)? == billed
    {
        let text = format!(
            "one of the {} containers was billed: {} is {billed}",
            several.count,
            several.labeled.grouped(),
            billed = counted(billed, "unit")
        );
        note("one-container-billed", rules::DESCRIPTOR_UNIT, text);
    }
    let label = containers::total(evidence.containers, evidence.dose)?;
    let held = units::administered(label, unit)?;
    if billed > held && billed <= held.saturating_add(held / 5 + 1) {
        let text =
            format!("more than the labels hold ({} = at most {held}): overfill was billed", label.grouped(), held = counted(held, "unit"));
        note("overfill-billed", rules::OVERFILL, text);
    }
    Ok(())
}

/// Mistakes that come from the size of the unit.
fn of_the_unit(billed: u64, unit: Quantity, evidence: &ReviewEvidence<'_>, mistakes: &mut Vec<Mistake>) -> Result<(), BillingError> {
    let dose = evidence.dose;
    let amount = Amount::from(billed);
    for measure in [unit.measure, dose.measure] {
        let one = Quantity::new(Amount::ONE, measure);
        let told = mistakes.iter().any(|m| m.kind == "amount-as-units");
        if told || one == unit || measure.dimension() != dose.measure.dimension() {
            continue;
        }
        let plain = units::administered(dose, one)?;
        // Three milligrams or two: whoever bills milligrams as units rounds as well.
        if plain == billed || (plain == billed.saturating_add(1) && evidence.units.administered > billed) {
            let text = format!("the {measure} of the dose were billed as units, but one unit is {}", unit.grouped());
            mistakes.push(Mistake { kind: "amount-as-units", text, rule: rules::DESCRIPTOR_UNIT });
        }
    }
    let mut note = |kind, rule, text: String| mistakes.push(Mistake { kind, text, rule });
    if unit.amount != Amount::ONE {
        let not_plain = units::administered(dose, Quantity::new(Amount::ONE, unit.measure))? != billed;
        let inverted = dose.convert(unit.measure).ok().and_then(|d| d.amount.checked_mul(unit.amount));
        if inverted.and_then(|i| i.div_ceil(Amount::ONE)) == Some(billed) && not_plain {
            let text = format!("the dose was multiplied by {} instead of divided by it", unit.amount.grouped());
            note("multiplier-inverted", rules::DESCRIPTOR_UNIT, text);
        }
    }
    for (code, old) in evidence.predecessors {
        if old.measure.dimension() == dose.measure.dimension() && *old != unit && units::administered(dose, *old)? == billed {
            let text =
                format!("counted in {}, the unit of {code}, which this code replaced; one unit is now {}", old.grouped(), unit.grouped());
            note("predecessor-unit", rules::CODE_DATES, text);
        }
    }
    if evidence.units.administered.checked_sub(1) == Some(billed) && billed > 0 {
        let text = format!(
            "rounded down or to the nearest: {} over {} is rounded up to {}",
            dose.grouped(),
            unit.grouped(),
            evidence.units.administered
        );
        note("not-rounded-up", rules::ROUND_UP, text);
    }
    let right = Amount::from(evidence.units.administered);
    for power in [10u64, 100, 1000] {
        let tenfold = |a: Amount, b: Amount| a.checked_mul(Amount::from(power)).is_some_and(|p| p.div_ceil(Amount::ONE) == b.whole());
        let explained = mistakes.iter().any(|m| matches!(m.kind, "amount-as-units" | "multiplier-inverted" | "predecessor-unit"));
        if !explained && (tenfold(right, amount) || tenfold(amount, right)) {
            let text = format!("a decimal point slipped: {billed} instead of {}", evidence.units.administered);
            mistakes.push(Mistake { kind: "decimal-slip", text, rule: rules::DESCRIPTOR_UNIT });
        }
    }
    Ok(())
}
