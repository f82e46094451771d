//! X12 cut into segments and elements while it is read. The separators are whatever the interchange header says they are.

use std::io::{BufRead, Read};

use encoding_rs::WINDOWS_1252;

use crate::x12::error::{Problem, X12Error};

/// The longest segment that is read: neither a claim nor a remittance has one of a tenth of this.
const LONGEST: usize = 16_384;
/// The longest interchange header; with its fixed widths it has 106 characters.
const LONGEST_HEADER: usize = 256;
/// Elements of an interchange header.
const HEADER_ELEMENTS: usize = 16;

/// One segment: its place in the file, from 1, its name and its elements.
#[derive(Clone, Copy, Debug)]
pub struct Segment<'b> {
    /// Its place in the file, from 1.
    pub number: usize,
    /// `CLP`, `SVC` ...
    pub id: &'b str,
    /// It has its terminator. Only the very last segment of a file may lack it.
    pub terminated: bool,
    /// Its bytes with the blanks before it and its terminator.
    pub(crate) raw: &'b [u8],
    pub(crate) separators: Separators,
    text: &'b str,
    /// Where each element ends, the name first.
    ends: &'b [usize],
}

impl<'b> Segment<'b> {
    /// All of it without the terminator.
    pub(crate) fn text(&self) -> &'b str {
        self.text.trim_end_matches(['\r', '\n'])
    }

    /// An element by its number, from 1; blank where it is not there.
    pub fn element(&self, number: usize) -> &'b str {
        let (Some(before), Some(end)) = (number.checked_sub(1).and_then(|n| self.ends.get(n)), self.ends.get(number)) else { return "" };
        self.text.get(before + 1..*end).unwrap_or_default().trim()
    }

    /// How many elements follow the name.
    pub fn len(&self) -> usize {
        self.ends.len().saturating_sub(1)
    }

    /// The parts of an element that has several.
    pub fn parts(&self, number: usize) -> impl Iterator<Item = &'b str> + use<'b> {
        self.element(number).split(char::from(self.separators.component)).map(str::trim)
    }

    /// A part of an element, from 0; blank where it is not there.
    pub fn part(&self, number: usize, part: usize) -> &'b str {
        self.parts(number).nth(part).unwrap_or_default()
    }

    /// An error at this segment.
    pub fn wrong(&self, problem: Problem) -> X12Error {
        X12Error { segment: self.number, id: self.id.to_owned(), problem }
    }
}

/// A name: two or three capitals or digits.
fn is_name(id: &str) -> bool {
    (2..=3).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

/// What separates what: single bytes of ASCII.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Separators {
    /// Between elements: `*`.
    pub element: u8,
    /// Between the parts of an element: `:`.
    pub component: u8,
    /// At the end of a segment: `~`.
    pub segment: u8,
}

/// The segments of a file, one after the other; no more than one is held.
pub struct Segments<R> {
    input: R,
    /// What the file should be, for people.
    wanted: &'static str,
    number: usize,
    separators: Option<Separators>,
    raw: Vec<u8>,
    decoded: String,
    ends: Vec<usize>,
}

impl<R: BufRead> Segments<R> {
    /// From the beginning of a file of the kind `wanted`; a byte order mark is passed over.
    pub fn of(input: R, wanted: &'static str) -> Segments<R> {
        Segments { input, wanted, number: 0, separators: None, raw: Vec::new(), decoded: String::new(), ends: Vec::new() }
    }

    /// Segments from within a file whose separators are known.
    pub(crate) fn within(input: R, separators: Separators) -> Segments<R> {
        Segments { separators: Some(separators), ..Segments::of(input, "segment") }
    }

