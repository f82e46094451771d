//! The NDC segment: present where asked for, eleven digits, of this code, in its own quantity.

use super::context::{Group, Line, sum};
use super::finding::Findings;
use crate::billing::packages;
use crate::catalog::{BillingUnit, Catalog, Code, Confidence, Edit, NdcPolicy, Product, State, ndc};
use crate::claim::NdcCells;
use crate::explanation::rules;
use crate::quantity::{Amount, Measure, Quantity};
use crate::text::counted;

/// Qualifiers that claims know.
const QUALIFIERS: [&str; 5] = ["UN", "ML", "GR", "F2", "ME"];

/// Checks the NDC segments of the lines of one drug on one date.
pub(crate) fn group(catalog: &Catalog, group: &Group<'_, '_>, found: &mut Findings) {
    let several =
        group.lines.windows(2).any(|pair| eleven_of(pair[0]) != eleven_of(pair[1]) && pair.iter().all(|l| eleven_of(l).is_some()));
    for line in &group.lines {
        let continues = |l: &&&Line<'_>| l.has("JW") == line.has("JW") && l.cells.ndc.is_none();
        let more = sum(group.lines.iter().filter(continues).copied());
        let total = line.units().unwrap_or(0).saturating_add(more);
        let alone = !line.has("JW") && group.administered().count() == 1;
        check(catalog, line, Billed { total, several, alone }, found);
    }
}

/// How a line's units stand to its product.
#[derive(Clone, Copy)]
struct Billed {
    /// Its units with those of the lines without an NDC of their own that continue it.
    total: u64,
    /// Several products share the rounding: units are rounded once for all of them.
    several: bool,
    /// It is the one line of what was given: a dose on it is its own.
    alone: bool,
}

fn check(catalog: &Catalog, line: &Line<'_>, billed: Billed, found: &mut Findings) {
    let asked = match line.payer.ndc {
        NdcPolicy::NotAsked => false,
        NdcPolicy::Administered => !line.has("JW"),
        NdcPolicy::EveryLine => true,
    };
    match &line.cells.ndc {
        Some(cells) => segment(catalog, line, cells, asked, billed, found),
        None if asked => missing(line, found),
        None => {}
    }
}

/// Nothing in the segment: an error where the payer's rule is known, a word where only its contract knows.
fn missing(line: &Line<'_>, found: &mut Findings) {
    if line.payer.confidence == Confidence::Unsourced {
        let text = "many plans ask for the NDC on a drug line; this one's contract or manual says whether it does";
        found.add(line, Edit::NdcPerhapsAsked, text);
    } else {
        found.add(line, Edit::NdcMissing, format!("{} asks for the NDC on this line", line.payer.name));
    }
}

fn eleven_of(line: &Line<'_>) -> Option<String> {
    line.cells.ndc.as_ref()?.eleven()
}

/// The codes, valid on the date, under which the crosswalk lists the line's NDC.
pub(crate) fn codes_of<'a>(catalog: &'a Catalog, line: &Line<'_>) -> Vec<&'a Code> {
    let Some(eleven) = line.cells.ndc.as_ref().and_then(NdcCells::eleven) else { return Vec::new() };
    catalog.codes_with_ndc(&eleven).filter(|c| c.state(line.date) == State::Active).collect()
}

fn segment(catalog: &Catalog, line: &Line<'_>, cells: &NdcCells, asked: bool, billed: Billed, found: &mut Findings) {
    let written = cells.bare();
    let Some(eleven) = cells.eleven() else {
        let why = ndc::eleven(written).err().unwrap_or_default();
        found.add(line, Edit::NdcInvalid, why);
        return;
    };
    if line.rules.rule(rules::NDC_PLACEHOLDER).is_some_and(|rule| rule.ndcs.contains(&eleven)) {
        found.add(line, Edit::NdcPlaceholder, format!("{eleven} is a placeholder, not the NDC of a package"));
        return;
    }
    if written != eleven {
        let text = format!("on a claim the NDC has eleven digits and no hyphens, not `{written}`");
        found.fill(line, Edit::NdcForm, text, &[("ndc", &eleven)]);
    }
    match cells.qualifier.as_deref().map(str::to_ascii_uppercase) {
        Some(qualifier) if !QUALIFIERS.contains(&qualifier.as_str()) => {
            found.add(line, Edit::NdcQualifierUnknown, format!("`{qualifier}` is no NDC unit of measure"));
        }
        qualifier => counted_quantity(line, cells, qualifier.as_deref(), asked, found),
    }
    match line.product() {
        Some(product) => match &product.conflict {
            None => quantity(line, cells, product, billed, found),
            // A size in doubt proves no quantity wrong.
            Some(conflict) => {
                let text = format!("CMS's crosswalk is in doubt about {}: {conflict}; the NDC quantity was not checked", product.ndc);
                found.add(line, Edit::NdcConflict, text);
                plain_quantity(line, cells, found);
            }
        },
        None => {
            elsewhere(catalog, line, &eleven, found);
            plain_quantity(line, cells, found);
        }
    }
}

