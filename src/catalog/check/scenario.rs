//! A training case in itself: references that exist, one right answer a choice, every step reached.

use std::collections::BTreeSet;

use super::super::{Catalog, Choice, Origin, ParsedCatalog, Problem, Remitted, Scenario, ScenarioLine, Setting, Step, Task};

/// What a scenario may refer to.
pub(super) struct BillableItem<'a> {
    book: &'a ParsedCatalog,
    held: &'a Catalog,
    rules: BTreeSet<String>,
    payers: Vec<(String, Vec<Setting>)>,
    places: BTreeSet<String>,
    reasons: BTreeSet<String>,
    remarks: BTreeSet<String>,
}

impl<'a> BillableItem<'a> {
    pub(super) fn new(book: &'a ParsedCatalog, held: &'a Catalog) -> BillableItem<'a> {
        let rulebook = held.rulebook();
        let reference = held.reference();
        let both = |a: &[super::super::Payer]| a.iter().map(|p| (p.id.clone(), p.settings.clone())).collect::<Vec<_>>();
        let mut payers = both(rulebook.payers());
        payers.extend(book.payers.iter().map(|(_, p)| (p.id.clone(), p.settings.clone())));
        let mut rules: BTreeSet<String> = rulebook.rules().map(|r| r.id.clone()).collect();
        rules.extend(book.rules.iter().map(|(_, r)| r.id.clone()));
        let places = held.places().iter().chain(book.places.iter().flatten()).map(|p| p.code.clone()).collect();
        let tables = [&reference.denials, &book.reference.denials];
        let reasons = tables.iter().flat_map(|d| d.carc.iter().map(|c| c.code.clone())).collect();
        let remarks = tables.iter().flat_map(|d| d.rarc.iter().map(|c| c.code.clone())).collect();
        BillableItem { book, held, rules, payers, places, reasons, remarks }
    }

    /// The ids of the payers, for a message.
    fn payer_ids(&self) -> String {
        let ids: BTreeSet<&str> = self.payers.iter().map(|(id, _)| id.as_str()).collect();
        ids.into_iter().collect::<Vec<_>>().join(", ")
    }

    /// A drug code of the catalog, or an administration number of five digits.
    fn code(&self, code: &str) -> bool {
        let administration = code.len() == 5 && code.bytes().all(|b| b.is_ascii_digit());
        let stated = self.book.codes.contains_key(code) || self.book.announced.contains_key(code);
        administration || stated || self.held.code(code).is_some()
    }
}

/// Everything wrong with one scenario that can be seen without the claim check.
pub(super) fn check(scenario: &Scenario, known: &BillableItem<'_>, problems: &mut Vec<Problem>) {
    let origin = &scenario.lesson.origin;
    let mut say = |line: usize, message: String| problems.push(Problem::new(&Origin { file: origin.file.clone(), line }, message));
    head(scenario, known, &mut |message| say(origin.line, message));
    scenario.claim.iter().chain(scenario.resolution.lines()).for_each(|line| claim_line(line, known, &mut |m| say(line.at, m)));
    scenario.remittance.iter().for_each(|stated| remitted(scenario, stated, known, &mut |m| say(stated.at, m)));
    let steps = &scenario.steps;
    for (i, step) in steps.iter().enumerate() {
        task(scenario, step, &mut |message| say(step.at, message));
        if let Some(id) = &step.id {
            if steps[..i].iter().any(|s| s.id.as_ref() == Some(id)) {
                say(step.at, format!("two steps are named `{id}`"));
            }
            let led = |c: &&Choice| c.leads_to.as_ref() == Some(id);
            if !steps.iter().filter(|s| s.id.is_none()).flat_map(choices).any(|c| led(&c)) {
                say(step.at, format!("the detour `{id}` is never reached: no answer of a main step leads to it"));
            }
        }
    }
    if !steps.iter().any(|s| s.id.is_none()) {
        say(origin.line, "a scenario needs a step without an id: those with one are detours".to_owned());
    }
}

fn choices(step: &Step) -> &[Choice] {
    match &step.task {
        Task::Pick(choices) => choices,
        _ => &[],
    }
}

