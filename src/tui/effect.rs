//! What a message asks for, as values: the update performs those that concern the model, the event loop those that need
//! the world, and tests look at them.

use std::collections::BTreeSet;

use ratatui::layout::Position;

use super::action::Action;
use super::env::CoverageAsked;
use crate::catalog::Date;
use crate::page::{Line, Pane};
use crate::storage::browser_state::Change;
use crate::training::attempt::Attempt;
use crate::training::drill::Drill;
use crate::training::exam::Exam;

/// What a message asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Loop: hand text to the terminal's clipboard.
    Copy(String),
    /// Loop: write the changes of bookmarks and recent codes.
    Save,
    /// Loop: read the progress of learners.
    ReadProgress,
    /// Loop: write the training results that wait in the model.
    SaveProgress,
    /// Loop: read a file; a message brings it.
    ReadFile(String),
    /// Loop: write a new file; one that exists stands.
    WriteFile(String, Vec<u8>),
    /// Loop: show a theme, not chosen yet.
    ShowTheme(String),
    /// Loop: choose a theme.
    ChooseTheme(String),
    /// Loop: capture the mouse or release it.
    Mouse(bool),
    /// Loop: draw everything again, whatever is on the screen.
    Redraw,
    /// Loop: restore the terminal and stop until the shell continues us.
    Suspend,
    /// Loop: leave.
    Quit,
    /// Show a sentence in place of the key bar until the next key.
    Message(String),
    /// Perform an action of the browser: the screen has none of its own for it.
    Act(Action),
    /// Perform an action as if its key were pressed on the screen under the overlays.
    Press(Action),
    /// Close the overlay, or within training the screen in front.
    Close,
    /// Leave the units panel or training.
    Leave,
    /// Choose from a menu with a title.
    Menu(String, Vec<MenuItem>),
    /// Read lines under a title.
    Text(String, Vec<Line>),
    /// Choose one of the codes that these texts name.
    Codes(Vec<String>),
    /// Search the whole catalog for training.
    LookUp,
    /// Label cells of the screen; the letters of a label choose what follows.
    Labels(Vec<(Position, Vec<Effect>)>),
    /// Look up denial codes.
    Denial(String),
    /// Compare two codes side by side.
    Compare([String; 2]),
    /// Show a pane.
    Pane(Pane),
    /// Ask the Coverage pane.
    AskCoverage(CoverageAsked),
    /// Answer for another date of service.
    Date(Date),
    /// Go to a code.
    Go(String),
    /// Check claim lines.
    Check(String),
    /// Train, the cases filtered by these words; without words as training was left.
    Train(String),
    /// Another learner trains.
    Learner(String),
    /// Remember a change, written with the next save.
    Remember(Change),
    /// The checklist items that are checked now.
    Checked(BTreeSet<CheckedItem>),
    /// Within training: put a screen in front.
    Open(Opening),
}

/// A line of a menu.
#[derive(Clone, Debug, PartialEq)]
pub struct MenuItem {
    /// The letter or digit that chooses it at once.
    pub(crate) key: Option<char>,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) effects: Vec<Effect>,
}

/// A checked item of a code's checklist.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CheckedItem {
    pub(crate) code: String,
    pub(crate) list: String,
    pub(crate) item: usize,
}

/// A training screen to put in front; cases by their place in the list of all cases.
#[derive(Clone, Debug, PartialEq)]
pub enum Opening {
    /// A case, resumed where it was left.
    Case(usize),
    /// An attempt that is not recorded.
    Practice(usize, Box<Attempt>),
    /// The result of a finished attempt, and whether it was recorded.
    Summary(usize, Box<Attempt>, bool),
    /// Which drills.
    Setup,
    /// Drills.
    Drills(Vec<Drill>),
    /// Which exam.
    ExamSetup,
    /// An exam.
    Exam(Box<Exam>),
    /// A remittance worked as a queue.
    Capstone,
    /// The map of a case, for an instructor.
    Map(usize),
    /// An instructor's decision against a score.
    Overrule(usize),
    /// Who trains.
    Learners,
    /// What was mastered.
    Report,
}

impl Effect {
    /// Copies text and says what was copied.
    pub(crate) fn copy(what: &str, text: String) -> Vec<Effect> {
        vec![Effect::say(format!("{what} sent to the terminal's clipboard")), Effect::Copy(text)]
    }

    /// Shows a sentence.
    pub(crate) fn say(words: impl Into<String>) -> Effect {
        Effect::Message(words.into())
    }
}
