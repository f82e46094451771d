//! A claim as it is read, segment by segment.

use rust_decimal::Decimal;

use crate::catalog::{Date, Setting};
use crate::claim::{ClaimLine, NdcCells, PayerCells, Position};
use crate::x12::adjustment::{self, Adjustment, adjustments};
use crate::x12::elements::{amount, days, is_diagnosis, is_modifier, is_pair, is_product, is_revenue, is_service, money, shaped};
use crate::x12::error::{Problem, X12Error};
use crate::x12::segments::Segment;

/// The most lines of a claim: those of an institutional one; a professional claim has 50.
const LINES: usize = 999;
/// The most diagnoses of a claim: an institutional one has one first and 24 others.
const DIAGNOSES: usize = 25;
/// Modifiers of a line.
const MODIFIERS: usize = 4;
/// Diagnosis pointers of a line.
const POINTERS: usize = 4;
/// The part of a procedure that describes it, behind list, code and modifiers.
const DESCRIPTION: usize = 2 + MODIFIERS;

/// Which guide a claim follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// 837P, as the CMS-1500.
    #[default]
    Professional,
    /// 837I, as the UB-04.
    Institutional,
}

/// What another payer paid of the claim before.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PriorPayment {
    /// US dollars paid, all payers together.
    pub paid: Decimal,
    /// Why the rest was not.
    pub adjustments: Vec<Adjustment>,
}

/// One claim.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Claim {
    /// Its running number in the file, from 1.
    pub number: usize,
    /// Which guide it follows.
    pub form: Form,
    /// Its first segment (CLM).
    pub segment: usize,
    /// 1 the first, 7 a replacement, 8 a void.
    pub frequency: Option<char>,
    /// A stay: Part B's rules of drug lines do not hold.
    pub inpatient: bool,
    /// Charged in all, in US dollars.
    pub charge: Decimal,
    /// States a prior authorization (REF G1).
    pub authorization: bool,
    /// Diagnoses in the order that lines point to.
    pub diagnoses: Vec<String>,
    /// Its lines. A line without HCPCS code, by revenue code alone, has a blank code.
    pub lines: Vec<ClaimLine>,
    /// What other payers did with it, where this one is not the first.
    pub prior: Option<PriorPayment>,
    /// The statement's dates, of lines that state none.
    statement: Option<(Date, Option<Date>)>,
    narrative: bool,
    /// Lines are kept as they are written.
    keeps: bool,
    place: String,
    adjusted: usize,
    part: Part,
}

/// What was opened last within a claim.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Part {
    #[default]
    Claim,
    OtherPayer,
    Line {
        serviced: bool,
        product: bool,
    },
}

impl Claim {
    /// Opens a claim at its CLM segment.
    pub(super) fn open(segment: &Segment<'_>, number: usize, form: Form, keeps: bool) -> Result<Claim, X12Error> {
        let place = match segment.part(5, 0) {
            "" => String::new(),
            text => shaped(segment, 5, text, is_pair, "a place of service or type of bill of two characters")?,
        };
        let inpatient = form == Form::Institutional && INPATIENT.contains(&place.as_str());
        let frequency = segment.part(5, 2).chars().next().filter(char::is_ascii_alphanumeric);
        let charge = money(segment, 2)?;
        Ok(Claim { number, form, segment: segment.number, frequency, inpatient, charge, place, keeps, ..Claim::default() })
    }

    /// Takes a segment of the claim; returns a fault that does not stop the reading.
    pub(super) fn take(&mut self, segment: &Segment<'_>) -> Result<Option<Problem>, X12Error> {
        let fault = self.understand(segment)?;
        if let (true, Part::Line { .. }, Some(line)) = (self.keeps, self.part, self.lines.last_mut()) {
            keep(line, segment)?;
        }
        Ok(fault)
    }

