//! The checklists of a code, to check off and copy. Checks belong to one claim of one patient: they end with the session.

use std::collections::BTreeSet;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::catalog::{ALL, Checklist, Code, Date};
use crate::page::{self, checklist_lines, checklists};
use crate::tui::widgets::{choose, draw_footer, padded, panel, select, styled, viewer};
use crate::tui::{Action, CheckedItem, Component, Context, Effect, Env, FrameLayout, Hint, Msg, Target};

/// The widest panel; longer lines are hard to read.
const WIDEST: u16 = 100;

/// The panel.
#[derive(Debug)]
pub(crate) struct Checklists {
    code: String,
    head: String,
    lists: Vec<Checklist>,
    checked: BTreeSet<CheckedItem>,
    /// The lists that are unfolded, by their place.
    open: BTreeSet<usize>,
    /// The selected row among those that can be.
    selected: usize,
}

/// What can be selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Entry {
    /// The name of a list, by its place.
    List(usize),
    /// An item of a list.
    Item(usize, usize),
}

impl Entry {
    fn list(self) -> usize {
        let (Entry::List(list) | Entry::Item(list, _)) = self;
        list
    }
}

impl Checklists {
    /// The lists of a code, a situation each, with what was checked before: what is for this drug and what was begun is unfolded.
    /// `None` where it has none.
    pub fn new(env: &Env, code: &Code, date: Date, checked: &BTreeSet<CheckedItem>) -> Option<Checklists> {
        let lists = checklists(&env.catalog, code);
        let head = format!("{}, {date}", page::title(code).text());
        let is_begun = |list: &Checklist| checked.iter().any(|item| item.code == code.code && item.list == list.id);
        let opens = |list: &Checklist| list.applies != ALL || is_begun(list);
        let open = lists.iter().enumerate().filter(|(_, list)| opens(list)).map(|(place, _)| place).collect();
        (!lists.is_empty()).then(|| Checklists { code: code.code.clone(), head, lists, checked: checked.clone(), open, selected: 0 })
    }

    /// What can be selected, in the order of the screen.
    fn entries(&self) -> Vec<Entry> {
        let of = |(place, list): (usize, &Checklist)| {
            let items = if self.open.contains(&place) { list.items.len() } else { 0 };
            [Entry::List(place)].into_iter().chain((0..items).map(move |item| Entry::Item(place, item))).collect::<Vec<_>>()
        };
        self.lists.iter().enumerate().flat_map(of).collect()
    }

    fn checked_item(&self, list: &Checklist, item: usize) -> CheckedItem {
        CheckedItem { code: self.code.clone(), list: list.id.clone(), item }
    }

    fn lines(&self, list: &Checklist) -> Vec<page::Line> {
        checklist_lines(list, |item| self.checked.contains(&self.checked_item(list, item)))
    }

    /// `2 of 9`.
    fn count(&self, list: &Checklist) -> String {
        let done = self.checked.iter().filter(|held| held.code == self.code && held.list == list.id).count();
        format!("{done} of {}", list.items.len())
    }

    /// Unfolds the next list, or the one before, and selects its first item.
    fn turn(&mut self, forward: bool) {
        let here = self.entries().get(self.selected).map_or(0, |entry| entry.list());
        let last = self.lists.len().saturating_sub(1);
        let there = match forward {
            true if here == last => 0,
            true => here + 1,
            false => here.checked_sub(1).unwrap_or(last),
        };
        self.open.insert(there);
        self.select(Entry::Item(there, 0));
    }

    fn select(&mut self, entry: Entry) {
        self.selected = self.entries().iter().position(|held| *held == entry).unwrap_or(self.selected);
    }

    fn toggle_fold(&mut self, list: usize) {
        if !self.open.remove(&list) {
            self.open.insert(list);
        }
        self.select(Entry::List(list));
    }

