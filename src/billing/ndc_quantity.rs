//! The product behind a line: eleven digits, qualifier, quantity. Never the HCPCS units.

use crate::billing::line::NdcLine;
use crate::catalog::Product;
use crate::dosing::containers::{self, ContainerCount};
use crate::dosing::supply::Concentration;
use crate::explanation::{BillingError, Explanation, WarningKind, rules};
use crate::quantity::{Amount, Dimension, Measure, Quantity};

/// What is known about what a product's size counts, beside the catalog.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Strength {
    /// The qualifier that the user named.
    pub qualifier: Option<&'static str>,
    /// The strength of the liquid.
    pub concentration: Option<Concentration>,
    /// The descriptor says that it is injected or infused: neither tablets nor ointment.
    pub injected: bool,
}

/// The containers in the product's own measure.
struct InProduct {
    qualifier: Option<&'static str>,
    all: Amount,
    /// Read from the size alone.
    inferred: bool,
}

/// The most decimals of a quantity on a claim.
const DECIMALS: u32 = 3;

/// The administered and the discarded quantity of a product. Together they are exactly the containers opened: the first is
/// rounded half up to three decimals, the second is what remains.
///
/// # Errors
/// More digits than can be held.
pub fn quantities(
    product: Option<&Product>,
    dose: Quantity,
    containers: &[ContainerCount],
    strength: Strength,
    trail: &mut Explanation,
) -> Result<(Option<NdcLine>, Option<NdcLine>), BillingError> {
    let Some(product) = product else { return Ok((None, None)) };
    let Some(ndc11) = &product.ndc11 else {
        let text = format!("`{}` is an identifier of CMS's crosswalk, not an NDC; take the NDC from the package", product.ndc);
        trail.warn(WarningKind::NoNdc, rules::NDC_ELEVEN, text);
        return Ok((None, None));
    };
    let line = |qualifier, quantity| Some(NdcLine { ndc11: ndc11.clone(), qualifier, quantity });
    if containers.is_empty() {
        let text = format!("which packages of {} were opened is not known; state what was opened to get the quantity", product.ndc);
        trail.warn(WarningKind::NdcQuantity, rules::NDC_QUANTITY, text);
        return Ok((line(None, None), line(None, None)));
    }
    let label = containers::total(containers, dose)?;
    let Some(InProduct { qualifier, all, inferred }) = in_product(product, containers, label, strength) else {
        let text = format!(
            "CMS's crosswalk does not say what the size {} of {} counts; name the qualifier (ML for liquid, UN for powder) to get the quantity",
            product.size, product.ndc
        );
        trail.warn(WarningKind::NdcQuantity, rules::NDC_QUANTITY, text);
        return Ok((line(None, None), line(None, None)));
    };
    if inferred {
        trail.warn(WarningKind::NdcQualifier, rules::NDC_QUANTITY, inference(product, qualifier));
    }
    let given = part(dose, label, all).ok_or(BillingError::Inexact("ndc"))?;
    let left = all.checked_sub(given).unwrap_or(Amount::ZERO);
    let doubt = if product.conflict.is_some() { "; from numbers in doubt: check the label" } else { "" };
    trail.step(
        rules::NDC_QUANTITY,
        format_args!(
            "{ndc11}: {} {given} given and {left} left, together {all}; at most three decimals, not the units of the code{doubt}",
            qualifier.unwrap_or("quantity")
        ),
    );
    Ok((line(qualifier, Some(given)), line(qualifier, Some(left))))
}

/// The part of all that was opened, in the product's own measure, that holds a dose of what the labels say. `None` where that needs
/// too many digits.
pub fn part(dose: Quantity, label: Quantity, all: Amount) -> Option<Amount> {
    let (label, dose) = label.with(dose).ok()?;
    let part = dose.checked_mul(all)?.div_half_up(label, DECIMALS)?;
    // A line of nothing is not taken: the least that three decimals can say stands for less.
    Some(part.max(Amount::new(1, DECIMALS)).min(all))
}

/// Two parts of one product on one line.
///
/// # Errors
/// More digits than can be held.
pub fn sum(given: NdcLine, left: &NdcLine) -> Result<NdcLine, BillingError> {
    let quantity = match (given.quantity, left.quantity) {
        (Some(a), Some(b)) => Some(a.checked_add(b).ok_or(BillingError::Inexact("ndc"))?),
        _ => None,
    };
    Ok(NdcLine { quantity, ..given })
}

