//! From segments to service lines.

use rust_decimal::Decimal;

use crate::catalog::Date;
use crate::claim::PayerCells;
use crate::x12::elements::{code, day, is_adjustment, is_policy, is_remark, money};
use crate::x12::era835::service::{adjustments, line, payer};
use crate::x12::era835::{Adjustment, Problem, ProviderAdjustment, Remittance, RemittanceError, ServiceLine};
use crate::x12::segments::{Segment, Segments};

/// Pairs of one PLB segment.
const PAIRS: usize = 6;
/// The longest name of a payer.
const PAYER: usize = 60;

/// Reads a whole file: one interchange or several.
///
/// # Errors
/// [`RemittanceError`] with the segment at fault. Nothing of a file with an error is returned.
pub fn read(text: &str) -> Result<Remittance, RemittanceError> {
    let mut segments = Segments::of(text);
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
}

/// A claim under way.
#[derive(Default)]
struct Claim {
    reversal: bool,
    payer: PayerCells,
    charge: Decimal,
    paid: Decimal,
    date: Option<Date>,
    adjustments: Vec<Adjustment>,
    remarks: Vec<String>,
    lines: Vec<ServiceLine>,
}

impl Reader {
    fn take(&mut self, segment: &Segment<'_>) -> Result<(), RemittanceError> {
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
            "IEA" => self.interchange = false,
            "BPR" => self.payment(segment)?,
            "N1" if segment.element(1) == "PR" && self.read.payer.is_none() => {
                let name: String = segment.element(2).chars().take(PAYER).collect();
                self.read.payer = Some(name).filter(|name| !name.is_empty());
            }
            "CLP" => self.claim(segment)?,
            "SVC" => {
                let line = line(segment)?;
                self.open(segment)?.lines.push(line);
            }
            "CAS" => self.adjust(segment)?,
            "DTM" => self.date(segment)?,
            "LQ" if segment.element(1) == "HE" => {
                let remark = code(segment, 2, segment.element(2), is_remark)?;
                self.line(segment)?.remarks.push(remark);
            }
            "MOA" => self.remarks(segment, &[3, 4, 5, 6, 7])?,
            "MIA" => self.remarks(segment, &[5, 20, 21, 22, 23])?,
            // The policy behind the decision; every other reference may be a person's number.
            "REF" if segment.element(1) == "0K" && is_policy(segment.element(2)) => {
                let policy = segment.element(2).to_owned();
                self.line(segment)?.policies.push(policy);
            }
            "PLB" => self.withheld(segment)?,
            _ => {}
        }
        Ok(())
    }

    fn end(mut self) -> Result<Remittance, RemittanceError> {
        let wrong = |problem| RemittanceError { segment: self.last, id: String::new(), problem };
        if self.transaction.is_some() {
            return Err(wrong(Problem::NotClosed("transaction")));
        }
        if self.interchange {
            return Err(wrong(Problem::NotClosed("interchange")));
        }
        if self.transactions == 0 {
            return Err(wrong(if self.last == 0 { Problem::NoHeader } else { Problem::Empty }));
        }
        for (i, line) in self.read.lines.iter_mut().enumerate() {
            line.number = i + 1;
        }
        Ok(self.read)
    }

    fn start(&mut self, segment: &Segment<'_>) -> Result<(), RemittanceError> {
        if !self.interchange {
            return Err(segment.wrong(Problem::Outside("interchange")));
        }
        if self.transaction.is_some() {
            return Err(segment.wrong(Problem::NotClosed("transaction before it")));
        }
        if segment.element(1) != "835" {
            return Err(segment.wrong(Problem::NotARemittance));
        }
        self.transaction = Some(segment.number);
        self.transactions += 1;
        Ok(())
    }

    fn finish(&mut self, segment: &Segment<'_>) -> Result<(), RemittanceError> {
        let Some(start) = self.transaction.take() else { return Err(segment.wrong(Problem::Outside("transaction"))) };
        self.close(segment)?;
        let (counted, stated) = (segment.number - start + 1, segment.element(1));
        if !stated.is_empty() && stated.parse() != Ok(counted) {
            let text = format!(
                "segment {}: the transaction has {counted} segments and states another number; some may be missing",
                segment.number
            );
            self.read.warnings.push(text);
        }
        Ok(())
    }

    fn payment(&mut self, segment: &Segment<'_>) -> Result<(), RemittanceError> {
        self.inside(segment)?;
        let amount = money(segment, 2)?;
        self.read.paid = self.read.paid.checked_add(amount).ok_or_else(|| segment.wrong(Problem::Sum))?;
        if self.read.paid_on.is_none() && !segment.element(16).is_empty() {
            self.read.paid_on = Some(day(segment, 16)?);
        }
        Ok(())
    }

    fn inside(&self, segment: &Segment<'_>) -> Result<(), RemittanceError> {
        if self.transaction.is_some() { Ok(()) } else { Err(segment.wrong(Problem::Outside("transaction"))) }
    }

    fn claim(&mut self, segment: &Segment<'_>) -> Result<(), RemittanceError> {
        self.inside(segment)?;
        self.close(segment)?;
        self.claim = Some(Claim {
            reversal: segment.element(2) == "22",
            payer: payer(segment.element(6), segment.element(8)),
            charge: money(segment, 3)?,
            paid: money(segment, 4)?,
            ..Claim::default()
        });
        Ok(())
    }

    /// The claim under way.
    fn open(&mut self, segment: &Segment<'_>) -> Result<&mut Claim, RemittanceError> {
        self.claim.as_mut().ok_or_else(|| segment.wrong(Problem::Outside("claim (CLP)")))
    }

    /// The service line under way.
    fn line(&mut self, segment: &Segment<'_>) -> Result<&mut ServiceLine, RemittanceError> {
        let line = self.open(segment)?.lines.last_mut();
        line.ok_or_else(|| segment.wrong(Problem::Outside("service line (SVC)")))
    }

    fn adjust(&mut self, segment: &Segment<'_>) -> Result<(), RemittanceError> {
        let claim = self.open(segment)?;
        let of_claim = claim.lines.is_empty();
        let found = adjustments(segment, of_claim)?;
        match claim.lines.last_mut() {
            Some(line) => line.adjustments.extend(found),
            None => claim.adjustments.extend(found),
        }
        Ok(())
    }

    /// 472 the date of a service, 150 the first of several; 232 the first of the claim.
    fn date(&mut self, segment: &Segment<'_>) -> Result<(), RemittanceError> {
        match segment.element(1) {
            "472" | "150" => self.line(segment)?.service.date = Some(day(segment, 2)?),
            "232" if self.claim.is_some() => self.open(segment)?.date = Some(day(segment, 2)?),
            _ => {}
        }
        Ok(())
    }

    fn remarks(&mut self, segment: &Segment<'_>, elements: &[usize]) -> Result<(), RemittanceError> {
        for element in elements.iter().filter(|n| !segment.element(**n).is_empty()) {
            let remark = code(segment, *element, segment.element(*element), is_remark)?;
            self.open(segment)?.remarks.push(remark);
        }
        Ok(())
    }

    fn withheld(&mut self, segment: &Segment<'_>) -> Result<(), RemittanceError> {
        self.inside(segment)?;
        self.close(segment)?;
        for pair in 0..PAIRS {
            let (reason, amount) = (3 + 2 * pair, 4 + 2 * pair);
            if segment.len() < amount {
                break;
            }
            // Behind the reason stands a reference, which may be a patient's account.
            let stated = segment.parts(reason).first().copied().unwrap_or_default();
            self.read
                .withheld
                .push(ProviderAdjustment { reason: code(segment, reason, stated, is_adjustment)?, amount: money(segment, amount)? });
        }
        Ok(())
    }

    /// The claim under way is complete: what is said of the whole is said of its lines, and the sums are compared.
    fn close(&mut self, segment: &Segment<'_>) -> Result<(), RemittanceError> {
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
        let mut all = claim.adjustments.iter().chain(claim.lines.iter().flat_map(|l| &l.adjustments));
        let off = all.try_fold(Decimal::ZERO, |sum, a| sum.checked_add(a.amount)).ok_or_else(|| segment.wrong(Problem::Sum))?;
        if claim.charge.checked_sub(off) != Some(claim.paid) {
            self.read.warnings.push(format!("claim {number}: charge less adjustments is not what was paid; post it by hand"));
        }
        for line in &mut claim.lines {
            line.claim = number;
            line.payer = claim.payer.clone();
            line.service.date = line.service.date.or(claim.date);
            line.adjustments.extend(claim.adjustments.iter().cloned());
            for remark in &claim.remarks {
                if !line.remarks.contains(remark) {
                    line.remarks.push(remark.clone());
                }
            }
        }
        self.read.lines.append(&mut claim.lines);
        Ok(())
    }
}
