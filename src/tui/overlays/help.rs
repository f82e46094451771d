//! All keys, made from the action table and the keymap.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::text;
use crate::tui::widgets::viewer;
use crate::tui::{Action, Component, Effect, Env, FrameLayout, Group, Meaning, Msg};

/// The widest panel.
const WIDEST: u16 = 92;

/// The columns of the keys.
const KEYS: usize = 26;

/// The help.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Help {
    scroll: usize,
    /// The group that matters where the help was opened.
    first: Option<Group>,
}

impl Help {
    /// With a group first.
    pub fn new(first: Option<Group>) -> Help {
        Help { scroll: 0, first }
    }
}

impl Component for Help {
    fn handle(&mut self, _env: &Env, layout: &FrameLayout, msg: &Msg) -> Vec<Effect> {
        viewer::scroll(&mut self.scroll, layout, msg)
    }

    fn draw(&self, env: &Env, area: Rect, layout: &mut FrameLayout, buf: &mut Buffer) {
        let rows = rows(env, self.first, viewer::columns(area, WIDEST));
        viewer::draw(env, area, ("Keys", WIDEST), (&rows, self.scroll), layout, buf);
    }
}

fn rows(env: &Env, first: Option<Group>, columns: usize) -> Vec<Line<'static>> {
    let style = |meaning| env.theme.style(meaning);
    let key_columns = KEYS.min(columns / 2);
    let intro =
        "Where letters are text, as on the list, a command is its letter with Alt. On a page and in a case the letter alone will do.";
    let mut rows: Vec<Line<'static>> = text::wrap(intro, columns).into_iter().map(|row| Line::styled(row, style(Meaning::Muted))).collect();
    let others = Group::ALL.into_iter().filter(|group| Some(*group) != first);
    for group in first.into_iter().chain(others) {
        rows.push(Line::default());
        rows.push(Line::styled(group.title(), style(Meaning::Title)));
        for action in Action::ALL.iter().filter(|a| a.group() == group) {
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
    rows
}
