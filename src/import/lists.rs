//! Short lists: single-dose codes (JW/JZ) and places of service.

use std::collections::{BTreeMap, BTreeSet};

use super::columns::{Columns, Sieve, at, preamble};
use super::edition;
use super::error::Reason;
use super::table::Rows;
use crate::catalog::Place;

/// The list of single-dose codes that need JW or JZ; its edition is a day, in the name or in the rows.
pub(super) fn single_dose(
    table: &Rows,
    header: usize,
    names: &[&str],
    sieve: &mut Sieve<'_>,
) -> Result<(String, BTreeSet<String>), Reason> {
    let columns = Columns::new(&table[header].1);
    let code = columns.need(&["hcpcs", "hcpcs code"])?;
    let listed = columns.find(&["single_dose"]);
    let source = columns.find(&["source"]);
    let first = table.get(header + 1).zip(source).map(|((_, cells), source)| at(cells, source).to_owned());
    let texts = names.iter().map(|n| (*n).to_owned()).chain([preamble(table, header)]).chain(first);
    let day = texts.clone().find_map(|text| edition::day_in(&text)).map(|day| day.to_string());
    let edition = day.or_else(|| texts.clone().find_map(|text| edition::month_in(&text)));
    let edition = edition.ok_or_else(|| Reason::NoEdition("neither its name nor its rows state a date".to_owned()))?;
    let mut codes = BTreeSet::new();
    for (row, cells) in &table[header + 1..] {
        if !sieve.takes(*row, at(cells, code))? {
            continue;
        }
        match listed.map(|i| at(cells, i).to_lowercase()).as_deref() {
            None | Some("true" | "yes" | "y" | "1") => {
                codes.insert(at(cells, code).to_owned());
            }
            _ => sieve.leave_out("not listed as single-dose"),
        }
    }
    Ok((edition, codes))
}

/// Places of service, without the numbers that CMS has not assigned.
pub(super) fn places(table: &Rows, header: usize, names: &[&str], sieve: &mut Sieve<'_>) -> Result<(String, Vec<Place>), Reason> {
    let edition = names.iter().find_map(|name| edition::month_in(name)).or_else(|| edition::month_in(&preamble(table, header)));
    let edition = edition.ok_or_else(|| Reason::NoEdition("neither its name nor its title holds a month and a year".to_owned()))?;
    let columns = Columns::new(&table[header].1);
    let code = columns.need(&["pos_code", "place of service code(s)", "place of service code"])?;
    let name = columns.need(&["pos_name", "place of service name"])?;
    let kind = columns.find(&["pos_type"]);
    let mut places = BTreeMap::new();
    for (row, cells) in &table[header + 1..] {
        // Before the digits: CMS lists unassigned numbers in ranges too (`27-30`).
        if at(cells, name).eq_ignore_ascii_case("unassigned") {
            sieve.leave_out("not assigned by CMS");
            continue;
        }
        let digits = at(cells, code);
        if digits.is_empty() || digits.len() > 2 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(Reason::row(*row, format!("`{digits}` is not a place-of-service code of two digits")));
        }
        // Workbooks drop the leading zero.
        let code = format!("{digits:0>2}");
        let place = Place { code: code.clone(), name: at(cells, name).to_owned(), kind: kind.map_or("", |i| at(cells, i)).to_owned() };
        if places.insert(code, place).is_some() {
            return Err(Reason::row(*row, format!("the place {digits} is listed twice")));
        }
    }
    Ok((edition, places.into_values().collect()))
}
