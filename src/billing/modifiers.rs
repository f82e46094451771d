//! Modifiers that belong on a drug line, by date, payer and setting, in the order payers read them.

use crate::catalog::{DiscardedPolicy, Rulebook};
use crate::explanation::rules::{self, Scope};
use crate::explanation::{BillingError, Explanation, WarningKind};
use crate::text::counted;

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
        trail.warn(WarningKind::PackagedDrug, rules::PACKAGED, text);
        return Ok(Discarded::Unmarked);
    }
    if units > 0 {
        trail.step(
            rules::JW_LINE,
            format_args!("{} on a separate line with JW; the administered line carries neither", counted(units, "discarded unit")),
        );
        if scope.payer.medicare && !scope.holds(rules::JW_DUTY)? {
            trail.warn(
                WarningKind::JwNotYetRequired,
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
        trail.warn(WarningKind::JzOptional, rules::JZ_REQUIRED, "JZ may be used on this date but is not required yet");
    }
    dispensed(scope, trail)?;
    Ok(Discarded::Nothing)
}

fn dispensed(scope: Scope<'_>, trail: &mut Explanation) -> Result<(), BillingError> {
    if scope.setting == crate::catalog::Setting::Dme && scope.holds(rules::JZ_DISPENSED)? {
        trail.warn(
            WarningKind::DispensedDrug,
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
pub fn discounted<'a>(scope: Scope<'a>, trail: &mut Explanation) -> Result<Option<&'a str>, BillingError> {
    let modifier = |id| scope.rule(id).map(|rule| rule.modifiers.first().map(String::as_str));
    if scope.holds(rules::TB_340B)? {
        let modifier = modifier(rules::TB_340B)?;
        trail.step(rules::TB_340B, format_args!("340B stock: {} on every line", modifier.unwrap_or("no modifier")));
        return Ok(modifier);
    }
    if scope.holds(rules::JG_340B)? {
        let modifier = modifier(rules::JG_340B)?;
        trail.step(rules::JG_340B, format_args!("340B stock: {} on every line", modifier.unwrap_or("no modifier")));
        let last = scope.rule(rules::JG_340B)?.until.map(|day| format!("until {day} ")).unwrap_or_default();
        let text = format!(
            "{last}some entities reported TB instead of JG (rural sole community, children's, cancer and critical access hospitals, \
             non-excepted off-campus departments); pass TB as a modifier if yours is one"
        );
        trail.warn(WarningKind::JgOrTb, rules::JG_340B, text);
        return Ok(modifier);
    }
    trail.warn(WarningKind::NoDiscountModifier, rules::JG_340B, "no 340B modifier existed on this date; none was set");
    Ok(None)
}

/// What decides payment first, then what qualifies it, then what only informs, by the ranks of `modifiers.toml`; within a rank as
/// they were given.
pub fn in_order(modifiers: &mut [String], book: &Rulebook) {
    modifiers.sort_by_key(|modifier| book.rank(modifier));
}
