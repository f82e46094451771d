//! Why a file was not taken.

/// No message repeats more of a file than this many characters.
const LONGEST_TOKEN: usize = 40;

/// A file that was refused, and why. Nothing of it was taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {reason}")]
pub struct ImportError {
    /// The file as it was named, with the member where it is an archive.
    pub file: String,
    /// What is wrong with it.
    pub reason: Reason,
}

/// Why a file was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// The content is none of the files known here.
    #[error("not a CMS file known here: {0}")]
    NotCms(String),
    /// Cut off or damaged.
    #[error("cut off or damaged: {0}; download it again")]
    Truncated(String),
    /// The header is there, the rows are not.
    #[error("no rows: {0}")]
    Empty(String),
    /// An archive that will not be opened: traversal, size, nesting, encryption.
    #[error("the archive is not safe to open: {0}")]
    Archive(String),
    /// Text in an encoding CMS does not use.
    #[error("wrong encoding: {0}")]
    Encoding(String),
    /// The edition stands neither in the name nor in the content.
    #[error("no edition: {0}")]
    NoEdition(String),
    /// A CMS file that jdex does not keep.
    #[error("not kept here: {0}")]
    NotKept(String),
    /// More than any file of its kind holds, refused before it is laid out in memory.
    #[error("too large: {found} {what}; at most {limit} are read")]
    TooLarge {
        /// What is counted: `cells of the workbook`.
        what: String,
        /// The most that is read.
        limit: usize,
        /// How many there are, as far as they were counted.
        found: usize,
    },
    /// A row that cannot be understood exactly.
    #[error("row {row}: {message}")]
    Row {
        /// 1-based row or line in the file.
        row: usize,
        /// What is wrong with it.
        message: String,
    },
}

impl Reason {
    pub(super) fn row(row: usize, message: impl Into<String>) -> Reason {
        Reason::Row { row, message: message.into() }
    }

    /// A cell that is not what its column holds: `expected` says what would be.
    pub(super) fn cell(row: usize, what: &str, cell: &str, expected: &str) -> Reason {
        let token: String = cell.chars().take(LONGEST_TOKEN).collect();
        Reason::row(row, format!("{what} `{token}` is not {expected}"))
    }

    /// Is it some other file, rather than a damaged one of those known here?
    pub fn is_foreign(&self) -> bool {
        matches!(self, Reason::NotCms(_) | Reason::NotKept(_) | Reason::Empty(_) | Reason::Encoding(_))
    }

    /// A kebab-case word for scripts: `truncated`, `not-cms` ...
    pub fn as_str(&self) -> &'static str {
        match self {
            Reason::NotCms(_) => "not-cms",
            Reason::Truncated(_) => "truncated",
            Reason::Empty(_) => "no-rows",
            Reason::Archive(_) => "unsafe-archive",
            Reason::Encoding(_) => "wrong-encoding",
            Reason::NoEdition(_) => "no-edition",
            Reason::NotKept(_) => "not-kept",
            Reason::TooLarge { .. } => "too-large",
            Reason::Row { .. } => "bad-row",
        }
    }
}
