//! What screens and overlays draw with.

pub(crate) mod header;
pub(crate) mod key_bar;
pub(crate) mod list;
pub(crate) mod panel;
pub(crate) mod rows;
pub(crate) mod text_input;
pub(crate) mod viewer;

pub(crate) use list::{choose, draw_items};
pub(crate) use panel::{draw_footer, draw_frame, padded, panel, select};
pub(crate) use rows::{NO_BREAK, RowWriter, draw_line, draw_lines, draw_rows, styled};
pub(crate) use text_input::{Prompt, draw_input, draw_prompt};
