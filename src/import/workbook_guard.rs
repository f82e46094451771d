//! A look at the parts of a workbook before calamine lays anything out in memory: it believes the counts that a part states.

use super::archive::{self, Limits};
use super::error::Reason;

/// The largest CMS workbook has about a million cells.
pub(super) const MOST_CELLS: usize = 2_000_000;

/// It has about 30,000 shared strings.
const MOST_STRINGS: usize = 200_000;

/// What is kept of one tag: enough for the attributes that matter.
const TAG: usize = 1_024;

/// Counts cells and strings, and reads the counts that parts state.
///
/// # Errors
/// `too-large`, or an archive that cannot be unpacked.
pub(super) fn check(bytes: &[u8]) -> Result<(), Reason> {
    let mut parts = Parts::default();
    archive::scan(bytes, &Limits::WORKBOOK, &mut |piece| parts.take(piece))
}

/// What was counted, and the tag that is being read.
#[derive(Default)]
struct Parts {
    cells: usize,
    strings: usize,
    tag: Option<Vec<u8>>,
}

impl Parts {
    fn take(&mut self, piece: &[u8]) -> Result<(), Reason> {
        if piece.is_empty() {
            self.tag = None;
        }
        for byte in piece {
            match (byte, &mut self.tag) {
                (b'<', _) => self.tag = Some(Vec::new()),
                (b'>', Some(_)) => {
                    let tag = self.tag.take().unwrap_or_default();
                    self.count(&String::from_utf8_lossy(&tag))?;
                }
                (byte, Some(tag)) if tag.len() < TAG => tag.push(*byte),
                _ => {}
            }
        }
        Ok(())
    }

    /// Names are compared without their prefix: `x:sst` is `sst`.
    fn count(&mut self, tag: &str) -> Result<(), Reason> {
        let name = tag.split([' ', '\t', '\r', '\n', '/']).next().unwrap_or_default();
        let (cells, strings) = ("cells of the workbook", "strings of the workbook");
        match name.rsplit(':').next().unwrap_or_default() {
            "c" => {
                self.cells += 1;
                most(cells, MOST_CELLS, self.cells)
            }
            "si" => {
                self.strings += 1;
                most(strings, MOST_STRINGS, self.strings)
            }
            "sst" => most(strings, MOST_STRINGS, number(tag, "uniqueCount")),
            // The number of a shared formula, for which calamine makes as many places.
            "f" => most("shared formulas of the workbook", MOST_CELLS, number(tag, "si")),
            _ => Ok(()),
        }
    }
}

fn most(what: &str, limit: usize, found: usize) -> Result<(), Reason> {
    if found > limit { Err(Reason::TooLarge { what: what.to_owned(), limit, found }) } else { Ok(()) }
}

/// The number that an attribute states; 0 where it states none, and the largest where it is larger than that.
fn number(tag: &str, attribute: &str) -> usize {
    let stated = tag.split(attribute).skip(1).filter_map(|rest| rest.trim_start().strip_prefix('='));
    let digits =
        |rest: &str| rest.trim_start().trim_start_matches(['"', '\'']).chars().take_while(char::is_ascii_digit).collect::<String>();
    stated.map(digits).filter(|digits| !digits.is_empty()).map(|digits| digits.parse().unwrap_or(usize::MAX)).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stated_counts_are_read_however_they_are_written() {
        let told = |text: &str| {
            let mut parts = Parts::default();
            // One byte at a time: a tag may lie across two pieces.
            text.as_bytes().chunks(1).try_for_each(|piece| parts.take(piece)).is_err()
        };
        for bad in [
            "<sst uniqueCount=\"4294967295\"/>",
            "<?xml version=\"1.0\"?>\n<x:sst\n xmlns:x=\"y\" count='1' uniqueCount = '99999999999999999999999'>",
            "<c r=\"A1\"><f t=\"shared\" ref=\"A1\" si=\"4294967295\"/></c>",
        ] {
            assert!(told(bad), "{bad}");
        }
        assert!(told(&"<si/>".repeat(MOST_STRINGS + 1)) && told(&"<c/>".repeat(MOST_CELLS + 1)));
        for good in
            ["<sst count=\"9000000\" uniqueCount=\"20\"><si><t>a</t></si></sst>", "<cols><col/></cols><f>A1</f>", "<", "<sst uniqueCount"]
        {
            assert!(!told(good), "{good}");
        }
    }
}
