//! A value that stays encoded until it is asked for, so that opening the catalog costs little.

use std::fmt;
use std::io::{self, Read, Write};
use std::marker::PhantomData;
use std::sync::OnceLock;

use flate2::Compression;
use flate2::bufread::DeflateDecoder;
use flate2::write::DeflateEncoder;
use serde::de::{DeserializeOwned, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A value, or where its bytes lie in the embedded snapshot.
#[derive(Debug)]
pub struct Lazy<T, F = Deflated> {
    /// Empty for a value read from TOML.
    bytes: &'static [u8],
    value: OnceLock<Box<T>>,
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
#[derive(Debug)]
pub struct Plain;

/// Compressed: what is long and seldom looked at.
#[derive(Debug)]
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
        let mut plain = Vec::new();
        DeflateDecoder::new(bytes).read_to_end(&mut plain).ok()?;
        postcard::from_bytes(&plain).ok()
    }

    fn write(value: &T) -> io::Result<Vec<u8>> {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&postcard::to_stdvec(value).map_err(io::Error::other)?)?;
        encoder.finish()
    }
}

impl<T: Clone, F> Clone for Lazy<T, F> {
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
        Lazy { bytes: &[], value: OnceLock::from(Box::new(value)), form: PhantomData }
    }
}

impl<T: Clone + Default, F: Form<T>> Lazy<T, F> {
    /// The value, decoded anew each time: for what is long and looked at one at a time.
    pub fn decode(&self) -> T {
        self.value.get().map_or_else(|| self.decode_bytes(), |value| (**value).clone())
    }

    /// The value, decoded once and kept.
    pub fn get(&self) -> &T {
        self.value.get_or_init(|| Box::new(self.decode_bytes()))
    }

    /// The value itself.
    pub fn into_value(mut self) -> T {
        self.value.take().map_or_else(|| self.decode_bytes(), |value| *value)
    }

    /// Bytes that do not decode give the empty value: they were written by this very program's build.
    fn decode_bytes(&self) -> T {
        F::read(self.bytes).unwrap_or_default()
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
