//! What the browser reads and writes on disk. A failed write is reported and loses nothing: the changes wait for the next one.

use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::model::Model;
use super::{Effect, Msg};
use crate::storage::progress::ProgressStore;
use crate::storage::{self, browser_state};

/// Performs the effects that read or write files; others do nothing.
pub fn perform(effect: &Effect, model: &mut Model, data: &Path) {
    match effect {
        Effect::Save => match browser_state::save(data, &model.browse.memory.unsaved) {
            Ok(()) => model.browse.memory.unsaved.clear(),
            Err(error) => model.message = Some(format!("bookmarks could not be written: {error}")),
        },
        Effect::ReadProgress => read_progress(model, data),
        Effect::SaveProgress => save_progress(model, data),
        Effect::WriteFile(name, bytes) => model.message = Some(write_file(name, bytes)),
        _ => {}
    }
}

/// The most bytes of a file that is opened here; `jdex claim` reads files of any size.
const LARGEST: u64 = 64 << 20;

/// Reads a file that was asked for.
pub fn read_file(name: &str) -> Msg {
    let path = at_home(name);
    let read = || -> std::io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        std::fs::File::open(&path)?.take(LARGEST + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let bytes = match read() {
        Ok(bytes) if bytes.len() as u64 > LARGEST => Err(format!("{name}: more than {} MB; `jdex claim` reads it", LARGEST >> 20)),
        Ok(bytes) => Ok(bytes),
        Err(error) => Err(format!("{name}: cannot be read: {error}")),
    };
    Msg::File(name.to_owned(), bytes)
}

/// Writes a new file, its owner's alone; what stands there already is never replaced. Returns what to say.
pub fn write_file(name: &str, bytes: &[u8]) -> String {
    match storage::write_new(&at_home(name), bytes) {
        Ok(()) => format!("written to {name}"),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => format!("{name} exists; choose another name"),
        Err(error) => format!("{name}: cannot be written: {error}"),
    }
}

/// A path as typed, `~/` for the home folder.
fn at_home(name: &str) -> PathBuf {
    match (name.strip_prefix("~/"), std::env::var_os("HOME")) {
        (Some(rest), Some(home)) => PathBuf::from(home).join(rest),
        _ => PathBuf::from(name),
    }
}

/// Reads what learners have done.
pub(crate) fn read_progress(model: &mut Model, data: &Path) {
    let Some(training) = &mut model.training else { return };
    match ProgressStore::of(data).read() {
        Ok((progress, damaged)) => {
            training.course.record.merge(progress);
            model.message = damaged.or(model.message.take());
        }
        Err(error) => model.message = Some(error.to_string()),
    }
}

/// Writes what is not on disk yet; what another session wrote meanwhile is shown from then on.
fn save_progress(model: &mut Model, data: &Path) {
    let Some(training) = &mut model.training else { return };
    let record = &mut training.course.record;
    if record.unsaved.is_empty() {
        return;
    }
    let store = ProgressStore::of(data);
    match store.save(&record.unsaved) {
        Ok(kept) => {
            record.unsaved.clear();
            if let Ok((progress, _)) = store.read() {
                record.merge(progress);
            }
            if let Some(kept) = kept {
                model.message = Some(format!("the damaged progress file was kept as {}", kept.display()));
            }
        }
        Err(error) => model.message = Some(format!("{error}; it is tried again with the next answer and at the end")),
    }
}

/// Writes what is not on disk yet: both files, even where one cannot be written.
///
/// # Errors
/// Results or changes could not be written and are lost; the error names both.
pub(crate) fn flush_on_exit(model: &mut Model, data: &Path) -> anyhow::Result<()> {
    let unsaved = model.training.as_ref().map(|training| training.course.record.unsaved.as_slice()).unwrap_or_default();
    let results = match unsaved.len() {
        0 => Ok(()),
        count => ProgressStore::of(data).save(unsaved).map(|_| ()).with_context(|| format!("{count} training results are lost")),
    };
    if !model.browse.memory.unsaved.is_empty() {
        let lost = || format!("{}: recent codes could not be written", data.display());
        browser_state::save(data, &model.browse.memory.unsaved).with_context(lost).map_err(|state| match &results {
            Ok(()) => state,
            Err(results) => anyhow::anyhow!("{results:#}; {state:#}"),
        })?;
    }
    results
}
