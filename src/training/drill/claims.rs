//! Claims with one fault planted: which denial follows, and what is wrong. The claim check makes the key.

use super::super::grade::TypedLine;
use super::super::random::Random;
use super::amounts::{self, Worked};
use super::{Drill, DrillGenerator, DrillKind, Key, Source};
use crate::catalog::{Circumstances, ContainerType};
use crate::claim::ClaimLine;
use crate::explanation::rules;
use crate::quantity::Amount;
use crate::scrub::{Finding, Severity, check};

/// The denial that a claim draws.
pub(super) const DENIAL: DrillKind = DrillKind::named("denial");
/// What is wrong with a claim.
pub(super) const MISTAKE: DrillKind = DrillKind::named("mistake");

/// A fault that can be planted in a right claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    NoJz,
    OnlyJw,
    BothModifiers,
    TenTimes,
    FlagEnded,
    ProcedureModifier,
    CodeEnded,
    MultiDoseWaste,
    MultiDoseJz,
    OverlapBilled,
    Fraction,
    NoNdc,
    OrphanHour,
}

const FAULTS: [Fault; 13] = [
    Fault::NoJz,
    Fault::OnlyJw,
    Fault::BothModifiers,
    Fault::TenTimes,
    Fault::FlagEnded,
    Fault::ProcedureModifier,
    Fault::CodeEnded,
    Fault::MultiDoseWaste,
    Fault::MultiDoseJz,
    Fault::OverlapBilled,
    Fault::Fraction,
    Fault::NoNdc,
    Fault::OrphanHour,
];

impl Fault {
    /// What is wrong, as an answer to pick.
    fn description(self) -> &'static str {
        match self {
            Fault::NoJz => "Neither JW nor JZ, though the container is single-dose",
            Fault::OnlyJw => "The line of what was given is missing beside the JW line",
            Fault::BothModifiers => "JW and JZ contradict each other",
            Fault::TenTimes => "The units are ten times what was given",
            Fault::FlagEnded => "A modifier had ended on the date of service",
            Fault::ProcedureModifier => "A procedure modifier stands on a drug line",
            Fault::CodeEnded => "The code had ended on the date of service",
            Fault::MultiDoseWaste => "What stays in a multi-dose container is billed as discarded",
            Fault::MultiDoseJz => "JZ stands on drug from a multi-dose container",
            Fault::OverlapBilled => "The discarded part is already paid with the rounded-up units",
            Fault::Fraction => "The units are not whole",
            Fault::NoNdc => "The payer asks for the NDC, and it is missing",
            Fault::OrphanHour => "An add-on administration stands without its base",
        }
    }

    /// Plants the fault; `None` where the claim has no place for it.
    fn inject(self, worked: &Worked, generator: &DrillGenerator<'_>, random: &mut Random) -> Option<Vec<TypedLine>> {
        let mut lines = worked.lines.clone();
        let single = worked.dose.container == ContainerType::Single;
        let wasted = lines.iter().any(TypedLine::is_discarded);
        let first = lines.first_mut()?;
        match self {
            Fault::NoJz if single && !wasted => first.modifiers.clear(),
            Fault::OnlyJw if wasted => lines.retain(TypedLine::is_discarded),
            Fault::BothModifiers if wasted => first.modifiers.push("JZ".to_owned()),
            Fault::TenTimes if !wasted => {
                first.units = first.units.checked_mul(Amount::from(10)).filter(|u| *u <= Amount::from(generator.units_per_line()))?
            }
            Fault::FlagEnded => {
                let ended = generator.rules.rule(rules::JG_340B)?.modifiers.first()?;
                lines.iter_mut().for_each(|l| l.modifiers.push(ended.clone()));
            }
            Fault::ProcedureModifier => first.modifiers.push(generator.rules.rule(rules::PROCEDURE_MODIFIER)?.modifiers.first()?.clone()),
            Fault::CodeEnded => {
                let ended: Vec<_> = generator.turned.iter().filter(|c| c.dates.ended.is_some_and(|d| d < worked.dose.date)).collect();
                let code = random.pick(&ended)?.code.clone();
                lines.truncate(1);
                lines[0].code = code;
            }
            Fault::MultiDoseWaste if !single => {
                let rest = TypedLine { modifiers: vec!["JW".to_owned()], units: Amount::from(random.between(1, 9)), ..first.clone() };
                lines.push(rest);
            }
            Fault::MultiDoseJz if !single => first.modifiers.push("JZ".to_owned()),
            Fault::OverlapBilled if single && !wasted && worked.answer.given.labeled?.amount > worked.given.amount => {
                first.modifiers.clear();
                let rest = TypedLine { modifiers: vec!["JW".to_owned()], units: Amount::ONE, ..first.clone() };
                lines.push(rest);
            }
            Fault::Fraction if !wasted => first.units = first.units.checked_sub(Amount::new(5, 1))?,
            Fault::NoNdc => {}
            Fault::OrphanHour => {
                let hour = TypedLine {
                    code: add_on(generator)?.to_owned(),
                    modifiers: Vec::new(),
                    units: Amount::ONE,
                    ndc: None,
                    diagnoses: Vec::new(),
                };
                lines.push(hour);
            }
            _ => return None,
        }
        Some(lines)
    }

    /// The payer, by id and name; Medicaid is one that asks for the NDC.
    fn payer(self) -> (&'static str, &'static str) {
        if self == Fault::NoNdc { ("medicaid", "Medicaid") } else { ("medicare-part-b", "Medicare Part B") }
    }
}

