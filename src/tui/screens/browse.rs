//! The list of codes with its search box, and the page of the selected code.

mod cards;
mod code_news;
mod content;
mod copy;
mod find;
mod hints;
mod home;
mod links;
mod list;
mod list_row;
mod navigation;
mod opening;
mod page;
mod panes;
mod results;
mod searching;
mod state;

pub use state::{Browse, Focus, Scope};
