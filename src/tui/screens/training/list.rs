//! The list: drills first, then the cases that the filter names.

use tui_input::{Input, InputRequest};

use super::content::{ContentLine, ScreenContent, say, typed};
use super::course::Course;
use crate::catalog::Scenario;
use crate::page::{self, Line, Role};
use crate::text;
use crate::training::progress::{CaseStatus, Learner};
use crate::tui::widgets::Prompt;
use crate::tui::{Action, Context, Effect, Env, Opening, is_move, scroll_target};

/// How far a page key moves.
const PAGE: usize = 10;

/// A row of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Row {
    /// Drills.
    Drills,
    /// An exam.
    Exam,
    /// A remittance worked as a queue.
    Capstone,
    /// A case, by its place.
    Case(usize),
}

/// The list with its filter.
#[derive(Debug, Default)]
pub(crate) struct CaseList {
    /// The filter of the cases.
    filter: Input,
    /// The next letter begins another filter: a case was opened with this one.
    pub opened: bool,
    /// The selected row.
    pub selected: usize,
}

impl CaseList {
    /// The cases that words name.
    pub fn of(words: &str) -> CaseList {
        CaseList { filter: Input::new(words.to_owned()), ..CaseList::default() }
    }

    /// The rows that hold every word of the filter, those first that hold them in the title, and of these the cases that were started.
    pub fn rows(&self, course: &Course) -> Vec<Row> {
        let typed = self.filter.value().to_lowercase();
        let fits = |words: &str| typed.split_whitespace().all(|word| words.contains(word));
        let drills = Some(Row::Drills).filter(|_| fits("drills fresh problems"));
        let exam = Some(Row::Exam).filter(|_| fits("exam without help"));
        let capstone = course.capstone.as_ref().map(|_| Row::Capstone).filter(|_| fits("capstone queue remittance of denied claims"));
        let learner = course.record.own();
        let found = course.cases.iter().enumerate().filter(|(_, case)| fits(&words(case, learner)));
        let (open, rest): (Vec<_>, Vec<_>) = found.partition(|(_, case)| learner.standing(case) == CaseStatus::Open);
        let (titled, others): (Vec<_>, Vec<_>) = open.into_iter().chain(rest).partition(|(_, case)| fits(&case.title.to_lowercase()));
        let cases = titled.into_iter().chain(others).map(|(at, _)| Row::Case(at));
        drills.into_iter().chain(exam).chain(capstone).chain(cases).collect()
    }

    /// The selected row.
    pub fn row(&self, course: &Course) -> Option<Row> {
        self.rows(course).get(self.selected).copied()
    }

    /// Moves, opens; `None` where the action is one of the browser.
    pub fn act(&mut self, env: &Env, course: &Course, action: Action) -> Option<Vec<Effect>> {
        match action {
            Action::Back if self.filter.value().is_empty() => return Some(vec![Effect::Leave]),
            Action::Back => *self = CaseList::default(),
            Action::Open => {
                let opening = self.row(course).map(|row| match row {
                    Row::Drills => Opening::Setup,
                    Row::Exam => Opening::ExamSetup,
                    Row::Capstone => Opening::Capstone,
                    Row::Case(at) if course.instructor => Opening::Map(at),
                    Row::Case(at) => Opening::Case(at),
                });
                return Some(opening.map(Effect::Open).into_iter().collect());
            }
            Action::Hint | Action::Solution | Action::StepBack | Action::LookUp | Action::MoveUp | Action::MoveDown | Action::Clear => {
                let key = env.keymap.key(Context::Training, Action::Open).unwrap_or_default();
                return Some(say(format!("only available in a case: {key} opens the selected one")));
            }
            action if is_move(action) => {
                self.selected = scroll_target(action, self.selected, self.rows(course).len().saturating_sub(1), PAGE);
            }
            _ => return None,
        }
        Some(Vec::new())
    }

