//! A training case as it looks in an office: chart, claim, remittance, and one question at a time.

use super::line::{Line, Role};
use crate::catalog::{Catalog, Remitted, Scenario, ScenarioLine, Step, StepKind, Task};
use crate::scrub::{Finding, Severity};
use crate::text;

/// Difficulty in a word.
pub fn difficulty(scenario: &Scenario) -> &'static str {
    match scenario.difficulty {
        1 => "easy",
        2 => "medium",
        _ => "hard",
    }
}

/// Chart, claim as billed, remittance.
pub fn case_lines(scenario: &Scenario, catalog: &Catalog) -> Vec<Line> {
    let visit = &scenario.visit;
    let payer = catalog.rulebook().payer(&visit.payer).map_or_else(|| visit.payer.clone(), |p| p.name.clone());
    let mut lines = vec![
        Line::heading(scenario.title.clone()).with(Role::Muted, format!("  {}  {}", difficulty(scenario), scenario.id)),
        Line::labeled("payer").with(Role::Text, payer).with(Role::Muted, format!(", {}, place {}", visit.setting.as_str(), visit.place)),
        Line::labeled("date").with(Role::Text, visit.date.to_string()),
        Line::blank(),
        Line::heading("Chart"),
    ];
    lines.extend(visit.chart.iter().map(|fact| Line::of(Role::Text, format!("- {fact}")).indented(2, 4)));
    lines.extend([Line::blank(), Line::heading("Claim as billed")]);
    lines.extend(claim_table(&scenario.claim));
    lines.extend([Line::blank(), Line::heading("Remittance")]);
    lines.extend(remittance(scenario));
    lines
}

/// Claim lines in columns.
fn claim_table(lines: &[ScenarioLine]) -> Vec<Line> {
    let cells = |line: &ScenarioLine| {
        let quantity = line.ndc_quantity.map(|q| format!("{} {q}", line.ndc_qualifier.as_deref().unwrap_or_default()));
        let ndc = line.ndc.as_ref().map(|n| format!("N4{n} {}", quantity.unwrap_or_default()).trim_end().to_owned());
        [billed(line).as_slice(), &[line.diagnoses.join(" "), ndc.unwrap_or_default()]].concat()
    };
    table(&["code", "modifiers", "units", "points to", "NDC"], lines.iter().map(cells).collect())
}

fn billed(line: &ScenarioLine) -> [String; 3] {
    [line.code.clone(), line.modifiers.join(" "), line.units.map(|u| u.to_string()).unwrap_or_default()]
}

/// Numbered rows in columns; a column that no row fills is left out.
fn table(titles: &[&str], rows: Vec<Vec<String>>) -> Vec<Line> {
    let titles: Vec<String> = titles.iter().map(|t| (*t).to_owned()).collect();
    let used: Vec<usize> = (0..titles.len()).filter(|c| rows.iter().any(|r| !r[*c].is_empty())).collect();
    let wide = |column: usize| rows.iter().chain([&titles]).map(|r| text::width(&r[column])).max().unwrap_or(0);
    let row = |number: String, row: &[String], role: Role| {
        let mut words = format!("{number:>4}");
        for column in &used {
            let (cell, wide) = (&row[*column], wide(*column));
            words.push_str(&if titles[*column] == "units" { format!("  {cell:>wide$}") } else { format!("  {cell:<wide$}") });
        }
        Line::of(role, words.trim_end().to_owned()).indented(0, 6)
    };
    let mut table = vec![row("line".to_owned(), &titles, Role::Muted)];
    table.extend(rows.iter().enumerate().map(|(i, cells)| row((i + 1).to_string(), cells, Role::Code)));
    table
}

/// Every line as the payer decided it. What the codes mean is looked up.
fn remittance(scenario: &Scenario) -> Vec<Line> {
    if scenario.remittance.is_empty() {
        return vec![Line::of(Role::Text, "nothing yet").indented(2, 2)];
    }
    let cells = |(i, line): (usize, &ScenarioLine)| {
        let answers: Vec<String> = scenario.remittance.iter().filter(|r| r.line == i + 1).map(Remitted::description).collect();
        let words = if answers.is_empty() { "no adjustment".to_owned() } else { answers.join(", ") };
        [billed(line).as_slice(), &[words]].concat()
    };
    table(&["code", "modifiers", "units", "answer"], scenario.claim.iter().enumerate().map(cells).collect())
}

