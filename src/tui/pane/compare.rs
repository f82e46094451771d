//! Two codes side by side: first the other one is chosen, then both are read.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use tui_input::Input;

use super::help::{draw_scrolled, scroll};
use super::{panel, prompted, select, styled};
use crate::catalog::{Code, Date};
use crate::page::{self, Line};
use crate::text;
use crate::tui::action::Action;
use crate::tui::model::Env;
use crate::tui::overlay::{Outcome, Overlay, Step};
use crate::tui::theme::Meaning;
use crate::tui::typing::{self, Prompt};
use crate::tui::update::{Msg, moved};
use crate::tui::view::{LastFrame, Target};

/// The most codes offered.
const OFFERED: usize = 50;

/// The most characters of what is looked for.
const LONGEST: usize = 60;

/// The widest comparison; longer lines are hard to read.
const WIDEST: u16 = 130;

/// Choosing the other code.
#[derive(Debug)]
pub struct Chooser {
    code: String,
    date: Date,
    query: Input,
    /// Positions in the catalog.
    offered: Vec<usize>,
    /// The selected one.
    pub selected: usize,
}

impl Chooser {
    /// What may be put beside a code: its predecessors, successors and look-alikes until something is typed.
    pub fn new(env: &Env, code: &Code, date: Date) -> Chooser {
        let mut chooser = Chooser { code: code.code.clone(), date, query: Input::default(), offered: Vec::new(), selected: 0 };
        chooser.offer(env);
        chooser
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

    /// Types, moves, opens the comparison.
    pub fn update(&mut self, env: &Env, msg: &Msg) -> Step {
        match msg {
            Msg::Act(Action::Open) => {
                let Some(other) = self.offered.get(self.selected).and_then(|p| env.catalog.codes().get(*p)) else { return Step::Stay };
                let codes = [self.code.clone(), other.code.clone()];
                return Step::Over(Box::new(Overlay::Comparison(Comparison { codes, date: self.date, scroll: 0 })));
            }
            Msg::Act(action) => self.selected = moved(*action, self.selected, self.offered.len().saturating_sub(1), 10),
            Msg::Wheel(_, rows) => {
                let to = self.selected.saturating_add_signed(isize::try_from(*rows).unwrap_or(0));
                self.selected = to.min(self.offered.len().saturating_sub(1));
            }
            Msg::Edit(request) if typing::edit(&mut self.query, *request, LONGEST) => self.offer(env),
            Msg::Paste(words) => {
                self.query = typing::pasted(words, LONGEST);
                self.offer(env);
            }
            _ => {}
        }
        Step::Stay
    }

    /// Draws it.
    pub fn draw(&self, env: &Env, area: Rect, last: &mut LastFrame, buf: &mut Buffer) {
        let style = |meaning| env.theme.style(meaning);
        let height = u16::try_from(self.offered.len()).unwrap_or(u16::MAX).saturating_add(3).clamp(8, 18);
        let inner = panel(env, area, (76, height), &format!("Compare {} with", self.code), last, buf);
        let body = prompted(env, &Prompt { sign: "/", input: &self.query, empty: "" }, inner, last, buf);
        if self.offered.is_empty() {
            let words = if self.query.value().trim().is_empty() {
                " No other code of the same drug: type a code or a name."
            } else {
                " Nothing is called that."
            };
            buf.set_stringn(body.x, body.y, words, usize::from(body.width) * usize::from(body.height.min(1)), style(Meaning::Text));
        }
        let offset = (self.selected + 1).saturating_sub(usize::from(body.height));
        let shown = self.offered.iter().filter_map(|p| env.catalog.codes().get(*p));
        for ((y, i), code) in (body.y..body.bottom()).zip(offset..).zip(shown.skip(offset)) {
            let place = Rect { y, height: 1, ..body };
            let ended = code.dates.ended.map(|d| format!("  ended {}", env.date(d))).unwrap_or_default();
            let words = format!(" {}  {}, {}{ended}", code.code, code.title(), code.unit.text());
            let room = usize::from(body.width);
            buf.set_stringn(body.x, y, text::cut(&words, room), room, style(Meaning::Text));
            if i == self.selected {
                select(env, place, buf);
            }
            last.targets.push((place, Target::Item(i)));
        }
    }
}

/// The comparison.
#[derive(Debug)]
pub struct Comparison {
    codes: [String; 2],
    date: Date,
    scroll: usize,
}

impl Comparison {
    fn title(&self) -> String {
        format!("{} beside {}", self.codes[0], self.codes[1])
    }

    fn lines(&self, env: &Env, columns: usize) -> Vec<Line> {
        match (env.catalog.code(&self.codes[0]), env.catalog.code(&self.codes[1])) {
            (Some(left), Some(right)) => page::comparison_lines(&env.catalog, left, right, self.date, columns),
            _ => Vec::new(),
        }
    }

    /// Scrolls, copies, closes.
    pub fn update(&mut self, env: &Env, last: &LastFrame, msg: &Msg) -> Step {
        if *msg == Msg::Act(Action::Copy) {
            let lines: Vec<String> = self.lines(env, 100).iter().map(|l| l.text().trim_end().to_owned()).collect();
            return Step::Then(Outcome::Copy(self.title(), lines.join("\n")));
        }
        scroll(&mut self.scroll, last, msg)
    }

    /// Draws it.
    pub fn draw(&self, env: &Env, area: Rect, last: &mut LastFrame, buf: &mut Buffer) {
        let wide = area.width.min(WIDEST);
        let columns = usize::from(wide.saturating_sub(4));
        let rows: Vec<_> = self.lines(env, columns).iter().flat_map(|l| l.wrap(columns)).map(|row| styled(env, &row)).collect();
        let height = u16::try_from(rows.len()).unwrap_or(u16::MAX).saturating_add(2);
        let inner = panel(env, area, (wide, height), &self.title(), last, buf);
        draw_scrolled(env, &rows, self.scroll, inner, last, buf);
    }
}
