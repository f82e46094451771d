//! Modifiers that belong on a drug line, by date, payer and setting, in the order payers read them.

use crate::catalog::{DiscardedPolicy, ModifierFact, State};
use crate::explanation::rules::{self, Scope};
use crate::explanation::{BillingError, Explanation};

/// What a supplier says of the coverage policy: met; not met with or without a notice to the patient; no benefit.
pub const POLICY: [&str; 4] = ["KX", "GA", "GZ", "GY"];

/// What the discarded part becomes on the claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Discarded {
    /// A line of its own with JW.
    OwnLine,
    /// Nothing was discarded, and JZ says so.
    Nothing,
    /// Whole containers on one line.
    OneLine,
    /// Neither modifier, no line.
    Unmarked,
}

/// Decides JW, JZ or neither for a single-dose container.
///
/// # Errors
/// A rule is missing.
pub fn discarded(units: u64, packaged: bool, scope: Scope<'_>, trail: &mut Explanation) -> Result<Discarded, BillingError> {
    if scope.payer.discarded == DiscardedPolicy::OneLine {
        trail.step(rules::ONE_LINE, format_args!("{} wants whole containers on one line, without JW or JZ", scope.payer.name));
        return Ok(Discarded::OneLine);
    }
    if packaged {
        let text = "the drug is packaged here (status N), not paid by itself: neither JW nor JZ is due, and waste is not payable";
        trail.warn("packaged-drug", rules::PACKAGED, text);
        return Ok(Discarded::Unmarked);
    }
    if units > 0 {
        trail.step(
            rules::JW_LINE,
            format_args!("{units} discarded units on a line of their own with JW; the administered line carries neither"),
        );
        if scope.payer.medicare && !scope.holds(rules::JW_DUTY)? {
            trail.warn(
                "jw-not-yet-required",
                rules::JW_DUTY,
                "before 2017 each contractor decided whether it wanted JW; ask for its rule of that time",
            );
        }
        dispensed(scope, trail)?;
        return Ok(Discarded::OwnLine);
    }
    if !scope.holds(rules::JZ_USABLE)? {
        trail.step(rules::JZ_USABLE, "no unit was discarded; JZ did not exist yet on this date");
        return Ok(Discarded::Unmarked);
    }
    trail.step(rules::JZ_NO_WASTE, "no whole unit was discarded: JZ on the administered line");
    let required = scope.holds(rules::JZ_REQUIRED)? || scope.holds(rules::JZ_DISPENSED)?;
    if scope.payer.medicare && !required {
        trail.warn("jz-optional", rules::JZ_REQUIRED, "JZ may be used on this date but is not required yet");
    }
    dispensed(scope, trail)?;
    Ok(Discarded::Nothing)
}

fn dispensed(scope: Scope<'_>, trail: &mut Explanation) -> Result<(), BillingError> {
    if scope.setting == crate::catalog::Setting::Dme && scope.holds(rules::JZ_DISPENSED)? {
        trail.warn(
            "dispensed-drug",
            rules::JZ_DISPENSED,
            "a supplier that only dispenses discards nothing; for drug that patients give themselves at home the policy article may ask for neither",
        );
    }
    Ok(())
}

