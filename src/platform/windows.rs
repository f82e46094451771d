//! Windows: the terminal sends Ctrl-C as a key, a closed window ends the program, and a user's folders are private by their place.

use std::env;
use std::fs::{DirBuilder, File, Metadata, OpenOptions, Permissions};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use etcetera::BaseStrategy;
use ratatui::crossterm::event::{self, Event};

use super::{Interrupt, give_to};

/// Windows has no such limit.
///
/// # Errors
/// None.
pub fn outlive_file_limits() -> io::Result<()> {
    Ok(())
}

/// Tells `heard` of a closed window, a log-off, a shutdown.
///
/// # Errors
/// The system takes no handler.
pub fn listen(heard: impl Fn(Interrupt) + Send + 'static) -> io::Result<()> {
    ctrlc::set_handler(move || heard(Interrupt::End(0))).map_err(io::Error::other)
}

/// Leaves; there is no signal to end by.
///
/// # Errors
/// None.
pub fn end_as(_: i32) -> io::Result<()> {
    Ok(())
}

/// A program is not suspended on Windows.
///
/// # Errors
/// None.
pub fn suspend() -> io::Result<()> {
    Ok(())
}

/// Ctrl-C is a key in raw mode.
///
/// # Errors
/// None.
pub fn hear_interrupt_key() -> io::Result<()> {
    Ok(())
}

/// Reads the console, which sends whole events.
#[derive(Debug)]
pub struct EventReader;

impl EventReader {
    /// Nothing is opened.
    ///
    /// # Errors
    /// None.
    pub fn open() -> io::Result<EventReader> {
        Ok(EventReader)
    }

    /// The next event; `None` where none comes in that time.
    ///
    /// # Errors
    /// The console cannot be read.
    pub fn read<Guard>(&mut self, timeout: Option<Duration>, _: impl Fn() -> Guard) -> io::Result<Option<Event>> {
        match timeout {
            Some(timeout) if !event::poll(timeout)? => Ok(None),
            _ => event::read().map(Some),
        }
    }
}

/// Nothing is kept: a console has the modes of whoever reads from it, and its shell sets its own.
#[derive(Debug)]
pub struct TerminalModes;

impl TerminalModes {
    /// Nothing is looked at.
    ///
    /// # Errors
    /// None.
    pub fn now() -> io::Result<TerminalModes> {
        Ok(TerminalModes)
    }
}

/// A terminal that the browser has taken.
#[derive(Debug)]
pub struct TakenTerminal {
    /// Its modes before.
    pub found: TerminalModes,
    /// Its modes since.
    pub taken: TerminalModes,
    /// What leaves its screen.
    pub leave: String,
}

/// Nothing guards the console.
#[derive(Debug)]
pub struct TerminalGuard;

impl TerminalGuard {
    /// Nothing is started.
    ///
    /// # Errors
    /// None.
    pub fn start(_: Option<&TakenTerminal>) -> io::Result<TerminalGuard> {
        Ok(TerminalGuard)
    }

    /// Nobody is told.
    pub fn tell(&mut self, _: Option<&TakenTerminal>) {}
}

/// Never.
pub fn stood_guard() -> bool {
    false
}

/// Who may write here is the business of the folder's access list.
///
/// # Errors
/// None.
pub fn same_owner(_: &Metadata, _: &Metadata) -> io::Result<()> {
    Ok(())
}

/// Permissions come from the folder.
///
/// # Errors
/// None.
pub fn mode_of(_: &Path) -> io::Result<u32> {
    Ok(0)
}

/// Permissions come from the folder.
pub fn set_folder_mode(_: &mut DirBuilder, _: u32) {}

/// Permissions come from the folder.
pub fn set_file_mode(_: &mut OpenOptions, _: u32) {}

/// Permissions come from the folder.
pub fn permissions(_: u32) -> Option<Permissions> {
    None
}

/// Makes what was written to a file last.
///
/// # Errors
/// The disk fails.
pub fn sync_file(file: &File) -> io::Result<()> {
    file.sync_all()
}

/// A folder is not opened to be synced; renames are journaled.
///
/// # Errors
/// None.
pub fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Copies text with the system's own program where the console has no clipboard sequence: conhost. `None` where it has one.
pub fn copy(text: &str) -> Option<io::Result<()>> {
    let has_sequence = ["WT_SESSION", "SSH_CONNECTION", "TERM_PROGRAM"].into_iter().any(|name| env::var_os(name).is_some());
    // `clip` takes any language as UTF-16 with its mark.
    let text = || [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    (!has_sequence).then(|| give_to(&mut Command::new("clip"), &text()))
}

/// The folders of this user's data and configuration, both in `%APPDATA%`.
pub fn folders() -> Option<[PathBuf; 2]> {
    let strategy = etcetera::choose_base_strategy().ok()?;
    Some([strategy.data_dir().join("jdex"), strategy.config_dir().join("jdex")])
}

/// A file that another program holds open, as Excel does with what it shows.
const HELD: [i32; 2] = [32, 33];

/// Says what the system's words do not: that another program holds a file.
pub fn explain(error: io::Error) -> io::Error {
    if error.raw_os_error().is_some_and(|code| HELD.contains(&code)) {
        return io::Error::new(
            error.kind(),
            "another program holds it open (Excel does with a file that it shows); close it there and try again",
        );
    }
    error
}
