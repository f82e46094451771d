//! The training screen: the list of cases, and the screens over it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use tui_input::InputRequest;

use super::content::{LONGEST, ScreenContent, say};
use super::course::Course;
use super::draw;
use super::list::{CaseList, Row};
use super::record::Record;
use super::screen::Screen;
use super::scroll::Scroll;
use crate::catalog::Date;
use crate::text;
use crate::training::capstone::Capstone;
use crate::tui::screens::browse::Focus;
use crate::tui::{
    Action, Component, Context, Effect, Env, FrameLayout, Group, Hint, Msg, Opening, Target, Viewport, is_move, wheel_target,
};

/// The training screen.
#[derive(Debug)]
pub struct Training {
    /// What every screen works on.
    pub course: Course,
    list: CaseList,
    /// The screens over the list, the front one last.
    screens: Vec<Screen>,
    /// What had the keys before.
    pub(crate) from: Focus,
    /// How far the two parts of the screen were scrolled by hand.
    view: Scroll,
}

impl Training {
    /// Every case, nothing read yet of what was done.
    pub(crate) fn new(env: &Env, learner: &str, from: Focus) -> Training {
        let mut cases = env.catalog.scenarios().to_vec();
        cases.sort_by(|a, b| (a.difficulty, &a.id).cmp(&(b.difficulty, &b.id)));
        // A shipped file, which a test reads.
        let capstone = Capstone::shipped().ok().filter(|capstone| !capstone.claims(&env.catalog).is_empty());
        let course = Course { record: Record::new(learner, env.today), cases, capstone, instructor: false };
        Training { course, list: CaseList::default(), screens: Vec::new(), from, view: Scroll::default() }
    }

    /// How many screens are over the list.
    pub fn depth(&self) -> usize {
        self.screens.len()
    }

    /// The date of service of the case in front.
    pub(crate) fn visit_date(&self, env: &Env) -> Option<Date> {
        match self.screens.last()? {
            Screen::Capstone(session) => session.visit_date(env),
            screen => self.course.cases.get(screen.case()?).map(|case| case.visit.date),
        }
    }

    /// Whether an exam with a time limit is being taken.
    pub(crate) fn is_timed(&self) -> bool {
        matches!(self.screens.last(), Some(Screen::Exam(session)) if session.is_timed())
    }

    /// How many rows the list has.
    pub fn rows(&self) -> usize {
        self.list.rows(&self.course).len()
    }

    /// Another learner trains, from the list on: what is open belongs to the one before and is recorded.
    pub(crate) fn change_learner(&mut self, name: &str) {
        self.course.record.learner = name.to_owned();
        self.screens.clear();
        self.view = Scroll::default();
    }

    /// Lists the cases that the words name.
    pub(crate) fn filter(&mut self, words: &str) {
        self.list = CaseList::of(words);
        self.screens.clear();
        self.view = Scroll::default();
    }

    /// Performs an action; those that training does not know are the browser's.
    fn act(&mut self, env: &Env, viewport: &Viewport, action: Action) -> Vec<Effect> {
        let front = self.screens.last();
        if front.is_some_and(Screen::is_exam) {
            return self.in_exam(env, viewport, action);
        }
        match action {
            Action::Train if front.is_none() => return vec![Effect::Leave],
            Action::Train => {
                self.screens.clear();
                self.view = Scroll::default();
            }
            Action::NextPane | Action::PreviousPane => self.view.turn(viewport),
            Action::PageUp | Action::PageDown | Action::First | Action::Last if front.is_some_and(Screen::is_scrolled) => {
                self.view.scroll(action, viewport);
            }
            Action::Instructor => return self.switch_instructor(),
            Action::Learner if !matches!(front, Some(Screen::Learners(_))) => return self.open(env, Opening::Learners),
            Action::Progress if !matches!(front, Some(Screen::Report(_))) => return self.open(env, Opening::Report),
            Action::Overrule => return self.overrule(env),
            Action::Copy => return self.copy(env),
            Action::Bookmark | Action::Compare | Action::Units | Action::NextCode | Action::PreviousCode | Action::ToggleAllFields => {
                return say("only available on a code's page: look a code up first, and step back to come here again");
            }
            action => return self.hand_over(env, viewport, action),
        }
        Vec::new()
    }

