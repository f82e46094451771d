//! User files, written whole or not at all.
//!
//! One file is replaced by renaming a finished one over it; for several at once see [`crate::storage::Writer`].

use std::fs::{self, DirBuilder, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::string::FromUtf8Error;
use std::thread;
use std::time::Duration;

use crate::platform;

/// Bytes of the largest file of a user: ten times the largest that an import writes. Reading TOML takes many times its size.
const LARGEST: u64 = 32 << 20;

/// The content of a file; `None` where there is none.
///
/// # Errors
/// It cannot be read, is too large, is a folder, a pipe or a device, or a link that leads nowhere: what lies elsewhere is not lost, only not there.
pub fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::metadata(path) {
        Ok(entry) if entry.len() > LARGEST => Err(too_large(entry.len())),
        Ok(entry) if entry.is_file() => fs::read(path).map(Some).map_err(platform::explain),
        Ok(_) => Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a file")),
        Err(e) if e.kind() == io::ErrorKind::NotFound && !path.is_symlink() => Ok(None),
        Err(e) => Err(e),
    }
}

fn too_large(bytes: u64) -> io::Error {
    io::Error::new(io::ErrorKind::FileTooLarge, format!("it has {bytes} bytes; at most {LARGEST} are taken"))
}

/// The text of a file, as [`read`].
///
/// # Errors
/// As [`read`], and bytes that are no UTF-8.
pub fn read_text(path: &Path) -> io::Result<Option<String>> {
    let Some(bytes) = read(path)? else { return Ok(None) };
    let no_text = |e: FromUtf8Error| io::Error::new(io::ErrorKind::InvalidData, format!("it is no UTF-8 text ({})", e.utf8_error()));
    String::from_utf8(bytes).map(Some).map_err(no_text)
}

/// How often a lock is tried, and the time between: two seconds together.
const LOCK_TRIES: u32 = 100;
const LOCK_PAUSE: Duration = Duration::from_millis(20);

/// Folders of one person's own: others neither list nor enter them.
const OWN_FOLDER: u32 = 0o700;

/// Files of one person's own: learners' names and scores stand in them.
const OWN_FILE: u32 = 0o600;

/// Writes one file whole: a reader sees the old content or the new, never a part. A new file is its owner's alone; the permissions
/// of an old one stay.
///
/// # Errors
/// The folder cannot be made or written, the disk is full, or the old one is read-only, a link, somebody else's or no file; it
/// stands.
pub fn write_whole(path: &Path, content: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    make_folder(folder, OWN_FOLDER)?;
    let old = replaceable(path)?;
    let mut file = new_beside(folder)?;
    if let Some(old) = &old {
        platform::same_owner(old, &file.as_file().metadata()?)?;
    }
    file.write_all(content)?;
    if let Some(old) = old {
        file.as_file().set_permissions(old.permissions())?;
    }
    platform::sync_file(file.as_file())?;
    file.persist(path).map_err(|e| platform::explain(e.error))?;
    platform::sync_folder(folder)
}

/// Writes a new file whole, its owner's alone.
///
/// # Errors
/// Something stands there already, whatever it is, and stays; the folder is missing or cannot be written, or the disk is full.
pub fn write_new(path: &Path, content: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = new_beside(folder)?;
    file.write_all(content)?;
    platform::sync_file(file.as_file())?;
    file.persist_noclobber(path).map_err(|e| platform::explain(e.error))?;
    platform::sync_folder(folder)
}

/// What is known of the file that will be replaced; `None` where there is none.
fn replaceable(path: &Path) -> io::Result<Option<fs::Metadata>> {
    let refuse = |kind, message: &str| Err(io::Error::new(kind, message));
    match fs::symlink_metadata(path) {
        Ok(old) if old.is_symlink() => refuse(
            io::ErrorKind::InvalidInput,
            "it is a link; move the file that it leads to here, or name its folder as the data directory",
        ),
        Ok(old) if !old.is_file() => refuse(io::ErrorKind::InvalidInput, "it is not a file"),
        // A rename would not ask.
        Ok(old) if old.permissions().readonly() => refuse(io::ErrorKind::PermissionDenied, "it is read-only"),
        Ok(old) => Ok(Some(old)),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(e),
    }
}

