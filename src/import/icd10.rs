//! ICD-10-CM: CMS's order file (`icd10cm_order_2026.txt`), or a table of `code,billable,description`.

use std::collections::{BTreeMap, BTreeSet};

use super::cms_file::{CmsFile, Extracted, File, Merged, Options};
use super::columns::{Columns, RowFilter, at};
use super::coverage::lines;
use super::edition;
use super::error::Reason;
use super::source::{Content, Source};
use super::write::{edition_line, head};
use crate::catalog::{Catalog, bare, dotted};

/// The diagnosis codes.
pub(super) struct DiagnosisCodes;

/// What is taken of them.
#[derive(Default)]
struct Codes {
    /// Billable codes without their dot.
    billable: BTreeSet<String>,
    /// Descriptors of billable codes, by code with its dot.
    descriptors: BTreeMap<String, String>,
}

/// The codes of one file: those that begin with one letter.
#[derive(Default)]
struct Letter<'a> {
    /// What follows the three characters of a category.
    endings: BTreeMap<&'a str, Vec<&'a str>>,
    /// Code and descriptor.
    descriptors: Vec<(&'a String, &'a String)>,
}

/// One line of the order file: `00003 A000    1 Cholera due to ...   Cholera due to Vibrio cholerae 01, biovar cholerae`.
struct OrderLine<'a> {
    code: &'a str,
    billable: bool,
    description: &'a str,
}

impl<'a> OrderLine<'a> {
    /// Columns 1-5 number, 7-13 code, 15 billable, 17-76 short and from 78 the long descriptor.
    fn parse(line: &'a str) -> Option<OrderLine<'a>> {
        let (number, code, billable) = (line.get(..5)?, line.get(6..13)?.trim_end(), line.get(14..15)?);
        let shaped = number.bytes().all(|b| b.is_ascii_digit()) && (3..=7).contains(&code.len()) && is_code(code);
        let description = line.get(77..)?.trim();
        let billable = match billable {
            "1" => true,
            "0" => false,
            _ => return None,
        };
        (shaped && !description.is_empty()).then_some(OrderLine { code, billable, description })
    }
}

fn is_code(code: &str) -> bool {
    code.starts_with(|c: char| c.is_ascii_uppercase()) && code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

impl CmsFile for DiagnosisCodes {
    fn title(&self) -> &'static str {
        "ICD-10-CM codes"
    }

    fn key(&self) -> &'static str {
        "icd10"
    }

