//! `jdex units --batch`: CSV in, one JSON document a row out, in order, errors in place, nothing kept in memory but codes and the rows that came at once.

use std::cell::RefCell;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;
use std::thread;

use csv::{ByteRecord, StringRecord};
use serde::Serialize;

use super::order::{known, user_error, usual};
use super::{CommandContext, input, json};
use crate::calculator::{Answer, BillableItem, Rules};
use crate::catalog::{Catalog, Date};
use crate::claim::encoding;
use crate::claim::table::Start;
use crate::dosing::Request;
use crate::dosing::fields::{self, FieldEntry};
use crate::exit::{Exit, UserError};
use crate::explanation::Field;
use crate::scrub::file;
use crate::text;

/// Computes a file of orders; exit 1 where any row failed.
///
/// # Errors
/// The file or its header cannot be read; output cannot be written.
pub fn run(path: &Path, desk: &mut CommandContext<'_>) -> anyhow::Result<Exit> {
    let shown = input::shown(path);
    let given = Given { catalog: desk.catalog, rules: Rules::of(desk.catalog), today: desk.date, usual: usual(desk)? };
    let threads = thread::available_parallelism().map_or(1, usize::from).min(MOST_THREADS);
    let held = (0..threads).map(|_| Held { given: &given, codes: HashMap::new() }).collect();
    let pending = RefCell::new(Pending { held, header: None, rows: Vec::new(), out: &mut *desk.out, failed: 0, refused: None });
    let opened = Answering { input: input::Rows::new(input::open(path, desk.input, desk.on_terminal)?), pending: &pending };
    let mut whole = BufReader::with_capacity(file::BUFFER, opened);
    let order = encoding::utf16(whole.fill_buf().map_err(|e| read_error(&shown, &e))?);
    let read = match order {
        Some(order) => rows(&shown, BufReader::with_capacity(file::BUFFER, encoding::Utf16::new(whole, order)), &pending),
        None => rows(&shown, whole, &pending),
    };
    let mut pending = pending.into_inner();
    if let Some(error) = pending.refused.take() {
        return Err(error.into());
    }
    // What came before a fault of the file is answered.
    pending.answer()?;
    read?;
    Ok(if pending.failed == 0 { Exit::Success } else { Exit::NoMatch })
}

/// The columns of a batch besides the fields of a request.
const COLUMNS: [&str; 5] = ["id", "code", "unit", "order", "date"];

/// Other names of columns, without case, blanks and signs.
const SYNONYMS: [(&str, &[&str]); 9] = [
    ("id", &["orderid", "rowid", "row", "line", "orderno", "ordernumber"]),
    ("code", &["hcpcs", "hcpcscode", "jcode", "procedurecode", "cpthcpcs"]),
    ("unit", &["billingunit", "hcpcsunit"]),
    ("order", &["dose", "dosegiven", "ordered", "drugorder"]),
    ("date", &["dos", "dateofservice", "servicedate"]),
    ("weight", &["weightkg", "wt", "wtkg"]),
    ("height", &["heightcm", "ht", "htcm"]),
    ("container", &["containertype", "vialtype"]),
    ("payer", &["payor", "payername", "insurance", "plan"]),
];

/// The name of the column that a header means, or the header without case and signs.
fn column(header: &str) -> String {
    let plain = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let header = plain(header);
    let own = COLUMNS.into_iter().chain(fields::names()).find(|name| plain(name) == header);
    let named = own.or_else(|| SYNONYMS.iter().find(|(_, others)| others.contains(&header.as_str())).map(|(name, _)| *name));
    named.map_or_else(|| if header == "modifier" { "modifiers".to_owned() } else { header }, str::to_owned)
}

