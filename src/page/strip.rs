//! The answer at once: what a claim line of the code needs, in a few cells above every pane.

use super::price::latest_payment;
use super::{Line, Role, Span};
use crate::catalog::{Catalog, Code, ContainerType, Date, Facts, Kind, MueTable, Payment, PaymentSource, Rulebook, State, words};
use crate::{billing, text};

words! {
    /// What is owed for the discarded part of a code's containers.
    pub enum DiscardDuty {
        /// Single-dose containers: JW on discarded units, JZ where none is discarded.
        JwOrJz = "jw-or-jz",
        /// Multi-dose containers, or billed as applied: neither modifier.
        None = "none",
        /// The container is not known, or no source says whether the code takes them.
        Unknown = "unknown",
    }
}

/// What the containers of a code ask for.
pub fn discard_duty(code: &Code, facts: &Facts, book: &Rulebook) -> DiscardDuty {
    match billing::container_held(Some(code), facts, &[], book) {
        _ if matches!(code.kind, Kind::Other | Kind::Service | Kind::Supply) => DiscardDuty::None,
        _ if billing::duty_is_open(Some(code), book) => DiscardDuty::Unknown,
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

/// The answer in cells, the most wanted first: state where the code cannot be billed, unit, JW and JZ, MUE, price, containers,
/// administration codes, class, and the state of a code in order. What is not known is left out.
pub fn strip_cells(catalog: &Catalog, code: &Code, on: Date) -> Vec<Line> {
    let facts = catalog.facts(&code.code);
    let mut cells = Vec::new();
    let state = state(catalog, code, on);
    let active = code.state(on) == State::Active;
    if !active {
        cells.push(state.clone());
    }
    if code.unit.quantity().is_some() {
        cells.push(Line::of(Role::Strong, format!("1 unit = {}", code.unit.text())));
    }
    match discard_duty(code, facts, catalog.rulebook()) {
        DiscardDuty::JwOrJz => cells.push(Line::of(Role::Text, "JW, or JZ if no waste")),
        DiscardDuty::None if code.kind.is_administered() => cells.push(Line::of(Role::Text, "neither JW nor JZ")),
        DiscardDuty::Unknown if billing::duty_is_open(Some(code), catalog.rulebook()) => {
            cells.push(Line::of(Role::Warning, "JW and JZ left open"))
        }
        DiscardDuty::Unknown if code.kind.is_administered() => cells.push(Line::of(Role::Warning, "container type not known")),
        _ => {}
    }
    if let Some(mue) = facts.mue.iter().find(|m| m.setting == MueTable::Practitioner).or(facts.mue.first()) {
        cells.push(Line::of(Role::Text, format!("MUE {}", mue.value)));
    }
    cells.extend(price(facts, on).and_then(|p| p.limit).map(|limit| Line::of(Role::Text, format!("${}/unit", limit.grouped()))));
    cells.extend(containers(code, facts, catalog.rulebook()));
    cells.extend(administration(catalog, code));
    cells.extend(catalog.classes_of(&code.code).first().map(|class| Line::of(Role::Text, class.name.clone())));
    if active {
        cells.push(state);
    }
    cells
}

/// May it be billed on the date? With what bills now in place of an ended code.
fn state(catalog: &Catalog, code: &Code, on: Date) -> Line {
    match (code.state(on), code.dates.ended) {
        (State::Active, Some(ended)) => Line::of(Role::Warning, format!("active until {ended}")),
        (State::Active, None) => Line::of(Role::Good, format!("active on {on}")),
        (State::Future, _) => Line::of(
            Role::Warning,
            code.dates.added.map_or_else(|| "not yet valid".to_owned(), |added| format!("not valid before {added}")),
        ),
        (State::Ended, ended) => {
            let line = Line::of(Role::Ended, format!("ENDED{}", ended.map(|day| format!(" {day}")).unwrap_or_default()));
            let now: Vec<String> = catalog.successors(&code.code).into_iter().map(|link| link.code).collect();
            if now.is_empty() { line } else { line.with(Role::Text, ", bill ").with(Role::Code, now.join(" or ")) }
        }
    }
}

/// `single-dose: 100 mg, 400 mg`, the amounts in one container.
fn containers(code: &Code, facts: &Facts, book: &Rulebook) -> Option<Line> {
    const MOST: usize = 4;
    let labeled: Vec<_> = billing::container_sizes(code, facts, book).into_iter().filter_map(|(_, labeled)| labeled).collect();
    let mut shown: Vec<String> = labeled.iter().take(MOST).map(|labeled| labeled.grouped()).collect();
    if labeled.len() > MOST {
        shown.push("…".to_owned());
    }
    let kind = billing::container_held(Some(code), facts, &[], book).map(|(kind, _)| format!("{}-dose", kind.as_str()));
    match (kind.filter(|_| code.kind.is_administered()), shown.is_empty()) {
        (Some(kind), true) => Some(Line::of(Role::Text, kind)),
        (Some(kind), false) => Some(Line::of(Role::Text, format!("{kind} {}", shown.join(", ")))),
        (None, true) => None,
        (None, false) => Some(Line::of(Role::Text, format!("packages of {}", shown.join(", ")))),
    }
}

fn administration(catalog: &Catalog, code: &Code) -> Option<Line> {
    const MOST: usize = 4;
    let codes = administration_codes(catalog, code);
    let more = if codes.len() > MOST { " …" } else { "" };
    let shown = codes.iter().take(MOST).cloned().collect::<Vec<_>>().join(" ") + more;
    (!codes.is_empty()).then(|| Line::of(Role::Code, shown))
}

/// Cells in rows of at most `columns`, a bar between two; a cell is never torn over two rows unless it is wider than one.
pub fn packed(cells: Vec<Line>, columns: usize) -> Vec<Line> {
    const BAR: &str = " | ";
    let mut rows: Vec<Line> = Vec::new();
    for cell in cells {
        let wide = text::width(&cell.text());
        match rows.last_mut().filter(|row| text::width(&row.text()) + BAR.len() + wide <= columns) {
            Some(row) => {
                row.spans.push(Span { text: BAR.to_owned(), role: Role::Muted });
                row.spans.extend(cell.spans);
            }
            None => rows.push(cell),
        }
    }
    rows
}

/// The cells in one line.
pub fn strip(catalog: &Catalog, code: &Code, on: Date) -> Line {
    packed(strip_cells(catalog, code, on), usize::MAX).into_iter().next().unwrap_or_default()
}
