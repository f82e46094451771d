//! The codes of a catalog in order, each decoded when it is looked at.

use std::ops::Index;

use serde::{Deserialize, Serialize};

use super::lazy::Plain;
use super::{Code, Lazy};

/// Every code, sorted. Positions in it are what search hits and lists refer to.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Codes(Vec<Lazy<Code, Plain>>);

impl Codes {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Is there none?
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The code at a position.
    pub fn get(&self, position: usize) -> Option<&Code> {
        self.0.get(position).map(Lazy::get)
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Code> + Clone {
        self.0.iter().map(Lazy::get)
    }

    /// All of them, copied.
    pub fn to_vec(&self) -> Vec<Code> {
        self.iter().cloned().collect()
    }

    /// Where a code stands.
    pub(super) fn position(&self, code: &str) -> Option<usize> {
        let upper = code.trim().to_ascii_uppercase();
        self.0.binary_search_by(|c| c.get().code.as_str().cmp(&upper)).ok()
    }

    pub(super) fn into_values(self) -> impl Iterator<Item = Code> {
        self.0.into_iter().map(Lazy::into_value)
    }
}

impl FromIterator<Code> for Codes {
    fn from_iter<I: IntoIterator<Item = Code>>(codes: I) -> Codes {
        Codes(codes.into_iter().map(Lazy::from).collect())
    }
}

impl Index<usize> for Codes {
    type Output = Code;
    fn index(&self, position: usize) -> &Code {
        self.0[position].get()
    }
}

impl<'a> IntoIterator for &'a Codes {
    type Item = &'a Code;
    type IntoIter = std::iter::Map<std::slice::Iter<'a, Lazy<Code, Plain>>, fn(&'a Lazy<Code, Plain>) -> &'a Code>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.iter().map(Lazy::get)
    }
}
