//! Modifiers: valid on the date, where they belong, which are missing.

use super::context::{Group, Line};
use super::finding::Findings;
use crate::billing::payment;
use crate::catalog::{Circumstances, ContainerType, Date, DiscardedPolicy, Edit, FindingKind, Setting, State};
use crate::explanation::rules;
use crate::quantity::Amount;
use crate::text::counted;

/// One line by itself.
pub(crate) fn check(line: &Line<'_>, discounted: Option<bool>, found: &mut Findings) {
    valid(line, found);
    many(line, found);
    for modifier in line.modifiers_of(rules::PROCEDURE_MODIFIER) {
        let text = format!("{modifier} separates procedures or visits; on a drug line it says nothing");
        found.fill(line, Edit::AdministrationModifier, text, &[("modifier", modifier)]);
    }
    if line.has("JW") && line.has("JZ") {
        found.add(line, Edit::JwAndJz, "JW says something was discarded, JZ that nothing was");
    }
    if line.has("JW") || line.has("JZ") {
        discarded(line, found);
    }
    if line.named_by(rules::ESA_REASON) {
        esa(line, found);
    }
    if let Some(modifier) = line.modifiers_of(rules::ESA_DIALYSIS).first().filter(|_| line.named_by(rules::ESA_DIALYSIS)) {
        let text = format!("{} is for patients on dialysis, {modifier} for those who are not", line.cells.code);
        found.fill(line, Edit::EsaReasonOnDialysis, text, &[("modifier", modifier)]);
    }
    route(line, found);
    sides(line, found);
    if line.named_by(rules::PUMP_POLICY) && line.modifiers_of(rules::PUMP_POLICY).is_empty() {
        found.add(
            line,
            Edit::PolicyModifierMissing,
            "a supplier's line of a pump drug does not say whether the infusion pump policy is met",
        );
    }
    stock(line, discounted, found);
}

