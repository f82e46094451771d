//! From the tables of the coverage download to documents.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::document::{Document, Documents, of};
use super::download::Download;
use super::html::plain_text;
use super::places::contractors;
use super::tables::{Row, Tables};
use super::write;
use crate::catalog::{Code, DiagnosisList};
use crate::import::cms_file::{Extracted, Options};
use crate::import::columns::RowFilter;
use crate::import::error::Reason;

/// What CMS writes for "every other diagnosis" and for "no diagnosis".
const PLACEHOLDER: &str = "XX000";

/// Every document of the download that names a drug, or every one with `--all`.
pub(super) fn read(
    download: Download,
    tables: &Tables<'_>,
    options: &Options<'_>,
    filter: &mut RowFilter<'_>,
) -> Result<Extracted, Reason> {
    let edition = edition(tables)?;
    let mut rows = 0;
    let mut documents = newest(download, tables, &edition, filter, &mut rows)?;
    hcpcs(download, tables, &mut documents, filter, &mut rows)?;
    if !options.all && !options.catalog.codes().is_empty() {
        let drug = |code: &String| options.catalog.code(code).is_some_and(Code::is_drug);
        documents.retain(|_, document| {
            let kept = document.hcpcs.values().flatten().any(drug);
            if !kept {
                filter.leave_out("document without a drug");
            }
            kept
        });
    }
    if download == Download::Articles {
        for list in [DiagnosisList::Covered, DiagnosisList::Noncovered] {
            diagnoses(tables, list, &mut documents, filter, &mut rows)?;
        }
        related(tables, &mut documents)?;
    }
    contractors(download, tables, &mut documents)?;
    let count = |document: &Document| {
        let listed: usize = document.groups.values().map(|g| g.codes.bytes().filter(|b| *b == b' ').count()).sum();
        listed + document.hcpcs.values().map(Vec::len).sum::<usize>()
    };
    let taken = documents.values().map(count).sum();
    let files = write::documents(documents.values(), &edition);
    Ok(Extracted { edition, edition_from: "from its period of publication".to_owned(), rows, taken, files })
}

/// The first day of the newest period of publication.
fn edition(tables: &Tables<'_>) -> Result<String, Reason> {
    let mut newest = None;
    tables.read("update_period.csv", &["begin_date"], |row| {
        newest = newest.max(day(row, 0)?);
        Ok(())
    })?;
    newest.map(|day| day.to_string()).ok_or_else(|| Reason::NoEdition("update_period.csv states no date".to_owned()))
}

/// `2026-09-28 00:00:00` or `09/28/2026`; empty where the cell is.
fn day(row: &Row<'_>, column: usize) -> Result<Option<Date>, Reason> {
    let text = row.text(column);
    let text = text.split([' ', 'T']).next().unwrap_or_default();
    if text.is_empty() {
        return Ok(None);
    }
    let american = || {
        let mut parts = text.split('/');
        let (month, day, year) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        Date::new(year, month, day).ok()
    };
    text.parse().ok().or_else(american).map(Some).ok_or_else(|| Reason::cell(row.number, "the date", text, "a date"))
}

/// The newest version of each document in force.
fn newest(
    download: Download,
    tables: &Tables<'_>,
    edition: &str,
    filter: &mut RowFilter<'_>,
    rows: &mut usize,
) -> Result<Documents, Reason> {
    let prefix = download.prefix();
    let retire_table = format!("{prefix}_future_retire.csv");
    let mut future: BTreeMap<u32, Date> = BTreeMap::new();
    if tables.has(&retire_table) {
        tables.read(&retire_table, &[&format!("{prefix}_id"), "retire_dt"], |row| {
            if let Some(day) = day(row, 1)? {
                future.insert(row.number(0, "the document")?, day);
            }
            Ok(())
        })?;
    }
    let today: Option<Date> = edition.parse().ok();
    let (effective, ended) = match download {
        Download::Articles => ("article_eff_date?", "article_end_date?"),
        Download::Lcds => ("rev_eff_date?", "ent_det_end_date?"),
    };
    let (id, version) = (format!("{prefix}_id"), format!("{prefix}_version"));
    let columns = [&id, &version, "title", "display_id?", effective, ended, "date_retired?"];
    let mut documents = Documents::new();
    *rows += tables.read(&format!("{prefix}.csv"), &columns, |row| {
        let (number, version) = (row.number(0, "the document")?, row.number(1, "the version")?);
        let retires = [day(row, 5)?, day(row, 6)?, future.get(&number).copied()].into_iter().flatten().min();
        if retires.is_some_and(|day| Some(day) <= today) {
            filter.leave_out("retired document");
            return Ok(());
        }
        if let Some(held) = documents.get(&number) {
            filter.leave_out("older version");
            if held.version >= version {
                return Ok(());
            }
        }
        let letter = download.letter();
        let shown = row.text(3);
        if !shown.is_empty() && *shown != *format!("{letter}{number}") {
            return Err(Reason::cell(row.number, "the display id", &shown, &format!("`{letter}{number}`")));
        }
        let document = Document {
            id: format!("{letter}{number}"),
            version,
            title: plain_text(&row.text(2)),
            effective: day(row, 4)?,
            retires,
            ..Document::default()
        };
        documents.insert(number, document);
        Ok(())
    })?;
    Ok(documents)
}

