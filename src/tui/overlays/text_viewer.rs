//! Lines to read under a title.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::page::Line;
use crate::tui::widgets::viewer;
use crate::tui::{Component, Effect, Env, FrameLayout, Msg};

/// The widest panel; longer lines are hard to read.
const WIDEST: u16 = 90;

/// The panel.
#[derive(Debug)]
pub(crate) struct TextViewer {
    title: String,
    lines: Vec<Line>,
    scroll: usize,
}

impl TextViewer {
    /// Lines under a title.
    pub fn new(title: String, lines: Vec<Line>) -> TextViewer {
        TextViewer { title, lines, scroll: 0 }
    }
}

impl Component for TextViewer {
    fn handle(&mut self, _env: &Env, layout: &FrameLayout, msg: &Msg) -> Vec<Effect> {
        viewer::scroll(&mut self.scroll, layout, msg)
    }

    fn draw(&self, env: &Env, area: Rect, layout: &mut FrameLayout, buf: &mut Buffer) {
        let rows = viewer::wrapped(env, &self.lines, viewer::columns(area, WIDEST));
        viewer::draw(env, area, (&self.title, WIDEST), (&rows, self.scroll), layout, buf);
    }
}
