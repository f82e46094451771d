//! The keys of list and page.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use tui_input::InputRequest;

use super::find::Find;
use super::state::{Browse, Focus, Scope};
use super::{copy, hints, links, list, page};
use crate::page::Pane;
use crate::storage::browser_state::Change;
use crate::tui::widgets::text_input;
use crate::tui::{
    Action, Component, Context, CoverageAsked, Effect, Env, FrameLayout, Hint, Msg, Target, is_move, scroll_target, wheel_target,
};

/// The most characters of a search; a longer paste is cut.
const LONGEST: usize = 200;

/// From this width on, list and page are side by side.
const WIDE: u16 = 100;

/// From this width on, two panes are beside the list.
const TWO_PANES: u16 = 160;

/// The fewest rows of a list that shares the screen with a preview.
const SHORTEST: u16 = 6;

impl Component for Browse {
    fn context(&self) -> Context {
        match (self.focus, &self.page.find) {
            (Focus::List, _) if !self.list.is_read => Context::List,
            (_, Some(find)) if find.is_typed => Context::Input,
            _ => Context::Page,
        }
    }

    fn handle(&mut self, env: &Env, layout: &FrameLayout, msg: &Msg) -> Vec<Effect> {
        match msg {
            // The browser knows which of its actions are this screen's.
            Msg::Act(action) => return vec![Effect::Act(*action)],
            Msg::Edit(_) | Msg::Paste(_) if self.is_finding() => self.type_find(env, layout, msg),
            Msg::Edit(InputRequest::InsertChar(c)) if self.context() == Context::Page => match pane_of(*c) {
                Some(pane) if self.focus == Focus::Page => self.show_pane(pane),
                Some(pane) => return vec![Effect::Pane(pane)],
                None => return vec![Effect::say(self.unbound(env, *c))],
            },
            Msg::Edit(InputRequest::InsertChar(' ')) if self.focus == Focus::List && self.list.query.value().is_empty() => {
                return vec![Effect::Act(Action::Leader)];
            }
            // On a page it finds; here one types already.
            Msg::Edit(InputRequest::InsertChar('/')) if self.list.query.value().is_empty() => {}
            Msg::Edit(InputRequest::GoToPrevChar) if self.is_home() => self.move_home(env, Action::Earlier),
            Msg::Edit(InputRequest::GoToNextChar) if self.is_home() => self.move_home(env, Action::Later),
            Msg::Wheel(..) if self.is_home() => {}
            Msg::Click(at) if self.is_home() => {
                return match layout.target(*at) {
                    Some(Target::Item(item)) => self.choose_home(env, Some(item)),
                    _ => Vec::new(),
                };
            }
            Msg::Edit(request) if self.focus == Focus::List => {
                let before = self.list.query.value().to_owned();
                if text_input::edit(&mut self.list.query, *request, LONGEST) {
                    self.edit_query();
                    self.history.clear();
                    self.search_edited(env, before);
                }
            }
            Msg::Paste(words) => {
                self.edit_query();
                self.history.clear();
                self.search(env, text_input::pasted(words, LONGEST).value());
            }
            Msg::Wheel(at, rows) if layout.page_area.contains(*at) => {
                self.scroll_page(wheel_target(layout.page_first, *rows, layout.page_limit));
            }
            Msg::Wheel(at, rows) if layout.second.area.contains(*at) => {
                self.page.second_scroll = wheel_target(layout.second.first, *rows, layout.second.limit);
            }
            Msg::Wheel(_, rows) => self.select(wheel_target(self.list.selected, *rows, self.list.results.len())),
            Msg::Click(at) if self.focus == Focus::Page && layout.target(*at) == Some(Target::Page) => {
                return links::at(self, env, layout, *at).unwrap_or_default();
            }
            Msg::Click(at) => return self.click(env, layout.target(*at)),
            _ => {}
        }
        Vec::new()
    }

    fn draw(&self, env: &Env, body: Rect, layout: &mut FrameLayout, buf: &mut Buffer) {
        if self.is_home() {
            list::draw(self, env, body, layout, buf);
            return;
        }
        if body.width >= WIDE {
            // Where two panes have room, the list leaves it to them.
            let columns = if body.width >= TWO_PANES { (body.width * 2 / 7).max(48) } else { body.width * 2 / 5 };
            let [left, right] = body.layout(&Layout::horizontal([Constraint::Length(columns), Constraint::Min(0)]));
            list::draw(self, env, left, layout, buf);
            page::draw(self, env, right, layout, buf);
            return;
        }
        match self.focus {
            _ if body.is_empty() => {}
            Focus::Page | Focus::Units | Focus::Training | Focus::Claims => page::draw(self, env, body, layout, buf),
            Focus::List if body.height >= 18 && !self.list.results.is_empty() => {
                // A short list leaves its room to the facts of the selected code.
                let hits = u16::try_from(self.list.results.len()).unwrap_or(u16::MAX).max(SHORTEST);
                let rows = hits.saturating_add(2).min(body.height.saturating_sub(page::PREVIEW));
                let [above, below] = body.layout(&Layout::vertical([Constraint::Length(rows), Constraint::Min(0)]));
                list::draw(self, env, above, layout, buf);
                page::draw_preview(self, env, below, layout, buf);
            }
            Focus::List => list::draw(self, env, body, layout, buf),
        }
    }

