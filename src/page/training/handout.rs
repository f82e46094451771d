//! A case or a drill sheet to print: for learners with room to write, for instructors with answers.

mod document;

pub use document::{Block, Document, Format};

use crate::catalog::{Catalog, Scenario, ScenarioLine, Step, Task};
use crate::page::{difficulty, kind_words, letter};
use crate::training::answer;
use crate::training::attempt::solution;
use crate::training::drill::{Drill, Key};

/// A case as a handout.
pub fn case_handout(scenario: &Scenario, catalog: &Catalog, answers: bool) -> Document {
    let visit = &scenario.visit;
    let payer = catalog.rulebook().payer(&visit.payer).map_or_else(|| visit.payer.clone(), |p| p.name.clone());
    let mut document = Document::new(&scenario.title, answers);
    document.add(Block::Text(format!(
        "{payer}, {}, place of service {}, {}; {}",
        visit.setting.as_str(),
        visit.place,
        visit.date,
        difficulty(scenario)
    )));
    document.add(Block::Heading("Chart".to_owned()));
    document.add(Block::List(visit.chart.clone()));
    document.add(Block::Heading("Claim as billed".to_owned()));
    document.add(claim(&scenario.claim));
    document.add(Block::Heading("Remittance".to_owned()));
    let rows = scenario.remittance.iter().map(|r| vec![r.line.to_string(), r.description()]).collect();
    document.add(Block::Table(vec!["line".to_owned(), "adjustment".to_owned()], rows));
    for (number, step) in (1..).zip(scenario.steps.iter().filter(|s| s.id.is_none())) {
        question(&mut document, scenario, number, step, answers);
    }
    if answers {
        document.add(Block::Heading("Cause".to_owned()));
        document.add(Block::Text(scenario.lesson.cause.clone()));
        document.add(Block::Heading("Takeaway".to_owned()));
        document.add(Block::Text(scenario.lesson.learn.clone()));
        document.add(Block::Text(format!("Rules: {}", scenario.rules.join(", "))));
    }
    document
}

fn claim(lines: &[ScenarioLine]) -> Block {
    let head = ["line", "code", "modifiers", "units", "diagnoses", "NDC"].map(str::to_owned).to_vec();
    let row = |(number, line): (usize, &ScenarioLine)| {
        let quantity = line.ndc_quantity.map(|q| format!(" {}{q}", line.ndc_qualifier.as_deref().unwrap_or_default())).unwrap_or_default();
        let ndc = line.ndc.as_ref().map(|n| format!("N4{n}{quantity}")).unwrap_or_default();
        let units = line.units.map(|u| u.to_string()).unwrap_or_default();
        vec![number.to_string(), line.code.clone(), line.modifiers.join(" "), units, line.diagnoses.join(" "), ndc]
    };
    Block::Table(head, (1..).zip(lines).map(row).collect())
}

fn question(document: &mut Document, scenario: &Scenario, number: usize, step: &Step, answers: bool) {
    document.add(Block::Question(format!("{number}. {}", step.ask), kind_words(step.kind).to_owned()));
    let room = match &step.task {
        Task::Pick(choices) => {
            document
                .add(Block::Choices(choices.iter().enumerate().map(|(i, c)| (letter(i), c.text.clone(), answers && c.right)).collect()));
            if answers {
                document.add(Block::List(choices.iter().enumerate().map(|(i, c)| format!("{}: {}", letter(i), c.feedback)).collect()));
            }
            return;
        }
        Task::Order { items, .. } => {
            let shown = answer::shown(scenario, step);
            let items = shown.iter().enumerate().filter_map(|(i, place)| Some((letter(i), items.get(*place)?.clone(), false)));
            document.add(Block::Choices(items.collect()));
            1
        }
        Task::Lines { .. } => 2,
    };
    document.add(if answers { Block::Answer(solution(scenario, step)) } else { Block::Room(room) });
}

/// Drills as a sheet; the title names the seed, from which the same sheet comes again.
pub fn drill_handout(drills: &[Drill], seed: u64, answers: bool) -> Document {
    let mut document = Document::new(&format!("Drills, seed {seed}"), answers);
    for (number, drill) in (1..).zip(drills) {
        document.add(Block::Question(format!("{number}. {}", drill.ask), drill.kind.as_str().to_owned()));
        document.add(Block::List(drill.facts.iter().map(|f| f.trim().to_owned()).collect()));
        match &drill.key {
            Key::Choice { among, right } => {
                let choices = among.iter().enumerate().map(|(i, text)| (letter(i), text.clone(), answers && i == *right));
                document.add(Block::Choices(choices.collect()));
            }
            _ if !answers => {
                document.add(Block::Text(format!("({})", drill.form)));
                document.add(Block::Room(1));
            }
            _ => {}
        }
        if answers {
            document.add(Block::Answer(std::iter::once(drill.key_text()).chain(drill.why.iter().cloned()).collect()));
        }
    }
    document
}
