//! A class: who has to work what by when, and how far everybody is.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::catalog::{Catalog, Date, words};
use crate::text;
use crate::training::drill::DrillKind;
use crate::training::progress::{CAPSTONE, CaseRecord, Learner, Progress};

/// The columns of a roster; all but the first may be left out.
pub const COLUMNS: [&str; 5] = ["learner", "cases", "drills", "exams", "due"];

/// The most rows of a roster.
const MOST: usize = 10_000;

/// One thing that a learner has to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// Who.
    pub learner: String,
    /// What.
    pub task: Assigned,
    /// The last day it is in time.
    pub due: Option<Date>,
}

/// What is assigned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Assigned {
    /// A case to be passed, by its id.
    Case(String),
    /// The capstone to be passed.
    Capstone,
    /// So many drills of a kind, or of any.
    Drills(Option<DrillKind>, u32),
    /// So many exams.
    Exams(u32),
}

/// A class list, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roster {
    /// Every assignment.
    pub assignments: Vec<Assignment>,
    /// Every learner once, those without an assignment too.
    pub learners: Vec<String>,
}

words! {
    /// What became of an assignment.
    pub enum Progressed {
        /// Done, in time as far as days are known.
        Done = "done",
        /// Done after the last day.
        Late = "late",
        /// Not done yet.
        Open = "open",
        /// Not done, and the last day is over.
        Overdue = "overdue",
    }
}

/// One row of a class report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClassRow {
    /// Who.
    pub learner: String,
    /// `case`, `capstone`, `drill` or `exam`.
    pub what: &'static str,
    /// The case's id, the drill's kind or `any`.
    pub id: String,
    /// How many are wanted.
    pub wanted: u32,
    /// How many are done: passes, answers, exams taken.
    pub done: u32,
    /// What became of it.
    pub state: Progressed,
    /// The best percentage of a case or exam, the mean of drills; `None` where nothing was tried.
    pub percent: Option<u32>,
    /// Runs of the case, drills answered, exams taken.
    pub attempts: u32,
    /// The day it was passed.
    pub completed: Option<Date>,
    /// The last day.
    pub due: Option<Date>,
}

/// A case over the class.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CaseTotals {
    /// Learners that have to work it.
    pub assigned: u32,
    /// Learners that tried it.
    pub tried: u32,
    /// Learners that passed it.
    pub passed: u32,
    /// Runs of all of them.
    pub runs: u32,
    /// The mean of the best percentages of those that tried.
    pub percent: Option<u32>,
}

/// A rule over the class.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RuleTotals {
    /// Learners that met it.
    pub learners: u32,
    /// Learners that mastered it.
    pub mastered: u32,
    /// Right answers.
    pub right: u32,
    /// Wrong answers.
    pub wrong: u32,
}

impl Roster {
    /// Reads a class list: comma, semicolon or tab; a learner may have several rows.
    ///
    /// ```text
    /// learner,cases,drills,exams,due
    /// Ana,expired-code;twin-line,lines:10;ndc:5,1,2026-12-18
    /// ```
    ///
    /// # Errors
    /// The first cell that cannot be read: its row and column, and what would be accepted.
    pub fn read(text: &str, catalog: &Catalog) -> Result<Roster, String> {
        let text = text.trim_start_matches('\u{feff}');
        let first = text.lines().next().unwrap_or_default();
        let separator = [b'\t', b';', b','].into_iter().find(|s| first.as_bytes().contains(s)).unwrap_or(b',');
        let mut reader = csv::ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(text.as_bytes());
        let headers = reader.headers().map_err(|e| e.to_string())?.clone();
        let mut columns: BTreeMap<&str, usize> = BTreeMap::new();
        for (place, header) in headers.iter().enumerate() {
            let header = header.trim().to_lowercase();
            let known = COLUMNS
                .iter()
                .find(|c| **c == header || format!("{header}s") == **c || matches!((header.as_str(), **c), ("name", "learner")));
            let known = known.ok_or_else(|| format!("row 1: unknown column `{}`; expected {}", cut(&header), COLUMNS.join(", ")))?;
            if columns.insert(known, place).is_some() {
                return Err(format!("row 1: duplicate column `{known}`"));
            }
        }
        if !columns.contains_key("learner") {
            return Err(format!("row 1: no column `learner`; expected {}", COLUMNS.join(", ")));
        }
        let mut roster = Roster::default();
        for (number, record) in (2..).zip(reader.records()) {
            let record = record.map_err(|e| format!("row {number}: {e}"))?;
            if number > MOST {
                return Err(format!("more than {MOST} rows"));
            }
            let cell = |name: &str| columns.get(name).and_then(|place| record.get(*place)).unwrap_or_default().trim();
            roster.row(catalog, &cell).map_err(|e| format!("row {number}, {e}"))?;
        }
        if roster.learners.is_empty() {
            return Err("no learner; expected a row for each under the header".to_owned());
        }
        Ok(roster)
    }

