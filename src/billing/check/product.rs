//! The NDC segment: present where asked for, eleven digits, of this code, in its own quantity.

use super::super::rules;
use super::{Findings, Line, NdcCells};
use crate::catalog::{Catalog, NdcPolicy, Product, ndc};
use crate::quantity::{Amount, Measure};

/// Qualifiers that claims know.
const QUALIFIERS: [&str; 5] = ["UN", "ML", "GR", "F2", "ME"];

/// Checks the NDC segment of a drug line.
pub(super) fn check(line: &Line<'_>, catalog: &Catalog, found: &mut Findings) {
    let asked = match line.payer.ndc {
        NdcPolicy::NotAsked => false,
        NdcPolicy::Administered => !line.has("JW"),
        NdcPolicy::EveryLine => true,
    };
    match &line.cells.ndc {
        None if asked => found.error(line, "ndc-missing", rules::NDC_ASKED).denied("CO", "16", &["M119"]).say(
            format!("{} asks for the NDC on this line", line.payer.name),
            "add N4, the eleven digits of the package used, the qualifier and the NDC quantity",
        ),
        None => {}
        Some(cells) => segment(line, cells, catalog, found),
    }
}

/// Eleven digits of what stands on a claim, `N4` aside.
pub(super) fn eleven(text: &str) -> Option<String> {
    ndc::eleven(bare(text)).ok()
}

fn bare(text: &str) -> &str {
    let text = text.trim();
    text.strip_prefix("N4").or_else(|| text.strip_prefix("n4")).unwrap_or(text).trim()
}

/// The codes under which the crosswalk lists the line's NDC.
pub(super) fn codes_of(line: &Line<'_>, catalog: &Catalog) -> Vec<String> {
    let Some(eleven) = line.cells.ndc.as_ref().and_then(|n| eleven(&n.ndc)) else { return Vec::new() };
    let lists = |code: &&crate::catalog::Code| catalog.facts(&code.code).products.iter().any(|p| p.ndc11.as_deref() == Some(&eleven));
    catalog.codes().iter().filter(lists).map(|c| c.code.clone()).collect()
}

fn segment(line: &Line<'_>, cells: &NdcCells, catalog: &Catalog, found: &mut Findings) {
    let written = bare(&cells.ndc);
    let Some(eleven) = eleven(&cells.ndc) else {
        found
            .error(line, "ndc-invalid", rules::NDC_ELEVEN)
            .denied("CO", "16", &["M119"])
            .say(format!("`{}` is no NDC", written), "copy it from the package and pad it to 5-4-2: eleven digits");
        return;
    };
    if written != eleven {
        found
            .error(line, "ndc-form", rules::NDC_ELEVEN)
            .denied("CO", "16", &["M119"])
            .say(format!("on a claim the NDC has eleven digits and no hyphens, not `{written}`"), format!("write {eleven}"));
    }
    if let Some(qualifier) = cells.qualifier.as_deref().filter(|q| !QUALIFIERS.iter().any(|known| known.eq_ignore_ascii_case(q))) {
        found.error(line, "ndc-qualifier", rules::NDC_QUANTITY).denied("CO", "16", &["N816"]).say(
            format!("`{qualifier}` is no NDC unit of measure"),
            "UN for powders and kits, ML for liquids, GR for ointments, F2 for factor units",
        );
    }
    match line.product() {
        Some(product) => quantity(line, cells, product, found),
        None => {
            elsewhere(line, &eleven, catalog, found);
            plain_quantity(line, cells, found);
        }
    }
}

