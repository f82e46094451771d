//! What can happen to the browser.

use ratatui::layout::Position;
use tui_input::InputRequest;

use super::action::Action;

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Msg {
    /// A key bound to an action.
    Act(Action),
    /// A key that is text or moves within text.
    Edit(InputRequest),
    /// Text pasted at once.
    Paste(String),
    /// The mouse pressed a cell.
    Click(Position),
    /// The wheel turned over a cell, by rows; down is positive.
    Wheel(Position, i32),
    /// A file that was asked for, or why it cannot be read.
    File(String, Result<Vec<u8>, String>),
    /// The clock went on to this second, while something shows the time.
    Tick(u64),
    /// The terminal has another size.
    Resize,
}
