//! The event loop: reads events and signals, updates the model, performs effects, draws.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SendError, Sender};
use std::time::Duration;
use std::{io, thread};

use anyhow::Context as _;
use crokey::KeyCombination;
use ratatui::crossterm::clipboard::CopyToClipboard;
use ratatui::crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEventKind};
use ratatui::crossterm::{execute, style};
use ratatui::layout::Position;
use tui_input::InputRequest;
use tui_input::backend::crossterm::to_input_request;

use super::background::{self, Answer, Progress};
use super::hyperlinks::Hyperlinks;
use super::model::Model;
use super::persistence;
use super::startup::{StartupOptions, startup};
use super::terminal::{self, Hold, Screen, Session};
use super::update::update;
use super::view::view;
use super::{Action, Effect, Env, FrameLayout, Msg};
use crate::exit::Exit;
use crate::platform::{self, EventReader, Interrupt};
use crate::text;

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
    let (mut env, mut model) = startup(options);
    let hold = Arc::<Hold>::default();
    let inbox = listen(Arc::clone(&hold)).context("the terminal cannot be read")?;
    let mut session = Session::open(model.mouse, hold).context("the terminal cannot be taken")?;
    ask_background(&mut env)?;
    let ended = event_loop(&mut env, &mut model, &inbox, &mut session, &data);
    session.leave();
    model.browse.note_session(&env);
    persistence::flush_on_exit(&mut model, &data)?;
    if let Some(signal) = ended? {
        platform::end_as(signal)?;
    }
    Ok(Exit::Success)
}

/// Asks the terminal for its background where the theme depends on it.
fn ask_background(env: &mut Env) -> io::Result<()> {
    if env.asks_background() {
        write!(io::stdout(), "{}", background::QUERY)?;
        io::stdout().flush()?;
    }
    Ok(())
}

/// What wakes the loop.
#[derive(Debug)]
enum LoopEvent {
    Terminal(Event),
    Interrupt(Interrupt),
    /// The terminal said whether its background is light.
    Background(bool),
    /// No key came while the time is shown.
    Tick,
    Lost(io::Error),
}

/// Starts listening to the terminal and to signals.
fn listen(hold: Arc<Hold>) -> io::Result<Receiver<LoopEvent>> {
    let (sender, inbox) = mpsc::channel();
    let interrupts = sender.clone();
    let reader = EventReader::open()?;
    let taken = Arc::clone(&hold);
    platform::listen(move |interrupt| {
        // Nobody receives any more where the loop has ended: then the program is ending.
        let _ = interrupts.send(LoopEvent::Interrupt(interrupt));
        if let Interrupt::End(signal) = interrupt {
            terminal::rescue(Arc::clone(&hold), signal);
        }
    })?;
    thread::spawn(move || read_events(reader, &taken, &sender));
    Ok(inbox)
}

/// Reads until the terminal is lost or nobody receives any more, and only while the terminal is taken: what is typed after it is
/// given back is the shell's.
fn read_events(mut reader: EventReader, hold: &Hold, sender: &Sender<LoopEvent>) -> Result<(), SendError<LoopEvent>> {
    let mut read = |timeout| reader.read(timeout, || hold.taken());
    loop {
        match read(None) {
            Ok(Some(first)) if Answer::begins(&first) => read_answer(first, &mut read, sender)?,
            Ok(event) => event.into_iter().try_for_each(|event| sender.send(LoopEvent::Terminal(event)))?,
            Err(error) => return sender.send(LoopEvent::Lost(error)),
        }
    }
}

/// How long the rest of an answer may take that has begun: it comes at once, a key pressed by hand does not.
const REST: Duration = Duration::from_millis(50);

/// Reads what may be the answer for the background; what is none was typed and is passed on.
fn read_answer(
    first: Event,
    mut read: impl FnMut(Option<Duration>) -> io::Result<Option<Event>>,
    sender: &Sender<LoopEvent>,
) -> Result<(), SendError<LoopEvent>> {
    let (mut answer, mut typed) = (Answer::default(), vec![first]);
    while let Ok(Some(next)) = read(Some(REST)) {
        let progress = answer.take(&next);
        typed.push(next);
        match progress {
            Progress::Open => {}
            Progress::Light(light) => return sender.send(LoopEvent::Background(light)),
            Progress::None => break,
        }
    }
    typed.into_iter().try_for_each(|event| sender.send(LoopEvent::Terminal(event)))
}

