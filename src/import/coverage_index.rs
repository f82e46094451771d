//! An index of local coverage: which document names which code, without its diagnoses.

use std::collections::BTreeMap;

use super::cms_file::{CmsFile, Extracted, Options};
use super::columns::{Columns, RowFilter, at};
use super::coverage::lines;
use super::edition;
use super::error::Reason;
use super::source::Source;
use super::write::{Table, edition_line, head};

/// Where it lies.
const PATH: &str = "coverage/index.toml";

/// The index.
pub(super) struct Index;

/// What it says of one document.
#[derive(Default)]
struct Indexed {
    version: String,
    title: String,
    contractors: Vec<String>,
    lcds: Vec<String>,
    lcd_note: String,
    codes: Vec<String>,
}

impl CmsFile for Index {
    fn title(&self) -> &'static str {
        "index of local coverage by drug code"
    }

    fn key(&self) -> &'static str {
        "coverage-index"
    }

    fn folder(&self) -> &'static str {
        "coverage"
    }

    fn is_header(&self, columns: &Columns, _: &str) -> bool {
        ["hcpcs", "doc", "version", "related_lcd"].iter().all(|name| columns.find(&[name]).is_some())
    }

    fn extract(&self, source: &Source<'_>, _: &Options<'_>, filter: &mut RowFilter<'_>) -> Result<Extracted, Reason> {
        let month = source.names.iter().find_map(|name| edition::month_in(name));
        let edition = month
            .ok_or_else(|| Reason::NoEdition("its name states no month, as `drug_code_local_coverage_2026-08.csv` does".to_owned()))?;
        let table = self.table(source)?;
        let columns = &table.columns;
        let (code, id, version) = (columns.need(&["hcpcs"])?, columns.need(&["doc"])?, columns.need(&["version"])?);
        let lcd = columns.need(&["related_lcd"])?;
        let note = columns.optional(&["lcd_note"])?;
        let titles = [columns.starting("title_"), columns.find(&["lcd_title"])];
        let contractors = [columns.starting("contractor_2026"), columns.starting("contractor_")];
        let mut documents: BTreeMap<String, Indexed> = BTreeMap::new();
        let mut taken = 0;
        for (row, cells) in table.body() {
            if !filter.takes(*row, at(cells, code))? {
                continue;
            }
            let first = |columns: [Option<usize>; 2]| {
                columns.into_iter().flatten().map(|column| at(cells, column)).find(|text| !text.is_empty()).unwrap_or_default().to_owned()
            };
            let document = documents.entry(at(cells, id).to_owned()).or_insert_with(|| Indexed {
                version: at(cells, version).to_owned(),
                title: first(titles),
                contractors: names(&first(contractors)),
                lcds: at(cells, lcd).split_whitespace().filter(|lcd| *lcd != at(cells, id)).map(str::to_owned).collect(),
                lcd_note: note.map_or("", |note| at(cells, note)).trim_matches(['(', ')']).to_owned(),
                codes: Vec::new(),
            });
            if document.version != at(cells, version) {
                return Err(Reason::cell(*row, "the version", at(cells, version), &format!("`{}`, as above", document.version)));
            }
            if !document.codes.iter().any(|held| held == at(cells, code)) {
                document.codes.push(at(cells, code).to_owned());
                taken += 1;
            }
        }
        let files = vec![(PATH.to_owned(), text(&documents, &edition))];
        Ok(Extracted { edition, edition_from: "from its name".to_owned(), rows: table.body().len(), taken, files })
    }
}

fn text(documents: &BTreeMap<String, Indexed>, edition: &str) -> String {
    let what = "Local coverage documents that name a drug code, without their lists";
    let mut text = head(what, edition) + &edition_line(edition);
    for (id, document) in documents {
        text.push_str("\n[[document]]\n");
        let mut table = Table(&mut text);
        table.text("id", id);
        table.text("version", &document.version);
        table.text("title", &document.title);
        table.list("contractors", &document.contractors);
        table.list("lcds", &document.lcds);
        table.text("lcd_note", &document.lcd_note);
        lines(&mut text, "codes", document.codes.iter().map(String::as_str));
    }
    text
}

/// Names that stand in one cell, each of them a company: `CGS Administrators, LLC (DME MAC)  Noridian ...`.
fn names(cell: &str) -> Vec<String> {
    const END: &str = "(DME MAC)";
    let parts = cell.split_inclusive(END).map(str::trim).filter(|name| !name.is_empty());
    parts.map(str::to_owned).collect()
}
