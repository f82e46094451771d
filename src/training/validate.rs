//! Is a scenario sound? Proved by the engine itself: the billed claim draws the stated denial, the resolution passes, every step
//! is reached, and the right answers lead to a pass.

use std::collections::BTreeSet;

use crate::catalog::{Catalog, Origin, Problem, Remitted, Scenario, Step, Task};
use crate::explanation::rules;
use crate::scrub::{Finding, Severity};
use crate::training::attempt::{Answer, Attempt};
use crate::training::{case, grade};

/// Everything unsound in the scenarios of a catalog; what one file says in itself was checked when it was read.
pub fn validate(catalog: &Catalog) -> Vec<Problem> {
    catalog.scenarios().iter().flat_map(|scenario| prove_one(catalog, scenario)).collect()
}

/// Everything unsound in one scenario.
pub fn prove_one(catalog: &Catalog, scenario: &Scenario) -> Vec<Problem> {
    let mut proof = Proof { catalog, scenario, problems: Vec::new() };
    proof.denial();
    proof.resolution();
    proof.steps();
    proof.path();
    proof.problems
}

struct Proof<'a> {
    catalog: &'a Catalog,
    scenario: &'a Scenario,
    problems: Vec<Problem>,
}

impl Proof<'_> {
    fn say(&mut self, line: usize, message: impl Into<String>) {
        let origin = Origin { file: self.scenario.lesson.origin.file.clone(), line };
        self.problems.push(Problem::new(&origin, message));
    }

    /// The claim as billed draws each denial stated; where it was paid all the same, the engine finds what is wrong with it.
    fn denial(&mut self) {
        let head = self.scenario.lesson.origin.line;
        let findings = match case::billed(self.catalog, self.scenario) {
            Ok(findings) => findings,
            Err(e) => return self.say(head, e.to_string()),
        };
        for stated in self.scenario.remittance.iter().filter(|r| !r.is_paid()) {
            if !findings.iter().any(|f| self.draws(f, stated)) {
                let drawn = said(findings.iter().filter(|f| f.line == stated.line));
                let message = format!(
                    "line {} of the claim does not draw {}: the check finds {drawn}; state that in [[remittance]], CO-45 where the chart alone shows it, or change the claim",
                    stated.line,
                    stated.description()
                );
                self.say(if stated.at > 0 { stated.at } else { head }, message);
            }
        }
        let paid = self.scenario.remittance.iter().all(Remitted::is_paid);
        if paid && !findings.iter().any(|f| f.severity == Severity::Error) {
            self.say(head, "the claim was paid and the check finds nothing wrong with it: there is no case");
        }
    }

    /// Does a finding draw the denial that is stated? The check says once of all lines of a code that they are over the MUE.
    fn draws(&self, finding: &Finding, stated: &Remitted) -> bool {
        let same = |remarks: &[String]| remarks.len() == stated.rarc.len() && stated.rarc.iter().all(|r| remarks.contains(r));
        let code = |line: usize| self.scenario.claim.get(line.checked_sub(1)?).map(|l| &l.code);
        let is_mue = [rules::MUE_POLICY, rules::MUE_CLINICAL].contains(&finding.rule);
        (finding.line == stated.line || is_mue && code(finding.line) == code(stated.line))
            && finding.denial.as_ref().is_some_and(|d| d.group == stated.group && d.carc == stated.carc && same(&d.rarc))
    }

    /// The accepted claim passes, and typing it in is accepted.
    fn resolution(&mut self) {
        let wanted = case::wanted(self.scenario);
        if wanted.is_empty() {
            return;
        }
        let first = self.scenario.resolution.lines().first().map_or(0, |line| line.at);
        let head = if first > 0 { first } else { self.scenario.lesson.origin.line };
        let findings = match case::resolved(self.catalog, self.scenario) {
            Ok(findings) => findings,
            Err(e) => return self.say(head, e.to_string()),
        };
        if !case::passes(&findings) {
            let drawn = said(findings.iter().filter(|f| f.severity != Severity::Note));
            self.say(head, format!("the resolution does not pass the check: {drawn}"));
        }
        let text: Vec<String> = wanted.iter().map(grade::TypedLine::text).collect();
        if self.accepts(&text.join("; ")) != Ok(true) {
            self.say(head, format!("typing the resolution ({}) is not accepted", text.join("; ")));
        }
        for lines in &self.scenario.accepted {
            let text = lines.join("; ");
            match self.accepts(&text) {
                Ok(true) => {}
                Ok(false) => self.say(head, format!("`{text}` stands under `accepted` and does not pass the check")),
                Err(why) => self.say(head, why),
            }
        }
        if !case::asks_for_lines(self.scenario) {
            self.say(head, "there is a resolution, but no step asks for it");
        }
    }

    /// Would these lines, typed, be accepted?
    fn accepts(&self, text: &str) -> Result<bool, String> {
        let typed = grade::parse(text)?;
        case::judge(self.catalog, self.scenario, &typed, &[]).map(|j| j.right).map_err(|e| e.to_string())
    }

    /// Foreseen mistakes can be typed, are mistakes, and differ.
    fn steps(&mut self) {
        for step in &self.scenario.steps {
            let Task::Lines { mistakes, .. } = &step.task else { continue };
            let mut seen: BTreeSet<String> = BTreeSet::new();
            for mistake in mistakes {
                let text = mistake.lines.join("; ");
                match self.accepts(&text) {
                    Err(why) => self.say(step.at, why),
                    Ok(true) => self.say(step.at, format!("`{text}` is foreseen as a mistake and would be accepted")),
                    Ok(false) => {}
                }
                if !seen.insert(text.clone()) {
                    self.say(step.at, format!("`{text}` is foreseen twice"));
                }
            }
        }
    }

    /// The right answers reach the end and pass; the answers that lead into a detour reach it and come back.
    fn path(&mut self) {
        let head = self.scenario.lesson.origin.line;
        let mut run = Attempt::new(self.scenario);
        let mut reached: BTreeSet<usize> = BTreeSet::new();
        while let Some((at, step)) = run.at().zip(run.step(self.scenario)) {
            reached.insert(at);
            reached.extend(self.detours(&run, step));
            let right = right_answer(self.scenario, step);
            let taken = right.is_some_and(|a| run.answer(self.scenario, self.catalog, &a).is_ok_and(|r| r.right));
            if !taken {
                self.say(step.at, "the right answer of this step is not accepted");
                return;
            }
        }
        if !run.score(self.scenario).passed {
            self.say(head, "the right answers do not lead to a pass");
        }
        let missed: Vec<usize> = (0..self.scenario.steps.len()).filter(|i| !reached.contains(i)).collect();
        for step in missed {
            self.say(self.scenario.steps[step].at, "this step is never reached");
        }
    }

    /// The detours that the answers of a step lead to, each walked through and back.
    fn detours(&mut self, run: &Attempt, step: &Step) -> Vec<usize> {
        let Task::Pick(choices) = &step.task else { return Vec::new() };
        let mut reached = Vec::new();
        for place in (0..choices.len()).filter(|i| choices[*i].leads_to.is_some()) {
            let mut aside = run.clone();
            let entered = aside.answer(self.scenario, self.catalog, &Answer::Pick(place)).is_ok_and(|r| r.detour);
            let detour = aside.at().zip(aside.step(self.scenario)).filter(|_| entered);
            let Some((at, answer)) = detour.and_then(|(at, step)| Some((at, right_answer(self.scenario, step)?))) else {
                self.say(step.at, format!("answer {} does not lead into its detour", place + 1));
                continue;
            };
            reached.push(at);
            if aside.answer(self.scenario, self.catalog, &answer).is_err() || aside.at() != run.at() {
                self.say(step.at, format!("the detour of answer {} does not lead back", place + 1));
            }
        }
        reached
    }
}

fn said<'f>(findings: impl Iterator<Item = &'f Finding>) -> String {
    let each: Vec<String> = findings
        .map(|f| {
            let denial = f
                .denial
                .as_ref()
                .map_or_else(|| "no denial".to_owned(), |d| format!("{}-{} {}", d.group, d.carc, d.rarc.join(" ")).trim_end().to_owned());
            format!("{denial} ({})", f.kind)
        })
        .collect();
    if each.is_empty() { "nothing".to_owned() } else { each.join(", ") }
}

/// The right answer of a step, from the file.
pub fn right_answer(scenario: &Scenario, step: &Step) -> Option<Answer> {
    match &step.task {
        Task::Pick(choices) => choices.iter().position(|c| c.right).map(Answer::Pick),
        Task::Order { items, .. } => Some(Answer::Order((0..items.len()).collect())),
        Task::Lines { .. } => {
            let lines: Vec<String> = case::wanted(scenario).iter().map(grade::TypedLine::text).collect();
            Some(Answer::Lines(lines.join("; ")))
        }
    }
}
