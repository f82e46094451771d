//! What the claim check found, as lines: the claim's own lines first, what is wrong with each beneath it.

use super::{Line, Role};
use crate::claim::ClaimLine;
use crate::scrub::{Finding, Severity};

/// The lines of one claim that have findings, errors first within a line. Lines without any are not repeated.
pub fn claim_lines(claim: &[ClaimLine], findings: &[Finding]) -> Vec<Line> {
    let mut lines = Vec::new();
    for line in claim {
        let mut of_line = findings.iter().filter(|f| f.line == line.number).peekable();
        if of_line.peek().is_some() {
            let mut head = Line::of(Role::Label, format!("line {:<4}", line.number)).with(Role::Code, billed(line));
            if let Some(at) = line.context.position {
                head = head.with(Role::Muted, format!("  segment {} ({})", at.position, at.segment));
            }
            lines.push(head.indented(0, 9));
            lines.extend(of_line.flat_map(finding_lines));
        }
    }
    lines
}

/// `J9035-JW × 8`.
pub fn billed(line: &ClaimLine) -> String {
    let code = std::iter::once(line.code.clone()).chain(line.modifiers.iter().cloned()).collect::<Vec<_>>().join("-");
    line.units.map_or_else(|| code.clone(), |units| format!("{code} × {units}"))
}

fn finding_lines(finding: &Finding) -> Vec<Line> {
    let (word, role) = match finding.severity {
        Severity::Error => ("error", Role::Ended),
        Severity::Warning => ("warning", Role::Warning),
        Severity::Note => ("note", Role::Muted),
    };
    let mut head = Line::of(role, format!("{word:<9}"));
    if let Some(denial) = &finding.denial {
        let codes = std::iter::once(format!("{}-{}", denial.group, denial.carc)).chain(denial.rarc.iter().map(|r| (*r).to_owned()));
        head = head.with(Role::Code, format!("{}  ", codes.collect::<Vec<_>>().join(" ")));
    }
    vec![
        head.with(Role::Text, finding.text.clone()).indented(2, 11),
        Line::of(Role::Label, "fix: ")
            .with(Role::Text, finding.fix.clone())
            .with(Role::Source, format!("  [{}]", finding.rule))
            .indented(11, 11),
    ]
}
