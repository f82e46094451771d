//! All keys, made from the action table and the keymap.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use tui_input::{Input, InputRequest};

use crate::text;
use crate::tui::widgets::{Prompt, draw_prompt, panel, text_input, viewer};
use crate::tui::{Action, Component, Context, Effect, Env, FrameLayout, Group, Hint, Meaning, Msg};

/// The widest panel.
const WIDEST: u16 = 92;

/// The columns of the keys.
const KEYS: usize = 26;

/// The most characters of the filter.
const LONGEST: usize = 60;

/// The help.
#[derive(Debug, Default)]
pub(crate) struct Help {
    filter: Input,
    scroll: usize,
    /// The group that matters where the help was opened.
    first: Option<Group>,
}

impl Help {
    /// With a group first.
    pub fn new(first: Option<Group>) -> Help {
        Help { first, ..Help::default() }
    }
}

impl Component for Help {
    fn context(&self) -> Context {
        Context::Input
    }

    fn footer(&self, _layout: &FrameLayout) -> Vec<Hint> {
        vec![(Action::PageDown, ""), (Action::Back, "")]
    }

    fn lead(&self) -> &'static str {
        "type to filter"
    }

    fn handle(&mut self, _env: &Env, layout: &FrameLayout, msg: &Msg) -> Vec<Effect> {
        let is_empty = self.filter.value().is_empty();
        match msg {
            // The key that opened it closes it, and a space turns the page, as where letters are commands.
            Msg::Edit(InputRequest::InsertChar('?')) if is_empty => return vec![Effect::Close],
            Msg::Edit(InputRequest::InsertChar(' ')) if is_empty => {
                return viewer::scroll(&mut self.scroll, layout, &Msg::Act(Action::PageDown));
            }
            msg if text_input::type_in(&mut self.filter, msg, LONGEST) => self.scroll = 0,
            msg => return viewer::scroll(&mut self.scroll, layout, msg),
        }
        Vec::new()
    }

    fn draw(&self, env: &Env, area: Rect, layout: &mut FrameLayout, buf: &mut Buffer) {
        let columns = viewer::columns(area, WIDEST);
        let all = rows(env, self.first, "", columns).len();
        let rows = rows(env, self.first, self.filter.value(), columns);
        let height = u16::try_from(all).unwrap_or(u16::MAX).saturating_add(3);
        let inner = panel(env, area, (area.width.min(WIDEST), height), "Keys", layout, buf);
        let prompt = Prompt { sign: "/", input: &self.filter, empty: "a key, a word: date, claim, Alt-y" };
        let body = draw_prompt(env, &prompt, inner, layout, buf);
        viewer::draw_scrolled(env, &rows, self.scroll, body, layout, buf);
    }
}

/// Whether every word typed is among an action's words or is one of its keys.
fn fits(env: &Env, action: Action, typed: &str) -> bool {
    let words = format!("{} {} {} {}", action.name(), action.short(), action.description(), action.synonyms()).to_lowercase();
    let keys = env.keymap.keys(action);
    typed.split_whitespace().all(|word| keys.iter().any(|key| key == word) || words.contains(&word.to_lowercase()))
}

fn rows(env: &Env, first: Option<Group>, typed: &str, columns: usize) -> Vec<Line<'static>> {
    let style = |meaning| env.theme.style(meaning);
    let key_columns = KEYS.min(columns / 2);
    let intro = "Where letters are text, as on the list, a command is its letter with Alt, or after Ctrl-g. On a page and in a case the letter \
                 alone will do.";
    let mut rows: Vec<Line<'static>> = Vec::new();
    if typed.trim().is_empty() {
        rows.extend(text::wrap(intro, columns).into_iter().map(|row| Line::styled(row, style(Meaning::Muted))));
    }
    let others = Group::ALL.into_iter().filter(|group| Some(*group) != first);
    for group in first.into_iter().chain(others) {
        let mut actions = Action::ALL.iter().filter(|a| a.group() == group && fits(env, **a, typed)).peekable();
        if actions.peek().is_none() {
            continue;
        }
        if !rows.is_empty() {
            rows.push(Line::default());
        }
        rows.push(Line::styled(group.title(), style(Meaning::Title)));
        for action in actions {
            let keys = text::cut(&env.keymap.keys(*action).join("  "), key_columns.saturating_sub(2)).into_owned();
            let mut pad = key_columns.saturating_sub(text::width(&keys));
            let mut spans = vec![Span::styled(keys, style(Meaning::Key))];
            for words in text::wrap(action.description(), columns.saturating_sub(key_columns)) {
                spans.push(Span::raw(" ".repeat(pad)));
                spans.push(Span::styled(words, style(Meaning::Text)));
                rows.push(Line::from(std::mem::take(&mut spans)));
                pad = key_columns;
            }
        }
    }
    if rows.is_empty() {
        rows.push(Line::styled("No action matches.", style(Meaning::Text)));
    }
    rows
}
