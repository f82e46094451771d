//! An exam: cases and drills in a row, one answer a question, nothing told until the end.
//!
//! It reads no clock: the seconds since its beginning come in with each answer.

use crate::catalog::{Catalog, Scenario, Step, Task};
use crate::training::answer;
use crate::training::attempt::{Attempt, AttemptError, solution};
use crate::training::drill::{Drill, DrillGenerator, Key, series};
use crate::training::progress::{Event, ExamRecord};
use crate::training::random::Random;
use crate::training::score::PASS;

/// What an examiner asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExamPlan {
    /// How many cases.
    pub cases: usize,
    /// How many drills.
    pub drills: usize,
    /// The time limit in minutes; `None` is none.
    pub minutes: Option<u64>,
    /// The same seed is the same exam.
    pub seed: u64,
}

/// One part of an exam.
#[derive(Clone, Debug, PartialEq)]
enum Item {
    /// A case, one answer a step.
    Case(Attempt),
    /// A drill.
    Drill(Box<Drill>),
}

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub enum Question<'e> {
    /// A step of a case.
    Step {
        /// The case.
        scenario: &'e Scenario,
        /// The place of the step in it.
        at: usize,
        /// The step.
        step: &'e Step,
    },
    /// A drill.
    Drill(&'e Drill),
}

/// A question that was answered, passed over, or not reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExamAnswer {
    /// The case's id, or the drill's kind and seed.
    pub item: String,
    /// The question.
    pub ask: String,
    /// What was answered; empty where nothing was.
    pub typed: String,
    /// The share that was right, in percent.
    pub percent: u32,
    /// The right answer with its explanation.
    pub answer: Vec<String>,
    /// What was wrong, element by element.
    pub faults: Vec<String>,
    /// The rules behind it.
    pub rules: Vec<String>,
}

impl ExamAnswer {
    /// Is it wholly right?
    pub fn is_right(&self) -> bool {
        self.percent == 100
    }
}

/// An exam being taken.
#[derive(Clone, Debug, PartialEq)]
pub struct Exam {
    plan: ExamPlan,
    items: Vec<Item>,
    /// The place of the open item.
    at: usize,
    answers: Vec<ExamAnswer>,
    events: Vec<Event>,
    /// Seconds from the beginning to the last answer, or to the time limit.
    seconds: u64,
    out_of_time: bool,
}

impl Exam {
    /// The exam of a plan. Cases and drills follow from the seed and the catalog alone.
    pub fn new(generator: &DrillGenerator<'_>, plan: ExamPlan) -> Exam {
        let scenarios = generator.catalog.scenarios();
        let order = Random::new(plan.seed).shuffled(scenarios.len());
        let cases = order.into_iter().take(plan.cases).filter_map(|place| scenarios.get(place)).map(|s| Item::Case(Attempt::exam(s)));
        let drills = series(plan.seed).filter_map(|seed| generator.generate(seed)).map(|drill| Item::Drill(Box::new(drill)));
        // A catalog without drug codes has no drills to wait for.
        let drills = drills.take(if generator.cards.is_empty() { 0 } else { plan.drills });
        Exam { plan, items: cases.chain(drills).collect(), at: 0, answers: Vec::new(), events: Vec::new(), seconds: 0, out_of_time: false }
    }

    /// The plan.
    pub fn plan(&self) -> ExamPlan {
        self.plan
    }

    /// Questions in all.
    pub fn len(&self, catalog: &Catalog) -> usize {
        let count = |item: &Item| match item {
            Item::Case(attempt) => scenario(catalog, attempt).map_or(0, |s| attempt.counted(s).count()),
            Item::Drill(_) => 1,
        };
        self.items.iter().map(count).sum()
    }

    /// Is there nothing to ask?
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Questions answered or passed over.
    pub fn answered(&self) -> usize {
        self.answers.len()
    }

    /// The open question; `None` when the exam is over.
    pub fn question<'e>(&'e self, catalog: &'e Catalog) -> Option<Question<'e>> {
        match self.items.get(self.at)? {
            Item::Drill(drill) => Some(Question::Drill(drill)),
            Item::Case(attempt) => {
                let scenario = scenario(catalog, attempt)?;
                let (at, step) = attempt.at().zip(attempt.step(scenario))?;
                Some(Question::Step { scenario, at, step })
            }
        }
    }

    /// Seconds left after so many; `None` without a limit.
    pub fn left(&self, seconds: u64) -> Option<u64> {
        self.plan.minutes.map(|minutes| minutes.saturating_mul(60).saturating_sub(seconds))
    }

