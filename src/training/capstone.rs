//! The capstone: a pile of denied claims of one clinic, worked by deadline and dollars; the engine answers each remedy.

use rust_decimal::Decimal;
use serde::Deserialize;

use crate::catalog::{Catalog, Date, OtherRemedy, Remedy, Remitted, Resolution, Scenario};
use crate::training::progress::{CapstoneRecord, Event, Learner, QueuedClaim};
use crate::training::score::PASS;
use crate::training::{case, grade};

/// The shipped pile.
const SHIPPED: &str = include_str!("../../assets/capstone.toml");
/// Days by which a claim may be worked before one that is due sooner.
const SLACK: i32 = 14;
/// RARC of a claim that was unprocessable: a new claim, not a correction.
const UNPROCESSABLE: &str = "MA130";
/// What is left of a remedy where new and corrected claim were confused, in percent.
const CONFUSED: u32 = 50;

/// The pile as its file states it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Capstone {
    /// What it is called.
    pub title: String,
    /// Id of the payer.
    pub payer: String,
    /// What is known of the clinic.
    pub notes: Vec<String>,
    /// The day it is worked.
    pub today: Date,
    /// The day of the remittance.
    pub remittance: Date,
    claim: Vec<Entry>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    case: String,
    charges: Vec<Decimal>,
}

/// One denied claim.
#[derive(Clone, Debug)]
pub struct DeniedClaim<'c> {
    /// Its case.
    pub scenario: &'c Scenario,
    /// By line, in US dollars.
    pub charges: Vec<Decimal>,
    /// What was denied of it, in US dollars.
    pub denied: Decimal,
    /// The last day for the remedy that is right; `None` where nothing is to be sent.
    pub deadline: Option<Date>,
}

/// What a learner does with a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Work {
    /// A corrected claim (frequency 7, for Medicare a reopening) with these lines.
    Correct(String),
    /// A new claim with these lines.
    Resubmit(String),
    /// No claim.
    Other(OtherRemedy),
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkReply {
    /// What it was worth, in percent.
    pub percent: u32,
    /// What the payer and the trainer say.
    pub lines: Vec<String>,
}

/// How to write what is done.
pub const FORM: &str = "correct LINES, resubmit LINES, appeal, records, other-payer, refund or write-off; \
                        DX A00.0 behind a line changes its diagnosis";

impl Work {
    /// Reads `resubmit J9271-JZ x200`, `appeal`, `write-off`.
    ///
    /// # Errors
    /// It is nothing of the kind; the message says what would be.
    pub fn parse(text: &str) -> Result<Work, String> {
        let (word, rest) = text.trim().split_once(char::is_whitespace).unwrap_or((text.trim(), ""));
        let lines = || grade::parse(rest).map(|_| rest.trim().to_owned());
        Ok(match word.to_lowercase().as_str() {
            "correct" | "corrected" => Work::Correct(lines()?),
            "resubmit" | "new" => Work::Resubmit(lines()?),
            "appeal" => Work::Other(OtherRemedy::Appeal),
            "records" => Work::Other(OtherRemedy::SendRecords),
            "other-payer" => Work::Other(OtherRemedy::OtherPayer),
            "refund" => Work::Other(OtherRemedy::Refund),
            "write-off" | "writeoff" => Work::Other(OtherRemedy::WriteOff),
            "write" if rest.trim_start().to_lowercase().starts_with("off") => Work::Other(OtherRemedy::WriteOff),
            "other" if rest.trim_start().to_lowercase().starts_with("payer") => Work::Other(OtherRemedy::OtherPayer),
            _ => return Err(format!("expected {FORM}")),
        })
    }
}

impl Capstone {
    /// The shipped pile.
    ///
    /// # Errors
    /// Its file cannot be read, which a test rules out.
    pub fn shipped() -> Result<Capstone, String> {
        toml::from_str(SHIPPED).map_err(|e| format!("assets/capstone.toml: {e}"))
    }

