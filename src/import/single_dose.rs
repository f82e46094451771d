//! CMS's JW/JZ list of single-dose codes.

use std::collections::BTreeSet;

use super::cms_file::{CmsFile, Extracted, Options};
use super::columns::{Columns, RowFilter, at};
use super::error::Reason;
use super::source::Source;
use super::{edition, write};

/// The list of single-dose codes that need JW or JZ.
pub(super) struct List;

impl CmsFile for List {
    fn title(&self) -> &'static str {
        "JW/JZ list of single-dose codes"
    }

    fn key(&self) -> &'static str {
        "single-dose"
    }

    fn folder(&self) -> &'static str {
        "lists"
    }

    fn is_header(&self, columns: &Columns, preamble: &str) -> bool {
        let listed = columns.find(&["hcpcs"]).is_some() && columns.find(&["single_dose"]).is_some();
        let published = columns.find(&["hcpcs code"]).is_some() && columns.find(&["payment limit", "payment rate"]).is_none();
        listed || (published && preamble.contains("JW"))
    }

    /// Its edition is a day, in the name or in the rows.
    fn extract(&self, source: &Source<'_>, _: &Options<'_>, filter: &mut RowFilter<'_>) -> Result<Extracted, Reason> {
        let table = self.table(source)?;
        let code = table.columns.need(&["hcpcs", "hcpcs code"])?;
        let listed = table.columns.optional(&["single_dose"])?;
        let cited = table.columns.optional(&["source"])?;
        let first = table.body().first().zip(cited).map(|((_, cells), cited)| at(cells, cited).to_owned());
        let texts: Vec<String> = source.names.iter().cloned().chain([table.preamble()]).chain(first).collect();
        let day = texts.iter().find_map(|text| edition::day_in(text)).map(|day| day.to_string());
        let edition = day.or_else(|| texts.iter().find_map(|text| edition::month_in(text)));
        let edition = edition.ok_or_else(|| Reason::NoEdition("neither its name nor its rows state a date".to_owned()))?;
        let mut codes = BTreeSet::new();
        for (row, cells) in table.body() {
            if !filter.takes(*row, at(cells, code))? {
                continue;
            }
            match listed.map(|i| at(cells, i).to_lowercase()).as_deref() {
                None | Some("true" | "yes" | "y" | "1") => {
                    codes.insert(at(cells, code).to_owned());
                }
                _ => filter.leave_out("not listed as single-dose"),
            }
        }
        let (rows, taken) = (table.body().len(), codes.len());
        let files = vec![write::single_dose(codes.iter(), &edition)];
        Ok(Extracted { edition, edition_from: "from its name or rows".to_owned(), rows, taken, files })
    }
}
