//! The first pane: what a coder must see at a glance.

use std::collections::BTreeMap;

use super::notes::{self, Words};
use super::price::{latest_payment, not_of_the_date, quarter_words, status_indicator_words};
use super::{Line, Role};
use crate::billing;
use crate::catalog::{AnnouncedAction, BillingUnit, Catalog, Code, Date, Facts, Kind, Mue, MueTable, PaymentSource, Rulebook, State};

/// `J9039  blinatumomab`.
pub fn title(code: &Code) -> Line {
    let line = Line::of(Role::Code, code.code.clone());
    if code.title().is_empty() { line } else { line.with(Role::Strong, format!("  {}", code.title())) }
}

/// May the code be billed on the date? In words, with what bills now in place of an ended one.
pub fn banner(catalog: &Catalog, code: &Code, on: Date) -> Vec<Line> {
    let mut lines = state(catalog, code, on);
    if let Some(announced) = &code.announced {
        let what = match announced.action {
            AnnouncedAction::Added => "this code begins",
            AnnouncedAction::Ended => "this code ends; the last day is inferred from the quarter",
            AnnouncedAction::Reworded => "the descriptor changes; the new text is not held",
        };
        lines.push(
            Line::of(Role::Warning, format!("Announced for {}: ", quarter_words(&announced.quarter)))
                .with(Role::Text, format!("{what}. The full descriptor of the change is not held.")),
        );
    }
    lines
}

fn state(catalog: &Catalog, code: &Code, on: Date) -> Vec<Line> {
    let since = code.dates.added.map(|d| format!(" since {d}")).unwrap_or_default();
    match (code.state(on), code.dates.ended) {
        (State::Active, Some(ended)) => {
            let mut lines = vec![
                Line::of(Role::Good, "Active")
                    .with(Role::Text, format!(" on {on}. "))
                    .with(Role::Warning, format!("Its last day is {ended}: later dates of service need another code.")),
            ];
            lines.extend(successors(catalog, code, "bill after", on));
            lines
        }
        (State::Active, None) => vec![Line::of(Role::Good, "Active").with(Role::Text, format!("{since}."))],
        (State::Future, _) => vec![Line::of(Role::Warning, "Not yet valid").with(
            Role::Text,
            match code.dates.added {
                Some(added) => format!(" on {on}: its first day is {added}."),
                None => format!(" on {on}."),
            },
        )],
        (State::Ended, ended) => {
            let ended = ended.map(|d| format!(" {d}")).unwrap_or_default();
            let mut lines = vec![
                Line::of(Role::Ended, format!("ENDED{ended}"))
                    .with(Role::Text, ". It cannot be billed for dates of service after that day."),
            ];
            lines.extend(successors(catalog, code, "bill now", on));
            lines
        }
    }
}

/// What bills in place of an ended code, and what is known about the change.
fn successors(catalog: &Catalog, code: &Code, label: &str, on: Date) -> Vec<Line> {
    let words = Words::new(catalog, on);
    let mut lines: Vec<Line> = catalog
        .successors(&code.code)
        .iter()
        .map(|link| words.code(Line::labeled(label), &link.code).with(Role::Muted, format!("  (was {})", code.unit.text())))
        .collect();
    match catalog.transition(&code.code) {
        Some(transition) if !transition.text.is_empty() => {
            let line = Line::labeled(if lines.is_empty() { label } else { "" }).with(Role::Warning, transition.text.clone());
            lines.push(notes::sourced(line, transition.confidence, &transition.sources));
        }
        _ if lines.is_empty() => lines.push(Line::labeled(label).with(Role::Muted, "no successor is stated in the data held")),
        _ => {}
    }
    lines
}

pub(super) fn lines(catalog: &Catalog, code: &Code, on: Date) -> Vec<Line> {
    let facts = catalog.facts(&code.code);
    let mut lines = vec![Line::of(Role::Text, code.descriptor.clone())];
    lines.extend(banner(catalog, code, on));
    lines.push(Line::blank());
    lines.extend(unit(code, facts, catalog.rulebook()));
    lines.extend(payment(facts, on));
    lines.extend(mue(catalog, facts, on));
    lines.push(discarded(catalog, code, facts, on));
    lines.push(Line::blank());
    lines.extend(what(catalog, code, facts, on));
    lines.extend(corrections(catalog, code));
    lines
}

