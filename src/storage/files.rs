//! User files, written whole or not at all.
//!
//! One file is replaced by renaming a finished one over it; for several at once see [`crate::storage::Writer`].

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::string::FromUtf8Error;

/// The content of a file; `None` where there is none.
///
/// # Errors
/// It cannot be read, is a folder, a pipe or a device, or a link that leads nowhere: what lies elsewhere is not lost, only not there.
pub fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::metadata(path) {
        Ok(entry) if entry.is_file() => fs::read(path).map(Some),
        Ok(_) => Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a file")),
        Err(e) if e.kind() == io::ErrorKind::NotFound && !path.is_symlink() => Ok(None),
        Err(e) => Err(e),
    }
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

/// Writes one file whole: a reader sees the old content or the new, never a part. Behind a link the file that it leads to is
/// written; permissions stay.
///
/// # Errors
/// The folder cannot be made or written, the disk is full, the old one is read-only or no file; it stands.
pub fn write_whole(path: &Path, content: &[u8]) -> io::Result<()> {
    let path = &behind_links(path)?;
    let old = match fs::metadata(path) {
        Ok(old) if !old.is_file() => return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a file")),
        // A rename would not ask.
        Ok(old) if old.permissions().readonly() => return Err(io::Error::new(io::ErrorKind::PermissionDenied, "it is read-only")),
        Ok(old) => Some(old.permissions()),
        Err(e) if e.kind() == io::ErrorKind::NotFound => None,
        Err(e) => return Err(e),
    };
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut file = new_beside(folder)?;
    file.write_all(content)?;
    if let Some(old) = old {
        file.as_file().set_permissions(old)?;
    }
    file.as_file().sync_all()?;
    file.persist(path).map_err(|e| e.error)?;
    sync(folder)
}

/// The file that a link leads to, or the path itself.
fn behind_links(path: &Path) -> io::Result<PathBuf> {
    if path.is_symlink() { fs::canonicalize(path) } else { Ok(path.to_owned()) }
}

/// A temporary file that is as readable as any other that its owner makes.
fn new_beside(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".jdex-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

/// A file to be locked; what stands in it stays.
pub(super) fn lock_file(path: &Path) -> io::Result<File> {
    File::options().create(true).write(true).truncate(false).open(path)
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
    let path = &behind_links(path)?;
    fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
    let lock = lock_file(&path.with_extension("lock"))?;
    lock.lock()?;
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

/// Makes renames in a folder last; where a folder cannot be synced (Windows) there is nothing to do.
pub(super) fn sync(folder: &Path) -> io::Result<()> {
    match File::open(folder) {
        Ok(folder) => folder.sync_all().or(Ok(())),
        Err(_) => Ok(()),
    }
}
