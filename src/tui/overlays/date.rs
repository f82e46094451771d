//! The date of service: a date typed and understood while typing.

use jiff::{Span, ToSpan};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use tui_input::{Input, InputRequest};

use crate::catalog::Date;
use crate::text;
use crate::text::date::{parse_near, spoken};
use crate::tui::widgets::{draw_input, panel, text_input};
use crate::tui::{Action, Component, Context, Effect, Env, FrameLayout, Meaning, Msg};

/// The most characters of a date.
const LONGEST: usize = 20;

/// The picker.
#[derive(Debug)]
pub(crate) struct DatePicker {
    input: Input,
    /// Whether the date is still the one it opened with: the first letter typed then replaces it.
    untouched: bool,
}

impl DatePicker {
    /// With the current date of service.
    pub fn new(date: Date) -> DatePicker {
        DatePicker { input: Input::new(date.to_string()), untouched: true }
    }

    fn step(&mut self, env: &Env, by: Span) {
        let there = parse_near(self.input.value(), env.today).ok().and_then(|date| date.checked_add(by).ok());
        if let Some(date) = there.filter(|date| parse_near(&date.to_string(), env.today).is_ok()) {
            *self = DatePicker::new(date);
        }
    }
}

impl Component for DatePicker {
    fn context(&self) -> Context {
        Context::Input
    }

    fn verb(&self) -> &'static str {
        "set"
    }

    fn handle(&mut self, env: &Env, _layout: &FrameLayout, msg: &Msg) -> Vec<Effect> {
        match msg {
            Msg::Act(Action::Open) => {
                let date = parse_near(self.input.value(), env.today);
                return date.map_or_else(|_| Vec::new(), |date| vec![Effect::Close, Effect::Date(date)]);
            }
            Msg::Act(Action::Up) => self.step(env, 1.day()),
            Msg::Act(Action::Down) => self.step(env, -1.day()),
            Msg::Act(Action::PageUp) => self.step(env, 1.month()),
            Msg::Act(Action::PageDown) => self.step(env, -1.month()),
            Msg::Edit(request) => {
                // The first letter replaces the date that was there.
                if self.untouched && matches!(request, InputRequest::InsertChar(_)) {
                    self.input.reset();
                }
                text_input::edit(&mut self.input, *request, LONGEST);
                self.untouched = false;
            }
            Msg::Paste(words) => {
                self.input = text_input::pasted(words, LONGEST);
                self.untouched = false;
            }
            _ => {}
        }
        Vec::new()
    }

    fn draw(&self, env: &Env, area: Rect, layout: &mut FrameLayout, buf: &mut Buffer) {
        let style = |meaning| env.theme.style(meaning);
        let inner = panel(env, area, (58, 7), "Date of service", layout, buf);
        let columns = inner.width.saturating_sub(2);
        let row = |n: u16| Rect {
            x: inner.x.saturating_add(1).min(inner.right()),
            y: inner.y.saturating_add(n).min(inner.bottom()),
            width: columns,
            height: u16::from(n < inner.height),
        };
        draw_input(&self.input, style(Meaning::Strong), row(0), layout, buf);
        let (words, meaning) = match parse_near(self.input.value(), env.today) {
            Ok(date) => (spoken(date, env.today), Meaning::Good),
            Err(message) => (message, Meaning::Warning),
        };
        let help = "11/29/2026, 2026-11-29, today, yesterday, +7 or -30 days. Up and Down by a day, PgUp and PgDn by a month.";
        let rows = text::wrap(&words, usize::from(columns)).into_iter().take(2).map(|w| (w, meaning));
        let rows = rows.chain(text::wrap(help, usize::from(columns)).into_iter().map(|w| (w, Meaning::Muted)));
        for (n, (words, meaning)) in (1..inner.height).zip(rows) {
            let place = row(n);
            buf.set_stringn(place.x, place.y, words, usize::from(place.width), style(meaning));
        }
    }
}
