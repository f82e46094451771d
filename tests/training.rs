//! Training: every scenario is proved by the engine, runs and drills grade as they should, progress is never lost.

#[path = "training/cases.rs"]
mod cases;
#[path = "training/command.rs"]
mod command;
#[path = "training/drills.rs"]
mod drills;
#[path = "training/progress.rs"]
mod progress;
#[path = "training/runs.rs"]
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