/// An NDC without qualifier or quantity: half a segment is an error where the NDC is asked for.
fn counted_quantity(line: &Line<'_>, cells: &NdcCells, qualifier: Option<&str>, asked: bool, found: &mut Findings) {
    let (what, edit) = match (qualifier, cells.quantity) {
        (Some(_), Some(quantity)) if !quantity.is_zero() => return,
        (Some(_), Some(_)) => ("a quantity above zero", Edit::NdcWithoutQuantity),
        (Some(_), None) => ("a quantity", Edit::NdcWithoutQuantity),
        (None, Some(_)) => ("a unit of measure", Edit::NdcWithoutMeasure),
        // Neither: perhaps only the NDC was written down for the check.
        (None, None) => ("a unit of measure and a quantity", Edit::NdcAlone),
    };
    found.add(line, if asked { edit } else { Edit::NdcAlone }, format!("the NDC stands without {what}"));
}

/// The NDC is not among the code's packages: under another code it contradicts the line, nowhere it cannot be judged.
fn elsewhere(catalog: &Catalog, line: &Line<'_>, eleven: &str, found: &mut Findings) {
    let Some(drug) = line.drug.filter(|d| d.unit != BillingUnit::Unclassified) else { return };
    let codes = codes_of(catalog, line).iter().map(|c| c.code.as_str()).collect::<Vec<_>>().join(", ");
    let edition = catalog.edition("products").unwrap_or("none");
    if codes.is_empty() {
        let others = catalog.codes_with_ndc(eleven).map(|code| code.code.as_str()).collect::<Vec<_>>().join(", ");
        let text = match others.as_str() {
            "" => format!("{eleven} stands under no code in the crosswalk held ({edition})"),
            others => format!("the crosswalk held ({edition}) lists {eleven} under {others}, not valid on the date of service"),
        };
        found.add(line, Edit::NdcUnlisted, text);
    } else {
        let text = format!("the crosswalk ({edition}) lists {eleven} under {codes}, not under {}", drug.code);
        found.fill(line, Edit::NdcNotOfCode, text, &[("codes", &codes)]);
    }
}

/// The quantity against the units billed, each qualifier in what it counts: containers, or the size of the product. Where
/// further lines continue this one, it may stand here for all of them.
fn quantity(line: &Line<'_>, cells: &NdcCells, product: &Product, billed: Billed, found: &mut Findings) {
    let (Some(stated), Some(units), Some(drug)) = (cells.quantity.filter(|q| !q.is_zero()), line.units(), line.drug) else { return };
    let qualifier = cells.qualifier.as_deref().unwrap_or_default().to_ascii_uppercase();
    let beyond = if line.has("JW") { 2 } else { u64::from(billed.several) };
    let fits = [units, billed.total].map(|units| Fit { per_item: product.units_per_item, units, beyond, discarded: line.has("JW") });
    let any = |of: &dyn Fn(&Fit) -> bool| fits.iter().any(of);
    if packages::priced_by_the_unit(product, Some(&drug.code), &drug.unit, line.rules.book) {
        // The content of a vial is not known; only international units can be compared.
        if qualifier == "F2" && !any(&|f| f.part(stated, Amount::ONE)) {
            say_quantity(line, stated, units, "F2 counts the international units given", found);
        }
        return;
    }
    if product.units_per_item.is_zero() || product.size.is_zero() {
        return;
    }
    let containers = any(&|f| f.containers(stated, Amount::ONE));
    let size = any(&|f| f.containers(stated, product.size));
    let right = match qualifier.as_str() {
        "UN" => containers,
        "F2" => any(&|f| f.measured(stated, Measure::InternationalUnit, drug)),
        "ML" => size || any(&|f| f.measured(stated, Measure::Milliliter, drug)),
        "" => containers || size,
        _ => size,
    };
    if right {
        let sizes: Vec<Amount> = [containers.then_some(Amount::ONE), size.then_some(product.size)].into_iter().flatten().collect();
        if billed.alone {
            against_dose(line, stated, product, &sizes, found);
        }
        return;
    }
    let size_text = product.size_measure.map_or_else(|| product.size.to_string(), |of| Quantity::new(product.size, of).to_string());
    let what = format!("a package with {} in {size_text}", counted(product.units_per_item, "unit"));
    match qualifier.as_str() {
        "UN" if size => {
            let text = format!("UN {stated} counts containers; {stated} is the volume or weight of {what}");
            found.fill(line, Edit::NdcVolumeAsContainers, text, &[("quantity", &stated.to_string())]);
        }
        "ML" if product.size == Amount::ONE => {
            let text = format!("ML {stated} does not fit a package whose item counts as 1: a powder counts in vials");
            found.add(line, Edit::NdcPowderInMl, text);
        }
        "F2" => {
            let text = format!("F2 {stated} does not fit {units}: F2 counts international units", units = counted(units, "unit"));
            found.add(line, Edit::NdcNotFactorUnits, text);
        }
        _ => say_quantity(line, stated, units, &what, found),
    }
}

