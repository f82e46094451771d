//! Modifiers: valid on the date, where they belong, which are missing.

use super::super::rules;
use super::{Circumstances, Findings, Group, Line};
use crate::catalog::{Catalog, Container, DiscardedPolicy, Setting, State};

/// Modifiers that answer procedure edits and never belong on a drug line.
const PROCEDURE: [&str; 6] = ["25", "59", "XE", "XS", "XP", "XU"];
/// The reason an erythropoiesis-stimulating agent was given.
const ESA: [&str; 3] = ["EA", "EB", "EC"];

/// One line by itself.
pub(super) fn check(line: &Line<'_>, catalog: &Catalog, circumstances: &Circumstances, found: &mut Findings) {
    valid(line, catalog, found);
    for modifier in PROCEDURE.iter().filter(|m| line.has(m)) {
        found.error(line, "administration-modifier", rules::PROCEDURE_MODIFIER).denied("CO", "4", &["N519"]).say(
            format!("{modifier} separates procedures or visits; on a drug line it says nothing"),
            format!("remove {modifier} here; if it is needed it goes on the administration or visit line"),
        );
    }
    if line.has("JW") && line.has("JZ") {
        found.error(line, "jw-and-jz", rules::JW_LINE).denied("CO", "4", &["N519"]).say(
            "JW says something was discarded, JZ that nothing was",
            "discarded units on their own line with JW; JZ only where no whole unit was discarded",
        );
    }
    if line.has_any(&["JW", "JZ"]) {
        discarded(line, found);
    }
    if line.named_by(rules::ESA_REASON) {
        esa(line, found);
    }
    if line.named_by(rules::ROUTE) && !line.has_any(&["JA", "JB"]) {
        found.warning(line, "route-modifier-missing", rules::ROUTE).denied("CO", "4", &["N822", "MA130"]).say(
            format!("{} is given by two routes and the line does not say which", line.cells.code),
            "add JA for intravenous or JB for subcutaneous, as given",
        );
    }
    if circumstances.discounted == Some(true) && line.rule(rules::TB_340B) && !line.has_any(&["TB", "JG"]) {
        found
            .error(line, "340b-missing", rules::TB_340B)
            .denied("CO", "4", &["N822"])
            .say("340B drug without its modifier", "add TB to every line of the drug");
    }
}

/// The lines of one drug on one date together.
pub(super) fn group(group: &Group<'_, '_>, circumstances: &Circumstances, found: &mut Findings) {
    let first = group.first();
    for line in group.discarded() {
        if group.administered().next().is_none() {
            found.error(line, "jw-without-partner", rules::JW_LINE).denied("CO", "4", &["N519", "MA130"]).say(
                "a JW line without the line of what was given is rejected",
                "bill the administered units on a line of their own before it",
            );
        }
    }
    if group.discarded().next().is_some() {
        for line in group.administered().filter(|l| l.has("JZ") && (l.cells.ndc.is_none() || group.discarded().any(|d| ndc(d) == ndc(l)))) {
            found.error(line, "jw-and-jz", rules::JW_LINE).denied("CO", "4", &["N519"]).say(
                "JZ says nothing was discarded while another line bills discarded drug",
                "remove JZ here if the JW line is true, or the JW line if it is not",
            );
        }
    } else if required(first) {
        for line in group.administered().filter(|l| !l.has("JZ") && required(l)) {
            found.error(line, "missing-jw-jz", rules::JZ_REQUIRED).denied("CO", "4", &["N822", "MA130"]).say(
                "a single-dose drug with neither JW nor JZ is returned unprocessed",
                "JZ where no whole unit was discarded; else the discarded units on their own line with JW. New claim, no appeal",
            );
        }
    }
    if circumstances.discounted.is_none() {
        for mark in ["TB", "JG"] {
            if group.lines.iter().any(|l| l.has(mark)) {
                for line in group.lines.iter().filter(|l| !l.has_any(&["TB", "JG"])) {
                    found.warning(line, "340b-missing", rules::TB_340B).denied("CO", "4", &["N822"]).say(
                        format!("other lines of this drug carry {mark}, this one does not"),
                        format!("add {mark} to every line of 340B drug, the JW line too; or explain the mixed stock"),
                    );
                }
            }
        }
    }
}