/// Makes a folder and those above it where they are missing, with these permissions.
pub(super) fn make_folder(folder: &Path, mode: u32) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    platform::set_folder_mode(&mut builder, mode);
    builder.recursive(true).create(folder)
}

/// Makes the user's own folder.
pub(super) fn make_own_folder(folder: &Path) -> io::Result<()> {
    make_folder(folder, OWN_FOLDER)
}

/// A temporary file that its owner alone reads.
pub(super) fn new_beside(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".jdex-");
    if let Some(own) = platform::permissions(OWN_FILE) {
        builder.permissions(own);
    }
    builder.tempfile_in(folder)
}

/// Opens a file for writing with these permissions where it is made.
pub(super) fn options(mode: u32) -> fs::OpenOptions {
    let mut options = File::options();
    options.create(true).write(true);
    platform::set_file_mode(&mut options, mode);
    options
}

/// A file that nobody else locks until it is dropped; what stands in it stays. Another program gets two seconds to finish.
///
/// # Errors
/// It cannot be opened, or is still locked.
pub(super) fn lock_file(path: &Path, mode: u32) -> io::Result<File> {
    let file = options(mode).truncate(false).open(path)?;
    for _ in 0..LOCK_TRIES {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => thread::sleep(LOCK_PAUSE),
            Err(TryLockError::Error(error)) => return Err(error),
            Ok(()) => return Ok(file),
        }
    }
    Err(io::Error::new(io::ErrorKind::WouldBlock, "it is being written by another jdex; try again when that is done"))
}

/// Why the new content of a file was not made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// The old content is damaged: it is kept aside, and the new one is made from nothing.
    Damaged,
    /// Nothing may be written: why.
    Stop(String),
}

/// Changes a file under a lock: reads it, lets `change` make the new content, writes that whole. Two programs that do so at once
/// do it one after the other, so that neither loses what the other wrote. Returns where a damaged old file was kept.
///
/// # Errors
/// The folder or the file cannot be read or written (the old file stands), or `change` said stop.
pub fn update(path: &Path, change: impl Fn(Option<&str>) -> Result<String, Unusable>) -> io::Result<Option<PathBuf>> {
    make_folder(path.parent().unwrap_or(Path::new(".")), OWN_FOLDER)?;
    replaceable(path)?;
    let _lock = lock_file(&path.with_extension("lock"), OWN_FILE)?;
    let old = read(path)?;
    let made = match old.as_deref().map(std::str::from_utf8) {
        None => change(None),
        Some(Ok(text)) => change(Some(text)),
        Some(Err(_)) => Err(Unusable::Damaged),
    };
    let (content, aside) = match made {
        Ok(content) => (content, None),
        Err(Unusable::Damaged) => (change(None).map_err(stopped)?, Some(keep_aside(path)?)),
        Err(stop) => return Err(stopped(stop)),
    };
    write_whole(path, content.as_bytes())?;
    Ok(aside)
}

fn stopped(why: Unusable) -> io::Error {
    match why {
        Unusable::Stop(why) => io::Error::other(why),
        Unusable::Damaged => io::Error::other("no new content could be made"),
    }
}

/// Copies a file beside itself under a name that is free: `progress.json.damaged-1`.
fn keep_aside(path: &Path) -> io::Result<PathBuf> {
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    for number in 1..=9999 {
        let aside = path.with_file_name(format!("{name}.damaged-{number}"));
        if !fs::exists(&aside)? {
            write_whole(&aside, &fs::read(path)?)?;
            return Ok(aside);
        }
    }
    Err(io::Error::other(format!("too many damaged files lie beside {}; remove some", path.display())))
}
