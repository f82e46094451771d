//! The medically unlikely edit (MUE) tables. Each quarter CMS publishes a full table a setting; a table that covers some
//! families of codes only replaces those.

use std::collections::{BTreeMap, BTreeSet};

use super::cms_file::{CmsFile, Extracted, File, Merged, Options};
use super::columns::{Columns, RowFilter, at};
use super::error::Reason;
use super::source::Source;
use super::{edition, write};
use crate::catalog::{Mue, MueTable, covered_families, family, quarter_of};

/// Edits by code.
pub(super) type Edits = BTreeMap<String, Mue>;

/// CMS's largest value is below 10,000; beyond this a file is damaged.
const MOST_UNITS: u32 = 100_000;

/// One of the three tables.
pub(super) struct Table(pub(super) MueTable);

impl CmsFile for Table {
    fn title(&self) -> &'static str {
        match self.0 {
            MueTable::Practitioner => "MUE table, practitioner services",
            MueTable::Outpatient => "MUE table, outpatient hospital services",
            MueTable::Dme => "MUE table, DME supplier services",
        }
    }

    fn key(&self) -> &'static str {
        self.0.as_str()
    }

    fn folder(&self) -> &'static str {
        "mue"
    }

    /// The value column names the table: `Practitioner Services MUE Values`.
    fn is_header(&self, columns: &Columns, _: &str) -> bool {
        columns.name(0).starts_with("hcpcs/") && columns.ending("mue values").is_some_and(|at| columns.name(at).starts_with(self.key()))
    }

    /// The date stands only in the name of the file (`Eff_07-01-2026`).
    fn extract(&self, source: &Source<'_>, _: &Options<'_>, filter: &mut RowFilter<'_>) -> Result<Extracted, Reason> {
        let table = self.table(source)?;
        let quarter = source.names.iter().find_map(|name| edition::day_in(name)).map(quarter_of);
        let quarter = quarter.ok_or_else(|| {
            Reason::NoEdition("an MUE file states its date only in its name, `..._Eff_MM-DD-YYYY`; give it that name".to_owned())
        })?;
        let value = table.columns.ending("mue values").unwrap_or(1);
        let indicator = table.columns.need(&["mue adjudication indicator"])?;
        let mut edits = Edits::new();
        for (row, cells) in table.body() {
            let code = at(cells, 0);
            if !filter.takes(*row, code)? {
                continue;
            }
            let cell =
                |what: &str, column: usize, expected: &str| Reason::cell(*row, &format!("{code}: {what}"), at(cells, column), expected);
            let units: u32 = at(cells, value).parse().map_err(|_| cell("the value", value, "a number of units"))?;
            if units > MOST_UNITS {
                return Err(cell("the value", value, "a number of units that CMS publishes, at most 100000"));
            }
            let mai = at(cells, indicator).chars().next().and_then(|c| c.to_digit(10)).filter(|d| (1..=3).contains(d));
            let mai =
                mai.and_then(|d| u8::try_from(d).ok()).ok_or_else(|| cell("the indicator", indicator, "one that begins with 1, 2 or 3"))?;
            let edit = Mue { setting: self.0, value: units, mai, quarter: quarter.clone() };
            if let Some(before) = edits.insert(code.to_owned(), edit.clone()).filter(|before| *before != edit) {
                return Err(Reason::row(*row, format!("{code} is listed twice, with {} and {units} units", before.value)));
            }
        }
        let taken = edits.len();
        let files = vec![(self.path(), write::mue(self.0, &edits, &quarter))];
        Ok(Extracted { edition: quarter, edition_from: "from its name".to_owned(), rows: table.body().len(), taken, files })
    }

    fn merge(&self, held: &[File], new: Vec<File>) -> Result<Merged, Reason> {
        let table = |files: &[File]| Ok::<_, Reason>(write::read(files)?.mue.remove(&self.0).unwrap_or_default());
        let (before, mut edits) = (table(held)?, table(&new)?);
        let edition = edits.values().map(|e| e.quarter.clone()).max().unwrap_or_default();
        let covered = covered_families(before.keys(), edits.keys());
        let kept: Edits = before.into_iter().filter(|(code, _)| !covered.contains(family(code)) && !edits.contains_key(code)).collect();
        let mut notes = Vec::new();
        if !kept.is_empty() {
            let families: BTreeSet<&str> = kept.keys().map(|code| family(code)).collect();
            let quarters: BTreeSet<&str> = kept.values().map(|e| e.quarter.as_str()).collect();
            let list = |words: BTreeSet<&str>| words.into_iter().collect::<Vec<_>>().join(" ");
            notes.push(format!("it does not cover {}: those keep their edits of {}", list(families), list(quarters)));
        }
        let keeps_older = !kept.is_empty();
        edits.extend(kept);
        Ok(Merged { files: vec![(self.path(), write::mue(self.0, &edits, &edition))], notes, keeps_older, whole_folder: false })
    }
}

impl Table {
    fn path(&self) -> String {
        format!("mue/{}.toml", self.0.as_str())
    }
}