/// Where each column stands in a row.
struct Header {
    id: Option<usize>,
    code: Option<usize>,
    unit: Option<usize>,
    order: usize,
    date: Option<usize>,
    fields: Vec<(&'static FieldEntry, usize)>,
}

impl Header {
    fn of(record: &StringRecord) -> Result<Header, String> {
        let names: Vec<String> = record.iter().map(column).collect();
        let place = |wanted: &str| names.iter().position(|name| name == wanted);
        if let Some((_, twice)) = names.iter().enumerate().find(|(i, name)| names[..*i].contains(name)) {
            return Err(format!("duplicate column `{twice}`"));
        }
        let mut columns = Vec::new();
        for (at, name) in names.iter().enumerate().filter(|(_, name)| !COLUMNS.contains(&name.as_str())) {
            let Some(entry) = Field::named(name).and_then(fields::entry) else {
                let name = record.get(at).unwrap_or_default().trim();
                let known = COLUMNS.into_iter().chain(fields::names()).collect::<Vec<_>>().join(", ");
                return Err(format!("column `{}` is not known; the columns are {known}", text::cut(name, 40)));
            };
            columns.push((entry, at));
        }
        Ok(Header {
            id: place("id"),
            code: place("code"),
            unit: place("unit"),
            order: place("order").ok_or("a column `order` is needed")?,
            date: place("date"),
            fields: columns,
        })
    }
}

/// One document.
#[derive(Serialize)]
struct Row<'a> {
    id: Option<&'a str>,
    #[serde(flatten)]
    outcome: Outcome<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Outcome<'a> {
    Answer(&'a Answer),
    Refused { error: Reason<'a> },
}

#[derive(Serialize)]
struct Reason<'a> {
    kind: &'a str,
    message: &'a str,
}

/// What stands in a column, without the blanks around it.
fn cell(record: &StringRecord, at: Option<usize>) -> Option<&str> {
    at.and_then(|at| record.get(at)).map(str::trim).filter(|text| !text.is_empty())
}

/// Reads row by row; they are answered when no more has come.
fn rows(shown: &str, mut input: impl BufRead, pending: &RefCell<Pending<'_>>) -> Result<(), UserError> {
    let start = Start::read(&mut input).map_err(|e| UserError::new("unreadable", format!("{shown}: {e}")))?;
    let input = start.header.as_slice().chain(input);
    let mut reader = csv::ReaderBuilder::new().delimiter(start.separator).has_headers(false).from_reader(input);
    let mut raw = ByteRecord::new();
    reader.read_byte_record(&mut raw).map_err(|e| unreadable(shown, &e))?;
    let at = start.lines + 1;
    let header = Header::of(&decoded(&raw)).map_err(|message| UserError::new("invalid-header", format!("{shown}:{at}: {message}")))?;
    pending.borrow_mut().header = Some(header);
    loop {
        let wrong = match reader.read_byte_record(&mut raw) {
            Ok(false) => return Ok(()),
            Ok(true) if raw.iter().all(|cell| cell.trim_ascii().is_empty()) => continue,
            Ok(true) => None,
            Err(error) if error.is_io_error() => return Err(unreadable(shown, &error)),
            Err(error) => Some(UserError::new("invalid-row", format!("{shown}: {error}"))),
        };
        pending.borrow_mut().rows.push((decoded(&raw), wrong));
    }
}

/// Beyond these more threads wait for one another.
const MOST_THREADS: usize = 8;

/// Fewer rows than these are answered before a thread begins.
const ROWS_OF_A_THREAD: usize = 64;

/// Rows that were read and not yet answered: as many as came at once.
struct Pending<'a> {
    /// What each thread holds.
    held: Vec<Held<'a>>,
    header: Option<Header>,
    rows: Vec<(StringRecord, Option<UserError>)>,
    out: &'a mut dyn Write,
    failed: u64,
    /// Why the output could not be written.
    refused: Option<io::Error>,
}

impl Pending<'_> {
    /// Answers what was read, in order.
    fn answer(&mut self) -> io::Result<()> {
        let Some(header) = &self.header else { return Ok(()) };
        let share = self.rows.len().div_ceil(self.held.len()).max(ROWS_OF_A_THREAD);
        let mut parts = self.rows.chunks(share).zip(&mut self.held);
        let first = parts.next();
        let answered: Vec<io::Result<(Vec<u8>, u64)>> = thread::scope(|scope| {
            let others: Vec<_> = parts.map(|(rows, held)| scope.spawn(move || held.documents(header, rows))).collect();
            let first = first.map(|(rows, held)| held.documents(header, rows));
            let joined = others.into_iter().map(|other| other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            first.into_iter().chain(joined).collect()
        });
        self.rows.clear();
        for part in answered {
            let (documents, failed) = part?;
            self.failed += failed;
            self.out.write_all(&documents)?;
        }
        self.out.flush()
    }
}

