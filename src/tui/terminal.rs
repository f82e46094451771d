//! The terminal, taken once and given back once on every way out.

use std::fs::File;
use std::io::{self, BufWriter, Stdout, Write};
use std::sync::mpsc;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::event::{DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture};
use ratatui::crossterm::terminal::{self, EnterAlternateScreen, LeaveAlternateScreen};
use ratatui::crossterm::{cursor, execute};
use ratatui::layout::Rect;
use ratatui::{Terminal, TerminalOptions, Viewport};

use crate::platform;

/// The screen: everything of a frame is written at once.
pub(crate) type Screen = Terminal<CrosstermBackend<BufWriter<Stdout>>>;

/// Bytes held back until a frame is whole; a full 200x60 frame with styles is under half of it.
const FRAME: usize = 256 * 1024;

/// A terminal may say that it is larger than any is; what lies beyond stays empty. A cell costs 40 bytes, twice.
const LARGEST: (u16, u16) = (1_000, 500);

/// A terminal that takes no more output is not waited for longer.
const PATIENCE: Duration = Duration::from_millis(200);

/// Who gives the terminal back: the loop, a panic, or the watch over signals, whichever comes first.
///
/// It writes through a handle of its own, since the loop may hold standard output.
#[derive(Clone, Debug, Default)]
pub struct Guard(Arc<Mutex<Option<File>>>);

impl Guard {
    /// Every step is tried whatever became of the one before.
    fn give_back(&self) {
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(out) = taken.take() {
            restore(&out);
        }
    }

    /// Gives the terminal back even where it takes no more output: then its line editing alone.
    pub(crate) fn give_back_in_time(&self) {
        let (done, waits) = mpsc::channel();
        let guard = self.clone();
        thread::spawn(move || {
            guard.give_back();
            let _ = done.send(());
        });
        if waits.recv_timeout(PATIENCE).is_err() {
            let _ = terminal::disable_raw_mode();
        }
    }
}

/// The terminal in raw mode on its alternate screen, for as long as this lives.
#[derive(Debug)]
pub struct Session {
    guard: Guard,
    mouse: bool,
}

impl Session {
    /// Takes the terminal, and sees to it that a panic gives it back before it is reported.
    ///
    /// # Errors
    /// The terminal refuses.
    pub fn open(mouse: bool, guard: Guard) -> io::Result<Session> {
        let session = Session { guard, mouse };
        let guard = session.guard.clone();
        let report = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            // Not waited for: the thread that panics may be the one that gives back.
            if let Some(out) = guard.0.try_lock().ok().and_then(|mut taken| taken.take()) {
                restore(&out);
            }
            report(panic);
        }));
        session.enter()?;
        Ok(session)
    }

    /// Takes the terminal, again after [`Session::leave`].
    ///
    /// # Errors
    /// The terminal refuses.
    pub(crate) fn enter(&self) -> io::Result<()> {
        let mut taken = self.guard.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Entering the alternate screen twice would lose the cursor's place on the other one.
        if taken.is_none() {
            *taken = Some(platform::terminal()?);
            terminal::enable_raw_mode()?;
            execute!(io::stdout(), EnterAlternateScreen)?;
        }
        self.switch_on()
    }

    /// Sets the terminal's modes once more: a shell that stopped us from outside may have changed them.
    ///
    /// # Errors
    /// The terminal refuses.
    pub(crate) fn refresh(&self) -> io::Result<()> {
        terminal::disable_raw_mode()?;
        terminal::enable_raw_mode()?;
        self.switch_on()
    }

    fn switch_on(&self) -> io::Result<()> {
        execute!(io::stdout(), EnableBracketedPaste)?;
        if self.mouse { execute!(io::stdout(), EnableMouseCapture) } else { Ok(()) }
    }

    /// Gives the terminal back.
    pub(crate) fn leave(&self) {
        self.guard.give_back();
    }

    /// Takes the mouse or leaves it to the terminal.
    ///
    /// # Errors
    /// The terminal cannot be written.
    pub(crate) fn mouse(&mut self, on: bool) -> io::Result<()> {
        self.mouse = on;
        if on { execute!(io::stdout(), EnableMouseCapture) } else { execute!(io::stdout(), DisableMouseCapture) }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.leave();
    }
}

fn restore(mut out: &File) {
    let _ = execute!(out, DisableMouseCapture);
    let _ = execute!(out, DisableBracketedPaste);
    let _ = execute!(out, LeaveAlternateScreen);
    let _ = execute!(out, cursor::Show);
    let _ = terminal::disable_raw_mode();
    let _ = out.flush();
}

/// The screen to draw on. It follows the terminal's size with [`fit`].
///
/// # Errors
/// The terminal does not tell its size.
pub(crate) fn screen() -> io::Result<Screen> {
    let backend = CrosstermBackend::new(BufWriter::with_capacity(FRAME, io::stdout()));
    Terminal::with_options(backend, TerminalOptions { viewport: Viewport::Fixed(area()?) })
}

/// As large as the terminal, within reason.
fn area() -> io::Result<Rect> {
    let (columns, rows) = terminal::size()?;
    Ok(Rect::new(0, 0, columns.min(LARGEST.0), rows.min(LARGEST.1)))
}

/// Follows the size of the terminal: everything is drawn anew where it changed.
///
/// # Errors
/// The terminal does not tell its size, or cannot be written.
pub(crate) fn fit(screen: &mut Screen) -> io::Result<()> {
    let area = area()?;
    if screen.get_frame().area() == area { Ok(()) } else { screen.resize(area) }
}

/// Has everything drawn anew.
///
/// # Errors
/// The terminal does not tell its size, or cannot be written.
pub(crate) fn redraw(screen: &mut Screen) -> io::Result<()> {
    screen.resize(area()?)
}
