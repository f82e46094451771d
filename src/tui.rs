//! The browser: events in, effects out, one frame a batch of events, nothing while idle.
//!
//! ```text
//! event -> keymap -> Msg -> update(model, env, last frame) -> effects, performed here -> view(model, env) -> last frame
//! ```

pub mod action;
pub mod effect;
pub mod keymap;
pub mod memory;
pub mod model;
pub mod overlay;
pub mod pane;
pub mod terminal;
pub mod theme;
pub mod units;
pub mod update;
pub mod view;

use std::path::Path;
use std::sync::mpsc::{self, Receiver, Sender};
use std::{fs, io, thread};

use anyhow::Context as _;
use crokey::KeyCombination;
use ratatui::crossterm::clipboard::CopyToClipboard;
use ratatui::crossterm::event::{self, Event, KeyEventKind, MouseButton, MouseEventKind};
use ratatui::crossterm::{execute, style};
use ratatui::layout::Position;
use signal_hook::consts::{SIGCONT, SIGHUP, SIGTERM, SIGTSTP};
use signal_hook::iterator::Signals;
use signal_hook::low_level;
use tui_input::backend::crossterm::to_input_request;

use crate::catalog::{Catalog, Date};
use crate::config::{self, Borders, Config, Mistake};
use crate::exit::Exit;
use crate::load::Paths;
use crate::page::Pane;
use crate::search::Index;
use effect::Effect;
use keymap::Keymap;
use model::{Env, Model};
use terminal::{Screen, Session};
use theme::Theme;
use update::{Msg, update};
use view::{LastFrame, view};

/// Rows a turn of the wheel scrolls.
const WHEEL: i32 = 3;

/// What the browser begins with: everything from outside comes in here.
#[derive(Debug)]
pub struct Start {
    /// The catalog, overlays laid over.
    pub catalog: Catalog,
    /// The date of service asked for, if any.
    pub date: Option<Date>,
    /// Today.
    pub today: Date,
    /// The user's directories.
    pub paths: Paths,
    /// What went wrong so far, a line each.
    pub problems: Vec<String>,
    /// Whether `NO_COLOR` is set.
    pub no_color: bool,
}

/// Opens the browser and runs it until it is left.
///
/// # Errors
/// The terminal cannot be taken, read or written.
pub fn run(start: Start) -> anyhow::Result<Exit> {
    // ratatui with crossterm under NO_COLOR drops reversed and bold with the colours; the theme without colours keeps them.
    style::force_color_output(true);
    let data = start.paths.data.clone();
    let (env, mut model) = begin(start);
    let inbox = listen()?;
    let mut session = Session::open(model.mouse).context("the terminal cannot be taken")?;
    let ended = turn(&env, &mut model, &inbox, &mut session, &data);
    session.leave();
    if !model.unsaved.is_empty() {
        memory::save(&data, &model.unsaved).with_context(|| format!("{}: what was opened could not be kept", data.display()))?;
    }
    if let Some(signal) = ended? {
        low_level::emulate_default_handler(signal)?;
    }
    Ok(Exit::Done)
}

/// Everything read, nothing drawn yet.
pub fn begin(start: Start) -> (Env, Model) {
    let Start { catalog, date, today, paths, mut problems, no_color } = start;
    let mut told = |mistakes: Vec<Mistake>| problems.extend(mistakes.iter().map(ToString::to_string));
    let (config, mistake) = read_config(&paths.config);
    told(mistake.into_iter().collect());
    let (keymap, mistakes) = read_keys(&paths.config);
    told(mistakes);
    let (theme, mistake) = read_theme(&paths.config, &config, no_color);
    told(mistake.into_iter().collect());
    let pane = Pane::ALL.into_iter().find(|p| p.word() == config.pane);
    if pane.is_none() {
        let words: Vec<&str> = Pane::ALL.iter().map(|p| p.word()).collect();
        problems.push(format!("config.toml: pane `{}` is not known; write {}", config.pane, words.join(", ")));
    }
    let (memory, problem) = memory::load(&paths.data);
    problems.extend(problem);
    let index = Index::new(&catalog);
    let env = Env { catalog, index, keymap, theme, today, problems };
    let mut model = Model::new(&env, date.or(config.date).unwrap_or(today), pane.unwrap_or(Pane::Overview), memory);
    model.mouse = config.mouse;
    (env, model)
}

/// A file of the config directory as (shown path, text); `None` where there is none.
fn own(folder: &Path, name: &str) -> Result<Option<(String, String)>, Mistake> {
    let path = folder.join(name);
    let shown = path.display().to_string();
    match fs::read_to_string(&path) {
        Ok(text) => Ok(Some((shown, text))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Mistake { file: shown, line: 0, message: format!("cannot be read: {error}") }),
    }
}

fn read_config(folder: &Path) -> (Config, Option<Mistake>) {
    match own(folder, "config.toml").and_then(|f| f.map_or_else(|| Ok(Config::default()), |(file, text)| config::read(&file, &text))) {
        Ok(config) => (config, None),
        Err(mistake) => (Config::default(), Some(mistake)),
    }
}

fn read_keys(folder: &Path) -> (Keymap, Vec<Mistake>) {
    match own(folder, "keys.toml") {
        Ok(file) => Keymap::new(file.as_ref().map(|(file, text)| (file.as_str(), text.as_str()))),
        Err(mistake) => (Keymap::new(None).0, vec![mistake]),
    }
}

fn read_theme(folder: &Path, config: &Config, no_color: bool) -> (Theme, Option<Mistake>) {
    let name = if no_color { "monochrome" } else { config.theme.as_str() };
    let fallback = |borders: Borders| Theme::shipped("dark", borders).unwrap_or_default();
    if let Some(theme) = Theme::shipped(name, config.borders) {
        return (theme, None);
    }
    let file = format!("theme-{name}.toml");
    let missing = || Mistake {
        file: folder.join(&file).display().to_string(),
        line: 0,
        message: "there is no such file for the theme; the shipped ones are dark, light, high-contrast, monochrome".to_owned(),
    };
    match own(folder, &file).and_then(|f| f.ok_or_else(missing)).and_then(|(file, text)| Theme::parse(&file, &text, config.borders)) {
        Ok(theme) => (theme, None),
        Err(mistake) => (fallback(config.borders), Some(mistake)),
    }
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
    let mut signals = Signals::new([SIGTERM, SIGHUP, SIGCONT])?;
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
        let (wake, lost) = match event::read() {
            Ok(event) => (Wake::Event(event), false),
            Err(error) => (Wake::Lost(error), true),
        };
        if sender.send(wake).is_err() || lost {
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
        Effect::Save => match memory::save(data, &model.unsaved) {
            Ok(()) => model.unsaved.clear(),
            Err(error) => model.message = Some(format!("bookmarks could not be written: {error}")),
        },
        Effect::Mouse(on) => session.mouse(on)?,
        Effect::Redraw => {
            session.enter()?;
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

/// What an event means here and now; `None` where it means nothing.
pub fn message(event: &Event, model: &Model, env: &Env) -> Option<Msg> {
    match event {
        Event::Key(key) if key.kind == KeyEventKind::Release => None,
        Event::Key(key) => match env.keymap.get(model.context(), KeyCombination::from(*key)) {
            Some(action) => Some(Msg::Act(action)),
            None => to_input_request(event).map(Msg::Edit),
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
