//! The list of codes with its search box, and the page of the selected code.

mod code_news;
mod content;
mod copy;
mod find;
mod hints;
mod home;
mod links;
mod list;
mod navigation;
mod page;
mod panes;
mod state;

pub use state::{Browse, Focus, Scope};
