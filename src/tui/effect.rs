//! What an update asks the world to do. Effects are values: the loop performs them, tests look at them.

/// Something outside the model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Hand text to the terminal's clipboard.
    Copy(String),
    /// Write the changes that wait in the model's memory.
    Save,
    /// Read what learners have done.
    ReadProgress,
    /// Write the training results that wait in the model.
    SaveProgress,
    /// Take the mouse or leave it to the terminal.
    Mouse(bool),
    /// Draw everything anew, whatever is on the screen.
    Redraw,
    /// Give the terminal back and stop until the shell wakes us.
    Suspend,
    /// Leave.
    Quit,
}