/// The NDC is not among the code's packages: under another code it contradicts the line, nowhere it cannot be judged.
fn elsewhere(line: &Line<'_>, eleven: &str, catalog: &Catalog, found: &mut Findings) {
    let codes = codes_of(line, catalog);
    let unclassified = line.drug.is_some_and(|d| d.unit == crate::catalog::BillingUnit::Unclassified);
    if unclassified {
        return;
    }
    let edition = catalog.edition("products").unwrap_or("none");
    if codes.is_empty() {
        found.note(line, "ndc-unlisted", rules::NDC_PER_PRODUCT).say(
            format!("{eleven} stands under no code in the crosswalk held ({edition})"),
            "newer or unlisted packages are not in it: compare with the label",
        );
    } else {
        found.error(line, "ndc-not-of-code", rules::NDC_PER_PRODUCT).denied("CO", "16", &["N846"]).say(
            format!("the crosswalk ({edition}) lists {eleven} under {}, not under {}", codes.join(", "), line.cells.code),
            format!("bill the code of the product given ({}), or correct the NDC", codes.join(", ")),
        );
    }
}

/// The quantity against the units billed: `units / units per item x size`, one unit of rounding apart, or whole items.
fn quantity(line: &Line<'_>, cells: &NdcCells, product: &Product, found: &mut Findings) {
    let (Some(quantity), Some(units)) = (cells.quantity, line.units()) else { return };
    let per_item = product.units_per_item;
    if per_item.is_zero() || product.size.is_zero() {
        return;
    }
    // Compared as quantity x units per item against units x size, so that nothing is divided.
    let side = |units: u64, size: Amount| Amount::from(units).checked_mul(size);
    // Given units were rounded up, so the product may be less; discarded units were rounded down, so it may be more.
    let (fewest, many) = if line.has("JW") { (units, units.saturating_add(1)) } else { (units.saturating_sub(1), units) };
    let (Some(stated), Some(most), Some(least)) = (quantity.checked_mul(per_item), side(many, product.size), side(fewest, product.size))
    else {
        return;
    };
    // Three decimals on the claim: half a thousandth of quantity either way.
    let slack = Amount::new(1, 3).checked_mul(per_item).unwrap_or(Amount::ZERO);
    let top = most.checked_add(slack).unwrap_or(most);
    let bottom = if line.has("JW") { least.checked_sub(slack).unwrap_or(Amount::ZERO) } else { least };
    let by_volume = stated > bottom && stated <= top;
    let items = |q: Amount| {
        q.whole().is_some_and(|n| {
            Amount::from(n).checked_mul(per_item).is_some_and(|held| {
                held >= Amount::from(units)
                    && Amount::from(n.saturating_sub(1)).checked_mul(per_item).is_some_and(|less| less < Amount::from(units))
            })
        })
    };
    if by_volume || items(quantity) {
        return;
    }
    let ml = cells.qualifier.as_deref().is_some_and(|q| q.eq_ignore_ascii_case("ML"));
    if ml && product.size == Amount::ONE {
        found.error(line, "ndc-qualifier", rules::NDC_QUANTITY).denied("CO", "16", &["N816"]).say(
            format!("ML {quantity} does not fit a package whose item counts as 1: a powder counts in vials"),
            "UN and the number of vials, in fractions where part was discarded",
        );
    } else {
        let kind = if Amount::from(units) == quantity { "ndc-quantity-is-units" } else { "ndc-quantity" };
        found.error(line, kind, rules::NDC_QUANTITY).denied("CO", "16", &["N815"]).say(
            format!("NDC quantity {quantity} does not fit {units} units of a package with {per_item} units in {}", product.size),
            "state the product's own amount (mL or vials), not the billed units",
        );
    }
}

/// Without the product, only the plain mistake can be seen: the billed units written as NDC quantity.
fn plain_quantity(line: &Line<'_>, cells: &NdcCells, found: &mut Findings) {
    let (Some(quantity), Some(units), Some(unit)) = (cells.quantity, line.units(), line.drug.and_then(|d| d.unit.quantity())) else {
        return;
    };
    let factor = cells.qualifier.as_deref().is_some_and(|q| q.eq_ignore_ascii_case("F2"));
    if units > 1 && Amount::from(units) == quantity && unit.measure != Measure::Milliliter && !unit.measure.is_count() && !factor {
        found.warning(line, "ndc-quantity-is-units", rules::NDC_QUANTITY).denied("CO", "16", &["N815"]).say(
            format!("NDC quantity {quantity} equals the billed units"),
            "state the product's own amount (mL or vials), not the billed units",
        );
    }
}