fn hcpcs(
    download: Download,
    tables: &Tables<'_>,
    documents: &mut Documents,
    filter: &mut RowFilter<'_>,
    rows: &mut usize,
) -> Result<(), Reason> {
    let prefix = download.prefix();
    let columns = [&format!("{prefix}_id"), &format!("{prefix}_version"), "hcpc_code_group", "hcpc_code_id", "range?"];
    *rows += tables.read(&format!("{prefix}_x_hcpc_code.csv"), &columns, |row| {
        let Some(document) = of(documents, row)? else { return Ok(()) };
        let code = row.text(3);
        if row.text(4).eq_ignore_ascii_case("y") {
            filter.leave_out("range of codes that is not spelled out");
            return Ok(());
        }
        // CMS writes XX000 where a document is about no code.
        if *code == *PLACEHOLDER || code.is_empty() {
            return Ok(());
        }
        if code.len() != 5 || !code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()) {
            return Err(Reason::cell(row.number, "the code", &code, "a HCPCS or CPT code of five characters"));
        }
        let codes = document.hcpcs.entry(row.number(2, "the group")?).or_default();
        if !codes.iter().any(|held| **held == *code) {
            codes.push(code.into_owned());
        }
        Ok(())
    })?;
    Ok(())
}

/// Groups with their codes. A group that holds no code states nothing and is left out.
fn diagnoses(
    tables: &Tables<'_>,
    list: DiagnosisList,
    documents: &mut Documents,
    filter: &mut RowFilter<'_>,
    rows: &mut usize,
) -> Result<(), Reason> {
    let table = format!("article_x_icd10_{}", list.as_str());
    let group = format!("icd10_{}_group", list.as_str());
    let columns = ["article_id", "article_version", &group, "icd10_code_id", "range?", "asterisk?"];
    *rows += tables.read(&format!("{table}.csv"), &columns, |row| {
        let Some(document) = of(documents, row)? else { return Ok(()) };
        let code = row.text(3);
        if row.text(4).eq_ignore_ascii_case("y") {
            filter.leave_out("range of codes that is not spelled out");
            return Ok(());
        }
        let number = row.number(2, "the group")?;
        if *code == *PLACEHOLDER {
            if list == DiagnosisList::Noncovered {
                document.groups.entry((list, number)).or_default().every_other = true;
            }
            return Ok(());
        }
        if !is_diagnosis(&code) {
            return Err(Reason::cell(row.number, "the diagnosis", &code, "an ICD-10-CM code with its dot"));
        }
        let group = document.groups.entry((list, number)).or_default();
        group.codes.push_str(&code);
        group.codes.push(' ');
        if !row.text(5).is_empty() {
            group.asterisked.push(code.into_owned());
        }
        Ok(())
    })?;
    tables.read(&format!("{table}_group.csv"), &["article_id", "article_version", &group, "paragraph"], |row| {
        let Some(document) = of(documents, row)? else { return Ok(()) };
        let number = row.number(2, "the group")?;
        if let Some(group) = document.groups.get_mut(&(list, number)) {
            group.has_text = plain_text(&row.text(3)).chars().any(char::is_alphanumeric);
        }
        Ok(())
    })?;
    Ok(())
}

fn is_diagnosis(code: &str) -> bool {
    let plain = |part: &str| part.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    let (category, rest) = code.split_once('.').unwrap_or((code, "0"));
    category.len() == 3 && (1..=4).contains(&rest.len()) && plain(category) && plain(rest)
}

/// The LCDs that articles belong to.
fn related(tables: &Tables<'_>, documents: &mut Documents) -> Result<(), Reason> {
    if !tables.has("article_related_documents.csv") {
        return Ok(());
    }
    tables.read("article_related_documents.csv", &["article_id", "article_version", "r_lcd_id"], |row| {
        let Some(document) = of(documents, row)? else { return Ok(()) };
        let lcd = row.text(2);
        let id = format!("L{lcd}");
        if lcd.bytes().all(|b| b.is_ascii_digit()) && !lcd.is_empty() && *lcd != *"0" && !document.lcds.contains(&id) {
            document.lcds.push(id);
        }
        Ok(())
    })?;
    Ok(())
}
