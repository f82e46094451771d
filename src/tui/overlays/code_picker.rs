//! Choosing the code that another one is compared with.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use tui_input::Input;

use crate::catalog::{Code, Date};
use crate::page;
use crate::text;
use crate::tui::widgets::{Prompt, choose, draw_items, draw_prompt, panel, text_input};
use crate::tui::{Component, Context, Effect, Env, FrameLayout, Meaning, Msg};

/// The most codes offered.
const OFFERED: usize = 50;

/// The most characters of what is searched.
const LONGEST: usize = 60;

/// The picker.
#[derive(Debug)]
pub(crate) struct CodePicker {
    code: String,
    date: Date,
    query: Input,
    /// Positions in the catalog.
    offered: Vec<usize>,
    selected: usize,
}

impl CodePicker {
    /// Offers the code's predecessors, successors and look-alikes until something is typed.
    pub fn new(env: &Env, code: &Code, date: Date) -> CodePicker {
        let mut picker = CodePicker { code: code.code.clone(), date, query: Input::default(), offered: Vec::new(), selected: 0 };
        picker.offer(env);
        picker
    }

    fn offer(&mut self, env: &Env) {
        let query = self.query.value().trim();
        let position = |code: &Code| env.catalog.position(&code.code);
        self.offered = match (query.is_empty(), env.catalog.code(&self.code)) {
            (true, Some(code)) => page::comparable(&env.catalog, code, self.date).into_iter().filter_map(position).collect(),
            _ => env.index.search(query, self.date, OFFERED).into_iter().map(|hit| hit.position).collect(),
        };
        self.offered.retain(|p| env.catalog.codes().get(*p).is_some_and(|c| c.code != self.code));
        self.selected = 0;
    }
}

impl Component for CodePicker {
    fn context(&self) -> Context {
        Context::Input
    }

    fn verb(&self) -> &'static str {
        "choose"
    }

    fn handle(&mut self, env: &Env, layout: &FrameLayout, msg: &Msg) -> Vec<Effect> {
        if text_input::type_in(&mut self.query, msg, LONGEST) {
            self.offer(env);
        }
        let is_chosen = choose(&mut self.selected, (self.offered.len(), 10), layout, msg);
        let other = self.offered.get(self.selected).and_then(|p| env.catalog.codes().get(*p)).filter(|_| is_chosen);
        other.map(|other| Effect::Compare([self.code.clone(), other.code.clone()])).into_iter().collect()
    }

    fn draw(&self, env: &Env, area: Rect, layout: &mut FrameLayout, buf: &mut Buffer) {
        let style = env.theme.style(Meaning::Text);
        let height = u16::try_from(self.offered.len()).unwrap_or(u16::MAX).saturating_add(3).clamp(8, 18);
        let inner = panel(env, area, (76, height), &format!("Compare {} with", self.code), layout, buf);
        let body = draw_prompt(env, &Prompt { sign: "/", input: &self.query, empty: "" }, inner, layout, buf);
        if self.offered.is_empty() {
            let words =
                if self.query.value().trim().is_empty() { " No other code of the same drug: type a code or a name." } else { " No match." };
            buf.set_stringn(body.x, body.y, words, usize::from(body.width) * usize::from(body.height.min(1)), style);
        }
        draw_items(env, (self.selected, self.offered.len()), body, layout, buf, |i, place, buf| {
            let Some(code) = self.offered.get(i).and_then(|p| env.catalog.codes().get(*p)) else { return };
            let ended = code.dates.ended.map(|d| format!("  ended {}", env.date(d))).unwrap_or_default();
            let words = format!(" {}  {}, {}{ended}", code.code, code.title(), code.unit.text());
            let room = usize::from(place.width);
            buf.set_stringn(place.x, place.y, text::cut(&words, room), room, style);
        });
    }
}