    /// Answers the open question `seconds` after the beginning, or passes it over with an empty text. Nothing is said of it
    /// before the end. After the time limit nothing is taken, and the exam is over.
    ///
    /// # Errors
    /// The text is no answer to this question: the question stays open. The message says what would be.
    pub fn answer(&mut self, catalog: &Catalog, text: &str, seconds: u64) -> Result<(), String> {
        if self.ends_by_time(catalog, seconds) {
            return Ok(());
        }
        let text = text.trim();
        let blank = text.is_empty();
        match self.items.get_mut(self.at) {
            None => return Err("the exam is over".to_owned()),
            Some(Item::Drill(drill)) => {
                let mut row = drill_row(drill);
                if !blank {
                    let grade = drill.grade(text)?;
                    (row.percent, row.faults) = (grade.percent, grade.faults);
                }
                let among = match &drill.key {
                    Key::Choice { among, .. } => among.clone(),
                    _ => Vec::new(),
                };
                row.typed = in_words(text, among);
                let (kind, rule) = (drill.kind.as_str(), drill.rule.to_owned());
                self.events.push(Event::Drilled { kind, rule, percent: row.percent, helped: false });
                self.answers.push(row);
                self.at += 1;
            }
            Some(Item::Case(attempt)) => {
                let scenario = scenario(catalog, attempt).ok_or_else(|| "the case is gone".to_owned())?;
                let step = attempt.step(scenario).ok_or_else(|| "the case is over".to_owned())?;
                let mut row = step_row(scenario, step);
                if blank {
                    attempt.give_up(scenario).map_err(|e| e.to_string())?;
                } else {
                    let answer = answer::read(scenario, step, text)?;
                    let reply = attempt.answer(scenario, catalog, &answer).map_err(|e: AttemptError| e.to_string())?;
                    (row.percent, row.faults) = (reply.percent, reply.faults);
                }
                row.typed = in_words(text, choices(step));
                self.answers.push(row);
                if attempt.is_finished() {
                    let score = attempt.score(scenario);
                    self.events.push(Event::Finished { case: scenario.id.clone(), score, rules: scenario.rules.clone() });
                    self.at += 1;
                }
            }
        }
        self.seconds = seconds;
        Ok(())
    }

    /// Ends it where the time limit has passed `seconds` after the beginning; true where it did.
    pub fn ends_by_time(&mut self, catalog: &Catalog, seconds: u64) -> bool {
        let ends = !self.is_over() && self.left(seconds) == Some(0);
        if ends {
            self.out_of_time = true;
            self.seconds = self.plan.minutes.map_or(seconds, |minutes| minutes.saturating_mul(60));
            self.close(catalog);
        }
        ends
    }

    /// Ends it: what is not answered counts as wrong. Cases that were not finished are not recorded as cases.
    pub fn close(&mut self, catalog: &Catalog) {
        while let Some(item) = self.items.get_mut(self.at) {
            match item {
                Item::Drill(drill) => self.answers.push(drill_row(drill)),
                Item::Case(attempt) => {
                    let Some(scenario) = scenario(catalog, attempt) else { return };
                    while let Some(step) = attempt.step(scenario) {
                        self.answers.push(step_row(scenario, step));
                        if attempt.give_up(scenario).is_err() {
                            break;
                        }
                    }
                }
            }
            self.at += 1;
        }
    }

    /// Every question with what became of it, in the order asked. The answers are told only after the end.
    pub fn answers(&self) -> &[ExamAnswer] {
        if self.at < self.items.len() { &[] } else { &self.answers }
    }

    /// Is it over?
    pub fn is_over(&self) -> bool {
        self.at >= self.items.len()
    }

    /// What is kept of it.
    pub fn record(&self) -> ExamRecord {
        let sum: u64 = self.answers.iter().map(|a| u64::from(a.percent)).sum();
        let percent = sum.checked_div(self.answers.len() as u64).and_then(|p| u32::try_from(p).ok()).unwrap_or(0);
        ExamRecord {
            date: None,
            seed: self.plan.seed,
            cases: self.plan.cases,
            drills: self.plan.drills,
            minutes: self.plan.minutes,
            seconds: self.seconds,
            questions: self.answers.len(),
            right: self.answers.iter().filter(|a| a.is_right()).count(),
            percent,
            passed: percent >= PASS && !self.answers.is_empty(),
            out_of_time: self.out_of_time,
        }
    }

    /// What is recorded of the learner: each case that was finished, each drill, then the exam.
    pub fn events(&self) -> Vec<Event> {
        self.events.iter().cloned().chain([Event::Examined { record: self.record() }]).collect()
    }
}

fn scenario<'c>(catalog: &'c Catalog, attempt: &Attempt) -> Option<&'c Scenario> {
    catalog.scenarios().iter().find(|s| s.id == attempt.scenario)
}

fn choices(step: &Step) -> Vec<String> {
    match &step.task {
        Task::Pick(choices) => choices.iter().map(|c| c.text.clone()).collect(),
        _ => Vec::new(),
    }
}

/// What was typed; of a letter, the answer it names.
fn in_words(text: &str, choices: Vec<String>) -> String {
    let place = text.bytes().next().map(|b| b.to_ascii_lowercase()).filter(|_| text.len() == 1).and_then(|b| match b {
        b'a'..=b'z' => Some(usize::from(b - b'a')),
        b'1'..=b'9' => Some(usize::from(b - b'1')),
        _ => None,
    });
    place.and_then(|place| choices.into_iter().nth(place)).unwrap_or_else(|| text.to_owned())
}

fn step_row(scenario: &Scenario, step: &Step) -> ExamAnswer {
    ExamAnswer {
        item: scenario.id.clone(),
        ask: step.ask.clone(),
        typed: String::new(),
        percent: 0,
        // What is praise to who picked it is an explanation to who did not.
        answer: solution(scenario, step)
            .into_iter()
            .map(|line| line.trim_start_matches("Correct.").trim_start().to_owned())
            .filter(|line| !line.is_empty())
            .collect(),
        faults: Vec::new(),
        rules: scenario.rules.clone(),
    }
}

fn drill_row(drill: &Drill) -> ExamAnswer {
    ExamAnswer {
        item: format!("{} {}", drill.kind.as_str(), drill.seed),
        ask: drill.ask.clone(),
        typed: String::new(),
        percent: 0,
        answer: std::iter::once(drill.key_text()).chain(drill.why.iter().cloned()).collect(),
        faults: Vec::new(),
        rules: vec![drill.rule.to_owned()],
    }
}
