//! Units against the chart: what was given and what was opened.

use super::context::{Group, Line, sum};
use super::finding::Findings;
use crate::billing::ndc_quantity;
use crate::billing::review::{self, ReviewEvidence};
use crate::billing::units::{self, Units};
use crate::catalog::{Catalog, ContainerType, DiscardedPolicy, Edit};
use crate::claim::ClaimLine;
use crate::dosing::containers::{self, ContainerCount};
use crate::dosing::supply;
use crate::quantity::{Amount, Measure, Quantity};
use crate::text::counted;

/// The words of a finding that hold the NDC quantity of what was given and of what was discarded.
pub(super) const NDC_GIVEN: &str = "ndc-given";
pub(super) const NDC_LEFT: &str = "ndc-left";

/// One reading of what the lines say of dose and containers.
struct Chart {
    dose: Quantity,
    /// Empty where nothing says what was opened.
    opened: Vec<ContainerCount>,
    /// Doses of other patients from the same containers.
    others: Vec<Quantity>,
    /// What is left is discarded with this patient.
    last: bool,
}

/// What a chart makes of the claim.
enum Expected {
    /// The units, discarded ones where the containers are known.
    Units(u64, Option<u64>),
    /// More was given than was opened.
    DoseOverOpened(Quantity),
}

/// Compares the units with the chart. Returns whether they were judged.
pub(crate) fn check(catalog: &Catalog, group: &Group<'_, '_>, unit: Quantity, found: &mut Findings) -> bool {
    let line = group.first();
    let charts = charts(group);
    if charts.is_empty() {
        return opened_alone(group, unit, found);
    }
    if unit.measure.is_count() && unit.measure != Measure::Vial && charts.iter().all(|c| c.dose.measure != unit.measure) {
        // One unit is one dose or treatment, whatever it holds.
        return false;
    }
    let one_line = line.payer.discarded == DiscardedPolicy::OneLine;
    let wasted = sum(group.discarded());
    let given = if one_line { sum(group.lines.iter().copied()) } else { sum(group.administered()) };
    let mut judged: Vec<(&Chart, u64, Option<u64>)> = Vec::new();
    let mut over = None;
    for chart in &charts {
        match expected(chart, unit, line.container()) {
            // Where the payer wants one line, what was discarded from single-dose containers stands in it.
            Some(Expected::Units(units, waste)) if one_line => {
                if line.container() != ContainerType::Single {
                    judged.push((chart, units, None));
                }
                judged.push((chart, units.saturating_add(waste.unwrap_or(0)), None));
            }
            Some(Expected::Units(units, waste)) => judged.push((chart, units, waste)),
            Some(Expected::DoseOverOpened(label)) => over = over.or(Some((chart, label))),
            None => {}
        }
    }
    let agrees = |(_, units, waste): &&(&Chart, u64, Option<u64>)| *units == given && waste.is_none_or(|w| w == wasted);
    if judged.iter().any(|j| agrees(&j)) {
        return true;
    }
    let nearest = judged.iter().find(|j| j.1 == given).or(judged.first()).copied();
    let shared = |(chart, units, waste): &(&Chart, u64, Option<u64>)| {
        let due = units.saturating_add(waste.unwrap_or(u64::MAX));
        !chart.others.is_empty() && given.saturating_add(if one_line { 0 } else { wasted }) > due
    };
    match (nearest, over) {
        (Some(nearest), _) if shared(&nearest) => {
            shared_whole(group, given.saturating_add(if one_line { 0 } else { wasted }), nearest, found)
        }
        (Some((chart, units, _)), _) if units != given => mismatch(catalog, group, given, units, chart, found),
        (Some((chart, _, Some(waste))), _) => waste_mismatch(group, waste, wasted, chart, found),
        (Some(_), _) => {}
        (None, Some((chart, label))) => over_opened(group, unit, chart, label, found),
        (None, None) => {
            let text = format!("what was given or opened cannot be compared with units of {unit}, so the units were not checked");
            found.fill(line, Edit::ChartNotCompared, text, &[("measure", &unit.measure.to_string())]);
            return false;
        }
    }
    true
}