    /// Its claims in the order of the remittance; those whose case the catalog does not hold are left out.
    pub fn claims<'c>(&self, catalog: &'c Catalog) -> Vec<DeniedClaim<'c>> {
        let claim = |entry: &Entry| {
            let scenario = catalog.scenarios().iter().find(|s| s.id == entry.case)?;
            let is_denied = |line: usize| scenario.remittance.iter().any(|r| r.line == line && !r.is_paid());
            let denied = (1..).zip(&entry.charges).filter(|(line, _)| is_denied(*line)).map(|(_, charge)| *charge).sum();
            Some(DeniedClaim { scenario, charges: entry.charges.clone(), denied, deadline: self.deadline(catalog, scenario) })
        };
        self.claim.iter().filter_map(claim).collect()
    }

    /// The last day of the remedy that is right, as the catalog states it for the payer.
    fn deadline(&self, catalog: &Catalog, scenario: &Scenario) -> Option<Date> {
        let remedy = match scenario.resolution {
            Resolution::Other(OtherRemedy::WriteOff | OtherRemedy::Refund) => return None,
            Resolution::Other(OtherRemedy::Appeal | OtherRemedy::SendRecords) => Remedy::Appeal,
            Resolution::Other(OtherRemedy::OtherPayer) => Remedy::NewClaim,
            Resolution::Claim { .. } if is_unprocessable(scenario) => Remedy::NewClaim,
            Resolution::Claim { .. } => Remedy::CorrectedClaim,
        };
        let rows = catalog.reference().denials.deadline.iter();
        let of_remedy = rows.filter(|row| row.payers.contains(&self.payer) && row.remedies.contains(&remedy));
        of_remedy.filter_map(|row| row.term?.last_day(scenario.visit.date, self.remittance)).min()
    }

    /// The remittance as an 835, with made-up account numbers and nobody's name.
    pub fn remittance_835(&self, catalog: &Catalog) -> String {
        let day = |date: Date| date.to_string().replace('-', "");
        let date = day(self.remittance);
        let mut segments = vec![
            format!("ISA*00*          *00*          *ZZ*MEDICARE       *ZZ*CEDARSTREET    *{}*0800*^*00501*000000001*0*P*:", &date[2..]),
            format!("GS*HP*MEDICARE*CEDARSTREET*{date}*0800*1*X*005010X221A1"),
            "ST*835*0001".to_owned(),
            format!("BPR*H*0*C*NON************{date}"),
            "TRN*1*CAPSTONE1*1999999999".to_owned(),
            "N1*PR*MEDICARE PART B".to_owned(),
            "N1*PE*CEDAR STREET ONCOLOGY*XX*1234567893".to_owned(),
            "LX*1".to_owned(),
        ];
        for (number, claim) in (1..).zip(self.claims(catalog)) {
            let total: Decimal = claim.charges.iter().copied().sum();
            let paid = total - claim.denied;
            let status = if paid.is_zero() { 4 } else { 1 };
            segments.push(format!("CLP*CEDAR{number:02}*{status}*{total}*{paid}**MB*CEDARICN{number:02}*11*1"));
            for (line, (billed, charge)) in (1..).zip(claim.scenario.claim.iter().zip(&claim.charges)) {
                let code = std::iter::once(&billed.code).chain(&billed.modifiers).map(String::as_str).collect::<Vec<_>>().join(":");
                let denials: Vec<&Remitted> = claim.scenario.remittance.iter().filter(|r| r.line == line && !r.is_paid()).collect();
                let paid = if denials.is_empty() { *charge } else { Decimal::ZERO };
                let units = billed.units.map(|u| u.to_string()).unwrap_or_default();
                segments.push(format!("SVC*HC:{code}*{charge}*{paid}**{units}"));
                segments.push(format!("DTM*472*{}", day(billed.date.unwrap_or(claim.scenario.visit.date))));
                segments.extend(denials.iter().map(|d| format!("CAS*{}*{}*{charge}", d.group, d.carc)));
                segments.extend(denials.iter().flat_map(|d| &d.rarc).map(|remark| format!("LQ*HE*{remark}")));
            }
        }
        // SE counts from ST to itself.
        segments.push(format!("SE*{}*0001", segments.len() - 1));
        segments.extend(["GE*1*1".to_owned(), "IEA*1*000000001".to_owned()]);
        segments.join("~\n") + "~\n"
    }
}

