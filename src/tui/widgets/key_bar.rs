//! The bottom line: the keys that matter here, or a message. The ways out always stand there, and the jobs that can be gone to;
//! the rest gives way from its end, and a hint that was used often enough stays away.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::rows::RowWriter;
use crate::storage::browser_state::Memory;
use crate::text;
use crate::tui::{Action, Component, Env, FrameLayout, Meaning, Target};

/// Columns between two hints.
const GAP: u16 = 2;

/// So many of a screen's own keys come before the names of the jobs.
const OWN: usize = 2;

/// The ways out, the most needed first.
const EXITS: [Action; 3] = [Action::Back, Action::Help, Action::Quit];

/// A key with its words.
struct Key {
    key: String,
    action: Action,
    words: &'static str,
}

/// Keys that are written together, piece by piece: the text, whether it is a key, what a click on it does.
#[derive(Default)]
struct Group(Vec<(String, bool, Option<Action>)>);

impl Group {
    /// `Esc back  ? keys`.
    fn listed(keys: &[Key]) -> Group {
        let mut group = Group::default();
        for (i, Key { key, action, words }) in keys.iter().enumerate() {
            let gap = " ".repeat(if i > 0 { usize::from(GAP) } else { 0 });
            group.0.extend([(gap, false, None), (key.clone(), true, Some(*action)), (format!(" {words}"), false, Some(*action))]);
        }
        group
    }

    /// What all keys begin with, as `Alt-`.
    fn prefix(keys: &[Key]) -> Option<&str> {
        let first = &keys.first()?.key;
        let start = &first[..=first.rfind('-')?];
        keys.iter().all(|key| key.key.starts_with(start)).then_some(start)
    }

    /// `Alt-u/w`.
    fn signs(keys: &[Key]) -> Group {
        let prefix = Group::prefix(keys).unwrap_or_default();
        let mut group = Group(vec![(prefix.to_owned(), true, None)]);
        for (i, Key { key, action, .. }) in keys.iter().enumerate() {
            let line = if i > 0 { "/" } else { "" };
            group.0.extend([(line.to_owned(), true, None), (key.strip_prefix(prefix).unwrap_or(key).to_owned(), true, Some(*action))]);
        }
        group
    }

    /// `Alt-u/w units claims`, where the keys begin alike.
    fn named(keys: &[Key]) -> Group {
        if Group::prefix(keys).is_none() {
            return Group::listed(keys);
        }
        let mut group = Group::signs(keys);
        group.0.extend(keys.iter().map(|Key { action, words, .. }| (format!(" {words}"), false, Some(*action))));
        group
    }

    /// `Alt-u/w jobs`.
    fn under(keys: &[Key], name: &str) -> Group {
        if keys.is_empty() {
            return Group::default();
        }
        let mut group = Group::signs(keys);
        group.0.push((format!(" {name}"), false, None));
        group
    }

    /// Columns, with the gap behind it; none where it is empty.
    fn width(&self) -> usize {
        let columns: usize = self.0.iter().map(|(text, ..)| text::width(text)).sum();
        if columns == 0 { 0 } else { columns + usize::from(GAP) }
    }

    fn draw(&self, env: &Env, row: &mut RowWriter, layout: &mut FrameLayout, buf: &mut Buffer) {
        for (text, is_key, action) in &self.0 {
            let start = row.x;
            row.put(text, env.theme.style(if *is_key { Meaning::Key } else { Meaning::Muted }), buf);
            layout.targets.extend(action.map(|action| (Rect { x: start, width: row.x - start, ..row.area }, Target::Act(action))));
        }
    }
}

/// Draws a message.
pub(crate) fn draw_message(env: &Env, message: &str, area: Rect, buf: &mut Buffer) {
    let room = usize::from(area.width);
    let words = format!(" {}", text::clean(&env.date_format.apply(message)));
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
    let is_fixed = |action: &Action| EXITS.contains(action) || front.jobs().contains(action);
    // Back stands there where it leads somewhere.
    let back = hints.iter().find(|(action, _)| *action == Action::Back);
    let exits = EXITS.iter().filter_map(|action| match action {
        Action::Back => back.and_then(|(_, words)| key(Action::Back, words)),
        action => key(*action, ""),
    });
    let jobs: Vec<Key> = front.jobs().iter().filter_map(|action| key(*action, "")).collect();
    let own = hints.iter().filter(|(action, _)| !is_fixed(action));
    let own = own.filter(|(action, _)| !memory.has_learned(action.name())).filter_map(|(action, words)| key(*action, words));
    let own: Vec<Group> = own.map(|key| Group::listed(&[key])).collect();
    let all = row.room() + usize::from(GAP);
    let mut room = all;
    let mut fits = |group: &Group| {
        let fits = group.width() > 0 && group.width() <= room;
        room -= if fits { group.width() } else { 0 };
        fits
    };
    let exits: Vec<Group> = exits.map(|key| Group::listed(&[key])).filter(&mut fits).collect();
    let beside = |count: usize| exits.iter().chain(own.iter().take(count)).map(Group::width).sum::<usize>();
    let (named, signs) = (Group::named(&jobs), Group::under(&jobs, "jobs"));
    let jobs = match front.names_jobs() || beside(OWN) + named.width() <= all {
        true => Some(named),
        false => Some(signs).filter(|signs| beside(1) + signs.width() <= all),
    };
    let jobs: Vec<Group> = jobs.into_iter().filter(&mut fits).collect();
    let own = own.into_iter().take_while(&mut fits);
    for group in own.chain(jobs).chain(exits) {
        group.draw(env, &mut row, layout, buf);
        row.skip(GAP);
    }
}