fn ndc<'l>(line: &'l Line<'_>) -> Option<&'l str> {
    line.cells.ndc.as_ref().map(|n| n.ndc.as_str())
}

/// Must this line carry JW's partner or JZ?
fn required(line: &Line<'_>) -> bool {
    let packaged = line.setting == Setting::Outpatient
        && line.rule(rules::PACKAGED)
        && super::super::payment::newest(&line.facts.payments, line.scope()).is_some_and(|p| p.status_indicator.as_deref() == Some("N"));
    line.payer.discarded == DiscardedPolicy::OwnLine
        && line.rule(if line.setting == Setting::Dme { rules::JZ_DISPENSED } else { rules::JZ_REQUIRED })
        && line.container() == Container::Single
        && !packaged
        && line.drug.is_some_and(|d| d.unit.quantity().is_some())
}

/// Known and valid on the date of service. CPT's numeric modifiers stand in no CMS file held here.
fn valid(line: &Line<'_>, catalog: &Catalog, found: &mut Findings) {
    if line.cells.modifiers.is_empty() {
        return;
    }
    let facts = catalog.modifiers();
    for modifier in line.cells.modifiers.iter().map(|m| m.to_ascii_uppercase()) {
        if modifier.bytes().all(|b| b.is_ascii_digit()) && modifier.len() == 2 {
            continue;
        }
        let Some(fact) = facts.iter().find(|f| f.code == modifier) else {
            found
                .error(line, "modifier-unknown", rules::MODIFIER_DATES)
                .denied("CO", "182", &["N823"])
                .say(format!("`{modifier}` is no HCPCS modifier of the file held"), "correct the modifier");
            continue;
        };
        let (state, word, day) = match fact.dates.state(line.date) {
            State::Active => continue,
            State::Ended => ("modifier-ended", "ended", fact.dates.ended),
            State::Future => ("modifier-future", "may be used from", fact.dates.added),
        };
        let day = day.map(|d| d.to_string()).unwrap_or_default();
        let fix = if modifier == "JG" {
            "340B drug carries TB on dates from 2025-01-01"
        } else {
            "use the modifier that was valid on the date of service, or none"
        };
        let rule = if modifier == "JG" { rules::JG_340B } else { rules::MODIFIER_DATES };
        found
            .error(line, state, rule)
            .denied("CO", "182", &["N823"])
            .say(format!("modifier {modifier} {word} {day}; the date of service is {}", line.date), fix);
    }
}

/// JW or JZ where it does not belong.
fn discarded(line: &Line<'_>, found: &mut Findings) {
    let which = if line.has("JW") { "JW" } else { "JZ" };
    if line.container() == Container::Multi {
        let mut draft = found.error(line, "discarded-on-multi-dose", rules::SINGLE_DOSE_ONLY);
        draft = if which == "JW" { draft.denied("CO", "96", &["N130"]) } else { draft.denied("CO", "4", &["N519"]) };
        let fix = if which == "JW" { "remove the JW line; bill what was given" } else { "remove JZ" };
        draft.say(format!("{which} is for single-dose containers; what is left in a multi-dose vial is kept, not discarded"), fix);
    }
    if line.payer.discarded == DiscardedPolicy::OneLine {
        found
            .warning(line, "payer-departs", rules::ONE_LINE)
            .denied("CO", "4", &["N519"])
            .say(format!("{} does not take {which}", line.payer.name), "bill as its policy says: whole containers on one line");
    }
}

fn esa(line: &Line<'_>, found: &mut Findings) {
    let given: Vec<&str> = ESA.into_iter().filter(|m| line.has(m)).collect();
    match given.as_slice() {
        [] => found.error(line, "esa-reason-missing", rules::ESA_REASON).denied("CO", "4", &["MA130"]).say(
            "an ESA line outside dialysis says why it was given",
            "add exactly one of EA (chemotherapy anemia), EB (radiotherapy anemia), EC (other anemia), and the latest hemoglobin or hematocrit",
        ),
        [_] => {}
        several => found.error(line, "esa-reason-several", rules::ESA_REASON).denied("CO", "4", &["N519", "MA130"]).say(
            format!("{} exclude each other", several.join(" and ")),
            "keep the one that is true",
        ),
    }
}
