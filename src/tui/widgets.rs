//! What screens and overlays draw with.

pub(crate) mod header;
pub(crate) mod key_bar;
pub(crate) mod list;
pub(crate) mod panel;
pub(crate) mod rows;
pub(crate) mod text_input;
pub(crate) mod viewer;
