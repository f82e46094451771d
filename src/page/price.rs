//! What Medicare pays for a unit, quarter by quarter.

use super::{Line, Role};
use crate::catalog::{Date, Facts, Payment, PaymentSource, quarter_of, quarter_start};
use crate::quantity::Amount;

/// The payment of one file that holds on a date: the latest quarter that began on or before it.
pub fn latest_payment(facts: &Facts, source: PaymentSource, on: Date) -> Option<&Payment> {
    facts.payments.iter().rfind(|p| p.source == source && quarter_start(&p.quarter).is_some_and(|start| start <= on))
}

/// `2025-10` as `Oct-Dec 2025`; anything that is not a quarter's first month as it stands.
pub fn quarter_words(quarter: &str) -> String {
    let Some((year, month)) = quarter.split_once('-') else { return quarter.to_owned() };
    let months = match month {
        "01" => "Jan-Mar",
        "04" => "Apr-Jun",
        "07" => "Jul-Sep",
        "10" => "Oct-Dec",
        _ => return quarter.to_owned(),
    };
    format!("{months} {year}")
}

/// Whether an edition is the one of the date: `None` where it is, else in words.
pub(super) fn not_of_the_date(edition: &str, on: Date) -> Option<&'static str> {
    let start = quarter_start(edition)?;
    let months = (i32::from(on.year()) - i32::from(start.year())) * 12 + i32::from(on.month()) - i32::from(start.month());
    match months {
        ..0 => Some("newer"),
        0..3 => None,
        _ => Some("older"),
    }
}

/// What an OPPS status indicator says about payment to a hospital outpatient department, in our words.
pub fn status_indicator_words(indicator: &str) -> Option<&'static str> {
    Some(match indicator {
        "A" => "paid under another fee schedule",
        "B" => "not recognized on an outpatient hospital claim; another code may be",
        "E1" => "not paid: not covered or not an outpatient benefit",
        "E2" => "not paid: no price information or claims data",
        "G" => "paid separately: pass-through drug or biological",
        "K" => "paid separately: drug or biological without pass-through",
        "K1" => "paid separately: non-opioid drug for pain",
        "L" => "vaccine paid at reasonable cost",
        "M" => "not billable to the Medicare contractor",
        "N" => "packaged: no separate payment",
        "S1" => "skin substitute, paid separately",
        "U" => "brachytherapy source, paid separately",
        "Y" => "equipment billed to the DME contractor",
        _ => return None,
    })
}

/// One row a quarter, the newest first: payment limit, outpatient rate and status.
///
/// Older quarters are counted rather than listed where `all` is not wanted.
pub(super) fn lines(facts: &Facts, on: Date, all: bool) -> Vec<Line> {
    const RECENT: usize = 4;
    let mut quarters: Vec<&str> = facts.payments.iter().map(|p| p.quarter.as_str()).collect();
    quarters.sort_unstable();
    quarters.dedup();
    if quarters.is_empty() {
        return vec![Line::of(Role::Muted, "No payment of this code stands in the CMS files held.")];
    }
    let mut lines = courses(facts);
    lines.push(Line::of(Role::Label, format!("{:<13}{:>13}{:>12}{:>8}  {}", "quarter", "payment limit", "outpatient", "change", "status")));
    let current = quarters.iter().rev().find(|q| quarter_start(q).is_some_and(|start| start <= on));
    for quarter in quarters.iter().rev().take(if all { usize::MAX } else { RECENT }) {
        let of = |source| facts.payments.iter().find(|p| p.quarter == *quarter && p.source == source);
        let (limit, rate) = (of(PaymentSource::Asp), of(PaymentSource::Opps));
        let row = format!(
            "{:<13}{:>13}{:>12}{:>8}  {}",
            quarter_words(quarter),
            dollars(limit),
            dollars(rate),
            since_the_quarter_before(facts, quarter),
            indicator(rate)
        );
        let role = if Some(quarter) == current {
            Role::Strong
        } else if quarter_start(quarter).is_some_and(|start| start > on) {
            Role::Muted
        } else {
            Role::Text
        };
        let mark = match role {
            Role::Strong => match not_of_the_date(quarter, on) {
                None => format!("  <- {on}"),
                Some(_) => "  <- latest held".to_owned(),
            },
            Role::Muted => "  after the date of service".to_owned(),
            _ => String::new(),
        };
        lines.push(Line::of(role, row.trim_end().to_owned()).with(Role::Muted, mark).indented(0, 48));
    }
    if let Some(older) = quarters.len().checked_sub(RECENT).filter(|n| *n > 0 && !all) {
        lines.push(Line::of(Role::Muted, format!("Folded: {older} older {}", if older == 1 { "quarter" } else { "quarters" })));
    }
    let shown = &quarters[quarters.len().saturating_sub(if all { usize::MAX } else { RECENT })..];
    let of_shown = facts.payments.iter().filter(|p| shown.contains(&p.quarter.as_str()));
    let mut indicators: Vec<&str> = of_shown.filter_map(|p| p.status_indicator.as_deref()).collect();
    indicators.sort_unstable();
    indicators.dedup();
    lines.push(Line::of(
        Role::Muted,
        "US dollars a unit: the Medicare Part B payment limit (ASP file) and the hospital outpatient rate (OPPS).",
    ));
    for indicator in indicators {
        let words = status_indicator_words(indicator).unwrap_or("a status that is not explained here");
        lines.push(Line::of(Role::Code, format!("{indicator:<4}")).with(Role::Text, words).indented(0, 4));
    }
    lines
}

