//! A claim file of any kind, told apart by how it begins, read claim by claim and checked.

use std::borrow::Cow;
use std::io::{self, BufRead, BufReader, Read};

use super::{Checker, Finding, SharedContainers};
use crate::catalog::{BillingUnit, Catalog, Circumstances, Date, Edit};
use crate::claim::{self, ClaimLine, ClaimLines, FileError, encoding};
use crate::x12::claim837;
use crate::x12::correct::Correction;

/// Bytes read at a time.
pub(crate) const BUFFER: usize = 64 << 10;

/// Bytes by which the kind of a file is told.
const HEAD: u64 = 512;

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// CSV, or another text with separators.
    Table,
    /// JSON.
    Json,
    /// An 837P or 837I.
    Claim837,
}

/// One claim of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct FileClaim {
    /// Its running number in the file, from 1.
    pub number: usize,
    /// What names it in the file; an 837's name of a claim is a person's and is not kept.
    pub id: Option<String>,
    /// Its lines.
    pub lines: Vec<ClaimLine>,
    /// A stay, which Part A pays: it is not checked.
    pub inpatient: bool,
}

/// What was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadFile {
    /// The kind.
    pub kind: FileKind,
    /// A claim was longer than one can be and was read in parts.
    pub split: bool,
}

/// Why a file is refused. The message never repeats a person's data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// A word for programs: `unreadable`.
    pub kind: String,
    /// The line of the file, from 1; 0 where the message says it or none is at fault.
    pub line: u64,
    /// What is wrong and what is accepted.
    pub message: String,
}

impl Refusal {
    fn unreadable(error: &io::Error) -> Refusal {
        Refusal { kind: "unreadable".to_owned(), line: 0, message: format!("cannot be read: {error}") }
    }

    /// `lines.csv:3: what is wrong`.
    pub fn of(&self, file: &str) -> String {
        let place = if self.line == 0 { String::new() } else { format!(":{}", self.line) };
        format!("{file}{place}: {}", self.message)
    }
}

/// Who takes what is read.
pub trait Reader {
    /// Takes a claim; says whether to go on.
    fn claim(&mut self, claim: FileClaim) -> bool;

    /// Takes a fault of the file that does not stop the reading.
    fn fault(&mut self, fault: String);

    /// Are the lines of an 837 kept as they are written, to be written again?
    fn keeps(&self) -> bool {
        false
    }
}

/// Reads the claims of a file one by one, in memory that does not grow.
///
/// # Errors
/// [`Refusal`]; claims before it were sound.
pub fn read(catalog: &Catalog, input: impl Read, reader: &mut dyn Reader) -> Result<ReadFile, Refusal> {
    let (head, rest) = head(input).map_err(|e| Refusal::unreadable(&e))?;
    let whole = BufReader::with_capacity(BUFFER, head.as_slice().chain(rest));
    match encoding::utf16(&head) {
        Some(order) => text(catalog, BufReader::with_capacity(BUFFER, encoding::Utf16::new(whole, order)), reader),
        None => text(catalog, whole, reader),
    }
}

fn head<R: Read>(mut input: R) -> io::Result<(Vec<u8>, R)> {
    let mut head = Vec::new();
    (&mut input).take(HEAD).read_to_end(&mut head)?;
    Ok((head, input))
}

fn text(catalog: &Catalog, input: impl BufRead, reader: &mut dyn Reader) -> Result<ReadFile, Refusal> {
    let (head, rest) = head(input).map_err(|e| Refusal::unreadable(&e))?;
    let begin = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&head).trim_ascii_start();
    let binary = [("a workbook or zip archive", &b"PK\x03\x04"[..]), ("a workbook", b"\xd0\xcf\x11\xe0"), ("a PDF", b"%PDF")];
    if let Some((what, _)) = binary.iter().find(|(_, mark)| begin.starts_with(mark)) {
        let message = format!("{what}; save the claim lines as CSV");
        return Err(Refusal { kind: "unreadable".to_owned(), line: 0, message });
    }
    let is_json = begin.starts_with(b"[") || begin.starts_with(b"{");
    let skipped = if is_json { head.len() - begin.len() } else { 0 };
    let input = BufReader::with_capacity(BUFFER, head.get(skipped..).unwrap_or_default().chain(rest));
    if begin.starts_with(b"ISA") {
        return x12(catalog, input, reader);
    }
    let wrong = |e: FileError| Refusal { kind: "invalid-claim".to_owned(), line: e.line, message: e.to_string() };
    let mut any = false;
    let mut each = |claim: ClaimLines| {
        any = true;
        reader.claim(FileClaim { number: claim.number, id: claim.id, lines: claim.lines, inpatient: false })
    };
    let split = if is_json { claim::json::read(input, &mut each) } else { claim::table::read(input, &mut each) }.map_err(wrong)?;
    if !any {
        return Err(Refusal { kind: "no-lines".to_owned(), line: 0, message: "no claim line is in it".to_owned() });
    }
    Ok(ReadFile { kind: if is_json { FileKind::Json } else { FileKind::Table }, split })
}

