//! A scenario in front of the engine: its claim as billed, and the lines that a learner types.

use super::grade::{self, Graded, TypedLine};
use crate::calculator::{CodeContext, compute};
use crate::catalog::{Catalog, Mistake, Resolution, Scenario, ScenarioLine, Task};
use crate::claim::{ClaimLine, Given, NdcCells, PayerCells};
use crate::dosing::Request;
use crate::explanation::{BillingError, rules};
use crate::quantity::Amount;
use crate::scrub::{self, Finding, Severity};

/// A line of a scenario as the claim check reads it.
fn claim_line(scenario: &Scenario, line: &ScenarioLine, number: usize) -> ClaimLine {
    let visit = &scenario.visit;
    ClaimLine {
        number,
        code: line.code.clone(),
        modifiers: line.modifiers.clone(),
        units: line.units,
        date: Some(line.date.unwrap_or(visit.date)),
        ndc: line.ndc.as_ref().map(|ndc| NdcCells { ndc: ndc.clone(), qualifier: line.ndc_qualifier.clone(), quantity: line.ndc_quantity }),
        given: given(line),
        diagnoses: line.diagnoses.clone(),
        payer: payer_cells(scenario),
        ..ClaimLine::default()
    }
}

fn given(line: &ScenarioLine) -> Given {
    Given { dose: line.dose.clone(), opened: line.opened.clone(), container: line.container, ..Given::default() }
}

fn payer_cells(scenario: &Scenario) -> PayerCells {
    let visit = &scenario.visit;
    PayerCells { payer: Some(visit.payer.clone()), setting: Some(visit.setting), place: Some(visit.place.clone()) }
}

fn lines(scenario: &Scenario, lines: &[ScenarioLine]) -> Vec<ClaimLine> {
    lines.iter().enumerate().map(|(i, line)| claim_line(scenario, line, i + 1)).collect()
}

/// What the engine finds on the claim as billed.
///
/// # Errors
/// As [`scrub::check`].
pub fn billed(catalog: &Catalog, scenario: &Scenario) -> Result<Vec<Finding>, BillingError> {
    scrub::check(catalog, &lines(scenario, &scenario.claim), &scenario.circumstances, scenario.visit.date)
}

/// What the engine finds on the accepted claim; nothing where the way out is no claim.
///
/// # Errors
/// As [`scrub::check`].
pub fn resolved(catalog: &Catalog, scenario: &Scenario) -> Result<Vec<Finding>, BillingError> {
    adjudicate(catalog, scenario, &lines(scenario, scenario.resolution.lines()))
}

/// The claim sent again, in the circumstances of that day.
fn adjudicate(catalog: &Catalog, scenario: &Scenario, lines: &[ClaimLine]) -> Result<Vec<Finding>, BillingError> {
    let known = match &scenario.resolution {
        Resolution::Claim { amended: Some(amended), .. } => amended,
        _ => &scenario.circumstances,
    };
    scrub::check(catalog, lines, known, scenario.visit.date)
}

/// Would a payer take the lines as they are?
pub fn passes(findings: &[Finding]) -> bool {
    findings.iter().all(|f| f.severity == Severity::Note)
}

/// What became of typed lines.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// They are accepted.
    pub right: bool,
    /// Element by element against the accepted claim.
    pub graded: Graded,
    /// What the payer would answer.
    pub findings: Vec<Finding>,
    /// What a trainer wrote about just this claim.
    pub foreseen: Option<String>,
    /// How units came about that are not those of the dose, as the calculator explains billed units.
    pub slips: Vec<String>,
}

/// How the units of typed lines came about, where the chart knows the dose.
fn slips(catalog: &Catalog, scenario: &Scenario, typed: &[TypedLine]) -> Vec<String> {
    let slip = |(name, units): (&str, Amount)| {
        let chart = scenario.resolution.lines().iter().find(|l| l.code == name && l.dose.is_some())?;
        let code = catalog.code(name)?;
        let mut request = Request::new(chart.dose.as_deref()?, chart.date.unwrap_or(scenario.visit.date)).ok()?;
        if let Some(opened) = &chart.opened {
            request.set("opened", opened).ok()?;
        }
        if let Some(container) = chart.container {
            request.set("container", container.as_str()).ok()?;
        }
        request.set("billed", &units.to_string()).ok()?;
        let subject = CodeContext {
            modifiers: Some(catalog.modifiers()),
            ..CodeContext::of_code(code, catalog.facts(&code.code), catalog.rulebook())
        };
        let likeliest = compute(&request, &subject).ok()?.billed?.mistakes.into_iter().next()?;
        // Its words name the right units.
        let words =
            if likeliest.kind == "not-rounded-up" { "rounded down; the dose rounds up to whole units".to_owned() } else { likeliest.text };
        Some(format!("{name} x{units}: {words}"))
    };
    // The dose is the chart's for the date, however many lines bill it.
    let mut given: Vec<(&str, Amount)> = Vec::new();
    for line in typed.iter().filter(|line| !line.is_discarded()) {
        match given.iter_mut().find(|(code, _)| *code == line.code) {
            Some((_, units)) => *units = units.checked_add(line.units).unwrap_or(*units),
            None => given.push((&line.code, line.units)),
        }
    }
    given.into_iter().filter_map(slip).collect()
}

