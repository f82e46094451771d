//! The differences as lines, unit changes first.

use super::differences::Differences;
use super::side::Side;
use crate::catalog::{Code, Date, ModifierFact, Mue, MueTable, Payment, PaymentSource};
use crate::import::diff::amounts::PriceChanged;
use crate::import::diff::{Ended, unit_change};
use crate::page::{Line, Role, quarter_words};
use crate::quantity::Amount;

/// Columns before what is said about a code.
const HANG: usize = 9;

pub(super) fn lines(old: &Side, new: &Side, found: &Differences<'_>, percent: Amount) -> Vec<Line> {
    let mut lines = vec![side("old", old), side("new", new)];
    lines.push(Line::labeled("compared").with(Role::Text, found.compared.join(", ")));
    if found.is_empty() {
        lines.push(Line::of(Role::Good, "Nothing differs."));
        return lines;
    }
    let (codes, modifiers, prices) = (&found.codes, &found.modifiers, &found.prices);
    let mut part = |title: String, rows: Vec<Line>| {
        if !rows.is_empty() {
            lines.extend([Line::blank(), Line::heading(format!("{title}: {}", rows.iter().filter(|r| r.indent == 0).count()))]);
            lines.extend(rows);
        }
    };
    let each = |rows: &[&Code]| rows.iter().map(|c| code(c)).collect::<Vec<_>>();
    part("UNIT CHANGED".to_owned(), codes.unit_changed.iter().flat_map(|c| unit_changed(c.old, c.new)).collect());
    part("ENDED".to_owned(), codes.ended.iter().flat_map(ended).collect());
    part(
        "LAST DAY TAKEN BACK OR PUT OFF".to_owned(),
        codes
            .reopened
            .iter()
            .map(|c| row(&c.new.code, c.new.title()).with(Role::Text, moved(c.old.dates.ended, c.new.dates.ended)))
            .collect(),
    );
    part("ADDED".to_owned(), each(&codes.added));
    part(
        "TEXT CHANGED".to_owned(),
        codes.text_changed.iter().flat_map(|c| texts(&c.new.code, &c.old.descriptor, &c.new.descriptor)).collect(),
    );
    part("NO LONGER LISTED".to_owned(), each(&codes.gone));
    part("MODIFIERS ENDED".to_owned(), modifiers.ended.iter().map(|m| modifier(m)).collect());
    part("MODIFIERS ADDED".to_owned(), modifiers.added.iter().map(|m| modifier(m)).collect());
    part(
        "MODIFIERS WITH ANOTHER TEXT".to_owned(),
        modifiers.text_changed.iter().flat_map(|(old, new)| texts(&new.code, &old.descriptor, &new.descriptor)).collect(),
    );
    part(
        "LIMITS CHANGED".to_owned(),
        found
            .limits
            .iter()
            .map(|l| row(l.code, setting(l.setting)).with(Role::Text, format!(": {} became {}", edit(l.old), edit(l.new))))
            .collect(),
    );
    part(format!("PRICES CHANGED BY MORE THAN {percent}%"), prices.price_changed.iter().map(price).collect());
    part("OUTPATIENT STATUS CHANGED".to_owned(), prices.status_changed.iter().map(status).collect());
    lines
}

fn side(label: &str, side: &Side) -> Line {
    let editions = side.editions.iter().map(|e| format!("{} {}", e.what, quarter_words(&e.edition))).collect::<Vec<_>>().join(", ");
    Line::labeled(label).with(Role::Strong, side.name.clone()).with(Role::Text, format!(", {}: {editions}", side.what))
}

fn row(code: &str, title: &str) -> Line {
    Line::of(Role::Code, format!("{code:<HANG$}")).with(Role::Text, title.to_owned()).indented(0, HANG)
}

fn below(role: Role, text: impl Into<String>) -> Line {
    Line::of(role, text).indented(HANG, HANG)
}

fn code(code: &Code) -> Line {
    let dates = match (code.dates.added, code.dates.ended) {
        (Some(added), Some(ended)) => format!(" {added} to {ended}"),
        (Some(added), None) => format!(" from {added}"),
        (None, Some(ended)) => format!(" until {ended}"),
        (None, None) => String::new(),
    };
    row(&code.code, &code.descriptor).with(Role::Muted, dates)
}

fn unit_changed(old: &Code, new: &Code) -> [Line; 2] {
    let words = unit_change(&old.unit, &new.unit).unwrap_or_default();
    [row(&new.code, new.title()).with(Role::Warning, format!(": {words}")), below(Role::Muted, new.descriptor.clone())]
}

fn ended(ended: &Ended<'_>) -> Vec<Line> {
    let day = ended.code.dates.ended.map(|d| format!(", last day {d}")).unwrap_or_default();
    let mut lines = vec![row(&ended.code.code, &ended.code.descriptor).with(Role::Ended, day)];
    for successor in &ended.successors {
        lines.push(
            below(Role::Text, "now ")
                .with(Role::Code, successor.code.clone())
                .with(Role::Warning, format!(" {}", successor_words(ended.code, successor))),
        );
    }
    if !ended.text.is_empty() {
        lines.push(below(Role::Text, ended.text.to_owned()));
    } else if ended.successors.is_empty() {
        lines.push(below(Role::Muted, "no successor is stated in the data held"));
    }
    lines
}

/// How the unit of a successor compares, in words.
pub(super) fn successor_words(old: &Code, new: &Code) -> String {
    unit_change(&old.unit, &new.unit).unwrap_or_else(|| format!("{}: the unit is unchanged", new.unit.text()))
}

fn moved(old: Option<Date>, new: Option<Date>) -> String {
    let day = |d: Option<Date>| d.map_or_else(|| "none".to_owned(), |d| d.to_string());
    format!(": last day was {}, is {}", day(old), day(new))
}

fn texts(code: &str, old: &str, new: &str) -> [Line; 2] {
    [row(code, "was: ").with(Role::Muted, old.to_owned()), below(Role::Text, "now: ").with(Role::Text, new.to_owned())]
}

fn modifier(modifier: &ModifierFact) -> Line {
    let day = modifier.dates.ended.map(|d| format!(", last day {d}")).unwrap_or_default();
    row(&modifier.code, &modifier.descriptor).with(Role::Ended, day)
}

fn setting(setting: MueTable) -> &'static str {
    match setting {
        MueTable::Practitioner => "practitioner",
        MueTable::Outpatient => "outpatient",
        MueTable::Dme => "DME supplier",
    }
}

fn edit(edit: Option<&Mue>) -> String {
    edit.map_or_else(|| "unpublished".to_owned(), |e| format!("{} (MAI {})", e.value, e.mai))
}

fn price(changed: &PriceChanged<'_>) -> Line {
    let dollars = |p: &Payment| p.limit.map_or_else(|| "none".to_owned(), |l| format!("${}", l.grouped()));
    let percent = changed.percent.map(|p| format!(", {p}%")).unwrap_or_default();
    row(changed.code, source(changed.new.source))
        .with(Role::Text, format!(": {} became {}{percent}", dollars(changed.old), dollars(changed.new)))
}

fn status(changed: &PriceChanged<'_>) -> Line {
    let of = |p: &Payment| p.status_indicator.clone().unwrap_or_else(|| "none".to_owned());
    row(changed.code, source(changed.new.source)).with(Role::Text, format!(": {} became {}", of(changed.old), of(changed.new)))
}

fn source(source: PaymentSource) -> &'static str {
    match source {
        PaymentSource::Asp => "payment limit",
        PaymentSource::Opps => "outpatient rate",
    }
}
