//! Windows: Windows Terminal, conhost, PowerShell. The folders of a user are private there without being told so.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::windows::io::AsHandle;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use std::{env, thread};

use etcetera::BaseStrategy;
use ratatui::crossterm::event::{self, Event};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use super::{Signal, give_to};

/// Ctrl-Break, and a console window that is closed.
const SIGBREAK: i32 = 21;

/// Nothing is to be prepared.
///
/// # Errors
/// None.
pub fn prepare() -> io::Result<()> {
    Ok(())
}

/// Calls `each` with every signal that concerns the browser, on a thread of its own, until it returns false.
///
/// # Errors
/// The system refuses.
pub fn on_signals(mut each: impl FnMut(Signal) -> bool + Send + 'static) -> io::Result<()> {
    let mut flags = Vec::new();
    for signal in [SIGINT, SIGTERM, SIGBREAK] {
        let came = Arc::new(AtomicBool::new(false));
        flag::register(signal, Arc::clone(&came))?;
        flags.push((signal, came));
    }
    thread::Builder::new().spawn(move || {
        loop {
            thread::sleep(Duration::from_millis(50));
            if !flags.iter().filter(|(_, came)| came.swap(false, Ordering::SeqCst)).all(|(signal, _)| each(Signal::End(*signal))) {
                break;
            }
        }
    })?;
    Ok(())
}

/// Ends the program: nobody can see which signal it was.
///
/// # Errors
/// None.
pub fn end_by(_: i32) -> io::Result<()> {
    std::process::exit(2)
}

/// There is no shell that could continue it: at once back.
///
/// # Errors
/// None.
pub fn stop() -> io::Result<()> {
    Ok(())
}

/// Calls `each` with what is typed, until the terminal is lost or it returns false.
pub fn read_events(mut each: impl FnMut(io::Result<Event>) -> bool) {
    loop {
        let read = event::read();
        let lost = read.is_err();
        if !each(read) || lost {
            return;
        }
    }
}

/// The console behind standard output, which no other thread can hold.
///
/// # Errors
/// The system gives no second handle.
pub fn terminal() -> io::Result<File> {
    Ok(File::from(io::stdout().as_handle().try_clone_to_owned()?))
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

/// Who may write a folder decides there, not who owns a file in it.
///
/// # Errors
/// None.
pub fn same_owner(_: &fs::Metadata, _: &fs::Metadata) -> io::Result<()> {
    Ok(())
}

/// Makes a folder and those above it where they are missing.
///
/// # Errors
/// It cannot be made.
pub fn make_folder(folder: &Path, _: u32) -> io::Result<()> {
    fs::create_dir_all(folder)
}

/// Permissions are inherited.
///
/// # Errors
/// None.
pub fn mode_of(_: &Path) -> io::Result<u32> {
    Ok(0)
}

/// Permissions are inherited.
pub fn permit(_: &mut tempfile::Builder<'_, '_>, _: u32) {}

/// Opens a file for writing.
pub fn options(_: u32) -> OpenOptions {
    let mut options = File::options();
    options.create(true).write(true);
    options
}

/// A folder cannot be synced there; NTFS keeps the order of its own journal.
///
/// # Errors
/// None.
pub fn sync(_: &Path) -> io::Result<()> {
    Ok(())
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
