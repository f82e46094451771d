//! From segments to service lines.

use std::io::BufRead;
use std::sync::Arc;

use rust_decimal::Decimal;

use crate::catalog::Date;
use crate::x12::adjustment::{self, adjustments};
use crate::x12::elements::{code, day, is_adjustment, is_pair, is_policy, is_remark, money};
use crate::x12::era835::service::line;
use crate::x12::era835::{ClaimAnswer, ProviderAdjustment, Remittance, ServiceLine};
use crate::x12::error::{Problem, X12Error};
use crate::x12::segments::{Segment, Segments};

/// Pairs of one PLB segment.
const PAIRS: usize = 6;
/// The longest name of a payer.
const PAYER: usize = 60;
/// The most service lines of one claim.
const LINES: usize = 999;
/// The most service lines of one file, which are held together: some 25,000 claims.
const FILE: usize = 250_000;
/// The most adjustments of whole claims, each counted on every line of its claim: an answer states them there.
const SHARED: usize = 1_000_000;
/// The most warnings of one file, and the most amounts beside its claims.
const WARNINGS: usize = 1_000;
const WITHHELD: usize = 10_000;
/// The most remark codes of one claim or one line.
const REMARKS: usize = 99;

/// What to do with another transaction.
const OTHER: &str = "an 835 remittance; a claim is an 837, for `jdex claim`, an acknowledgement a 277 or 999";

/// Reads a whole file: one interchange or several.
///
/// # Errors
/// [`X12Error`] with the segment at fault. Nothing of a file with an error is returned.
pub fn read(input: impl BufRead) -> Result<Remittance, X12Error> {
    let mut segments = Segments::of(input, "835 (ERA)");
    let mut reader = Reader::default();
    while let Some(segment) = segments.next()? {
        reader.take(&segment)?;
    }
    reader.end()
}

/// What is open while a file is read.
#[derive(Default)]
struct Reader {
    read: Remittance,
    last: usize,
    interchange: bool,
    /// The control number of the interchange, which its last segment repeats.
    control: String,
    /// The number of the ST segment.
    transaction: Option<usize>,
    transactions: usize,
    claim: Option<Claim>,
    /// Adjustments of whole claims so far, each counted on every line of its claim.
    shared: usize,
}

/// A claim under way.
#[derive(Default)]
struct Claim {
    reversal: bool,
    answer: ClaimAnswer,
    charge: Decimal,
    paid: Decimal,
    date: Option<Date>,
    /// CAS segments since the claim or its last line began.
    adjusted: usize,
    lines: Vec<ServiceLine>,
}

impl Reader {
    fn take(&mut self, segment: &Segment<'_>) -> Result<(), X12Error> {
        self.last = segment.number;
        match segment.id {
            "ISA" if self.interchange => return Err(segment.wrong(Problem::NotClosed("interchange before it"))),
            "ISA" => {
                self.interchange = true;
                self.control = segment.element(13).to_owned();
            }
            "ST" => self.start(segment)?,
            "SE" => self.finish(segment)?,
            "IEA" if self.transaction.is_some() => return Err(segment.wrong(Problem::NotClosed("transaction"))),
            "IEA" if !segment.terminated && segment.element(2) != self.control => return Err(segment.wrong(Problem::CutOff)),
            "IEA" => {
                if !segment.terminated {
                    self.warn(segment.wrong(Problem::NoTerminator).to_string());
                }
                self.interchange = false;
            }
            "BPR" => self.payment(segment)?,
            "N1" if segment.element(1) == "PR" && self.read.payer.is_none() => {
                let name: String = segment.element(2).chars().take(PAYER).collect();
                self.read.payer = Some(name).filter(|name| !name.is_empty());
            }
            "CLP" => self.claim(segment)?,
            "SVC" => self.serve(segment)?,
            "CAS" => self.adjust(segment)?,
            "DTM" => self.date(segment)?,
            "LQ" if segment.element(1) == "HE" => {
                let remark = code(segment, 2, segment.element(2), is_remark)?;
                remember(segment, &mut self.line(segment)?.remarks, remark)?;
            }
            "MOA" => self.remarks(segment, &[3, 4, 5, 6, 7])?,
            "MIA" => self.remarks(segment, &[5, 20, 21, 22, 23])?,
            // The policy behind the decision; every other reference may be a person's number.
            "REF" if segment.element(1) == "0K" && is_policy(segment.element(2)) => {
                let policy = segment.element(2).to_owned();
                remember(segment, &mut self.line(segment)?.policies, policy)?;
            }
            "PLB" => self.withheld(segment)?,
            _ => {}
        }
        Ok(())
    }

