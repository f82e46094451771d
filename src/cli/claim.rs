//! `jdex claim`.

mod report;
mod write_fixed;

use std::io::Read;
use std::path::PathBuf;

use super::{CommandContext, input};
use crate::catalog::{Catalog, Circumstances, Date};
use crate::exit::{Exit, UserError};
use crate::page::ClaimForm;
use crate::scrub::file::{self, FileCheck, FileClaim, Reader};
use crate::scrub::{Checker, SharedContainers};
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
  shared_with last
              doses of other patients from the same vial: 30 units, 30 units;
              is this the last of them, whose claim bills what was discarded?
  provider    who gave it, where a file holds the claims of several
Usual names are understood too: HCPCS, Qty, DOS, Mod 1, Dx 1.
What is left out is not checked. The more of the chart is there, the more is seen.
Of an 837 no name, member, account or claim number is shown: claims are numbered.

Examples:
  jdex claim lines.csv
  jdex claim lines.csv --form 837p
  jdex claim slips.csv --write-fixed mended.csv
  jdex claim monday.837 tuesday.837 --json
  printf 'code,modifiers,units,date\\nJ9271,,200,2026-05-06\\n' | jdex claim -
  printf 'code,units,dose,opened\\nJ9355,38,372 mg,3x150 mg\\n' | jdex claim -

--write-fixed applies what the file itself decides: units of the charted dose, eleven
digits of an NDC, JZ where all that was opened was given, a modifier stated twice.
What a person must decide is left and counted. NEW must not exist.

Exit code 0 with no error or warning, 1 with one, 2 where a file cannot be read.")]
pub struct Args {
    /// Claim files, or - for standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Prints the lines as they stand on a form instead of checking them
    #[arg(long, value_name = "FORM")]
    pub form: Option<ClaimForm>,
    /// Writes a new file with the certain fixes applied: CSV or 837, all else carried over byte for byte
    #[arg(long, value_name = "NEW", conflicts_with = "form")]
    pub write_fixed: Option<PathBuf>,
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
    if let Some(new) = &args.write_fixed {
        let checker = Checker::of(desk.catalog).map_err(super::units::user_error)?;
        let check = FileCheck::new(desk.catalog, checker, known, desk.date);
        return write_fixed::run(&args.files, new, &check, desk);
    }
    let mut report = Report::new(&mut *desk.out, desk.json, desk.color, desk.columns, desk.catalog, desk.date);
    report.form = args.form;
    let checker = Checker::of(desk.catalog).map_err(super::units::user_error)?;
    let mut check = Check { check: FileCheck::new(desk.catalog, checker, known, desk.date), report, failed: None };
    let several = args.files.len() > 1;
    for file in &args.files {
        let shown = input::shown(file);
        check.report.open(several.then_some(shown.as_str()));
        let read = input::open(file, desk.input, desk.on_terminal).and_then(|opened| check.file(desk.catalog, &shown, opened));
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
    check: FileCheck<'a>,
    report: Report<'a>,
    /// Why the check or its output stopped.
    failed: Option<anyhow::Error>,
}

impl Check<'_> {
    /// Reads a file of any kind.
    fn file(&mut self, catalog: &Catalog, shown: &str, opened: impl Read) -> Result<(), UserError> {
        let read = file::read(catalog, opened, &mut OfFile { check: self, shown, shared: SharedContainers::default() });
        let read = read.map_err(|refusal| UserError::new(refusal.kind.clone(), refusal.of(shown)))?;
        if read.split {
            self.report.warn(format!(
                "{shown}: more lines than one claim holds, so they were checked in parts; name the claims in a column `claim` or number their lines in `line`"
            ));
        }
        Ok(())
    }
}

/// The check of one file.
struct OfFile<'c, 'a> {
    check: &'c mut Check<'a>,
    shown: &'c str,
    shared: SharedContainers,
}

impl Reader for OfFile<'_, '_> {
    fn claim(&mut self, claim: FileClaim) -> bool {
        let Check { check, report, failed } = &mut *self.check;
        if claim.inpatient && report.form.is_none() {
            return report.inpatient(claim.lines.len());
        }
        let origin = Origin { number: claim.number, id: claim.id };
        let done = match report.form {
            Some(form) => report.on_form(&origin, &claim.lines, form),
            None => report.claim(&origin, &claim.lines, check.findings(&claim.lines, &mut self.shared)),
        };
        done.map_err(|e| *failed = Some(e)).is_ok()
    }

    fn fault(&mut self, fault: String) {
        self.check.report.fault(format!("{}: {fault}", self.shown));
    }

    fn keeps(&self) -> bool {
        self.check.report.form.is_some()
    }
}
