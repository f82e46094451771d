//! Units against dose, vials and limits.

use super::super::count::{administered, by_container, discarded, smaller};
use super::super::plan::Sizes;
use super::super::supply::{self, Vials};
use super::super::{limits, rules};
use super::{Findings, Group, Line};
use crate::catalog::{BillingUnit, Catalog, Container, DiscardedPolicy};
use crate::quantity::{Amount, Quantity};

/// Units that are no whole number above zero; more than the payer's field holds.
pub(super) fn line(line: &Line<'_>, found: &mut Findings) {
    match (line.cells.units, line.units()) {
        (None, _) => {}
        (Some(units), None) => found.error(line, "units-not-whole", rules::ROUND_UP).denied("CO", "16", &["M53", "MA130"]).say(
            format!("{units} units: claims carry whole units above zero"),
            "part of a unit counts as a whole one; a line of nothing is left out",
        ),
        (Some(_), Some(units)) if units > u64::from(line.payer.units_per_line) => {
            found.error(line, "units-over-field", rules::FIELD_SIZE).denied("CO", "16", &["M53"]).say(
                format!("{units} units do not fit the payer's field of {}", line.payer.units_per_line),
                "repeat the code on further lines with the same modifiers until all units are billed",
            );
        }
        _ => {}
    }
}

/// The lines of one drug on one date: against what was given and opened, against vials, against the unit edit.
pub(super) fn group(group: &Group<'_, '_>, catalog: &Catalog, found: &mut Findings) {
    let first = group.first();
    let Some(unit) = first.drug.and_then(|d| d.unit.quantity()) else { return };
    if group.lines.iter().any(|l| l.units().is_none()) {
        return;
    }
    let explained = dose_and_vials(group, unit, catalog, found);
    if !explained {
        vials_of_the_catalog(group, found);
    }
    edit(group, found);
}

fn sum<'l, 'a: 'l>(lines: impl Iterator<Item = &'l Line<'a>>) -> u64 {
    lines.filter_map(Line::units).fold(0, u64::saturating_add)
}

/// The doses that the lines state: one line's, or several lines' together (and, where all say the same, that one).
fn doses(group: &Group<'_, '_>) -> Vec<Quantity> {
    let stated: Vec<Quantity> = group.administered().filter_map(|l| Quantity::parse(l.cells.given.dose.as_deref()?).ok()).collect();
    let Some(first) = stated.first().copied() else { return Vec::new() };
    let total = stated[1..].iter().try_fold(first, |sum, q| {
        let more = q.convert(sum.measure).ok()?;
        Some(Quantity::new(sum.amount.checked_add(more.amount)?, sum.measure))
    });
    let mut doses: Vec<Quantity> = total.into_iter().collect();
    if stated.len() > 1 && stated.iter().all(|q| *q == first) {
        doses.push(first);
    }
    doses
}

/// What was opened, as the first line that says so; single amounts only.
fn opened(group: &Group<'_, '_>) -> Option<Vec<Vials>> {
    let text = group.lines.iter().find_map(|l| l.cells.given.opened.as_deref())?;
    supply::opened(text).ok().filter(|vials| vials.iter().all(|v| v.labelled.len() == 1))
}

fn label(vials: &[Vials]) -> Option<Quantity> {
    let first = vials.first()?.labelled[0];
    let mut total = Quantity::new(Amount::ZERO, first.measure);
    for v in vials {
        let more = v.labelled[0].times(Amount::from(v.count)).ok()?.convert(first.measure).ok()?;
        total.amount = total.amount.checked_add(more.amount)?;
    }
    Some(total)
}

/// Against the chart. Returns whether the units were judged.
fn dose_and_vials(group: &Group<'_, '_>, unit: Quantity, catalog: &Catalog, found: &mut Findings) -> bool {
    let vials = opened(group);
    let total = vials.as_deref().and_then(label);
    let line = group.administered().next().unwrap_or(group.first());
    let wasted = sum(group.discarded());
    let given = match line.payer.discarded {
        DiscardedPolicy::OwnLine => sum(group.administered()),
        DiscardedPolicy::OneLine => sum(group.lines.iter().copied()),
    };
    let mut expected: Vec<(u64, Option<u64>, Quantity)> = Vec::new();
    for dose in doses(group) {
        if let Some((units, waste)) = expect(dose, unit, vials.as_deref(), total, line.container()) {
            // Where the payer wants one line, what was discarded stands in it.
            let one_line = line.payer.discarded == DiscardedPolicy::OneLine;
            let units = if one_line { units.saturating_add(waste.unwrap_or(0)) } else { units };
            expected.push((units, waste, dose));
        } else if total.is_some_and(|t| t.with(dose).is_ok_and(|(t, d)| d > t)) {
            found.error(line, "dose-over-opened", rules::LABEL_COVERS_DOSE).denied("CO", "151", &["N362"]).say(
                format!("{} was given, but only {} was opened", dose.grouped(), total.map(|t| t.grouped()).unwrap_or_default()),
                "correct the dose or what was opened; overfill is never billed",
            );
            return true;
        }
    }
    let Some((units, waste, dose)) = expected.iter().copied().find(|e| e.0 == given).or(expected.first().copied()) else {
        return label_only(group, unit, total, found);
    };
    if units != given {
        mismatch(group, (units, given, wasted), dose, total, catalog, found);
    }
    if let (Some(waste), Some(total)) = (waste, total)
        && line.payer.discarded == DiscardedPolicy::OwnLine
        && units == given
        && waste != wasted
    {
        waste_mismatch(group, waste, wasted, total, found);
    }
    true
}