/// Runs until the user leaves or a signal ends the program; returns that signal.
fn event_loop(
    env: &mut Env,
    model: &mut Model,
    inbox: &Receiver<LoopEvent>,
    session: &mut Session,
    data: &Path,
) -> anyhow::Result<Option<i32>> {
    let mut screen = terminal::screen()?;
    let mut layout = FrameLayout::default();
    let mut links = Hyperlinks::default();
    let mut show = |model: &Model, env: &Env, layout: &mut FrameLayout, screen: &mut Screen, session: &Session| {
        session.draw(screen, |frame| {
            let cursor = view(model, env, layout, frame);
            if env.hyperlinks {
                links.mark(&env.catalog, frame);
            }
            cursor
        })
    };
    show(model, env, &mut layout, &mut screen, session)?;
    session.guard();
    model.browse.prepare(env);
    loop {
        let first = next_event(inbox, model.tick())?;
        // Keys do not hold the time up.
        let mut due = model.tick().is_some() && !matches!(first, LoopEvent::Tick);
        let mut next = Some(first);
        let mut changed = false;
        while let Some(event) = next {
            let effects = match event {
                LoopEvent::Background(light) => {
                    env.follow_background(light);
                    Some(Vec::new())
                }
                LoopEvent::Tick => Some(update(model, env, &layout, Msg::Tick((env.clock)()))),
                LoopEvent::Interrupt(Interrupt::Resize) => Some(update(model, env, &layout, Msg::Resize)),
                LoopEvent::Interrupt(Interrupt::Continue) => Some(vec![Effect::Redraw]),
                LoopEvent::Interrupt(Interrupt::Suspend) => Some(vec![Effect::Suspend]),
                LoopEvent::Interrupt(Interrupt::End(signal)) => return Ok(Some(signal)),
                LoopEvent::Lost(error) => return Err(error).context("the terminal cannot be read"),
                LoopEvent::Interrupt(Interrupt::Key) => heard(&interrupt_key(), model, env, &layout),
                LoopEvent::Terminal(event) => heard(&event, model, env, &layout),
            };
            changed |= effects.is_some();
            for effect in effects.unwrap_or_default() {
                if effect == Effect::Quit {
                    return Ok(None);
                }
                match &effect {
                    Effect::ShowTheme(name) => env.show_theme(name),
                    Effect::ChooseTheme(name) => env.choose_theme(name),
                    _ => {}
                }
                ask_background(env)?;
                let read = if let Effect::ReadFile(name) = &effect { Some(persistence::read_file(name)) } else { None };
                perform(effect, model, session, &mut screen, data)?;
                // Taking a file in asks for nothing of the world.
                read.into_iter().for_each(|msg| _ = update(model, env, &layout, msg));
            }
            next = inbox.try_recv().ok().or_else(|| std::mem::take(&mut due).then_some(LoopEvent::Tick));
        }
        if changed {
            show(model, env, &mut layout, &mut screen, session)?;
        }
    }
}

/// The next event; a tick where none comes in that time.
fn next_event(inbox: &Receiver<LoopEvent>, tick: Option<Duration>) -> anyhow::Result<LoopEvent> {
    let heard = match tick.map(|wait| inbox.recv_timeout(wait)) {
        Some(Err(RecvTimeoutError::Timeout)) => return Ok(LoopEvent::Tick),
        Some(heard) => heard.ok(),
        None => inbox.recv().ok(),
    };
    heard.context("nothing listens to the terminal any more")
}

/// What an event does; `None` where it means nothing.
fn heard(event: &Event, model: &mut Model, env: &Env, layout: &FrameLayout) -> Option<Vec<Effect>> {
    let msg = message(event, model, env)?;
    Some(update(model, env, layout, msg))
}

/// Ctrl-C, as a terminal sends it.
fn interrupt_key() -> Event {
    Event::Key(KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL))
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
            terminal::forget(screen)?;
        }
        Effect::Suspend => {
            session.leave();
            platform::suspend()?;
            session.enter()?;
            terminal::forget(screen)?;
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
