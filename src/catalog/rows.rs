//! Rows in order, of which few are looked at.

use std::ops::{Deref, Index};
use std::sync::OnceLock;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::lazy::{Deflated, Form, Plain};
use super::{Lazy, ModifierFact, Source};

/// Rows in blocks that are packed one by one: a block is unpacked when one of its rows is first looked at, and of its rows only
/// that one is decoded. Blocks are compressed, but for `Plain` ones.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound(serialize = "F: Form<Vec<Row<T>>>", deserialize = "'de: 'static"))]
pub struct Rows<T, F = Deflated> {
    length: usize,
    blocks: Vec<Lazy<Vec<Row<T>>, F>>,
}

/// Rows of a block: neighbors share words, so that more of them need less room, and one of them takes longer to unpack.
const BLOCK: usize = 8;

/// Rows in the order of their keys.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound(serialize = "F: Form<Vec<Row<T>>>", deserialize = "'de: 'static"))]
pub struct Keyed<T, F = Deflated> {
    rows: Rows<T, F>,
    /// The key of the first row of each block, so that a row is looked for in one block alone.
    heads: Lazy<Vec<String>, Plain>,
}

/// CMS's modifiers. Not compressed: a page looks up half a hundred of them, each in another block.
pub type Modifiers = Keyed<ModifierFact, Plain>;

/// What a row is found by.
pub trait Key {
    /// Its code, id or NDC.
    fn key(&self) -> &str;
}

impl Key for Source {
    fn key(&self) -> &str {
        &self.id
    }
}

impl Key for ModifierFact {
    fn key(&self) -> &str {
        &self.code
    }
}

impl<T, F> Default for Keyed<T, F> {
    fn default() -> Self {
        Keyed { rows: Rows::default(), heads: Lazy::default() }
    }
}

impl<T, F> Deref for Keyed<T, F> {
    type Target = Rows<T, F>;
    fn deref(&self) -> &Rows<T, F> {
        &self.rows
    }
}

impl<T: Key + Clone + Default + DeserializeOwned + Serialize, F: Form<Vec<Row<T>>>> Keyed<T, F> {
    /// Where the row of a key stands.
    pub fn position(&self, key: &str) -> Option<usize> {
        let first = self.heads.partition_point(|head| head.as_str() <= key).checked_sub(1)? * BLOCK;
        (first..self.len().min(first + BLOCK)).find(|position| self.get(*position).is_some_and(|row| row.key() == key))
    }

    /// Where the rows begin whose keys are not before this one; a key may stand more than once.
    pub fn first(&self, key: &str) -> usize {
        let block = self.heads.partition_point(|head| head.as_str() < key).saturating_sub(1);
        (block * BLOCK..self.len()).find(|position| self.get(*position).is_some_and(|row| row.key() >= key)).unwrap_or(self.len())
    }

    /// The rows from a position on.
    pub fn rows_from(&self, position: usize) -> impl Iterator<Item = &T> {
        (position..self.len()).filter_map(|position| self.get(position))
    }

    /// The row of a key.
    pub fn find(&self, key: &str) -> Option<&T> {
        self.position(key).and_then(|position| self.get(position))
    }

    /// The values of all rows.
    pub fn into_values(self) -> impl Iterator<Item = T> {
        self.rows.into_values()
    }
}

impl<T: Key + Clone + Default + DeserializeOwned + Serialize, F: Form<Vec<Row<T>>>> FromIterator<T> for Keyed<T, F> {
    /// They come in the order of their keys.
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Keyed<T, F> {
        let rows: Rows<T, F> = values.into_iter().collect();
        let heads: Vec<String> = rows.iter().step_by(BLOCK).map(|row| row.key().to_owned()).collect();
        Keyed { rows, heads: Lazy::from(heads) }
    }
}

/// One row, or its bytes.
#[derive(Clone, Debug)]
pub struct Row<T> {
    /// Empty for a value read from TOML.
    bytes: Vec<u8>,
    value: OnceLock<T>,
}

impl<T, F> Default for Rows<T, F> {
    fn default() -> Self {
        Rows { length: 0, blocks: Vec::new() }
    }
}

