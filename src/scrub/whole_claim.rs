//! What only the whole claim shows: twins, orphans, pointers, and what the payer and the calendar say.

use std::cell::OnceCell;

use super::context::{CheckContext, Group, Line, sum};
use super::finding::Findings;
use crate::billing::payment;
use crate::catalog::{Administration, Circumstances, Date, Edit, ScenarioLine, Setting};
use crate::coverage::LineCoverage;
use crate::explanation::rules;
use crate::text::counted;

/// Checks across lines.
pub(super) fn check(context: &CheckContext<'_>, lines: &[Line<'_>], circumstances: &Circumstances, found: &mut Findings) {
    administrations(context, lines, found);
    if circumstances.complex_administration_excluded {
        complex_administrations(context, lines, found);
    }
    for line in lines.iter().filter(|l| l.drug.is_some()) {
        diagnoses(context, line, circumstances, found);
        approval(line, lines, circumstances, found);
        packaged(line, found);
        calendar(line, circumstances, found);
    }
}

/// Lines that a payer takes for one that was billed already.
pub(super) fn duplicates(lines: &[Line<'_>], circumstances: &Circumstances, on: Date, found: &mut Findings) {
    let earlier: Vec<Identity> = circumstances.earlier.iter().map(|line| Identity::of_earlier(line, on)).collect();
    let identities: Vec<OnceCell<Identity>> = lines.iter().map(|_| OnceCell::new()).collect();
    let identity = |at: usize| identities[at].get_or_init(|| Identity::of_line(&lines[at]));
    for (i, line) in lines.iter().enumerate() {
        let alike = |at: &usize| lines[*at].date == line.date && lines[*at].code.eq_ignore_ascii_case(line.code);
        let mut others = (0..i).filter(alike).peekable();
        // Modifiers that say a repeated line is meant.
        if (others.peek().is_none() && earlier.is_empty()) || !line.modifiers_of(rules::DUPLICATE).is_empty() {
            continue;
        }
        let twin = others.find(|at| identity(*at) == identity(i) && lines[*at].payer.id == line.payer.id && !full(&lines[*at]));
        let earlier = earlier.iter().find(|before| *before == identity(i));
        if let Some(twin) =
            twin.map(|at| format!("line {}", lines[at].cells.number)).or(earlier.map(|_| "a line adjudicated before".to_owned()))
        {
            let edit = if line.drug.is_some() { Edit::DuplicateDrug } else { Edit::DuplicateService };
            found.add(line, edit, format!("same code, date and modifiers as {twin}"));
        }
    }
}

/// A line that fills a field is continued on the next: the payer's field, or one of the sizes that payers and forms use.
fn full(line: &Line<'_>) -> bool {
    let sizes = line.rules.rule(rules::FIELD_SIZE).map_or(&[][..], |rule| &rule.values);
    line.units().is_some_and(|u| u >= u64::from(line.payer.units_per_line) || sizes.contains(&u))
}

/// What a payer compares to find the same service twice.
#[derive(PartialEq)]
struct Identity {
    code: String,
    modifiers: Vec<String>,
    ndc11: Option<String>,
    date: Date,
}

impl Identity {
    fn of(code: &str, modifiers: &[String], ndc: Option<&str>, date: Date) -> Identity {
        let mut modifiers: Vec<String> = modifiers.iter().map(|m| m.to_ascii_uppercase()).collect();
        modifiers.sort();
        Identity {
            code: code.trim().to_ascii_uppercase(),
            modifiers,
            ndc11: ndc.and_then(|n| crate::catalog::ndc::eleven(crate::claim::bare(n)).ok()),
            date,
        }
    }

    fn of_line(line: &Line<'_>) -> Identity {
        let cells = line.cells;
        Identity::of(&cells.code, &cells.modifiers, cells.ndc.as_ref().map(|n| n.ndc.as_str()), line.date)
    }

    fn of_earlier(line: &ScenarioLine, on: Date) -> Identity {
        Identity::of(&line.code, &line.modifiers, line.ndc.as_deref(), line.date.unwrap_or(on))
    }
}

/// A flush lies within what else is given that day; an add-on administration number needs its base on the same date.
fn administrations(context: &CheckContext<'_>, lines: &[Line<'_>], found: &mut Findings) {
    let numbered = |line| Some((line, context.administration(line)?));
    let numbers: Vec<(&Line<'_>, &Administration)> = lines.iter().filter_map(numbered).collect();
    let is_flush = |number: &Administration| number.kind == "flush";
    for (line, _) in numbers.iter().filter(|(_, number)| is_flush(number)) {
        let other = numbers.iter().find(|(other, number)| other.date == line.date && !is_flush(number));
        if let Some((other, _)) = other {
            found.add(line, Edit::FlushBesideAdministration, format!("the flush belongs to {} of the same day", other.cells.code));
        }
    }
    for (line, number) in numbers.iter().filter(|(_, number)| !number.base.is_empty()) {
        if !lines.iter().any(|l| l.date == line.date && number.base.iter().any(|b| *b == l.code)) {
            let text = format!("{} continues something that is not on the claim", number.code);
            found.fill(line, Edit::AddOnWithoutBase, text, &[("codes", &number.base.join(" or "))]);
        }
    }
}

/// The plan's list leaves the drug of the day out of the codes for chemotherapy.
fn complex_administrations(context: &CheckContext<'_>, lines: &[Line<'_>], found: &mut Findings) {
    for line in lines {
        let Some(number) = context.administration(line).filter(|number| number.drug_class == "chemotherapy") else { continue };
        if let Some(drug) = lines.iter().find(|l| l.drug.is_some() && l.date == line.date) {
            let text = format!("the plan's list does not take {} with {}", number.code, drug.cells.code);
            found.add(line, Edit::ComplexAdministration, text);
        }
    }
}

