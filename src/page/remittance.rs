//! A remittance as lines: how much of its drug was denied, for what, and what to do about each.

use std::collections::HashMap;

use rust_decimal::Decimal;

use super::{Line, Role};
use crate::billing::dollars;
use crate::denials::{DenialReport, DeniedLine};
use crate::quantity::Amount;
use crate::scrub::Finding;
use crate::text::counted;
use crate::x12::era835::Remittance;

/// The most causes of a denial: the likeliest.
const CAUSES: usize = 3;

/// What was denied, by reason, then the lines of each combination of reasons and remarks with causes and fix.
pub fn remittance_lines(remittance: &Remittance, denied: &DenialReport) -> Vec<Line> {
    let mut lines = head(remittance, denied);
    if !denied.totals.is_empty() {
        lines.extend([Line::blank(), Line::heading("By reason")]);
        for total in &denied.totals {
            let code = format!("{}-{}", total.group, total.carc);
            let text = format!("{:>14}  {}", money(total.amount), counted(total.lines, "line"));
            lines.push(Line::labeled(&code).with(Role::Text, text));
        }
    }
    let mut groups: Vec<(String, Vec<&DeniedLine>)> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for line in &denied.lines {
        let words = line.description();
        let at = *places.entry(words.clone()).or_insert(groups.len());
        match groups.get_mut(at) {
            Some((_, alike)) => alike.push(line),
            None => groups.push((words, vec![line])),
        }
    }
    for (words, alike) in groups {
        lines.extend([Line::blank(), Line::heading(words)]);
        for line in &alike {
            lines.push(service_line(line));
            lines.extend(line.findings.iter().map(finding));
        }
        lines.extend(alike.first().into_iter().flat_map(|first| advice(first)));
    }
    for warning in &remittance.warnings {
        lines.push(Line::of(Role::Warning, warning.clone()).indented(0, 2));
    }
    lines
}

fn head(remittance: &Remittance, denied: &DenialReport) -> Vec<Line> {
    let from = remittance.payer.as_ref().map(|p| format!(" of {p}")).unwrap_or_default();
    let on = remittance.paid_on.map(|d| format!(", {d}")).unwrap_or_default();
    let mut lines = vec![
        Line::of(Role::Strong, format!("Remittance{from}{on}, {} paid", money(remittance.paid))).indented(0, 2),
        Line::of(
            Role::Text,
            format!(
                "{}, {}; {} of drug charged {}, {} denied with {}",
                counted(remittance.claims, "claim"),
                counted(remittance.lines.len(), "service line"),
                counted(denied.drug_lines, "line"),
                money(denied.charge),
                denied.lines.len(),
                money(denied.denied)
            ),
        )
        .indented(0, 2),
    ];
    if remittance.without_lines > 0 {
        let text =
            format!("{} without service lines: whether drug is among them cannot be seen here", counted(remittance.without_lines, "claim"));
        lines.push(Line::of(Role::Warning, text).indented(0, 2));
    }
    if remittance.reversals > 0 {
        let text = format!("{} taking an earlier payment back, not listed", counted(remittance.reversals, "claim"));
        lines.push(Line::of(Role::Muted, text).indented(0, 2));
    }
    if !remittance.withheld.is_empty() {
        let parts: Vec<String> = remittance.withheld.iter().map(|w| format!("{} {}", w.reason, money(w.amount))).collect();
        lines.push(Line::of(Role::Muted, format!("beside the claims withheld: {}", parts.join(", "))).indented(0, 2));
    }
    lines
}

fn service_line(denied: &DeniedLine) -> Line {
    let (line, service) = (&denied.line, &denied.line.service);
    let code = if service.code.is_empty() { "no code" } else { &service.code };
    let billed = std::iter::once(code.to_owned()).chain(service.modifiers.iter().cloned()).collect::<Vec<_>>().join("-");
    let units = service.units.map(|u| format!(" × {u}")).unwrap_or_default();
    let mut shown = Line::of(Role::Label, format!("line {:<4}", line.number))
        .with(Role::Muted, service.date.map_or_else(|| "          ".to_owned(), |d| d.to_string()))
        .with(Role::Code, format!("  {billed}{units}"))
        .with(Role::Text, denied.name.as_ref().map(|n| format!("  {n}")).unwrap_or_default())
        .with(Role::Strong, format!("  {}", money(line.charge)));
    if !line.paid.is_zero() {
        shown = shown.with(Role::Muted, format!(", {} paid", money(line.paid)));
    }
    if let Some(billed_as) = &service.billed_as {
        shown = shown.with(Role::Warning, format!(", billed as {billed_as}"));
    }
    if !line.policies.is_empty() {
        shown = shown.with(Role::Muted, format!(", policy {}", line.policies.join(", ")));
    }
    if let Some(mue) = &denied.mue {
        shown = shown.with(Role::Muted, format!(", MUE {} (MAI {})", mue.value, mue.mai));
    }
    if let Some(ndc) = &service.ndc {
        shown = shown.with(Role::Muted, format!(", NDC {ndc}"));
    }
    shown.indented(0, 9)
}

/// What the payer's codes mean and what to do, without the sources: `jdex denial` names them.
fn advice(denied: &DeniedLine) -> Vec<Line> {
    let mut lines = super::denial::meanings(&denied.explained, false);
    lines.extend(super::denial::advice(&denied.explained, CAUSES, None));
    lines.extend(denied.explained.unknown.iter().map(|code| super::denial::unknown(code)));
    lines
}

/// What the claim check sees on the line itself.
fn finding(finding: &Finding) -> Line {
    Line::of(Role::Warning, finding.text.clone()).with(Role::Label, "; fix: ").with(Role::Text, finding.fix.clone()).indented(9, 9)
}

/// `$1,234.50`, `-$12.00`.
pub(super) fn money(amount: Decimal) -> String {
    let sign = if amount < Decimal::ZERO { "-" } else { "" };
    let plain = amount.abs().to_string();
    // More digits than an amount of drug can hold stand as they came.
    Amount::parse(&plain).map_or_else(|_| format!("{sign}${plain}"), |amount| format!("{sign}${}", dollars(amount)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_as_people_write_it() {
        for (amount, text) in [("0", "$0.00"), ("1234.5", "$1,234.50"), ("-12", "-$12.00"), ("1234567.89", "$1,234,567.89")] {
            assert_eq!(money(Decimal::from_str_exact(amount).unwrap()), text);
        }
    }
}
