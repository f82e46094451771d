//! A remittance's codes as lines: what they mean, what to do, by when.

use super::notes::{Words, section_lines, sourced};
use super::{Line, Role};
use crate::catalog::{Applied, Catalog, Date, Denial, Route, Section};

/// What the codes mean, likely causes, the fix and the time limits; what is not explained here is said last.
pub fn denial_lines(denial: &Denial) -> Vec<Line> {
    let mut lines = Vec::new();
    for group in &denial.groups {
        lines.push(sourced(
            Line::of(Role::Code, group.code.clone()).with(Role::Text, format!("  {}", group.meaning)).indented(0, 4),
            group.confidence,
            &group.sources,
        ));
    }
    for carc in &denial.carcs {
        separate(&mut lines);
        lines.push(Line::heading(format!("Reason {}", carc.code)));
        lines.push(sourced(Line::of(Role::Strong, carc.meaning.clone()), carc.confidence, &carc.sources));
        if !carc.denial {
            lines.push(Line::of(Role::Good, "Not a denial."));
        }
        listed(&mut lines, "likely causes", &carc.causes);
        told(&mut lines, "fix", &carc.fix);
        listed(&mut lines, "attach", &carc.attach);
        if !carc.usual.is_empty() {
            lines.push(Line::labelled("often with").with(Role::Code, carc.usual.join(" ")));
        }
        if let Some(limit) = &carc.limit {
            told(&mut lines, "time limit", limit);
        }
    }
    for rarc in &denial.rarcs {
        separate(&mut lines);
        lines.push(Line::heading(format!("Remark {}", rarc.code)));
        lines.push(sourced(Line::of(Role::Strong, rarc.meaning.clone()), rarc.confidence, &rarc.sources));
        if rarc.alert {
            lines.push(Line::of(Role::Good, "An alert: it informs, it does not deny."));
        }
        listed(&mut lines, "likely causes", &rarc.causes);
        told(&mut lines, "fix", &rarc.fix);
    }
    if let Some(route) = denial.route.filter(|r| *r != Route::None) {
        separate(&mut lines);
        lines.push(Line::labelled("route").with(Role::Strong, route.words()));
    }
    for limit in &denial.limits {
        lines.push(sourced(Line::labelled("by when").with(Role::Text, limit.text.clone()), limit.confidence, &limit.sources));
    }
    if !denial.scenarios.is_empty() {
        lines.push(Line::labelled("practise").with(Role::Code, denial.scenarios.join(", ")).with(Role::Muted, " (jdex train play ID)"));
    }
    for code in &denial.unknown {
        lines.push(Line::of(Role::Warning, format!("{code} is not explained here.")));
    }
    lines
}

/// What one billing code's notes say of these denials; nothing where no code was named or nothing is special.
pub fn special_denial_lines(catalog: &Catalog, code: Option<&str>, denial: &Denial, on: Date) -> Vec<Line> {
    let mut lines = Vec::new();
    if let Some(code) = code.filter(|_| !denial.notes.is_empty()) {
        lines.extend([Line::blank(), Line::heading(format!("On {}", code.to_ascii_uppercase()))]);
        let notes: Vec<&Applied> = denial.notes.iter().collect();
        section_lines(catalog, Section::Denials, &notes, &Words::new(catalog, on), &mut lines);
    }
    lines
}

fn separate(lines: &mut Vec<Line>) {
    if !lines.is_empty() {
        lines.push(Line::blank());
    }
}

fn told(lines: &mut Vec<Line>, label: &str, text: &str) {
    if !text.is_empty() {
        lines.push(Line::labelled(label).with(Role::Text, text));
    }
}

/// The first item beside the label, the others under it, numbered: the likeliest first.
fn listed(lines: &mut Vec<Line>, label: &str, items: &[String]) {
    for (i, item) in items.iter().enumerate() {
        lines.push(Line::labelled(if i == 0 { label } else { "" }).with(Role::Muted, format!("{} ", i + 1)).with(Role::Text, item.clone()));
    }
}
