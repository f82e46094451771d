//! The change to a claim that would settle a finding, where there is one that a person can accept as it is.

use rust_decimal::Decimal;

use super::{Finding, chart};
use crate::billing::modifiers::in_order;
use crate::catalog::{Automatic, Edit, Rulebook};
use crate::claim::ClaimLine;
use crate::quantity::Amount;
use crate::text::counted;
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
    // The units of a finding are those of all lines of its kind together: which of several is wrong, the chart says.
    let of_units = matches!(finding.edit, UnitsTooMany | UnitsTooFew | DiscardedTooMany | DiscardedTooFew);
    if of_units && lines.iter().filter(|line| is_of_kind(line, lines.get(at))).count() > 1 {
        return None;
    }
    let mut lines = lines.to_vec();
    let line = lines.get_mut(at)?;
    let without = |line: &mut ClaimLine, modifier: &str| line.modifiers.retain(|held| !held.eq_ignore_ascii_case(modifier));
    let words = match finding.edit {
        UnitsTooMany | UnitsTooFew | DiscardedTooMany | DiscardedTooFew => {
            line.units = Some(units()?);
            format!("bill {}", counted(units()?, "unit"))
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
            let drug = part_drug(line, &mut discarded, word(chart::NDC_GIVEN).zip(word(chart::NDC_LEFT)));
            discarded.number = lines.iter().map(|line| line.number).max()?.checked_add(1)?;
            lines.push(discarded);
            format!("add a line with JW and {}{drug}", counted(units, "unit"))
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
            let given = if chart::all_was_given(line) {
                "add JZ: all that was opened was given"
            } else {
                "add JZ, where the chart says that no whole unit was discarded"
            };
            given.to_owned()
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

/// Does a line bill the same of the same drug: what was given, or what was discarded?
fn is_of_kind(line: &ClaimLine, other: Option<&ClaimLine>) -> bool {
    let discarded = |line: &ClaimLine| line.modifiers.iter().any(|m| m.eq_ignore_ascii_case("JW"));
    other.is_some_and(|other| line.code == other.code && line.date == other.date && discarded(line) == discarded(other))
}

/// May the fix of a finding be applied without asking a person, as the row of its edit says?
fn is_automatic(book: &Rulebook, lines: &[ClaimLine], finding: &Finding) -> bool {
    match book.edit(finding.edit).and_then(|row| row.automatic) {
        Some(Automatic::Claim) => true,
        Some(Automatic::Chart) => lines.iter().find(|line| line.number == finding.line).is_some_and(chart::all_was_given),
        None => false,
    }
}

/// A fix that was applied without asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The line that was wrong, and how.
    pub finding: Finding,
    /// What changed, in a few words.
    pub words: String,
}

/// The lines of a claim with every automatic fix applied, one after the other, and what is found on them then.
pub fn settled(
    book: &Rulebook,
    lines: &[ClaimLine],
    check: impl Fn(&[ClaimLine]) -> Vec<Finding>,
) -> (Vec<ClaimLine>, Vec<Change>, Vec<Finding>) {
    let (mut lines, mut changes, mut found) = (lines.to_vec(), Vec::new(), check(lines));
    // A line is changed for one reason once.
    let done = |changes: &[Change], finding: &Finding| {
        changes.iter().any(|c: &Change| (c.finding.line, c.finding.edit) == (finding.line, finding.edit))
    };
    while let Some((after, change)) = found.iter().find_map(|finding| {
        let is_due = is_automatic(book, &lines, finding) && !done(&changes, finding);
        let (after, words) = is_due.then(|| changed(book, &lines, finding))??;
        Some((after, Change { finding: finding.clone(), words }))
    }) {
        (lines, found) = (after.clone(), check(&after));
        changes.push(change);
    }
    (lines, changes, found)
}

/// Parts the NDC quantity of a line between what was given and what was discarded, and says so. Where the parts are not known the
/// new line has the NDC alone.
fn part_drug(line: &mut ClaimLine, discarded: &mut ClaimLine, parts: Option<(&str, &str)>) -> String {
    let (Some(given), Some(left)) = (&mut line.ndc, &mut discarded.ndc) else { return String::new() };
    if left.qualifier.is_none() && left.quantity.is_none() {
        return String::new();
    }
    let parts = parts.and_then(|(given, left)| Some((Amount::parse(given).ok()?, Amount::parse(left).ok()?)));
    let Some((part, rest)) = parts else {
        (left.qualifier, left.quantity) = (None, None);
        return "; its NDC quantity is still to be stated".to_owned();
    };
    let qualifier = left.qualifier.as_deref().unwrap_or_default();
    let text = if given.quantity.is_some_and(|stated| stated != part) {
        format!(", NDC quantity {qualifier} {rest} of it and {qualifier} {part} of this line")
    } else {
        format!(", NDC quantity {qualifier} {rest}")
    };
    given.quantity = given.quantity.map(|_| part);
    left.quantity = Some(rest);
    text
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
