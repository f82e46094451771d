//! What systems do differently, Unix and Windows side by side: signals, suspending, keys, permissions, folders, clipboard.
//!
//! Nothing outside this room asks which system it runs on. macOS is a Unix; where it differs, `unix.rs` says so.

#[cfg(any(unix, test))]
mod keys;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

use std::io::{self, Write};
use std::process::{Command, Stdio};

#[cfg(unix)]
pub use unix::*;
#[cfg(windows)]
pub use windows::*;

/// A signal, by what it asks of the browser. Windows knows the first alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// End, by this signal.
    End(i32),
    /// Stop until the shell continues it.
    Stop,
    /// Continued: the terminal may have changed.
    Continue,
    /// The terminal has another size.
    Resize,
}

/// Gives text to a program that takes what is copied on its input.
fn give_to(program: &mut Command, text: &[u8]) -> io::Result<()> {
    let mut child = program.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let given = child.stdin.take().map_or(Ok(()), |mut input| input.write_all(text));
    let status = child.wait()?;
    given?;
    if status.success() { Ok(()) } else { Err(io::Error::other(format!("the clipboard program ended with {status}"))) }
}
