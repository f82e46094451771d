//! What a stage shows: something to read, and work to do. Drawing knows no more of a stage than this.

use crate::page::{Line, Role};
use crate::tui::typing::Prompt;

/// What a stage shows.
#[derive(Debug, Default)]
pub struct Face<'m> {
    /// At the left and at the right of the work's box.
    pub titles: [String; 2],
    /// The title of the file's box, and of the one box where the work runs on from the file.
    pub file_title: String,
    /// What is read: the case, the problem, the selected item.
    pub file: Vec<Line>,
    /// What is done: questions, items, answers.
    pub work: Vec<Piece>,
    /// The selected item.
    pub selected: usize,
    /// The newest words stand at the end and must be seen.
    pub tail: bool,
    /// Where something is typed.
    pub prompt: Option<Prompt<'m>>,
    /// A list beside whose selected item the file stands; else the work follows on the file.
    pub list: bool,
}

/// A line of the work.
#[derive(Debug, Default)]
pub struct Piece {
    /// The words.
    pub line: Line,
    /// The item it belongs to.
    pub item: Option<usize>,
}

impl Piece {
    /// Words that are no item.
    pub fn plain(line: Line) -> Piece {
        Piece { line, item: None }
    }

    /// Several of them.
    pub fn all(lines: impl IntoIterator<Item = Line>) -> impl Iterator<Item = Piece> {
        lines.into_iter().map(Piece::plain)
    }

    /// A line of an item.
    pub fn of(item: usize, line: Line) -> Piece {
        Piece { line, item: Some(item) }
    }
}

/// A numbered item: ` 2  the words`, marked where something is known of it.
pub fn numbered(item: usize, words: &str, mark: &str) -> Line {
    let role = if mark.is_empty() { Role::Text } else { Role::Muted };
    Line::of(Role::Code, format!("{:>2}", item + 1)).with(Role::Strong, format!("{mark:>2} ")).with(role, words).indented(0, 5)
}