fn x12(catalog: &Catalog, input: impl BufRead, reader: &mut dyn Reader) -> Result<ReadFile, Refusal> {
    let mut claims = claim837::Claims::of(input, catalog.rulebook());
    if reader.keeps() {
        claims = claims.keeping();
    }
    loop {
        let next = claims.next_claim();
        claims.faults().into_iter().for_each(|fault| reader.fault(fault.to_string()));
        let next = next.map_err(|e| Refusal { kind: e.kind("837"), line: 0, message: e.to_string() })?;
        let go_on = next.is_some_and(|claim| {
            reader.claim(FileClaim { number: claim.number, id: None, lines: claim.lines, inpatient: claim.inpatient })
        });
        if !go_on {
            return Ok(ReadFile { kind: FileKind::Claim837, split: false });
        }
    }
}

/// The file with corrections; what they do not name is carried over byte for byte. `None` of JSON, which is not written back.
///
/// # Errors
/// A correction that the file has no place for, or that is not of this file.
pub fn corrected(bytes: &[u8], kind: FileKind, corrections: &[Correction]) -> Option<Result<Vec<u8>, String>> {
    let table = |bytes: &[u8]| claim::correct::correct(bytes, corrections).map_err(|e| e.to_string());
    let text = |bytes: &[u8]| match kind {
        FileKind::Json => None,
        FileKind::Table => Some(table(bytes)),
        FileKind::Claim837 => {
            let mut out = Vec::with_capacity(bytes.len() + 1024);
            Some(crate::x12::correct::correct(bytes, &mut out, corrections).map(|()| out).map_err(|e| e.to_string()))
        }
    };
    if encoding::utf16(bytes).is_none() {
        return text(bytes);
    }
    let Some((decoded, back)) = encoding::from_utf16(bytes) else {
        return Some(Err("a part of it is no UTF-16 text; save it as UTF-8".to_owned()));
    };
    let written = text(decoded.as_bytes())?;
    Some(written.and_then(|out| String::from_utf8(out).map(|out| back(&out)).map_err(|_| "it cannot be written as UTF-16".to_owned())))
}

/// The check of a file's claims, which state some circumstances line by line.
pub struct FileCheck<'a> {
    catalog: &'a Catalog,
    checker: Checker<'a>,
    date: Date,
    known: Circumstances,
    /// The same where an unclassified code has a narrative, and where it has none.
    narrated: Circumstances,
    unnarrated: Circumstances,
}

impl<'a> FileCheck<'a> {
    /// A check with what is known of every claim; `date` is the date of service of lines that state none.
    pub fn new(catalog: &'a Catalog, checker: Checker<'a>, known: Circumstances, date: Date) -> FileCheck<'a> {
        let narrated = Circumstances { narrative: Some(true), ..known.clone() };
        let unnarrated = Circumstances { narrative: Some(false), ..known.clone() };
        FileCheck { catalog, checker, date, known, narrated, unnarrated }
    }

    /// What is found on the lines of one claim, beside the containers of the claims before.
    pub fn findings(&self, lines: &[ClaimLine], shared: &mut SharedContainers) -> Vec<Finding> {
        // Only unclassified codes need a narrative; CSV and JSON have no place for one.
        let unclassified = |l: &&ClaimLine| self.catalog.code(l.code.trim()).is_some_and(|c| c.unit == BillingUnit::Unclassified);
        let stated = lines.iter().filter(|l| l.context.narrative.is_some()).filter(unclassified);
        let (narrated, lacking): (Vec<&ClaimLine>, Vec<&ClaimLine>) = stated.partition(|l| l.context.narrative == Some(true));
        let known = match (lacking.is_empty(), narrated.is_empty()) {
            (true, true) => &self.known,
            (true, false) => &self.narrated,
            (false, _) => &self.unnarrated,
        };
        // A line by revenue code alone bills no HCPCS code that could be judged.
        let judged: Cow<'_, [ClaimLine]> = if lines.iter().all(|l| !l.code.is_empty()) {
            Cow::Borrowed(lines)
        } else {
            lines.iter().filter(|l| !l.code.is_empty()).cloned().collect()
        };
        let mut found = self.checker.check_among(&judged, known, self.date, shared);
        if !lacking.is_empty() {
            found.retain(|f| f.edit != Edit::UnclassifiedNarrative || lacking.iter().any(|l| l.number == f.line));
        }
        found
    }
}
