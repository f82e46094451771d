//! Where a statement stands in a file, and what is wrong there.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::text;

/// Where something stands, for messages.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Origin {
    /// The file's path as it was given.
    pub file: String,
    /// The line, from 1; 0 where a whole file is meant.
    pub line: usize,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = text::clean(&self.file);
        if self.line == 0 { write!(f, "{file}") } else { write!(f, "{file}:{}", self.line) }
    }
}

/// Something wrong in a catalog: `file:line: what is wrong, what to do`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Where.
    pub origin: Origin,
    /// What is wrong.
    pub message: String,
}

impl Problem {
    /// A problem at a place.
    pub fn new(origin: &Origin, message: impl Into<String>) -> Problem {
        Problem { origin: origin.clone(), message: message.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.origin, text::message(&self.message))
    }
}
