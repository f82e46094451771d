//! A value that stays encoded until it is asked for, so that opening the catalog costs little.

use std::fmt;
use std::io::{self, Write};
use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use flate2::write::DeflateEncoder;
use flate2::{Compression, Decompress, FlushDecompress};
use serde::de::{DeserializeOwned, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A value, or where its bytes lie in the embedded snapshot.
#[derive(Debug)]
pub struct Lazy<T, F = Deflated> {
    /// Empty for a value read from TOML.
    bytes: &'static [u8],
    value: OnceLock<Arc<T>>,
    form: PhantomData<F>,
}

/// How the bytes of a packed value lie in the snapshot.
pub trait Form<T> {
    /// The value of such bytes; `None` where they are none.
    fn read(bytes: &'static [u8]) -> Option<T>;

    /// The bytes of a value.
    ///
    /// # Errors
    /// What the encoder refuses; none is known.
    fn write(value: &T) -> io::Result<Vec<u8>>;
}

/// As they are: what is small, and what holds packed values itself.
#[derive(Clone, Debug)]
pub struct Plain;

/// Compressed behind its length in four bytes: what is long and seldom looked at.
#[derive(Clone, Debug)]
pub struct Deflated;

impl<T: Deserialize<'static> + Serialize> Form<T> for Plain {
    fn read(bytes: &'static [u8]) -> Option<T> {
        postcard::from_bytes(bytes).ok()
    }

    fn write(value: &T) -> io::Result<Vec<u8>> {
        postcard::to_stdvec(value).map_err(io::Error::other)
    }
}

impl<T: DeserializeOwned + Serialize> Form<T> for Deflated {
    fn read(bytes: &'static [u8]) -> Option<T> {
        let (length, packed) = bytes.split_first_chunk()?;
        let mut plain = Vec::with_capacity(u32::from_le_bytes(*length) as usize);
        Decompress::new(false).decompress_vec(packed, &mut plain, FlushDecompress::Finish).ok()?;
        postcard::from_bytes(&plain).ok()
    }

    fn write(value: &T) -> io::Result<Vec<u8>> {
        let plain = postcard::to_stdvec(value).map_err(io::Error::other)?;
        let length = u32::try_from(plain.len()).map_err(io::Error::other)?;
        let mut encoder = DeflateEncoder::new(length.to_le_bytes().to_vec(), Compression::best());
        encoder.write_all(&plain)?;
        encoder.finish()
    }
}

impl<T, F> Clone for Lazy<T, F> {
    fn clone(&self) -> Self {
        Lazy { bytes: self.bytes, value: self.value.clone(), form: PhantomData }
    }
}

impl<T: Default, F> Default for Lazy<T, F> {
    fn default() -> Self {
        Lazy::from(T::default())
    }
}

impl<T, F> From<T> for Lazy<T, F> {
    fn from(value: T) -> Self {
        Lazy { bytes: &[], value: OnceLock::from(Arc::new(value)), form: PhantomData }
    }
}

impl<T: Clone + Default, F: Form<T>> Lazy<T, F> {
    /// The value, decoded anew each time: for what is long and looked at one at a time.
    pub fn decode(&self) -> T {
        self.value.get().map_or_else(|| self.decode_bytes(), |value| (**value).clone())
    }

    /// The value, decoded once and kept.
    pub fn get(&self) -> &T {
        self.value.get_or_init(|| Arc::new(self.decode_bytes()))
    }

    /// The same for whoever outlives the catalog.
    pub fn share(&self) -> Arc<T> {
        self.get();
        self.value.get().map(Arc::clone).unwrap_or_default()
    }

    /// The value itself.
    pub fn into_value(mut self) -> T {
        self.value.take().map_or_else(|| self.decode_bytes(), Arc::unwrap_or_clone)
    }

    /// Changes the value.
    pub fn change(&mut self, how: impl FnOnce(&mut T)) {
        let mut value = std::mem::take(self).into_value();
        how(&mut value);
        *self = Lazy::from(value);
    }

    /// Bytes that do not decode give the empty value: they were written by this very program's build.
    fn decode_bytes(&self) -> T {
        F::read(self.bytes).unwrap_or_default()
    }
}

impl<T: Clone + Default, F: Form<T>> Deref for Lazy<T, F> {
    type Target = T;
    fn deref(&self) -> &T {
        self.get()
    }
}

impl<T: Clone + Default + PartialEq, F: Form<T>> PartialEq for Lazy<T, F> {
    fn eq(&self, other: &Self) -> bool {
        self.get() == other.get()
    }
}

impl<T, F: Form<T>> Serialize for Lazy<T, F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.value.get() {
            Some(value) => serializer.serialize_bytes(&F::write(value).map_err(serde::ser::Error::custom)?),
            None => serializer.serialize_bytes(self.bytes),
        }
    }
}

impl<'de: 'static, T, F> Deserialize<'de> for Lazy<T, F> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Borrowed<T, F>(PhantomData<(T, F)>);
        impl<'de: 'static, T, F> Visitor<'de> for Borrowed<T, F> {
            type Value = Lazy<T, F>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("bytes of the snapshot")
            }
            fn visit_borrowed_bytes<E: serde::de::Error>(self, bytes: &'de [u8]) -> Result<Self::Value, E> {
                Ok(Lazy { bytes, value: OnceLock::new(), form: PhantomData })
            }
        }
        deserializer.deserialize_bytes(Borrowed(PhantomData))
    }
}
