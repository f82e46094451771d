//! The terminal, taken once and given back once on every way out.

use std::io::{self, BufWriter, Stdout, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use ratatui::backend::CrosstermBackend;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture};
use ratatui::crossterm::terminal::{self, EnterAlternateScreen, LeaveAlternateScreen};
use ratatui::crossterm::{Command, cursor, execute, style};
use ratatui::layout::{Position, Rect};

use super::screen;
use crate::platform::{self, TakenTerminal, TerminalGuard, TerminalModes};

/// The screen: everything of a frame is written at once.
pub(crate) type Screen = screen::Screen<CrosstermBackend<BufWriter<Stdout>>>;

/// Bytes held back until a frame is whole; a full 200x60 frame with styles is under half of it.
const FRAME: usize = 256 * 1024;

/// The largest screen that is drawn, columns and rows: what a terminal says of its size may be anything.
const LARGEST: (u16, u16) = (1000, 400);

/// The loop has so long to end by itself after a signal before the terminal is given back for it.
const PATIENCE: Duration = Duration::from_millis(300);

/// Then so long to save what is open, before the signal does what it does.
const SAVING: Duration = Duration::from_secs(3);

/// Whether the terminal is taken, as the loop and the thread of `rescue` both know it.
#[derive(Debug, Default)]
pub struct Hold {
    taken: Mutex<bool>,
    retaken: Condvar,
    /// Given back for good.
    ended: AtomicBool,
    /// What the guard is to give back.
    guarded: Mutex<Option<TakenTerminal>>,
    guard: Mutex<Option<TerminalGuard>>,
}

impl Hold {
    /// Notes that the terminal is taken; `false` where it is already.
    fn take(&self) -> bool {
        let is_free = !std::mem::replace(&mut *lock(&self.taken), true);
        self.retaken.notify_all();
        is_free
    }

    /// Waits until the terminal is taken, and keeps it from being given back for as long as what is returned lives.
    pub(crate) fn taken(&self) -> MutexGuard<'_, bool> {
        let taken = lock(&self.taken);
        self.retaken.wait_while(taken, |taken| !*taken).unwrap_or_else(PoisonError::into_inner)
    }

    fn give_back(&self) {
        if std::mem::take(&mut *lock(&self.taken)) {
            restore(true);
            self.tell_guard(None);
        }
    }

    fn tell_guard(&self, taken: Option<TakenTerminal>) {
        let mut guarded = lock(&self.guarded);
        *guarded = taken;
        if let Some(guard) = &mut *lock(&self.guard) {
            guard.tell(guarded.as_ref());
        }
    }

    /// Starts a guard. Without one the terminal is as safe as the program itself.
    fn start_guard(&self) {
        let guarded = lock(&self.guarded);
        *lock(&self.guard) = TerminalGuard::start(guarded.as_ref()).ok();
    }

    fn end(&self) {
        self.ended.store(true, Ordering::SeqCst);
        self.give_back();
    }

    /// Writes to the terminal, unless it was given back for good. Where that happened meanwhile it is given back once more.
    fn write(&self, what: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
        if self.ended.load(Ordering::SeqCst) {
            return Ok(());
        }
        let written = what();
        if self.ended.load(Ordering::SeqCst) {
            let was_taken = std::mem::take(&mut *lock(&self.taken));
            restore(was_taken);
            self.tell_guard(None);
        }
        written
    }
}

fn lock<T>(held: &Mutex<T>) -> MutexGuard<'_, T> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The terminal in raw mode on its alternate screen, for as long as this lives.
///
/// It is given back by `Drop`, by the panic hook, by `Session::leave` and by `rescue`, by whichever comes first; where the program
/// ends before any of them, by its [`TerminalGuard`].
#[derive(Debug)]
pub struct Session {
    hold: Arc<Hold>,
    mouse: bool,
}

