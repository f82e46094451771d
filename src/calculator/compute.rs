//! One entry: from a request and the facts of a code to the answer.

use super::context::CodeContext;
use crate::billing::modifiers::{self, Discarded};
use crate::billing::ndc_quantity::Strength;
use crate::billing::review::{self, ReviewEvidence};
use crate::billing::units::Units;
use crate::billing::{duty_is_open, mue, payment};
use crate::calculator::answer::{Answer, Asked, ContainerLine, Given, UnitShown};
use crate::calculator::course;
use crate::calculator::lines::{LineFormat, LineInput};
use crate::calculator::plan;
use crate::calculator::scrubbed;
use crate::calculator::sides;
use crate::calculator::strength;
use crate::calculator::supplied::{self, Supplied};
use crate::calculator::units::{self, Counted};
use crate::catalog::{BillingUnit, ContainerType, NdcPolicy, Payer, Product, Rulebook, Setting, UnitCaveat};
use crate::dosing::containers::{self, ContainerCount};
use crate::dosing::{Request, dose};
use crate::explanation::rules::{self, Scope};
use crate::explanation::{BillingError, Explanation, Field, WarningKind};
use crate::quantity::Quantity;

pub use crate::catalog::DEFAULT_PAYER;

/// From an order to claim lines.
///
/// # Errors
/// Every refusal of [`BillingError`]: nothing is guessed.
pub fn compute(request: &Request, subject: &CodeContext<'_>) -> Result<Answer, BillingError> {
    let scope = scope(request, subject.rules)?;
    let mut trail = Explanation::default();
    if let BillingUnit::Refused(reason) = subject.unit {
        let code = subject.name.unwrap_or("the unit").to_owned();
        return Err(BillingError::NoUnit { code, reason: reason.clone() });
    }
    if subject.unit.traps().contains(&UnitCaveat::PaymentLimit) {
        trail.warn(WarningKind::AnnouncedUnit, rules::DESCRIPTOR_UNIT, UnitCaveat::PaymentLimit.description());
    }
    let products = supplied::products(request, subject, &mut trail)?;
    let strength = strength::strength(request, subject, &products, &mut trail);
    let schedule = course::schedule(request, subject, scope, &mut trail)?;
    let vial = supplied::vial(request, subject, &products)?;
    let (ordered, dates) = dose::dose(request, (subject.unit, subject.compound()), strength, vial, schedule, &mut trail)?;
    let supplied = supplied::supplied(request, subject, &products, strength, ordered, &mut trail)?;
    let counted = units::count(request, dates, subject, &supplied, &mut trail)?;
    let container = supplied.container;
    let discarded = discarded(request, subject, &supplied, counted, scope, &mut trail)?;
    let asked_for = modifiers(request, scope, &mut trail)?;
    let edit = mue::applying(&subject.facts.mue, scope.setting);
    let claimed = LineInput {
        code: subject.name,
        dose: supplied.billed,
        unit: counted.unit,
        units: Units { administered: counted.units.administered, discarded: counted.units.discarded },
        discarded,
        modifiers: asked_for,
        others: &supplied.others,
        containers: &supplied.containers,
    };
    let form = LineFormat {
        products: &products,
        strength: Strength {
            qualifier: request.supply.ndc_qualifier,
            concentration: strength.filter(|strength| strength::of_package(*strength, request, &products)),
            injected: subject.is_injected(),
        },
        ndc: scope.payer.ndc,
        several_products: scope.payer.several_products.as_ref(),
        units_per_line: u64::from(request.claim.units_per_line.unwrap_or(scope.payer.units_per_line)),
        edit,
        book: scope.book,
    };
    let lines = sides::lines(request, scope, &claimed, &form, &mut trail)?;
    repackaged(request, subject, supplied.dose, scope, &mut trail)?;
    let (supplied, counted) = sides::of_both(request, supplied, counted)?;
    ask_for_ndc(scope.payer, &products, &mut trail);
    let judged = if duty_is_left_open(request, subject) { ContainerType::Unknown } else { container };
    scrubbed::scrub(subject, scope, &lines, judged, &mut trail)?;
    other_size(request, subject, supplied.dose, &mut trail);
    let unit_edit = mue::judge(&lines, edit, scope.setting, scope.book, &mut trail);
    let flat = payment::flat_rate(subject.code, &subject.facts.payments, scope);
    let payment = payment::estimate(&lines, &subject.facts.payments, flat, scope, &mut trail)?;
    let evidence = ReviewEvidence {
        dose: supplied.billed,
        unit: counted.unit,
        units: counted.units,
        containers: &supplied.containers,
        predecessors: subject.predecessors,
    };
    let billed = request.claim.billed.map(|billed| review::judge(billed, &evidence)).transpose()?;
    let (administered_units, known) = (counted.units.administered, container == ContainerType::Single && counted.discarded_known && !flat);
    let discarded_units = known.then_some(counted.units.discarded);
    let course = dates.map(|dates| course::course(dates, administered_units, discarded_units)).transpose()?;
    Ok(Answer {
        asked: asked(request, subject, scope),
        given: given(&supplied, container)?,
        administered_units,
        discarded_units,
        course,
        lines,
        unit_edit,
        payment,
        billed,
        steps: trail.steps,
        warnings: trail.warnings,
    })
}

