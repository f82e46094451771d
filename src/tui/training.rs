//! The training screen: the cases, and what stands over them: a case being worked, drills, the map of a case, what was mastered.
//!
//! ```text
//! action or text -> the front stage -> Wish -> update::training -> effects
//! the front stage -> Face (a file to read, work to do) -> pane::training
//! ```

mod bar;
mod case;
mod drill;
pub mod face;
pub mod keep;
mod learners;
mod list;
mod map;
mod overrule;
mod record;
mod report;
mod scroll;
mod summary;
mod wish;

use tui_input::{Input, InputRequest};

use super::action::Action;
use super::keymap::Context;
use super::model::{Env, Focus};
use super::typing;
use super::update::moved;
use super::view::Seen;
use crate::catalog::Scenario;
use crate::text;
use case::Case;
use drill::{DrillSession, Setup};
pub use face::Face;
use learners::Learners;
use map::Map;
use overrule::Overrule;
pub use record::Record;
use report::Report;
pub use scroll::Scroll;
use summary::Summary;
pub use wish::Wish;

/// The most characters of what is typed here; a longer paste is cut.
const LONGEST: usize = 300;

/// The training screen.
#[derive(Debug)]
pub struct Training {
    /// Who trains, what was done, what is not on disk yet.
    pub record: Record,
    /// Every case, the easy ones first.
    pub cases: Vec<Scenario>,
    /// The filter of the cases.
    pub filter: Input,
    /// The next letter begins another filter: a case was opened with this one.
    pub filtered: bool,
    /// The selected row of the list.
    pub selected: usize,
    /// What stands over the list, the front one last.
    pub stages: Vec<Stage>,
    /// Answers are shown, nothing is recorded.
    pub instructor: bool,
    /// What had the keys before.
    pub from: Focus,
    /// How far the two parts of the screen were scrolled by hand.
    pub view: Scroll,
}

/// Something over the list of cases.
#[derive(Debug)]
pub enum Stage {
    /// A case being worked.
    Case(Box<Case>),
    /// How a case went.
    Summary(Summary),
    /// Which drills.
    Setup(Setup),
    /// Drills.
    Drill(DrillSession),
    /// The map of a case, for an instructor.
    Map(Map),
    /// An instructor's word against a score.
    Overrule(Overrule),
    /// Who trains.
    Learners(Learners),
    /// What was mastered.
    Report(Report),
}

impl Training {
    /// The screen as it first opens: every case, nothing read yet of what was done.
    pub fn new(env: &Env, learner: &str, from: Focus) -> Training {
        let mut cases = env.catalog.scenarios().to_vec();
        cases.sort_by(|a, b| (a.difficulty, &a.id).cmp(&(b.difficulty, &b.id)));
        Training {
            record: Record::new(learner, env.today),
            cases,
            filter: Input::default(),
            filtered: false,
            selected: 0,
            stages: Vec::new(),
            instructor: false,
            from,
            view: Scroll::default(),
        }
    }

    /// Where the next key is pressed.
    pub fn context(&self) -> Context {
        let typed = match self.stages.last() {
            None | Some(Stage::Setup(_) | Stage::Overrule(_) | Stage::Learners(_)) => true,
            Some(Stage::Case(case)) => case.is_typed(&self.cases),
            Some(Stage::Drill(sitting)) => sitting.is_typed(),
            Some(Stage::Summary(_) | Stage::Map(_) | Stage::Report(_)) => false,
        };
        if typed { Context::Training } else { Context::Case }
    }

    /// Another learner trains, from the list on: what is open belongs to the one before and is recorded.
    pub fn trains(&mut self, name: &str) {
        self.record.learner = name.to_owned();
        self.stages.clear();
        self.view = Scroll::default();
    }

    /// Lists the cases that the words name.
    pub fn filter(&mut self, words: &str) {
        self.stages.clear();
        self.filter = Input::new(words.to_owned());
        self.filtered = false;
        self.selected = 0;
        self.view = Scroll::default();
    }

    /// Performs an action; `None` where it is one of the browser.
    pub fn act(&mut self, env: &Env, seen: &Seen, action: Action) -> Option<Wish> {
        match action {
            Action::Train if self.stages.is_empty() => return Some(Wish::Leave),
            Action::Train => {
                self.stages.clear();
                self.view = Scroll::default();
                return Some(Wish::Nothing);
            }
            Action::NextPane | Action::PreviousPane => self.turn(seen),
            Action::PageUp | Action::PageDown | Action::First | Action::Last if !self.moves_by_pages() => self.scroll(action, seen),
            Action::Instructor => return Some(self.switch_instructor()),
            Action::Learner if !matches!(self.stages.last(), Some(Stage::Learners(_))) => {
                self.put(Stage::Learners(Learners::new(&self.record)));
            }
            Action::Progress if !matches!(self.stages.last(), Some(Stage::Report(_))) => self.put(Stage::Report(Report::default())),
            Action::Overrule => return Some(self.overrule()),
            Action::Copy => return Some(self.copy(env)),
            Action::Bookmark | Action::Compare | Action::Units | Action::NextCode | Action::PreviousCode | Action::More => {
                return Some(Wish::Say("that is for a code's page: look a code up first, and step back to come here again".to_owned()));
            }
            action => return self.hand_over(env, seen, action),
        }
        Some(Wish::Nothing)
    }

