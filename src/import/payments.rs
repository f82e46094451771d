//! What Medicare pays by quarter, as the catalog states it: shared by the payment limit file and both forms of Addendum B.

use std::collections::BTreeMap;

use super::cms_file::{Extracted, File, Merged};
use super::error::Reason;
use super::write;
use crate::catalog::{Payment, PaymentSource, family};
use crate::quantity::Amount;

/// Payments by code.
pub(super) type Payments = BTreeMap<String, Vec<Payment>>;

/// The payments of a table of `rows` rows.
pub(super) fn extracted(edition: String, edition_from: &str, rows: usize, payments: &Payments) -> Extracted {
    let taken = payments.values().map(Vec::len).sum();
    Extracted { edition, edition_from: edition_from.to_owned(), rows, taken, files: render(payments) }
}

/// Adds a payment; the same code twice must say the same.
pub(super) fn insert(payments: &mut Payments, row: usize, code: &str, payment: Payment) -> Result<(), Reason> {
    let text = |payment: &Payment| payment.limit.map_or_else(|| "nothing".to_owned(), |limit| limit.to_string());
    let held = payments.entry(code.to_owned()).or_default();
    match held.iter().find(|p| p.quarter == payment.quarter) {
        Some(before) if *before != payment => {
            let message = format!("{code} is listed twice for {}: {} and {}", payment.quarter, text(before), text(&payment));
            return Err(Reason::row(row, message));
        }
        Some(_) => {}
        None => held.push(payment),
    }
    Ok(())
}

/// Digits that the shortest decimal of a double has where it was computed and not typed.
const DOUBLE: usize = 14;

/// Decimals that a payment may have.
const CMS_DECIMALS: usize = 6;

/// Dollars as written: `$1,234.50`, `164.253`. A spreadsheet's double (`0.11500000000000002`) is rounded to the sixth
/// decimal: CMS publishes three. Nothing, `.` and `N/A` are none.
pub(super) fn dollars(row: usize, text: &str) -> Result<Option<Amount>, Reason> {
    if matches!(text.trim(), "" | "." | "N/A" | "n/a") {
        return Ok(None);
    }
    let plain = Some(text.trim_start_matches('$').trim()).filter(|plain| !plain.is_empty()).unwrap_or(text);
    let (whole, decimals) = plain.split_once('.').unwrap_or((plain, ""));
    if decimals.len() <= CMS_DECIMALS {
        return Amount::parse(plain).map(Some).map_err(|e| Reason::row(row, format!("the payment {e}")));
    }
    // As many decimals as an amount may be read with; those beyond cannot change the sixth.
    let kept = decimals.len().min(14usize.saturating_sub(whole.len()));
    let computed = whole.trim_start_matches('0').len() + decimals.len() >= DOUBLE && kept > CMS_DECIMALS;
    let number = Amount::parse(&format!("{whole}.{}", decimals.get(..kept).unwrap_or(decimals)));
    match number {
        Ok(number) if computed && decimals.bytes().all(|b| b.is_ascii_digit()) => Ok(Some(number.round_half_up(6))),
        _ => Err(Reason::cell(row, "the payment", text, "a number of at most six decimals")),
    }
}

/// A row of Addendum B: a status indicator, and a rate where it is paid.
pub(super) fn outpatient(row: usize, quarter: &str, indicator: &str, rate: &str) -> Result<Payment, Reason> {
    let letters = (1..=2).contains(&indicator.len()) && indicator.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    if !letters {
        return Err(Reason::cell(row, "the status indicator", indicator, "one or two capitals or digits"));
    }
    let new = Payment::new(PaymentSource::Opps, quarter);
    Ok(Payment { status_indicator: Some(indicator.to_owned()), limit: dollars(row, rate)?, ..new })
}

/// `payments/J9.toml` ..., one line a quarter.
pub(super) fn render(payments: &Payments) -> Vec<File> {
    let mut families: BTreeMap<&str, Vec<(&String, &Vec<Payment>)>> = BTreeMap::new();
    for (code, payments) in payments {
        families.entry(family(code)).or_default().push((code, payments));
    }
    families.into_iter().map(|(family, codes)| (format!("payments/{family}.toml"), write::payments(family, &codes))).collect()
}

/// Quarters are laid beside the held ones; a quarter that is held is stated anew, what only the held one states about the same
/// payment stays.
pub(super) fn merge(source: PaymentSource, held: &[File], new: &[File]) -> Result<Merged, Reason> {
    let (mut all, new) = (write::read(held)?.payments, write::read(new)?.payments);
    let newest = |payments: &Payments| payments.values().flatten().filter(|p| p.source == source).map(|p| p.quarter.clone()).max();
    let (newest_held, newest) = (newest(&all), newest(&new));
    let mut changed = 0;
    for (code, payments) in new {
        let known = all.entry(code).or_default();
        for payment in payments {
            match known.iter_mut().find(|p| (p.source, &p.quarter) == (payment.source, &payment.quarter)) {
                Some(held) => changed += usize::from(held.join(payment)),
                None => known.push(payment),
            }
        }
    }
    let mut notes = Vec::new();
    if let Some((held, _)) = newest_held.zip(newest).filter(|(held, new)| new < held) {
        notes.push(format!("older than the {held} held: its quarters are added"));
    }
    if changed > 0 {
        notes.push(format!("payments that differ from those held for the same quarter and replace them: {changed}"));
    }
    Ok(Merged { files: render(&all), notes, keeps_older: true, whole_folder: false })
}
