//! The list of codes with its search box, and the page of the selected code.

mod content;
mod copy;
mod find;
mod links;
mod list;
mod navigation;
mod page;
mod panes;
mod state;

pub use state::{Browse, Focus, Scope};
