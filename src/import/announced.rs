//! Changes that CMS announced for a quarter whose code file is not held: `code,action,short_description,meaning`.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;

use super::cms_file::{CmsFile, Extracted, Options};
use super::columns::{Columns, RowFilter, at};
use super::error::Reason;
use super::source::Source;
use super::{edition, write};
use crate::catalog::{Announced, AnnouncedAction};

/// Where the changes lie.
pub(super) const PATH: &str = "codes/announced.toml";

/// A list of changes of the code file.
pub(super) struct ChangeList;

impl CmsFile for ChangeList {
    fn title(&self) -> &'static str {
        "HCPCS change list"
    }

    fn key(&self) -> &'static str {
        "announced"
    }

    fn folder(&self) -> &'static str {
        "codes"
    }

    fn is_header(&self, columns: &Columns, _: &str) -> bool {
        columns.name(0) == "code" && columns.find(&["action"]).is_some() && columns.find(&["short_description"]).is_some()
    }

    fn extract(&self, source: &Source<'_>, _: &Options<'_>, filter: &mut RowFilter<'_>) -> Result<Extracted, Reason> {
        let quarter = source.names.iter().find_map(|name| edition::quarter_in(name));
        let quarter = quarter.ok_or_else(|| Reason::NoEdition("its name states no quarter, as `changes_2026Q4.csv` does".to_owned()))?;
        let first_day: Date = format!("{quarter}-01").parse().map_err(|_| Reason::NoEdition(format!("`{quarter}` is not a quarter")))?;
        let table = self.table(source)?;
        let (action, short) = (table.columns.need(&["action"])?, table.columns.need(&["short_description"])?);
        let mut changes = BTreeMap::new();
        for (row, cells) in table.body() {
            let code = at(cells, 0);
            // Codes that begin are not in the catalog yet: only the shape of the code is asked for.
            if !RowFilter::new(None).takes(*row, code)? {
                filter.leave_out("CPT or dental code");
                continue;
            }
            let (action, date) = match at(cells, action) {
                "A" => (AnnouncedAction::Added, first_day),
                // CMS ends codes with the quarter; the list does not state the day.
                "D" => (AnnouncedAction::Ended, first_day.saturating_sub(1.day())),
                "B" | "C" => (AnnouncedAction::Reworded, first_day),
                other => return Err(Reason::cell(*row, &format!("{code}: the action"), other, "A, B, C or D")),
            };
            let change = Announced { quarter: quarter.clone(), action, short: at(cells, short).to_owned(), date };
            if changes.insert(code.to_owned(), change).is_some() {
                return Err(Reason::row(*row, format!("{code} is listed twice")));
            }
        }
        let files = vec![(PATH.to_owned(), write::announced(&changes, &quarter))];
        let (rows, taken) = (table.body().len(), changes.len());
        Ok(Extracted { edition: quarter, edition_from: "from its name".to_owned(), rows, taken, files })
    }
}
