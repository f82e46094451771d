//! From the bytes of a file to its facts: what it is, which member, which edition.

use std::collections::BTreeSet;

use super::alpha_numeric::{self, Row, fixed_width, workbook};
use super::columns::Sieve;
use super::detect::{self, Shape};
use super::error::{ImportError, Reason};
use super::table::{self, Rows};
use super::{Content, Imported, Options, archive, edition, lists, mue, ndc_crosswalk, payments};
use crate::catalog::quarter_of;

/// A file whose kind is known and whose rows are not yet understood.
enum Recognized {
    /// Fixed-width text of the code file.
    FixedWidth(String),
    /// A table with its header row.
    Table(Shape, Rows, usize),
}

impl Recognized {
    fn shape(&self) -> Shape {
        match self {
            Recognized::FixedWidth(_) => Shape::Codes,
            Recognized::Table(shape, ..) => *shape,
        }
    }
}

/// Reads a CMS file. `name` is the file's name; it is only asked for an edition, never for the kind.
///
/// # Errors
/// Not a CMS file known here, damaged, empty, unsafe to open, without an edition, or a row that cannot be understood.
pub fn read(name: &str, bytes: &[u8], options: &Options) -> Result<Imported, ImportError> {
    let refuse = |reason| ImportError { file: name.to_owned(), reason };
    if bytes.is_empty() {
        return Err(refuse(Reason::Empty("the file is empty".to_owned())));
    }
    if !bytes.starts_with(b"PK") || archive::is_workbook(bytes).map_err(refuse)? {
        let found = recognize(bytes).map_err(refuse)?;
        return facts(found, &[name], options).map_err(refuse);
    }
    let (member, found) = choose(bytes).map_err(refuse)?;
    let mut imported =
        facts(found, &[&member, name], options).map_err(|reason| ImportError { file: format!("{name}, member {member}"), reason })?;
    imported.member = Some(member);
    Ok(imported)
}

/// What the bytes of one file (no zip) are.
fn recognize(bytes: &[u8]) -> Result<Recognized, Reason> {
    let foreign: [(&[u8], &str); 5] = [
        (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls); save it as .xlsx or .csv"),
        (b"%PDF", "a PDF; download the zip, xlsx or csv"),
        (b"<", "a web page; the download did not give the file itself"),
        (b"\x1f\x8b", "a gzip archive; unpack it first"),
        (b"{", "JSON"),
    ];
    if let Some((_, what)) = foreign.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err(Reason::NotCms((*what).to_owned()));
    }
    if bytes.starts_with(b"PK") {
        if !archive::is_workbook(bytes)? {
            return Err(Reason::Archive("it holds an archive inside the archive; unpack it and import its files".to_owned()));
        }
        for rows in table::sheets(bytes)? {
            if let Some((shape, header)) = detect::shape(&rows)? {
                return Ok(Recognized::Table(shape, rows, header));
            }
        }
        return Err(Reason::NotCms("no sheet of the workbook has a header of a CMS file".to_owned()));
    }
    let text = table::decode(bytes)?;
    if fixed_width::recognized(&text) {
        return Ok(Recognized::FixedWidth(text));
    }
    let rows = table::csv_rows(&text)?;
    match detect::shape(&rows)? {
        Some((shape, header)) => {
            table::check_end(&text, &rows, header)?;
            Ok(Recognized::Table(shape, rows, header))
        }
        None => Err(Reason::NotCms("no header of a CMS file, and no record of the code file".to_owned())),
    }
}

/// The member of a zip that holds the data: the ANWEB file where there is one, else whatever is recognized; of several
/// editions the newest. All must be of one kind.
fn choose(bytes: &[u8]) -> Result<(String, Recognized), Reason> {
    const BESIDE: [&str; 8] = ["recordlayout", "record_layout", "transaction", "trans_", "corrections", "readme", "proc_notes", "changes"];
    let mut members = archive::members(bytes)?;
    members.retain(|m| !BESIDE.iter().any(|word| m.name.to_lowercase().contains(word)));
    if members.iter().any(|m| m.name.to_uppercase().contains("ANWEB")) {
        members.retain(|m| m.name.to_uppercase().contains("ANWEB"));
    }
    let mut first_reason = None;
    let mut found: Vec<(String, Recognized)> = Vec::new();
    for member in &members {
        match archive::content(bytes, member).and_then(|content| recognize(&content)) {
            Ok(recognized) => found.push((member.name.clone(), recognized)),
            Err(reason) => {
                let known = !matches!(reason, Reason::NotCms(_));
                if first_reason.is_none() || known {
                    first_reason = Some((member.name.clone(), reason));
                }
            }
        }
    }
    let kinds: BTreeSet<Shape> = found.iter().map(|(_, r)| r.shape()).collect();
    if kinds.len() > 1 {
        let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
        return Err(Reason::NotKept(format!(
            "the zip holds several kinds of files ({}); unpack it and import them one by one",
            names.join(", ")
        )));
    }
    let best = found.into_iter().max_by_key(|(name, recognized)| {
        // The workbook keeps double spaces that the fixed-width text loses at line ends; of other files the text is exact.
        let preferred = name.to_lowercase().ends_with(".xlsx") == (recognized.shape() == Shape::Codes);
        let quarter = edition::day_in(name).map(quarter_of).or_else(|| edition::quarter_in(name));
        (quarter, edition::posting(name), preferred)
    });
    best.ok_or_else(|| match first_reason {
        Some((name, Reason::NotCms(why))) => Reason::NotCms(format!("no member is (`{}`: {why})", crate::text::clean(&name))),
        Some((_, reason)) => reason,
        None => Reason::Empty("the zip holds no file".to_owned()),
    })
}

