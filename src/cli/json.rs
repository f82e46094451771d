//! JSON that cannot drive a terminal: what could is written as an escape, so that it reads back exactly.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

use crate::text;

/// Writes a value as one document without a line break.
///
/// # Errors
/// Output cannot be written.
pub fn write(out: &mut (impl Write + ?Sized), value: &impl Serialize) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(out, Escaping)).map_err(io::Error::from)
}

/// serde_json escapes the control characters below the space only.
struct Escaping;

impl Formatter for Escaping {
    fn write_string_fragment<W: Write + ?Sized>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        if !text::has_hostile(fragment) {
            return out.write_all(fragment.as_bytes());
        }
        fragment.chars().try_for_each(|c| match text::is_hostile(c) {
            false => write!(out, "{c}"),
            true => c.encode_utf16(&mut [0; 2]).iter().try_for_each(|unit| write!(out, "\\u{unit:04x}")),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_drive_a_terminal_is_escaped_and_reads_back_the_same() {
        let hostile = "a\u{9b}2J\u{7f}\u{202e}b\u{1b}[0m\n\"µ\" 日本";
        let mut out = Vec::new();
        write(&mut out, &[hostile]).unwrap();
        let written = String::from_utf8(out).unwrap();
        assert_eq!(written, "[\"a\\u009b2J\\u007f\\u202eb\\u001b[0m\\n\\\"µ\\\" 日本\"]");
        assert_eq!(serde_json::from_str::<[String; 1]>(&written).unwrap()[0], hostile);
    }
}
