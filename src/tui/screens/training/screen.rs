//! The screens over the list of cases.

use tui_input::InputRequest;

use super::capstone::CapstoneSession;
use super::case::Case;
use super::content::ScreenContent;
use super::course::Course;
use super::drill::DrillSession;
use super::exam::ExamSession;
use super::exam_setup::ExamSetup;
use super::learners::Learners;
use super::map::Map;
use super::overrule::Overrule;
use super::report::Report;
use super::setup::Setup;
use super::summary::Summary;
use crate::training::capstone;
use crate::tui::{Action, Effect, Env, Hint, Opening};

/// A screen over the list of cases.
#[derive(Debug)]
pub(crate) enum Screen {
    /// A case being worked.
    Case(Box<Case>),
    /// How a case went.
    Summary(Summary),
    /// Which drills.
    Setup(Setup),
    /// Drills.
    Drill(DrillSession),
    /// Which exam.
    ExamSetup(ExamSetup),
    /// An exam.
    Exam(Box<ExamSession>),
    /// A remittance worked as a queue.
    Capstone(Box<CapstoneSession>),
    /// The map of a case, for an instructor.
    Map(Map),
    /// An instructor's decision against a score.
    Overrule(Overrule),
    /// Who trains.
    Learners(Learners),
    /// What was mastered.
    Report(Report),
}

/// The same for each kind of screen.
macro_rules! each {
    ($self:ident, $screen:ident => $call:expr) => {
        match $self {
            Screen::Case($screen) => $call,
            Screen::Summary($screen) => $call,
            Screen::Setup($screen) => $call,
            Screen::Drill($screen) => $call,
            Screen::ExamSetup($screen) => $call,
            Screen::Exam($screen) => $call,
            Screen::Capstone($screen) => $call,
            Screen::Map($screen) => $call,
            Screen::Overrule($screen) => $call,
            Screen::Learners($screen) => $call,
            Screen::Report($screen) => $call,
        }
    };
}

impl Screen {
    /// The screen of an opening; `None` where the case does not exist.
    pub fn open(env: &Env, opening: Opening, course: &Course) -> Option<Screen> {
        let scenario = |at: usize| course.cases.get(at);
        Some(match opening {
            Opening::Case(at) => Screen::Case(Box::new(Case::open(at, scenario(at)?, &course.record))),
            Opening::Practice(at, attempt) => Screen::Case(Box::new(Case::practice(at, scenario(at)?, *attempt))),
            Opening::Summary(at, attempt, counts) => Screen::Summary(Summary::new(at, *attempt, counts)),
            Opening::Setup => Screen::Setup(Setup::new()),
            Opening::Drills(drills) => Screen::Drill(DrillSession::new(drills, !course.instructor)),
            Opening::ExamSetup => Screen::ExamSetup(ExamSetup::default()),
            Opening::Exam(exam) => Screen::Exam(Box::new(ExamSession::new(env, *exam))),
            Opening::Capstone => {
                let pile = course.capstone.clone()?;
                let left = if course.instructor { Vec::new() } else { capstone::resume(&pile.claims(&env.catalog), course.record.own()) };
                Screen::Capstone(Box::new(CapstoneSession::new(pile, left, !course.instructor)))
            }
            Opening::Map(at) => Screen::Map(Map::new(at)),
            Opening::Overrule(at) => Screen::Overrule(Overrule::new(scenario(at)?)),
            Opening::Learners => Screen::Learners(Learners::new(&course.record)),
            Opening::Report => Screen::Report(Report::default()),
        })
    }

    /// Performs an action; `None` where it is one of the browser.
    pub fn act(&mut self, env: &Env, course: &mut Course, action: Action) -> Option<Vec<Effect>> {
        if action == Action::Back && !self.is_exam() && !matches!(self, Screen::Capstone(_)) {
            return Some(vec![Effect::Close]);
        }
        each!(self, screen => screen.act(env, course, action))
    }

    /// Types, or chooses by a digit.
    pub fn edit(&mut self, env: &Env, course: &mut Course, request: InputRequest) -> Vec<Effect> {
        each!(self, screen => screen.edit(env, course, request))
    }

    /// What it shows.
    pub fn content<'m>(&'m self, env: &Env, course: &'m Course) -> ScreenContent<'m> {
        each!(self, screen => screen.content(env, course))
    }

    /// The selected item, for the mouse.
    pub fn selection(&mut self) -> &mut usize {
        each!(self, screen => &mut screen.selected)
    }

