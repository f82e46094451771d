//! Numbers in tables that are used where they lie.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// Numbers as little-endian bytes, each of `WIDTH` of them: 32-bit ones, or those that need less.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Numbers<'a, const WIDTH: usize = 4>(#[serde(borrow, with = "bytes")] Cow<'a, [u8]>);

impl<const WIDTH: usize> Numbers<'_, WIDTH> {
    /// The largest number that is held.
    pub const MAX: u32 = u32::MAX >> (32 - 8 * WIDTH);

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len() / WIDTH
    }

    /// A number; zero beyond the end, which well-formed tables do not reach.
    pub fn get(&self, index: usize) -> u32 {
        let Some(bytes) = self.0.get(index * WIDTH..(index + 1) * WIDTH) else { return 0 };
        let mut four = [0; 4];
        four[..WIDTH].copy_from_slice(bytes);
        u32::from_le_bytes(four)
    }

    /// Appends numbers, of which none is above [`Numbers::MAX`].
    pub fn extend(&mut self, numbers: &[u32]) {
        self.0.to_mut().extend(numbers.iter().flat_map(|n| n.to_le_bytes().into_iter().take(WIDTH)));
    }
}

impl Numbers<'_> {
    /// Rows of `N` numbers.
    pub fn rows<const N: usize>(&self, rows: std::ops::Range<usize>) -> impl Iterator<Item = [u32; N]> {
        let number = |bytes: &[u8]| bytes.try_into().map_or(0, u32::from_le_bytes);
        let bytes = self.0.get(4 * N * rows.start..4 * N * rows.end).unwrap_or_default();
        bytes.chunks_exact(4 * N).map(move |row| std::array::from_fn(|i| number(&row[4 * i..4 * i + 4])))
    }
}

/// Bytes that are borrowed when they are read.
pub mod bytes {
    use std::borrow::Cow;

    use serde::{Deserialize, Deserializer, Serializer};

    /// As bytes.
    ///
    /// # Errors
    /// The serializer's own.
    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(bytes)
    }

    /// Where they lie.
    ///
    /// # Errors
    /// The deserializer's own, and bytes that it cannot lend.
    pub fn deserialize<'a, 'de: 'a, D: Deserializer<'de>>(deserializer: D) -> Result<Cow<'a, [u8]>, D::Error> {
        <&'de [u8]>::deserialize(deserializer).map(Cow::Borrowed)
    }
}

/// Appends a number in as few bytes as it needs.
pub fn push_short(bytes: &mut Vec<u8>, mut number: u32) {
    while number >= 128 {
        bytes.push(number as u8 | 128);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Takes such a number off the front. One letter of a query reads tens of thousands of them.
#[inline(always)]
pub fn take_short(bytes: &mut &[u8]) -> Option<u32> {
    let (mut number, mut shift) = (0, 0);
    loop {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u32::from(byte & 127).checked_shl(shift)?;
        if *byte < 128 {
            return Some(number);
        }
        shift += 7;
    }
}

#[cfg(test)]
mod tests {
    use super::{Numbers, push_short, take_short};

    #[test]
    fn narrow_numbers_come_back() {
        let mut numbers = Numbers::<3>::default();
        numbers.extend(&[0, 1, 65_536, Numbers::<3>::MAX]);
        assert_eq!((0..=4).map(|i| numbers.get(i)).collect::<Vec<_>>(), [0, 1, 65_536, 0xff_ffff, 0]);
        assert_eq!((numbers.len(), Numbers::<4>::MAX), (4, u32::MAX));
    }

    #[test]
    fn numbers_come_back_as_they_were() {
        let numbers = [0, 1, 127, 128, 300, 16_383, 16_384, u32::MAX];
        let mut bytes = Vec::new();
        numbers.iter().for_each(|n| push_short(&mut bytes, *n));
        let mut left = bytes.as_slice();
        assert_eq!(numbers.map(|_| take_short(&mut left)), numbers.map(Some));
        assert_eq!((take_short(&mut left), take_short(&mut [200].as_slice())), (None, None));
    }
}
