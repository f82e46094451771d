//! The command mode of the search box: find an action by its words.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Widget};
use tui_input::Input;

use super::theme_picker::chosen;
use crate::page::Pane;
use crate::text;
use crate::tui::widgets::{choose, draw_frame, draw_input, draw_items, text_input};
use crate::tui::{Action, Component, Context, Effect, Env, FrameLayout, Meaning, Msg, Target, is_move};

/// The most characters of what is searched.
const LONGEST: usize = 60;

/// The widest box.
const WIDEST: u16 = 100;

/// The sign before what is typed.
const SIGN: &str = " : ";

/// The palette.
#[derive(Debug)]
pub(crate) struct Palette {
    /// Where it was opened: what does nothing there is not offered.
    place: Context,
    query: Input,
    selected: usize,
}

/// What can be chosen.
struct Item {
    name: String,
    words: String,
    synonyms: String,
    keys: String,
    effects: Vec<Effect>,
}

impl Item {
    /// How well it is named by what was typed, the best first; `None` where a word is missing.
    fn rank(&self, typed: &str) -> Option<u8> {
        if typed.is_empty() {
            return Some(0);
        }
        let words = self.words.to_lowercase();
        let is_named = |word: &str| self.name.starts_with(word) || self.synonyms.split(' ').any(|synonym| synonym.starts_with(word));
        let mut typed_words = typed.split_whitespace();
        if !typed_words.clone().all(|word| is_named(word) || words.contains(word) || self.name.contains(word)) {
            return None;
        }
        Some(match typed {
            typed if self.name == typed => 0,
            typed if self.synonyms.split(' ').any(|synonym| synonym == typed) => 1,
            typed if self.name.starts_with(typed) => 2,
            _ if typed_words.all(is_named) => 3,
            _ => 4,
        })
    }
}

impl Palette {
    /// For the screen under it.
    pub fn new(place: Context) -> Palette {
        Palette { place, query: Input::default(), selected: 0 }
    }

    /// The actions, panes and themes that hold every word typed, the best named first.
    fn items(&self, env: &Env) -> Vec<Item> {
        let typed = self.query.value().trim().trim_start_matches(':').to_lowercase();
        let is_listed = |action: &&Action| {
            let by_hand = is_move(**action) || matches!(action, Action::Palette | Action::Back | Action::Open);
            !by_hand && self.place.allows(action.place())
        };
        let actions = Action::ALL.iter().filter(is_listed).map(|action| Item {
            name: action.name().to_owned(),
            words: action.description().to_owned(),
            synonyms: action.synonyms().to_owned(),
            keys: env.keymap.keys(*action).join("  "),
            effects: vec![Effect::Press(*action)],
        });
        let panes = Pane::ALL.iter().enumerate().map(|(i, pane)| Item {
            name: pane.as_str().to_owned(),
            words: format!("Pane {}", pane.title()),
            synonyms: pane.synonyms().to_owned(),
            keys: ((i + 1) % 10).to_string(),
            effects: vec![Effect::Pane(*pane)],
        });
        let panes = panes.filter(|_| self.place.commands() == Context::Page);
        let themes = env.themes.names().into_iter().map(|name| Item {
            name: name.to_owned(),
            words: format!("Theme {name}"),
            synonyms: "theme color".to_owned(),
            keys: String::new(),
            effects: chosen(env, name),
        });
        let themes = themes.filter(|_| !typed.is_empty());
        let ranked = |item: Item| item.rank(&typed).map(|rank| (rank, item));
        let mut found: Vec<(u8, Item)> = actions.chain(panes).chain(themes).filter_map(ranked).collect();
        found.sort_by_key(|(rank, _)| *rank);
        found.into_iter().map(|(_, item)| item).collect()
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
        chosen.map_or_else(Vec::new, |item| [vec![Effect::Close], item.effects].concat())
    }

    fn draw(&self, env: &Env, area: Rect, layout: &mut FrameLayout, buf: &mut Buffer) {
        let items = self.items(env);
        let style = |meaning| env.theme.style(meaning);
        // Where the search box is, as high as it needs.
        let height = u16::try_from(items.len().max(1)).unwrap_or(u16::MAX).saturating_add(2).max(8).min(area.height);
        let place = Rect { width: area.width.min(WIDEST), height, ..area };
        Clear.render(place, buf);
        buf.set_style(place, style(Meaning::Text));
        layout.targets.push((place, Target::Panel));
        let count = Line::styled(
            if items.len() == 1 { " 1 command ".to_owned() } else { format!(" {} commands ", items.len()) },
            style(Meaning::Muted),
        );
        let room = usize::from(place.width).saturating_sub(SIGN.len() + count.width() + 2);
        let left = Line::from(vec![Span::styled(SIGN, style(Meaning::Key)), Span::raw(" ".repeat(room))]);
        let inner = draw_frame(env, place, [left, count], true, buf);
        let x = inner.x.saturating_add(3).min(inner.right());
        let input = Rect { x, y: place.y, width: inner.right() - x, height: place.height.min(1) };
        let input = Rect { width: input.width.min(u16::try_from(room).unwrap_or(u16::MAX)), ..input };
        if self.query.value().is_empty() {
            buf.set_stringn(input.x, input.y, "a command by its name or another word", usize::from(input.width), style(Meaning::Muted));
        }
        draw_input(&self.query, style(Meaning::Strong), input, layout, buf);
        if items.is_empty() {
            let room = usize::from(inner.width) * usize::from(inner.height.min(1));
            buf.set_stringn(inner.x, inner.y, " No command matches.", room, style(Meaning::Text));
        }
        let names = items.iter().map(|item| text::width(&item.name)).max().unwrap_or(0).min(usize::from(inner.width) / 3);
        draw_items(env, (self.selected, items.len()), inner, layout, buf, |i, place, buf| {
            let columns = usize::from(place.width).saturating_sub(2);
            let keys = text::cut(&items[i].keys, columns / 4);
            let wide = u16::try_from(text::width(&keys)).unwrap_or(0);
            let room = columns.saturating_sub(usize::from(wide) + 1);
            let name = format!("{:<names$}  ", text::cut(&items[i].name, names));
            let (x, y) = buf.set_stringn(place.x.saturating_add(1), place.y, name, room, style(Meaning::Strong));
            let room = room.saturating_sub(usize::from(x - place.x) - 1);
            buf.set_stringn(x, y, text::cut(&items[i].words, room), room, style(Meaning::Text));
            buf.set_string(place.right().saturating_sub(wide + 1).max(place.x), place.y, keys, style(Meaning::Key));
        });
    }
}
