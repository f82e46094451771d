//! One code that was found, and how.

use std::ops::Range;

/// How a hit was found, the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Tier {
    /// The whole code.
    Code,
    /// The start of a code.
    Prefix,
    /// Words of names, brands, descriptors, classes, notes.
    Words,
    /// A word with a letter wrong.
    Typo,
    /// Scattered letters.
    Fuzzy,
}

impl Tier {
    /// In words, as in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Tier::Code => "code",
            Tier::Prefix => "prefix",
            Tier::Words => "words",
            Tier::Typo => "typo",
            Tier::Fuzzy => "fuzzy",
        }
    }
}

/// In what the words were found, as lists are headed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Group {
    /// The code itself.
    Code,
    /// The generic name or the descriptor.
    Name,
    /// A brand.
    Brand,
    /// A disease that the label names.
    Indication,
    /// A class or a search word.
    Class,
    /// Reached from something else that was typed: an NDC, a code that ended, a labeler, the reference product of a biosimilar.
    Reference,
    /// Mentioned in a note.
    Note,
}

impl Group {
    /// As in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Group::Code => "code",
            Group::Name => "name",
            Group::Brand => "brand",
            Group::Indication => "indication",
            Group::Class => "class",
            Group::Reference => "reference",
            Group::Note => "note",
        }
    }

    /// The heading over hits of the group.
    pub fn heading(self) -> &'static str {
        match self {
            Group::Code => "Code",
            Group::Name => "Name",
            Group::Brand => "Brand",
            Group::Indication => "Indication",
            Group::Class => "Class",
            Group::Reference => "Related",
            Group::Note => "Mentioned in notes",
        }
    }
}

/// A code that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its position in `Catalog::codes`.
    pub position: usize,
    /// How it was found.
    pub tier: Tier,
    /// In what it was found.
    pub group: Group,
    /// The text that matched: a code, a name, a brand.
    pub matched: String,
    /// What the query was corrected to, where it was: then the hit is a guess.
    pub did_you_mean: Option<String>,
    /// Byte ranges of `matched` to highlight, in order, not overlapping.
    pub ranges: Vec<Range<usize>>,
}