/// A file whose rows are answered before more of it is waited for.
struct Answering<'p, 'a, R> {
    input: R,
    pending: &'p RefCell<Pending<'a>>,
}

impl<R: Read> Read for Answering<'_, '_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut pending = self.pending.borrow_mut();
        if let Err(error) = pending.answer() {
            let kind = error.kind();
            pending.refused = Some(error);
            return Err(kind.into());
        }
        self.input.read(buffer)
    }
}

/// A row as text: UTF-8, or Windows-1252 cell by cell.
fn decoded(raw: &ByteRecord) -> StringRecord {
    StringRecord::from_byte_record(raw.clone()).unwrap_or_else(|_| raw.iter().map(encoding::cell).collect())
}

/// Why a file cannot be read, in the words of its reader where it was refused.
fn read_error(shown: &str, error: &std::io::Error) -> UserError {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<UserError>()) {
        Some(refused) => UserError::new(&*refused.kind, format!("{shown}: {}", refused.message)),
        None => UserError::new("unreadable", format!("{shown}: {error}")),
    }
}

fn unreadable(shown: &str, error: &csv::Error) -> UserError {
    match error.kind() {
        csv::ErrorKind::Io(io) => read_error(shown, io),
        _ => UserError::new("unreadable", format!("{shown}: {error}")),
    }
}

/// The most codes and units held between rows.
const MOST_HELD: usize = 1000;

/// What every row is answered with.
struct Given<'a> {
    catalog: &'a Catalog,
    rules: Rules,
    today: Date,
    /// Payer and setting of rows that name no payer.
    usual: Vec<(&'static str, String)>,
}

/// What stays between rows: the codes and units met.
struct Held<'a> {
    given: &'a Given<'a>,
    codes: HashMap<String, BillableItem>,
}

impl Held<'_> {
    /// One document a row, and how many of them are refusals.
    fn documents(&mut self, header: &Header, rows: &[(StringRecord, Option<UserError>)]) -> io::Result<(Vec<u8>, u64)> {
        let (mut out, mut failed) = (Vec::new(), 0);
        for (record, wrong) in rows {
            let outcome = wrong.clone().map_or_else(|| self.answer(header, record), Err);
            let id = cell(record, header.id);
            let row = match &outcome {
                Ok(answer) => Row { id, outcome: Outcome::Answer(answer) },
                Err(reason) => {
                    failed += 1;
                    Row { id, outcome: Outcome::Refused { error: Reason { kind: &reason.kind, message: &text::message(&reason.message) } } }
                }
            };
            json::write(&mut out, &row)?;
            out.push(b'\n');
        }
        Ok((out, failed))
    }

    fn answer(&mut self, header: &Header, record: &StringRecord) -> Result<Answer, UserError> {
        let cell = |at| cell(record, at);
        let date = match cell(header.date) {
            Some(text) => text::date::parse(text).map_err(|message| UserError::new("invalid-date", format!("date: {message}")))?,
            None => self.given.today,
        };
        let (code, unit) = (cell(header.code), cell(header.unit));
        let key = format!("{}|{}", code.unwrap_or_default().to_ascii_uppercase(), unit.unwrap_or_default());
        if self.codes.len() >= MOST_HELD && !self.codes.contains_key(&key) {
            self.codes.clear();
        }
        let held = match self.codes.entry(key) {
            Entry::Occupied(held) => held.into_mut(),
            Entry::Vacant(place) => place.insert(known(self.given.catalog, code, unit)?),
        };
        let refuse = |error| user_error(held.refusal(error));
        let mut request = Request::new(cell(Some(header.order)).unwrap_or_default(), date).map_err(refuse)?;
        let named = header.fields.iter().any(|(entry, at)| entry.field == Field::Payer && cell(Some(*at)).is_some());
        for (field, text) in self.given.usual.iter().filter(|_| !named) {
            request.set(field, text).map_err(user_error)?;
        }
        for (entry, at) in &header.fields {
            let Some(text) = cell(Some(*at)) else { continue };
            (entry.parse)(&mut request, text).map_err(user_error)?;
        }
        held.compute(&request, &self.given.rules).map_err(refuse)
    }
}
