//! The list of codes with its search box, and the page of the selected code.

mod copy;
mod find;
mod list;
mod navigation;
mod page;
mod state;

pub use state::{Browse, Focus, Scope};
