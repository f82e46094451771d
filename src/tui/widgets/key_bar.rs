//! The bottom line: the keys that matter here, the ways out always among them, or a message.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::rows::RowWriter;
use crate::text;
use crate::tui::{Action, Component, Env, FrameLayout, Meaning, Target};

/// Columns between two hints.
const GAP: u16 = 3;

/// Draws a message.
pub(crate) fn draw_message(env: &Env, message: &str, area: Rect, buf: &mut Buffer) {
    let room = usize::from(area.width);
    let words = format!(" {}", text::clean(message));
    buf.set_stringn(area.x, area.y, text::cut(&words, room), room, env.theme.style(Meaning::Strong));
}

/// Draws the hints that fit, then the help, which always fits.
pub(crate) fn draw(env: &Env, front: &dyn Component, area: Rect, layout: &mut FrameLayout, buf: &mut Buffer) {
    let style = |meaning| env.theme.style(meaning);
    let mut row = RowWriter { x: area.x, area };
    row.skip(1);
    if !front.lead().is_empty() {
        row.put(front.lead(), style(Meaning::Strong), buf);
        row.skip(GAP);
    }
    let (context, hints) = (front.context(), front.footer(layout));
    let hint = |(action, words): (Action, &'static str)| {
        let words = if words.is_empty() { action.short() } else { words };
        env.keymap.key(context, action).map(|key| (key, action, words))
    };
    let wide = |(key, _, words): &(String, Action, &str)| text::width(key) + 1 + text::width(words);
    let help = hint((Action::Help, ""));
    let is_back = |(_, action, _): &(String, Action, &str)| *action == Action::Back;
    let mut shown: Vec<_> = hints.iter().filter_map(|h| hint(*h)).collect();
    let used = |shown: &[(String, Action, &str)]| shown.iter().chain(&help).map(|hint| wide(hint) + usize::from(GAP)).sum::<usize>();
    let room = row.room() + usize::from(GAP);
    // What does not fit is left out from the end, but for the way back.
    while used(&shown) > room
        && let Some(last) = shown.iter().rposition(|hint| !is_back(hint)).or(shown.len().checked_sub(1))
    {
        shown.remove(last);
    }
    for (key, action, words) in shown.into_iter().chain(help) {
        let start = row.x;
        row.put(&key, style(Meaning::Key), buf);
        row.skip(1);
        row.put(words, style(Meaning::Muted), buf);
        layout.targets.push((Rect { x: start, width: row.x - start, ..area }, Target::Act(action)));
        row.skip(GAP);
    }
}
