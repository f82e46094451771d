//! An estimate of what Medicare allows for the units billed.

use crate::billing::line::Line;
use crate::catalog::{Code, Kind, Payment, PaymentSource, Setting, quarter_of};
use crate::explanation::rules::{self, Scope};
use crate::explanation::{BillingError, Explanation};
use crate::quantity::{Amount, Measure};
use serde::Serialize;

/// What Medicare would allow for the units billed. An estimate: before sequestration, coinsurance and locality.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PaymentEstimate {
    /// US dollars a unit.
    pub limit: Amount,
    /// The first month of the quarter of the limit.
    pub quarter: String,
    /// US dollars for the units billed.
    pub estimate: Amount,
}

/// Dollars and cents, for people: `34,493.13`.
pub fn dollars(amount: Amount) -> String {
    let cents = amount.round_half_up(2).grouped();
    match cents.split_once('.') {
        None => format!("{cents}.00"),
        Some((_, tenths)) if tenths.len() == 1 => format!("{cents}0"),
        Some(_) => cents,
    }
}

/// The file that a setting is paid from.
fn source(setting: Setting) -> PaymentSource {
    match setting {
        Setting::Office | Setting::Dme => PaymentSource::Asp,
        Setting::Outpatient | Setting::Asc => PaymentSource::Opps,
    }
}

/// A skin substitute that Medicare pays at a flat rate for what was applied: neither JW nor JZ, no waste. Addendum B says which by
/// the status that the rule names; where it is not held for the dates of the rule, those that are counted by area.
pub fn flat_rate(code: Option<&Code>, payments: &[Payment], scope: Scope<'_>) -> bool {
    let Some(code) = code.filter(|code| code.kind == Kind::SkinSubstitute) else { return false };
    let Some(rule) = scope.book.rule(rules::SKIN_SUBSTITUTE) else { return false };
    if !rule.holds(scope.date, &scope.payer.id, scope.setting) {
        return false;
    }
    let first = rule.from.map(quarter_of).unwrap_or_default();
    match newest_of(PaymentSource::Opps, payments, scope).filter(|row| row.quarter >= first) {
        Some(row) => row.status_indicator.as_ref().is_some_and(|status| rule.statuses.contains(status)),
        None => code.unit.quantity().is_some_and(|unit| unit.measure == Measure::SquareCentimeter),
    }
}

/// The newest row of the setting's file that is not younger than the date.
pub fn newest<'p>(payments: &'p [Payment], scope: Scope<'_>) -> Option<&'p Payment> {
    newest_of(source(scope.setting), payments, scope)
}

fn newest_of<'p>(source: PaymentSource, payments: &'p [Payment], scope: Scope<'_>) -> Option<&'p Payment> {
    let quarter = quarter_of(scope.date);
    payments.iter().filter(|p| p.source == source && p.quarter <= quarter).max_by(|a, b| a.quarter.cmp(&b.quarter))
}

/// Is the drug packaged into the service (status N), as the newest row that is not younger than the date says?
pub fn packaged(payments: &[Payment], scope: Scope<'_>) -> bool {
    hospital(scope) && newest(payments, scope).is_some_and(status_n)
}

/// Packaged, or not known for so early a date and packaged in the first quarter held.
pub fn perhaps_packaged(payments: &[Payment], scope: Scope<'_>) -> bool {
    let oldest = || payments.iter().filter(|p| p.source == PaymentSource::Opps).min_by(|a, b| a.quarter.cmp(&b.quarter));
    hospital(scope) && newest(payments, scope).or_else(oldest).is_some_and(status_n)
}

fn status_n(payment: &Payment) -> bool {
    payment.status_indicator.as_deref() == Some("N")
}

/// Medicare's hospital outpatient departments and surgical centers package drugs.
fn hospital(scope: Scope<'_>) -> bool {
    scope.payer.medicare && matches!(scope.setting, Setting::Outpatient | Setting::Asc)
}

/// Limit times units, for Medicare; `flat` for what is paid at a flat rate. `None` where the payer is another, or where no limit is held for the date.
///
/// # Errors
/// More digits than can be held.
pub fn estimate(
    lines: &[Line],
    payments: &[Payment],
    flat: bool,
    scope: Scope<'_>,
    trail: &mut Explanation,
) -> Result<Option<PaymentEstimate>, BillingError> {
    if !scope.payer.medicare {
        return Ok(None);
    }
    // The flat rate of skin substitutes is the same in every setting and stands in Addendum B.
    let source = if flat { PaymentSource::Opps } else { source(scope.setting) };
    let Some((limit, quarter_held)) = newest_of(source, payments, scope).and_then(|p| Some((p.limit?, p.quarter.as_str()))) else {
        return Ok(None);
    };
    let units = lines.iter().fold(0u64, |sum, line| sum.saturating_add(line.units));
    let estimate = limit.checked_mul(Amount::from(units)).ok_or(BillingError::Inexact("payment"))?;
    let wanted = quarter_of(scope.date);
    let age = if quarter_held < wanted.as_str() { format!(", the newest held; the limit of {wanted} differs") } else { String::new() };
    let text = format_args!(
        "estimate: {units} × ${} ({quarter_held}{age}) = ${}, before coinsurance and sequestration",
        limit.grouped(),
        dollars(estimate)
    );
    trail.step(rules::PAYMENT_ESTIMATE, text);
    Ok(Some(PaymentEstimate { limit, quarter: quarter_held.to_owned(), estimate }))
}
