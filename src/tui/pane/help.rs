//! All keys, made from the action table and the keymap.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{foot, panel, scrolled};
use crate::text;
use crate::tui::action::{Action, Group};
use crate::tui::model::Env;
use crate::tui::overlay::Step;
use crate::tui::theme::Meaning;
use crate::tui::update::{Msg, moved};
use crate::tui::view::LastFrame;

/// The help.
#[derive(Clone, Copy, Debug, Default)]
pub struct Help {
    scroll: usize,
    /// The group that matters where the help was opened.
    first: Option<Group>,
}

/// The columns of the keys.
const KEYS: usize = 26;

impl Help {
    /// With a group first.
    pub fn of(first: Option<Group>) -> Help {
        Help { scroll: 0, first }
    }

    /// Scrolls.
    pub fn update(&mut self, last: &LastFrame, msg: &Msg) -> Step {
        scroll(&mut self.scroll, last, msg)
    }

    /// Draws it.
    pub fn draw(&self, env: &Env, area: Rect, last: &mut LastFrame, buf: &mut Buffer) {
        let wide = area.width.min(92);
        let rows = rows(env, self.first, usize::from(wide).saturating_sub(4));
        let height = u16::try_from(rows.len()).unwrap_or(u16::MAX).saturating_add(2);
        let inner = panel(env, area, (wide, height), "Keys", last, buf);
        draw_scrolled(env, &rows, self.scroll, inner, last, buf);
    }
}

/// Draws rows with a column free on each side, notes how far they scroll, and says on the lower line where they stand.
pub(super) fn draw_scrolled(env: &Env, rows: &[Line<'_>], scroll: usize, inner: Rect, last: &mut LastFrame, buf: &mut Buffer) {
    let body = Rect { x: inner.x.saturating_add(1).min(inner.right()), width: inner.width.saturating_sub(2), ..inner };
    last.panel_rows = usize::from(body.height);
    last.panel_limit = scrolled(rows, scroll, body, buf);
    if last.panel_limit > 0 {
        let first = scroll.min(last.panel_limit);
        let words = format!(" {}-{} of {} ", first + 1, first + last.panel_rows, rows.len());
        foot(env, Rect { width: inner.width.saturating_add(1), height: inner.height.saturating_add(1), ..inner }, &words, buf);
    }
}

/// Scrolls a panel of rows.
pub(super) fn scroll(here: &mut usize, last: &LastFrame, msg: &Msg) -> Step {
    match msg {
        Msg::Act(Action::Open) => return Step::Close,
        Msg::Act(action) => *here = moved(*action, *here, last.panel_limit, last.panel_rows),
        Msg::Wheel(_, rows) => *here = here.saturating_add_signed(isize::try_from(*rows).unwrap_or(0)).min(last.panel_limit),
        _ => {}
    }
    Step::Stay
}

fn rows(env: &Env, first: Option<Group>, columns: usize) -> Vec<Line<'static>> {
    let style = |meaning| env.theme.style(meaning);
    let key_columns = KEYS.min(columns / 2);
    let mut rows = Vec::new();
    let told =
        "Where letters are text, as on the list, a command is its letter with Alt. On a page and in a case the letter alone will do.";
    rows.extend(text::wrap(told, columns).into_iter().map(|row| Line::styled(row, style(Meaning::Muted))));
    let others = Group::ALL.into_iter().filter(|group| Some(*group) != first);
    for group in first.into_iter().chain(others) {
        rows.push(Line::default());
        rows.push(Line::styled(group.title(), style(Meaning::Title)));
        for action in Action::ALL.iter().filter(|a| a.group() == group) {
            let keys = text::cut(&env.keymap.keys(*action).join("  "), key_columns.saturating_sub(2)).into_owned();
            let mut pad = key_columns.saturating_sub(text::width(&keys));
            let mut first = vec![Span::styled(keys, style(Meaning::Key))];
            for words in text::wrap(action.description(), columns.saturating_sub(key_columns)) {
                first.push(Span::raw(" ".repeat(pad)));
                first.push(Span::styled(words, style(Meaning::Text)));
                rows.push(Line::from(std::mem::take(&mut first)));
                pad = key_columns;
            }
        }
    }
    rows
}