    fn row<'r>(&mut self, catalog: &Catalog, cell: &dyn Fn(&str) -> &'r str) -> Result<(), String> {
        let learner = text::clean(cell("learner")).into_owned();
        let rest: Vec<&str> = COLUMNS[1..].iter().map(|c| cell(c)).collect();
        if learner.is_empty() {
            return if rest.iter().all(|c| c.is_empty()) { Ok(()) } else { Err("learner: the name is missing".to_owned()) };
        }
        // `uma` and `Uma` are one: the first spelling stands.
        let learner = match self.learners.iter().find(|known| is_same(known, &learner)) {
            Some(known) => known.clone(),
            None => {
                self.learners.push(learner.clone());
                learner
            }
        };
        let due = match cell("due") {
            "" => None,
            day => Some(text::date::parse(day).map_err(|e| format!("due: {e}"))?),
        };
        let mut tasks = Vec::new();
        for id in several(cell("cases")) {
            if id == CAPSTONE {
                tasks.push(Assigned::Capstone);
                continue;
            }
            if !catalog.scenarios().iter().any(|s| s.id == id) {
                return Err(format!("cases: no case `{}`; `jdex train list` shows them, and {CAPSTONE} is the capstone", cut(id)));
            }
            tasks.push(Assigned::Case(id.to_owned()));
        }
        for drill in several(cell("drills")) {
            let (kind, count) = drill.split_once(':').map_or((None, drill), |(kind, count)| (Some(kind.trim()), count.trim()));
            let kind = match kind {
                None => None,
                Some(kind) => Some(DrillKind::parse(kind).map_err(|e| format!("drills: {e}"))?),
            };
            tasks.push(Assigned::Drills(kind, whole("drills", count)?));
        }
        if !cell("exams").is_empty() {
            tasks.push(Assigned::Exams(whole("exams", cell("exams"))?));
        }
        self.assignments.extend(tasks.into_iter().map(|task| Assignment { learner: learner.clone(), task, due }));
        Ok(())
    }

    /// Every assignment with what became of it by a day.
    pub fn rows(&self, progress: &Progress, today: Date) -> Vec<ClassRow> {
        let none = Learner::default();
        self.assignments.iter().map(|a| row(a, held(progress, &a.learner).unwrap_or(&none), today)).collect()
    }

    /// By case: those assigned, and those that the class tried.
    pub fn cases<'p>(&'p self, progress: &'p Progress) -> BTreeMap<&'p str, CaseTotals> {
        let mut totals: BTreeMap<&str, CaseTotals> = BTreeMap::new();
        let mut assigned: BTreeSet<(&str, &str)> = BTreeSet::new();
        for assignment in &self.assignments {
            if let Assigned::Case(id) = &assignment.task {
                let of = totals.entry(id).or_default();
                of.assigned += u32::from(assigned.insert((&assignment.learner, id)));
            }
        }
        let mut sums: BTreeMap<&str, u64> = BTreeMap::new();
        for (id, record) in self.members(progress).flat_map(|l| &l.cases) {
            let of = totals.entry(id).or_default();
            of.tried += u32::from(record.runs > 0);
            of.passed += u32::from(record.is_passed());
            of.runs = of.runs.saturating_add(record.runs);
            if record.runs > 0 {
                *sums.entry(id).or_default() += u64::from(record.best);
            }
        }
        for (id, sum) in sums {
            let of = totals.entry(id).or_default();
            of.percent = sum.checked_div(u64::from(of.tried)).and_then(|p| u32::try_from(p).ok());
        }
        totals
    }

    /// By rule that the class met.
    pub fn rules<'p>(&'p self, progress: &'p Progress) -> BTreeMap<&'p str, RuleTotals> {
        let mut totals: BTreeMap<&str, RuleTotals> = BTreeMap::new();
        for (rule, mastery) in self.members(progress).flat_map(|l| &l.rules) {
            let of = totals.entry(rule).or_default();
            of.learners += 1;
            of.mastered += u32::from(mastery.is_mastered());
            of.right = of.right.saturating_add(mastery.right);
            of.wrong = of.wrong.saturating_add(mastery.wrong);
        }
        totals
    }

    fn members<'p>(&'p self, progress: &'p Progress) -> impl Iterator<Item = &'p Learner> {
        self.learners.iter().filter_map(|name| held(progress, name))
    }
}

