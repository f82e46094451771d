//! User files, written whole or not at all.
//!
//! One file is replaced by renaming a finished one over it. Several files at once are first laid down in `.staged`; a
//! commit mark decides; then each part is moved into place. Killed before the mark the old data stands, killed after it the new
//! data stands: [`files`] looks where a part lies, and the next [`Writer`] finishes the move.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

/// Where a set of files is prepared, and the mark that makes it count.
pub const STAGED: &str = ".staged";
const COMMIT: &str = "commit";
const LOCK: &str = ".lock";

/// Writes one file whole: a reader sees the old content or the new, never a part.
///
/// # Errors
/// The folder cannot be made or written, the disk is full; the old file stands.
pub fn write_whole(path: &Path, content: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut file = tempfile::Builder::new().prefix(".jdex-").tempfile_in(folder)?;
    file.write_all(content)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|e| e.error)?;
    sync(folder)
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
    fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
    let lock = File::create(path.with_extension("lock"))?;
    lock.lock()?;
    let old = match fs::read(path) {
        Ok(bytes) => Some(bytes),
        Err(e) if e.kind() == io::ErrorKind::NotFound => None,
        Err(e) => return Err(e),
    };
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

/// A folder that nobody else writes until this is dropped.
#[derive(Debug)]
pub struct Writer {
    folder: PathBuf,
    _lock: File,
}

impl Writer {
    /// Makes the folder where it is missing, and completes what a killed program had committed.
    ///
    /// # Errors
    /// Another program is writing the folder, or it cannot be written.
    pub fn open(folder: &Path) -> io::Result<Writer> {
        fs::create_dir_all(folder)?;
        let lock = File::create(folder.join(LOCK))?;
        lock.try_lock().map_err(|_| {
            let message = "it is being written by another jdex; try again when that is done";
            io::Error::new(io::ErrorKind::WouldBlock, message)
        })?;
        finish(folder)?;
        Ok(Writer { folder: folder.to_owned(), _lock: lock })
    }

    /// Replaces parts of the folder, all or none.
    ///
    /// `files` are (path within the folder, content). A part is the first component of a path (`codes` with everything in it);
    /// for parts named in `kept_folders` (`limits`, `lists`) the part is the single file (`limits/outpatient.toml`).
    ///
    /// # Errors
    /// The folder cannot be written; the old data stands.
    pub fn replace(&self, files: &[(String, String)], kept_folders: &[&str]) -> io::Result<()> {
        let done = plan(files, kept_folders).into_iter().try_for_each(|step| step.perform(&self.folder));
        match done {
            // The new data counts from the commit on, wherever it lies; the next writer moves it into place.
            Err(_) if !committed(&self.folder).is_empty() => Ok(()),
            Err(error) => {
                let _ = fs::remove_dir_all(self.folder.join(STAGED));
                Err(error)
            }
            Ok(()) => Ok(()),
        }
    }
}

/// The files of one part of a folder, sorted by name: in place, or still staged after a commit. No such part has no files.
///
/// # Errors
/// The part is there and cannot be listed.
pub fn files(folder: &Path, part: &str) -> io::Result<Vec<PathBuf>> {
    let parts = committed(folder);
    let staged = list(&folder.join(STAGED).join(part))?;
    if parts.iter().any(|p| p == part) && !staged.is_empty() {
        return Ok(staged);
    }
    let mut files = list(&folder.join(part))?;
    for path in staged {
        let Some(name) = path.file_name() else { continue };
        if parts.iter().any(|p| Path::new(p) == Path::new(part).join(name)) {
            files.retain(|held| held.file_name() != Some(name));
            files.push(path);
        }
    }
    files.sort_by(|a, b| a.file_name().cmp(&b.file_name()));
    Ok(files)
}

fn list(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(folder) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut paths = entries.map(|e| e.map(|e| e.path())).collect::<io::Result<Vec<_>>>()?;
    paths.retain(|p| !p.is_dir());
    paths.sort();
    Ok(paths)
}

/// One step of a replacement. Stopping between any two leaves the folder whole.
#[derive(Clone, Debug)]
enum Step<'a> {
    Clear,
    Write { path: &'a str, content: &'a str },
    Commit { parts: Vec<String> },
    Move { part: String },
    Finish,
}

