//! Two codes side by side.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::catalog::Date;
use crate::page::{self, Line};
use crate::tui::widgets::viewer;
use crate::tui::{Action, Component, Effect, Env, FrameLayout, Msg};

/// The widest comparison; longer lines are hard to read.
const WIDEST: u16 = 130;

/// The comparison.
#[derive(Debug)]
pub(crate) struct Comparison {
    codes: [String; 2],
    date: Date,
    scroll: usize,
}

impl Comparison {
    /// Of two codes on a date of service.
    pub fn new(codes: [String; 2], date: Date) -> Comparison {
        Comparison { codes, date, scroll: 0 }
    }

    fn title(&self) -> String {
        format!("{} beside {}", self.codes[0], self.codes[1])
    }

    fn lines(&self, env: &Env, columns: usize) -> Vec<Line> {
        match (env.catalog.code(&self.codes[0]), env.catalog.code(&self.codes[1])) {
            (Some(left), Some(right)) => page::comparison_lines(&env.catalog, left, right, self.date, columns),
            _ => Vec::new(),
        }
    }
}

impl Component for Comparison {
    fn handle(&mut self, env: &Env, layout: &FrameLayout, msg: &Msg) -> Vec<Effect> {
        if *msg == Msg::Act(Action::Copy) {
            let lines: Vec<String> = self.lines(env, 100).iter().map(|l| l.text().trim_end().to_owned()).collect();
            return [vec![Effect::Close], Effect::copy(&self.title(), lines.join("\n"))].concat();
        }
        viewer::scroll(&mut self.scroll, layout, msg)
    }

    fn draw(&self, env: &Env, area: Rect, layout: &mut FrameLayout, buf: &mut Buffer) {
        let columns = viewer::columns(area, WIDEST);
        let rows = viewer::wrapped(env, &self.lines(env, columns), columns);
        viewer::draw(env, area, (&self.title(), WIDEST), (&rows, self.scroll), layout, buf);
    }
}