    /// The next segment, or `None` at the end of the file.
    ///
    /// # Errors
    /// No interchange header, separators that cannot be told apart, a segment without an end, input that fails.
    pub fn next(&mut self) -> Result<Option<Segment<'_>>, X12Error> {
        self.raw.clear();
        let first = self.number == 0;
        self.number += 1;
        let start = self.blanks(first).map_err(|problem| self.wrong(problem))?;
        if self.raw.len() == start {
            self.number -= 1;
            return Ok(None);
        }
        let (separators, terminated) = self.body(start).map_err(|problem| self.wrong(problem))?;
        self.separators = Some(separators);
        let body = self.raw.get(start..self.raw.len() - usize::from(terminated)).unwrap_or_default();
        let text = match std::str::from_utf8(body) {
            Ok(text) => text,
            // Older systems write names in their own code page; ASCII is the same in it.
            Err(_) => {
                self.decoded = WINDOWS_1252.decode_without_bom_handling(body).0.into_owned();
                &self.decoded
            }
        };
        self.ends.clear();
        self.ends.extend(text.bytes().enumerate().filter(|(_, b)| *b == separators.element).map(|(at, _)| at));
        self.ends.push(text.len());
        let id = self.ends.first().and_then(|end| text.get(..*end)).unwrap_or_default().trim();
        if !is_name(id) {
            return Err(self.wrong(Problem::NoName));
        }
        Ok(Some(Segment { number: self.number, id, terminated, raw: &self.raw, separators, text, ends: &self.ends }))
    }

    /// What followed the last segment: blanks.
    pub fn tail(&self) -> &[u8] {
        &self.raw
    }

    fn wrong(&self, problem: Problem) -> X12Error {
        X12Error { segment: self.number, id: String::new(), problem }
    }

    /// Takes the blanks before a segment and its first byte; returns where that byte stands.
    fn blanks(&mut self, first: bool) -> Result<usize, Problem> {
        if first && self.peek()? == Some(0xef) {
            self.take(3)?;
            if self.raw != [0xef, 0xbb, 0xbf] {
                return Err(Problem::NoHeader(self.wanted));
            }
        }
        while let Some(byte) = self.peek()? {
            if !byte.is_ascii_whitespace() && byte != 0x0b {
                let start = self.raw.len();
                self.take(1)?;
                return Ok(start);
            }
            self.take(1)?;
            if self.raw.len() > LONGEST {
                return Err(Problem::TooLong(LONGEST));
            }
        }
        Ok(self.raw.len())
    }

    fn peek(&mut self) -> Result<Option<u8>, Problem> {
        loop {
            match self.input.fill_buf() {
                Ok(held) => return Ok(held.first().copied()),
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
                Err(e) => return Err(Problem::Unreadable(e.kind())),
            }
        }
    }

    /// Takes up to `most` bytes.
    fn take(&mut self, most: usize) -> Result<(), Problem> {
        for _ in 0..most {
            let Some(byte) = self.peek()? else { break };
            self.raw.push(byte);
            self.input.consume(1);
        }
        Ok(())
    }

    /// Takes the rest of a segment that begins at `start`; says whether it had its terminator.
    fn body(&mut self, start: usize) -> Result<(Separators, bool), Problem> {
        // Every interchange states its own separators.
        let rest = self.separators;
        let ended = |raw: &[u8]| rest.is_some_and(|s| raw.last() == Some(&s.segment));
        while self.raw.len() < start + 3 && !ended(&self.raw) && self.peek()?.is_some() {
            self.take(1)?;
        }
        if self.raw.get(start..) == Some(b"ISA") {
            return self.header(start).map(|separators| (separators, true));
        }
        let separators = match rest {
            Some(held) => held,
            None if b"ISA".starts_with(self.raw.get(start..).unwrap_or_default()) => return Err(Problem::CutOff),
            None => return Err(Problem::NoHeader(self.wanted)),
        };
        if !ended(&self.raw) {
            let limit = (LONGEST + 1) as u64;
            let read = (&mut self.input).take(limit).read_until(separators.segment, &mut self.raw);
            read.map_err(|e| Problem::Unreadable(e.kind()))?;
        }
        let terminated = ended(&self.raw);
        if self.raw.len() - start > LONGEST {
            return Err(Problem::TooLong(LONGEST));
        }
        // A file in lines may have lost the end of the last one.
        if terminated || self.raw.get(start..).is_some_and(|raw| raw.starts_with(b"IEA")) {
            Ok((separators, terminated))
        } else {
            Err(Problem::CutOff)
        }
    }

    /// The separators of an interchange header: the byte behind `ISA`, the sixteenth element, and the byte behind it.
    fn header(&mut self, start: usize) -> Result<Separators, Problem> {
        let mut found = 0;
        while found < HEADER_ELEMENTS {
            if self.raw.len() - start >= LONGEST_HEADER {
                return Err(Problem::BadHeader);
            }
            if self.peek()?.is_none() {
                return Err(Problem::CutOff);
            }
            self.take(1)?;
            found += usize::from(self.raw.last() == self.raw.get(start + 3));
        }
        let end = self.raw.len();
        self.take(2)?;
        let &[component, segment] = self.raw.get(end..).unwrap_or_default() else { return Err(Problem::CutOff) };
        let element = self.raw.get(start + 3).copied().unwrap_or_default();
        let all = [element, component, segment];
        let fit = all.iter().all(|c| c.is_ascii() && !c.is_ascii_alphanumeric() && !matches!(c, b' ' | b'.' | b'-'));
        if fit && element != component && element != segment && component != segment {
            Ok(Separators { element, component, segment })
        } else {
            Err(Problem::Separators)
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::x12::segments::*;

    fn isa(element: char, component: char, segment: &str) -> String {
        let cells =
            ["00", "          ", "00", "          ", "ZZ", "PAYER          ", "ZZ", "US             ", "260320", "1200", "^", "00501"];
        let mut text = String::from("ISA");
        for cell in cells.into_iter().chain(["000000001", "0", "P"]) {
            text.push(element);
            text.push_str(cell);
        }
        format!("{text}{element}{component}{segment}")
    }

    fn ids(text: impl AsRef<[u8]>) -> Result<Vec<String>, Problem> {
        let mut segments = Segments::of(text.as_ref(), "835");
        let mut ids = Vec::new();
        while let Some(segment) = segments.next().map_err(|e| e.problem)? {
            ids.push(format!("{}{}", segment.id, segment.parts(1).count()));
        }
        Ok(ids)
    }

    #[test]
    fn separators_come_from_the_header() {
        for (element, component, segment) in
            [('*', ':', "~"), ('|', '>', "~\n"), ('*', '<', "\n"), ('\u{1d}', '\u{1f}', "\r\n"), ('#', '!', "~\r\n")]
        {
            let text = format!("{}SVC{element}HC{component}J9271{segment}IEA{element}1{segment}", isa(element, component, segment));
            assert_eq!(ids(&text).unwrap(), ["ISA1", "SVC2", "IEA1"], "{text:?}");
        }
        // Another interchange in the file may use others.
        let two = format!("{}IEA*1~{}IEA|1'", isa('*', ':', "~"), isa('|', '>', "'"));
        assert_eq!(ids(&two).unwrap().len(), 4);
    }

    #[test]
    fn what_is_no_interchange_is_refused() {
        assert_eq!(ids("line,code\n1,J9271\n").unwrap_err(), Problem::NoHeader("835"));
        assert_eq!(ids("IS").unwrap_err(), Problem::CutOff);
        assert_eq!(ids("ISA").unwrap_err(), Problem::CutOff);
        assert_eq!(ids("ISA*00*  *00").unwrap_err(), Problem::CutOff);
        assert_eq!(ids(format!("ISA*{}", "x".repeat(1_000))).unwrap_err(), Problem::BadHeader);
        assert_eq!(ids(isa('*', '*', "~")).unwrap_err(), Problem::Separators);
        assert_eq!(ids(isa('*', 'A', "~")).unwrap_err(), Problem::Separators);
        assert!(matches!(ids(isa('é', ':', "~")).unwrap_err(), Problem::Separators | Problem::BadHeader));
        assert_eq!(ids(format!("{}GS*HP", isa('*', ':', "~"))).unwrap_err(), Problem::CutOff);
        assert_eq!(ids(format!("{}G$*HP~", isa('*', ':', "~"))).unwrap_err(), Problem::NoName);
        assert_eq!(ids(format!("{}A~B~", isa('*', ':', "~"))).unwrap_err(), Problem::NoName);
        assert_eq!(ids(format!("{}SVC*{}~", isa('*', ':', "~"), "9".repeat(20_000))).unwrap_err(), Problem::TooLong(LONGEST));
        assert_eq!(ids(format!("{}{}", isa('*', ':', "~"), " ".repeat(20_000))).unwrap_err(), Problem::TooLong(LONGEST));
    }

    /// What is no UTF-8 is of an older code page; the other elements are where they were.
    #[test]
    fn names_in_an_older_code_page() {
        let mut text = isa('*', ':', "~").into_bytes();
        text.extend_from_slice(b"N1*PR*CA\xd1ADA*XV*1~");
        let mut segments = Segments::of(text.as_slice(), "835");
        segments.next().unwrap();
        let segment = segments.next().unwrap().unwrap();
        assert_eq!((segment.element(2), segment.element(3), segment.len()), ("CAÑADA", "XV", 4));
        assert!(segments.next().unwrap().is_none() && segments.tail().is_empty());
    }
}
