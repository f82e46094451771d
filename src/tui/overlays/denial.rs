//! Denial look-up: type the codes of a remittance, read what they mean on a drug claim.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use tui_input::Input;

use crate::catalog::{Date, Remitted, Scenario, Section};
use crate::page::{self, Line, Role};
use crate::tui::widgets::{Prompt, draw_prompt, panel, text_input, viewer};
use crate::tui::{Action, Component, Context, Effect, Env, FrameLayout, Msg};

/// The most characters of a look-up.
const LONGEST: usize = 80;

/// The widest panel.
const WIDEST: u16 = 100;

/// The look-up.
#[derive(Debug)]
pub(crate) struct DenialBox {
    input: Input,
    /// The billing code whose own notes are added.
    code: Option<String>,
    date: Date,
    lines: Vec<Line>,
    scroll: usize,
}

impl DenialBox {
    /// An empty look-up; `code` adds what is special to it.
    pub fn new(env: &Env, code: Option<String>, date: Date) -> DenialBox {
        let mut denial = DenialBox { input: Input::default(), code, date, lines: Vec::new(), scroll: 0 };
        denial.look_up(env);
        denial
    }

    /// The look-up of codes that were named on the list.
    pub fn asking(env: &Env, words: &str, date: Date) -> DenialBox {
        let input = Input::new(words.chars().take(LONGEST).collect());
        let mut denial = DenialBox { input, code: None, date, lines: Vec::new(), scroll: 0 };
        denial.look_up(env);
        denial
    }

    fn look_up(&mut self, env: &Env) {
        self.scroll = 0;
        let words = [self.input.value().to_owned()];
        if words[0].trim().is_empty() {
            self.lines = self.invitation(env);
            return;
        }
        let denial = env.catalog.denial(&words, self.code.as_deref(), None, self.date);
        self.lines = page::denial_lines(&denial);
        self.lines.extend(page::special_denial_lines(&env.catalog, self.code.as_deref(), &denial, self.date));
        self.lines.extend(cases(env, &words[0]));
    }

    /// What can be typed: first the denials that the code's notes speak of, then all that are explained.
    fn invitation(&self, env: &Env) -> Vec<Line> {
        let table = &env.catalog.reference().denials;
        let mut lines =
            vec![Line::of(Role::Text, "Type the codes as the remittance writes them: CO-16 M119, or one alone: 16, MA130."), Line::blank()];
        let notes = self.code.as_ref().map(|code| env.catalog.notes(code, self.date)).unwrap_or_default();
        let mut named: Vec<String> = Vec::new();
        for note in notes.iter().filter(|n| n.section == Section::Denials).map(|n| &n.note) {
            let words = note.about.iter().chain(&note.rarc).cloned().collect::<Vec<_>>().join(" ");
            if !words.is_empty() && !named.contains(&words) {
                named.push(words);
            }
        }
        if let Some(code) = self.code.as_ref().filter(|_| !named.is_empty()) {
            lines.extend([Line::labeled(&format!("on {code}")).with(Role::Strong, named.join(", ")), Line::blank()]);
        }
        lines.extend([
            Line::labeled("groups").with(Role::Code, joined(table.group.iter().map(|g| g.code.as_str()))),
            Line::labeled("reasons").with(Role::Code, joined(table.carc.iter().map(|c| c.code.as_str()))),
            Line::labeled("remarks").with(Role::Code, joined(table.rarc.iter().map(|r| r.code.as_str()))),
        ]);
        lines
    }
}

impl Component for DenialBox {
    fn context(&self) -> Context {
        Context::Input
    }

    fn verb(&self) -> &'static str {
        "next line"
    }

    fn handle(&mut self, env: &Env, layout: &FrameLayout, msg: &Msg) -> Vec<Effect> {
        match msg {
            Msg::Act(Action::Train) => return vec![Effect::Close, Effect::Train(self.input.value().trim().to_owned())],
            // The next line of the remittance.
            Msg::Act(Action::Open) => {
                self.input.reset();
                self.look_up(env);
            }
            msg if text_input::type_in(&mut self.input, msg, LONGEST) => self.look_up(env),
            msg => return viewer::scroll(&mut self.scroll, layout, msg),
        }
        Vec::new()
    }

    fn draw(&self, env: &Env, area: Rect, layout: &mut FrameLayout, buf: &mut Buffer) {
        let title = self.code.as_ref().map_or_else(|| "Denial codes".to_owned(), |code| format!("Denial codes, on {code}"));
        let inner = panel(env, area, (area.width.min(WIDEST), area.height), &title, layout, buf);
        let below = draw_prompt(env, &Prompt { sign: ">", input: &self.input, empty: "" }, inner, layout, buf);
        let [_, body] = below.layout(&Layout::vertical([Constraint::Length(1), Constraint::Min(0)]));
        let rows = viewer::wrapped(env, &self.lines, usize::from(body.width.saturating_sub(2)));
        viewer::draw_scrolled(env, &rows, self.scroll, body, layout, buf);
    }
}

/// The training cases in which a payer answered so, and the key that lists them.
fn cases(env: &Env, typed: &str) -> Vec<Line> {
    let typed = typed.to_lowercase();
    let words = |case: &Scenario| case.remittance.iter().map(Remitted::description).collect::<Vec<_>>().join(" ").to_lowercase();
    let is_named = |case: &Scenario| typed.split_whitespace().all(|word| words(case).contains(word));
    let titles: Vec<&str> = env.catalog.scenarios().iter().filter(|case| is_named(case)).map(|case| case.title.as_str()).collect();
    if titles.is_empty() {
        return Vec::new();
    }
    let key = env.keymap.key(Context::Input, Action::Train).unwrap_or_default();
    let words = format!("{key} lists the cases to practice on: ");
    vec![Line::blank(), Line::labeled("training").with(Role::Strong, words).with(Role::Text, titles.join(", "))]
}

fn joined<'a>(codes: impl Iterator<Item = &'a str>) -> String {
    codes.collect::<Vec<_>>().join(" ")
}
