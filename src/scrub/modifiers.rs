//! Modifiers: valid on the date, where they belong, which are missing.

use super::context::{Group, Line};
use super::finding::{Findings, Severity};
use crate::billing::modifiers::POLICY;
use crate::billing::payment;
use crate::catalog::{Circumstances, ContainerType, DiscardedPolicy, Setting, State};
use crate::explanation::rules;

/// Modifiers that answer procedure edits and never belong on a drug line.
const PROCEDURE: [&str; 6] = ["25", "59", "XE", "XS", "XP", "XU"];
/// The reason an erythropoiesis-stimulating agent was given.
const ESA: [&str; 3] = ["EA", "EB", "EC"];
/// Modifiers of drug bought under the 340B program.
const DISCOUNTED: [&str; 2] = ["TB", "JG"];
/// The most modifiers that a line holds.
const MOST: usize = 4;

/// One line by itself.
pub(crate) fn check(line: &Line<'_>, circumstances: &Circumstances, found: &mut Findings) {
    valid(line, found);
    many(line, found);
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
    route(line, found);
    if line.named_by(rules::PUMP_POLICY) && !line.has_any(&POLICY) {
        found.note(line, "policy-modifier-missing", rules::PUMP_POLICY).denied("CO", "4", &["N822"]).say(
            "a supplier's line of a pump drug does not say whether the infusion pump policy is met",
            "add KX where it is and the file proves it, GA or GZ where it is not, GY where no covered pump is used",
        );
    }
    if DISCOUNTED.iter().all(|mark| line.has(mark)) {
        found
            .error(line, "340b-both", rules::TB_340B)
            .denied("CO", "4", &["N519"])
            .say("TB and JG exclude each other", "keep TB on dates from 2025-01-01, before that the one that the entity reports");
    }
    if line.discounted(circumstances) == Some(true) && !line.has_any(&DISCOUNTED) {
        discounted(line, found);
    }
}

