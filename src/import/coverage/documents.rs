//! From the tables of the coverage download to documents.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::Download;
use super::tables::{Row, Tables};
use crate::catalog::{Code, DiagnosisList};
use crate::import::Options;
use crate::import::cms_file::Extracted;
use crate::import::columns::RowFilter;
use crate::import::error::Reason;

/// What CMS writes for "every other diagnosis" and for "no diagnosis".
const PLACEHOLDER: &str = "XX000";

/// One document, as its tables state it.
#[derive(Debug, Default)]
pub(in crate::import) struct Document {
    pub(super) id: String,
    pub(super) version: u32,
    pub(super) title: String,
    pub(super) effective: Option<Date>,
    pub(super) retires: Option<Date>,
    pub(super) contractors: Vec<String>,
    pub(super) states: Vec<String>,
    pub(super) regions: Vec<String>,
    pub(super) lcds: Vec<String>,
    /// Codes by group, in CMS's order.
    pub(super) hcpcs: BTreeMap<u32, Vec<String>>,
    pub(super) groups: BTreeMap<(DiagnosisList, u32), Group>,
}

/// One diagnosis group.
#[derive(Debug, Default)]
pub(super) struct Group {
    /// In CMS's order, each followed by a space.
    pub(super) codes: String,
    pub(super) asterisked: Vec<String>,
    pub(super) every_other: bool,
    pub(super) has_text: bool,
}

/// The contractor of a row: number, type and version.
type ContractorKey = (String, String, String);

#[derive(Default)]
struct Places {
    names: BTreeMap<ContractorKey, String>,
    /// States by their number: two letters, or words for a part of one.
    states: BTreeMap<String, Place>,
    jurisdictions: BTreeMap<ContractorKey, BTreeSet<String>>,
}

enum Place {
    State(String),
    Region(String),
}

