//! The panes of the page: turning through them, the order of the packages, and on a wide screen a second pane beside the page.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;

use super::content::{key, pane_rows};
use super::state::{Browse, Focus, Page};
use crate::catalog::Code;
use crate::page::{Pane, Sorting};
use crate::tui::widgets::{draw_footer, draw_frame, draw_lines, padded};
use crate::tui::{Action, Effect, Env, FrameLayout, Meaning, Target};

/// From this width on, there is room for two panes.
const WIDE: u16 = 108;

/// The page's part of an area, and the part of the pane beside it where there is room for one.
pub(super) fn split(area: Rect) -> (Rect, Option<Rect>) {
    if area.width < WIDE {
        return (area, None);
    }
    let [left, right] = area.layout(&Layout::horizontal([Constraint::Fill(1), Constraint::Fill(1)]));
    (left, Some(right))
}

impl Page {
    /// The pane beside the page: the one shown before where it was exchanged, else the next in order.
    pub(super) fn second(&self) -> Pane {
        let here = Pane::ALL.iter().position(|pane| *pane == self.pane).unwrap_or(0);
        self.before.filter(|pane| *pane != self.pane).unwrap_or(Pane::ALL[(here + 1) % Pane::ALL.len()])
    }

    /// Exchanges the two panes.
    pub(super) fn exchange(&mut self) {
        (self.pane, self.before) = (self.second(), Some(self.pane));
        (self.scroll, self.second_scroll) = (self.second_scroll, self.scroll);
    }
}

impl Browse {
    /// Moves `by` panes on, around the end; where no page is visible, opens the page as it is.
    pub(super) fn turn_pane(&mut self, layout: &FrameLayout, by: usize) {
        if !self.has_code() {
            return;
        }
        if !layout.page_seen && self.focus == Focus::List {
            self.focus = Focus::Page;
            return;
        }
        let here = Pane::ALL.iter().position(|p| *p == self.page.pane).unwrap_or(0);
        self.show_pane(Pane::ALL[(here + by) % Pane::ALL.len()]);
    }

    /// Sorts the packages by the next column, or reverses them; from another pane it first shows them.
    pub(super) fn sort(&mut self, action: Action) -> Vec<Effect> {
        if self.page.pane != Pane::Products {
            self.show_pane(Pane::Products);
            return Vec::new();
        }
        let Sorting { key, reversed } = self.page.sorting;
        self.page.sorting = match action {
            Action::Reverse => Sorting { key, reversed: !reversed },
            _ => Sorting { key: key.next(), reversed: false },
        };
        self.page.scroll = 0;
        vec![Effect::say(format!("sorted by {}", self.page.sorting.description()))]
    }
}

/// Draws the pane beside the page.
pub(super) fn draw(browse: &Browse, env: &Env, code: &Code, area: Rect, layout: &mut FrameLayout, buf: &mut Buffer) {
    let pane = browse.page.second();
    let title = Line::styled(format!(" {} ", pane.title()), env.theme.style(Meaning::Title));
    let inner = draw_frame(env, area, [title, Line::default()], false, buf);
    layout.targets.push((area, Target::Pane(pane)));
    let body = padded(inner);
    let second = &mut layout.second;
    let rows = second.rows.get(key(browse, code, pane, body), || pane_rows(browse, env, code, pane, body.width));
    (second.area, second.body) = (area, body);
    second.limit = rows.len().saturating_sub(usize::from(body.height));
    second.first = browse.page.second_scroll.min(second.limit);
    draw_lines(env, rows, second.first, body, buf);
    if second.limit > 0 && area.bottom() > inner.bottom() {
        draw_footer(env, area, &format!(" {}-{} of {} ", second.first + 1, second.first + usize::from(body.height), rows.len()), buf);
    }
}
