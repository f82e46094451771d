//! A claim file with accepted fixes: what they name changes, everything else is carried over byte for byte.

use std::collections::BTreeMap;
use std::io::{BufRead, Write};

use rust_decimal::Decimal;

use crate::claim::NdcCells;
pub use crate::claim::correct::{Correction, Fix};
use crate::quantity::Amount;
use crate::x12::elements::money;
use crate::x12::error::X12Error;
use crate::x12::segments::{Segment, Segments, Separators};
use crate::x12::write::{self, dollars, drug};

/// Why a corrected file cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum CorrectError {
    /// The file is no sound X12.
    #[error(transparent)]
    Read(#[from] X12Error),
    /// The output fails.
    #[error("cannot be written: {0}")]
    Write(#[from] std::io::Error),
    /// A value that a segment cannot hold.
    #[error("claim {claim}, line {line}: {what}")]
    Value {
        /// The claim's running number.
        claim: usize,
        /// The line's number.
        line: usize,
        /// What is wrong with it.
        what: &'static str,
    },
    /// A line that the file does not have.
    #[error("the file has no line {line} in claim {claim}; it is not the file that was checked")]
    NoLine {
        /// The claim's running number.
        claim: usize,
        /// The line's number.
        line: usize,
    },
}

/// Copies a claim file with corrections. What is written before an error is no sound file: write to one that replaces the
/// target when this returns.
///
/// # Errors
/// [`CorrectError`].
pub fn correct(input: impl BufRead, output: &mut dyn Write, corrections: &[Correction]) -> Result<(), CorrectError> {
    let mut segments = Segments::of(input, "837 (claim file)");
    let mut places: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    for (at, correction) in corrections.iter().enumerate() {
        places.entry((correction.claim, correction.line)).or_default().push(at);
    }
    let mut state = State {
        corrections,
        places: &places,
        output,
        claim: 0,
        line: 0,
        lines: 0,
        added: 0,
        applied: vec![false; corrections.len()],
        open: None,
        later: Vec::new(),
    };
    while let Some(segment) = segments.next()? {
        state.take(&segment)?;
    }
    state.output.write_all(segments.tail())?;
    match state.applied.iter().position(|applied| !applied).and_then(|at| corrections.get(at)) {
        Some(missed) => Err(CorrectError::NoLine { claim: missed.claim, line: missed.line }),
        None => Ok(()),
    }
}

/// Segments before which the drug of a line stands, and that end a line or a claim.
const BEHIND_DRUG: [&str; 7] = ["NM1", "SVD", "LQ", "LX", "CLM", "HL", "SE"];

/// The line that is open.
#[derive(Default)]
struct Open {
    /// The drug that it gets; taken when it is written.
    ndc: Option<NdcCells>,
    /// LIN was written and its CTP is due.
    quantity: bool,
}

struct State<'a> {
    corrections: &'a [Correction],
    /// Which of them belong to a claim and a line.
    places: &'a BTreeMap<(usize, usize), Vec<usize>>,
    output: &'a mut dyn Write,
    claim: usize,
    line: usize,
    lines: usize,
    /// Segments added to the transaction.
    added: usize,
    applied: Vec<bool>,
    open: Option<Open>,
    /// Lines that are written behind the last of the claim.
    later: Vec<Later>,
}

/// A line that is written behind the last of the claim: its own segments with those of the line that it belongs to.
struct Later {
    correction: usize,
    service: Vec<u8>,
    date: Vec<u8>,
}