    fn understand(&mut self, segment: &Segment<'_>) -> Result<Option<Problem>, X12Error> {
        match segment.id {
            "HI" if self.part == Part::Claim => self.diagnose(segment)?,
            "REF" if self.part == Part::Claim && segment.element(1) == "G1" => self.authorization = true,
            "NTE" => self.narrate(),
            "SBR" => {
                self.part = Part::OtherPayer;
                self.prior.get_or_insert_default();
            }
            "AMT" if self.part == Part::OtherPayer && segment.element(1) == "D" => self.paid(money(segment, 2)?, segment)?,
            "SVD" => {
                self.line(segment)?;
                // Paid on lines is part of what was paid on the claim.
                money(segment, 2)?;
                self.prior.get_or_insert_default();
            }
            "CAS" => self.adjust(segment)?,
            "DTP" => self.date(segment)?,
            "LX" => self.open_line(segment)?,
            "SV1" => return self.professional(segment),
            "SV2" => self.institutional(segment)?,
            "SV3" => {
                return Err(segment.wrong(Problem::WrongTransaction("a professional or institutional claim; dental claims bill no drug")));
            }
            "LIN" => return self.product(segment),
            "CTP" => self.quantity(segment)?,
            _ => {}
        }
        Ok(None)
    }

    /// The claim is complete: what is said of the whole is said of its lines.
    pub(super) fn close(mut self, payer: &PayerCells) -> Claim {
        let setting = (self.form == Form::Institutional && OUTPATIENT.contains(&self.place.as_str())).then_some(Setting::Outpatient);
        let place = Some(self.place.clone()).filter(|p| self.form == Form::Professional && !p.is_empty());
        for line in &mut self.lines {
            let place = line.payer.place.take().or_else(|| place.clone());
            line.payer = PayerCells { setting, place, ..payer.clone() };
            if let (None, Some((first, last))) = (line.date, self.statement) {
                (line.date, line.context.through) = (Some(first), last);
            }
            line.context.narrative = Some(self.narrative || line.context.narrative == Some(true));
            let pointed = |pointer: &usize| self.diagnoses.get(pointer.checked_sub(1)?).cloned();
            line.diagnoses = match self.form {
                Form::Professional => line.context.pointers.iter().filter_map(pointed).collect(),
                Form::Institutional => self.diagnoses.clone(),
            };
        }
        self
    }

    fn line(&mut self, segment: &Segment<'_>) -> Result<&mut ClaimLine, X12Error> {
        let open = matches!(self.part, Part::Line { .. });
        self.lines.last_mut().filter(|_| open).ok_or_else(|| segment.wrong(Problem::Outside("service line (LX)")))
    }

    fn open_line(&mut self, segment: &Segment<'_>) -> Result<(), X12Error> {
        if self.lines.len() == LINES {
            return Err(segment.wrong(Problem::TooMany(LINES, "lines on one claim", "split the claim")));
        }
        let number = line_number(segment.element(1), self.lines.last().map_or(0, |l| l.number), self.lines.len());
        let mut line = ClaimLine { number, ..ClaimLine::default() };
        line.context.claim = self.number;
        self.lines.push(line);
        self.part = Part::Line { serviced: false, product: false };
        self.adjusted = 0;
        Ok(())
    }

    /// Marks the open line as having its service segment.
    fn serve(&mut self, segment: &Segment<'_>, name: &'static str) -> Result<&mut ClaimLine, X12Error> {
        match &mut self.part {
            Part::Line { serviced: true, .. } => return Err(segment.wrong(Problem::Twice("service line (LX)"))),
            Part::Line { serviced, .. } => *serviced = true,
            _ => {}
        }
        let line = self.line(segment)?;
        line.context.position = Some(Position { segment: name, position: segment.number });
        Ok(line)
    }