/// The payer and the setting, named or by default.
fn scope<'a>(request: &Request, book: &'a Rulebook) -> Result<Scope<'a>, BillingError> {
    let id = request.claim.payer.as_deref().unwrap_or(DEFAULT_PAYER);
    let payer = book.payer_named(id).ok_or_else(|| {
        let near = book.nearest_payers(id).join(", ");
        BillingError::Unknown {
            field: Field::Payer,
            text: crate::text::cut(id, 40).into_owned(),
            known: format!("the nearest payers are {near}"),
        }
    })?;
    let setting = request.claim.setting.or(payer.settings.first().copied()).unwrap_or(Setting::Office);
    if !payer.settings.contains(&setting) {
        let known = payer.settings.iter().map(|s| s.as_str()).collect::<Vec<_>>().join(", ");
        return Err(BillingError::Unknown {
            field: Field::Setting,
            text: setting.as_str().to_owned(),
            known: format!("{} is billed from {known}", payer.id),
        });
    }
    Ok(Scope { book, date: request.date, payer, setting })
}

/// Is it open whether Medicare wants JW and JZ for containers of the code? The user who states the container settles it.
fn duty_is_left_open(request: &Request, subject: &CodeContext<'_>) -> bool {
    request.supply.container.is_none() && duty_is_open(subject.code, subject.rules)
}

/// What becomes of the discarded part, and what of it is not known.
fn discarded(
    request: &Request,
    subject: &CodeContext<'_>,
    supplied: &Supplied,
    counted: Counted,
    scope: Scope<'_>,
    trail: &mut Explanation,
) -> Result<Discarded, BillingError> {
    if !scope.payer.medicare && !scope.payer.note.is_empty() {
        trail.warn(WarningKind::PayerContract, rules::PAYER_CONTRACT, format!("{}: {}", scope.payer.name, scope.payer.note));
    }
    if payment::flat_rate(subject.code, &subject.facts.payments, scope) {
        let text = "a skin substitute is paid at one rate for the area applied: neither JW nor JZ, and waste is not billed";
        trail.step(rules::SKIN_SUBSTITUTE, text);
        return Ok(Discarded::Unmarked);
    }
    match supplied.container {
        ContainerType::Multi => {
            trail.step(rules::SINGLE_DOSE_ONLY, "multi-dose container: what is left is not billed, neither JW nor JZ");
            return Ok(Discarded::Unmarked);
        }
        ContainerType::Unknown => {
            let text = "it is not known whether the container is single-dose or multi-dose: JW and JZ are left open";
            trail.warn(WarningKind::ContainerUnknown, rules::CONTAINER_TYPE, text);
            return Ok(Discarded::Unmarked);
        }
        ContainerType::Single if duty_is_left_open(request, subject) => {
            let text = "the container is single-dose, but no source held says whether Medicare requires JW and JZ on this code: both are left open";
            trail.warn(WarningKind::DiscardDutyOpen, rules::DISCARD_DUTY_OPEN, text);
            return Ok(Discarded::Unmarked);
        }
        ContainerType::Single => {}
    }
    if *subject.unit == BillingUnit::Unclassified {
        if !counted.discarded_known {
            let left = supplied.left().map(|q| q.grouped()).unwrap_or_else(|| "an amount".to_owned());
            let text = format!("{left} discarded: contractors differ, some want a second line with JW, others the amount in the remarks");
            trail.warn(WarningKind::UnclassifiedWaste, rules::UNCLASSIFIED_WASTE, text);
            return Ok(Discarded::Unmarked);
        }
    } else if !counted.discarded_known {
        let doubt = |p: &Product| Some(format!(" (CMS's crosswalk is in doubt about {}: {})", p.ndc, p.conflict.as_ref()?));
        let doubt = subject.facts.products.iter().filter(|p| p.contradicts_itself()).find_map(doubt).unwrap_or_default();
        let text = format!("what the opened containers hold is not known{doubt}, so JW or JZ cannot be decided; say what was opened");
        trail.warn(WarningKind::ContainersUnknown, rules::DISCARDED_UNITS, text);
        return Ok(Discarded::Unmarked);
    }
    modifiers::discarded(counted.units.discarded, payment::packaged(&subject.facts.payments, scope), scope, trail)
}