/// Every way to read the lines: each line speaks of its own part, or all repeat the whole.
fn charts(group: &Group<'_, '_>) -> Vec<Chart> {
    let doses: Vec<Quantity> = group.administered().filter_map(|l| first_drug(l.cells.given.dose.as_deref()?)).collect();
    let of = |lines: &mut dyn Iterator<Item = &Line<'_>>| -> Vec<Vec<ContainerCount>> {
        lines.filter_map(|l| containers_of(l.cells.given.opened.as_deref()?)).collect()
    };
    let mut opened = of(&mut group.administered());
    if opened.is_empty() {
        opened = of(&mut group.discarded());
    }
    let others = group.lines.iter().find_map(|l| supply::doses(l.cells.given.shared_with.as_deref()?).ok()).unwrap_or_default();
    let last = group.lines.iter().find_map(|l| l.cells.given.last).unwrap_or(true);
    let chart = |dose, opened| Chart { dose, opened, others: others.clone(), last };
    let mut charts = Vec::new();
    for dose in readings(&doses, |a, b| {
        let more = b.convert(a.measure).ok()?;
        Some(Quantity::new(a.amount.checked_add(more.amount)?, a.measure))
    }) {
        let all = readings(&opened, |a, b| Some([a.as_slice(), b.as_slice()].concat()));
        if all.is_empty() {
            charts.push(chart(dose, Vec::new()));
        }
        charts.extend(all.into_iter().map(|opened| chart(dose, opened)));
    }
    charts
}

/// All parts together; and the one that all repeat, or that alone is stated first.
fn readings<T: Clone + PartialEq>(parts: &[T], add: impl Fn(&T, &T) -> Option<T>) -> Vec<T> {
    let Some((first, rest)) = parts.split_first() else { return Vec::new() };
    let mut readings: Vec<T> = rest.iter().try_fold(first.clone(), |sum, part| add(&sum, part)).into_iter().collect();
    if !rest.is_empty() && rest.iter().all(|part| part == first) {
        readings.push(first.clone());
    }
    readings
}

/// A dose; of a compound the drug named first, which is the one that is counted.
fn first_drug(dose: &str) -> Option<Quantity> {
    Quantity::parse(dose.split('/').next()?).ok()
}

/// Does the line state that all of what was opened was given?
pub(super) fn all_was_given(line: &ClaimLine) -> bool {
    let chart = line.given.dose.as_deref().and_then(first_drug).zip(line.given.opened.as_deref().and_then(containers_of));
    let equal = |(dose, opened): (Quantity, Vec<ContainerCount>)| {
        let (ours, theirs) = containers::total(&opened, dose).ok()?.with(dose).ok()?;
        Some(ours == theirs && line.given.shared_with.is_none())
    };
    chart.and_then(equal).unwrap_or(false)
}

fn containers_of(opened: &str) -> Option<Vec<ContainerCount>> {
    let vials = supply::opened(opened).ok()?;
    Some(vials.into_iter().filter_map(|v| Some(ContainerCount { count: v.count, labeled: *v.labeled.first()?, ndc11: None })).collect())
}

