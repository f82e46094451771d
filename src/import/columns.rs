//! Columns of a table by name, as CMS has spelt them over the years.

use std::collections::BTreeMap;

use super::error::Reason;
use super::table::Rows;

/// Where each column of a header row stands.
pub(super) struct Columns {
    names: Vec<String>,
}

/// A name without case, line ends, and the asterisks CMS hangs on notes.
fn folded(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").trim_matches('*').trim().to_lowercase()
}

impl Columns {
    pub(super) fn new(header: &[String]) -> Columns {
        Columns { names: header.iter().map(|n| folded(n)).collect() }
    }

    /// The position of the first of these names that is there.
    pub(super) fn find(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| self.names.iter().position(|n| n == name))
    }

    /// The position of the first column whose name ends so.
    pub(super) fn ending(&self, end: &str) -> Option<usize> {
        self.names.iter().position(|n| n.ends_with(end))
    }

    /// The name at a position, folded.
    pub(super) fn name(&self, position: usize) -> &str {
        self.names.get(position).map_or("", String::as_str)
    }

    /// As [`Columns::find`], for a column that must be there.
    pub(super) fn need(&self, names: &[&str]) -> Result<usize, Reason> {
        self.find(names).ok_or_else(|| Reason::NotCms(format!("the column `{}` is missing", names.first().unwrap_or(&""))))
    }
}

/// A cell, empty where the row is short.
pub(super) fn at(cells: &[String], position: usize) -> &str {
    cells.get(position).map_or("", String::as_str)
}

/// Which codes to take, and what was left out so far.
pub(super) struct Sieve<'a> {
    known: Option<&'a std::collections::BTreeSet<String>>,
    left_out: BTreeMap<&'static str, usize>,
}

impl<'a> Sieve<'a> {
    /// `known`: the codes of the catalog; without them every code that begins with a letter is taken.
    pub(super) fn new(known: Option<&'a std::collections::BTreeSet<String>>) -> Sieve<'a> {
        Sieve { known, left_out: BTreeMap::new() }
    }

    /// Counts a row that is left out.
    pub(super) fn leave_out(&mut self, why: &'static str) {
        *self.left_out.entry(why).or_default() += 1;
    }

    /// Is the code wanted? CPT and dental codes never are.
    ///
    /// # Errors
    /// The cell is no code.
    pub(super) fn takes(&mut self, row: usize, code: &str) -> Result<bool, Reason> {
        if code.len() != 5 || !code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()) {
            return Err(Reason::row(row, format!("`{code}` is not a HCPCS or CPT code")));
        }
        if !code.starts_with(|c: char| c.is_ascii_uppercase()) || code.starts_with('D') {
            self.leave_out("CPT or dental code");
            return Ok(false);
        }
        if self.known.is_some_and(|known| !known.contains(code)) {
            self.leave_out("no code of the catalog");
            return Ok(false);
        }
        Ok(true)
    }

    pub(super) fn left_out(self) -> Vec<(String, usize)> {
        self.left_out.into_iter().map(|(why, n)| (why.to_owned(), n)).collect()
    }
}

/// The text of the rows above the header: titles and dates.
pub(super) fn preamble(table: &Rows, header: usize) -> String {
    table[..header].iter().flat_map(|(_, cells)| cells).map(String::as_str).collect::<Vec<_>>().join("\n")
}