fn plan<'a>(files: &'a [(String, String)], kept_folders: &[&str]) -> Vec<Step<'a>> {
    let mut parts: Vec<String> = files
        .iter()
        .map(|(path, _)| match path.split_once('/') {
            Some((folder, _)) if !kept_folders.contains(&folder) => folder.to_owned(),
            _ => path.clone(),
        })
        .collect();
    parts.sort();
    parts.dedup();
    let mut steps = vec![Step::Clear];
    steps.extend(files.iter().map(|(path, content)| Step::Write { path, content }));
    steps.push(Step::Commit { parts: parts.clone() });
    steps.extend(parts.into_iter().map(|part| Step::Move { part }));
    steps.push(Step::Finish);
    steps
}

impl Step<'_> {
    fn perform(&self, folder: &Path) -> io::Result<()> {
        let staged = folder.join(STAGED);
        match self {
            Step::Clear => remove(&staged),
            Step::Write { path, content } => {
                let path = staged.join(path);
                fs::create_dir_all(path.parent().unwrap_or(&staged))?;
                let mut file = File::create(&path)?;
                file.write_all(content.as_bytes())?;
                file.sync_all()
            }
            Step::Commit { parts } => write_whole(&staged.join(COMMIT), parts.join("\n").as_bytes()),
            Step::Move { part } => {
                let (from, to) = (staged.join(part), folder.join(part));
                if !from.exists() {
                    return Ok(());
                }
                fs::create_dir_all(to.parent().unwrap_or(folder))?;
                if to.is_dir() {
                    remove(&to)?;
                }
                fs::rename(from, to)
            }
            Step::Finish => {
                sync(folder)?;
                remove(&staged)
            }
        }
    }
}

/// Completes what a killed program had committed.
fn finish(folder: &Path) -> io::Result<()> {
    let parts = committed(folder);
    for part in &parts {
        Step::Move { part: part.clone() }.perform(folder)?;
    }
    if parts.is_empty() { Ok(()) } else { Step::Finish.perform(folder) }
}

/// The parts that a commit mark names; empty where there is none.
fn committed(folder: &Path) -> Vec<String> {
    let text = fs::read_to_string(folder.join(STAGED).join(COMMIT)).unwrap_or_default();
    text.lines().filter(|part| is_within(part)).map(str::to_owned).collect()
}

/// Does a part lie below the folder? A damaged mark must not lead elsewhere, and nothing is not a part.
fn is_within(part: &str) -> bool {
    !part.is_empty() && Path::new(part).components().all(|c| matches!(c, Component::Normal(_)))
}

fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
        _ => Ok(()),
    }
}

/// Makes renames in a folder last; where a folder cannot be synced (Windows) there is nothing to do.
fn sync(folder: &Path) -> io::Result<()> {
    match File::open(folder) {
        Ok(folder) => folder.sync_all().or(Ok(())),
        Err(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: [(&str, &str); 4] = [("codes/A.toml", "old"), ("codes/B.toml", "old"), ("limits/x.toml", "old"), ("limits/y.toml", "old")];
    const NEW: [(&str, &str); 3] = [("codes/A.toml", "new"), ("codes/C.toml", "new"), ("limits/x.toml", "new")];

    fn owned(files: &[(&str, &str)]) -> Vec<(String, String)> {
        files.iter().map(|(p, c)| ((*p).to_owned(), (*c).to_owned())).collect()
    }

    fn seen(folder: &Path) -> Vec<(String, String)> {
        let mut all = Vec::new();
        for part in ["codes", "limits"] {
            for path in files(folder, part).unwrap() {
                let name = path.file_name().unwrap().to_str().unwrap();
                all.push((format!("{part}/{name}"), fs::read_to_string(&path).unwrap()));
            }
        }
        all
    }

    #[test]
    fn stopped_anywhere_it_is_the_old_or_the_new() {
        let new = owned(&NEW);
        let steps = plan(&new, &["limits"]).len();
        let after = owned(&[("codes/A.toml", "new"), ("codes/C.toml", "new"), ("limits/x.toml", "new"), ("limits/y.toml", "old")]);
        let mut states = Vec::new();
        for stop in 0..=steps {
            let folder = tempfile::tempdir().unwrap();
            let write = |files: &[(&str, &str)], kept: &[&str]| Writer::open(folder.path()).unwrap().replace(&owned(files), kept).unwrap();
            write(&OLD, &["limits"]);
            plan(&new, &["limits"]).into_iter().take(stop).try_for_each(|s| s.perform(folder.path())).unwrap();
            let now = seen(folder.path());
            assert!(now == owned(&OLD) || now == after, "stopped after {stop}: {now:?}");
            states.push(now == after);
            write(&[("lists/z.toml", "z")], &["limits", "lists"]);
            assert_eq!(seen(folder.path()), now, "what counted stays after the next write");
            assert!(!folder.path().join(STAGED).exists());
        }
        assert!(states.is_sorted() && states[steps] && !states[0]);
    }
}
