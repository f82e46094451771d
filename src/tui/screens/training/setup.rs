//! Which drills: the kind, how many, and the seed of those that somebody else had.

use tui_input::{Input, InputRequest};

use super::content::{ContentLine, ScreenContent, say, typed};
use super::course::Course;
use crate::page::{Line, Role};
use crate::training::drill::{DrillGenerator, DrillKind, Wanted};
use crate::tui::{Action, Effect, Env, Opening, scroll_target};

/// How many problems can be asked for.
const COUNTS: [usize; 5] = [5, 10, 20, 40, 80];

/// The rows: kind, count, seed.
const ROWS: usize = 3;

/// What is wanted, being set.
#[derive(Debug)]
pub(crate) struct Setup {
    /// The selected row.
    pub selected: usize,
    /// 0 for every kind, else one more than its place.
    kind: usize,
    count: usize,
    seed: Input,
}

impl Setup {
    /// Ten of every kind.
    pub fn new() -> Setup {
        Setup { selected: 0, kind: 0, count: 1, seed: Input::default() }
    }

    fn wanted(&self) -> Wanted {
        let kind = self.kind.checked_sub(1).and_then(|i| DrillKind::ALL.get(i).copied());
        let count = COUNTS.get(self.count).copied().unwrap_or(COUNTS[1]);
        Wanted { kind, count, seed: self.seed.value().parse().ok() }
    }

    /// Moves, starts.
    pub fn act(&mut self, env: &Env, course: &Course, action: Action) -> Option<Vec<Effect>> {
        match action {
            Action::Open => {
                let record = &course.record;
                let drills =
                    DrillGenerator::new(&env.catalog, record.today).session(&self.wanted(), &record.learner, record.own(), record.today);
                return Some(if drills.is_empty() {
                    say("the catalog holds no codes with containers to drill with".to_owned())
                } else {
                    vec![Effect::Close, Effect::Open(Opening::Drills(drills))]
                });
            }
            Action::Up | Action::Down | Action::First | Action::Last => self.selected = scroll_target(action, self.selected, ROWS - 1, 1),
            _ => return None,
        }
        Some(Vec::new())
    }

    /// Steps through the choices with the arrows, or types the seed.
    pub fn edit(&mut self, _env: &Env, _course: &mut Course, request: InputRequest) -> Vec<Effect> {
        let turned = |here: usize, count: usize| match request {
            InputRequest::GoToNextChar | InputRequest::InsertChar(' ' | '+') => (here + 1) % count,
            InputRequest::GoToPrevChar | InputRequest::InsertChar('-') => (here + count - 1) % count,
            _ => here,
        };
        match (self.selected, request) {
            (_, InputRequest::InsertChar(c)) if c.is_ascii_digit() && self.seed.value().len() < 19 => {
                self.selected = 2;
                typed(&mut self.seed, request);
            }
            (0, _) => self.kind = turned(self.kind, DrillKind::ALL.len() + 1),
            (1, _) => self.count = turned(self.count, COUNTS.len()),
            (_, InputRequest::InsertChar(_)) => {}
            _ => {
                typed(&mut self.seed, request);
            }
        }
        Vec::new()
    }

    /// What it shows.
    pub fn content(&self, _env: &Env, course: &Course) -> ScreenContent<'_> {
        let record = &course.record;
        let wanted = self.wanted();
        let kind = wanted.kind.map_or("every kind, those about amounts more often", |kind| kind.as_str());
        let due = record.own().due(record.today).len();
        let seed = match self.seed.value() {
            "" if due > 0 => format!("of the day; problems about the {due} rules that are due come first"),
            "" => "of the day; type a number to get the same problems as somebody else".to_owned(),
            seed => seed.to_owned(),
        };
        let row = |item: usize, name: &str, words: &str| {
            let line = Line::of(Role::Label, format!(" {name:<9} ")).with(Role::Strong, words).indented(0, 11);
            ContentLine::of(item, line)
        };
        let mut work = vec![row(0, "kind", kind), row(1, "problems", &wanted.count.to_string()), row(2, "seed", &seed)];
        work.push(ContentLine::plain(Line::blank()));
        work.push(ContentLine::plain(Line::of(Role::Muted, " Left and right change, digits type the seed, Enter starts.")));
        ScreenContent { titles: [" Drills ".to_owned(), String::new()], work, selected: self.selected, ..ScreenContent::default() }
    }
}