/// `None` where dose, containers and unit measure different things.
fn expected(chart: &Chart, unit: Quantity, container: ContainerType) -> Option<Expected> {
    let Chart { dose, opened, others, last } = chart;
    let kept = container == ContainerType::Multi || !last;
    if opened.is_empty() {
        return Some(Expected::Units(units::administered(*dose, unit).ok()?, kept.then_some(0)));
    }
    let label = containers::total(opened, *dose).ok()?;
    let gone = others.iter().try_fold(*dose, |sum, other| units::more(sum, *other)).ok()?;
    if units::exceeds(gone, label).ok()? {
        return Some(Expected::DoseOverOpened(label));
    }
    if unit.measure == Measure::Vial && dose.measure != Measure::Vial {
        // A unit that is a whole container cannot be parted between patients.
        let units = units::by_container(*dose, opened).ok().filter(|_| others.is_empty())?;
        return Some(Expected::Units(units.administered, Some(if kept { 0 } else { units.discarded })));
    }
    let units = units::administered(*dose, unit).ok()?;
    let of_others = others.iter().try_fold(0, |sum: u64, other| sum.checked_add(units::administered(*other, unit).ok()?))?;
    let discarded = if kept { 0 } else { units::discarded(label, units.checked_add(of_others)?, unit).ok()? };
    Some(Expected::Units(units, Some(discarded)))
}

/// More is billed than this patient's part of a container that served several.
fn shared_whole(group: &Group<'_, '_>, billed: u64, (chart, units, waste): (&Chart, u64, Option<u64>), found: &mut Findings) {
    let others = chart.others.iter().map(|dose| dose.grouped()).collect::<Vec<_>>().join(", ");
    let waste = waste.unwrap_or(0);
    let discarded = if waste == 0 { String::new() } else { format!(" and {waste} discarded") };
    let text = format!(
        "{billed} billed of containers that also gave {others} to other patients; {} is {units}{discarded}",
        chart.dose.grouped(),
        billed = counted(billed, "unit"),
        units = counted(units, "unit")
    );
    found.fill(group.first(), Edit::SharedContainerWhole, text, &[("units", &units.to_string())]);
}

/// Dose and label, where the chart says that a part of one container was given, and nothing of other patients.
pub(super) fn part_of_one(group: &Group<'_, '_>) -> Option<(Quantity, Quantity)> {
    let charts = charts(group);
    let [Chart { dose, opened, others, .. }] = &charts[..] else { return None };
    let [one] = &opened[..] else { return None };
    let label = containers::total(opened, *dose).ok()?;
    let is_part = others.is_empty() && one.count == 1 && units::exceeds(label, *dose).ok()?;
    is_part.then_some((*dose, label))
}

/// No dose is stated: the units billed cannot hold more than what was opened.
fn opened_alone(group: &Group<'_, '_>, unit: Quantity, found: &mut Findings) -> bool {
    let stated = group.lines.iter().filter_map(|l| containers_of(l.cells.given.opened.as_deref()?));
    let opened: Vec<Vec<ContainerCount>> = stated.collect();
    let all = readings(&opened, |a, b| Some([a.as_slice(), b.as_slice()].concat()));
    let most = all.iter().filter_map(|held| units::administered(containers::total(held, unit).ok()?, unit).ok()).max();
    let Some(most) = most else { return false };
    let billed = sum(group.lines.iter().copied());
    if billed > most {
        over_label(group, billed, most, found);
    }
    true
}

fn over_label(group: &Group<'_, '_>, billed: u64, most: u64, found: &mut Findings) {
    found.add(
        group.first(),
        Edit::UnitsOverLabel,
        format!("{billed} billed, the labels of what was opened hold {most}", billed = counted(billed, "unit")),
    );
}

/// A dose above the labels is overfill, which is right as long as it is not billed, or a slip in the chart.
fn over_opened(group: &Group<'_, '_>, unit: Quantity, chart: &Chart, label: Quantity, found: &mut Findings) {
    let line = group.first();
    let text = format!("{} was given, but only {} was opened", chart.dose.grouped(), label.grouped());
    let billed = sum(group.lines.iter().copied());
    match units::administered(label, unit) {
        Ok(most) if billed > most => over_label(group, billed, most, found),
        Ok(most) if billed == most => found.add(line, Edit::OverfillNotBilled, text),
        _ => found.add(line, Edit::DoseOverOpened, text),
    }
}