    /// Whether letters are text.
    pub fn is_typed(&self, course: &Course) -> bool {
        match self {
            Screen::Exam(session) => session.is_typed(),
            Screen::Capstone(session) => session.is_typed(),
            Screen::Setup(_) | Screen::ExamSetup(_) | Screen::Overrule(_) | Screen::Learners(_) => true,
            Screen::Case(case) => case.is_typed(&course.cases),
            Screen::Drill(session) => session.is_typed(),
            Screen::Summary(_) | Screen::Map(_) | Screen::Report(_) => false,
        }
    }

    /// Whether page keys scroll it; on the others they move the selection.
    pub fn is_scrolled(&self) -> bool {
        match self {
            Screen::Capstone(session) => session.is_open(),
            _ => matches!(self, Screen::Case(_) | Screen::Drill(_) | Screen::Exam(_) | Screen::Summary(_)),
        }
    }

    /// Whether it is an exam that is not over.
    pub fn is_exam(&self) -> bool {
        matches!(self, Screen::Exam(session) if !session.is_over())
    }

    /// Whether it is read from its beginning.
    pub fn is_read(&self) -> bool {
        matches!(self, Screen::Case(_) | Screen::Map(_) | Screen::Summary(_))
    }

    /// The place of the case that it is about.
    pub fn case(&self) -> Option<usize> {
        match self {
            Screen::Case(case) => Some(case.at()),
            Screen::Summary(summary) => Some(summary.at()),
            Screen::Map(map) => Some(map.at()),
            _ => None,
        }
    }

    /// From now on nothing is recorded.
    pub fn becomes_practice(&mut self) {
        match self {
            Screen::Case(case) => case.becomes_practice(),
            Screen::Drill(session) => session.becomes_practice(),
            Screen::Capstone(session) => session.becomes_practice(),
            _ => {}
        }
    }

    /// The actions that matter now, the most useful first.
    pub fn footer(&self, course: &Course) -> Vec<Hint> {
        use Action::{Back, Clear, Hint, Instructor, LookUp, NextPane, Open, Overrule, PageDown, Solution, StepBack};
        let (is_over, has_hint) = match self {
            Screen::Case(case) => (case.is_over(), case.has_hint(&course.cases)),
            Screen::Drill(session) => (session.is_over(), session.has_hint()),
            _ => (false, false),
        };
        let answer = (Open, if is_over { "go on" } else { "answer" });
        let mut hints = match self {
            Screen::Case(_) => {
                let mut hints =
                    vec![answer, (Hint, "hint -15%"), (NextPane, "file"), (StepBack, ""), (Solution, ""), (LookUp, ""), (Back, "leave")];
                if !self.is_typed(course) {
                    hints.extend([(Clear, "restart"), (PageDown, "")]);
                }
                hints
            }
            Screen::Summary(_) => vec![(Open, "go"), (Back, ""), (LookUp, ""), (Clear, "restart")],
            Screen::Drill(session) if session.is_done() => vec![(Open, "all cases")],
            Screen::Drill(_) => vec![answer, (Hint, "hint -100%"), (Solution, ""), (NextPane, "file"), (Back, "leave")],
            Screen::Map(_) => vec![(Open, "start"), (NextPane, "file"), (Overrule, ""), (Back, ""), (Instructor, "")],
            Screen::Setup(_) | Screen::ExamSetup(_) => vec![(Open, "start"), (Back, "")],
            Screen::Exam(session) if session.is_over() => vec![(Open, "all cases")],
            Screen::Exam(_) => vec![(Open, "answer"), (NextPane, "file"), (Back, "end the exam")],
            Screen::Capstone(session) if session.is_typed() => vec![(Open, "answer"), (NextPane, "file"), (LookUp, ""), (Back, "queue")],
            Screen::Capstone(session) if session.is_open() => vec![(Open, "queue"), (NextPane, "file"), (LookUp, "")],
            Screen::Capstone(_) => vec![(Open, "work"), (LookUp, ""), (Back, "leave"), (Clear, "restart")],
            Screen::Learners(_) => vec![(Open, "choose"), (Back, "")],
            Screen::Report(_) => vec![(Open, "its cases"), (Back, "")],
            Screen::Overrule(_) => vec![(Open, "decide"), (Back, "")],
        };
        hints.retain(|(action, _)| match action {
            Hint => has_hint,
            Solution => !is_over,
            _ => true,
        });
        hints
    }
}
