//! What stands beside the list: the finding with its fix, its rule and its denial, or the line that is selected.

use super::draft::{Claims, Row};
use crate::claim::ClaimLine;
use crate::page::{self, Line, Role};
use crate::scrub::Finding;
use crate::text::counted;
use crate::tui::Env;

/// The details of the selected row.
pub(super) fn lines(claims: &Claims, env: &Env) -> Vec<Line> {
    match claims.rows.get(claims.selected) {
        Some(Row::Finding(claim, finding)) => {
            claims.claims.get(*claim).and_then(|held| held.findings.get(*finding)).map(|f| of_finding(claims, env, f)).unwrap_or_default()
        }
        Some(Row::Line(..)) => claims.line().map(|line| of_line(env, claims, line)).unwrap_or_default(),
        Some(Row::Claim(claim)) => claims
            .claims
            .get(*claim)
            .map(|held| vec![of_claim(held.claim.lines.len(), held.findings.len(), held.claim.inpatient)])
            .unwrap_or_default(),
        Some(Row::Text(at)) => claims.remittance.get(*at).cloned().into_iter().collect(),
        None => claims.faults.iter().map(|fault| Line::of(Role::Warning, fault.clone())).collect(),
    }
}

fn of_claim(lines: usize, findings: usize, inpatient: bool) -> Line {
    if inpatient {
        return Line::of(Role::Muted, "An inpatient stay, which Part A pays: it is not checked.");
    }
    Line::of(Role::Text, format!("{}, {}", counted(lines, "line"), counted(findings, "finding")))
}

fn of_finding(claims: &Claims, env: &Env, finding: &Finding) -> Vec<Line> {
    let key = env.keymap.key(crate::tui::Context::Claims, crate::tui::Action::Apply).unwrap_or_default();
    let mut lines = vec![Line::of(Role::Strong, finding.text.clone()), Line::blank()];
    let offered = claims.offered(&env.catalog);
    // A fix that is applied as it is written is written once.
    if offered.as_ref().is_none_or(|(_, words)| *words != finding.fix) {
        lines.push(Line::labeled("fix").with(Role::Text, finding.fix.clone()));
    }
    match offered {
        Some((after, words)) => {
            lines.push(Line::labeled(&format!("{key} applies")).with(Role::Good, words));
            let before: Vec<String> = claims
                .finding()
                .and_then(|(c, _)| claims.claims.get(c))
                .map(|h| h.claim.lines.iter().map(page::billed).collect())
                .unwrap_or_default();
            let changes = after.iter().map(page::billed).enumerate().filter(|(i, now)| before.get(*i) != Some(now));
            for (i, now) in changes {
                let old = before.get(i).map_or_else(|| "new line".to_owned(), Clone::clone);
                lines.push(Line::labeled("").with(Role::Muted, format!("{old} → ")).with(Role::Code, now));
            }
        }
        None => lines.push(Line::labeled("").with(Role::Muted, "No automatic fix: check the chart, then edit the line.")),
    }
    if let Some(rule) = env.catalog.rulebook().rule(finding.rule.as_ref()) {
        lines.extend([Line::blank(), Line::heading(format!("Rule {}", rule.id)), Line::of(Role::Text, rule.statement.clone())]);
    }
    if let Some(denial) = &finding.denial {
        let words: Vec<String> = std::iter::once(format!("{}-{}", denial.group, denial.carc)).chain(denial.rarc.iter().cloned()).collect();
        lines.extend([Line::blank(), Line::heading(format!("It would draw {}", words.join(" ")))]);
        let code = claims.line().map(|line| line.code.as_str());
        let explained = env.catalog.denial(&words, code, None, claims.date);
        let mut denial = page::denial_lines(&explained, page::IN_TRAINING);
        page::mark_sources(&mut denial, |_| String::new());
        lines.extend(denial);
    }
    lines
}

fn of_line(env: &Env, claims: &Claims, line: &ClaimLine) -> Vec<Line> {
    let mut lines = vec![Line::of(Role::Code, page::billed(line))];
    if let Some(code) = env.catalog.code(line.code.trim()) {
        lines.push(page::title(code));
        lines.extend(page::strip_cells(&env.catalog, code, line.date.unwrap_or(claims.date)));
    }
    let mut put = |label: &str, text: String| {
        if !text.is_empty() {
            lines.push(Line::labeled(label).with(Role::Text, text));
        }
    };
    put("date", line.date.map(|d| d.to_string()).unwrap_or_default());
    put("place", line.payer.place.clone().unwrap_or_default());
    put("payer", line.payer.payer.clone().unwrap_or_default());
    put("NDC", line.ndc.as_ref().map(|n| n.ndc.clone()).unwrap_or_default());
    put("diagnoses", line.diagnoses.join(" "));
    put("dose", line.given.dose.clone().unwrap_or_default());
    put("opened", line.given.opened.clone().unwrap_or_default());
    lines
}
