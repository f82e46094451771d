//! The biosimilars of a reference product: codes whose descriptor says so and whose name is the product's with a suffix.

use super::documents::{Field, base_name};
use super::found::{Row, Shown};
use super::tables::{Day, IndexTables};
use super::{Group, Tier, tokens};
use crate::catalog::State;

/// The name that a code shares with its biosimilars: `trastuzumab`.
fn base<'f>(flat: &'f IndexTables<'_>, position: usize) -> Option<&'f str> {
    let (number, ..) = flat.names_of(position).find(|(_, field, _)| *field == Field::Name)?;
    Some(base_name(flat.entry(number).text))
}

/// The biosimilars that share the name of a code, the active ones first. `shown` is the entry that named the product.
pub(super) fn rows(flat: &IndexTables<'_>, position: usize, shown: u32, tier: Tier, on: Day) -> Vec<Row> {
    let Some(wanted) = base(flat, position) else { return Vec::new() };
    let Some(first) = tokens::tokens(wanted).into_iter().next() else { return Vec::new() };
    let word = flat.starting_with(&first.folded).start;
    let named = flat.postings(word).filter(|(_, field, _)| *field == Field::Name).flat_map(|(_, _, leads)| leads);
    let mut found: Vec<usize> = named.filter(|p| flat.traits(*p).biosimilar && base(flat, *p) == Some(wanted)).collect();
    found.sort_by_key(|p| (flat.state(*p, on), *p));
    let row = |position: usize| Row { position: position as u32, tier, group: Group::Reference, shown: Shown::Biosimilar(shown) };
    found.into_iter().map(row).collect()
}

/// Puts the biosimilars of a brand that was typed whole behind the codes that carry it, the ended ones at the end.
pub(super) fn behind_reference(flat: &IndexTables<'_>, rows: &mut Vec<Row>, query: &str, on: Day) {
    let Some(Row { position, tier: Tier::Words, group: Group::Brand, shown: Shown::Entry(entry) }) = rows.first().copied() else { return };
    if flat.traits(position as usize).biosimilar || tokens::normal(flat.entry(entry).text) != tokens::normal(query) {
        return;
    }
    let held = |position: u32, rows: &[Row]| rows.iter().any(|row| row.position == position);
    let further: Vec<Row> = self::rows(flat, position as usize, entry, Tier::Words, on);
    let (active, ended): (Vec<Row>, Vec<Row>) =
        further.into_iter().filter(|row| !held(row.position, rows)).partition(|row| flat.state(row.position as usize, on) == State::Active);
    let behind = rows.partition_point(|row| flat.state(row.position as usize, on) == State::Active);
    rows.splice(behind..behind, active);
    rows.extend(ended);
}