    fn folder(&self) -> &'static str {
        "icd10"
    }

    fn is_header(&self, columns: &Columns, _: &str) -> bool {
        columns.name(0) == "code" && columns.find(&["billable"]).is_some() && columns.find(&["description"]).is_some()
    }

    fn detect(&self, source: &Source<'_>) -> Result<bool, Reason> {
        let order = match &source.content {
            Content::Text(text) => text.text.lines().take(3).all(|line| OrderLine::parse(line).is_some()) && !text.text.is_empty(),
            _ => false,
        };
        Ok(order || self.has_table(source))
    }

    /// Every billable code; descriptors of those that a held coverage document lists, or with `--all` of all.
    fn extract(&self, source: &Source<'_>, options: &Options<'_>, filter: &mut RowFilter<'_>) -> Result<Extracted, Reason> {
        let edition = source
            .names
            .iter()
            .find_map(|name| release(name))
            .ok_or_else(|| Reason::NoEdition("its name states no year, as `icd10cm_order_2026.txt` does, and no month".to_owned()))?;
        let listed = if options.all { None } else { Some(listed(options.catalog)) };
        let mut codes = Codes::default();
        let mut take = |row: usize, code: &str, billable: bool, description: &str| {
            // Chapters and sections stand in the table too, some of them marked as billable.
            if !billable || code.contains('-') {
                filter.leave_out("heading, not billable");
                return Ok(());
            }
            let code = bare(code);
            if !(3..=7).contains(&code.len()) || !is_code(&code) {
                return Err(Reason::cell(row, "the diagnosis", &code, "an ICD-10-CM code"));
            }
            let (dotted, description) = (dotted(&code), crate::text::clean(description));
            if codes.billable.contains(&code) {
                if codes.descriptors.get(&dotted).is_some_and(|held| **held != *description) {
                    return Err(Reason::row(row, format!("{dotted} is listed twice, with two descriptors")));
                }
                filter.leave_out("listed twice");
                return Ok(());
            }
            if listed.as_ref().is_none_or(|listed| listed.contains(dotted.as_str())) {
                codes.descriptors.insert(dotted, description.into_owned());
            } else {
                filter.leave_out("descriptor of a code that no coverage document lists");
            }
            codes.billable.insert(code);
            Ok(())
        };
        let mut rows = 0;
        if self.has_table(source) {
            let table = self.table(source)?;
            let (billable, description) = (table.columns.need(&["billable"])?, table.columns.need(&["description"])?);
            rows = table.body().len();
            for (row, cells) in table.body() {
                let billable = match at(cells, billable) {
                    "1" => true,
                    "0" => false,
                    other => return Err(Reason::cell(*row, "billable", other, "0 or 1")),
                };
                take(*row, at(cells, 0), billable, at(cells, description))?;
            }
        } else if let Content::Text(text) = &source.content {
            if !text.text.ends_with('\n') {
                return Err(Reason::Truncated("the last line ends in the middle of a record".to_owned()));
            }
            for (number, line) in (1..).zip(text.text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
                let line = OrderLine::parse(line).ok_or_else(|| Reason::row(number, "not a line of the ICD-10-CM order file"))?;
                take(number, line.code, line.billable, line.description)?;
                rows += 1;
            }
        }
        let files = codes.files(&edition);
        Ok(Extracted { edition, edition_from: "from its name".to_owned(), rows, taken: codes.billable.len(), files })
    }

    fn merge(&self, _: &[File], new: Vec<File>) -> Result<Merged, Reason> {
        Ok(Merged { files: new, whole_folder: true, ..Merged::default() })
    }
}

impl Codes {
    /// A file for each letter.
    fn files(&self, edition: &str) -> Vec<File> {
        let mut files: BTreeMap<&str, Letter<'_>> = BTreeMap::new();
        for code in &self.billable {
            let (category, ending) = code.split_at(3);
            // A category without subdivisions is billable itself.
            let ending = if ending.is_empty() { "-" } else { ending };
            files.entry(&code[..1]).or_default().endings.entry(category).or_default().push(ending);
        }
        for (code, descriptor) in &self.descriptors {
            files.entry(&code[..1]).or_default().descriptors.push((code, descriptor));
        }
        let file = |(letter, Letter { endings, descriptors }): (&str, Letter<'_>)| {
            let mut text = head(&format!("ICD-10-CM codes {letter}"), edition) + &edition_line(edition);
            text.push_str("\n# Billable codes by category: what follows the three characters.\n[billable]\n");
            for (category, endings) in endings {
                lines(&mut text, category, endings.into_iter());
            }
            text.push_str("\n[descriptors]\n");
            for (code, descriptor) in descriptors {
                text.push_str(&format!("\"{code}\" = {}\n", toml::Value::from(descriptor.as_str())));
            }
            (format!("icd10/{letter}.toml"), text)
        };
        files.into_iter().map(file).collect()
    }
}

/// The month from which a release holds. The year alone is a fiscal one: 2026 begins in October 2025.
fn release(name: &str) -> Option<String> {
    edition::month_in(name).or_else(|| {
        let year: u16 = edition::year_in(name)?.get(..4)?.parse().ok()?;
        Some(format!("{}-10", year.checked_sub(1)?))
    })
}

/// The diagnoses that documents of the catalog list, and those that their conditions name.
fn listed(catalog: &Catalog) -> BTreeSet<String> {
    let coverage = catalog.coverage();
    let listed = coverage.documents().iter().flat_map(|d| d.groups()).flat_map(|g| g.codes.iter().map(str::to_owned));
    listed.chain(coverage.conditions().diagnoses().map(|range| range.ends().0)).collect()
}