    fn jobs(&self) -> &'static [Action] {
        if self.is_finding() { &[] } else { &[Action::Units, Action::Claims, Action::Denial, Action::Train] }
    }

    fn names_jobs(&self) -> bool {
        true
    }

    fn footer(&self, layout: &FrameLayout) -> Vec<Hint> {
        hints::hints(self, layout)
    }
}

impl Browse {
    /// Performs an action of list and page; others do nothing.
    pub(crate) fn act(&mut self, env: &Env, layout: &FrameLayout, action: Action) -> Vec<Effect> {
        if self.focus == Focus::Page {
            self.note_visit(env);
        }
        match action {
            Action::Search => self.new_search(env),
            Action::Find if self.focus == Focus::List && self.list.is_read => self.edit_query(),
            Action::Find => return self.find(layout),
            Action::Recall if !self.recall(env) => return vec![Effect::say("no earlier search is remembered")],
            Action::Recall => {}
            Action::Fold => {
                self.page.is_unfolded = !self.page.is_unfolded;
                self.scroll_page(0);
                let words = match (self.page.pane, self.page.is_unfolded) {
                    (Pane::Coverage, true) => "every diagnosis of the lists",
                    (Pane::Coverage, false) => "the lists in ranges",
                    (_, true) => "everything unfolded",
                    (_, false) => "folded: the nearest only",
                };
                return vec![Effect::say(words)];
            }
            Action::Jump => return vec![self.labels(env, layout)],
            Action::Sources => return vec![self.sources(env)],
            Action::Exchange => self.page.exchange(),
            Action::NextMatch | Action::PreviousMatch => return self.step_match(env, layout, action == Action::NextMatch),
            Action::Earlier | Action::Later => {
                let is_later = action == Action::Later;
                if !self.travel(env, is_later) {
                    return vec![Effect::say(if is_later { "no later page" } else { "no earlier page" })];
                }
            }
            Action::Open | Action::Back if self.is_finding() => self.end_find(action),
            Action::Open if self.is_home() => return self.choose_home(env, self.home.chosen),
            Action::Open => return self.open(env),
            Action::Back => return self.back(env),
            Action::NextCode | Action::PreviousCode => {
                self.select(self.list.results.next_code(self.list.selected, action == Action::NextCode));
                self.page.scroll = 0;
            }
            Action::Ended => self.toggle_scope(env, Scope::Ended),
            Action::Bookmarks => self.toggle_scope(env, Scope::Bookmarks),
            Action::Recent => self.toggle_scope(env, Scope::Recent),
            action if self.is_home() && (is_move(action) || matches!(action, Action::NextPane | Action::PreviousPane)) => {
                self.move_home(env, action);
            }
            Action::NextPane => self.turn_pane(layout, 1),
            Action::PreviousPane => self.turn_pane(layout, Pane::ALL.len() - 1),
            Action::Copy => return vec![copy::menu(self, env).unwrap_or_else(|| Effect::say("no code is selected"))],
            Action::Sort | Action::Reverse => return self.sort(action),
            Action::Bookmark => return self.bookmark(env),
            Action::First | Action::Last if self.context() == Context::List && !self.list.query.value().is_empty() => {
                let request = if action == Action::First { InputRequest::GoToStart } else { InputRequest::GoToEnd };
                self.list.query.handle(request);
            }
            action if self.focus == Focus::List => {
                let end = self.list.results.len().saturating_sub(1);
                self.select(scroll_target(action, self.list.selected, end, layout.list_rows));
            }
            action => self.scroll_page(scroll_target(action, layout.page_first, layout.page_limit, layout.page_rows)),
        }
        Vec::new()
    }

    fn scroll_page(&mut self, row: usize) {
        self.page.scroll = row;
        self.page.find.iter_mut().for_each(|find| find.is_opening = false);
    }

    fn click(&mut self, env: &Env, target: Option<Target>) -> Vec<Effect> {
        match target {
            Some(Target::Row(row)) => {
                let again = self.list.selected == row;
                self.select(row);
                self.click_list();
                if again {
                    return self.open(env);
                }
            }
            Some(Target::Pane(pane)) => self.show_pane(pane),
            Some(Target::List) => self.click_list(),
            Some(Target::Page) if self.focus == Focus::List => return self.open(env),
            _ => {}
        }
        Vec::new()
    }

    /// A diagnosis is asked on the pane shown.
    pub(super) fn is_asked(&self) -> bool {
        self.page.pane == Pane::Coverage && !self.asked.diagnoses.is_empty()
    }

    pub(super) fn is_finding(&self) -> bool {
        self.focus == Focus::Page && self.page.find.as_ref().is_some_and(|find| find.is_typed)
    }

