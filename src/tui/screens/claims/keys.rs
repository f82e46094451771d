//! The keys of the workbench.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use tui_input::Input;

use super::draft::{Claims, PASTED, Purpose};
use super::draw;
use crate::catalog::Catalog;
use crate::page::{self, ClaimForm};
use crate::text;
use crate::tui::widgets::text_input;
use crate::tui::{Action, Component, Context, Effect, Env, FrameLayout, Hint, MenuItem, Msg, Target, scroll_target, wheel_target};

/// The most characters of a file name.
const LONGEST: usize = 500;

impl Component for Claims {
    fn context(&self) -> Context {
        if self.prompt.is_some() { Context::Input } else { Context::Claims }
    }

    fn handle(&mut self, env: &Env, layout: &FrameLayout, msg: &Msg) -> Vec<Effect> {
        if self.prompt.is_some() {
            return self.type_in(env, msg);
        }
        match msg {
            Msg::Paste(text) => self.take(env, PASTED, pasted(text)),
            Msg::File(name, Ok(bytes)) => self.take(env, name, bytes.clone()),
            Msg::File(_, Err(error)) => vec![Effect::say(text::clean(error))],
            Msg::Click(at) => {
                if let Some(Target::Item(row)) = layout.target(*at) {
                    self.choose(row);
                }
                Vec::new()
            }
            Msg::Wheel(at, rows) if layout.second.area.contains(*at) => {
                self.detail_scroll = wheel_target(self.detail_scroll, *rows, layout.second.limit);
                Vec::new()
            }
            Msg::Wheel(_, rows) => {
                self.choose(wheel_target(self.selected, *rows, self.rows.len().saturating_sub(1)));
                Vec::new()
            }
            Msg::Act(action) => self.act(env, layout, *action),
            Msg::Edit(_) | Msg::Resize | Msg::Tick(_) => Vec::new(),
        }
    }

    fn draw(&self, env: &Env, area: Rect, layout: &mut FrameLayout, buf: &mut Buffer) {
        draw::draw(self, env, area, layout, buf);
    }

    fn footer(&self, _layout: &FrameLayout) -> Vec<Hint> {
        use Action::{Apply, Back, Copy, NextMatch, Open, OpenFile, Undo, Write};
        match &self.prompt {
            Some((Purpose::Open, _)) => vec![(Open, "read it"), (Back, "not now")],
            Some((Purpose::Write, _)) => vec![(Open, "write it"), (Back, "not now")],
            Some((Purpose::Type, _)) => vec![(Open, "check it"), (Back, "not now")],
            None if self.rows.is_empty() => vec![(Open, "type"), (OpenFile, ""), (Back, "")],
            None => {
                vec![(Apply, ""), (Undo, ""), (NextMatch, "next"), (Open, "look up"), (Write, ""), (Copy, ""), (OpenFile, ""), (Back, "")]
            }
        }
    }

    fn jobs(&self) -> &'static [Action] {
        if self.prompt.is_some() { &[] } else { &[Action::Search, Action::Units, Action::Train] }
    }
}

/// Terminals paste the end of a line as a carriage return.
fn pasted(text: &str) -> Vec<u8> {
    text.replace("\r\n", "\n").replace('\r', "\n").into_bytes()
}

impl Claims {
    fn take(&mut self, env: &Env, name: &str, bytes: Vec<u8>) -> Vec<Effect> {
        match self.load(env, name, bytes) {
            Ok(()) => Vec::new(),
            // A refusal may name a header as it was pasted.
            Err(refusal) => vec![Effect::say(text::clean(&refusal))],
        }
    }

    fn choose(&mut self, row: usize) {
        (self.selected, self.detail_scroll) = (row.min(self.rows.len().saturating_sub(1)), 0);
    }

    fn act(&mut self, env: &Env, layout: &FrameLayout, action: Action) -> Vec<Effect> {
        let said = |result: Result<String, String>| vec![Effect::say(result.unwrap_or_else(|error| error))];
        match action {
            Action::Back | Action::Claims => vec![Effect::Leave],
            Action::OpenFile => {
                self.prompt = Some((Purpose::Open, Input::default()));
                Vec::new()
            }
            Action::Write if self.claims.is_empty() => vec![Effect::say("there is no claim to write")],
            Action::Write => {
                self.prompt = Some((Purpose::Write, Input::new(self.written_name())));
                Vec::new()
            }
            Action::Apply => said(self.apply(env)),
            Action::Undo => said(self.undo(env)),
            Action::NextMatch | Action::PreviousMatch => {
                let forward = action == Action::NextMatch;
                let from = if forward { self.selected + 1 } else { self.selected };
                match self.next(from, forward) {
                    Some(row) => self.choose(row),
                    None => return vec![Effect::say("nothing is found")],
                }
                Vec::new()
            }
            Action::Open if self.rows.is_empty() => {
                self.prompt = Some((Purpose::Type, Input::default()));
                Vec::new()
            }
            Action::Open => self.look_up(env),
            Action::Copy => vec![self.copies(&env.catalog)],
            Action::Up | Action::Down | Action::PageUp | Action::PageDown | Action::First | Action::Last => {
                self.choose(scroll_target(action, self.selected, self.rows.len().saturating_sub(1), layout.panel_rows));
                Vec::new()
            }
            action => vec![Effect::Act(action)],
        }
    }

