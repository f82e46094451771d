//! The code file ("alpha-numeric"): rows of the workbook or of the fixed-width text, one a code or modifier.

mod fixed_width;
mod row;
mod workbook;

use super::cms_file::{CmsFile, Extracted, File, Merged, Options};
use super::columns::{Columns, RowFilter};
use super::error::Reason;
use super::source::{Content, Source};
use super::{announced, edition, generic_name, kind, unit_parser, write};
use crate::catalog::{BillingUnit, Catalog, CmsColumns, Code, Kind, ModifierFact, PaymentSource, quarter_of};
use row::{Row, day};

/// Codes and modifiers of a code file.
#[derive(Clone, Debug, Default, PartialEq)]
struct CodeFile {
    /// Sorted by code.
    codes: Vec<Code>,
    /// Sorted by code.
    modifiers: Vec<ModifierFact>,
}

/// The code file, as a workbook or as fixed-width text.
pub(super) struct CodeFiles;

impl CmsFile for CodeFiles {
    fn title(&self) -> &'static str {
        "HCPCS code file (alpha-numeric)"
    }

    fn key(&self) -> &'static str {
        "codes"
    }

    fn folder(&self) -> &'static str {
        "codes"
    }

    fn is_header(&self, columns: &Columns, _: &str) -> bool {
        workbook::is_header(columns)
    }

    fn detect(&self, source: &Source<'_>) -> Result<bool, Reason> {
        let fixed_width = matches!(&source.content, Content::Text(text) if fixed_width::recognized(&text.text));
        Ok(fixed_width || self.has_table(source))
    }

    fn extract(&self, source: &Source<'_>, options: &Options<'_>, filter: &mut RowFilter<'_>) -> Result<Extracted, Reason> {
        let rows = match &source.content {
            Content::Text(text) if fixed_width::recognized(&text.text) => fixed_width::read(&text.text)?,
            _ => workbook::read(&self.table(source)?)?,
        };
        let (edition, edition_from) = edition(&rows, &source.names)?;
        let facts = facts(&rows, &edition, options.catalog, filter)?;
        let files = write::codes(&facts.codes, &facts.modifiers, &edition);
        Ok(Extracted { edition, edition_from, rows: rows.len(), taken: facts.codes.len() + facts.modifiers.len(), files })
    }

    /// A code file replaces the folder; announced changes stay while they are of a later quarter.
    fn merge(&self, held: &[File], mut new: Vec<File>) -> Result<Merged, Reason> {
        let later =
            |announced: &str| new.iter().filter_map(|(_, text)| write::edition_of(text)).all(|edition| edition.as_str() < announced);
        let announced = held.iter().find(|(path, text)| path == announced::PATH && write::edition_of(text).is_some_and(|e| later(&e)));
        new.extend(announced.cloned());
        Ok(Merged { files: new, whole_folder: true, ..Merged::default() })
    }

    /// The workbook keeps double spaces that the fixed-width text loses at line ends.
    fn prefers_workbook(&self) -> bool {
        true
    }
}

/// The quarter stands in the name CMS gives the file; else it is that of the newest row.
fn edition(rows: &[Row], names: &[String]) -> Result<(String, String), Reason> {
    let newest = rows.iter().flat_map(|r| [&r.dates[0], &r.dates[1]]).filter_map(|t| day(t.trim()).ok()).max().map(quarter_of);
    let named = names.iter().find_map(|name| edition::quarter_in(name).map(|quarter| (quarter, name)));
    // The annual file carries a year and no month.
    let cms = |name: &str| ["anweb", "alpha-numeric", "alpha_numeric"].iter().any(|word| name.to_lowercase().contains(word));
    let annual = names.iter().filter(|name| cms(name)).find_map(|name| edition::year_in(name).map(|quarter| (quarter, name)));
    match (named.or(annual), newest) {
        (Some((quarter, name)), Some(newest)) if edition::quarters_between(&quarter, &newest) > 1 => Err(Reason::NotCms(format!(
            "the name `{}` says {quarter}, but rows took effect as late as {newest}; it is another file under that name",
            crate::text::clean(name)
        ))),
        (Some((quarter, name)), _) => Ok((quarter, format!("from the name {name}"))),
        (None, Some(newest)) => Ok((newest, "from the newest row; the name states none".to_owned())),
        (None, None) => Err(Reason::NoEdition("no row has a date and the name states no quarter".to_owned())),
    }
}

/// Every code that begins with a letter, dental codes excepted, and the modifiers.
///
/// # Errors
/// A code that is none or stands twice, a date that is none, a row without a description.
fn facts(rows: &[Row], edition: &str, held: &Catalog, filter: &mut RowFilter<'_>) -> Result<CodeFile, Reason> {
    let mut file = CodeFile::default();
    for row in rows {
        let descriptor = row.descriptor();
        if descriptor.is_empty() {
            return Err(Reason::row(row.number, format!("{} has no description", row.code)));
        }
        match row.code.len() {
            2 => file.modifiers.push(ModifierFact { code: row.code.clone(), descriptor, dates: row.dates()? }),
            _ if !row.code.starts_with(|c: char| c.is_ascii_uppercase()) || row.code.starts_with('D') => {
                filter.leave_out("CPT or dental code")
            }
            _ if !row.code[1..].bytes().all(|b| b.is_ascii_digit()) => {
                return Err(Reason::cell(row.number, "the code", &row.code, "a letter and four digits"));
            }
            _ => file.codes.push(code(row, descriptor, edition, is_drug(row, held))?),
        }
    }
    file.codes.sort_by(|a, b| a.code.cmp(&b.code));
    file.modifiers.sort_by(|a, b| a.code.cmp(&b.code));
    let codes = file.codes.iter().map(|c| &c.code).chain(file.modifiers.iter().map(|m| &m.code));
    if let Some(twice) = codes.clone().zip(codes.skip(1)).find(|(a, b)| a == b) {
        return Err(Reason::NotCms(format!("{} stands in it twice", twice.0)));
    }
    if file.codes.is_empty() {
        return Err(Reason::Empty("no HCPCS code stands in it".to_owned()));
    }
    Ok(file)
}

/// By the rules of the catalog.
fn is_drug(row: &Row, held: &Catalog) -> bool {
    let priced = || held.facts(&row.code).payments.iter().any(|p| p.source == PaymentSource::Asp);
    held.drug_rules().iter().any(|rule| rule.takes(&row.code, &row.price1, &row.betos) && (!rule.priced || priced()))
}

fn code(row: &Row, descriptor: String, edition: &str, drug: bool) -> Result<Code, Reason> {
    let (kind, name, unit) = if drug {
        let kind = kind::of(&row.code, &descriptor);
        (kind, generic_name::find(&descriptor, kind), unit_parser::parse(&descriptor, kind))
    } else {
        (Kind::Other, String::new(), BillingUnit::NotADrug)
    };
    Ok(Code {
        name,
        kind,
        unit,
        dates: row.dates()?,
        cms: CmsColumns {
            action: row.action.clone(),
            coverage: row.coverage.clone(),
            betos: row.betos.clone(),
            cross_references: row.cross_references.iter().filter(|x| !x.is_empty()).cloned().collect(),
        },
        announced: None,
        code: row.code.clone(),
        descriptor,
        short: row.short.clone(),
        edition: edition.to_owned(),
    })
}
