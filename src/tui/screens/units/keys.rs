//! The keys of the units panel.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::field::FIELDS;
use super::form::{At, Units};
use super::panel;
use crate::page::rule_lines;
use crate::tui::{Action, Component, Context, Effect, Env, FrameLayout, Hint, MenuItem, Msg, Target, scroll_target, wheel_target};

/// How far a page key moves among the findings.
const PAGE: usize = 6;

impl Component for Units {
    fn context(&self) -> Context {
        if matches!(self.at, At::Finding(_)) { Context::Answer } else { Context::Fields }
    }

    fn handle(&mut self, env: &Env, layout: &FrameLayout, msg: &Msg) -> Vec<Effect> {
        match msg {
            Msg::Act(action) => return self.act(env, layout, *action),
            Msg::Edit(request) => {
                self.edit(*request);
                return self.typed_date().map(Effect::Date).into_iter().collect();
            }
            Msg::Paste(words) => {
                self.paste(words);
                return self.typed_date().map(Effect::Date).into_iter().collect();
            }
            Msg::Wheel(_, rows) => self.scroll = wheel_target(self.scroll, *rows, layout.panel_limit),
            Msg::Click(at) => return self.click(env, layout, layout.target(*at)),
            Msg::File(..) | Msg::Resize | Msg::Tick(_) => {}
        }
        Vec::new()
    }

    fn draw(&self, env: &Env, area: Rect, layout: &mut FrameLayout, buf: &mut Buffer) {
        panel::draw(self, env, area, layout, buf);
    }

    fn footer(&self, _layout: &FrameLayout) -> Vec<Hint> {
        use Action::{Back, Clear, Container, Copy, Date, Down, Measure, Open, PageDown, ToggleAllFields};
        let mut hints: Vec<Hint> = if self.container_is_wanted() { vec![(Container, "single- or multi-dose")] } else { Vec::new() };
        if self.has_measures() {
            hints.push((Measure, ""));
        }
        match self.at {
            At::Finding(_) => {
                hints.extend([(Open, "the rule"), (Copy, ""), (Back, "fields"), (Clear, ""), (ToggleAllFields, ""), (Date, "")]);
            }
            _ => hints.extend([
                (Open, "next"),
                (Down, "next field"),
                (Back, ""),
                (ToggleAllFields, ""),
                (Copy, ""),
                (Clear, ""),
                (PageDown, ""),
                (Date, ""),
            ]),
        }
        hints
    }

    fn jobs(&self) -> &'static [Action] {
        &[Action::Search, Action::Claims, Action::Train]
    }
}

impl Units {
    /// Performs an action; those that the panel does not know are the browser's, some of them after leaving the panel.
    fn act(&mut self, env: &Env, layout: &FrameLayout, action: Action) -> Vec<Effect> {
        let findings = self.findings();
        let last = findings.len().saturating_sub(1);
        self.typed.clear();
        match (action, self.at) {
            (Action::Copy, _) => {
                return vec![self.copies().unwrap_or_else(|| Effect::say("there is nothing to copy before the order is finished"))];
            }
            (Action::Search | Action::Ended | Action::Bookmarks | Action::Recent | Action::Quit, _) => {
                return vec![Effect::Leave, Effect::Act(action)];
            }
            (Action::NextCode | Action::PreviousCode, _) => {
                return vec![Effect::say("the panel stays with its code; Esc goes back to the page")];
            }
            (Action::Back | Action::NextPane | Action::PreviousPane, At::Finding(_)) => self.at = At::Field(0),
            (Action::Back | Action::Units, _) => return vec![Effect::Leave],
            (Action::ToggleAllFields, _) | (Action::Open, At::More) => self.show_more(),
            (Action::Clear, _) => self.clear(),
            (Action::Measure, _) => return vec![self.next_measure()],
            (Action::Container, _) => return vec![self.next_container()],
            (Action::Open, At::Finding(i)) => return findings.get(i).map(|f| rule(env, f.rule)).into_iter().collect(),
            (Action::Open, At::Field(i)) => self.at = self.after(i),
            (Action::Up | Action::Down, _) => self.step(action == Action::Down, findings.len()),
            (Action::First | Action::Last | Action::PageUp | Action::PageDown, At::Finding(i)) => {
                self.at = At::Finding(scroll_target(action, i, last, PAGE));
            }
            (Action::PageUp | Action::PageDown, _) => {
                let limit = layout.panel_limit;
                self.scroll = scroll_target(action, self.scroll.min(limit), limit, layout.panel_rows);
            }
            _ => return vec![Effect::Act(action)],
        }
        Vec::new()
    }

    /// Selects the field or the finding that was clicked; a second click opens a finding.
    fn click(&mut self, env: &Env, layout: &FrameLayout, target: Option<Target>) -> Vec<Effect> {
        let at = match target {
            Some(Target::Field(i)) if i < FIELDS.len() => At::Field(i),
            Some(Target::Field(_)) => At::More,
            Some(Target::Finding(i)) => At::Finding(i),
            _ => return Vec::new(),
        };
        let again = self.at == at || at == At::More;
        self.at = at;
        if again && !matches!(at, At::Field(_)) { self.act(env, layout, Action::Open) } else { Vec::new() }
    }

    /// The menu of what can be copied; `None` before there is an answer.
    fn copies(&self) -> Option<Effect> {
        let code = self.code().map_or("the units", |c| c.code.as_str());
        let item = |key, name: &str, text: String| MenuItem {
            key: Some(key),
            name: name.to_owned(),
            description: text.lines().collect::<Vec<_>>().join(", "),
            effects: Effect::copy(&format!("{code} {name}"), text),
        };
        let mut items = vec![item('l', "claim lines", self.claim_lines()?)];
        items.extend(self.forms().into_iter().map(|(key, name, text)| item(key, name, text)));
        items.extend(self.waste_note().map(|note| item('w', "waste note", note)));
        items.extend(self.whole().map(|whole| item('a', "all of it", whole)));
        Some(Effect::Menu(format!("Copy of {code}"), items))
    }
}

/// Shows a rule.
fn rule(env: &Env, id: &str) -> Effect {
    match env.catalog.rulebook().rule(id) {
        Some(rule) => Effect::Text(format!("Rule {id}"), rule_lines(&env.catalog, rule)),
        None => Effect::say(format!("rule {id} is missing from the catalog")),
    }
}
