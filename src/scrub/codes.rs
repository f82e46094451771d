//! Is the code one, was it valid on the date, and may it be billed so?

use super::context::{CheckContext, Line};
use super::finding::Findings;
use crate::catalog::{BillingUnit, Catalog, Circumstances, Code, Date, Edit, Setting, State};
use crate::explanation::rules;
use crate::text::counted;

/// Code known, active on the date; place and date of the line; unclassified codes; drug that was not bought.
pub(super) fn check(context: &CheckContext<'_>, line: &Line<'_>, circumstances: &Circumstances, on: Date, found: &mut Findings) {
    let catalog = context.catalog;
    if !line.payer_known {
        let payer = line.cells.payer.payer.as_deref().unwrap_or_default();
        let text = format!("payer `{}` is not one of the catalog's; checked as {}", crate::text::cut(payer, 40), line.payer.id);
        found.fill(line, Edit::UnknownPayer, text, &[("payers", &line.rules.book.nearest_payers(payer).join(", "))]);
    }
    if line.date > on {
        found.add(line, Edit::FutureDate, format!("the date of service {} is in the future: today is {on}", line.date));
    }
    let Some(code) = line.drug else {
        return unknown(catalog, line, found);
    };
    dates(line, &Others::of(catalog, line, code), found);
    if circumstances.drug_supplied_free {
        found.add(line, Edit::FreeDrug, "the drug cost the provider nothing, so there is no drug to bill");
    }
    if circumstances.specialty_pharmacy_required {
        found.add(line, Edit::SpecialtyPharmacy, "the plan takes this drug only from the pharmacy that it names");
    }
    if code.unit == BillingUnit::Unclassified {
        unclassified(catalog, line, code, circumstances, found);
    }
    let place = line.cells.payer.place.as_deref().unwrap_or_default();
    if line.rules.rule(rules::INPATIENT_DRUG).is_some_and(|rule| rule.places.iter().any(|p| p == place)) {
        found.add(line, Edit::InpatientPlace, format!("place of service {place} is an inpatient stay, which pays for the drug"));
    }
    setting(line, found);
    covered(line, catalog.edition("codes"), found);
    size(line, code, found);
}

/// A fluid has a code for each size of package; a line whose chart names the packages is compared elsewhere, and what was discarded
/// says nothing of the size.
fn size(line: &Line<'_>, code: &Code, found: &mut Findings) {
    let is_asked = line.cells.given.opened.is_none() && !line.has("JW");
    let Some(family) = line.rules.book.unit_notes().size_family(&code.code).filter(|_| is_asked) else { return };
    let Some((units, each)) = line.units().zip(code.unit.quantity()) else { return };
    let Ok(all) = each.times(units.into()) else { return };
    let Some((other, size, number)) = family.better(&code.code, all) else { return };
    let (size, all) = (size.grouped(), all.grouped());
    let text =
        format!("{units} of {} are {all} of {}, as {number} of {other} would be", code.code, family.name, units = counted(units, "unit"));
    let words = [("code", other), ("units", &*number.to_string()), ("size", &*size.to_string())];
    found.fill(line, Edit::OtherSizeCode, text, &words);
}

/// The codes that were or are billed instead, in words.
pub(crate) struct Others {
    /// Those that followed an ended one.
    pub(crate) after: Vec<String>,
    /// Those that were valid before it began.
    pub(crate) before: Vec<String>,
    /// What is known beside, with a period before it; may be empty.
    pub(crate) why: String,
}

impl Others {
    fn of(catalog: &Catalog, line: &Line<'_>, code: &Code) -> Others {
        let held = |codes: Vec<crate::catalog::RelatedCode>| codes.into_iter().filter_map(|link| catalog.code(&link.code));
        let (after, before) = match code.state(line.date) {
            State::Active => return Others { after: Vec::new(), before: Vec::new(), why: String::new() },
            State::Ended => (held(catalog.successors(&code.code)).map(Code::with_unit).collect(), Vec::new()),
            State::Future => {
                let usable = |old: &&Code| old.state(line.date) == State::Active && (hospital(line) || !is_c_code(line, &old.code));
                (Vec::new(), held(catalog.predecessors(&code.code)).filter(usable).map(Code::with_unit).collect())
            }
        };
        let why = catalog.transition(&code.code).map(|t| format!(". {}", t.text)).unwrap_or_default();
        Others { after, before, why }
    }
}