/// Modifiers for every line: those asked for, then the 340B one.
fn modifiers(request: &Request, scope: Scope<'_>, trail: &mut Explanation) -> Result<Vec<String>, BillingError> {
    let mut list = request.claim.modifiers.clone();
    list.dedup();
    let (today, before) = (scope.rule(rules::TB_340B)?, scope.rule(rules::JG_340B)?);
    let asked_already = list.iter().any(|m| today.modifiers.contains(m) || before.modifiers.contains(m));
    if request.claim.discounted && !asked_already {
        list.extend(modifiers::discounted(scope, trail)?.map(str::to_owned));
    }
    Ok(list)
}

fn ask_for_ndc(payer: &Payer, products: &[&crate::catalog::Product], trail: &mut Explanation) {
    if payer.ndc != NdcPolicy::NotAsked && products.is_empty() {
        trail.warn(
            WarningKind::NdcNeeded,
            rules::NDC_ASKED,
            format!("{} wants the NDC with its quantity on the line; name the product used", payer.name),
        );
    }
}

/// A small dose for the eye is that of a syringe, whatever the vials of the code hold.
fn repackaged(
    request: &Request,
    subject: &CodeContext<'_>,
    dose: Quantity,
    scope: Scope<'_>,
    trail: &mut Explanation,
) -> Result<(), BillingError> {
    let rule = scope.rule(rules::REPACKAGED)?;
    if plan::of_syringe(request, subject, dose) {
        trail.warn(WarningKind::RepackagedSyringe, rules::REPACKAGED, format!("{}: {}", dose.grouped(), rule.statement));
    }
    Ok(())
}

/// A fluid has a code for each size of bag.
fn other_size(request: &Request, subject: &CodeContext<'_>, dose: Quantity, trail: &mut Explanation) {
    let Some(code) = subject.name.filter(|_| request.supply.opened.is_empty()) else { return };
    let family = subject.rules.unit_notes().size_family(code);
    let Some((family, (other, size, number))) = family.and_then(|family| Some((family, family.better(code, dose)?))) else { return };
    let text = format!(
        "{} of {} fit {other} ({}): bill {other} × {number} where that size was used; state what was opened where it was not",
        dose.grouped(),
        family.name,
        size.grouped()
    );
    trail.warn(WarningKind::OtherSizeCode, rules::PACKAGE_SIZE, text);
}

fn asked(request: &Request, subject: &CodeContext<'_>, scope: Scope<'_>) -> Asked {
    Asked {
        code: subject.name.map(str::to_owned),
        date: request.date,
        payer: scope.payer.id.clone(),
        setting: scope.setting,
        unit: UnitShown::of(subject.unit),
        order: request.order.text.clone(),
    }
}

fn given(supplied: &Supplied, container: ContainerType) -> Result<Given, BillingError> {
    let shown = |list: &[ContainerCount]| list.iter().map(ContainerLine::from).collect::<Vec<_>>();
    let labeled = if supplied.containers.is_empty() { None } else { Some(containers::total(&supplied.containers, supplied.dose)?) };
    let other_patients = supplied.others.iter().try_fold(None, |sum: Option<Quantity>, dose| {
        Ok::<_, BillingError>(Some(match sum {
            Some(sum) => crate::billing::units::more(sum, *dose)?,
            None => *dose,
        }))
    })?;
    Ok(Given {
        other_patients: other_patients.map(Into::into),
        dose: supplied.dose.into(),
        containers: shown(&supplied.containers),
        labeled: labeled.map(Into::into),
        container,
        better_containers: supplied.better.as_deref().map(shown),
    })
}
