//! What went wrong at the start, in full.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::text;
use crate::tui::widgets::viewer;
use crate::tui::{Component, Effect, Env, FrameLayout, Meaning, Msg};

/// The problems of the start.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Problems {
    scroll: usize,
}

impl Component for Problems {
    fn handle(&mut self, _env: &Env, layout: &FrameLayout, msg: &Msg) -> Vec<Effect> {
        viewer::scroll(&mut self.scroll, layout, msg)
    }

    fn draw(&self, env: &Env, area: Rect, layout: &mut FrameLayout, buf: &mut Buffer) {
        let widest = area.width.saturating_sub(2);
        let columns = viewer::columns(area, widest);
        let intro = ["Nothing went wrong at the start.", "Left out; everything else is used:"];
        let mut rows = vec![Line::styled(intro[usize::from(!env.problems.is_empty())], env.theme.style(Meaning::Muted))];
        for problem in &env.problems {
            rows.push(Line::default());
            let words = text::wrap(&text::clean(problem), columns);
            rows.extend(words.into_iter().map(|row| Line::styled(row, env.theme.style(Meaning::Text))));
        }
        viewer::draw(env, area, ("Problems at the start", widest), (&rows, self.scroll), layout, buf);
    }
}