fn is_unprocessable(scenario: &Scenario) -> bool {
    scenario.remittance.iter().any(|r| r.rarc.iter().any(|remark| remark == UNPROCESSABLE))
}

impl DeniedClaim<'_> {
    /// What the payer, which is the engine, answers to a remedy.
    ///
    /// # Errors
    /// The lines cannot be judged.
    pub fn work(&self, catalog: &Catalog, work: &Work) -> Result<WorkReply, String> {
        let scenario = self.scenario;
        let unprocessable = is_unprocessable(scenario);
        let wrong = |words: String| WorkReply { percent: 0, lines: vec![words, scenario.lesson.learn.clone()] };
        let (text, is_new) = match (work, &scenario.resolution) {
            (Work::Other(done), Resolution::Other(right)) if done == right => {
                return Ok(WorkReply {
                    percent: 100,
                    lines: vec![format!("right: {}", right.description()), scenario.lesson.cause.clone()],
                });
            }
            // Records that were not sent in time go with the request for a redetermination.
            (Work::Other(OtherRemedy::Appeal), Resolution::Other(OtherRemedy::SendRecords)) => {
                let words = "right: an appeal, and the records that were asked for go with it".to_owned();
                return Ok(WorkReply { percent: 100, lines: vec![words, scenario.lesson.cause.clone()] });
            }
            (Work::Other(OtherRemedy::SendRecords), Resolution::Other(OtherRemedy::Appeal)) => {
                let words = "nobody asked for records: they are the evidence of an appeal, which has to be requested".to_owned();
                return Ok(WorkReply { percent: CONFUSED, lines: vec![words, scenario.lesson.learn.clone()] });
            }
            (Work::Other(done), right) => {
                let right = match right {
                    Resolution::Other(right) => right.description(),
                    Resolution::Claim { .. } if unprocessable => "a new claim: the first was unprocessable and gives no appeal rights",
                    Resolution::Claim { .. } => "a corrected claim: the claim was wrong, not the payer",
                };
                return Ok(wrong(format!("{} does not help here; it takes {right}", done.description())));
            }
            (_, Resolution::Other(right)) => return Ok(wrong(format!("a claim does not help here; it takes {}", right.description()))),
            (Work::Correct(lines), _) => (lines, false),
            (Work::Resubmit(lines), _) => (lines, true),
        };
        let typed = grade::parse(text)?;
        let judged = case::judge(catalog, scenario, &typed, &[]).map_err(|e| e.to_string())?;
        let mut lines = Vec::new();
        let mut percent = if judged.right { 100 } else { judged.graded.percent().min(CONFUSED) };
        if judged.right {
            lines.push("the payer takes these lines".to_owned());
        } else {
            lines.push("these lines are not right".to_owned());
            for finding in &judged.findings {
                let Some(denial) = &finding.denial else { continue };
                let code = format!("{}-{} {}", denial.group, denial.carc, denial.rarc.join(" "));
                lines.push(format!("the payer, line {}: {}: {}", finding.line, code.trim_end(), finding.text));
            }
            lines.extend(judged.graded.faults());
            lines.extend(judged.slips);
            lines.extend(case::wanted(scenario).iter().map(|line| format!("wanted: {}", line.text())));
        }
        if is_new != unprocessable {
            percent = percent.min(CONFUSED);
            lines.push(match unprocessable {
                true => format!("{UNPROCESSABLE}: an unprocessable claim cannot be corrected; it goes out as a new claim"),
                false => "a new claim beside the processed one is a duplicate; correct the first".to_owned(),
            });
        }
        if percent < 100 {
            lines.push(scenario.lesson.learn.clone());
        }
        Ok(WorkReply { percent, lines })
    }
}

