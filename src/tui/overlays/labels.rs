//! Labels over what the screen names: typing one follows it.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use tui_input::InputRequest;

use crate::tui::widgets::select;
use crate::tui::{Action, Component, Context, Effect, Env, FrameLayout, Hint, Meaning, Msg};

/// The letters of labels, those under the fingers first.
const LETTERS: &[u8] = b"asdfghjklewruiopcvnmtyxzbq";

/// The labels.
#[derive(Debug)]
pub(crate) struct Labels {
    places: Vec<Place>,
    typed: String,
}

/// A labeled cell.
#[derive(Debug)]
struct Place {
    at: Position,
    label: String,
    effects: Vec<Effect>,
}

impl Labels {
    /// One letter each where they are few, else two; as many as there are labels.
    pub fn new(places: Vec<(Position, Vec<Effect>)>) -> Labels {
        let letter = |n: usize| LETTERS.get(n).map(|c| char::from(*c));
        let few = places.len() <= LETTERS.len();
        let label = |n: usize| match few {
            true => letter(n).map(String::from),
            false => letter(n / LETTERS.len()).zip(letter(n % LETTERS.len())).map(|(a, b)| format!("{a}{b}")),
        };
        let place = |(n, (at, effects)): (usize, (Position, Vec<Effect>))| Some(Place { at, label: label(n)?, effects });
        Labels { places: places.into_iter().enumerate().filter_map(place).collect(), typed: String::new() }
    }
}

impl Component for Labels {
    fn context(&self) -> Context {
        Context::Input
    }

    fn lead(&self) -> &'static str {
        "type a label"
    }

    fn footer(&self, _layout: &FrameLayout) -> Vec<Hint> {
        vec![(Action::Back, "")]
    }

    fn handle(&mut self, _env: &Env, _layout: &FrameLayout, msg: &Msg) -> Vec<Effect> {
        match msg {
            Msg::Edit(InputRequest::InsertChar(c)) => self.typed.push(*c),
            Msg::Edit(InputRequest::DeletePrevChar) => _ = self.typed.pop(),
            _ => return vec![Effect::Close],
        }
        match self.places.iter().find(|place| place.label == self.typed) {
            Some(place) => [vec![Effect::Close], place.effects.clone()].concat(),
            None if self.places.iter().any(|place| place.label.starts_with(&self.typed)) => Vec::new(),
            None => vec![Effect::Close, Effect::say("no label begins so")],
        }
    }

    fn draw(&self, env: &Env, area: Rect, layout: &mut FrameLayout, buf: &mut Buffer) {
        layout.cursor = None;
        for place in self.places.iter().filter(|place| area.contains(place.at)) {
            let Some(rest) = place.label.strip_prefix(&self.typed) else { continue };
            let room = usize::from(area.right() - place.at.x);
            let (end, _) = buf.set_stringn(place.at.x, place.at.y, rest, room, env.theme.style(Meaning::Key));
            select(env, Rect { x: place.at.x, y: place.at.y, width: end - place.at.x, height: 1 }, buf);
        }
    }
}