/// The unit card: what one unit is, what may be tripped over, what the packages hold.
fn unit(code: &Code, facts: &Facts, book: &Rulebook) -> Vec<Line> {
    let mut lines = match &code.unit {
        BillingUnit::Amount { .. } => vec![Line::labeled("unit").with(Role::Strong, format!("1 unit = {}", code.unit.text()))],
        BillingUnit::Unclassified => {
            vec![
                Line::labeled("unit").with(Role::Strong, "always 1 unit").with(Role::Text, ": not otherwise classified, whatever the dose"),
            ]
        }
        BillingUnit::NotADrug => vec![Line::labeled("unit").with(Role::Text, "not a drug")],
        BillingUnit::Refused(reason) => {
            vec![Line::labeled("unit").with(Role::Warning, "no billing unit in the descriptor: ").with(Role::Text, reason.clone())]
        }
    };
    lines.extend(code.unit.traps().iter().map(|t| Line::labeled("caution").with(Role::Warning, t.description())));
    let sizes = billing::container_sizes(code, facts, book);
    if !sizes.is_empty() {
        let shown: Vec<String> = sizes
            .iter()
            .map(|(units, labeled)| {
                let count = format!("{} {}", units.grouped(), if units.whole() == Some(1) { "unit" } else { "units" });
                labeled.map_or_else(|| count.clone(), |q| format!("{} = {count}", q.grouped()))
            })
            .collect();
        let label = if matches!(code.kind, Kind::SkinSubstitute | Kind::Supply) { "one item" } else { "vial, syringe" };
        lines.push(Line::labeled(label).with(Role::Text, shown.join("; ")));
    }
    lines
}

/// The brands of a code's packages and of its page, each once, case aside, in order.
pub fn brands<'a>(catalog: &'a Catalog, code: &Code, facts: &'a Facts) -> Vec<&'a str> {
    let packages = facts.products.iter().map(|p| p.brand.as_str()).filter(|b| !b.is_empty());
    let written = catalog.pages_of(&code.code).into_iter().flatten().flat_map(|page| page.brands.iter().map(String::as_str));
    let distinct: BTreeMap<String, &str> = packages.chain(written).map(|b| (b.to_lowercase(), b)).collect();
    distinct.into_values().collect()
}

/// Brands, kind, classes, coverage, what it took over from.
fn what(catalog: &Catalog, code: &Code, facts: &Facts, on: Date) -> Vec<Line> {
    let brands = brands(catalog, code, facts);
    let mut lines = Vec::new();
    if !brands.is_empty() {
        lines.push(Line::labeled("brands").with(Role::Text, brands.join(", ")));
    }
    lines.push(Line::labeled("kind").with(Role::Text, code.kind.as_str().replace('-', " ")));
    let classes: Vec<&str> = catalog.classes_of(&code.code).iter().map(|c| c.name.as_str()).collect();
    if !classes.is_empty() {
        lines.push(Line::labeled("classes").with(Role::Text, classes.join("; ")));
    }
    if let Some(words) = coverage_words(&code.cms.coverage) {
        let role = if matches!(code.cms.coverage.as_str(), "I" | "M" | "S") { Role::Warning } else { Role::Text };
        lines.push(Line::labeled("Medicare").with(role, words));
    }
    let words = Words::new(catalog, on);
    for link in catalog.predecessors(&code.code) {
        lines.push(words.code(Line::labeled("replaces"), &link.code));
    }
    lines
}

/// COV of the code file, in words.
pub(super) fn coverage_words(coverage: &str) -> Option<&'static str> {
    Some(match coverage {
        "C" => "coverage is the contractor's judgment",
        "D" => "special coverage instructions apply",
        "I" => "not payable by Medicare",
        "M" => "not covered by Medicare",
        "S" => "not covered by Medicare, by statute",
        _ => return None,
    })
}

