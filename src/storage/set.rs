//! A set of files, replaced all or none.
//!
//! They are first laid down in `.staged`; a commit mark decides; then each part is moved into place. Killed before the mark the
//! old data stands, killed after it the new data stands: [`files`] looks where a part lies, and the next [`Writer`] finishes
//! the move.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use super::files::{lock_file, make_folder, make_own_folder, new_beside, options, read, write_whole};
use crate::platform::{mode_of, same_owner, sync_file, sync_folder};

/// Where a set of files is prepared, and the mark that makes it count.
pub const STAGED: &str = ".staged";
const COMMIT: &str = "commit";
const LOCK: &str = ".lock";

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
        make_own_folder(folder)?;
        let lock = lock_file(&folder.join(LOCK), mode_of(folder)?)?;
        finish(folder)?;
        Ok(Writer { folder: folder.to_owned(), _lock: lock })
    }

    /// Replaces parts of the folder, all or none.
    ///
    /// `files` are (path within the folder, content). A part is the first component of a path (`codes` with everything in it);
    /// for parts named in `kept_folders` (`mue`, `lists`) the part is the single file (`mue/outpatient.toml`).
    ///
    /// # Errors
    /// The folder cannot be written, or a link, somebody else's file or something else of the owner's stands where a part goes; the
    /// old data stands.
    pub fn replace(&self, files: &[(String, String)], kept_folders: &[&str]) -> io::Result<()> {
        let mine = new_beside(&self.folder)?.as_file().metadata()?;
        for part in parts(files, kept_folders) {
            self.free(&part, files.iter().any(|(path, _)| *path == part), &mine)?;
        }
        for step in plan(files, kept_folders) {
            let Err(error) = step.perform(&self.folder) else { continue };
            // The new data counts from the commit on, wherever it lies; the next writer moves it into place.
            if step.is_after_commit() || committed(&self.folder).is_ok_and(|parts| !parts.is_empty()) {
                return Ok(());
            }
            let _ = fs::remove_dir_all(self.folder.join(STAGED));
            return Err(error);
        }
        Ok(())
    }

    /// Does nothing stand where a part goes, or what an earlier replacement put there?
    fn free(&self, part: &str, is_file: bool, mine: &fs::Metadata) -> io::Result<()> {
        let mut place = self.folder.clone();
        let depth = Path::new(part).components().count();
        for (n, component) in Path::new(part).components().enumerate() {
            place.push(component);
            let entry = match fs::symlink_metadata(&place) {
                Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(()),
                entry => entry?,
            };
            let fits = if n + 1 == depth && is_file { entry.is_file() } else { entry.is_dir() };
            if !fits {
                let what = if entry.is_symlink() { "a link" } else { "something else" };
                let message = format!("{} is {what} and would be lost; move it away first", place.display());
                return Err(io::Error::new(io::ErrorKind::AlreadyExists, message));
            }
            same_owner(&entry, mine).map_err(|e| io::Error::new(e.kind(), format!("{}: {e}", place.display())))?;
        }
        Ok(())
    }
}

/// The files of one part of a folder, sorted by name: in place, or still staged after a commit. No such part has no files.
///
/// # Errors
/// The part is there and cannot be listed, or what an import left cannot be read.
pub fn files(folder: &Path, part: &str) -> io::Result<Vec<PathBuf>> {
    let parts = committed(folder)?;
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
        Err(e) if e.kind() == io::ErrorKind::NotFound && !folder.is_symlink() => return Ok(Vec::new()),
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
    Sync { folders: BTreeSet<PathBuf> },
    Commit { parts: Vec<String> },
    Move { part: String },
    Finish,
}

/// The parts that files belong to, each once.
fn parts(files: &[(String, String)], kept_folders: &[&str]) -> Vec<String> {
    let mut parts: Vec<String> = files
        .iter()
        .map(|(path, _)| match path.split_once('/') {
            Some((folder, _)) if !kept_folders.contains(&folder) => folder.to_owned(),
            _ => path.clone(),
        })
        .collect();
    parts.sort();
    parts.dedup();
    parts
}

/// The folders that files lie in and those above, the folder of all (an empty path) among them.
fn folders(files: &[(String, String)]) -> BTreeSet<PathBuf> {
    files.iter().flat_map(|(path, _)| Path::new(path).ancestors().skip(1)).map(Path::to_owned).collect()
}

fn plan<'a>(files: &'a [(String, String)], kept_folders: &[&str]) -> Vec<Step<'a>> {
    let parts = parts(files, kept_folders);
    let mut steps = vec![Step::Clear];
    steps.extend(files.iter().map(|(path, content)| Step::Write { path, content }));
    steps.push(Step::Sync { folders: folders(files) });
    steps.push(Step::Commit { parts: parts.clone() });
    steps.extend(parts.into_iter().map(|part| Step::Move { part }));
    steps.push(Step::Finish);
    steps
}

