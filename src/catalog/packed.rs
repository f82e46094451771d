//! A value that stays encoded until it is asked for, so that opening the catalog costs little.

use serde::de::{DeserializeOwned, Error as _, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Either the bytes of a value in the snapshot, or the value itself (from TOML).
#[derive(Clone, Debug)]
pub enum Packed<T> {
    /// Encoded in the embedded snapshot.
    Bytes(&'static [u8]),
    /// Read from TOML.
    Value(Box<T>),
}

impl<T: Default> Default for Packed<T> {
    fn default() -> Self {
        Packed::Value(Box::default())
    }
}

impl<T> From<T> for Packed<T> {
    fn from(value: T) -> Self {
        Packed::Value(Box::new(value))
    }
}

impl<T: DeserializeOwned + Clone + Default> Packed<T> {
    /// The value. Bytes that do not decode give the empty value: they were written by this very program's build.
    pub fn get(&self) -> T {
        match self {
            Packed::Bytes(bytes) => postcard::from_bytes(bytes).unwrap_or_default(),
            Packed::Value(value) => (**value).clone(),
        }
    }
}

impl<T: Serialize> Serialize for Packed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Packed::Bytes(bytes) => serializer.serialize_bytes(bytes),
            Packed::Value(value) => serializer.serialize_bytes(&postcard::to_stdvec(value).map_err(serde::ser::Error::custom)?),
        }
    }
}

impl<'de: 'static, T> Deserialize<'de> for Packed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Borrowed;
        impl<'de> Visitor<'de> for Borrowed {
            type Value = &'de [u8];
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("bytes of the snapshot")
            }
            fn visit_borrowed_bytes<E: serde::de::Error>(self, bytes: &'de [u8]) -> Result<Self::Value, E> {
                Ok(bytes)
            }
        }
        let bytes: &'de [u8] = deserializer.deserialize_bytes(Borrowed).map_err(D::Error::custom)?;
        Ok(Packed::Bytes(bytes))
    }
}
