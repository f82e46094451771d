//! Linux, macOS and other Unix systems.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read};
use std::os::fd::AsFd;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;
use std::{env, thread};

use etcetera::BaseStrategy;
use ratatui::crossterm::event::Event;
use rustix::process::{getpgrp, getppid, getsid};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH, SIGXFSZ};
use signal_hook::iterator::Signals;
use signal_hook::{flag, low_level};

use super::keys::Keys;
use super::{Signal, give_to};

/// A file that grows beyond the limit of the user's shell is an error of that write, not the end of the program.
///
/// # Errors
/// The system refuses.
pub fn prepare() -> io::Result<()> {
    flag::register(SIGXFSZ, Arc::new(AtomicBool::new(false))).map(|_| ())
}

/// Calls `each` with every signal that concerns the browser, on a thread of its own, until it returns false.
///
/// # Errors
/// The system refuses.
pub fn on_signals(mut each: impl FnMut(Signal) -> bool + Send + 'static) -> io::Result<()> {
    let mut signals = Signals::new([SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH])?;
    thread::Builder::new().spawn(move || {
        let meaning = |signal| match signal {
            SIGTSTP => Signal::Stop,
            SIGCONT => Signal::Continue,
            SIGWINCH => Signal::Resize,
            signal => Signal::End(signal),
        };
        signals.forever().map(meaning).all(&mut each)
    })?;
    Ok(())
}

/// Ends the program as the signal does by default, so that who waits for it sees which.
///
/// # Errors
/// The system refuses.
pub fn end_by(signal: i32) -> io::Result<()> {
    low_level::emulate_default_handler(signal)
}

/// Stops the program until it is continued; at once back where nobody waits who could continue it.
///
/// # Errors
/// The system refuses.
pub fn stop() -> io::Result<()> {
    let session = getsid(None)?;
    // The group of a session's leader is orphaned, and so is one whose parent belongs to another session.
    let is_continued = getpgrp() != session && getppid().is_some_and(|parent| getsid(Some(parent)) == Ok(session));
    if is_continued { low_level::emulate_default_handler(SIGTSTP) } else { Ok(()) }
}

/// Silence after which an escape sequence is not finished any more: it was a key, or noise.
const SILENCE: Duration = Duration::from_millis(50);

/// Calls `each` with what is typed, until the terminal is lost or it returns false.
pub fn read_events(mut each: impl FnMut(io::Result<Event>) -> bool) {
    let (sender, bytes) = mpsc::channel::<io::Result<Vec<u8>>>();
    thread::spawn(move || {
        let mut buffer = [0; 4096];
        loop {
            let read = match io::stdin().read(&mut buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Ok(0) => Err(io::ErrorKind::UnexpectedEof.into()),
                read => read.map(|n| buffer[..n].to_vec()),
            };
            let lost = read.is_err();
            if sender.send(read).is_err() || lost {
                break;
            }
        }
    });
    let mut keys = Keys::default();
    loop {
        let read = if keys.is_unfinished() { bytes.recv_timeout(SILENCE) } else { bytes.recv().map_err(RecvTimeoutError::from) };
        let events = match read {
            Ok(Ok(bytes)) => keys.take(&bytes),
            Ok(Err(error)) => {
                each(Err(error));
                return;
            }
            Err(RecvTimeoutError::Timeout) => keys.silence().into_iter().collect(),
            Err(RecvTimeoutError::Disconnected) => return,
        };
        if !events.into_iter().all(|event| each(Ok(event))) {
            return;
        }
    }
}

/// The terminal behind standard output, which no other thread can hold.
///
/// # Errors
/// The system gives no second handle.
pub fn terminal() -> io::Result<File> {
    Ok(File::from(io::stdout().as_fd().try_clone_to_owned()?))
}

/// Copies text with the system's own program where the terminal has no clipboard sequence: Apple's. `None` where it has one.
pub fn copy(text: &str) -> Option<io::Result<()>> {
    let is_here = env::var_os("SSH_CONNECTION").is_none() && env::var_os("TMUX").is_none();
    let is_apple = env::var_os("TERM_PROGRAM").is_some_and(|program| program == "Apple_Terminal");
    (cfg!(target_os = "macos") && is_here && is_apple).then(|| give_to(Command::new("pbcopy").env("LC_CTYPE", "UTF-8"), text.as_bytes()))
}

/// The folders of this user's data and configuration: the XDG ones, on macOS too unless those of `~/Library` are there already.
pub fn folders() -> Option<[PathBuf; 2]> {
    let xdg = etcetera::choose_base_strategy().ok()?;
    let library = xdg.home_dir().join("Library/Application Support/jdex");
    let folder = |xdg: PathBuf| if cfg!(target_os = "macos") && !xdg.exists() && library.exists() { library.clone() } else { xdg };
    Some([folder(xdg.data_dir().join("jdex")), folder(xdg.config_dir().join("jdex"))])
}

/// Does an entry belong to whoever made `mine` just now? Compared with a new file rather than with the process: on a network
/// folder the server decides who its owner is.
///
/// # Errors
/// It is somebody else's.
pub fn same_owner(entry: &fs::Metadata, mine: &fs::Metadata) -> io::Result<()> {
    if entry.uid() == mine.uid() {
        return Ok(());
    }
    Err(io::Error::new(io::ErrorKind::PermissionDenied, "it belongs to another user"))
}

/// Makes a folder and those above it where they are missing, with these permissions.
///
/// # Errors
/// It cannot be made.
pub fn make_folder(folder: &Path, mode: u32) -> io::Result<()> {
    DirBuilder::new().mode(mode).recursive(true).create(folder)
}

/// The permissions of what is made below a folder: its owner opened it to others, or did not.
///
/// # Errors
/// It cannot be looked at.
pub fn mode_of(folder: &Path) -> io::Result<u32> {
    Ok(fs::metadata(folder)?.permissions().mode() & 0o777)
}

/// A temporary file gets these permissions.
pub fn permit(file: &mut tempfile::Builder<'_, '_>, mode: u32) {
    file.permissions(PermissionsExt::from_mode(mode));
}

/// Opens a file for writing with these permissions where it is made.
pub fn options(mode: u32) -> OpenOptions {
    let mut options = File::options();
    options.create(true).write(true).mode(mode & 0o666);
    options
}

/// Makes what was made, renamed and removed in a folder last. Some file systems know no such thing: nothing is to be done there.
///
/// # Errors
/// The folder cannot be opened, or the disk fails.
pub fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all().or_else(|e| match e.kind() {
        io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported => Ok(()),
        _ => Err(e),
    })
}

/// What the system's words do not say: nothing here, where files held open by others can be read and replaced.
pub fn explain(error: io::Error) -> io::Error {
    error
}
