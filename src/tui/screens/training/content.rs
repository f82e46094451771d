//! What a training screen shows: something to read, and work to do. Drawing knows no more than this.

use tui_input::{Input, InputRequest};

use crate::page::{Line, Role};
use crate::tui::Effect;
use crate::tui::widgets::{Prompt, text_input};

/// The most characters of what is typed in training; a longer paste is cut.
pub(super) const LONGEST: usize = 300;

/// What a training screen shows.
#[derive(Debug, Default)]
pub(crate) struct ScreenContent<'m> {
    /// At the left and at the right of the work's box.
    pub titles: [String; 2],
    /// The title of the file's box, and of the one box where the work runs on from the file.
    pub file_title: String,
    /// What is read: the case, the problem, the selected item.
    pub file: Vec<Line>,
    /// What is done: questions, items, answers.
    pub work: Vec<ContentLine>,
    /// The selected item.
    pub selected: usize,
    /// The newest words are at the end and must be visible.
    pub tail: bool,
    /// Where something is typed.
    pub prompt: Option<Prompt<'m>>,
    /// A list with the file of the selected item beside it; otherwise the work follows the file.
    pub list: bool,
}

/// A line of the work.
#[derive(Debug, Default)]
pub(crate) struct ContentLine {
    /// The words.
    pub line: Line,
    /// The item it belongs to.
    pub item: Option<usize>,
}

impl ContentLine {
    /// Words that are no item.
    pub(crate) fn plain(line: Line) -> ContentLine {
        ContentLine { line, item: None }
    }

    /// Several of them.
    pub(crate) fn all(lines: impl IntoIterator<Item = Line>) -> impl Iterator<Item = ContentLine> {
        lines.into_iter().map(ContentLine::plain)
    }

    /// A line of an item.
    pub(crate) fn of(item: usize, line: Line) -> ContentLine {
        ContentLine { line, item: Some(item) }
    }
}

/// A numbered item: ` 2  the words`, marked where something is known of it.
pub(crate) fn numbered(item: usize, words: &str, mark: &str) -> Line {
    let role = if mark.is_empty() { Role::Text } else { Role::Muted };
    Line::of(Role::Code, format!("{:>2}", item + 1)).with(Role::Strong, format!("{mark:>2} ")).with(role, words).indented(0, 5)
}

/// Shows a sentence.
pub(crate) fn say(words: impl Into<String>) -> Vec<Effect> {
    vec![Effect::say(words)]
}

/// Types into a text; true where it changed.
pub(super) fn typed(input: &mut Input, request: InputRequest) -> bool {
    text_input::edit(input, request, LONGEST)
}

/// The item that a digit names, from 0; `None` for anything else.
pub(super) fn digit(request: InputRequest) -> Option<usize> {
    let InputRequest::InsertChar(c) = request else { return None };
    usize::try_from(c.to_digit(10)?).ok()?.checked_sub(1)
}

/// Says of a letter that it does nothing where one of so many answers is picked by its digit.
pub(super) fn undigit(request: InputRequest, answers: usize) -> Vec<Effect> {
    match request {
        InputRequest::InsertChar(c) if answers > 0 && !c.is_ascii_digit() => {
            say(format!("{c} does nothing here; the digits 1 to {answers} answer"))
        }
        request => unbound(request),
    }
}

/// Says of a letter that it does nothing.
pub(super) fn unbound(request: InputRequest) -> Vec<Effect> {
    match request {
        InputRequest::InsertChar(c) => say(format!("{c} does nothing here")),
        _ => Vec::new(),
    }
}