    fn end(mut self) -> Result<Remittance, X12Error> {
        let wrong = |problem| X12Error { segment: self.last, id: String::new(), problem };
        if self.transaction.is_some() {
            return Err(wrong(Problem::NotClosed("transaction")));
        }
        if self.interchange {
            return Err(wrong(Problem::NotClosed("interchange")));
        }
        if self.transactions == 0 {
            return Err(wrong(if self.last == 0 { Problem::NoHeader("835 (ERA)") } else { Problem::Empty("remittance (835)") }));
        }
        for (i, line) in self.read.lines.iter_mut().enumerate() {
            line.number = i + 1;
        }
        Ok(self.read)
    }

    fn start(&mut self, segment: &Segment<'_>) -> Result<(), X12Error> {
        if !self.interchange {
            return Err(segment.wrong(Problem::Outside("interchange")));
        }
        if self.transaction.is_some() {
            return Err(segment.wrong(Problem::NotClosed("transaction before it")));
        }
        if segment.element(1) != "835" {
            return Err(segment.wrong(Problem::WrongTransaction(OTHER)));
        }
        self.transaction = Some(segment.number);
        self.transactions += 1;
        Ok(())
    }

    fn finish(&mut self, segment: &Segment<'_>) -> Result<(), X12Error> {
        let Some(start) = self.transaction.take() else { return Err(segment.wrong(Problem::Outside("transaction"))) };
        self.close(segment)?;
        let (counted, stated) = (segment.number - start + 1, segment.element(1));
        if !stated.is_empty() && stated.parse() != Ok(counted) {
            self.warn(segment.wrong(Problem::Counted(counted)).to_string());
        }
        Ok(())
    }

    fn payment(&mut self, segment: &Segment<'_>) -> Result<(), X12Error> {
        self.inside(segment)?;
        let amount = money(segment, 2)?;
        self.read.paid = self.read.paid.checked_add(amount).ok_or_else(|| segment.wrong(Problem::Sum))?;
        if self.read.paid_on.is_none() && !segment.element(16).is_empty() {
            self.read.paid_on = Some(day(segment, 16)?);
        }
        Ok(())
    }

    fn inside(&self, segment: &Segment<'_>) -> Result<(), X12Error> {
        if self.transaction.is_some() { Ok(()) } else { Err(segment.wrong(Problem::Outside("transaction"))) }
    }

    fn claim(&mut self, segment: &Segment<'_>) -> Result<(), X12Error> {
        self.inside(segment)?;
        self.close(segment)?;
        let pair = |element| Some(segment.element(element)).filter(|text| is_pair(text)).unwrap_or_default().to_owned();
        self.claim = Some(Claim {
            reversal: segment.element(2) == "22",
            answer: ClaimAnswer { filing: pair(6), place: pair(8), ..ClaimAnswer::default() },
            charge: money(segment, 3)?,
            paid: money(segment, 4)?,
            ..Claim::default()
        });
        Ok(())
    }

    /// The claim under way.
    fn open(&mut self, segment: &Segment<'_>) -> Result<&mut Claim, X12Error> {
        self.claim.as_mut().ok_or_else(|| segment.wrong(Problem::Outside("claim (CLP)")))
    }

    /// The service line under way.
    fn line(&mut self, segment: &Segment<'_>) -> Result<&mut ServiceLine, X12Error> {
        let line = self.open(segment)?.lines.last_mut();
        line.ok_or_else(|| segment.wrong(Problem::Outside("service line (SVC)")))
    }

    fn serve(&mut self, segment: &Segment<'_>) -> Result<(), X12Error> {
        let line = line(segment)?;
        let held = self.read.lines.len();
        let claim = self.open(segment)?;
        let (returned, fraction) = (line.service.returned && !claim.reversal, line.service.paid_units.is_some_and(|u| u.whole().is_none()));
        if claim.lines.len() == LINES {
            return Err(segment.wrong(Problem::TooMany(LINES, "service lines on one claim", "the file is damaged")));
        }
        if held + claim.lines.len() >= FILE {
            return Err(segment.wrong(Problem::TooMany(FILE, "service lines in one file", "split it by payment")));
        }
        claim.adjusted = 0;
        claim.lines.push(line);
        if returned {
            self.warn_at(segment, "units below zero on a claim that is no reversal; compare with the payment before");
        }
        if fraction {
            self.warn_at(segment, "a fraction of a unit was paid; claims carry whole units, so ask the payer what it counted");
        }
        Ok(())
    }

