//! The change to a claim that would settle a finding, where there is one that a person can accept as it is.

use rust_decimal::Decimal;

use super::Finding;
use crate::billing::modifiers::in_order;
use crate::catalog::{Edit, Rulebook};
use crate::claim::ClaimLine;
use crate::quantity::Amount;
use crate::x12::correct::{Correction, Fix};

/// The lines of the claim with the finding settled, and what the change is in a few words. `None` where the chart or a person
/// must decide: which code, which drug, which of two modifiers.
pub fn changed(book: &Rulebook, lines: &[ClaimLine], finding: &Finding) -> Option<(Vec<ClaimLine>, String)> {
    use Edit::{
        AdministrationModifier, DiscardedNotBilled, DiscardedTooFew, DiscardedTooMany, DiscardedYetJz, DiscountMixed, EsaReasonOnDialysis,
        JzBesideJw, JzOnMultiDose, MissingJwJz, MissingJwJzBeforeEdits, MissingJwJzDispensed, ModifierTwice, NdcForm, UnclassifiedUnits,
        UnitsTooFew, UnitsTooMany,
    };
    let word = |name: &str| finding.words.iter().find(|(held, _)| held == name).map(|(_, word)| word.as_str());
    let units = || Amount::parse(word("units")?).ok();
    let at = lines.iter().position(|line| line.number == finding.line)?;
    let mut lines = lines.to_vec();
    let line = lines.get_mut(at)?;
    let without = |line: &mut ClaimLine, modifier: &str| line.modifiers.retain(|held| !held.eq_ignore_ascii_case(modifier));
    let words = match finding.edit {
        UnitsTooMany | UnitsTooFew | DiscardedTooMany | DiscardedTooFew => {
            line.units = Some(units()?);
            format!("bill {} units", units()?)
        }
        UnclassifiedUnits => {
            line.units = Some(Amount::ONE);
            "bill 1 unit".to_owned()
        }
        DiscardedNotBilled | DiscardedYetJz => {
            let units = units()?;
            without(line, "JZ");
            let mut discarded = ClaimLine { units: Some(units), ..line.clone() };
            discarded.modifiers.push("JW".to_owned());
            in_order(&mut discarded.modifiers, book);
            discarded.context.position = None;
            discarded.context.charge = share(line, units);
            discarded.number = lines.iter().map(|line| line.number).max()?.checked_add(1)?;
            lines.push(discarded);
            format!("add a line with JW and {units} units")
        }
        AdministrationModifier | EsaReasonOnDialysis => {
            let modifier = word("modifier")?;
            without(line, modifier);
            format!("remove {modifier}")
        }
        JzBesideJw | JzOnMultiDose => {
            without(line, "JZ");
            "remove JZ".to_owned()
        }
        ModifierTwice => {
            let mut seen: Vec<String> = Vec::new();
            line.modifiers.retain(|modifier| {
                let is_new = !seen.contains(&modifier.to_ascii_uppercase());
                seen.push(modifier.to_ascii_uppercase());
                is_new
            });
            "state each modifier once".to_owned()
        }
        MissingJwJz | MissingJwJzBeforeEdits | MissingJwJzDispensed => {
            add(line, "JZ", book);
            "add JZ, where the chart says that no whole unit was discarded".to_owned()
        }
        DiscountMixed => {
            let modifier = word("modifier")?;
            add(line, modifier, book);
            format!("add {modifier}")
        }
        NdcForm => {
            let ndc = word("ndc")?;
            ndc.clone_into(&mut line.ndc.as_mut()?.ndc);
            format!("write {ndc}")
        }
        _ => return None,
    };
    Some((lines, words))
}

fn add(line: &mut ClaimLine, modifier: &str, book: &Rulebook) {
    line.modifiers.push(modifier.to_owned());
    in_order(&mut line.modifiers, book);
}

/// The part of a line's charge that some units have, in whole cents.
fn share(line: &ClaimLine, units: Amount) -> Option<Decimal> {
    let decimal = |amount: Amount| amount.to_string().parse::<Decimal>().ok();
    let each = line.context.charge?.checked_div(decimal(line.units?)?)?;
    Some(each.checked_mul(decimal(units)?)?.round_dp(2))
}

/// What turns the lines of an 837's claim into changed ones, in the words of the writer.
pub fn corrections(claim: usize, before: &[ClaimLine], after: &[ClaimLine]) -> Vec<Correction> {
    let mut corrections = Vec::new();
    for line in after {
        let mut push = |number: usize, fix: Fix| corrections.push(Correction { claim, line: number, fix });
        let Some(old) = before.iter().find(|old| old.number == line.number) else {
            let partner = before.iter().find(|old| old.code == line.code && old.date == line.date);
            if let Some((partner, units)) = partner.zip(line.units) {
                let charge = line.context.charge.unwrap_or_default();
                push(partner.number, Fix::Discarded { units, modifiers: line.modifiers.clone(), ndc: line.ndc.clone(), charge });
            }
            continue;
        };
        if let Some(units) = line.units.filter(|_| line.units != old.units) {
            push(line.number, Fix::Units(units));
        }
        if line.modifiers != old.modifiers {
            push(line.number, Fix::Modifiers(line.modifiers.clone()));
        }
        if let Some(ndc) = line.ndc.as_ref().filter(|_| line.ndc != old.ndc) {
            push(line.number, Fix::Ndc(ndc.clone()));
        }
    }
    corrections
}