impl Session {
    /// Takes the terminal, and sees to it that a panic gives it back before it is reported.
    ///
    /// # Errors
    /// The terminal refuses.
    pub fn open(mouse: bool, hold: Arc<Hold>) -> io::Result<Session> {
        let session = Session { hold, mouse };
        let hold = Arc::clone(&session.hold);
        let report = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            hold.give_back();
            report(panic);
        }));
        session.enter()?;
        Ok(session)
    }

    /// Has a guard stand by from here on.
    pub(crate) fn guard(&self) {
        self.hold.start_guard();
    }

    /// Takes the terminal, again after [`Session::leave`].
    ///
    /// # Errors
    /// The terminal refuses.
    pub(crate) fn enter(&self) -> io::Result<()> {
        self.hold.write(|| {
            // Entering the alternate screen twice would lose the cursor's place on the other one.
            if self.hold.take() {
                let found = TerminalModes::now()?;
                raw()?;
                execute!(io::stdout(), EnterAlternateScreen)?;
                self.hold.tell_guard(Some(TakenTerminal { found, taken: TerminalModes::now()?, leave: leaving() }));
            }
            self.switch_on()
        })
    }

    /// Sets the terminal's modes once more: a shell that stopped us from outside may have changed them.
    ///
    /// # Errors
    /// The terminal refuses.
    pub(crate) fn refresh(&self) -> io::Result<()> {
        self.hold.write(|| {
            terminal::disable_raw_mode()?;
            raw()?;
            self.switch_on()
        })
    }

    fn switch_on(&self) -> io::Result<()> {
        execute!(io::stdout(), EnableBracketedPaste)?;
        if self.mouse { execute!(io::stdout(), EnableMouseCapture) } else { Ok(()) }
    }

    /// Gives the terminal back.
    pub(crate) fn leave(&self) {
        self.hold.give_back();
    }

    /// Takes the mouse or leaves it to the terminal.
    ///
    /// # Errors
    /// The terminal cannot be written.
    pub(crate) fn mouse(&mut self, on: bool) -> io::Result<()> {
        self.mouse = on;
        self.hold.write(|| if on { execute!(io::stdout(), EnableMouseCapture) } else { execute!(io::stdout(), DisableMouseCapture) })
    }

    /// Draws a frame at the size that the terminal has now.
    ///
    /// # Errors
    /// The terminal does not tell its size, or cannot be written.
    pub(crate) fn draw(&self, screen: &mut Screen, frame: impl FnOnce(&mut Buffer) -> Option<Position>) -> io::Result<()> {
        self.hold.write(|| {
            let now = area()?;
            if now != screen.area() {
                screen.resize(now)?;
            }
            screen.draw(frame)
        })
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.leave();
    }
}

/// Every step is tried whatever became of the one before.
fn restore(alternate: bool) {
    let mut out = io::stdout();
    let _ = execute!(out, DisableMouseCapture);
    let _ = execute!(out, DisableBracketedPaste);
    if alternate {
        let _ = execute!(out, LeaveAlternateScreen);
    }
    let _ = execute!(out, cursor::Show);
    let _ = terminal::disable_raw_mode();
    let _ = out.flush();
}

/// What `restore` writes, for whoever has to write it instead.
fn leaving() -> String {
    let mut sequences = String::new();
    let _ = DisableMouseCapture.write_ansi(&mut sequences);
    let _ = DisableBracketedPaste.write_ansi(&mut sequences);
    let _ = style::ResetColor.write_ansi(&mut sequences);
    let _ = LeaveAlternateScreen.write_ansi(&mut sequences);
    let _ = cursor::Show.write_ansi(&mut sequences);
    sequences
}

fn raw() -> io::Result<()> {
    terminal::enable_raw_mode()?;
    platform::hear_interrupt_key()
}

/// Ends the program as a signal asks where the loop cannot: gives the terminal back, then ends.
pub(crate) fn rescue(hold: Arc<Hold>, signal: i32) {
    thread::spawn(move || {
        thread::sleep(PATIENCE);
        // The modes first: they need nobody to read, as what is written does.
        let _ = terminal::disable_raw_mode();
        thread::spawn(move || hold.end());
        thread::sleep(SAVING);
        let _ = platform::end_as(signal);
    });
}

/// The screen to draw on.
///
/// # Errors
/// The terminal does not tell its size.
pub(crate) fn screen() -> io::Result<Screen> {
    let backend = CrosstermBackend::new(BufWriter::with_capacity(FRAME, io::stdout()));
    Ok(Screen::new(backend, area()?))
}

/// Draws all of it anew with the next frame.
///
/// # Errors
/// The terminal does not tell its size, or cannot be written.
pub(crate) fn forget(screen: &mut Screen) -> io::Result<()> {
    screen.resize(area()?)
}

fn area() -> io::Result<Rect> {
    let (columns, rows) = terminal::size()?;
    Ok(Rect::new(0, 0, columns.min(LARGEST.0), rows.min(LARGEST.1)))
}