    fn professional(&mut self, segment: &Segment<'_>) -> Result<Option<Problem>, X12Error> {
        if self.form == Form::Institutional {
            return Err(segment.wrong(Problem::Outside("professional claim")));
        }
        let diagnoses = self.diagnoses.len();
        let line = self.serve(segment, "SV1")?;
        billed(line, segment, 1)?;
        line.context.charge = charge(segment, 2)?;
        line.units = units(segment, 3)?;
        if !segment.element(5).is_empty() {
            line.payer.place = Some(shaped(segment, 5, segment.element(5), is_pair, "a place of service of two characters")?);
        }
        let mut beyond = None;
        for pointer in segment.parts(7).filter(|p| !p.is_empty()).take(POINTERS) {
            let wrong = || segment.wrong(Problem::Element(7, "a diagnosis pointer, a number from 1 to 12"));
            let pointer: usize = pointer.parse().ok().filter(|n| (1..=DIAGNOSES).contains(n)).ok_or_else(wrong)?;
            if pointer > diagnoses {
                beyond = Some(Problem::Pointer(7));
            }
            line.context.pointers.push(pointer);
        }
        Ok(beyond)
    }

    fn institutional(&mut self, segment: &Segment<'_>) -> Result<(), X12Error> {
        if self.form == Form::Professional {
            return Err(segment.wrong(Problem::Outside("institutional claim")));
        }
        let line = self.serve(segment, "SV2")?;
        if !segment.element(1).is_empty() {
            line.context.revenue = Some(shaped(segment, 1, segment.element(1), is_revenue, "a revenue code of four digits")?);
        }
        billed(line, segment, 2)?;
        line.context.charge = charge(segment, 3)?;
        line.units = units(segment, 4)?;
        Ok(())
    }

    /// BK and ABK the first diagnosis, BF and ABF the others; a claim states them in the order that its lines point to.
    fn diagnose(&mut self, segment: &Segment<'_>) -> Result<(), X12Error> {
        for element in 1..=segment.len() {
            if !matches!(segment.part(element, 0), "BK" | "ABK" | "BF" | "ABF") {
                continue;
            }
            if self.diagnoses.len() == DIAGNOSES {
                return Err(segment.wrong(Problem::TooMany(DIAGNOSES, "diagnoses on one claim", "a claim has no room for more")));
            }
            self.diagnoses.push(shaped(segment, element, segment.part(element, 1), is_diagnosis, "a diagnosis code")?);
        }
        Ok(())
    }

    fn narrate(&mut self) {
        match (self.part, self.lines.last_mut()) {
            (Part::Line { .. }, Some(line)) => line.context.narrative = Some(true),
            _ => self.narrative = true,
        }
    }

    fn paid(&mut self, amount: Decimal, segment: &Segment<'_>) -> Result<(), X12Error> {
        let prior = self.prior.get_or_insert_default();
        prior.paid = prior.paid.checked_add(amount).ok_or_else(|| segment.wrong(Problem::Sum))?;
        Ok(())
    }

    fn adjust(&mut self, segment: &Segment<'_>) -> Result<(), X12Error> {
        let of_claim = match self.part {
            Part::Claim => return Err(segment.wrong(Problem::Outside("other payer (SBR)"))),
            Part::OtherPayer => true,
            Part::Line { .. } => false,
        };
        adjustment::count(segment, &mut self.adjusted, "CAS segments for one line or payer")?;
        let found = adjustments(segment, of_claim)?;
        self.prior.get_or_insert_default().adjustments.extend(found);
        Ok(())
    }

    /// 472 the date of a service; 434 the statement's, of an institutional claim.
    fn date(&mut self, segment: &Segment<'_>) -> Result<(), X12Error> {
        match segment.element(1) {
            "472" => {
                let (first, last) = days(segment, 3)?;
                let line = self.line(segment)?;
                (line.date, line.context.through) = (Some(first), last.filter(|last| *last != first));
            }
            "434" if self.part == Part::Claim => {
                let (first, last) = days(segment, 3)?;
                self.statement = Some((first, last.filter(|last| *last != first)));
            }
            _ => {}
        }
        Ok(())
    }

