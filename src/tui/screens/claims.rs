//! The claims workbench: lines pasted or a file opened, findings at their lines, fixes accepted one by one and taken back.
//!
//! It reads and checks with the functions of `jdex claim`; the files themselves are read and written by the event loop.

mod detail;
mod draft;
mod draw;
mod keys;

pub use draft::{Claims, Row};
