//! What Unix and Windows do differently: signals, suspending, the keys that a terminal itself acts on, owners and permissions of
//! files. Nowhere else does the program ask which of them it runs on.

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
pub use unix::*;
#[cfg(windows)]
pub use windows::*;

/// What comes from outside the terminal's own bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interrupt {
    /// Ctrl-C, heard even where the terminal is in the middle of a sequence that it never ends.
    Key,
    /// Ctrl-Z from outside: stop until continued.
    Suspend,
    /// Continued after a stop.
    Continue,
    /// End, as this signal would; Windows has one number for a closed window.
    End(i32),
}
