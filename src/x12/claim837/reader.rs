//! From segments to claims.

use std::io::BufRead;

use crate::catalog::Rulebook;
use crate::claim::PayerCells;
use crate::x12::claim837::claim::{Claim, Form};
use crate::x12::elements::{is_pair, shaped};
use crate::x12::error::{Problem, X12Error};
use crate::x12::payer;
use crate::x12::segments::{Segment, Segments};

/// What the file should be.
const WANTED: &str = "837 (claim file)";
/// The longest name of a payer.
const NAME: usize = 60;
/// Faults held until they are asked for; a file that has more is counted no further.
const FAULTS: usize = 1_000;

/// The claims of a file, one after the other.
pub struct Claims<'b, R> {
    segments: Segments<R>,
    state: State<'b>,
}

impl<'b, R: BufRead> Claims<'b, R> {
    /// From the beginning of a file; `book` knows the payers.
    pub fn of(input: R, book: &'b Rulebook) -> Claims<'b, R> {
        Claims { segments: Segments::of(input, WANTED), state: State::of(book) }
    }

    /// Keeps each line as it is written too.
    pub fn keeping(mut self) -> Claims<'b, R> {
        self.state.keeps = true;
        self
    }

    /// The next claim, or `None` at the end of a whole file.
    ///
    /// # Errors
    /// [`X12Error`] with the segment at fault; claims before it were sound.
    pub fn next_claim(&mut self) -> Result<Option<Claim>, X12Error> {
        while let Some(segment) = self.segments.next()? {
            if let Some(claim) = self.state.take(&segment)? {
                return Ok(Some(claim));
            }
        }
        self.state.end()
    }

    /// Faults found since they were last asked for that did not stop the reading.
    pub fn faults(&mut self) -> Vec<X12Error> {
        std::mem::take(&mut self.state.faults)
    }
}

/// What is open while a file is read.
struct State<'b> {
    book: &'b Rulebook,
    keeps: bool,
    last: usize,
    interchange: bool,
    /// The control number of the interchange, which its last segment repeats.
    control: String,
    /// The version of the functional group, of transactions that state none.
    version: String,
    /// The number of the ST segment.
    transaction: Option<usize>,
    transactions: usize,
    form: Form,
    /// A subscriber was named in the transaction.
    subscriber: bool,
    filing: String,
    name: Option<String>,
    payer: PayerCells,
    /// Filing indicator and name that `payer` was found by: most claims of a file go to one payer.
    known: Option<(String, Option<String>)>,
    claims: usize,
    claim: Option<Claim>,
    faults: Vec<X12Error>,
}

