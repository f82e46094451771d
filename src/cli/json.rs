//! JSON that cannot drive a terminal: what could is written as an escape, so that it reads back exactly.

use std::io::{self, Write};

use serde::Serialize;

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

/// As [`text::has_hostile`] for what serde_json leaves, which escapes the control characters below the space: what is ASCII is
/// passed over block by block.
fn has_hostile(document: &str) -> bool {
    const BLOCK: usize = 16;
    const DELETE: u8 = 0x7f;
    let bytes = document.as_bytes();
    let within = |number: usize| document.floor_char_boundary(number * BLOCK)..document.floor_char_boundary((number + 1) * BLOCK);
    let mut foreign = bytes.chunks(BLOCK).enumerate().filter(|(_, block)| !block.is_ascii()).map(|(number, _)| &document[within(number)]);
    bytes.contains(&DELETE) || foreign.any(|text| text.chars().any(|c| !c.is_ascii() && text::is_hostile(c)))
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
        for c in ('\0'..=char::MAX).filter(|c| text::is_hostile(*c)) {
            let mut out = Vec::new();
            write(&mut out, &format!("a {c}")).unwrap();
            let written = String::from_utf8(out).unwrap();
            assert!(!text::has_hostile(&written) && serde_json::from_str::<String>(&written).unwrap() == format!("a {c}"), "{c:?}");
        }
        for before in 0..40 {
            assert!(has_hostile(&format!("{}\u{202e}{}", "a".repeat(before), "µ".repeat(before))), "{before}");
            assert!(!has_hostile(&"aµ".repeat(before)), "{before}");
        }
    }
}
