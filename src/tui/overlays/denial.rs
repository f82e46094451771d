//! Denial look-up: codes or words filter, moving shows what to do, `Enter` keeps it open to read, copy and follow.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use tui_input::{Input, InputRequest};

use crate::catalog::{Date, Remitted, Scenario};
use crate::denials::{Denial, DenialEntry};
use crate::page::{self, Line, Role};
use crate::text;
use crate::tui::widgets::{Prompt, choose, draw_items, draw_prompt, panel, text_input, viewer};
use crate::tui::{Action, Component, Context, Effect, Env, FrameLayout, Hint, Meaning, MenuItem, Msg, scroll_target, wheel_target};

/// The most characters of a look-up.
const LONGEST: usize = 80;

/// The widest answer; longer lines are hard to read.
const WIDEST: u16 = 110;

/// From this width on, the answer is beside the list.
const BESIDE: u16 = 96;

/// Rows of the list above the answer.
const LISTED: u16 = 6;

/// The look-up.
#[derive(Debug)]
pub(crate) struct DenialPicker {
    input: Input,
    /// The billing code whose own notes are added.
    code: Option<String>,
    date: Date,
    entries: Vec<DenialEntry>,
    selected: usize,
    /// The answer has the keys: letters are commands.
    reads: bool,
    lines: Vec<Line>,
    scroll: usize,
}

impl DenialPicker {
    /// With every denial listed; `code` adds what is special to it.
    pub fn new(env: &Env, code: Option<String>, date: Date) -> DenialPicker {
        let (input, entries, lines) = (Input::default(), Vec::new(), Vec::new());
        let mut picker = DenialPicker { input, code, date, entries, selected: 0, reads: false, lines, scroll: 0 };
        picker.find(env);
        picker
    }

    /// The look-up of codes that were named elsewhere.
    pub fn asking(env: &Env, words: &str, date: Date) -> DenialPicker {
        let mut picker = DenialPicker::new(env, None, date);
        picker.input = text_input::pasted(words, LONGEST);
        picker.find(env);
        picker
    }

    fn find(&mut self, env: &Env) {
        self.entries = env.catalog.denials_matching(self.input.value(), self.code.as_deref(), self.date);
        self.selected = 0;
        self.answer(env);
    }

    /// What the codes of the selected entry mean.
    fn denial(&self, env: &Env) -> Option<Denial> {
        let entry = self.entries.get(self.selected)?;
        Some(env.catalog.denial(std::slice::from_ref(&entry.codes), self.code.as_deref(), None, self.date))
    }

    fn answer(&mut self, env: &Env) {
        self.scroll = 0;
        self.lines = match self.denial(env) {
            Some(denial) => {
                let special = page::special_denial_lines(&env.catalog, self.code.as_deref(), &denial, self.date);
                let codes = self.entries.get(self.selected).map_or("", |entry| entry.codes.as_str());
                page::denial_lines(&denial, page::IN_TRAINING).into_iter().chain(special).chain(cases(env, codes)).collect()
            }
            None => env
                .catalog
                .denial(&[self.input.value().to_owned()], None, None, self.date)
                .unknown
                .iter()
                .map(|code| unknown(code))
                .collect(),
        };
    }

    /// The codes, rules and cases that the answer leads to.
    fn links(&self, env: &Env) -> Effect {
        let mut items: Vec<MenuItem> = Vec::new();
        let mut item = |name: &str, description: String, effects: Vec<Effect>| {
            if !items.iter().any(|held| held.name == name) {
                let key = char::from_digit(u32::try_from(items.len() + 1).unwrap_or(99), 10);
                items.push(MenuItem { key, name: name.to_owned(), description, effects });
            }
        };
        let texts: Vec<String> = self.lines.iter().map(Line::text).collect();
        for word in texts.iter().flat_map(|line| line.split(|c: char| !c.is_ascii_alphanumeric())).filter(|word| word.len() == 5) {
            if let Some(code) = env.catalog.code(word) {
                item(&code.code, code.title().to_string(), vec![Effect::Close, Effect::Go(code.code.clone())]);
            }
        }
        let denial = self.denial(env).unwrap_or_default();
        let remarks = |held: &[String]| denial.rarcs.is_empty() || denial.rarcs.iter().any(|r| held.contains(&r.code));
        let reasons = |held: &str| denial.carcs.is_empty() || denial.carcs.iter().any(|c| c.code == held);
        let book = env.catalog.rulebook();
        let draws = book.edits().iter().filter(|edit| edit.carc.as_deref().is_some_and(reasons) && remarks(&edit.rarc));
        for rule in draws.filter_map(|edit| book.rule(&edit.rule)) {
            item(&rule.id, rule.statement.clone(), vec![Effect::Text(format!("Rule {}", rule.id), page::rule_lines(&env.catalog, rule))]);
        }
        if !denial.scenarios.is_empty() {
            let codes = self.entries.get(self.selected).map(|entry| entry.codes.clone()).unwrap_or_default();
            item("cases", "to practice on".to_owned(), vec![Effect::Close, Effect::Train(codes)]);
        }
        match items.is_empty() {
            true => Effect::say("the answer names no code, rule or case"),
            false => Effect::Menu("Follow".to_owned(), items),
        }
    }

    fn copy(&self) -> Vec<Effect> {
        let Some(entry) = self.entries.get(self.selected) else { return vec![Effect::say("there is nothing to copy")] };
        let lines: Vec<String> = self.lines.iter().map(|line| line.text().trim_end().to_owned()).collect();
        Effect::copy(&entry.codes, format!("{}\n\n{}\n", entry.codes, lines.join("\n").trim_end()))
    }
}

