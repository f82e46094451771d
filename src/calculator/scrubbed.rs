//! The claim check on the lines that the calculator made: what it finds becomes warnings and steps.

use super::context::CodeContext;
use crate::billing::Line;
use crate::catalog::{ContainerType, Edit};
use crate::claim::ClaimLine;
use crate::explanation::rules::Scope;
use crate::explanation::{BillingError, Explanation, Warning, WarningKind};
use crate::scrub::{CalculatedCode, RuleSet, Severity, calculated};

/// The warning that an edit becomes. Edits that follow from what the calculator itself says (units, waste, NDC) are not among them.
fn warning(edit: Edit) -> Option<WarningKind> {
    Some(match edit {
        Edit::EndedCode | Edit::EndedWithoutSuccessor => WarningKind::CodeEnded,
        Edit::FutureCode | Edit::FutureWithoutPredecessor => WarningKind::CodeFuture,
        Edit::NotPayable | Edit::NotCovered | Edit::ExcludedByStatute => WarningKind::NotPaidByMedicare,
        Edit::CCodeInOffice => WarningKind::CCodeSetting,
        Edit::UnclassifiedCCodeInOffice => WarningKind::C9399Setting,
        Edit::AdministrationModifier => WarningKind::AdministrationModifier,
        Edit::ModifierUnknown => WarningKind::ModifierUnknown,
        Edit::ModifierEnded | Edit::DiscountModifierEnded => WarningKind::ModifierEnded,
        Edit::ModifierFuture => WarningKind::ModifierFuture,
        Edit::TooManyModifiers => WarningKind::TooManyModifiers,
        Edit::ModifierTwice => WarningKind::ModifierTwice,
        Edit::EsaReasonMissing | Edit::EsaReasonSeveral => WarningKind::EsaReason,
        Edit::EsaReasonOnDialysis => WarningKind::EsaReasonOnDialysis,
        Edit::TwoRoutes => WarningKind::TwoRoutes,
        Edit::RouteMissing => WarningKind::RouteModifierMissing,
        Edit::BothSides => WarningKind::BothSidesOnLine,
        Edit::OneSideUnits => WarningKind::OneSideUnits,
        Edit::DiscountBoth => WarningKind::DiscountBoth,
        _ => return None,
    })
}

/// Checks the lines of an answer. What needs an answer of a person is a warning, each edit once; what is only to be known is a step.
///
/// # Errors
/// A rule is missing.
pub(super) fn scrub(
    subject: &CodeContext<'_>,
    scope: Scope<'_>,
    lines: &[Line],
    container: ContainerType,
    trail: &mut Explanation,
) -> Result<(), BillingError> {
    let lines: Vec<ClaimLine> = lines.iter().enumerate().map(|(at, line)| claim_line(at + 1, line, container)).collect();
    let code = CalculatedCode {
        code: subject.code,
        facts: subject.facts,
        after: subject.successors.iter().map(|link| link.with_unit.clone()).collect(),
        // All successors of a code stand in one transition.
        why: subject.successors.first().filter(|link| !link.text.is_empty()).map(|link| format!(". {}", link.text)).unwrap_or_default(),
    };
    let mut seen: Vec<Edit> = Vec::new();
    let mut warnings = Vec::new();
    for finding in calculated(RuleSet::with_edits(subject.rules, subject.modifiers)?, &code, scope, &lines) {
        if seen.contains(&finding.edit) {
            continue;
        }
        seen.push(finding.edit);
        let text = format!("{}: {}", finding.text, finding.fix);
        match warning(finding.edit) {
            Some(kind) => warnings.push(Warning { kind, text, rule: finding.rule }),
            None if finding.severity == Severity::Note => trail.step(finding.rule, text),
            None => {}
        }
    }
    // What is wrong with the code itself is read before everything else.
    let of_code = |kind| matches!(kind, WarningKind::CodeEnded | WarningKind::CodeFuture | WarningKind::NotPaidByMedicare);
    let (first, last): (Vec<Warning>, Vec<Warning>) = warnings.into_iter().partition(|w| of_code(w.kind));
    trail.warnings.splice(0..0, first);
    trail.warnings.extend(last);
    Ok(())
}

fn claim_line(number: usize, line: &Line, container: ContainerType) -> ClaimLine {
    let mut cells = line.on_claim(number);
    cells.given.container = Some(container);
    cells
}
