//! What only the whole claim shows: twins, orphans, pointers, and what the payer and the calendar say.

use super::context::{Group, Line, sum};
use super::finding::Findings;
use crate::billing::payment;
use crate::catalog::{Circumstances, Date, ScenarioLine};
use crate::explanation::rules;

/// Checks across lines.
pub(crate) fn check(lines: &[Line<'_>], circumstances: &Circumstances, on: Date, found: &mut Findings) {
    duplicates(lines, circumstances, on, found);
    administrations(lines, found);
    for line in lines.iter().filter(|l| l.drug.is_some()) {
        diagnoses(line, circumstances, found);
        approval(line, lines, circumstances, found);
        packaged(line, found);
        calendar(line, circumstances, found);
    }
}

/// Modifiers that say a repeated line is meant.
const REPEATED: [&str; 4] = ["76", "77", "59", "91"];

fn duplicates(lines: &[Line<'_>], circumstances: &Circumstances, on: Date, found: &mut Findings) {
    let earlier: Vec<Identity> = circumstances.earlier.iter().map(|line| Identity::of_earlier(line, on)).collect();
    let identities: Vec<Identity> = lines.iter().map(Identity::of_line).collect();
    for (i, (line, identity)) in lines.iter().zip(&identities).enumerate() {
        if line.has_any(&REPEATED) {
            continue;
        }
        let twin = (0..i).find(|at| identities[*at] == *identity && lines[*at].payer.id == line.payer.id && !full(&lines[*at]));
        let earlier = earlier.iter().find(|before| *before == identity);
        if let Some(twin) =
            twin.map(|at| format!("line {}", lines[at].cells.number)).or(earlier.map(|_| "a line adjudicated before".to_owned()))
        {
            let fix = if line.drug.is_some() {
                "if it is the discarded part, put JW on it; if the dose was repeated, put both on one line; a correction goes as a replacement claim"
            } else {
                "remove it, or say with a modifier that it was repeated"
            };
            found
                .error(line, "duplicate-line", rules::DUPLICATE)
                .denied("OA", "18", &[])
                .say(format!("same code, date and modifiers as {twin}"), fix);
        }
    }
}

/// A line that fills a field is continued on the next. Fields hold so many nines; payers and forms differ in how many.
fn full(line: &Line<'_>) -> bool {
    line.units().is_some_and(|u| u >= u64::from(line.payer.units_per_line) || [999, 9_999, 99_999].contains(&u))
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
fn administrations(lines: &[Line<'_>], found: &mut Findings) {
    let numbers = lines.first().map_or(&[][..], |l| l.shelf.administrations);
    let flush = |line: &&Line<'_>| numbers.iter().any(|n| n.code == line.cells.code.trim() && n.kind == "flush");
    for line in lines.iter().filter(flush) {
        let other = |l: &&Line<'_>| l.date == line.date && !flush(l) && numbers.iter().any(|n| n.code == l.cells.code.trim());
        if let Some(other) = lines.iter().find(other) {
            found.error(line, "flush-beside-administration", rules::BUNDLED).denied("CO", "97", &["N390"]).say(
                format!("the flush belongs to {} of the same day", other.cells.code),
                "write the line off; 59 would claim a separate service that was not there",
            );
        }
    }
    for line in lines {
        let Some(number) = numbers.iter().find(|n| n.code == line.cells.code.trim() && !n.base.is_empty()) else { continue };
        if !lines.iter().any(|l| l.date == line.date && number.base.iter().any(|b| *b == l.cells.code.trim())) {
            found.error(line, "add-on-without-base", rules::ADD_ON_BASE).denied("CO", "B15", &["N122"]).say(
                format!("{} continues something that is not on the claim", number.code),
                format!("add the first service ({}) if start and stop times support it", number.base.join(" or ")),
            );
        }
    }
}

/// The encounter code explains the visit, not the drug.
fn diagnoses(line: &Line<'_>, circumstances: &Circumstances, found: &mut Findings) {
    let codes: Vec<String> =
        line.cells.diagnoses.iter().map(|d| d.trim().to_ascii_uppercase().replace('.', "")).filter(|d| !d.is_empty()).collect();
    if codes.is_empty() {
        return;
    }
    if codes.iter().all(|d| d.starts_with("Z511")) {
        found.error(line, "encounter-diagnosis-only", rules::ENCOUNTER_DIAGNOSIS).denied("CO", "11", &["N657"]).say(
            "the drug points to the encounter code only; it does not say what is treated",
            "point the drug line to the disease as well; the encounter code stays first on the claim",
        );
        return;
    }
    if let Some(covered) = &circumstances.covered_diagnoses
        && !codes.iter().any(|d| covered.iter().any(|c| d.starts_with(&c.to_ascii_uppercase().replace('.', ""))))
    {
        found.error(line, "outside-policy", rules::COVERAGE_POLICY).denied("CO", "50", &["N115"]).say(
            format!("{} is not among the diagnoses the payer's policy covers", line.cells.diagnoses.join(", ")),
            "correct an omitted true diagnosis; else appeal with compendium support, else write off. Never pick a diagnosis to be paid",
        );
    }
}

/// An approval that is missing, or that names none of the drugs of the claim, or that ended. Other drugs beside an approved one may need none.
fn approval(line: &Line<'_>, lines: &[Line<'_>], circumstances: &Circumstances, found: &mut Findings) {
    let Some(approved) = &circumstances.authorized else { return };
    let named = |l: &Line<'_>| approved.iter().any(|c| c.eq_ignore_ascii_case(&l.cells.code));
    if approved.is_empty() {
        found.error(line, "no-authorization", rules::AUTHORIZATION).denied("CO", "197", &[]).say(
            "the payer requires an approval and none was obtained",
            "look for proof of one, ask for retrospective review inside the plan's window, appeal with it; else write off",
        );
    } else if !lines.iter().any(named) {
        found.error(line, "authorized-other", rules::AUTHORIZATION).denied("CO", "284", &["N54"]).say(
            format!("the approval names {}, the line bills {}", approved.join(", "), line.cells.code),
            "have the approval amended to the product given, then send a corrected claim",
        );
    } else if named(line) && circumstances.authorized_until.is_some_and(|until| until < line.date) {
        found
            .error(line, "authorization-expired", rules::AUTHORIZATION)
            .denied("CO", "302", &["N351"])
            .say("the approval ended before the date of service", "ask for an extension that reaches the date, then correct or appeal");
    }
}

/// More units than the approval still holds.
pub(crate) fn approved_units(group: &Group<'_, '_>, circumstances: &Circumstances, found: &mut Findings) {
    let line = group.first();
    let named = circumstances.authorized.as_ref().is_some_and(|codes| codes.iter().any(|c| c.eq_ignore_ascii_case(&line.cells.code)));
    let units = sum(group.lines.iter().copied());
    if let Some(left) = circumstances.authorized_units.filter(|left| named && units > *left) {
        found.error(line, "authorization-exceeded", rules::AUTHORIZATION).denied("CO", "198", &["N351"]).say(
            format!("{units} units billed, the approval holds {left}"),
            "check the units; if they are right, ask for an extension with the treatment plan, then correct or appeal",
        );
    }
}

/// A hospital reports a packaged drug and is paid for it within the service: nothing to mend.
fn packaged(line: &Line<'_>, found: &mut Findings) {
    if line.rule(rules::PACKAGED) && payment::packaged(&line.facts.payments, line.scope()) {
        found.note(line, "packaged", rules::PACKAGED).denied("CO", "97", &["N390"]).say(
            format!("{} has status N: its payment lies within that of the service", line.cells.code),
            "keep reporting it; adjust the line off",
        );
    }
}

fn calendar(line: &Line<'_>, circumstances: &Circumstances, found: &mut Findings) {
    use jiff::ToSpan;
    let year_after = line.date.checked_add(1.year());
    if line.payer.medicare && circumstances.received.is_some_and(|received| year_after.is_ok_and(|last| received > last)) {
        found.error(line, "filed-late", rules::TIMELY_FILING).denied("CO", "29", &["N211"]).say(
            format!("received more than one year after the date of service {}", line.date),
            "test the listed exceptions with proof; otherwise write off. The patient owes nothing",
        );
    }
    if circumstances.records_requested_unanswered {
        found
            .error(line, "records-not-sent", rules::RECORDS)
            .denied("CO", "226", &["N706"])
            .say("the payer asked for records and did not get them", "send the whole packet within the payer's time");
    }
    if circumstances.home_pump && line.payer.medicare && line.setting != crate::catalog::Setting::Dme {
        found
            .error(line, "home-pump", rules::HOME_PUMP)
            .denied("CO", "109", &["N418"])
            .say("drug that a pump infuses at home belongs to the equipment contractor", "bill the DME contractor");
    }
}
