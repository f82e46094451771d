//! The effects of training on disk. A failed write is said and loses nothing: the results wait in the model for the next one.

use std::path::Path;

use anyhow::Context as _;

use super::super::model::Model;
use crate::storage::progress::ProgressStore;

/// Reads what learners have done.
pub fn read(model: &mut Model, data: &Path) {
    let Some(training) = &mut model.training else { return };
    match ProgressStore::of(data).read() {
        Ok((progress, damaged)) => {
            training.record.take(progress);
            model.message = damaged.or(model.message.take());
        }
        Err(error) => model.message = Some(error.to_string()),
    }
}

/// Writes what is not on disk yet; what another session wrote meanwhile is seen from then on.
pub fn save(model: &mut Model, data: &Path) {
    let Some(training) = &mut model.training else { return };
    if training.record.unsaved.is_empty() {
        return;
    }
    let ledger = ProgressStore::of(data);
    match ledger.save(&training.record.unsaved) {
        Ok(kept) => {
            training.record.unsaved.clear();
            if let Ok((progress, _)) = ledger.read() {
                training.record.take(progress);
            }
            if let Some(kept) = kept {
                model.message = Some(format!("the damaged progress file was kept as {}", kept.display()));
            }
        }
        Err(error) => model.message = Some(format!("{error}; it is tried again with the next answer and at the end")),
    }
}

/// Tries once more as the browser is left.
///
/// # Errors
/// The results could not be written; they are lost now, and that is said.
pub fn last_chance(model: &mut Model, data: &Path) -> anyhow::Result<()> {
    let Some(training) = model.training.as_mut().filter(|t| !t.record.unsaved.is_empty()) else { return Ok(()) };
    let count = training.record.unsaved.len();
    ProgressStore::of(data).save(&training.record.unsaved).with_context(|| format!("{count} training results are lost"))?;
    training.record.unsaved.clear();
    Ok(())
}
