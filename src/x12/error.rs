//! What can be wrong with an X12 file, and where. Nothing here quotes what a segment holds: it may be a person's.

/// What is wrong, and at which segment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("segment {segment}{}: {problem}", if id.is_empty() { String::new() } else { format!(" ({id})") })]
pub struct X12Error {
    /// Its place in the file, from 1.
    pub segment: usize,
    /// Its name, where it has one.
    pub id: String,
    /// What is wrong with it.
    pub problem: Problem,
}

/// What can be wrong with an X12 file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// The input fails.
    #[error("cannot be read: {0}")]
    Unreadable(std::io::ErrorKind),
    /// No ISA.
    #[error("the file does not begin with an ISA segment, so it is no X12 interchange; export the {0} itself, not a report or a zip")]
    NoHeader(&'static str),
    /// ISA without its elements.
    #[error("the interchange header does not have its sixteen elements; export the file again")]
    BadHeader,
    /// Separators that are letters, or the same twice.
    #[error("the interchange header names separators that cannot be told from text or from each other")]
    Separators,
    /// The text ends inside a segment.
    #[error("the file ends within a segment: it was cut off; export it again")]
    CutOff,
    /// A segment without end.
    #[error("longer than {0} characters: the separators are wrong or the file is damaged")]
    TooLong(usize),
    /// No segment name where one must stand.
    #[error("does not begin with a segment name: the separators are wrong or the file is damaged")]
    NoName,
    /// Another transaction.
    #[error("the transaction is not {0}")]
    WrongTransaction(&'static str),
    /// A segment where it cannot stand.
    #[error("stands outside its {0}: segments are missing or out of order")]
    Outside(&'static str),
    /// The end of a level is missing.
    #[error("the {0} is not closed: the file was cut off; export it again")]
    NotClosed(&'static str),
    /// An element that is not what it must be.
    #[error("element {0} is not {1}")]
    Element(usize, &'static str),
    /// A segment that may stand once.
    #[error("stands twice in its {0}")]
    Twice(&'static str),
    /// A pointer beyond the diagnoses of the claim.
    #[error("element {0} points to a diagnosis that the claim does not have")]
    Pointer(usize),
    /// A transaction whose count of segments is another.
    #[error("the transaction has {0} segments and states another number; some may be missing")]
    Counted(usize),
    /// The last segment lacks its end.
    #[error("the last segment lacks its terminator")]
    NoTerminator,
    /// More of something than the standard allows.
    #[error("more than {0} {1}; {2}")]
    TooMany(usize, &'static str, &'static str),
    /// No transaction in the file.
    #[error("the interchange holds no {0}")]
    Empty(&'static str),
    /// Sums beyond what can be held.
    #[error("the amounts are too large to be added")]
    Sum,
}

impl X12Error {
    /// One kebab-case word for programs; `set` is the transaction set that was expected: `835`.
    pub fn kind(&self, set: &str) -> String {
        match self.problem {
            Problem::Unreadable(_) => "unreadable".to_owned(),
            Problem::NoHeader(_) | Problem::WrongTransaction(_) | Problem::Empty(_) => format!("not-an-{set}"),
            Problem::CutOff | Problem::NotClosed(_) => format!("truncated-{set}"),
            _ => format!("invalid-{set}"),
        }
    }
}
