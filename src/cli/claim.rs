//! `jdex claim`.

mod report;

use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;

use super::form::Form;
use super::{CommandContext, input};
use crate::catalog::{BillingUnit, Catalog, Circumstances, Date, Edit};
use crate::claim::{self, ClaimLine, ClaimLines, FileError, encoding};
use crate::exit::{Exit, UserError};
use crate::scrub::{Checker, Finding};
use crate::x12::claim837;
use report::{Origin, Report};

/// The flags of `jdex claim`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
A file is an X12 837P or 837I, CSV with a header, or JSON (a list of objects with
the same names); jdex tells them apart. CSV as Excel saves it: UTF-8, UTF-16 or
Windows-1252; comma, semicolon or tab. Any subset of the columns, in any order:
  claim       which claim the line belongs to; its lines stand together
  line        its number on the claim; without `claim`, a number that does not
              grow begins the next claim, and without both a file is one claim
  code modifiers units date pos payer setting
  ndc ndc_qualifier ndc_quantity
  diagnosis   what the line points to
  dose opened container 340b
              what the chart says: 372 mg, 3x150 mg, single, yes
Usual names are understood too: HCPCS, Qty, DOS, Mod 1, Dx 1.
What is left out is not checked. The more of the chart is there, the more is seen.
Of an 837 no name, member, account or claim number is shown: claims are numbered.

Examples:
  jdex claim lines.csv
  jdex claim lines.csv --form 837p
  jdex claim monday.837 tuesday.837 --json
  printf 'code,modifiers,units,date\\nJ9271,,200,2026-05-06\\n' | jdex claim -
  printf 'code,units,dose,opened\\nJ9355,38,372 mg,3x150 mg\\n' | jdex claim -

Exit code 0 with no error or warning, 1 with one, 2 where a file cannot be read.")]
pub struct Args {
    /// Claim files, or - for standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Prints the lines as they stand on a form instead of checking them
    #[arg(long, value_name = "FORM")]
    pub form: Option<Form>,
    /// Every file is drug bought under the 340B program
    #[arg(long = "340b")]
    pub discounted: bool,
    /// When the payer gets the claims: are they in time?
    #[arg(long, value_name = "DATE", value_parser = super::parse_date)]
    pub received: Option<Date>,
    /// The state of the practice: whose coverage documents hold [default: that of config.toml]
    #[arg(long, value_name = "ST", conflicts_with = "contractor")]
    pub state: Option<String>,
    /// The Medicare contractor, in place of the state
    #[arg(long, value_name = "NAME")]
    pub contractor: Option<String>,
}

/// Checks the lines, claim by claim; exit 1 where an error or a warning is found.
///
/// # Errors
/// A file cannot be read or understood; output cannot be written.
pub fn run(args: &Args, desk: &mut CommandContext<'_>) -> anyhow::Result<Exit> {
    let (state, contractor) = super::coverage::place(args.state.as_deref(), args.contractor.as_deref(), desk)?;
    let discounted = args.discounted.then_some(true);
    let known = Circumstances { discounted, received: args.received, state, contractor, ..Circumstances::default() };
    let narrated = Circumstances { narrative: Some(true), ..known.clone() };
    let unnarrated = Circumstances { narrative: Some(false), ..known.clone() };
    let mut report = Report::new(&mut *desk.out, desk.json, desk.color, desk.columns, desk.catalog, desk.date);
    report.form = args.form;
    let checker = Checker::of(desk.catalog).map_err(super::units::user_error)?;
    let mut check = Check { catalog: desk.catalog, checker, date: desk.date, known, narrated, unnarrated, report, failed: None };
    let several = args.files.len() > 1;
    for file in &args.files {
        let shown = input::shown(file);
        check.report.open(several.then_some(shown.as_str()));
        let read = input::open(file, desk.input, desk.on_terminal).and_then(|opened| check.file(&shown, opened));
        if let Some(failed) = check.failed.take() {
            return Err(failed);
        }
        if let Err(refused) = read {
            return check.report.refuse(refused);
        }
    }
    check.report.end()
}

/// What every claim is checked with.
struct Check<'a> {
    catalog: &'a Catalog,
    checker: Checker<'a>,
    date: Date,
    known: Circumstances,
    /// The same where an unclassified code has a narrative, and where it has none.
    narrated: Circumstances,
    unnarrated: Circumstances,
    report: Report<'a>,
    /// Why the check or its output stopped.
    failed: Option<anyhow::Error>,
}

