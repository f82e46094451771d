//! The event loop: reads events and signals, updates the model, performs effects, draws.

use std::path::Path;
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};
use std::{io, thread};

use anyhow::Context as _;
use crokey::KeyCombination;
use ratatui::crossterm::clipboard::CopyToClipboard;
use ratatui::crossterm::event::{Event, KeyCode, KeyEventKind, KeyModifiers, MouseButton, MouseEventKind};
use ratatui::crossterm::{execute, style};
use ratatui::layout::Position;
use tui_input::InputRequest;
use tui_input::backend::crossterm::to_input_request;

use super::model::Model;
use super::persistence;
use super::startup::{StartupOptions, startup};
use super::terminal::{self, Guard, Screen, Session};
use super::update::update;
use super::view::view;
use super::{Action, Effect, Env, FrameLayout, Msg};
use crate::exit::Exit;
use crate::platform::{self, Signal};
use crate::text;

/// After a signal that ends it the browser has this long to give the terminal back; then it is given back without it.
const LEAVING: Duration = Duration::from_millis(300);

/// And from then on this long to write what is not on disk yet.
const SAVING: Duration = Duration::from_secs(5);

/// Rows that one step of the wheel scrolls.
const WHEEL: i32 = 3;

/// Opens the browser and runs it until the user leaves.
///
/// # Errors
/// The terminal cannot be taken, read or written.
pub fn run(options: StartupOptions) -> anyhow::Result<Exit> {
    // Under NO_COLOR ratatui with crossterm drops reversed and bold with the colors; the monochrome theme keeps them.
    style::force_color_output(true);
    let data = options.paths.data.clone();
    let (env, mut model) = startup(options);
    let guard = Guard::default();
    let inbox = listen(&guard)?;
    let mut session = Session::open(model.mouse, guard).context("the terminal cannot be taken")?;
    let ended = event_loop(&env, &mut model, &inbox, &mut session, &data);
    session.leave();
    persistence::flush_on_exit(&mut model, &data)?;
    if let Some(signal) = ended? {
        platform::end_by(signal)?;
    }
    Ok(Exit::Success)
}

/// What wakes the loop.
#[derive(Debug)]
enum LoopEvent {
    Terminal(Event),
    Signal(Signal),
    Lost(io::Error),
}

/// Starts listening to the terminal and to signals.
fn listen(guard: &Guard) -> io::Result<Receiver<LoopEvent>> {
    let (sender, inbox) = mpsc::channel();
    let (signals, guard) = (sender.clone(), guard.clone());
    let mut ending: Option<Instant> = None;
    platform::on_signals(move |signal| {
        if let Signal::End(number) = signal {
            match ending {
                None => watch(number, &guard),
                // Asked again after it should have been gone, it goes at once; before that, once is enough.
                Some(since) if since.elapsed() > LEAVING => end(number, &guard),
                Some(_) => {}
            }
            ending = ending.or_else(|| Some(Instant::now()));
        }
        signals.send(LoopEvent::Signal(signal)).is_ok()
    })?;
    thread::spawn(move || platform::read_events(|read| sender.send(read.map_or_else(LoopEvent::Lost, LoopEvent::Terminal)).is_ok()));
    Ok(inbox)
}

/// Outside the loop, which may wait for a terminal that takes no more output or for a disk.
fn watch(signal: i32, guard: &Guard) {
    let guard = guard.clone();
    thread::spawn(move || {
        thread::sleep(LEAVING);
        guard.give_back_in_time();
        thread::sleep(SAVING);
        end(signal, &guard);
    });
}

fn end(signal: i32, guard: &Guard) {
    guard.give_back_in_time();
    let _ = platform::end_by(signal);
}

/// Runs until the user leaves or a signal ends the program; returns that signal.
fn event_loop(
    env: &Env,
    model: &mut Model,
    inbox: &Receiver<LoopEvent>,
    session: &mut Session,
    data: &Path,
) -> anyhow::Result<Option<i32>> {
    let mut screen = terminal::screen()?;
    let mut layout = FrameLayout::default();
    screen.draw(|frame| view(model, env, &mut layout, frame))?;
    loop {
        let mut next = Some(inbox.recv().context("nothing listens to the terminal any more")?);
        let mut changed = false;
        while let Some(event) = next {
            let effects = match event {
                LoopEvent::Signal(Signal::End(signal)) => return Ok(Some(signal)),
                LoopEvent::Signal(Signal::Stop) => vec![Effect::Suspend],
                LoopEvent::Signal(Signal::Continue) => vec![Effect::Redraw],
                LoopEvent::Signal(Signal::Resize) => {
                    changed = true;
                    update(model, env, &layout, Msg::Resize)
                }
                LoopEvent::Lost(error) => return Err(error).context("the terminal cannot be read"),
                LoopEvent::Terminal(event) => match message(&event, model, env) {
                    Some(msg) => {
                        changed = true;
                        update(model, env, &layout, msg)
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
            next = inbox.try_recv().ok();
        }
        if changed {
            terminal::fit(&mut screen)?;
            screen.draw(|frame| view(model, env, &mut layout, frame))?;
        }
    }
}

fn perform(effect: Effect, model: &mut Model, session: &mut Session, screen: &mut Screen, data: &Path) -> anyhow::Result<()> {
    match effect {
        Effect::Copy(text) => match platform::copy(&text) {
            Some(Err(error)) => model.message = Some(format!("nothing was copied: {error}")),
            Some(Ok(())) => {}
            None => execute!(screen.backend_mut(), CopyToClipboard::to_clipboard_from(text))?,
        },
        Effect::Mouse(on) => session.mouse(on)?,
        Effect::Redraw => {
            session.refresh()?;
            terminal::redraw(screen)?;
        }
        Effect::Suspend => {
            session.leave();
            platform::stop()?;
            session.enter()?;
            terminal::redraw(screen)?;
        }
        effect => persistence::perform(&effect, model, data),
    }
    Ok(())
}

/// Nobody types a directional override: characters that could deceive the reader are not taken from the keyboard.
fn is_harmless(request: &InputRequest) -> bool {
    !matches!(request, InputRequest::InsertChar(c) if text::is_hostile(*c))
}

/// What an event means in the current context; `None` where it means nothing.
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