/// The first add-on of the administration numbers.
fn add_on<'c>(generator: &DrillGenerator<'c>) -> Option<&'c str> {
    generator.catalog.reference().administration.iter().find(|number| !number.base.is_empty()).map(|number| number.code.as_str())
}

/// A claim with one fault, and the finding that it draws.
struct Flawed {
    fault: Fault,
    worked: Worked,
    lines: Vec<ClaimLine>,
    typed: Vec<TypedLine>,
    finding: Finding,
    /// The payer sees it on the claim; it pays what the chart alone shows.
    is_seen: bool,
}

/// Draws a claim on which the check finds one mistake that is denied where it is seen, and no other.
fn draw(generator: &DrillGenerator<'_>, random: &mut Random) -> Option<Flawed> {
    let fault = *random.pick(&FAULTS)?;
    let worked = amounts::draw(generator, random, generator.date)?;
    let typed = fault.inject(&worked, generator, random)?;
    let lines = claim(&worked, &typed, fault);
    let findings = check(generator.catalog, &lines, &Circumstances::default(), worked.dose.date).ok()?;
    let mut wrong = findings.into_iter().filter(|f| f.severity != Severity::Note);
    let denied = |f: &Finding| generator.catalog.rulebook().edit(f.edit).is_some_and(|row| row.carc.is_some());
    let finding = wrong.next().filter(|f| f.severity == Severity::Error && denied(f))?;
    let is_seen = finding.denial.is_some();
    wrong.all(|f| f.kind == finding.kind).then_some(Flawed { fault, worked, lines, typed, finding, is_seen })
}

/// The lines with what the chart says, as the check reads them.
fn claim(worked: &Worked, typed: &[TypedLine], fault: Fault) -> Vec<ClaimLine> {
    let mut lines: Vec<ClaimLine> = typed.iter().enumerate().map(|(i, l)| l.claim_line(i + 1)).collect();
    for (i, line) in lines.iter_mut().enumerate() {
        line.date = Some(worked.dose.date);
        line.payer.payer = Some(fault.payer().0.to_owned());
        line.payer.place = Some("11".to_owned());
        // An administration has no chart of its own.
        if line.code != worked.dose.code && fault == Fault::OrphanHour {
            continue;
        }
        line.given.container = Some(worked.dose.container);
        if i == 0 && fault != Fault::CodeEnded {
            line.given.dose = Some(worked.given.to_string());
            line.given.opened = Some(worked.dose.opened_text());
        }
    }
    lines
}

impl Flawed {
    fn facts(&self) -> Vec<String> {
        let mut facts = self.worked.facts();
        facts.pop();
        if self.fault == Fault::CodeEnded {
            // Only the claim counts here: the drug of the ended code is another one.
            facts.clear();
        }
        facts.push(format!("{}, office, {}", self.fault.payer().1, self.worked.dose.date));
        facts.push("Billed:".to_owned());
        facts.extend(self.typed.iter().enumerate().map(|(i, l)| format!("  {}  {}", i + 1, l.text())));
        facts
    }

    /// What the payer answers.
    fn answer(&self) -> String {
        if self.is_seen {
            format!("The payer answers {}.", denied(&self.finding))
        } else {
            "The payer pays this claim: only the chart shows the mistake.".to_owned()
        }
    }

    fn drill(self, seed: u64, kind: DrillKind, ask: &str, form: &str, hint: String, key: Key) -> Drill {
        let finding = &self.finding;
        Drill {
            seed,
            kind,
            rule: finding.rule,
            facts: self.facts(),
            ask: ask.to_owned(),
            form: form.to_owned(),
            hint,
            key,
            why: vec![
                format!("line {}: {} [{}]", finding.line, finding.text, finding.rule),
                self.answer(),
                format!("fix: {}", finding.fix),
            ],
            source: Source::Claim(self.lines),
        }
    }
}

fn denied(finding: &Finding) -> String {
    key(finding).text()
}

fn key(finding: &Finding) -> Key {
    let (group, carc, rarc) = finding.denial.clone().map(|d| (d.group, d.carc, d.rarc)).unwrap_or_default();
    Key::Denial { group, carc, rarc }
}

pub(super) fn denial(generator: &DrillGenerator<'_>, seed: u64, random: &mut Random) -> Option<Drill> {
    let flawed = draw(generator, random).filter(|flawed| flawed.is_seen)?;
    let key = key(&flawed.finding);
    let hint = format!("What is wrong: {}.", flawed.fault.description().to_lowercase());
    let form = "group, reason and remarks, as in CO-16 M119; the usual ones count";
    Some(flawed.drill(seed, DENIAL, "Which denial follows?", form, hint, key))
}

pub(super) fn mistake(generator: &DrillGenerator<'_>, seed: u64, random: &mut Random) -> Option<Drill> {
    let flawed = draw(generator, random)?;
    let mut others: Vec<Fault> = FAULTS.into_iter().filter(|f| *f != flawed.fault).collect();
    let mut offered = vec![flawed.fault];
    while offered.len() < 4 {
        let next = *random.pick(&others)?;
        others.retain(|f| *f != next);
        offered.push(next);
    }
    let places = random.shuffled(offered.len());
    let among: Vec<String> = places.iter().map(|p| offered[*p].description().to_owned()).collect();
    let key = Key::Choice { right: places.iter().position(|p| *p == 0)?, among };
    let hint = flawed.answer();
    Some(flawed.drill(seed, MISTAKE, "What is wrong with this claim?", "a letter", hint, key))
}
