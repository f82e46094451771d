//! X12 cut into segments and elements. The separators are whatever the interchange header says they are.

use crate::x12::era835::{Problem, RemittanceError};

/// The longest segment that is read: an 835 has none of a tenth of this.
const LONGEST: usize = 16_384;
/// The longest interchange header; with its fixed widths it has 106 characters.
const LONGEST_HEADER: usize = 256;
/// Elements of an interchange header.
const HEADER_ELEMENTS: usize = 16;

/// One segment: its place in the file, from 1, its name and its elements.
#[derive(Clone, Debug)]
pub struct Segment<'t> {
    /// Its place in the file, from 1.
    pub number: usize,
    /// `CLP`, `SVC` ...
    pub id: &'t str,
    /// It has its terminator. Only the very last segment of a file may lack it.
    pub terminated: bool,
    elements: Vec<&'t str>,
    component: char,
}

impl<'t> Segment<'t> {
    /// An element by its number, from 1; blank where it is not there.
    pub fn element(&self, number: usize) -> &'t str {
        self.elements.get(number).map_or("", |e| e.trim())
    }

    /// How many elements follow the name.
    pub fn len(&self) -> usize {
        self.elements.len().saturating_sub(1)
    }

    /// The parts of an element that has several.
    pub fn parts(&self, number: usize) -> Vec<&'t str> {
        self.element(number).split(self.component).map(str::trim).collect()
    }

    /// An error at this segment.
    pub fn wrong(&self, problem: Problem) -> RemittanceError {
        RemittanceError { segment: self.number, id: name(self.id), problem }
    }
}

/// A name fit to be shown: two or three capitals or digits, else nothing.
fn name(id: &str) -> String {
    let fit = (2..=3).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    if fit { id.to_owned() } else { String::new() }
}

/// What separates what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Separators {
    element: char,
    component: char,
    segment: char,
}

/// The segments of a file, one after the other.
pub struct Segments<'t> {
    rest: &'t str,
    number: usize,
    separators: Option<Separators>,
}

impl<'t> Segments<'t> {
    /// From the beginning of a file; a byte order mark is passed over.
    pub fn of(text: &'t str) -> Segments<'t> {
        Segments { rest: text.strip_prefix('\u{feff}').unwrap_or(text), number: 0, separators: None }
    }

    /// The next segment, or `None` at the end of the file.
    ///
    /// # Errors
    /// No interchange header, separators that cannot be told apart, a segment without an end.
    pub fn next(&mut self) -> Result<Option<Segment<'t>>, RemittanceError> {
        self.rest = self.rest.trim_start();
        if self.rest.is_empty() {
            return Ok(None);
        }
        self.number += 1;
        let wrong = |problem| RemittanceError { segment: self.number, id: String::new(), problem };
        // Every interchange states its own.
        let separators = match self.separators {
            _ if self.rest.starts_with("ISA") => header(self.rest).map_err(wrong)?,
            Some(held) => held,
            None => return Err(wrong(Problem::NoHeader)),
        };
        self.separators = Some(separators);
        // A file in lines may have lost the end of the last one.
        let (segment, rest, terminated) = match self.rest.split_once(separators.segment) {
            Some((segment, rest)) => (segment, rest, true),
            None if self.rest.starts_with("IEA") => (self.rest, "", false),
            None => return Err(wrong(Problem::CutOff)),
        };
        if segment.len() > LONGEST {
            return Err(wrong(Problem::TooLong(LONGEST)));
        }
        self.rest = rest;
        let elements: Vec<&str> = segment.split(separators.element).collect();
        let id = elements.first().map_or("", |id| id.trim());
        let segment = Segment { number: self.number, id, terminated, elements, component: separators.component };
        if name(id).is_empty() { Err(segment.wrong(Problem::NoName)) } else { Ok(Some(segment)) }
    }
}

/// The separators of an interchange header: the character behind `ISA`, the sixteenth element, and the character behind it.
fn header(text: &str) -> Result<Separators, Problem> {
    let head: Vec<char> = text.chars().take(LONGEST_HEADER).collect();
    let element = *head.get(3).ok_or(Problem::CutOff)?;
    let last = head.iter().enumerate().filter(|(_, c)| **c == element).nth(HEADER_ELEMENTS - 1).map(|(i, _)| i);
    let Some(last) = last else {
        return Err(if head.len() < LONGEST_HEADER { Problem::CutOff } else { Problem::BadHeader });
    };
    let (Some(component), Some(segment)) = (head.get(last + 1).copied(), head.get(last + 2).copied()) else {
        return Err(Problem::CutOff);
    };
    let all = [element, component, segment];
    let fit = all.iter().all(|c| c.is_ascii() && !c.is_ascii_alphanumeric() && !matches!(c, ' ' | '.' | '-'));
    if fit && element != component && element != segment && component != segment {
        Ok(Separators { element, component, segment })
    } else {
        Err(Problem::Separators)
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

    fn ids(text: &str) -> Result<Vec<String>, Problem> {
        let mut segments = Segments::of(text);
        let mut ids = Vec::new();
        while let Some(segment) = segments.next().map_err(|e| e.problem)? {
            ids.push(format!("{}{}", segment.id, segment.parts(1).len()));
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
        assert_eq!(ids("line,code\n1,J9271\n").unwrap_err(), Problem::NoHeader);
        assert_eq!(ids("ISA").unwrap_err(), Problem::CutOff);
        assert_eq!(ids("ISA*00*  *00").unwrap_err(), Problem::CutOff);
        assert_eq!(ids(&format!("ISA*{}", "x".repeat(1_000))).unwrap_err(), Problem::BadHeader);
        assert_eq!(ids(&isa('*', '*', "~")).unwrap_err(), Problem::Separators);
        assert_eq!(ids(&isa('*', 'A', "~")).unwrap_err(), Problem::Separators);
        assert_eq!(ids(&isa('é', ':', "~")).unwrap_err(), Problem::Separators);
        assert_eq!(ids(&format!("{}GS*HP", isa('*', ':', "~"))).unwrap_err(), Problem::CutOff);
        assert_eq!(ids(&format!("{}G$*HP~", isa('*', ':', "~"))).unwrap_err(), Problem::NoName);
        assert_eq!(ids(&format!("{}SVC*{}~", isa('*', ':', "~"), "9".repeat(20_000))).unwrap_err(), Problem::TooLong(LONGEST));
    }
}
