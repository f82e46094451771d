//! What Unix and Windows do differently: signals, suspending, a guard of the terminal, the keys that it acts on itself, owners and
//! permissions of files, folders, the clipboard. Nowhere else does the program ask which of them it runs on.

#[cfg(unix)]
mod guard;
#[cfg(unix)]
mod keys;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

use std::io::{self, Write};
use std::process::{Command, Stdio};

#[cfg(unix)]
pub use guard::{TakenTerminal, TerminalGuard, TerminalModes, stood_guard};
#[cfg(unix)]
pub use keys::EventReader;
#[cfg(unix)]
pub use unix::*;
#[cfg(windows)]
pub use windows::*;

/// What comes from outside the terminal's own bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interrupt {
    /// Ctrl-C, heard even where the terminal is in the middle of a sequence that it never ends.
    Key,
    /// The terminal has another size; on Windows it is an event of the console.
    Resize,
    /// Ctrl-Z from outside: stop until continued.
    Suspend,
    /// Continued after a stop.
    Continue,
    /// End, as this signal would; Windows has one number for a closed window.
    End(i32),
}

/// Gives text to a program that takes what is copied on its input.
fn give_to(program: &mut Command, text: &[u8]) -> io::Result<()> {
    let mut child = program.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let given = child.stdin.take().map_or(Ok(()), |mut input| input.write_all(text));
    let status = child.wait()?;
    given?;
    if status.success() { Ok(()) } else { Err(io::Error::other(format!("the clipboard program ended with {status}"))) }
}
