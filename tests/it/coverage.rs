//! Coverage: verdicts, the shipped documents against CMS's data, the command, the importer.

mod command;
mod import;
mod shipped;
mod verdicts;

use std::sync::OnceLock;

use jdex::catalog::Catalog;
use jdex::storage::user_catalog;

/// The shipped catalog.
pub fn shipped() -> &'static Catalog {
    static CATALOG: OnceLock<Catalog> = OnceLock::new();
    CATALOG.get_or_init(|| user_catalog::shipped().unwrap())
}
