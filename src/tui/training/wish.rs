//! What a stage asks for; what concerns the screen alone is granted by the screen, the rest by the browser.

use super::Stage;

/// What a stage asks of the rest of the browser.
#[derive(Debug)]
pub enum Wish {
    /// Nothing.
    Nothing,
    /// Say a sentence.
    Say(String),
    /// Something was done that must be written.
    Save,
    /// The same, and this stage is done.
    SaveAndBack,
    /// Leave the screen.
    Leave,
    /// Another stage comes over this one.
    Over(Stage),
    /// Another stage takes the place of this one.
    Instead(Stage),
    /// This stage is done.
    Back,
    /// Go to a code.
    Go(String),
    /// Choose one of the codes that these words name.
    Codes(Vec<String>),
    /// Copy the words; the first says what they are.
    Copy(String, String),
    /// Another learner trains.
    Trains(String),
}