impl Check<'_> {
    /// Reads a file of any kind.
    fn file(&mut self, shown: &str, opened: impl Read) -> Result<(), UserError> {
        let unreadable = |e: std::io::Error| UserError::new("unreadable", format!("{shown}: cannot be read: {e}"));
        let (head, rest) = input::head(opened).map_err(unreadable)?;
        let whole = BufReader::with_capacity(input::BUFFER, head.as_slice().chain(rest));
        match encoding::utf16(&head) {
            Some(order) => self.text(shown, BufReader::with_capacity(input::BUFFER, encoding::Utf16::new(whole, order))),
            None => self.text(shown, whole),
        }
    }

    /// Tells an 837, JSON and a table apart by how they begin.
    fn text(&mut self, shown: &str, mut input: impl BufRead) -> Result<(), UserError> {
        let (head, rest) = input::head(&mut input).map_err(|e| UserError::new("unreadable", format!("{shown}: cannot be read: {e}")))?;
        let begin = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&head).trim_ascii_start();
        let binary = [("a workbook or zip archive", &b"PK\x03\x04"[..]), ("a workbook", b"\xd0\xcf\x11\xe0"), ("a PDF", b"%PDF")];
        if let Some((what, _)) = binary.iter().find(|(_, mark)| begin.starts_with(mark)) {
            return Err(UserError::new("unreadable", format!("{shown}: {what}; save the claim lines as CSV")));
        }
        let (x12, json) = (begin.starts_with(b"ISA"), begin.starts_with(b"[") || begin.starts_with(b"{"));
        let skipped = if json { head.len() - begin.len() } else { 0 };
        let input = BufReader::with_capacity(input::BUFFER, head.get(skipped..).unwrap_or_default().chain(rest));
        let before = self.report.lines();
        if x12 {
            return self.x12(shown, input);
        }
        let wrong = |e: FileError| {
            let place = if e.line == 0 { String::new() } else { format!(":{}", e.line) };
            UserError::new("invalid-claim", format!("{shown}{place}: {e}"))
        };
        let mut each = |claim: ClaimLines| {
            let origin = Origin { number: claim.number, id: claim.id };
            self.claim(origin, &claim.lines)
        };
        let split = if json { claim::json::read(input, &mut each) } else { claim::table::read(input, &mut each) }.map_err(wrong)?;
        if split {
            self.report.warn(format!(
                "{shown}: more lines than one claim holds, so they were checked in parts; name the claims in a column `claim` or number their lines in `line`"
            ));
        }
        if self.failed.is_none() && self.report.lines() == before {
            return Err(UserError::new("no-lines", format!("{shown}: no claim line is in it")));
        }
        Ok(())
    }

    fn x12(&mut self, shown: &str, input: impl BufRead) -> Result<(), UserError> {
        let mut claims = claim837::Claims::of(input, self.catalog.rulebook());
        loop {
            let next = claims.next_claim();
            for fault in claims.faults() {
                self.report.fault(format!("{shown}: {fault}"));
            }
            let Some(claim) = next.map_err(|e| UserError::new(e.kind("837"), format!("{shown}: {e}")))? else { return Ok(()) };
            let origin = Origin { number: claim.number, id: None };
            let go_on = if claim.inpatient { self.report.inpatient(claim.lines.len()) } else { self.claim(origin, &claim.lines) };
            if !go_on {
                return Ok(());
            }
        }
    }

    /// Checks one claim; false where that or the output failed.
    fn claim(&mut self, origin: Origin, lines: &[ClaimLine]) -> bool {
        let done = match self.report.form {
            Some(form) => self.report.on_form(&origin, lines, form),
            None => {
                let found = self.findings(lines);
                self.report.claim(&origin, lines, found)
            }
        };
        done.map_err(|e| self.failed = Some(e)).is_ok()
    }

    fn findings(&self, lines: &[ClaimLine]) -> Vec<Finding> {
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
        let coded: Vec<ClaimLine>;
        let judged = if lines.iter().all(|l| !l.code.is_empty()) {
            lines
        } else {
            coded = lines.iter().filter(|l| !l.code.is_empty()).cloned().collect();
            &coded
        };
        let mut found = self.checker.check(judged, known, self.date);
        if !lacking.is_empty() {
            found.retain(|f| f.edit != Edit::UnclassifiedNarrative || lacking.iter().any(|l| l.number == f.line));
        }
        found
    }
}
