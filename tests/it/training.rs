//! Training: every scenario is proved by the engine, runs and drills grade as they should, progress is never lost.

mod capstone;
mod cases;
mod class;
mod command;
mod drill_answers;
mod drills;
mod exams;
mod progress;
mod runs;

use std::sync::LazyLock;

use jdex::catalog::{Catalog, Scenario};
use jdex::storage::user_catalog;

/// The shipped catalog, opened once.
static CATALOG: LazyLock<Catalog> = LazyLock::new(|| user_catalog::shipped().unwrap());

/// Its cases.
static CASES: LazyLock<&[Scenario]> = LazyLock::new(|| CATALOG.scenarios());

fn scenario(id: &str) -> Scenario {
    CASES.iter().find(|s| s.id == id).cloned().unwrap()
}