    /// Lets the front stage perform an action.
    fn hand_over(&mut self, env: &Env, seen: &Seen, action: Action) -> Option<Wish> {
        // What is not on the screen is not answered: it is shown first.
        if action == Action::Open && !seen.asked && self.view.work.is_some() {
            self.view.work = None;
            return Some(Wish::Nothing);
        }
        if matches!(action, Action::Open | Action::Back | Action::Up | Action::Down | Action::StepBack | Action::MoveUp | Action::MoveDown)
        {
            self.view.work = None;
        }
        let Training { record, cases, stages, instructor, .. } = self;
        let wish = match stages.last_mut() {
            None => return self.act_on_list(env, action),
            Some(_) if action == Action::Back => Wish::Back,
            Some(Stage::Case(case)) => case.act(env, cases, record, action)?,
            Some(Stage::Summary(summary)) => summary.act(env, cases, record, action)?,
            Some(Stage::Setup(setup)) => setup.act(env, record, !*instructor, action)?,
            Some(Stage::Drill(sitting)) => sitting.act(record, action)?,
            Some(Stage::Map(map)) => map.act(cases, action)?,
            Some(Stage::Overrule(overrule)) => overrule.act(record, action)?,
            Some(Stage::Learners(learners)) => learners.act(record, action)?,
            Some(Stage::Report(report)) => {
                if let Some(rule) = report.act(&report::rules(cases, record), action)? {
                    self.filter(&rule);
                }
                Wish::Nothing
            }
        };
        Some(self.grant(wish))
    }

    /// Does what a wish says within the screen; the rest is for the browser.
    fn grant(&mut self, wish: Wish) -> Wish {
        match wish {
            Wish::Over(stage) => self.put(stage),
            Wish::Instead(stage) => {
                self.stages.pop();
                self.put(stage);
            }
            Wish::Back => {
                self.stages.pop();
                self.view = Scroll::default();
            }
            Wish::SaveAndBack => {
                self.stages.pop();
                return Wish::Save;
            }
            wish => return wish,
        }
        Wish::Nothing
    }

    fn put(&mut self, stage: Stage) {
        // A case is read from its beginning.
        let reads = matches!(&stage, Stage::Case(_) | Stage::Map(_) | Stage::Summary(_));
        self.view = Scroll { work: reads.then_some(0), ..Scroll::default() };
        self.filtered = true;
        // None stands twice in the pile, so that stepping back ends.
        self.stages.retain(|held| std::mem::discriminant(held) != std::mem::discriminant(&stage));
        self.stages.push(stage);
    }

    fn act_on_list(&mut self, env: &Env, action: Action) -> Option<Wish> {
        let rows = self.rows();
        match action {
            Action::Back if self.filter.value().is_empty() => return Some(Wish::Leave),
            Action::Back => self.filter(""),
            Action::Up | Action::Down | Action::PageUp | Action::PageDown | Action::First | Action::Last => {
                self.selected = moved(action, self.selected, rows.len().saturating_sub(1), list::PAGE);
            }
            Action::Open => match rows.get(self.selected) {
                Some(list::Row::Drills) => self.put(Stage::Setup(Setup::new())),
                Some(list::Row::Case(at)) if self.instructor => self.put(Stage::Map(Map::new(*at))),
                Some(list::Row::Case(at)) => return Some(self.open_case(*at)),
                None => {}
            },
            Action::Hint | Action::Solution | Action::StepBack | Action::LookUp | Action::MoveUp | Action::MoveDown | Action::Anew => {
                let key = env.keymap.key(Context::Training, Action::Open).unwrap_or_default();
                return Some(Wish::Say(format!("that is for a case: {key} opens the selected one")));
            }
            _ => return None,
        }
        Some(Wish::Nothing)
    }

    fn open_case(&mut self, at: usize) -> Wish {
        let Some(scenario) = self.cases.get(at) else { return Wish::Nothing };
        let case = Case::open(at, scenario, &self.record);
        let resumed = self.record.own().open.contains_key(&scenario.id);
        self.put(Stage::Case(Box::new(case)));
        if !resumed {
            return Wish::Nothing;
        }
        // The file was read before.
        self.view.work = None;
        Wish::Say("going on where you left".to_owned())
    }

    fn switch_instructor(&mut self) -> Wish {
        self.instructor = !self.instructor;
        match self.stages.last_mut() {
            Some(Stage::Case(case)) => case.becomes_practice(),
            Some(Stage::Drill(sitting)) => sitting.becomes_practice(),
            _ => {}
        }
        let words = if self.instructor {
            "instructor: answers and maps are shown, nothing is recorded"
        } else {
            "learner: a case that is opened now counts again"
        };
        Wish::Say(words.to_owned())
    }