impl<T: Clone + Default + DeserializeOwned + Serialize, F: Form<Vec<Row<T>>>> Rows<T, F> {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.length
    }

    /// Is there none?
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// The row at a position.
    pub fn get(&self, position: usize) -> Option<&T> {
        self.blocks.get(position / BLOCK)?.get().get(position % BLOCK).map(Row::get)
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = &T> + Clone {
        self.blocks.iter().flat_map(|block| block.get().iter().map(Row::get))
    }

    /// The rows themselves, each decoded only if it was looked at.
    pub(super) fn into_rows(self) -> impl Iterator<Item = Row<T>> {
        self.blocks.into_iter().flat_map(Lazy::into_value)
    }

    /// The values of all rows.
    pub fn into_values(self) -> impl Iterator<Item = T> {
        self.into_rows().map(Row::into_value)
    }
}

impl<T: Clone + Default + DeserializeOwned + Serialize, F: Form<Vec<Row<T>>>> FromIterator<T> for Rows<T, F> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Rows<T, F> {
        values.into_iter().map(Row::from).collect()
    }
}

impl<T: Clone + Default + DeserializeOwned + Serialize, F: Form<Vec<Row<T>>>> FromIterator<Row<T>> for Rows<T, F> {
    fn from_iter<I: IntoIterator<Item = Row<T>>>(rows: I) -> Rows<T, F> {
        let mut rows = rows.into_iter().peekable();
        let mut out = Rows::default();
        while rows.peek().is_some() {
            let block: Vec<Row<T>> = rows.by_ref().take(BLOCK).collect();
            out.length += block.len();
            out.blocks.push(Lazy::from(block));
        }
        out
    }
}

impl<T: Clone + Default + DeserializeOwned + Serialize, F: Form<Vec<Row<T>>>> Index<usize> for Rows<T, F> {
    type Output = T;
    fn index(&self, position: usize) -> &T {
        self.blocks[position / BLOCK].get()[position % BLOCK].get()
    }
}

impl<T> From<T> for Row<T> {
    fn from(value: T) -> Self {
        Row { bytes: Vec::new(), value: OnceLock::from(value) }
    }
}

impl<T: Default + DeserializeOwned> Row<T> {
    /// Bytes that do not decode give the empty value: they were written by this very program's build.
    pub(super) fn get(&self) -> &T {
        self.value.get_or_init(|| postcard::from_bytes(&self.bytes).unwrap_or_default())
    }

    pub(super) fn into_value(mut self) -> T {
        self.get();
        self.value.take().unwrap_or_default()
    }
}

impl<T: Serialize> Serialize for Row<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.value.get().filter(|_| self.bytes.is_empty()) {
            Some(value) => serializer.serialize_bytes(&postcard::to_stdvec(value).map_err(serde::ser::Error::custom)?),
            None => serializer.serialize_bytes(&self.bytes),
        }
    }
}

impl<'de, T> Deserialize<'de> for Row<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <&[u8]>::deserialize(deserializer).map(|bytes| Row { bytes: bytes.to_vec(), value: OnceLock::new() })
    }
}

#[cfg(test)]
mod tests {
    use super::Keyed;

    #[test]
    fn rows_come_back_packed_or_not_and_are_found_by_their_keys() {
        let rows = || (0..20).map(|n| (format!("k{n:02}"), format!("row {n}"))).collect::<Keyed<(String, String)>>();
        let bytes: &'static [u8] = postcard::to_stdvec(&rows()).unwrap().leak();
        let read: Keyed<(String, String)> = postcard::from_bytes(bytes).unwrap();
        for n in [19, 0, 8, 7] {
            assert_eq!(read.find(&format!("k{n:02}")).map(|(_, row)| row.clone()), Some(format!("row {n}")));
        }
        assert_eq!(["", "k", "k07x", "k20", "z"].map(|key| read.position(key)), [None; 5]);
        assert_eq!(["", "k07", "k07x", "k08", "k20"].map(|key| read.first(key)), [0, 7, 8, 8, 20]);
        assert_eq!((read.len(), read.is_empty(), read.get(20)), (20, false, None));
        assert_eq!(postcard::to_stdvec(&read).unwrap(), bytes, "what was looked at is written as what was not");
        let packed: Keyed<(String, String)> = postcard::from_bytes(bytes).unwrap();
        assert!(packed.into_values().eq(rows().into_values()));
        assert!(Keyed::<(String, String)>::default().find("k00").is_none());
    }
}
