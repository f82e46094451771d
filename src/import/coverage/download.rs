//! Articles or LCDs.

use super::tables::Tables;
use crate::import::archive;
use crate::import::error::Reason;
use crate::import::source::{Content, Source};

/// Articles or LCDs: their tables differ by the start of their names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::import) enum Download {
    Articles,
    Lcds,
}

impl Download {
    /// How the names of its tables and columns begin.
    pub(super) fn prefix(self) -> &'static str {
        match self {
            Download::Articles => "article",
            Download::Lcds => "lcd",
        }
    }

    /// How the ids of its documents begin.
    pub(super) fn letter(self) -> char {
        match self {
            Download::Articles => 'A',
            Download::Lcds => 'L',
        }
    }

    /// The zip that holds its tables: the archive itself, or the one zip in it.
    pub(super) fn tables<'a>(self, source: &'a Source<'_>) -> Result<Option<Tables<'a>>, Reason> {
        let Content::Archive { bytes, members } = &source.content else { return Ok(None) };
        let wanted = [format!("{}.csv", self.prefix()), format!("{}_x_hcpc_code.csv", self.prefix())];
        if wanted.iter().all(|table| members.iter().any(|m| m.name == *table)) {
            return Tables::open(std::borrow::Cow::Borrowed(bytes)).map(Some);
        }
        for member in members.iter().filter(|m| archive::is_tables(&m.name)) {
            let tables = Tables::open(std::borrow::Cow::Owned(archive::content(bytes, member)?))?;
            if wanted.iter().all(|table| tables.has(table)) {
                return Ok(Some(tables));
            }
        }
        Ok(None)
    }
}
