//! The codes of a catalog in order.

use std::ops::Index;

use serde::{Deserialize, Serialize};

use super::{Code, Key, Keyed};

/// Every code, sorted. Positions in it are what search hits and lists refer to.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Codes {
    rows: Keyed<Code>,
    /// Positions of the codes that have a name, sorted by it.
    by_name: Keyed<(String, usize)>,
}

impl Codes {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Is there none?
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The code at a position.
    pub fn get(&self, position: usize) -> Option<&Code> {
        self.rows.get(position)
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Code> + Clone {
        self.rows.iter()
    }

    /// All of them, copied.
    pub fn to_vec(&self) -> Vec<Code> {
        self.iter().cloned().collect()
    }

    /// The codes whose name is this one, begins with it or is its beginning, at the end of a word: `bevacizumab` and
    /// `bevacizumab-awwb`; not `iron` and `irondextran`.
    pub fn of_same_drug(&self, name: &str) -> impl Iterator<Item = &Code> {
        let from = |start: &str| self.by_name.rows_from(self.by_name.first(start));
        let ends: Vec<usize> = name.char_indices().filter(|(at, c)| *at > 0 && !c.is_alphanumeric()).map(|(at, _)| at).collect();
        let shorter = ends.into_iter().flat_map(move |at| {
            let start = &name[..at];
            from(start).take_while(move |(held, _)| held == start)
        });
        let longer = from(name).take_while(move |(held, _)| !name.is_empty() && held.starts_with(name));
        let whole = longer.filter(move |(held, _)| !held[name.len()..].starts_with(char::is_alphanumeric));
        shorter.chain(whole).filter_map(|(_, position)| self.get(*position))
    }

    /// Where a code stands.
    pub(super) fn position(&self, code: &str) -> Option<usize> {
        let code = code.trim();
        let capitals = !code.bytes().any(|b| b.is_ascii_lowercase());
        if capitals { self.rows.position(code) } else { self.rows.position(&code.to_ascii_uppercase()) }
    }

    pub(super) fn into_values(self) -> impl Iterator<Item = Code> {
        self.rows.into_values()
    }
}

impl Key for Code {
    fn key(&self) -> &str {
        &self.code
    }
}

impl FromIterator<Code> for Codes {
    fn from_iter<I: IntoIterator<Item = Code>>(codes: I) -> Codes {
        let codes: Vec<Code> = codes.into_iter().collect();
        let named = codes.iter().enumerate().filter(|(_, code)| !code.name.is_empty());
        let mut by_name: Vec<(String, usize)> = named.map(|(position, code)| (code.name.clone(), position)).collect();
        by_name.sort();
        Codes { rows: codes.into_iter().collect(), by_name: by_name.into_iter().collect() }
    }
}

impl Index<usize> for Codes {
    type Output = Code;
    fn index(&self, position: usize) -> &Code {
        &self.rows[position]
    }
}

#[cfg(test)]
mod tests {
    use super::{Code, Codes};

    #[test]
    fn the_same_drug_shares_the_start_of_its_name() {
        let names = ["bevacizumab", "bevacizumab-awwb", "iron", "irondextran", "nivolumab and relatlimab", ""];
        let codes: Codes = names.iter().map(|name| Code { name: name.to_string(), ..Code::default() }).collect();
        let same = |name: &str| codes.of_same_drug(name).map(|code| code.name.clone()).collect::<Vec<_>>();
        assert_eq!(same("bevacizumab"), ["bevacizumab", "bevacizumab-awwb"]);
        assert_eq!(same("bevacizumab-awwb"), ["bevacizumab", "bevacizumab-awwb"]);
        assert_eq!(same("nivolumab"), ["nivolumab and relatlimab"]);
        assert_eq!(same("iron"), ["iron"]);
        assert_eq!(same("iron (sucrose)"), ["iron"]);
        assert!(same("").is_empty());
    }
}
