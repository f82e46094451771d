//! A billing rule as lines: what it says, for whom and when it holds, and where it is known from.

use super::{Line, Role, sources};
use crate::catalog::{Catalog, Confidence, Rule};

/// The statement, its scope, its dates, and the documents behind it.
pub fn rule_lines(catalog: &Catalog, rule: &Rule) -> Vec<Line> {
    let mut lines =
        vec![Line::of(Role::Strong, rule.statement.clone()), Line::blank(), Line::labeled("holds").with(Role::Text, dates(rule))];
    let payers = rule.payers.join(", ");
    let settings = rule.settings.iter().map(|s| s.as_str()).collect::<Vec<_>>().join(", ");
    for (label, scope, everything) in [("payers", payers, "every payer"), ("settings", settings, "every setting")] {
        let (role, words) = if scope.is_empty() { (Role::Muted, everything.to_owned()) } else { (Role::Text, scope) };
        lines.push(Line::labeled(label).with(role, words));
    }
    let codes = [rule.codes.as_slice(), &rule.code_ranges].concat();
    for (label, about) in [("codes", &codes), ("modifiers", &rule.modifiers), ("places", &rule.places), ("diagnoses", &rule.diagnoses)] {
        if !about.is_empty() {
            lines.push(Line::labeled(label).with(Role::Code, about.join(" ")));
        }
    }
    lines.push(known(rule.confidence));
    for id in &rule.sources {
        match catalog.source(id) {
            Some(source) => lines.push(sources::line(source.clone())),
            None => lines.push(Line::of(Role::Source, id.clone()).indented(2, 4)),
        }
    }
    lines
}

fn dates(rule: &Rule) -> String {
    match (rule.from, rule.until) {
        (None, None) => "for every date of service".to_owned(),
        (Some(from), None) => format!("for dates of service from {from}"),
        (None, Some(until)) => format!("for dates of service until {until}"),
        (Some(from), Some(until)) => format!("for dates of service from {from} until {until}"),
    }
}

fn known(confidence: Confidence) -> Line {
    let line = Line::labeled("known");
    match confidence {
        Confidence::Official => line.with(Role::Good, "official: from an original document of CMS, a contractor, FDA or NLM"),
        Confidence::Sourced => line.with(Role::Text, "sourced: from the documents named here"),
        Confidence::Secondary => line.with(Role::Warning, "secondary: from copies of the documents named here"),
        Confidence::Unsourced => line.with(Role::Warning, "unsourced: believed, but no document is named"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_says_what_when_for_whom_and_how_it_is_known() {
        let rule = Rule {
            id: "jz-required".into(),
            statement: "Nothing discarded is said with JZ.".into(),
            sources: vec!["cms-jw-jz".into()],
            confidence: Confidence::Official,
            from: Some(jiff::civil::date(2023, 7, 1)),
            payers: vec!["medicare-part-b".into()],
            ..Rule::default()
        };
        let text: Vec<String> = rule_lines(&Catalog::default(), &rule).iter().map(Line::text).collect();
        assert_eq!(
            text,
            [
                "Nothing discarded is said with JZ.",
                "",
                "holds          for dates of service from 2023-07-01",
                "payers         medicare-part-b",
                "settings       every setting",
                "known          official: from an original document of CMS, a contractor, FDA or NLM",
                "  cms-jw-jz",
            ]
        );
    }
}