/// The lines of one drug on one date together.
pub(crate) fn group(group: &Group<'_, '_>, circumstances: &Circumstances, found: &mut Findings) {
    if group.administered().next().is_none() {
        for line in group.discarded().filter(|l| !l.has("JZ")) {
            found.add(line, Edit::JwWithoutPartner, "a JW line without the line of what was given is rejected");
        }
    }
    if group.discarded().next().is_some() {
        for line in group.administered().filter(|l| l.has("JZ") && (l.cells.ndc.is_none() || group.discarded().any(|d| ndc(d) == ndc(l)))) {
            found.add(line, Edit::JzBesideJw, "JZ says nothing was discarded while another line bills discarded drug");
        }
    } else {
        for line in group.administered().filter(|l| !l.has("JZ")) {
            if owed(line) && !found.has(line, FindingKind::DiscardedNotBilled) {
                missing(line, found);
            } else if line.container() == ContainerType::Unknown && counts_waste(line) {
                found.add(
                    line,
                    Edit::CannotJudgeWaste,
                    "the container, or whether the code takes JW and JZ, is not known, so they cannot be judged",
                );
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
    counts_waste(line) && line.container() == ContainerType::Single
}

/// Does the payer want to know what of a single-dose container was discarded?
fn counts_waste(line: &Line<'_>) -> bool {
    payable(line)
        && line.rule(if line.setting == Setting::Dme { rules::JZ_DISPENSED } else { rules::JZ_REQUIRED })
        && line.drug.is_some_and(|d| d.unit.quantity().is_some() && d.state(line.date) == State::Active)
}

/// Would the payer pay for discarded units, as far as is known?
pub(crate) fn payable(line: &Line<'_>) -> bool {
    line.payer.discarded == DiscardedPolicy::OwnLine
        && line.container() != ContainerType::Multi
        && !payment::flat_rate(line.drug, &line.facts.payments, line.scope())
        && !payment::perhaps_packaged(&line.facts.payments, line.scope())
}

/// Neither JW nor JZ. Claims were first returned for it three months after it was owed; suppliers are partly excepted.
fn missing(line: &Line<'_>, found: &mut Findings) {
    if line.setting == Setting::Dme {
        found.add(line, Edit::MissingJwJzDispensed, "a supplier's line of a single-dose drug with neither JW nor JZ");
    } else if line.rule(rules::JZ_EDITS) {
        found.add(line, Edit::MissingJwJz, "a single-dose drug with neither JW nor JZ is returned unprocessed");
    } else {
        let text = "a single-dose drug with neither JW nor JZ; claims of this date were not yet returned for it";
        found.add(line, Edit::MissingJwJzBeforeEdits, text);
    }
}

/// More than the line holds, or one twice.
fn many(line: &Line<'_>, found: &mut Findings) {
    let modifiers = &line.cells.modifiers;
    let most = line.rules.rule(rules::MODIFIER_ORDER).and_then(|rule| rule.values.first().copied());
    if let Some(most) = most.filter(|most| modifiers.len() as u64 > *most) {
        let text = format!("{} modifiers; a line holds {most}, and the payer does not see the others", modifiers.len());
        found.add(line, Edit::TooManyModifiers, text);
    }
    let twice = modifiers.iter().enumerate().find(|(i, m)| modifiers[..*i].iter().any(|before| before.eq_ignore_ascii_case(m)));
    if let Some((_, modifier)) = twice {
        found.add(line, Edit::ModifierTwice, format!("{modifier} stands twice on the line"));
    }
}

/// The route where one code has several, and one route only.
fn route(line: &Line<'_>, found: &mut Findings) {
    let stated = line.modifiers_of(rules::ROUTE);
    if stated.len() > 1 {
        found.add(line, Edit::TwoRoutes, format!("{} on one line contradict each other", stated.join(" and ")));
    }
    if line.named_by(rules::ROUTE) && stated.is_empty() {
        let text = format!("{} is given by two routes and the line does not say which; contractors that list it deny", line.cells.code);
        found.add(line, Edit::RouteMissing, text);
    }
}

/// One side on a line, or 50 with the units of both.
fn sides(line: &Line<'_>, found: &mut Findings) {
    // The rule names right, left and both, in this order.
    let Some([right, left, both, ..]) = line.rules.rule(rules::LATERALITY).map(|rule| &rule.modifiers[..]) else { return };
    if line.has(right) && line.has(left) {
        found.add(line, Edit::BothSides, format!("{right} and {left} on one line contradict each other"));
    } else if line.has(both) {
        // Both sides get the same dose, and one side takes at least one package.
        let least = line.facts.products.iter().map(|p| p.units_per_item).filter(|u| !u.is_zero()).min();
        let one_side = |units: u64| units % 2 == 1 || least.is_some_and(|least| Amount::from(units) <= least);
        if let Some(units) = line.units().filter(|units| one_side(*units)) {
            found.add(
                line,
                Edit::OneSideUnits,
                format!("50 says both sides, but {units} would be those of one side", units = counted(units, "unit")),
            );
        }
    }
}

/// The modifiers of the line that mark 340B stock.
fn stock_marks<'a>(line: &Line<'a>) -> Vec<&'a str> {
    [rules::TB_340B, rules::JG_340B].iter().flat_map(|rule| line.modifiers_of(rule)).collect()
}

/// Today's 340B modifier and the day from which it is the one.
fn stock_modifier<'a>(line: &Line<'a>) -> (&'a str, String) {
    let rule = line.rules.rule(rules::TB_340B);
    let modifier = rule.and_then(|rule| rule.modifiers.first()).map_or("", String::as_str);
    (modifier, rule.and_then(|rule| rule.from).map(|d| d.to_string()).unwrap_or_default())
}

/// 340B stock: one mark; owed to Medicare, elsewhere the contract's or the state's business.
fn stock(line: &Line<'_>, discounted: Option<bool>, found: &mut Findings) {
    let marks = stock_marks(line);
    if marks.len() > 1 {
        let (modifier, from) = stock_modifier(line);
        let text = format!("{} exclude each other", marks.join(" and "));
        found.fill(line, Edit::DiscountBoth, text, &[("modifier", modifier), ("from", &from)]);
    }
    if discounted != Some(true) || !marks.is_empty() {
        return;
    }
    let edit = match (line.rule(rules::TB_340B), line.rule(rules::JG_340B), line.payer.medicare) {
        (true, _, true) => Edit::DiscountTbMissing,
        (true, _, false) => Edit::DiscountTbMissingElsewhere,
        (false, true, true) => Edit::DiscountJgMissing,
        (false, true, false) => Edit::DiscountJgMissingElsewhere,
        (false, false, _) => return,
    };
    found.add(line, edit, "340B drug without its modifier");
}