/// A code is billed from its first to its last day.
pub(crate) fn dates(line: &Line<'_>, others: &Others, found: &mut Findings) {
    let Some(code) = line.drug else { return };
    let day = |day: Option<Date>| day.map(|d| d.to_string()).unwrap_or_default();
    match code.state(line.date) {
        State::Active => {}
        State::Ended => {
            let text = format!("{} ended {}; the date of service is {}", code.code, day(code.dates.ended), line.date);
            let edit = if others.after.is_empty() { Edit::EndedWithoutSuccessor } else { Edit::EndedCode };
            found.fill(line, edit, text, &[("codes", &others.after.join(" or ")), ("why", &others.why)]);
        }
        State::Future => {
            let text = format!("{} may be billed from {}; the date of service is {}", code.code, day(code.dates.added), line.date);
            let edit = if others.before.is_empty() { Edit::FutureWithoutPredecessor } else { Edit::FutureCode };
            found.fill(line, edit, text, &[("codes", &others.before.join(" or "))]);
        }
    }
}

fn hospital(line: &Line<'_>) -> bool {
    matches!(line.setting, Setting::Outpatient | Setting::Asc)
}

/// A code of hospital outpatient departments and surgical centers.
fn is_c_code(line: &Line<'_>, code: &str) -> bool {
    line.rules.rule(rules::C_CODE_SETTING).is_some_and(|rule| rule.names(code))
}

/// C codes are the hospital's and the surgical center's.
pub(crate) fn setting(line: &Line<'_>, found: &mut Findings) {
    let Some(code) = line.drug.filter(|code| is_c_code(line, &code.code)) else { return };
    if hospital(line) || !line.setting_known {
        return;
    }
    let edit = if code.unit == BillingUnit::Unclassified { Edit::UnclassifiedCCodeInOffice } else { Edit::CCodeInOffice };
    let setting = line.setting.as_str();
    let text = format!("{} is for hospital outpatient departments and surgical centers, the line is of the {setting}", code.code);
    found.add(line, edit, text);
}

/// What CMS's code file says of Medicare's coverage: the edits name the letter that draws them.
pub(crate) fn covered(line: &Line<'_>, edition: Option<&str>, found: &mut Findings) {
    let Some(code) = line.drug.filter(|code| line.payer.medicare && code.state(line.date) == State::Active) else { return };
    let drawn = line.rules.book.edits().iter().find(|row| row.coverage.as_ref().is_some_and(|letter| *letter == code.cms.coverage));
    let Some(edit) = drawn.map(|row| row.id) else { return };
    let words = match edit {
        Edit::NotCovered => "is not covered by Medicare",
        Edit::ExcludedByStatute => "is excluded by Medicare's law",
        _ => "is not payable by Medicare: other payers asked for it",
    };
    found.add(line, edit, format!("{} {words} (CMS code file, {})", code.code, edition.unwrap_or("no edition")));
}

/// A number of five digits is an administration number and no business of the drug catalog.
fn unknown(catalog: &Catalog, line: &Line<'_>, found: &mut Findings) {
    let code = line.code;
    let five = code.len() == 5 && code.bytes().all(|b| b.is_ascii_alphanumeric());
    if five && code.bytes().take(4).all(|b| b.is_ascii_digit()) {
        return;
    }
    let family = code.get(..2).unwrap_or_default();
    let drug_family = code.starts_with(['J', 'j']) || catalog.codes().iter().any(|c| c.family().eq_ignore_ascii_case(family));
    if five && !drug_family {
        return;
    }
    let edition = catalog.edition("codes").unwrap_or("no edition");
    found.add(line, Edit::UnknownCode, format!("`{code}` is no HCPCS drug code of the file held ({edition})"));
}

fn unclassified(catalog: &Catalog, line: &Line<'_>, code: &Code, circumstances: &Circumstances, found: &mut Findings) {
    if line.cells.units.is_some_and(|u| u.whole() != Some(1)) {
        let units = line.cells.units.map(|u| u.to_string()).unwrap_or_default();
        let text = format!("{} is priced from its narrative: the quantity is always 1, not {units}", code.code);
        found.add(line, Edit::UnclassifiedUnits, text);
    }
    match circumstances.narrative {
        Some(false) => found.add(line, Edit::UnclassifiedNarrative, format!("{} without a narrative cannot be priced", code.code)),
        None if line.cells.ndc.is_none() && !line.has("JW") => {
            let text = format!("{} names no drug, and the line has no NDC; its narrative is not known here", code.code);
            found.add(line, Edit::UnclassifiedUnnamed, text);
        }
        _ => {}
    }
    let specific = crate::scrub::ndc::codes_of(catalog, line);
    if let Some(first) = specific.iter().find(|c| c.unit != BillingUnit::Unclassified).map(|c| &c.code) {
        let text = format!("the product of this NDC has a code of its own: {first}");
        found.fill(line, Edit::SpecificCode, text, &[("code", first)]);
    }
}