    fn warn_at(&mut self, segment: &Segment<'_>, text: &str) {
        self.warn(format!("segment {} ({}): {text}", segment.number, segment.id));
    }

    fn warn(&mut self, text: String) {
        match self.read.warnings.len() {
            ..WARNINGS => self.read.warnings.push(text),
            WARNINGS => self.read.warnings.push("more follows that does not add up".to_owned()),
            _ => {}
        }
    }

    fn adjust(&mut self, segment: &Segment<'_>) -> Result<(), X12Error> {
        let claim = self.open(segment)?;
        adjustment::count(segment, &mut claim.adjusted, "CAS segments for one claim or line")?;
        let found = adjustments(segment, claim.lines.is_empty())?;
        match claim.lines.last_mut() {
            Some(line) => line.adjustments.extend(found),
            None => claim.answer.adjustments.extend(found),
        }
        Ok(())
    }

    /// 472 the date of a service, 150 the first of several; 232 the first of the claim.
    fn date(&mut self, segment: &Segment<'_>) -> Result<(), X12Error> {
        match segment.element(1) {
            "472" | "150" => self.line(segment)?.service.date = Some(day(segment, 2)?),
            "232" if self.claim.is_some() => self.open(segment)?.date = Some(day(segment, 2)?),
            _ => {}
        }
        Ok(())
    }

    fn remarks(&mut self, segment: &Segment<'_>, elements: &[usize]) -> Result<(), X12Error> {
        for element in elements.iter().filter(|n| !segment.element(**n).is_empty()) {
            let remark = code(segment, *element, segment.element(*element), is_remark)?;
            remember(segment, &mut self.open(segment)?.answer.remarks, remark)?;
        }
        Ok(())
    }

    fn withheld(&mut self, segment: &Segment<'_>) -> Result<(), X12Error> {
        self.inside(segment)?;
        self.close(segment)?;
        for pair in 0..PAIRS {
            let (reason, amount) = (3 + 2 * pair, 4 + 2 * pair);
            if segment.len() < amount {
                break;
            }
            if self.read.withheld.len() == WITHHELD {
                return Err(segment.wrong(Problem::TooMany(WITHHELD, "amounts beside the claims", "split the file by payment")));
            }
            // Behind the reason stands a reference, which may be a patient's account.
            let stated = segment.part(reason, 0);
            self.read
                .withheld
                .push(ProviderAdjustment { reason: code(segment, reason, stated, is_adjustment)?, amount: money(segment, amount)? });
        }
        Ok(())
    }

    /// The claim under way is complete: what is said of the whole is said of its lines, and the sums are compared.
    fn close(&mut self, segment: &Segment<'_>) -> Result<(), X12Error> {
        let Some(mut claim) = self.claim.take() else { return Ok(()) };
        self.read.claims += 1;
        let number = self.read.claims;
        if claim.lines.is_empty() {
            self.read.without_lines += 1;
        }
        if claim.reversal {
            self.read.reversals += 1;
            return Ok(());
        }
        let mut all = claim.answer.adjustments.iter().chain(claim.lines.iter().flat_map(|l| &l.adjustments));
        let off = all.try_fold(Decimal::ZERO, |sum, a| sum.checked_add(a.amount)).ok_or_else(|| segment.wrong(Problem::Sum))?;
        if claim.charge.checked_sub(off) != Some(claim.paid) {
            self.warn(format!("claim {number}: charge less adjustments is not what was paid; post it by hand"));
        }
        self.shared += claim.answer.adjustments.len() * claim.lines.len();
        if self.shared > SHARED {
            return Err(segment.wrong(Problem::TooMany(SHARED, "adjustments of whole claims on their lines", "split the file by payment")));
        }
        let answer = Arc::new(claim.answer);
        for line in &mut claim.lines {
            line.claim = number;
            line.of_claim = Arc::clone(&answer);
            line.service.date = line.service.date.or(claim.date);
        }
        self.read.lines.append(&mut claim.lines);
        Ok(())
    }
}

/// Keeps a code once.
fn remember(segment: &Segment<'_>, held: &mut Vec<String>, code: String) -> Result<(), X12Error> {
    if held.contains(&code) {
        return Ok(());
    }
    if held.len() == REMARKS {
        return Err(segment.wrong(Problem::TooMany(REMARKS, "remark codes for one claim or line", "the file is damaged")));
    }
    held.push(code);
    Ok(())
}