/// What is paid on the date, by file, with the quarter it comes from.
fn payment(facts: &Facts, on: Date) -> Vec<Line> {
    let mut lines = Vec::new();
    for (label, source) in [("payment limit", PaymentSource::Asp), ("outpatient", PaymentSource::Opps)] {
        let Some(payment) = latest_payment(facts, source, on) else { continue };
        let mut line = Line::labeled(label);
        line = match payment.limit {
            Some(limit) => line.with(Role::Strong, format!("${}", limit.grouped())).with(Role::Text, " a unit"),
            None => line.with(Role::Text, "no rate"),
        };
        if let Some(percent) = payment.coinsurance {
            line = line.with(Role::Text, format!(", coinsurance {}%", percent.grouped()));
        }
        if let Some(indicator) = &payment.status_indicator {
            line = line.with(Role::Text, ", status ").with(Role::Code, indicator.clone());
            if let Some(words) = status_indicator_words(indicator).and_then(|w| w.split(':').next()) {
                line = line.with(Role::Text, format!(" ({words})"));
            }
        }
        lines.push(dated(line, &payment.quarter, on));
    }
    if lines.is_empty() {
        lines.push(Line::labeled("payment limit").with(Role::Muted, format!("none held for {on}")));
    }
    lines
}

/// The edition of a fact, and a warning where it is not that of the date.
fn dated(line: Line, edition: &str, on: Date) -> Line {
    let line = line.with(Role::Source, format!(", {}", quarter_words(edition)));
    match not_of_the_date(edition, on) {
        Some(words) => line.with(Role::Warning, format!(" ({words})")),
        None => line,
    }
}

/// One line for the tables that agree.
fn mue(catalog: &Catalog, facts: &Facts, on: Date) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for edit in &facts.mue {
        let same = |other: &&Mue| (other.value, other.mai, &other.quarter) == (edit.value, edit.mai, &edit.quarter);
        if facts.mue.iter().find(same).is_some_and(|first| first.setting != edit.setting) {
            continue;
        }
        let settings: Vec<&str> = facts.mue.iter().filter(same).map(|e| table_name(e.setting)).collect();
        let line = Line::labeled(if lines.is_empty() { "MUE" } else { "" })
            .with(Role::Strong, format!("{} {}", edit.value, if edit.value == 1 { "unit" } else { "units" }))
            .with(Role::Text, format!(" {} (MAI {}), {}", mai_words(edit.mai), edit.mai, settings.join(" and ")));
        lines.push(dated(line, &edit.quarter, on));
    }
    if lines.is_empty() && catalog.edition("practitioner").is_some() {
        lines.push(Line::labeled("MUE").with(Role::Muted, "none is published for this code; some are confidential"));
    }
    lines
}

/// What a medically unlikely edit's adjudication indicator means.
fn mai_words(mai: u8) -> &'static str {
    match mai {
        1 => "a line",
        2 => "a day, absolute",
        3 => "a day, appealable",
        _ => "with an indicator that is not explained here",
    }
}

fn discarded(catalog: &Catalog, code: &Code, facts: &Facts, on: Date) -> Line {
    let line = Line::labeled("JW and JZ");
    match &facts.discarded_drug {
        _ if billing::duty_is_open(Some(code), catalog.rulebook()) => line.with(
            Role::Warning,
            "left open: single-dose containers, but no source held says whether Medicare requires JW and JZ on this code",
        ),
        Some(d) if d.listed => {
            let line = line.with(Role::Strong, "single-dose").with(Role::Text, ": JW on discarded units, JZ where none is discarded");
            let required = catalog.rulebook().rule("jz-required").and_then(|rule| rule.from).filter(|from| on < *from);
            let line = match required {
                Some(from) => line.with(Role::Warning, format!(" (JZ is required from {from})")),
                None => line,
            };
            line.with(Role::Source, format!(", CMS list of {}", d.edition))
        }
        Some(d) => line
            .with(Role::Text, "not on CMS's single-dose list, which is not complete: the container decides")
            .with(Role::Source, format!(", list of {}", d.edition)),
        None => line.with(Role::Muted, "no list is held; the container decides"),
    }
}

fn corrections(catalog: &Catalog, code: &Code) -> Vec<Line> {
    let mut lines = Vec::new();
    for correction in catalog.corrections(&code.code) {
        if lines.is_empty() {
            lines.push(Line::blank());
            lines.push(Line::heading("Common errors"));
        }
        lines.push(Line::of(Role::Ended, "Wrong: ").with(Role::Text, correction.claim).indented(2, 9));
        let line = Line::of(Role::Good, "True:  ").with(Role::Text, correction.truth).indented(2, 9);
        lines.push(notes::sourced(line, correction.confidence, &correction.sources));
    }
    lines
}

/// A table of edits as written in a sentence.
fn table_name(table: MueTable) -> &'static str {
    match table {
        MueTable::Practitioner | MueTable::Outpatient => table.as_str(),
        MueTable::Dme => "DME",
    }
}