    /// Where the selected row leads: to its code, its rule, its denial.
    fn look_up(&self, env: &Env) -> Vec<Effect> {
        if let Some(text) = self.remittance_text() {
            // `CO-16 M119`: the codes of the payer's answer, else the drug codes that the line names.
            let words: Vec<String> = text.split_whitespace().map(|w| w.trim_matches([',', ';', ':']).to_owned()).collect();
            let denial = env.catalog.denial(&words, None, None, self.date);
            if denial.carcs.is_empty() && denial.rarcs.is_empty() {
                return vec![Effect::Codes(vec![text])];
            }
            let codes: Vec<&str> =
                denial.carcs.iter().map(|c| c.code.as_str()).chain(denial.rarcs.iter().map(|r| r.code.as_str())).collect();
            return vec![Effect::Text(
                format!("Denial {}", codes.join(" ")),
                page::denial_lines(&crate::denials::Denial { unknown: Vec::new(), ..denial.clone() }, page::IN_TRAINING),
            )];
        }
        let mut items = Vec::new();
        let mut item = |key, name: &str, description: String, effect| {
            items.push(MenuItem { key: Some(key), name: name.to_owned(), description, effects: vec![effect] });
        };
        if let Some(code) = self.line().and_then(|line| env.catalog.code(line.code.trim())) {
            item('c', "code", page::title(code).text(), Effect::Go(code.code.clone()));
        }
        if let Some((_, finding)) = self.finding() {
            if let Some(rule) = env.catalog.rulebook().rule(finding.rule.as_ref()) {
                item('r', "rule", rule.id.clone(), Effect::Text(format!("Rule {}", rule.id), page::rule_lines(&env.catalog, rule)));
            }
            if let Some(denial) = &finding.denial {
                let words: Vec<String> =
                    std::iter::once(format!("{}-{}", denial.group, denial.carc)).chain(denial.rarc.iter().cloned()).collect();
                let explained = env.catalog.denial(&words, self.line().map(|line| line.code.as_str()), None, self.date);
                item('d', "denial", words.join(" "), Effect::Text(words.join(" "), page::denial_lines(&explained, page::IN_TRAINING)));
            }
        }
        if items.is_empty() {
            vec![Effect::say("this row names nothing to look up")]
        } else {
            vec![Effect::Menu("Look up".to_owned(), items)]
        }
    }

    fn copies(&self, catalog: &Catalog) -> Effect {
        let lines = self.lines();
        let csv = self.written().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
        let plain = lines.iter().map(page::billed).collect::<Vec<_>>().join("\n");
        let item = |key, name: &str, description: &str, text: String| MenuItem {
            key: Some(key),
            name: name.to_owned(),
            description: description.to_owned(),
            effects: Effect::copy(name, text),
        };
        let mut items = vec![
            item('l', "lines", "J9271-JZ × 200, one a row", plain),
            item('w', "claims", "as they would be written: CSV, or the 837", csv),
        ];
        items.extend(ClaimForm::ALL.iter().map(|form| match self.on_form(catalog, *form) {
            Ok(text) => item(form.key(), form.name(), form.part(), text),
            Err(error) => MenuItem { effects: vec![Effect::say(error.clone())], ..item(form.key(), form.name(), &error, String::new()) },
        }));
        if let Some((_, finding)) = self.finding() {
            items.insert(0, item('f', "finding", "what is wrong and how to fix it", format!("{}\nfix: {}", finding.text, finding.fix)));
        }
        Effect::Menu("Copy".to_owned(), items)
    }

    /// Takes a file name or a claim line.
    fn type_in(&mut self, env: &Env, msg: &Msg) -> Vec<Effect> {
        let Some((purpose, input)) = &mut self.prompt else { return Vec::new() };
        match msg {
            Msg::Paste(text) if *purpose == Purpose::Type => self.take(env, PASTED, pasted(text)),
            // A line that is refused is there to be mended.
            Msg::Act(Action::Open) if *purpose == Purpose::Type && !input.value().trim().is_empty() => {
                let lines = input.value().replace(';', "\n").into_bytes();
                self.take(env, PASTED, lines)
            }
            Msg::Act(Action::Open) => {
                let (purpose, name) = (*purpose, input.value().trim().to_owned());
                self.prompt = None;
                match (purpose, name.is_empty()) {
                    (_, true) | (Purpose::Type, _) => Vec::new(),
                    (Purpose::Open, _) => vec![Effect::ReadFile(name)],
                    (Purpose::Write, _) => match self.written() {
                        Ok(bytes) => vec![Effect::WriteFile(name, bytes)],
                        Err(error) => vec![Effect::say(error)],
                    },
                }
            }
            Msg::Act(_) => {
                self.prompt = None;
                Vec::new()
            }
            msg => {
                text_input::type_in(input, msg, LONGEST);
                Vec::new()
            }
        }
    }
}
