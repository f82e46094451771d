//! The bottom line: the keys that matter here, or a message. The ways out always stand there, and where a job can be chosen the
//! four jobs; the rest gives way from its end, and a hint that was used often enough stays away.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::rows::RowWriter;
use crate::storage::browser_state::Memory;
use crate::text;
use crate::tui::{Action, Component, Env, FrameLayout, Meaning, Target};

/// Columns between two hints.
const GAP: u16 = 2;

/// The ways out, the most needed first.
const EXITS: [Action; 3] = [Action::Back, Action::Help, Action::Quit];

/// The four jobs.
const JOBS: [Action; 4] = [Action::Units, Action::Claims, Action::Denial, Action::Train];

/// A key with its words.
#[derive(Clone)]
struct Key {
    key: String,
    action: Action,
    words: &'static str,
}

/// Keys that are written together.
#[derive(Clone)]
struct Group {
    keys: Vec<Key>,
    /// What all keys begin with, as `Alt-`, where they are written as one: `Alt-u/w units claims`.
    prefix: Option<String>,
}

impl Group {
    fn one(key: Key) -> Group {
        Group { keys: vec![key], prefix: None }
    }

    /// Written as one where all keys begin alike.
    fn joined(keys: Vec<Key>) -> Group {
        let start = keys.first().and_then(|first| first.key.rfind('-').map(|at| first.key[..=at].to_owned()));
        let prefix = start.filter(|start| keys.len() > 1 && keys.iter().all(|key| key.key.starts_with(start.as_str())));
        Group { keys, prefix }
    }

    fn sign(&self, prefix: &str) -> String {
        let letters: Vec<&str> = self.keys.iter().map(|key| key.key.strip_prefix(prefix).unwrap_or(&key.key)).collect();
        format!("{prefix}{}", letters.join("/"))
    }

    fn width(&self) -> usize {
        let words = |key: &Key| text::width(key.words) + 1;
        match &self.prefix {
            Some(prefix) => text::width(&self.sign(prefix)) + self.keys.iter().map(words).sum::<usize>(),
            None => {
                let gaps = usize::from(GAP) * self.keys.len().saturating_sub(1);
                self.keys.iter().map(|key| text::width(&key.key) + words(key)).sum::<usize>() + gaps
            }
        }
    }

    fn draw(&self, env: &Env, row: &mut RowWriter, layout: &mut FrameLayout, buf: &mut Buffer) {
        let style = |meaning| env.theme.style(meaning);
        if let Some(prefix) = &self.prefix {
            row.put(&self.sign(prefix), style(Meaning::Key), buf);
        }
        for (i, key) in self.keys.iter().enumerate() {
            if self.prefix.is_none() && i > 0 {
                row.skip(GAP);
            }
            let start = row.x;
            if self.prefix.is_none() {
                row.put(&key.key, style(Meaning::Key), buf);
            }
            row.skip(1);
            row.put(key.words, style(Meaning::Muted), buf);
            layout.targets.push((Rect { x: start, width: row.x - start, ..row.area }, Target::Act(key.action)));
        }
    }
}

/// Draws a message.
pub(crate) fn draw_message(env: &Env, message: &str, area: Rect, buf: &mut Buffer) {
    let room = usize::from(area.width);
    let words = format!(" {}", text::clean(message));
    buf.set_stringn(area.x, area.y, text::cut(&words, room), room, env.theme.style(Meaning::Strong));
}

/// Draws what of the hints fits.
pub(crate) fn draw(env: &Env, front: &dyn Component, memory: &Memory, area: Rect, layout: &mut FrameLayout, buf: &mut Buffer) {
    let mut row = RowWriter { x: area.x, area };
    row.skip(1);
    if !front.lead().is_empty() {
        row.put(front.lead(), env.theme.style(Meaning::Strong), buf);
        row.skip(GAP);
    }
    let (context, hints) = (front.context(), front.footer(layout));
    let key = |action: Action, words: &'static str| {
        let words = if words.is_empty() { action.short() } else { words };
        env.keymap.key(context, action).map(|key| Key { key, action, words })
    };
    let is_fixed = |action: &Action| EXITS.contains(action) || JOBS.contains(action);
    // Back stands there where it leads somewhere.
    let back = hints.iter().find(|(action, _)| *action == Action::Back);
    let exits = EXITS.iter().filter_map(|action| match action {
        Action::Back => back.and_then(|(_, words)| key(Action::Back, words)),
        action => key(*action, ""),
    });
    let jobs: Vec<Key> = JOBS.iter().filter(|_| front.offers_jobs()).filter_map(|action| key(*action, "")).collect();
    let own = hints.iter().filter(|(action, _)| !is_fixed(action) || (JOBS.contains(action) && !front.offers_jobs()));
    let own = own.filter(|(action, _)| !memory.has_learned(action.name())).filter_map(|(action, words)| key(*action, words));
    let mut room = row.room() + usize::from(GAP);
    let mut fits = |group: &Group| {
        let needed = group.width() + usize::from(GAP);
        let fits = !group.keys.is_empty() && needed <= room;
        room -= if fits { needed } else { 0 };
        fits
    };
    let exits: Vec<Group> = exits.map(Group::one).filter(&mut fits).collect();
    let jobs: Vec<Group> = std::iter::once(Group::joined(jobs)).filter(&mut fits).collect();
    let own: Vec<Group> = own.map(Group::one).take_while(&mut fits).collect();
    for group in own.into_iter().chain(jobs).chain(exits) {
        group.draw(env, &mut row, layout, buf);
        row.skip(GAP);
    }
}