impl<'a> State<'a> {
    fn take(&mut self, segment: &Segment<'_>) -> Result<(), CorrectError> {
        if BEHIND_DRUG.contains(&segment.id) || (self.open.as_ref().is_some_and(|o| o.quantity) && segment.id != "CTP") {
            self.drug(segment)?;
        }
        if matches!(segment.id, "LX" | "CLM" | "HL" | "SE") {
            self.open = None;
        }
        if matches!(segment.id, "CLM" | "HL" | "SE") {
            self.discarded(segment)?;
        }
        let raw = match segment.id {
            "ST" => {
                self.added = 0;
                None
            }
            "SE" => segment
                .element(1)
                .parse::<usize>()
                .ok()
                .filter(|_| self.added > 0)
                .map(|stated| replaced(segment, &[(1, (stated + self.added).to_string())])),
            "CLM" => self.begin(segment)?,
            "LX" => {
                (self.line, self.lines) = (super::claim837::line_number(segment.element(1), self.line, self.lines), self.lines + 1);
                self.open = Some(Open { ndc: self.drug_of_line(), ..Open::default() });
                None
            }
            "SV1" => self.service(segment, 1, 4)?,
            "SV2" => self.service(segment, 2, 5)?,
            "DTP" if segment.element(1) == "472" => {
                self.remember(|later| later.date = segment.raw.to_vec());
                None
            }
            "LIN" if segment.element(2) == "N4" => self.open.as_mut().filter(|o| o.ndc.is_some()).map(|open| {
                open.quantity = true;
                let ndc = open.ndc.as_ref().map(|n| n.eleven().unwrap_or_else(|| n.bare().to_owned()));
                replaced(segment, &[(3, ndc.unwrap_or_default())])
            }),
            "CTP" => self.open.as_mut().filter(|o| o.quantity).and_then(|open| {
                open.quantity = false;
                let ndc = open.ndc.take()?;
                let unit = ndc.qualifier.clone().unwrap_or_default();
                // What says the same in other characters stays.
                let same = Amount::parse(segment.element(4)).ok() == ndc.quantity;
                let quantity = (4, ndc.quantity.map(|q| q.to_string()).unwrap_or_default());
                let unit = Some((5, unit)).filter(|(at, unit)| !segment.part(*at, 0).eq_ignore_ascii_case(unit));
                Some(replaced(segment, &Some(quantity).filter(|_| !same).into_iter().chain(unit).collect::<Vec<_>>()))
            }),
            _ => None,
        };
        self.output.write_all(raw.as_deref().unwrap_or(segment.raw))?;
        Ok(())
    }