impl Step<'_> {
    /// Does the new data count before it?
    fn is_after_commit(&self) -> bool {
        matches!(self, Step::Move { .. } | Step::Finish)
    }

    fn perform(&self, folder: &Path) -> io::Result<()> {
        let staged = folder.join(STAGED);
        match self {
            Step::Clear => remove(&staged),
            Step::Write { path, content } => {
                let (path, mode) = (staged.join(path), mode_of(folder)?);
                make_folder(path.parent().unwrap_or(&staged), mode)?;
                let mut file = options(mode).truncate(true).open(&path)?;
                file.write_all(content.as_bytes())?;
                sync_file(&file)
            }
            Step::Sync { folders } => {
                folders.iter().try_for_each(|path| sync_folder(&staged.join(path)))?;
                sync_folder(folder)
            }
            Step::Commit { parts } => write_whole(&staged.join(COMMIT), parts.join("\n").as_bytes()),
            Step::Move { part } => {
                let (from, to) = (staged.join(part), folder.join(part));
                // Not there: an earlier try moved it. Anything else that a look can fail by is a failure, or the new data would be cleared away.
                if !fs::exists(&from)? {
                    return Ok(());
                }
                let target = to.parent().unwrap_or(folder);
                make_folder(target, mode_of(folder)?)?;
                match fs::symlink_metadata(&to) {
                    Ok(held) if held.is_dir() => remove(&to)?,
                    Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
                    _ => {}
                }
                fs::rename(from, &to)?;
                sync_folder(target)
            }
            Step::Finish => {
                // The mark goes last: while it lies here, another look at the parts does no harm.
                sync_folder(folder)?;
                for entry in fs::read_dir(&staged)? {
                    let entry = entry?;
                    let path = entry.path();
                    if entry.file_type()?.is_dir() {
                        remove(&path)?;
                    } else if !path.ends_with(COMMIT) {
                        fs::remove_file(&path)?;
                    }
                }
                sync_folder(&staged)?;
                remove(&staged)?;
                sync_folder(folder)
            }
        }
    }
}

/// Completes what a killed program had committed.
fn finish(folder: &Path) -> io::Result<()> {
    let parts = committed(folder)?;
    for part in &parts {
        Step::Move { part: part.clone() }.perform(folder)?;
    }
    if parts.is_empty() { Ok(()) } else { Step::Finish.perform(folder) }
}

/// The parts that a commit mark names; empty where there is none.
fn committed(folder: &Path) -> io::Result<Vec<String>> {
    let mark = read(&folder.join(STAGED).join(COMMIT))?.unwrap_or_default();
    let text = String::from_utf8_lossy(&mark);
    Ok(text.lines().filter(|part| is_within(part)).map(str::to_owned).collect())
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

#[cfg(test)]
mod tests {
    use crate::storage::set::*;

    const OLD: [(&str, &str); 4] = [("codes/A.toml", "old"), ("codes/B.toml", "old"), ("mue/x.toml", "old"), ("mue/y.toml", "old")];
    const NEW: [(&str, &str); 3] = [("codes/A.toml", "new"), ("codes/C.toml", "new"), ("mue/x.toml", "new")];

    fn owned(files: &[(&str, &str)]) -> Vec<(String, String)> {
        files.iter().map(|(p, c)| ((*p).to_owned(), (*c).to_owned())).collect()
    }

    fn seen(folder: &Path) -> Vec<(String, String)> {
        let mut all = Vec::new();
        for part in ["codes", "mue"] {
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
        let steps = plan(&new, &["mue"]).len();
        let after = owned(&[("codes/A.toml", "new"), ("codes/C.toml", "new"), ("mue/x.toml", "new"), ("mue/y.toml", "old")]);
        let mut states = Vec::new();
        for stop in 0..=steps {
            let folder = tempfile::tempdir().unwrap();
            let write = |files: &[(&str, &str)], kept: &[&str]| Writer::open(folder.path()).unwrap().replace(&owned(files), kept).unwrap();
            write(&OLD, &["mue"]);
            plan(&new, &["mue"]).into_iter().take(stop).try_for_each(|s| s.perform(folder.path())).unwrap();
            let now = seen(folder.path());
            assert!(now == owned(&OLD) || now == after, "stopped after {stop}: {now:?}");
            states.push(now == after);
            write(&[("lists/z.toml", "z")], &["mue", "lists"]);
            assert_eq!(seen(folder.path()), now, "what counted stays after the next write");
            assert!(!folder.path().join(STAGED).exists());
        }
        assert!(states.is_sorted() && states[steps] && !states[0]);
    }

    /// What cannot be cleared away after the commit is left to the next writer: the new data counts.
    #[test]
    fn a_failure_after_the_commit_is_no_failure() {
        let folder = tempfile::tempdir().unwrap();
        let new = owned(&[("codes/A.toml", "new")]);
        for step in plan(&new, &[]).into_iter().take_while(|step| !step.is_after_commit()) {
            step.perform(folder.path()).unwrap();
        }
        // Something of the owner's in the way of the move.
        fs::write(folder.path().join("codes"), "mine").unwrap();
        assert!(Step::Move { part: "codes".to_owned() }.perform(folder.path()).is_err());
        assert_eq!(seen(folder.path()), new, "it is read where it was staged");
        fs::remove_file(folder.path().join("codes")).unwrap();
        drop(Writer::open(folder.path()).unwrap());
        assert_eq!(seen(folder.path()), new);
        assert!(!folder.path().join(STAGED).exists());
    }
}