fn mismatch(catalog: &Catalog, group: &Group<'_, '_>, given: u64, units: u64, chart: &Chart, found: &mut Findings) {
    let line = group.first();
    let Some(drug) = line.drug else { return };
    let guess = guess(catalog, group, given, units, chart).map(|text| format!(": {text}")).unwrap_or_default();
    let text = format!(
        "{} of {} is {units} of {}, not {given}{guess}",
        chart.dose.grouped(),
        drug.title(),
        drug.unit.text(),
        units = counted(units, "unit")
    );
    let edit = if given > units { Edit::UnitsTooMany } else { Edit::UnitsTooFew };
    found.fill(line, edit, text, &[("units", &units.to_string())]);
}

/// Codes that the line's replaced, with their units.
pub(crate) fn predecessors(catalog: &Catalog, line: &Line<'_>) -> Vec<(String, Quantity)> {
    let Some(drug) = line.drug else { return Vec::new() };
    let unit_of = |link: crate::catalog::RelatedCode| Some((catalog.code(&link.code)?.unit.quantity()?, link.code));
    catalog.predecessors(&drug.code).into_iter().filter_map(unit_of).map(|(unit, code)| (code, unit)).collect()
}

/// What probably happened.
fn guess(catalog: &Catalog, group: &Group<'_, '_>, given: u64, units: u64, chart: &Chart) -> Option<String> {
    let line = group.first();
    let drug = line.drug?;
    let unit = drug.unit.quantity().filter(|u| !u.measure.is_count());
    let discarded = match expected(chart, drug.unit.quantity()?, line.container())? {
        Expected::Units(_, Some(waste)) if line.payer.discarded == DiscardedPolicy::OwnLine => waste,
        _ => 0,
    };
    let evidence = ReviewEvidence {
        dose: chart.dose,
        unit,
        units: Units { administered: units, discarded },
        containers: &chart.opened,
        predecessors: &predecessors(catalog, line),
    };
    Some(review::judge(given, &evidence).ok()?.mistakes.into_iter().next()?.text)
}

fn waste_mismatch(group: &Group<'_, '_>, waste: u64, wasted: u64, chart: &Chart, found: &mut Findings) {
    let line = group.discarded().next().unwrap_or(group.first());
    let opened = containers::total(&chart.opened, chart.dose).map(|t| t.grouped()).unwrap_or_default();
    if line.container() == ContainerType::Multi {
        return;
    }
    if waste == 0 {
        let text = format!("of {opened} no whole unit is left after rounding up, so nothing is billed as discarded");
        found.add(line, Edit::NoWholeUnitDiscarded, text);
    } else if wasted == 0 {
        not_billed(group.first(), waste, &opened, chart, found);
    } else {
        let edit = if wasted > waste { Edit::DiscardedTooMany } else { Edit::DiscardedTooFew };
        found.fill(
            line,
            edit,
            format!("the discarded part of {opened} is {waste}, not {wasted}", waste = counted(waste, "unit")),
            &[("units", &waste.to_string())],
        );
    }
}

/// Discarded units that no line bills: false with JZ; a returned claim where JW or JZ is owed; else money left behind.
fn not_billed(line: &Line<'_>, waste: u64, opened: &str, chart: &Chart, found: &mut Findings) {
    let text = format!("{waste} whole units of {opened} were discarded");
    let (edit, text) = if line.has("JZ") {
        (Edit::DiscardedYetJz, format!("{text}, yet the line says JZ"))
    } else if crate::scrub::modifiers::owed(line) {
        (Edit::DiscardedNotBilled, text)
    } else if crate::scrub::modifiers::payable(line) {
        (Edit::DiscardedNotClaimed, format!("{text} and are not billed"))
    } else {
        return;
    };
    let units = waste.to_string();
    match ndc_parts(line, chart) {
        Some((given, left)) => {
            let (given, left) = (given.to_string(), left.to_string());
            found.fill(line, edit, text, &[("units", &units), (NDC_GIVEN, &given), (NDC_LEFT, &left)]);
        }
        None => found.fill(line, edit, text, &[("units", &units)]),
    }
}

