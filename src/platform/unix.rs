//! Linux and macOS.

use std::fs::{DirBuilder, File, Metadata, OpenOptions, Permissions};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::{env, io, thread};

use etcetera::BaseStrategy;
use rustix::process::{Signal, kill_current_process_group};
use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, tcgetattr, tcsetattr};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH, SIGXFSZ};
use signal_hook::iterator::Signals;
use signal_hook::{flag, low_level};

use super::{Interrupt, give_to};

/// A file over the size that `ulimit -f` allows is an error of the write, not the end of the program.
///
/// # Errors
/// The system takes no handler.
pub fn outlive_file_limits() -> io::Result<()> {
    flag::register(SIGXFSZ, Arc::default()).map(drop)
}

/// Tells `heard` of every interrupt, on a thread of its own.
///
/// # Errors
/// The system takes no handler.
pub fn listen(heard: impl Fn(Interrupt) + Send + 'static) -> io::Result<()> {
    let mut signals = Signals::new([SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH])?;
    thread::spawn(move || {
        for signal in signals.forever() {
            heard(match signal {
                SIGINT => Interrupt::Key,
                SIGTSTP => Interrupt::Suspend,
                SIGCONT => Interrupt::Continue,
                SIGWINCH => Interrupt::Resize,
                signal => Interrupt::End(signal),
            });
        }
    });
    Ok(())
}

/// Ends the program as the signal would have.
///
/// # Errors
/// The system refuses.
pub fn end_as(signal: i32) -> io::Result<()> {
    low_level::emulate_default_handler(signal)
}

/// Stops the job until it is continued, as Ctrl-Z does outside raw mode. Where no shell waits that would continue it, the system
/// lets it go on: so it treats the signals of job control, of which this one has no handler here.
///
/// # Errors
/// The system refuses.
pub fn suspend() -> io::Result<()> {
    Ok(kill_current_process_group(Signal::TTIN)?)
}

/// What stands where no key does a thing (`_POSIX_VDISABLE`). Elsewhere than on Linux 0 is a key: Ctrl-Space.
const NO_KEY: u8 = if cfg!(target_os = "linux") { 0 } else { 0xff };

/// In raw mode, has the system itself hear Ctrl-C: [`Interrupt::Key`]. Its other keys stay keys.
///
/// # Errors
/// The terminal refuses.
pub fn hear_interrupt_key() -> io::Result<()> {
    // What opens as the terminal is what keys are read from.
    let terminal = File::open("/dev/tty")?;
    let mut modes = tcgetattr(&terminal)?;
    modes.local_modes.insert(LocalModes::ISIG);
    modes.special_codes[SpecialCodeIndex::VINTR] = 3;
    for other in [SpecialCodeIndex::VQUIT, SpecialCodeIndex::VSUSP] {
        modes.special_codes[other] = NO_KEY;
    }
    Ok(tcsetattr(&terminal, OptionalActions::Now, &modes)?)
}

/// Does an entry belong to whoever made `mine` just now? Compared with a new file rather than with the process: on a network
/// folder the server decides who its owner is.
///
/// # Errors
/// It is somebody else's.
pub fn same_owner(entry: &Metadata, mine: &Metadata) -> io::Result<()> {
    if entry.uid() == mine.uid() {
        return Ok(());
    }
    Err(io::Error::new(io::ErrorKind::PermissionDenied, "it belongs to another user"))
}

/// The permissions of what is made below a folder: its owner opened it to others, or did not.
///
/// # Errors
/// The folder cannot be looked at.
pub fn mode_of(folder: &Path) -> io::Result<u32> {
    Ok(folder.metadata()?.permissions().mode() & 0o777)
}

/// A folder is made with these permissions.
pub fn set_folder_mode(builder: &mut DirBuilder, mode: u32) {
    builder.mode(mode);
}

/// A file is made with these permissions, never as a program.
pub fn set_file_mode(options: &mut OpenOptions, mode: u32) {
    options.mode(mode & 0o666);
}

/// These permissions for a temporary file.
pub fn permissions(mode: u32) -> Option<Permissions> {
    Some(Permissions::from_mode(mode))
}

/// Makes what was written to a file last. Apple's own call goes through the drive's cache, which folders on a network refuse.
///
/// # Errors
/// The disk fails.
pub fn sync_file(file: &File) -> io::Result<()> {
    file.sync_all().or_else(|error| if cfg!(target_os = "macos") { Ok(rustix::fs::fsync(file)?) } else { Err(error) })
}

/// Makes what was made, renamed and removed in a folder last. Some file systems know no such thing: nothing is to be done there.
///
/// # Errors
/// The folder cannot be opened, or the disk fails.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    sync_file(&File::open(folder)?).or_else(|e| match e.kind() {
        io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported => Ok(()),
        _ => Err(e),
    })
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

/// What the system's words do not say: nothing here, where files held open by others can be read and replaced.
pub fn explain(error: io::Error) -> io::Error {
    error
}
