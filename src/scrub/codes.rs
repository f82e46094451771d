//! Is the code one, was it valid on the date, and may it be billed so?

use super::context::Line;
use super::finding::Findings;
use crate::catalog::{BillingUnit, Circumstances, Code, Setting, State};
use crate::explanation::rules;

/// Code known, active on the date; unclassified codes; drug that was not bought.
pub(crate) fn check(line: &Line<'_>, circumstances: &Circumstances, found: &mut Findings) {
    let catalog = line.shelf.catalog;
    if !line.payer_known {
        let payer = line.cells.payer.payer.as_deref().unwrap_or_default();
        found.note(line, "unknown-payer", rules::PAYER_CONTRACT).say(
            format!("payer `{payer}` is not one of the catalog's; checked as {}", line.payer.id),
            "name one of the payers of the catalog",
        );
    }
    let Some(code) = line.drug else {
        return unknown(line, found);
    };
    match code.state(line.date) {
        State::Active => {}
        State::Ended => ended(line, code, found),
        State::Future => {
            let added = code.dates.added.map(|d| d.to_string()).unwrap_or_default();
            let before: Vec<String> = catalog
                .predecessors(&code.code)
                .into_iter()
                .filter_map(|link| catalog.code(&link.code))
                .filter(|old| old.state(line.date) == State::Active && (hospital(line) || !old.code.starts_with('C')))
                .map(with_unit)
                .collect();
            let fix = if before.is_empty() {
                "bill the code that was valid on the date, or an unclassified one".to_owned()
            } else {
                format!("bill the code that was valid on the date: {}", before.join(" or "))
            };
            found
                .error(line, "future-code", rules::CODE_DATES)
                .denied("CO", "181", &["N56"])
                .say(format!("{} may be billed from {added}; the date of service is {}", code.code, line.date), fix);
        }
    }
    if circumstances.drug_supplied_free {
        found
            .error(line, "free-drug", rules::FREE_DRUG)
            .denied("CO", "96", &["N130"])
            .say("the drug cost the provider nothing, so there is no drug to bill", "remove the drug line; bill the administration only");
    }
    if circumstances.specialty_pharmacy_required {
        found.error(line, "specialty-pharmacy", rules::SPECIALTY_PHARMACY).denied("CO", "96", &["N773"]).say(
            "the plan takes this drug only from the pharmacy that it names",
            "ask for an exception if there was a reason; else write off, and order the next dose through the pharmacy",
        );
    }
    if code.unit == BillingUnit::Unclassified {
        unclassified(line, code, circumstances, found);
    }
    setting(line, code, found);
    covered(line, code, found);
}

/// `J9319 (0.1 mg)`.
fn with_unit(code: &Code) -> String {
    if code.unit.quantity().is_some() { format!("{} ({})", code.code, code.unit.text()) } else { code.code.clone() }
}

fn hospital(line: &Line<'_>) -> bool {
    matches!(line.setting, Setting::Outpatient | Setting::Asc)
}

/// C codes are the hospital's and the surgical center's.
fn setting(line: &Line<'_>, code: &Code, found: &mut Findings) {
    if !code.code.starts_with('C') || hospital(line) || !line.setting_known || !line.rule(rules::C_CODE_SETTING) {
        return;
    }
    let fix = if code.unit == BillingUnit::Unclassified {
        "an office bills J3490, J3590 or J9999, quantity 1 with a narrative; a department states its place of service"
    } else {
        "bill the J or Q code of the drug, or an unclassified one; a department states its place of service"
    };
    found.error(line, "c-code-setting", rules::C_CODE_SETTING).denied("CO", "5", &["M77"]).say(
        format!("{} is for hospital outpatient departments and surgical centers, the line is of the {}", code.code, line.setting.as_str()),
        fix,
    );
}