    /// The corrections of the line that is open.
    fn of_line(&self) -> impl Iterator<Item = (usize, &'a Fix)> + use<'a> {
        let (at, corrections) = (self.places.get(&(self.claim, self.line)), self.corrections);
        at.into_iter().flatten().filter_map(move |at| Some((*at, &corrections.get(*at)?.fix)))
    }

    fn drug_of_line(&mut self) -> Option<NdcCells> {
        let found = self.of_line().find_map(|(at, fix)| if let Fix::Ndc(ndc) = fix { Some((at, ndc.clone())) } else { None });
        found.map(|(at, ndc)| {
            self.applied[at] = true;
            ndc
        })
    }

    /// A claim begins: its charge grows by that of the lines that it gets.
    fn begin(&mut self, segment: &Segment<'_>) -> Result<Option<Vec<u8>>, CorrectError> {
        self.claim += 1;
        (self.line, self.lines) = (0, 0);
        let of_claim = self.places.range((self.claim, 0)..=(self.claim, usize::MAX)).flat_map(|(_, at)| at);
        let charge = |at: &usize| match &self.corrections.get(*at)?.fix {
            Fix::Discarded { charge, .. } => Some(*charge),
            _ => None,
        };
        let more: Decimal = of_claim.filter_map(charge).sum();
        if more.is_zero() {
            return Ok(None);
        }
        Ok(money(segment, 2)?.checked_add(more).map(|sum| replaced(segment, &[(2, dollars(sum))])))
    }

    /// The service segment with its new units and modifiers.
    fn service(&mut self, segment: &Segment<'_>, procedure: usize, units: usize) -> Result<Option<Vec<u8>>, CorrectError> {
        let mut changes = Vec::new();
        for (at, fix) in self.of_line().collect::<Vec<_>>() {
            match fix {
                Fix::Units(amount) => changes.push((units, amount.to_string())),
                Fix::Modifiers(modifiers) => changes.push((procedure, self.procedure(segment, procedure, modifiers)?)),
                Fix::Discarded { .. } => self.later.push(Later { correction: at, service: Vec::new(), date: Vec::new() }),
                Fix::Ndc(_) => {}
            }
            self.applied[at] = true;
        }
        self.remember(|later| later.service = segment.raw.to_vec());
        Ok((!changes.is_empty()).then(|| replaced(segment, &changes)))
    }

    /// Fills the lines to come that belong to the line that is open.
    fn remember(&mut self, fill: impl Fn(&mut Later)) {
        let (claim, line, corrections) = (self.claim, self.line, self.corrections);
        let belongs = |later: &&mut Later| corrections.get(later.correction).is_some_and(|c| c.claim == claim && c.line == line);
        self.later.iter_mut().filter(belongs).for_each(fill);
    }

    /// A procedure with other modifiers; its list, code and description stay.
    fn procedure(&self, segment: &Segment<'_>, element: usize, modifiers: &[String]) -> Result<String, CorrectError> {
        let shaped = |m: &String| m.len() == 2 && m.bytes().all(|b| b.is_ascii_alphanumeric());
        if modifiers.len() > 4 || !modifiers.iter().all(shaped) {
            return Err(self.wrong("at most four modifiers of two characters"));
        }
        let mut parts: Vec<&str> = segment.parts(element).collect();
        let rest = parts.split_off(parts.len().min(6));
        parts.truncate(2);
        parts.extend(modifiers.iter().map(String::as_str));
        if !rest.is_empty() {
            parts.resize(6, "");
            parts.extend(rest);
        }
        Ok(parts.join(&char::from(segment.separators.component).to_string()))
    }

    fn wrong(&self, what: &'static str) -> CorrectError {
        CorrectError::Value { claim: self.claim, line: self.line, what }
    }

    /// Writes the drug of the open line, where none stands there yet.
    fn drug(&mut self, segment: &Segment<'_>) -> Result<(), CorrectError> {
        let Some(open) = &mut self.open else { return Ok(()) };
        let Some(ndc) = open.ndc.take() else { return Ok(()) };
        // Behind a LIN only its CTP is missing.
        let skip = usize::from(std::mem::take(&mut open.quantity));
        for (id, elements) in drug(&ndc).into_iter().skip(skip) {
            self.add(id, &elements, segment)?;
        }
        Ok(())
    }

    /// Writes a segment of our own, with the line break of the file.
    fn add(&mut self, id: &str, elements: &[Vec<String>], like: &Segment<'_>) -> Result<(), CorrectError> {
        let text = write::segment(id, elements, like.separators).map_err(|what| self.wrong(what))?;
        self.output.write_all(blanks(like.raw))?;
        self.output.write_all(text.as_bytes())?;
        self.output.write_all(&[like.separators.segment])?;
        self.added += 1;
        Ok(())
    }

    /// Writes the lines for what was discarded behind the last line of the claim.
    fn discarded(&mut self, segment: &Segment<'_>) -> Result<(), CorrectError> {
        for Later { correction, service, date } in std::mem::take(&mut self.later) {
            let Some(Correction { fix: Fix::Discarded { units, modifiers, ndc, charge }, .. }) = self.corrections.get(correction) else {
                continue;
            };
            self.line += 1;
            self.add("LX", &[vec![self.line.to_string()]], segment)?;
            let separators = segment.separators;
            let mut partner = Segments::within(service.as_slice(), separators);
            if let Some(service) = partner.next()? {
                let (procedure, charged, counted) = if service.id == "SV2" { (2, 3, 5) } else { (1, 2, 4) };
                let changes = [
                    (procedure, self.procedure(&service, procedure, modifiers)?),
                    (charged, dollars(*charge)),
                    (counted, units.to_string()),
                ];
                self.output.write_all(&replaced(&service, &changes))?;
                self.added += 1;
            }
            if !date.is_empty() {
                self.output.write_all(&date)?;
                self.added += 1;
            }
            for (id, elements) in ndc.iter().flat_map(drug) {
                self.add(id, &elements, segment)?;
            }
        }
        Ok(())
    }
}

/// The blanks before a segment: a line break, mostly.
fn blanks(raw: &[u8]) -> &[u8] {
    let body = raw.iter().position(|b| !b.is_ascii_whitespace()).unwrap_or(raw.len());
    &raw[..body]
}

/// The bytes of a segment with some elements replaced.
fn replaced(segment: &Segment<'_>, changes: &[(usize, String)]) -> Vec<u8> {
    let Separators { element, segment: terminator, .. } = segment.separators;
    let body = segment.raw.strip_suffix(&[terminator]).unwrap_or(segment.raw);
    let mut elements: Vec<&[u8]> = body.split(|b| *b == element).collect();
    for (at, text) in changes {
        if elements.len() <= *at {
            elements.resize(at + 1, b"");
        }
        elements[*at] = text.as_bytes();
    }
    let mut raw = elements.join(&element);
    raw.extend_from_slice(&segment.raw[body.len()..]);
    raw
}