    /// Types the filter.
    pub fn edit(&mut self, course: &Course, request: InputRequest) {
        match request {
            InputRequest::GoToStart if self.filter.value().is_empty() => self.selected = 0,
            InputRequest::GoToEnd if self.filter.value().is_empty() => self.selected = self.rows(course).len().saturating_sub(1),
            // On the list of codes it begins a search; here it begins the filter.
            InputRequest::InsertChar('/') if self.filter.value().is_empty() => {}
            request => {
                if self.opened && matches!(request, InputRequest::InsertChar(_)) {
                    self.filter.reset();
                }
                self.opened = false;
                if typed(&mut self.filter, request) {
                    self.selected = 0;
                }
            }
        }
    }

    /// The list and what is known of the selected row.
    pub fn content(&self, env: &Env, course: &Course) -> ScreenContent<'_> {
        let (rows, record) = (self.rows(course), &course.record);
        let learner = record.own();
        let cases = rows.iter().filter(|row| matches!(row, Row::Case(_))).count();
        let titles = rows.iter().filter_map(|row| case(course, *row)).map(|c| text::width(&c.title)).max().unwrap_or(0);
        let mut work: Vec<ContentLine> =
            rows.iter().enumerate().map(|(i, row)| ContentLine::of(i, row_line(course, *row, titles))).collect();
        if rows.is_empty() {
            let back = env.keymap.key(Context::Training, Action::Back).unwrap_or_default();
            work.push(ContentLine::plain(Line::of(Role::Text, format!("No case holds all these words; {back} empties the filter."))));
        }
        let selected = self.selected.min(rows.len().saturating_sub(1));
        let mut file = vec![page::learner_line(&record.learner, learner, &course.cases, record.today)];
        file.push(Line::blank());
        match rows.get(selected) {
            Some(Row::Case(at)) => file.extend(course.cases.get(*at).map(|c| about(c, course, env)).unwrap_or_default()),
            Some(Row::Drills) => file.extend(about_drills(learner, course)),
            Some(Row::Exam) => file.extend(about_exams(learner)),
            Some(Row::Capstone) => file.extend(about_capstone(learner, course)),
            None => {}
        }
        ScreenContent {
            titles: [
                if course.instructor { " Training, instructor " } else { " Training " }.to_owned(),
                format!(" {cases} of {} cases ", course.cases.len()),
            ],
            file_title: if course.instructor { " The selected row, for an instructor " } else { " The selected row " }.to_owned(),
            file,
            work,
            selected,
            tail: false,
            prompt: Some(Prompt { sign: "/", input: &self.filter, empty: "title, rule, denial, code, easy, new, open" }),
            list: true,
        }
    }
}

/// Everything a filter may name of a case, in small letters.
fn words(case: &Scenario, learner: &Learner) -> String {
    let mut words =
        vec![case.title.clone(), case.id.clone(), page::difficulty(case).to_owned(), learner.standing(case).as_str().to_owned()];
    words.extend(case.rules.iter().cloned());
    words.extend([case.visit.payer.clone(), case.visit.setting.as_str().to_owned()]);
    words.extend(case.remittance.iter().map(crate::catalog::Remitted::description));
    words.extend(case.claim.iter().map(|line| line.code.clone()));
    words.join(" ").to_lowercase()
}

fn case(course: &Course, row: Row) -> Option<&Scenario> {
    match row {
        Row::Case(at) => course.cases.get(at),
        Row::Drills | Row::Exam | Row::Capstone => None,
    }
}

fn row_line(course: &Course, row: Row, titles: usize) -> Line {
    let learner = course.record.own();
    if row == Row::Exam {
        return Line::of(Role::Strong, " Exam").with(Role::Muted, "      cases and drills without help, with a time limit");
    }
    if row == Row::Capstone {
        return Line::of(Role::Strong, " Capstone").with(Role::Muted, "  a remittance of denied claims, worked as a queue");
    }
    let Some(case) = case(course, row) else {
        let due = learner.due(course.record.today).len();
        let words = if due > 0 { format!("    {due} rules are due") } else { "    fresh problems, as many as wanted".to_owned() };
        return Line::of(Role::Strong, " Drills").with(Role::Muted, words);
    };
    let standing = learner.standing(case);
    let role = match standing {
        CaseStatus::Passed | CaseStatus::Mastered => Role::Good,
        CaseStatus::Open => Role::Warning,
        CaseStatus::New | CaseStatus::Tried => Role::Text,
    };
    let best = learner.best(&case.id).map(|best| format!("{best}%")).unwrap_or_default();
    let pad = titles.saturating_sub(text::width(&case.title));
    Line::of(role, format!(" {:<8}", standing.as_str()))
        .with(Role::Text, format!(" {best:>4} "))
        .with(Role::Muted, format!(" {:<6}  ", page::difficulty(case)))
        .with(Role::Strong, case.title.clone())
        .with(Role::Muted, format!("{:pad$}  {}", "", case.rules.join(", ")))
}

