//! Lines of a file put together to claims, in memory that does not grow with the file.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::ClaimLine;

/// The most lines checked together: as many as an institutional claim holds.
const LINES: usize = 999;
/// Claims that are remembered as closed, so that lines that stand apart are seen.
const REMEMBERED: usize = 1 << 14;

/// The lines of one claim.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClaimLines {
    /// Its running number in the file, from 1.
    pub number: usize,
    /// What names it in the file.
    pub id: Option<String>,
    /// Its lines.
    pub lines: Vec<ClaimLine>,
}

/// Lines as they come, and the claim that is open.
///
/// A column `claim` says where a claim ends; without it, it ends where the number of the line does not grow; a file with
/// neither is one claim.
#[derive(Default)]
pub struct Grouping {
    open: ClaimLines,
    rows: usize,
    closed: Vec<u64>,
    split: bool,
}

impl Grouping {
    /// Takes a line of a claim, whose number is 0 where the file states none; returns the claim that it ends.
    ///
    /// # Errors
    /// A line number twice in one claim; lines of one claim that stand apart.
    pub fn push(&mut self, id: Option<String>, mut line: ClaimLine) -> Result<Option<ClaimLines>, String> {
        self.rows += 1;
        let last = self.open.lines.last().map(|l| l.number);
        let same = last.is_some() && self.open.id == id;
        let restarts = id.is_none() && line.number > 0 && last.is_some_and(|last| line.number <= last);
        let ended = if same && !restarts && self.open.lines.len() < LINES { None } else { self.close() };
        self.split |= same && !restarts && ended.is_some();
        if ended.is_some() || last.is_none() {
            if let Some(id) = id.as_ref().filter(|_| !same) {
                self.remember(id)?;
            }
            self.open = ClaimLines { number: self.open.number + 1, id, lines: Vec::new() };
        }
        if line.number == 0 {
            line.number = self.rows;
        } else if self.open.lines.iter().any(|held| held.number == line.number) {
            return Err(format!("line: {} stands twice in one claim; name the claims in a column `claim`", line.number));
        }
        line.context.claim = self.open.number;
        self.open.lines.push(line);
        Ok(ended)
    }

    /// Claim and line that were taken last.
    pub fn newest(&self) -> Option<(usize, usize)> {
        self.open.lines.last().map(|line| (self.open.number, line.number))
    }

    /// The last claim, if any.
    pub fn close(&mut self) -> Option<ClaimLines> {
        if self.open.lines.is_empty() {
            return None;
        }
        let lines = std::mem::take(&mut self.open.lines);
        Some(ClaimLines { number: self.open.number, id: self.open.id.clone(), lines })
    }

    /// A claim was longer than one can be, so that its lines were not all checked together.
    pub fn is_split(&self) -> bool {
        self.split
    }

    /// Remembers a claim; refuses one that ended before. Far apart in a large file it is not seen.
    fn remember(&mut self, id: &str) -> Result<(), String> {
        let mut hasher = DefaultHasher::new();
        id.hash(&mut hasher);
        let hash = hasher.finish();
        if self.closed.is_empty() {
            self.closed = vec![0; REMEMBERED];
        }
        let place = &mut self.closed[hash as usize % REMEMBERED];
        if std::mem::replace(place, hash) == hash {
            return Err("claim: its other lines do not stand beside this one; sort the file by claim".to_owned());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grouped(rows: &[(&str, usize)]) -> Result<Vec<String>, String> {
        let mut grouping = Grouping::default();
        let mut claims = Vec::new();
        for (id, number) in rows {
            let line = ClaimLine { number: *number, ..ClaimLine::default() };
            claims.extend(grouping.push(Some((*id).to_owned()).filter(|id| !id.is_empty()), line)?);
        }
        claims.extend(grouping.close());
        let numbers = |c: &ClaimLines| c.lines.iter().map(|l| l.number.to_string()).collect::<Vec<_>>().join(",");
        Ok(claims.iter().map(|c| format!("{}{}:{}", c.number, c.id.as_deref().unwrap_or_default(), numbers(c))).collect())
    }

    #[test]
    fn claims_end_where_the_file_says() {
        assert_eq!(grouped(&[("A", 1), ("A", 2), ("B", 1)]).unwrap(), ["1A:1,2", "2B:1"]);
        assert_eq!(grouped(&[("A", 0), ("A", 0), ("", 0), ("B", 0)]).unwrap(), ["1A:1,2", "2:3", "3B:4"]);
        assert_eq!(grouped(&[("", 1), ("", 2), ("", 2), ("", 1), ("", 5)]).unwrap(), ["1:1,2", "2:2", "3:1,5"]);
        assert_eq!(grouped(&[("", 0), ("", 0)]).unwrap(), ["1:1,2"]);
        assert!(grouped(&[("A", 1), ("B", 1), ("A", 2)]).unwrap_err().contains("sort the file by claim"));
        assert!(grouped(&[("A", 1), ("A", 1)]).unwrap_err().contains("1 stands twice"));
        let long: Vec<(&str, usize)> = vec![("", 0); 2 * LINES + 1];
        assert_eq!(grouped(&long).unwrap().len(), 3);
    }
}
