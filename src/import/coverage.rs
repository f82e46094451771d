//! Medicare's local coverage, as CMS ships it: `current_article.zip` and `current_lcd.zip`, each a zip of a zip of tables.
//!
//! Tables are read as a stream, one after the other: the whole export is larger than what may be held.

mod document;
mod documents;
mod download;
mod html;
mod places;
mod tables;
mod write;

use super::cms_file::{CmsFile, Extracted, File, Merged, Options};
use super::columns::{Columns, RowFilter};
use super::error::Reason;
use super::source::Source;
pub(super) use download::Download;
pub(super) use write::lines;

impl CmsFile for Download {
    fn title(&self) -> &'static str {
        match self {
            Download::Articles => "Medicare local coverage articles",
            Download::Lcds => "Medicare local coverage determinations",
        }
    }

    fn key(&self) -> &'static str {
        match self {
            Download::Articles => "articles",
            Download::Lcds => "lcds",
        }
    }

    fn folder(&self) -> &'static str {
        "coverage"
    }

    /// The tables lie in a zip of zips.
    fn is_header(&self, _: &Columns, _: &str) -> bool {
        false
    }

    fn detect(&self, source: &Source<'_>) -> Result<bool, Reason> {
        Ok(self.tables(source)?.is_some())
    }

    /// Documents that name a drug of the catalog, each in its newest version; without their prose.
    fn extract(&self, source: &Source<'_>, options: &Options<'_>, filter: &mut RowFilter<'_>) -> Result<Extracted, Reason> {
        let tables = self.tables(source)?.ok_or_else(|| Reason::NotCms("no tables of the coverage download".to_owned()))?;
        tables.verify()?;
        documents::read(*self, &tables, options, filter)
    }

    /// The export holds every document in force: one that is not in it any more goes.
    fn merge(&self, held: &[File], new: Vec<File>) -> Result<Merged, Reason> {
        let own = |path: &str| {
            let name = path.rsplit('/').next().unwrap_or(path);
            name.strip_prefix(self.letter()).is_some_and(|rest| rest.trim_end_matches(".toml").bytes().all(|b| b.is_ascii_digit()))
        };
        let mut files: Vec<File> = held.iter().filter(|(path, _)| !own(path)).cloned().collect();
        files.extend(new);
        Ok(Merged { files, whole_folder: true, ..Merged::default() })
    }
}
