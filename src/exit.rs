//! How the program ends.

/// The three ways a command ends; the number is the process's exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done, something found, all well.
    Success = 0,
    /// Nothing found, or problems found in what was checked.
    NoMatch = 1,
    /// Wrong usage, unreadable input, a catalog that does not load.
    Failure = 2,
}

/// Why something was refused: a kebab-case word for programs and a sentence for people.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct UserError {
    /// `missing-weight`, `unknown-code` ...
    pub kind: String,
    /// What, where, what to do.
    pub message: String,
}

impl UserError {
    /// A refusal.
    pub fn new(kind: impl Into<String>, message: impl Into<String>) -> UserError {
        UserError { kind: kind.into(), message: message.into() }
    }

    /// More than is taken: what is counted, the most that is taken of it, and how much there is.
    pub fn too_large(what: &str, limit: usize, found: usize) -> UserError {
        UserError::new("too-large", format!("{what}: {found} are too many; at most {limit} are taken"))
    }
}
