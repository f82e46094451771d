//! The answer at once: unit, MUE, JW or JZ, price and administration codes of a code in one line.

use super::price::latest_payment;
use super::{Line, Role};
use crate::billing;
use crate::catalog::{Catalog, Code, ContainerType, Date, Facts, Kind, MueTable, Payment, PaymentSource};

/// What is owed for the discarded part of a code's containers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiscardDuty {
    /// Single-dose containers: JW on discarded units, JZ where none is discarded.
    JwOrJz,
    /// Multi-dose containers, or billed as applied: neither modifier.
    None,
    /// It depends on the container, which is not known.
    Unknown,
}

impl DiscardDuty {
    /// As in JSON: `jw-or-jz`.
    pub fn as_str(self) -> &'static str {
        match self {
            DiscardDuty::JwOrJz => "jw-or-jz",
            DiscardDuty::None => "none",
            DiscardDuty::Unknown => "unknown",
        }
    }
}

/// What the containers of a code ask for.
pub fn discard_duty(code: &Code, facts: &Facts) -> DiscardDuty {
    match billing::container_held(Some(code), facts, &[]) {
        _ if matches!(code.kind, Kind::Other | Kind::Service | Kind::Supply) => DiscardDuty::None,
        Some((ContainerType::Single, _)) => DiscardDuty::JwOrJz,
        Some((ContainerType::Multi, _)) => DiscardDuty::None,
        _ => DiscardDuty::Unknown,
    }
}

/// The payment limit of the date, or the outpatient rate where the file has none.
pub fn price(facts: &Facts, on: Date) -> Option<&Payment> {
    let of = |source| latest_payment(facts, source, on).filter(|p| p.limit.is_some());
    of(PaymentSource::Asp).or_else(|| of(PaymentSource::Opps))
}

/// The numbers a drug is given with, each once.
pub fn administration_codes(catalog: &Catalog, code: &Code) -> Vec<String> {
    let mut codes: Vec<String> = Vec::new();
    for row in catalog.administration(&code.code) {
        if !codes.contains(&row.code) {
            codes.push(row.code);
        }
    }
    codes
}

/// `1 unit = 1 mg │ MUE 400 │ JW or JZ │ $59.832/unit │ 96413 96415`; what is not known is left out.
pub fn strip(catalog: &Catalog, code: &Code, on: Date) -> Line {
    const MOST: usize = 4;
    let facts = catalog.facts(&code.code);
    let mut cells: Vec<(Role, String)> = Vec::new();
    if code.unit.quantity().is_some() {
        cells.push((Role::Strong, format!("1 unit = {}", code.unit.text())));
    }
    if let Some(mue) = facts.mue.iter().find(|m| m.setting == MueTable::Practitioner).or(facts.mue.first()) {
        cells.push((Role::Text, format!("MUE {}", mue.value)));
    }
    match discard_duty(code, facts) {
        DiscardDuty::JwOrJz => cells.push((Role::Text, "JW, or JZ if no waste".to_owned())),
        DiscardDuty::None if code.kind.is_administered() => cells.push((Role::Text, "neither JW nor JZ".to_owned())),
        DiscardDuty::Unknown if code.kind.is_administered() => cells.push((Role::Warning, "container type not known".to_owned())),
        _ => {}
    }
    if let Some(limit) = price(facts, on).and_then(|p| p.limit) {
        cells.push((Role::Text, format!("${}/unit", limit.grouped())));
    }
    let administration = administration_codes(catalog, code);
    if !administration.is_empty() {
        let more = if administration.len() > MOST { " …" } else { "" };
        cells.push((Role::Code, administration.iter().take(MOST).cloned().collect::<Vec<_>>().join(" ") + more));
    }
    let mut line: Option<Line> = None;
    for (role, text) in cells {
        line = Some(match line {
            None => Line::of(role, text),
            Some(line) => line.with(Role::Muted, " | ").with(role, text),
        });
    }
    line.unwrap_or_else(Line::blank)
}