    /// In an exam nothing leads elsewhere: it is answered or ended.
    fn in_exam(&mut self, env: &Env, viewport: &Viewport, action: Action) -> Vec<Effect> {
        match action {
            Action::NextPane | Action::PreviousPane => self.view.turn(viewport),
            Action::PageUp | Action::PageDown | Action::First | Action::Last => self.view.scroll(action, viewport),
            Action::Open | Action::Back | Action::Up | Action::Down => return self.hand_over(env, viewport, action),
            Action::Quit | Action::Help | Action::Redraw | Action::Suspend => return vec![Effect::Act(action)],
            _ => return say("not in an exam"),
        }
        Vec::new()
    }

    /// Lets the front screen perform an action.
    fn hand_over(&mut self, env: &Env, viewport: &Viewport, action: Action) -> Vec<Effect> {
        // What is not on the screen is not answered: it is shown first.
        if action == Action::Open && !viewport.asked && self.view.work.is_some() {
            self.view.work = None;
            return Vec::new();
        }
        if matches!(action, Action::Open | Action::Back | Action::Up | Action::Down | Action::StepBack | Action::MoveUp | Action::MoveDown)
        {
            self.view.work = None;
        }
        let effects = match self.screens.last_mut() {
            None => self.list.act(env, &self.course, action),
            Some(screen) => screen.act(env, &mut self.course, action),
        };
        match effects {
            Some(effects) => self.apply(env, effects),
            None if is_move(action) => Vec::new(),
            None => vec![Effect::Act(action)],
        }
    }

    /// Performs the effects that concern training alone; the rest is the browser's.
    fn apply(&mut self, env: &Env, effects: Vec<Effect>) -> Vec<Effect> {
        let mut rest = Vec::new();
        for effect in effects {
            match effect {
                Effect::Open(opening) => rest.extend(self.open(env, opening)),
                Effect::Close => {
                    self.screens.pop();
                    self.view = Scroll::default();
                }
                Effect::Train(words) => self.filter(&words),
                effect => rest.push(effect),
            }
        }
        rest
    }

    /// Puts a screen in front. None is in the pile twice, so that stepping back ends.
    fn open(&mut self, env: &Env, opening: Opening) -> Vec<Effect> {
        let resumed = match &opening {
            Opening::Case(at) => self.course.cases.get(*at).is_some_and(|case| self.course.record.own().open.contains_key(&case.id)),
            _ => false,
        };
        let Some(screen) = Screen::open(env, opening, &self.course) else { return Vec::new() };
        // A case that is resumed was read before.
        self.view = Scroll { work: (screen.is_read() && !resumed).then_some(0), ..Scroll::default() };
        self.list.opened = true;
        self.screens.retain(|held| std::mem::discriminant(held) != std::mem::discriminant(&screen));
        self.screens.push(screen);
        if resumed { say("resumed") } else { Vec::new() }
    }

    fn switch_instructor(&mut self) -> Vec<Effect> {
        self.course.instructor = !self.course.instructor;
        self.screens.last_mut().into_iter().for_each(Screen::becomes_practice);
        say(if self.course.instructor {
            "instructor: answers and maps are shown, nothing is recorded"
        } else {
            "learner: a case that is opened now counts again"
        })
    }

    fn overrule(&mut self, env: &Env) -> Vec<Effect> {
        let case = match self.screens.last() {
            None => match self.list.row(&self.course) {
                Some(Row::Case(at)) => Some(at),
                _ => None,
            },
            Some(screen) => screen.case(),
        };
        match case {
            _ if !self.course.instructor => say("only an instructor overrules a score: switch to instructor first"),
            Some(at) => self.open(env, Opening::Overrule(at)),
            None => say("no case is selected"),
        }
    }

    fn copy(&self, env: &Env) -> Vec<Effect> {
        let content = self.content(env);
        let lines = content.file.iter().chain(content.work.iter().map(|line| &line.line));
        let words: Vec<String> = lines.map(|line| line.text().trim_end().to_owned()).collect();
        Effect::copy(content.titles[0].trim(), words.join("\n") + "\n")
    }

