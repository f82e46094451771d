//! An answer of the calculator as lines: dose, containers, claim lines, checks, steps, warnings.

use super::{Compared, Line, Role, price, quarter_words};
use crate::billing::{Verdict, dollars};
use crate::calculator::Answer;
use crate::catalog::ContainerType;
use crate::dosing::Schedule;
use crate::explanation::rules;
use crate::quantity::{Amount, Quantity};
use crate::text::counted;

/// The answer from the claim lines down to the steps behind them. `remedy` says how a field that would settle a warning is
/// filled: with a flag, in a form.
pub fn units_lines(answer: &Answer, remedy: impl Fn(&'static str) -> String) -> Vec<Line> {
    let mut lines = vec![head(answer)];
    lines.extend(units_figures(answer));
    for (i, step) in answer.steps.iter().enumerate() {
        let label = if i == 0 { "steps" } else { "" };
        lines.push(Line::labeled(label).with(Role::Text, &step.text).with(Role::Source, format!("  [{}]", step.rule)));
    }
    for (i, warning) in answer.warnings.iter().enumerate() {
        let label = if i == 0 { "warnings" } else { "" };
        let remedy = warning.kind.field().map(|field| format!("; {}", remedy(field.as_str()))).unwrap_or_default();
        lines.push(
            Line::labeled(label)
                .with(Role::Warning, format!("! {}{remedy}", warning.text))
                .with(Role::Source, format!("  [{}]", warning.rule)),
        );
    }
    lines
}

/// What came out: dose, containers, units, claim lines, limit, payment.
pub fn units_figures(answer: &Answer) -> Vec<Line> {
    let mut lines = units_given(answer);
    lines.extend(claim_lines(answer));
    lines.extend(course(answer));
    lines.push(unit_edit(answer));
    lines.extend(payment(answer).map(|text| Line::labeled("allowed").with(Role::Text, text)));
    lines.extend(judgment(answer));
    lines
}

/// What is the same whoever pays: dose, containers, units.
pub fn units_given(answer: &Answer) -> Vec<Line> {
    vec![dose(answer), containers(answer), units(answer)]
}

/// What two payers want of the same order.
pub fn units_compared(left: &Answer, right: &Answer) -> Vec<Compared> {
    let row = |what, cell: &dyn Fn(&Answer) -> Vec<String>| Compared { what, left: cell(left), right: cell(right) };
    vec![
        row("setting", &|a| vec![a.asked.setting.as_str().to_owned()]),
        row("claim lines", &|a| claim_lines(a).iter().map(|l| l.spans[1..].iter().map(|s| s.text.as_str()).collect()).collect()),
        row("MUE", &|a| vec![unit_edit(a).spans[1..].iter().map(|s| s.text.as_str()).collect()]),
        row("allowed", &|a| vec![payment(a).unwrap_or_else(|| "not estimated: the plan's own rates".to_owned())]),
    ]
}

/// `$5,265.40 by Medicare: 70 units at $75.22 (Oct-Dec 2025), an estimate`
fn payment(answer: &Answer) -> Option<String> {
    let payment = answer.payment.as_ref()?;
    let units = answer.lines.iter().fold(0u64, |sum, line| sum.saturating_add(line.units));
    let (estimate, limit, quarter) = (dollars(payment.estimate), payment.limit.grouped(), quarter_words(&payment.quarter));
    let age = price::not_of_the_date(&payment.quarter, answer.asked.date).map(|word| format!(", {word}")).unwrap_or_default();
    Some(format!("${estimate} by Medicare: {units} at ${limit} ({quarter}{age}), an estimate"))
}

/// The dose, and the order where it says something else.
fn dose(answer: &Answer) -> Line {
    let dose = answer.given.dose.quantity();
    // More decimals than anyone measures stand behind the dose, not in it.
    let rounded = Quantity { amount: dose.amount.round_half_up(3), ..dose };
    let line = Line::labeled("dose").with(Role::Strong, rounded.grouped());
    let exactly = (rounded != dose).then(|| format!("exactly {}", dose.grouped()));
    let plain = answer.asked.order == dose.to_string() || answer.asked.order == dose.grouped();
    let order = (!plain).then(|| answer.asked.order.clone());
    match [order, exactly].into_iter().flatten().collect::<Vec<_>>().join("; ") {
        words if words.is_empty() => line,
        words => line.with(Role::Muted, format!("  ({words})")),
    }
}

/// Administered and discarded units in words.
fn units(answer: &Answer) -> Line {
    let line = Line::labeled("units").with(Role::Strong, format!("{} administered", answer.administered_units));
    match (answer.discarded_units, answer.given.container) {
        (Some(0), _) => line.with(Role::Text, ", none discarded"),
        (Some(discarded), _) => line.with(Role::Text, ", ").with(Role::Strong, format!("{discarded} discarded")),
        (None, ContainerType::Multi) => line.with(Role::Text, ", the rest is kept"),
        (None, _) if answer.steps.iter().any(|step| step.rule == rules::SKIN_SUBSTITUTE) => {
            line.with(Role::Text, ", what was discarded is not billed")
        }
        (None, _) => line.with(Role::Muted, ", discarded not known"),
    }
}

/// The whole of several dates: `4 dates like this one: 92 administered, 48 discarded`.
fn course(answer: &Answer) -> Option<Line> {
    let course = answer.course.as_ref().filter(|course| course.kind == Schedule::EachDay)?;
    let all = format!("{} administered", course.administered_units);
    let discarded = course.discarded_units.map(|units| format!(", {units} discarded")).unwrap_or_default();
    let line = Line::labeled("all dates").with(Role::Strong, all).with(Role::Text, discarded);
    Some(line.with(Role::Muted, format!(" on {} dates; above is one of them", course.days)))
}

fn head(answer: &Answer) -> Line {
    let unit = answer.asked.unit.as_ref().map_or_else(|| "quantity always 1".to_owned(), |u| format!("1 unit = {}", u.text));
    let mut line = Line::default();
    if let Some(code) = &answer.asked.code {
        line = line.with(Role::Code, code.as_str()).with(Role::Text, "  ");
    }
    let scope = format!("  {} · {} · {}", answer.asked.date, answer.asked.payer, answer.asked.setting.as_str());
    line.with(Role::Strong, unit).with(Role::Muted, scope)
}

fn containers(answer: &Answer) -> Line {
    let line = Line::labeled("containers");
    let Some(label) = answer.given.labeled else { return line.with(Role::Muted, "not known") };
    let each = answer.given.containers.iter().map(|c| {
        let ndc = c.ndc.as_ref().map(|n| format!(" ({n})")).unwrap_or_default();
        format!("{} × {}{ndc}", c.count, c.labeled.quantity().grouped())
    });
    let text = format!("{} = {}", each.collect::<Vec<_>>().join(" + "), label.quantity().grouped());
    line.with(Role::Text, text).with(Role::Muted, format!(", {}", container_words(answer)))
}

fn container_words(answer: &Answer) -> &'static str {
    match answer.given.container {
        ContainerType::Single => "single-dose",
        ContainerType::Multi => "multi-dose",
        ContainerType::Unknown => "container type not known",
    }
}