/// Before a case is opened: who pays, what was denied, the rules with what the learner has of them.
fn about(case: &Scenario, course: &Course, env: &Env) -> Vec<Line> {
    let learner = course.record.own();
    let payer = env.catalog.rulebook().payer(&case.visit.payer).map_or_else(|| case.visit.payer.clone(), |p| p.name.clone());
    let mut denials: Vec<String> = case.remittance.iter().map(crate::catalog::Remitted::description).collect();
    denials.dedup();
    let denials = if denials.is_empty() { "none yet".to_owned() } else { denials.join(", ") };
    let steps = case.steps.iter().filter(|s| s.id.is_none()).count();
    let mut lines = vec![
        Line::heading(case.title.clone()).with(Role::Muted, format!("  {}, {steps} steps", page::difficulty(case))),
        Line::labeled("payer").with(Role::Text, payer).with(Role::Muted, format!(", {}", case.visit.setting.as_str())),
        Line::labeled("denial").with(Role::Code, denials),
    ];
    for (i, rule) in case.rules.iter().enumerate() {
        let mastery = learner.rules.get(rule).copied().unwrap_or_default();
        lines.push(page::mastery_line(if i == 0 { "rules" } else { "" }, rule, &mastery));
    }
    if let Some(record) = learner.cases.get(&case.id) {
        let last = record.last.map(|d| format!(", last {d}")).unwrap_or_default();
        lines.push(Line::labeled("so far").with(Role::Text, format!("best {}%, {} runs{last}", record.best, record.runs)));
        lines.extend(record.overrulings.iter().map(|o| {
            let word = if o.passed { "passed" } else { "not passed" };
            Line::labeled("overruled").with(Role::Text, format!("{}: {word}: {}", o.date, o.reason))
        }));
    }
    lines
}

fn about_drills(learner: &Learner, course: &Course) -> Vec<Line> {
    let mut lines = vec![
        Line::heading("Drills"),
        Line::of(Role::Text, "Problems made from real codes and vials; the engine makes the key. Rules that are due come first."),
    ];
    let due = learner.due(course.record.today);
    if !due.is_empty() {
        lines.push(Line::labeled("due").with(Role::Code, due.join(", ")));
    }
    let open: Vec<&str> = course.cases.iter().filter(|c| learner.open.contains_key(&c.id)).map(|c| c.title.as_str()).collect();
    if !open.is_empty() {
        lines.push(Line::labeled("left open").with(Role::Strong, open.join(", ")));
    }
    for (kind, drill) in &learner.drills {
        let mean = drill.percent_sum.checked_div(u64::from(drill.answered)).unwrap_or(0);
        lines.push(Line::labeled(kind).with(Role::Text, format!("{} of {} right, {mean}% on average", drill.right, drill.answered)));
    }
    lines
}

/// What was left of the queue, the queues worked, the newest first, and the clinic.
fn about_capstone(learner: &Learner, course: &Course) -> Vec<Line> {
    let mut lines: Vec<Line> = learner.capstones.iter().rev().map(page::capstone_line).collect();
    if !learner.queue.is_empty() {
        lines.insert(0, Line::of(Role::Text, format!("left open; claims worked: {}", learner.queue.len())).indented(2, 4));
    }
    if !lines.is_empty() {
        lines.push(Line::blank());
    }
    lines.extend(course.capstone.iter().flat_map(page::capstone_lines));
    lines
}

/// The exams taken, the newest first.
fn about_exams(learner: &Learner) -> Vec<Line> {
    let mut lines =
        vec![Line::of(Role::Text, "Cases and drills drawn by a seed; the same seed is the same exam for a class."), Line::blank()];
    lines.extend(learner.exams.iter().rev().map(page::exam_line));
    lines
}
