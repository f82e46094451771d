//! Units to claim lines: one part a product, modifiers in order, split where a field or an edit is too small.

use crate::billing::line::{Line, NdcLine};
use crate::billing::modifiers::{self, Discarded};
use crate::billing::ndc_quantity::{self, Strength};
use crate::billing::units::{self, Units};
use crate::catalog::{Mue, NdcPolicy, Product, Rulebook};
use crate::dosing::containers::{self, ContainerCount};
use crate::explanation::{BillingError, Explanation, WarningKind, rules};
use crate::quantity::{Amount, Quantity};
use crate::text::counted;

/// What the lines are made from.
#[derive(Clone)]
pub struct LineInput<'a> {
    /// The code, where one was named.
    pub code: Option<&'a str>,
    /// The dose billed, at most what the labels hold.
    pub dose: Quantity,
    /// One unit, where the code has one that measures drug; `None` where a unit is a container, a dose, or always 1.
    pub unit: Option<Quantity>,
    /// Units of the whole date.
    pub units: Units,
    /// What becomes of the discarded part.
    pub discarded: Discarded,
    /// Further modifiers for every line.
    pub modifiers: Vec<String>,
    /// Doses of other patients from the same containers.
    pub others: &'a [Quantity],
    /// What was opened.
    pub containers: &'a [ContainerCount],
}

/// How the lines are to look.
pub struct LineFormat<'a> {
    /// The products used.
    pub products: &'a [&'a Product],
    /// What the products' sizes count.
    pub strength: Strength,
    /// On which lines the payer wants the NDC.
    pub ndc: NdcPolicy,
    /// Modifiers of the first and of each further product, where the payer asks for them.
    pub several_products: Option<&'a [String; 2]>,
    /// The most units a line holds.
    pub units_per_line: u64,
    /// The unit edit of the setting.
    pub edit: Option<&'a Mue>,
    /// Ranks of modifiers, and the one that marks a repeated line.
    pub book: &'a Rulebook,
}

/// The most service lines of an institutional claim.
const MOST_LINES: usize = 999;

/// A part of the claim that comes from one product.
struct ProductShare<'a> {
    product: Option<&'a Product>,
    units: Units,
    dose: Quantity,
    containers: Vec<ContainerCount>,
}

/// The claim lines: administered before discarded, one pair a product.
///
/// # Errors
/// More digits than can be held.
pub fn lines(claimed: &LineInput<'_>, form: &LineFormat<'_>, trail: &mut Explanation) -> Result<Vec<Line>, BillingError> {
    let mut lines = Vec::new();
    let parts = parts(claimed, form, trail)?;
    for (at, part) in parts.iter().enumerate() {
        let (given, mut left) = ndc_quantity::quantities(part.product, part.dose, &part.containers, form.strength, trail)?;
        if !claimed.others.is_empty() {
            let gone = claimed.others.iter().try_fold(part.dose, |sum, dose| units::more(sum, *dose))?;
            let silent = &mut Explanation::default();
            left = ndc_quantity::quantities(part.product, gone, &part.containers, form.strength, silent)?.1;
        }
        let mut of_part = claimed.clone();
        if let Some([first, further]) = form.several_products.filter(|_| parts.len() > 1) {
            of_part.modifiers.push(if at == 0 { first } else { further }.clone());
        }
        let claimed = &of_part;
        let marked = match claimed.discarded {
            Discarded::Nothing => Some("JZ"),
            _ => None,
        };
        let units = match claimed.discarded {
            Discarded::OneLine => part.units.administered.checked_add(part.units.discarded).ok_or(BillingError::Inexact("units"))?,
            _ => part.units.administered,
        };
        let given = match (claimed.discarded, given, &left) {
            (Discarded::OneLine, Some(given), Some(left)) => Some(ndc_quantity::sum(given, left)?),
            (_, given, _) => given,
        };
        push(&mut lines, claimed, form, marked, units, given, trail)?;
        if claimed.discarded == Discarded::OwnLine {
            let left = left.filter(|_| form.ndc == NdcPolicy::EveryLine);
            push(&mut lines, claimed, form, Some("JW"), part.units.discarded, left, trail)?;
        }
    }
    Ok(lines)
}

