//! How a case went, and where to go from there: the next case, the codes it was about.

use tui_input::InputRequest;

use super::case::Case;
use super::face::{Face, Piece, numbered};
use super::{Record, Stage, Training, Wish};
use crate::catalog::{Catalog, Scenario};
use crate::page;
use crate::training::attempt::Attempt;
use crate::training::progress::CaseStatus;
use crate::tui::action::Action;
use crate::tui::model::Env;
use crate::tui::update::moved;

/// The end of a run.
#[derive(Debug)]
pub struct Summary {
    at: usize,
    run: Attempt,
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
    /// Of a finished run.
    pub fn new(at: usize, run: Attempt, counts: bool) -> Summary {
        Summary { at, run, counts, selected: 0 }
    }

    /// The place of its case.
    pub fn at(&self) -> usize {
        self.at
    }

    fn items(&self, catalog: &Catalog, cases: &[Scenario], record: &Record) -> Vec<Item> {
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
    pub fn act(&mut self, env: &Env, cases: &[Scenario], record: &Record, action: Action) -> Option<Wish> {
        let items = self.items(&env.catalog, cases, record);
        let again = |at: usize| {
            let case = cases.get(at).map(|scenario| Case::open(at, scenario, record));
            case.map_or(Wish::Back, |case| Wish::Instead(Stage::Case(Box::new(case))))
        };
        match action {
            Action::Up | Action::Down => self.selected = moved(action, self.selected, items.len().saturating_sub(1), 1),
            Action::Anew => return Some(again(self.at)),
            Action::LookUp => {
                let codes = items.iter().filter_map(|item| if let Item::Code(code) = item { Some(code.clone()) } else { None });
                return Some(Wish::Codes(codes.collect()));
            }
            Action::Open => {
                return Some(match items.into_iter().nth(self.selected) {
                    Some(Item::Next(at)) => again(at),
                    Some(Item::Code(code)) => Wish::Go(code),
                    Some(Item::Again) => again(self.at),
                    Some(Item::List) | None => Wish::Back,
                });
            }
            _ => return None,
        }
        Some(Wish::Nothing)
    }

    /// Chooses an item by its number.
    pub fn edit(&mut self, env: &Env, cases: &[Scenario], record: &Record, request: InputRequest) -> Wish {
        let InputRequest::InsertChar(c) = request else { return Wish::Nothing };
        let place = c.to_digit(10).and_then(|d| usize::try_from(d).ok()).and_then(|d| d.checked_sub(1));
        match place.filter(|place| *place < self.items(&env.catalog, cases, record).len()) {
            Some(place) => {
                self.selected = place;
                self.act(env, cases, record, Action::Open).unwrap_or(Wish::Nothing)
            }
            None => Wish::Say(format!("{c} does nothing here")),
        }
    }

    /// What it shows.
    pub fn face<'m>(&'m self, env: &Env, training: &'m Training) -> Face<'m> {
        let Some(scenario) = training.cases.get(self.at) else { return Face::default() };
        let record = &training.record;
        let words = |item: &Item| match item {
            Item::Next(at) => training.cases.get(*at).map_or_else(String::new, |case| match record.own().standing(case) {
                CaseStatus::Open => format!("next case, begun before: {}", case.title),
                _ => format!("next case: {}", case.title),
            }),
            Item::Code(code) => {
                let title = env.catalog.code(code).map(|c| c.title().to_owned()).unwrap_or_default();
                format!("the page of {code}  {title}")
            }
            Item::Again => "this case again".to_owned(),
            Item::List => "all cases".to_owned(),
        };
        let items = self.items(&env.catalog, &training.cases, record);
        Face {
            titles: [" Where now? ".to_owned(), if self.counts { String::new() } else { " practice, not recorded ".to_owned() }],
            file_title: format!(" How it went: {} ", scenario.title),
            file: page::summary_lines(scenario, &self.run, record.own()),
            work: items.iter().enumerate().map(|(i, item)| Piece::of(i, numbered(i, &words(item), ""))).collect(),
            selected: self.selected,
            ..Face::default()
        }
    }
}
