//! A few things to choose from: what to copy, which code to go to.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use tui_input::InputRequest;

use crate::catalog::{Code, Date};
use crate::text;
use crate::tui::widgets::{choose, draw_items, panel};
use crate::tui::{Component, Effect, Env, FrameLayout, Meaning, MenuItem, Msg};

/// A menu.
#[derive(Debug)]
pub(crate) struct Menu {
    title: String,
    items: Vec<MenuItem>,
    selected: usize,
}

/// The menu of the catalog's codes that texts name, without the code `here`, and from training the whole catalog; `None` where
/// there is nothing to choose.
pub(crate) fn codes(env: &Env, texts: &[String], here: Option<&Code>, on: Date, looks_up: bool) -> Option<Menu> {
    let mut items: Vec<MenuItem> = Vec::new();
    for word in texts.iter().flat_map(|line| line.split(|c: char| !c.is_ascii_alphanumeric())) {
        let is_code = word.len() == 5 && word.starts_with(|c: char| c.is_ascii_uppercase());
        let Some(code) = env.catalog.code(word).filter(|c| is_code && here.is_none_or(|here| c.code != here.code)) else { continue };
        if items.iter().any(|i| i.name == code.code) {
            continue;
        }
        items.push(MenuItem {
            key: char::from_digit(u32::try_from(items.len() + 1).unwrap_or(99), 10),
            name: code.code.clone(),
            description: format!("{}  {}", code.title(), code.state(on).as_str()),
            effects: vec![Effect::Go(code.code.clone())],
        });
    }
    if looks_up {
        items.push(MenuItem {
            key: Some('/'),
            name: "other".to_owned(),
            description: "any other code: search the whole catalog".to_owned(),
            effects: vec![Effect::LookUp],
        });
    }
    (!items.is_empty()).then(|| Menu::new("Go to a code named here".to_owned(), items))
}

impl Menu {
    /// Items under a title.
    pub fn new(title: String, items: Vec<MenuItem>) -> Menu {
        Menu { title, items, selected: 0 }
    }
}

impl Component for Menu {
    fn verb(&self) -> &'static str {
        "choose"
    }

    fn handle(&mut self, _env: &Env, layout: &FrameLayout, msg: &Msg) -> Vec<Effect> {
        let count = self.items.len();
        let chosen = match msg {
            Msg::Edit(InputRequest::InsertChar(c)) => self.items.iter().find(|i| i.key == Some(*c)),
            msg if choose(&mut self.selected, (count, count), layout, msg) => self.items.get(self.selected),
            _ => None,
        };
        chosen.map_or_else(Vec::new, |item| [vec![Effect::Close], item.effects.clone()].concat())
    }

    fn draw(&self, env: &Env, area: Rect, layout: &mut FrameLayout, buf: &mut Buffer) {
        let style = |meaning| env.theme.style(meaning);
        let names = self.items.iter().map(|i| text::width(&i.name)).max().unwrap_or(0);
        let height = u16::try_from(self.items.len()).unwrap_or(u16::MAX).saturating_add(2);
        let inner = panel(env, area, (64, height), &self.title, layout, buf);
        draw_items(env, (self.selected, self.items.len()), inner, layout, buf, |i, place, buf| {
            let item = &self.items[i];
            let room = |x: u16| usize::from(place.right().saturating_sub(x));
            let key = item.key.map_or_else(|| "   ".to_owned(), |c| format!(" {c} "));
            let (x, y) = buf.set_stringn(place.x, place.y, key, room(place.x), style(Meaning::Key));
            let (x, y) = buf.set_stringn(x, y, format!("{:<names$}  ", item.name), room(x), style(Meaning::Strong));
            buf.set_stringn(x, y, text::cut(&item.description, room(x)), room(x), style(Meaning::Label));
        });
    }
}