    /// Starts a search in the page.
    fn find(&mut self, layout: &FrameLayout) -> Vec<Effect> {
        if self.focus != Focus::Page || !layout.page_seen {
            return vec![Effect::say("only available on a page")];
        }
        self.page.find = Some(Find::typing());
        Vec::new()
    }

    fn type_find(&mut self, env: &Env, layout: &FrameLayout, msg: &Msg) {
        let from = layout.page_first;
        let Some(find) = &mut self.page.find else { return };
        if text_input::type_in(&mut find.query, msg, LONGEST) {
            find.start(env, layout.rows.rows(), from);
        }
        self.scroll_to_match(layout);
    }

    /// `Enter` keeps what was found, `Esc` ends the search.
    fn end_find(&mut self, action: Action) {
        let keeps = |find: &Find| action == Action::Open && !find.query.value().trim().is_empty();
        self.page.find = self.page.find.take().filter(keeps).map(|find| Find { is_typed: false, ..find });
    }

    fn step_match(&mut self, env: &Env, layout: &FrameLayout, forward: bool) -> Vec<Effect> {
        let from = layout.page_first;
        let Some(find) = &mut self.page.find else {
            let key = env.keymap.key(Context::Page, Action::Find).unwrap_or_default();
            return vec![Effect::say(format!("nothing is searched in the page: {key} finds"))];
        };
        find.step(env, layout.rows.rows(), from, forward);
        self.scroll_to_match(layout);
        Vec::new()
    }

    fn scroll_to_match(&mut self, layout: &FrameLayout) {
        if let Some(row) = self.page.find.as_ref().and_then(|find| find.row) {
            let lowest = (row + 1).saturating_sub(layout.page_rows);
            self.page.scroll = layout.page_first.clamp(lowest.min(row), row).min(layout.page_limit);
        }
    }

    /// What has the keys keeps its way with letters.
    fn click_list(&mut self) {
        if self.focus != Focus::List {
            self.return_to(Focus::List);
        }
    }

    pub(super) fn new_search(&mut self, env: &Env) {
        self.edit_query();
        self.history.clear();
        self.list.query.reset();
        self.refresh_results(env);
        (self.home.chosen, self.home.lists_all) = (None, false);
    }

    fn back(&mut self, env: &Env) -> Vec<Effect> {
        match self.focus {
            Focus::Page if self.page.find.take().is_some() => {}
            Focus::Page if self.is_asked() => self.ask_coverage(CoverageAsked { diagnoses: Vec::new(), ..self.asked.clone() }),
            Focus::Page => {
                if !self.go_back(env) {
                    self.return_to(Focus::List);
                }
            }
            Focus::Units | Focus::Training | Focus::Claims => self.focus = Focus::Page,
            Focus::List if !self.list.query.value().is_empty() => self.new_search(env),
            Focus::List if self.home.chosen.take().is_some() || std::mem::take(&mut self.home.lists_all) => {}
            Focus::List if self.list.scope != Scope::All => {
                self.list.scope = Scope::All;
                self.refresh_results(env);
            }
            Focus::List if self.looks_up.is_some() => return vec![Effect::Train(String::new())],
            Focus::List => {
                let quit = env.keymap.key(Context::List, Action::Quit).unwrap_or_default();
                return vec![Effect::say(format!("{quit} leaves jdex"))];
            }
        }
        Vec::new()
    }

    fn toggle_scope(&mut self, env: &Env, scope: Scope) {
        self.list.scope = if self.list.scope == scope { Scope::All } else { scope };
        self.edit_query();
        self.history.clear();
        self.list.query.reset();
        self.reset_results(env);
    }

    /// What to press instead of a letter that does nothing.
    fn unbound(&self, env: &Env, letter: char) -> String {
        let key = |action| env.keymap.key(Context::Page, action).unwrap_or_default();
        let (search, keys) = (key(Action::Search), key(Action::Help));
        match self.focus {
            Focus::List => {
                format!("{letter} is no command: {} edits the search, {search} starts a new one, {keys} shows the keys", key(Action::Find))
            }
            _ => format!("{letter} does nothing on a page: {search} searches, {keys} shows the keys"),
        }
    }

    fn bookmark(&mut self, env: &Env) -> Vec<Effect> {
        let Some(code) = self.code(env).map(|c| c.code.clone()) else { return vec![Effect::say("no code is selected")] };
        let (words, change) = if self.memory.bookmarks.contains(&code) {
            (format!("{code} is no longer bookmarked"), Change::RemoveBookmark(code))
        } else {
            (format!("{code} is bookmarked"), Change::AddBookmark(code))
        };
        self.remember(change);
        if self.list.scope == Scope::Bookmarks {
            self.refresh_results(env);
        }
        vec![Effect::say(words), Effect::Save]
    }
}

/// `1` is the first pane, `0` the tenth.
fn pane_of(c: char) -> Option<Pane> {
    let digit = c.to_digit(10)?;
    let index = usize::try_from(digit).ok()?.checked_sub(1).unwrap_or(9);
    Pane::ALL.get(index).copied()
}
