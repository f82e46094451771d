//! Choosing the colors: each theme is shown while one moves.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::storage::browser_state::Change;
use crate::tui::theme::Themes;
use crate::tui::widgets::{choose, draw_items, panel};
use crate::tui::{Component, Effect, Env, FrameLayout, Meaning, Msg};

/// The picker.
#[derive(Debug, Default)]
pub(crate) struct ThemePicker {
    selected: usize,
}

impl ThemePicker {
    /// With the theme that is chosen.
    pub fn new(env: &Env) -> ThemePicker {
        let selected = env.themes.names().iter().position(|name| *name == env.themes.chosen);
        ThemePicker { selected: selected.unwrap_or_default() }
    }
}

/// Chooses a theme, and remembers it unless sessions are not remembered.
pub(crate) fn chosen(env: &Env, name: &str) -> Vec<Effect> {
    let remembered = [Effect::Remember(Change::Themed(name.to_owned())), Effect::Save];
    let remembered = remembered.into_iter().filter(|_| env.remembers);
    [Effect::ChooseTheme(name.to_owned()), Effect::say(format!("theme {name}"))].into_iter().chain(remembered).collect()
}

impl Component for ThemePicker {
    fn verb(&self) -> &'static str {
        "choose"
    }

    fn handle(&mut self, env: &Env, layout: &FrameLayout, msg: &Msg) -> Vec<Effect> {
        let names = env.themes.names();
        let is_chosen = choose(&mut self.selected, (names.len(), names.len()), layout, msg);
        match names.get(self.selected) {
            Some(name) if is_chosen => [vec![Effect::Close], chosen(env, name)].concat(),
            Some(name) => vec![Effect::ShowTheme((*name).to_owned())],
            None => Vec::new(),
        }
    }

    fn dismiss(&mut self, env: &Env) -> Vec<Effect> {
        vec![Effect::Close, Effect::ShowTheme(env.themes.chosen.clone())]
    }

    fn draw(&self, env: &Env, area: Rect, layout: &mut FrameLayout, buf: &mut Buffer) {
        let names = env.themes.names();
        let height = u16::try_from(names.len()).unwrap_or(u16::MAX).saturating_add(2);
        // At the foot, so that the colors are seen on what is above.
        let place = Rect { y: area.bottom() - height.min(area.height), height: height.min(area.height), ..area };
        let inner = panel(env, place, (60, height), "Theme", layout, buf);
        draw_items(env, (self.selected, names.len()), inner, layout, buf, |i, place, buf| {
            let room = usize::from(place.width);
            let (x, y) = buf.set_stringn(place.x, place.y, format!(" {:<15}", names[i]), room, env.theme.style(Meaning::Strong));
            let room = usize::from(place.right().saturating_sub(x));
            buf.set_stringn(x, y, Themes::description(names[i]), room, env.theme.style(Meaning::Label));
        });
    }
}