    /// Every row with what it shows.
    fn rows(&self, env: &Env, columns: usize) -> Vec<(Entry, Line<'static>)> {
        let mut rows = Vec::new();
        for (place, list) in self.lists.iter().enumerate() {
            let is_open = self.open.contains(&place);
            let sign = if is_open { env.theme.glyph("\u{25be} ", "v ") } else { env.theme.glyph("\u{25b8} ", "> ") };
            let mut lines = self.lines(list).into_iter();
            let mut title = page::Line::of(page::Role::Code, sign);
            // The documents behind a list are named where it is read.
            match lines.next().filter(|_| is_open) {
                Some(named) => title.spans.extend(named.spans),
                None => title = title.with(page::Role::Heading, list.title.clone()),
            }
            let title = title.with(page::Role::Muted, format!("  {}", self.count(list))).indented(0, 2);
            rows.extend(title.wrap(columns).iter().map(|row| (Entry::List(place), styled(env, row))));
            for (item, line) in lines.enumerate().filter(|_| is_open) {
                let line = line.indented(2, 6);
                rows.extend(line.wrap(columns).iter().map(|row| (Entry::Item(place, item), styled(env, row))));
            }
        }
        rows
    }
}

impl Component for Checklists {
    fn context(&self) -> Context {
        Context::Checklist
    }

    fn handle(&mut self, _env: &Env, layout: &FrameLayout, msg: &Msg) -> Vec<Effect> {
        let count = self.entries().len();
        let is_chosen = choose(&mut self.selected, (count, 10), layout, msg) || *msg == Msg::Act(Action::Checklist);
        let Some(entry) = self.entries().get(self.selected).copied() else { return Vec::new() };
        let Some(list) = self.lists.get(entry.list()).cloned() else { return Vec::new() };
        match (msg, entry) {
            (_, Entry::List(place)) if is_chosen => {
                self.toggle_fold(place);
                return Vec::new();
            }
            (_, Entry::Item(_, item)) if is_chosen => {
                let item = self.checked_item(&list, item);
                if !self.checked.remove(&item) {
                    self.checked.insert(item);
                }
            }
            (Msg::Act(Action::Clear), _) => self.checked.retain(|item| (&item.code, &item.list) != (&self.code, &list.id)),
            (Msg::Act(Action::Copy), _) => {
                let text: String = self.lines(&list).iter().skip(1).map(|l| l.text() + "\n").collect();
                return Effect::copy(&list.title, format!("{}: {}\n{text}", list.title, self.head));
            }
            (Msg::Act(Action::Fold), entry) => {
                self.toggle_fold(entry.list());
                return Vec::new();
            }
            (Msg::Act(action @ (Action::NextPane | Action::PreviousPane)), _) => {
                self.turn(*action == Action::NextPane);
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
        let entries = self.entries();
        let here = entries.get(self.selected);
        // The selected row is always visible.
        let end = rows.iter().rposition(|(entry, _)| Some(entry) == here).map_or(0, |row| row + 1);
        let offset = end.saturating_sub(usize::from(body.height));
        for (y, (entry, row)) in (body.y..body.bottom()).zip(rows.iter().skip(offset)) {
            let place = Rect { y, height: 1, ..body };
            buf.set_line(place.x, y, row, place.width);
            if Some(entry) == here {
                select(env, place, buf);
            }
            layout.targets.extend(entries.iter().position(|held| held == entry).map(|item| (place, Target::Item(item))));
        }
        let done = self.checked.iter().filter(|t| t.code == self.code).count();
        let all = self.lists.iter().map(|list| list.items.len()).sum::<usize>();
        let around = Rect { width: inner.width.saturating_add(1), height: inner.height.saturating_add(1), ..inner };
        draw_footer(env, around, &format!(" {done} of {all} checked "), buf);
    }

    fn footer(&self, _layout: &FrameLayout) -> Vec<Hint> {
        let verb = if matches!(self.entries().get(self.selected), Some(Entry::List(_))) { "fold" } else { "check" };
        vec![(Action::Checklist, verb), (Action::NextPane, "next list"), (Action::Copy, ""), (Action::Clear, ""), (Action::Back, "")]
    }
}
