//! The terminal, taken once and given back once on every way out.

use std::io::{self, BufWriter, Stdout, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::event::{DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture};
use ratatui::crossterm::terminal::{self, EnterAlternateScreen, LeaveAlternateScreen};
use ratatui::crossterm::{cursor, execute};

/// The screen: everything of a frame is written at once.
pub(crate) type Screen = Terminal<CrosstermBackend<BufWriter<Stdout>>>;

/// Bytes held back until a frame is whole; a full 200x60 frame with styles is under half of it.
const FRAME: usize = 256 * 1024;

/// The terminal in raw mode on its alternate screen, for as long as this lives.
///
/// It is given back by `Drop`, by the panic hook and by `Session::leave`, by whichever comes first.
#[derive(Debug)]
pub struct Session {
    taken: Arc<AtomicBool>,
    mouse: bool,
}

impl Session {
    /// Takes the terminal, and sees to it that a panic gives it back before it is reported.
    ///
    /// # Errors
    /// The terminal refuses.
    pub fn open(mouse: bool) -> io::Result<Session> {
        let session = Session { taken: Arc::default(), mouse };
        let taken = Arc::clone(&session.taken);
        let report = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            give_back(&taken);
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
        // Entering the alternate screen twice would lose the cursor's place on the other one.
        if !self.taken.swap(true, Ordering::SeqCst) {
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
        give_back(&self.taken);
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

/// Every step is tried whatever became of the one before.
fn give_back(taken: &AtomicBool) {
    if !taken.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = io::stdout();
    let _ = execute!(out, DisableMouseCapture);
    let _ = execute!(out, DisableBracketedPaste);
    let _ = execute!(out, LeaveAlternateScreen);
    let _ = execute!(out, cursor::Show);
    let _ = terminal::disable_raw_mode();
    let _ = out.flush();
}

/// The screen to draw on.
///
/// # Errors
/// The terminal does not tell its size.
pub(crate) fn screen() -> io::Result<Screen> {
    Terminal::new(CrosstermBackend::new(BufWriter::with_capacity(FRAME, io::stdout())))
}
