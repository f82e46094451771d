//! One code that was found, and how.

use std::ops::Range;

use crate::catalog::words;

words! {
    /// How a hit was found, the surest first.
    pub enum Tier {
        /// The whole code.
        Code = "code",
        /// The start of a code.
        Prefix = "prefix",
        /// Words of names, brands, descriptors, classes, notes.
        Words = "words",
        /// A word with a letter wrong.
        Typo = "typo",
        /// Scattered letters.
        Fuzzy = "fuzzy",
    }
}

words! {
    /// In what the words were found, as lists are headed.
    pub enum Group {
        /// The code itself.
        Code = "code",
        /// The generic name.
        Name = "name",
        /// A brand.
        Brand = "brand",
        /// A disease that the label names.
        Indication = "indication",
        /// A class or a search word.
        Class = "class",
        /// Reached from something else that was typed: an NDC, a code that ended, a labeler, the reference product of a biosimilar.
        Reference = "reference",
        /// Mentioned in the descriptor, which names no drug by it.
        Descriptor = "descriptor",
        /// Mentioned in a note.
        Note = "note",
    }
}

impl Group {
    /// The heading over hits of the group.
    pub fn heading(self) -> &'static str {
        match self {
            Group::Code => "Code",
            Group::Name => "Name",
            Group::Brand => "Brand",
            Group::Indication => "Indication",
            Group::Class => "Class",
            Group::Reference => "Related",
            Group::Descriptor => "Mentioned in the descriptor",
            Group::Note => "Mentioned in notes",
        }
    }

    /// No name, class or disease: the words stand in a text, and the heading says so even where there is no other.
    pub fn is_mention(self) -> bool {
        matches!(self, Group::Descriptor | Group::Note)
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