/// A claim that was worked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkedClaim {
    /// Its place in the remittance, from 0.
    pub place: usize,
    /// What was typed.
    pub typed: String,
    /// What it was worth, in percent.
    pub percent: u32,
}

/// How the whole queue went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The remedies, in percent; a claim that was not worked counts as nothing.
    pub percent: u32,
    /// The order of work, in percent.
    pub triage: u32,
    /// Both are enough.
    pub passed: bool,
}

impl Outcome {
    /// Of the claims worked, in that order.
    pub fn of(claims: &[DeniedClaim<'_>], worked: &[WorkedClaim]) -> Outcome {
        let order: Vec<usize> = worked.iter().map(|done| done.place).collect();
        let triage = triage(claims, &order);
        let sum: u32 = worked.iter().map(|done| done.percent).sum();
        let percent = sum / u32::try_from(claims.len().max(1)).unwrap_or(1);
        Outcome { percent, triage, passed: percent >= PASS && triage >= PASS }
    }
}

/// The claims worked of a queue that was left open, in that order; claims that it does not hold any more are left out.
pub fn resume(claims: &[DeniedClaim<'_>], learner: &Learner) -> Vec<WorkedClaim> {
    let worked = |done: &QueuedClaim| {
        let place = claims.iter().position(|claim| claim.scenario.id == done.case)?;
        Some(WorkedClaim { place, typed: done.typed.clone(), percent: done.percent })
    };
    learner.queue.iter().filter_map(worked).collect()
}

/// What is recorded when the last of these claims was worked; nothing where none was. A queue begun `anew` takes the place of
/// one that was left open.
pub fn event(claims: &[DeniedClaim<'_>], worked: &[WorkedClaim], anew: bool) -> Option<Event> {
    let done = worked.last()?;
    let scenario = claims.get(done.place)?.scenario;
    let Outcome { percent, triage, passed } = Outcome::of(claims, worked);
    Some(Event::Worked {
        claim: QueuedClaim { case: scenario.id.clone(), typed: done.typed.clone(), percent: done.percent },
        rule: scenario.rules.first().cloned().unwrap_or_default(),
        first: anew && worked.len() == 1,
        end: (worked.len() == claims.len()).then_some(CapstoneRecord { date: None, percent, triage, passed }),
    })
}

/// The claim that should have been worked instead of the one at a step of the order of work, by its place: a claim is taken in
/// its turn when none left is due more than two weeks sooner, and none due sooner or on the same day is worth more than twice
/// as much.
pub fn better(claims: &[DeniedClaim<'_>], worked: &[usize], step: usize) -> Option<usize> {
    let taken = claims.get(*worked.get(step)?)?;
    let days = |a: Date, b: Date| a.until(b).map_or(0, |span| span.get_days());
    let precedes = |other: &DeniedClaim<'_>| match (other.deadline, taken.deadline) {
        (Some(_), None) => true,
        (Some(other_day), Some(own)) => days(other_day, own) > SLACK || other_day <= own && other.denied > taken.denied * Decimal::TWO,
        (None, _) => false,
    };
    let left = (0..claims.len()).filter(|place| !worked[..=step].contains(place));
    left.filter(|place| precedes(&claims[*place])).min_by_key(|place| (claims[*place].deadline, std::cmp::Reverse(claims[*place].denied)))
}

/// How well the order of work kept deadlines and dollars: the share of claims taken in their turn, in percent.
pub fn triage(claims: &[DeniedClaim<'_>], worked: &[usize]) -> u32 {
    let known = |place: usize| place < claims.len();
    let kept = (0..worked.len()).filter(|step| known(worked[*step]) && better(claims, worked, *step).is_none()).count();
    u32::try_from(kept * 100 / claims.len().max(1)).unwrap_or(0)
}