/// Understands the rows. `names`: the member's name first, then the file's.
fn facts(found: Recognized, names: &[&str], options: &Options) -> Result<Imported, Reason> {
    let (shape, rows, header) = match found {
        Recognized::FixedWidth(text) => return codes(&fixed_width::read(&text)?, names, options),
        Recognized::Table(Shape::Codes, rows, header) => return codes(&workbook::read(&rows, header)?, names, options),
        Recognized::Table(shape, rows, header) => (shape, rows, header),
    };
    let mut sieve = Sieve::new(options.known.as_ref().filter(|_| !options.all));
    let name = names.first().copied().unwrap_or_default();
    let (edition, content, from) = match shape {
        Shape::PaymentLimits => payments::limits(&rows, header, &mut sieve).map(|(e, p)| (e, Content::Payments(p), "its title"))?,
        Shape::Crosswalk => ndc_crosswalk::read(&rows, header, &mut sieve).map(|(e, p)| (e, Content::Products(p), "its title"))?,
        Shape::UnitEdits => mue::read(&rows, header, names, &mut sieve).map(|(e, t)| (e, Content::UnitEdits(t), "its name"))?,
        Shape::AddendumB => {
            payments::addendum_b(&rows, header, name, &mut sieve).map(|(e, p)| (e, Content::Payments(p), "its title or name"))?
        }
        Shape::History => payments::history(&rows, header, &mut sieve).map(|(e, p)| (e, Content::Payments(p), "its newest quarter"))?,
        Shape::SingleDose => {
            lists::single_dose(&rows, header, names, &mut sieve).map(|(e, c)| (e, Content::SingleDose(c), "its name or rows"))?
        }
        Shape::Places | Shape::Codes => {
            lists::places(&rows, header, names, &mut sieve).map(|(e, p)| (e, Content::Places(p), "its name or title"))?
        }
    };
    let left_out = sieve.left_out();
    let count = rows.len() - header - 1;
    let imported = Imported { edition, edition_from: format!("from {from}"), member: None, rows: count, left_out, content };
    if imported.taken() == 0 {
        return Err(Reason::Empty(format!("none of its {count} rows is for a code of the catalog")));
    }
    Ok(imported)
}

fn codes(rows: &[Row], names: &[&str], options: &Options) -> Result<Imported, Reason> {
    let (edition, edition_from) = edition_of_codes(rows, names)?;
    let taken = alpha_numeric::take(rows, &edition, options)?;
    Ok(Imported { edition, edition_from, member: None, rows: rows.len(), left_out: taken.left_out, content: Content::Codes(taken.file) })
}

/// The quarter stands in the name CMS gives the file; else it is that of the newest row.
fn edition_of_codes(rows: &[Row], names: &[&str]) -> Result<(String, String), Reason> {
    let newest = alpha_numeric::newest(rows).map(quarter_of);
    let named = names.iter().find_map(|name| edition::quarter_in(name).map(|quarter| (quarter, *name)));
    // The annual file carries a year and no month.
    let cms = |name: &str| ["anweb", "alpha-numeric", "alpha_numeric"].iter().any(|word| name.to_lowercase().contains(word));
    let annual = names.iter().filter(|name| cms(name)).find_map(|name| edition::year_in(name).map(|quarter| (quarter, *name)));
    let named = named.or(annual);
    match (named, newest) {
        (Some((quarter, name)), Some(newest)) if edition::quarters_between(&quarter, &newest) > 1 => Err(Reason::NotCms(format!(
            "the name `{}` says {quarter}, but rows took effect as late as {newest}; it is another file under that name",
            crate::text::clean(name)
        ))),
        (Some((quarter, name)), _) => Ok((quarter, format!("from the name {name}"))),
        (None, Some(newest)) => Ok((newest, "from the newest row; the name states none".to_owned())),
        (None, None) => Err(Reason::NoEdition("no row has a date and the name states no quarter".to_owned())),
    }
}