/// One part for the whole claim, or one a product: filled one after the other, so that only the last is partial.
fn parts<'a>(claimed: &LineInput<'_>, form: &LineFormat<'a>, trail: &mut Explanation) -> Result<Vec<ProductShare<'a>>, BillingError> {
    let of = |containers: &ContainerCount| form.products.iter().copied().find(|p| p.ndc11.is_some() && p.ndc11 == containers.ndc11);
    let mut groups: Vec<(Option<&Product>, Vec<ContainerCount>)> = Vec::new();
    for containers in claimed.containers {
        let product = of(containers);
        match groups.iter_mut().find(|(held, _)| held.map(|p| &p.ndc11) == product.map(|p| &p.ndc11)) {
            Some((_, held)) => held.push(containers.clone()),
            None => groups.push((product, vec![containers.clone()])),
        }
    }
    let several = groups.len() > 1;
    let unit = match claimed.unit {
        Some(unit) if several && form.ndc != NdcPolicy::NotAsked => unit,
        _ => {
            let product = groups.first().and_then(|(product, _)| *product).or(form.products.first().copied().filter(|_| groups.is_empty()));
            // Without a need for NDCs two lines of one drug would be duplicates, and one line holds one NDC.
            let product = product.filter(|_| !several || form.ndc != NdcPolicy::NotAsked);
            return Ok(vec![ProductShare { product, units: claimed.units, dose: claimed.dose, containers: claimed.containers.to_vec() }]);
        }
    };
    trail.step(
        rules::NDC_PER_PRODUCT,
        "several products: filled one after the other, so that only the last is partial; units are rounded once",
    );
    if claimed.discarded == Discarded::OwnLine {
        trail.warn(
            WarningKind::FullProductLine,
            rules::NDC_PER_PRODUCT,
            "the line of a product that was used up carries neither JW nor JZ here; payers differ on it",
        );
    }
    let mut parts = Vec::new();
    let (mut held, mut dose_before) = (Units { administered: 0, discarded: 0 }, Amount::ZERO);
    let mut label = containers::total(&[], claimed.dose)?;
    for (product, group) in groups {
        let of_group = containers::total(&group, claimed.dose)?;
        let sum = label.amount.checked_add(of_group.amount).ok_or(BillingError::Inexact("containers"))?;
        label = Quantity::new(sum, label.measure);
        let dose = units::smaller(claimed.dose, label)?;
        let administered = units::administered(dose, unit)?;
        let discarded = units::discarded(label, claimed.units.administered, unit)?;
        let share = dose.amount.checked_sub(dose_before).ok_or(BillingError::Inexact("dose"))?;
        parts.push(ProductShare {
            product,
            units: Units { administered: administered - held.administered, discarded: discarded - held.discarded },
            dose: Quantity::new(share, dose.measure),
            containers: group,
        });
        held = Units { administered, discarded };
        dose_before = dose.amount;
    }
    Ok(parts)
}

/// Adds the lines of one part and one modifier, as many as the field and a per-line edit make necessary.
///
/// # Errors
/// [`BillingError::TooManyUnits`].
fn push(
    lines: &mut Vec<Line>,
    claimed: &LineInput<'_>,
    form: &LineFormat<'_>,
    marked: Option<&str>,
    units: u64,
    ndc: Option<NdcLine>,
    trail: &mut Explanation,
) -> Result<(), BillingError> {
    let by_edit = form.edit.filter(|e| e.mai == 1 && e.value > 0).map(|e| u64::from(e.value));
    let most = by_edit.unwrap_or(u64::MAX).min(form.units_per_line.max(1));
    // Where an edit works by the line, further lines are told apart from duplicates by the modifier that its rule names.
    let repeat = by_edit.and_then(|_| form.book.rule(rules::MUE_LINE)?.modifiers.first());
    if units.div_ceil(most) > MOST_LINES.saturating_sub(lines.len()) as u64 {
        return Err(BillingError::TooManyUnits(units, MOST_LINES));
    }
    if units > most {
        if let Some(repeat) = repeat {
            trail.step(
                rules::MUE_LINE,
                format_args!("{units} over lines of at most {most}, with {repeat} from the second on", units = counted(units, "unit")),
            );
        } else {
            trail.step(
                rules::FIELD_SIZE,
                format_args!(
                    "{units} over lines of at most {most}, which the field holds, with the same modifiers",
                    units = counted(units, "unit")
                ),
            );
        }
    }
    let mut rest = units;
    let mut left = ndc;
    let mut first = true;
    while rest > 0 {
        let here = rest.min(most);
        let mut modifiers: Vec<String> = marked.iter().map(|m| (*m).to_owned()).chain(claimed.modifiers.iter().cloned()).collect();
        if let Some(repeat) = repeat.filter(|repeat| !first && !modifiers.contains(repeat)) {
            modifiers.push(repeat.clone());
        }
        modifiers::in_order(&mut modifiers, form.book);
        let share = ndc_quantity::share(&mut left, here, rest)?;
        lines.push(Line { code: claimed.code.map(str::to_owned), modifiers, units: here, ndc: share });
        rest -= here;
        first = false;
    }
    Ok(())
}
