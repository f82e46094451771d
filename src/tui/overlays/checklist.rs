//! The checklists of a code, to check off and copy. Checks belong to one claim of one patient: they end with the session.

use std::collections::BTreeSet;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::catalog::{Checklist, Code, Date};
use crate::page::{self, checklist_lines, checklists};
use crate::tui::widgets::{choose, draw_footer, padded, panel, select, styled, viewer};
use crate::tui::{Action, CheckedItem, Component, Context, Effect, Env, FrameLayout, Hint, Meaning, Msg, Target};

/// The widest panel; longer lines are hard to read.
const WIDEST: u16 = 100;

/// The panel.
#[derive(Debug)]
pub(crate) struct Checklists {
    code: String,
    head: String,
    lists: Vec<Checklist>,
    checked: BTreeSet<CheckedItem>,
    /// The selected item, counted through all lists.
    selected: usize,
}

impl Checklists {
    /// The lists of a code with what was checked before; `None` where it has none.
    pub fn new(env: &Env, code: &Code, date: Date, checked: &BTreeSet<CheckedItem>) -> Option<Checklists> {
        let lists = checklists(&env.catalog, code);
        let head = format!("{}, {date}", page::title(code).text());
        (!lists.is_empty()).then(|| Checklists { code: code.code.clone(), head, lists, checked: checked.clone(), selected: 0 })
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

    fn entry(&self, list: &Checklist, item: usize) -> CheckedItem {
        CheckedItem { code: self.code.clone(), list: list.id.clone(), item }
    }

    fn lines(&self, list: &Checklist) -> Vec<page::Line> {
        checklist_lines(list, |item| self.checked.contains(&self.entry(list, item)))
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

impl Component for Checklists {
    fn context(&self) -> Context {
        Context::Checklist
    }

    fn handle(&mut self, _env: &Env, layout: &FrameLayout, msg: &Msg) -> Vec<Effect> {
        let count = self.count();
        let is_chosen = choose(&mut self.selected, (count, 10), layout, msg);
        let Some((list, item)) = self.here() else { return Vec::new() };
        match msg {
            _ if is_chosen || *msg == Msg::Act(Action::Checklist) => {
                let entry = self.entry(list, item);
                if !self.checked.remove(&entry) {
                    self.checked.insert(entry);
                }
            }
            Msg::Act(Action::Clear) => {
                let id = list.id.clone();
                self.checked.retain(|t| (&t.code, &t.list) != (&self.code, &id));
            }
            Msg::Act(Action::Copy) => {
                let text: String = self.lines(list).iter().skip(1).map(|l| l.text() + "\n").collect();
                return Effect::copy(&list.title, format!("{}: {}\n{text}", list.title, self.head));
            }
            Msg::Act(action @ (Action::NextPane | Action::PreviousPane)) => {
                self.selected = self.first_of_another(*action == Action::NextPane);
                return Vec::new();
            }
            _ => return Vec::new(),
        }
        vec![Effect::Checked(self.checked.clone())]
    }

    fn draw(&self, env: &Env, area: Rect, layout: &mut FrameLayout, buf: &mut Buffer) {
        let wide = area.width.min(WIDEST);
        let rows = self.rows(env, viewer::columns(area, WIDEST));
        let height = u16::try_from(rows.len()).unwrap_or(u16::MAX).saturating_add(2);
        let inner = panel(env, area, (wide, height), &format!("Checklists of {}", self.code), layout, buf);
        let body = padded(inner);
        // The selected item is always visible.
        let end = rows.iter().rposition(|(item, _)| *item == Some(self.selected)).map_or(0, |row| row + 1);
        let offset = end.saturating_sub(usize::from(body.height));
        for (y, (item, row)) in (body.y..body.bottom()).zip(rows.iter().skip(offset)) {
            let place = Rect { y, height: 1, ..body };
            buf.set_line(place.x, y, row, place.width);
            if *item == Some(self.selected) {
                select(env, place, buf);
            }
            layout.targets.extend(item.map(|item| (place, Target::Item(item))));
        }
        let done = self.checked.iter().filter(|t| t.code == self.code).count();
        let around = Rect { width: inner.width.saturating_add(1), height: inner.height.saturating_add(1), ..inner };
        draw_footer(env, around, &format!(" {done} of {} checked ", self.count()), buf);
    }

    fn footer(&self, _layout: &FrameLayout) -> Vec<Hint> {
        vec![(Action::Checklist, "check"), (Action::NextPane, "next list"), (Action::Copy, ""), (Action::Clear, ""), (Action::Back, "")]
    }
}