/// A chart in one row for each file that holds several quarters: the lowest rate at the bottom, the highest at the top, with
/// the first and the last in words.
fn courses(facts: &Facts) -> Vec<Line> {
    let mut lines = Vec::new();
    for (label, source) in [("payment limit", PaymentSource::Asp), ("outpatient", PaymentSource::Opps)] {
        let paid = facts.payments.iter().filter(|p| p.source == source).filter_map(|p| Some((p.quarter.as_str(), p.limit?)));
        let paid: Vec<(&str, Amount)> = paid.collect();
        let ([(first, from), .., (last, to)], Some(lowest), Some(highest)) =
            (paid.as_slice(), paid.iter().map(|p| p.1).min(), paid.iter().map(|p| p.1).max())
        else {
            continue;
        };
        // A quarter that is not held is a gap.
        let mut chart = String::new();
        let mut expected = Some((*first).to_owned());
        for (quarter, rate) in &paid {
            while let Some(next) = expected.as_deref().filter(|next| *next < *quarter) {
                chart.push(' ');
                expected = next_quarter(next);
            }
            chart.push(level(*rate, lowest, highest));
            expected = next_quarter(quarter);
        }
        let words = format!(
            "  ${} {} to ${} {}, {}; lowest ${}, highest ${}",
            from.grouped(),
            quarter_words(first),
            to.grouped(),
            quarter_words(last),
            change(Some(*from), Some(*to)),
            lowest.grouped(),
            highest.grouped()
        );
        lines.push(Line::labeled(label).with(Role::Chart, chart).with(Role::Text, words));
    }
    lines
}

/// One of eight heights between the lowest and the highest rate.
fn level(rate: Amount, lowest: Amount, highest: Amount) -> char {
    const HEIGHTS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let above = rate.checked_sub(lowest).and_then(|a| a.checked_mul(Amount::from(7)));
    let height = highest.checked_sub(lowest).zip(above).and_then(|(span, above)| above.div_floor(span));
    height.and_then(|h| usize::try_from(h).ok()).and_then(|h| HEIGHTS.get(h)).copied().unwrap_or('▄')
}

/// The change of the payment limit, or of the outpatient rate where there is none, since the quarter before; empty where that
/// one is not held.
fn since_the_quarter_before(facts: &Facts, quarter: &str) -> String {
    let limit = |quarter: &str, source| facts.payments.iter().find(|p| p.quarter == quarter && p.source == source).and_then(|p| p.limit);
    let before = facts.payments.iter().map(|p| p.quarter.as_str()).find(|p| next_quarter(p).as_deref() == Some(quarter));
    let Some(before) = before else { return String::new() };
    let of = |source| Some(change(Some(limit(before, source)?), Some(limit(quarter, source)?)));
    of(PaymentSource::Asp).or_else(|| of(PaymentSource::Opps)).unwrap_or_default()
}

/// `2025-10` to `2026-01`.
fn next_quarter(quarter: &str) -> Option<String> {
    let start = quarter_start(quarter)?;
    Some(quarter_of(start.checked_add(jiff::Span::new().months(3)).ok()?))
}

/// `+1.2%`, rounded half up; empty where either has no rate.
fn change(old: Option<Amount>, new: Option<Amount>) -> String {
    let percent = |old: Amount, new: Amount| {
        let difference = if new < old { old.checked_sub(new) } else { new.checked_sub(old) };
        difference?.checked_mul(Amount::from(100))?.div_half_up(old, 1)
    };
    let (Some(old), Some(new)) = (old, new) else { return String::new() };
    percent(old, new).map_or_else(String::new, |p| format!("{}{p}%", if new < old { "-" } else { "+" }))
}

fn indicator(payment: Option<&Payment>) -> &str {
    payment.and_then(|p| p.status_indicator.as_deref()).unwrap_or("")
}

fn dollars(payment: Option<&Payment>) -> String {
    payment.map_or_else(String::new, |p| p.limit.map_or_else(|| "none".to_owned(), |limit| format!("${}", limit.grouped())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_is_that_of_the_date_or_says_how_it_is_not() {
        let on = |text: &str| text.parse().unwrap();
        assert_eq!(not_of_the_date("2025-10", on("2025-10-01")), None);
        assert_eq!(not_of_the_date("2025-10", on("2025-12-31")), None);
        assert_eq!(not_of_the_date("2025-10", on("2026-01-01")), Some("older"));
        assert_eq!(not_of_the_date("2025-10", on("2025-09-30")), Some("newer"));
        assert_eq!(quarter_words("2025-10"), "Oct-Dec 2025");
        assert_eq!(quarter_words("2025-06-20"), "2025-06-20");
    }
}