/// The encounter code explains the visit, not the drug.
fn diagnoses(context: &CheckContext<'_>, line: &Line<'_>, circumstances: &Circumstances, found: &mut Findings) {
    let codes: Vec<String> =
        line.cells.diagnoses.iter().map(|d| d.trim().to_ascii_uppercase().replace('.', "")).filter(|d| !d.is_empty()).collect();
    if codes.is_empty() {
        return;
    }
    let encounter = line.rules.rule(rules::ENCOUNTER_DIAGNOSIS).map_or(&[][..], |rule| &rule.diagnoses);
    if codes.iter().all(|d| encounter.iter().any(|start| d.starts_with(start.as_str()))) {
        found.add(line, Edit::EncounterDiagnosisOnly, "the drug points to the encounter code only; it does not say what is treated");
        return;
    }
    if circumstances.covered_diagnoses.is_none()
        && let Some(said) = listed(context, line, circumstances)
    {
        found.add(line, said.edit, said.text);
    }
    if let Some(covered) = &circumstances.covered_diagnoses
        && !codes.iter().any(|d| covered.iter().any(|c| d.starts_with(&c.to_ascii_uppercase().replace('.', ""))))
    {
        let text = format!("{} is not among the diagnoses the payer's policy covers", line.cells.diagnoses.join(", "));
        found.add(line, Edit::OutsidePolicy, text);
    }
}

/// What Medicare's local documents say of the diagnoses. A payer may be named by its contractor.
fn listed(context: &CheckContext<'_>, line: &Line<'_>, circumstances: &Circumstances) -> Option<LineCoverage> {
    let row = context.rules.book.edit(Edit::DiagnosisNotListed)?;
    let code = line.drug.filter(|_| row.holds(line.date, &line.payer.id, line.setting))?;
    context.listed(&code.code, line, circumstances)
}

/// An approval that is missing, or that names none of the drugs of the claim, or that ended. Other drugs beside an approved one may need none.
fn approval(line: &Line<'_>, lines: &[Line<'_>], circumstances: &Circumstances, found: &mut Findings) {
    let Some(approved) = &circumstances.authorized else { return };
    let named = |l: &Line<'_>| approved.iter().any(|c| c.eq_ignore_ascii_case(&l.cells.code));
    if approved.is_empty() {
        found.add(line, Edit::NoAuthorization, "the payer requires an approval and none was obtained");
    } else if !lines.iter().any(named) {
        let text = format!("the approval names {}, the line bills {}", approved.join(", "), line.cells.code);
        found.add(line, Edit::AuthorizedOther, text);
    } else if named(line) && circumstances.authorized_until.is_some_and(|until| until < line.date) {
        found.add(line, Edit::AuthorizationExpired, "the approval ended before the date of service");
    }
}

/// More units than the approval still holds.
pub(crate) fn approved_units(group: &Group<'_, '_>, circumstances: &Circumstances, found: &mut Findings) {
    let line = group.first();
    let named = circumstances.authorized.as_ref().is_some_and(|codes| codes.iter().any(|c| c.eq_ignore_ascii_case(&line.cells.code)));
    let units = sum(group.lines.iter().copied());
    if let Some(left) = circumstances.authorized_units.filter(|left| named && units > *left) {
        found.add(line, Edit::AuthorizationExceeded, format!("{units} billed, the approval holds {left}", units = counted(units, "unit")));
    }
}

/// A hospital reports a packaged drug and is paid for it within the service: nothing to mend.
fn packaged(line: &Line<'_>, found: &mut Findings) {
    if line.rule(rules::PACKAGED) && payment::packaged(&line.facts.payments, line.scope()) {
        let text = format!("{} has status N: its payment lies within that of the service", line.cells.code);
        found.add(line, Edit::Packaged, text);
    }
}

fn calendar(line: &Line<'_>, circumstances: &Circumstances, found: &mut Findings) {
    use jiff::ToSpan;
    let year_after = line.date.checked_add(1.year());
    if line.payer.medicare && circumstances.received.is_some_and(|received| year_after.is_ok_and(|last| received > last)) {
        found.add(line, Edit::FiledLate, format!("received more than one year after the date of service {}", line.date));
    }
    if circumstances.records_requested_unanswered {
        found.add(line, Edit::RecordsNotSent, "the payer asked for records and did not get them");
    }
    // Who bought the drug and started the pump decides the contractor.
    let by_supplier = circumstances.home_pump && !circumstances.pump_started_by_practice;
    if by_supplier && line.payer.medicare && line.setting != Setting::Dme {
        found.add(line, Edit::HomePump, "drug that a supplier's pump infuses at home belongs to the equipment contractor");
    }
}