/// The 340B modifier of the date.
///
/// # Errors
/// A rule is missing.
pub fn discounted(scope: Scope<'_>, trail: &mut Explanation) -> Result<Option<&'static str>, BillingError> {
    if scope.holds(rules::TB_340B)? {
        trail.step(rules::TB_340B, "340B stock: TB on every line");
        return Ok(Some("TB"));
    }
    if scope.holds(rules::JG_340B)? {
        trail.step(rules::JG_340B, "340B stock: JG on every line");
        let text = "until 2024-12-31 some entities reported TB instead of JG (rural sole community, children's, cancer and critical access \
                    hospitals, non-excepted off-campus departments); pass TB as a modifier if yours is one";
        trail.warn("jg-or-tb", rules::JG_340B, text);
        return Ok(Some("JG"));
    }
    trail.warn("no-340b-modifier", rules::JG_340B, "no 340B modifier existed on this date; none was set");
    Ok(None)
}

/// Checks the modifiers asked for against the date and the code, and completes nothing that only a person can know.
///
/// # Errors
/// A rule is missing.
pub fn check(
    asked: &[String],
    code: Option<&str>,
    known: &[ModifierFact],
    scope: Scope<'_>,
    trail: &mut Explanation,
) -> Result<(), BillingError> {
    for modifier in asked {
        let fact = known.iter().find(|m| m.code == *modifier);
        let ended_by_rule = modifier == "JG" && scope.date > last_day_of_jg(scope)?;
        match fact.map(|f| (f.dates.state(scope.date), f.dates)) {
            Some((State::Ended, dates)) => {
                let day = dates.ended.map(|d| d.to_string()).unwrap_or_default();
                trail.warn(
                    "modifier-ended",
                    rules::MODIFIER_DATES,
                    format!("modifier {modifier} ended {day}; a line that carries it is denied"),
                );
            }
            Some((State::Future, dates)) => {
                let day = dates.added.map(|d| d.to_string()).unwrap_or_default();
                trail.warn(
                    "modifier-future",
                    rules::MODIFIER_DATES,
                    format!("modifier {modifier} begins {day}; it is not valid on this date"),
                );
            }
            Some((State::Active, _)) => {}
            None if ended_by_rule => {
                trail.warn("modifier-ended", rules::MODIFIER_DATES, "modifier JG ended 2024-12-31; a line that carries it is denied");
            }
            None if !known.is_empty() && modifier.starts_with(|c: char| c.is_ascii_alphabetic()) => {
                trail.warn("modifier-unknown", rules::MODIFIER_DATES, format!("modifier {modifier} is not in CMS's file of modifiers"));
            }
            None => {}
        }
    }
    reasons(asked, code, scope, trail)?;
    if asked.iter().any(|m| m == "JA") && asked.iter().any(|m| m == "JB") {
        trail.warn("two-routes", rules::ROUTE, "JA and JB on one line contradict each other; one line is given by one route");
    }
    Ok(())
}

fn last_day_of_jg(scope: Scope<'_>) -> Result<crate::catalog::Date, BillingError> {
    let rule = scope.book.rule(rules::JG_340B).ok_or(BillingError::RuleMissing(rules::JG_340B))?;
    Ok(rule.until.unwrap_or(crate::catalog::Date::MAX))
}

/// Erythropoiesis-stimulating agents need exactly one of EA, EB and EC; a supplier's pump drug says whether the policy is met.
fn reasons(asked: &[String], code: Option<&str>, scope: Scope<'_>, trail: &mut Explanation) -> Result<(), BillingError> {
    let Some(code) = code else { return Ok(()) };
    let stated = asked.iter().filter(|m| matches!(m.as_str(), "EA" | "EB" | "EC")).count();
    if scope.names(rules::ESA_REASON, code)? && stated != 1 {
        let text =
            format!("{code} outside dialysis needs exactly one of EA, EB and EC and the latest hemoglobin or hematocrit; {stated} given");
        trail.warn("esa-reason", rules::ESA_REASON, text);
    }
    if scope.names(rules::PUMP_POLICY, code)? && !asked.iter().any(|m| POLICY.contains(&m.as_str())) {
        let text =
            format!("a supplier's line of {code} needs KX where the pump policy is met, else GA, GZ or GY: pass the one that is true");
        trail.step(rules::PUMP_POLICY, text);
    }
    Ok(())
}

/// What decides payment first, then what qualifies it, then what only informs; within a group as they were given.
pub fn in_order(modifiers: &mut [String]) {
    modifiers.sort_by_key(|m| match m.as_str() {
        "JW" | "JZ" => 0,
        "76" | "77" | "KD" => 1,
        "EA" | "EB" | "EC" => 2,
        "JA" | "JB" => 3,
        "TB" | "JG" => 6,
        "PO" | "PN" => 5,
        _ => 4,
    });
}

#[cfg(test)]
mod tests {
    use crate::billing::modifiers::*;

    #[test]
    fn payers_read_them_in_this_order() {
        let sorted = |given: &[&str]| {
            let mut list: Vec<String> = given.iter().map(|m| (*m).to_owned()).collect();
            in_order(&mut list);
            list.join("-")
        };
        assert_eq!(sorted(&["TB", "JZ"]), "JZ-TB");
        assert_eq!(sorted(&["EA", "JW"]), "JW-EA");
        assert_eq!(sorted(&["TB", "JA", "KX", "76", "JZ"]), "JZ-76-JA-KX-TB");
    }
}
