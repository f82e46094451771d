//! What the panel says of an answer: figures, a bar of what went in and what was left, warnings, and steps, each with its rule.

use std::collections::HashSet;

use super::field::{self, FIELDS};
use super::form::Units;
use crate::calculator::Answer;
use crate::catalog::{ContainerType, Payer};
use crate::explanation::WarningKind;
use crate::page::{self, Line, Role};
use crate::quantity::Quantity;
use crate::text;

/// A warning or a step; its rule can be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What it says.
    pub line: Line,
    /// The id of its rule.
    pub rule: &'static str,
    /// It comes before every figure: nothing else counts.
    pub first: bool,
}

/// How the bar is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bar {
    /// The most columns between its ends.
    pub columns: usize,
    /// What was given.
    pub filled: char,
    /// What was left.
    pub empty: char,
}

impl Units {
    /// Dose, containers, claim lines, limit and payment: of the payer, or of two payers side by side.
    pub(super) fn figures(&self, columns: usize, bar: Bar) -> Vec<Line> {
        match self.answers() {
            [] => Vec::new(),
            [answer] => narrowed(page::units_figures(answer), answer, columns, bar),
            [left, right, ..] => {
                let mut lines = narrowed(page::units_given(left), left, columns, bar);
                let name = |field| self.payer(field).map_or("", |p: &Payer| p.name.as_str());
                let rows = page::units_compared(left, right);
                lines.push(Line::blank());
                lines.extend(page::compared_lines([name("payer"), name("second-payer")], &rows, columns));
                lines
            }
        }
    }

    /// Warnings, then numbered steps; of the second payer what the first does not have.
    pub fn findings(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut shown: HashSet<&str> = HashSet::new();
        for (i, answer) in self.answers().iter().enumerate() {
            for warning in answer.warnings.iter().filter(|w| shown.insert(&w.text)) {
                let named = self.payer("second-payer").is_some_and(|p| warning.text.starts_with(&p.name));
                let line = self.of_payer(Line::of(Role::Warning, "! "), if named { 0 } else { i }).with(Role::Text, warning.text.clone());
                let line = line.with(Role::Text, warning.kind.field().map(|f| format!("; {}", remedy(f.as_str()))).unwrap_or_default());
                let first = matches!(warning.kind, WarningKind::CodeEnded | WarningKind::CodeFuture);
                findings.push(Finding { line: line.indented(0, 2), rule: warning.rule, first });
            }
        }
        let mut number = 0;
        for (i, answer) in self.answers().iter().enumerate() {
            for step in answer.steps.iter().filter(|s| shown.insert(&s.text)) {
                number += 1;
                let line = self.of_payer(Line::of(Role::Muted, format!("{number:>2} ")), i).with(Role::Text, step.text.clone());
                findings.push(Finding {
                    line: line.with(Role::Source, format!("  {}", step.rule)).indented(0, 3),
                    rule: step.rule,
                    first: false,
                });
            }
        }
        findings
    }

    fn of_payer(&self, line: Line, answer: usize) -> Line {
        let second = self.payer("second-payer").filter(|_| answer > 0);
        second.map_or(line.clone(), |p| line.with(Role::Label, format!("{}: ", p.name)))
    }

    /// The claim lines of the payer, one a row, for the clipboard.
    pub(super) fn claim_lines(&self) -> Option<String> {
        let lines: Vec<String> = self.answers().first()?.lines.iter().map(claim_line).collect();
        Some(lines.join("\n"))
    }

    /// What goes into the chart about what was opened, given and discarded.
    pub(super) fn waste_note(&self) -> Option<String> {
        let answer = self.answers().first()?;
        let name = self.code().map(|c| format!("{}, ordered {}. ", c.title(), answer.asked.order)).unwrap_or_default();
        Some(format!("{name}{}", answer.waste_note()?))
    }

    /// Everything that the panel says, for the clipboard.
    pub(super) fn whole(&self) -> Option<String> {
        let answer = self.answers().first()?;
        let lines: Vec<String> = page::units_lines(answer, remedy).iter().map(|l| l.text().trim_end().to_owned()).collect();
        Some(lines.join("\n"))
    }
}

/// How a field that would settle a warning is filled here.
fn remedy(name: &'static str) -> String {
    let label = field::position(name).map_or(name, |i| FIELDS[i].label);
    format!("the field `{label}` settles it")
}

fn claim_line(line: &crate::billing::Line) -> String {
    let ndc = line.ndc.as_ref().map(|n| {
        let amount = n.qualifier.zip(n.quantity).map(|(qualifier, amount)| format!(" {qualifier}{amount}"));
        format!("  N4{}{}", n.ndc11, amount.unwrap_or_default())
    });
    format!("{}{}", line.text(), ndc.unwrap_or_default())
}

/// The columns of the labels.
const LABEL: usize = 12;

/// With narrower labels, and the bar under the containers.
fn narrowed(mut lines: Vec<Line>, answer: &Answer, columns: usize, bar: Bar) -> Vec<Line> {
    for line in &mut lines {
        if let Some(label) = line.spans.first_mut().filter(|s| s.role == Role::Label) {
            label.text = format!("{:<LABEL$}", label.text.trim_end());
            line.hang = LABEL;
        }
    }
    let under = lines.iter().position(|l| l.spans.first().is_some_and(|s| s.text.starts_with("containers"))).map_or(0, |i| i + 1);
    lines.splice(under..under, bar_lines(answer, columns, bar));
    lines
}

/// `[##########..]  given 196 mcg, left 14 mcg`, the words on a row of their own where there is little room.
fn bar_lines(answer: &Answer, columns: usize, bar: Bar) -> Vec<Line> {
    let Some(words) = bar_words(answer) else { return Vec::new() };
    let most = columns.saturating_sub(LABEL + 2);
    let beside = most.checked_sub(text::width(&words) + 2).filter(|cells| *cells >= 10);
    let drawn = page::vial_bar(answer, beside.unwrap_or(most).min(bar.columns), bar.filled, bar.empty);
    let label = || Line { hang: LABEL, ..Line::of(Role::Label, " ".repeat(LABEL)) };
    let line = label().with(Role::Muted, "[").with(Role::Strong, drawn).with(Role::Muted, "]");
    match beside {
        Some(_) => vec![line.with(Role::Text, format!("  {words}"))],
        None => vec![line, label().with(Role::Text, words)],
    }
}

fn bar_words(answer: &Answer) -> Option<String> {
    let given = answer.given.dose.quantity();
    let label = answer.given.labeled?.quantity().convert(given.measure).ok()?;
    let left = match label.amount.checked_sub(given.amount) {
        Some(left) if left.is_zero() => "nothing left".to_owned(),
        Some(left) => {
            let word = if answer.given.container == ContainerType::Multi { "kept" } else { "left" };
            format!("{word} {} {}", left.round_half_up(3).grouped(), given.measure)
        }
        None => "overfill given too".to_owned(),
    };
    let shown = Quantity { amount: given.amount.round_half_up(3), ..given };
    Some(format!("given {}, {left}", shown.grouped()))
}