fn claim_lines(answer: &Answer) -> Vec<Line> {
    let row = |(i, line): (usize, &crate::billing::Line)| {
        let ndc = line.ndc.as_ref().map(|n| {
            let amount: Option<String> = n.qualifier.zip(n.quantity).map(|(q, amount)| format!(" {q}{amount}"));
            format!("  N4{}{}", n.ndc11, amount.unwrap_or_default())
        });
        Line::labeled(if i == 0 { "claim lines" } else { "" }).with(Role::Strong, line.text()).with(Role::Code, ndc.unwrap_or_default())
    };
    answer.lines.iter().enumerate().map(row).collect()
}

fn unit_edit(answer: &Answer) -> Line {
    let line = Line::labeled("MUE");
    let edit = &answer.unit_edit;
    match (edit.value, edit.mai) {
        (Some(value), Some(mai)) => {
            let (word, role) = if edit.verdict == Verdict::Over { ("over", Role::Ended) } else { ("within", Role::Good) };
            let per = if mai == 1 { "a line" } else { "a date" };
            let quarter = edit.quarter.as_deref().unwrap_or_default();
            line.with(role, word).with(Role::Text, format!(" {value} {per} (MAI {mai}, {} table, {quarter})", edit.setting))
        }
        _ => line.with(Role::Muted, "none published"),
    }
}

fn judgment(answer: &Answer) -> Vec<Line> {
    let Some(billed) = &answer.billed else { return Vec::new() };
    let line = Line::labeled("billed").with(Role::Text, format!("{}: ", counted(billed.units, "unit")));
    if billed.right {
        return vec![line.with(Role::Good, "right")];
    }
    let mut lines = vec![line.with(Role::Ended, format!("wrong, {} is right", answer.administered_units))];
    if billed.mistakes.is_empty() {
        lines.push(Line::labeled("").with(Role::Muted, "no usual mistake explains this number"));
    }
    for mistake in &billed.mistakes {
        lines.push(Line::labeled("").with(Role::Warning, &mistake.text).with(Role::Source, format!("  [{}]", mistake.rule)));
    }
    lines
}

/// A bar of `columns` cells: what went in, and what was left. Empty where the containers are not known.
pub fn vial_bar(answer: &Answer, columns: usize, filled: char, empty: char) -> String {
    let (Some(label), dose) = (answer.given.labeled.map(|l| l.quantity()), answer.given.dose.quantity()) else { return String::new() };
    let given = share(dose, label, columns);
    (0..columns).map(|i| if i < given { filled } else { empty }).collect()
}

/// How many of `columns` cells the dose fills: none of it is shown as nothing, all of it only where nothing is left.
fn share(dose: Quantity, label: Quantity, columns: usize) -> usize {
    let Ok((label, dose)) = label.with(dose) else { return 0 };
    let cells = dose.checked_mul(Amount::from(columns as u64)).and_then(|d| d.div_floor(label));
    let cells = cells.and_then(|c| usize::try_from(c).ok()).unwrap_or(0).min(columns);
    if dose < label { cells.max(1).min(columns.saturating_sub(1)) } else { columns }
}