/// Each reason and remark of a remittance once, in our words: for an instructor, and for a learner at the end.
pub fn meanings(scenario: &Scenario, catalog: &Catalog) -> Vec<Line> {
    let denials = &catalog.reference().denials;
    let mut told: Vec<(String, String)> = Vec::new();
    let mut tell = |code: String, meaning: Option<String>| {
        if !told.iter().any(|(c, _)| *c == code) {
            told.push((code, meaning.unwrap_or_else(|| "not explained here".to_owned())));
        }
    };
    for remitted in &scenario.remittance {
        let meaning = denials.carc.iter().find(|c| c.code == remitted.carc).map(|c| c.meaning.clone());
        tell(format!("{}-{}", remitted.group, remitted.carc), meaning);
        for remark in &remitted.rarc {
            tell(remark.clone(), denials.rarc.iter().find(|c| c.code == *remark).map(|c| c.meaning.clone()));
        }
    }
    let wide = told.iter().map(|(code, _)| text::width(code)).max().unwrap_or(0);
    let line = |(code, meaning): (String, String)| {
        Line::of(Role::Code, format!("{code:<wide$}  ")).with(Role::Text, meaning).indented(6, 8 + wide)
    };
    told.into_iter().map(line).collect()
}

/// The letter of an answer: `a`, `b` ...
pub fn letter(place: usize) -> char {
    u32::try_from(place).ok().and_then(|p| char::from_u32(u32::from('a') + p)).filter(char::is_ascii_lowercase).unwrap_or('?')
}

/// What a kind of step asks for, for a heading.
pub fn kind_words(kind: StepKind) -> &'static str {
    match kind {
        StepKind::Cause => "the cause",
        StepKind::Route => "the resolution",
        StepKind::Document => "what to attach",
        StepKind::Choose => "choose",
        StepKind::Order => "put in order",
        StepKind::Lines => "type the lines",
    }
}

/// The question with its answers; `shown` is the order in which items to be ordered stand.
pub fn step_lines(step: &Step, shown: &[usize]) -> Vec<Line> {
    let mut lines = vec![Line::of(Role::Strong, step.ask.clone())];
    let answer =
        |place: usize, text: &str| Line::of(Role::Code, letter(place).to_string()).with(Role::Text, format!("  {text}")).indented(2, 5);
    match &step.task {
        Task::Pick(choices) => lines.extend(choices.iter().enumerate().map(|(i, c)| answer(i, &c.text))),
        Task::Order { items, .. } => {
            let items = shown.iter().filter_map(|place| items.get(*place));
            lines.extend(items.enumerate().map(|(i, item)| answer(i, item)));
        }
        Task::Lines { .. } => {
            let form = "one line or several with ; between, as in J1234 x50; J1234-JW x10, with an NDC as in NDC N412345678901 ML5";
            lines.push(Line::of(Role::Muted, form).indented(2, 2));
        }
    }
    lines
}

/// What the payer would answer to typed lines: denials, and what is wrong though it would pay.
pub fn answer_lines(findings: &[Finding]) -> Vec<Line> {
    let wrong: Vec<&Finding> = findings.iter().filter(|f| f.severity != Severity::Note).collect();
    let mut lines = Vec::new();
    for finding in &wrong {
        let denied = wrong.iter().any(|other| other.line == finding.line && other.denial.is_some());
        let denial = finding.denial.as_ref().map_or_else(
            || if denied { "besides," } else { "paid, but" }.to_owned(),
            |d| {
                std::iter::once(format!("{}-{}", d.group, d.carc))
                    .chain(d.rarc.iter().map(|r| (*r).to_owned()))
                    .collect::<Vec<_>>()
                    .join(" ")
            },
        );
        let head = Line::of(Role::Muted, format!("payer, line {}: ", finding.line)).with(Role::Code, denial);
        lines.push(head.with(Role::Text, format!("  {}", finding.text)).with(Role::Source, format!("  [{}]", finding.rule)).indented(2, 4));
    }
    lines
}