/// Administered units, and discarded ones where single-dose containers were opened.
fn expect(
    dose: Quantity,
    unit: Quantity,
    vials: Option<&[Vials]>,
    total: Option<Quantity>,
    container: Container,
) -> Option<(u64, Option<u64>)> {
    if unit.measure.is_count() {
        let held: Vec<_> =
            vials?.iter().map(|v| super::super::containers::Containers { count: v.count, labelled: v.labelled[0], ndc11: None }).collect();
        let units = by_container(dose, &held).ok()?;
        return Some((units.administered, (container != Container::Multi).then_some(units.discarded)));
    }
    if let Some(total) = total {
        let (labelled, given) = total.with(dose).ok()?;
        if given > labelled {
            return None;
        }
        let units = administered(smaller(dose, total).ok()?, unit).ok()?;
        return Some((units, if container == Container::Multi { Some(0) } else { Some(discarded(total, units, unit).ok()?) }));
    }
    Some((administered(dose, unit).ok()?, None))
}

/// No dose is stated: the units billed cannot hold more than what was opened.
fn label_only(group: &Group<'_, '_>, unit: Quantity, total: Option<Quantity>, found: &mut Findings) -> bool {
    let Some(most) = total.and_then(|t| administered(t, unit).ok()) else { return false };
    let billed = sum(group.lines.iter().copied());
    if billed > most {
        let line = group.first();
        found
            .error(line, "units-over-label", rules::OVERFILL)
            .denied("CO", "151", &["N362"])
            .say(format!("{billed} units billed, the labels of what was opened hold {most}"), "bill at most what the labels say");
    }
    true
}

fn mismatch(
    group: &Group<'_, '_>,
    (units, given, wasted): (u64, u64, u64),
    dose: Quantity,
    total: Option<Quantity>,
    catalog: &Catalog,
    found: &mut Findings,
) {
    let line = group.administered().next().unwrap_or(group.first());
    let Some(drug) = line.drug else { return };
    let guess = guess(group, (units, given, wasted), dose, total, catalog);
    let text = format!("{} of {} is {units} units of {}, not {given}{guess}", dose.grouped(), drug.title(), drug.unit.text());
    let fix = format!("bill {units} units");
    if given > units {
        found.error(line, "units-mismatch", rules::ROUND_UP).denied("CO", "151", &["N362"]).say(text, fix);
    } else {
        found
            .error(line, "units-mismatch", rules::ROUND_UP)
            .say(text, format!("{fix}; paid as it stands, the rest is lost unless the claim is corrected within a year"));
    }
}

/// What probably happened, as `: the milligrams were billed as units`.
fn guess(
    group: &Group<'_, '_>,
    (units, given, wasted): (u64, u64, u64),
    dose: Quantity,
    total: Option<Quantity>,
    catalog: &Catalog,
) -> String {
    let line = group.first();
    let Some((drug, unit)) = line.drug.and_then(|d| Some((d, d.unit.quantity()?))) else { return String::new() };
    let containers = opened(group).map(|v| v.iter().fold(0u64, |n, v| n.saturating_add(v.count)));
    let all = total.and_then(|t| administered(t, unit).ok());
    let earlier = catalog.predecessors(&drug.code).into_iter().find_map(|l| {
        let old = catalog.code(&l.code)?;
        let old_unit = match &old.unit {
            BillingUnit::Amount { quantity, .. } => *quantity,
            _ => return None,
        };
        (administered(dose, old_unit).ok()? == given && old_unit != unit)
            .then(|| format!(": that is the unit of {}, {}", old.code, old.unit.text()))
    });
    if let Some(earlier) = earlier {
        earlier
    } else if dose.amount.div_ceil(Amount::ONE) == Some(given) || dose.amount.div_floor(Amount::ONE) == Some(given) {
        format!(": the {} were billed as units", dose.measure)
    } else if containers == Some(given) {
        ": the containers were billed as units".to_owned()
    } else if wasted == 0 && all == Some(given) {
        ": what was discarded stands in the administered line".to_owned()
    } else if given + 1 == units {
        ": rounded to the nearest instead of up".to_owned()
    } else if [10, 100, 1000].iter().any(|f| units.checked_mul(*f) == Some(given) || given.checked_mul(*f) == Some(units)) {
        ": a decimal point slipped".to_owned()
    } else {
        String::new()
    }
}