    /// Types, or chooses by a digit.
    fn edit(&mut self, env: &Env, viewport: &Viewport, request: InputRequest) -> Vec<Effect> {
        let is_asked = !matches!(self.screens.last(), None | Some(Screen::Setup(_) | Screen::ExamSetup(_)));
        if is_asked && !viewport.asked && self.view.work.take().is_some() && self.context() == Context::Case {
            return Vec::new();
        }
        self.view.work = None;
        let effects = match self.screens.last_mut() {
            None => {
                self.list.edit(&self.course, request);
                Vec::new()
            }
            Some(screen) => screen.edit(env, &mut self.course, request),
        };
        self.apply(env, effects)
    }

    /// Pastes where something is typed.
    fn paste(&mut self, env: &Env, viewport: &Viewport, words: &str) {
        if self.context() == Context::Training {
            let line = words.trim().replace('\n', "; ");
            for c in text::clean(&line).chars().take(LONGEST) {
                // What is pasted is never an answer by itself.
                let _ = self.edit(env, viewport, InputRequest::InsertChar(c));
            }
        }
    }

    /// Scrolls the part under the mouse; on the list moves the selection.
    fn wheel(&mut self, over_file: bool, rows: i32, viewport: &Viewport) {
        if self.screens.is_empty() && !over_file {
            self.list.selected = wheel_target(self.list.selected, rows, self.rows().saturating_sub(1));
        } else {
            self.view.wheel(over_file, rows, viewport);
        }
    }

    /// What the front screen shows.
    fn content(&self, env: &Env) -> ScreenContent<'_> {
        match self.screens.last() {
            None => self.list.content(env, &self.course),
            Some(screen) => screen.content(env, &self.course),
        }
    }
}

impl Component for Training {
    fn context(&self) -> Context {
        let is_typed = self.screens.last().is_none_or(|screen| screen.is_typed(&self.course));
        if is_typed { Context::Training } else { Context::Case }
    }

    fn handle(&mut self, env: &Env, layout: &FrameLayout, msg: &Msg) -> Vec<Effect> {
        let viewport = &layout.training;
        match msg {
            Msg::Act(action) => return self.act(env, viewport, *action),
            Msg::Edit(request) => return self.edit(env, viewport, *request),
            Msg::Paste(words) => self.paste(env, viewport, words),
            Msg::Wheel(at, rows) => self.wheel(viewport.file.contains(*at), *rows, viewport),
            Msg::Click(at) => {
                // A click selects an item; a click on the selected one chooses it.
                if let Some(Target::Choice(item)) = layout.target(*at) {
                    let selected = self.screens.last_mut().map_or(&mut self.list.selected, Screen::selection);
                    if std::mem::replace(selected, item) == item {
                        return self.act(env, viewport, Action::Open);
                    }
                }
            }
            Msg::Tick(second) => {
                if let Some(Screen::Exam(session)) = self.screens.last_mut() {
                    return session.tick(env, &mut self.course, *second);
                }
            }
            Msg::File(..) | Msg::Resize => {}
        }
        Vec::new()
    }

    fn draw(&self, env: &Env, area: Rect, layout: &mut FrameLayout, buf: &mut Buffer) {
        draw::draw(&self.content(env), self.view, env, area, layout, buf);
    }

    fn footer(&self, layout: &FrameLayout) -> Vec<Hint> {
        use Action::{Back, Instructor, Learner, Open, Overrule, Progress, Quit};
        let mut hints: Vec<Hint> = match self.screens.last() {
            Some(screen) => screen.footer(&self.course),
            None if self.course.instructor => {
                vec![(Open, "map"), (Back, "leave"), (Instructor, ""), (Overrule, ""), (Progress, ""), (Learner, ""), (Quit, "")]
            }
            None => vec![(Open, ""), (Back, "leave"), (Progress, ""), (Learner, ""), (Instructor, ""), (Quit, "")],
        };
        for (action, words) in &mut hints {
            match action {
                Open if !layout.training.asked => *words = "the question",
                Instructor if self.course.instructor => *words = "learner's view",
                _ => {}
            }
        }
        hints
    }

    fn jobs(&self) -> &'static [Action] {
        if self.screens.last().is_some_and(Screen::is_exam) { &[] } else { &[Action::Search, Action::Claims] }
    }

    fn help(&self) -> Option<Group> {
        Some(Group::Train)
    }
}
