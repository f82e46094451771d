//! The look at what is held before a file is taken for its next edition.

use std::path::Path;

use crate::catalog::{Catalog, ParsedCatalog};
use crate::exit::UserError;
use crate::import::Imported;
use crate::import::plausibility::{self, Figures};
use crate::storage::user_catalog;

/// What is held: by the catalog where its own folder is written, by the folder alone where another is named.
pub(super) fn held(folder: &Path, own: bool, catalog: &Catalog) -> Figures {
    if own {
        return Figures::of_catalog(catalog);
    }
    user_catalog::read(folder, catalog).0.map(|book| Figures::of_book(&book)).unwrap_or_default()
}

/// Refuses what does not look like the next edition of what is held.
///
/// # Errors
/// `implausible`, with what and how many.
pub(super) fn check(held: &Figures, file: &str, new: &Imported, book: &ParsedCatalog) -> Result<(), UserError> {
    let found = plausibility::implausible(held, &Figures::of_book(book));
    if found.is_empty() {
        return Ok(());
    }
    let message = format!(
        "{file}: beside what is held this does not look like a whole {} of {}: {}; download it again, nothing was changed (--force takes it all the same)",
        new.title(),
        new.edition(),
        found.join("; ")
    );
    Err(UserError::new("implausible", message))
}