/// The quantity against the dose of the chart, which is finer than the units: of a large unit almost any quantity fits.
/// `sizes` are what one item may count as. Rounding at the last decimal written is no fault, nor are whole containers, which
/// some payers ask for.
fn against_dose(line: &Line<'_>, stated: Amount, product: &Product, sizes: &[Amount], found: &mut Findings) {
    let dose = line.cells.given.dose.as_deref().and_then(|dose| Quantity::parse(dose).ok());
    let (Some(dose), Some(labeled)) = (dose, product.labeled) else { return };
    let Ok((label, given)) = labeled.with(dose) else { return };
    let of_dose = |size: &Amount| given.checked_mul(*size)?.div_half_up(label, 3);
    let slack = Amount::new(1, stated.parts().1);
    let is_near = |exact: Amount| {
        let above = exact.checked_sub(slack).is_none_or(|bottom| stated >= bottom);
        above && exact.checked_add(slack).is_none_or(|top| stated <= top)
    };
    let is_whole = |size: &Amount| stated.exact_div(*size).and_then(Amount::whole).is_some();
    let fits = |size: &Amount| is_whole(size) || of_dose(size).is_none_or(is_near);
    let Some(exact) = sizes.first().and_then(of_dose).filter(|_| !sizes.iter().any(fits)) else { return };
    // A note: many billing systems reckon the quantity from the rounded units, and payers take it.
    let text = format!("NDC quantity {stated} fits the units, but {} of the product is {exact}", dose.grouped());
    found.add(line, Edit::NdcQuantityOfUnits, text);
}

fn say_quantity(line: &Line<'_>, stated: Amount, units: u64, what: &str, found: &mut Findings) {
    let edit = if Amount::from(units) == stated { Edit::NdcQuantityIsUnits } else { Edit::NdcQuantity };
    found.add(line, edit, format!("NDC quantity {stated} does not fit {units}: {what}", units = counted(units, "unit")));
}

/// Units of a line against a quantity of its product.
struct Fit {
    per_item: Amount,
    units: u64,
    discarded: bool,
    /// By how many units rounding may have left the product larger.
    beyond: u64,
}

impl Fit {
    /// The part that the units pay for, or whole containers.
    fn containers(&self, stated: Amount, size: Amount) -> bool {
        self.part(stated, size) || self.whole(stated, size)
    }

    /// `units / units per item x size`, with what rounding did: given units were rounded up, so the product may be less by
    /// one unit; discarded units were rounded down beside it, so it may be more by two.
    fn part(&self, stated: Amount, size: Amount) -> bool {
        let fewest = if self.discarded { self.units } else { self.units.saturating_sub(1) };
        self.between(stated, size, fewest, self.units.saturating_add(self.beyond)).unwrap_or(true)
    }