    /// The drug of a line; a line has room for one.
    fn product(&mut self, segment: &Segment<'_>) -> Result<Option<Problem>, X12Error> {
        if segment.element(2) != "N4" {
            return Ok(None);
        }
        if let Part::Line { product, .. } = &mut self.part
            && std::mem::replace(product, true)
        {
            return Ok(Some(Problem::Twice("service line (LX)")));
        }
        let ndc = shaped(segment, 3, segment.element(3), is_product, "an NDC of eleven digits")?;
        self.line(segment)?.ndc = Some(NdcCells { ndc, ..NdcCells::default() });
        Ok(None)
    }

    fn quantity(&mut self, segment: &Segment<'_>) -> Result<(), X12Error> {
        let outside = || segment.wrong(Problem::Outside("drug (LIN)"));
        let ndc = self.line(segment)?.ndc.as_mut().ok_or_else(outside)?;
        // Of a drug stated twice the first counts.
        if ndc.quantity.is_none() && ndc.qualifier.is_none() {
            ndc.quantity = amount(segment, 4, "a quantity of drug, zero or more")?;
            let unit = segment.part(5, 0);
            if !unit.is_empty() {
                ndc.qualifier = Some(shaped(segment, 5, unit, is_pair, "a unit of measure such as ML or UN")?);
            }
        }
        Ok(())
    }
}

/// The number of a line: as LX states it where the numbers grow, else its place on the claim.
pub(crate) fn line_number(stated: &str, last: usize, lines: usize) -> usize {
    stated.parse().ok().filter(|n| (1..=LINES).contains(n) && *n > last).unwrap_or_else(|| last.max(lines) + 1)
}

/// Types of bill of a stay, which Part A pays.
const INPATIENT: [&str; 6] = ["11", "18", "21", "41", "65", "66"];
/// Types of bill that hospital departments and other outpatient facilities send.
const OUTPATIENT: [&str; 11] = ["12", "13", "14", "22", "23", "34", "71", "72", "75", "77", "85"];

/// Procedure code, modifiers and narrative of a composite `HC:J9271:JZ`. Other code lists bill no drug: the code stays blank.
fn billed(line: &mut ClaimLine, segment: &Segment<'_>, element: usize) -> Result<(), X12Error> {
    let mut parts = segment.parts(element);
    if parts.next() != Some("HC") {
        return Ok(());
    }
    line.code = shaped(segment, element, parts.next().unwrap_or_default(), is_service, "a HCPCS code of five characters")?;
    for modifier in parts.by_ref().take(MODIFIERS).filter(|m| !m.is_empty()) {
        line.modifiers.push(shaped(segment, element, modifier, is_modifier, "a code with modifiers of two characters")?);
    }
    if parts.next().is_some_and(|description| !description.is_empty()) {
        line.context.narrative = Some(true);
    }
    Ok(())
}

/// Keeps a segment of a line as it is written.
fn keep(line: &mut ClaimLine, segment: &Segment<'_>) -> Result<(), X12Error> {
    let written = line.context.written.get_or_insert_default();
    written.segments.push(segment.text().to_owned());
    written.terminator = char::from(segment.separators.segment).to_string().trim().to_owned();
    let (procedure, basis) = match segment.id {
        "SV1" => (1, 3),
        "SV2" => (2, 4),
        _ => return Ok(()),
    };
    written.description = segment.part(procedure, DESCRIPTION).to_owned();
    let counted = amount(segment, basis + 1, "a number of units, zero or more")?;
    written.counted = counted.filter(|_| line.units.is_none()).map(|counted| (segment.element(basis).to_owned(), counted));
    Ok(())
}

fn charge(segment: &Segment<'_>, element: usize) -> Result<Option<Decimal>, X12Error> {
    if segment.element(element).is_empty() { Ok(None) } else { money(segment, element).map(Some) }
}

/// Units behind their basis: UN counts units, others minutes or days.
fn units(segment: &Segment<'_>, basis: usize) -> Result<Option<crate::quantity::Amount>, X12Error> {
    let units = amount(segment, basis + 1, "a number of units, zero or more")?;
    Ok(units.filter(|_| matches!(segment.element(basis), "UN" | "")))
}
