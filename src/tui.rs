//! The browser: events in, effects out, one frame a batch of events, nothing while idle.
//!
//! ```text
//! event -> keymap -> Msg -> update(model, env, last frame) -> effects, performed here -> view(model, env) -> last frame
//! ```

pub mod action;
pub mod begin;
pub mod effect;
pub mod keymap;
pub mod model;
pub mod overlay;
pub mod pane;
pub mod pointer;
pub mod terminal;
pub mod theme;
pub mod training;
pub mod typing;
pub mod units;
pub mod update;
pub mod view;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{self, Receiver, Sender};
use std::{io, thread};

use anyhow::Context as _;
use crokey::KeyCombination;
use ratatui::crossterm::clipboard::CopyToClipboard;
use ratatui::crossterm::event::{self, Event, KeyCode, KeyEventKind, KeyModifiers, MouseButton, MouseEventKind};
use ratatui::crossterm::{execute, style};
use ratatui::layout::Position;
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP};
use signal_hook::iterator::Signals;
use signal_hook::{flag, low_level};
use tui_input::InputRequest;
use tui_input::backend::crossterm::to_input_request;

use crate::exit::Exit;
use crate::storage::browser_state;
use crate::text;
use action::Action;
pub use begin::{Start, begin, problems};
use effect::Effect;
use model::{Env, Model};
use terminal::{Screen, Session};
use update::{Msg, update};
use view::{LastFrame, view};

/// Signals that end the browser.
const ENDS: [i32; 4] = [SIGTERM, SIGHUP, SIGINT, SIGQUIT];

/// Rows a turn of the wheel scrolls.
const WHEEL: i32 = 3;

/// Opens the browser and runs it until it is left.
///
/// # Errors
/// The terminal cannot be taken, read or written.
pub fn run(start: Start) -> anyhow::Result<Exit> {
    // ratatui with crossterm under NO_COLOR drops reversed and bold with the colors; the theme without colors keeps them.
    style::force_color_output(true);
    let data = start.paths.data.clone();
    let (env, mut model) = begin(start);
    let inbox = listen()?;
    let mut session = Session::open(model.mouse).context("the terminal cannot be taken")?;
    let ended = turn(&env, &mut model, &inbox, &mut session, &data);
    session.leave();
    keep(&mut model, &data)?;
    if let Some(signal) = ended? {
        low_level::emulate_default_handler(signal)?;
    }
    Ok(Exit::Success)
}

/// Writes what is not on disk yet, each though the other cannot be.
fn keep(model: &mut Model, data: &Path) -> anyhow::Result<()> {
    let results = training::keep::last_chance(model, data);
    if !model.memory.unsaved.is_empty() {
        let lost = || format!("{}: what was opened could not be kept", data.display());
        browser_state::save(data, &model.memory.unsaved).with_context(lost).map_err(|opened| match &results {
            Ok(()) => opened,
            Err(results) => anyhow::anyhow!("{results:#}; {opened:#}"),
        })?;
    }
    results
}

/// What wakes the loop.
#[derive(Debug)]
enum Wake {
    Event(Event),
    Signal(i32),
    Lost(io::Error),
}

/// Starts listening to the terminal and to signals.
fn listen() -> io::Result<Receiver<Wake>> {
    let (sender, inbox) = mpsc::channel();
    // A second one ends it even where the loop waits for a terminal that takes no more output.
    let told_to_end = Arc::new(AtomicBool::new(false));
    for signal in ENDS {
        flag::register_conditional_default(signal, Arc::clone(&told_to_end))?;
        flag::register(signal, Arc::clone(&told_to_end))?;
    }
    let mut signals = Signals::new(ENDS.into_iter().chain([SIGCONT]))?;
    let told = sender.clone();
    thread::spawn(move || {
        for signal in signals.forever() {
            if told.send(Wake::Signal(signal)).is_err() {
                break;
            }
        }
    });
    thread::spawn(move || hear(&sender));
    Ok(inbox)
}

