//! Panels over the screens, each with its state, keys and drawing.

pub(crate) mod checklist;
pub(crate) mod code_picker;
pub(crate) mod comparison;
pub(crate) mod date;
pub(crate) mod denial;
pub(crate) mod diagnosis;
pub(crate) mod help;
pub(crate) mod labels;
pub(crate) mod leader;
pub(crate) mod menu;
pub(crate) mod palette;
pub(crate) mod problems;
pub(crate) mod text_viewer;
pub(crate) mod theme_picker;
