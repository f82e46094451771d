//! The bottom line: the keys that matter here, or a message.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::text;
use crate::tui::action::Action;
use crate::tui::keymap::Context;
use crate::tui::model::{Env, Model};
use crate::tui::theme::Meaning;
use crate::tui::view::{LastFrame, Target};

/// What the bar names in a context, the most useful first. What does not fit is left out; help always fits.
fn named(context: Context) -> &'static [Action] {
    use Action::{Back, Bookmark, Copy, Date, Down, Help, NextCode, NextPane, Open, PageDown, Palette, Quit, Search, Up};
    match context {
        Context::List => &[Open, NextPane, Copy, Date, Bookmark, Palette, Quit],
        Context::Page => &[Search, NextPane, Copy, Date, Bookmark, NextCode, Open, Back, Quit],
        Context::Input => &[Open, Up, Down, Back],
        Context::Overlay => &[Open, Up, Down, PageDown, Back],
        Context::Everywhere => &[Help],
    }
}

/// Draws the bottom line.
pub(crate) fn draw(model: &Model, env: &Env, area: Rect, last: &mut LastFrame, buf: &mut Buffer) {
    let room = usize::from(area.width);
    if let Some(message) = &model.message {
        let words = format!(" {message}");
        buf.set_stringn(area.x, area.y, text::cut(&words, room), room, env.theme.style(Meaning::Strong));
        return;
    }
    let context = model.context();
    let mut pen = Pen { env, area, x: area.x.saturating_add(1) };
    if context == Context::List && model.list.query.value().is_empty() {
        pen.words("type to search", Meaning::Strong, buf);
    }
    let help = env.keymap.key(context, Action::Help).map(|key| (key, Action::Help));
    let kept = help.as_ref().map_or(0, |(key, action)| text::width(key) + text::width(action.short()) + 4);
    for action in named(context) {
        let Some(key) = env.keymap.key(context, *action) else { continue };
        let wide = text::width(&key) + 1 + text::width(action.short());
        if usize::from(pen.x - area.x) + wide + kept > room {
            break;
        }
        pen.hint(&key, *action, last, buf);
    }
    if let Some((key, action)) = help {
        pen.hint(&key, action, last, buf);
    }
}

struct Pen<'a> {
    env: &'a Env,
    area: Rect,
    x: u16,
}

impl Pen<'_> {
    fn words(&mut self, words: &str, meaning: Meaning, buf: &mut Buffer) {
        let room = usize::from(self.area.right().saturating_sub(self.x));
        let (x, _) = buf.set_stringn(self.x, self.area.y, words, room, self.env.theme.style(meaning));
        self.x = x.saturating_add(3).min(self.area.right());
    }

    fn hint(&mut self, key: &str, action: Action, last: &mut LastFrame, buf: &mut Buffer) {
        let start = self.x;
        self.words(key, Meaning::Key, buf);
        self.x = self.x.saturating_sub(2);
        self.words(action.short(), Meaning::Muted, buf);
        let end = self.x.saturating_sub(3).max(start);
        last.targets.push((Rect { x: start, width: end - start, height: 1, ..self.area }, Target::Act(action)));
    }
}
