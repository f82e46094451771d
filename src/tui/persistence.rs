//! What the browser reads and writes on disk. A failed write is reported and loses nothing: the changes wait for the next one.

use std::path::Path;

use anyhow::Context as _;

use super::Effect;
use super::model::Model;
use crate::storage::browser_state;
use crate::storage::progress::ProgressStore;

/// Performs the effects that read or write files; others do nothing.
pub fn perform(effect: &Effect, model: &mut Model, data: &Path) {
    match effect {
        Effect::Save => match browser_state::save(data, &model.browse.memory.unsaved) {
            Ok(()) => model.browse.memory.unsaved.clear(),
            Err(error) => model.message = Some(format!("bookmarks could not be written: {error}")),
        },
        Effect::ReadProgress => read_progress(model, data),
        Effect::SaveProgress => save_progress(model, data),
        _ => {}
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
