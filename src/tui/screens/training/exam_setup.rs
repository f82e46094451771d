//! Before an exam: how many cases and drills, how long, and the seed.

use tui_input::{Input, InputRequest};

use super::content::{ContentLine, ScreenContent, say, typed};
use super::course::Course;
use crate::page::{Line, Role};
use crate::training::drill::DrillGenerator;
use crate::training::exam::{Exam, ExamPlan};
use crate::training::random::Random;
use crate::tui::{Action, Effect, Env, Opening, scroll_target};

const CASES: [usize; 6] = [3, 5, 8, 12, 0, 1];
const DRILLS: [usize; 6] = [10, 20, 40, 80, 0, 5];
const MINUTES: [Option<u64>; 6] = [None, Some(15), Some(30), Some(45), Some(60), Some(90)];
/// The rows: cases, drills, minutes, seed.
const ROWS: usize = 4;

/// An exam, being set.
#[derive(Debug, Default)]
pub(crate) struct ExamSetup {
    /// The selected row.
    pub selected: usize,
    chosen: [usize; 3],
    seed: Input,
}

impl ExamSetup {
    fn plan(&self, course: &Course) -> ExamPlan {
        let record = &course.record;
        let own = || Random::of_text(&format!("{} {} {}", record.learner, record.today, record.own().exams.len())).below(1_000_000);
        ExamPlan {
            cases: CASES[self.chosen[0] % CASES.len()],
            drills: DRILLS[self.chosen[1] % DRILLS.len()],
            minutes: MINUTES[self.chosen[2] % MINUTES.len()],
            seed: self.seed.value().parse().unwrap_or_else(|_| own()),
        }
    }

    /// Moves, starts.
    pub fn act(&mut self, env: &Env, course: &Course, action: Action) -> Option<Vec<Effect>> {
        match action {
            Action::Open => {
                let exam = Exam::new(&DrillGenerator::new(&env.catalog, course.record.today), self.plan(course));
                return Some(if exam.is_empty() {
                    say("an exam needs cases or drills")
                } else {
                    vec![Effect::Close, Effect::Open(Opening::Exam(Box::new(exam)))]
                });
            }
            Action::Up | Action::Down | Action::First | Action::Last => self.selected = scroll_target(action, self.selected, ROWS - 1, 1),
            _ => return None,
        }
        Some(Vec::new())
    }

    /// Steps through the choices with the arrows, or types the seed.
    pub fn edit(&mut self, _env: &Env, _course: &mut Course, request: InputRequest) -> Vec<Effect> {
        let step = match request {
            InputRequest::GoToNextChar | InputRequest::InsertChar(' ' | '+') => 1,
            InputRequest::GoToPrevChar | InputRequest::InsertChar('-') => CASES.len() - 1,
            _ => 0,
        };
        match (self.selected, request) {
            (_, InputRequest::InsertChar(c)) if c.is_ascii_digit() && self.seed.value().len() < 19 => {
                self.selected = ROWS - 1;
                typed(&mut self.seed, request);
            }
            (row @ 0..3, _) => self.chosen[row] = (self.chosen[row] + step) % CASES.len(),
            (_, InputRequest::InsertChar(_)) => {}
            _ => {
                typed(&mut self.seed, request);
            }
        }
        Vec::new()
    }

    /// What it shows.
    pub fn content(&self, _env: &Env, course: &Course) -> ScreenContent<'_> {
        let plan = self.plan(course);
        let minutes = plan.minutes.map_or_else(|| "no time limit".to_owned(), |m| format!("{m} minutes"));
        let seed = match self.seed.value() {
            "" => format!("{}; type a number for the same exam as somebody else", plan.seed),
            seed => seed.to_owned(),
        };
        let row = |item: usize, name: &str, words: &str| {
            ContentLine::of(item, Line::of(Role::Label, format!(" {name:<9} ")).with(Role::Strong, words).indented(0, 11))
        };
        let mut work = vec![
            row(0, "cases", &plan.cases.to_string()),
            row(1, "drills", &plan.drills.to_string()),
            row(2, "time", &minutes),
            row(3, "seed", &seed),
        ];
        for words in [
            "",
            " Left and right change, digits type the seed, Enter starts.",
            " One answer a question; no hints and no look-up, the instructor's view is off. The answers follow at the end.",
        ] {
            work.push(ContentLine::plain(Line::of(Role::Muted, words)));
        }
        ScreenContent { titles: [" Exam ".to_owned(), String::new()], work, selected: self.selected, ..ScreenContent::default() }
    }
}