impl<'b> State<'b> {
    fn of(book: &'b Rulebook) -> State<'b> {
        State {
            book,
            keeps: false,
            last: 0,
            interchange: false,
            control: String::new(),
            version: String::new(),
            transaction: None,
            transactions: 0,
            form: Form::default(),
            subscriber: false,
            filing: String::new(),
            name: None,
            payer: PayerCells::default(),
            known: None,
            claims: 0,
            claim: None,
            faults: Vec::new(),
        }
    }

    /// Takes a segment; returns the claim that it ends.
    fn take(&mut self, segment: &Segment<'_>) -> Result<Option<Claim>, X12Error> {
        self.last = segment.number;
        match segment.id {
            "ISA" if self.interchange => return Err(segment.wrong(Problem::NotClosed("interchange before it"))),
            "ISA" => {
                self.interchange = true;
                self.control = segment.element(13).to_owned();
            }
            "GS" => self.version = segment.element(8).to_owned(),
            "ST" => self.start(segment)?,
            "SE" => return self.finish(segment),
            "GE" | "IEA" if self.transaction.is_some() => return Err(segment.wrong(Problem::NotClosed("transaction"))),
            "IEA" if !segment.terminated && segment.element(2) != self.control => return Err(segment.wrong(Problem::CutOff)),
            "IEA" => {
                if !segment.terminated {
                    self.fault(segment, Problem::NoTerminator);
                }
                self.interchange = false;
            }
            "HL" => return self.level(segment),
            "CLM" => return self.open(segment),
            "SBR" if self.claim.is_none() => {
                let filing = segment.element(9);
                self.filing = match filing {
                    "" => String::new(),
                    _ => shaped(segment, 9, filing, is_pair, "a claim filing indicator of two characters")?,
                };
            }
            "NM1" if self.claim.is_none() => {
                if segment.element(1) == "PR" {
                    self.name = Some(segment.element(3).chars().take(NAME).collect());
                }
            }
            "HI" | "LX" | "SV1" | "SV2" | "SV3" | "LIN" | "CTP" | "CAS" | "SVD" if self.claim.is_none() => {
                return Err(segment.wrong(Problem::Outside("claim (CLM)")));
            }
            _ => {
                if let Some(problem) = self.claim.as_mut().map(|claim| claim.take(segment)).transpose()?.flatten() {
                    self.fault(segment, problem);
                }
            }
        }
        Ok(None)
    }

    fn fault(&mut self, segment: &Segment<'_>, problem: Problem) {
        if self.faults.len() < FAULTS {
            self.faults.push(segment.wrong(problem));
        }
    }

    fn start(&mut self, segment: &Segment<'_>) -> Result<(), X12Error> {
        if !self.interchange {
            return Err(segment.wrong(Problem::Outside("interchange")));
        }
        if self.transaction.is_some() {
            return Err(segment.wrong(Problem::NotClosed("transaction before it")));
        }
        if segment.element(1) != "837" {
            return Err(segment.wrong(Problem::WrongTransaction("an 837 claim; an 835 remittance is for `jdex denial --835`")));
        }
        let version = if segment.element(3).is_empty() { &self.version } else { segment.element(3) };
        self.form = match version.get(6..10) {
            Some("X222" | "X098") => Form::Professional,
            Some("X223" | "X096") => Form::Institutional,
            _ => {
                let accepted = "a professional (005010X222) or institutional (005010X223) claim";
                return Err(segment.wrong(Problem::WrongTransaction(accepted)));
            }
        };
        (self.transaction, self.subscriber) = (Some(segment.number), false);
        self.transactions += 1;
        Ok(())
    }

    fn finish(&mut self, segment: &Segment<'_>) -> Result<Option<Claim>, X12Error> {
        let Some(start) = self.transaction.take() else { return Err(segment.wrong(Problem::Outside("transaction"))) };
        let (counted, stated) = (segment.number - start + 1, segment.element(1));
        if !stated.is_empty() && stated.parse() != Ok(counted) {
            self.fault(segment, Problem::Counted(counted));
        }
        Ok(self.close())
    }

    /// 20 the billing provider, 22 the subscriber, 23 the patient where it is another.
    fn level(&mut self, segment: &Segment<'_>) -> Result<Option<Claim>, X12Error> {
        if self.transaction.is_none() {
            return Err(segment.wrong(Problem::Outside("transaction")));
        }
        let closed = self.close();
        match segment.element(3) {
            "20" => self.subscriber = false,
            "22" => {
                self.subscriber = true;
                self.filing.clear();
                self.name = None;
            }
            "23" if self.subscriber => {}
            "23" => return Err(segment.wrong(Problem::Outside("subscriber (HL 22)"))),
            _ => return Err(segment.wrong(Problem::Element(3, "a level: 20, 22 or 23"))),
        }
        Ok(closed)
    }

    fn open(&mut self, segment: &Segment<'_>) -> Result<Option<Claim>, X12Error> {
        if self.transaction.is_none() {
            return Err(segment.wrong(Problem::Outside("transaction")));
        }
        if !self.subscriber {
            return Err(segment.wrong(Problem::Outside("subscriber (HL 22)")));
        }
        let closed = self.close();
        self.claims += 1;
        let same = self.known.as_ref().is_some_and(|(filing, name)| (filing, name) == (&self.filing, &self.name));
        if !same {
            self.payer = payer::cells(&self.filing, self.name.as_deref(), self.book);
            self.known = Some((self.filing.clone(), self.name.clone()));
        }
        self.claim = Some(Claim::open(segment, self.claims, self.form, self.keeps)?);
        Ok(closed)
    }

    fn close(&mut self) -> Option<Claim> {
        self.claim.take().map(|claim| claim.close(&self.payer))
    }

    fn end(&mut self) -> Result<Option<Claim>, X12Error> {
        let wrong = |problem| X12Error { segment: self.last, id: String::new(), problem };
        if self.transaction.is_some() {
            return Err(wrong(Problem::NotClosed("transaction")));
        }
        if self.interchange {
            return Err(wrong(Problem::NotClosed("interchange")));
        }
        if self.transactions == 0 {
            return Err(wrong(if self.last == 0 { Problem::NoHeader(WANTED) } else { Problem::Empty("claim (837)") }));
        }
        Ok(None)
    }
}
