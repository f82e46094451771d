//! Find an action by its words.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use tui_input::Input;

use crate::page::Pane;
use crate::text;
use crate::tui::widgets::{Prompt, choose, draw_items, draw_prompt, panel, text_input};
use crate::tui::{Action, Component, Context, Effect, Env, FrameLayout, Meaning, Msg, is_move};

/// The most characters of what is searched.
const LONGEST: usize = 60;

/// The palette.
#[derive(Debug, Default)]
pub(crate) struct Palette {
    query: Input,
    selected: usize,
}

/// What can be chosen.
struct Item {
    words: String,
    keys: String,
    effect: Effect,
}

impl Palette {
    /// Actions and panes whose words hold every word typed.
    fn items(&self, env: &Env) -> Vec<Item> {
        let typed = self.query.value().to_lowercase();
        let is_listed = |action: &&Action| !is_move(**action) && !matches!(action, Action::Palette | Action::Back);
        let actions = Action::ALL.iter().filter(is_listed).map(|action| Item {
            words: action.description().to_owned(),
            keys: env.keymap.keys(*action).join("  "),
            effect: Effect::Press(*action),
        });
        let panes = Pane::ALL.iter().enumerate().map(|(i, pane)| Item {
            words: format!("Pane {}", pane.title()),
            keys: ((i + 1) % 10).to_string(),
            effect: Effect::Pane(*pane),
        });
        let fits = |item: &Item| {
            let words = item.words.to_lowercase();
            typed.split_whitespace().all(|word| words.contains(word))
        };
        actions.chain(panes).filter(fits).collect()
    }
}

impl Component for Palette {
    fn context(&self) -> Context {
        Context::Input
    }

    fn verb(&self) -> &'static str {
        "do it"
    }

    fn handle(&mut self, env: &Env, layout: &FrameLayout, msg: &Msg) -> Vec<Effect> {
        if text_input::type_in(&mut self.query, msg, LONGEST) {
            self.selected = 0;
        }
        let items = self.items(env);
        let is_chosen = choose(&mut self.selected, (items.len(), 10), layout, msg);
        let chosen = items.into_iter().nth(self.selected).filter(|_| is_chosen);
        chosen.map_or_else(Vec::new, |item| vec![Effect::Close, item.effect])
    }

    fn draw(&self, env: &Env, area: Rect, layout: &mut FrameLayout, buf: &mut Buffer) {
        let items = self.items(env);
        let style = |meaning| env.theme.style(meaning);
        let inner = panel(env, area, (76, 18), "All actions", layout, buf);
        let body = draw_prompt(env, &Prompt { sign: ":", input: &self.query, empty: "" }, inner, layout, buf);
        if items.is_empty() {
            let room = usize::from(body.width) * usize::from(body.height.min(1));
            buf.set_stringn(body.x, body.y, " No action matches.", room, style(Meaning::Text));
        }
        draw_items(env, (self.selected, items.len()), body, layout, buf, |i, place, buf| {
            let columns = usize::from(place.width).saturating_sub(2);
            let keys = text::cut(&items[i].keys, columns / 3);
            let wide = u16::try_from(text::width(&keys)).unwrap_or(0);
            let room = columns.saturating_sub(usize::from(wide) + 1);
            buf.set_stringn(place.x.saturating_add(1), place.y, text::cut(&items[i].words, room), room, style(Meaning::Text));
            buf.set_string(place.right().saturating_sub(wide + 1).max(place.x), place.y, keys, style(Meaning::Key));
        });
    }
}
