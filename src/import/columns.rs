//! Columns of a table by name, as CMS has spelt them over the years.

use std::collections::BTreeMap;

use super::error::Reason;
use crate::catalog::{Catalog, Code};

/// Names more alike than this are one name and a damage to it: CMS's `minimum` and `national unadjusted copayment` are 0.79 alike.
const ALMOST: f64 = 0.8;

/// Shorter names are like many others.
const SHORTEST: usize = 8;

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

    /// As [`Columns::find`], for a column that files of its kind may lack.
    ///
    /// # Errors
    /// Another column is named almost so: its cells would be passed over.
    pub(super) fn optional(&self, names: &[&str]) -> Result<Option<usize>, Reason> {
        if let Some(found) = self.find(names) {
            return Ok(Some(found));
        }
        let is_like = |known: &str, other: &str| other.contains(known) || strsim::normalized_damerau_levenshtein(known, other) > ALMOST;
        for known in names.iter().filter(|known| known.len() >= SHORTEST) {
            if let Some(other) = self.names.iter().find(|other| is_like(known, other)) {
                let other: String = other.chars().take(2 * known.len()).collect();
                return Err(Reason::Truncated(format!("the column `{other}` is none of this file; `{known}` is")));
            }
        }
        Ok(None)
    }

    /// The position of the first column whose name ends so.
    pub(super) fn ending(&self, end: &str) -> Option<usize> {
        self.names.iter().position(|n| n.ends_with(end))
    }

    /// The position of the first column whose name begins so.
    pub(super) fn starting(&self, start: &str) -> Option<usize> {
        self.names.iter().position(|n| n.starts_with(start))
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

/// Which rows to take by their code, and what was left out so far.
pub(super) struct RowFilter<'a> {
    held: Option<&'a Catalog>,
    left_out: BTreeMap<&'static str, usize>,
}

impl<'a> RowFilter<'a> {
    /// `held`: only rows for its codes are taken; without it those of every code that begins with a letter.
    pub(super) fn new(held: Option<&'a Catalog>) -> RowFilter<'a> {
        RowFilter { held, left_out: BTreeMap::new() }
    }

    /// Counts a row that is left out.
    pub(super) fn leave_out(&mut self, why: &'static str) {
        *self.left_out.entry(why).or_default() += 1;
    }

    /// Is the code wanted? CPT and dental codes never are: they belong to the AMA and the ADA.
    ///
    /// # Errors
    /// The cell is no code.
    pub(super) fn takes(&mut self, row: usize, code: &str) -> Result<bool, Reason> {
        let is_level_two = || code.starts_with(|c: char| c.is_ascii_uppercase()) && code[1..].bytes().all(|b| b.is_ascii_digit());
        let is_cpt =
            || code.starts_with(|c: char| c.is_ascii_digit()) && code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        if code.len() != 5 || !(is_cpt() || is_level_two()) {
            return Err(Reason::cell(row, "the code", code, "a HCPCS or CPT code of five characters"));
        }
        if !code.starts_with(|c: char| c.is_ascii_uppercase()) || code.starts_with('D') {
            self.leave_out("CPT or dental code");
            return Ok(false);
        }
        if self.held.is_some_and(|held| held.position(code).is_none()) {
            self.leave_out("no code of the catalog");
            return Ok(false);
        }
        Ok(true)
    }

    /// As [`RowFilter::takes`], of the held codes only drugs: for files that state something about every code.
    ///
    /// # Errors
    /// The cell is no code.
    pub(super) fn takes_drug(&mut self, row: usize, code: &str) -> Result<bool, Reason> {
        if !self.takes(row, code)? {
            return Ok(false);
        }
        let drug = self.held.and_then(|held| held.code(code)).is_none_or(Code::is_drug);
        if !drug {
            self.leave_out("not a drug");
        }
        Ok(drug)
    }

    pub(super) fn left_out(self) -> Vec<(String, usize)> {
        self.left_out.into_iter().map(|(why, n)| (why.to_owned(), n)).collect()
    }
}
