//! The bottom line: the keys that matter here, or a message.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::Pen;
use crate::page::Pane;
use crate::text;
use crate::tui::action::Action;
use crate::tui::keymap::Context;
use crate::tui::model::{Env, Model, Scope};
use crate::tui::theme::Meaning;
use crate::tui::training::Training;
use crate::tui::view::{LastFrame, Target};

/// Columns between two hints.
const GAP: u16 = 3;

/// What the bar names in a context, the most useful first. What does not fit is left out; help always fits.
fn named(context: Context, pane: Pane) -> &'static [Action] {
    use Action::{
        Anew, Back, Bookmark, Compare, Copy, Date, Denial, Down, Help, More, NextCode, NextPane, Open, PageDown, Palette, Quit, Reverse,
        Search, Sort, Tick, Units,
    };
    match context {
        Context::Page if pane == Pane::Products => &[Search, NextPane, Sort, Reverse, Units, Copy, Date, Back, Quit],
        Context::Page if pane == Pane::Documentation => &[Search, NextPane, Tick, Units, Copy, Date, Back, Quit],
        Context::List => &[Open, Back, Copy, Date, Quit, NextPane, Palette, Bookmark],
        Context::Page => &[Search, NextPane, Units, Copy, Date, Denial, Compare, Back, Quit, Bookmark, NextCode, Open],
        Context::Fields => &[Open, Down, Back, More, Copy, Anew, PageDown, Date],
        Context::Answer => &[Open, Copy, Back, Anew, More, Date],
        Context::Training | Context::Case => &[Open, Back],
        Context::Input => &[Open, Back],
        Context::Overlay => &[Open, PageDown, Back],
        Context::Checklist => &[Tick, NextPane, Copy, Anew, Back],
        Context::Everywhere => &[Help],
    }
}

/// Whether an action would do anything on the list.
fn is_useful(model: &Model, action: Action) -> bool {
    match action {
        Action::Back => !model.list.query.value().is_empty() || model.list.scope != Scope::All,
        Action::Open | Action::Copy | Action::Bookmark | Action::NextPane => !model.list.rows.is_empty(),
        _ => true,
    }
}

/// Draws the bottom line.
pub(crate) fn draw(model: &Model, env: &Env, area: Rect, last: &mut LastFrame, buf: &mut Buffer) {
    let room = usize::from(area.width);
    if let Some(message) = &model.message {
        let words = format!(" {}", text::clean(message));
        buf.set_stringn(area.x, area.y, text::cut(&words, room), room, env.theme.style(Meaning::Strong));
        return;
    }
    let context = model.context();
    let style = |meaning| env.theme.style(meaning);
    let mut pen = Pen { x: area.x, area };
    pen.skip(1);
    if context == Context::List && model.list.query.value().is_empty() {
        pen.put("type to search", style(Meaning::Strong), buf);
        pen.skip(GAP);
    }
    let training = model.training.as_ref().filter(|_| matches!(context, Context::Training | Context::Case));
    let short = |action: Action| match (action, model.overlays.last()) {
        (Action::Open, None) if training.is_some() && !last.training.asked => "the question",
        (action, None) if training.is_some() => training.and_then(|t| t.verb(action)).unwrap_or(action.short()),
        (Action::Open, Some(front)) => front.verb(),
        (Action::Open, None) if context == Context::Fields => "next",
        (Action::Open, None) if context == Context::Answer => "the rule",
        (Action::Down, None) => "next field",
        (Action::NextPane | Action::Back, None) if context == Context::Answer => "fields",
        (Action::Tick, Some(_)) => "tick",
        (Action::NextPane, Some(_)) => "next list",
        (action, _) => action.short(),
    };
    let wide = |key: &str, action: Action| text::width(key) + 1 + text::width(short(action));
    let help = env.keymap.key(context, Action::Help).map(|key| (key, Action::Help));
    let kept = help.as_ref().map_or(0, |(key, action)| wide(key, *action));
    let mut hints: Vec<(String, Action)> = Vec::new();
    let mut used = usize::from(pen.x - area.x);
    let actions = training.map_or_else(|| named(context, model.page.pane).to_vec(), Training::hinted);
    for action in actions.iter().filter(|a| context != Context::List || is_useful(model, **a)) {
        let Some(key) = env.keymap.key(context, *action) else { continue };
        used += wide(&key, *action) + usize::from(GAP);
        if used + kept > room {
            break;
        }
        hints.push((key, *action));
    }
    for (key, action) in hints.into_iter().chain(help) {
        let start = pen.x;
        pen.put(&key, style(Meaning::Key), buf);
        pen.skip(1);
        pen.put(short(action), style(Meaning::Muted), buf);
        last.targets.push((Rect { x: start, width: pen.x - start, ..area }, Target::Act(action)));
        pen.skip(GAP);
    }
}