/// Takes a line's share, `here` of `rest` units, from what is left of a product; the last line gets what remains.
///
/// # Errors
/// More digits than can be held.
pub fn share(left: &mut Option<NdcLine>, here: u64, rest: u64) -> Result<Option<NdcLine>, BillingError> {
    let Some(line) = left else { return Ok(None) };
    let mut share = line.clone();
    if let Some(all) = line.quantity.filter(|_| here < rest) {
        let part = all.checked_mul(Amount::from(here)).and_then(|product| product.div_half_up(Amount::from(rest), DECIMALS));
        let part = part.ok_or(BillingError::Inexact("ndc"))?;
        share.quantity = Some(part);
        line.quantity = Some(all.checked_sub(part).unwrap_or(Amount::ZERO));
    }
    Ok(Some(share))
}

/// What was read from the size of an injected product, in words.
fn inference(product: &Product, qualifier: Option<&str>) -> String {
    match qualifier {
        Some(_) => format!("CMS's crosswalk gives the size {} without a measure; for an injection it was read as mL: check the label", product.size),
        None => "the size is 1, which is one vial of powder (UN) or one mL of liquid (ML); the quantity is the same, the label gives the qualifier".to_owned(),
    }
}

/// The qualifier of a size, and the size in what it counts.
fn measured(size: Quantity) -> Option<(&'static str, Amount)> {
    let (qualifier, size) = match size.measure.dimension() {
        Dimension::Volume => ("ML", size.convert(Measure::Milliliter).ok()?),
        Dimension::Mass if size.measure == Measure::Milligram => ("ME", size),
        Dimension::Mass => ("GR", size.convert(Measure::Gram).ok()?),
        Dimension::Activity => ("F2", size.convert(Measure::InternationalUnit).ok()?),
        Dimension::Count(_) => ("UN", size),
        _ => return None,
    };
    Some((qualifier, size.amount))
}

/// The whole of the containers in the product's own measure, with its qualifier.
fn in_product(product: &Product, containers: &[ContainerCount], label: Quantity, strength: Strength) -> Option<InProduct> {
    let known = |qualifier, all| Some(InProduct { qualifier: Some(qualifier), all, inferred: false });
    let count = containers.iter().try_fold(0u64, |sum, c| sum.checked_add(c.count))?;
    let items = |size: Amount| size.checked_mul(Amount::from(count));
    let measured = product.size_measure.map(|measure| measured(Quantity::new(product.size, measure)));
    match (strength.qualifier, measured) {
        // UN counts what is injected in containers, however large they are.
        (Some("UN"), Some(Some(("UN", size)))) => return known("UN", items(size)?),
        (Some("UN"), _) if strength.injected => return known("UN", items(Amount::ONE)?),
        // Milligrams and international units are those of the label.
        (Some("ME"), None) => return known("ME", label.convert(Measure::Milligram).ok()?.amount),
        (Some("F2"), None) => return known("F2", label.convert(Measure::InternationalUnit).ok()?.amount),
        (Some(qualifier), None) => return known(qualifier, items(product.size)?),
        (Some(named), Some(of_size)) => return of_size.filter(|(own, _)| *own == named).and_then(|(own, size)| known(own, items(size)?)),
        (None, Some(of_size)) => return of_size.and_then(|(own, size)| known(own, items(size)?)),
        (None, None) => {}
    }
    if label.measure.dimension() == Dimension::Volume {
        return known("ML", label.convert(Measure::Milliliter).ok()?.amount);
    }
    if let Some(volume) = strength.concentration.and_then(|c| c.volume_of(label).ok()) {
        return known("ML", volume.convert(Measure::Milliliter).ok()?.amount);
    }
    // Powders mostly stand in the crosswalk with size 1, liquids with their mL; a size of 1 can be either. A size that repeats
    // the milligrams of the label may be those, as with Ontruzant and Ilaris: then it says nothing.
    let milligrams = product.labeled.and_then(|l| l.convert(Measure::Milligram).ok()).map(|l| l.amount);
    if product.size != Amount::ONE && milligrams == Some(product.size) {
        return None;
    }
    let qualifier = (product.size != Amount::ONE).then_some("ML");
    strength.injected.then_some(InProduct { qualifier, all: items(product.size)?, inferred: true })
}
