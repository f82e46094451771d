//! What lies on disk: files written whole, the user's catalog and settings, learners' progress, what the browser remembers.

pub mod browser_state;
mod files;
pub mod progress;
mod set;
mod settings;
pub mod user_catalog;

pub use files::*;
pub use set::{STAGED, Writer, files};
pub use settings::{CONFIG, own, settings};
