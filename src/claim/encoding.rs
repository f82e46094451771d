//! Text files as Excel saves them: UTF-8, UTF-16 or Windows-1252.

use std::borrow::Cow;
use std::io::{self, BufRead, Read};

use encoding_rs::{Decoder, Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Bytes of UTF-16 decoded at a time.
const BLOCK: usize = 16 << 10;

/// UTF-16 of either order as it may be told from the first bytes of a file, by its mark or by the zeros beside ASCII.
pub fn utf16(head: &[u8]) -> Option<&'static Encoding> {
    match head {
        [0xff, 0xfe, ..] => Some(UTF_16LE),
        [0xfe, 0xff, ..] => Some(UTF_16BE),
        [first, 0, second, 0, ..] if *first != 0 && *second != 0 => Some(UTF_16LE),
        [0, first, 0, second, ..] if *first != 0 && *second != 0 => Some(UTF_16BE),
        _ => None,
    }
}

/// A whole UTF-16 text as UTF-8, and what turns UTF-8 back into it. `None` where a part of it is no character.
pub fn from_utf16(bytes: &[u8]) -> Option<(String, impl Fn(&str) -> Vec<u8> + use<>)> {
    let encoding = utf16(bytes)?;
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?.into_owned();
    let big = encoding == UTF_16BE;
    let back = move |text: &str| text.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect();
    Some((text, back))
}

/// The text of a cell: UTF-8, or else Windows-1252, in which no byte is wrong.
pub fn cell(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}

/// UTF-16 read as UTF-8, block by block.
pub struct Utf16<R> {
    input: R,
    decoder: Decoder,
    text: Vec<u8>,
    /// How much of `text` is read.
    read: usize,
    ended: bool,
}

impl<R: BufRead> Utf16<R> {
    /// A mark at the beginning is passed over.
    pub fn new(input: R, encoding: &'static Encoding) -> Utf16<R> {
        Utf16 { input, decoder: encoding.new_decoder(), text: Vec::new(), read: 0, ended: false }
    }

    fn fill(&mut self) -> io::Result<()> {
        while self.read == self.text.len() && !self.ended {
            let held = self.input.fill_buf()?;
            let block = held.get(..BLOCK).unwrap_or(held);
            self.ended = block.is_empty();
            // A unit of two bytes becomes at most three.
            self.text.resize(3 * block.len() + 16, 0);
            let (_, read, written, _) = self.decoder.decode_to_utf8(block, &mut self.text, self.ended);
            self.input.consume(read);
            self.text.truncate(written);
            self.read = 0;
        }
        Ok(())
    }
}

impl<R: BufRead> Read for Utf16<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.fill()?;
        let rest = self.text.get(self.read..).unwrap_or_default();
        let count = rest.len().min(out.len());
        out[..count].copy_from_slice(&rest[..count]);
        self.read += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf16_of_either_order() {
        let text = "\u{feff}code,dose\r\nJ9271,200 µg 日本 👩\r\n".repeat(3_000);
        for (order, encoding) in [(u16::to_le_bytes as fn(u16) -> [u8; 2], UTF_16LE), (u16::to_be_bytes, UTF_16BE)] {
            let bytes: Vec<u8> = text.encode_utf16().flat_map(order).collect();
            assert_eq!((utf16(&bytes), utf16(&bytes[2..])), (Some(encoding), Some(encoding)));
            let mut read = String::new();
            Utf16::new(bytes.as_slice(), encoding).read_to_string(&mut read).unwrap();
            assert_eq!(read, text.trim_start_matches('\u{feff}'));
            let (whole, back) = from_utf16(&bytes).unwrap();
            assert_eq!((whole.as_str(), back(&whole) == bytes), (text.as_str(), true));
            assert!(from_utf16(&[bytes.as_slice(), &order(0xd800)].concat()).is_none());
        }
        assert_eq!((utf16(b"code,units"), utf16(b""), utf16(&[0, 0, 0, 0])), (None, None, None));
    }

    #[test]
    fn a_cell_of_either_code_page() {
        assert_eq!((cell("5 µg".as_bytes()), cell(b"5 \xb5g"), cell(b"\x80")), ("5 µg".into(), "5 µg".into(), "€".into()));
    }
}