/// Head, claim and remittance.
fn head(scenario: &Scenario, known: &BillableItem<'_>, say: &mut dyn FnMut(String)) {
    let visit = &scenario.visit;
    if scenario.id.is_empty() || !scenario.id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
        say(format!("`{}`: an id has small letters, digits and hyphens", scenario.id));
    }
    if !(1..=3).contains(&scenario.difficulty) {
        say(format!("difficulty {}: 1 is easy, 3 is hard", scenario.difficulty));
    }
    match known.payers.iter().rev().find(|(id, _)| *id == visit.payer) {
        None => say(format!("no payer `{}`; expected {}", visit.payer, known.payer_ids())),
        Some((_, settings)) if !settings.contains(&visit.setting) => {
            say(format!("payer `{}` is not billed from the setting `{}`", visit.payer, visit.setting.as_str()));
        }
        Some(_) => {}
    }
    if !known.places.contains(&visit.place) {
        say(format!(
            "`{}` is no place of service of CMS's list; an office is 11, a hospital's outpatient department 19 or 22",
            visit.place
        ));
    }
    if scenario.rules.is_empty() {
        say("name the rules that the case exercises".to_owned());
    }
    for rule in scenario.rules.iter().filter(|r| !known.rules.contains(*r)) {
        say(format!("no rule `{rule}`; `jdex rule` lists the ids"));
    }
    if scenario.claim.is_empty() || scenario.visit.chart.is_empty() {
        say("a case needs a chart and a claim".to_owned());
    }
    let blank = [&scenario.title, &scenario.lesson.cause, &scenario.lesson.learn].iter().any(|t| t.trim().is_empty());
    if blank || visit.chart.iter().any(|t| t.trim().is_empty()) {
        say("title, chart, cause and takeaway must say something".to_owned());
    }
}

fn remitted(scenario: &Scenario, stated: &Remitted, known: &BillableItem<'_>, say: &mut dyn FnMut(String)) {
    if stated.line == 0 || stated.line > scenario.claim.len() {
        say(format!("the remittance names line {}, the claim has {}", stated.line, scenario.claim.len()));
    }
    if !known.reasons.contains(&stated.carc) {
        say(format!("reason {} does not stand in denials.toml; `jdex denial WORDS` finds the codes that do", stated.carc));
    }
    for remark in stated.rarc.iter().filter(|r| !known.remarks.contains(*r)) {
        say(format!("remark {remark} does not stand in denials.toml; `jdex denial WORDS` finds the codes that do"));
    }
}

fn claim_line(line: &ScenarioLine, known: &BillableItem<'_>, say: &mut dyn FnMut(String)) {
    if !known.code(&line.code) {
        say(format!("`{}` is no code of this catalog; `jdex search` finds those that are", line.code));
    }
    if line.units.is_none() {
        say(format!("the line of {} has no units; write units = \"10\"", line.code));
    }
    for modifier in line.modifiers.iter().filter(|m| m.len() != 2) {
        say(format!("`{modifier}` is no modifier of two characters"));
    }
}

/// One step in itself.
fn task(scenario: &Scenario, step: &Step, say: &mut dyn FnMut(String)) {
    if step.ask.trim().is_empty() || step.hints.iter().any(|h| h.trim().is_empty()) {
        say("a step must ask something, and a hint say something".to_owned());
    }
    match &step.task {
        Task::Pick(choices) => pick(scenario, step, choices, say),
        Task::Order { items, feedback } => {
            let distinct: BTreeSet<&String> = items.iter().collect();
            if items.len() < 3 || distinct.len() != items.len() || feedback.trim().is_empty() {
                say("an `order` step needs at least three different items and feedback".to_owned());
            }
        }
        Task::Lines { feedback, mistakes } => {
            if scenario.resolution.lines().is_empty() {
                say("lines are asked for, but there is no [[resolution]] to compare them with".to_owned());
            }
            if feedback.trim().is_empty() || mistakes.iter().any(|m| m.lines.is_empty() || m.feedback.trim().is_empty()) {
                say("a `lines` step and each of its mistakes need feedback, and a mistake its lines".to_owned());
            }
        }
    }
    if step.id.is_some() && !matches!(step.task, Task::Pick(_)) {
        say("a detour is answered by picking".to_owned());
    }
}

fn pick(scenario: &Scenario, step: &Step, choices: &[Choice], say: &mut dyn FnMut(String)) {
    let right = choices.iter().filter(|c| c.right).count();
    if !(2..=6).contains(&choices.len()) || right != 1 {
        say(format!("{} answers, {right} right: a step needs two to six, exactly one of them right", choices.len()));
    }
    let texts: BTreeSet<&str> = choices.iter().map(|c| c.text.trim()).collect();
    let feedback: BTreeSet<&str> = choices.iter().map(|c| c.feedback.trim()).collect();
    if texts.len() != choices.len() || texts.contains("") {
        say("the answers must differ".to_owned());
    }
    if feedback.len() != choices.len() || feedback.contains("") {
        say("each answer needs feedback of its own".to_owned());
    }
    for choice in choices {
        let Some(target) = &choice.leads_to else { continue };
        if choice.right {
            say(format!("the right answer leads on by itself, not to `{target}`"));
        } else if step.id.is_some() {
            say("a detour leads back, not into another".to_owned());
        } else if !scenario.steps.iter().any(|s| s.id.as_ref() == Some(target)) {
            say(format!("an answer leads to `{target}`, which no step is named"));
        }
    }
}
