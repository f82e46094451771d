//! jdex: the terminal reference for US drug billing codes (HCPCS Level II).
//!
//! A room uses only rooms that stand below it; `tests/it/layers.rs` holds this map, and that no two files need each other.
//!
//! ```text
//! cli           one file a command; text and JSON            tui       the browser
//! page          a code's panes and every answer as styled lines, for both front ends
//! storage       files written whole, the user's catalog and settings, progress, what the browser remembers
//! import        CMS, FDA and NCHS files to facts, one file a kind
//! training      attempts at cases, scores, drills, exams; graded by the engine
//! denials       remittance codes to remedies; the denied drug lines of an 835
//! calculator    an order to claim lines
//! scrub         claim lines checked before they are sent
//! billing       units, MUE, NDC quantity, modifiers, payment: what calculator and scrub share
//! x12           segments read and written
//! claim         claim lines as typed or read
//! search        what was typed to codes
//! dosing        order, patient and containers to the dose of a date
//! explanation   steps and warnings with the id of the rule behind each; refusals
//! coverage      what local documents list for a code and a diagnosis
//! config        settings as values
//! catalog       dated facts, and knowledge in layers
//! quantity      exact amounts and units of measure           text      width, wrapping, cleaning
//! exit          how the program ends                     platform   what Unix and Windows do differently
//! ```
//!
//! From `quantity` up to `import` a room knows no terminal, clock, environment, process or file system: text, bytes, dates
//! and paths come in as values.

#![cfg_attr(not(test), warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::todo, clippy::unimplemented))]

pub mod billing;
pub mod calculator;
pub mod catalog;
pub mod claim;
pub mod cli;
pub mod config;
pub mod coverage;
pub mod denials;
pub mod dosing;
pub mod exit;
pub mod explanation;
pub mod import;
pub mod page;
pub mod platform;
pub mod quantity;
pub mod scrub;
pub mod search;
pub mod storage;
pub mod text;
pub mod training;
pub mod tui;
pub mod x12;
