//! JSON that cannot drive a terminal: what could is written as an escape, so that it reads back exactly. And JSON that says
//! one thing: no key stands twice.

use std::collections::HashSet;
use std::fmt;
use std::io::{self, Write};

use serde::de::{Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::text;

/// Writes a value as one document without a line break.
///
/// # Errors
/// Output cannot be written.
pub fn write(out: &mut (impl Write + ?Sized), value: &impl Serialize) -> io::Result<()> {
    let mut written = Document(Vec::with_capacity(4096));
    serde_json::to_writer(&mut written, value)?;
    let document = std::str::from_utf8(&written.0).map_err(io::Error::other)?;
    if !has_hostile(document) {
        return out.write_all(document.as_bytes());
    }
    // All of them stand in strings, where an escape may stand as well.
    document.chars().try_for_each(|c| match text::is_hostile(c) {
        false => write!(out, "{c}"),
        true => c.encode_utf16(&mut [0; 2]).iter().try_for_each(|unit| write!(out, "\\u{unit:04x}")),
    })
}

/// What is written: most of it are quotes, commas and colons, one at a time, and a batch is a million of them.
struct Document(Vec<u8>);

impl Write for Document {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes).map(|()| bytes.len())
    }

    #[inline]
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        match bytes {
            [byte] => self.0.push(*byte),
            _ => self.0.extend_from_slice(bytes),
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// As [`text::has_hostile`] for what serde_json leaves, which escapes the control characters below the space: in a document of
/// ASCII alone nothing is left.
fn has_hostile(document: &str) -> bool {
    document.bytes().any(|b| b >= 0x7f) && document.contains(text::is_hostile)
}

/// Does every object name each of its keys once? serde_json would keep the last of several and say nothing.
///
/// # Errors
/// A key that stands twice, or text that is no JSON, with the line.
pub fn unambiguous(text: &str) -> Result<(), serde_json::Error> {
    serde_json::from_str::<Unambiguous>(text).map(|_| ())
}

/// Any JSON value without keys that stand twice; nothing of it is kept.
struct Unambiguous;

impl<'de> Deserialize<'de> for Unambiguous {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Unambiguous, D::Error> {
        deserializer.deserialize_any(Unambiguous)
    }
}

impl<'de> Visitor<'de> for Unambiguous {
    type Value = Unambiguous;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Unambiguous, E> {
        Ok(self)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Unambiguous, E> {
        Ok(self)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Unambiguous, E> {
        Ok(self)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Unambiguous, E> {
        Ok(self)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Unambiguous, E> {
        Ok(self)
    }

    fn visit_str<E>(self, _: &str) -> Result<Unambiguous, E> {
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Unambiguous, A::Error> {
        while items.next_element::<Unambiguous>()?.is_some() {}
        Ok(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Unambiguous, A::Error> {
        let mut keys: HashSet<String> = HashSet::new();
        while let Some(key) = entries.next_key::<String>()? {
            if keys.contains(&key) {
                return Err(A::Error::custom(format!("`{key}` stands there twice")));
            }
            keys.insert(key);
            entries.next_value::<Unambiguous>()?;
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_stand_twice_are_found_wherever_they_are() {
        for text in ["null", "[1, -1, 1.5, \"a\", true, {}]", "{\"a\":{\"a\":1},\"b\":[{\"a\":1},{\"a\":2}]}"] {
            unambiguous(text).unwrap();
        }
        for text in ["{\"a\":1,\n\"a\":1}", "[{\"b\":[{\"a\":1,\n\"\\u0061\":2}]}]"] {
            let error = unambiguous(text).unwrap_err();
            assert!(error.line() == 2 && error.to_string().contains("`a` stands there twice"), "{error}");
        }
        assert!(unambiguous("[").is_err() && unambiguous(&"[".repeat(100_000)).is_err());
    }

    #[test]
    fn what_could_drive_a_terminal_is_escaped_and_reads_back_the_same() {
        let hostile = "a\u{9b}2J\u{7f}\u{202e}b\u{1b}[0m\n\"µ\" 日本";
        let mut out = Vec::new();
        write(&mut out, &[hostile]).unwrap();
        let written = String::from_utf8(out).unwrap();
        assert_eq!(written, "[\"a\\u009b2J\\u007f\\u202eb\\u001b[0m\\n\\\"µ\\\" 日本\"]");
        assert_eq!(serde_json::from_str::<[String; 1]>(&written).unwrap()[0], hostile);
        for c in ('\0'..=char::MAX).filter(|c| text::is_hostile(*c)) {
            let mut out = Vec::new();
            write(&mut out, &format!("a {c}")).unwrap();
            let written = String::from_utf8(out).unwrap();
            assert!(!text::has_hostile(&written) && serde_json::from_str::<String>(&written).unwrap() == format!("a {c}"), "{c:?}");
        }
    }
}
