//! Reading of training cases.

use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;

use super::Reader;
use crate::catalog::scenario::*;
use crate::catalog::{Origin, Setting};

/// `scenarios/<id>.toml` as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
    id: Spanned<String>,
    title: String,
    difficulty: u8,
    payer: String,
    setting: Setting,
    date: Date,
    place: String,
    rules: Vec<String>,
    chart: Vec<String>,
    cause: String,
    takeaway: String,
    #[serde(default)]
    circumstances: Circumstances,
    claim: Vec<Spanned<ScenarioLine>>,
    #[serde(default)]
    remittance: Vec<Spanned<Remitted>>,
    step: Vec<Spanned<StepRow>>,
    #[serde(default)]
    resolution: Vec<Spanned<ScenarioLine>>,
    amended: Option<Circumstances>,
    resolution_none: Option<OtherRemedy>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StepRow {
    id: Option<String>,
    kind: StepKind,
    question: String,
    #[serde(default)]
    hints: Vec<String>,
    #[serde(default)]
    answer: Vec<Choice>,
    #[serde(default)]
    items: Vec<String>,
    feedback: Option<String>,
    #[serde(default)]
    mistake: Vec<Mistake>,
}

impl StepRow {
    /// The step, its task as its kind calls for; which keys it needs where they are not there.
    fn step(self, at: usize) -> Result<Step, String> {
        let word = self.kind.as_str();
        let (picks, orders, types) = (!self.answer.is_empty(), !self.items.is_empty(), !self.mistake.is_empty());
        let task = match (self.kind, self.feedback) {
            (StepKind::Order, Some(feedback)) if !picks && !types => Task::Order { items: self.items, feedback },
            (StepKind::Order, _) => return Err("an `order` step needs `items` and `feedback`, and has no answers or mistakes".to_owned()),
            (StepKind::Lines, Some(feedback)) if !picks && !orders => Task::Lines { feedback, mistakes: self.mistake },
            (StepKind::Lines, _) => return Err("a `lines` step needs `feedback`, and has no answers or items".to_owned()),
            (_, None) if !orders && !types => Task::Pick(self.answer),
            _ => return Err(format!("a `{word}` step has [[step.answer]] only: each answer carries its own feedback")),
        };
        Ok(Step { id: self.id, kind: self.kind, ask: self.question, hints: self.hints, task, at })
    }
}

impl Reader<'_, '_> {
    pub(super) fn scenario(&mut self) {
        let Some(page) = self.parse::<Page>() else { return };
        let origin = Origin { file: self.file.shown.to_owned(), line: self.at(&page.id).line };
        let id = page.id.into_inner();
        if id != self.stem() {
            let message = format!("the scenario `{id}` lies in `{}.toml`: id and file name must agree", self.stem());
            self.problem(origin.line, message);
            return;
        }
        let mut steps = Vec::with_capacity(page.step.len());
        for row in page.step {
            let at = self.at(&row).line;
            match row.into_inner().step(at) {
                Ok(step) => steps.push(step),
                Err(message) => return self.problem(at, message),
            }
        }
        let claim = self.lines(page.claim);
        let lines = self.lines(page.resolution);
        let remittance = page.remittance.into_iter().map(|row| Remitted { at: self.at(&row).line, ..row.into_inner() }).collect();
        let resolution = match (page.resolution_none, lines.is_empty()) {
            (Some(way), true) if page.amended.is_none() => Resolution::Other(way),
            (None, false) => Resolution::Claim { lines, amended: page.amended.map(Box::new) },
            _ => return self.problem(origin.line, "either [[resolution]] lines (and [amended] if more changed) or `resolution_none`"),
        };
        let Page { payer, setting, date, place, chart, .. } = page;
        let scenario = Scenario {
            id: id.clone(),
            title: page.title,
            difficulty: page.difficulty,
            rules: page.rules,
            visit: Visit { payer, setting, date, place, chart },
            circumstances: page.circumstances,
            claim,
            remittance,
            steps,
            resolution,
            lesson: Lesson { cause: page.cause, learn: page.takeaway, origin },
        };
        self.book.scenarios.insert(id, scenario);
    }

    /// Claim lines, each with the line of the file it begins on.
    fn lines(&self, rows: Vec<Spanned<ScenarioLine>>) -> Vec<ScenarioLine> {
        rows.into_iter().map(|row| ScenarioLine { at: self.at(&row).line, ..row.into_inner() }).collect()
    }
}