fn waste_mismatch(group: &Group<'_, '_>, waste: u64, wasted: u64, total: Quantity, found: &mut Findings) {
    let line = group.discarded().next().or(group.administered().next()).unwrap_or(group.first());
    let opened = total.grouped();
    if line.container() == Container::Multi {
        return;
    }
    if waste == 0 {
        found.error(line, "no-whole-unit-discarded", rules::OVERLAP).denied("CO", "4", &["N823"]).say(
            format!("of {opened} no whole unit is left after rounding up, so nothing is billed as discarded"),
            "remove the JW line and put JZ on the administered line",
        );
    } else if wasted == 0 {
        let jz = line.has("JZ");
        let draft = found.error(line, "discarded-not-billed", rules::DISCARDED_UNITS);
        let draft = if jz { draft } else { draft.denied("CO", "4", &["N822", "MA130"]) };
        draft.say(
            format!("{waste} whole units of {opened} were discarded{}", if jz { ", yet the line says JZ" } else { "" }),
            format!("add a line with JW and {waste} units, without JZ on the other"),
        );
    } else {
        let draft = found.error(line, "discarded-mismatch", rules::DISCARDED_UNITS);
        let draft = if wasted > waste { draft.denied("CO", "151", &["N362"]) } else { draft };
        draft.say(format!("of {opened} {waste} units were discarded, not {wasted}"), format!("bill {waste} units with JW"));
    }
}

/// Without a dose: can any set of the code's vials hold exactly what is billed? Only where waste must be accounted for.
fn vials_of_the_catalog(group: &Group<'_, '_>, found: &mut Findings) {
    let line = group.first();
    let (jw, jz) = (group.discarded().next().is_some(), group.administered().all(|l| l.has("JZ")));
    if !(jw ^ jz) || line.container() != Container::Single || line.facts.products.is_empty() {
        return;
    }
    let billed = sum(group.lines.iter().copied());
    if fits_vials(billed, jw, line.facts.products.iter().map(|p| p.units_per_item)) == Some(false) {
        let sizes: Vec<String> = sizes_shown(line);
        found.warning(line, "units-no-vial-explains", rules::DISCARDED_UNITS).denied("CO", "151", &["N362"]).say(
            format!(
                "{billed} units{} are no sum of vials of {} units",
                if jw { " with what was discarded" } else { " with nothing discarded" },
                sizes.join(", ")
            ),
            if jw {
                "given and discarded units add up to what the vials hold: check both"
            } else {
                "check the units; if part of a vial was discarded, bill it with JW"
            },
        );
    }
}

/// Distinct units per item, for people.
fn sizes_shown(line: &Line<'_>) -> Vec<String> {
    let mut sizes: Vec<Amount> = line.facts.products.iter().map(|p| p.units_per_item).collect();
    sizes.sort();
    sizes.dedup();
    sizes.iter().map(Amount::to_string).collect()
}

/// Is there a set of vials that gives these units? With JW they are all whole units of the vials; with JZ rounding up may
/// have added less than one, and less than one may be left. `None` where that cannot be computed.
fn fits_vials(billed: u64, jw: bool, items: impl Iterator<Item = Amount>) -> Option<bool> {
    let items: Vec<Amount> = items.filter(|u| !u.is_zero()).collect();
    let one = 10u64.checked_pow(items.iter().map(|a| a.parts().1).max()?)?;
    let sizes = items.iter().map(|a| a.checked_mul(Amount::from(one))?.whole()).collect::<Option<Vec<u64>>>()?;
    let all = billed.checked_mul(one)?;
    let least = if jw { all } else { all.saturating_sub(one).checked_add(1)? };
    let total = Sizes::new(sizes).ok()?.at_least(least)?;
    Some(total < all.checked_add(one)?)
}

fn edit(group: &Group<'_, '_>, found: &mut Findings) {
    let line = group.first();
    let Some(edit) = limits::applying(&line.facts.unit_edits, line.setting) else { return };
    if !line.payer.medicare && line.payer.id != "medicaid" {
        return;
    }
    let per_line = edit.mai == 1;
    let units = if per_line { group.lines.iter().filter_map(|l| l.units()).max().unwrap_or(0) } else { sum(group.lines.iter().copied()) };
    if units <= u64::from(edit.value) {
        return;
    }
    let over = if per_line { group.lines.iter().copied().find(|l| l.units() == Some(units)).unwrap_or(line) } else { line };
    let text = format!(
        "{units} units {} against the unit edit of {} (MAI {}, {}): all of them deny, not only the excess",
        if per_line { "on a line" } else { "on the date" },
        edit.value,
        edit.mai,
        edit.quarter
    );
    let (severity, rule, fix) = match edit.mai {
        1 => (
            super::Severity::Error,
            rules::MUE_LINE,
            "check the units; if they are right, split them over lines of at most the edit, with 76 on the repeats",
        ),
        2 => (super::Severity::Error, rules::MUE_POLICY, "check the units; this edit is absolute, splitting lines does not help"),
        _ => (
            super::Severity::Warning,
            rules::MUE_CLINICAL,
            "check the units; if they are right bill them, and appeal with order, weight and administration record",
        ),
    };
    found.add(over, severity, "over-unit-edit", rule).denied("CO", "151", &["N362"]).say(text, fix);
}
