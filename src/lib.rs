//! jdex: the terminal reference for US drug billing codes (HCPCS Level II).
//!
//! ```text
//! main -> cli -> training -> billing -> catalog -> quantity -> (nothing)
//!   \---> tui -^        search ---------^   ^
//!    \            import -----------------/
//!     \-> load (folders to a catalog) -> store (files written whole)
//!     \-> ledger (the progress file) -> training, store
//!     \-> memory (bookmarks and recent codes) -> store
//!
//! page           what each pane and each training screen says, as lines of words with a meaning; both faces draw it
//! config, exit   plain data for the faces         text   width, wrapping, cleaning; for everyone
//! ```
//!
//! The core (`quantity catalog search billing training import`) knows no terminal, clock, environment, process or file
//! system: text, bytes, dates and paths come in as values. `tests/layers.rs` holds these arrows.

#![cfg_attr(not(test), warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::todo, clippy::unimplemented))]

pub mod billing;
pub mod calculator;
pub mod catalog;
pub mod claim;
pub mod cli;
pub mod config;
pub mod denials;
pub mod dosing;
pub mod exit;
pub mod explanation;
pub mod import;
pub mod page;
pub mod quantity;
pub mod scrub;
pub mod search;
pub mod storage;
pub mod text;
pub mod training;
pub mod tui;
pub mod x12;