/// What CMS's code file says of Medicare's coverage.
fn covered(line: &Line<'_>, code: &Code, found: &mut Findings) {
    let (text, rarc) = match code.cms.coverage.as_str() {
        "I" => ("is not payable by Medicare: other payers asked for it", "N56"),
        "M" => ("is not covered by Medicare", "N130"),
        "S" => ("is excluded by Medicare's law", "N425"),
        _ => return,
    };
    if line.payer.medicare && line.rule(rules::MEDICARE_COVERAGE) && code.state(line.date) == State::Active {
        found.error(line, "not-payable-by-medicare", rules::MEDICARE_COVERAGE).denied("CO", "96", &[rarc]).say(
            format!("{} {text} (CMS code file, {})", code.code, line.shelf.catalog.edition("codes").unwrap_or("no edition")),
            "look for a code that Medicare takes for the same drug; if there is none, the drug is not Part B's",
        );
    }
}

fn ended(line: &Line<'_>, code: &Code, found: &mut Findings) {
    let catalog = line.shelf.catalog;
    let end = code.dates.ended.map(|d| d.to_string()).unwrap_or_default();
    let next: Vec<String> = catalog.successors(&code.code).into_iter().filter_map(|link| catalog.code(&link.code)).map(with_unit).collect();
    let why = catalog.transition(&code.code).map(|t| format!(". {}", t.text)).unwrap_or_default();
    let fix = if next.is_empty() {
        format!("find the code of the product given; no code follows this one directly{why}")
    } else {
        format!("bill the code of the product given, {}{why}", next.join(" or "))
    };
    found
        .error(line, "ended-code", rules::CODE_DATES)
        .denied("CO", "181", &["N56"])
        .say(format!("{} ended {end}; the date of service is {}", code.code, line.date), fix);
}

/// A number of five digits is an administration number and no business of the drug catalog.
fn unknown(line: &Line<'_>, found: &mut Findings) {
    let catalog = line.shelf.catalog;
    let code = line.cells.code.trim();
    let five = code.len() == 5 && code.bytes().all(|b| b.is_ascii_alphanumeric());
    if five && code.bytes().take(4).all(|b| b.is_ascii_digit()) {
        return;
    }
    let family = code.get(..2).unwrap_or_default();
    let drug_family = code.starts_with(['J', 'j']) || catalog.codes().iter().any(|c| c.family().eq_ignore_ascii_case(family));
    if five && !drug_family {
        return;
    }
    found.error(line, "unknown-code", rules::CODE_DATES).denied("CO", "181", &["N56"]).say(
        format!("`{code}` is no HCPCS drug code of the file held ({})", catalog.edition("codes").unwrap_or("no edition")),
        "look the drug up by name; check for a slip in the code",
    );
}

fn unclassified(line: &Line<'_>, code: &Code, circumstances: &Circumstances, found: &mut Findings) {
    if line.cells.units.is_some_and(|u| u.whole() != Some(1)) {
        let units = line.cells.units.map(|u| u.to_string()).unwrap_or_default();
        found.error(line, "unclassified-units", rules::UNCLASSIFIED).denied("CO", "16", &["M123", "N350", "MA130"]).say(
            format!("{} is priced from its narrative: the quantity is always 1, not {units}", code.code),
            "bill 1 unit with drug name, total dose, strength, route and NDC in the narrative",
        );
    }
    if circumstances.narrative == Some(false) {
        found.error(line, "unclassified-narrative", rules::UNCLASSIFIED).denied("CO", "16", &["M123", "N350", "MA130"]).say(
            format!("{} without a narrative cannot be priced", code.code),
            "name drug, total dose, strength, route and NDC in the narrative",
        );
    }
    let specific = crate::scrub::ndc::codes_of(line);
    if let Some(first) = specific.iter().find(|c| c.unit != BillingUnit::Unclassified).map(|c| &c.code) {
        found
            .error(line, "specific-code-exists", rules::SPECIFIC_CODE)
            .denied("CO", "189", &["N56"])
            .say(format!("the product of this NDC has a code of its own: {first}"), format!("bill {first} in its own units"));
    }
}
