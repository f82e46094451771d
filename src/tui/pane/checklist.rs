//! The checklists of a code, to be ticked off and copied. Ticks belong to one claim of one patient: they end with the session.

use std::collections::BTreeSet;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::{foot, panel, select, styled};
use crate::catalog::{Checklist, Code, Date};
use crate::page::{self, checklist_lines, checklists};
use crate::tui::action::Action;
use crate::tui::model::Env;
use crate::tui::overlay::{Outcome, Step};
use crate::tui::theme::Meaning;
use crate::tui::update::{Msg, moved};
use crate::tui::view::{LastFrame, Target};

/// The widest panel; longer lines are hard to read.
const WIDEST: u16 = 100;

/// An item of a list of a code.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tick {
    code: String,
    list: String,
    item: usize,
}

/// The panel.
#[derive(Debug)]
pub struct Checklists {
    code: String,
    head: String,
    lists: Vec<Checklist>,
    ticked: BTreeSet<Tick>,
    /// The selected item, counted through all lists.
    pub selected: usize,
}

impl Checklists {
    /// The lists of a code with what was ticked before; `None` where it has none.
    pub fn new(env: &Env, code: &Code, date: Date, ticked: &BTreeSet<Tick>) -> Option<Checklists> {
        let lists = checklists(&env.catalog, code);
        let head = format!("{}, {date}", page::title(code).text());
        (!lists.is_empty()).then(|| Checklists { code: code.code.clone(), head, lists, ticked: ticked.clone(), selected: 0 })
    }

    fn count(&self) -> usize {
        self.lists.iter().map(|l| l.items.len()).sum()
    }

    /// The selected item as its list and its place there.
    fn here(&self) -> Option<(&Checklist, usize)> {
        let mut item = self.selected;
        for list in &self.lists {
            if item < list.items.len() {
                return Some((list, item));
            }
            item -= list.items.len();
        }
        None
    }

    fn tick(&self, list: &Checklist, item: usize) -> Tick {
        Tick { code: self.code.clone(), list: list.id.clone(), item }
    }

    fn lines(&self, list: &Checklist) -> Vec<page::Line> {
        checklist_lines(list, |item| self.ticked.contains(&self.tick(list, item)))
    }

    /// Moves, ticks, copies the list at hand, takes its ticks away.
    pub fn update(&mut self, msg: &Msg) -> Step {
        let Msg::Act(action) = msg else { return Step::Stay };
        let Some((list, item)) = self.here() else { return Step::Stay };
        match action {
            Action::Tick | Action::Open => {
                let tick = self.tick(list, item);
                if !self.ticked.remove(&tick) {
                    self.ticked.insert(tick);
                }
                Step::Also(Outcome::Ticked(self.ticked.clone()))
            }
            Action::Anew => {
                let id = list.id.clone();
                self.ticked.retain(|t| (&t.code, &t.list) != (&self.code, &id));
                Step::Also(Outcome::Ticked(self.ticked.clone()))
            }
            Action::Copy => {
                let lines = self.lines(list);
                let text: Vec<String> = lines.iter().skip(1).map(|l| l.text() + "\n").collect();
                Step::Also(Outcome::Copy(list.title.clone(), format!("{}: {}\n{}", list.title, self.head, text.concat())))
            }
            Action::NextPane | Action::PreviousPane => {
                self.selected = self.first_of_another(*action == Action::NextPane);
                Step::Stay
            }
            action => {
                self.selected = moved(*action, self.selected, self.count().saturating_sub(1), 10);
                Step::Stay
            }
        }
    }

    /// The first item of the next list; backwards the first of this one, then of the one before.
    fn first_of_another(&self, forward: bool) -> usize {
        let mut first = 0;
        let mut firsts = self.lists.iter().map(|list| {
            let here = first;
            first += list.items.len();
            here
        });
        if forward { firsts.find(|f| *f > self.selected) } else { firsts.filter(|f| *f < self.selected).last() }.unwrap_or(0)
    }

    /// Draws it, the selected item always among what is seen.
    pub fn draw(&self, env: &Env, area: Rect, last: &mut LastFrame, buf: &mut Buffer) {
        let wide = area.width.min(WIDEST);
        let columns = usize::from(wide.saturating_sub(4));
        let rows = self.rows(env, columns);
        let height = u16::try_from(rows.len()).unwrap_or(u16::MAX).saturating_add(2);
        let inner = panel(env, area, (wide, height), &format!("Checklists of {}", self.code), last, buf);
        let body = Rect { x: inner.x.saturating_add(1).min(inner.right()), width: inner.width.saturating_sub(2), ..inner };
        let end = rows.iter().rposition(|(item, _)| *item == Some(self.selected)).map_or(0, |row| row + 1);
        let offset = end.saturating_sub(usize::from(body.height));
        for (y, (item, row)) in (body.y..body.bottom()).zip(rows.iter().skip(offset)) {
            let place = Rect { y, height: 1, ..body };
            buf.set_line(place.x, y, row, place.width);
            if *item == Some(self.selected) {
                select(env, place, buf);
            }
            last.targets.extend(item.map(|item| (place, Target::Item(item))));
        }
        let done = self.ticked.iter().filter(|t| t.code == self.code).count();
        let around = Rect { width: inner.width.saturating_add(1), height: inner.height.saturating_add(1), ..inner };
        foot(env, around, &format!(" {done} of {} ticked ", self.count()), buf);
    }

    /// Every row with the item it shows.
    fn rows(&self, env: &Env, columns: usize) -> Vec<(Option<usize>, Line<'static>)> {
        let mut rows = Vec::new();
        let mut first = 0;
        for list in &self.lists {
            if !rows.is_empty() {
                rows.push((None, Line::styled("", env.theme.style(Meaning::Text))));
            }
            for (i, line) in self.lines(list).iter().enumerate() {
                let item = i.checked_sub(1).map(|i| first + i);
                rows.extend(line.wrap(columns).iter().map(|row| (item, styled(env, row))));
            }
            first += list.items.len();
        }
        rows
    }
}