/// The lines of the accepted claim, as they would be typed: with diagnoses where they are not those of the first claim.
pub fn wanted(scenario: &Scenario) -> Vec<TypedLine> {
    let lines = scenario.resolution.lines();
    let stays = |line: &ScenarioLine| line.diagnoses.is_empty() || scenario.claim.iter().any(|first| first.diagnoses == line.diagnoses);
    let pointed = lines.iter().find(|line| !stays(line)).map(|line| line.diagnoses.clone()).unwrap_or_default();
    let typed = |line: &ScenarioLine| TypedLine {
        diagnoses: if line.diagnoses.is_empty() || !stays(line) { pointed.clone() } else { Vec::new() },
        ..TypedLine::from(line)
    };
    lines.iter().map(typed).collect()
}

/// Judges typed lines: they are right when they are those of the accepted claim, or say the same in other lines and the
/// engine passes them.
///
/// # Errors
/// As [`scrub::check`].
pub fn judge(catalog: &Catalog, scenario: &Scenario, typed: &[TypedLine], mistakes: &[Mistake]) -> Result<Judged, BillingError> {
    let others = scenario.accepted.iter().filter_map(|lines| grade::parse(&lines.join(";")).ok());
    let accepted: Vec<Vec<TypedLine>> = std::iter::once(wanted(scenario)).chain(others).collect();
    let findings = adjudicate(catalog, scenario, &charted(scenario, typed))?;
    let repeats = catalog.rulebook().rule(rules::MUE_LINE).map_or(&[][..], |rule| &rule.modifiers);
    let says_the_same = |wanted: &Vec<TypedLine>| grade::compare(typed, wanted).is_right() || grade::same_totals(typed, wanted, repeats);
    let right = passes(&findings) && accepted.iter().any(says_the_same);
    // What is nearest to the typed lines tells most.
    let graded =
        accepted.iter().map(|wanted| grade::compare(typed, wanted)).max_by_key(|g| (g.percent(), g.is_right())).unwrap_or_default();
    let foreseen = mistakes.iter().find(|m| !right && is_foreseen(m, typed)).map(|m| m.feedback.clone());
    let slips = if right { Vec::new() } else { slips(catalog, scenario, typed) };
    Ok(Judged { right, graded, findings, foreseen, slips })
}

fn is_foreseen(mistake: &Mistake, typed: &[TypedLine]) -> bool {
    grade::parse(&mistake.lines.join(";")).is_ok_and(|lines| grade::compare(typed, &lines).is_right())
}

/// Typed lines with what the chart says of the drug: dose and vials with the first line of each code that is not JW.
fn charted(scenario: &Scenario, typed: &[TypedLine]) -> Vec<ClaimLine> {
    let (known, pointed) = (scenario.resolution.lines(), wanted(scenario));
    let mut lines: Vec<ClaimLine> = Vec::with_capacity(typed.len());
    for (i, line) in typed.iter().enumerate() {
        let mut cells = line.claim_line(i + 1);
        cells.date = Some(scenario.visit.date);
        cells.payer = payer_cells(scenario);
        let of_code = |l: &&ScenarioLine| l.code == line.code;
        let source = known.iter().find(|l| of_code(l) && l.dose.is_some()).or(known.iter().find(of_code)).or(known.first());
        let administration = line.code.bytes().all(|b| b.is_ascii_digit());
        if let Some(source) = source.filter(|_| !administration) {
            if cells.diagnoses.is_empty() {
                // Nothing was said of them: they stay as they were billed.
                let billed = scenario.claim.iter().find(|first| first.code == line.code).or(scenario.claim.first());
                let changes = pointed.iter().any(|line| !line.diagnoses.is_empty());
                cells.diagnoses =
                    if changes { billed.map(|first| first.diagnoses.clone()).unwrap_or_default() } else { source.diagnoses.clone() };
            }
            cells.given.container = source.container;
            // What another product is billed for is no dose of it.
            let first = source.code == line.code && !typed[..i].iter().any(|l| l.code == line.code && !l.is_discarded());
            if first && (!line.is_discarded() || typed.iter().all(TypedLine::is_discarded)) {
                cells.given = given(source);
            }
        }
        lines.push(cells);
    }
    lines
}

/// Is there a step at which lines are typed?
pub fn asks_for_lines(scenario: &Scenario) -> bool {
    scenario.steps.iter().any(|s| matches!(s.task, Task::Lines { .. }))
}
