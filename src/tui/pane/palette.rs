//! Find an action by its words.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use tui_input::Input;

use super::{panel, prompted, select};
use crate::page::Pane;
use crate::text;
use crate::tui::action::Action;
use crate::tui::model::Env;
use crate::tui::overlay::{Outcome, Step};
use crate::tui::theme::Meaning;
use crate::tui::typing::{self, Prompt};
use crate::tui::update::{Msg, moved};
use crate::tui::view::{LastFrame, Target};

/// The most characters of what is looked for.
const LONGEST: usize = 60;

/// The palette.
#[derive(Debug, Default)]
pub struct Palette {
    query: Input,
    /// The selected item.
    pub selected: usize,
}

/// What can be chosen.
struct Item {
    words: String,
    keys: String,
    outcome: Outcome,
}

impl Palette {
    /// Types, moves, chooses.
    pub fn update(&mut self, env: &Env, msg: &Msg) -> Step {
        match msg {
            Msg::Act(Action::Open) => {
                return self.items(env).into_iter().nth(self.selected).map_or(Step::Stay, |item| Step::Then(item.outcome));
            }
            Msg::Act(action) => self.selected = moved(*action, self.selected, self.items(env).len().saturating_sub(1), 10),
            Msg::Wheel(_, rows) => {
                let to = self.selected.saturating_add_signed(isize::try_from(*rows).unwrap_or(0));
                self.selected = to.min(self.items(env).len().saturating_sub(1));
            }
            Msg::Edit(request) if typing::edit(&mut self.query, *request, LONGEST) => self.selected = 0,
            Msg::Paste(words) => {
                self.query = typing::pasted(words, LONGEST);
                self.selected = 0;
            }
            _ => {}
        }
        Step::Stay
    }

    /// Actions and panes whose words hold every word typed.
    fn items(&self, env: &Env) -> Vec<Item> {
        let typed = self.query.value().to_lowercase();
        let moves =
            [Action::Palette, Action::Back, Action::Up, Action::Down, Action::PageUp, Action::PageDown, Action::First, Action::Last];
        let actions = Action::ALL.iter().filter(|a| !moves.contains(a)).map(|action| Item {
            words: action.description().to_owned(),
            keys: env.keymap.keys(*action).join("  "),
            outcome: Outcome::Act(*action),
        });
        let panes = Pane::ALL.iter().enumerate().map(|(i, pane)| Item {
            words: format!("Pane {}", pane.title()),
            keys: ((i + 1) % 10).to_string(),
            outcome: Outcome::Pane(*pane),
        });
        let fits = |item: &Item| {
            let words = item.words.to_lowercase();
            typed.split_whitespace().all(|word| words.contains(word))
        };
        actions.chain(panes).filter(fits).collect()
    }

    /// Draws it.
    pub fn draw(&self, env: &Env, area: Rect, last: &mut LastFrame, buf: &mut Buffer) {
        let items = self.items(env);
        let inner = panel(env, area, (76, 18), "All actions", last, buf);
        let style = |meaning| env.theme.style(meaning);
        let body = prompted(env, &Prompt { sign: ":", input: &self.query, empty: "" }, inner, last, buf);
        if items.is_empty() {
            buf.set_stringn(
                body.x,
                body.y,
                " No action is called that.",
                usize::from(body.width) * usize::from(body.height.min(1)),
                style(Meaning::Text),
            );
        }
        let offset = (self.selected + 1).saturating_sub(usize::from(body.height));
        for ((y, i), item) in (body.y..body.bottom()).zip(offset..).zip(items.iter().skip(offset)) {
            let place = Rect { y, height: 1, ..body };
            let columns = usize::from(body.width).saturating_sub(2);
            let keys = text::cut(&item.keys, columns / 3);
            let wide = u16::try_from(text::width(&keys)).unwrap_or(0);
            let room = columns.saturating_sub(usize::from(wide) + 1);
            buf.set_stringn(body.x.saturating_add(1), y, text::cut(&item.words, room), room, style(Meaning::Text));
            buf.set_string(body.right().saturating_sub(wide + 1).max(body.x), y, keys, style(Meaning::Key));
            if i == self.selected {
                select(env, place, buf);
            }
            last.targets.push((place, Target::Item(i)));
        }
    }
}