    /// The case at hand, by its place.
    fn at_hand(&self) -> Option<usize> {
        match self.stages.last() {
            None => match self.rows().get(self.selected) {
                Some(list::Row::Case(at)) => Some(*at),
                _ => None,
            },
            Some(Stage::Case(case)) => Some(case.at()),
            Some(Stage::Summary(summary)) => Some(summary.at()),
            Some(Stage::Map(map)) => Some(map.at()),
            _ => None,
        }
    }

    fn overrule(&mut self) -> Wish {
        match self.at_hand().and_then(|at| self.cases.get(at)) {
            _ if !self.instructor => return Wish::Say("only an instructor overrules a score: switch to instructor first".to_owned()),
            Some(scenario) => self.put(Stage::Overrule(Overrule::new(scenario))),
            None => return Wish::Say("no case is selected".to_owned()),
        }
        Wish::Nothing
    }

    fn copy(&self, env: &Env) -> Wish {
        let face = self.face(env);
        let lines = face.file.iter().chain(face.work.iter().map(|piece| &piece.line));
        let words: Vec<String> = lines.map(|line| line.text().trim_end().to_owned()).collect();
        Wish::Copy(face.titles[0].trim().to_owned(), words.join("\n") + "\n")
    }

    /// Selects an item that was pointed at; true where it was selected before.
    pub fn point(&mut self, item: usize) -> bool {
        let selected = match self.stages.last_mut() {
            None => &mut self.selected,
            Some(Stage::Case(case)) => case.selection(),
            Some(Stage::Summary(summary)) => &mut summary.selected,
            Some(Stage::Setup(setup)) => &mut setup.selected,
            Some(Stage::Map(map)) => &mut map.selected,
            Some(Stage::Learners(learners)) => &mut learners.selected,
            Some(Stage::Report(report)) => &mut report.selected,
            Some(Stage::Drill(sitting)) => sitting.selection(),
            Some(Stage::Overrule(overrule)) => &mut overrule.selected,
        };
        std::mem::replace(selected, item) == item
    }

    /// Types, or picks by a digit.
    pub fn edit(&mut self, env: &Env, seen: &Seen, request: InputRequest) -> Wish {
        if !matches!(self.stages.last(), None | Some(Stage::Setup(_))) && !seen.asked && self.view.work.is_some() {
            self.view.work = None;
            if self.context() == Context::Case {
                return Wish::Nothing;
            }
        }
        self.view.work = None;
        let Training { record, cases, stages, .. } = self;
        let wish = match stages.last_mut() {
            None => {
                match request {
                    InputRequest::GoToStart if self.filter.value().is_empty() => self.selected = 0,
                    InputRequest::GoToEnd if self.filter.value().is_empty() => self.selected = self.rows().len().saturating_sub(1),
                    // On the list of codes it begins a search; here one types already.
                    InputRequest::InsertChar('/') if self.filter.value().is_empty() => {}
                    request => {
                        if self.filtered && matches!(request, InputRequest::InsertChar(_)) {
                            self.filter.reset();
                        }
                        self.filtered = false;
                        if typed(&mut self.filter, request) {
                            self.selected = 0;
                        }
                    }
                }
                Wish::Nothing
            }
            Some(Stage::Case(case)) => case.edit(env, cases, record, request),
            Some(Stage::Setup(setup)) => setup.edit(request),
            Some(Stage::Drill(sitting)) => sitting.edit(record, request),
            Some(Stage::Overrule(overrule)) => overrule.edit(request),
            Some(Stage::Learners(learners)) => learners.edit(request),
            Some(Stage::Summary(summary)) => summary.edit(env, cases, record, request),
            Some(Stage::Map(_) | Stage::Report(_)) => match request {
                InputRequest::InsertChar(c) => Wish::Say(format!("{c} does nothing here")),
                _ => Wish::Nothing,
            },
        };
        self.grant(wish)
    }

    /// Pastes where something is typed.
    pub fn paste(&mut self, env: &Env, seen: &Seen, words: &str) {
        if self.context() == Context::Training {
            let line = words.trim().replace('\n', "; ");
            for c in text::clean(&line).chars().take(LONGEST) {
                // What is pasted is never an answer by itself.
                let _ = self.edit(env, seen, InputRequest::InsertChar(c));
            }
        }
    }

    /// What the screen shows.
    pub fn face(&self, env: &Env) -> Face<'_> {
        match self.stages.last() {
            None => list::face(self, env),
            Some(Stage::Case(case)) => case.face(env, self),
            Some(Stage::Summary(summary)) => summary.face(env, self),
            Some(Stage::Setup(setup)) => setup.face(&self.record),
            Some(Stage::Drill(sitting)) => sitting.face(env, self),
            Some(Stage::Map(map)) => map.face(env, self),
            Some(Stage::Overrule(overrule)) => overrule.face(&self.record),
            Some(Stage::Learners(learners)) => learners.face(self),
            Some(Stage::Report(report)) => report.face(self, env),
        }
    }
}

/// Types into a text; true where it changed.
fn typed(input: &mut Input, request: InputRequest) -> bool {
    typing::edit(input, request, LONGEST)
}