/// The NDC quantity of what was given and of what was discarded, together the containers opened. A quantity that the line states of
/// the given part stays. `None` where the containers are not known in what the line's qualifier counts.
fn ndc_parts(line: &Line<'_>, chart: &Chart) -> Option<(Amount, Amount)> {
    let cells = line.cells.ndc.as_ref()?;
    let product = line.product().filter(|product| product.conflict.is_none());
    let size = match cells.qualifier.as_deref()?.to_ascii_uppercase().as_str() {
        "UN" => Amount::ONE,
        _ => {
            let product = product?;
            let same = |c: &ContainerCount| product.labeled.is_some_and(|label| label.with(c.labeled).is_ok_and(|(a, b)| a == b));
            chart.opened.iter().all(same).then_some(product.size)?
        }
    };
    let count = chart.opened.iter().try_fold(0, |sum: u64, c| sum.checked_add(c.count))?;
    let all = size.checked_mul(Amount::from(count))?;
    let label = containers::total(&chart.opened, chart.dose).ok()?;
    let gone = chart.others.iter().try_fold(chart.dose, |sum, dose| units::more(sum, *dose)).ok()?;
    let part = |dose: Quantity| ndc_quantity::part(dose, label, all);
    let (given, gone) = (part(chart.dose)?, part(gone)?);
    // As far as it was rounded, what is stated is the given part, unless it is all that was opened.
    let near = |stated: &Amount| {
        let (least, most) = if *stated < given { (*stated, given) } else { (given, *stated) };
        *stated < all && most.checked_sub(least).is_some_and(|apart| apart < Amount::new(1, stated.parts().1))
    };
    match cells.quantity.filter(near).filter(|_| chart.others.is_empty()) {
        Some(stated) => Some((stated, all.checked_sub(stated)?)),
        None => Some((given, all.checked_sub(gone)?)),
    }
}

impl Chart {
    #[cfg(test)]
    fn of(dose: &str, opened: &str) -> Chart {
        Chart { dose: Quantity::parse(dose).unwrap(), opened: containers_of(opened).unwrap(), others: Vec::new(), last: true }
    }
}

#[cfg(test)]
mod tests {
    use crate::scrub::chart::*;

    fn units(dose: &str, opened: &str, unit: &str, container: ContainerType) -> Option<(u64, Option<u64>)> {
        match expected(&Chart::of(dose, opened), Quantity::parse(unit).unwrap(), container)? {
            Expected::Units(units, waste) => Some((units, waste)),
            Expected::DoseOverOpened(_) => Some((0, None)),
        }
    }

    #[test]
    fn expects_what_the_calculator_bills() {
        assert_eq!(units("372 mg", "3x150 mg", "10 mg", ContainerType::Single), Some((38, Some(7))));
        assert_eq!(units("372 mg", "3x150 mg", "10 mg", ContainerType::Multi), Some((38, Some(0))));
        assert_eq!(units("3,000 IU", "1x3,750 IU", "1 vial", ContainerType::Single), Some((1, Some(0))));
        assert_eq!(units("27.2 g", "25 g + 2.5 g", "500 mg", ContainerType::Single), Some((55, Some(0))));
        assert_eq!(units("444 mg", "400 mg", "10 mg", ContainerType::Single), Some((0, None)));
        assert_eq!(units("14 mL", "400 mg", "10 mg", ContainerType::Single), None);
    }

    #[test]
    fn lines_speak_of_their_part_or_repeat_the_whole() {
        let add = |a: &u64, b: &u64| a.checked_add(*b);
        assert_eq!(readings(&[120, 94], add), [214]);
        assert_eq!(readings(&[200, 200], add), [400, 200]);
        assert_eq!(readings(&[200], add), [200]);
        assert_eq!(readings(&[], add), [0u64; 0]);
    }
}
