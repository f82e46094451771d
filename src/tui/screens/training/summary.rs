//! How a case went, and where to go from there: the next case, the codes it was about.

use tui_input::InputRequest;

use super::content::{ContentLine, ScreenContent, digit, numbered, unbound};
use super::course::Course;
use crate::catalog::{Catalog, Scenario};
use crate::page;
use crate::training::attempt::Attempt;
use crate::training::progress::CaseStatus;
use crate::tui::{Action, Effect, Env, Opening, scroll_target};

/// The end of an attempt.
#[derive(Debug)]
pub(crate) struct Summary {
    at: usize,
    attempt: Attempt,
    counts: bool,
    /// The selected item.
    pub selected: usize,
}

/// Where to go.
enum Item {
    Next(usize),
    Code(String),
    Again,
    List,
}

impl Summary {
    /// Of a finished attempt.
    pub fn new(at: usize, attempt: Attempt, counts: bool) -> Summary {
        Summary { at, attempt, counts, selected: 0 }
    }

    /// The place of its case.
    pub fn at(&self) -> usize {
        self.at
    }

    fn items(&self, catalog: &Catalog, course: &Course) -> Vec<Item> {
        let Course { cases, record, .. } = course;
        let open = |case: &Scenario| !record.own().standing(case).is_passed();
        let after = (self.at + 1..cases.len()).chain(0..self.at);
        let next = after.into_iter().find(|i| cases.get(*i).is_some_and(open));
        let mut codes: Vec<String> = Vec::new();
        if let Some(case) = cases.get(self.at) {
            for line in case.claim.iter().chain(case.resolution.lines()) {
                if !codes.contains(&line.code) && catalog.code(&line.code).is_some() {
                    codes.push(line.code.clone());
                }
            }
        }
        let next = next.map(Item::Next);
        next.into_iter().chain(codes.into_iter().map(Item::Code)).chain([Item::Again, Item::List]).collect()
    }

    /// Moves, chooses.
    pub fn act(&mut self, env: &Env, course: &Course, action: Action) -> Option<Vec<Effect>> {
        let items = self.items(&env.catalog, course);
        let open = |at: usize| vec![Effect::Close, Effect::Open(Opening::Case(at))];
        match action {
            Action::Up | Action::Down => self.selected = scroll_target(action, self.selected, items.len().saturating_sub(1), 1),
            Action::Clear => return Some(open(self.at)),
            Action::LookUp => {
                let codes = items.iter().filter_map(|item| if let Item::Code(code) = item { Some(code.clone()) } else { None });
                return Some(vec![Effect::Codes(codes.collect())]);
            }
            Action::Open => {
                return Some(match items.into_iter().nth(self.selected) {
                    Some(Item::Next(at)) => open(at),
                    Some(Item::Code(code)) => vec![Effect::Go(code)],
                    Some(Item::Again) => open(self.at),
                    Some(Item::List) | None => vec![Effect::Close],
                });
            }
            _ => return None,
        }
        Some(Vec::new())
    }

    /// Chooses an item by its number.
    pub fn edit(&mut self, env: &Env, course: &Course, request: InputRequest) -> Vec<Effect> {
        match digit(request).filter(|place| *place < self.items(&env.catalog, course).len()) {
            Some(place) => {
                self.selected = place;
                self.act(env, course, Action::Open).unwrap_or_default()
            }
            None => unbound(request),
        }
    }

    /// What it shows.
    pub fn content<'m>(&'m self, env: &Env, course: &'m Course) -> ScreenContent<'m> {
        let Some(scenario) = course.cases.get(self.at) else { return ScreenContent::default() };
        let record = &course.record;
        let words = |item: &Item| match item {
            Item::Next(at) => course.cases.get(*at).map_or_else(String::new, |case| match record.own().standing(case) {
                CaseStatus::Open => format!("next case, started before: {}", case.title),
                _ => format!("next case: {}", case.title),
            }),
            Item::Code(code) => {
                let title = env.catalog.code(code).map(|c| c.title().to_owned()).unwrap_or_default();
                format!("the page of {code}  {title}")
            }
            Item::Again => "this case again".to_owned(),
            Item::List => "all cases".to_owned(),
        };
        let items = self.items(&env.catalog, course);
        ScreenContent {
            titles: [" Where now? ".to_owned(), if self.counts { String::new() } else { " practice, not recorded ".to_owned() }],
            file_title: format!(" How it went: {} ", scenario.title),
            file: page::summary_lines(scenario, &self.attempt, record.own()),
            work: items.iter().enumerate().map(|(i, item)| ContentLine::of(i, numbered(i, &words(item), ""))).collect(),
            selected: self.selected,
            ..ScreenContent::default()
        }
    }
}