/// The lines of one drug on one date together.
pub(crate) fn group(group: &Group<'_, '_>, circumstances: &Circumstances, found: &mut Findings) {
    if group.administered().next().is_none() {
        for line in group.discarded().filter(|l| !l.has("JZ")) {
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
    } else {
        for line in group.administered().filter(|l| !l.has("JZ") && owed(l)) {
            if !found.has(line, "discarded-not-billed") {
                missing(line, found);
            }
        }
    }
    mixed_stock(group, circumstances, found);
}

fn ndc<'l>(line: &'l Line<'_>) -> Option<&'l str> {
    line.cells.ndc.as_ref().map(|n| n.ndc.as_str())
}

/// Does the payer want JW's partner or JZ on this line?
pub(crate) fn owed(line: &Line<'_>) -> bool {
    payable(line)
        && line.rule(if line.setting == Setting::Dme { rules::JZ_DISPENSED } else { rules::JZ_REQUIRED })
        && line.container() == ContainerType::Single
        && line.drug.is_some_and(|d| d.unit.quantity().is_some())
}

/// Would the payer pay for discarded units, as far as is known?
pub(crate) fn payable(line: &Line<'_>) -> bool {
    line.payer.discarded == DiscardedPolicy::OwnLine
        && line.container() != ContainerType::Multi
        && !payment::perhaps_packaged(&line.facts.payments, line.scope())
}

/// Neither JW nor JZ. Claims were first returned for it three months after it was owed; suppliers are partly excepted.
fn missing(line: &Line<'_>, found: &mut Findings) {
    const FIX: &str = "JZ where no whole unit was discarded; else the discarded units on their own line with JW";
    if line.setting == Setting::Dme {
        found.warning(line, "missing-jw-jz", rules::JZ_DISPENSED).denied("CO", "4", &["N822", "MA130"]).say(
            "a supplier's line of a single-dose drug with neither JW nor JZ",
            "add JZ, unless the policy article excepts drug that patients give themselves (pumps, immune globulin, nebulizers)",
        );
    } else if line.rule(rules::JZ_EDITS) {
        found
            .error(line, "missing-jw-jz", rules::JZ_REQUIRED)
            .denied("CO", "4", &["N822", "MA130"])
            .say("a single-dose drug with neither JW nor JZ is returned unprocessed", format!("{FIX}. New claim, no appeal"));
    } else {
        found
            .warning(line, "missing-jw-jz", rules::JZ_REQUIRED)
            .say("a single-dose drug with neither JW nor JZ; claims of this date were not yet returned for it", FIX);
    }
}

/// More than the line holds, or one twice.
fn many(line: &Line<'_>, found: &mut Findings) {
    let modifiers = &line.cells.modifiers;
    if modifiers.len() > MOST {
        found.error(line, "too-many-modifiers", rules::MODIFIER_ORDER).denied("CO", "4", &["N519"]).say(
            format!("{} modifiers; a line holds {MOST}, and the payer does not see the others", modifiers.len()),
            "keep those that decide payment; what only informs goes last or into the remarks",
        );
    }
    let twice = modifiers.iter().enumerate().find(|(i, m)| modifiers[..*i].iter().any(|before| before.eq_ignore_ascii_case(m)));
    if let Some((_, modifier)) = twice {
        found
            .error(line, "modifier-twice", rules::MODIFIER_ORDER)
            .denied("CO", "4", &["N519"])
            .say(format!("{modifier} stands twice on the line"), "state each modifier once");
    }
}

/// The route where one code has several, and one route only.
fn route(line: &Line<'_>, found: &mut Findings) {
    if line.has("JA") && line.has("JB") {
        found
            .error(line, "two-routes", rules::ROUTE)
            .denied("CO", "4", &["N519"])
            .say("JA and JB on one line contradict each other", "keep the route by which these units were given");
    }
    if line.named_by(rules::ROUTE) && !line.has_any(&["JA", "JB"]) {
        found.warning(line, "route-modifier-missing", rules::ROUTE).denied("CO", "4", &["N822"]).say(
            format!("{} is given by two routes and the line does not say which; contractors that list it deny", line.cells.code),
            "add JA for intravenous or JB for subcutaneous, as given",
        );
    }
}

/// Some lines of a drug marked as 340B stock, others not, and nothing says that those came from elsewhere.
fn mixed_stock(group: &Group<'_, '_>, circumstances: &Circumstances, found: &mut Findings) {
    let Some(mark) = DISCOUNTED.iter().find(|mark| group.lines.iter().any(|l| l.has(mark))) else { return };
    for line in group.lines.iter().filter(|l| !l.has_any(&DISCOUNTED) && l.discounted(circumstances).is_none()) {
        let wanted = if line.rule(rules::TB_340B) { "TB" } else { mark };
        found.warning(line, "340b-missing", rules::TB_340B).denied("CO", "4", &["N822"]).say(
            format!("other lines of this drug carry {mark}, this one does not"),
            format!("add {wanted} to every line of 340B drug, the JW line too; or explain the mixed stock"),
        );
    }
}

/// 340B stock without its mark: owed to Medicare, elsewhere the contract's or the state's business.
fn discounted(line: &Line<'_>, found: &mut Findings) {
    let (mark, rule) = if line.rule(rules::TB_340B) {
        ("TB", rules::TB_340B)
    } else if line.rule(rules::JG_340B) {
        ("JG, or TB where the entity is excepted,", rules::JG_340B)
    } else {
        return;
    };
    let severity = if line.payer.medicare { Severity::Error } else { Severity::Note };
    let draft = found.add(line, severity, "340b-missing", rule);
    let draft = if line.payer.medicare { draft.denied("CO", "4", &["N822"]) } else { draft };
    draft.say("340B drug without its modifier", format!("add {mark} to every line of the drug"));
}

/// Known and valid on the date of service. CPT's numeric modifiers stand in no CMS file held here.
fn valid(line: &Line<'_>, found: &mut Findings) {
    for modifier in line.cells.modifiers.iter().map(|m| m.to_ascii_uppercase()) {
        if modifier.bytes().all(|b| b.is_ascii_digit()) && modifier.len() == 2 {
            continue;
        }
        let Some(fact) = line.shelf.modifiers.iter().find(|f| f.code == modifier) else {
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
    if line.container() == ContainerType::Multi {
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

/// Exactly one reason. Plans outside Medicare mostly follow.
fn esa(line: &Line<'_>, found: &mut Findings) {
    let given: Vec<&str> = ESA.into_iter().filter(|m| line.has(m)).collect();
    let severity = if line.payer.medicare { Severity::Error } else { Severity::Warning };
    match given.as_slice() {
        [] => found.add(line, severity, "esa-reason-missing", rules::ESA_REASON).denied("CO", "4", &["MA130"]).say(
            "an ESA line outside dialysis says why it was given",
            "add exactly one of EA (chemotherapy anemia), EB (radiotherapy anemia), EC (other anemia), and the latest hemoglobin or hematocrit",
        ),
        [_] => {}
        several => found.add(line, severity, "esa-reason-several", rules::ESA_REASON).denied("CO", "4", &["N519", "MA130"]).say(
            format!("{} exclude each other", several.join(" and ")),
            "keep the one that is true; units given for another reason go on a line of their own",
        ),
    }
}