/// The same name, however its letters are written.
fn is_same(a: &str, b: &str) -> bool {
    a.to_lowercase() == b.to_lowercase()
}

/// What is recorded of a name; where nobody is spelled so, of the one who is spelled so but for capitals.
fn held<'p>(progress: &'p Progress, name: &str) -> Option<&'p Learner> {
    let alike = || progress.learners.iter().find(|(known, _)| is_same(known, name)).map(|(_, learner)| learner);
    progress.learner(name).or_else(alike)
}

fn row(assignment: &Assignment, learner: &Learner, today: Date) -> ClassRow {
    let due = assignment.due;
    let row = |what, id: String, wanted: u32, done: u32, percent, attempts, completed: Option<Date>| {
        let state = match due {
            Some(due) if done >= wanted && completed.is_some_and(|day| day > due) => Progressed::Late,
            _ if done >= wanted => Progressed::Done,
            Some(due) if due < today => Progressed::Overdue,
            _ => Progressed::Open,
        };
        ClassRow { learner: assignment.learner.clone(), what, id, wanted, done, state, percent, attempts, completed, due }
    };
    match &assignment.task {
        Assigned::Case(id) => {
            let held = learner.cases.get(id);
            let passed = held.filter(|r| r.is_passed());
            let day = |r: &CaseRecord| r.passed.or_else(|| r.overrulings.last().map(|o| o.date));
            let runs = held.map_or(0, |r| r.runs);
            row("case", id.clone(), 1, u32::from(passed.is_some()), learner.best(id), runs, passed.and_then(day))
        }
        Assigned::Capstone => {
            let passed = learner.capstones.iter().find(|c| c.passed);
            let best = learner.capstones.iter().map(|c| c.percent).max();
            let runs = u32::try_from(learner.capstones.len()).unwrap_or(u32::MAX);
            row(CAPSTONE, CAPSTONE.to_owned(), 1, u32::from(passed.is_some()), best, runs, passed.and_then(|c| c.date))
        }
        Assigned::Drills(kind, count) => {
            let of = |(name, _): &(&String, _)| kind.map_or(name.as_str() != CAPSTONE, |k| k.as_str() == name.as_str());
            let (answered, sum) = learner
                .drills
                .iter()
                .filter(of)
                .fold((0u32, 0u64), |(a, s), (_, d)| (a.saturating_add(d.answered), s.saturating_add(d.percent_sum)));
            let percent = sum.checked_div(u64::from(answered)).and_then(|p| u32::try_from(p).ok());
            row("drill", kind.map_or("any", DrillKind::as_str).to_owned(), *count, answered, percent, answered, None)
        }
        Assigned::Exams(count) => {
            let taken = u32::try_from(learner.exams.len()).unwrap_or(u32::MAX);
            let best = learner.exams.iter().map(|e| e.percent).max();
            let place = usize::try_from(*count).ok().and_then(|c| c.checked_sub(1));
            let day = place.and_then(|p| learner.exams.get(p)).and_then(|e| e.date);
            row("exam", "exam".to_owned(), *count, taken, best, taken, day)
        }
    }
}

fn several(cell: &str) -> impl Iterator<Item = &str> {
    cell.split([';', ' ', '|']).map(str::trim).filter(|part| !part.is_empty())
}

fn whole(column: &str, text: &str) -> Result<u32, String> {
    let count = text.parse().ok().filter(|count| (1..=10_000).contains(count));
    count.ok_or_else(|| format!("{column}: `{}` is no count; expected 10, or for drills lines:10 ndc:5", cut(text)))
}

fn cut(text: &str) -> String {
    text.chars().take(40).collect()
}
