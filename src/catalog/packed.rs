//! A value that stays encoded until it is asked for, so that opening the catalog costs little.

use std::fmt;
use std::marker::PhantomData;
use std::sync::OnceLock;

use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A value, or where its bytes lie in the embedded snapshot.
#[derive(Clone, Debug)]
pub struct Packed<T> {
    /// Empty for a value read from TOML.
    bytes: &'static [u8],
    value: OnceLock<Box<T>>,
}

impl<T: Default> Default for Packed<T> {
    fn default() -> Self {
        Packed::from(T::default())
    }
}

impl<T> From<T> for Packed<T> {
    fn from(value: T) -> Self {
        Packed { bytes: &[], value: OnceLock::from(Box::new(value)) }
    }
}

impl<T: Deserialize<'static> + Clone + Default> Packed<T> {
    /// The value, decoded anew each time: for what is long and looked at one at a time.
    pub fn get(&self) -> T {
        self.value.get().map_or_else(|| self.decoded(), |value| (**value).clone())
    }

    /// The value, decoded once and kept.
    pub fn kept(&self) -> &T {
        self.value.get_or_init(|| Box::new(self.decoded()))
    }

    /// The value itself.
    pub fn into_value(mut self) -> T {
        self.value.take().map_or_else(|| self.decoded(), |value| *value)
    }

    /// Bytes that do not decode give the empty value: they were written by this very program's build.
    fn decoded(&self) -> T {
        postcard::from_bytes(self.bytes).unwrap_or_default()
    }
}

impl<T: Serialize> Serialize for Packed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.value.get() {
            Some(value) => serializer.serialize_bytes(&postcard::to_stdvec(value).map_err(serde::ser::Error::custom)?),
            None => serializer.serialize_bytes(self.bytes),
        }
    }
}

impl<'de: 'static, T> Deserialize<'de> for Packed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Borrowed<T>(PhantomData<T>);
        impl<'de: 'static, T> Visitor<'de> for Borrowed<T> {
            type Value = Packed<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("bytes of the snapshot")
            }
            fn visit_borrowed_bytes<E: serde::de::Error>(self, bytes: &'de [u8]) -> Result<Self::Value, E> {
                Ok(Packed { bytes, value: OnceLock::new() })
            }
        }
        deserializer.deserialize_bytes(Borrowed(PhantomData))
    }
}