/// Some lines of a drug marked as 340B stock, others not, and nothing says that those came from elsewhere.
fn mixed_stock(group: &Group<'_, '_>, circumstances: &Circumstances, found: &mut Findings) {
    let Some(mark) = group.lines.iter().find_map(|line| stock_marks(line).first().copied()) else { return };
    for line in group.lines.iter().filter(|l| stock_marks(l).is_empty() && l.discounted(circumstances).is_none()) {
        let wanted = if line.rule(rules::TB_340B) { stock_modifier(line).0 } else { mark };
        let text = format!("other lines of this drug carry {mark}, this one does not");
        found.fill(line, Edit::DiscountMixed, text, &[("modifier", wanted)]);
    }
}

/// Known and valid on the date of service. CPT's modifiers, which begin with a digit, stand in no CMS file held here.
fn valid(line: &Line<'_>, found: &mut Findings) {
    let Some(facts) = line.rules.modifiers.filter(|facts| !facts.is_empty()) else { return };
    for modifier in line.cells.modifiers.iter().filter(|m| !m.starts_with(|c: char| c.is_ascii_digit())) {
        let Some(fact) = facts.find(modifier).or_else(|| facts.find(&modifier.to_ascii_uppercase())) else {
            let modifier = modifier.to_ascii_uppercase();
            found.add(line, Edit::ModifierUnknown, format!("`{modifier}` is no HCPCS modifier of the file held"));
            continue;
        };
        let day = |day: Option<Date>| day.map(|d| d.to_string()).unwrap_or_default();
        let (on, modifier) = (line.date, &fact.code);
        match fact.dates.state(on) {
            State::Active => {}
            State::Future => {
                let text = format!("modifier {modifier} may be used from {}; the date of service is {on}", day(fact.dates.added));
                found.add(line, Edit::ModifierFuture, text);
            }
            State::Ended => {
                let text = format!("modifier {modifier} ended {}; the date of service is {on}", day(fact.dates.ended));
                let stock = line.rules.rule(rules::JG_340B).is_some_and(|rule| rule.modifiers.contains(modifier));
                let (instead, from) = stock_modifier(line);
                let edit = if stock { Edit::DiscountModifierEnded } else { Edit::ModifierEnded };
                found.fill(line, edit, text, &[("modifier", instead), ("from", &from)]);
            }
        }
    }
}

/// JW or JZ where it does not belong.
fn discarded(line: &Line<'_>, found: &mut Findings) {
    let (which, edit) = if line.has("JW") { ("JW", Edit::JwOnMultiDose) } else { ("JZ", Edit::JzOnMultiDose) };
    if payment::flat_rate(line.drug, &line.facts.payments, line.scope()) {
        found.add(line, Edit::DiscardedSkinSubstitute, format!("{which} is for drugs; a skin substitute is paid by the area applied"));
        return;
    }
    if line.container() == ContainerType::Multi {
        let text = format!("{which} is for single-dose containers; what is left in a multi-dose vial is kept, not discarded");
        found.add(line, edit, text);
    }
    if line.payer.discarded == DiscardedPolicy::OneLine {
        found.add(line, Edit::PayerDeparts, format!("{} does not take {which}", line.payer.name));
    }
}

/// Exactly one reason. Plans outside Medicare mostly follow.
fn esa(line: &Line<'_>, found: &mut Findings) {
    match line.modifiers_of(rules::ESA_REASON).as_slice() {
        [] => found.add(line, Edit::EsaReasonMissing, "an ESA line outside dialysis says why it was given"),
        [_] => {}
        several => found.add(line, Edit::EsaReasonSeveral, format!("{} exclude each other", several.join(" and "))),
    }
}
