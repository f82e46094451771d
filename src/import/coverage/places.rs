//! Whose document it is and where it holds.

use std::collections::{BTreeMap, BTreeSet};

use super::document::{Document, Documents, of};
use super::download::Download;
use super::html::plain_text;
use super::tables::{Row, Tables};
use crate::import::error::Reason;

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

/// The contractors of every document, and the states and parts of states where it holds.
pub(super) fn contractors(download: Download, tables: &Tables<'_>, documents: &mut Documents) -> Result<(), Reason> {
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