/// Every document of the download that names a drug, or every one with `--all`.
pub(super) fn read(
    download: Download,
    tables: &Tables<'_>,
    options: &Options<'_>,
    filter: &mut RowFilter<'_>,
) -> Result<Extracted<Vec<Document>>, Reason> {
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
    let facts = documents.into_values().collect();
    Ok(Extracted { edition, edition_from: "from its period of publication".to_owned(), rows, taken, facts })
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

type Documents = BTreeMap<u32, Document>;

/// The newest version of each document in force.
fn newest(download: Download, tables: &Tables<'_>, edition: &str, filter: &mut RowFilter<'_>, rows: &mut usize) -> Result<Documents, Reason> {
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

/// The document of a row, in the version that is kept.
fn of<'d>(documents: &'d mut Documents, row: &Row<'_>) -> Result<Option<&'d mut Document>, Reason> {
    let (number, version) = (row.number(0, "the document")?, row.number(1, "the version")?);
    Ok(documents.get_mut(&number).filter(|d| d.version == version))
}

fn hcpcs(download: Download, tables: &Tables<'_>, documents: &mut Documents, filter: &mut RowFilter<'_>, rows: &mut usize) -> Result<(), Reason> {
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

fn contractors(download: Download, tables: &Tables<'_>, documents: &mut Documents) -> Result<(), Reason> {
    let prefix = download.prefix();
    let places = places(tables)?;
    let (id, version) = (format!("{prefix}_id"), format!("{prefix}_version"));
    let mut reach: BTreeMap<u32, BTreeSet<&String>> = BTreeMap::new();
    let columns = [&id, &version, "contractor_id", "contractor_type_id", "contractor_version"];
    tables.read(&format!("{prefix}_x_contractor.csv"), &columns, |row| {
        let Some(document) = of(documents, row)? else { return Ok(()) };
        let key = key(row, 2);
        let Some(name) = places.names.get(&key) else {
            return Err(Reason::cell(row.number, "the contractor", &key.0, "one of contractor.csv"));
        };
        if !document.contractors.contains(name) {
            document.contractors.push(name.clone());
        }
        reach.entry(row.number(0, "the document")?).or_default().extend(places.jurisdictions.get(&key).into_iter().flatten());
        Ok(())
    })?;
    let place = |document: &mut Document, state: &str| match places.states.get(state) {
        Some(Place::State(state)) if !document.states.contains(state) => document.states.push(state.clone()),
        Some(Place::Region(region)) if !document.regions.contains(region) => document.regions.push(region.clone()),
        _ => {}
    };
    tables.read(&format!("{prefix}_x_primary_jurisdiction.csv"), &[&id, &version, "state_id"], |row| {
        if let Some(document) = of(documents, row)? {
            place(document, &row.text(2));
        }
        Ok(())
    })?;
    // Most documents of the whole export state no jurisdiction of their own: theirs is that of their contractors.
    for (number, document) in documents {
        if document.states.is_empty() {
            reach.get(number).into_iter().flatten().for_each(|state| place(document, state));
        }
        document.states.sort();
    }
    Ok(())
}

fn key(row: &Row<'_>, from: usize) -> ContractorKey {
    (row.text(from).into_owned(), row.text(from + 1).into_owned(), row.text(from + 2).into_owned())
}

fn places(tables: &Tables<'_>) -> Result<Places, Reason> {
    let mut places = Places::default();
    let mut dme = BTreeSet::new();
    tables.read("contractor_type_lookup.csv", &["contractor_type_id", "description"], |row| {
        if row.text(1).contains("DME") {
            dme.insert(row.text(0).into_owned());
        }
        Ok(())
    })?;
    let columns = ["contractor_id", "contractor_type_id", "contractor_version", "contractor_bus_name"];
    tables.read("contractor.csv", &columns, |row| {
        let suffix = if dme.contains(&*row.text(1)) { " (DME MAC)" } else { "" };
        places.names.insert(key(row, 0), plain_text(&row.text(3)) + suffix);
        Ok(())
    })?;
    tables.read("state_lookup.csv", &["state_id", "state_abbrev", "description"], |row| {
        let (letters, words) = (row.text(1), row.text(2));
        let place = match (&*letters, &*words) {
            ("CNMI", _) | ("", "CNMI") => Place::State("MP".to_owned()),
            (letters, _) if letters.len() == 2 => Place::State(letters.to_owned()),
            (_, words) => Place::Region(plain_text(words)),
        };
        places.states.insert(row.text(0).into_owned(), place);
        Ok(())
    })?;
    if tables.has("contractor_jurisdiction.csv") {
        let columns = ["contractor_id", "contractor_type_id", "contractor_version", "state_id", "term_date?"];
        tables.read("contractor_jurisdiction.csv", &columns, |row| {
            if row.text(4).is_empty() {
                places.jurisdictions.entry(key(row, 0)).or_default().insert(row.text(3).into_owned());
            }
            Ok(())
        })?;
    }
    Ok(places)
}

/// Text of a field that holds HTML, its entities escaped once or twice: without tags, one space between words.
pub(super) fn plain_text(html: &str) -> String {
    let mut text = html.to_owned();
    for _ in 0..3 {
        if !text.contains('&') {
            break;
        }
        text = unescape(&text);
    }
    let mut plain = String::new();
    let mut rest = text.as_str();
    while let Some(at) = rest.find('<') {
        plain.push_str(&rest[..at]);
        let tag = rest[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
        match rest[at..].find('>') {
            Some(end) if tag => {
                let name = rest[at + 1..].trim_start_matches('/');
                let inline = ["sub", "sup", "b>", "i>", "em", "strong", "span", "a "].iter().any(|t| name.starts_with(t));
                if !inline {
                    plain.push(' ');
                }
                rest = &rest[at + end + 1..];
            }
            // A tag that was cut off.
            None if tag => rest = "",
            _ => {
                plain.push('<');
                rest = &rest[at + 1..];
            }
        }
    }
    plain.push_str(rest);
    crate::text::clean(&plain).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The entities that CMS writes in titles and names; others are left as they are.
fn unescape(text: &str) -> String {
    const ENTITIES: [(&str, &str); 12] = [
        ("&nbsp;", " "),
        ("&reg;", "\u{ae}"),
        ("&trade;", "\u{2122}"),
        ("&ndash;", "\u{2013}"),
        ("&mdash;", "\u{2014}"),
        ("&rsquo;", "\u{2019}"),
        ("&lsquo;", "\u{2018}"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ];
    ENTITIES.iter().fold(text.to_owned(), |text, (entity, plain)| text.replace(entity, plain))
}

#[cfg(test)]
mod tests {
    use super::plain_text;

    #[test]
    fn html_becomes_plain_text() {
        for (html, plain) in [
            ("Billing and Coding: B<sub>12</sub>", "Billing and Coding: B12"),
            ("<p>&amp;ldquo;a&amp;rsquo;s</p><p>b</p>", "&ldquo;a\u{2019}s b"),
            ("Hgb < 10 g/dL", "Hgb < 10 g/dL"),
            ("cut <span style=\"display", "cut"),
            ("&lt;p&gt;&lt;span style=\"x\"&gt;text&lt;/span&gt;", "text"),
            ("<p>&nbsp;</p>", ""),
        ] {
            assert_eq!(plain_text(html), plain, "{html}");
        }
    }
}
