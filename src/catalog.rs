//! The read-only book: dated facts about every code, and knowledge in layers.

mod code;
mod facts;
mod note;
mod rule;

pub use code::*;
pub use facts::*;
pub use jiff::civil::Date;
pub use note::*;
pub use rule::*;
