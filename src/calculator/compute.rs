//! One entry: from a request and the facts of a code to the answer.

use super::context::CodeContext;
use crate::billing::modifiers::{self, Discarded};
use crate::billing::ndc_quantity::Strength;
use crate::billing::review::{self, ReviewEvidence};
use crate::billing::units::Units;
use crate::billing::{mue, payment};
use crate::calculator::answer::{Answer, Asked, ContainerLine, Given, UnitShown};
use crate::calculator::lines::{self, LineFormat, LineInput};
use crate::calculator::supplied::{self, Supplied};
use crate::calculator::units::{self, Counted};
use crate::catalog::{BillingUnit, ContainerType, NdcPolicy, Payer, Rulebook, Setting, State};
use crate::dosing::containers::{self, ContainerCount};
use crate::dosing::{Request, dose};
use crate::explanation::rules::{self, Scope};
use crate::explanation::{BillingError, Explanation};

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
    code_dates(subject, scope, &mut trail);
    let products = supplied::products(request, subject, &mut trail)?;
    let strength = supplied::strength(request, &products, &mut trail);
    let ordered = dose::dose(request, subject.unit, strength, &mut trail)?;
    let supplied = supplied::supplied(request, subject, &products, strength, ordered, &mut trail)?;
    let counted = units::count(request, subject, &supplied, scope, &mut trail)?;
    let container = supplied.container;
    let discarded = discarded(subject, &supplied, container, counted, scope, &mut trail)?;
    let asked_for = modifiers(request, subject, scope, &mut trail)?;
    let edit = mue::applying(&subject.facts.mue, scope.setting);
    let claimed = LineInput {
        code: subject.name,
        dose: supplied.billed,
        unit: counted.unit,
        units: Units { administered: counted.units.administered, discarded: counted.units.discarded },
        discarded,
        modifiers: asked_for,
        containers: &supplied.containers,
    };
    let form = LineFormat {
        products: &products,
        strength: Strength { qualifier: request.supply.ndc_qualifier, concentration: strength, injected: injected(subject) },
        ndc: scope.payer.ndc,
        units_per_line: u64::from(request.claim.units_per_line.unwrap_or(scope.payer.units_per_line)),
        edit,
    };
    let lines = lines::lines(&claimed, &form, &mut trail)?;
    ask_for_ndc(scope.payer, &products, &mut trail);
    let unit_edit = mue::judge(&lines, edit, scope.setting, &mut trail);
    let payment = payment::estimate(&lines, &subject.facts.payments, scope, &mut trail)?;
    let evidence = ReviewEvidence {
        dose: supplied.billed,
        unit: counted.unit,
        units: counted.units,
        containers: &supplied.containers,
        predecessors: subject.predecessors,
    };
    let billed = request.claim.billed.map(|billed| review::judge(billed, &evidence)).transpose()?;
    Ok(Answer {
        asked: asked(request, subject, scope),
        given: given(&supplied, container)?,
        administered_units: counted.units.administered,
        discarded_units: (container == ContainerType::Single && counted.discarded_known).then_some(counted.units.discarded),
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
    let payer = book.payer(id).ok_or_else(|| BillingError::Unknown {
        field: "payer",
        text: id.to_owned(),
        known: format!("the payers are {}", book.payers().iter().map(|p| p.id.as_str()).collect::<Vec<_>>().join(", ")),
    })?;
    let setting = request.claim.setting.or(payer.settings.first().copied()).unwrap_or(Setting::Office);
    if !payer.settings.contains(&setting) {
        let known = payer.settings.iter().map(|s| s.as_str()).collect::<Vec<_>>().join(", ");
        return Err(BillingError::Unknown {
            field: "setting",
            text: setting.as_str().to_owned(),
            known: format!("{} is billed from {known}", payer.id),
        });
    }
    Ok(Scope { book, date: request.date, payer, setting })
}

/// A code that ended or has not begun is said, with what bills instead; the arithmetic still holds.
fn code_dates(subject: &CodeContext<'_>, scope: Scope<'_>, trail: &mut Explanation) {
    let Some(code) = subject.code else { return };
    if scope.payer.medicare && matches!(code.cms.coverage.as_str(), "I" | "M" | "S") && code.state(scope.date) == State::Active {
        let text = format!(
            "CMS's code file marks {} as not paid by Medicare (coverage {}); look for the code it takes",
            code.code, code.cms.coverage
        );
        trail.warn("not-paid-by-medicare", rules::NOT_MEDICARE, text);
    }
    let instead = || match subject.successors {
        [] => String::new(),
        links => links.iter().map(|l| format!("; bill {} now: {}", l.code, l.note)).collect(),
    };
    match code.state(scope.date) {
        State::Active => {}
        State::Ended => {
            let day = code.dates.ended.map(|d| d.to_string()).unwrap_or_default();
            trail.warn("code-ended", rules::CODE_DATES, format!("{} ended {day} and is denied on {}{}", code.code, scope.date, instead()));
        }
        State::Future => {
            let day = code.dates.added.map(|d| d.to_string()).unwrap_or_default();
            trail.warn("code-future", rules::CODE_DATES, format!("{} begins {day} and is not valid on {}", code.code, scope.date));
        }
    }
}

/// What becomes of the discarded part, and what of it is not known.
fn discarded(
    subject: &CodeContext<'_>,
    supplied: &Supplied,
    container: ContainerType,
    counted: Counted,
    scope: Scope<'_>,
    trail: &mut Explanation,
) -> Result<Discarded, BillingError> {
    if !scope.payer.medicare && !scope.payer.note.is_empty() {
        trail.warn("payer-contract", rules::PAYER_CONTRACT, format!("{}: {}", scope.payer.name, scope.payer.note));
    }
    match container {
        ContainerType::Multi => {
            trail.step(rules::SINGLE_DOSE_ONLY, "multi-dose container: what is left is not billed, neither JW nor JZ");
            return Ok(Discarded::Unmarked);
        }
        ContainerType::Unknown => {
            let text = "it is not known whether the container is single-dose or multi-dose: JW and JZ are left open";
            trail.warn("container-unknown", rules::CONTAINER_TYPE, text);
            return Ok(Discarded::Unmarked);
        }
        ContainerType::Single => {}
    }
    if *subject.unit == BillingUnit::Unclassified {
        if !counted.discarded_known {
            let left = supplied.left().map(|q| q.grouped()).unwrap_or_else(|| "an amount".to_owned());
            let text = format!("{left} discarded: contractors differ, some want a second line with JW, others the amount in the remarks");
            trail.warn("unclassified-waste", rules::UNCLASSIFIED_WASTE, text);
            return Ok(Discarded::Unmarked);
        }
    } else if !counted.discarded_known {
        let text = "what the opened containers hold is not known, so JW or JZ cannot be decided; say what was opened";
        trail.warn("containers-unknown", rules::DISCARDED_UNITS, text);
        return Ok(Discarded::Unmarked);
    }
    modifiers::discarded(counted.units.discarded, payment::packaged(&subject.facts.payments, scope), scope, trail)
}

/// Modifiers for every line: those asked for, then the 340B one.
fn modifiers(request: &Request, subject: &CodeContext<'_>, scope: Scope<'_>, trail: &mut Explanation) -> Result<Vec<String>, BillingError> {
    let mut list = request.claim.modifiers.clone();
    list.dedup();
    let asked_already = list.iter().any(|m| m == "TB" || m == "JG");
    if request.claim.discounted && !asked_already {
        list.extend(modifiers::discounted(scope, trail)?.map(str::to_owned));
    }
    modifiers::check(&list, subject.name, subject.modifiers, scope, trail)?;
    Ok(list)
}

fn injected(subject: &CodeContext<'_>) -> bool {
    let descriptor = subject.code.map_or("", |code| &code.descriptor);
    let starts_with = |word: &str| descriptor.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    ["injection", "inj.", "inj ", "infusion"].into_iter().any(starts_with)
}

fn ask_for_ndc(payer: &Payer, products: &[&crate::catalog::Product], trail: &mut Explanation) {
    if payer.ndc != NdcPolicy::NotAsked && products.is_empty() {
        trail.warn(
            "ndc-needed",
            rules::NDC_ASKED,
            format!("{} wants the NDC with its quantity on the line; name the product used", payer.name),
        );
    }
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
    Ok(Given {
        dose: supplied.dose.into(),
        containers: shown(&supplied.containers),
        labeled: labeled.map(Into::into),
        container,
        better_containers: supplied.better.as_deref().map(shown),
    })
}
