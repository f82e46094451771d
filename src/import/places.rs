//! CMS's place-of-service codes.

use std::collections::BTreeMap;

use super::cms_file::{CmsFile, Extracted, Options};
use super::columns::{Columns, RowFilter, at};
use super::error::Reason;
use super::source::Source;
use super::{edition, write};
use crate::catalog::Place;

const CODE: [&str; 3] = ["pos_code", "place of service code(s)", "place of service code"];
const NAME: [&str; 2] = ["pos_name", "place of service name"];

/// The place-of-service code set.
pub(super) struct List;

impl CmsFile for List {
    fn title(&self) -> &'static str {
        "place-of-service codes"
    }

    fn key(&self) -> &'static str {
        "places"
    }

    fn folder(&self) -> &'static str {
        "lists"
    }

    fn is_header(&self, columns: &Columns, _: &str) -> bool {
        columns.find(&CODE).is_some() && columns.find(&NAME).is_some()
    }

    /// Numbers that CMS has not assigned are left out.
    fn extract(&self, source: &Source<'_>, _: &Options<'_>, filter: &mut RowFilter<'_>) -> Result<Extracted, Reason> {
        let table = self.table(source)?;
        let edition = source.names.iter().find_map(|name| edition::month_in(name)).or_else(|| edition::month_in(&table.preamble()));
        let edition = edition.ok_or_else(|| Reason::NoEdition("neither its name nor its title holds a month and a year".to_owned()))?;
        let (code, name) = (table.columns.need(&CODE)?, table.columns.need(&NAME)?);
        let kind = table.columns.optional(&["pos_type"])?;
        let mut places = BTreeMap::new();
        for (row, cells) in table.body() {
            // Before the digits: CMS lists unassigned numbers in ranges too (`27-30`).
            if at(cells, name).eq_ignore_ascii_case("unassigned") {
                filter.leave_out("not assigned by CMS");
                continue;
            }
            let digits = at(cells, code);
            if digits.is_empty() || digits.len() > 2 || !digits.bytes().all(|b| b.is_ascii_digit()) {
                return Err(Reason::cell(*row, "the place", digits, "a place-of-service code of two digits"));
            }
            // Workbooks drop the leading zero.
            let code = format!("{digits:0>2}");
            let place = Place { code: code.clone(), name: at(cells, name).to_owned(), kind: kind.map_or("", |i| at(cells, i)).to_owned() };
            if places.insert(code, place).is_some() {
                return Err(Reason::row(*row, format!("the place {digits} is listed twice")));
            }
        }
        let (rows, taken) = (table.body().len(), places.len());
        let files = vec![write::places(places.values(), &edition)];
        Ok(Extracted { edition, edition_from: "from its name or title".to_owned(), rows, taken, files })
    }
}