impl Component for DenialPicker {
    fn context(&self) -> Context {
        if self.reads { Context::Overlay } else { Context::Input }
    }

    fn footer(&self, _layout: &FrameLayout) -> Vec<Hint> {
        match self.reads {
            true => vec![(Action::Copy, ""), (Action::Open, "follow"), (Action::PageDown, ""), (Action::Back, "list")],
            false => {
                vec![(Action::Open, "read"), (Action::Down, "next"), (Action::PageDown, "scroll"), (Action::Copy, ""), (Action::Back, "")]
            }
        }
    }

    fn dismiss(&mut self, _env: &Env) -> Vec<Effect> {
        if std::mem::take(&mut self.reads) { Vec::new() } else { vec![Effect::Close] }
    }

    fn handle(&mut self, env: &Env, layout: &FrameLayout, msg: &Msg) -> Vec<Effect> {
        match msg {
            Msg::Act(Action::Train) => {
                let codes = self.entries.get(self.selected).map(|entry| entry.codes.clone()).unwrap_or_default();
                return vec![Effect::Close, Effect::Train(codes)];
            }
            Msg::Act(Action::Copy) => return self.copy(),
            Msg::Act(Action::Open | Action::Jump) if self.reads => return vec![self.links(env)],
            Msg::Act(Action::Open) => self.reads = !self.entries.is_empty(),
            Msg::Act(action @ (Action::PageUp | Action::PageDown)) => {
                self.scroll = scroll_target(*action, self.scroll, layout.panel_limit, layout.panel_rows);
            }
            Msg::Act(action) if self.reads => self.scroll = scroll_target(*action, self.scroll, layout.panel_limit, layout.panel_rows),
            Msg::Wheel(_, rows) => self.scroll = wheel_target(self.scroll, *rows, layout.panel_limit),
            Msg::Edit(InputRequest::InsertChar('/')) if self.reads => self.reads = false,
            msg if !self.reads && text_input::type_in(&mut self.input, msg, LONGEST) => self.find(env),
            msg => {
                let before = self.selected;
                self.reads |= choose(&mut self.selected, (self.entries.len(), 10), layout, msg);
                if self.selected != before {
                    self.answer(env);
                }
            }
        }
        Vec::new()
    }

    fn draw(&self, env: &Env, area: Rect, layout: &mut FrameLayout, buf: &mut Buffer) {
        let style = |meaning| env.theme.style(meaning);
        let title = self.code.as_ref().map_or_else(|| "Denial codes".to_owned(), |code| format!("Denial codes, on {code}"));
        let inner = panel(env, area, (area.width, area.height), &title, layout, buf);
        let empty = "codes or words: CO-16 M119, missing modifier";
        let below = draw_prompt(env, &Prompt { sign: ">", input: &self.input, empty }, inner, layout, buf);
        if self.reads {
            layout.cursor = None;
        }
        let [list, gap, body] = if below.width >= BESIDE {
            let parts = [Constraint::Percentage(38), Constraint::Length(1), Constraint::Min(0)];
            below.layout(&Layout::horizontal(parts))
        } else {
            let rows = if self.reads { 1 } else { LISTED.min(below.height / 2) };
            below.layout(&Layout::vertical([Constraint::Length(rows), Constraint::Length(1), Constraint::Min(0)]))
        };
        let line = if gap.width == 1 { env.theme.glyph("│", "|") } else { env.theme.glyph("─", "-") };
        for at in gap.positions() {
            buf.set_string(at.x, at.y, line, style(Meaning::Border));
        }
        let codes = self.entries.iter().map(|entry| text::width(&entry.codes)).max().unwrap_or(0).min(usize::from(list.width) / 3);
        draw_items(env, (self.selected, self.entries.len()), list, layout, buf, |i, place, buf| {
            let entry = &self.entries[i];
            let room = |x: u16| usize::from(place.right().saturating_sub(x));
            let name = format!(" {:<codes$}  ", text::cut(&entry.codes, codes));
            let (x, y) = buf.set_stringn(place.x, place.y, name, room(place.x), style(Meaning::Code));
            buf.set_stringn(x, y, text::cut(&entry.meaning, room(x)), room(x), style(Meaning::Text));
        });
        if self.entries.is_empty() {
            let words = " No denial code or word matches.";
            buf.set_stringn(list.x, list.y, words, usize::from(list.width) * usize::from(list.height.min(1)), style(Meaning::Text));
        }
        let body = Rect { width: body.width.min(WIDEST), ..body };
        let rows = viewer::wrapped(env, &self.lines, usize::from(body.width.saturating_sub(2)));
        viewer::draw_scrolled(env, &rows, self.scroll, body, layout, buf);
    }
}

/// A code that the catalog does not explain.
fn unknown(code: &str) -> Line {
    Line::of(Role::Warning, format!("{code} is not explained here; X12 publishes every code (x12.org/codes)."))
}

/// The training cases in which a payer answered so, and the key that lists them.
fn cases(env: &Env, codes: &str) -> Vec<Line> {
    let codes = codes.to_lowercase();
    let words = |case: &Scenario| case.remittance.iter().map(Remitted::description).collect::<Vec<_>>().join(" ").to_lowercase();
    let is_named = |case: &Scenario| codes.split_whitespace().all(|word| words(case).contains(word));
    let titles: Vec<&str> = env.catalog.scenarios().iter().filter(|case| is_named(case)).map(|case| case.title.as_str()).collect();
    if titles.is_empty() {
        return Vec::new();
    }
    let key = env.keymap.key(Context::Input, Action::Train).unwrap_or_default();
    let words = format!("{key} lists the cases to practice on: ");
    vec![Line::blank(), Line::labeled("training").with(Role::Strong, words).with(Role::Text, titles.join(", "))]
}
