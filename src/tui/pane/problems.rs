//! What went wrong at the start, in full.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::help::{draw_scrolled, scroll};
use super::panel;
use crate::text;
use crate::tui::model::Env;
use crate::tui::overlay::Step;
use crate::tui::theme::Meaning;
use crate::tui::update::Msg;
use crate::tui::view::LastFrame;

/// The problems of the start.
#[derive(Clone, Copy, Debug, Default)]
pub struct Problems {
    scroll: usize,
}

impl Problems {
    /// Scrolls.
    pub fn update(&mut self, last: &LastFrame, msg: &Msg) -> Step {
        scroll(&mut self.scroll, last, msg)
    }

    /// Draws them.
    pub fn draw(&self, env: &Env, area: Rect, last: &mut LastFrame, buf: &mut Buffer) {
        let columns = usize::from(area.width).saturating_sub(6);
        let told = ["Nothing went wrong at the start.", "Left out, and the rest is used as it is:"];
        let mut rows = vec![Line::styled(told[usize::from(!env.problems.is_empty())], env.theme.style(Meaning::Muted))];
        for problem in &env.problems {
            rows.push(Line::default());
            rows.extend(
                text::wrap(&text::clean(problem), columns).into_iter().map(|row| Line::styled(row, env.theme.style(Meaning::Text))),
            );
        }
        let height = u16::try_from(rows.len()).unwrap_or(u16::MAX).saturating_add(2);
        let inner = panel(env, area, (area.width.saturating_sub(2), height), "Problems at the start", last, buf);
        draw_scrolled(env, &rows, self.scroll, inner, last, buf);
    }
}