    /// Compared as `quantity x units per item` against `units x size`, so that nothing is divided; the claim's third decimal
    /// may be rounded either way. `None` where that needs too many digits.
    fn between(&self, stated: Amount, size: Amount, fewest: u64, most: u64) -> Option<bool> {
        let side = |units: u64| Amount::from(units).checked_mul(size);
        let slack = Amount::new(1, 3).checked_mul(self.per_item)?;
        let stated = stated.checked_mul(self.per_item)?;
        let bottom = side(fewest)?.checked_sub(slack).unwrap_or(Amount::ZERO);
        Some(stated > bottom && stated <= side(most)?.checked_add(slack)?)
    }

    /// The whole containers that hold the units, or that less than a unit was left in.
    fn whole(&self, stated: Amount, size: Amount) -> bool {
        let Some(number) = stated.exact_div(size).and_then(Amount::whole) else { return false };
        let holds = |n: u64| Amount::from(n).checked_mul(self.per_item);
        let (Some(held), Some(fewer)) = (holds(number), holds(number.saturating_sub(1))) else { return true };
        let units = Amount::from(self.units);
        held >= units && (fewer < units || held < Amount::from(self.units.saturating_add(1)))
    }

    /// An amount of what the code's own unit measures, one unit of rounding apart.
    fn measured(&self, stated: Amount, measure: Measure, drug: &Code) -> bool {
        let Some(unit) = drug.unit.quantity().filter(|u| u.measure.dimension() == measure.dimension()) else { return false };
        let Ok((unit, given)) = unit.with(Quantity::new(stated, measure)) else { return true };
        given.div_ceil(unit) == Some(self.units) || given.div_floor(unit) == Some(self.units)
    }
}

/// Without a product whose size is known, only the plain mistake can be seen: the billed units written as NDC quantity.
fn plain_quantity(line: &Line<'_>, cells: &NdcCells, found: &mut Findings) {
    let (Some(quantity), Some(units), Some(unit)) = (cells.quantity, line.units(), line.drug.and_then(|d| d.unit.quantity())) else {
        return;
    };
    let is = |qualifier: &str| cells.qualifier.as_deref().is_some_and(|q| q.eq_ignore_ascii_case(qualifier));
    let factor = is("F2");
    // Milligrams and international units of drug stand beside the units without a product between them.
    let measure = if is("ME") { Some(Measure::Milligram) } else { factor.then_some(Measure::InternationalUnit) };
    if let (Some(drug), Some(measure)) = (line.drug, measure.filter(|m| m.dimension() == unit.measure.dimension()))
        && !line.has("JW")
        && !(Fit { per_item: Amount::ONE, units, discarded: false, beyond: 0 }).measured(quantity, measure, drug)
    {
        let stated = Quantity::new(quantity, measure).grouped().to_string();
        let text = format!("NDC quantity {stated} is not the amount in {units} of {}", unit.grouped(), units = counted(units, "unit"));
        found.add(line, Edit::NdcQuantity, text);
        return;
    }
    if units > 1 && Amount::from(units) == quantity && unit.measure != Measure::Milliliter && !unit.measure.is_count() && !factor {
        found.add(line, Edit::NdcQuantityEqualsUnits, format!("NDC quantity {quantity} equals the billed units"));
    }
}

#[cfg(test)]
mod tests {
    use crate::scrub::ndc::*;

    fn fits(stated: &str, units: u64, per_item: &str, size: &str, discarded: bool) -> bool {
        let read = |t: &str| Amount::parse(t).unwrap();
        Fit { per_item: read(per_item), units, discarded, beyond: if discarded { 2 } else { 0 } }.containers(read(stated), read(size))
    }

    #[test]
    fn quantities_follow_from_units_of_the_package() {
        // Liquid: 240 units in 24 mL.
        assert!(fits("24", 240, "240", "24", false) && !fits("240", 240, "240", "24", false) && !fits("2.4", 240, "240", "24", false));
        // Powder: 372 of 450 mg from vials of 15 units; in fractions, or whole.
        assert!(fits("2.48", 38, "15", "1", false) && fits("0.52", 7, "15", "1", true) && fits("3", 38, "15", "1", false));
        assert!(!fits("2.6", 38, "15", "1", false) && !fits("38", 38, "15", "1", false));
        // Thirds are rounded to three decimals.
        assert!(fits("5.333", 400, "375", "5", false) && fits("4.667", 350, "375", "5", true));
    }
}