fn hear(sender: &Sender<Wake>) {
    loop {
        let read = event::read();
        let lost = read.is_err();
        if sender.send(read.map_or_else(Wake::Lost, Wake::Event)).is_err() || lost {
            break;
        }
    }
}

/// The loop; returns the signal that ended it, if one did.
fn turn(env: &Env, model: &mut Model, inbox: &Receiver<Wake>, session: &mut Session, data: &Path) -> anyhow::Result<Option<i32>> {
    let mut screen = terminal::screen()?;
    let mut last = LastFrame::default();
    screen.draw(|frame| view(model, env, &mut last, frame))?;
    loop {
        let mut wake = Some(inbox.recv().context("nothing listens to the terminal any more")?);
        let mut changed = false;
        while let Some(woken) = wake {
            let effects = match woken {
                Wake::Signal(SIGCONT) => vec![Effect::Redraw],
                Wake::Signal(signal) => return Ok(Some(signal)),
                Wake::Lost(error) => return Err(error).context("the terminal cannot be read"),
                Wake::Event(event) => match message(&event, model, env) {
                    Some(msg) => {
                        changed = true;
                        update(model, env, &last, msg)
                    }
                    None => Vec::new(),
                },
            };
            for effect in effects {
                changed = true;
                if effect == Effect::Quit {
                    return Ok(None);
                }
                perform(effect, model, session, &mut screen, data)?;
            }
            wake = inbox.try_recv().ok();
        }
        if changed {
            screen.draw(|frame| view(model, env, &mut last, frame))?;
        }
    }
}

fn perform(effect: Effect, model: &mut Model, session: &mut Session, screen: &mut Screen, data: &Path) -> anyhow::Result<()> {
    match effect {
        Effect::Copy(text) => execute!(screen.backend_mut(), CopyToClipboard::to_clipboard_from(text))?,
        Effect::Save => match browser_state::save(data, &model.memory.unsaved) {
            Ok(()) => model.memory.unsaved.clear(),
            Err(error) => model.message = Some(format!("bookmarks could not be written: {error}")),
        },
        Effect::ReadProgress => training::keep::read(model, data),
        Effect::SaveProgress => training::keep::save(model, data),
        Effect::Mouse(on) => session.mouse(on)?,
        Effect::Redraw => {
            session.refresh()?;
            let size = screen.size()?;
            screen.resize(size.into())?;
        }
        Effect::Suspend => {
            session.leave();
            low_level::raise(SIGTSTP)?;
            session.enter()?;
            let size = screen.size()?;
            screen.resize(size.into())?;
        }
        Effect::Quit => {}
    }
    Ok(())
}

/// Nobody types a directional override: what could deceive the screen is not taken from the keyboard either.
fn is_harmless(request: &InputRequest) -> bool {
    !matches!(request, InputRequest::InsertChar(c) if text::is_hostile(*c))
}

/// What an event means here and now; `None` where it means nothing.
pub fn message(event: &Event, model: &Model, env: &Env) -> Option<Msg> {
    match event {
        Event::Key(key) if key.kind == KeyEventKind::Release => None,
        Event::Key(key) => match env.keymap.get(model.context(), KeyCombination::from(*key)) {
            Some(action) => Some(Msg::Act(action)),
            // Whatever a keys.toml says, there is a way out.
            None if key.code == KeyCode::Char('c') && key.modifiers == KeyModifiers::CONTROL => Some(Msg::Act(Action::Quit)),
            None => to_input_request(event).filter(is_harmless).map(Msg::Edit),
        },
        Event::Paste(text) => Some(Msg::Paste(text.clone())),
        Event::Mouse(mouse) => {
            let at = Position { x: mouse.column, y: mouse.row };
            match mouse.kind {
                MouseEventKind::Down(MouseButton::Left) => Some(Msg::Click(at)),
                MouseEventKind::ScrollDown => Some(Msg::Wheel(at, WHEEL)),
                MouseEventKind::ScrollUp => Some(Msg::Wheel(at, -WHEEL)),
                _ => None,
            }
        }
        Event::Resize(..) => Some(Msg::Resize),
        Event::FocusGained | Event::FocusLost => None,
    }
}
